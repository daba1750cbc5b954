/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tercile stat lm: a linear model by least squares. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/stat_table.h"
#include "tercile/linear_model.h"
#include "tercile/special.h"

static int robust_kind(ter__cli *cli, ter_linear_robust *kind) {
    static const char *const names[] = {"none", "HC0", "HC1", "HC2", "HC3"};
    const char *given = ter__given_text(cli, "robust");
    *kind = TER_LINEAR_ROBUST_NONE;
    for (size_t i = 0; given != NULL && i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(given, names[i]) == 0) {
            *kind = (ter_linear_robust)i;
            return 0;
        }
    }
    return given == NULL ? 0 : ter__fail_usage(cli, NULL, "option \"--robust\": \"%s\" is none of HC0, HC1, HC2, HC3", given);
}

static ter__stat_coefficients coefficients_of(const ter_design *d, const ter_linear_fit *fit, ter_linear_robust robust) {
    const ter__stat_coefficients c = {.count = d->columns,
                                      .names = (const char *const *)d->names,
                                      .estimates = fit->coefficients,
                                      .errors = robust == TER_LINEAR_ROBUST_NONE ? fit->standard_errors : fit->robust_errors,
                                      .df = (double)fit->residual_df};
    return c;
}

static double f_p_value(const ter_linear_fit *fit) {
    const double a = (double)fit->model_df, b = (double)fit->residual_df;
    return isnan(fit->f) || fit->residual_df == 0 ? (double)NAN : ter_beta_i(0.5 * b, 0.5 * a, b / (b + a * fit->f));
}

static void print_fit(ter__cli *cli, const ter_design *d, const ter_linear_fit *fit, ter_linear_robust robust) {
    const ter__stat_coefficients c = coefficients_of(d, fit, robust);
    ter__output *out = &cli->out;
    char p[32];
    ter__output_print(out, "%s: linear model, %zu rows", d->response, fit->rows);
    ter__output_print(out, d->left_out > 0 ? ", %zu left out with missing values\n" : "\n", d->left_out);
    ter__stat_print_coefficients(cli, &c);
    ter__output_print(out, "residual deviation %.7g on %zu degrees of freedom", fit->residual_deviation, fit->residual_df);
    const double adjusted =
        1.0 - (1.0 - fit->r_squared) * (double)(fit->rows - (d->has_constant ? 1 : 0)) / (double)fit->residual_df;
    ter__output_print(out, "; R squared %.6g, adjusted %.6g\n", fit->r_squared, adjusted);
    ter__stat_format_p(p, sizeof p, f_p_value(fit));
    ter__output_print(out, "F %.6g on %zu and %zu degrees of freedom, p %s\n", fit->f, fit->model_df, fit->residual_df, p);
    ter__output_print(out, "condition %.3g; %s\n", fit->condition, fit->reason);
}

static int print_fit_json(ter__cli *cli, const ter_design *d, const ter_linear_fit *fit, ter_linear_robust robust) {
    const ter__stat_coefficients c = coefficients_of(d, fit, robust);
    ter_json *json = ter_json_create();
    ter_json_object(json, NULL, false);
    ter_json_integer(json, "tercile_stat_lm", 1);
    ter_json_text(json, "response", d->response);
    ter_json_unsigned(json, "rows", fit->rows);
    ter_json_unsigned(json, "left_out", d->left_out);
    ter_json_unsigned(json, "rank", fit->rank);
    ter__stat_json_coefficients(json, &c);
    ter_json_unsigned(json, "model_df", fit->model_df);
    ter_json_unsigned(json, "residual_df", fit->residual_df);
    ter_json_double(json, "residual_deviation", fit->residual_deviation);
    ter_json_double(json, "residual_sum_squares", fit->residual_sum_squares);
    ter_json_double(json, "r_squared", fit->r_squared);
    ter_json_double(json, "f", fit->f);
    ter_json_double(json, "f_p", f_p_value(fit));
    ter_json_double(json, "condition", fit->condition);
    ter_json_text(json, "reason", fit->reason);
    ter_json_end(json);
    return ter__print_json(cli, json);
}

static ter_status fit_design(const ter_design *d, const double *weights, ter_linear_robust robust, ter_linear_fit **fit,
                             ter_error *error) {
    double *chosen = weights == NULL ? NULL : calloc(d->rows, sizeof *chosen);
    double *response = calloc(d->rows, sizeof *response);
    ter_status status = TER_OK;
    if (response == NULL || (weights != NULL && chosen == NULL)) {
        status = ter_error_set(error, TER_NO_MEMORY, "out of memory for %zu rows", d->rows);
    }
    for (size_t i = 0; status == TER_OK && i < d->rows; i++) {
        response[i] = d->y[i] - (d->offset == NULL ? 0.0 : d->offset[i]);
        if (chosen != NULL) {
            chosen[i] = weights[d->row[i]];
        }
    }
    if (status == TER_OK) {
        const ter_linear_problem problem = {.rows = d->rows,
                                            .columns = d->columns,
                                            .x = d->x,
                                            .x_low = d->x_low,
                                            .y = response,
                                            .weights = chosen,
                                            .has_constant = d->has_constant,
                                            .robust = robust,
                                            .coefficients_only = robust == TER_LINEAR_ROBUST_NONE,
                                            .tolerance = 0x1p-96 * (double)d->rows};
        status = ter_linear_fit_create(fit, &problem, error);
    }
    free(chosen);
    free(response);
    return status;
}

int ter__cmd_stat_lm(ter__cli *cli) {
    ter__stat_data data;
    ter_linear_robust robust;
    const double *weights = NULL;
    ter_error error = {TER_OK, ""};
    int code = robust_kind(cli, &robust);
    code = code == 0 ? ter__stat_open(&data, cli, cli->arguments[0]) : code;
    if (code != 0) {
        return code;
    }
    ter_design *design = NULL;
    ter_linear_fit *fit = NULL;
    code = ter__stat_weights(&data, cli, &weights);
    if (code == 0) {
        ter_status status = ter_design_create(&design, cli->arguments[0], &data.frame, TER_CONTRASTS_TREATMENT, &error);
        status = status == TER_OK ? fit_design(design, weights, robust, &fit, &error) : status;
        if (status != TER_OK) {
            code = ter__fail(cli, &error);
        } else if (cli->json) {
            code = print_fit_json(cli, design, fit, robust);
        } else {
            print_fit(cli, design, fit, robust);
        }
    }
    ter_linear_fit_destroy(fit);
    ter_design_destroy(design);
    ter__stat_close(&data);
    return code;
}
