/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tercile stat describe: the columns of a file in numbers. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/grid.h"
#include "cli/stat_data.h"
#include "tercile/describe.h"
#include "tercile/exact.h"

typedef struct summary {
    ter_moments moments;
    double quartiles[3];
    double mean, deviation;
} summary;

/* Mean and deviation of decimals, whose lower halves doubles do not have. */
static bool summarize_decimals(summary *s, const double *values, const double *low, size_t rows) {
    double *kept = malloc((2 * rows + 1) * sizeof *kept);
    size_t count = 0;
    for (size_t i = 0; kept != NULL && i < rows; i++) {
        if (!isnan(values[i])) {
            kept[count] = values[i];
            kept[rows + count++] = low[i];
        }
    }
    const bool made = kept != NULL;
    if (made && count > 0 && ter_exact_mean_deviation(count, kept, kept + rows, &s->mean, &s->deviation, NULL) != TER_OK) {
        s->mean = s->deviation = (double)NAN;
    }
    free(kept);
    return made;
}

static bool summarize(summary *s, const ter_frame_column *column, size_t rows) {
    const double *values = column->values;
    double *sorted = malloc((rows + 1) * sizeof *sorted);
    size_t count = 0;
    ter_moments_init(&s->moments);
    for (size_t i = 0; sorted != NULL && i < rows; i++) {
        if (!isnan(values[i])) {
            sorted[count++] = values[i];
        }
    }
    if (sorted == NULL) {
        return false;
    }
    ter_moments_add_array(&s->moments, count, sorted);
    ter_sort(count, sorted);
    for (int k = 0; k < 3; k++) {
        s->quartiles[k] = ter_sample_quantile(count, sorted, 0.25 * (k + 1), 7);
    }
    free(sorted);
    s->mean = ter_moments_mean(&s->moments);
    s->deviation = ter_moments_standard_deviation(&s->moments);
    return column->low == NULL || summarize_decimals(s, values, column->low, rows);
}

static void add_number(ter__grid *grid, double value) {
    char text[32];
    ter__format_number(text, sizeof text, value, 6);
    ter__grid_add(grid, text);
}

static void print_text_row(ter__grid *grid, const ter_frame_column *column, size_t rows) {
    size_t missing = 0;
    for (size_t i = 0; i < rows; i++) {
        missing += column->codes[i] < 0;
    }
    ter__grid_add(grid, column->name);
    ter__grid_print(grid, "%zu", rows - missing);
    ter__grid_print(grid, "%zu", missing);
    ter__grid_print(grid, "%zu levels", column->level_count);
    for (int k = 0; k < 8; k++) {
        ter__grid_add(grid, "");
    }
}

static int print_summaries(ter__cli *cli, const ter_frame *frame) {
    static const ter__grid_column columns[] = {{"column", false, 0},  {"values", true, 0},         {"missing", true, 3},
                                               {"mean", true, 0},     {"deviation", true, 0},      {"skewness", true, 6},
                                               {"kurtosis", true, 7}, {"minimum", true, 0},        {"quarter", true, 4},
                                               {"median", true, 0},   {"three quarters", true, 5}, {"maximum", true, 0}};
    ter__grid grid;
    ter__grid_open(&grid, columns, 12);
    for (size_t j = 0; j < frame->column_count; j++) {
        summary s;
        if (frame->columns[j].values == NULL) {
            print_text_row(&grid, &frame->columns[j], frame->rows);
            continue;
        }
        if (!summarize(&s, &frame->columns[j], frame->rows)) {
            grid.failed = true;
            break;
        }
        const bool any = s.moments.count > 0;
        ter__grid_add(&grid, frame->columns[j].name);
        ter__grid_print(&grid, "%zu", (size_t)s.moments.count);
        ter__grid_print(&grid, "%zu", frame->rows - (size_t)s.moments.count);
        add_number(&grid, s.mean);
        add_number(&grid, s.deviation);
        add_number(&grid, ter_moments_skewness(&s.moments));
        add_number(&grid, ter_moments_excess_kurtosis(&s.moments));
        add_number(&grid, any ? s.moments.minimum : (double)NAN);
        for (int k = 0; k < 3; k++) {
            add_number(&grid, s.quartiles[k]);
        }
        add_number(&grid, any ? s.moments.maximum : (double)NAN);
    }
    ter__grid_close(&grid, &cli->out);
    return TER__EXIT_OK;
}

static int print_summaries_json(ter__cli *cli, const ter_frame *frame) {
    ter_json *json = ter_json_create();
    ter_json_object(json, NULL, false);
    ter_json_integer(json, "tercile_stat_describe", 1);
    ter_json_unsigned(json, "rows", frame->rows);
    ter_json_array(json, "columns", false);
    for (size_t j = 0; j < frame->column_count; j++) {
        const ter_frame_column *column = &frame->columns[j];
        summary s;
        ter_json_object(json, NULL, true);
        ter_json_text(json, "name", column->name);
        if (column->values == NULL) {
            ter_json_unsigned(json, "levels", column->level_count);
        } else if (summarize(&s, column, frame->rows)) {
            ter_json_unsigned(json, "values", s.moments.count);
            ter_json_double(json, "mean", s.mean);
            ter_json_double(json, "standard_deviation", s.deviation);
            ter_json_double(json, "skewness", ter_moments_skewness(&s.moments));
            ter_json_double(json, "excess_kurtosis", ter_moments_excess_kurtosis(&s.moments));
            ter_json_double(json, "minimum", s.moments.count > 0 ? s.moments.minimum : (double)NAN);
            ter_json_double(json, "quarter", s.quartiles[0]);
            ter_json_double(json, "median", s.quartiles[1]);
            ter_json_double(json, "three_quarters", s.quartiles[2]);
            ter_json_double(json, "maximum", s.moments.count > 0 ? s.moments.maximum : (double)NAN);
        }
        ter_json_end(json);
    }
    ter_json_end(json);
    ter_json_end(json);
    return ter__print_json(cli, json);
}

int ter__cmd_stat_describe(ter__cli *cli) {
    ter__stat_data data;
    int code = ter__stat_open(&data, cli, NULL);
    if (code != 0) {
        return code;
    }
    code = cli->json ? print_summaries_json(cli, &data.frame) : print_summaries(cli, &data.frame);
    ter__stat_close(&data);
    return code;
}
