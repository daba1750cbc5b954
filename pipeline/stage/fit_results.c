/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of a fit stage from its merged part. */
#include "stage/fit_results.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "stage/histogram.h"
#include "stage/part.h"
#include "tercile/describe.h"

#define TABLES         5
#define POINTS_A_GROUP ((size_t)500)
#define CHOOSE_NONE    2 /* in fit.c's list of choices */

/* What the part says of one law in one group. */
typedef struct law {
    bool converged;
    double log_likelihood, aic, bic, ks, ks_p, ad, ad_p;
    const char *note; /* a view into the merged part */
    size_t note_length;
    size_t rank;       /* from 1; 0 when it has none */
    size_t begin, end; /* its rows in the part */
} law;

typedef struct output {
    const ter__samples *samples;
    const ter__context *context;
    const ter_table *merged;
    const ter__setting *families;
    ter__warnings *warnings;
    const char *id;
    law *laws; /* groups * families */
    ter_table_builder *builders[TABLES];
} output;

/* The rows of one unit from `row` on: the law first; a fitted one has all its parameters, each number within its list. Returns the
 * row behind them, or SIZE_MAX. */
static size_t check_unit(const ter__context *context, const ter_table *part, size_t unit, size_t row) {
    const ter__setting *families = ter__fit_families(context->job, context->stage);
    size_t quantiles = ter__setting_of(context->settings, "quantiles")->count, length, next[TER__FIT_ITEM_NOTE + 1] = {0};
    size_t rows = ter_table_rows(part), parameters = ter_family_parameter_count(families->items[unit % families->count].family);
    if (row == rows || ter__part_unit(part, row) != unit || ter__part_item(part, row) != TER__FIT_ITEM_LAW) {
        return SIZE_MAX;
    }
    bool fitted = ter_table_text(part, TER__PART_TEXT, row, &length) == NULL;
    for (row++; row < rows && ter__part_unit(part, row) == unit; row++) {
        int item = ter__part_item(part, row);
        if (!fitted || item == TER__FIT_ITEM_LAW || item > TER__FIT_ITEM_NOTE) {
            return SIZE_MAX;
        }
        size_t number = next[item]++;
        if ((item == TER__FIT_ITEM_PARAMETER || item == TER__FIT_ITEM_QUANTILE) && ter__part_index(part, row) != number) {
            return SIZE_MAX;
        }
    }
    bool complete =
        next[TER__FIT_ITEM_PARAMETER] == (fitted ? parameters : 0) && next[TER__FIT_ITEM_QUANTILE] == (fitted ? quantiles : 0);
    return complete ? row : SIZE_MAX;
}

ter_status ter__fit_check(const void *state, const ter__context *context, const ter_table *part, size_t begin, size_t end,
                          ter_error *error) {
    (void)state;
    size_t row = 0;
    for (size_t unit = begin; unit < end; unit++) {
        size_t behind = check_unit(context, part, unit, row);
        if (behind == SIZE_MAX) {
            return ter__part_refuse(row, error);
        }
        row = behind;
    }
    return row == ter_table_rows(part) ? TER_OK : ter__part_refuse(row, error);
}

static void read_laws(output *out) {
    size_t units = out->samples->groups.count * out->families->count;
    for (size_t unit = 0; unit < units; unit++) {
        law *l = &out->laws[unit];
        l->log_likelihood = l->aic = l->bic = l->ks = l->ks_p = l->ad = l->ad_p = NAN;
    }
    for (size_t row = 0; row < ter_table_rows(out->merged); row++) {
        law *l = &out->laws[ter__part_unit(out->merged, row)];
        double value = ter__part_value(out->merged, row), error = ter__part_error(out->merged, row);
        l->end = row + 1;
        switch (ter__part_item(out->merged, row)) {
        case TER__FIT_ITEM_LAW:
            l->begin = row;
            l->log_likelihood = value;
            l->note = ter_table_text(out->merged, TER__PART_TEXT, row, &l->note_length);
            l->converged = l->note == NULL;
            break;
        case TER__FIT_ITEM_CRITERIA:
            l->aic = value, l->bic = error;
            break;
        case TER__FIT_ITEM_KS:
            l->ks = value, l->ks_p = error;
            break;
        case TER__FIT_ITEM_AD:
            l->ad = value, l->ad_p = error;
            break;
        case TER__FIT_ITEM_NOTE:
            l->note = ter_table_text(out->merged, TER__PART_TEXT, row, &l->note_length);
            break;
        default:
            break;
        }
    }
}

