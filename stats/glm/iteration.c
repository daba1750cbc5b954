/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "glm/iteration.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "dist/common/path_choice.h"
#include "linear/basis.h"
#include "linear/tall.h"
#include "special/table.h"
#include "tercile/sum.h"

#define ITERATIONS    100
#define STEP_ENOUGH   0x1p-40 /* of the predictor: Newton's next step is its square */
#define HALVINGS_MAX  40
#define WARM_ROWS_MIN 65536
#define WARM_STRIDE   16
#define EDGE          1e-9 /* a mean this near to the end of its range ... */

/* ---- steps -------------------------------------------------------------------------------------------------------------- */

/* Means and deviance of a predictor; false when a mean leaves its range. */
static bool evaluate(const ter__glm_iteration *t, const double *eta, double *mu, double *deviance) {
    ter_sum sum = TER_SUM_ZERO;
    for (size_t i = 0; i < t->p->rows; i++) {
        const double weight = ter__glm_weight(t->p, i);
        mu[i] = t->link->inverse(eta[i]);
        if (weight == 0.0) {
            continue;
        }
        if (!ter__glm_in_range(t, mu[i])) {
            return false;
        }
        ter_sum_add(&sum, weight * t->family->deviance(t->p->y[i], mu[i], t->p->size));
    }
    *deviance = ter_sum_value(sum);
    return isfinite(*deviance);
}

/* For responses that the link cannot give (0 and below for log): a tenth of the mean size. */
static double least_start(const ter__glm_iteration *t) {
    ter_sum sum = TER_SUM_ZERO;
    for (size_t i = 0; i < t->p->rows; i++) {
        ter_sum_add(&sum, isfinite(t->p->y[i]) ? fabs(t->p->y[i]) : 0.0);
    }
    const double mean = ter_sum_value(sum) / (double)t->p->rows;
    return mean > 0.0 ? 0.1 * mean : 0.1;
}

/* A mean between the response and the middle of its range: where the first predictor is taken. */
static void start(ter__glm_iteration *t) {
    const double low = least_start(t);
    double seen[2] = {TER__NAN, TER__NAN}, link_of[2] = {0.0, 0.0}; /* most responses are one of two */
    for (size_t i = 0; i < t->p->rows; i++) {
        const double y = t->p->y[i], weight = ter__glm_weight(t->p, i);
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
        const int slot = t->mu[i] > 0.5;
        if (weight > 0.0 && seen[slot] != t->mu[i]) {
            seen[slot] = t->mu[i];
            link_of[slot] = t->link->link(t->mu[i]);
        }
        t->eta[i] = weight > 0.0 ? link_of[slot] : 0.0;
    }
    t->deviance = TER__INFINITY;
}

static void take_tall(ter__glm_iteration *t, const ter__tall *tall, double tolerance) {
    const size_t columns = t->p->columns;
    for (size_t k = 0; k < columns; k++) {
        ter__dd squares = {0.0, 0.0};
        for (size_t c = k; c < columns; c++) {
            squares = ter__dd_add(squares, ter__dd_square(tall->qr.inverse[c * columns + k]));
        }
        t->b[k] = tall->b[k];
        t->unscaled[k] = ter__dd_value(ter__dd_sqrt(squares));
        t->dropped[k] = false;
    }
    t->rank = columns;
    ter__qr_reason(&tall->qr, tolerance, t->reason, sizeof t->reason);
}

static void take_fit(ter__glm_iteration *t, const ter_linear_fit *fit) {
    for (size_t k = 0; k < fit->columns; k++) {
        t->b[k] = ter__dd_make(fit->dropped[k] ? 0.0 : fit->coefficients[k], 0.0);
        t->unscaled[k] = fit->unscaled_errors[k];
        t->dropped[k] = fit->dropped[k];
    }
    t->rank = fit->rank;
    memcpy(t->reason, fit->reason, sizeof t->reason);
}

