/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The variable is proportional to G W, G noncentral gamma with shape a = df1 / 2, W = 1 / (a gamma variable of shape b = df2 / 2),
 * independent. With U = G / E G - 1 and V = W / E W - 1 it is E G E W (1 + U + V + U V): central moments, and the fourth cumulant,
 * are sums of positive terms in those of U and V.
 */
#include "noncentral_f_summary.h"

#include "dist/common_slots.h"

/* Central moments of U or V, and the fourth cumulant. */
typedef struct spread {
    double second, third, fourth, cumulant;
} spread;

static spread spread_of_top(const double *p) {
    double a = 0.5 * p[0], half = 0.5 * p[2], g = a + half, share = half / g; /* a = g (1 - share) */
    spread u = {.second = (1.0 + share) / g, .third = (2.0 + 4.0 * share) / g / g, .cumulant = (6.0 + 18.0 * share) / g / g / g};
    u.fourth = 3.0 * u.second * u.second + u.cumulant;
    return u;
}

static spread spread_of_bottom(const double *p) {
    double b = 0.5 * p[1];
    spread v = {.second = 1.0 / (b - 2.0)};
    v.third = 4.0 * v.second / (b - 3.0);
    v.fourth = 3.0 * v.second / (b - 3.0) * ((b + 5.0) / (b - 4.0));
    v.cumulant = v.second * v.second / (b - 3.0) * ((30.0 * b - 66.0) / (b - 4.0));
    return v;
}

static double second(const spread *u, const spread *v) {
    return u->second + v->second + u->second * v->second;
}

static double mean_of(const double *p) {
    return (p[0] + p[2]) / p[0] * (p[1] / (p[1] - 2.0));
}

ter_status ter__noncentral_f_mean(const ter_dist *dist, double *value) {
    const double *p = dist->parameter;
    if (!(p[1] > 2.0))
        return ter__summary_infinite(dist, value);
    *value = mean_of(p);
    return TER_OK;
}

/* As for F: no variance without a mean, and nothing above without a variance. */
ter_status ter__noncentral_f_variance(const ter_dist *dist, double *value) {
    const double *p = dist->parameter;
    if (!(p[1] > 4.0))
        return p[1] > 2.0 ? ter__summary_infinite(dist, value) : ter__summary_undefined(dist, value);
    spread u = spread_of_top(p), v = spread_of_bottom(p);
    double mean = mean_of(p);
    *value = mean * mean * second(&u, &v);
    return TER_OK;
}

ter_status ter__noncentral_f_skewness(const ter_dist *dist, double *value) {
    const double *p = dist->parameter;
    if (!(p[1] > 6.0))
        return p[1] > 4.0 ? ter__summary_infinite(dist, value) : ter__summary_undefined(dist, value);
    spread u = spread_of_top(p), v = spread_of_bottom(p);
    double m2 = second(&u, &v);
    double m3 = u.third + v.third + u.third * v.third + 3.0 * (v.third * u.second + u.third * v.second) + 6.0 * u.second * v.second;
    *value = m3 / m2 / sqrt(m2);
    return TER_OK;
}

ter_status ter__noncentral_f_excess_kurtosis(const ter_dist *dist, double *value) {
    const double *p = dist->parameter;
    if (!(p[1] > 8.0))
        return p[1] > 4.0 ? ter__summary_infinite(dist, value) : ter__summary_undefined(dist, value);
    spread u = spread_of_top(p), v = spread_of_bottom(p);
    double m2 = second(&u, &v), u2 = u.second * u.second, v2 = v.second * v.second;
    double sum = u.cumulant + v.cumulant;
    sum += u.cumulant * v.fourth + 3.0 * u2 * v.cumulant + 6.0 * u2 * v2; /* U^4 V^4 less 3 (U^2 V^2)^2 */
    sum += 6.0 * u.second * (v.cumulant + 2.0 * v2) + 6.0 * v.second * (u.cumulant + 2.0 * u2);
    sum += 4.0 * (u.third * v.fourth + u.fourth * v.third);
    sum += 12.0 * (u.second * v.third + u.third * v.second + u.third * v.third);
    *value = sum / m2 / m2;
    return TER_OK;
}

/* E G^k = sum over i of (k choose i) half^i (a + i) ... (a + k - 1); E W^k = 1 / ((b - 1) ... (b - k)). */
ter_status ter__noncentral_f_raw_moment(const ter_dist *dist, unsigned order, double *value) {
    const double *p = dist->parameter;
    double sum = 0.0, choose = 1.0;
    if (order > 0 && !(0.5 * p[1] > order))
        return ter__summary_infinite(dist, value);
    for (unsigned i = 0; i <= order; i++) {
        double term = choose;
        for (unsigned k = 0; k < order; k++)
            term *= (k < i ? p[2] / p[0] : (p[0] + 2.0 * k) / p[0]) * (p[1] / (p[1] - 2.0 * (k + 1.0)));
        sum += term;
        choose = choose * (order - i) / (i + 1.0);
    }
    *value = sum;
    return TER_OK;
}
