/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "negative_binomial_law.h"

#include <string.h>

#include "special/beta_inc.h"
#include "special/gamma.h"
#include "special/gamma_inc.h"

/* From here on successive masses have the ratio q (1 + (r - 1) / k) = q, to more digits than a double-double has. */
#define GEOMETRIC_FROM 1e80

void ter__negative_binomial_prepare(double size, ter__dd p, ter__dd q, double *prepared) {
    ter__negative_binomial law = {size, p, q, {0.0, 0.0}, {-TER__INFINITY, 0.0}};
    if (q.hi > 0.0) {
        law.log_p = p.hi < 0.5 ? ter__dd_log(p) : ter__dd_log1p(ter__dd_neg(q));
        law.log_q = q.hi < 0.5 ? ter__dd_log(q) : ter__dd_log1p(ter__dd_neg(p));
    }
    memcpy(prepared, &law, sizeof law);
}

ter__negative_binomial ter__negative_binomial_of(const ter_dist *dist) {
    ter__negative_binomial law;
    memcpy(&law, dist->prepared, sizeof law);
    return law;
}

ter__dd ter__negative_binomial_log_mass(const ter__negative_binomial *law, double k) {
    if (k == 0.0)
        return ter__dd_mul_d(law->log_p, law->size);
    ter__beta_shape shape = ter__beta_shape_make(law->size, k);
    return ter__dd_sub(ter__beta_log_power(&shape, law->p, law->q), ter__dd_log_d(k));
}

ter__dd ter__negative_binomial_log_side(const ter__negative_binomial *law, double k, bool upper, bool sharp) {
    if (k == 0.0) {
        ter__dd log_zero = ter__dd_mul_d(law->log_p, law->size);
        return upper ? ter__log_rest(log_zero) : log_zero;
    }
    ter__beta_shape shape = ter__beta_shape_make(law->size, k + 1.0);
    ter__beta_tail tail = sharp ? ter__beta_tail_sharp(&shape, law->p, law->q) : ter__beta_tail_at(&shape, law->p, law->q);
    return ter__beta_log_side(&tail, upper);
}

/* Cornish-Fisher's expansion about the mean; far in the upper tail, which falls like q^k, a line from one deviation out. */
double ter__negative_binomial_near(const ter__negative_binomial *law, double log_tail, bool upper) {
    double mean = law->size * law->q.hi / law->p.hi, deviation = sqrt(mean / law->p.hi);
    double z = ter__normal_start(log_tail < -0.7 ? log_tail : -0.7), skew = (1.0 + law->q.hi) / sqrt(law->size * law->q.hi);
    double k = mean + deviation * ((upper ? z : -z) + skew * (z * z - 1.0) / 6.0);
    double line = mean + deviation + log_tail / law->log_q.hi;
    k = upper && k > line ? line : k;
    return k > 0.0 ? k : 0.0;
}

/*
 * digamma(k + r) - digamma(r) + log p, the logs put together before they can cancel: digamma(x) = log x - 1 / (2 x) + s(x) with
 * Stirling's remainder s, for x >= 1.
 */
double ter__negative_binomial_size_slope(const ter__negative_binomial *law, double k) {
    if (k == 0.0)
        return law->log_p.hi;
    double r = law->size, extra = 0.0;
    ter__dd low = ter__dd_make(r, 0.0), high = ter__two_sum(r, k);
    if (r < 1.0) {
        extra = 1.0 / r;
        low = ter__two_sum(r, 1.0);
    }
    ter__dd logs = ter__dd_add(ter__dd_log(ter__dd_div(high, low)), law->log_p);
    double halves = 0.5 * (high.hi - low.hi) / (high.hi * low.hi);
    return extra + (ter__dd_value(logs) + (halves + (ter__stirling_error_slope(high.hi) - ter__stirling_error_slope(low.hi))));
}

ter__dd ter__negative_binomial_log_density(const ter_dist *dist, double x) {
    ter__negative_binomial law = ter__negative_binomial_of(dist);
    return ter__negative_binomial_log_mass(&law, x);
}

ter__dd ter__negative_binomial_log_tail(const ter_dist *dist, double x, bool upper) {
    ter__negative_binomial law = ter__negative_binomial_of(dist);
    return ter__negative_binomial_log_side(&law, x, upper, false);
}

ter__dd ter__negative_binomial_log_tail_sharp(const ter_dist *dist, double x, bool upper) {
    ter__negative_binomial law = ter__negative_binomial_of(dist);
    return ter__negative_binomial_log_side(&law, x, upper, true);
}

