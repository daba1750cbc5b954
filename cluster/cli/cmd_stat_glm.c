/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tercile stat glm: generalised linear models. */
#include <math.h>
#include <stdlib.h>

#include "cli/commands.h"
#include "cli/grid.h"
#include "cli/stat_table.h"
#include "tercile/glm.h"
#include "tercile/text.h"

typedef struct request {
    ter_glm_family family;
    ter_glm_link link;
    double size;
} request;

static int read_request(ter__cli *cli, request *r) {
    const char *family = ter__given_text(cli, "family"), *link = ter__given_text(cli, "link"), *size = ter__given_text(cli, "size");
    ter_error error = {TER_OK, ""};
    *r = (request){TER_GLM_GAUSSIAN, TER_GLM_CANONICAL, (double)NAN};
    if (family == NULL) {
        return ter__fail_usage(cli, NULL,
                               "tercile stat glm: --family is missing: gaussian, binomial, poisson, gamma, "
                               "inverse_gaussian or negative_binomial");
    }
    ter_status status = ter_glm_family_find(&r->family, family, &error);
    status = status == TER_OK && link != NULL ? ter_glm_link_find(&r->link, link, &error) : status;
    if (status != TER_OK) {
        return ter__fail(cli, &error);
    }
    size_t length = 0;
    while (size != NULL && size[length] != '\0') {
        length++;
    }
    if (size != NULL && ter_text_to_double(size, length, &r->size) != TER_OK) {
        return ter__fail_usage(cli, NULL, "option \"--size\": \"%s\" is no number", size);
    }
    return 0;
}

static const char *link_name(const request *r) {
    return ter_glm_link_name(r->link);
}

typedef struct result {
    const ter_design *design;
    const ter_glm_fit *fit;
    const request *request;
    double level;
    double *limits; /* [2 columns], lower and then upper ones; null unless --level was given */
    size_t new_rows;
    ter_glm_prediction *predictions; /* [new_rows]; null unless --predict was given */
} result;

static ter__stat_coefficients coefficients_of(const result *q) {
    const ter_design *d = q->design;
    const ter_glm_fit *fit = q->fit;
    const ter_glm_family family = q->request->family;
    const bool known = family == TER_GLM_BINOMIAL || family == TER_GLM_POISSON || family == TER_GLM_NEGATIVE_BINOMIAL;
    const ter__stat_coefficients c = {.count = d->columns,
                                      .names = (const char *const *)d->names,
                                      .estimates = fit->coefficients,
                                      .errors = fit->standard_errors,
                                      .df = known ? (double)INFINITY : (double)fit->residual_df,
                                      .lower = q->limits,
                                      .upper = q->limits == NULL ? NULL : q->limits + d->columns,
                                      .level = q->level};
    return c;
}

static void print_predictions(ter__cli *cli, const result *q) {
    static const ter__grid_column columns[] = {{"row", true, 0},       {"predictor", true, 0}, {"its error", true, 0},
                                               {"mean", true, 0},      {"its error", true, 0}, {"mean lower", true, 0},
                                               {"mean upper", true, 0}};
    ter__grid grid;
    ter__output_print(&cli->out, "\npredictions with limits at level %g\n", q->level);
    ter__grid_open(&grid, columns, 7);
    for (size_t i = 0; i < q->new_rows; i++) {
        const ter_glm_prediction *p = &q->predictions[i];
        const double values[] = {p->predictor, p->predictor_error, p->mean, p->mean_error, p->mean_lower, p->mean_upper};
        ter__grid_print(&grid, "%zu", i + 1);
        for (size_t k = 0; k < sizeof values / sizeof values[0]; k++) {
            ter__grid_print(&grid, isnan(values[k]) ? "-" : "%.7g", values[k]);
        }
    }
    ter__grid_close(&grid, &cli->out);
}

