/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Iteratively reweighted least squares. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "glm/family.h"
#include "special/dd.h"
#include "tercile/linear_model.h"
#include "tercile/sum.h"

#define ITERATIONS   100
#define STEP_ENOUGH  0x1p-40 /* of the predictor: Newton's next step is its square */
#define HALVINGS_MAX 40
#define EDGE         1e-9 /* a mean this near to the end of its range ... */

typedef struct iteration {
    const ter_glm_problem *p;
    const ter__glm_family_row *family;
    const ter__glm_link_row *link;
    double *eta, *mu, *next_eta, *next_mu; /* [rows] */
    double *working, *weights;             /* [rows] */
    double deviance;
    double step;
} iteration;

static double weight_of(const ter_glm_problem *p, size_t i) {
    return p->weights == NULL ? 1.0 : p->weights[i];
}

static double offset_of(const ter_glm_problem *p, size_t i) {
    return p->offset == NULL ? 0.0 : p->offset[i];
}

/* ---- checks ------------------------------------------------------------------------------------------------------------- */

static ter_status check_row(const iteration *t, size_t i, ter_error *error) {
    const ter__glm_family_row *f = t->family;
    const double y = t->p->y[i], weight = weight_of(t->p, i);
    if (!isfinite(weight) || weight < 0.0 || !isfinite(offset_of(t->p, i))) {
        return ter_error_set(error, TER_BAD_DATA, "row %zu: weight %g, offset %g: both must be finite, the weight not negative",
                             i + 1, weight, offset_of(t->p, i));
    }
    const bool inside =
        (y > f->lower || (f->closed_below && y == f->lower)) && (y < f->upper || (f->closed_above && y == f->upper));
    if (weight > 0.0 && !(isfinite(y) && inside)) {
        return ter_error_set(error, TER_BAD_DATA, "row %zu: response %g; the %s family takes values %s%g%s", i + 1, y, f->name,
                             f->upper == 1.0      ? "from "
                             : f->closed_below    ? "from "
                             : isfinite(f->lower) ? "above "
                                                  : "that are finite, not ",
                             isfinite(f->lower) ? f->lower : y, f->upper == 1.0 ? " to 1 (shares; weights are the trials)" : "");
    }
    return TER_OK;
}

static ter_status check(iteration *t, ter_error *error) {
    const ter_glm_problem *p = t->p;
    t->family = ter__glm_family(p->family);
    if (t->family == NULL) {
        return ter_error_set(error, TER_BAD_ARGUMENT, "%d is no family", (int)p->family);
    }
    t->link = ter__glm_link(p->link == TER_GLM_CANONICAL ? t->family->canonical : p->link);
    if (t->link == NULL) {
        return ter_error_set(error, TER_BAD_ARGUMENT, "%d is no link", (int)p->link);
    }
    if (t->link->upper < t->family->upper && isfinite(t->link->upper)) {
        return ter_error_set(error, TER_BAD_ARGUMENT, "the %s link gives means from 0 to 1 only: not for the %s family",
                             t->link->name, t->family->name);
    }
    if (p->family == TER_GLM_NEGATIVE_BINOMIAL && !(p->size > 0.0 && isfinite(p->size))) {
        return ter_error_set(error, TER_BAD_ARGUMENT, "the size of the negative binomial law is %g: it must be positive", p->size);
    }
    ter_status status = TER_OK;
    for (size_t i = 0; status == TER_OK && i < p->rows; i++) {
        status = check_row(t, i, error);
    }
    return status;
}

/* ---- steps -------------------------------------------------------------------------------------------------------------- */

static bool in_range(const iteration *t, double mu) {
    return mu > t->family->lower && mu < t->family->upper && isfinite(mu);
}

/* Means and deviance of a predictor; false when a mean leaves its range. */
static bool evaluate(const iteration *t, const double *eta, double *mu, double *deviance) {
    ter_sum sum = TER_SUM_ZERO;
    for (size_t i = 0; i < t->p->rows; i++) {
        const double weight = weight_of(t->p, i);
        mu[i] = t->link->inverse(eta[i]);
        if (weight == 0.0) {
            continue;
        }
        if (!in_range(t, mu[i])) {
            return false;
        }
        ter_sum_add(&sum, weight * t->family->deviance(t->p->y[i], mu[i], t->p->size));
    }
    *deviance = ter_sum_value(sum);
    return isfinite(*deviance);
}

/* For responses that the link cannot give (0 and below for log): a tenth of the mean size. */
static double least_start(const iteration *t) {
    ter_sum sum = TER_SUM_ZERO;
    for (size_t i = 0; i < t->p->rows; i++) {
        ter_sum_add(&sum, isfinite(t->p->y[i]) ? fabs(t->p->y[i]) : 0.0);
    }
    const double mean = ter_sum_value(sum) / (double)t->p->rows;
    return mean > 0.0 ? 0.1 * mean : 0.1;
}