/* Mass and P(X >= x) share their power x^r y^k / B(r, k), whose huge log would cancel. */
ter__dd ter__negative_binomial_log_hazard(const ter_dist *dist, double x) {
    ter__negative_binomial law = ter__negative_binomial_of(dist);
    if (x == 0.0)
        return ter__negative_binomial_log_mass(&law, x);
    if (x > GEOMETRIC_FROM)
        return law.log_p;
    ter__beta_shape shape = ter__beta_shape_make(law.size, x);
    ter__beta_tail tail = ter__beta_tail_at(&shape, law.p, law.q);
    ter__dd log_x = ter__dd_log_d(x);
    if (tail.upper)
        return ter__dd_neg(ter__dd_add(ter__dd_log(tail.factor), log_x));
    return ter__dd_sub(ter__dd_sub(tail.log_power, log_x), ter__beta_log_side(&tail, true));
}

double ter__negative_binomial_start(const ter_dist *dist, double log_tail, bool upper) {
    ter__negative_binomial law = ter__negative_binomial_of(dist);
    return ter__negative_binomial_near(&law, log_tail, upper);
}

ter_status ter__negative_binomial_mean(const ter_dist *dist, double *value) {
    ter__negative_binomial law = ter__negative_binomial_of(dist);
    *value = ter__dd_value(ter__dd_mul_d(ter__dd_div(law.q, law.p), law.size));
    return TER_OK;
}

ter_status ter__negative_binomial_variance(const ter_dist *dist, double *value) {
    ter__negative_binomial law = ter__negative_binomial_of(dist);
    *value = ter__dd_value(ter__dd_mul_d(ter__dd_div(law.q, law.p), law.size)) / law.p.hi;
    return TER_OK;
}

/* (1 + q) / sqrt(r q). */
ter_status ter__negative_binomial_skewness(const ter_dist *dist, double *value) {
    ter__negative_binomial law = ter__negative_binomial_of(dist);
    *value = law.q.hi > 0.0 ? (1.0 + law.q.hi) / sqrt(law.size * law.q.hi) : TER__NAN;
    return law.q.hi > 0.0 ? TER_OK : TER_UNDEFINED;
}

/* 6 / r + p^2 / (r q). */
ter_status ter__negative_binomial_excess_kurtosis(const ter_dist *dist, double *value) {
    ter__negative_binomial law = ter__negative_binomial_of(dist);
    *value = law.q.hi > 0.0 ? 6.0 / law.size + law.p.hi * law.p.hi / (law.size * law.q.hi) : TER__NAN;
    return law.q.hi > 0.0 ? TER_OK : TER_UNDEFINED;
}

/* The mass rises to k while (k + r - 1) q > k, k < (r - 1) q / p. */
ter_status ter__negative_binomial_mode(const ter_dist *dist, double *value) {
    ter__negative_binomial law = ter__negative_binomial_of(dist);
    ter__dd place = ter__dd_mul(ter__dd_div(law.q, law.p), ter__two_sum(law.size, -1.0));
    double k = floor(place.hi);
    k = k == place.hi && place.lo < 0.0 ? k - 1.0 : k;
    *value = k > 0.0 ? k : 0.0;
    return TER_OK;
}

/* E[X (X - 1) .. (X - j + 1)] = r (r + 1) .. (r + j - 1) (q / p)^j. */
ter_status ter__negative_binomial_raw_moment(const ter_dist *dist, unsigned order, double *value) {
    ter__negative_binomial law = ter__negative_binomial_of(dist);
    double factorial[TER_MOMENT_ORDER_MAX + 1] = {1.0}, odds = ter__dd_value(ter__dd_div(law.q, law.p));
    for (unsigned j = 1; j <= order; j++)
        factorial[j] = factorial[j - 1] * (law.size + (j - 1)) * odds;
    *value = ter__raw_from_factorial(order, factorial);
    return TER_OK;
}

/* A sum of `size` geometric laws: their cumulants times size. */
ter_status ter__negative_binomial_central_moment(const ter_dist *dist, unsigned order, double *value) {
    ter__negative_binomial law = ter__negative_binomial_of(dist);
    double cumulant[TER_MOMENT_ORDER_MAX + 1] = {0.0};
    ter__geometric_cumulants(order, ter__dd_value(ter__dd_div(law.q, law.p)), cumulant);
    for (unsigned j = 1; j <= order; j++)
        cumulant[j] *= law.size;
    *value = ter__central_from_cumulants(order, cumulant);
    return TER_OK;
}