static void json_predictions(ter_json *json, const result *q) {
    ter_json_array(json, "predictions", false);
    for (size_t i = 0; i < q->new_rows; i++) {
        const ter_glm_prediction *p = &q->predictions[i];
        ter_json_object(json, NULL, true);
        ter_json_double(json, "predictor", p->predictor);
        ter_json_double(json, "predictor_error", p->predictor_error);
        ter_json_double(json, "predictor_lower", p->predictor_lower);
        ter_json_double(json, "predictor_upper", p->predictor_upper);
        ter_json_double(json, "mean", p->mean);
        ter_json_double(json, "mean_error", p->mean_error);
        ter_json_double(json, "mean_lower", p->mean_lower);
        ter_json_double(json, "mean_upper", p->mean_upper);
        ter_json_end(json);
    }
    ter_json_end(json);
}

static void print_fit(ter__cli *cli, const result *q) {
    const ter_design *d = q->design;
    const ter_glm_fit *fit = q->fit;
    const request *r = q->request;
    const ter__stat_coefficients c = coefficients_of(q);
    ter__output *out = &cli->out;
    ter__output_print(out, "%s: %s family, %s link, %zu rows", d->response, ter_glm_family_name(r->family), link_name(r),
                      fit->rows);
    ter__output_print(out, d->left_out > 0 ? ", %zu left out with missing values\n" : "\n", d->left_out);
    ter__stat_print_coefficients(cli, &c);
    ter__output_print(out, "deviance %.10g on %zu degrees of freedom, without the terms %.10g on %zu\n", fit->deviance,
                      fit->residual_df, fit->null_deviance, fit->null_df);
    ter__output_print(out, "dispersion %.6g; log likelihood %.10g, AIC %.10g\n", fit->dispersion, fit->log_likelihood, fit->aic);
    if (isfinite(fit->size_error)) {
        ter__output_print(out, "size %.8g, standard error %.4g\n", fit->size, fit->size_error);
    }
    ter__output_print(out, "%u iterations, last step %.1e; %s\n", fit->iterations, fit->step, fit->reason);
    if (q->predictions != NULL) {
        print_predictions(cli, q);
    }
}

static int print_fit_json(ter__cli *cli, const result *q) {
    const ter_design *d = q->design;
    const ter_glm_fit *fit = q->fit;
    const request *r = q->request;
    const ter__stat_coefficients c = coefficients_of(q);
    ter_json *json = ter_json_create();
    ter_json_object(json, NULL, false);
    ter_json_integer(json, "tercile_stat_glm", 1);
    ter_json_text(json, "response", d->response);
    ter_json_text(json, "family", ter_glm_family_name(r->family));
    ter_json_text(json, "link", link_name(r));
    ter_json_unsigned(json, "rows", fit->rows);
    ter_json_unsigned(json, "left_out", d->left_out);
    ter_json_unsigned(json, "rank", fit->rank);
    ter__stat_json_coefficients(json, &c);
    ter_json_double(json, "deviance", fit->deviance);
    ter_json_unsigned(json, "residual_df", fit->residual_df);
    ter_json_double(json, "null_deviance", fit->null_deviance);
    ter_json_unsigned(json, "null_df", fit->null_df);
    ter_json_double(json, "dispersion", fit->dispersion);
    ter_json_double(json, "pearson", fit->pearson);
    if (isfinite(fit->size)) {
        ter_json_double(json, "size", fit->size);
        ter_json_double(json, "size_error", fit->size_error);
    }
    ter_json_double(json, "log_likelihood", fit->log_likelihood);
    ter_json_double(json, "aic", fit->aic);
    ter_json_unsigned(json, "iterations", fit->iterations);
    ter_json_double(json, "step", fit->step);
    ter_json_text(json, "reason", fit->reason);
    if (q->limits != NULL || q->predictions != NULL) {
        ter_json_double(json, "level", q->level);
    }
    if (q->predictions != NULL) {
        json_predictions(json, q);
    }
    ter_json_end(json);
    return ter__print_json(cli, json);
}