/* Least squares of the working response: the next coefficients. */
static ter_status solve(ter__glm_iteration *t, ter_error *error) {
    const ter_glm_problem *p = t->p;
    for (size_t i = 0; i < p->rows; i++) {
        const double slope = t->link->slope(t->eta[i]), variance = t->family->variance(t->mu[i], p->size);
        t->working[i] = t->weights[i] = 0.0;
        if (ter__glm_weight(p, i) > 0.0) {
            t->weights[i] = ter__glm_weight(p, i) * slope * slope / variance;
            t->working[i] = t->eta[i] - ter__glm_offset(p, i) + (p->y[i] - t->mu[i]) / slope;
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
                                       .tolerance = TER__GLM_TOLERANCE * (double)p->rows};
    ter__tall tall;
    if (ter__tall_create(&tall, &linear, linear.tolerance, true)) {
        take_tall(t, &tall, linear.tolerance);
        ter__linear_basis_destroy(t->basis);
        t->basis = ter__linear_basis_create(&tall.qr, tall.b, ter__dd_make(TER__NAN, 0.0));
        ter__tall_destroy(&tall);
        return t->basis != NULL ? TER_OK
                                : ter_error_set(error, TER_NO_MEMORY, "out of memory for a step of %zu columns", p->columns);
    }
    ter_linear_fit *fit = NULL;
    ter_status status = ter_linear_fit_create(&fit, &linear, error);
    if (status == TER_OK) {
        take_fit(t, fit);
        ter__linear_basis_destroy(t->basis);
        t->basis = fit->basis;
        fit->basis = NULL;
    }
    ter_linear_fit_destroy(fit);
    return status;
}

/* The predictor of the coefficients, with the offset. */
static void predict(const ter__glm_iteration *t, double *eta) {
    const ter_glm_problem *p = t->p;
    double high[TER__TALL_ROWS], low[TER__TALL_ROWS];
    for (size_t first = 0; first < p->rows; first += TER__TALL_ROWS) {
        const size_t count = p->rows - first < TER__TALL_ROWS ? p->rows - first : TER__TALL_ROWS;
        for (size_t i = 0; i < count; i++) {
            high[i] = ter__glm_offset(p, first + i);
            low[i] = 0.0;
        }
        ter__path_best()->special->tall_combine(count, p->columns, p->rows, p->x + first,
                                                p->x_low == NULL ? NULL : p->x_low + first, t->b, high, low);
        memcpy(eta + first, high, count * sizeof *eta);
    }
}

/* To the predictor of the new coefficients, or part of the way while the deviance rises. The first predictor is that of the
 * responses themselves: until a step was made whole, what was reached is no model, and its deviance no measure. */
static ter_status move(ter__glm_iteration *t, ter_error *error) {
    const bool first = isinf(t->deviance);
    double part = 1.0, deviance = 0.0, largest = 0.0;
    double *full = t->working; /* no longer needed */
    predict(t, full);
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
                t->step = ter__glm_weight(t->p, i) > 0.0 ? fmax(t->step, fabs(t->next_eta[i] - t->eta[i])) : t->step;
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

/* A start near the end for many rows: the model of one row in WARM_STRIDE. Where that has none, or not of all columns, nothing is
 * changed. What the iteration comes to does not depend on where it began, but for the last digits. */
static void warm_start(ter__glm_iteration *t) {
    const ter_glm_problem *p = t->p;
    const size_t rows = p->rows / WARM_STRIDE, columns = p->columns;
    if (p->rows < WARM_ROWS_MIN || rows < 64 * columns) {
        return;
    }
    const size_t parts = 2 * columns + 3;
    double *room = malloc(parts * rows * sizeof *room);
    if (room == NULL) {
        return;
    }
    const double *const sources[] = {p->y, p->weights, p->offset};
    for (size_t k = 0; k < parts; k++) {
        const double *source = k < columns       ? p->x + k * p->rows
                               : k < 2 * columns ? (p->x_low == NULL ? NULL : p->x_low + (k - columns) * p->rows)
                                                 : sources[k - 2 * columns];
        for (size_t i = 0; source != NULL && i < rows; i++) {
            room[k * rows + i] = source[i * WARM_STRIDE];
        }
    }
    ter_glm_problem some = *p;
    some.rows = rows;
    some.x = room;
    some.x_low = p->x_low == NULL ? NULL : room + columns * rows;
    some.y = room + 2 * columns * rows;
    some.weights = p->weights == NULL ? NULL : room + (2 * columns + 1) * rows;
    some.offset = p->offset == NULL ? NULL : room + (2 * columns + 2) * rows;
    ter_glm_fit *fit = NULL;
    double deviance;
    if (ter_glm_fit_create(&fit, &some, NULL) == TER_OK && fit->rank == columns) {
        for (size_t j = 0; j < columns; j++) {
            t->b[j] = ter__dd_make(fit->coefficients[j], 0.0);
        }
        predict(t, t->next_eta);
        if (evaluate(t, t->next_eta, t->next_mu, &deviance)) {
            memcpy(t->eta, t->next_eta, p->rows * sizeof *t->eta);
            memcpy(t->mu, t->next_mu, p->rows * sizeof *t->mu);
            t->deviance = deviance;
        }
    }
    ter_glm_fit_destroy(fit);
    free(room);
}

/* Rows whose mean is at the end of its range while the predictor still moves. */
static size_t count_at_edge(const ter__glm_iteration *t) {
    size_t count = 0;
    for (size_t i = 0; i < t->p->rows; i++) {
        const double low = t->mu[i] - t->family->lower, high = t->family->upper - t->mu[i];
        count += ter__glm_weight(t->p, i) > 0.0 && (low < EDGE || high < EDGE);
    }
    return count;
}

ter_status ter__glm_iterate(ter__glm_iteration *t, unsigned *iterations, ter_error *error) {
    const unsigned most = t->p->iterations_max == 0 ? ITERATIONS : t->p->iterations_max;
    double previous = TER__INFINITY;
    start(t);
    warm_start(t);
    for (*iterations = 1; *iterations <= most; ++*iterations) {
        const double before = t->deviance;
        ter_status status = solve(t, error);
        status = status == TER_OK ? move(t, error) : status;
        if (status != TER_OK) {
            return status;
        }
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
