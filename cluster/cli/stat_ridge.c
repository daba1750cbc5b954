/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/stat_ridge.h"

#include <math.h>
#include <string.h>

#include "cli/grid.h"
#include "tercile/json.h"
#include "tercile/ridge.h"
#include "tercile/text.h"

int ter__stat_ridge_option(ter__cli *cli, bool *wanted, double *lambda) {
    static const char *const others[] = {"robust", "level", "predict"};
    const char *given = ter__given_text(cli, "ridge");
    *wanted = given != NULL;
    *lambda = 0.0;
    if (given == NULL) {
        return !ter__given(cli, "standardize")
                   ? 0
                   : ter__fail_usage(cli, NULL, "option \"--standardize\" is for --ridge: a plain fit does not depend on units");
    }
    if (ter_text_to_double(given, strlen(given), lambda) != TER_OK || !(*lambda >= 0.0 && isfinite(*lambda))) {
        return ter__fail_usage(cli, NULL, "option \"--ridge\": \"%s\" is no finite number of 0 or more", given);
    }
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (ter__given(cli, others[i])) {
            return ter__fail_usage(cli, NULL,
                                   "option \"--%s\" does not go with --ridge: penalised coefficients are biased, and have "
                                   "no such errors",
                                   others[i]);
        }
    }
    return 0;
}

static void print_fit(ter__cli *cli, const ter_design *d, const ter_ridge_fit *fit) {
    static const ter__grid_column columns[] = {{"", false, 0}, {"estimate", true, 0}, {"penalty", true, 0}};
    ter__output *out = &cli->out;
    ter__grid grid;
    ter__output_print(out, "%s: ridge regression, %zu rows", d->response, fit->rows);
    ter__output_print(out, d->left_out > 0 ? ", %zu left out with missing values\n" : "\n", d->left_out);
    ter__grid_open(&grid, columns, 3);
    for (size_t j = 0; j < fit->columns; j++) {
        ter__grid_add(&grid, d->names[j]);
        if (isnan(fit->coefficients[j])) {
            ter__grid_add(&grid, "dropped");
        } else {
            ter__grid_print(&grid, "%.10g", fit->coefficients[j]);
        }
        ter__grid_print(&grid, "%.6g", fit->penalties[j]);
    }
    ter__grid_close(&grid, out);
    ter__output_print(out, "effective degrees of freedom %.7g; residual sum of squares %.10g, penalty %.7g\n", fit->effective_df,
                      fit->residual_sum_squares, fit->penalty);
    ter__output_print(out, "residual deviation %.7g; generalised cross-validation %.7g\n", fit->residual_deviation,
                      fit->cross_validation);
    ter__output_print(out, "%s\n", fit->reason);
}

static int print_fit_json(ter__cli *cli, const ter_design *d, const ter_ridge_fit *fit) {
    ter_json *json = ter_json_create();
    ter_json_object(json, NULL, false);
    ter_json_integer(json, "tercile_stat_ridge", 1);
    ter_json_text(json, "response", d->response);
    ter_json_unsigned(json, "rows", fit->rows);
    ter_json_unsigned(json, "left_out", d->left_out);
    ter_json_unsigned(json, "rank", fit->rank);
    ter_json_array(json, "coefficients", false);
    for (size_t j = 0; j < fit->columns; j++) {
        ter_json_object(json, NULL, true);
        ter_json_text(json, "name", d->names[j]);
        ter_json_double(json, "estimate", fit->coefficients[j]);
        ter_json_double(json, "penalty", fit->penalties[j]);
        ter_json_end(json);
    }
    ter_json_end(json);
    ter_json_double(json, "effective_df", fit->effective_df);
    ter_json_double(json, "residual_sum_squares", fit->residual_sum_squares);
    ter_json_double(json, "total_sum_squares", fit->total_sum_squares);
    ter_json_double(json, "penalty", fit->penalty);
    ter_json_double(json, "residual_deviation", fit->residual_deviation);
    ter_json_double(json, "cross_validation", fit->cross_validation);
    ter_json_text(json, "reason", fit->reason);
    ter_json_end(json);
    return ter__print_json(cli, json);
}

int ter__stat_ridge(ter__cli *cli, const ter_design *design, const ter_linear_problem *problem, double lambda) {
    const ter_ridge_problem ridge = {.linear = *problem, .lambda = lambda, .standardize = ter__given(cli, "standardize")};
    ter_ridge_fit *fit = NULL;
    ter_error error = {TER_OK, ""};
    int code = 0;
    if (ter_ridge_fit_create(&fit, &ridge, &error) != TER_OK) {
        code = ter__fail(cli, &error);
    } else if (cli->json) {
        code = print_fit_json(cli, design, fit);
    } else {
        print_fit(cli, design, fit);
    }
    ter_ridge_fit_destroy(fit);
    return code;
}
