/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The values of a formula's variables, and the rows in which all are there. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formula/design.h"
#include "special/dd.h"

ter_status ter__builder_no_memory(ter__builder *b) {
    return ter_error_set(b->error, TER_NO_MEMORY, "out of memory for a design of %zu rows", b->frame->rows);
}

/* ---- values of variables ------------------------------------------------------------------------------------------------ */

static ter_status evaluate(ter__builder *b, const ter_expression *expression, double **out) {
    const ter_expression_source source = ter__frame_source(b->frame);
    *out = malloc((b->frame->rows + 1) * sizeof **out);
    if (*out == NULL) {
        return ter__builder_no_memory(b);
    }
    if (ter_expression_type(expression) == TER_VALUE_NUMBER) {
        return ter_expression_numbers(expression, &source, 0, b->frame->rows, *out, NULL, b->error);
    }
    int8_t *truth = malloc(b->frame->rows + 1);
    if (truth == NULL) {
        return ter__builder_no_memory(b);
    }
    ter_status status = ter_expression_booleans(expression, &source, 0, b->frame->rows, truth, NULL, b->error);
    for (size_t i = 0; status == TER_OK && i < b->frame->rows; i++) {
        (*out)[i] = truth[i] < 0 ? TER__NAN : truth[i];
    }
    free(truth);
    return status;
}

static int ascending(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The distinct values of a column of numbers, ascending; their count. `values` is sorted and cut. */
static size_t distinct(double *values, size_t count) {
    size_t kept = 0;
    qsort(values, count, sizeof *values, ascending);
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || values[i] != values[kept - 1]) {
            values[kept++] = values[i];
        }
    }
    return kept;
}

static ter_status name_levels(ter__builder *b, size_t v, const double *values, const char *const *levels) {
    b->level_names[v] = calloc(b->level_count[v] + 1, sizeof *b->level_names[v]);
    for (size_t k = 0; b->level_names[v] != NULL && k < b->level_count[v]; k++) {
        char text[40];
        snprintf(text, sizeof text, "%.15g", values != NULL ? values[k] : 0.0);
        b->level_names[v][k] = ter__formula_copy(levels != NULL ? levels[k] : text);
        if (b->level_names[v][k] == NULL) {
            return ter__builder_no_memory(b);
        }
    }
    return b->level_names[v] == NULL ? ter__builder_no_memory(b) : TER_OK;
}

static ter_status number_levels(ter__builder *b, size_t v, const double *values) {
    const size_t rows = b->design->rows, *row = b->design->row;
    double *sorted = malloc((rows + 1) * sizeof *sorted);
    if (sorted == NULL) {
        return ter__builder_no_memory(b);
    }
    size_t count = 0;
    for (size_t i = 0; i < rows; i++) {
        sorted[count++] = values[row[i]];
    }
    b->level_count[v] = distinct(sorted, count);
    for (size_t i = 0; i < rows; i++) {
        const double *at = bsearch(&values[row[i]], sorted, b->level_count[v], sizeof *sorted, ascending);
        b->codes[v][i] = (int)(at - sorted);
    }
    b->level_values[v] = sorted;
    return name_levels(b, v, sorted, NULL);
}

/* Levels that occur, in their order: one that does not has no column. */
static ter_status factor_levels(ter__builder *b, size_t v, const ter_frame_column *column) {
    const size_t rows = b->design->rows, *row = b->design->row;
    int *place = malloc((column->level_count + 1) * sizeof *place);
    const char **used = malloc((column->level_count + 1) * sizeof *used);
    if (place == NULL || used == NULL) {
        free(place);
        free(used);
        return ter__builder_no_memory(b);
    }
    for (size_t k = 0; k < column->level_count; k++) {
        place[k] = -1;
    }
    for (size_t i = 0; i < rows; i++) {
        place[column->codes[row[i]]] = 0;
    }
    for (size_t k = 0; k < column->level_count; k++) {
        if (place[k] == 0) {
            place[k] = (int)b->level_count[v];
            used[b->level_count[v]++] = column->levels[k];
        }
    }
    for (size_t i = 0; i < rows; i++) {
        b->codes[v][i] = place[column->codes[row[i]]];
    }
    ter_status status = name_levels(b, v, NULL, used);
    free(place);
    free(used);
    return status;
}

static ter_status fill_levels(ter__builder *b, size_t v) {
    const ter_frame_column *column = &b->frame->columns[b->formula.variables[v].column];
    b->codes[v] = malloc(b->design->rows * sizeof *b->codes[v]);
    if (b->codes[v] == NULL) {
        return ter__builder_no_memory(b);
    }
    return column->values != NULL ? number_levels(b, v, column->values) : factor_levels(b, v, column);
}

static ter_status fill_offset(ter__builder *b) {
    for (size_t k = 0; k < b->formula.offset_count; k++) {
        double *part = NULL;
        ter_status status = evaluate(b, b->formula.offsets[k], &part);
        for (size_t i = 0; status == TER_OK && b->offset != NULL && i < b->frame->rows; i++) {
            b->offset[i] += part[i];
        }
        if (b->offset == NULL && status == TER_OK) {
            b->offset = part;
        } else {
            free(part);
        }
        if (status != TER_OK) {
            return status;
        }
    }
    return TER_OK;
}

/* ---- rows ---------------------------------------------------------------------------------------------------------------- */

/* -1: missing, 1: infinite, 0: a value. */
static int state_of(double value) {
    return isnan(value) ? -1 : isinf(value) ? 1 : 0;
}

