/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checks before the iteration, and what is reported after it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "glm/iteration.h"
#include "glm/size.h"
#include "linear/basis.h"
#include "tercile/sum.h"

#define TURNS_MAX   60
#define SIZE_ENOUGH 0x1p-36

/* ---- checks ------------------------------------------------------------------------------------------------------------- */

static ter_status check_row(const ter__glm_iteration *t, size_t i, ter_error *error) {
    const ter__glm_family_row *f = t->family;
    const double y = t->p->y[i], weight = ter__glm_weight(t->p, i);
    if (!isfinite(weight) || weight < 0.0 || !isfinite(ter__glm_offset(t->p, i))) {
        return ter_error_set(error, TER_BAD_DATA, "row %zu: weight %g, offset %g: both must be finite, the weight not negative",
                             i + 1, weight, ter__glm_offset(t->p, i));
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

static ter_status check(ter__glm_iteration *t, ter_error *error) {
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

/* ---- what is reported --------------------------------------------------------------------------------------------------- */

/* The deviance of the model without columns: a constant (whose mean is the weighted mean unless there is an offset) or nothing. */
static ter_status null_deviance(const ter__glm_iteration *t, double *deviance, ter_error *error) {
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
        ter_sum_add(&weights, ter__glm_weight(p, i));
        ter_sum_add_product(&total, ter__glm_weight(p, i), p->y[i]);
    }
    const double mean = ter_sum_value(total) / ter_sum_value(weights);
    for (size_t i = 0; i < p->rows; i++) {
        const double mu = p->has_constant ? mean : t->link->inverse(ter__glm_offset(p, i));
        if (ter__glm_weight(p, i) > 0.0) {
            ter_sum_add(&sum, ter__glm_weight(p, i) * (ter__glm_in_range(t, mu) ? t->family->deviance(p->y[i], mu, p->size)
                                                       : mu == p->y[i]          ? 0.0
                                                                                : TER__INFINITY));
        }
    }
    *deviance = ter_sum_value(sum);
    return TER_OK;
}

static void report_likelihood(ter_glm_fit *fit, const ter__glm_iteration *t) {
    const ter_glm_problem *p = t->p;
    ter_sum weights = TER_SUM_ZERO, sum = TER_SUM_ZERO;
    for (size_t i = 0; i < p->rows; i++) {
        ter_sum_add(&weights, ter__glm_weight(p, i));
    }
    const double dispersion = t->family->known_dispersion     ? 1.0
                              : p->family == TER_GLM_GAUSSIAN ? fit->deviance / (double)fit->rows
                                                              : fit->deviance / ter_sum_value(weights);
    for (size_t i = 0; i < p->rows; i++) {
        if (ter__glm_weight(p, i) > 0.0) {
            ter_sum_add(&sum, t->family->log_density(p->y[i], t->mu[i], ter__glm_weight(p, i), dispersion, p->size));
        }
    }
    fit->log_likelihood = ter_sum_value(sum);
    const double parameters = (double)fit->rank + (t->family->known_dispersion ? 0.0 : 1.0);
    fit->aic = 2.0 * (parameters - fit->log_likelihood);
}

static ter_status report(ter_glm_fit *fit, const ter__glm_iteration *t, ter_error *error) {
    const ter_glm_problem *p = t->p;
    ter_sum pearson = TER_SUM_ZERO;
    for (size_t i = 0; i < p->rows; i++) {
        const double rest = p->y[i] - t->mu[i];
        if (ter__glm_weight(p, i) > 0.0) {
            ter_sum_add(&pearson, ter__glm_weight(p, i) * rest * rest / t->family->variance(t->mu[i], p->size));
            fit->rows++;
        }
    }
    fit->family = p->family;
    fit->link = p->link == TER_GLM_CANONICAL ? t->family->canonical : p->link;
    fit->columns = p->columns;
    fit->rank = t->rank;
    fit->residual_df = fit->rows - fit->rank;
    fit->null_df = fit->rows - (p->has_constant ? 1 : 0);
    fit->pearson = ter_sum_value(pearson);
    fit->deviance = t->deviance;
    fit->dispersion = t->family->known_dispersion ? 1.0 : fit->residual_df > 0 ? fit->pearson / (double)fit->residual_df : TER__NAN;
    memcpy(fit->dropped, t->dropped, p->columns * sizeof *fit->dropped);
    memcpy(fit->predictor, t->eta, p->rows * sizeof *fit->predictor);
    memcpy(fit->fitted, t->mu, p->rows * sizeof *fit->fitted);
    for (size_t j = 0; j < p->columns; j++) {
        fit->coefficients[j] = t->dropped[j] ? TER__NAN : ter__dd_value(t->b[j]);
        fit->standard_errors[j] = t->unscaled[j] * sqrt(fit->dispersion);
    }
    memcpy(fit->reason, t->reason, sizeof fit->reason);
    fit->step = t->step;
    report_likelihood(fit, t);
    return null_deviance(t, &fit->null_deviance, error);
}

void ter_glm_fit_destroy(ter_glm_fit *fit) {
    if (fit != NULL) {
        ter__linear_basis_destroy(fit->basis);
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

static ter_status fit_at_size(ter_glm_fit **result, const ter_glm_problem *problem, ter_error *error) {
    ter__glm_iteration t = {.p = problem};
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
    t.b = calloc(problem->columns, sizeof *t.b);
    t.unscaled = calloc(problem->columns, sizeof *t.unscaled);
    t.dropped = calloc(problem->columns, sizeof *t.dropped);
    if (room == NULL || fit == NULL || t.b == NULL || t.unscaled == NULL || t.dropped == NULL) {
        status = ter_error_set(error, TER_NO_MEMORY, "out of memory for a fit of %zu rows", problem->rows);
    } else {
        double **const parts[] = {&t.eta, &t.mu, &t.next_eta, &t.next_mu, &t.working, &t.weights};
        for (size_t k = 0; k < 6; k++) {
            *parts[k] = room + k * problem->rows;
        }
        status = ter__glm_iterate(&t, &fit->iterations, error);
        fit->basis = t.basis;
        fit->tolerance = TER__GLM_TOLERANCE * (double)problem->rows;
        status = status == TER_OK ? report(fit, &t, error) : status;
        fit->size = problem->family == TER_GLM_NEGATIVE_BINOMIAL ? problem->size : TER__NAN;
        fit->size_error = TER__NAN;
    }
    free(t.b);
    free(t.unscaled);
    free(t.dropped);
    free(room);
    if (status == TER_OK) {
        *result = fit;
    } else {
        ter_glm_fit_destroy(fit);
    }
    return status;
}

/* Coefficients at a size and the size at their means in turn: the two are uncorrelated (the expected information between them is
 * 0), so that few turns do. Begun at the Poisson model. */
static ter_status fit_with_size(ter_glm_fit **result, const ter_glm_problem *problem, ter_error *error) {
    ter_glm_problem p = *problem;
    ter_glm_fit *fit = NULL;
    double size = TER__NAN, size_error = TER__NAN;
    unsigned iterations = 0;
    p.family = TER_GLM_POISSON;
    p.link = problem->link == TER_GLM_CANONICAL ? TER_GLM_LOG : problem->link;
    ter_status status = fit_at_size(&fit, &p, error);
    p.family = TER_GLM_NEGATIVE_BINOMIAL;
    for (int turn = 0; status == TER_OK; turn++) {
        iterations += fit->iterations;
        status = ter__glm_size(&size, &size_error, &p, fit->fitted, error);
        const bool enough = turn > 0 && fabs(size - p.size) <= SIZE_ENOUGH * size;
        if (status == TER_OK && !enough && turn == TURNS_MAX) {
            status = ter_error_set(error, TER_NO_CONVERGENCE, "size and coefficients do not settle: size %g after %d turns", size,
                                   TURNS_MAX);
        }
        if (status != TER_OK || enough) {
            break;
        }
        p.size = size;
        ter_glm_fit_destroy(fit);
        fit = NULL;
        status = fit_at_size(&fit, &p, error);
    }
    if (status != TER_OK) {
        ter_glm_fit_destroy(fit);
        return status;
    }
    fit->size_error = size_error;
    fit->iterations = iterations;
    fit->aic += 2.0;
    *result = fit;
    return TER_OK;
}

ter_status ter_glm_fit_create(ter_glm_fit **result, const ter_glm_problem *problem, ter_error *error) {
    const bool with_size = problem->family == TER_GLM_NEGATIVE_BINOMIAL && isnan(problem->size);
    return with_size ? fit_with_size(result, problem, error) : fit_at_size(result, problem, error);
}
