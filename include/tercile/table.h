/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tables: named columns of equal length, in the buffer layout of the Arrow C data interface (validity bitmap with bit i of byte
 * i / 8, 0 = missing; doubles and 64-bit integers packed; text as 32-bit offsets and bytes; factors as 32-bit codes into a list of
 * levels). What a stage takes and gives is tables; what travels between tasks is tables encoded to bytes.
 *
 * A table is built by one owner and then only read; readers may share it.
 */
#ifndef TERCILE_TABLE_H
#define TERCILE_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "status.h"

TER_BEGIN_DECLS

/* X(NAME, word, Arrow format) */
#define TER_TYPE_LIST(X)                                                                                                           \
    X(DOUBLE, double, "g")                                                                                                         \
    X(INTEGER, integer, "l")                                                                                                       \
    X(TEXT, text, "u")                                                                                                             \
    X(FACTOR, factor, "i")

typedef enum ter_type {
#define TER_TYPE_ENUM(name, word, format) TER_##name,
    TER_TYPE_LIST(TER_TYPE_ENUM)
#undef TER_TYPE_ENUM
        TER_TYPE_COUNT
} ter_type;

TER_EXPORT const char *ter_type_word(ter_type type);
TER_MUST_USE TER_EXPORT ter_status ter_type_find(ter_type *type, const char *word, ter_error *error);

/* Bounds of a table; reaching one is TER_LIMIT. */
#define TER_TABLE_COLUMNS_MAX     4096
#define TER_TABLE_ROWS_MAX        ((size_t)1 << 31)
#define TER_COLUMN_NAME_BYTES_MAX 255
#define TER_TEXT_BYTES_MAX        ((size_t)1 << 30)
#define TER_LEVELS_MAX            ((size_t)1 << 24)

typedef struct ter_table ter_table;

/* ---- reading ------------------------------------------------------------------------------------------------------------ */

TER_EXPORT size_t ter_table_rows(const ter_table *table);
TER_EXPORT size_t ter_table_columns(const ter_table *table);
TER_EXPORT const char *ter_table_column_name(const ter_table *table, size_t column); /* null past the end */
TER_EXPORT ter_type ter_table_column_type(const ter_table *table, size_t column);
TER_EXPORT size_t ter_table_missing_count(const ter_table *table, size_t column);
/* TER_UNKNOWN_NAME with the nearest column proposed. */
TER_MUST_USE TER_EXPORT ter_status ter_table_find(const ter_table *table, const char *name, size_t *column, ter_error *error);

TER_EXPORT bool ter_table_is_missing(const ter_table *table, size_t column, size_t row);
/* A double or integer column's value as a double; NaN when missing or of another type. */
TER_EXPORT double ter_table_double(const ter_table *table, size_t column, size_t row);
TER_EXPORT int64_t ter_table_integer(const ter_table *table, size_t column, size_t row);
/* Text or factor; *length bytes, ended by no mark: a view valid as long as the table. Null when missing or of another type. */
TER_EXPORT const char *ter_table_text(const ter_table *table, size_t column, size_t row, size_t *length);
/* Buffers themselves: values[rows] of a double column (missing entries are NaN), codes[rows] of a factor column (missing -1). */
TER_EXPORT const double *ter_table_doubles(const ter_table *table, size_t column);
TER_EXPORT const int32_t *ter_table_codes(const ter_table *table, size_t column);
TER_EXPORT size_t ter_table_level_count(const ter_table *table, size_t column);
TER_EXPORT const char *ter_table_level(const ter_table *table, size_t column, size_t level, size_t *length);

/* ---- building ----------------------------------------------------------------------------------------------------------- */

typedef struct ter_table_builder ter_table_builder;

TER_MUST_USE TER_EXPORT ter_status ter_table_builder_create(ter_table_builder **builder, ter_error *error);
TER_EXPORT void ter_table_builder_destroy(ter_table_builder *builder);
/* Adds a column before the first row; the index is returned in *column (may be null). Names are unique, non-empty UTF-8. */
TER_MUST_USE TER_EXPORT ter_status ter_table_builder_column(ter_table_builder *builder, const char *name, ter_type type,
                                                            size_t *column, ter_error *error);
/* Appends to one column. A row is complete when every column has got its value; finish checks it. A double that is NaN is missing.
 */
TER_MUST_USE TER_EXPORT ter_status ter_table_builder_double(ter_table_builder *builder, size_t column, double value);
TER_MUST_USE TER_EXPORT ter_status ter_table_builder_integer(ter_table_builder *builder, size_t column, int64_t value);
TER_MUST_USE TER_EXPORT ter_status ter_table_builder_text(ter_table_builder *builder, size_t column, const char *text,
                                                          size_t length);