/* Ranks by the criterion, smallest first; ties keep the order written. Laws without a finite criterion have no rank. */
static size_t rank_group(output *out, size_t group, size_t choose) {
    size_t count = out->families->count, ranked = 0;
    law *laws = out->laws + group * count;
    for (size_t i = 0; i < count; i++) {
        double own = choose == 1 ? laws[i].bic : laws[i].aic;
        if (!laws[i].converged || !isfinite(own)) {
            continue;
        }
        laws[i].rank = 1;
        ranked++;
        for (size_t j = 0; j < count; j++) {
            double other = choose == 1 ? laws[j].bic : laws[j].aic;
            laws[i].rank += laws[j].converged && isfinite(other) && (other < own || (other == own && j < i));
        }
    }
    return ranked;
}

/* "gauge 0123 has 2 values; gev needs at least 4". */
static ter_status refuse_group(const output *out, size_t group, ter_error *error) {
    const law *first = &out->laws[group * out->families->count];
    const char *by = ter__setting_text(out->context->settings, "by");
    return ter_error_set(
        error, TER_BAD_DATA,
        "no law could be fitted for %s %s, so none can be chosen: it %.*s. Leave the group out by a clean stage, or "
        "set choose: none",
        by != NULL ? by : "group", out->samples->groups.labels[group], (int)first->note_length,
        first->note != NULL ? first->note : "");
}

static ter_status write_text(ter_table_builder *builder, size_t column, const char *text, size_t length) {
    return text != NULL ? ter_table_builder_text(builder, column, text, length) : ter_table_builder_missing(builder, column);
}

static ter_status write_law(const output *out, size_t group, size_t index, bool choosing) {
    const law *l = &out->laws[group * out->families->count + index];
    const char *name = ter_family_name(out->families->items[index].family), *label = out->samples->groups.labels[group];
    ter_table_builder *builder = out->builders[TER__FIT_LAWS];
    if (l->note != NULL) {
        ter__warnings_add(out->warnings, out->id, label, "%s: %.*s", name, (int)l->note_length, l->note);
    }
    ter_status status =
        ter__row_add(builder, "ttiddd", label, name, (long long)out->samples->n[group], l->log_likelihood, l->aic, l->bic);
    if (status == TER_OK) {
        status = l->rank > 0 ? ter_table_builder_integer(builder, 6, (int64_t)l->rank) : ter_table_builder_missing(builder, 6);
    }
    if (status == TER_OK) {
        status = ter_table_builder_integer(builder, 7, choosing && l->rank == 1);
    }
    const double tests[] = {l->ks, l->ks_p, l->ad, l->ad_p};
    for (size_t i = 0; status == TER_OK && i < 4; i++) {
        status = ter_table_builder_double(builder, 8 + i, tests[i]);
    }
    if (status == TER_OK) {
        status = ter_table_builder_integer(builder, TER__LAWS_CONVERGED, l->converged);
    }
    return status == TER_OK ? write_text(builder, TER__LAWS_CONVERGED + 1, l->note, l->note_length) : status;
}

