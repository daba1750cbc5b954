/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * X = scale W^(1 / power), W = B / (1 - B) the odds of a beta(a, b) variable, power > 0: F, beta prime, half t, generalised t.
 * With r = x / scale and w = r^power
 *     f(x) = power r^(a power - 1) (1 + w)^-(a + b) / (scale B(a, b)).
 */
#ifndef TER__ODDS_LAW_H
#define TER__ODDS_LAW_H

#include "beta_variable.h"
#include "power_scale.h"

/* Kept at the start of `prepared`. */
typedef struct ter__odds_law {
    ter__beta_variable variable; /* its jacobian is log(power / scale) */
    ter__power_scale scale;
    ter__dd end_power; /* a power - 1 */
} ter__odds_law;

ter__odds_law ter__odds_law_make(ter__dd a, ter__dd b, ter__dd scale, double power);
void ter__odds_law_keep(const ter__odds_law *law, double *prepared);
ter__odds_law ter__odds_law_of(const ter_dist *dist);

/* At x, 0 < x < inf. */
typedef struct ter__odds_place {
    ter__dd log_ratio; /* log(x / scale) */
    ter__beta_place at;
} ter__odds_place;
ter__odds_place ter__odds_place_of(const ter__odds_law *law, double x);
ter__dd ter__odds_log_density_at(const ter__odds_law *law, const ter__odds_place *p);
/* The x of a tail of the law itself. */
double ter__odds_inverse(const ter__odds_law *law, ter__dd log_tail, bool upper);

/* Derivatives of the log density in log x, a, b, power and log scale; `slope` in x. */
typedef struct ter__odds_gradient {
    double slope, a, b, power, log_scale;
} ter__odds_gradient;
ter__odds_gradient ter__odds_gradient_at(const ter__odds_law *law, double x, bool all);

double ter__odds_entropy(const ter__odds_law *law);
/* The log density at 0, a limit. */
ter__dd ter__odds_log_density_at_zero(const ter__odds_law *law);

/* For a statement: the law on [0, inf), the density at 0 included, whose prepared values begin with a ter__odds_law. */
ter__dd ter__odds_stated_log_density(const ter_dist *dist, double x);
ter__dd ter__odds_stated_log_tail(const ter_dist *dist, double x, bool upper);
double ter__odds_stated_inverse(const ter_dist *dist, ter__dd log_tail, bool upper);

/* Moments of beta prime with a, b and scale: infinite from the order b on. */
ter_status ter__beta_prime_mean(double a, double b, double scale, double *value);
ter_status ter__beta_prime_variance(double a, double b, double scale, double *value);
ter_status ter__beta_prime_skewness(double a, double b, double *value);
ter_status ter__beta_prime_excess_kurtosis(double a, double b, double *value);
ter_status ter__beta_prime_raw_moment(double a, double b, double scale, unsigned order, double *value);

#endif
