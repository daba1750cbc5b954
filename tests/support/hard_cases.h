/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Hard cases kept in files: lines "family,parameters,operation,argument,reason" after a header line, parameters parted by spaces,
 * numbers in hexadecimal. Lines that start with # are comments.
 */
#ifndef TER_HARD_CASES_H
#define TER_HARD_CASES_H

#include "tercile/dist.h"

typedef struct ter_hard_case {
    const ter_family *family;
    ter_operation operation;
    double parameters[TER_PARAMETERS_MAX];
    double argument;
    const char *reason, *file;
    size_t line;
} ter_hard_case;

/* Calls `check` for each case of each *.csv in the folder, files in order of their names; fails the test on a line it cannot read,
 * except for families that this build does not have. Returns the number of cases. */
size_t ter_hard_cases_each(const char *folder, void (*check)(const ter_hard_case *hard));

#endif
