/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tercile stat lm: a linear model by least squares. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/grid.h"
#include "cli/stat_ridge.h"
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

typedef struct result {
    const ter_design *design;
    const ter_linear_fit *fit;
    ter_linear_robust robust;
    double level;
    double *limits; /* [2 columns], lower and then upper ones; null unless --level was given */
    size_t new_rows;
    ter_linear_prediction *predictions; /* [new_rows]; null unless --predict was given */
} result;

static ter__stat_coefficients coefficients_of(const result *r) {
    const ter_design *d = r->design;
    const ter_linear_fit *fit = r->fit;
    const ter__stat_coefficients c = {.count = d->columns,
                                      .names = (const char *const *)d->names,
                                      .estimates = fit->coefficients,
                                      .errors = r->robust == TER_LINEAR_ROBUST_NONE ? fit->standard_errors : fit->robust_errors,
                                      .df = (double)fit->residual_df,
                                      .lower = r->limits,
                                      .upper = r->limits == NULL ? NULL : r->limits + d->columns,
                                      .level = r->level};
    return c;
}

static double f_p_value(const ter_linear_fit *fit) {
    const double a = (double)fit->model_df, b = (double)fit->residual_df;
    return isnan(fit->f) || fit->residual_df == 0 ? (double)NAN : ter_beta_i(0.5 * b, 0.5 * a, b / (b + a * fit->f));
}

static void print_predictions(ter__cli *cli, const result *r) {
    static const ter__grid_column columns[] = {{"row", true, 0},        {"fitted", true, 0},     {"standard error", true, 0},
                                               {"mean lower", true, 0}, {"mean upper", true, 0}, {"new lower", true, 0},
                                               {"new upper", true, 0}};
    ter__grid grid;
    ter__output_print(&cli->out, "\npredictions with limits of the mean and of a new observation at level %g\n", r->level);
    ter__grid_open(&grid, columns, 7);
    for (size_t i = 0; i < r->new_rows; i++) {
        const ter_linear_prediction *p = &r->predictions[i];
        const double values[] = {p->fitted,     p->standard_error,    p->mean_lower,
                                 p->mean_upper, p->observation_lower, p->observation_upper};
        ter__grid_print(&grid, "%zu", i + 1);
        for (size_t k = 0; k < sizeof values / sizeof values[0]; k++) {
            ter__grid_print(&grid, isnan(values[k]) ? "-" : k == 0 ? "%.10g" : "%.7g", values[k]);
        }
    }
    ter__grid_close(&grid, &cli->out);
}

static void json_predictions(ter_json *json, const result *r) {
    ter_json_array(json, "predictions", false);
    for (size_t i = 0; i < r->new_rows; i++) {
        const ter_linear_prediction *p = &r->predictions[i];
        ter_json_object(json, NULL, true);
        ter_json_double(json, "fitted", p->fitted);
        ter_json_double(json, "standard_error", p->standard_error);
        ter_json_double(json, "mean_lower", p->mean_lower);
        ter_json_double(json, "mean_upper", p->mean_upper);
        ter_json_double(json, "observation_lower", p->observation_lower);
        ter_json_double(json, "observation_upper", p->observation_upper);
        ter_json_end(json);
    }
    ter_json_end(json);
}

static void print_fit(ter__cli *cli, const result *r) {
    const ter_design *d = r->design;
    const ter_linear_fit *fit = r->fit;
    const ter__stat_coefficients c = coefficients_of(r);
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
    if (r->predictions != NULL) {
        print_predictions(cli, r);
    }
}

static int print_fit_json(ter__cli *cli, const result *r) {
    const ter_design *d = r->design;
    const ter_linear_fit *fit = r->fit;
    const ter__stat_coefficients c = coefficients_of(r);
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
    if (r->limits != NULL || r->predictions != NULL) {
        ter_json_double(json, "level", r->level);
    }
    if (r->predictions != NULL) {
        json_predictions(json, r);
    }
    ter_json_end(json);
    return ter__print_json(cli, json);
}

/* What --level asks for: limits of the coefficients. */
static ter_status find_limits(result *r, ter_error *error) {
    r->limits = calloc(2 * r->design->columns, sizeof *r->limits);
    if (r->limits == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "out of memory for %zu columns", r->design->columns);
    }
    const double *errors = r->robust == TER_LINEAR_ROBUST_NONE ? r->fit->standard_errors : r->fit->robust_errors;
    return ter_linear_confidence(r->fit, errors, r->level, r->limits, r->limits + r->design->columns, error);
}

static void add_offset(ter_linear_prediction *p, double offset) {
    p->fitted += offset;
    p->mean_lower += offset;
    p->mean_upper += offset;
    p->observation_lower += offset;
    p->observation_upper += offset;
}

