/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Skew generalised normal: f(x) = shape / (2 scale Gamma(1 / shape)) exp(-|z|^shape), z = (x - location) / (2 scale skew) below the
 * location, over 2 scale (1 - skew) above; below has probability skew.
 */
#include "law_parts.h"
#include "tail.h"

/* The probability of the side of a real x that is not the location. */
static ter__b share_of(ter__balls *w, const ter__b *p, ter__b z) {
    return arb_is_positive(TER__REAL(z)) ? ter__b_sub(w, ter__b_si(w, 1), p[3]) : p[3];
}

/* |z|^shape, z already over the scale. */
static ter__b power(ter__balls *w, const ter__b *p, ter__b z) {
    if (ter__b_is_zero(z)) {
        return ter__b_si(w, 0);
    }
    ter__b width = ter__b_mul_si(w, share_of(w, p, z), 2);
    return ter__b_pow(w, ter__b_div(w, ter__absolute(w, z), width), p[2]);
}

/* With a shape above 1 the density is flat at the location. */
static bool is_smooth(const double *parameters) {
    return parameters[2] > 1.0;
}

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b z = ter__standardised(w, x, p[0], p[1]), inverse = ter__b_div(w, ter__b_si(w, 1), p[2]);
    ter__b height = ter__b_log(w, ter__b_div(w, p[2], ter__b_mul_si(w, p[1], 2)));
    return ter__b_sub(w, ter__b_sub(w, height, ter__b_log_gamma(w, inverse)), power(w, p, z));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    ter__b z = ter__standardised(w, x, p[0], p[1]), inverse = ter__b_div(w, ter__b_si(w, 1), p[2]);
    ter__b log_share = ter__b_log(w, share_of(w, p, z));
    *upper = arb_is_positive(TER__REAL(z));
    if (ter__b_is_zero(z)) {
        return log_share;
    }
    bool beyond;
    ter__b part = ter__tail_gamma(w, inverse, power(w, p, z), &beyond);
    return ter__b_add(w, log_share, beyond ? part : ter__b_log1mexp(w, part));
}

/* Where G = |z|^shape is beyond 2^100 the hazard is shape G / |x - location| but for a relative 1 / G. */
static ter__b log_hazard(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b z = ter__standardised(w, x, p[0], p[1]), far = ter__b_si(w, 70);
    if (arb_is_positive(TER__REAL(z))) {
        ter__b log_z = ter__b_log(w, z), log_width = ter__b_log(w, ter__b_mul_si(w, share_of(w, p, z), 2));
        ter__b score = ter__b_mul(w, p[2], ter__b_sub(w, log_z, log_width));
        if (arb_gt(TER__REAL(score), TER__REAL(far))) {
            ter__b rate = ter__b_log(w, ter__b_div(w, p[2], p[1]));
            return ter__give_or_take(w, ter__b_add(w, rate, ter__b_sub(w, score, log_z)), -95);
        }
    }
    bool upper;
    ter__b tail = log_tail(w, p, x, &upper);
    return ter__b_sub(w, log_density(w, p, x), upper ? tail : ter__b_log1mexp(w, tail));
}

const ter__law ter__law_skew_generalized_normal = {
    .name = "skew_generalized_normal",
    .parameter_count = 4,
    .parameter_names = {"location", "scale", "shape", "skew"},
    .log_density = log_density,
    .log_tail = log_tail,
    .log_hazard = log_hazard,
    .location = 1,
    .corner = 1,
    .is_smooth = is_smooth,
    .hard = {TER__HARD_LOCATION,
             TER__HARD_SCALE,
             {TER__POSITIVE, 1e-2, 1e3, 4, {1.0, 0.5, 2.0, 4.0}},
             {TER__PROBABILITY, 1e-12, 0.5, 3, {0.5, 0.25, 0.75}}},
    .moderate = {TER__MODERATE_LOCATION,
                 TER__MODERATE_SCALE,
                 {TER__POSITIVE, 0.7, 10.0, 3, {1.0, 1.5, 2.0}},
                 {TER__PROBABILITY, 0.1, 0.5, 2, {0.5, 0.3}}},
};