static ter_status fit_design(const ter_design *d, const double *weights, const request *r, ter_glm_fit **fit, ter_error *error) {
    double *chosen = weights == NULL ? NULL : calloc(d->rows, sizeof *chosen);
    if (weights != NULL && chosen == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "out of memory for %zu rows", d->rows);
    }
    for (size_t i = 0; chosen != NULL && i < d->rows; i++) {
        chosen[i] = weights[d->row[i]];
    }
    const ter_glm_problem problem = {.family = r->family,
                                     .link = r->link,
                                     .size = r->size,
                                     .rows = d->rows,
                                     .columns = d->columns,
                                     .x = d->x,
                                     .x_low = d->x_low,
                                     .y = d->y,
                                     .weights = chosen,
                                     .offset = d->offset,
                                     .has_constant = d->has_constant};
    ter_status status = ter_glm_fit_create(fit, &problem, error);
    free(chosen);
    return status;
}

/* What --predict asks for. The exit code, 0 when all is well. */
static int predict(ter__cli *cli, result *q, const char *path) {
    ter__stat_data data;
    ter_design *rows = NULL;
    ter_error error = {TER_OK, ""};
    const int code = ter__stat_open_file(&data, cli, path);
    if (code != 0) {
        return code;
    }
    ter_status status = ter_design_of_new_rows(&rows, q->design, &data.frame, &error);
    if (status == TER_OK) {
        const ter_glm_rows x = {.rows = rows->rows, .x = rows->x, .x_low = rows->x_low, .offset = rows->offset};
        q->new_rows = rows->rows;
        q->predictions = calloc(rows->rows, sizeof *q->predictions);
        status = q->predictions == NULL ? ter_error_set(&error, TER_NO_MEMORY, "out of memory for %zu rows", rows->rows)
                                        : ter_glm_predict(q->predictions, q->fit, &x, q->level, &error);
    }
    ter_design_destroy(rows);
    ter__stat_close(&data);
    return status == TER_OK ? 0 : ter__fail(cli, &error);
}

static int report(ter__cli *cli, const ter_design *design, const ter_glm_fit *fit, const request *r, double level) {
    result q = {.design = design, .fit = fit, .request = r, .level = level};
    const char *new_rows = ter__given_text(cli, "predict");
    ter_error error = {TER_OK, ""};
    ter_status status = TER_OK;
    if (ter__given(cli, "level")) {
        q.limits = calloc(2 * design->columns, sizeof *q.limits);
        status = q.limits == NULL ? ter_error_set(&error, TER_NO_MEMORY, "out of memory for %zu columns", design->columns)
                                  : ter_glm_confidence(fit, level, q.limits, q.limits + design->columns, &error);
    }
    int code = status == TER_OK ? 0 : ter__fail(cli, &error);
    code = code == 0 && new_rows != NULL ? predict(cli, &q, new_rows) : code;
    if (code == 0 && cli->json) {
        code = print_fit_json(cli, &q);
    } else if (code == 0) {
        print_fit(cli, &q);
    }
    free(q.limits);
    free(q.predictions);
    return code;
}

int ter__cmd_stat_glm(ter__cli *cli) {
    ter__stat_data data;
    request r;
    const double *weights = NULL;
    ter_error error = {TER_OK, ""};
    double level = 0.95;
    int code = read_request(cli, &r);
    code = code == 0 ? ter__stat_level(cli, &level) : code;
    code = code == 0 ? ter__stat_open(&data, cli, cli->arguments[0]) : code;
    if (code != 0) {
        return code;
    }
    ter_design *design = NULL;
    ter_glm_fit *fit = NULL;
    code = ter__stat_weights(&data, cli, &weights);
    if (code == 0) {
        ter_status status = ter_design_create(&design, cli->arguments[0], &data.frame, TER_CONTRASTS_TREATMENT, &error);
        status = status == TER_OK ? fit_design(design, weights, &r, &fit, &error) : status;
        code = status == TER_OK ? report(cli, design, fit, &r, level) : ter__fail(cli, &error);
    }
    ter_glm_fit_destroy(fit);
    ter_design_destroy(design);
    ter__stat_close(&data);
    return code;
}
