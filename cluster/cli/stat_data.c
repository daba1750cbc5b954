/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/stat_data.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INPUT_BYTES_MAX ((size_t)1 << 30)

/* All of a stream, given. */
static ter_status read_stream(FILE *stream, const char *name, char **text, size_t *length, ter_error *error) {
    size_t room = 1 << 16;
    *length = 0;
    *text = malloc(room);
    while (*text != NULL && *length < INPUT_BYTES_MAX) {
        size_t got = fread(*text + *length, 1, room - *length, stream);
        *length += got;
        if (got == 0) {
            return TER_OK;
        }
        if (*length == room) {
            char *larger = realloc(*text, room *= 2);
            if (larger == NULL) {
                free(*text);
            }
            *text = larger;
        }
    }
    const bool full = *text != NULL;
    free(*text);
    *text = NULL;
    return full ? ter_error_set(error, TER_LIMIT, "%s is longer than 1 GiB", name)
                : ter_error_set(error, TER_NO_MEMORY, "out of memory for %s", name);
}

/* What can be read once only (standard input, a pipe), or must be read twice, is read into memory; a file that is not there is left
 * to the reader of tables, which says so. */
static ter_status read_input(const char *path, bool twice, char **text, size_t *length, ter_error *error) {
    *text = NULL;
    if (strcmp(path, "-") == 0) {
        return read_stream(stdin, "standard input", text, length, error);
    }
    FILE *file = twice ? fopen(path, "rb") : NULL;
    if (file == NULL) {
        return TER_OK;
    }
    ter_status status = read_stream(file, path, text, length, error);
    (void)fclose(file);
    return status;
}

/* A table that is there in `text`, or in a file when that is null. */
static ter_status read_as(ter_table **table, const char *path, const char *text, size_t length, const ter_csv_options *options,
                          ter_error *error) {
    const char *name = strcmp(path, "-") == 0 ? "standard input" : path;
    return text != NULL ? ter_csv_parse(table, text, length, name, options, error) : ter_csv_read(table, path, options, error);
}

/* The table once more, with the columns of numbers as the texts they are; decimal[columns], given, says which. */
static ter_status read_texts(ter_table **table, bool **decimal, const char *path, const char *text, size_t length,
                             ter_error *error) {
    const size_t columns = ter_table_columns(*table);
    const char **names = calloc(columns + 1, sizeof *names);
    ter_type *types = calloc(columns + 1, sizeof *types);
    *decimal = calloc(columns + 1, sizeof **decimal);
    ter_csv_options options = {.type_names = names, .types = types};
    ter_table *texts = NULL;
    ter_status status = names == NULL || types == NULL || *decimal == NULL
                            ? ter_error_set(error, TER_NO_MEMORY, "out of memory for %zu columns", columns)
                            : TER_OK;
    for (size_t j = 0; status == TER_OK && j < columns; j++) {
        (*decimal)[j] = ter_table_column_type(*table, j) == TER_DOUBLE;
        if ((*decimal)[j]) {
            names[options.type_count] = ter_table_column_name(*table, j);
            types[options.type_count++] = TER_TEXT;
        }
    }
    status = status == TER_OK ? read_as(&texts, path, text, length, &options, error) : status;
    if (status == TER_OK) {
        ter_table_destroy(*table);
        *table = texts;
    }
    free(types);
    free(names);
    return status;
}

/* The table of a file or of standard input; with `decimal` (given) the columns of numbers are texts. */
static ter_status read_table(ter_table **table, bool **decimal, const char *path, ter_error *error) {
    char *text = NULL;
    size_t length = 0;
    ter_status status = read_input(path, decimal != NULL, &text, &length, error);
    status = status == TER_OK ? read_as(table, path, text, length, NULL, error) : status;
    if (status == TER_OK && decimal != NULL) {
        status = read_texts(table, decimal, path, text, length, error);
    }
    free(text);
    return status;
}

ter_status ter__read_table(ter_table **table, const char *path, ter_error *error) {
    return read_table(table, NULL, path, error);
}

