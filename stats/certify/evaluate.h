/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Operations of a law as balls. The functions here give TER_OK with a ball (of any width: the caller looks), TER_UNDEFINED where no
 * value exists, TER_NOT_ACCURATE where the work bound was reached.
 */
#ifndef TER__EVALUATE_H
#define TER__EVALUATE_H

#include "law.h"
#include "tercile/certify.h"

typedef struct ter__question {
    const ter__law *law;
    const double *parameters;
    ter_operation operation;
    double argument;
    double hint; /* of an inverse: where to look first, NaN for nowhere; never believed */
} ter__question;

/* log P(X <= x) and log P(X > x) for any real x; for discrete laws x is taken down to an integer. NaN balls at x too near an end.
 */
typedef struct ter__log_tails {
    ter__b lower, upper;
} ter__log_tails;
ter__log_tails ter__log_tails_at(ter__balls *w, const ter__law *law, const ter__b *p, ter__b x);

/* The parameters as exact balls: at most TER_PARAMETERS_MAX. */
void ter__parameter_balls(ter__balls *w, const ter__law *law, const double *parameters, ter__b *p);

/* A point operation at the workspace's precision. */
ter_status ter__evaluate_point(arb_t out, ter__balls *w, const ter__question *question);
/* An inverse, by itself to the goal: out is tight unless the status says otherwise. *bits is the precision used. */
ter_status ter__evaluate_inverse(arb_t out, const ter__question *question, slong *bits);

/* Any operation, tight to TER_CERTIFY_GOAL_BITS. */
ter_status ter__answer(arb_t out, const ter__question *question, slong *bits);
/* Tight: relative width at most 2^-goal, or exact, or infinite, or surely below half the smallest double in magnitude. */
bool ter__is_tight(const arb_t x, slong goal);

/* The public form of a tight ball. */
void ter__enclose(ter_enclosure *enclosure, const arb_t ball, slong bits);

/* P(a < X <= b), and the derivative of the log density at x in parameter `index`: tight as above. */
ter_status ter__answer_interval(arb_t out, const ter__law *law, const double *parameters, double a, double b, slong *bits);
ter_status ter__answer_gradient(arb_t out, const ter__law *law, const double *parameters, size_t index, double x, slong *bits);

#endif
