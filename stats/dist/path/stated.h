/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What follows from a statement (family.h): the kernels of every operation, inverses, intervals, gradients. */
#ifndef TER__STATED_H
#define TER__STATED_H

#include "dist/family.h"

/* The kernels of a stated law, by operation; none is null. */
extern ter__kernel *const ter__stated_kernel[TER_OPERATION_COUNT];

/*
 * The point with log P(X <= x) (or P(X > x), with upper) = log_tail: for continuous laws rounded once, for counts the smallest k
 * with P(X <= k) >= exp(log_tail) (or P(X > k) <= exp(log_tail)). log_tail is finite and below 0; the better the smaller.
 */
double ter__stated_solve(const ter_dist *dist, bool upper, ter__dd log_tail);

double ter__stated_interval(const ter_dist *dist, double a, double b);
void ter__stated_gradient(const ter_dist *dist, size_t n, const double *x, double *slope, double *by_parameter);

#endif
