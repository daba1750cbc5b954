/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bootstrap: intervals for a statistic of fitted laws, by drawing from the observations with replacement and fitting again.
 *
 * The tasks of a unit (a group, or a group and a law) are its pieces of 250 replicates, then, for BCa, pieces of 250 leave-one-out
 * values. Each refit counts observations by weights and starts at the original estimate.
 */
#include "stage/bootstrap.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stage/part.h"
#include "tercile/bootstrap.h"

#define METHOD_BCA 0 /* in the list of methods below */

/* ---- the law of a unit -------------------------------------------------------------------------------------------------- */

/* The fit stage writes a row for each group and law in order, so the place of a law's row is known. */
static size_t chosen_law(const ter__bootstrap *state, const ter_table *laws, size_t group) {
    for (size_t i = 0; i < state->families->count; i++) {
        if (ter_table_integer(laws, TER__LAWS_CHOSEN, group * state->families->count + i) == 1) {
            return i;
        }
    }
    return SIZE_MAX;
}

ter_status ter__bootstrap_law(const ter__bootstrap *state, const ter__context *context, size_t unit, const ter_family **family,
                              double *estimates) {
    const ter_table *laws = ter__context_table(context, state->fit_stage, "laws");
    const ter_table *parameters = ter__context_table(context, state->fit_stage, "parameters");
    size_t group = ter__bootstrap_group(state, unit), count = state->families->count;
    size_t law = state->laws_a_group == 1 ? chosen_law(state, laws, group) : unit % count;
    *family = NULL;
    if (law == SIZE_MAX || ter_table_integer(laws, TER__LAWS_CONVERGED, group * count + law) != 1) {
        return TER_OK;
    }
    size_t row = state->parameter_rows[group * count + law];
    *family = state->families->items[law].family;
    for (size_t i = 0; i < ter_family_parameter_count(*family); i++) {
        if (row + i >= ter_table_rows(parameters)) {
            return TER_INTERNAL;
        }
        estimates[i] = ter_table_double(parameters, TER__PARAMETERS_ESTIMATE, row + i);
    }
    return TER_OK;
}

/* ---- state -------------------------------------------------------------------------------------------------------------- */

static void close_state(void *opened) {
    ter__bootstrap *state = opened;
    if (state != NULL) {
        ter__samples_clear(&state->samples);
        free(state->begin);
        free(state->parameter_rows);
        free(state);
    }
}

static size_t pieces_of(size_t count) {
    return (count + TER__BOOTSTRAP_PIECE - 1) / TER__BOOTSTRAP_PIECE;
}

static ter_status lay_out(ter__bootstrap *state, const ter__settings *settings, ter_error *error) {
    double replicates = ter__setting_number(settings, "replicates");
    state->replicate_pieces = pieces_of((size_t)replicates);
    state->units = state->samples.groups.count * state->laws_a_group;
    state->begin = calloc(state->units + 1, sizeof *state->begin);
    if (state->begin == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "out of memory");
    }
    for (size_t unit = 0; unit < state->units; unit++) {
        size_t n = state->samples.n[ter__bootstrap_group(state, unit)];
        state->begin[unit + 1] = state->begin[unit] + state->replicate_pieces + (state->jackknife ? pieces_of(n) : 0);
        if (state->begin[unit + 1] > TER__TASKS_MAX) {
            return ter_error_set(error, TER_LIMIT, "%zu groups and laws with %.0f replicates each are too many for one stage",
                                 state->units, replicates);
        }
    }
    return TER_OK;
}

/* parameters has rows for the laws that were fitted only, in the order of laws. */
static ter_status find_parameters(ter__bootstrap *state, const ter__context *context, ter_error *error) {
    if (!context->results[state->fit_stage].finished) {
        return TER_OK;
    }
    const ter_table *laws = ter__context_table(context, state->fit_stage, "laws");
    const ter_table *parameters = ter__context_table(context, state->fit_stage, "parameters");
    size_t count = ter_table_rows(laws), row = 0;
    if (count != state->samples.groups.count * state->families->count) { /* a result that came from elsewhere */
        return ter_error_set(error, TER_BAD_DATA, "the result of stage \"%s\" has %zu laws, not one for each group and family",
                             context->job->stages[state->fit_stage].id, count);
    }
    state->parameter_rows = calloc(count + 1, sizeof *state->parameter_rows);
    if (state->parameter_rows == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "out of memory");
    }
    for (size_t i = 0; i < count; i++) {
        bool fitted = ter_table_integer(laws, TER__LAWS_CONVERGED, i) == 1;
        state->parameter_rows[i] = row;
        row += fitted ? ter_family_parameter_count(state->families->items[i % state->families->count].family) : 0;
    }
    if (row != ter_table_rows(parameters)) {
        return ter_error_set(error, TER_BAD_DATA, "the result of stage \"%s\" has %zu parameters, not %zu",
                             context->job->stages[state->fit_stage].id, ter_table_rows(parameters), row);
    }
    return TER_OK;
}

