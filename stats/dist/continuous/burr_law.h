/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The Burr laws in one: T is the variable with P(T > t) = (1 + e^t)^-k, and log(X / scale) = T / c for type XII (and with k or c
 * bound, or 1, the log-logistic, paralogistic and Lomax laws), or -T / c for type III. With softplus(t) = log(1 + e^t):
 *   log P(T > t) = -k softplus(t), log f(x) = log(c k) - log x - softplus(-t) - k softplus(t), in which nothing cancels.
 */
#ifndef TER__BURR_LAW_H
#define TER__BURR_LAW_H

#include "dist/family.h"

/* inverted: type III. */
void ter__burr_prepare(double c, double k, double scale, bool inverted, double *prepared);
/* For the statement. */
ter__dd ter__burr_log_density(const ter_dist *dist, double x);
ter__dd ter__burr_log_tail(const ter_dist *dist, double x, bool upper);
/* Type XII only. */
ter__dd ter__burr_log_hazard(const ter_dist *dist, double x);
double ter__burr_inverse(const ter_dist *dist, ter__dd log_tail, bool upper);
/* The slope, and the derivatives by c, k and scale. */
void ter__burr_gradient(const ter_dist *dist, double x, double *slope, double *by);

bool ter__burr_log_raw_moment(const ter_dist *dist, unsigned order, ter__dd *log_moment);
ter_status ter__burr_mode(const ter_dist *dist, double *value);
ter_status ter__burr_entropy(const ter_dist *dist, double *value);

#endif