/* The columns that are read: named[columns], given; null for all. */
static ter_status find_named(const ter__stat_data *data, const ter__cli *cli, const char *formula, const bool *decimal,
                             bool **named, ter_error *error) {
    const char *weights = ter__given_text(cli, "weights");
    ter_table_frame *kinds = NULL;
    size_t column;
    *named = NULL;
    if (formula == NULL) {
        return TER_OK;
    }
    *named = calloc(ter_table_columns(data->table) + 1, sizeof **named);
    ter_status status = *named == NULL ? ter_error_set(error, TER_NO_MEMORY, "out of memory")
                                       : ter_table_frame_create_decimal(&kinds, data->table, decimal, *named, error);
    status = status == TER_OK ? ter_formula_columns(formula, ter_table_frame_view(kinds), *named, NULL, error) : status;
    if (status == TER_OK && weights != NULL && ter_table_find(data->table, weights, &column, NULL) == TER_OK) {
        (*named)[column] = true;
    }
    ter_table_frame_destroy(kinds);
    return status;
}

/* The words of a formula and of the options: what of a file can be wanted. */
typedef struct wanted_words {
    const char *formula, *weights;
} wanted_words;

static bool is_word_byte(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' || c == '.';
}

/* The formula's `.` is all other columns. */
static bool names_all(const char *formula) {
    for (const char *at = strchr(formula, '.'); at != NULL; at = strchr(at + 1, '.')) {
        if ((at == formula || !is_word_byte(at[-1])) && !is_word_byte(at[1])) {
            return true;
        }
    }
    return strchr(formula, '\\') != NULL; /* a name that is written with escapes */
}

static bool is_wanted(void *context, const char *name) {
    const wanted_words *words = context;
    return strstr(words->formula, name) != NULL || (words->weights != NULL && strcmp(words->weights, name) == 0);
}

/* Of a file only what the formula can mean; everything where that is not known, or where a name is not found, which then is told by
 * all names that there are. */
static ter_status read_wanted(ter__stat_data *data, ter__cli *cli, bool **decimal, const char *path, const char *formula,
                              bool **named, ter_error *error) {
    const bool some = formula != NULL && decimal == NULL && strcmp(path, "-") != 0 && !names_all(formula);
    wanted_words words = {formula, ter__given_text(cli, "weights")};
    const ter_csv_options options = {.wanted = is_wanted, .wanted_context = &words};
    if (some && ter_csv_read(&data->table, path, &options, error) == TER_OK) {
        if (ter_table_columns(data->table) > 0 && find_named(data, cli, formula, NULL, named, error) == TER_OK) {
            return TER_OK;
        }
        ter_table_destroy(data->table);
        free(*named);
        *named = NULL;
        data->table = NULL;
    }
    const ter_status status = read_table(&data->table, decimal, path, error);
    return status == TER_OK ? find_named(data, cli, formula, decimal != NULL ? *decimal : NULL, named, error) : status;
}

static int open_named(ter__stat_data *data, ter__cli *cli, const char *path, const char *formula) {
    ter_error error = {TER_OK, ""};
    *data = (ter__stat_data){.table = NULL};
    bool *named = NULL, *decimal = NULL;
    ter_status status = read_wanted(data, cli, ter__given(cli, "decimal") ? &decimal : NULL, path, formula, &named, &error);
    status = status == TER_OK ? ter_table_frame_create_decimal(&data->columns, data->table, decimal, named, &error) : status;
    free(named);
    free(decimal);
    if (status != TER_OK) {
        ter__stat_close(data);
        return ter__fail(cli, &error);
    }
    data->frame = *ter_table_frame_view(data->columns);
    return 0;
}

int ter__stat_open(ter__stat_data *data, ter__cli *cli, const char *formula) {
    const char *path = ter__given_text(cli, "data");
    *data = (ter__stat_data){.table = NULL};
    if (path == NULL) {
        return ter__fail_usage(cli, NULL, "tercile %s: --data FILE is missing", cli->command->name);
    }
    return open_named(data, cli, path, formula);
}

int ter__stat_open_file(ter__stat_data *data, ter__cli *cli, const char *path) {
    return open_named(data, cli, path, NULL);
}

void ter__stat_close(ter__stat_data *data) {
    ter_table_frame_destroy(data->columns);
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
