/* SPDX-License-Identifier: GPL-3.0-or-later */
/* glm: generalised linear models, one for each group. */
#include <math.h>
#include <stdlib.h>

#include "stage/model.h"
#include "tercile/glm.h"

/* In the order of ter_glm_family and ter_glm_link. */
static const char *const families[] = {"gaussian", "binomial", "poisson", "gamma", "inverse_gaussian", "negative_binomial", NULL};
static const char *const links[] = {"canonical", "identity",        "log",  "logit", "probit", "cloglog",
                                    "inverse",   "inverse_squared", "sqrt", NULL};

static ter_status write(const ter_design *d, const ter_glm_fit *fit, ter_glm_family family, ter__model_result *result) {
    const double numbers[] = {(double)fit->rows, (double)d->left_out,    (double)fit->rank,  (double)fit->residual_df,
                              fit->deviance,     (double)fit->null_df,   fit->null_deviance, fit->dispersion,
                              fit->pearson,      fit->log_likelihood,    fit->aic,           fit->size,
                              fit->size_error,   (double)fit->iterations};
    const bool known = family == TER_GLM_BINOMIAL || family == TER_GLM_POISSON || family == TER_GLM_NEGATIVE_BINOMIAL;
    const double df = known ? INFINITY : (double)fit->residual_df;
    ter_status status = ter__model_add(result, numbers, fit->reason);
    for (size_t j = 0; status == TER_OK && j < d->columns; j++) {
        status = ter__model_add_coefficient(result, d->names[j], fit->coefficients[j], fit->standard_errors[j], df);
    }
    return status;
}

static ter_status fit(const ter__model_data *data, ter__model_result *result, ter_error *error) {
    const ter_glm_family family = (ter_glm_family)ter__setting_choice(data->settings, "family");
    const double size = ter__setting_number(data->settings, "size");
    ter_design *d = NULL;
    ter_glm_fit *made = NULL;
    double *weights = NULL;
    ter_status status = ter_design_create(&d, data->formula, data->frame, TER_CONTRASTS_TREATMENT, error);
    status = status == TER_OK ? ter__model_weights(data, d, &weights, error) : status;
    if (status == TER_OK) {
        const ter_glm_problem problem = {.family = family,
                                         .link = (ter_glm_link)ter__setting_choice(data->settings, "link"),
                                         .size = size,
                                         .rows = d->rows,
                                         .columns = d->columns,
                                         .x = d->x,
                                         .x_low = d->x_low,
                                         .y = d->y,
                                         .weights = weights,
                                         .offset = d->offset,
                                         .has_constant = d->has_constant};
        status = ter_glm_fit_create(&made, &problem, error);
    }
    status = status == TER_OK ? write(d, made, family, result) : status;
    ter_glm_fit_destroy(made);
    free(weights);
    ter_design_destroy(d);
    return status;
}

static const ter__model_kind kind = {ter__model_formula_columns, fit};

static ter_status bind(ter_job *job, size_t stage, ter_diagnostics *diagnostics) {
    const ter__settings *settings = job->stages[stage].settings;
    const ter__setting *size = ter__setting_of(settings, "size");
    const bool negative_binomial = ter__setting_choice(settings, "family") == TER_GLM_NEGATIVE_BINOMIAL;
    if (!negative_binomial && size->count > 0) {
        ter__diagnose(diagnostics, size->place, "leave it out", "only family negative_binomial has a \"size\"");
    }
    return ter__model_bind(job, stage, &kind, diagnostics);
}

static ter_status open_state(void **state, const ter__context *context, ter_error *error) {
    return ter__model_open(state, context, &kind, error);
}

static const ter__key keys[] = {
    TER__MODEL_KEYS,
    {.name = "family", .kind = TER__KEY_CHOICE, .required = true, .choices = families, .description = "law of the response"},
    {.name = "link",
     .kind = TER__KEY_CHOICE,
     .fallback = "canonical",
     .choices = links,
     .description = "between the mean and the terms; canonical: the family's own"},
    {.name = "size",
     .kind = TER__KEY_NUMBER,
     .upper = INFINITY,
     .open = true,
     .description = "of the negative binomial law: variance mean + mean^2 / size; estimated when not given"},
    TER__MODEL_LEVEL_KEY,
    {.name = NULL},
};

static const ter__column_kind model_columns[] = {
    {"group", TER_TEXT},         {"converged", TER_INTEGER}, {"n", TER_INTEGER},
    {"missing", TER_INTEGER},    {"rank", TER_INTEGER},      {"residual_df", TER_INTEGER},
    {"deviance", TER_DOUBLE},    {"null_df", TER_INTEGER},   {"null_deviance", TER_DOUBLE},
    {"dispersion", TER_DOUBLE},  {"pearson", TER_DOUBLE},    {"log_likelihood", TER_DOUBLE},
    {"aic", TER_DOUBLE},         {"size", TER_DOUBLE},       {"size_error", TER_DOUBLE},
    {"iterations", TER_INTEGER}, {"note", TER_TEXT},         {NULL, TER_TEXT}};
static const ter__column_kind coefficient_columns[] = TER__MODEL_COEFFICIENT_COLUMNS("term");

static const ter__table_kind tables[] = {
    {"models", "a row for each group: deviances, likelihood, and the decision about the rank", model_columns},
    {"coefficients", "estimates with standard errors, z or t, p and confidence limits on the link's scale", coefficient_columns},
    {NULL, NULL, NULL}};

const ter__stage ter__stage_glm = {
    .name = "glm",
    .title = "generalised linear models, by group",
    .pattern = TER__PATTERN_MAP_GROUPS,
    .keys = keys,
    .tables = tables,
    .bind = bind,
    .memory = ter__model_memory,
    .open = open_state,
    .close = ter__model_close,
    .cut = ter__model_cut,
    .task = ter__model_task,
    .check = ter__model_check,
    .finish = ter__model_finish,
};
