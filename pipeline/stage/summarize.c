/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * summarize: moments, quantiles and a histogram of columns, by group.
 *
 * Tasks: first the chunks of rows, each giving the moments of every group and column in it, which merge; then one for each group
 * and column, giving its quantiles and histogram from the sorted sample. A unit is group * columns + column.
 */
#include <math.h>
#include <stdlib.h>

#include "stage/groups.h"
#include "stage/histogram.h"
#include "stage/part.h"
#include "stage/stage.h"
#include "tercile/describe.h"

#define CHUNK_ROWS ((size_t)65536)

/* Items of a part. A unit's moments are the first MOMENT_ITEMS, one row each, in this order. */
enum { COUNT, RANGE, MEAN, POWER2, POWER3, POWER4, MOMENT_ITEMS, MISSING = MOMENT_ITEMS, QUANTILE, BIN, NOTE };

enum { SUMMARY, QUANTILES, HISTOGRAM };

typedef struct state {
    const ter_table *rows;
    ter__groups groups;
    size_t column_count, chunks;
    size_t columns[]; /* indices in rows */
} state;

static void close_state(void *opened) {
    state *s = opened;
    if (s != NULL) {
        ter__groups_clear(&s->groups);
        free(s);
    }
}

static ter_status open_state(void **opened, const ter__context *context, ter_error *error) {
    const ter__setting *columns = ter__setting_of(context->settings, "column");
    state *s = calloc(1, sizeof *s + columns->count * sizeof *s->columns);
    if (s == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "out of memory");
    }
    s->rows = ter__context_rows(context, ter__setting_of(context->settings, "from")->items);
    s->column_count = columns->count;
    s->chunks = (ter_table_rows(s->rows) + CHUNK_ROWS - 1) / CHUNK_ROWS;
    ter_status status = ter__groups_make(&s->groups, s->rows, ter__setting_text(context->settings, "by"), error);
    for (size_t i = 0; status == TER_OK && i < columns->count; i++) {
        status = ter_table_find(s->rows, columns->items[i].text, &s->columns[i], error);
    }
    if (status != TER_OK) {
        close_state(s);
        return status;
    }
    *opened = s;
    return TER_OK;
}

static ter_status cut(const void *opened, const ter__context *context, size_t *tasks, ter_error *error) {
    (void)context;
    const state *s = opened;
    *tasks = s->chunks + s->groups.count * s->column_count;
    return *tasks <= TER__TASKS_MAX ? TER_OK
                                    : ter_error_set(error, TER_LIMIT, "%zu groups are too many for one stage", s->groups.count);
}

/* ---- moments ------------------------------------------------------------------------------------------------------------ */

static ter_status add_moments(ter_table_builder *builder, size_t unit, const ter_moments *m) {
    const ter_sum sums[] = {m->mean, m->power2, m->power3, m->power4};
    ter_status status = ter__part_add(builder, unit, COUNT, m->count, NAN, NAN, NULL);
    if (status == TER_OK) {
        status = ter__part_add(builder, unit, RANGE, 0, m->minimum, m->maximum, NULL);
    }
    for (int i = 0; status == TER_OK && i < 4; i++) {
        status = ter__part_add(builder, unit, MEAN + i, 0, sums[i].high, sums[i].low, NULL);
    }
    return status;
}

static void get_moments(const ter_table *part, size_t row, ter_moments *m) {
    ter_sum *const sums[] = {&m->mean, &m->power2, &m->power3, &m->power4};
    m->count = ter__part_index(part, row + COUNT);
    m->minimum = ter__part_value(part, row + RANGE);
    m->maximum = ter__part_error(part, row + RANGE);
    for (size_t i = 0; i < 4; i++) {
        sums[i]->high = ter__part_value(part, row + MEAN + i);
        sums[i]->low = ter__part_error(part, row + MEAN + i);
    }
}

