/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dist/discrete/geometric_law.h"

typedef struct geometric {
    ter__dd log_p, log_q;
} geometric;

static geometric load(const double *prepared) {
    geometric g = {{prepared[0], prepared[1]}, {prepared[2], prepared[3]}};
    return g;
}

/* p in (0, 1]; log q is -inf for p = 1. */
void ter__geometric_prepare(double p, double *prepared) {
    ter__dd log_p = ter__dd_log_d(p);
    ter__dd log_q = p < 1.0 ? ter__dd_log1p(ter__dd_make(-p, 0.0)) : ter__dd_make(-TER__INFINITY, 0.0);
    prepared[0] = log_p.hi;
    prepared[1] = log_p.lo;
    prepared[2] = log_q.hi;
    prepared[3] = log_q.lo;
}

static ter__dd log_mass(geometric g, double k) {
    return k == 0.0 ? g.log_p : ter__dd_add(ter__times_log(g.log_q, ter__dd_make(k, 0.0)), g.log_p);
}

/* log P(X > k), or of P(X <= k). */
static ter__dd log_tail_of(geometric g, double k, bool upper) {
    ter__dd above = ter__times_log(g.log_q, ter__two_sum(k, 1.0));
    return upper ? above : ter__log_rest(above);
}

/* Near the count sought: log tail / log q. */
static double start_of(geometric g, double log_tail, bool upper) {
    double above = upper ? log_tail : log_tail < -640.0 ? -ter__exp(log_tail) : ter__log1p(-ter__exp(log_tail));
    double k = above / g.log_q.hi - 1.0;
    return k > 0.0 ? k : 0.0;
}

/* -log p - (q / p) log q. */
static double entropy_of(geometric g, double mean) {
    if (isinf(g.log_q.hi))
        return 0.0;
    return ter__dd_value(ter__dd_sub(ter__dd_neg(g.log_p), ter__dd_mul_d(g.log_q, mean)));
}

static ter__dd log_density(const ter_dist *dist, double x) {
    return log_mass(load(dist->prepared), x - dist->lower);
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    return log_tail_of(load(dist->prepared), x - dist->lower, upper);
}

static ter__dd log_hazard(const ter_dist *dist, double x) {
    (void)x;
    return load(dist->prepared).log_p;
}

static double start(const ter_dist *dist, double log_tail, bool upper) {
    return start_of(load(dist->prepared), log_tail, upper) + dist->lower;
}

/* 1 / p - k / q = (q - k p) / (p q) */
static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    double p = dist->parameter[0], k = x - dist->lower;
    ter__dd q = ter__two_sum(1.0, -p);
    *slope = TER__NAN;
    if (by_parameter != NULL)
        by_parameter[0] = k == 0.0 ? 1.0 / p : ter__dd_value(ter__dd_sub(q, ter__two_product(k, p))) / p / q.hi;
}

/* q / p, the mean of the failures. */
double ter__geometric_odds(const ter_dist *dist) {
    double p = dist->parameter[0];
    return ter__dd_value(ter__dd_div_d(ter__two_sum(1.0, -p), p));
}

ter_status ter__geometric_variance(const ter_dist *dist, double *value) {
    *value = ter__geometric_odds(dist) / dist->parameter[0];
    return TER_OK;
}

ter_status ter__geometric_skewness(const ter_dist *dist, double *value) {
    double p = dist->parameter[0];
    *value = p < 1.0 ? (2.0 - p) / sqrt(1.0 - p) : TER__NAN;
    return p < 1.0 ? TER_OK : TER_UNDEFINED;
}

ter_status ter__geometric_excess_kurtosis(const ter_dist *dist, double *value) {
    double p = dist->parameter[0];
    *value = p < 1.0 ? 6.0 + p * p / (1.0 - p) : TER__NAN;
    return p < 1.0 ? TER_OK : TER_UNDEFINED;
}

ter_status ter__geometric_mode(const ter_dist *dist, double *value) {
    *value = dist->lower;
    return TER_OK;
}

ter_status ter__geometric_entropy(const ter_dist *dist, double *value) {
    *value = entropy_of(load(dist->prepared), ter__geometric_odds(dist));
    return TER_OK;
}

ter_status ter__geometric_central_moment(const ter_dist *dist, unsigned order, double *value) {
    double cumulant[TER_MOMENT_ORDER_MAX + 1] = {0.0};
    ter__geometric_cumulants(order, ter__geometric_odds(dist), cumulant);
    *value = ter__central_from_cumulants(order, cumulant);
    return TER_OK;
}

const ter__statement ter__geometric_statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .log_hazard = log_hazard,
    .gradient = gradient,
    .start = start,
};

/* The mean determines p. */
ter_status ter__geometric_estimate(double first, size_t n, const double *x, const double *weights, double *parameter,
                                   ter_error *error) {
    double sum = 0.0, total = 0.0;
    for (size_t i = 0; i < n; i++) {
        double weight = weights == NULL ? 1.0 : weights[i];
        if (weight > 0.0 && !(x[i] >= first && x[i] == floor(x[i])))
            return ter_error_set(error, TER_BAD_DATA, "geometric: value %zu is %g, no count from %g on", i, x[i], first);
        sum += weight > 0.0 ? weight * (x[i] - first) : 0.0;
        total += weight;
    }
    *parameter = total / (total + sum);
    return TER_OK;
}

bool ter__geometric_likelihood(double first, size_t n, const double *x, const double *weights, const double *parameter,
                               double *value, double *slope, double *curvature) {
    double p = parameter[0], sum = 0.0, total = 0.0;
    if (!(p > 0.0 && p <= 1.0))
        return false;
    for (size_t i = 0; i < n; i++) {
        double weight = weights == NULL ? 1.0 : weights[i];
        sum += weight > 0.0 ? weight * (x[i] - first) : 0.0;
        total += weight;
    }
    if (sum > 0.0 && p == 1.0)
        return false;
    double failures = sum > 0.0 ? sum / (1.0 - p) : 0.0;
    *value = total * ter__log(p) + (sum > 0.0 ? sum * ter__log1p(-p) : 0.0);
    if (slope != NULL)
        *slope = total / p - failures;
    if (curvature != NULL)
        *curvature = -total / (p * p) - (sum > 0.0 ? failures / (1.0 - p) : 0.0);
    return true;
}
