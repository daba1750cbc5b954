/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lindley's law (J. R. Statist. Soc. B 20, 1958): f(x) = rate^2 (1 + x) exp(-rate x) / (1 + rate), x > 0, the mixture of the
 * exponential and the gamma law of shape 2 with weights rate and 1.
 *
 * With u = rate x / (1 + rate), log P(X > x) = log(1 + u) - rate x = -((u - log(1 + u)) + rate u): two terms of one sign.
 */
#include "dist/characteristic.h"
#include "dist/common_parameters.h"
#include "dist/common_slots.h"
#include "log_terms.h"

enum { LOG_RATE, LOG_NEXT = LOG_RATE + 2 }; /* log(1 + rate) */

/* With x and rate x below this the density has not yet moved. */
#define NEAR_ZERO 1e-40

static void prepare(const double *p, double *prepared) {
    ter__dd log_rate = ter__dd_log_d(p[0]), log_next = ter__dd_log1p(ter__dd_make(p[0], 0.0));
    prepared[LOG_RATE] = log_rate.hi;
    prepared[LOG_RATE + 1] = log_rate.lo;
    prepared[LOG_NEXT] = log_next.hi;
    prepared[LOG_NEXT + 1] = log_next.lo;
}

/* log f(0) = 2 log rate - log(1 + rate). */
static ter__dd log_first(const ter_dist *dist) {
    ter__dd log_rate = ter__dd_make(dist->prepared[LOG_RATE], dist->prepared[LOG_RATE + 1]);
    return ter__dd_sub(ter__dd_scale(log_rate, 2.0), ter__dd_make(dist->prepared[LOG_NEXT], dist->prepared[LOG_NEXT + 1]));
}

static ter__dd rate_times(const ter_dist *dist, double x) {
    return ter__times(ter__dd_make(x, 0.0), dist->parameter[0]);
}

static ter__dd log_density(const ter_dist *dist, double x) {
    ter__dd fall = rate_times(dist, x);
    if (isinf(fall.hi))
        return ter__log_zero();
    return ter__dd_sub(ter__dd_add(log_first(dist), ter__dd_log1p(ter__dd_make(x, 0.0))), fall);
}

/* u - log(1 + u), u >= 0. */
static ter__dd less_log1p(ter__dd u) {
    if (u.hi > 0x1p-7)
        return ter__dd_sub(u, ter__log1p_whole(u));
    ter__dd sum = ter__dd_ratio(1.0, 18.0);
    for (int k = 17; k >= 2; k--)
        sum = ter__dd_sub(ter__dd_ratio(1.0, (double)k), ter__dd_mul(sum, u));
    return ter__dd_mul(sum, ter__dd_square(u));
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    double rate = dist->parameter[0];
    ter__dd fall = rate_times(dist, x);
    if (isinf(fall.hi))
        return upper ? ter__log_zero() : ter__dd_make(0.0, 0.0);
    if (x < NEAR_ZERO && fall.hi < NEAR_ZERO) {
        ter__dd log_lower = ter__dd_add(log_first(dist), ter__dd_log_d(x));
        return upper ? ter__log_rest(log_lower) : log_lower;
    }
    ter__dd u = ter__dd_div(fall, ter__two_sum(rate, 1.0));
    ter__dd log_upper = ter__dd_neg(ter__dd_add(less_log1p(u), ter__dd_mul_d(u, rate)));
    return upper ? log_upper : ter__log_rest(log_upper);
}

/* rate^2 (1 + x) / (1 + rate + rate x). */
static ter__dd log_hazard(const ter_dist *dist, double x) {
    ter__dd fall = rate_times(dist, x), log_rate = ter__dd_make(dist->prepared[LOG_RATE], dist->prepared[LOG_RATE + 1]);
    if (isinf(fall.hi))
        return log_rate;
    ter__dd log_low = ter__dd_log(ter__dd_add(ter__two_sum(dist->parameter[0], 1.0), fall));
    return ter__dd_sub(ter__dd_add(ter__dd_scale(log_rate, 2.0), ter__dd_log1p(ter__dd_make(x, 0.0))), log_low);
}

/* 1 / (1 + x) - rate; by the rate (2 + rate) / (rate (1 + rate)) - x. */
static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    double rate = dist->parameter[0];
    ter__dd next = ter__two_sum(rate, 1.0), fall = rate_times(dist, x);
    *slope = -rate;
    if (fall.hi < 0x1p900)
        *slope = ter__dd_value(ter__dd_div(ter__dd_sub(ter__two_sum(1.0, -rate), fall), ter__two_sum(1.0, x)));
    if (by_parameter != NULL) {
        ter__dd mean_x = ter__dd_div_d(ter__dd_div(ter__two_sum(rate, 2.0), next), rate);
        by_parameter[0] = ter__dd_value(ter__dd_add_d(mean_x, -x));
    }
}

/* Upper: rate x = y with y - log(1 + y / (1 + rate)) = -log_tail, convex. Lower: of the density's first two terms where small. */
static double start(const ter_dist *dist, double log_tail, bool upper) {
    double rate = dist->parameter[0], t = upper ? -log_tail : -ter__log1p(-ter__exp(log_tail));
    ter__dd log_first_x = ter__dd_sub(ter__dd_make(log_tail, 0.0), log_first(dist));
    if (!upper && log_first_x.hi < -40.0)
        return fmax(ter__exp_dd(log_first_x), 0x1p-1074);
    double y = t + ter__log1p(t) + sqrt(2.0 * t);
    for (int i = 0; i < 12; i++)
        y = fmax(y - (y - ter__log1p(y / (1.0 + rate)) - t) * (1.0 + rate + y) / (rate + y), 0.25 * y);
    return y / rate;
}

