/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the skew-normal law is as delta |Z| + sqrt(1 - delta^2) Z': moments, draws, characteristic function. */
#include "dist/characteristic.h"
#include "skew_normal.h"
#include "special/normal_inverse.h"
#include "special/quadrature.h"
#include "standard.h"

enum { LOCATION, SCALE, SHAPE };

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
