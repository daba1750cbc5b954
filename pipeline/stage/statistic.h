/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A statistic of a fitted law: "quantile(0.99)", "mean", "standard_deviation" or a parameter's name. */
#ifndef TER__STATISTIC_H
#define TER__STATISTIC_H

#include "tercile/dist.h"

typedef struct ter__statistic {
    enum { TER__STATISTIC_QUANTILE, TER__STATISTIC_MEAN, TER__STATISTIC_DEVIATION, TER__STATISTIC_PARAMETER } kind;
    double p;
    const char *parameter; /* a view of the text */
} ter__statistic;

/* TER_BAD_SYNTAX says what is wrong. The name of a parameter is only known to be one when it is looked up. */
TER_MUST_USE ter_status ter__statistic_parse(ter__statistic *statistic, const char *text, ter_error *error);
/* Whether laws of the family have it: false for a parameter they do not have. */
bool ter__statistic_exists(const ter__statistic *statistic, const ter_family *family);
/* Its value for a law with these parameters; NaN when it does not exist. */
double ter__statistic_value(const ter__statistic *statistic, const ter_family *family, const double *parameters);

#endif