/* What --predict asks for. The exit code, 0 when all is well. */
static int predict(ter__cli *cli, result *r, const char *path) {
    ter__stat_data data;
    ter_design *rows = NULL;
    ter_error error = {TER_OK, ""};
    const int code = ter__stat_open_file(&data, cli, path);
    if (code != 0) {
        return code;
    }
    ter_status status = ter_design_of_new_rows(&rows, r->design, &data.frame, &error);
    if (status == TER_OK) {
        const ter_linear_rows x = {.rows = rows->rows, .x = rows->x, .x_low = rows->x_low};
        r->new_rows = rows->rows;
        r->predictions = calloc(rows->rows, sizeof *r->predictions);
        status = r->predictions == NULL ? ter_error_set(&error, TER_NO_MEMORY, "out of memory for %zu rows", rows->rows)
                                        : ter_linear_predict(r->predictions, r->fit, &x, r->level, &error);
    }
    for (size_t i = 0; status == TER_OK && rows->offset != NULL && i < rows->rows; i++) {
        add_offset(&r->predictions[i], rows->offset[i]);
    }
    ter_design_destroy(rows);
    ter__stat_close(&data);
    return status == TER_OK ? 0 : ter__fail(cli, &error);
}

static int report(ter__cli *cli, const ter_design *design, const ter_linear_fit *fit, ter_linear_robust robust, double level) {
    result r = {.design = design, .fit = fit, .robust = robust, .level = level};
    const char *new_rows = ter__given_text(cli, "predict");
    ter_error error = {TER_OK, ""};
    int code = 0;
    if (ter__given(cli, "level") && find_limits(&r, &error) != TER_OK) {
        code = ter__fail(cli, &error);
    }
    code = code == 0 && new_rows != NULL ? predict(cli, &r, new_rows) : code;
    if (code == 0 && cli->json) {
        code = print_fit_json(cli, &r);
    } else if (code == 0) {
        print_fit(cli, &r);
    }
    free(r.limits);
    free(r.predictions);
    return code;
}

typedef struct request {
    ter_linear_robust robust;
    double level, lambda;
    bool ridge;
} request;

static int fit_and_report(ter__cli *cli, const ter_design *d, const double *weights, const request *q) {
    ter_linear_fit *fit = NULL;
    ter_error error = {TER_OK, ""};
    double *chosen = weights == NULL ? NULL : calloc(d->rows, sizeof *chosen);
    double *response = calloc(2 * d->rows, sizeof *response); /* high and low halves */
    int code = 0;
    if (response == NULL || (weights != NULL && chosen == NULL)) {
        (void)ter_error_set(&error, TER_NO_MEMORY, "out of memory for %zu rows", d->rows);
        code = ter__fail(cli, &error);
    }
    if (code == 0) {
        ter_design_response(d, response, response + d->rows);
    }
    for (size_t i = 0; code == 0 && chosen != NULL && i < d->rows; i++) {
        chosen[i] = weights[d->row[i]];
    }
    const ter_linear_problem problem = {.rows = d->rows,
                                        .columns = d->columns,
                                        .x = d->x,
                                        .x_low = d->x_low,
                                        .y = response,
                                        .y_low = response + d->rows,
                                        .weights = chosen,
                                        .has_constant = d->has_constant,
                                        .robust = q->robust,
                                        .coefficients_only = q->robust == TER_LINEAR_ROBUST_NONE,
                                        .tolerance = 0x1p-96 * (double)d->rows};
    if (code == 0 && q->ridge) {
        code = ter__stat_ridge(cli, d, &problem, q->lambda);
    } else if (code == 0) {
        code = ter_linear_fit_create(&fit, &problem, &error) == TER_OK ? report(cli, d, fit, q->robust, q->level)
                                                                       : ter__fail(cli, &error);
    }
    ter_linear_fit_destroy(fit);
    free(chosen);
    free(response);
    return code;
}

int ter__cmd_stat_lm(ter__cli *cli) {
    ter__stat_data data;
    request q = {.level = 0.95};
    const double *weights = NULL;
    ter_error error = {TER_OK, ""};
    int code = robust_kind(cli, &q.robust);
    code = code == 0 ? ter__stat_level(cli, &q.level) : code;
    code = code == 0 ? ter__stat_ridge_option(cli, &q.ridge, &q.lambda) : code;
    code = code == 0 ? ter__stat_open(&data, cli, cli->arguments[0]) : code;
    if (code != 0) {
        return code;
    }
    ter_design *design = NULL;
    code = ter__stat_weights(&data, cli, &weights);
    if (code == 0) {
        const ter_status status = ter_design_create(&design, cli->arguments[0], &data.frame, TER_CONTRASTS_TREATMENT, &error);
        code = status == TER_OK ? fit_and_report(cli, design, weights, &q) : ter__fail(cli, &error);
    }
    ter_design_destroy(design);
    ter__stat_close(&data);
    return code;
}
