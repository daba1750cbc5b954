/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A density that rises on a straight line from a to b, is level to c and falls on a straight line to d: the trapezoidal law, and
 * with b = c the triangular one. With total = (d - a) + (c - b) its height is 2 / total; every tail is a sum of positive terms over
 * total, formed of exact differences.
 */
#ifndef TER__TRAPEZOID_LAW_H
#define TER__TRAPEZOID_LAW_H

#include "dist/family.h"

void ter__trapezoid_prepare(double a, double b, double c, double d, double *prepared);
/* The statement's functions, for x in [a, d]. */
ter__dd ter__trapezoid_log_density(const ter_dist *dist, double x);
ter__dd ter__trapezoid_log_tail(const ter_dist *dist, double x, bool upper);
double ter__trapezoid_inverse(const ter_dist *dist, ter__dd log_tail, bool upper);
/* slope and derivatives in a, b, c, d; NaN at b and c. */
void ter__trapezoid_gradient(const ter_dist *dist, double x, double *slope, double *by_corner);

ter_status ter__trapezoid_mean(const ter_dist *dist, double *value);
ter_status ter__trapezoid_variance(const ter_dist *dist, double *value);
ter_status ter__trapezoid_skewness(const ter_dist *dist, double *value);
ter_status ter__trapezoid_excess_kurtosis(const ter_dist *dist, double *value);
ter_status ter__trapezoid_entropy(const ter_dist *dist, double *value);
/* E[exp(i t X)] for the corners a <= b <= c <= d. */
ter_status ter__trapezoid_characteristic(double a, double b, double c, double d, double t, double *real, double *imaginary);
ter_status ter__trapezoid_mode(const ter_dist *dist, double *value); /* the middle of the shoulder */

#endif