/* ---- summaries, of 1 / rate where it is large ------------------------------------------------------------------------------ */

static ter_status mean(const ter_dist *dist, double *value) {
    double rate = dist->parameter[0];
    *value = (rate + 2.0) / (rate + 1.0) / rate;
    return TER_OK;
}

/* c0 r^n + c1 r^(n - 1) + ..., divided by r^n where r > 1. */
static double scaled(const double *c, int n, double r) {
    double sum = 0.0, power = r > 1.0 ? 1.0 / r : r;
    for (int i = 0; i <= n; i++)
        sum = sum * power + c[r > 1.0 ? n - i : i];
    return sum;
}

static double spread(double rate) {
    static const double c[] = {1.0, 4.0, 2.0};
    return scaled(c, 2, rate);
}

/* (r^2 + 4 r + 2) / (r^2 (r + 1)^2). */
static ter_status variance(const ter_dist *dist, double *value) {
    double r = dist->parameter[0], low = r > 1.0 ? 1.0 + 1.0 / r : 1.0 + r;
    *value = spread(r) / (low * low) / r / r;
    return TER_OK;
}

/* 2 (r^3 + 6 r^2 + 6 r + 2) / (r^2 + 4 r + 2)^(3/2). */
static ter_status skewness(const ter_dist *dist, double *value) {
    static const double c[] = {1.0, 6.0, 6.0, 2.0};
    double v = spread(dist->parameter[0]);
    *value = 2.0 * scaled(c, 3, dist->parameter[0]) / (v * sqrt(v));
    return TER_OK;
}

/* 6 (r^4 + 8 r^3 + 12 r^2 + 8 r + 2) / (r^2 + 4 r + 2)^2. */
static ter_status excess_kurtosis(const ter_dist *dist, double *value) {
    static const double c[] = {1.0, 8.0, 12.0, 8.0, 2.0};
    double v = spread(dist->parameter[0]);
    *value = 6.0 * scaled(c, 4, dist->parameter[0]) / (v * v);
    return TER_OK;
}

static ter_status mode(const ter_dist *dist, double *value) {
    double rate = dist->parameter[0];
    *value = rate < 1.0 ? (1.0 - rate) / rate : 0.0;
    return TER_OK;
}

/* n! (rate + n + 1) / (rate^n (rate + 1)). */
static ter_status raw_moment(const ter_dist *dist, unsigned order, double *value) {
    double rate = dist->parameter[0];
    *value = (rate + order + 1.0) / (rate + 1.0);
    for (unsigned i = 1; i <= order; i++)
        *value *= i / rate;
    return isinf(*value) ? TER_INFINITE : TER_OK;
}

/* (1 - i t / (1 + rate)) / (1 - i t / rate)^2. */
static ter_status characteristic(const ter_dist *dist, double t, double *real, double *imaginary) {
    double rate = dist->parameter[0];
    ter__dd s = ter__dd_ratio(t, rate), u = ter__dd_div(ter__dd_make(t, 0.0), ter__two_sum(rate, 1.0));
    ter__complex log = {ter__dd_sub(ter__log_one_and(u), ter__dd_scale(ter__log_one_and(s), 2.0)),
                        ter__dd_sub(ter__dd_scale(ter__dd_atan(s), 2.0), ter__dd_atan(u))};
    return ter__characteristic_of_log(log, real, imaginary);
}

static const ter_parameter parameters[] = {
    TER__POSITIVE_PARAMETER("rate", "theta", "rate of the exponential decay"),
};

static const ter_alias aliases[] = {{"Lindley", "Distributions.jl"}, {"lind", "R VGAM"}};

static const ter__edge edges[] = {
    {{1.0}, TER_PDF, 0.0, 0.5},
    {{1.0}, TER_PDF, -1.0, 0.0},
    {{1.0}, TER_CDF, 0.0, 0.0},
    {{1.0}, TER_SF, -1.0, 1.0},
    {{1.0}, TER_CDF, TER__INFINITY, 1.0},
    {{0.5}, TER_LOG_PDF_SLOPE, 1.0, 0.0},
    {{1.0}, TER_HAZARD, 1.0, 0.66666666666666663},
    {{1.0}, TER_QUANTILE, 0.0, 0.0},
    {{1.0}, TER_QUANTILE, 1.0, TER__INFINITY},
    {{1.0}, TER_QUANTILE, 1.5, TER__NAN},
    {{1.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .log_hazard = log_hazard,
    .gradient = gradient,
    .start = start,
    .density_at_lower = true,
};

const ter_family ter__family_lindley = {
    .name = "lindley",
    .title = "Lindley",
    .formula = "rate^2 (1 + x) exp(-rate x) / (1 + rate), x >= 0",
    .conventions = "Distributions.jl: Lindley(theta=rate). R: VGAM::dlind(x, theta=rate).",
    .parameter_count = sizeof parameters / sizeof parameters[0],
    .parameters = parameters,
    .alias_count = sizeof aliases / sizeof aliases[0],
    .aliases = aliases,
    .prepare = prepare,
    .support = ter__support_positive,
    .statement = &statement,
    .summary =
        {
            [TER_MEAN] = mean,
            [TER_VARIANCE] = variance,
            [TER_SKEWNESS] = skewness,
            [TER_EXCESS_KURTOSIS] = excess_kurtosis,
            [TER_MODE] = mode,
        },
    .raw_moment = raw_moment,
    .characteristic = characteristic,
    .words_per_draw = 1,
    .accuracy_range = "rates from 1e-100 to 1e100, all arguments, both tails and their logs",
    .accuracy = TER__STATED_ACCURACY(1.0, 2.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
