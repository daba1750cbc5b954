/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "formula/terms.h"
#include "tercile/text.h"

ter_status ter__frame_find(const ter_frame *frame, const char *name, size_t *place, ter_value_type *type, ter_error *error) {
    for (size_t j = 0; j < frame->column_count; j++) {
        if (strcmp(frame->columns[j].name, name) == 0) {
            *place = j;
            *type = frame->columns[j].values != NULL ? TER_VALUE_NUMBER : TER_VALUE_TEXT;
            return TER_OK;
        }
    }
    const char **names = malloc((frame->column_count + 1) * sizeof *names);
    for (size_t j = 0; names != NULL && j < frame->column_count; j++) {
        names[j] = frame->columns[j].name;
    }
    const char *near = names != NULL ? ter_text_suggest(name, names, frame->column_count) : NULL;
    free(names);
    return ter_error_set(error, TER_UNKNOWN_NAME, "no column \"%s\"%s%s%s", name, near != NULL ? "; did you mean \"" : "",
                         near != NULL ? near : "", near != NULL ? "\"?" : "");
}

static ter_status find(void *context, const char *name, size_t *place, ter_value_type *type, ter_error *error) {
    return ter__frame_find(context, name, place, type, error);
}

static void numbers(const void *context, size_t place, size_t first, size_t count, double *out) {
    memcpy(out, ((const ter_frame *)context)->columns[place].values + first, count * sizeof *out);
}

static const char *text_at(const void *context, size_t place, size_t row, size_t *length) {
    const ter_frame_column *column = &((const ter_frame *)context)->columns[place];
    const int code = column->codes[row];
    *length = code < 0 ? 0 : strlen(column->levels[code]);
    return code < 0 ? NULL : column->levels[code];
}

ter_expression_names ter__frame_names(const ter_frame *frame) {
    const ter_expression_names names = {(void *)(uintptr_t)frame, find};
    return names;
}

ter_expression_source ter__frame_source(const ter_frame *frame) {
    const ter_expression_source source = {frame, numbers, text_at};
    return source;
}

const double *ter__frame_low(const ter_frame *frame, const ter_expression *expression) {
    size_t place;
    if (expression == NULL || expression->node_count != 1 || ter_expression_column(expression, 0, NULL, &place) == NULL) {
        return NULL;
    }
    return frame->columns[place].low;
}