static int variable_state(const ter__builder *b, size_t v, size_t i) {
    const ter__variable *variable = &b->formula.variables[v];
    if (variable->kind != TER__VARIABLE_FACTOR) {
        return state_of(b->numbers[v][i]);
    }
    const ter_frame_column *column = &b->frame->columns[variable->column];
    return column->values != NULL ? state_of(column->values[i]) : column->codes[i] < 0 ? -1 : 0;
}

static ter_status choose_rows(ter__builder *b) {
    ter_design *d = b->design;
    d->row = malloc((b->frame->rows + 1) * sizeof *d->row);
    if (d->row == NULL) {
        return ter__builder_no_memory(b);
    }
    for (size_t i = 0; i < b->frame->rows; i++) {
        int least = state_of(b->y[i]), most = least;
        for (size_t v = 0; v <= b->formula.variable_count; v++) {
            const bool last = v == b->formula.variable_count;
            const int state = !last ? variable_state(b, v, i) : b->offset != NULL ? state_of(b->offset[i]) : 0;
            least = state < least ? state : least;
            most = state > most ? state : most;
        }
        if (least >= 0 && most == 1) {
            return ter_error_set(b->error, TER_BAD_DATA, "row %zu: a term of the formula is infinite there", i + 1);
        }
        if (least == 0) {
            d->row[d->rows++] = i;
        }
    }
    d->left_out = b->frame->rows - d->rows;
    return d->rows > 0 ? TER_OK : ter_error_set(b->error, TER_BAD_DATA, "every row misses a value that the formula names");
}

ter_status ter__builder_values(ter__builder *b) {
    ter_status status = evaluate(b, b->formula.response, &b->y);
    for (size_t v = 0; status == TER_OK && v < b->formula.variable_count; v++) {
        if (b->formula.variables[v].kind != TER__VARIABLE_FACTOR) {
            status = evaluate(b, b->formula.variables[v].expression, &b->numbers[v]);
            b->low[v] = ter__frame_low(b->frame, b->formula.variables[v].expression);
        }
    }
    status = status == TER_OK ? fill_offset(b) : status;
    status = status == TER_OK ? choose_rows(b) : status;
    for (size_t v = 0; status == TER_OK && v < b->formula.variable_count; v++) {
        if (b->formula.variables[v].kind == TER__VARIABLE_FACTOR) {
            status = fill_levels(b, v);
        }
    }
    return status;
}

/* ---- new rows ------------------------------------------------------------------------------------------------------------ */

/* The place of a level among those of the coding; its count when it is not there. */
static size_t known_level(const ter__design_coding *c, size_t v, const ter_frame_column *column, size_t i) {
    size_t k = 0;
    if (column->values != NULL) {
        while (k < c->level_count[v] && c->level_values[v][k] != column->values[i]) {
            k++;
        }
    } else {
        while (k < c->level_count[v] && strcmp(c->level_names[v][k], column->levels[column->codes[i]]) != 0) {
            k++;
        }
    }
    return k;
}

static ter_status code_new_levels(ter__builder *b, size_t v) {
    const ter_frame_column *column = &b->frame->columns[b->formula.variables[v].column];
    b->codes[v] = malloc(b->frame->rows * sizeof *b->codes[v]);
    b->level_count[v] = b->coding->level_count[v];
    if (b->codes[v] == NULL) {
        return ter__builder_no_memory(b);
    }
    for (size_t i = 0; i < b->frame->rows; i++) {
        b->codes[v][i] = -1;
        if (variable_state(b, v, i) < 0) {
            continue;
        }
        const size_t k = known_level(b->coding, v, column, i);
        if (k == b->level_count[v]) {
            char number[40];
            snprintf(number, sizeof number, "%.15g", column->values != NULL ? column->values[i] : 0.0);
            return ter_error_set(b->error, TER_BAD_DATA, "new rows, row %zu: \"%s\" is no level of %s in the data", i + 1,
                                 column->values != NULL ? number : column->levels[column->codes[i]], b->formula.variables[v].text);
        }
        b->codes[v][i] = (int)k;
    }
    return TER_OK;
}

ter_status ter__builder_new_values(ter__builder *b) {
    ter_design *d = b->design;
    ter_status status = TER_OK;
    d->rows = b->frame->rows;
    d->row = malloc(d->rows * sizeof *d->row);
    b->y = malloc(d->rows * sizeof *b->y);
    if (d->row == NULL || b->y == NULL) {
        return ter__builder_no_memory(b);
    }
    for (size_t i = 0; i < d->rows; i++) {
        d->row[i] = i;
        b->y[i] = TER__NAN;
    }
    for (size_t v = 0; status == TER_OK && v < b->formula.variable_count; v++) {
        status = b->formula.variables[v].kind == TER__VARIABLE_FACTOR
                     ? code_new_levels(b, v)
                     : evaluate(b, b->formula.variables[v].expression, &b->numbers[v]);
        b->low[v] = ter__frame_low(b->frame, b->formula.variables[v].expression);
    }
    for (size_t v = 0; status == TER_OK && v < b->formula.variable_count; v++) {
        if (b->formula.variables[v].kind == TER__VARIABLE_FACTOR) {
            status = name_levels(b, v, b->coding->level_values[v], (const char *const *)b->coding->level_names[v]);
        }
    }
    return status == TER_OK ? fill_offset(b) : status;
}
