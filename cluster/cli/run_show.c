/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/run_show.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cli/cells.h"
#include "cli/grid.h"
#include "cli/run_show_fit.h"

static void title(ter__output *output, const ter_run *run, size_t stage, const char *what) {
    ter__output_style(output, TER__CYAN);
    ter__output_print(output, "\n%s", ter_job_stage_id(ter_run_job(run), stage));
    ter__output_style(output, TER__PLAIN);
    ter__output_print(output, ": %s\n", what);
}

static void add_number(ter__grid *grid, double value, int digits) {
    char text[64];
    ter__format_number(text, sizeof text, value, digits);
    ter__grid_add(grid, text);
}

static void count_rest(ter__output *output, size_t rows) {
    if (rows > TER__SHOWN_ROWS_MAX) {
        ter__output_print(output, "... and %zu more rows: see results.json\n", rows - TER__SHOWN_ROWS_MAX);
    }
}

/* A table as it is, of the columns named. */
static void show_table(ter__output *output, const ter_table *table, const ter__grid_column *columns, size_t count) {
    ter__grid grid;
    size_t rows = ter__cell_rows(table);
    ter__grid_open(&grid, columns, count);
    for (size_t row = 0; row < rows && row < TER__SHOWN_ROWS_MAX; row++) {
        for (size_t i = 0; i < count; i++) {
            ter__cell text = ter__cell_text(table, columns[i].title, row);
            if (columns[i].right_aligned) {
                add_number(&grid, ter__cell_number(table, columns[i].title, row), 6);
            } else {
                ter__grid_add(&grid, text.text);
            }
        }
    }
    ter__grid_close(&grid, output);
    count_rest(output, rows);
}

static void show_clean(ter__output *output, const ter_run *run, size_t stage, const ter_table *audit) {
    static const ter__grid_column columns[] = {
        {"rule", false, 0}, {"rows_in", true, 0}, {"rows_out", true, 0}, {"removed", true, 0}};
    title(output, run, stage, "rows before and after each rule");
    show_table(output, audit, columns, sizeof columns / sizeof columns[0]);
}

static void show_summary(ter__output *output, const ter_run *run, size_t stage, const ter_table *summary) {
    static const ter__grid_column columns[] = {{"group", false, 0},   {"column", false, 0},  {"n", true, 0},
                                               {"missing", true, 5},  {"mean", true, 0},     {"standard_deviation", true, 2},
                                               {"skewness", true, 3}, {"kurtosis", true, 4}, {"minimum", true, 1},
                                               {"maximum", true, 1}};
    title(output, run, stage, "summary");
    show_table(output, summary, columns, sizeof columns / sizeof columns[0]);
}

/* Whether a row of intervals belongs to the chosen law of its group, or the group has none. */
static bool is_of_chosen_law(const ter_table *laws, const ter_table *intervals, size_t row) {
    ter__cell group = ter__cell_text(intervals, "group", row), law = ter__cell_text(intervals, "law", row);
    for (size_t i = 0; i < ter__cell_rows(laws); i++) {
        if (ter__cell_number(laws, "chosen", i) == 1 && ter__cell_is(laws, "group", i, group.text)) {
            return ter__cell_is(laws, "law", i, law.text);
        }
    }
    return true;
}

static void show_intervals(ter__output *output, const ter_run *run, size_t stage, const ter_table *intervals) {
    static const ter__grid_column columns[] = {
        {"group", false, 0}, {"law", false, 1},       {"statistic", false, 2}, {"estimate", true, 0}, {"lower", true, 0},
        {"upper", true, 0},  {"std. error", true, 3}, {"replicates", true, 4}, {"failed", true, 5},   {"note", false, 6}};
    char what[128];
    ter__cell method = ter__cell_text(intervals, "method", 0);
    snprintf(what, sizeof what, "%.6g %% bootstrap intervals (%.40s)", 100 * ter__cell_number(intervals, "level", 0), method.text);
    title(output, run, stage, what);
    const char *from = ter_job_stage_text(ter_run_job(run), stage, "from");
    const ter_table *laws = from != NULL ? ter_run_find_table(run, from, "laws") : NULL;
    ter__grid grid;
    ter__grid_open(&grid, columns, sizeof columns / sizeof columns[0]);
    size_t rows = ter__cell_rows(intervals), others = 0;
    for (size_t row = 0; row < rows && row < TER__SHOWN_ROWS_MAX; row++) {
        if (!is_of_chosen_law(laws, intervals, row)) {
            others++;
            continue;
        }
        ter__cell group = ter__cell_text(intervals, "group", row), law = ter__cell_text(intervals, "law", row);
        ter__cell statistic = ter__cell_text(intervals, "statistic", row), note = ter__cell_text(intervals, "note", row);
        ter__grid_add(&grid, group.text);
        ter__grid_add(&grid, law.text);
        ter__grid_add(&grid, statistic.text);
        add_number(&grid, ter__cell_number(intervals, "estimate", row), 5);
        add_number(&grid, ter__cell_number(intervals, "lower", row), 5);
        add_number(&grid, ter__cell_number(intervals, "upper", row), 5);
        add_number(&grid, ter__cell_number(intervals, "standard_error", row), 3);
        add_number(&grid, ter__cell_number(intervals, "used", row), 6);
        add_number(&grid, ter__cell_number(intervals, "failed", row), 6);
        ter__grid_add(&grid, note.text);
    }
    ter__grid_close(&grid, output);
    if (others > 0) {
        ter__output_print(output, "... and %zu intervals of laws that were not chosen: see the report\n", others);
    }
    count_rest(output, rows);
}

