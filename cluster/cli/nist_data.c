/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/nist_data.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tercile/exact.h"
#include "tercile/text.h"

#define LINE_BYTES 1024

/* Cuts a line in place; the number of fields, at most `most`. */
static size_t split(char *line, char delimiter, char **fields, size_t most) {
    size_t count = 0;
    line[strcspn(line, "\r\n")] = '\0';
    for (char *at = line; count < most; at++) {
        fields[count++] = at;
        at = strchr(at, delimiter);
        if (at == NULL) {
            break;
        }
        *at = '\0';
    }
    return count;
}

static void copy(char *to, size_t size, const char *from) {
    size_t length = strlen(from);
    length = length < size ? length : size - 1;
    memcpy(to, from, length);
    to[length] = '\0';
}

static ter_status damaged(const char *path, size_t line, ter_error *error) {
    return ter_error_set(error, TER_BAD_DATA, "%s:%zu: not as this program wrote it: fetch the file again", path, line);
}

static ter_status add_model(ter__nist_catalog *c, char **fields) {
    if (c->set_count == TER__NIST_SETS_MAX) {
        return TER_LIMIT;
    }
    ter__nist_set *set = &c->sets[c->set_count++];
    copy(set->name, sizeof set->name, fields[0]);
    copy(set->family, sizeof set->family, fields[1]);
    copy(set->difficulty, sizeof set->difficulty, fields[2]);
    copy(set->model, sizeof set->model, fields[4]);
    set->rows = strtoul(fields[3], NULL, 10);
    return set->rows >= 1 && set->rows <= TER__NIST_ROWS_MAX ? TER_OK : TER_LIMIT;
}

static ter_status add_certified(ter__nist_catalog *c, char **fields) {
    if (c->value_count == TER__NIST_VALUES_MAX) {
        return TER_LIMIT;
    }
    ter__nist_value *value = &c->values[c->value_count++];
    copy(value->set, sizeof value->set, fields[0]);
    copy(value->quantity, sizeof value->quantity, fields[1]);
    copy(value->text, sizeof value->text, fields[2]);
    value->attainable = (double)NAN;
    return ter_text_to_double(fields[2], strlen(fields[2]), &value->certified);
}

static ter_status add_attainable(ter__nist_catalog *c, char **fields) {
    for (size_t i = 0; i < c->value_count; i++) {
        if (strcmp(c->values[i].set, fields[0]) == 0 && strcmp(c->values[i].quantity, fields[1]) == 0) {
            return ter_text_to_double(fields[3], strlen(fields[3]), &c->values[i].attainable);
        }
    }
    return TER_BAD_DATA;
}

static ter_status read_lines(ter__nist_catalog *c, const char *name, size_t width, ter_status (*add)(ter__nist_catalog *, char **),
                             ter_error *error) {
    char path[640], line[LINE_BYTES], *fields[8];
    snprintf(path, sizeof path, "%s/%s", c->folder, name);
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        return ter_error_set(error, errno == EACCES ? TER_NO_PERMISSION : TER_NOT_FOUND,
                             "%s: %s; name the folder of the reference datasets with --data", path, strerror(errno));
    }
    ter_status status = TER_OK;
    for (size_t number = 1; status == TER_OK && fgets(line, sizeof line, file) != NULL; number++) {
        if (number > 1 && (split(line, '\t', fields, 8) != width || add(c, fields) != TER_OK)) {
            status = damaged(path, number, error);
        }
    }
    fclose(file);
    return status;
}

ter_status ter__nist_open(ter__nist_catalog **catalog, const char *folder, ter_error *error) {
    ter__nist_catalog *c = calloc(1, sizeof *c);
    if (c == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "no memory for the list of reference datasets");
    }
    copy(c->folder, sizeof c->folder, folder != NULL ? folder : TER__NIST_INSTALLED);
    FILE *file = NULL;
    char path[640];
    snprintf(path, sizeof path, "%s/models.tsv", c->folder);
    if (folder == NULL && (file = fopen(path, "r")) == NULL) {
        copy(c->folder, sizeof c->folder, TER__NIST_BUILT);
    }
    if (file != NULL) {
        fclose(file);
    }
    ter_status status = read_lines(c, "models.tsv", 5, add_model, error);
    status = status == TER_OK ? read_lines(c, "certified.tsv", 3, add_certified, error) : status;
    status = status == TER_OK ? read_lines(c, "attainable.tsv", 4, add_attainable, error) : status;
    if (status == TER_OK) {
        *catalog = c;
    } else {
        free(c);
    }
    return status;
}

void ter__nist_columns_free(ter__nist_columns *columns) {
    free(columns->high);
    free(columns->low);
    columns->high = columns->low = NULL;
}

static ter_status read_rows(ter__nist_columns *columns, FILE *file, const char *path, ter_error *error) {
    char line[LINE_BYTES], *fields[TER__NIST_COLUMNS_MAX + 1];
    for (size_t i = 0; i < columns->rows; i++) {
        if (fgets(line, sizeof line, file) == NULL || split(line, ',', fields, TER__NIST_COLUMNS_MAX + 1) != columns->columns) {
            return damaged(path, i + 2, error);
        }
        for (size_t j = 0; j < columns->columns; j++) {
            ter_sum value;
            if (ter_text_to_exact(fields[j], strlen(fields[j]), &value) != TER_OK) {
                return damaged(path, i + 2, error);
            }
            columns->high[j * columns->rows + i] = value.high;
            columns->low[j * columns->rows + i] = value.low;
        }
    }
    return fgets(line, sizeof line, file) == NULL ? TER_OK : damaged(path, columns->rows + 2, error);
}

ter_status ter__nist_read(ter__nist_columns *columns, const ter__nist_catalog *catalog, const ter__nist_set *set,
                          ter_error *error) {
    char path[640], line[LINE_BYTES], *fields[TER__NIST_COLUMNS_MAX];
    snprintf(path, sizeof path, "%s/%s/%s.csv", catalog->folder, set->family, set->name);
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        return ter_error_set(error, errno == EACCES ? TER_NO_PERMISSION : TER_NOT_FOUND, "%s: %s", path, strerror(errno));
    }
    *columns = (ter__nist_columns){.rows = set->rows};
    ter_status status = TER_OK;
    if (fgets(line, sizeof line, file) == NULL) {
        status = damaged(path, 1, error);
    } else {
        columns->columns = split(line, ',', fields, TER__NIST_COLUMNS_MAX);
        for (size_t j = 0; j < columns->columns; j++) {
            copy(columns->names[j], sizeof columns->names[j], fields[j]);
        }
        columns->high = calloc(columns->rows * columns->columns, sizeof(double));
        columns->low = calloc(columns->rows * columns->columns, sizeof(double));
        if (columns->high == NULL || columns->low == NULL) {
            status = ter_error_set(error, TER_NO_MEMORY, "no memory for %s", path);
        }
    }
    status = status == TER_OK ? read_rows(columns, file, path, error) : status;
    fclose(file);
    if (status != TER_OK) {
        ter__nist_columns_free(columns);
    }
    return status;
}
