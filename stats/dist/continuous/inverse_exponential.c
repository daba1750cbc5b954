/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The inverse exponential law: P(X <= x) = exp(-s), s = scale / x, x > 0: scale / X is standard exponential, s = e^-v with v =
 * log(x / scale).
 */
#include "dist/common_parameters.h"
#include "dist/common_slots.h"
#include "positive.h"

static void prepare(const double *p, double *prepared) {
    ter__positive_prepare(p[0], prepared);
}

static ter__dd v_of(const ter_dist *dist, double x) {
    return ter__positive_log_ratio(dist->prepared, x);
}

static ter__dd log_scale_of(const ter_dist *dist) {
    return ter__positive_log_scale(dist->prepared);
}

/* s = scale / x; {inf, 0} where it overflows. */
static ter__dd s_of(ter__dd v) {
    return ter__exp_whole(ter__dd_neg(v));
}

/* -log scale - 2 v - s. */
static ter__dd log_density(const ter_dist *dist, double x) {
    ter__dd v = v_of(dist, x), s = s_of(v);
    if (isinf(s.hi))
        return ter__log_zero();
    return ter__dd_neg(ter__dd_add(ter__dd_add(ter__dd_scale(v, 2.0), log_scale_of(dist)), s));
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    ter__dd v = v_of(dist, x);
    return upper ? ter__log_rest_of_power(ter__dd_neg(v)) : ter__dd_neg(s_of(v));
}

/* Slope (s - 2) / x; by scale (1 - s) / scale. */
static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    ter__dd v = v_of(dist, x);
    ter__dd log_x = ter__dd_add(v, log_scale_of(dist));
    if (fabs(v.hi) < 1.0) /* s - 2 changes its sign: (scale - 2 x) / x */
        *slope = ter__dd_value(ter__dd_div_d(ter__two_sum(dist->parameter[0], -2.0 * x), x)) / x;
    else
        *slope = v.hi < -600.0 ? ter__exp_dd(ter__dd_neg(ter__dd_add(v, log_x))) : ter__dd_value(ter__dd_add_d(s_of(v), -2.0)) / x;
    if (by_parameter != NULL)
        by_parameter[0] = ter__dd_value(ter__dd_add_d(ter__dd_neg(s_of(v)), 1.0)) / dist->parameter[0];
}

static double inverse(const ter_dist *dist, ter__dd log_tail, bool upper) {
    if (upper && log_tail.hi < -110.0) /* s is the probability */
        return ter__positive_undo(dist->prepared, ter__dd_neg(log_tail));
    ter__dd log_lower = upper ? ter__log_rest(log_tail) : log_tail;
    return ter__positive_undo_ratio(dist->prepared, ter__dd_div(ter__dd_make(-1.0, 0.0), log_lower));
}

static ter_status raw_moment(const ter_dist *dist, unsigned order, double *value) {
    *value = 1.0;
    return order == 0 ? TER_OK : ter__summary_infinite(dist, value);
}

static ter_status mode(const ter_dist *dist, double *value) {
    *value = 0.5 * dist->parameter[0];
    return TER_OK;
}

/* log scale + 1 + 2 gamma. */
static ter_status entropy(const ter_dist *dist, double *value) {
    *value = ter__dd_value(ter__dd_add_d(log_scale_of(dist), 1.0 + 2.0 * 0x1.2788cfc6fb619p-1));
    return TER_OK;
}

static const ter_parameter parameters[] = {
    TER__SCALE_PARAMETER("scale: 1 / x is exponential of mean 1 / scale"),
};

static const ter_alias aliases[] = {{"invexp", "R actuar"}};

static const ter__edge edges[] = {
    {{1.0}, TER_LOG_CDF, 0.5, -2.0},
    {{4.0}, TER_LOG_CDF, 1.0, -4.0},
    {{1.0}, TER_PDF, 0.0, 0.0},
    {{1.0}, TER_PDF, -1.0, 0.0},
    {{2.0}, TER_LOG_PDF_SLOPE, 1.0, 0.0},
    {{2.0}, TER_QUANTILE_LOG, -4.0, 0.5},
    {{2.0}, TER_QUANTILE, 1.0, TER__INFINITY},
    {{1.0}, TER_ISF, 1.5, TER__NAN},
    {{1.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .gradient = gradient,
    .inverse = inverse,
};

const ter_family ter__family_inverse_exponential = {
    .name = "inverse_exponential",
    .title = "Inverse exponential",
    .formula = "(scale / x^2) exp(-scale / x), x > 0",
    .conventions =
        "R: actuar::dinvexp(x, rate, scale = 1 / rate). It is the inverse gamma law of shape 1, and the Frechet law of shape 1.",
    .parameter_count = sizeof parameters / sizeof parameters[0],
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
            [TER_MODE] = mode,
            [TER_ENTROPY] = entropy,
        },
    .raw_moment = raw_moment,
    .words_per_draw = 1,
    .accuracy_range = "all scales and arguments; both tails and their logs to the ends of the double range",
    .accuracy = TER__STATED_ACCURACY(1.0, 2.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
