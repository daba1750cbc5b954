/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The log-uniform (reciprocal) law: f(x) = 1 / (x log(upper / lower)) on [lower, upper]. P(X <= x) = log(x / lower) / log(upper /
 * lower): the logs of quotients are exact beside 1 because x - lower is formed before the log is taken (log_quotient.h).
 */
#include "dist/common_parameters.h"
#include "dist/common_slots.h"
#include "log_quotient.h"
#include "summary_moments.h"

enum { WIDTH, LOG_WIDTH = WIDTH + 2 }; /* log(upper / lower), and its log */

static void prepare(const double *p, double *prepared) {
    ter__dd width = ter__log_quotient(p[1], p[0]), log_width = ter__dd_log(width);
    prepared[WIDTH] = width.hi;
    prepared[WIDTH + 1] = width.lo;
    prepared[LOG_WIDTH] = log_width.hi;
    prepared[LOG_WIDTH + 1] = log_width.lo;
}

static ter_status check(const double *p, ter_error *error) {
    if (p[0] < p[1])
        return TER_OK;
    return ter_error_set(error, TER_BAD_ARGUMENT, "log_uniform: lower = %.17g must be below upper = %.17g", p[0], p[1]);
}

static void support(const double *p, double *lower, double *upper) {
    *lower = p[0];
    *upper = p[1];
}

static ter__dd width_of(const ter_dist *dist) {
    return ter__dd_make(dist->prepared[WIDTH], dist->prepared[WIDTH + 1]);
}

static ter__dd log_density(const ter_dist *dist, double x) {
    ter__dd log_width = {dist->prepared[LOG_WIDTH], dist->prepared[LOG_WIDTH + 1]};
    return ter__dd_neg(ter__dd_add(ter__dd_log_d(x), log_width));
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    ter__dd below = ter__log_quotient(x, dist->parameter[0]), above = ter__log_quotient(dist->parameter[1], x);
    ter__dd own = upper ? above : below, other = upper ? below : above;
    if (own.hi < other.hi)
        return ter__dd_log(ter__dd_div(own, width_of(dist)));
    return ter__dd_log1p(ter__dd_neg(ter__dd_div(other, width_of(dist))));
}

static double inverse(const ter_dist *dist, ter__dd log_tail, bool upper) {
    ter__dd share = log_tail.hi < -600.0 ? ter__dd_make(ter__exp_dd(log_tail), 0.0) : ter__dd_exp(log_tail);
    ter__dd way = ter__dd_mul(share, width_of(dist));
    return ter__scale_times_exp(dist->parameter[upper ? 1 : 0], upper ? ter__dd_neg(way) : way);
}

static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    double width = ter__dd_value(width_of(dist));
    *slope = -1.0 / x;
    if (by_parameter != NULL) {
        by_parameter[0] = 1.0 / dist->parameter[0] / width;
        by_parameter[1] = -1.0 / dist->parameter[1] / width;
    }
}

/* ---- summaries: upper^k (1 - exp(-k w)) / (k w), w = log(upper / lower) ---------------------------------------------------- */

/* (1 - exp(-k w)) / (k w). */
static ter__dd share_of_power(const ter_dist *dist, unsigned order) {
    ter__dd kw = ter__dd_mul_d(width_of(dist), (double)order);
    ter__dd rest = kw.hi > 600.0 ? ter__dd_make(1.0, 0.0) : ter__dd_neg(ter__dd_expm1(ter__dd_neg(kw)));
    return ter__dd_div(rest, kw);
}

static ter_status raw_moment(const ter_dist *dist, unsigned order, double *value) {
    ter__dd power = ter__dd_mul_d(ter__dd_log_d(dist->parameter[1]), (double)order);
    *value = order == 0 ? 1.0 : ter__exp_dd(ter__dd_add(power, ter__dd_log(share_of_power(dist, order))));
    return TER_OK;
}

