/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/nist_nonlinear.h"

#include <stdio.h>
#include <string.h>

#include "tercile/nonlinear_model.h"

/* The starts of b1, b2, ..., and how many there are. */
static size_t read_starts(const ter__nist_catalog *c, const ter__nist_set *set, unsigned start, double *starts) {
    size_t count = 0;
    for (size_t i = 0; i < c->value_count; i++) {
        unsigned number = 0;
        size_t parameter = 0;
        const ter__nist_value *value = &c->values[i];
        if (strcmp(value->set, set->name) == 0 && sscanf(value->quantity, "start%u_b%zu", &number, &parameter) == 2 &&
            number == start && parameter >= 1 && parameter <= TER_NONLINEAR_PARAMETERS_MAX) {
            starts[parameter - 1] = value->certified;
            count = parameter > count ? parameter : count;
        }
    }
    return count;
}

static void answer_all(ter__nist_answers *answers, const ter_nonlinear_fit *fit) {
    char name[32];
    for (size_t k = 0; k < fit->parameters; k++) {
        snprintf(name, sizeof name, "b%zu", k + 1);
        ter__nist_put(answers, name, fit->estimates[k]);
        snprintf(name, sizeof name, "sd_b%zu", k + 1);
        ter__nist_put(answers, name, fit->standard_errors[k]);
    }
    ter__nist_put(answers, "n", (double)fit->rows);
    ter__nist_put(answers, "df_residual", (double)fit->residual_df);
    ter__nist_put(answers, "rss", fit->residual_sum_squares);
    ter__nist_put(answers, "residual_sd", fit->residual_deviation);
}

ter_status ter__nist_nonlinear(ter__nist_answers *answers, const ter__nist_catalog *catalog, const ter__nist_set *set,
                               const ter__nist_columns *columns, int decimal, unsigned start, bool *converged, ter_error *error) {
    double starts[TER_NONLINEAR_PARAMETERS_MAX] = {0.0};
    char texts[TER_NONLINEAR_PARAMETERS_MAX][8];
    const char *names[TER_NONLINEAR_PARAMETERS_MAX], *column_names[TER__NIST_COLUMNS_MAX];
    const double *high[TER__NIST_COLUMNS_MAX], *low[TER__NIST_COLUMNS_MAX];
    const size_t count = read_starts(catalog, set, start, starts);
    for (size_t k = 0; k < count; k++) {
        snprintf(texts[k], sizeof texts[k], "b%u", (unsigned)(k + 1) % 1000U);
        names[k] = texts[k];
    }
    for (size_t j = 0; j < columns->columns; j++) {
        high[j] = columns->high + j * columns->rows;
        low[j] = columns->low + j * columns->rows;
        column_names[j] = columns->names[j];
    }
    const ter_nonlinear_problem problem = {.formula = set->model,
                                           .rows = columns->rows,
                                           .columns = columns->columns,
                                           .column_names = column_names,
                                           .values = high,
                                           .values_low = decimal ? low : NULL,
                                           .parameters = count,
                                           .names = names,
                                           .starts = starts};
    ter_nonlinear_fit *fit = NULL;
    ter_status status = ter_nonlinear_fit_create(&fit, &problem, error);
    *converged = status == TER_OK;
    answers->count = 0;
    if (fit != NULL) {
        answer_all(answers, fit);
        ter_nonlinear_fit_destroy(fit);
        status = TER_OK;
    }
    return status;
}
