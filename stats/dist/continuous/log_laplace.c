/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The log-Laplace law: v = log(x / scale) is Laplace of scale 1 / shape. Each half is a power law; the smaller tail has the log
 * -shape |v| - log 2.
 */
#include "dist/common_parameters.h"
#include "dist/common_slots.h"
#include "laplace_fit.h"
#include "positive.h"
#include "raw_moments.h"

static void prepare(const double *p, double *prepared) {
    ter__positive_prepare(p[1], prepared);
}

static ter__dd v_of(const ter_dist *dist, double x) {
    return ter__positive_log_ratio(dist->prepared, x);
}

static ter__dd log_scale_of(const ter_dist *dist) {
    return ter__positive_log_scale(dist->prepared);
}

static ter__dd log_density(const ter_dist *dist, double x) {
    double shape = dist->parameter[0];
    ter__dd v = v_of(dist, x), peak = ter__dd_sub(ter__dd_log_d(shape), ter__dd_add(log_scale_of(dist), ter__log_two()));
    if (isinf(v.hi))
        return shape == 1.0 ? peak : ter__dd_make(shape < 1.0 ? TER__INFINITY : -TER__INFINITY, 0.0);
    ter__dd power = v.hi < 0.0 ? ter__two_sum(shape, -1.0) : ter__dd_neg(ter__two_sum(shape, 1.0));
    return ter__dd_add(ter__dd_mul(power, v), peak);
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    ter__dd v = v_of(dist, x), fall = ter__times(v.hi > 0.0 ? ter__dd_neg(v) : v, dist->parameter[0]);
    ter__dd small = isinf(fall.hi) ? fall : ter__dd_sub(fall, ter__log_two());
    return (v.hi > 0.0) == upper ? small : ter__log_rest(small);
}

/* shape / x above the scale. */
static ter__dd log_hazard(const ter_dist *dist, double x) {
    if (x >= dist->parameter[1])
        return ter__dd_sub(ter__dd_log_d(dist->parameter[0]), ter__dd_log_d(x));
    ter__dd log_f = log_density(dist, x);
    return isinf(log_f.hi) ? log_f : ter__dd_sub(log_f, log_tail(dist, x, true));
}

/* No slope at the scale, where the density has its corner. */
static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    double shape = dist->parameter[0], scale = dist->parameter[1];
    double power = x < scale ? shape - 1.0 : -(shape + 1.0);
    *slope = x == scale ? TER__NAN : power / x;
    if (by_parameter != NULL) {
        ter__dd v = v_of(dist, x), size = v.hi < 0.0 ? ter__dd_neg(v) : v;
        by_parameter[0] = ter__dd_value(ter__dd_sub(ter__dd_ratio(1.0, shape), size));
        by_parameter[1] = x == scale ? TER__NAN : (x < scale ? -shape : shape) / scale;
    }
}

static double inverse(const ter_dist *dist, ter__dd log_tail, bool upper) {
    ter__dd v = ter__dd_div_d(ter__dd_add(log_tail, ter__log_two()), dist->parameter[0]);
    v = isfinite(v.hi) ? v : ter__log_zero();
    return ter__positive_undo(dist->prepared, upper ? ter__dd_neg(v) : v);
}

/* E[(X / scale)^n] = shape^2 / (shape^2 - n^2). */
static bool log_raw_moment(const ter_dist *dist, unsigned order, ter__dd *log_moment) {
    double shape = dist->parameter[0];
    if (shape > order) {
        ter__dd square = ter__dd_square(ter__dd_ratio((double)order, shape));
        *log_moment = ter__dd_sub(ter__dd_mul_d(log_scale_of(dist), (double)order), ter__dd_log1p(ter__dd_neg(square)));
    }
    return shape > order;
}

TER__RAW_MOMENT_SLOTS(log_raw_moment)

static ter_status mode(const ter_dist *dist, double *value) {
    *value = dist->parameter[0] < 1.0 ? 0.0 : dist->parameter[1];
    return TER_OK;
}

static ter_status median(const ter_dist *dist, double *value) {
    *value = dist->parameter[1];
    return TER_OK;
}

/* 1 + log(2 scale / shape). */
static ter_status entropy(const ter_dist *dist, double *value) {
    ter__dd peak = ter__dd_sub(ter__dd_add(log_scale_of(dist), ter__log_two()), ter__dd_log_d(dist->parameter[0]));
    *value = ter__dd_value(ter__dd_add_d(peak, 1.0));
    return TER_OK;
}

static void logs(size_t n, const double *x, double *columns) {
    for (size_t i = 0; i < n; i++)
        columns[i] = ter__log(x[i]);
}

