/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the skew-normal law is as delta |Z| + sqrt(1 - delta^2) Z': moments, draws, characteristic function. */
#include "dist/characteristic.h"
#include "mills.h"
#include "skew_normal.h"
#include "special/normal_inverse.h"
#include "special/quadrature.h"
#include "special/quadrature_nodes.h"
#include "standard.h"

enum { LOCATION, SCALE, SHAPE };

#define NEWTON_MAX 60
#define PANELS     16

/* delta = shape / sqrt(1 + shape^2). */
static ter__dd delta_of(double shape) {
    double a = fabs(shape);
    ter__dd delta;
    if (a > 1.0) {
        ter__dd inverse = ter__dd_ratio(1.0, a);
        delta = ter__dd_div(ter__dd_make(1.0, 0.0), ter__dd_sqrt(ter__dd_add_d(ter__dd_square(inverse), 1.0)));
    } else {
        delta = ter__dd_div(ter__dd_make(a, 0.0), ter__dd_sqrt(ter__dd_add_d(ter__two_product(a, a), 1.0)));
    }
    return ter__dd_scale(delta, shape < 0.0 ? -1.0 : 1.0);
}

/* 1 - delta^2 = 1 / (1 + shape^2). */
static ter__dd other_part(double shape) {
    double a = fabs(shape);
    if (a > 1.0) {
        ter__dd square = ter__dd_square(ter__dd_ratio(1.0, a));
        return ter__dd_div(square, ter__dd_add_d(square, 1.0));
    }
    return ter__dd_div(ter__dd_make(1.0, 0.0), ter__dd_add_d(ter__two_product(a, a), 1.0));
}

/* The mean of the standard law: delta sqrt(2 / pi). */
static ter__dd standard_mean(const ter_dist *dist) {
    return ter__dd_mul(delta_of(dist->parameter[SHAPE]), ter__dd_make(0x1.9884533d43651p-1, -0x1.bc0d30ebfd15dp-55));
}

static ter__dd standard_variance(const ter_dist *dist) {
    return ter__dd_add_d(ter__dd_neg(ter__dd_square(standard_mean(dist))), 1.0);
}

ter_status ter__skew_normal_mean(const ter_dist *dist, double *value) {
    *value = ter__standard_undo(ter__standard_load(dist->prepared), standard_mean(dist));
    return TER_OK;
}

ter_status ter__skew_normal_variance(const ter_dist *dist, double *value) {
    double scale = dist->parameter[SCALE];
    *value = ter__dd_value(standard_variance(dist)) * scale * scale;
    return TER_OK;
}

/* (4 - pi) / 2 m^3 / v^(3/2), m and v mean and variance of the standard law. */
ter_status ter__skew_normal_skewness(const ter_dist *dist, double *value) {
    double m = ter__dd_value(standard_mean(dist)), v = ter__dd_value(standard_variance(dist));
    *value = 0.42920367320510338 * m * m * m / (v * sqrt(v));
    return TER_OK;
}

/* 2 (pi - 3) m^4 / v^2. */
ter_status ter__skew_normal_excess_kurtosis(const ter_dist *dist, double *value) {
    double m = ter__dd_value(standard_mean(dist)), v = ter__dd_value(standard_variance(dist)), ratio = m * m / v;
    *value = 0.28318530717958648 * ratio * ratio;
    return TER_OK;
}

/*
 * Where z = a phi(a z) / P(Z <= a z), a = |shape|: in log z the difference of the two logs is convex and grows, so that Newton's
 * steps from above fall to its root. With y = a z: y is below a^2 sqrt(2 / pi), and below sqrt(2 log(1 + a^2)) for a >= 1.
 */
ter_status ter__skew_normal_mode(const ter_dist *dist, double *value) {
    double shape = dist->parameter[SHAPE], a = fabs(shape), z = a * TER__SQRT_2_OVER_PI, step = 0.0;
    if (a > 1.0)
        z = fmin(z, sqrt(2.0 * (2.0 * ter__log(a) + ter__log1p(1.0 / a / a))) / a);
    for (int i = 0; i < NEWTON_MAX && z > 0.0; i++) {
        z *= 1.0 - step;
        ter__dd y = ter__two_product(a, z), log_mills = ter__log_mills_any(ter__dd_neg(y));
        ter__dd excess = ter__dd_sub(ter__dd_add(ter__dd_log_d(z), log_mills), ter__dd_log_d(a));
        step = ter__dd_value(excess) / (1.0 + y.hi * (y.hi + ter__exp(-log_mills.hi)));
        if (fabs(step) < 0x1p-28)
            break;
    }
    ter__dd root = ter__dd_make(z, -z * step);
    *value = ter__standard_undo(ter__standard_load(dist->prepared), shape < 0.0 ? ter__dd_neg(root) : root);
    return TER_OK;
}

/*
 * log(scale sqrt(2 pi e) / 2) - integral of phi(z) 2 P(Z <= a z) log P(Z <= a z): the law's relative entropy to the normal one is
 * that integral and log 2 (R. Contreras-Reyes and J. Arellano-Valle, Entropy 14, 2012). Its factors are smooth over a unit of z
 * and of a z, and nothing is left of it beyond 10 of either.
 */
