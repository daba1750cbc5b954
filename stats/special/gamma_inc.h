/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Regularised incomplete gamma functions P(a, x) and Q(a, x), their logs and their inverses in x.
 *
 * One computation serves all: the smaller tail as exp(log_prefix) * factor, both in double-double, so that probabilities are
 * rounded once at the end, log probabilities exist where probabilities underflow, and the larger tail is one minus the smaller.
 * log_prefix is the saddle-point form of log(x^a e^-x / Gamma(a + 1)), free of cancellation; factor is, by region,
 *   a >= 16 and 0.3 < x / a < 2.35   Temme's uniform expansion: erfc core plus a convergent series in eta
 *   x <= a otherwise                 the power series of P with positive terms
 *   x > a otherwise                  Legendre's continued fraction of Q
 *   a < 1, x < 1.5                   the alternating series, with Q formed by expm1 so that nothing is lost as a goes to 0
 * Sources: DLMF 8.7, 8.9, 8.12; Temme, "On the computation of the incomplete gamma functions for large values of the parameters"
 * (1987); Loader, "Fast and accurate computation of binomial probabilities" (2000) for the saddle-point form.
 */
#ifndef TER__GAMMA_INC_H
#define TER__GAMMA_INC_H

#include <stdbool.h>

#include "dd.h"

/* What depends on the shape a alone: prepared once per distribution. Only doubles, so that it may be kept in `prepared`. */
typedef struct ter__gamma_shape {
    ter__dd a;
    ter__dd log_a;
    /* log Gamma(a + 1) for a < 1; (log(2 pi a)) / 2 + Stirling error for a >= 1 */
    ter__dd log_norm;
    double inverse_a;
    double core_scale; /* 1 / sqrt(2 pi a) */
} ter__gamma_shape;

/* 0 < a < inf; a.lo is 0 for a double shape. */
ter__gamma_shape ter__gamma_shape_of(ter__dd a);

/* The smaller (or nearly) of P (upper false) and Q (upper true): exp(log_prefix) * factor. */
typedef struct ter__gamma_tail {
    bool upper;
    ter__dd log_prefix, factor;
    double log_rate; /* log(x density(x)), for derivatives; set by ter__gamma_tail_at alone */
    bool core;       /* log_prefix lacks -log_norm, which is in factor */
} ter__gamma_tail;

/* 0 < x < inf. */
ter__gamma_tail ter__gamma_tail_at(const ter__gamma_shape *shape, ter__dd x);
/*
 * The same with every term in double-double: relative error of the tail below 2^-80, a few to a few hundred microseconds. For
 * comparisons that the ordinary form cannot decide. 1 <= a <= 1e6; the ordinary form elsewhere.
 */
ter__gamma_tail ter__gamma_tail_precise(const ter__gamma_shape *shape, ter__dd x);
/* Arguments below this are better given by their log: products with them could underflow. */
#define TER__GAMMA_TINY 1e-260
/* The same for x below that, given by its log. */
ter__gamma_tail ter__gamma_tail_tiny(const ter__gamma_shape *shape, ter__dd log_x);
/*
 * The tail in Temme's region from its coordinates: spread = a phi(lambda) = a eta^2 / 2 in double-double, eta with its sign, 1 / a
 * (0 gives the normal law) and 1 / sqrt(2 pi a). For laws that are limits of a shape going to infinity.
 */
ter__gamma_tail ter__gamma_tail_temme(ter__dd spread, double eta, double inverse_a, double core_scale);
/* Reads the wanted tail, or its log, off it. */
double ter__gamma_tail_value(ter__gamma_tail tail, bool upper, bool logarithm);
/* log of the wanted tail in double-double; not smaller than 1e-290 away from 0 is the absolute limit. */
ter__dd ter__gamma_tail_log(ter__gamma_tail tail, bool upper);

/* log(x^a e^-x / Gamma(a + 1)), 0 < x < inf; {-inf, 0} where it is below -1e300. */
ter__dd ter__gamma_log_prefix(const ter__gamma_shape *shape, ter__dd x);
/* The same from log x, for x below 1e-260 (where e^-x is 1). */
ter__dd ter__gamma_log_prefix_tiny(const ter__gamma_shape *shape, ter__dd log_x);
/* phi(t) / t^2 for phi(t) = t - log(1 + t), t > -1: 1/2 at 0. */
ter__dd ter__dd_phi_ratio(ter__dd t);

/* exp(z^2) erfc(z), z >= 0, in double-double to about 2^-65. */
ter__dd ter__dd_erfcx(ter__dd z);

/*
 * The x with (upper ? Q : P)(a, x) = p, given p or, with `logarithm`, log p. 0 where it underflows; infinity for Q = 0. NaN for a
 * probability outside [0, 1] (log above 0) and for NaN.
 */
double ter__gamma_inverse(const ter__gamma_shape *shape, double p, bool upper, bool logarithm);
/* The same multiplied by `scale` > 0, with one rounding (and no underflow before the multiplication). */
double ter__gamma_inverse_scaled(const ter__gamma_shape *shape, double p, bool upper, bool logarithm, double scale);

/*
 * For laws built on these: the tail to solve for when the wanted one (upper or not) is to be p (or exp(p)), 0 < p < 1: the smaller
 * of the two, with its log; and a first guess of the standard normal z > 0 with that log tail, to three digits.
 */
typedef struct ter__tail_target {
    bool upper;
    ter__dd log_tail; /* at most about log(1/2) */
} ter__tail_target;
ter__tail_target ter__tail_target_of(double p, bool upper, bool logarithm);
double ter__normal_start(double log_tail);
/* The inverse in double-double, with the error of the log tail alone; its log (*is_log) where x is below 1e-260. 0 < p < 1. */
ter__dd ter__gamma_inverse_dd(const ter__gamma_shape *shape, double p, bool upper, bool logarithm, bool *is_log);

/* The functions of tercile/special.h. */
double ter__gamma_p(double a, double x);
double ter__gamma_q(double a, double x);
double ter__log_gamma_p(double a, double x);
double ter__log_gamma_q(double a, double x);
double ter__gamma_p_inverse(double a, double p);
double ter__gamma_q_inverse(double a, double q);

#endif
