/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What Tercile gives for a reference dataset, under the names of certified.tsv. */
#ifndef TER__CLI_NIST_COMPUTE_H
#define TER__CLI_NIST_COMPUTE_H

#include <stdbool.h>

#include "cli/nist_data.h"

#define TER__NIST_ANSWERS_MAX 48

typedef struct ter__nist_answers {
    size_t count;
    struct {
        char quantity[32];
        double value;
    } items[TER__NIST_ANSWERS_MAX];
} ter__nist_answers;

/* Univariate, anova and linear sets. `low` of the columns is used only when `decimal`: otherwise the data are plain doubles. */
TER_MUST_USE ter_status ter__nist_compute(ter__nist_answers *answers, const ter__nist_set *set, const ter__nist_columns *columns,
                                          int decimal, ter_error *error);
void ter__nist_put(ter__nist_answers *answers, const char *quantity, double value);
/* NaN when there is no such answer. */
double ter__nist_answer(const ter__nist_answers *answers, const char *quantity);
/* Digits right: -log10 of the relative error (absolute where the certified value is 0), cut to 0 .. most. */
double ter__nist_digits(double value, double certified, double most);

#endif
