/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "table/levels.h"
#include "tercile/exact.h"
#include "tercile/table_frame.h"

struct ter_table_frame {
    ter_frame frame;
    ter_frame_column *columns;
    double **values; /* [columns], with the lower halves behind those of decimals */
    int **codes;
    char ***levels;
};

/* What stands for the values of a column of numbers that is not read. */
static const double unread;

typedef struct level {
    const char *text;
    size_t length;
    int32_t code; /* in order of appearance */
} level;

static int by_bytes(const void *a, const void *b) {
    const level *x = a, *y = b;
    const int order = memcmp(x->text, y->text, x->length < y->length ? x->length : y->length);
    return order != 0 ? order : (x->length > y->length) - (x->length < y->length);
}

/* Which rows of the table; null: all. */
typedef struct selection {
    const ter_table *table;
    const size_t *rows;
    size_t count;
} selection;

static size_t row_of(const selection *s, size_t i) {
    return s->rows != NULL ? s->rows[i] : i;
}

static ter_status number_column(ter_table_frame *f, const selection *s, size_t column) {
    double *values = f->values[column] = malloc((s->count + 1) * sizeof *values);
    if (values == NULL) {
        return TER_NO_MEMORY;
    }
    for (size_t i = 0; i < s->count; i++) {
        values[i] = ter_table_double(s->table, column, row_of(s, i));
    }
    f->columns[column].values = values;
    return TER_OK;
}

/* Blanks around a number are no part of it, as in CSV. */
static ter_status exact_of(const char *text, size_t length, ter_sum *value) {
    while (length > 0 && (*text == ' ' || *text == '\t')) {
        text++;
        length--;
    }
    while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\t')) {
        length--;
    }
    return ter_text_to_exact(text, length, value);
}

static ter_status decimal_column(ter_table_frame *f, const selection *s, size_t column, ter_error *error) {
    double *values = f->values[column] = malloc((2 * s->count + 1) * sizeof *values);
    if (values == NULL) {
        return TER_NO_MEMORY;
    }
    for (size_t i = 0; i < s->count; i++) {
        size_t length;
        ter_sum value = {(double)NAN, 0.0};
        const char *text = ter_table_text(s->table, column, row_of(s, i), &length);
        if (text != NULL && exact_of(text, length, &value) != TER_OK) {
            return ter_error_set(error, TER_BAD_DATA, "column \"%s\", row %zu: \"%.*s\" is no decimal number from 1e-270 to 1e300",
                                 ter_table_column_name(s->table, column), row_of(s, i) + 1, (int)(length < 40 ? length : 40), text);
        }
        values[i] = value.high;
        values[s->count + i] = value.low;
    }
    f->columns[column].values = values;
    f->columns[column].low = values + s->count;
    return TER_OK;
}

/* Levels into the frame in the order of their bytes; place[code]: where each went. */
static ter_status sort_levels(ter_table_frame *f, size_t column, const ter__levels *levels, int32_t *place) {
    level *all = malloc((levels->count + 1) * sizeof *all);
    char **texts = f->levels[column] = calloc(levels->count + 1, sizeof *texts);
    ter_status status = all == NULL || texts == NULL ? TER_NO_MEMORY : TER_OK;
    for (size_t k = 0; status == TER_OK && k < levels->count; k++) {
        all[k].text = ter__texts_get(&levels->texts, k, &all[k].length);
        all[k].code = (int32_t)k;
    }
    if (status == TER_OK && levels->count > 0) {
        qsort(all, levels->count, sizeof *all, by_bytes);
    }
    f->columns[column].levels = (const char *const *)texts;
    for (size_t k = 0; status == TER_OK && k < levels->count; k++) {
        place[all[k].code] = (int32_t)k;
        texts[k] = malloc(all[k].length + 1);
        if (texts[k] == NULL) {
            status = TER_NO_MEMORY;
            break;
        }
        memcpy(texts[k], all[k].text, all[k].length);
        texts[k][all[k].length] = '\0';
        f->columns[column].level_count++;
    }
    free(all);
    return status;
}