/* A mean between the response and the middle of its range: where the first predictor is taken. */
static void start(iteration *t) {
    const double low = least_start(t);
    for (size_t i = 0; i < t->p->rows; i++) {
        const double y = t->p->y[i], weight = weight_of(t->p, i);
        switch (t->p->family) {
        case TER_GLM_BINOMIAL:
            t->mu[i] = (weight * y + 0.5) / (weight + 1.0);
            break;
        case TER_GLM_POISSON:
            t->mu[i] = y + 0.1;
            break;
        case TER_GLM_NEGATIVE_BINOMIAL:
            t->mu[i] = y + (y == 0.0 ? 1.0 / 6.0 : 0.0);
            break;
        default:
            t->mu[i] = y > t->link->lower ? y : low;
            break;
        }
        t->eta[i] = weight > 0.0 ? t->link->link(t->mu[i]) : 0.0;
    }
    t->deviance = TER__INFINITY;
}

/* Least squares of the working response: the fit whose coefficients are the next ones. */
static ter_status solve(iteration *t, ter_linear_fit **fit, ter_error *error) {
    const ter_glm_problem *p = t->p;
    for (size_t i = 0; i < p->rows; i++) {
        const double slope = t->link->slope(t->eta[i]), variance = t->family->variance(t->mu[i], p->size);
        t->working[i] = t->weights[i] = 0.0;
        if (weight_of(p, i) > 0.0) {
            t->weights[i] = weight_of(p, i) * slope * slope / variance;
            t->working[i] = t->eta[i] - offset_of(p, i) + (p->y[i] - t->mu[i]) / slope;
        }
        if (!isfinite(t->working[i]) || !isfinite(t->weights[i])) {
            return ter_error_set(error, TER_NO_CONVERGENCE,
                                 "row %zu: the fitted mean %g is at the end of its range: the likelihood has no finite maximum",
                                 i + 1, t->mu[i]);
        }
    }
    const ter_linear_problem linear = {.rows = p->rows,
                                       .columns = p->columns,
                                       .x = p->x,
                                       .x_low = p->x_low,
                                       .y = t->working,
                                       .weights = t->weights,
                                       .has_constant = p->has_constant,
                                       .coefficients_only = true,
                                       .tolerance = 0x1p-52 * (double)p->rows};
    return ter_linear_fit_create(fit, &linear, error);
}

static double predictor_at(const ter_glm_problem *p, const ter_linear_fit *fit, size_t i) {
    ter__dd sum = {offset_of(p, i), 0.0};
    for (size_t j = 0; j < p->columns; j++) {
        if (!fit->dropped[j]) {
            const ter__dd x = {p->x[j * p->rows + i], p->x_low == NULL ? 0.0 : p->x_low[j * p->rows + i]};
            sum = ter__dd_add(sum, ter__dd_mul_d(x, fit->coefficients[j]));
        }
    }
    return ter__dd_value(sum);
}

/* To the predictor of the new coefficients, or part of the way while the deviance rises. The first predictor is that of the
 * responses themselves: until a step was made whole, what was reached is no model, and its deviance no measure. */
static ter_status move(iteration *t, const ter_linear_fit *fit, ter_error *error) {
    const bool first = isinf(t->deviance);
    double part = 1.0, deviance = 0.0, largest = 0.0;
    double *full = t->working; /* no longer needed */
    for (size_t i = 0; i < t->p->rows; i++) {
        full[i] = predictor_at(t->p, fit, i);
    }
    t->step = 0.0;
    for (unsigned halvings = 0; halvings < HALVINGS_MAX; halvings++, part *= 0.5) {
        for (size_t i = 0; i < t->p->rows; i++) {
            t->next_eta[i] = part == 1.0 ? full[i] : t->eta[i] + part * (full[i] - t->eta[i]);
        }
        if (!evaluate(t, t->next_eta, t->next_mu, &deviance)) {
            continue;
        }
        if (first || deviance <= t->deviance + 1e-12 * fabs(t->deviance)) {
            for (size_t i = 0; i < t->p->rows; i++) {
                largest = fmax(largest, fabs(t->next_eta[i]));
                t->step = weight_of(t->p, i) > 0.0 ? fmax(t->step, fabs(t->next_eta[i] - t->eta[i])) : t->step;
            }
            t->step /= 1.0 + largest;
            memcpy(t->eta, t->next_eta, t->p->rows * sizeof *t->eta);
            memcpy(t->mu, t->next_mu, t->p->rows * sizeof *t->mu);
            t->deviance = first && part < 1.0 ? TER__INFINITY : deviance;
            return TER_OK;
        }
    }
    return ter_error_set(error, TER_NO_CONVERGENCE,
                         "no step keeps the means in their range and lowers the deviance: try another link");
}