static void show_checks(ter__output *output, const ter_run *run, size_t stage, const ter_table *expectations) {
    title(output, run, stage, "checks");
    for (size_t row = 0; row < ter__cell_rows(expectations) && row < TER__SHOWN_ROWS_MAX; row++) {
        bool met = ter__cell_number(expectations, "met", row) == 1;
        ter__cell name = ter__cell_text(expectations, "name", row), relation = ter__cell_text(expectations, "relation", row);
        double tolerance = ter__cell_number(expectations, "tolerance", row);
        ter__output_style(output, met ? TER__GREEN : TER__RED);
        ter__output_text(output, met ? "  met      " : "  NOT MET  ");
        ter__output_style(output, TER__PLAIN);
        ter__output_print(output, "%s: %.10g %s %.10g", name.text, ter__cell_number(expectations, "actual", row), relation.text,
                          ter__cell_number(expectations, "expected", row));
        if (!isnan(tolerance) && tolerance > 0) {
            ter__output_print(output, " (tolerance %.4g)", tolerance);
        }
        ter__output_text(output, "\n");
    }
    count_rest(output, ter__cell_rows(expectations));
}

/* A result table with all its columns, the last of them the first to be left out where the terminal is narrow. */
static void show_whole(ter__output *output, const ter_table *table) {
    ter__grid_column columns[TER__GRID_COLUMNS_MAX];
    const size_t all = ter_table_columns(table), count = all < TER__GRID_COLUMNS_MAX ? all : TER__GRID_COLUMNS_MAX;
    for (size_t i = 0; i < count; i++) {
        const ter_type type = ter_table_column_type(table, i);
        columns[i] =
            (ter__grid_column){ter_table_column_name(table, i), type == TER_DOUBLE || type == TER_INTEGER, i < 3 ? 0 : (unsigned)i};
    }
    show_table(output, table, columns, count);
}

/* The stages of models: a row for each model, and the rows of each. */
static void show_models(ter__output *output, const ter_run *run, size_t stage, const ter_table *models) {
    title(output, run, stage, "models");
    show_whole(output, models);
    title(output, run, stage, ter_run_table_name(run, stage, 1));
    show_whole(output, ter_run_table(run, stage, 1));
}

void ter__show_stage(ter__output *output, const ter_run *run, size_t stage) {
    static const struct {
        const char *kind, *table;
        void (*show)(ter__output *output, const ter_run *run, size_t stage, const ter_table *table);
    } views[] = {
        {"clean", "audit", show_clean},         {"summarize", "summary", show_summary},
        {"fit", "laws", ter__show_laws},        {"bootstrap", "intervals", show_intervals},
        {"lm", "models", show_models},          {"glm", "models", show_models},
        {"nls", "models", show_models},         {"anova", "models", show_models},
        {"check", "expectations", show_checks},
    };
    const ter_job *job = ter_run_job(run);
    for (size_t i = 0; i < sizeof views / sizeof views[0]; i++) {
        if (strcmp(ter_job_stage_kind(job, stage), views[i].kind) == 0) {
            const ter_table *table = ter_run_find_table(run, ter_job_stage_id(job, stage), views[i].table);
            if (table != NULL) {
                views[i].show(output, run, stage, table);
            }
        }
    }
}

/* The command of the table names the job file without its folders; here it can be named as it was given, quoted when need be. */
static void print_replay(ter__cli *cli, const char *stage, const char *path) {
    const char *quote = strpbrk(path, " \t\n\"$`\\&|;<>()*?[]{}~#!") != NULL ? "'" : "";
    ter__output_print(&cli->err, "  again: tercile run --until %s %s%s%s\n", stage, quote, path, quote);
}

void ter__show_warnings(ter__cli *cli, const ter_run *run, const char *path) {
    const ter_table *warnings = ter_run_warnings(run);
    size_t rows = ter__cell_rows(warnings);
    for (size_t row = 0; row < rows && row < TER__SHOWN_ROWS_MAX && !cli->quiet; row++) {
        ter__cell stage = ter__cell_text(warnings, "stage", row), group = ter__cell_text(warnings, "group", row);
        ter__cell text = ter__cell_text(warnings, "text", row), replay = ter__cell_text(warnings, "replay", row);
        ter__output_style(&cli->err, TER__YELLOW);
        ter__output_text(&cli->err, "warning: ");
        ter__output_style(&cli->err, TER__PLAIN);
        ter__output_print(&cli->err, "%s%s%s: %s\n", stage.text, group.text[0] != '\0' ? ", " : "", group.text, text.text);
        if (replay.text[0] != '\0') {
            print_replay(cli, stage.text, path);
        }
    }
    if (!cli->quiet) {
        count_rest(&cli->err, rows);
        ter__output_flush(&cli->err);
    }
}
