/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The power function law: P(X <= x) = (x / scale)^shape on [0, scale]. All is shape log(x / scale), with the log formed from the
 * exact difference beside the upper end.
 */
#include "dist/common_parameters.h"
#include "dist/common_slots.h"
#include "log_quotient.h"
#include "summary_moments.h"

enum { LOG_RATIO }; /* log(shape / scale) */

static void prepare(const double *p, double *prepared) {
    ter__dd log_ratio = ter__log_quotient(p[0], p[1]);
    prepared[LOG_RATIO] = log_ratio.hi;
    prepared[LOG_RATIO + 1] = log_ratio.lo;
}

static void support(const double *p, double *lower, double *upper) {
    *lower = 0.0;
    *upper = p[1];
}

/* Also at both ends, where the density need not be 0. */
static ter__dd log_density(const ter_dist *dist, double x) {
    ter__dd log_ratio = {dist->prepared[LOG_RATIO], dist->prepared[LOG_RATIO + 1]}, less = ter__two_sum(dist->parameter[0], -1.0);
    if (x == 0.0)
        return less.hi == 0.0 ? log_ratio : ter__dd_make(copysign(TER__INFINITY, -less.hi), 0.0);
    return ter__dd_add(log_ratio, ter__dd_mul(less, ter__log_quotient(x, dist->parameter[1])));
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    ter__dd below = ter__times(ter__log_quotient(x, dist->parameter[1]), dist->parameter[0]);
    return upper ? ter__log_rest(below) : below;
}

static double inverse(const ter_dist *dist, ter__dd log_tail, bool upper) {
    ter__dd below = upper ? ter__log_rest(log_tail) : log_tail;
    return ter__scale_times_exp(dist->parameter[1], ter__dd_div_d(below, dist->parameter[0]));
}

static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    double shape = dist->parameter[0], scale = dist->parameter[1];
    *slope = (shape - 1.0) / x;
    if (by_parameter != NULL) {
        by_parameter[0] = ter__dd_value(ter__dd_add(ter__dd_ratio(1.0, shape), ter__log_quotient(x, scale)));
        by_parameter[1] = -shape / scale;
    }
}

/* scale^order shape / (shape + order). */
static ter_status raw_moment(const ter_dist *dist, unsigned order, double *value) {
    double shape = dist->parameter[0];
    *value = ter__scale_times_exp(1.0, ter__dd_mul_d(ter__dd_log_d(dist->parameter[1]), (double)order)) * (shape / (shape + order));
    return TER_OK;
}

static ter_status mean(const ter_dist *dist, double *value) {
    double shape = dist->parameter[0];
    *value = dist->parameter[1] * (shape / (shape + 1.0));
    return TER_OK;
}

static ter_status variance(const ter_dist *dist, double *value) {
    double shape = dist->parameter[0], spread = dist->parameter[1] / (shape + 1.0);
    *value = spread * spread * (shape / (shape + 2.0));
    return TER_OK;
}

static ter_status skewness(const ter_dist *dist, double *value) {
    double shape = dist->parameter[0];
    *value = 2.0 * (1.0 - shape) / (shape + 3.0) * sqrt(1.0 + 2.0 / shape);
    return TER_OK;
}

/* 6 (a^3 - a^2 - 6 a + 2) / (a (a + 3) (a + 4)). */
static ter_status excess_kurtosis(const ter_dist *dist, double *value) {
    double a = dist->parameter[0];
    double i = 1.0 / a, top = a > 1.0 ? 1.0 - i * (1.0 + i * (6.0 - 2.0 * i)) : fma(a, fma(a, a - 1.0, -6.0), 2.0);
    *value = a > 1.0 ? 6.0 * top / ((1.0 + 3.0 * i) * (1.0 + 4.0 * i)) : 6.0 * top / (a * (a + 3.0) * (a + 4.0));
    return TER_OK;
}

static ter_status mode(const ter_dist *dist, double *value) {
    *value = dist->parameter[0] >= 1.0 ? dist->parameter[1] : 0.0;
    return TER_OK;
}

/* 1 - 1 / shape - log(shape / scale). */
static ter_status entropy(const ter_dist *dist, double *value) {
    ter__dd log_ratio = {dist->prepared[LOG_RATIO], dist->prepared[LOG_RATIO + 1]};
    ter__dd share = ter__dd_add_d(ter__dd_neg(ter__dd_ratio(1.0, dist->parameter[0])), 1.0);
    *value = ter__dd_value(ter__dd_sub(share, log_ratio));
    return TER_OK;
}

