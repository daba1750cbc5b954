/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fit: laws to samples by group. A task is one law in one group; choosing, ranking and the tables are left to the end
 * (fit_results.c).
 */
#include "stage/fit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stage/fit_results.h"
#include "stage/part.h"
#include "tercile/describe.h"
#include "tercile/fit.h"
#include "tercile/htest.h"

const ter__setting *ter__fit_families(const ter_job *job, size_t stage) {
    return ter__setting_of(job->stages[stage].settings, "families");
}

ter_fit_method ter__fit_method(const ter_job *job, size_t stage) {
    return (ter_fit_method)ter__setting_choice(job->stages[stage].settings, "method");
}

ter_status ter__fit_samples(ter__samples *samples, const ter__context *context, size_t stage, ter_error *error) {
    const ter__settings *settings = context->job->stages[stage].settings;
    const ter_table *rows = ter__context_rows(context, ter__setting_of(settings, "from")->items);
    return ter__samples_make(samples, rows, ter__setting_text(settings, "by"), ter__setting_text(settings, "column"), error);
}

static ter_status open_state(void **state, const ter__context *context, ter_error *error) {
    ter__samples *samples = calloc(1, sizeof *samples);
    if (samples == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "out of memory");
    }
    ter_status status = ter__fit_samples(samples, context, context->stage, error);
    if (status == TER_OK && samples->groups.count == 0) {
        status = ter_error_set(error, TER_BAD_DATA, "there are no rows to fit: all were removed before");
        ter__samples_clear(samples);
    }
    if (status != TER_OK) {
        free(samples);
        return status;
    }
    *state = samples;
    return TER_OK;
}

static void close_state(void *state) {
    if (state != NULL) {
        ter__samples_clear(state);
        free(state);
    }
}

static ter_status cut(const void *state, const ter__context *context, size_t *tasks, ter_error *error) {
    const ter__samples *samples = state;
    size_t laws = ter__fit_families(context->job, context->stage)->count;
    if (samples->groups.count > TER__TASKS_MAX / laws) {
        return ter_error_set(error, TER_LIMIT, "%zu groups are too many for one stage", samples->groups.count);
    }
    *tasks = samples->groups.count * laws;
    return TER_OK;
}

/* ---- one law in one group ----------------------------------------------------------------------------------------------- */

typedef struct fitting {
    const ter__context *context;
    ter_table_builder *builder;
    size_t unit, n;
    const double *x; /* ascending */
    ter_fit fit;
} fitting;

static ter_status add(const fitting *f, int item, size_t index, double value, double error, const char *text) {
    return ter__part_add(f->builder, f->unit, item, index, value, error, text);
}

static ter_status add_quantiles(const fitting *f) {
    const ter__setting *quantiles = ter__setting_of(f->context->settings, "quantiles");
    ter_status status = TER_OK;
    for (size_t i = 0; status == TER_OK && i < quantiles->count; i++) {
        double value, deviation;
        ter_error why;
        if (ter_fit_quantile(&f->fit, quantiles->items[i].number, &value, &deviation, &why) == TER_OK) {
            status = add(f, TER__FIT_ITEM_QUANTILE, i, value, deviation, NULL);
        } else {
            status = add(f, TER__FIT_ITEM_QUANTILE, i, NAN, NAN, NULL);
            status = status == TER_OK ? add(f, TER__FIT_ITEM_NOTE, 0, NAN, NAN, why.text) : status;
        }
    }
    return status;
}

static ter_status add_tests(const fitting *f) {
    static ter_status (*const tests[])(ter_test_result *, const ter_dist *, size_t, const double *,
                                       ter_error *) = {ter_test_kolmogorov_smirnov, ter_test_anderson_darling};
    static const char *const names[] = {"ks", "ad"};
    ter_dist *dist;
    ter_error why;
    ter_status status = ter_fit_dist(&f->fit, &dist, &why);
    if (status != TER_OK) {
        return status == TER_NO_MEMORY ? status : add(f, TER__FIT_ITEM_NOTE, 0, NAN, NAN, why.text);
    }
    for (int i = 0; status == TER_OK && i < 2; i++) {
        ter_test_result result;
        if (!ter__setting_has_choice(f->context->settings, "gof", names[i])) {
            continue;
        }
        if (tests[i](&result, dist, f->n, f->x, &why) == TER_OK) {
            status = add(f, TER__FIT_ITEM_KS + i, 0, result.statistic, result.p_value, NULL);
        } else {
            status = add(f, TER__FIT_ITEM_NOTE, 0, NAN, NAN, why.text);
        }
    }
    ter_dist_destroy(dist);
    return status;
}