/* Rows whose mean is at the end of its range while the predictor still moves. */
static size_t count_at_edge(const iteration *t) {
    size_t count = 0;
    for (size_t i = 0; i < t->p->rows; i++) {
        const double low = t->mu[i] - t->family->lower, high = t->family->upper - t->mu[i];
        count += weight_of(t->p, i) > 0.0 && (low < EDGE || high < EDGE);
    }
    return count;
}

static ter_status iterate(iteration *t, ter_linear_fit **last, unsigned *iterations, ter_error *error) {
    const unsigned most = t->p->iterations_max == 0 ? ITERATIONS : t->p->iterations_max;
    double previous = TER__INFINITY;
    for (*iterations = 1; *iterations <= most; ++*iterations) {
        ter_linear_fit *fit = NULL;
        const double before = t->deviance;
        ter_status status = solve(t, &fit, error);
        status = status == TER_OK ? move(t, fit, error) : status;
        if (status != TER_OK) {
            ter_linear_fit_destroy(fit);
            return status;
        }
        ter_linear_fit_destroy(*last);
        *last = fit;
        /* Done when Newton's steps are over, or when rounding is all that is left of them. */
        if (t->step <= STEP_ENOUGH && (t->step == 0.0 || t->step >= 0.5 * previous || t->step <= 0x1p-50)) {
            return TER_OK;
        }
        previous = t->step;
        const size_t edge =
            *iterations > 8 && fabs(before - t->deviance) <= 1e-8 * (fabs(t->deviance) + 1.0) && t->step > STEP_ENOUGH
                ? count_at_edge(t)
                : 0;
        if (edge > 0) {
            return ter_error_set(error, TER_NO_CONVERGENCE,
                                 "no finite maximum: %zu fitted means run to the end of their range (separation: some columns tell "
                                 "the responses of these rows without error); leave such a column out or penalise it",
                                 edge);
        }
    }
    --*iterations;
    return ter_error_set(error, TER_NO_CONVERGENCE, "%u iterations were not enough: the last step was %.1e of the predictor", most,
                         t->step);
}

/* ---- what is reported --------------------------------------------------------------------------------------------------- */

/* The deviance of the model without columns: a constant (whose mean is the weighted mean unless there is an offset) or nothing. */
static ter_status null_deviance(const iteration *t, double *deviance, ter_error *error) {
    const ter_glm_problem *p = t->p;
    if (p->has_constant && p->offset != NULL) {
        double *ones = malloc((p->rows + 1) * sizeof *ones);
        if (ones == NULL) {
            return ter_error_set(error, TER_NO_MEMORY, "out of memory for the null model");
        }
        for (size_t i = 0; i < p->rows; i++) {
            ones[i] = 1.0;
        }
        ter_glm_problem constant = *p;
        constant.columns = 1;
        constant.x = ones;
        constant.x_low = NULL;
        constant.has_constant = false; /* its own null model is not asked for */
        ter_glm_fit *fit = NULL;
        ter_status status = ter_glm_fit_create(&fit, &constant, error);
        free(ones);
        *deviance = status == TER_OK ? fit->deviance : TER__NAN;
        ter_glm_fit_destroy(fit);
        return status;
    }
    ter_sum weights = TER_SUM_ZERO, total = TER_SUM_ZERO, sum = TER_SUM_ZERO;
    for (size_t i = 0; i < p->rows; i++) {
        ter_sum_add(&weights, weight_of(p, i));
        ter_sum_add_product(&total, weight_of(p, i), p->y[i]);
    }
    const double mean = ter_sum_value(total) / ter_sum_value(weights);
    for (size_t i = 0; i < p->rows; i++) {
        const double mu = p->has_constant ? mean : t->link->inverse(offset_of(p, i));
        if (weight_of(p, i) > 0.0) {
            ter_sum_add(&sum, weight_of(p, i) * (in_range(t, mu) ? t->family->deviance(p->y[i], mu, p->size)
                                                 : mu == p->y[i] ? 0.0
                                                                 : TER__INFINITY));
        }
    }
    *deviance = ter_sum_value(sum);
    return TER_OK;
}

