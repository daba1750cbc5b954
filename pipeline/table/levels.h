/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Distinct texts numbered in order of first appearance: the levels of a factor while a table is made. */
#ifndef TER__LEVELS_H
#define TER__LEVELS_H

#include "columns.h"

typedef struct ter__levels {
    ter__texts texts;
    size_t count;
    size_t offsets_capacity, bytes_capacity;
    uint32_t *slots; /* open addressing: 1 + code, 0 when free; slot_count is a power of two or 0 */
    size_t slot_count;
} ter__levels;

/* A zeroed ter__levels is empty. */
void ter__levels_clear(ter__levels *levels);
/* The code of a text, added when it is new. TER_LIMIT at TER_LEVELS_MAX or TER_TEXT_BYTES_MAX, TER_NO_MEMORY. */
TER_MUST_USE ter_status ter__levels_code(ter__levels *levels, const char *text, size_t length, int32_t *code);
/* Gives the texts to a column and empties the set. */
TER_MUST_USE ter_status ter__levels_give(ter__levels *levels, ter__column *column);

/* Appends a text to growing texts of `count` entries; offsets[0] is set with the first. */
TER_MUST_USE ter_status ter__texts_append(ter__texts *texts, size_t *offsets_capacity, size_t *bytes_capacity, size_t count,
                                          const char *text, size_t length);

#endif
