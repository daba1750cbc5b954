/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making diagnostics. They are kept in order of place; beyond TER_DIAGNOSTICS_MAX they are only counted. */
#ifndef TER__DIAGNOSTICS_H
#define TER__DIAGNOSTICS_H

#include <stddef.h>

#include "tercile/job.h"

/* Where something stands: from 1, in characters; line 0 means the whole file. */
typedef struct ter__place {
    size_t line, column, width;
} ter__place;

/* Sets the file's name and text (copied), and forgets diagnostics there were. TER_NO_MEMORY. */
TER_MUST_USE ter_status ter__diagnostics_source(ter_diagnostics *diagnostics, const char *name, const char *text, size_t length);

/* Adds an error; `help` may be null. Running out of memory is remembered and reported by ter__diagnostics_status. */
void ter__diagnose(ter_diagnostics *diagnostics, ter__place place, const char *help, const char *format, ...) TER_PRINTF(4, 5);
void ter__warn(ter_diagnostics *diagnostics, ter__place place, const char *help, const char *format, ...) TER_PRINTF(4, 5);
/* unknown WHAT "WORD", with the nearest candidate or the list of them as help. */
void ter__diagnose_unknown(ter_diagnostics *diagnostics, ter__place place, const char *what, const char *word,
                           const char *const *candidates, size_t count);

/* TER_OK without errors; TER_BAD_SPEC, with the first in `error`; TER_NO_MEMORY. */
TER_MUST_USE ter_status ter__diagnostics_status(const ter_diagnostics *diagnostics, ter_error *error);

#endif
