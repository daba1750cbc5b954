/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Coefficients as statisticians read them: estimate, standard error, t or z, the two-sided p value. */
#ifndef TER__CLI_STAT_TABLE_H
#define TER__CLI_STAT_TABLE_H

#include "cli/stat_data.h"
#include "tercile/json.h"

typedef struct ter__stat_coefficients {
    size_t count;
    const char *const *names;
    const double *estimates, *errors;
    double df;                   /* of Student's t; infinite: the normal law (z) */
    const double *lower, *upper; /* limits of the estimates; null: none */
    double level;                /* of them */
} ter__stat_coefficients;

/* --level of intervals: 0.95 when it was not given. The exit code, 0 when all is well. */
int ter__stat_level(ter__cli *cli, double *level);
/* The two-sided p value of estimate / error; NaN when there is no error. */
double ter__stat_p_value(double statistic, double df);
void ter__stat_print_coefficients(ter__cli *cli, const ter__stat_coefficients *c);
void ter__stat_json_coefficients(ter_json *json, const ter__stat_coefficients *c);

#endif
