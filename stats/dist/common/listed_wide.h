/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Positive numbers of any size in double-double, part 2^power: masses are counted far below the doubles, where logs still have all
 * their digits.
 */
#ifndef TER__LISTED_WIDE_H
#define TER__LISTED_WIDE_H

#include "listed.h"

typedef struct ter__wide {
    ter__dd part; /* 0, or in [1/2, 1) */
    long power;
} ter__wide;

/* Of any x >= 0 that is far from the ends of the doubles. */
ter__wide ter__wide_make(ter__dd x);
ter__wide ter__wide_add(ter__wide a, ter__wide b);
ter__wide ter__wide_mul(ter__wide a, ter__dd factor);
/* -inf of 0 */
ter__dd ter__wide_log(ter__wide a);

/* A law of the counts first, first + 1, ... with these masses[n], which need not sum to 1. Both ends must have mass. */
ter_status ter__counted(ter_dist **dist, const ter__composition *kind, double first, size_t n, const ter__wide *masses,
                        size_t given_count, const ter__given *given, ter_error *error);
/* TER_BAD_ARGUMENT naming law and argument unless value is a whole number from least to most. */
ter_status ter__counted_check(const char *law, const char *what, double value, double least, double most, ter_error *error);

#define TER__COUNTED(word, head, text, says, of)                                                                                   \
    {                                                                                                                              \
        {.name = #word, .title = head, .formula = text, .conventions = says, .discrete = true, TER__LISTED_SLOTS},                 \
            ter__listed_log_density, ter__listed_log_tail, ter__listed_slope, TER__LISTS, NULL, false, &(of)                       \
    }

#endif
