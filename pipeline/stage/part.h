/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The usual shape of a part: rows (unit, item, index, value, error, text). What an item means is the stage's own; a unit is mostly
 * a group, or a group and a law. NaN and null are missing.
 */
#ifndef TER__PART_H
#define TER__PART_H

#include "tercile/table.h"

enum { TER__PART_UNIT, TER__PART_ITEM, TER__PART_INDEX, TER__PART_VALUE, TER__PART_ERROR, TER__PART_TEXT };

TER_MUST_USE ter_status ter__part_begin(ter_table_builder **builder, ter_error *error);
TER_MUST_USE ter_status ter__part_add(ter_table_builder *builder, size_t unit, int item, size_t index, double value, double error,
                                      const char *text);
/* Gives the part when `status` is TER_OK, and destroys the builder (null is allowed) in any case. */
TER_MUST_USE ter_status ter__part_finish(ter_table_builder *builder, ter_status status, ter_table **part, ter_error *error);

/* Whether a table from elsewhere has this shape: the columns; unit, item and index never missing or negative, item small.
 * TER_BAD_DATA. */
TER_MUST_USE ter_status ter__part_check(const ter_table *part, ter_error *error);

/* TER_BAD_DATA: for the checks of stages. */
ter_status ter__part_refuse(size_t row, ter_error *error);

static inline size_t ter__part_unit(const ter_table *part, size_t row) {
    return (size_t)ter_table_integer(part, TER__PART_UNIT, row);
}
static inline int ter__part_item(const ter_table *part, size_t row) {
    return (int)ter_table_integer(part, TER__PART_ITEM, row);
}
static inline size_t ter__part_index(const ter_table *part, size_t row) {
    return (size_t)ter_table_integer(part, TER__PART_INDEX, row);
}
static inline double ter__part_value(const ter_table *part, size_t row) {
    return ter_table_double(part, TER__PART_VALUE, row);
}
static inline double ter__part_error(const ter_table *part, size_t row) {
    return ter_table_double(part, TER__PART_ERROR, row);
}

/* ---- rows of any table -------------------------------------------------------------------------------------------------- */

/* Adds a row from values in the order of the columns; `kinds` has a letter a column: t text (const char *, null: missing), i
 * integer (long long), d double. */
TER_MUST_USE ter_status ter__row_add(ter_table_builder *builder, const char *kinds, ...);
/* As ter__part_finish, for a result table; `status` is what building it came to. */
TER_MUST_USE ter_status ter__result_finish(ter_table_builder *builder, ter_status status, ter_table **table, ter_error *error);

#endif
