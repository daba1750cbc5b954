/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Moments of T = (Z + d) W, W = sqrt(v / V) independent of Z: with c = E W the central ones are sums of positive terms in those of
 * W - c (but for the third), which in turn are differences of raw ones: taken in double-double, of their size a power of 1 / v.
 */
#include "dist/path/ordinal.h"
#include "noncentral_t.h"
#include "special/elementary.h"
#include "student_t.h"

/* Relative errors of raw moments of W, and what may be left of one in a result. */
#define RAW_ERROR 0x1p-92
#define ERROR_MAX 1e-11

typedef struct inverse_root {
    ter__dd mean, second; /* E W, E W^2 */
    ter__dd central[5];   /* of orders 2 to 4, those that exist */
    double error[5];      /* absolute */
} inverse_root;

/* v / (v - k) and the like. */
static ter__dd over_less(ter__dd top, double df, double less) {
    return ter__dd_div(top, ter__two_sum(df, -less));
}

/* E W = v / (v - 1) sqrt(2 pi) Gamma((v + 1) / 2) / (sqrt(v pi) Gamma(v / 2)), v > 1. */
static ter__dd mean_of_inverse_root(double df) {
    ter__dd half_log_two_pi = ter__dd_make(0x1.d67f1c864beb5p-1, -0x1.65b5a1b7ff5dfp-55);
    ter__dd ratio = ter__dd_exp(ter__dd_add(ter__student_t_log_constant(df), half_log_two_pi));
    return over_less(ter__dd_mul_d(ratio, df), df, 1.0);
}

/* v > order, at least 2. */
static inverse_root inverse_root_of(double df, unsigned order) {
    inverse_root w = {.mean = mean_of_inverse_root(df)};
    ter__dd unit = ter__dd_make(df, 0.0), square = ter__dd_square(w.mean);
    w.second = over_less(unit, df, 2.0);
    w.central[2] = ter__dd_sub(w.second, square);
    w.error[2] = RAW_ERROR * w.second.hi;
    if (order < 3)
        return w;
    /* E W^3 = c v / (v - 3), less 3 c E W^2, plus 2 c^3 */
    ter__dd ratio = over_less(unit, df, 3.0);
    ter__dd sum = ter__dd_sub(ter__dd_add(ratio, ter__dd_scale(square, 2.0)), ter__dd_mul_d(w.second, 3.0));
    w.central[3] = ter__dd_mul(w.mean, sum);
    w.error[3] = 4.0 * RAW_ERROR * w.mean.hi * ratio.hi;
    if (order < 4)
        return w;
    ter__dd fourth = ter__dd_mul(w.second, over_less(unit, df, 4.0));
    sum = ter__dd_sub(ter__dd_mul_d(w.second, 6.0), ter__dd_add(ter__dd_scale(ratio, 4.0), ter__dd_mul_d(square, 3.0)));
    w.central[4] = ter__dd_add(fourth, ter__dd_mul(square, sum));
    w.error[4] = 8.0 * RAW_ERROR * fourth.hi;
    return w;
}

ter_status ter__noncentral_t_mean(const ter_dist *dist, double *value) {
    double df = dist->parameter[0];
    *value = df > 1.0 ? ter__dd_value(ter__dd_mul_d(mean_of_inverse_root(df), dist->parameter[1])) : TER__NAN;
    return df > 1.0 ? TER_OK : TER_UNDEFINED;
}

/* E W^2 + d^2 Var W. */
static ter__dd variance_of(const inverse_root *w, double d) {
    return ter__dd_add(w->second, ter__dd_mul_d(ter__dd_mul_d(w->central[2], d), d));
}

ter_status ter__noncentral_t_variance(const ter_dist *dist, double *value) {
    double df = dist->parameter[0], d = dist->parameter[1];
    if (!(df > 2.0)) {
        *value = df > 1.0 ? TER__INFINITY : TER__NAN;
        return df > 1.0 ? TER_INFINITE : TER_UNDEFINED;
    }
    inverse_root w = inverse_root_of(df, 2);
    *value = ter__dd_value(variance_of(&w, d));
    return d * d * w.error[2] <= ERROR_MAX * *value ? TER_OK : TER_NOT_ACCURATE;
}