static ter_status chunk_task(const state *s, size_t chunk, const ter__stop *stop, ter_table_builder *builder) {
    size_t units = s->groups.count * s->column_count, rows = ter_table_rows(s->rows);
    size_t begin = chunk * CHUNK_ROWS, end = begin + CHUNK_ROWS < rows ? begin + CHUNK_ROWS : rows;
    ter_moments *moments = malloc(units * sizeof *moments + 1);
    ter_status status = moments != NULL ? TER_OK : TER_NO_MEMORY;
    for (size_t unit = 0; status == TER_OK && unit < units; unit++) {
        ter_moments_init(&moments[unit]);
    }
    for (size_t row = begin; status == TER_OK && row < end; row++) {
        int32_t group = s->groups.codes[row];
        for (size_t j = 0; group >= 0 && j < s->column_count; j++) {
            if (!ter_table_is_missing(s->rows, s->columns[j], row)) {
                ter_moments_add(&moments[(size_t)group * s->column_count + j], ter_table_double(s->rows, s->columns[j], row));
            }
        }
        if (row % 1024 == 0) {
            status = ter__stop_poll(stop);
        }
    }
    for (size_t unit = 0; status == TER_OK && unit < units; unit++) {
        if (moments[unit].count > 0) {
            status = add_moments(builder, unit, &moments[unit]);
        }
    }
    free(moments);
    return status;
}

/* ---- quantiles and histogram -------------------------------------------------------------------------------------------- */

static ter_status add_bins(ter_table_builder *builder, size_t unit, size_t n, const double *values, size_t bins) {
    ter_histogram *histogram = malloc(sizeof *histogram);
    ter_error why;
    if (histogram == NULL) {
        return TER_NO_MEMORY;
    }
    ter_status status = ter_histogram_make(histogram, n, values, bins, &why);
    if (status == TER_BAD_DATA) {
        status = ter__part_add(builder, unit, NOTE, 0, NAN, NAN, why.text);
    } else {
        for (size_t i = 0; status == TER_OK && i < histogram->bins; i++) {
            status = ter__part_add(builder, unit, BIN, histogram->count[i], ter__histogram_edge(histogram, i),
                                   ter__histogram_edge(histogram, i + 1), NULL);
        }
    }
    free(histogram);
    return status;
}

static ter_status sample_task(const state *s, const ter__settings *settings, size_t unit, ter_table_builder *builder) {
    const ter__setting *quantiles = ter__setting_of(settings, "quantiles");
    int type = (int)ter__setting_of(settings, "quantile_type")->items[0].integer;
    size_t bins = (size_t)ter__setting_of(settings, "histogram")->items[0].integer;
    double *values;
    size_t n, missing;
    ter_status status =
        ter__groups_sample(&s->groups, unit / s->column_count, s->rows, s->columns[unit % s->column_count], &values, &n, &missing);
    if (status != TER_OK) {
        return status;
    }
    status = ter__part_add(builder, unit, MISSING, missing, NAN, NAN, NULL);
    for (size_t i = 0; status == TER_OK && i < quantiles->count; i++) {
        double q = ter_sample_quantile(n, values, quantiles->items[i].number, type);
        status = ter__part_add(builder, unit, QUANTILE, i, q, NAN, NULL);
    }
    if (status == TER_OK && n > 0) {
        status = add_bins(builder, unit, n, values, bins);
    }
    free(values);
    return status;
}

static ter_status task(const void *opened, const ter__context *context, size_t number, const ter__stop *stop, ter_table **part,
                       ter_error *error) {
    const state *s = opened;
    ter_table_builder *builder;
    ter_status status = ter__part_begin(&builder, error);
    if (status == TER_OK) {
        status = number < s->chunks ? chunk_task(s, number, stop, builder)
                                    : sample_task(s, context->settings, number - s->chunks, builder);
    }
    return ter__part_finish(builder, status, part, error);
}

/* ---- merging ------------------------------------------------------------------------------------------------------------ */

/* Rows of moments stand in front, by unit. */
static size_t moment_rows(const ter_table *part) {
    size_t row = 0;
    while (row < ter_table_rows(part) && ter__part_item(part, row) < MOMENT_ITEMS) {
        row += MOMENT_ITEMS;
    }
    return row;
}

