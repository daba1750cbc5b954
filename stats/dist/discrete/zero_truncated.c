/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Zero-truncated laws. Of both tails the upper one is the base's over 1 - g(0), without cancellation; the lower one is
 * (G(k) - g(0)) / (1 - g(0)), used where the upper one is not small, in more digits where g(0) is most of G(k).
 */
#include "zero_modified.h"

#define LOG_2        0.6931471805599453
#define LARGELY_ZERO -2.0794415416798357 /* g(0) is more than an eighth of G(k) */
#define NEARLY_ALL   -0x1p-7

typedef struct truncation {
    ter__dd log_zero, log_rest; /* of g(0) and 1 - g(0) */
} truncation;

static truncation of(const ter_dist *dist) {
    truncation t = {{dist->prepared[0], dist->prepared[1]}, {dist->prepared[2], dist->prepared[3]}};
    return t;
}

void ter__zero_truncated_prepare(const ter__zero_base *base, const double *parameters, double *prepared) {
    ter_dist law = ter__zero_base_made(base, parameters);
    ter__dd log_zero = ter__zero_base_mass(base, &law, 0.0), log_rest = ter__log_rest(log_zero);
    prepared[0] = log_zero.hi;
    prepared[1] = log_zero.lo;
    prepared[2] = log_rest.hi;
    prepared[3] = log_rest.lo;
    for (size_t i = TER__ZERO_PREPARED; i < TER__PREPARED_MAX; i++)
        prepared[i] = law.prepared[i - TER__ZERO_PREPARED];
}

void ter__zero_truncated_support(const ter__zero_base *base, const double *parameters, double *lower, double *upper) {
    base->family->support(parameters, lower, upper);
    *lower = *lower > 1.0 ? *lower : 1.0;
}

static ter__dd side(const ter_dist *dist, double k, bool upper, bool sharp) {
    const ter__zero_base *base = ter__zero_base_of(dist);
    truncation t = of(dist);
    ter_dist law = ter__zero_base_dist(dist, 0);
    ter__dd above = ter__zero_log_product(ter__zero_base_side(base, &law, k, true, sharp), ter__dd_neg(t.log_rest));
    if (above.hi < -LOG_2)
        return upper ? above : ter__log_rest(above);
    ter__dd whole = ter__zero_base_side(base, &law, k, false, sharp), share = ter__zero_log_product(t.log_zero, ter__dd_neg(whole));
    if (!sharp && share.hi > LARGELY_ZERO) {
        whole = ter__zero_base_side(base, &law, k, false, true);
        share = ter__dd_sub(t.log_zero, whole);
    }
    ter__dd below = ter__dd_sub(ter__dd_add(whole, ter__log_rest(share)), t.log_rest);
    return upper ? ter__log_rest(below) : below;
}

ter__dd ter__zero_truncated_log_tail(const ter_dist *dist, double x, bool upper) {
    return side(dist, x, upper, false);
}

ter__dd ter__zero_truncated_log_tail_sharp(const ter_dist *dist, double x, bool upper) {
    return side(dist, x, upper, true);
}

ter__dd ter__zero_truncated_log_density(const ter_dist *dist, double x) {
    if (dist->lower == dist->upper)
        return ter__dd_make(0.0, 0.0);
    ter_dist law = ter__zero_base_dist(dist, 0);
    ter__dd log_mass = ter__zero_base_mass(ter__zero_base_of(dist), &law, x);
    log_mass = ter__zero_log_product(log_mass, ter__dd_neg(of(dist).log_rest));
    /* near 1 a log is that of what is missing */
    return x == 1.0 && log_mass.hi > NEARLY_ALL ? side(dist, x, false, false) : log_mass;
}

/* d log(1 - g(0)) = -g(0) / (1 - g(0)) d log g(0). */
void ter__zero_truncated_gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    *slope = TER__NAN;
    if (by_parameter == NULL)
        return;
    truncation t = of(dist);
    ter_dist law = ter__zero_base_dist(dist, 0);
    double at_zero[TER_PARAMETERS_MAX], odds = ter__exp_dd(ter__dd_sub(t.log_zero, t.log_rest));
    ter__zero_base_gradient(&law, x, by_parameter);
    ter__zero_base_gradient(&law, 0.0, at_zero);
    for (size_t i = 0; i < dist->family->parameter_count; i++)
        by_parameter[i] += odds * at_zero[i];
}

double ter__zero_truncated_start(const ter_dist *dist, double log_tail, bool upper) {
    truncation t = of(dist);
    ter_dist law = ter__zero_base_dist(dist, 0);
    double goal = log_tail + t.log_rest.hi;
    if (!upper) {
        ter__dd below = ter__log_sum(t.log_zero, ter__dd_make(goal, 0.0));
        goal = below.hi < 0.0 ? below.hi : 0.0;
    }
    double k = ter__zero_base_quantile(&law, goal, upper);
    return k >= 1.0 ? k : 1.0;
}

/* From 1 on the base's own: the normalisation is in mass and tail. */
void ter__zero_truncated_hazard(const ter_dist *dist, size_t n, const double *argument, double *out) {
    ter_dist law = ter__zero_base_dist(dist, 0);
    for (size_t i = 0; i < n; i++) {
        double x = argument[i];
        law.kernel[TER_HAZARD](&law, 1, &x, &out[i]);
        out[i] = x < dist->lower ? 0.0 : out[i];
    }
}

ter_status ter__zero_truncated_raw_moment(const ter_dist *dist, unsigned order, double *value) {
    ter_dist law = ter__zero_base_dist(dist, 0);
    ter_status status = ter_dist_raw_moment(&law, order, value);
    *value = order == 0 ? 1.0 : *value / -ter__expm1(of(dist).log_zero.hi);
    return status;
}

ter_status ter__zero_truncated_mean(const ter_dist *dist, double *value) {
    return ter__zero_truncated_raw_moment(dist, 1, value);
}

ter_status ter__zero_truncated_mode(const ter_dist *dist, double *value) {
    ter_dist law = ter__zero_base_dist(dist, 0);
    ter_status status = ter_dist_summary(&law, TER_MODE, value);
    *value = *value > 1.0 ? *value : 1.0;
    return status;
}

/* (base's - g(0)) / (1 - g(0)) */
ter__complex ter__zero_truncated_transform(const ter_dist *dist, double t) {
    const ter__zero_base *base = ter__zero_base_of(dist);
    ter_dist law = ter__zero_base_dist(dist, 0);
    ter__dd log_zero = ter__zero_base_mass(base, &law, 0.0);
    ter__complex value = ter__complex_exp(base->log_characteristic(&law, t));
    value.re = ter__dd_sub(value.re, ter__exp_whole(log_zero));
    ter__dd share = ter__exp_whole(ter__dd_neg(ter__log_rest(log_zero)));
    return ter__complex_times(value, share);
}

ter_status ter__zero_truncated_characteristic(const ter_dist *dist, double t, double *real, double *imaginary) {
    return ter__characteristic_of(ter__zero_truncated_transform(dist, t), real, imaginary);
}
