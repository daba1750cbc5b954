/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which columns a formula names. */
#include "formula/terms.h"

static void mark(const ter_expression *expression, bool *named) {
    size_t place;
    for (size_t i = 0; expression != NULL && ter_expression_column(expression, i, NULL, &place) != NULL; i++) {
        named[place] = true;
    }
}

ter_status ter_formula_columns(const char *formula, const ter_frame *frame, bool *named, size_t *place, ter_error *error) {
    ter__formula made;
    ter_status status = ter__formula_parse(&made, formula, frame, error);
    if (place != NULL) {
        *place = made.failed_at;
    }
    for (size_t j = 0; j < frame->column_count; j++) {
        named[j] = false;
    }
    if (status != TER_OK) {
        return status;
    }
    mark(made.response, named);
    for (size_t v = 0; v < made.variable_count; v++) {
        if (made.variables[v].kind == TER__VARIABLE_FACTOR) {
            named[made.variables[v].column] = true;
        }
        mark(made.variables[v].expression, named);
    }
    for (size_t k = 0; k < made.offset_count; k++) {
        mark(made.offsets[k], named);
    }
    ter__formula_destroy(&made);
    return TER_OK;
}