TER_MUST_USE TER_EXPORT ter_status ter_table_builder_missing(ter_table_builder *builder, size_t column);
/* Appends row `row` of `table`, whose columns must be of the same types in the same order. */
TER_MUST_USE TER_EXPORT ter_status ter_table_builder_row(ter_table_builder *builder, const ter_table *table, size_t row);
/* Gives the table and empties the builder. Levels of a factor are in order of first appearance. */
TER_MUST_USE TER_EXPORT ter_status ter_table_builder_finish(ter_table_builder *builder, ter_table **table, ter_error *error);

TER_EXPORT void ter_table_destroy(ter_table *table); /* null is allowed */
/* The same table with one more owner; each owner destroys. */
TER_EXPORT ter_table *ter_table_share(ter_table *table);

/* Rows of a followed by rows of b; columns must be the same in name, type and order. */
TER_MUST_USE TER_EXPORT ter_status ter_table_concatenate(ter_table **table, const ter_table *a, const ter_table *b,
                                                         ter_error *error);
/* The rows listed, in that order. */
TER_MUST_USE TER_EXPORT ter_status ter_table_select(ter_table **table, const ter_table *source, size_t count, const size_t *rows,
                                                    ter_error *error);

/* ---- bytes -------------------------------------------------------------------------------------------------------------- */

/* The encoding (pipeline/table/format.md): versioned, checksummed, the same bytes for equal tables. Bytes are given:
 * ter_bytes_free. */
TER_MUST_USE TER_EXPORT ter_status ter_table_encode(const ter_table *table, uint8_t **bytes, size_t *length, ter_error *error);
/* Refuses damage, other versions and sizes beyond the bounds with TER_BAD_DATA; never reads outside bytes[length]. */
TER_MUST_USE TER_EXPORT ter_status ter_table_decode(ter_table **table, const uint8_t *bytes, size_t length, ter_error *error);
TER_EXPORT void ter_bytes_free(uint8_t *bytes);

/* ---- Arrow -------------------------------------------------------------------------------------------------------------- */

struct ArrowSchema;
struct ArrowArray;
/* Exports as a struct array (tercile/arrow.h has the two structs); buffers are shared, not copied, until both are released. */
TER_MUST_USE TER_EXPORT ter_status ter_table_export_arrow(ter_table *table, struct ArrowSchema *schema, struct ArrowArray *array,
                                                          ter_error *error);

/* ---- CSV ---------------------------------------------------------------------------------------------------------------- */

#define TER_CSV_FIELD_BYTES_MAX ((size_t)1 << 20)
#define TER_CSV_ERRORS_MAX      20

typedef struct ter_csv_options {
    /*
     * Types of named columns; arrays of `type_count`, borrowed. The type of any other is guessed from all its rows: integer,
     * double, else text, and never so that something is lost: a column whose every value reads as an integer is text when one has
     * leading zeros (01134500 is a gauge, not a number) or is beyond 64 bits. A column without any value is double.
     */
    size_t type_count;
    const char *const *type_names;
    const ter_type *types;
    /* Fields that mean "missing"; null means {"", "NA"}. Borrowed. In text and factor columns a quoted field never does. */
    size_t missing_count;
    const char *const *missing;
    char delimiter; /* 0 means a comma */
    /* Columns of the table: those that it says yes to; null for all. Fields of the others may hold anything that is UTF-8. */
    bool (*wanted)(void *context, const char *name);
    void *wanted_context;
} ter_csv_options;

/*
 * Reads a file by RFC 4180 (quotes, doubled quotes, line ends inside quotes, CRLF or LF, an optional UTF-8 mark); the first record
 * names the columns. Errors read "peaks.csv:17: ..." and name the column and the field: a record with too many or too few fields, a
 * field that is not of its column's type, an open quote, bytes that are not UTF-8, an empty line that is not at the end. All errors
 * up to TER_CSV_ERRORS_MAX are in the text, a line each, as many as fit. TER_NOT_FOUND, TER_NO_PERMISSION, TER_BAD_DATA (also for
 * an empty file), TER_LIMIT; TER_UNKNOWN_NAME when a type is given to a column that is not there.
 *
 * Blanks around numbers are skipped, elsewhere they belong to the field. Numbers are read as ter_text_to_double does; NaN and
 * digits beyond the range of a double are errors: what is missing must be listed as such. In a file of one column an empty line
 * is a row whose value is missing.
 */
TER_MUST_USE TER_EXPORT ter_status ter_csv_read(ter_table **table, const char *path, const ter_csv_options *options,
                                                ter_error *error);
/* The same from memory; `name` stands for the file in errors. */
TER_MUST_USE TER_EXPORT ter_status ter_csv_parse(ter_table **table, const char *text, size_t length, const char *name,
                                                 const ter_csv_options *options, ter_error *error);
/* The table as CSV text, doubles in the shortest form that reads back exactly, missing as an empty field. Bytes are given.
 * Reading it back with the columns' types gives an equal table (but for texts that hold a zero byte, which no CSV can). */
TER_MUST_USE TER_EXPORT ter_status ter_csv_write(const ter_table *table, uint8_t **bytes, size_t *length, ter_error *error);

TER_END_DECLS
#endif
