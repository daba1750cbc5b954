/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plain fit of the data with one more row for each penalised column. */
#include "tercile/ridge.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "special/dd.h"

/* Data and the rows of the penalties below them. */
typedef struct augmented {
    size_t rows;
    double *x, *x_low, *y, *y_low, *weights;
} augmented;

static ter__dd value(const double *high, const double *low, size_t i) {
    return ter__dd_make(high[i], low == NULL ? 0.0 : low[i]);
}

static double weight_of(const ter_linear_problem *p, size_t i) {
    return p->weights == NULL ? 1.0 : p->weights[i];
}

static const double *low_column(const ter_linear_problem *p, size_t j) {
    return p->x_low == NULL ? NULL : p->x_low + j * p->rows;
}

/* ---- penalties ----------------------------------------------------------------------------------------------------------- */

/* Weighted mean, and the sum of squares about it, of numbers times 2^-exponent. */
static ter__dd squares_about_mean(const ter_linear_problem *p, const double *high, const double *low, bool centre, int exponent,
                                  ter__dd *weight) {
    const double unit = ldexp(1.0, -exponent);
    ter__dd mean = {0.0, 0.0}, sum = mean;
    *weight = mean;
    for (size_t i = 0; i < p->rows; i++) {
        const double w = weight_of(p, i);
        *weight = ter__dd_add_d(*weight, w);
        if (centre && w > 0.0) {
            mean = ter__dd_add(mean, ter__dd_mul_d(ter__dd_scale(value(high, low, i), unit), w));
        }
    }
    mean = centre ? ter__dd_div(mean, *weight) : mean;
    for (size_t i = 0; i < p->rows; i++) {
        const double w = weight_of(p, i);
        if (w > 0.0) {
            const ter__dd rest = ter__dd_sub(ter__dd_scale(value(high, low, i), unit), mean);
            sum = ter__dd_add(sum, ter__dd_mul_d(ter__dd_square(rest), w));
        }
    }
    return sum;
}

static int exponent_of(size_t n, const double *values) {
    double largest = 0.0;
    int exponent = 0;
    for (size_t i = 0; i < n; i++) {
        largest = isfinite(values[i]) && fabs(values[i]) > largest ? fabs(values[i]) : largest;
    }
    (void)frexp(largest, &exponent);
    return exponent;
}

static bool varies(const ter_linear_problem *p, size_t j) {
    const double *high = p->x + j * p->rows, *low = low_column(p, j);
    size_t first = p->rows;
    for (size_t i = 0; i < p->rows; i++) {
        if (!(weight_of(p, i) > 0.0)) {
            continue;
        }
        first = first == p->rows ? i : first;
        if (high[i] != high[first] || (low != NULL && low[i] != low[first])) {
            return true;
        }
    }
    return false;
}

static ter_status set_penalties(double *penalties, const ter_ridge_problem *problem, size_t *count, ter_error *error) {
    const ter_linear_problem *p = &problem->linear;
    *count = 0;
    for (size_t j = 0; j < p->columns; j++) {
        double lambda = problem->lambdas == NULL ? problem->lambda : problem->lambdas[j];
        if (!(lambda >= 0.0 && isfinite(lambda))) {
            return ter_error_set(error, TER_BAD_ARGUMENT, "column %zu: the penalty is %g; penalties are finite and not negative",
                                 j + 1, lambda);
        }
        lambda = varies(p, j) ? lambda : 0.0;
        if (problem->standardize && lambda > 0.0) {
            const double *high = p->x + j * p->rows;
            const int exponent = exponent_of(p->rows, high);
            ter__dd weight;
            const ter__dd squares = squares_about_mean(p, high, low_column(p, j), true, exponent, &weight);
            lambda = ldexp(ter__dd_value(ter__dd_mul_d(ter__dd_div(squares, weight), lambda)), 2 * exponent);
        }
        penalties[j] = lambda;
        *count += lambda > 0.0;
    }
    return TER_OK;
}

/* ---- the augmented fit --------------------------------------------------------------------------------------------------- */

static void augmented_free(augmented *a) {
    free(a->x);
    free(a->x_low);
    free(a->y);
    free(a->y_low);
    free(a->weights);
}

static bool augmented_create(augmented *a, const ter_linear_problem *p, const double *penalties, size_t count) {
    const size_t n = a->rows = p->rows + count;
    a->x = calloc(n * p->columns, sizeof *a->x);
    a->x_low = calloc(n * p->columns, sizeof *a->x_low);
    a->y = calloc(n, sizeof *a->y);
    a->y_low = calloc(n, sizeof *a->y_low);
    a->weights = calloc(n, sizeof *a->weights);
    if (!a->x || !a->x_low || !a->y || !a->y_low || !a->weights) {
        return false;
    }
    size_t row = p->rows;
    for (size_t j = 0; j < p->columns; j++) {
        memcpy(a->x + j * n, p->x + j * p->rows, p->rows * sizeof *a->x);
        if (p->x_low != NULL) {
            memcpy(a->x_low + j * n, p->x_low + j * p->rows, p->rows * sizeof *a->x_low);
        }
        if (penalties[j] > 0.0) {
            const ter__dd root = ter__dd_sqrt(ter__dd_make(penalties[j], 0.0));
            a->x[j * n + row] = root.hi;
            a->x_low[j * n + row] = root.lo;
            row++;
        }
    }
    memcpy(a->y, p->y, p->rows * sizeof *a->y);
    if (p->y_low != NULL) {
        memcpy(a->y_low, p->y_low, p->rows * sizeof *a->y_low);
    }
    for (size_t i = 0; i < n; i++) {
        a->weights[i] = i < p->rows ? weight_of(p, i) : 1.0;
    }
    return true;
}

