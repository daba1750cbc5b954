/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tables of variants: rows of parameters that the peers' laws share. A peer's parameter that a law here does not have (scipy's loc)
 * keeps its place and may only have the value that says nothing, so that positional calls mean what they mean to the peer.
 */
#ifndef TER__VARIANTS_H
#define TER__VARIANTS_H

#include "common_parameters.h"

/* convert: null for the same numbers in the same order. */
#define TER__VARIANT(where, word, table, conversion)                                                                               \
    { .origin = where, .name = word, .parameter_count = sizeof table / sizeof table[0], .parameters = table, .convert = conversion }

#define TER__FIXED_PARAMETER(word, value, text)                                                                                    \
    {                                                                                                                              \
        .name = word, .symbol = word, .description = text, .lower = value, .upper = value, .has_default = true,                    \
        .default_value = value                                                                                                     \
    }

#define TER__SCIPY_LOC                                                                                                             \
    {                                                                                                                              \
        .name = "loc", .symbol = "loc", .description = "location", .lower = -TER__INFINITY, .upper = TER__INFINITY,                \
        .lower_open = true, .upper_open = true, .has_default = true, .default_value = 0.0                                          \
    }
#define TER__SCIPY_SCALE                                                                                                           \
    {                                                                                                                              \
        .name = "scale", .symbol = "scale", .description = "scale", .lower = 0.0, .upper = TER__INFINITY, .lower_open = true,      \
        .upper_open = true, .has_default = true, .default_value = 1.0                                                              \
    }
#define TER__SCIPY_NO_LOC   TER__FIXED_PARAMETER("loc", 0.0, "0: this law has no location")
#define TER__SCIPY_NO_SCALE TER__FIXED_PARAMETER("scale", 1.0, "1: this law has no scale")

#define TER__RATE_PARAMETER                                                                                                        \
    {                                                                                                                              \
        .name = "rate", .symbol = "lambda", .description = "rate, 1 / scale", .lower = 0.0, .upper = TER__INFINITY,                \
        .lower_open = true, .upper_open = true, .has_default = true, .default_value = 1.0                                          \
    }

#endif
