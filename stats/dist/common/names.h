/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a name in a text can mean. */
#ifndef TER__NAMES_H
#define TER__NAMES_H

#include "dist/family.h"

/* A family, or one of its variants: whose parameters are meant. */
typedef struct ter__callee {
    const ter_family *family;
    const ter_variant *variant; /* null: the family's own parameters */
} ter__callee;

/* "NAME" or "ORIGIN.NAME". TER_UNKNOWN_NAME with the nearest name proposed. */
ter_status ter__callee_find(ter__callee *callee, const char *name, ter_error *error);

/* Writes "ORIGIN.NAME", or NAME alone. */
void ter__variant_label(const ter_variant *variant, char *text, size_t size);

#endif