static ter_status fit_augmented(ter_linear_fit **fit, const ter_linear_problem *p, const double *penalties, size_t count,
                                ter_error *error) {
    augmented a = {.rows = 0};
    ter_linear_problem linear = *p;
    linear.robust = TER_LINEAR_ROBUST_NONE;
    linear.coefficients_only = false;
    if (count == 0) {
        return ter_linear_fit_create(fit, &linear, error);
    }
    ter_status status = TER_OK;
    if (p->rows > SIZE_MAX / sizeof(double) / p->columns - count || !augmented_create(&a, p, penalties, count)) {
        status = ter_error_set(error, TER_NO_MEMORY, "out of memory for %zu rows of %zu columns", p->rows, p->columns);
    }
    if (status == TER_OK) {
        linear.rows = a.rows;
        linear.x = a.x;
        linear.x_low = a.x_low;
        linear.y = a.y;
        linear.y_low = a.y_low;
        linear.weights = a.weights;
        status = ter_linear_fit_create(fit, &linear, error);
    }
    augmented_free(&a);
    return status;
}

/* ---- what is reported ---------------------------------------------------------------------------------------------------- */

static void report(ter_ridge_fit *fit, const ter_linear_problem *p, const ter_linear_fit *linear, size_t penalised) {
    const int exponent = exponent_of(p->rows, p->y);
    ter__dd df = {0.0, 0.0}, residual = df, weight;
    fit->rows = linear->rows - penalised;
    fit->columns = p->columns;
    fit->rank = linear->rank;
    memcpy(fit->coefficients, linear->coefficients, p->columns * sizeof *fit->coefficients);
    memcpy(fit->residuals, linear->residuals, p->rows * sizeof *fit->residuals);
    memcpy(fit->leverages, linear->leverages, p->rows * sizeof *fit->leverages);
    for (size_t i = 0; i < p->rows; i++) {
        if (weight_of(p, i) > 0.0) {
            const double r = ldexp(fit->residuals[i], -exponent);
            df = ter__dd_add_d(df, fit->leverages[i]);
            residual = ter__dd_add(residual, ter__dd_mul_d(ter__two_product(r, r), weight_of(p, i)));
        }
    }
    fit->penalty = 0.0;
    for (size_t j = 0; j < p->columns; j++) {
        fit->penalty += linear->dropped[j] ? 0.0 : fit->penalties[j] * fit->coefficients[j] * fit->coefficients[j];
    }
    const ter__dd total = squares_about_mean(p, p->y, p->y_low, p->has_constant, exponent, &weight);
    fit->total_sum_squares = ldexp(ter__dd_value(total), 2 * exponent);
    fit->residual_sum_squares = penalised == 0 ? linear->residual_sum_squares : ldexp(ter__dd_value(residual), 2 * exponent);
    fit->effective_df = penalised == 0 ? (double)fit->rank : ter__dd_value(df);
    const double rest = (double)fit->rows - fit->effective_df;
    const bool left = rest > 0x1p-40 * (double)fit->rows;
    fit->residual_deviation = left ? sqrt(fit->residual_sum_squares / rest) : TER__NAN;
    fit->cross_validation = left ? (double)fit->rows * fit->residual_sum_squares / rest / rest : TER__NAN;
    memcpy(fit->reason, linear->reason, sizeof fit->reason);
}

void ter_ridge_fit_destroy(ter_ridge_fit *fit) {
    if (fit != NULL) {
        free(fit->coefficients);
        free(fit->penalties);
        free(fit->residuals);
        free(fit->leverages);
        free(fit);
    }
}

static ter_ridge_fit *fit_allocate(size_t rows, size_t columns) {
    ter_ridge_fit *fit = calloc(1, sizeof *fit);
    if (fit == NULL) {
        return NULL;
    }
    fit->coefficients = calloc(columns + 1, sizeof *fit->coefficients);
    fit->penalties = calloc(columns + 1, sizeof *fit->penalties);
    fit->residuals = calloc(rows + 1, sizeof *fit->residuals);
    fit->leverages = calloc(rows + 1, sizeof *fit->leverages);
    if (!fit->coefficients || !fit->penalties || !fit->residuals || !fit->leverages) {
        ter_ridge_fit_destroy(fit);
        return NULL;
    }
    return fit;
}

ter_status ter_ridge_fit_create(ter_ridge_fit **result, const ter_ridge_problem *problem, ter_error *error) {
    const ter_linear_problem *p = &problem->linear;
    if (p->rows == 0 || p->columns == 0) {
        return ter_error_set(error, TER_BAD_SHAPE, "a fit needs rows and columns: there are %zu rows and %zu columns", p->rows,
                             p->columns);
    }
    if (p->columns > TER_LINEAR_COLUMNS_MAX) {
        return ter_error_set(error, TER_LIMIT, "%zu columns: at most %d columns", p->columns, TER_LINEAR_COLUMNS_MAX);
    }
    ter_ridge_fit *fit = fit_allocate(p->rows, p->columns);
    if (fit == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "out of memory for a fit of %zu rows and %zu columns", p->rows, p->columns);
    }
    ter_linear_fit *linear = NULL;
    size_t penalised = 0;
    ter_status status = set_penalties(fit->penalties, problem, &penalised, error);
    status = status == TER_OK ? fit_augmented(&linear, p, fit->penalties, penalised, error) : status;
    if (status == TER_OK && linear->rows <= penalised) {
        status = ter_error_set(error, TER_BAD_SHAPE, "no row has a positive weight");
    }
    if (status == TER_OK) {
        report(fit, p, linear, penalised);
        *result = fit;
    } else {
        ter_ridge_fit_destroy(fit);
    }
    ter_linear_fit_destroy(linear);
    return status;
}
