/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Export through the Arrow C data interface. Every struct owns what its release frees and nothing else, so a consumer may move
 * children and dictionaries out and keep them longer than their parent: each array holds the table by one more share.
 */
#include "tercile/arrow.h"

#include <stdlib.h>
#include <string.h>

#include "columns.h"

static const char *const formats[] = {
#define FORMAT(name, word, format) format,
    TER_TYPE_LIST(FORMAT)
#undef FORMAT
};

static void release_schema(struct ArrowSchema *schema) {
    for (int64_t j = 0; j < schema->n_children; j++) {
        if (schema->children[j] != NULL && schema->children[j]->release != NULL) {
            schema->children[j]->release(schema->children[j]);
        }
        free(schema->children[j]);
    }
    free(schema->children);
    if (schema->dictionary != NULL && schema->dictionary->release != NULL) {
        schema->dictionary->release(schema->dictionary);
    }
    free(schema->dictionary);
    free(schema->private_data); /* the name */
    schema->release = NULL;
}

/* An empty schema node of a constant format; `name` is copied. */
static bool begin_schema(struct ArrowSchema *schema, const char *format, const char *name, size_t children) {
    memset(schema, 0, sizeof *schema);
    size_t bytes = strlen(name) + 1;
    char *copy = malloc(bytes);
    schema->release = release_schema;
    schema->private_data = copy;
    schema->children = children > 0 ? calloc(children, sizeof *schema->children) : NULL;
    if (copy == NULL || (children > 0 && schema->children == NULL)) {
        return false;
    }
    memcpy(copy, name, bytes);
    schema->name = copy;
    schema->format = format;
    schema->n_children = (int64_t)children;
    return true;
}

static bool fill_schema(struct ArrowSchema *schema, const ter_table *table) {
    if (!begin_schema(schema, "+s", "", table->column_count)) {
        return false;
    }
    for (size_t j = 0; j < table->column_count; j++) {
        const ter__column *column = &table->columns[j];
        struct ArrowSchema *child = calloc(1, sizeof *child);
        schema->children[j] = child;
        if (child == NULL || !begin_schema(child, formats[column->type], column->name, 0)) {
            return false;
        }
        child->flags = ARROW_FLAG_NULLABLE;
        if (column->type == TER_FACTOR) {
            child->dictionary = calloc(1, sizeof *child->dictionary);
            if (child->dictionary == NULL || !begin_schema(child->dictionary, formats[TER_TEXT], "", 0)) {
                return false;
            }
        }
    }
    return true;
}

/* What an array owns: its share of the table and the list of buffers. */
typedef struct holding {
    ter_table *table;
    const void *buffers[3];
} holding;

static void release_array(struct ArrowArray *array) {
    for (int64_t j = 0; j < array->n_children; j++) {
        if (array->children[j] != NULL && array->children[j]->release != NULL) {
            array->children[j]->release(array->children[j]);
        }
        free(array->children[j]);
    }
    free(array->children);
    if (array->dictionary != NULL && array->dictionary->release != NULL) {
        array->dictionary->release(array->dictionary);
    }
    free(array->dictionary);
    holding *held = array->private_data;
    if (held != NULL) {
        ter_table_destroy(held->table);
        free(held);
    }
    array->release = NULL;
}

static bool begin_array(struct ArrowArray *array, ter_table *table, size_t length, size_t buffers, size_t children) {
    memset(array, 0, sizeof *array);
    array->release = release_array;
    holding *held = calloc(1, sizeof *held);
    array->private_data = held;
    array->children = children > 0 ? calloc(children, sizeof *array->children) : NULL;
    if (held == NULL || (children > 0 && array->children == NULL)) {
        return false;
    }
    held->table = ter_table_share(table);
    array->buffers = held->buffers;
    array->length = (int64_t)length;
    array->n_buffers = (int64_t)buffers;
    array->n_children = (int64_t)children;
    return true;
}

static void set_texts(struct ArrowArray *array, const ter__texts *texts) {
    array->buffers[1] = texts->offsets;
    array->buffers[2] = texts->bytes != NULL ? texts->bytes : "";
}

static bool fill_column(struct ArrowArray *array, ter_table *table, const ter__column *column) {
    if (!begin_array(array, table, table->rows, column->type == TER_TEXT ? 3 : 2, 0)) {
        return false;
    }
    array->null_count = (int64_t)column->missing_count;
    array->buffers[0] = column->validity;
    if (column->type == TER_TEXT) {
        set_texts(array, &column->texts);
        return true;
    }
    array->buffers[1] = column->values.any;
    if (column->type == TER_FACTOR) {
        array->dictionary = calloc(1, sizeof *array->dictionary);
        if (array->dictionary == NULL || !begin_array(array->dictionary, table, column->level_count, 3, 0)) {
            return false;
        }
        set_texts(array->dictionary, &column->texts);
    }
    return true;
}

static bool fill_array(struct ArrowArray *array, ter_table *table) {
    if (!begin_array(array, table, table->rows, 1, table->column_count)) {
        return false;
    }
    for (size_t j = 0; j < table->column_count; j++) {
        array->children[j] = calloc(1, sizeof *array->children[j]);
        if (array->children[j] == NULL || !fill_column(array->children[j], table, &table->columns[j])) {
            return false;
        }
    }
    return true;
}

ter_status ter_table_export_arrow(ter_table *table, struct ArrowSchema *schema, struct ArrowArray *array, ter_error *error) {
    struct ArrowSchema new_schema;
    struct ArrowArray new_array;
    if (!fill_schema(&new_schema, table)) {
        release_schema(&new_schema);
        return ter_error_set(error, TER_NO_MEMORY, "out of memory for an Arrow schema");
    }
    if (!fill_array(&new_array, table)) {
        release_schema(&new_schema);
        release_array(&new_array);
        return ter_error_set(error, TER_NO_MEMORY, "out of memory for an Arrow array");
    }
    *schema = new_schema;
    *array = new_array;
    return TER_OK;
}
