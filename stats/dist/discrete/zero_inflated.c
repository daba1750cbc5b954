/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Zero-inflated laws. P(X > k) = (1 - pi) P(base > k) and P(X <= k) = pi + (1 - pi) P(base <= k), a sum of positive terms; of
 * what is near 1 the log is that of the other.
 */
#include "zero_modified.h"

#define LOG_2 0.6931471805599453

typedef struct inflation {
    ter__dd log_zero, log_rest;  /* of the base's g(0) and 1 - g(0) */
    ter__dd log_share, log_base; /* of pi and 1 - pi */
} inflation;

static inflation of(const ter_dist *dist) {
    const double *v = dist->prepared;
    inflation f = {{v[0], v[1]}, {v[2], v[3]}, {v[4], v[5]}, {v[6], v[7]}};
    return f;
}

void ter__zero_inflated_prepare(const ter__zero_base *base, const double *parameters, double *prepared) {
    double share = parameters[0];
    ter_dist law = ter__zero_base_made(base, parameters + 1);
    ter__dd none = ter__dd_make(-TER__INFINITY, 0.0), log_zero = ter__zero_base_mass(base, &law, 0.0);
    ter__dd part[4] = {log_zero, ter__log_rest(log_zero), share > 0.0 ? ter__dd_log_d(share) : none,
                       share < 1.0 ? ter__dd_log1p(ter__dd_make(-share, 0.0)) : none};
    for (size_t i = 0; i < 4; i++) {
        prepared[2 * i] = part[i].hi;
        prepared[2 * i + 1] = part[i].lo;
    }
    for (size_t i = TER__ZERO_PREPARED; i < TER__PREPARED_MAX; i++)
        prepared[i] = law.prepared[i - TER__ZERO_PREPARED];
}

void ter__zero_inflated_support(const ter__zero_base *base, const double *parameters, double *lower, double *upper) {
    base->family->support(parameters + 1, lower, upper);
    *lower = parameters[0] > 0.0 ? 0.0 : *lower;
    *upper = parameters[0] < 1.0 ? *upper : 0.0;
}

static ter__dd side(const ter_dist *dist, double k, bool upper, bool sharp) {
    const ter__zero_base *base = ter__zero_base_of(dist);
    inflation f = of(dist);
    ter_dist law = ter__zero_base_dist(dist, 1);
    ter__dd above = ter__zero_log_product(f.log_base, ter__zero_base_side(base, &law, k, true, sharp));
    if (above.hi < -LOG_2)
        return upper ? above : ter__log_rest(above);
    ter__dd below = ter__log_sum(f.log_share, ter__zero_log_product(f.log_base, ter__zero_base_side(base, &law, k, false, sharp)));
    return upper ? ter__log_rest(below) : below;
}

ter__dd ter__zero_inflated_log_tail(const ter_dist *dist, double x, bool upper) {
    return side(dist, x, upper, false);
}

ter__dd ter__zero_inflated_log_tail_sharp(const ter_dist *dist, double x, bool upper) {
    return side(dist, x, upper, true);
}

/* log(pi + (1 - pi) g(0)) */
static ter__dd log_none(const inflation *f) {
    ter__dd some = ter__zero_log_product(f->log_base, f->log_rest);
    return some.hi < -LOG_2 ? ter__log_rest(some) : ter__log_sum(f->log_share, ter__zero_log_product(f->log_base, f->log_zero));
}

ter__dd ter__zero_inflated_log_density(const ter_dist *dist, double x) {
    inflation f = of(dist);
    if (x == 0.0)
        return log_none(&f);
    ter_dist law = ter__zero_base_dist(dist, 1);
    return ter__zero_log_product(f.log_base, ter__zero_base_mass(ter__zero_base_of(dist), &law, x));
}

/* In pi: -1 / (1 - pi) from 1 on, (1 - g(0)) / f(0) at 0, where the base's slopes count by its share of f(0). */
void ter__zero_inflated_gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    *slope = TER__NAN;
    if (by_parameter == NULL)
        return;
    inflation f = of(dist);
    ter_dist law = ter__zero_base_dist(dist, 1);
    ter__zero_base_gradient(&law, x, by_parameter + 1);
    by_parameter[0] = -ter__exp_dd(ter__dd_neg(f.log_base));
    if (x > 0.0)
        return;
    ter__dd none = log_none(&f);
    double share = ter__exp_dd(ter__zero_log_product(ter__zero_log_product(f.log_base, f.log_zero), ter__dd_neg(none)));
    by_parameter[0] = ter__exp_dd(ter__zero_log_product(f.log_rest, ter__dd_neg(none)));
    for (size_t i = 1; i < dist->family->parameter_count; i++)
        by_parameter[i] = share > 0.0 ? by_parameter[i] * share : 0.0; /* a base without 0 has no slope there */
}

double ter__zero_inflated_start(const ter_dist *dist, double log_tail, bool upper) {
    inflation f = of(dist);
    ter_dist law = ter__zero_base_dist(dist, 1);
    double goal = log_tail - f.log_base.hi;
    if (!upper) {
        double over = log_tail - f.log_share.hi; /* e^t - pi */
        if (!(over > 0.0))
            return 0.0;
        goal = over < 1e300 ? goal + ter__log(-ter__expm1(-over)) : goal;
    }
    return goal < 0.0 ? ter__zero_base_quantile(&law, goal, upper) : upper ? dist->lower : dist->upper;
}

