/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Intervals from the merged replicates. */
#include <math.h>
#include <stdlib.h>

#include "stage/bootstrap.h"
#include "stage/histogram.h"
#include "stage/part.h"
#include "tercile/bootstrap.h"
#include "tercile/describe.h"

enum { INTERVALS, HISTOGRAM, TABLES };

typedef struct output {
    const ter__bootstrap *state;
    const ter__context *context;
    ter__warnings *warnings;
    const char *id;
    double *replicates, *jackknife; /* of one unit */
    size_t replicate_count, jackknife_count;
    ter_table_builder *builders[TABLES];
} output;

/* Takes the unit's values; its rows are next to each other, in order. Returns the row behind them. */
static size_t take_unit(output *out, const ter_table *merged, size_t unit, size_t row) {
    out->replicate_count = out->jackknife_count = 0;
    for (; row < ter_table_rows(merged) && ter__part_unit(merged, row) == unit; row++) {
        double value = ter__part_value(merged, row);
        if (ter__part_item(merged, row) == TER__BOOTSTRAP_REPLICATE) {
            out->replicates[out->replicate_count++] = value;
        } else {
            out->jackknife[out->jackknife_count++] = value;
        }
    }
    return row;
}

static ter_status write_interval(const output *out, const char *label, const char *law, const ter_interval *made,
                                 const char *note) {
    const ter__settings *settings = out->context->settings;
    return ter__row_add(out->builders[INTERVALS], "ttttddddddddiit", label, law, ter__setting_text(settings, "statistic"),
                        ter__setting_text(settings, "method"), ter__setting_number(settings, "level"), made->estimate, made->lower,
                        made->upper, made->standard_error, made->bias, made->z0, made->acceleration, (long long)made->used,
                        (long long)made->failed, note);
}

/* Standard error and bias are there even when the interval is not. */
static void describe_replicates(const output *out, double estimate, ter_interval *made) {
    ter_moments moments;
    ter_moments_init(&moments);
    *made = (ter_interval){estimate, NAN, NAN, NAN, NAN, NAN, NAN, 0, 0};
    for (size_t i = 0; i < out->replicate_count; i++) {
        if (isnan(out->replicates[i])) {
            made->failed++;
        } else {
            made->used++;
            ter_moments_add(&moments, out->replicates[i]);
        }
    }
    if (made->used > 0) {
        made->standard_error = ter_moments_standard_deviation(&moments);
        made->bias = ter_moments_mean(&moments) - estimate;
    }
}

static ter_status write_unit(output *out, size_t unit, const ter_family *family, const double *estimates) {
    const ter__settings *settings = out->context->settings;
    const char *label = out->state->samples.groups.labels[ter__bootstrap_group(out->state, unit)], *law = ter_family_name(family);
    double estimate = ter__statistic_value(&out->state->statistic, family, estimates);
    ter_interval made, whole;
    ter_error why;
    const char *note = NULL;
    describe_replicates(out, estimate, &made);
    ter_status status = ter_bootstrap_interval(
        &whole, (ter_interval_method)ter__setting_choice(settings, "method"), ter__setting_number(settings, "level"), estimate,
        out->replicate_count, out->replicates, out->jackknife_count, out->state->jackknife ? out->jackknife : NULL, &why);
    if (status == TER_OK) {
        made = whole;
        if (!out->state->jackknife) {
            made.z0 = made.acceleration = NAN; /* BCa's alone */
        }
    } else if (status == TER_NO_MEMORY) {
        return status;
    } else {
        note = why.text;
        ter__warnings_add(out->warnings, out->id, label, "%s: no interval: %s", law, why.text);
        ter_sort(out->replicate_count, out->replicates);
    }
    if (made.failed > 0) {
        ter__warnings_add(out->warnings, out->id, label, "%s: %zu of %zu replicates could not be fitted and are left out", law,
                          made.failed, out->replicate_count);
    }
    status = write_interval(out, label, law, &made, note);
    if (status == TER_OK) {
        status = ter__histogram_rows(out->builders[HISTOGRAM], label, law, made.used, out->replicates, 0);
    }
    return status;
}

static ter_status write_all(output *out, const ter_table *merged, const ter__stop *stop) {
    ter_status status = TER_OK;
    size_t row = 0;
    for (size_t unit = 0; status == TER_OK && unit < out->state->units; unit++) {
        const ter_family *family;
        double estimates[TER_PARAMETERS_MAX];
        row = take_unit(out, merged, unit, row);
        status = ter__stop_poll(stop);
        if (status == TER_OK) {
            status = ter__bootstrap_law(out->state, out->context, unit, &family, estimates);
        }
        if (status == TER_OK && family != NULL) {
            status = write_unit(out, unit, family, estimates);
        }
    }
    return status;
}

ter_status ter__bootstrap_finish(const void *opened, const ter__context *context, const ter_table *merged, const ter__stop *stop,
                                 ter__outcome *outcome, ter_error *error) {
    const ter__bootstrap *state = opened;
    output out = {.state = state, .context = context, .warnings = outcome->warnings, .id = context->job->stages[context->stage].id};
    size_t most = 1;
    for (size_t g = 0; g < state->samples.groups.count; g++) {
        most = state->samples.n[g] > most ? state->samples.n[g] : most;
    }
    out.replicates = malloc((state->replicate_pieces + 1) * TER__BOOTSTRAP_PIECE * sizeof *out.replicates);
    out.jackknife = malloc(most * sizeof *out.jackknife);
    ter_status status =
        out.replicates != NULL && out.jackknife != NULL ? TER_OK : ter_error_set(error, TER_NO_MEMORY, "out of memory");
    for (size_t i = 0; status == TER_OK && i < TABLES; i++) {
        status = ter__result_begin(&out.builders[i], &ter__stage_bootstrap, i, error);
    }
    if (status == TER_OK) {
        status = write_all(&out, merged, stop);
    }
    for (size_t i = 0; i < TABLES; i++) {
        status = ter__result_finish(out.builders[i], status, &outcome->results->tables[i], error);
    }
    free(out.replicates);
    free(out.jackknife);
    return status;
}
