/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/stat_data.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INPUT_BYTES_MAX ((size_t)1 << 30)

static ter_status read_standard_input(ter_table **table, ter_error *error) {
    size_t length = 0, room = 1 << 16;
    char *text = malloc(room);
    while (text != NULL && length < INPUT_BYTES_MAX) {
        size_t got = fread(text + length, 1, room - length, stdin);
        length += got;
        if (got == 0) {
            break;
        }
        if (length == room) {
            char *larger = realloc(text, room *= 2);
            if (larger == NULL) {
                free(text);
            }
            text = larger;
        }
    }
    ter_status status = text == NULL                ? ter_error_set(error, TER_NO_MEMORY, "out of memory for standard input")
                        : length >= INPUT_BYTES_MAX ? ter_error_set(error, TER_LIMIT, "standard input is longer than 1 GiB")
                                                    : ter_csv_parse(table, text, length, "standard input", NULL, error);
    free(text);
    return status;
}

ter_status ter__read_table(ter_table **table, const char *path, ter_error *error) {
    return strcmp(path, "-") == 0 ? read_standard_input(table, error) : ter_csv_read(table, path, NULL, error);
}

/* ---- the frame ---------------------------------------------------------------------------------------------------------- */

typedef struct level {
    const char *text;
    size_t length;
} level;

static int by_bytes(const void *a, const void *b) {
    const level *x = a, *y = b;
    const int order = memcmp(x->text, y->text, x->length < y->length ? x->length : y->length);
    return order != 0 ? order : (x->length > y->length) - (x->length < y->length);
}

/* The distinct texts of a column, sorted, given as strings; codes of the rows. */
static bool text_column(const ter_table *table, size_t column, ter_frame_column *out) {
    const size_t rows = ter_table_rows(table);
    level *all = calloc(rows + 1, sizeof *all);
    int *codes = calloc(rows + 1, sizeof *codes);
    size_t count = 0, kept = 0;
    for (size_t i = 0; all != NULL && i < rows; i++) {
        all[count].text = ter_table_text(table, column, i, &all[count].length);
        count += all[count].text != NULL;
    }
    if (all != NULL && count > 0) {
        qsort(all, count, sizeof *all, by_bytes);
    }
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || by_bytes(&all[i], &all[kept - 1]) != 0) {
            all[kept++] = all[i];
        }
    }
    char **levels = calloc(kept + 1, sizeof *levels);
    out->codes = codes;
    out->levels = (const char *const *)levels;
    bool made = all != NULL && codes != NULL && levels != NULL;
    for (size_t k = 0; made && k < kept; k++) {
        levels[k] = calloc(all[k].length + 1, 1);
        made = levels[k] != NULL;
        if (made) {
            memcpy(levels[k], all[k].text, all[k].length);
            out->level_count++;
        }
    }
    for (size_t i = 0; made && i < rows; i++) {
        level wanted = {NULL, 0};
        wanted.text = ter_table_text(table, column, i, &wanted.length);
        const level *at = wanted.text == NULL ? NULL : bsearch(&wanted, all, kept, sizeof *all, by_bytes);
        codes[i] = at == NULL ? -1 : (int)(at - all);
    }
    free(all);
    return made;
}

static bool number_column(const ter_table *table, size_t column, ter_frame_column *out) {
    const size_t rows = ter_table_rows(table);
    double *values = calloc(rows + 1, sizeof *values);
    for (size_t i = 0; values != NULL && i < rows; i++) {
        values[i] = ter_table_double(table, column, i);
    }
    out->values = values;
    return values != NULL;
}

static bool make_frame(ter__stat_data *data) {
    const size_t count = ter_table_columns(data->table);
    ter_frame_column *columns = calloc(count + 1, sizeof *columns);
    data->frame = (ter_frame){ter_table_rows(data->table), 0, columns};
    for (size_t j = 0; columns != NULL && j < count; j++) {
        const ter_type type = ter_table_column_type(data->table, j);
        const bool number = type == TER_DOUBLE || type == TER_INTEGER;
        columns[j].name = ter_table_column_name(data->table, j);
        data->frame.column_count++;
        if (!(number ? number_column(data->table, j, &columns[j]) : text_column(data->table, j, &columns[j]))) {
            return false;
        }
    }
    return columns != NULL;
}

int ter__stat_open(ter__stat_data *data, ter__cli *cli) {
    const char *path = ter__given_text(cli, "data");
    ter_error error = {TER_OK, ""};
    *data = (ter__stat_data){.table = NULL};
    if (path == NULL) {
        return ter__fail_usage(cli, NULL, "tercile %s: --data FILE is missing", cli->command->name);
    }
    ter_status status = ter__read_table(&data->table, path, &error);
    if (status == TER_OK && !make_frame(data)) {
        status = ter_error_set(&error, TER_NO_MEMORY, "out of memory for the columns of %s", path);
    }
    if (status != TER_OK) {
        ter__stat_close(data);
        return ter__fail(cli, &error);
    }
    return 0;
}

void ter__stat_close(ter__stat_data *data) {
    for (size_t j = 0; j < data->frame.column_count; j++) {
        const ter_frame_column *column = &data->frame.columns[j];
        for (size_t k = 0; k < column->level_count; k++) {
            free((char *)(uintptr_t)column->levels[k]);
        }
        free((char **)(uintptr_t)column->levels);
        free((int *)(uintptr_t)column->codes);
        free((double *)(uintptr_t)column->values);
    }
    free((ter_frame_column *)(uintptr_t)data->frame.columns);
    ter_table_destroy(data->table);
    *data = (ter__stat_data){.table = NULL};
}

int ter__stat_weights(const ter__stat_data *data, ter__cli *cli, const double **weights) {
    const char *name = ter__given_text(cli, "weights");
    size_t column = 0;
    ter_error error = {TER_OK, ""};
    *weights = NULL;
    if (name == NULL) {
        return 0;
    }
    if (ter_table_find(data->table, name, &column, &error) != TER_OK) {
        return ter__fail(cli, &error);
    }
    *weights = data->frame.columns[column].values;
    return *weights != NULL ? 0 : ter__fail_usage(cli, NULL, "option \"--weights\": column \"%s\" holds no numbers", name);
}

const char *ter__stat_stars(double p) {
    return p < 0.001 ? "***" : p < 0.01 ? "**" : p < 0.05 ? "*" : p < 0.1 ? "." : "";
}

void ter__stat_format_p(char *text, size_t size, double p) {
    if (isnan(p)) {
        snprintf(text, size, "-");
    } else if (p < 1e-300) {
        snprintf(text, size, "<1e-300");
    } else {
        snprintf(text, size, p < 1e-4 ? "%.2e" : "%.4f", p);
    }
}