/* From 1 on the base's own. */
void ter__zero_inflated_hazard(const ter_dist *dist, size_t n, const double *argument, double *out) {
    ter_dist law = ter__zero_base_dist(dist, 1);
    for (size_t i = 0; i < n; i++) {
        double x = argument[i];
        if (x == 0.0)
            out[i] = ter__exp_dd(dist->lower > 0.0 ? ter__dd_make(-TER__INFINITY, 0.0) : ter__zero_inflated_log_density(dist, x));
        else if (x > dist->upper)
            out[i] = TER__NAN;
        else
            law.kernel[TER_HAZARD](&law, 1, &x, &out[i]);
    }
}

static double base_part(const ter_dist *dist) {
    return 1.0 - dist->parameter[0];
}

ter_status ter__zero_inflated_raw_moment(const ter_dist *dist, unsigned order, double *value) {
    ter_dist law = ter__zero_base_dist(dist, 1);
    ter_status status = ter_dist_raw_moment(&law, order, value);
    *value = order == 0 ? 1.0 : *value * base_part(dist);
    return status;
}

ter_status ter__zero_inflated_mean(const ter_dist *dist, double *value) {
    ter_dist law = ter__zero_base_dist(dist, 1);
    ter_status status = ter_dist_summary(&law, TER_MEAN, value);
    *value *= base_part(dist);
    return status;
}

/* (1 - pi) (v + pi m^2) of the base's mean m and variance v. */
ter_status ter__zero_inflated_variance(const ter_dist *dist, double *value) {
    ter_dist law = ter__zero_base_dist(dist, 1);
    double mean, variance;
    ter_status status = ter_dist_summary(&law, TER_MEAN, &mean);
    status = status == TER_OK ? ter_dist_summary(&law, TER_VARIANCE, &variance) : status;
    *value = status == TER_OK ? base_part(dist) * (variance + dist->parameter[0] * mean * mean) : TER__NAN;
    return status;
}

/* pi (-mu)^n + (1 - pi) E (Y - m + pi m)^n with the base's Y and its mean m, mu = (1 - pi) m. */
ter_status ter__zero_inflated_central_moment(const ter_dist *dist, unsigned order, double *value) {
    ter_dist law = ter__zero_base_dist(dist, 1);
    double mean, share = dist->parameter[0], zero = share, sum = 0.0, ways = 1.0, power = 1.0;
    ter_status status = ter_dist_summary(&law, TER_MEAN, &mean);
    for (unsigned j = 0; j < order; j++)
        zero *= -base_part(dist) * mean;
    for (unsigned j = order; status == TER_OK; j--) { /* C(n, j) (pi m)^(n - j) E (Y - m)^j */
        double central = j == 0 ? 1.0 : 0.0;
        if (j > 1)
            status = ter_dist_central_moment(&law, j, &central);
        sum += ways * power * central;
        if (j == 0)
            break;
        ways = ways * j / (order - j + 1);
        power *= share * mean;
    }
    *value = status == TER_OK ? order == 1 ? 0.0 : zero + base_part(dist) * sum : TER__NAN;
    return status;
}

ter_status ter__zero_inflated_mode(const ter_dist *dist, double *value) {
    ter_dist law = ter__zero_base_dist(dist, 1);
    double peak;
    ter_status status = ter_dist_summary(&law, TER_MODE, &peak);
    inflation f = of(dist);
    bool above = peak > 0.0 && peak <= dist->upper && ter__zero_inflated_log_density(dist, peak).hi > log_none(&f).hi;
    *value = above ? peak : 0.0;
    return status;
}

/* With the base's entropy H: -f(0) log f(0) - (1 - pi) [log(1 - pi) (1 - g(0)) - H - g(0) log g(0)]. */
ter_status ter__zero_inflated_entropy(const ter_dist *dist, double *value) {
    inflation f = of(dist);
    ter_dist law = ter__zero_base_dist(dist, 1);
    double base = 0.0, none = log_none(&f).hi, zero = f.log_zero.hi, part = base_part(dist);
    ter_status status = law.lower < law.upper ? ter_dist_summary(&law, TER_ENTROPY, &base) : TER_OK;
    double at_zero = isinf(none) ? 0.0 : -ter__exp(none) * none, base_zero = isinf(zero) ? 0.0 : ter__exp(zero) * zero;
    double split = isinf(f.log_base.hi) ? 0.0 : part * -f.log_base.hi * -ter__expm1(zero);
    *value = at_zero + split + (part > 0.0 ? part * (base + base_zero) : 0.0);
    return status;
}

/* pi + (1 - pi) of the base's */
ter_status ter__zero_inflated_characteristic(const ter_dist *dist, double t, double *real, double *imaginary) {
    ter_dist law = ter__zero_base_dist(dist, 1);
    double share = dist->parameter[0];
    ter__complex log = ter__zero_base_of(dist)->log_characteristic(&law, t);
    ter__complex part = ter__complex_times(ter__complex_exp(log), ter__two_sum(1.0, -share));
    part.re = ter__dd_add_d(part.re, share);
    return ter__characteristic_of(part, real, imaginary);
}
