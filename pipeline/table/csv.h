/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parts of the CSV reader. The text is gone through twice: once to check it and learn the types, which finds every error, and
 * once to fill the columns. So the only memory beside the text and the table is one record's fields.
 */
#ifndef TER__CSV_H
#define TER__CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tercile/table.h"

/* ---- csv_scan.c: records and fields ----------------------------------------------------------------------------------------- */

typedef struct ter__csv_field {
    const char *text; /* between the quotes when quoted; quotes inside are still doubled when `doubled` */
    size_t length;
    bool quoted, doubled;
} ter__csv_field;

typedef struct ter__csv_scanner {
    const char *at, *end;
    size_t line; /* of `at`, from 1 */
    char delimiter;
} ter__csv_scanner;

typedef struct ter__csv_record {
    size_t line;  /* where it begins */
    size_t count; /* fields it has; only the first `capacity` are in `fields` */
    size_t capacity;
    ter__csv_field *fields;
    const char *fault; /* what breaks RFC 4180 first, or null */
    size_t fault_line, fault_field;
} ter__csv_record;

/* The next record; false at the end of the text. After a fault the scan goes on behind it. */
bool ter__csv_next(ter__csv_scanner *scanner, ter__csv_record *record);
/* Whether nothing but line ends is left. */
bool ter__csv_only_line_ends(const ter__csv_scanner *scanner);
/* Copies a field with doubled quotes made single; `out` has room for field->length bytes. Returns the length. */
size_t ter__csv_unescape(const ter__csv_field *field, char *out);

/* ---- csv_type.c: what a field is ------------------------------------------------------------------------------------------------
 */

typedef enum ter__csv_number {
    TER__CSV_NO_NUMBER,
    TER__CSV_INTEGER,        /* digits with or without a sign, within 64 bits */
    TER__CSV_INTEGER_PADDED, /* likewise, with leading zeros */
    TER__CSV_INTEGER_LARGE,  /* likewise, beyond 64 bits */
    TER__CSV_DOUBLE,
    TER__CSV_NAN,   /* the word */
    TER__CSV_BEYOND /* digits whose value no double reaches */
} ter__csv_number;

/* Blanks around the text are taken off for numbers. */
void ter__csv_trim(const char **text, size_t *length);
ter__csv_number ter__csv_number_of(const char *text, size_t length);
/* Value of what is an integer within 64 bits. */
bool ter__csv_integer(const char *text, size_t length, int64_t *value);

/* What was seen of a column. */
typedef struct ter__csv_column {
    ter_type type;
    bool declared, left_out;
    bool values, text, decimal, padded, large; /* any value; any that is no number; no integer; ... */
    /* the first NaN or number beyond doubles, which a guessed column cannot hold */
    size_t unfit_line, unfit_length;
    const char *unfit_text;
    ter__csv_number unfit;
} ter__csv_column;

void ter__csv_see(ter__csv_column *column, ter__csv_number number, size_t line, const char *text, size_t length);
/* The type of a column that was not declared. */
ter_type ter__csv_guess(const ter__csv_column *column);

/* ---- csv_errors.c: all of them at once ------------------------------------------------------------------------------------------
 */

typedef struct ter__csv_errors {
    const char *name;
    size_t count;
    size_t used, hidden; /* bytes of text; errors that found no room */
    char text[TER_ERROR_TEXT_BYTES];
} ter__csv_errors;

/* Adds "name:line: ...". */
void ter__csv_add_error(ter__csv_errors *errors, size_t line, const char *format, ...) TER_PRINTF(3, 4);
bool ter__csv_enough_errors(const ter__csv_errors *errors);
ter_status ter__csv_report(const ter__csv_errors *errors, ter_error *error);

#define TER__CSV_SHOWN_BYTES 64
/* A field for an error text: quoted, cut when long, one line, bytes that are no text replaced. */
const char *ter__csv_show(const char *text, size_t length, char shown[TER__CSV_SHOWN_BYTES]);

#endif
