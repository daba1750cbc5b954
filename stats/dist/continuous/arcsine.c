/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The arcsine law: f(x) = 1 / (pi sqrt((x - lower) (upper - x))), P(X <= x) = (2 / pi) atan(sqrt((x - lower) / (upper - x))): of
 * exact distances from the ends, so that each tail has its own digits.
 */
#include "dist/common_parameters.h"
#include "dist/common_slots.h"
#include "log_terms.h"
#include "normal_fit.h"
#include "span.h"
#include "special/trig.h"
#include "summary_moments.h"

enum { PRE, LOG_WIDTH }; /* of pre (upper - lower) */

static void prepare(const double *p, double *prepared) {
    double pre = ter__span_pre(p[0], p[1]);
    ter__dd log_width = ter__dd_log(ter__span(pre, p[1], p[0]));
    prepared[PRE] = pre;
    prepared[LOG_WIDTH] = log_width.hi;
    prepared[LOG_WIDTH + 1] = log_width.lo;
}

static ter_status check(const double *p, ter_error *error) {
    if (p[0] < p[1])
        return TER_OK;
    return ter_error_set(error, TER_BAD_ARGUMENT, "arcsine: lower = %.17g must be below upper = %.17g", p[0], p[1]);
}

static void support(const double *p, double *lower, double *upper) {
    *lower = p[0];
    *upper = p[1];
}

/* pre times the distance from the lower end, or from the upper one. */
static ter__dd distance(const ter_dist *dist, double x, bool upper) {
    double pre = dist->prepared[PRE];
    return upper ? ter__span(pre, dist->parameter[1], x) : ter__span(pre, x, dist->parameter[0]);
}

static ter__dd log_density(const ter_dist *dist, double x) {
    const ter__dd log_pi = TER__LOG_PI;
    ter__dd logs = ter__dd_add(ter__dd_log(distance(dist, x, false)), ter__dd_log(distance(dist, x, true)));
    ter__dd out = ter__dd_neg(ter__dd_add(ter__dd_scale(logs, 0.5), log_pi));
    return dist->prepared[PRE] < 1.0 ? ter__dd_sub(out, ter__dd_scale(ter__log_two(), 2.0)) : out;
}

static double log_density_at_end(const ter_dist *dist, bool upper) {
    (void)dist;
    (void)upper;
    return TER__INFINITY;
}

/* (2 / pi) atan of the root of the quotient of two distances, below 1; by logs where the quotient is below the doubles. */
static ter__dd log_of_angle(ter__dd own, ter__dd other) {
    const ter__dd inverse_pi = TER__INVERSE_PI;
    ter__dd log_share = ter__dd_add(ter__dd_log(inverse_pi), ter__log_two());
    if (own.hi < other.hi * 0x1p-200 || own.hi < 0x1p-800) {
        ter__dd log_ratio = ter__dd_sub(ter__dd_log(own), ter__dd_log(other));
        if (log_ratio.hi < -130.0)
            return ter__dd_add(ter__dd_scale(log_ratio, 0.5), log_share);
        own = ter__dd_scale(own, 0x1p200);
        other = ter__dd_scale(other, 0x1p200);
    }
    return ter__dd_add(ter__dd_log(ter__dd_atan(ter__dd_sqrt(ter__dd_div(own, other)))), log_share);
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    ter__dd own = distance(dist, x, upper), other = distance(dist, x, !upper);
    if (own.hi <= other.hi)
        return log_of_angle(own, other);
    return ter__log_rest(log_of_angle(other, own));
}

/* The distance from the near end is width sin(pi p / 2)^2. */
static double inverse(const ter_dist *dist, ter__dd log_tail, bool upper) {
    double pre = dist->prepared[PRE], end = dist->parameter[upper ? 1 : 0];
    ter__dd way, log_width = {dist->prepared[LOG_WIDTH], dist->prepared[LOG_WIDTH + 1]};
    if (log_tail.hi < -100.0) {
        const ter__dd log_pi = TER__LOG_PI;
        ter__dd log_sine = ter__dd_add(log_tail, ter__dd_sub(log_pi, ter__log_two()));
        way = ter__exp_whole(ter__dd_add(ter__dd_scale(log_sine, 2.0), log_width));
    } else {
        ter__dd sine = ter__dd_sin_pi(ter__dd_scale(ter__dd_exp(log_tail), 0.5));
        way = ter__dd_mul(ter__dd_square(sine), ter__span(pre, dist->parameter[1], dist->parameter[0]));
    }
    return ter__span_place(pre, end, upper ? ter__dd_neg(way) : way);
}

static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    double pre = dist->prepared[PRE];
    ter__dd below = distance(dist, x, false), above = distance(dist, x, true);
    if (fmin(below.hi, above.hi) < 0x1p-900) /* beside an end only its own term counts, which double-double would overflow */
        *slope = (below.hi < above.hi ? -0.5 : 0.5) / fmin(below.hi, above.hi) * pre;
    else
        *slope = 0.5 * pre * ter__dd_value(ter__dd_div(ter__dd_div(ter__dd_sub(below, above), below), above));
    if (by_parameter != NULL) {
        by_parameter[0] = 0.5 / ter__dd_value(below) * pre;
        by_parameter[1] = -0.5 / ter__dd_value(above) * pre;
    }
}

