/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Statuses and error texts.
 *
 * Every function that can fail returns a ter_status that must be looked at; results go through pointers and are untouched on
 * failure unless the function says otherwise. Scalar evaluators (a density, a special function) return a double instead and
 * give NaN outside their domain.
 *
 * A function that takes a `ter_error *error` fills it on failure with one sentence that says what is wrong, where, and what to
 * do. The pointer may always be null. The caller owns it; on success it is left as it was.
 *
 * The numbers are pinned: a value never changes its meaning, and new ones go into the gaps.
 */
#ifndef TERCILE_STATUS_H
#define TERCILE_STATUS_H

#include <stdarg.h>

#include "export.h"

TER_BEGIN_DECLS

/* X(NAME, number, text). Groups: caller 1-19, mathematics 20-29, numerics 30-39, resources 40-59, course of events 60-79. */
#define TER_STATUS_LIST(X)                                                                                                         \
    X(OK, 0, "ok")                                                                                                                 \
    X(BAD_ARGUMENT, 1, "an argument is outside its allowed range")                                                                 \
    X(BAD_SHAPE, 2, "lengths or dimensions do not fit together")                                                                   \
    X(BAD_STATE, 3, "the call is not allowed in this state")                                                                       \
    X(UNKNOWN_NAME, 4, "no such name")                                                                                             \
    X(BAD_SYNTAX, 5, "a text does not follow its grammar")                                                                         \
    X(BAD_DATA, 6, "the data cannot be used for this")                                                                             \
    X(BAD_SPEC, 7, "the job file is not valid")                                                                                    \
    X(UNDEFINED, 20, "the value does not exist")                                                                                   \
    X(INFINITE, 21, "the value is infinite")                                                                                       \
    X(NO_CONVERGENCE, 30, "the iteration did not converge")                                                                        \
    X(NOT_ACCURATE, 31, "the accuracy promised could not be reached")                                                              \
    X(NO_MEMORY, 40, "out of memory")                                                                                              \
    X(LIMIT, 41, "a named limit was reached")                                                                                      \
    X(NOT_FOUND, 42, "no such file or directory")                                                                                  \
    X(NO_PERMISSION, 43, "permission denied")                                                                                      \
    X(DISK_FULL, 44, "no space left on the disk")                                                                                  \
    X(INPUT_OUTPUT, 45, "reading or writing failed")                                                                               \
    X(NO_BACKEND, 46, "an optional part is not installed")                                                                         \
    X(CANCELLED, 60, "cancelled")                                                                                                  \
    X(TIMEOUT, 61, "timed out")                                                                                                    \
    X(CHECK_FAILED, 62, "an expectation was not met")                                                                              \
    X(INTERNAL, 99, "an internal check failed: please report this")

typedef enum ter_status {
#define TER_STATUS_ENUM(name, number, text) TER_##name = number,
    TER_STATUS_LIST(TER_STATUS_ENUM)
#undef TER_STATUS_ENUM
} ter_status;

/* Longest error text, its end mark included. A longer one is cut at a character boundary. */
#define TER_ERROR_TEXT_BYTES 1024

typedef struct ter_error {
    ter_status status;
    char text[TER_ERROR_TEXT_BYTES];
} ter_error;

/* The name ("BAD_ARGUMENT") and the general text of a status; "UNKNOWN" and "unknown status" for a number not in the list. */
TER_EXPORT const char *ter_status_name(ter_status status);
TER_EXPORT const char *ter_status_text(ter_status status);

/*
 * Fills `error` (may be null) and returns `status`, so that a failing function ends in one line. A status of TER_OK is a mistake
 * of the caller and is turned into TER_INTERNAL.
 */
TER_EXPORT ter_status ter_error_set(ter_error *error, ter_status status, const char *format, ...) TER_PRINTF(3, 4);
TER_EXPORT ter_status ter_error_set_list(ter_error *error, ter_status status, const char *format, va_list arguments)
    TER_PRINTF(3, 0);

/* Puts context in front of a text on its way up: "stage \"law\": " + text. Returns error->status, or `status` if error is null. */
TER_EXPORT ter_status ter_error_prefix(ter_error *error, ter_status status, const char *format, ...) TER_PRINTF(3, 4);

TER_END_DECLS
#endif
