/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Summaries and moments of the gamma law, in closed form. */
#include "gamma_law.h"

#include "special/elementary.h"
#include "special/gamma.h"

ter_status ter__gamma_law_mean(const ter_dist *dist, double *value) {
    ter__gamma_law law = ter__gamma_law_of(dist);
    *value = law.shape.a.hi * law.scale;
    return TER_OK;
}

ter_status ter__gamma_law_variance(const ter_dist *dist, double *value) {
    ter__gamma_law law = ter__gamma_law_of(dist);
    *value = law.shape.a.hi * law.scale * law.scale;
    return TER_OK;
}

ter_status ter__gamma_law_skewness(const ter_dist *dist, double *value) {
    *value = 2.0 / sqrt(ter__gamma_law_of(dist).shape.a.hi);
    return TER_OK;
}

ter_status ter__gamma_law_excess_kurtosis(const ter_dist *dist, double *value) {
    *value = 6.0 / ter__gamma_law_of(dist).shape.a.hi;
    return TER_OK;
}

ter_status ter__gamma_law_mode(const ter_dist *dist, double *value) {
    ter__gamma_law law = ter__gamma_law_of(dist);
    *value = law.shape.a.hi > 1.0 ? (law.shape.a.hi - 1.0) * law.scale : 0.0;
    return TER_OK;
}

ter_status ter__gamma_law_median(const ter_dist *dist, double *value) {
    ter__gamma_law law = ter__gamma_law_of(dist);
    *value = ter__gamma_inverse_scaled(&law.shape, 0.5, false, false, law.scale);
    return TER_OK;
}

/*
 * a + log Gamma(a) + (1 - a) digamma(a). From a = 1 on with Stirling's formula put in for both, so that what is of the order of
 * a log a is gone: log_norm + 1/2 - 1 / (2 a) + (1 - a) slope.
 */
double ter__gamma_entropy(const ter__gamma_shape *shape) {
    double a = shape->a.hi;
    if (a >= 1.0) {
        double rest = 0.5 - 0.5 * shape->inverse_a + (1.0 - a) * ter__stirling_error_slope(a);
        return ter__dd_value(ter__dd_add_d(shape->log_norm, rest));
    }
    ter__dd log_gamma = ter__dd_sub(shape->log_norm, shape->log_a);
    ter__dd tilt = ter__dd_mul_d(ter__two_sum(1.0, -a), ter__digamma(a));
    return ter__dd_value(ter__dd_add_d(ter__dd_add(log_gamma, tilt), a));
}

ter_status ter__gamma_law_entropy(const ter_dist *dist, double *value) {
    ter__gamma_law law = ter__gamma_law_of(dist);
    *value = ter__gamma_entropy(&law.shape) + law.log_scale.hi;
    return TER_OK;
}

/* scale^r a (a + 1) ... (a + r - 1); factors taken pairwise with the scale, so that only the result may overflow. */
ter_status ter__gamma_law_raw_moment(const ter_dist *dist, unsigned order, double *value) {
    ter__gamma_law law = ter__gamma_law_of(dist);
    ter__dd product = ter__dd_make(1.0, 0.0);
    for (unsigned k = 0; k < order; k++) {
        ter__dd factor = ter__dd_mul_d(ter__dd_add_d(law.shape.a, k), law.scale);
        double next = product.hi * factor.hi;
        product = isfinite(next) && next != 0.0 ? ter__dd_mul(product, factor) : ter__dd_make(next, 0.0);
    }
    *value = product.hi;
    return TER_OK;
}

/* m(r + 1) = r scale (m(r) + a scale m(r - 1)): all terms positive. */
ter_status ter__gamma_law_central_moment(const ter_dist *dist, unsigned order, double *value) {
    ter__gamma_law law = ter__gamma_law_of(dist);
    double before = 1.0, here = 0.0;
    for (unsigned r = 1; r < order; r++) {
        double next = r * law.scale * (here + law.shape.a.hi * law.scale * before);
        before = here;
        here = next;
    }
    *value = order == 0 ? 1.0 : here;
    return TER_OK;
}
