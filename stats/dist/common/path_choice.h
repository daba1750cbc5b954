/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which copy of the kernels serves this processor. */
#ifndef TER__PATH_CHOICE_H
#define TER__PATH_CHOICE_H

#include <stddef.h>

#include "dist/family.h"

/* Paths this build has and this processor can run, from the portable one to the fastest. */
size_t ter__path_count(void);
const ter__path *ter__path_at(size_t index);
/* The fastest of them. */
const ter__path *ter__path_best(void);

#endif