static ter_status mean(const ter_dist *dist, double *value) {
    *value = dist->parameter[1] * ter__dd_value(share_of_power(dist, 1));
    return TER_OK;
}

/* Central moments of X / upper, orders 2 to 4. */
static void central(const ter_dist *dist, ter__dd *moment) {
    ter__dd m = share_of_power(dist, 1), square = ter__dd_square(m), second = share_of_power(dist, 2);
    ter__dd third = share_of_power(dist, 3), fourth = share_of_power(dist, 4);
    moment[2] = ter__dd_sub(second, square);
    moment[3] = ter__dd_add(ter__dd_sub(third, ter__dd_scale(ter__dd_mul_d(ter__dd_mul(m, second), 3.0), 1.0)),
                            ter__dd_scale(ter__dd_mul(m, square), 2.0));
    ter__dd inner = ter__dd_sub(ter__dd_mul_d(second, 6.0), ter__dd_mul_d(square, 3.0));
    moment[4] = ter__dd_add(ter__dd_sub(fourth, ter__dd_scale(ter__dd_mul(m, third), 4.0)), ter__dd_mul(square, inner));
}

static ter_status variance(const ter_dist *dist, double *value) {
    ter__dd moment[5];
    central(dist, moment);
    double width = dist->prepared[WIDTH], upper = dist->parameter[1];
    /* below this width the law is uniform to more than the digits of a double */
    *value = (width < 1e-9 ? width * width / 12.0 * (1.0 - width) : ter__dd_value(moment[2])) * upper * upper;
    return TER_OK;
}

/* For narrow laws the first terms of the series in the width, whose next is of its cube and square. */
static ter_status skewness(const ter_dist *dist, double *value) {
    ter__dd moment[5];
    central(dist, moment);
    double width = dist->prepared[WIDTH], variance = ter__dd_value(moment[2]);
    *value = width < 1e-4 ? width * 0.34641016151377545871 : ter__dd_value(moment[3]) / variance / sqrt(variance);
    return TER_OK;
}

static ter_status excess_kurtosis(const ter_dist *dist, double *value) {
    ter__dd moment[5];
    central(dist, moment);
    double width = dist->prepared[WIDTH];
    if (width < 2e-4)
        *value = -1.2 + 0.13142857142857143 * width * width;
    else
        *value = ter__dd_value(ter__dd_add_d(ter__dd_div(moment[4], ter__dd_square(moment[2])), -3.0));
    return TER_OK;
}

static ter_status mode(const ter_dist *dist, double *value) {
    *value = dist->parameter[0];
    return TER_OK;
}

static ter_status entropy(const ter_dist *dist, double *value) {
    ter__dd log_width = {dist->prepared[LOG_WIDTH], dist->prepared[LOG_WIDTH + 1]};
    ter__dd middle = ter__dd_scale(ter__dd_add(ter__dd_log_d(dist->parameter[0]), ter__dd_log_d(dist->parameter[1])), 0.5);
    *value = ter__dd_value(ter__dd_add(middle, log_width));
    return TER_OK;
}

/* The least interval that holds the data: the likelihood is greatest at its edge, not at a point of slope 0. */
static ter_status fit(size_t n, const double *x, const double *columns, const double *weights, double *p, ter_error *error) {
    (void)columns;
    double lower = TER__INFINITY, upper = 0.0;
    for (size_t i = 0; i < n; i++) {
        lower = weights[i] > 0.0 && x[i] < lower ? x[i] : lower;
        upper = weights[i] > 0.0 && x[i] > upper ? x[i] : upper;
    }
    if (!(lower > 0.0 && lower < upper))
        return ter_error_set(error, TER_BAD_DATA, "log_uniform: values must be positive and not all equal");
    p[0] = lower;
    p[1] = upper;
    return TER_OK;
}