static ter_status merge_moments(ter_table_builder *builder, const ter_table *a, size_t a_rows, const ter_table *b, size_t b_rows) {
    ter_status status = TER_OK;
    for (size_t i = 0, j = 0; status == TER_OK && (i < a_rows || j < b_rows);) {
        ter_moments moments, other;
        bool has_a = i < a_rows && (j >= b_rows || ter__part_unit(a, i) <= ter__part_unit(b, j));
        bool has_b = j < b_rows && (i >= a_rows || ter__part_unit(b, j) <= ter__part_unit(a, i));
        size_t unit = has_a ? ter__part_unit(a, i) : ter__part_unit(b, j);
        get_moments(has_a ? a : b, has_a ? i : j, &moments);
        if (has_a && has_b) {
            get_moments(b, j, &other);
            ter_moments_merge(&moments, &other);
        }
        i += has_a ? MOMENT_ITEMS : 0;
        j += has_b ? MOMENT_ITEMS : 0;
        status = add_moments(builder, unit, &moments);
    }
    return status;
}

static ter_status merge(const ter_table *a, const ter_table *b, ter_table **merged, ter_error *error) {
    ter_table_builder *builder;
    size_t a_rows = moment_rows(a), b_rows = moment_rows(b);
    ter_status status = ter__part_begin(&builder, error);
    if (status == TER_OK) {
        status = merge_moments(builder, a, a_rows, b, b_rows);
    }
    for (size_t row = a_rows; status == TER_OK && row < ter_table_rows(a); row++) {
        status = ter_table_builder_row(builder, a, row);
    }
    for (size_t row = b_rows; status == TER_OK && row < ter_table_rows(b); row++) {
        status = ter_table_builder_row(builder, b, row);
    }
    return ter__part_finish(builder, status, merged, error);
}

/* ---- parts from elsewhere ----------------------------------------------------------------------------------------------- */

/* The moments in front: all rows of each unit in order, units ascending. Returns the row behind them, or SIZE_MAX. */
static size_t check_moments(const state *s, const ter_table *part, bool any) {
    size_t rows = ter_table_rows(part), row = 0, next = 0;
    while (row < rows && ter__part_item(part, row) < MOMENT_ITEMS) {
        size_t unit = ter__part_unit(part, row);
        if (!any || unit < next || unit >= s->groups.count * s->column_count || rows - row < MOMENT_ITEMS) {
            return SIZE_MAX;
        }
        for (size_t i = 0; i < MOMENT_ITEMS; i++, row++) {
            if (ter__part_unit(part, row) != unit || ter__part_item(part, row) != (int)i) {
                return SIZE_MAX;
            }
        }
        next = unit + 1;
    }
    return row;
}

/* The rows of one unit: MISSING, the quantiles, then bins or a note. Returns the row behind them, or SIZE_MAX. */
static size_t check_sample(const ter__context *context, const ter_table *part, size_t unit, size_t row) {
    size_t quantiles = ter__setting_of(context->settings, "quantiles")->count, rows = ter_table_rows(part), bins = 0;
    for (size_t i = 0; i < 1 + quantiles; i++, row++) {
        if (row == rows || ter__part_unit(part, row) != unit || ter__part_item(part, row) != (i == 0 ? MISSING : QUANTILE) ||
            (i > 0 && ter__part_index(part, row) != i - 1)) {
            return SIZE_MAX;
        }
    }
    for (; row < rows && ter__part_unit(part, row) == unit && ter__part_item(part, row) == BIN; row++) {
        bins++;
    }
    if (bins == 0 && row < rows && ter__part_unit(part, row) == unit && ter__part_item(part, row) == NOTE) {
        row++;
    }
    return bins <= TER_HISTOGRAM_BINS_MAX ? row : SIZE_MAX;
}

