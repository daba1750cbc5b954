/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/grid.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GAP 2

void ter__grid_open(ter__grid *grid, const ter__grid_column *columns, size_t column_count) {
    *grid = (ter__grid){.columns = columns, .column_count = column_count};
}

static void add_cell(ter__grid *grid, const char *text) {
    if (grid->cell_count == grid->capacity) {
        size_t capacity = grid->capacity == 0 ? 256 : 2 * grid->capacity;
        char **cells = realloc(grid->cells, capacity * sizeof *cells);
        grid->cells = cells != NULL ? cells : grid->cells;
        bool *marked = realloc(grid->marked, capacity * sizeof *marked);
        grid->marked = marked != NULL ? marked : grid->marked;
        if (cells == NULL || marked == NULL) {
            grid->failed = true;
            return;
        }
        grid->capacity = capacity;
    }
    char *copy = text != NULL ? strdup(text) : NULL;
    grid->failed = grid->failed || (text != NULL && copy == NULL);
    grid->marked[grid->cell_count] = false;
    grid->cells[grid->cell_count++] = copy;
}

void ter__grid_add(ter__grid *grid, const char *text) {
    add_cell(grid, text);
}

void ter__grid_print(ter__grid *grid, const char *format, ...) {
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    add_cell(grid, text);
}

void ter__grid_mark(ter__grid *grid) {
    if (grid->cell_count > 0 && !grid->failed) {
        grid->marked[(grid->cell_count - 1) / grid->column_count * grid->column_count] = true;
    }
}

void ter__grid_heading(ter__grid *grid, const char *text) {
    add_cell(grid, text);
    for (size_t i = 1; i < grid->column_count; i++) {
        add_cell(grid, NULL);
    }
}

static bool is_heading(const ter__grid *grid, size_t row) {
    return grid->column_count > 1 && grid->cells[row * grid->column_count + 1] == NULL;
}

/* Widths of the cells alone come first: a column that can be left out and has no text at all is. */
static void measure(const ter__grid *grid, size_t *width) {
    for (size_t i = 0; i < grid->column_count; i++) {
        width[i] = 0;
    }
    for (size_t row = 0; row < grid->cell_count / grid->column_count; row++) {
        for (size_t i = 0; i < grid->column_count && !is_heading(grid, row); i++) {
            size_t columns = ter__text_columns(grid->cells[row * grid->column_count + i]);
            width[i] = columns > width[i] ? columns : width[i];
        }
    }
    for (size_t i = 0; i < grid->column_count; i++) {
        size_t title = ter__text_columns(grid->columns[i].title);
        bool empty = width[i] == 0 && grid->columns[i].dispensable > 0;
        width[i] = empty || title < width[i] ? width[i] : title;
    }
}

/* A width of 0 leaves the column out. */
static void fit(const ter__grid *grid, size_t available, size_t *width) {
    for (;;) {
        size_t total = 0, least = TER__GRID_COLUMNS_MAX;
        for (size_t i = 0; i < grid->column_count; i++) {
            total += width[i] > 0 ? width[i] + GAP : 0;
            bool candidate = width[i] > 0 && grid->columns[i].dispensable > 0;
            if (candidate && (least == TER__GRID_COLUMNS_MAX || grid->columns[i].dispensable > grid->columns[least].dispensable)) {
                least = i;
            }
        }
        if (available == 0 || total <= available || least == TER__GRID_COLUMNS_MAX) {
            return;
        }
        width[least] = 0;
    }
}

static void print_row(const ter__grid *grid, ter__output *output, const size_t *width, const char *const *cells, bool titles) {
    size_t blanks = 0; /* not printed at the end of a line */
    for (size_t i = 0; i < grid->column_count; i++) {
        const char *text = titles ? grid->columns[i].title : cells[i];
        if (width[i] == 0) {
            continue;
        }
        size_t room = width[i] - ter__text_columns(text);
        bool right = grid->columns[i].right_aligned;
        ter__output_repeat(output, " ", text[0] != '\0' ? blanks + (right ? room : 0) : 0);
        ter__output_text(output, text);
        blanks = text[0] != '\0' ? GAP + (right ? 0 : room) : blanks + room + GAP;
    }
    ter__output_text(output, "\n");
}

static void print(const ter__grid *grid, ter__output *output) {
    size_t width[TER__GRID_COLUMNS_MAX];
    measure(grid, width);
    fit(grid, output->columns, width);
    ter__output_style(output, TER__FAINT);
    print_row(grid, output, width, NULL, true);
    ter__output_style(output, TER__PLAIN);
    for (size_t row = 0; row < grid->cell_count / grid->column_count; row++) {
        const char *const *cells = (const char *const *)&grid->cells[row * grid->column_count];
        bool heading = is_heading(grid, row);
        if (heading || grid->marked[row * grid->column_count]) {
            ter__output_style(output, TER__BOLD);
        }
        if (heading) {
            ter__output_print(output, "%s\n", cells[0]);
        } else {
            print_row(grid, output, width, cells, false);
        }
        ter__output_style(output, TER__PLAIN);
    }
}

void ter__grid_close(ter__grid *grid, ter__output *output) {
    if (grid->failed) {
        ter__output_text(output, "(out of memory for a table)\n");
    } else if (grid->cell_count > 0) {
        print(grid, output);
    }
    for (size_t i = 0; i < grid->cell_count; i++) {
        free(grid->cells[i]);
    }
    free(grid->cells);
    free(grid->marked);
    *grid = (ter__grid){.columns = NULL};
}

void ter__format_number(char *text, size_t size, double value, int digits) {
    if (isnan(value)) {
        snprintf(text, size, "-");
    } else if (fabs(value) >= 1 && fabs(value) < 1e15 && (value == floor(value) || fabs(value) >= pow(10, digits))) {
        snprintf(text, size, "%.0f", value);
    } else {
        snprintf(text, size, "%.*g", digits, value);
    }
}

void ter__format_estimate(char *text, size_t size, double estimate, double standard_error) {
    if (isnan(estimate)) {
        snprintf(text, size, "-");
    } else if (isnan(standard_error) || !(standard_error > 0) || isinf(standard_error)) {
        snprintf(text, size, "%.6g", estimate);
    } else if (standard_error < 1e-5 || fabs(estimate) >= 1e9) {
        snprintf(text, size, "%.5g (%.2g)", estimate, standard_error);
    } else {
        int decimals = 1 - (int)floor(log10(standard_error));
        decimals = decimals < 0 ? 0 : decimals;
        snprintf(text, size, "%.*f (%.*f)", decimals, estimate, decimals, standard_error);
    }
}