static ter_status middle(const ter_dist *dist, double *value) {
    *value = 0.5 * dist->parameter[0] + 0.5 * dist->parameter[1];
    return TER_OK;
}

static ter_status variance(const ter_dist *dist, double *value) {
    double pre = dist->prepared[PRE], width = ter__dd_value(ter__span(pre, dist->parameter[1], dist->parameter[0])) / pre;
    *value = width * width / 8.0;
    return TER_OK;
}

static ter_status excess_kurtosis(const ter_dist *dist, double *value) {
    (void)dist;
    *value = -1.5;
    return TER_OK;
}

/* log(pi (upper - lower) / 4). */
static ter_status entropy(const ter_dist *dist, double *value) {
    const ter__dd log_pi = TER__LOG_PI;
    ter__dd log_width = {dist->prepared[LOG_WIDTH], dist->prepared[LOG_WIDTH + 1]};
    double quarter = dist->prepared[PRE] < 1.0 ? 0.0 : -2.0;
    *value = ter__dd_value(ter__dd_add(ter__dd_add(log_width, ter__dd_scale(ter__log_two(), quarter)), log_pi));
    return TER_OK;
}

/* The likelihood is infinite where an end meets a value. */
static ter_status no_maximum(size_t n, const double *x, const double *columns, const double *weights, double *p, ter_error *error) {
    (void)n;
    (void)x;
    (void)columns;
    (void)weights;
    (void)p;
    return ter_error_set(error, TER_UNDEFINED,
                         "arcsine: the likelihood is infinite where an end meets a value: fit by moments, or hold the ends fixed");
}

/* mean -+ sqrt(2) sd. */
static ter_status fit_moments(size_t n, const double *x, const double *columns, const double *weights, double *p,
                              ter_error *error) {
    (void)columns;
    double mean, sd;
    if (!ter__normal_fit_moments(n, x, weights, &mean, &sd) || !(sd > 0.0))
        return ter_error_set(error, TER_UNDEFINED, "arcsine: the values have no spread");
    p[0] = mean - sd * 0x1.6a09e667f3bcdp+0;
    p[1] = mean + sd * 0x1.6a09e667f3bcdp+0;
    return TER_OK;
}

static const ter__fitter fitter = {.closed_form = no_maximum, .moments = fit_moments};

static const ter_parameter parameters[] = {
    TER__REAL_PARAMETER("lower", "a", "lower end, where the density is infinite"),
    TER__REAL_PARAMETER("upper", "b", "upper end, above the lower one; the density is infinite there too"),
};

static const ter__edge edges[] = {
    {{0.0, 1.0}, TER_PDF, 0.0, TER__INFINITY}, {{0.0, 1.0}, TER_PDF, 1.5, 0.0},       {{0.0, 1.0}, TER_LOG_PDF, 1.0, TER__INFINITY},
    {{0.0, 1.0}, TER_CDF, 0.5, 0.5},           {{0.0, 1.0}, TER_CDF, 1.0, 1.0},       {{-1.0, 3.0}, TER_QUANTILE, 0.5, 1.0},
    {{-1.0, 3.0}, TER_QUANTILE, 0.0, -1.0},    {{-1.0, 1.0}, TER_QUANTILE, 0.5, 0.0}, {{0.0, 1.0}, TER_LOG_PDF_SLOPE, 0.5, 0.0},
    {{0.0, 1.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .gradient = gradient,
    .inverse = inverse,
    .log_density_at_end = log_density_at_end,
};

const ter_family ter__family_arcsine = {
    .name = "arcsine",
    .title = "Arcsine",
    .formula = "1 / (pi sqrt((x - lower) (upper - x))), lower <= x <= upper",
    .conventions =
        "The parameters are the ends, as in Boost: arcsine(x_min, x_max), and Julia. scipy: arcsine(loc = lower, scale = upper - "
        "lower). On [0, 1] the beta law of shapes 1/2.",
    .parameter_count = 2,
    .parameters = parameters,
    .check = check,
    .prepare = prepare,
    .support = support,
    .statement = &statement,
    .summary =
        {
            [TER_MEAN] = middle,
            [TER_VARIANCE] = variance,
            [TER_SKEWNESS] = ter__summary_zero,
            [TER_EXCESS_KURTOSIS] = excess_kurtosis,
            [TER_MODE] = ter__summary_first,
            [TER_MEDIAN] = middle,
            [TER_ENTROPY] = entropy,
        },
    .raw_moment = ter__raw_moment_of_summaries,
    .central_moment = ter__central_moment_of_summaries,
    .words_per_draw = 1,
    .fitter = &fitter,
    .accuracy_range =
        "all parameters and arguments, both tails and their logs; quantiles in units of the larger of themselves and lower",
    .accuracy = TER__STATED_ACCURACY(1.0, 2.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