static ter_status write_details(const output *out, size_t group, size_t index) {
    const law *l = &out->laws[group * out->families->count + index];
    const ter_family *family = out->families->items[index].family;
    const ter__setting *quantiles = ter__setting_of(out->context->settings, "quantiles");
    const char *name = ter_family_name(family), *label = out->samples->groups.labels[group];
    ter_status status = TER_OK;
    for (size_t row = l->begin; status == TER_OK && row < l->end; row++) {
        size_t which = ter__part_index(out->merged, row);
        double value = ter__part_value(out->merged, row), error = ter__part_error(out->merged, row);
        if (ter__part_item(out->merged, row) == TER__FIT_ITEM_PARAMETER) {
            status = ter__row_add(out->builders[TER__FIT_PARAMETERS], "tttdd", label, name,
                                  ter_family_parameter(family, which)->name, value, error);
        } else if (ter__part_item(out->merged, row) == TER__FIT_ITEM_QUANTILE) {
            status =
                ter__row_add(out->builders[TER__FIT_QUANTILES], "ttddd", label, name, quantiles->items[which].number, value, error);
        }
    }
    return status;
}

static ter_status write_points(const output *out, size_t group) {
    size_t n = out->samples->n[group], shown = n < POINTS_A_GROUP ? n : POINTS_A_GROUP;
    ter_status status = TER_OK;
    for (size_t i = 0; status == TER_OK && i < shown; i++) {
        size_t at = shown == n || shown < 2 ? i : i * (n - 1) / (shown - 1);
        status = ter__row_add(out->builders[TER__FIT_POINTS], "tdd", out->samples->groups.labels[group],
                              ((double)at + 0.5) / (double)n, out->samples->values[group][at]);
    }
    return status;
}

static ter_status write_group(output *out, size_t group, ter_error *error) {
    size_t choose = ter__setting_choice(out->context->settings, "choose");
    size_t bins = (size_t)ter__setting_of(out->context->settings, "histogram")->items[0].integer;
    const char *label = out->samples->groups.labels[group];
    if (rank_group(out, group, choose) == 0 && choose != CHOOSE_NONE) {
        return refuse_group(out, group, error);
    }
    ter_status status = TER_OK;
    for (size_t i = 0; status == TER_OK && i < out->families->count; i++) {
        status = write_law(out, group, i, choose != CHOOSE_NONE);
        status = status == TER_OK ? write_details(out, group, i) : status;
    }
    if (status == TER_OK) {
        status = ter__histogram_rows(out->builders[TER__FIT_HISTOGRAM], label, NULL, out->samples->n[group],
                                     out->samples->values[group], bins);
    }
    return status == TER_OK ? write_points(out, group) : status;
}

ter_status ter__fit_finish(const void *state, const ter__context *context, const ter_table *merged, const ter__stop *stop,
                           ter__outcome *outcome, ter_error *error) {
    const ter__samples *samples = state;
    output out = {.samples = samples,
                  .context = context,
                  .merged = merged,
                  .families = ter__fit_families(context->job, context->stage),
                  .warnings = outcome->warnings,
                  .id = context->job->stages[context->stage].id};
    out.laws = calloc(samples->groups.count * out.families->count + 1, sizeof *out.laws);
    ter_status status = out.laws != NULL ? TER_OK : ter_error_set(error, TER_NO_MEMORY, "out of memory");
    for (size_t i = 0; status == TER_OK && i < TABLES; i++) {
        status = ter__result_begin(&out.builders[i], &ter__stage_fit, i, error);
    }
    if (status == TER_OK) {
        read_laws(&out);
        if (samples->groups.ungrouped > 0) {
            ter__warnings_add(out.warnings, out.id, NULL, "%zu rows belong to no group", samples->groups.ungrouped);
        }
    }
    for (size_t group = 0; status == TER_OK && group < samples->groups.count; group++) {
        status = ter__stop_poll(stop);
        status = status == TER_OK ? write_group(&out, group, error) : status;
    }
    for (size_t i = 0; i < TABLES; i++) {
        status = ter__result_finish(out.builders[i], status, &outcome->results->tables[i], error);
    }
    free(out.laws);
    return status;
}
