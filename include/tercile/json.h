/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Writing JSON: the one form in which results, reports and the command line give numbers to programs.
 *
 * Doubles are written in the shortest decimal form that reads back exactly. JSON has no infinities and no NaN: a missing value or
 * NaN is null, infinities are the texts "inf" and "-inf". Text that is not UTF-8 gets U+FFFD for each byte that does not fit.
 * The same calls give the same bytes everywhere.
 *
 * A writer remembers its first failure (out of memory, nesting deeper than TER_JSON_DEPTH_MAX, an end without a begin) and ignores
 * what follows: only ter_json_finish has to be looked at.
 */
#ifndef TERCILE_JSON_H
#define TERCILE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "status.h"

TER_BEGIN_DECLS

#define TER_JSON_DEPTH_MAX 32

typedef struct ter_json ter_json;

/* A writer, given: ter_json_destroy. Null when out of memory; every function below allows null and does nothing then. */
TER_EXPORT ter_json *ter_json_create(void);
TER_EXPORT void ter_json_destroy(ter_json *json);

/*
 * Opens an object or an array and closes the innermost one. Inside an object every value has a `key`; inside an array and at the
 * top it is null. On one line when `in_line` (and then everything inside too), otherwise one value a line, indented by two.
 */
TER_EXPORT void ter_json_object(ter_json *json, const char *key, bool in_line);
TER_EXPORT void ter_json_array(ter_json *json, const char *key, bool in_line);
TER_EXPORT void ter_json_end(ter_json *json);

TER_EXPORT void ter_json_text(ter_json *json, const char *key, const char *text); /* null text is null */
TER_EXPORT void ter_json_text_of(ter_json *json, const char *key, const char *text, size_t length);
TER_EXPORT void ter_json_double(ter_json *json, const char *key, double value);
TER_EXPORT void ter_json_integer(ter_json *json, const char *key, int64_t value);
TER_EXPORT void ter_json_unsigned(ter_json *json, const char *key, uint64_t value);
TER_EXPORT void ter_json_boolean(ter_json *json, const char *key, bool value);
TER_EXPORT void ter_json_null(ter_json *json, const char *key);
/* A value that is JSON already, copied as it is. */
TER_EXPORT void ter_json_copy(ter_json *json, const char *key, const char *value);

/*
 * The text, given: ter_bytes_free((uint8_t *)text); it ends with a line end. The writer is empty afterwards. TER_NO_MEMORY,
 * TER_LIMIT (depth), TER_BAD_STATE (something is still open, or was closed twice; a key is missing or too much; a second value at
 * the top).
 */
TER_MUST_USE TER_EXPORT ter_status ter_json_finish(ter_json *json, char **text, ter_error *error);

TER_END_DECLS
#endif