/* Logs are Laplace: log scale is their median, 1 / shape their mean distance from it. */
static ter_status fit(size_t n, const double *x, const double *columns, const double *weights, double *parameters,
                      ter_error *error) {
    double laplace[2];
    for (size_t i = 0; i < n; i++) {
        if (weights[i] > 0.0 && !(x[i] > 0.0))
            return ter_error_set(error, TER_BAD_DATA, "log_laplace: value %zu is %.17g, and only positive numbers are possible", i,
                                 x[i]);
    }
    ter_status status = ter__laplace_fitter.closed_form(n, columns, NULL, weights, laplace, error);
    parameters[0] = 1.0 / laplace[1];
    parameters[1] = ter__exp(laplace[0]);
    return status;
}

/* The corner at the scale has no curvature. */
static bool likelihood(size_t n, const double *x, const double *columns, const double *weights, const double *p, double *value,
                       double *by_parameter, double *hessian) {
    double total = 0.0, distance = 0.0, balance = 0.0, sum = 0.0;
    if (!(p[0] > 0.0 && p[0] < TER__INFINITY && p[1] > 0.0 && p[1] < TER__INFINITY))
        return false;
    double log_scale = ter__log(p[1]);
    for (size_t i = 0; i < n; i++) {
        if (!(weights[i] > 0.0))
            continue;
        if (!(x[i] > 0.0))
            return false;
        total += weights[i];
        sum += weights[i] * columns[i];
        distance += weights[i] * fabs(columns[i] - log_scale);
        balance += columns[i] > log_scale ? weights[i] : columns[i] < log_scale ? -weights[i] : 0.0;
    }
    *value = total * ter__log(0.5 * p[0]) - sum - p[0] * distance;
    if (by_parameter != NULL) {
        by_parameter[0] = total / p[0] - distance;
        by_parameter[1] = p[0] * balance / p[1];
    }
    if (hessian != NULL) {
        hessian[0] = -total / p[0] / p[0];
        hessian[1] = hessian[2] = balance / p[1];
        hessian[3] = 0.0;
    }
    return *value > -TER__INFINITY;
}

static const ter__fitter fitter = {.columns = 1, .transform = logs, .closed_form = fit, .start = fit, .likelihood = likelihood};

static const ter_parameter parameters[] = {
    TER__POSITIVE_PARAMETER("shape", "c", "shape: the index of both tails"),
    TER__SCALE_PARAMETER("scale, the median"),
};

static const ter__edge edges[] = {
    {{1.0, 1.0}, TER_CDF, 1.0, 0.5},           {{1.0, 1.0}, TER_CDF, 0.5, 0.25},
    {{1.0, 1.0}, TER_SF, 2.0, 0.25},           {{1.0, 2.0}, TER_PDF, 0.0, 0.25},
    {{2.0, 1.0}, TER_PDF, 0.0, 0.0},           {{0.5, 1.0}, TER_PDF, 0.0, TER__INFINITY},
    {{2.0, 3.0}, TER_QUANTILE, 0.5, 3.0},      {{2.0, 1.0}, TER_LOG_PDF_SLOPE, 1.0, TER__NAN},
    {{2.0, 1.0}, TER_HAZARD, 4.0, 0.5},        {{1.0, 1.0}, TER_ISF, 1.5, TER__NAN},
    {{1.0, 1.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .log_hazard = log_hazard,
    .gradient = gradient,
    .inverse = inverse,
    .density_at_lower = true,
};

const ter_family ter__family_log_laplace = {
    .name = "log_laplace",
    .title = "Log-Laplace",
    .formula = "(shape / (2 scale)) (x / scale)^(shape - 1) for x < scale, (x / scale)^-(shape + 1) above, x > 0",
    .conventions = "scipy: loglaplace(c = shape, loc = 0, scale). R: LaplacesDemon::dllaplace(x, location, scale) with location = "
                   "log(scale) and scale = 1 / shape.",
    .parameter_count = sizeof parameters / sizeof parameters[0],
    .parameters = parameters,
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
            [TER_MEDIAN] = median,
            [TER_ENTROPY] = entropy,
        },
    .raw_moment = raw_moment,
    .central_moment = ter__central_moment_by_variance,
    .words_per_draw = 1,
    .fitter = &fitter,
    .accuracy_range = "scales 1e-100 to 1e100, shapes 1e-3 to 1e8, all arguments; both tails and their logs to the ends of the "
                      "double range. The slope is NaN at the scale, where the density has a corner.",
    .accuracy = TER__STATED_ACCURACY(1.0, 2.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
