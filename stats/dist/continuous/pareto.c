/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The Pareto law of the first kind: P(X > x) = (x / scale)^-shape, x >= scale; log(x / scale) keeps its digits beside 0, and the
 * law is exponential in it.
 */
#include "dist/common_parameters.h"
#include "dist/common_slots.h"
#include "positive.h"
#include "raw_moments.h"

enum { LOG_PEAK = TER__POSITIVE_SIZE };

static void prepare(const double *p, double *prepared) {
    ter__positive_prepare(p[0], prepared);
    ter__dd log_peak = ter__dd_sub(ter__dd_log_d(p[1]), ter__positive_log_scale(prepared));
    prepared[LOG_PEAK] = log_peak.hi;
    prepared[LOG_PEAK + 1] = log_peak.lo;
}

static void support(const double *p, double *lower, double *upper) {
    *lower = p[0];
    *upper = TER__INFINITY;
}

static ter__dd v_of(const ter_dist *dist, double x) {
    return ter__positive_log_ratio(dist->prepared, x);
}

/* log(shape / scale) - (shape + 1) v. */
static ter__dd log_density(const ter_dist *dist, double x) {
    ter__dd fall = ter__dd_mul(ter__two_sum(dist->parameter[1], 1.0), v_of(dist, x));
    return ter__dd_sub(ter__dd_make(dist->prepared[LOG_PEAK], dist->prepared[LOG_PEAK + 1]), fall);
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    ter__dd log_survival = ter__times(v_of(dist, x), -dist->parameter[1]);
    return upper ? log_survival : ter__log_rest(log_survival);
}

static ter__dd log_hazard(const ter_dist *dist, double x) {
    return ter__dd_sub(ter__dd_log_d(dist->parameter[1]), ter__dd_log_d(x));
}

static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    double scale = dist->parameter[0], shape = dist->parameter[1];
    *slope = -ter__dd_value(ter__dd_div_d(ter__two_sum(shape, 1.0), x));
    if (by_parameter != NULL) {
        by_parameter[0] = shape / scale;
        by_parameter[1] = ter__dd_value(ter__dd_sub(ter__dd_ratio(1.0, shape), v_of(dist, x)));
    }
}

static double inverse(const ter_dist *dist, ter__dd log_tail, bool upper) {
    ter__dd v = ter__dd_div_d(ter__dd_neg(upper ? log_tail : ter__log_rest(log_tail)), dist->parameter[1]);
    return ter__positive_undo(dist->prepared, isfinite(v.hi) ? v : ter__dd_make(TER__INFINITY, 0.0));
}

/* E[X^n] = shape scale^n / (shape - n). */
static bool log_raw_moment(const ter_dist *dist, unsigned order, ter__dd *log_moment) {
    double shape = dist->parameter[1];
    if (shape > order) {
        ter__dd share = ter__dd_neg(ter__dd_log1p(ter__dd_neg(ter__dd_ratio((double)order, shape))));
        *log_moment = ter__dd_add(share, ter__dd_mul_d(ter__positive_log_scale(dist->prepared), (double)order));
    }
    return shape > order;
}

static ter_status raw_moment(const ter_dist *dist, unsigned order, double *value) {
    return ter__raw_moment_from(dist, log_raw_moment, order, value);
}

static ter_status mean(const ter_dist *dist, double *value) {
    return raw_moment(dist, 1, value);
}

/* What a central moment is where its order is too high for the shape, and where not even the moments it needs exist. */
static ter_status lacking(const ter_dist *dist, double needed, double *value) {
    return dist->parameter[1] > needed ? ter__summary_infinite(dist, value) : ter__summary_undefined(dist, value);
}

static ter_status variance(const ter_dist *dist, double *value) {
    double a = dist->parameter[1], deviation = dist->parameter[0] / (a - 1.0);
    if (!(a > 2.0))
        return lacking(dist, 1.0, value);
    *value = a / (a - 2.0) * deviation * deviation;
    return TER_OK;
}

static ter_status skewness(const ter_dist *dist, double *value) {
    double a = dist->parameter[1];
    if (!(a > 3.0))
        return lacking(dist, 2.0, value);
    *value = 2.0 * (1.0 + a) / (a - 3.0) * sqrt((a - 2.0) / a);
    return TER_OK;
}

/* 6 (a^3 + a^2 - 6 a - 2) / (a (a - 3) (a - 4)). */
static ter_status excess_kurtosis(const ter_dist *dist, double *value) {
    double a = dist->parameter[1];
    if (!(a > 4.0))
        return lacking(dist, 2.0, value);
    *value = 6.0 * (1.0 + (1.0 - (6.0 + 2.0 / a) / a) / a) * (a / (a - 3.0)) * (a / (a - 4.0));
    return TER_OK;
}

static ter_status median(const ter_dist *dist, double *value) {
    *value = ter__positive_undo(dist->prepared, ter__dd_div_d(ter__log_two(), dist->parameter[1]));
    return TER_OK;
}

