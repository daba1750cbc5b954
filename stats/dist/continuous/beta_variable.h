/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A beta variable X as laws that are built on it use it: by a point at which X, Y = 1 - X and the logs of both are known to
 * double-double precision, however near either end. beta, F, beta prime, half t, PERT and others are monotone functions of it.
 */
#ifndef TER__BETA_VARIABLE_H
#define TER__BETA_VARIABLE_H

#include "dist/family.h"
#include "special/beta_inc.h"

/* Only doubles, so that it may be kept in `prepared`. */
typedef struct ter__beta_variable {
    ter__beta_shape shape;
    ter__dd jacobian; /* a constant added to the log density */
    ter__dd norm;     /* jacobian - log B(a, b) */
} ter__beta_variable;

ter__beta_variable ter__beta_variable_make(ter__dd a, ter__dd b, ter__dd jacobian);
ter__dd ter__beta_variable_a(const ter__beta_variable *v);
ter__dd ter__beta_variable_b(const ter__beta_variable *v);

typedef struct ter__beta_place {
    ter__dd x, y; /* 0 below 1e-260 */
    ter__dd log_x, log_y;
} ter__beta_place;

/* 0 < x, y and x + y = 1. */
ter__beta_place ter__beta_place_of(ter__dd x, ter__dd y);
/* By the log of the odds x / y. */
ter__beta_place ter__beta_place_of_log_odds(ter__dd log_odds);

/* jacobian + log(x^(a - i) y^(b - j) / B(a, b)). */
ter__dd ter__beta_variable_log_density(const ter__beta_variable *v, const ter__beta_place *at, double i, double j);
/* log P(X <= x), or of P(X > x). */
ter__dd ter__beta_variable_log_tail(const ter__beta_variable *v, const ter__beta_place *at, bool upper);
/* The tail is exp(log_tail) with exp(log_tail) at most about 1/2. The log odds are log_x - log_y. */
ter__beta_root ter__beta_variable_inverse(const ter__beta_variable *v, ter__dd log_tail, bool upper);

/* E log X - log(a / n) and E log Y - log(b / n): digamma(a) - log a - digamma(n) + log n, small for large parameters. */
double ter__beta_variable_mean_log_x(const ter__beta_variable *v);
double ter__beta_variable_mean_log_y(const ter__beta_variable *v);
/* d/da and d/db of log(x^a y^b / B(a, b)). */
double ter__beta_variable_by_a(const ter__beta_variable *v, const ter__beta_place *at);
double ter__beta_variable_by_b(const ter__beta_variable *v, const ter__beta_place *at);

/* digamma(z) - log z. */
double ter__digamma_rest(double z);

#endif
