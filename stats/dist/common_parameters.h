/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of parameter tables that many families share. */
#ifndef TER__COMMON_PARAMETERS_H
#define TER__COMMON_PARAMETERS_H

#include "special/dd.h"
#include "tercile/dist.h"

/* Any finite number; 0 unless given. */
#define TER__LOCATION_PARAMETER(text)                                                                                              \
    {                                                                                                                              \
        .name = "location", .symbol = "mu", .description = text, .lower = -TER__INFINITY, .upper = TER__INFINITY,                  \
        .lower_open = true, .upper_open = true, .has_default = true, .default_value = 0.0                                          \
    }

/* Any positive number; 1 unless given. */
#define TER__SCALE_PARAMETER(text)                                                                                                 \
    {                                                                                                                              \
        .name = "scale", .symbol = "s", .description = text, .lower = 0.0, .upper = TER__INFINITY, .lower_open = true,             \
        .upper_open = true, .has_default = true, .default_value = 1.0                                                              \
    }

/* Any positive number, without default. */
#define TER__POSITIVE_PARAMETER(word, letter, text)                                                                                \
    {                                                                                                                              \
        .name = word, .symbol = letter, .description = text, .lower = 0.0, .upper = TER__INFINITY, .lower_open = true,             \
        .upper_open = true                                                                                                         \
    }

/* Any finite number, without default. */
#define TER__REAL_PARAMETER(word, letter, text)                                                                                    \
    {                                                                                                                              \
        .name = word, .symbol = letter, .description = text, .lower = -TER__INFINITY, .upper = TER__INFINITY, .lower_open = true,  \
        .upper_open = true                                                                                                         \
    }

#endif