static ter_status open_state(void **opened, const ter__context *context, ter_error *error) {
    ter__bootstrap *state = calloc(1, sizeof *state);
    if (state == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "out of memory");
    }
    const ter__settings *settings = context->settings;
    state->fit_stage = ter__setting_of(settings, "from")->items[0].reference;
    state->families = ter__fit_families(context->job, state->fit_stage);
    state->laws_a_group = ter__setting_choice(settings, "laws") == 0 ? 1 : state->families->count;
    state->jackknife = ter__setting_choice(settings, "method") == METHOD_BCA;
    ter_status status = ter__statistic_parse(&state->statistic, ter__setting_text(settings, "statistic"), error);
    if (status == TER_OK) {
        status = ter__fit_samples(&state->samples, context, state->fit_stage, error);
    }
    if (status == TER_OK) {
        status = lay_out(state, settings, error);
    }
    if (status == TER_OK) {
        status = find_parameters(state, context, error);
    }
    if (status != TER_OK) {
        close_state(state);
        return status;
    }
    *opened = state;
    return TER_OK;
}

static ter_status cut(const void *opened, const ter__context *context, size_t *tasks, ter_error *error) {
    (void)context, (void)error;
    const ter__bootstrap *state = opened;
    *tasks = state->begin[state->units];
    return TER_OK;
}

/* ---- refits ------------------------------------------------------------------------------------------------------------- */

typedef struct refit {
    const ter__statistic *statistic;
    const ter_family *family;
    ter_fitter *fitter;
    ter_fit_options options;
    const ter__stop *stop;
    ter_status stopped;
} refit;

/* A ter_statistic. After a stop it gives NaN at once: the piece is thrown away then. */
static double refit_value(size_t n, const double *x, const double *weights, void *context) {
    (void)n, (void)x; /* the fitter has them */
    refit *r = context;
    ter_fit fit;
    if (r->stopped == TER_OK) {
        r->stopped = ter__stop_poll(r->stop);
    }
    if (r->stopped != TER_OK) {
        return NAN;
    }
    r->options.weights = weights;
    ter_status status = ter_fitter_run(r->fitter, &fit, &r->options, NULL);
    if (status == TER_NO_MEMORY) {
        r->stopped = status;
    }
    return status == TER_OK ? ter__statistic_value(r->statistic, r->family, fit.estimate) : (double)NAN;
}

static ter_status leave_one_out(refit *r, size_t n, const double *x, size_t begin, size_t count, double *values) {
    double *weights = malloc(n * sizeof *weights);
    if (weights == NULL) {
        return TER_NO_MEMORY;
    }
    for (size_t i = 0; i < n; i++) {
        weights[i] = 1.0;
    }
    for (size_t i = 0; i < count; i++) {
        weights[begin + i] = 0.0;
        values[i] = refit_value(n, x, weights, r);
        weights[begin + i] = 1.0;
    }
    free(weights);
    return r->stopped;
}

typedef struct piece {
    size_t unit, begin, count;
    bool jackknife;
} piece;

static piece find_piece(const ter__bootstrap *state, const ter__settings *settings, size_t task) {
    size_t low = 0, high = state->units; /* begin[low] <= task < begin[high] */
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (state->begin[middle] <= task) {
            low = middle;
        } else {
            high = middle;
        }
    }
    size_t number = task - state->begin[low];
    piece p = {.unit = low, .jackknife = number >= state->replicate_pieces};
    size_t n = state->samples.n[ter__bootstrap_group(state, low)];
    size_t total = p.jackknife ? n : (size_t)ter__setting_number(settings, "replicates");
    p.begin = (p.jackknife ? number - state->replicate_pieces : number) * TER__BOOTSTRAP_PIECE;
    p.count = total - p.begin < TER__BOOTSTRAP_PIECE ? total - p.begin : TER__BOOTSTRAP_PIECE;
    return p;
}

