/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TER__MAXIMIZE_H
#define TER__MAXIMIZE_H

#include "fit/objective.h"

/* What is known of a point once its information matrix has been looked at. */
typedef struct ter__certificate {
    bool positive;    /* the information is positive definite */
    double decrement; /* sqrt(g' I^-1 g): no parameter is further than this many of its standard errors from the maximum */
    double curvature; /* smallest eigenvalue of the information scaled to unit diagonal */
    double covariance[TER_PARAMETERS_MAX * TER_PARAMETERS_MAX]; /* I^-1, free_count x free_count; NaN unless positive */
    double step[TER_PARAMETERS_MAX];                            /* the Newton step I^-1 g */
} ter__certificate;

typedef enum ter__outcome {
    TER__MAXIMUM,       /* certified */
    TER__BLOCKED,       /* no step forward is possible: the edge of the parameter space */
    TER__FLAT,          /* steps do not get shorter: the likelihood rises towards a limit law */
    TER__UNBOUNDED,     /* the likelihood grows without bound */
    TER__TOO_MANY_STEPS /* iterations_max */
} ter__outcome;

typedef struct ter__search {
    ter__point point;
    ter__certificate certificate;
    ter__outcome outcome;
    unsigned iterations;
} ter__search;

void ter__certify_point(const ter__objective *objective, const ter__point *point, ter__certificate *certificate);

/*
 * Seeks a maximum from search->point.parameters, where the likelihood must be positive (false otherwise: nothing was done).
 */
bool ter__maximize(ter__objective *objective, unsigned iterations_max, ter__search *search);

/* The decrement below which a point counts as the maximum. */
double ter__decrement_allowed(const ter__objective *objective);

#endif