static bool likelihood(size_t n, const double *x, const double *columns, const double *weights, const double *p, double *value,
                       double *gradient, double *hessian) {
    (void)columns;
    double total = 0.0, logs = 0.0, lower = p[0], upper = p[1];
    if (!(lower > 0.0 && lower < upper && upper < TER__INFINITY))
        return false;
    for (size_t i = 0; i < n; i++) {
        if (weights[i] > 0.0 && !(x[i] >= lower && x[i] <= upper))
            return false;
        total += weights[i];
        logs += weights[i] > 0.0 ? weights[i] * ter__log(x[i]) : 0.0;
    }
    double width = ter__dd_value(ter__log_quotient(upper, lower)), by_lower = 1.0 / (lower * width),
           by_upper = 1.0 / (upper * width);
    *value = -logs - total * ter__log(width);
    if (gradient != NULL) {
        gradient[0] = total * by_lower;
        gradient[1] = -total * by_upper;
    }
    if (hessian != NULL) {
        hessian[0] = total * by_lower * (by_lower - 1.0 / lower);
        hessian[1] = hessian[2] = -total * by_lower * by_upper;
        hessian[3] = total * by_upper * (by_upper + 1.0 / upper);
    }
    return true;
}

static const ter__fitter fitter = {.closed_form = fit, .start = fit, .likelihood = likelihood};

static const ter_parameter parameters[] = {
    TER__POSITIVE_PARAMETER("lower", "a", "lower end"),
    TER__POSITIVE_PARAMETER("upper", "b", "upper end, above the lower one"),
};

static const ter_alias aliases[] = {{"loguniform", "scipy"}, {"reciprocal", "scipy"}};

static const ter__edge edges[] = {
    {{1.0, 4.0}, TER_CDF, 2.0, 0.5},
    {{1.0, 4.0}, TER_SF, 2.0, 0.5},
    {{1.0, 4.0}, TER_PDF, 0.5, 0.0},
    {{1.0, 4.0}, TER_LOG_PDF, 5.0, -TER__INFINITY},
    {{0x1p-20, 0x1p20}, TER_CDF, 0x1p-10, 0.25},
    {{1.0, 4.0}, TER_QUANTILE, 0.5, 2.0},
    {{1.0, 4.0}, TER_QUANTILE, 0.0, 1.0},
    {{1.0, 4.0}, TER_ISF, 0.0, 4.0},
    {{1.0, 4.0}, TER_LOG_PDF_SLOPE, 2.0, -0.5},
    {{1.0, 4.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .gradient = gradient,
    .inverse = inverse,
    .density_at_lower = true,
    .density_at_upper = true,
};

const ter_family ter__family_log_uniform = {
    .name = "log_uniform",
    .title = "Log-uniform (reciprocal)",
    .formula = "1 / (x log(upper / lower)), lower <= x <= upper",
    .conventions =
        "The law of a number whose log is uniform. scipy: loguniform(a = lower, b = upper), also called reciprocal. Julia: "
        "LogUniform(a, b). OpenTURNS takes the logs of the ends.",
    .parameter_count = 2,
    .parameters = parameters,
    .alias_count = sizeof aliases / sizeof aliases[0],
    .aliases = aliases,
    .check = check,
    .prepare = prepare,
    .support = support,
    .statement = &statement,
    .summary =
        {
            [TER_MEAN] = mean,
            [TER_VARIANCE] = variance,
            [TER_SKEWNESS] = skewness,
            [TER_EXCESS_KURTOSIS] = excess_kurtosis,
            [TER_MODE] = mode,
            [TER_ENTROPY] = entropy,
        },
    .raw_moment = raw_moment,
    .central_moment = ter__central_moment_of_summaries,
    .words_per_draw = 1,
    .fitter = &fitter,
    .accuracy_range = "ends apart by more than 1e-12 of themselves; all arguments, both tails and their logs",
    .accuracy = TER__STATED_ACCURACY(1.0, 2.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
