/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A growing text that remembers running out of memory, and numbers as text in forms that do not depend on the locale. */
#ifndef TER__REPORT_BUFFER_H
#define TER__REPORT_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tercile/status.h"

typedef struct ter__buffer {
    char *text; /* ended by a zero byte once something was added */
    size_t length, capacity;
    bool failed; /* out of memory: everything after that is ignored */
} ter__buffer;

#define TER__BUFFER_EMPTY                                                                                                          \
    { NULL, 0, 0, false }

void ter__buffer_clear(ter__buffer *buffer);
void ter__buffer_add_bytes(ter__buffer *buffer, const char *bytes, size_t length);
void ter__buffer_add(ter__buffer *buffer, const char *text);
/* Texts one after the other, up to a null. */
void ter__buffer_add_all(ter__buffer *buffer, ...);
/* All digits, whatever the size. */
void ter__buffer_add_unsigned(ter__buffer *buffer, uint64_t value);
/* A coordinate: two decimals, trailing zeros left out; |value| is held below 1e7 and NaN is 0. */
void ter__buffer_add_coordinate(ter__buffer *buffer, double value);
/* Text with the five characters that HTML and SVG reserve replaced, bytes that are not UTF-8 and control characters by U+FFFD. */
void ter__buffer_add_escaped(ter__buffer *buffer, const char *text, size_t length);
/* A number for people: `digits` significant ones. "—" for NaN. */
void ter__buffer_add_number(ter__buffer *buffer, double value, int digits);

/* Gives the text to the caller and empties the buffer; TER_NO_MEMORY. */
ter_status ter__buffer_take(ter__buffer *buffer, char **text, ter_error *error);

/* Room for ter__format_significant. */
#define TER__NUMBER_TEXT_BYTES 48
/*
 * Rounds the shortest decimal form to `digits` (1 to 17) significant digits, ties away from zero: "4957", "0.3966", "1.2e+10".
 * Plain notation for exponents -5 to 14. Whole parts are never cut: 123456 stays so with digits = 4.
 */
size_t ter__format_significant(double value, int digits, char *text);
/* mantissa * 10^exponent exactly, as decimal text: (25, -1) is "2.5". For axis labels. */
size_t ter__format_decimal(int64_t mantissa, int exponent, char *text);

#endif