/* The method of moments may give a law whose support leaves out a value of the sample: such a law cannot have given the sample. */
static ter_status add_outside_support(const fitting *f) {
    ter_dist *dist;
    double lower, upper;
    ter_error why;
    ter_status status = ter_fit_dist(&f->fit, &dist, &why);
    if (status != TER_OK) {
        return status == TER_NO_MEMORY ? status : TER_OK; /* the tests of fit have said so */
    }
    ter_dist_support(dist, &lower, &upper);
    ter_dist_destroy(dist);
    double value = f->x[0] < lower ? f->x[0] : f->x[f->n - 1];
    char text[TER_ERROR_TEXT_BYTES];
    (void)snprintf(text, sizeof text,
                   "the observation %.9g has density 0 under the fitted law, whose support goes from %.9g to %.9g: the log "
                   "likelihood is -inf, and the law has no rank",
                   value, lower, upper);
    return add(f, TER__FIT_ITEM_NOTE, 0, NAN, NAN, text);
}

static ter_status add_fit(const fitting *f) {
    ter_status status = add(f, TER__FIT_ITEM_LAW, f->fit.iterations, f->fit.log_likelihood, NAN, NULL);
    if (status == TER_OK) {
        status = add(f, TER__FIT_ITEM_CRITERIA, 0, f->fit.aic, f->fit.bic, NULL);
    }
    for (size_t i = 0; status == TER_OK && i < f->fit.parameter_count; i++) {
        status = add(f, TER__FIT_ITEM_PARAMETER, i, f->fit.estimate[i], f->fit.standard_error[i], NULL);
    }
    if (status == TER_OK) {
        status = add_quantiles(f);
    }
    if (status == TER_OK) {
        status = add_tests(f);
    }
    return status == TER_OK && f->fit.log_likelihood == -INFINITY ? add_outside_support(f) : status;
}

static ter_status run_fit(fitting *f, const ter_family *family) {
    ter_fit_options options = TER_FIT_OPTIONS_DEFAULT;
    ter_error why = {0};
    options.method = ter__fit_method(f->context->job, f->context->stage);
    size_t needed = ter_family_parameter_count(family) + 1;
    ter_status status;
    if (f->n < needed) {
        char text[160];
        (void)snprintf(text, sizeof text, "has %zu value%s; %s needs at least %zu", f->n, f->n == 1 ? "" : "s",
                       ter_family_name(family), needed);
        return add(f, TER__FIT_ITEM_LAW, 0, NAN, NAN, text);
    }
    status = ter_fit_run(&f->fit, family, f->n, f->x, &options, &why);
    if (status == TER_OK) {
        return add_fit(f);
    }
    return status == TER_NO_MEMORY ? status : add(f, TER__FIT_ITEM_LAW, 0, NAN, NAN, why.text);
}

static ter_status task(const void *state, const ter__context *context, size_t number, const ter__stop *stop, ter_table **part,
                       ter_error *error) {
    const ter__samples *samples = state;
    const ter__setting *families = ter__fit_families(context->job, context->stage);
    size_t group = number / families->count;
    fitting f = {.context = context, .unit = number, .n = samples->n[group], .x = samples->values[group]};
    ter_status status = ter__part_begin(&f.builder, error);
    if (status == TER_OK) {
        status = ter__stop_poll(stop);
    }
    if (status == TER_OK) {
        status = run_fit(&f, families->items[number % families->count].family);
    }
    return ter__part_finish(f.builder, status, part, error);
}

/* ---- descriptor --------------------------------------------------------------------------------------------------------- */

static ter_status bind(ter_job *job, size_t stage, ter_diagnostics *diagnostics) {
    const ter__settings *settings = job->stages[stage].settings;
    const ter_table *rows = ter__job_rows(job, ter__setting_of(settings, "from")->items);
    const ter__setting *families = ter__setting_of(settings, "families");
    (void)ter__bind_column(rows, ter__setting_of(settings, "column")->items, true, diagnostics);
    ter__bind_grouping(rows, ter__setting_of(settings, "by"), diagnostics);
    if (families->count == 0) {
        ter__diagnose(diagnostics, families->place, NULL, "\"families\" is empty: there is nothing to fit");
    }
    for (size_t i = 0; i < families->count; i++) {
        for (size_t j = 0; j < i; j++) {
            if (families->items[i].family != NULL && families->items[i].family == families->items[j].family) {
                ter__diagnose(diagnostics, families->items[i].place, NULL, "family \"%s\" is listed twice",
                              families->items[i].text);
            }
        }
    }
    return TER_OK;
}

static double memory(const ter__context *context, double rows, double groups) {
    double laws = (double)ter__setting_of(context->settings, "families")->count;
    return 40.0 * rows + groups * (laws * 2000.0 + 500.0 * 48.0 + 4096.0);
}

