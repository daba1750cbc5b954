/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The noncentral beta variable: X is beta(a + J, b), J Poisson with mean `half`, half the noncentrality; its odds times b / a are
 * noncentral F (Johnson, Kotz, Balakrishnan 1995, chapter 30).
 *
 * All sums are of positive terms in double-double, over the terms that count. With n = a + b:
 *   - density: terms have the ratio half x (n + j) / ((j + 1) (a + j)); from the largest one both ways, that one in saddle-point
 *     form;
 *   - lower tail: I_x(a + j, b) = I_x(a + j + 1, b) + step_j, downwards from one central tail;
 *   - upper tail: I_y(b, a + j + 1) = I_y(b, a + j) + step_j, upwards from one;
 * with step_j = x^(a + j) y^b / ((a + j) B(a + j, b)). Where the window of terms lies follows from bounds of their ratios: far out
 * it is nowhere near the Poisson mean. There are some 20 sqrt(half) terms, more where n is large beside a.
 */
#ifndef TER__NONCENTRAL_BETA_VARIABLE_H
#define TER__NONCENTRAL_BETA_VARIABLE_H

#include "beta_variable.h"

/* Only doubles: kept at the start of `prepared`. */
typedef struct ter__noncentral_beta {
    double a, b, half;             /* half >= 0 */
    ter__dd n;                     /* a + b */
    ter__beta_variable central;    /* with J = 0 */
    double mean_log_x, mean_log_y; /* of it: ter__beta_variable_mean_log_x */
    double power;                  /* of y in the density, b less this; 1 for X itself */
} ter__noncentral_beta;

/* jacobian: what the log density has added. */
ter__noncentral_beta ter__noncentral_beta_make(double a, double b, double noncentrality, double power, ter__dd jacobian);
void ter__noncentral_beta_keep(const ter__noncentral_beta *law, double *prepared);
ter__noncentral_beta ter__noncentral_beta_of(const ter_dist *dist);

/* log of the density of X times y^(1 - power), plus the jacobian. */
ter__dd ter__noncentral_beta_log_density(const ter__noncentral_beta *law, const ter__beta_place *at);
/* log P(X <= x), or of P(X > x). */
ter__dd ter__noncentral_beta_log_tail(const ter__noncentral_beta *law, const ter__beta_place *at, bool upper);

/*
 * What the density's derivatives are made of: the mean of J, weighted by the density's terms, so that d log(x f) / d log x for a
 * fixed y is a + mean; by_half in half; and, with `all`, by_a and by_b of log(x^a y^b / B(a + J, b)).
 */
typedef struct ter__noncentral_beta_slopes {
    ter__dd mean, by_half;
    double by_a, by_b;
} ter__noncentral_beta_slopes;
ter__noncentral_beta_slopes ter__noncentral_beta_slopes_at(const ter__noncentral_beta *law, const ter__beta_place *at, bool all);

/* Odds whose tail is near exp(log_tail): to start an inverse from. */
double ter__noncentral_beta_start(const ter__noncentral_beta *law, double log_tail, bool upper);

/* Two uniform variables to a draw: J's, and that of the central law given J. */
#define TER__NONCENTRAL_BETA_WORDS 2
ter__beta_root ter__noncentral_beta_draw(const ter__noncentral_beta *law, ter_stream *stream);

/* log of the Poisson weight of j. */
ter__dd ter__noncentral_beta_log_weight(double half, double j);

#endif
