/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The function that a fit maximises: the log likelihood of a family on given data and weights, with gradient and Hessian, from the
 * family's own code or by numerical derivatives.
 */
#ifndef TER__OBJECTIVE_H
#define TER__OBJECTIVE_H

#include "dist/family.h"
#include "tercile/fit.h"

/* Observations whose log densities are computed together by the numerical form. */
#define TER__OBJECTIVE_BLOCK 256

typedef struct ter__objective {
    const ter_family *family; /* the copy on the path in use */
    size_t n;
    const double *x, *columns, *weights;
    double total_weight;
    double spread; /* standard deviation of x: the unit of parameters that may be anything */
    /* The parameters that move, in order. The others stay as they are in the vectors given. */
    size_t free_count;
    size_t free[TER_PARAMETERS_MAX];
    /* Censored observations lie in (from[i], to[i]], exact ones have from[i] = to[i] = x[i]; null: all are exact. */
    const double *from, *to;
    /* Only values in (cut_from, cut_to] could be observed. */
    bool truncated;
    double cut_from, cut_to;
    bool numerical;
    double step[TER_PARAMETERS_MAX]; /* numerical form: some standard error of each parameter; 0 when not known yet */
    ter_dist scratch;
    double block[TER__OBJECTIVE_BLOCK * (TER_PARAMETERS_MAX + 1)];
} ter__objective;

typedef struct ter__point {
    double parameters[TER_PARAMETERS_MAX]; /* all */
    double value;
    double gradient[TER_PARAMETERS_MAX];                     /* of the free ones, packed */
    double hessian[TER_PARAMETERS_MAX * TER_PARAMETERS_MAX]; /* likewise, free_count x free_count */
} ter__point;

/* Whether every parameter is strictly inside its interval (or at a closed end) and the family allows them together. */
bool ter__objective_allows(const ter__objective *objective, const double *parameters);

/* The log likelihood alone. False where it is -inf, +inf or NaN, or a parameter is outside its interval. */
bool ter__objective_value(ter__objective *objective, const double *parameters, double *value);

/* Fills value, gradient and Hessian at point->parameters; false as above, or when a derivative is not finite. */
bool ter__objective_evaluate(ter__objective *objective, ter__point *point);

/* The unit of a parameter: a length over which it may well change. */
double ter__objective_unit(const ter__objective *objective, size_t parameter, double value);

/* Numerical derivatives (objective_numerical.c). */
bool ter__objective_numerical(ter__objective *objective, ter__point *point);
bool ter__objective_numerical_value(ter__objective *objective, const double *parameters, double *value);
/* log P(a < X <= b), a < b, either of which may be infinite; -inf where it is 0 (censored.c). */
double ter__log_interval(const ter_dist *dist, double a, double b);

#endif
