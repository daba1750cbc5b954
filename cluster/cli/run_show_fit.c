/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/run_show_fit.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cli/cells.h"
#include "cli/grid.h"
#include "cli/plot.h"
#include "cli/run_show.h"
#include "tercile/dist.h"

#define PARAMETERS_SHOWN 4
#define PLOT_HEIGHT      12

static bool same_cells(const ter_table *a, const char *column_a, size_t row_a, const ter_table *b, const char *column_b,
                       size_t row_b) {
    ter__cell x = ter__cell_text(a, column_a, row_a);
    return ter__cell_is(b, column_b, row_b, x.text);
}

/* The rows of `parameters` that belong to a row of `laws`, in order; *count of them, at most TER_PARAMETERS_MAX. */
static void find_parameters(const ter_table *laws, size_t law, const ter_table *parameters, size_t *rows, size_t *count) {
    *count = 0;
    for (size_t row = 0; row < ter__cell_rows(parameters) && *count < TER_PARAMETERS_MAX; row++) {
        if (same_cells(laws, "law", law, parameters, "law", row) && same_cells(laws, "group", law, parameters, "group", row)) {
            rows[(*count)++] = row;
        }
    }
}

/* How many parameter columns the laws need. */
static size_t parameter_columns(const ter_table *laws) {
    size_t most = 1;
    for (size_t row = 0; row < ter__cell_rows(laws) && row < TER__SHOWN_ROWS_MAX; row++) {
        ter__cell law = ter__cell_text(laws, "law", row);
        const ter_family *family = NULL;
        if (ter_family_find(&family, law.text, NULL) == TER_OK && ter_family_parameter_count(family) > most) {
            most = ter_family_parameter_count(family);
        }
    }
    return most < PARAMETERS_SHOWN ? most : PARAMETERS_SHOWN;
}

/* The symbol of a law's parameter, for narrow terminals; its name when there is none. */
static const char *symbol_of(const char *law, const char *name) {
    const ter_family *family = NULL;
    bool known = ter_family_find(&family, law, NULL) == TER_OK;
    for (size_t k = 0; known && k < ter_family_parameter_count(family); k++) {
        const ter_parameter *parameter = ter_family_parameter(family, k);
        if (strcmp(parameter->name, name) == 0 && parameter->symbol != NULL) {
            return parameter->symbol;
        }
    }
    return name;
}

static void add_parameters(ter__grid *grid, const ter_table *laws, size_t law, const ter_table *parameters, size_t columns,
                           bool narrow) {
    size_t rows[TER_PARAMETERS_MAX], count;
    ter__cell law_name = ter__cell_text(laws, "law", law);
    find_parameters(laws, law, parameters, rows, &count);
    for (size_t i = 0; i < columns; i++) {
        char estimate[64];
        if (i >= count) {
            ter__grid_add(grid, "");
            continue;
        }
        ter__cell name = ter__cell_text(parameters, "parameter", rows[i]);
        ter__format_estimate(estimate, sizeof estimate, ter__cell_number(parameters, "estimate", rows[i]),
                             ter__cell_number(parameters, "standard_error", rows[i]));
        ter__grid_print(grid, "%.24s %s", narrow ? symbol_of(law_name.text, name.text) : name.text, estimate);
    }
}

static void add_number(ter__grid *grid, const ter_table *laws, const char *column, size_t row, bool is_probability) {
    double value = ter__cell_number(laws, column, row);
    if (isnan(value)) {
        ter__grid_add(grid, "");
    } else if (is_probability) {
        ter__grid_print(grid, "%.3g", value);
    } else {
        ter__grid_print(grid, "%.2f", value);
    }
}

static void add_law(ter__grid *grid, const ter_table *laws, size_t row, const ter_table *parameters, size_t columns,
                    const ter__output *output) {
    /* Room for names: 16 for the law, 24 a parameter, 10 for the AIC. */
    bool narrow = output->columns > 0 && output->columns < 26 + 24 * columns;
    ter__cell law = ter__cell_text(laws, "law", row), note = ter__cell_text(laws, "note", row);
    bool chosen = ter__cell_number(laws, "chosen", row) == 1;
    bool converged = ter__cell_number(laws, "converged", row) != 0;
    ter__grid_print(grid, "%s %s", chosen ? (output->unicode ? "\u25b6" : ">") : " ", law.text);
    add_parameters(grid, laws, row, parameters, columns, narrow);
    add_number(grid, laws, "log_likelihood", row, false);
    add_number(grid, laws, "aic", row, false);
    add_number(grid, laws, "ks_p", row, true);
    add_number(grid, laws, "ad_p", row, true);
    ter__grid_print(grid, "%s%s%s", converged ? "" : "no convergence", !converged && note.text[0] != '\0' ? ": " : "", note.text);
    if (chosen) {
        ter__grid_mark(grid);
    }
}

static bool any_chosen(const ter_table *laws) {
    for (size_t row = 0; row < ter__cell_rows(laws); row++) {
        if (ter__cell_number(laws, "chosen", row) == 1) {
            return true;
        }
    }
    return false;
}

