/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Columns of a table as formulas take them (tercile/formula.h): numbers as doubles, texts and factors as codes of levels, which are
 * in the order of their bytes.
 */
#ifndef TERCILE_TABLE_FRAME_H
#define TERCILE_TABLE_FRAME_H

#include "formula.h"
#include "table.h"

TER_BEGIN_DECLS

typedef struct ter_table_frame ter_table_frame;

/*
 * The frame of rows[count] of the table, or of all its rows in order when `rows` is null (count is not looked at then). All columns
 * are there by name and kind; those with named[column] false have no values and no levels, and must not be read (what
 * ter_formula_columns names is all that a formula reads). Null `named`: all. Levels are those that occur in the rows. The table
 * must outlive the frame, whose names it lends. TER_NO_MEMORY, TER_LIMIT.
 */
TER_MUST_USE TER_EXPORT ter_status ter_table_frame_create(ter_table_frame **frame, const ter_table *table, const bool *named,
                                                          const size_t *rows, size_t count, ter_error *error);
/*
 * The same of all rows, where decimal[column] says that a column of texts holds decimal numbers: they keep the value of their text
 * as pairs (values and low; tercile/exact.h), a missing one is NaN. TER_BAD_DATA: a text that is no such number, with its row.
 */
TER_MUST_USE TER_EXPORT ter_status ter_table_frame_create_decimal(ter_table_frame **frame, const ter_table *table,
                                                                  const bool *decimal, const bool *named, ter_error *error);
TER_EXPORT void ter_table_frame_destroy(ter_table_frame *frame); /* null is allowed */
/* A view, valid as long as the frame. */
TER_EXPORT const ter_frame *ter_table_frame_view(const ter_table_frame *frame);

TER_END_DECLS
#endif