static ter_status entropy(const ter_dist *dist, double *value) {
    *value = 1.0 + 1.0 / dist->parameter[1] - (dist->prepared[LOG_PEAK] + dist->prepared[LOG_PEAK + 1]);
    return TER_OK;
}

/* The likelihood rises with the scale up to the least value; the shape follows. */
static ter_status fit(size_t n, const double *x, const double *columns, const double *weights, double *parameters,
                      ter_error *error) {
    (void)columns;
    double least = TER__INFINITY, sum = 0.0, total = 0.0, positive[TER__POSITIVE_SIZE];
    for (size_t i = 0; i < n; i++) {
        if (weights[i] > 0.0 && !(x[i] > 0.0))
            return ter_error_set(error, TER_BAD_DATA, "pareto: value %zu is %.17g, and only positive numbers are possible", i,
                                 x[i]);
        least = weights[i] > 0.0 && x[i] < least ? x[i] : least;
    }
    ter__positive_prepare(least, positive);
    for (size_t i = 0; i < n; i++) {
        sum += weights[i] > 0.0 ? weights[i] * ter__dd_value(ter__positive_log_ratio(positive, x[i])) : 0.0;
        total += weights[i];
    }
    if (!(sum > 0.0))
        return ter_error_set(error, TER_BAD_DATA,
                             "pareto: all values are equal, so the likelihood grows without bound with the shape");
    parameters[0] = least;
    parameters[1] = total / sum;
    return TER_OK;
}

static bool likelihood(size_t n, const double *x, const double *columns, const double *weights, const double *parameters,
                       double *value, double *by_parameter, double *hessian) {
    (void)columns;
    double scale = parameters[0], shape = parameters[1], total = 0.0, sum = 0.0, logs = 0.0, positive[TER__POSITIVE_SIZE];
    if (!(scale > 0.0 && scale < TER__INFINITY && shape > 0.0 && shape < TER__INFINITY))
        return false;
    ter__positive_prepare(scale, positive);
    for (size_t i = 0; i < n; i++) {
        if (weights[i] > 0.0 && !(x[i] >= scale))
            return false;
        total += weights[i];
        sum += weights[i] > 0.0 ? weights[i] * ter__dd_value(ter__positive_log_ratio(positive, x[i])) : 0.0;
        logs += weights[i] > 0.0 ? weights[i] * ter__log(x[i]) : 0.0;
    }
    *value = total * ter__log(shape) - shape * sum - logs;
    if (by_parameter != NULL) {
        by_parameter[0] = total * shape / scale;
        by_parameter[1] = total / shape - sum;
    }
    if (hessian != NULL) {
        hessian[0] = -total * shape / scale / scale;
        hessian[1] = hessian[2] = total / scale;
        hessian[3] = -total / shape / shape;
    }
    return *value > -TER__INFINITY;
}

static const ter__fitter fitter = {.closed_form = fit, .start = fit, .likelihood = likelihood};

static const ter_parameter parameters[] = {
    TER__SCALE_PARAMETER("scale: the least possible value"),
    TER__POSITIVE_PARAMETER("shape", "alpha", "shape: the index of the tail"),
};

static const ter_alias aliases[] = {{"pareto1", "field"}};

static const ter__edge edges[] = {
    {{1.0, 1.0}, TER_CDF, 2.0, 0.5},
    {{1.0, 2.0}, TER_SF, 2.0, 0.25},
    {{2.0, 1.0}, TER_PDF, 2.0, 0.5},
    {{2.0, 1.0}, TER_PDF, 1.0, 0.0},
    {{2.0, 1.0}, TER_LOG_PDF, -1.0, -TER__INFINITY},
    {{2.0, 1.0}, TER_CDF, 2.0, 0.0},
    {{2.0, 4.0}, TER_HAZARD, 2.0, 2.0},
    {{2.0, 1.0}, TER_QUANTILE, 0.5, 4.0},
    {{2.0, 1.0}, TER_QUANTILE, 0.0, 2.0},
    {{2.0, 1.0}, TER_QUANTILE, 1.0, TER__INFINITY},
    {{1.0, 1.0}, TER_ISF, 1.5, TER__NAN},
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

const ter_family ter__family_pareto = {
    .name = "pareto",
    .title = "Pareto (type I)",
    .formula = "(shape / scale) (x / scale)^-(shape + 1), x >= scale",
    .conventions =
        "scipy: pareto(b = shape, loc = 0, scale), the other order. R: extraDistr::dpareto(x, a = shape, b = scale), the "
        "other order; actuar::dpareto1(x, shape, min). R actuar's dpareto is the lomax law here. Boost: pareto(scale, "
        "shape).",
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
            [TER_MODE] = ter__summary_first,
            [TER_MEDIAN] = median,
            [TER_ENTROPY] = entropy,
        },
    .raw_moment = raw_moment,
    .central_moment = ter__central_moment_by_variance,
    .words_per_draw = 1,
    .fitter = &fitter,
    .accuracy_range =
        "scales 1e-100 to 1e100, shapes 1e-3 to 1e8, all arguments; both tails and their logs to the ends of the double "
        "range",
    .accuracy = TER__STATED_ACCURACY(1.0, 2.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