ter_status ter__skew_normal_entropy(const ter_dist *dist, double *value) {
    double a = fabs(dist->parameter[SHAPE]), width = 20.0 / fmax(a, 1.0) / PANELS;
    ter__dd sum = ter__dd_make(0.0, 0.0);
    for (int i = 0; i < PANELS * TER__LEGENDRE_NODES; i++) {
        int panel = i / TER__LEGENDRE_NODES - PANELS / 2, j = i % TER__LEGENDRE_NODES, half = TER__LEGENDRE_NODES / 2;
        ter__dd node = j < half ? ter__dd_neg(ter__legendre_node[j]) : ter__legendre_node[j - half];
        ter__dd z = ter__dd_mul_d(ter__dd_add_d(node, 2.0 * panel + 1.0), 0.5 * width);
        ter__dd log_share = ter__score_log_tail(ter__dd_mul_d(z, a), false);
        ter__dd value_there = ter__dd_mul(ter__dd_exp(ter__dd_add(ter__score_log_density(z), log_share)), log_share);
        sum = ter__dd_add(sum, ter__dd_mul(value_there, ter__legendre_weight[j < half ? j : j - half]));
    }
    ter__dd height = ter__dd_add_d(ter__dd_sub(ter__log_sqrt_2pi(), ter__log_2()), 0.5);
    ter__dd log_scale = ter__prepared_log_scale(dist);
    *value = ter__dd_value(ter__dd_sub(ter__dd_add(height, log_scale), ter__dd_mul_d(sum, width)));
    return TER_OK;
}

/* delta |Z| + sqrt(1 - delta^2) Z' (Henze, Scand. J. Statist. 13, 1986). */
void ter__skew_normal_sample(const ter_dist *dist, ter_stream *stream, size_t n, double *out) {
    const double *p = dist->parameter;
    double delta = delta_of(p[SHAPE]).hi, rest = sqrt(other_part(p[SHAPE]).hi);
    for (size_t i = 0; i < n; i++) {
        double common = fabs(ter__dd_value(ter__normal_quantile(ter_stream_uniform(stream))));
        double own = ter__dd_value(ter__normal_quantile(ter_stream_uniform(stream)));
        out[i] = p[LOCATION] + p[SCALE] * (delta * common + rest * own);
    }
}

/* -r (2 v - v^2) at v = s. */
static ter__dd dawson_exponent(const void *context, ter__dd v) {
    const ter__dd *r = context;
    return ter__dd_neg(ter__dd_mul(ter__dd_mul(ter__dd_add_d(ter__dd_neg(v), 2.0), v), *r));
}

/* exp(-u^2 / 2) times the integral from 0 to u of exp(t^2 / 2): sqrt 2 times Dawson's function of u / sqrt 2. */
static ter__dd scaled_rise(ter__dd u) {
    ter__dd r = ter__dd_scale(ter__dd_square(u), 0.5), one = ter__dd_make(1.0, 0.0);
    if (r.hi > 0x1p60) /* DLMF 7.12(ii) */
        return ter__dd_div(ter__dd_add_d(ter__dd_div(one, ter__dd_square(u)), 1.0), u);
    ter__fall fall = {&r, dawson_exponent, NULL, one, r.hi > 10.0 ? 10.0 / r.hi : 1.0, 1.0};
    return ter__dd_mul(u, ter__fall_integral(&fall));
}

/* exp(i t location - s^2 / 2) (1 + i sqrt(2 / pi) integral from 0 to delta s of exp(t^2 / 2)), s = t scale. */
ter_status ter__skew_normal_characteristic(const ter_dist *dist, double t, double *real, double *imaginary) {
    const double *p = dist->parameter;
    ter__dd s = ter__characteristic_near(t, p[SCALE]), delta = delta_of(p[SHAPE]), angle = ter__two_product(t, p[LOCATION]);
    ter__dd square = ter__dd_scale(ter__dd_square(s), -0.5), rest = ter__dd_mul(square, other_part(p[SHAPE]));
    ter__dd root = ter__dd_make(0x1.9884533d43651p-1, -0x1.bc0d30ebfd15dp-55), zero = ter__dd_make(0.0, 0.0);
    ter__complex value = {square.hi < -600.0 ? zero : ter__dd_exp(square), zero};
    if (rest.hi > -600.0)
        value.im = ter__dd_mul(ter__dd_mul(scaled_rise(ter__dd_mul(delta, s)), root), ter__dd_exp(rest));
    if (value.re.hi == 0.0 && value.im.hi == 0.0)
        return ter__characteristic_of(value, real, imaginary);
    ter__complex turn = {zero, fabs(angle.hi) < TER__ANGLE_MAX ? angle : ter__dd_make(TER__NAN, 0.0)};
    return ter__characteristic_of(ter__complex_mul(value, ter__complex_exp(turn)), real, imaginary);
}