void ter__show_laws(ter__output *output, const ter_run *run, size_t stage, const ter_table *laws) {
    const ter_job *job = ter_run_job(run);
    const char *id = ter_job_stage_id(job, stage), *column = ter_job_stage_text(job, stage, "column");
    const ter_table *parameters = ter_run_find_table(run, id, "parameters");
    size_t shown = parameter_columns(laws), rows = ter__cell_rows(laws), count = 0;
    ter__grid_column columns[PARAMETERS_SHOWN + 7];
    columns[count++] = (ter__grid_column){"  law", false, 0};
    for (size_t i = 0; i < shown; i++) {
        columns[count++] = (ter__grid_column){i == 0 ? "parameters (errors)" : "", false, 0};
    }
    columns[count++] = (ter__grid_column){"loglik", true, 4};
    columns[count++] = (ter__grid_column){"AIC", true, 1};
    columns[count++] = (ter__grid_column){"KS p", true, 3};
    columns[count++] = (ter__grid_column){"AD p", true, 2};
    columns[count++] = (ter__grid_column){"note", false, 5};
    ter__output_style(output, TER__CYAN);
    ter__output_print(output, "\n%s", id);
    ter__output_style(output, TER__PLAIN);
    ter__output_print(output, ": laws fitted%s%s%s\n", column != NULL ? " to " : "", column != NULL ? column : "",
                      any_chosen(laws) ? ", the chosen one marked" : "");
    ter__grid grid;
    ter__grid_open(&grid, columns, count);
    for (size_t row = 0; row < rows && row < TER__SHOWN_ROWS_MAX; row++) {
        if (row == 0 || !same_cells(laws, "group", row, laws, "group", row - 1)) {
            ter__cell group = ter__cell_text(laws, "group", row);
            char heading[TER__CELL_BYTES + 40];
            snprintf(heading, sizeof heading, "%s (n = %.0f)", group.text, ter__cell_number(laws, "n", row));
            ter__grid_heading(&grid, heading);
        }
        add_law(&grid, laws, row, parameters, shown, output);
    }
    ter__grid_close(&grid, output);
    if (rows > TER__SHOWN_ROWS_MAX) {
        ter__output_print(output, "... and %zu more rows: see results.json\n", rows - TER__SHOWN_ROWS_MAX);
    }
}

static ter_dist *make_dist(const ter_table *laws, size_t row, const ter_table *parameters) {
    size_t rows[TER_PARAMETERS_MAX], count;
    double values[TER_PARAMETERS_MAX];
    ter__cell law = ter__cell_text(laws, "law", row);
    const ter_family *family = NULL;
    ter_dist *dist = NULL;
    if (ter_family_find(&family, law.text, NULL) != TER_OK) {
        return NULL;
    }
    find_parameters(laws, row, parameters, rows, &count);
    for (size_t k = 0; k < ter_family_parameter_count(family); k++) {
        values[k] = (double)NAN; /* refused when it stays so */
        for (size_t i = 0; i < count; i++) {
            if (ter__cell_is(parameters, "parameter", rows[i], ter_family_parameter(family, k)->name)) {
                values[k] = ter__cell_number(parameters, "estimate", rows[i]);
            }
        }
    }
    return ter_dist_create(&dist, family, ter_family_parameter_count(family), values, NULL) == TER_OK ? dist : NULL;
}

static void draw(ter__output *output, const ter_table *laws, size_t row, const ter_table *parameters, const ter_table *histogram) {
    ter__bar bars[TER__PLOT_BARS_MAX];
    ter__plot plot = {.height = PLOT_HEIGHT, .width = ter__plot_fitting_width(output), .bars = bars, .label = "count"};
    double total = 0;
    for (size_t i = 0; i < ter__cell_rows(histogram) && plot.bar_count < TER__PLOT_BARS_MAX; i++) {
        if (same_cells(laws, "group", row, histogram, "group", i)) {
            ter__bar bar = {ter__cell_number(histogram, "lower", i), ter__cell_number(histogram, "upper", i),
                            ter__cell_number(histogram, "count", i)};
            bars[plot.bar_count++] = bar;
            total += bar.height;
        }
    }
    if (plot.bar_count == 0 || total <= 0) {
        return;
    }
    plot.lower = bars[0].lower;
    plot.upper = bars[plot.bar_count - 1].upper;
    ter_dist *dist = make_dist(laws, row, parameters);
    plot.curve = dist != NULL && !ter_family_is_discrete(ter_dist_family(dist)) ? dist : NULL;
    plot.scale = total * (bars[0].upper - bars[0].lower);
    ter__cell group = ter__cell_text(laws, "group", row), law = ter__cell_text(laws, "law", row);
    ter__output_style(output, TER__BOLD);
    ter__output_print(output, "\n%s", group.text);
    ter__output_style(output, TER__PLAIN);
    ter__output_print(output, ": observations and the density of the %s law\n", law.text);
    if (plot.lower < plot.upper) {
        ter__plot_draw(output, &plot);
    }
    ter_dist_destroy(dist);
}

void ter__show_histogram(ter__output *output, const ter_run *run) {
    const ter_job *job = ter_run_job(run);
    for (size_t stage = 0; stage < ter_job_stage_count(job); stage++) {
        const char *id = ter_job_stage_id(job, stage);
        if (strcmp(ter_job_stage_kind(job, stage), "fit") != 0 || !ter_run_stage_finished(run, stage)) {
            continue;
        }
        const ter_table *laws = ter_run_find_table(run, id, "laws");
        for (size_t row = 0; row < ter__cell_rows(laws); row++) {
            if (ter__cell_number(laws, "chosen", row) == 1) {
                draw(output, laws, row, ter_run_find_table(run, id, "parameters"), ter_run_find_table(run, id, "histogram"));
                return;
            }
        }
    }
}