/* 3 d E[W^2 (W - c)] + d^3 E[(W - c)^3], and E[W^2 (W - c)] = m3 + 2 c m2. */
ter_status ter__noncentral_t_skewness(const ter_dist *dist, double *value) {
    double df = dist->parameter[0], d = dist->parameter[1];
    if (!(df > 3.0)) {
        *value = TER__NAN;
        return TER_UNDEFINED;
    }
    inverse_root w = inverse_root_of(df, 3);
    ter__dd along = ter__dd_add(w.central[3], ter__dd_mul(ter__dd_scale(w.mean, 2.0), w.central[2]));
    ter__dd cubic = ter__dd_mul_d(ter__dd_mul_d(w.central[3], d), d), variance = variance_of(&w, d);
    ter__dd third = ter__dd_mul_d(ter__dd_add(ter__dd_mul_d(along, 3.0), cubic), d);
    double error = fabs(d) * (8.0 * w.error[3] + d * d * w.error[3]);
    *value = ter__dd_value(ter__dd_div(third, ter__dd_mul(variance, ter__dd_sqrt(variance))));
    return error <= ERROR_MAX * fabs(third.hi) ? TER_OK : TER_NOT_ACCURATE;
}

/*
 * 3 E W^4 + 6 d^2 E[W^2 (W - c)^2] + d^4 E[(W - c)^4], where E[W^2 (W - c)^2] = m4 + 2 c m3 + c^2 m2, less 3 times the square of
 * the variance: 3 (E W^4 - (E W^2)^2) + 6 d^2 (m4 + 2 c m3 - m2^2) + d^4 (m4 - 3 m2^2).
 */
ter_status ter__noncentral_t_excess_kurtosis(const ter_dist *dist, double *value) {
    double df = dist->parameter[0], d = dist->parameter[1];
    if (!(df > 4.0)) {
        *value = df > 2.0 ? TER__INFINITY : TER__NAN;
        return df > 2.0 ? TER_INFINITE : TER_UNDEFINED;
    }
    inverse_root w = inverse_root_of(df, 4);
    ter__dd variance = variance_of(&w, d), spread = ter__dd_square(w.central[2]);
    ter__dd flat = ter__dd_mul_d(over_less(ter__dd_square(w.second), df, 4.0), 6.0);
    ter__dd mixed = ter__dd_add(ter__dd_sub(w.central[4], spread), ter__dd_mul(ter__dd_scale(w.mean, 2.0), w.central[3]));
    ter__dd pure = ter__dd_sub(w.central[4], ter__dd_mul_d(spread, 3.0));
    ter__dd inner = ter__dd_add(ter__dd_mul_d(mixed, 6.0), ter__dd_mul_d(ter__dd_mul_d(pure, d), d));
    ter__dd fourth = ter__dd_add(flat, ter__dd_mul_d(ter__dd_mul_d(inner, d), d));
    double error = d * d * (6.0 + d * d) * 4.0 * w.error[4];
    *value = ter__dd_value(ter__dd_div(fourth, ter__dd_square(variance)));
    return error <= ERROR_MAX * fabs(fourth.hi) ? TER_OK : TER_NOT_ACCURATE;
}

/* The zero of the slope, between d sqrt(v / (v + 5/2)) and d sqrt(v / (v + 1)) (A. van Aubel, W. Gawronski, 2003). */
ter_status ter__noncentral_t_mode(const ter_dist *dist, double *value) {
    double df = dist->parameter[0], size = fabs(dist->parameter[1]);
    double low = size * sqrt(df / (df + 2.5)) * (1.0 - 1e-15), high = size * sqrt(df / (df + 1.0)) * (1.0 + 1e-15);
    ter__noncentral_t law = ter__noncentral_t_of(dist);
    law.noncentrality = size;
    double at_low = ter__noncentral_t_density_at(&law, low, 1).slope.hi,
           at_high = ter__noncentral_t_density_at(&law, high, 1).slope.hi;
    *value = 0.0;
    for (int i = 0; i < 80 && size > 0.0; i++) { /* false position, the slope of the end that stays halved */
        double share = at_low / (at_low - at_high), middle = low + (high - low) * (i % 4 == 3 ? 0.5 : share);
        if (!(middle > low && middle < high))
            break;
        double slope = ter__noncentral_t_density_at(&law, middle, 1).slope.hi;
        if (slope > 0.0) {
            low = middle;
            at_low = slope;
            at_high *= 0.5;
        } else {
            high = middle;
            at_high = slope;
            at_low *= 0.5;
        }
        *value = copysign(middle, dist->parameter[1]);
    }
    return TER_OK;
}
