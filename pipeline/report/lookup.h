/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading result tables by column name. A null table has no rows; a column that is not there gives NaN, -1 and null. */
#ifndef TER__REPORT_LOOKUP_H
#define TER__REPORT_LOOKUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tercile/job.h"

#define TER__NONE SIZE_MAX

/* A text that is not ended by a mark. */
typedef struct ter__word {
    const char *text;
    size_t length;
} ter__word;

size_t ter__rows(const ter_table *table);
double ter__number_at(const ter_table *table, const char *column, size_t row); /* doubles and integers */
int64_t ter__integer_at(const ter_table *table, const char *column, size_t row);
ter__word ter__word_at(const ter_table *table, const char *column, size_t row);
ter__word ter__word_of(const char *text);
bool ter__same(ter__word a, ter__word b);
/* The first row at or after `from` whose `column` is `word`; TER__NONE when there is none. */
size_t ter__next_row(const ter_table *table, const char *column, ter__word word, size_t from);
/* The first row with both; TER__NONE when there is none. */
size_t ter__row_of(const ter_table *table, const char *column_a, ter__word a, const char *column_b, ter__word b);
/* A table of a stage by name; null when the stage has none of that name. */
const ter_table *ter__stage_table(const ter_run *run, size_t stage, const char *name);

#endif