static void report_likelihood(ter_glm_fit *fit, const iteration *t) {
    const ter_glm_problem *p = t->p;
    ter_sum weights = TER_SUM_ZERO, sum = TER_SUM_ZERO;
    for (size_t i = 0; i < p->rows; i++) {
        ter_sum_add(&weights, weight_of(p, i));
    }
    const double dispersion = t->family->known_dispersion     ? 1.0
                              : p->family == TER_GLM_GAUSSIAN ? fit->deviance / (double)fit->rows
                                                              : fit->deviance / ter_sum_value(weights);
    for (size_t i = 0; i < p->rows; i++) {
        if (weight_of(p, i) > 0.0) {
            ter_sum_add(&sum, t->family->log_density(p->y[i], t->mu[i], weight_of(p, i), dispersion, p->size));
        }
    }
    fit->log_likelihood = ter_sum_value(sum);
    const double parameters = (double)fit->rank + (t->family->known_dispersion ? 0.0 : 1.0);
    fit->aic = 2.0 * (parameters - fit->log_likelihood);
}

static ter_status report(ter_glm_fit *fit, const iteration *t, const ter_linear_fit *last, ter_error *error) {
    const ter_glm_problem *p = t->p;
    ter_sum pearson = TER_SUM_ZERO;
    for (size_t i = 0; i < p->rows; i++) {
        const double rest = p->y[i] - t->mu[i];
        if (weight_of(p, i) > 0.0) {
            ter_sum_add(&pearson, weight_of(p, i) * rest * rest / t->family->variance(t->mu[i], p->size));
            fit->rows++;
        }
    }
    fit->columns = p->columns;
    fit->rank = last->rank;
    fit->residual_df = fit->rows - fit->rank;
    fit->null_df = fit->rows - (p->has_constant ? 1 : 0);
    fit->pearson = ter_sum_value(pearson);
    fit->deviance = t->deviance;
    fit->dispersion = t->family->known_dispersion ? 1.0 : fit->residual_df > 0 ? fit->pearson / (double)fit->residual_df : TER__NAN;
    memcpy(fit->coefficients, last->coefficients, p->columns * sizeof *fit->coefficients);
    memcpy(fit->dropped, last->dropped, p->columns * sizeof *fit->dropped);
    memcpy(fit->predictor, t->eta, p->rows * sizeof *fit->predictor);
    memcpy(fit->fitted, t->mu, p->rows * sizeof *fit->fitted);
    for (size_t j = 0; j < p->columns; j++) {
        fit->standard_errors[j] = last->unscaled_errors[j] * sqrt(fit->dispersion);
    }
    memcpy(fit->reason, last->reason, sizeof fit->reason);
    fit->step = t->step;
    report_likelihood(fit, t);
    return null_deviance(t, &fit->null_deviance, error);
}

void ter_glm_fit_destroy(ter_glm_fit *fit) {
    if (fit != NULL) {
        free(fit->coefficients);
        free(fit->standard_errors);
        free(fit->fitted);
        free(fit->predictor);
        free(fit->dropped);
        free(fit);
    }
}

static ter_glm_fit *fit_allocate(size_t rows, size_t columns) {
    ter_glm_fit *fit = calloc(1, sizeof *fit);
    if (fit == NULL) {
        return NULL;
    }
    fit->coefficients = calloc(columns, sizeof *fit->coefficients);
    fit->standard_errors = calloc(columns, sizeof *fit->standard_errors);
    fit->fitted = calloc(rows, sizeof *fit->fitted);
    fit->predictor = calloc(rows, sizeof *fit->predictor);
    fit->dropped = calloc(columns, sizeof *fit->dropped);
    if (!fit->coefficients || !fit->standard_errors || !fit->fitted || !fit->predictor || !fit->dropped) {
        ter_glm_fit_destroy(fit);
        return NULL;
    }
    return fit;
}

ter_status ter_glm_fit_create(ter_glm_fit **result, const ter_glm_problem *problem, ter_error *error) {
    iteration t = {.p = problem};
    ter_status status = check(&t, error);
    if (status != TER_OK) {
        return status;
    }
    if (problem->rows == 0 || problem->columns == 0) {
        return ter_error_set(error, TER_BAD_SHAPE, "a fit needs rows and columns: there are %zu and %zu", problem->rows,
                             problem->columns);
    }
    double *room = calloc(6 * problem->rows, sizeof *room);
    ter_glm_fit *fit = fit_allocate(problem->rows, problem->columns);
    ter_linear_fit *last = NULL;
    if (room == NULL || fit == NULL) {
        status = ter_error_set(error, TER_NO_MEMORY, "out of memory for a fit of %zu rows", problem->rows);
    } else {
        double **const parts[] = {&t.eta, &t.mu, &t.next_eta, &t.next_mu, &t.working, &t.weights};
        for (size_t k = 0; k < 6; k++) {
            *parts[k] = room + k * problem->rows;
        }
        start(&t);
        status = iterate(&t, &last, &fit->iterations, error);
        status = status == TER_OK ? report(fit, &t, last, error) : status;
    }
    ter_linear_fit_destroy(last);
    free(room);
    if (status == TER_OK) {
        *result = fit;
    } else {
        ter_glm_fit_destroy(fit);
    }
    return status;
}