static ter_status check(const void *opened, const ter__context *context, const ter_table *part, size_t begin, size_t end,
                        ter_error *error) {
    const state *s = opened;
    size_t row = check_moments(s, part, begin < s->chunks);
    for (size_t task = begin > s->chunks ? begin : s->chunks; row != SIZE_MAX && task < end; task++) {
        row = check_sample(context, part, task - s->chunks, row);
    }
    return row == ter_table_rows(part) ? TER_OK : ter__part_refuse(row == SIZE_MAX ? 0 : row, error);
}

/* ---- results ------------------------------------------------------------------------------------------------------------ */

typedef struct output {
    const state *s;
    const ter__context *context;
    ter_table_builder *builders[3];
} output;

static const char *label(const output *out, size_t unit) {
    return out->s->groups.labels[unit / out->s->column_count];
}

static const char *column_name(const output *out, size_t unit) {
    return ter_table_column_name(out->s->rows, out->s->columns[unit % out->s->column_count]);
}

static ter_status write_summary(const output *out, size_t unit, const ter_moments *m, size_t missing) {
    bool any = m->count > 0;
    return ter__row_add(out->builders[SUMMARY], "ttiiddddddd", label(out, unit), column_name(out, unit), (long long)m->count,
                        (long long)missing, ter_moments_mean(m), ter_moments_standard_deviation(m), ter_moments_variance(m),
                        ter_moments_skewness_corrected(m), ter_moments_excess_kurtosis(m), any ? m->minimum : (double)NAN,
                        any ? m->maximum : (double)NAN);
}

/* Walks the merged part: moments by unit in front, then the rows of each unit, of which MISSING is the first. */
static ter_status write_all(const output *out, const ter_table *merged, ter__warnings *warnings) {
    const ter__setting *quantiles = ter__setting_of(out->context->settings, "quantiles");
    const char *id = out->context->job->stages[out->context->stage].id;
    size_t moments_at = 0, moments_end = moment_rows(merged);
    ter_status status = TER_OK;
    for (size_t row = moments_end; status == TER_OK && row < ter_table_rows(merged); row++) {
        size_t unit = ter__part_unit(merged, row), index = ter__part_index(merged, row);
        double value = ter__part_value(merged, row);
        ter_moments moments;
        switch (ter__part_item(merged, row)) {
        case MISSING:
            ter_moments_init(&moments);
            if (moments_at < moments_end && ter__part_unit(merged, moments_at) == unit) {
                get_moments(merged, moments_at, &moments);
                moments_at += MOMENT_ITEMS;
            }
            status = write_summary(out, unit, &moments, index);
            break;
        case QUANTILE:
            status = ter__row_add(out->builders[QUANTILES], "ttdd", label(out, unit), column_name(out, unit),
                                  quantiles->items[index].number, value);
            break;
        case BIN:
            status = ter__row_add(out->builders[HISTOGRAM], "ttddi", label(out, unit), column_name(out, unit), value,
                                  ter__part_error(merged, row), (long long)index);
            break;
        default:
            ter__warnings_add(warnings, id, label(out, unit), "column %s has no histogram: %s", column_name(out, unit),
                              "it holds values that are not finite");
        }
    }
    return status;
}

static ter_status finish(const void *opened, const ter__context *context, const ter_table *merged, const ter__stop *stop,
                         ter__outcome *outcome, ter_error *error) {
    (void)stop;
    const state *s = opened;
    output out = {s, context, {NULL, NULL, NULL}};
    ter_status status = TER_OK;
    for (size_t i = 0; status == TER_OK && i < 3; i++) {
        status = ter__result_begin(&out.builders[i], &ter__stage_summarize, i, error);
    }
    if (status == TER_OK && s->groups.ungrouped > 0) {
        ter__warnings_add(outcome->warnings, context->job->stages[context->stage].id, NULL, "%zu rows belong to no group",
                          s->groups.ungrouped);
    }
    if (status == TER_OK && merged != NULL) {
        status = write_all(&out, merged, outcome->warnings);
    }
    for (size_t i = 0; i < 3; i++) {
        status = ter__result_finish(out.builders[i], status, &outcome->results->tables[i], error);
    }
    return status;
}

