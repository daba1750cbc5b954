/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tercile stat glm: generalised linear models. */
#include <math.h>
#include <stdlib.h>

#include "cli/commands.h"
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
    *r = (request){TER_GLM_GAUSSIAN, TER_GLM_CANONICAL, 0.0};
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

static ter__stat_coefficients coefficients_of(const ter_design *d, const ter_glm_fit *fit, ter_glm_family family) {
    const bool known = family == TER_GLM_BINOMIAL || family == TER_GLM_POISSON || family == TER_GLM_NEGATIVE_BINOMIAL;
    const ter__stat_coefficients c = {.count = d->columns,
                                      .names = (const char *const *)d->names,
                                      .estimates = fit->coefficients,
                                      .errors = fit->standard_errors,
                                      .df = known ? (double)INFINITY : (double)fit->residual_df};
    return c;
}

static void print_fit(ter__cli *cli, const ter_design *d, const ter_glm_fit *fit, const request *r) {
    const ter__stat_coefficients c = coefficients_of(d, fit, r->family);
    ter__output *out = &cli->out;
    ter__output_print(out, "%s: %s family, %s link, %zu rows", d->response, ter_glm_family_name(r->family), link_name(r),
                      fit->rows);
    ter__output_print(out, d->left_out > 0 ? ", %zu left out with missing values\n" : "\n", d->left_out);
    ter__stat_print_coefficients(cli, &c);
    ter__output_print(out, "deviance %.10g on %zu degrees of freedom, without the terms %.10g on %zu\n", fit->deviance,
                      fit->residual_df, fit->null_deviance, fit->null_df);
    ter__output_print(out, "dispersion %.6g; log likelihood %.10g, AIC %.10g\n", fit->dispersion, fit->log_likelihood, fit->aic);
    ter__output_print(out, "%u iterations, last step %.1e; %s\n", fit->iterations, fit->step, fit->reason);
}

static int print_fit_json(ter__cli *cli, const ter_design *d, const ter_glm_fit *fit, const request *r) {
    const ter__stat_coefficients c = coefficients_of(d, fit, r->family);
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
    ter_json_double(json, "log_likelihood", fit->log_likelihood);
    ter_json_double(json, "aic", fit->aic);
    ter_json_unsigned(json, "iterations", fit->iterations);
    ter_json_double(json, "step", fit->step);
    ter_json_text(json, "reason", fit->reason);
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

int ter__cmd_stat_glm(ter__cli *cli) {
    ter__stat_data data;
    request r;
    const double *weights = NULL;
    ter_error error = {TER_OK, ""};
    int code = read_request(cli, &r);
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
        if (status != TER_OK) {
            code = ter__fail(cli, &error);
        } else if (cli->json) {
            code = print_fit_json(cli, design, fit, &r);
        } else {
            print_fit(cli, design, fit, &r);
        }
    }
    ter_glm_fit_destroy(fit);
    ter_design_destroy(design);
    ter__stat_close(&data);
    return code;
}
