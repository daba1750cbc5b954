/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checks one value of the job file by the kind that its key asks for. */
#ifndef TER__ITEM_H
#define TER__ITEM_H

#include "spec/key.h"

/* Errors go to the diagnostics; TER_NO_MEMORY is the only failure. */
TER_MUST_USE ter_status ter__item_check(ter__item *item, const ter__scope *scope, const ter__key *key, const ter__value *value);
/* An error at byte `column` (from 1; 0: unknown) of the item's text. */
void ter__item_diagnose_within(const ter__item *item, size_t column, const char *text, ter_diagnostics *diagnostics);
/* Letters, digits, _ and -, beginning with a letter or _, at most TER__SPEC_NAME_BYTES_MAX bytes. */
bool ter__name_is_good(const char *text);

#endif