/* scale = the largest value, and then shape = n / sum of log(scale / x). */
static ter_status fit(size_t n, const double *x, const double *columns, const double *weights, double *p, ter_error *error) {
    (void)columns;
    double most = 0.0, total = 0.0, sum = 0.0;
    for (size_t i = 0; i < n; i++)
        most = weights[i] > 0.0 && x[i] > most ? x[i] : most;
    for (size_t i = 0; i < n; i++) {
        total += weights[i];
        sum += weights[i] > 0.0 && x[i] > 0.0 ? weights[i] * -ter__log_quotient(x[i], most).hi : 0.0;
    }
    if (!(sum > 0.0 && sum < TER__INFINITY))
        return ter_error_set(error, TER_BAD_DATA, "power_function: values must be positive and not all equal");
    p[0] = total / sum;
    p[1] = most;
    return TER_OK;
}

static bool likelihood(size_t n, const double *x, const double *columns, const double *weights, const double *p, double *value,
                       double *gradient, double *hessian) {
    (void)columns;
    double shape = p[0], scale = p[1], total = 0.0, logs = 0.0;
    if (!(shape > 0.0 && shape < TER__INFINITY && scale > 0.0 && scale < TER__INFINITY))
        return false;
    for (size_t i = 0; i < n; i++) {
        if (weights[i] > 0.0) {
            if (!(x[i] > 0.0 && x[i] <= scale))
                return false;
            total += weights[i];
            logs += weights[i] * ter__log_quotient(x[i], scale).hi;
        }
    }
    *value = total * ter__log(shape / scale) + (shape - 1.0) * logs;
    if (gradient != NULL) {
        gradient[0] = total / shape + logs;
        gradient[1] = -total * shape / scale;
    }
    if (hessian != NULL) {
        hessian[0] = -total / shape / shape;
        hessian[1] = hessian[2] = -total / scale;
        hessian[3] = total * shape / scale / scale;
    }
    return true;
}

static const ter__fitter fitter = {.closed_form = fit, .start = fit, .likelihood = likelihood};

static const ter_parameter parameters[] = {
    TER__POSITIVE_PARAMETER("shape", "a", "power of the cdf; below 1 the density is infinite at 0"),
    TER__SCALE_PARAMETER("upper end"),
};

/* scipy's powerlaw(a, scale). */
static const ter_alias aliases[] = {{"powerlaw", "scipy"}};

static const ter__edge edges[] = {
    {{2.0, 1.0}, TER_PDF, 1.0, 2.0},           {{2.0, 1.0}, TER_PDF, 0.0, 0.0},
    {{1.0, 4.0}, TER_PDF, 0.0, 0.25},          {{0.5, 1.0}, TER_LOG_PDF, 0.0, TER__INFINITY},
    {{2.0, 1.0}, TER_CDF, 0.5, 0.25},          {{2.0, 1.0}, TER_CDF, 1.5, 1.0},
    {{2.0, 4.0}, TER_QUANTILE, 0.25, 2.0},     {{2.0, 4.0}, TER_QUANTILE, 1.0, 4.0},
    {{3.0, 4.0}, TER_LOG_PDF_SLOPE, 0.5, 4.0}, {{2.0, 3.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .gradient = gradient,
    .inverse = inverse,
    .density_at_lower = true,
    .density_at_upper = true,
};

const ter_family ter__family_power_function = {
    .name = "power_function",
    .title = "Power function",
    .formula = "(shape / scale) (x / scale)^(shape - 1), 0 <= x <= scale",
    .conventions =
        "That of 1 / X for a Pareto X. scipy: powerlaw(a = shape, loc = 0, scale). numpy: power(a). R extraDistr: dpower(x, "
        "alpha = scale, beta = shape), the other order.",
    .parameter_count = 2,
    .parameters = parameters,
    .alias_count = sizeof aliases / sizeof aliases[0],
    .aliases = aliases,
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
    .accuracy_range = "shapes from 1e-3 to 1e8, all scales and arguments; both tails and their logs",
    /* a log density next to its zero is what larger terms leave */
    .accuracy = TER__STATED_ACCURACY_BUT_LOG_PDF(1.0, 2.0, 16.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