static const char *const methods[] = {"mle", "moments", "lmoments", NULL};
static const char *const choosing[] = {"aic", "bic", "none", NULL};
static const char *const tests_of_fit[] = {"ks", "ad", NULL};

static const ter__key keys[] = {
    {.name = "from", .kind = TER__KEY_ROWS, .required = true, .description = "the rows: an input, or a stage that gives rows"},
    {.name = "column", .kind = TER__KEY_COLUMN, .required = true, .description = "column of numbers; missing values are left out"},
    {.name = "by", .kind = TER__KEY_COLUMN, .description = "column whose values are the groups; without it, all rows are one"},
    {.name = "families",
     .kind = TER__KEY_FAMILY,
     .form = TER__LIST,
     .required = true,
     .description = "laws to fit; `tercile dist list` shows them"},
    {.name = "method",
     .kind = TER__KEY_CHOICE,
     .fallback = "mle",
     .choices = methods,
     .description = "maximum likelihood with standard errors, or the method of moments"},
    {.name = "choose",
     .kind = TER__KEY_CHOICE,
     .fallback = "aic",
     .choices = choosing,
     .description = "criterion by which the best law of a group is chosen"},
    {.name = "gof",
     .kind = TER__KEY_CHOICE,
     .form = TER__LIST,
     .fallback = "[ks, ad]",
     .choices = tests_of_fit,
     .description = "tests of fit: Kolmogorov-Smirnov, Anderson-Darling (p-values as for a law fixed in advance)"},
    {.name = "quantiles",
     .kind = TER__KEY_NUMBER,
     .form = TER__LIST,
     .fallback = "[0.5, 0.9, 0.99]",
     .upper = 1.0,
     .open = true,
     .description = "probabilities of the fitted quantiles"},
    {.name = "histogram",
     .kind = TER__KEY_INTEGER,
     .fallback = "0",
     .upper = TER_HISTOGRAM_BINS_MAX,
     .description = "bins of the histogram; 0 chooses their number"},
    {.name = NULL},
};

static const ter__column_kind law_columns[] = {
    {"group", TER_TEXT},        {"law", TER_TEXT},    {"n", TER_INTEGER},    {"log_likelihood", TER_DOUBLE},
    {"aic", TER_DOUBLE},        {"bic", TER_DOUBLE},  {"rank", TER_INTEGER}, {"chosen", TER_INTEGER},
    {"ks", TER_DOUBLE},         {"ks_p", TER_DOUBLE}, {"ad", TER_DOUBLE},    {"ad_p", TER_DOUBLE},
    {"converged", TER_INTEGER}, {"note", TER_TEXT},   {NULL, TER_TEXT}};
static const ter__column_kind parameter_columns[] = {
    {"group", TER_TEXT}, {"law", TER_TEXT}, {"parameter", TER_TEXT}, {"estimate", TER_DOUBLE}, {"standard_error", TER_DOUBLE},
    {NULL, TER_TEXT}};
static const ter__column_kind quantile_columns[] = {
    {"group", TER_TEXT}, {"law", TER_TEXT}, {"p", TER_DOUBLE}, {"estimate", TER_DOUBLE}, {"standard_error", TER_DOUBLE},
    {NULL, TER_TEXT}};
static const ter__column_kind histogram_columns[] = {
    {"group", TER_TEXT}, {"lower", TER_DOUBLE}, {"upper", TER_DOUBLE}, {"count", TER_INTEGER}, {NULL, TER_TEXT}};
static const ter__column_kind point_columns[] = {
    {"group", TER_TEXT}, {"position", TER_DOUBLE}, {"value", TER_DOUBLE}, {NULL, TER_TEXT}};

static const ter__table_kind tables[] = {
    {"laws", "a row for each group and law: likelihood, criteria, rank, tests of fit", law_columns},
    {"parameters", "estimates with standard errors", parameter_columns},
    {"quantiles", "quantiles of the fitted laws with standard errors", quantile_columns},
    {"histogram", "histogram of each group's sample", histogram_columns},
    {"points", "each group's sample in ascending order with plotting positions (i - 1/2) / n", point_columns},
    {NULL, NULL, NULL}};

const ter__stage ter__stage_fit = {
    .name = "fit",
    .title = "fit laws to a column, by group; choose the best; tests of fit",
    .pattern = TER__PATTERN_MAP_GROUPS,
    .keys = keys,
    .tables = tables,
    .bind = bind,
    .memory = memory,
    .open = open_state,
    .close = close_state,
    .cut = cut,
    .task = task,
    .check = ter__fit_check,
    .finish = ter__fit_finish,
};
