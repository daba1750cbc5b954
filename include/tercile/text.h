/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Numbers as text and back, and the "did you mean" of every error message. Independent of the locale.
 */
#ifndef TERCILE_TEXT_H
#define TERCILE_TEXT_H

#include <stddef.h>

#include "status.h"

TER_BEGIN_DECLS

/* Enough for any double in either form, the end mark included. */
#define TER_DOUBLE_TEXT_BYTES 40

/*
 * Writes the shortest decimal text that reads back as exactly `value` ("0.1", "1e+300", "nan", "inf", "-inf") and returns its
 * length. `text` holds at least TER_DOUBLE_TEXT_BYTES.
 */
TER_EXPORT size_t ter_text_from_double(double value, char *text);

/* The same in hexadecimal ("0x1.999999999999ap-4"). */
TER_EXPORT size_t ter_text_from_double_hex(double value, char *text);

/*
 * Reads a number in decimal or hexadecimal, "nan", "inf", "infinity" (any case), with or without sign, from the whole of
 * text[length]: no blanks, no rest.
 * Correctly rounded; overflow gives infinity and underflow zero, as IEEE 754 has it. TER_BAD_SYNTAX otherwise; TER_NO_MEMORY.
 */
TER_MUST_USE TER_EXPORT ter_status ter_text_to_double(const char *text, size_t length, double *value);

/*
 * The candidate nearest to `word` by edit distance (insert, delete, replace, swap of neighbours; case ignored), or null when
 * none is near enough to be worth proposing: at most a third of the word's letters changed (one in short words, but never all).
 * Ties: the first. The result is one of the candidates' pointers. `candidates` may hold `count` pointers of which none is null.
 */
TER_EXPORT const char *ter_text_suggest(const char *word, const char *const *candidates, size_t count);

TER_END_DECLS
#endif
