/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/nist_compute.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tercile/exact.h"
#include "tercile/linear_model.h"

void ter__nist_put(ter__nist_answers *answers, const char *quantity, double value) {
    if (answers->count < TER__NIST_ANSWERS_MAX) {
        snprintf(answers->items[answers->count].quantity, sizeof answers->items[0].quantity, "%s", quantity);
        answers->items[answers->count++].value = value;
    }
}

double ter__nist_answer(const ter__nist_answers *answers, const char *quantity) {
    for (size_t i = 0; i < answers->count; i++) {
        if (strcmp(answers->items[i].quantity, quantity) == 0) {
            return answers->items[i].value;
        }
    }
    return (double)NAN;
}

double ter__nist_digits(double value, double certified, double most) {
    if (isnan(value)) {
        return 0.0;
    }
    if (isinf(certified)) {
        certified = 0.0; /* a perfect fit: as far from infinity as its inverse is from 0 */
        value = 1.0 / value;
    }
    if (!isfinite(value)) {
        return 0.0;
    }
    double error = certified == 0.0 ? fabs(value) : fabs(value - certified) / fabs(certified);
    double digits = error > 0.0 ? -log10(error) : most;
    return digits < 0.0 ? 0.0 : digits > most ? most : digits;
}

static ter_status univariate(ter__nist_answers *answers, const ter__nist_columns *c, const double *low, ter_error *error) {
    double mean, deviation, correlation;
    ter_status status = ter_exact_mean_deviation(c->rows, c->high, low, &mean, &deviation, error);
    status = status == TER_OK ? ter_exact_autocorrelation(c->rows, c->high, low, 1, &correlation, error) : status;
    if (status == TER_OK) {
        ter__nist_put(answers, "n", (double)c->rows);
        ter__nist_put(answers, "mean", mean);
        ter__nist_put(answers, "sd", deviation);
        ter__nist_put(answers, "lag1_autocorrelation", correlation);
    }
    return status;
}

static ter_status anova(ter__nist_answers *answers, const ter__nist_columns *c, const double *low, ter_error *error) {
    int *group = malloc(c->rows * sizeof *group);
    if (group == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "no memory for the treatments of %zu rows", c->rows);
    }
    int most = 0;
    for (size_t i = 0; i < c->rows; i++) {
        group[i] = (int)c->high[i];
        most = group[i] > most ? group[i] : most;
    }
    ter_anova_one_way table;
    ter_status status = ter_anova_one_way_compute(&table, c->rows, c->high + c->rows, low == NULL ? NULL : low + c->rows, group,
                                                  (size_t)most + 1, error);
    free(group);
    if (status == TER_OK) {
        ter__nist_put(answers, "n", (double)c->rows);
        ter__nist_put(answers, "df_between", (double)table.between_df);
        ter__nist_put(answers, "df_within", (double)table.within_df);
        ter__nist_put(answers, "ss_between", table.between_sum_squares);
        ter__nist_put(answers, "ss_within", table.within_sum_squares);
        ter__nist_put(answers, "ms_between", table.between_mean_square);
        ter__nist_put(answers, "ms_within", table.within_mean_square);
        ter__nist_put(answers, "F", table.f);
        ter__nist_put(answers, "r_squared", table.r_squared);
        ter__nist_put(answers, "residual_sd", table.residual_deviation);
    }
    return status;
}

static void linear_answers(ter__nist_answers *answers, const ter_linear_fit *fit, size_t first) {
    char name[32];
    for (size_t j = 0; j < fit->columns; j++) {
        snprintf(name, sizeof name, "B%zu", j + first);
        ter__nist_put(answers, name, fit->coefficients[j]);
        snprintf(name, sizeof name, "sd_B%zu", j + first);
        ter__nist_put(answers, name, fit->standard_errors[j]);
    }
    ter__nist_put(answers, "n", (double)fit->rows);
    ter__nist_put(answers, "df_regression", (double)fit->model_df);
    ter__nist_put(answers, "df_residual", (double)fit->residual_df);
    ter__nist_put(answers, "ss_regression", fit->model_sum_squares);
    ter__nist_put(answers, "ss_residual", fit->residual_sum_squares);
    ter__nist_put(answers, "ms_regression", fit->model_sum_squares / (double)fit->model_df);
    ter__nist_put(answers, "ms_residual", fit->residual_sum_squares / (double)fit->residual_df);
    ter__nist_put(answers, "residual_sd", fit->residual_deviation);
    ter__nist_put(answers, "r_squared", fit->r_squared);
    ter__nist_put(answers, "F", fit->f);
}

/* The models are of three kinds: a polynomial in x, columns with a constant, columns without. */
static ter_status linear(ter__nist_answers *answers, const ter__nist_set *set, const ter__nist_columns *c, const double *low,
                         ter_error *error) {
    const char *polynomial = strstr(set->model, "poly(x, ");
    const size_t n = c->rows, predictors = c->columns - 1;
    const size_t degree = polynomial != NULL ? strtoul(polynomial + strlen("poly(x, "), NULL, 10) : 1;
    const bool constant = strstr(set->model, "- 1") == NULL;
    const size_t columns = polynomial != NULL ? degree + 1 : predictors + constant;
    double *high = calloc(n * columns, sizeof *high), *rest = calloc(n * columns, sizeof *rest);
    ter_status status = TER_OK;
    ter_linear_fit *fit = NULL;
    if (high == NULL || rest == NULL) {
        status = ter_error_set(error, TER_NO_MEMORY, "no memory for %zu columns of %zu rows", columns, n);
    } else if (polynomial != NULL) {
        ter_polynomial_columns(n, c->high + n, low == NULL ? NULL : low + n, degree, high, rest);
    } else {
        for (size_t i = 0; constant && i < n; i++) {
            high[i] = 1.0;
        }
        memcpy(high + constant * n, c->high + n, n * predictors * sizeof *high);
        if (low != NULL) {
            memcpy(rest + constant * n, low + n, n * predictors * sizeof *rest);
        }
    }
    if (status == TER_OK) {
        ter_linear_problem problem = {.rows = n, .columns = columns, .x = high, .x_low = rest, .y = c->high, .y_low = low};
        problem.has_constant = constant;
        status = ter_linear_fit_create(&fit, &problem, error);
    }
    if (status == TER_OK) {
        linear_answers(answers, fit, constant ? 0 : 1);
        ter_linear_fit_destroy(fit);
    }
    free(high);
    free(rest);
    return status;
}

ter_status ter__nist_compute(ter__nist_answers *answers, const ter__nist_set *set, const ter__nist_columns *columns, int decimal,
                             ter_error *error) {
    const double *low = decimal ? columns->low : NULL;
    answers->count = 0;
    if (strcmp(set->family, "univariate") == 0 && columns->columns == 1) {
        return univariate(answers, columns, low, error);
    }
    if (strcmp(set->family, "anova") == 0 && columns->columns == 2) {
        return anova(answers, columns, low, error);
    }
    if (strcmp(set->family, "linear") == 0 && columns->columns >= 2) {
        return linear(answers, set, columns, low, error);
    }
    return ter_error_set(error, TER_BAD_DATA, "%s: a set of %zu columns is none of family %s", set->name, columns->columns,
                         set->family);
}