/* ---- descriptor --------------------------------------------------------------------------------------------------------- */

static ter_status bind(ter_job *job, size_t stage, ter_diagnostics *diagnostics) {
    const ter__settings *settings = job->stages[stage].settings;
    const ter_table *rows = ter__job_rows(job, ter__setting_of(settings, "from")->items);
    ter__bind_columns(rows, ter__setting_of(settings, "column"), true, diagnostics);
    ter__bind_grouping(rows, ter__setting_of(settings, "by"), diagnostics);
    return TER_OK;
}

static double memory(const ter__context *context, double rows, double groups) {
    double units = groups * (double)ter__setting_of(context->settings, "column")->count;
    double chunks = ceil(rows / (double)CHUNK_ROWS);
    return 12.0 * rows + units * 40.0 * ((double)MOMENT_ITEMS * fmin(chunks, 64.0) + 64.0);
}

static const ter__key keys[] = {
    {.name = "from", .kind = TER__KEY_ROWS, .required = true, .description = "the rows: an input, or a stage that gives rows"},
    {.name = "column",
     .kind = TER__KEY_COLUMN,
     .form = TER__LIST,
     .required = true,
     .description = "columns of numbers to describe"},
    {.name = "by", .kind = TER__KEY_COLUMN, .description = "column whose values are the groups; without it, all rows are one"},
    {.name = "quantiles",
     .kind = TER__KEY_NUMBER,
     .form = TER__LIST,
     .fallback = "[0, 0.25, 0.5, 0.75, 1]",
     .upper = 1.0,
     .description = "probabilities of the sample quantiles"},
    {.name = "quantile_type",
     .kind = TER__KEY_INTEGER,
     .fallback = "7",
     .lower = 1.0,
     .upper = 9.0,
     .description = "definition of the sample quantile, 1 to 9 of Hyndman and Fan; R's default is 7"},
    {.name = "histogram",
     .kind = TER__KEY_INTEGER,
     .fallback = "0",
     .upper = TER_HISTOGRAM_BINS_MAX,
     .description = "bins of the histogram; 0 chooses their number"},
    {.name = NULL},
};

static const ter__column_kind summary_columns[] = {
    {"group", TER_TEXT},      {"column", TER_TEXT},     {"n", TER_INTEGER},
    {"missing", TER_INTEGER}, {"mean", TER_DOUBLE},     {"standard_deviation", TER_DOUBLE},
    {"variance", TER_DOUBLE}, {"skewness", TER_DOUBLE}, {"kurtosis", TER_DOUBLE},
    {"minimum", TER_DOUBLE},  {"maximum", TER_DOUBLE},  {NULL, TER_TEXT}};
static const ter__column_kind quantile_columns[] = {
    {"group", TER_TEXT}, {"column", TER_TEXT}, {"p", TER_DOUBLE}, {"quantile", TER_DOUBLE}, {NULL, TER_TEXT}};
static const ter__column_kind histogram_columns[] = {{"group", TER_TEXT},   {"column", TER_TEXT},   {"lower", TER_DOUBLE},
                                                     {"upper", TER_DOUBLE}, {"count", TER_INTEGER}, {NULL, TER_TEXT}};

static const ter__table_kind tables[] = {
    {"summary", "moments by group; skewness is bias-corrected (the station skew), kurtosis is excess", summary_columns},
    {"quantiles", "sample quantiles by group", quantile_columns},
    {"histogram", "histogram by group", histogram_columns},
    {NULL, NULL, NULL}};

const ter__stage ter__stage_summarize = {
    .name = "summarize",
    .title = "moments, quantiles and histogram of columns, by group",
    .pattern = TER__PATTERN_REDUCE,
    .keys = keys,
    .tables = tables,
    .bind = bind,
    .memory = memory,
    .open = open_state,
    .close = close_state,
    .cut = cut,
    .task = task,
    .merge = merge,
    .check = check,
    .finish = finish,
};
