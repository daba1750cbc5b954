/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The half-Cauchy law: f(x) = 2 / (pi scale (1 + r^2)), r = x / scale, x >= 0.
 *
 * F = 2 atan(r) / pi and 1 - F = 2 atan(1 / r) / pi, the smaller of them directly. Where r or 1 / r is below 2^-60 both are a power
 * of r, and logs reach where r has left the doubles.
 */
#include "dist/common_parameters.h"
#include "dist/common_slots.h"
#include "positive.h"
#include "special/trig.h"

/* |log r| beyond which r or 1 / r is nothing beside 1, squared too. */
#define FAR 42.0

static void prepare(const double *p, double *prepared) {
    ter__positive_prepare(p[0], prepared);
}

/* log(pi / 2). */
static ter__dd log_half_pi(void) {
    const ter__dd log_pi = TER__LOG_PI;
    return ter__dd_sub(log_pi, ter__log_two());
}

static ter__dd log_density(const ter_dist *dist, double x) {
    ter__dd v = ter__positive_log_ratio(dist->prepared, x);
    ter__dd log_square = ter__softplus(ter__dd_scale(v, 2.0)); /* log(1 + r^2) */
    return ter__dd_neg(ter__dd_add(ter__dd_add(log_square, log_half_pi()), ter__positive_log_scale(dist->prepared)));
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    ter__dd v = ter__positive_log_ratio(dist->prepared, x);
    bool above = v.hi > 0.0; /* the upper tail is the smaller */
    ter__dd fall = above ? ter__dd_neg(v) : v;
    ter__dd log_angle = fall.hi < -FAR ? fall : ter__dd_log(ter__dd_atan(ter__dd_exp(fall)));
    ter__dd small = ter__dd_sub(log_angle, log_half_pi());
    return above == upper ? small : ter__log_rest(small);
}

/* Slope -2 r / (1 + r^2) / scale, by logs; by scale (r^2 - 1) / (r^2 + 1) / scale. */
static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    ter__dd v = ter__positive_log_ratio(dist->prepared, x), log_scale = ter__positive_log_scale(dist->prepared);
    ter__dd rise = ter__dd_add(v, ter__dd_sub(ter__log_two(), log_scale));
    *slope = -ter__exp_dd(ter__dd_sub(rise, ter__softplus(ter__dd_scale(v, 2.0))));
    if (by_parameter != NULL) {
        ter__dd e = ter__dd_expm1(ter__dd_scale(fabs(v.hi) < FAR ? v : ter__dd_make(copysign(FAR, v.hi), 0.0), 2.0));
        by_parameter[0] = ter__dd_value(ter__dd_div(e, ter__dd_add_d(e, 2.0))) / dist->parameter[0];
    }
}

static double inverse(const ter_dist *dist, ter__dd log_tail, bool upper) {
    if (log_tail.hi < -FAR) {
        ter__dd v = ter__dd_add(log_tail, log_half_pi());
        return ter__positive_undo(dist->prepared, upper ? ter__dd_neg(v) : v);
    }
    ter__dd r = ter__dd_tan_pi(ter__dd_scale(ter__dd_exp(log_tail), 0.5));
    return ter__positive_undo_ratio(dist->prepared, upper ? ter__dd_div(ter__dd_make(1.0, 0.0), r) : r);
}

/* The second and higher moments are infinite as well. */
static ter_status raw_moment(const ter_dist *dist, unsigned order, double *value) {
    *value = 1.0;
    return order == 0 ? TER_OK : ter__summary_infinite(dist, value);
}

/* log(2 pi scale). */
static ter_status entropy(const ter_dist *dist, double *value) {
    ter__dd log_two_pi = ter__dd_add(log_half_pi(), ter__dd_scale(ter__log_two(), 2.0));
    *value = ter__dd_value(ter__dd_add(log_two_pi, ter__positive_log_scale(dist->prepared)));
    return TER_OK;
}

static const ter_parameter parameters[] = {
    TER__SCALE_PARAMETER("scale, the median"),
};

static const ter_alias aliases[] = {{"hcauchy", "R extraDistr"}};

static const ter__edge edges[] = {
    {{1.0}, TER_CDF, 1.0, 0.5},
    {{1.0}, TER_CDF, 0.0, 0.0},
    {{1.0}, TER_SF, -1.0, 1.0},
    {{1.0}, TER_PDF, -1.0, 0.0},
    {{1.0}, TER_LOG_PDF_SLOPE, 1.0, -1.0},
    {{3.0}, TER_QUANTILE, 0.5, 3.0},
    {{3.0}, TER_QUANTILE, 0.0, 0.0},
    {{3.0}, TER_QUANTILE, 1.0, TER__INFINITY},
    {{1.0}, TER_PDF, TER__INFINITY, 0.0},
    {{1.0}, TER_ISF, 1.5, TER__NAN},
    {{1.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .gradient = gradient,
    .inverse = inverse,
    .density_at_lower = true,
};

const ter_family ter__family_half_cauchy = {
    .name = "half_cauchy",
    .title = "Half-Cauchy",
    .formula = "2 / (pi scale (1 + (x / scale)^2)), x >= 0",
    .conventions = "scipy: halfcauchy(loc = 0, scale). R: extraDistr::dhcauchy(x, sigma), the same.",
    .parameter_count = 1,
    .parameters = parameters,
    .alias_count = sizeof aliases / sizeof aliases[0],
    .aliases = aliases,
    .prepare = prepare,
    .support = ter__support_positive,
    .statement = &statement,
    .summary =
        {
            [TER_MEAN] = ter__summary_infinite,
            [TER_VARIANCE] = ter__summary_undefined,
            [TER_SKEWNESS] = ter__summary_undefined,
            [TER_EXCESS_KURTOSIS] = ter__summary_undefined,
            [TER_MODE] = ter__summary_zero,
            [TER_MEDIAN] = ter__summary_first,
            [TER_ENTROPY] = entropy,
        },
    .raw_moment = raw_moment,
    .words_per_draw = 1,
    .accuracy_range = "all scales and arguments; both tails and their logs to the ends of the double range",
    .accuracy = TER__STATED_ACCURACY(1.0, 2.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
