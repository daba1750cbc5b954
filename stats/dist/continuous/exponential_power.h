/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What laws share whose density falls as exp(-|z|^shape) on either side of a location, z = (x - location) / scale: generalised
 * normal, symmetric and skew. Parameters begin with location, scale and shape; the prepared values with what stands here.
 */
#ifndef TER__EXPONENTIAL_POWER_H
#define TER__EXPONENTIAL_POWER_H

#include "dist/common_slots.h"
#include "gamma_score.h"
#include "log_terms.h"
#include "special/gamma.h"
#include "standard.h"

enum {
    TER__POWER_LOG_SCALE = TER__STANDARD_SIZE,
    TER__POWER_LOG_PEAK = TER__POWER_LOG_SCALE + 2, /* log density at the location */
    TER__POWER_LOG_SHAPE = TER__POWER_LOG_PEAK + 2,
    TER__POWER_BEND = TER__POWER_LOG_SHAPE + 2, /* d log f / d shape where z is 0: digamma(1 + 1 / shape) / shape^2 */
    TER__POWER_SHAPE = TER__POWER_BEND + 1,     /* the gamma variable |z|^shape */
    TER__POWER_SIZE = TER__POWER_SHAPE + (sizeof(ter__gamma_shape) + sizeof(double) - 1) / sizeof(double)
};

TER__SLOT ter__dd ter__prepared_pair(const double *prepared, int at) {
    return ter__dd_make(prepared[at], prepared[at + 1]);
}

TER__SLOT void ter__prepare_pair(double *prepared, int at, ter__dd value) {
    prepared[at] = value.hi;
    prepared[at + 1] = value.lo;
}

/* log Gamma(1 + r) of a double-double. */
TER__SLOT ter__dd ter__power_log_gamma_1p(ter__dd r) {
    ter__dd plain = r.hi < 0.5 ? ter__dd_lgamma1p(r.hi) : ter__dd_add(ter__dd_lgamma(r.hi), ter__dd_log_d(r.hi));
    return ter__dd_add_d(plain, r.lo * ter__digamma(1.0 + r.hi));
}

TER__SLOT void ter__power_prepare(const double *p, double *prepared) {
    ter__dd inverse = ter__dd_ratio(1.0, p[2]), log_scale = ter__dd_log_d(p[1]);
    ter__dd width = ter__dd_add(ter__dd_add(ter__power_log_gamma_1p(inverse), ter__log_two()), log_scale);
    ter__standard_prepare(p[0], p[1], prepared);
    ter__prepare_pair(prepared, TER__POWER_LOG_SCALE, log_scale);
    ter__prepare_pair(prepared, TER__POWER_LOG_PEAK, ter__dd_neg(width));
    ter__prepare_pair(prepared, TER__POWER_LOG_SHAPE, ter__dd_log_d(p[2]));
    prepared[TER__POWER_BEND] = ter__digamma(1.0 + 1.0 / p[2]) / p[2] / p[2];
    *(ter__gamma_shape *)(void *)(prepared + TER__POWER_SHAPE) = ter__gamma_shape_of(inverse);
}

TER__SLOT const ter__gamma_shape *ter__power_shape(const ter_dist *dist) {
    return (const ter__gamma_shape *)(const void *)(dist->prepared + TER__POWER_SHAPE);
}

/* log of |z|, also where z has no double. */
TER__SLOT ter__dd ter__power_log_size(const ter_dist *dist, double x) {
    ter__standard s = ter__standard_load(dist->prepared);
    ter__dd from = ter__two_sum(x * s.pre, -s.location);
    if (from.hi == 0.0)
        return ter__log_zero();
    ter__dd log_from = ter__dd_log(from.hi < 0.0 ? ter__dd_neg(from) : from);
    log_from = ter__dd_sub(log_from, ter__prepared_pair(dist->prepared, TER__POWER_LOG_SCALE));
    return s.pre < 1.0 ? ter__dd_add(log_from, ter__dd_scale(ter__log_two(), 2.0)) : log_from;
}

/* log(shape / |x - location|), the log of |d log G / dx|, for the log of |x - location| / scale. */
TER__SLOT ter__dd ter__power_log_rate(const ter_dist *dist, ter__dd log_size) {
    ter__dd log_distance = ter__dd_add(log_size, ter__prepared_pair(dist->prepared, TER__POWER_LOG_SCALE));
    return ter__dd_sub(ter__prepared_pair(dist->prepared, TER__POWER_LOG_SHAPE), log_distance);
}

/* d log f / dx = -sign shape G / |x - location|, w = log G; none at the location, where the density has a corner or a cusp. */
TER__SLOT double ter__power_slope(const ter_dist *dist, double x, ter__dd log_size, ter__dd w) {
    const double *p = dist->parameter;
    if (x == p[0])
        return p[2] > 1.0 ? 0.0 : TER__NAN;
    ter__dd log_slope = isinf(w.hi) ? w : ter__dd_add(w, ter__power_log_rate(dist, log_size));
    return copysign(ter__exp_dd(log_slope), x < p[0] ? 1.0 : -1.0);
}

/* location + scale exp(log_z), or less of it; z may be beyond the doubles where scale z is not. */
TER__SLOT double ter__power_point(const ter_dist *dist, ter__dd log_z, bool above) {
    if (fabs(log_z.hi) > 500.0) {
        double way = ter__exp_dd(ter__dd_add(log_z, ter__prepared_pair(dist->prepared, TER__POWER_LOG_SCALE)));
        return dist->parameter[0] + (above ? way : 0.0 - way);
    }
    ter__dd z = ter__dd_exp(log_z);
    return ter__standard_undo(ter__standard_load(dist->prepared), above ? z : ter__dd_neg(z));
}

/* log E|z|^order of the symmetric law: Gamma((order + 1) / shape) / Gamma(1 / shape). */
TER__SLOT ter__dd ter__power_log_moment(double shape, unsigned order) {
    ter__dd top = ter__power_log_gamma_1p(ter__dd_ratio(order + 1.0, shape)),
            bottom = ter__power_log_gamma_1p(ter__dd_ratio(1.0, shape));
    return ter__dd_sub(ter__dd_sub(top, bottom), ter__dd_log_d(order + 1.0));
}

TER__SLOT ter_status ter__power_entropy(const ter_dist *dist, double *value) {
    ter__dd inverse = ter__dd_ratio(1.0, dist->parameter[2]);
    *value = ter__dd_value(ter__dd_sub(inverse, ter__prepared_pair(dist->prepared, TER__POWER_LOG_PEAK)));
    return TER_OK;
}

#endif