static ter_status compute_piece(const ter__bootstrap *state, const ter__context *context, size_t task, const piece *p, refit *r,
                                double *values, ter_error *error) {
    size_t group = ter__bootstrap_group(state, p->unit), n = state->samples.n[group];
    const double *x = state->samples.values[group];
    ter_status status = ter_fitter_create(&r->fitter, r->family, n, x, error);
    if (status == TER_OK && p->jackknife) {
        status = leave_one_out(r, n, x, p->begin, p->count, values);
    } else if (status == TER_OK) {
        ter_stream stream = ter__context_stream(context, task);
        status = ter_bootstrap_replicates(n, x, refit_value, r, &stream, p->count, values, error);
    }
    ter_fitter_destroy(r->fitter);
    return status == TER_OK ? r->stopped : status;
}

static ter_status task(const void *opened, const ter__context *context, size_t number, const ter__stop *stop, ter_table **part,
                       ter_error *error) {
    const ter__bootstrap *state = opened;
    double values[TER__BOOTSTRAP_PIECE], start[TER_PARAMETERS_MAX];
    piece p = find_piece(state, context->settings, number);
    refit r = {.statistic = &state->statistic, .options = TER_FIT_OPTIONS_DEFAULT, .stop = stop, .stopped = TER_OK};
    r.options.method = ter__fit_method(context->job, state->fit_stage);
    r.options.start = r.options.method == TER_FIT_MAXIMUM_LIKELIHOOD ? start : NULL;
    ter_table_builder *builder;
    ter_status status = ter__part_begin(&builder, error);
    if (status == TER_OK) {
        status = ter__bootstrap_law(state, context, p.unit, &r.family, start);
    }
    if (status == TER_OK && r.family != NULL) {
        status = compute_piece(state, context, number, &p, &r, values, error);
        for (size_t i = 0; status == TER_OK && i < p.count; i++) {
            status = ter__part_add(builder, p.unit, p.jackknife ? TER__BOOTSTRAP_JACKKNIFE : TER__BOOTSTRAP_REPLICATE, p.begin + i,
                                   values[i], NAN, NULL);
        }
    }
    return ter__part_finish(builder, status, part, error);
}

/* A row for each refit of each task, in order. */
static ter_status check(const void *opened, const ter__context *context, const ter_table *part, size_t begin, size_t end,
                        ter_error *error) {
    const ter__bootstrap *state = opened;
    double start[TER_PARAMETERS_MAX];
    size_t row = 0;
    for (size_t number = begin; number < end; number++) {
        const ter_family *family;
        piece p = find_piece(state, context->settings, number);
        ter_status status = ter__bootstrap_law(state, context, p.unit, &family, start);
        if (status != TER_OK) {
            return status;
        }
        for (size_t i = 0; family != NULL && i < p.count; i++, row++) {
            if (row == ter_table_rows(part) || ter__part_unit(part, row) != p.unit ||
                ter__part_item(part, row) != (p.jackknife ? TER__BOOTSTRAP_JACKKNIFE : TER__BOOTSTRAP_REPLICATE) ||
                ter__part_index(part, row) != p.begin + i) {
                return ter__part_refuse(row, error);
            }
        }
    }
    return row == ter_table_rows(part) ? TER_OK : ter__part_refuse(row, error);
}

/* ---- descriptor --------------------------------------------------------------------------------------------------------- */

static void bind_statistic(const ter__settings *settings, const ter__setting *families, ter_diagnostics *diagnostics) {
    const ter__setting *setting = ter__setting_of(settings, "statistic");
    ter__statistic statistic;
    ter_error error;
    if (ter__statistic_parse(&statistic, setting->items[0].text, &error) != TER_OK) {
        ter__diagnose(diagnostics, setting->place, NULL, "%s", error.text);
        return;
    }
    for (size_t i = 0; i < families->count; i++) {
        const ter_family *family = families->items[i].family;
        if (family != NULL && !ter__statistic_exists(&statistic, family)) {
            const char *names[TER_PARAMETERS_MAX + 3] = {"mean", "standard_deviation", "quantile(0.99)"};
            size_t count = 3;
            for (size_t k = 0; k < ter_family_parameter_count(family); k++) {
                names[count++] = ter_family_parameter(family, k)->name;
            }
            char what[96];
            (void)snprintf(what, sizeof what, "statistic of %s:", ter_family_name(family));
            ter__diagnose_unknown(diagnostics, setting->place, what, setting->items[0].text, names, count);
            return;
        }
    }
}