static ter_status text_column(ter_table_frame *f, const selection *s, size_t column) {
    int *codes = f->codes[column] = malloc((s->count + 1) * sizeof *codes);
    ter__levels levels = {0};
    ter_status status = codes == NULL ? TER_NO_MEMORY : TER_OK;
    for (size_t i = 0; status == TER_OK && i < s->count; i++) {
        size_t length;
        const char *text = ter_table_text(s->table, column, row_of(s, i), &length);
        int32_t code = -1;
        status = text == NULL ? TER_OK : ter__levels_code(&levels, text, length, &code);
        codes[i] = code;
    }
    int32_t *place = malloc((levels.count + 1) * sizeof *place);
    status = status == TER_OK && place == NULL ? TER_NO_MEMORY : status;
    status = status == TER_OK ? sort_levels(f, column, &levels, place) : status;
    for (size_t i = 0; status == TER_OK && i < s->count; i++) {
        codes[i] = codes[i] < 0 ? -1 : place[codes[i]];
    }
    f->columns[column].codes = codes;
    free(place);
    ter__levels_clear(&levels);
    return status;
}

static ter_status create(ter_table_frame **frame, const selection *chosen, const bool *decimal, const bool *named,
                         ter_error *error) {
    const ter_table *table = chosen->table;
    const size_t columns = ter_table_columns(table);
    const selection s = *chosen;
    ter_table_frame *f = calloc(1, sizeof *f);
    if (f != NULL) {
        f->columns = calloc(columns + 1, sizeof *f->columns);
        f->values = calloc(columns + 1, sizeof *f->values);
        f->codes = calloc(columns + 1, sizeof *f->codes);
        f->levels = calloc(columns + 1, sizeof *f->levels);
    }
    const bool made = f != NULL && f->columns != NULL && f->values != NULL && f->codes != NULL && f->levels != NULL;
    ter_status status = made ? TER_OK : TER_NO_MEMORY;
    for (size_t j = 0; status == TER_OK && j < columns; j++) {
        const ter_type type = ter_table_column_type(table, j);
        const bool exact = decimal != NULL && decimal[j] && type == TER_TEXT;
        const bool number = exact || type == TER_DOUBLE || type == TER_INTEGER, read = named == NULL || named[j];
        f->columns[j].name = ter_table_column_name(table, j);
        f->columns[j].values = number ? &unread : NULL;
        f->frame.column_count = j + 1;
        status = !read    ? TER_OK
                 : exact  ? decimal_column(f, &s, j, error)
                 : number ? number_column(f, &s, j)
                          : text_column(f, &s, j);
    }
    if (status != TER_OK) {
        ter_table_frame_destroy(f);
        return status == TER_BAD_DATA
                   ? status
                   : ter_error_set(error, status, "making %zu rows ready for a formula: %s", s.count, ter_status_text(status));
    }
    f->frame.rows = s.count;
    f->frame.columns = f->columns;
    *frame = f;
    return TER_OK;
}

ter_status ter_table_frame_create(ter_table_frame **frame, const ter_table *table, const bool *named, const size_t *rows,
                                  size_t count, ter_error *error) {
    const selection chosen = {table, rows, rows != NULL ? count : ter_table_rows(table)};
    return create(frame, &chosen, NULL, named, error);
}

ter_status ter_table_frame_create_decimal(ter_table_frame **frame, const ter_table *table, const bool *decimal, const bool *named,
                                          ter_error *error) {
    const selection chosen = {table, NULL, ter_table_rows(table)};
    return create(frame, &chosen, decimal, named, error);
}

void ter_table_frame_destroy(ter_table_frame *frame) {
    if (frame == NULL) {
        return;
    }
    for (size_t j = 0; j < frame->frame.column_count; j++) {
        for (size_t k = 0; frame->levels[j] != NULL && k < frame->columns[j].level_count; k++) {
            free(frame->levels[j][k]);
        }
        free(frame->levels[j]);
        free(frame->codes[j]);
        free(frame->values[j]);
    }
    free(frame->columns);
    free(frame->values);
    free(frame->codes);
    free(frame->levels);
    free(frame);
}

const ter_frame *ter_table_frame_view(const ter_table_frame *frame) {
    return &frame->frame;
}