static ter_status bind(ter_job *job, size_t stage, ter_diagnostics *diagnostics) {
    const ter__settings *settings = job->stages[stage].settings;
    size_t fit = ter__setting_of(settings, "from")->items[0].reference;
    const char *choose = ter__setting_text(job->stages[fit].settings, "choose");
    bind_statistic(settings, ter__fit_families(job, fit), diagnostics);
    if (ter__setting_choice(settings, "laws") == 0 && choose != NULL && strcmp(choose, "none") == 0) {
        const ter__setting *laws = ter__setting_of(settings, "laws");
        ter__diagnose(diagnostics, laws->written ? laws->place : job->stages[stage].place, "write laws: all, or choose: aic there",
                      "stage \"%s\" chooses no law (choose: none)", job->stages[fit].id);
    }
    return TER_OK;
}

/* Parts twice while they merge, then the values of a unit. */
static double memory(const ter__context *context, double rows, double groups) {
    size_t fit = ter__setting_of(context->settings, "from")->items[0].reference;
    double laws = ter__setting_choice(context->settings, "laws") == 0 ? 1.0 : (double)ter__fit_families(context->job, fit)->count;
    double values = laws * (groups * ter__setting_number(context->settings, "replicates") + rows);
    return 2.0 * 46.0 * values + 40.0 * rows;
}

static const char *const methods[] = {"bca", "percentile", "basic", NULL};
static const char *const laws_asked[] = {"chosen", "all", NULL};
static const char *const sources[] = {"fit", NULL};

static const ter__key keys[] = {
    {.name = "from", .kind = TER__KEY_STAGE, .required = true, .choices = sources, .description = "the fit stage"},
    {.name = "statistic",
     .kind = TER__KEY_TEXT,
     .required = true,
     .description = "of the fitted law: quantile(P), mean, standard_deviation, or a parameter's name"},
    {.name = "replicates",
     .kind = TER__KEY_INTEGER,
     .fallback = "2000",
     .lower = 20.0,
     .upper = 1e9,
     .description = "draws with replacement, each fitted again"},
    {.name = "method",
     .kind = TER__KEY_CHOICE,
     .fallback = "bca",
     .choices = methods,
     .description = "interval: bias-corrected and accelerated, percentile, basic"},
    {.name = "level",
     .kind = TER__KEY_NUMBER,
     .fallback = "0.95",
     .upper = 1.0,
     .open = true,
     .description = "confidence level of the two-sided interval"},
    {.name = "laws",
     .kind = TER__KEY_CHOICE,
     .fallback = "chosen",
     .choices = laws_asked,
     .description = "the chosen law of each group, or all that could be fitted"},
    {.name = NULL},
};

static const ter__column_kind interval_columns[] = {{"group", TER_TEXT},   {"law", TER_TEXT},       {"statistic", TER_TEXT},
                                                    {"method", TER_TEXT},  {"level", TER_DOUBLE},   {"estimate", TER_DOUBLE},
                                                    {"lower", TER_DOUBLE}, {"upper", TER_DOUBLE},   {"standard_error", TER_DOUBLE},
                                                    {"bias", TER_DOUBLE},  {"z0", TER_DOUBLE},      {"acceleration", TER_DOUBLE},
                                                    {"used", TER_INTEGER}, {"failed", TER_INTEGER}, {"note", TER_TEXT},
                                                    {NULL, TER_TEXT}};
static const ter__column_kind histogram_columns[] = {{"group", TER_TEXT},   {"law", TER_TEXT},      {"lower", TER_DOUBLE},
                                                     {"upper", TER_DOUBLE}, {"count", TER_INTEGER}, {NULL, TER_TEXT}};

static const ter__table_kind tables[] = {{"intervals", "a row for each group and law", interval_columns},
                                         {"histogram", "histogram of the replicates", histogram_columns},
                                         {NULL, NULL, NULL}};

const ter__stage ter__stage_bootstrap = {
    .name = "bootstrap",
    .title = "intervals for a statistic of fitted laws, by resampling and refitting",
    .pattern = TER__PATTERN_MAP_REPLICATES,
    .keys = keys,
    .tables = tables,
    .bind = bind,
    .memory = memory,
    .open = open_state,
    .close = close_state,
    .cut = cut,
    .task = task,
    .check = check,
    .finish = ter__bootstrap_finish,
};
