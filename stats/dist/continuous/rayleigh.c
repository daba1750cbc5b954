/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The Rayleigh law: P(X > x) = exp(-r^2 / 2), r = x / scale, x >= 0. With w = 2 log r - log 2 the log of the upper tail is -e^w, of
 * the lower one log(1 - exp(-e^w)).
 */
#include "dist/common_parameters.h"
#include "dist/common_slots.h"
#include "positive.h"
#include "special/gamma.h"

static void prepare(const double *p, double *prepared) {
    ter__positive_prepare(p[0], prepared);
}

static ter__dd v_of(const ter_dist *dist, double x) {
    return ter__positive_log_ratio(dist->prepared, x);
}

/* r^2 / 2; {inf, 0} where it overflows. */
static ter__dd half_square(ter__dd v) {
    return ter__exp_whole(ter__dd_sub(ter__dd_scale(v, 2.0), ter__log_two()));
}

static ter__dd log_hazard(const ter_dist *dist, double x) {
    return ter__dd_sub(v_of(dist, x), ter__positive_log_scale(dist->prepared));
}

static ter__dd log_density(const ter_dist *dist, double x) {
    ter__dd s = half_square(v_of(dist, x));
    return isinf(s.hi) ? ter__log_zero() : ter__dd_sub(log_hazard(dist, x), s);
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    ter__dd v = v_of(dist, x);
    return upper ? ter__dd_neg(half_square(v)) : ter__log_rest_of_power(ter__dd_sub(ter__dd_scale(v, 2.0), ter__log_two()));
}

/* Slope (1 - r^2) / x, (1 - r) (1 + r) next to 1; by scale (r^2 - 2) / scale. */
static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    ter__dd v = v_of(dist, x), excess = ter__dd_scale(v, 2.0);
    if (excess.hi > 600.0) {
        ter__dd log_scale = ter__positive_log_scale(dist->prepared);
        *slope = -ter__exp_dd(ter__dd_sub(v, log_scale));
    } else {
        *slope = (0.0 - ter__dd_value(ter__dd_expm1(excess))) / x;
    }
    if (by_parameter != NULL)
        by_parameter[0] = ter__dd_value(ter__dd_add_d(ter__exp_whole(excess), -2.0)) / dist->parameter[0];
}

/* r = sqrt(2 s). */
static double inverse(const ter_dist *dist, ter__dd log_tail, bool upper) {
    if (!upper && log_tail.hi < -110.0) /* s is the probability */
        return ter__positive_undo(dist->prepared, ter__dd_scale(ter__dd_add(log_tail, ter__log_two()), 0.5));
    ter__dd s = ter__dd_neg(upper ? log_tail : ter__log_rest(log_tail));
    ter__dd r = s.hi < 0x1p1000 ? ter__dd_sqrt(ter__dd_scale(s, 2.0)) : ter__dd_make(sqrt(2.0) * sqrt(s.hi), 0.0);
    return ter__positive_undo_ratio(dist->prepared, r);
}

/* sqrt(pi / 2) scale. */
static ter_status mean(const ter_dist *dist, double *value) {
    const ter__dd factor = {0x1.40d931ff62706p+0, -0x1.a6a0d6f814637p-54};
    *value = ter__positive_undo_ratio(dist->prepared, factor);
    return TER_OK;
}

/* (2 - pi / 2) scale^2. */
static ter_status variance(const ter_dist *dist, double *value) {
    *value = 0.42920367320510338 * dist->parameter[0] * dist->parameter[0];
    return TER_OK;
}

/* 2 sqrt(pi) (pi - 3) / (4 - pi)^(3/2). */
static ter_status skewness(const ter_dist *dist, double *value) {
    (void)dist;
    *value = 0.63111065781893713;
    return TER_OK;
}

/* -(6 pi^2 - 24 pi + 16) / (4 - pi)^2. */
static ter_status excess_kurtosis(const ter_dist *dist, double *value) {
    (void)dist;
    *value = 0.24508930068764556;
    return TER_OK;
}

static ter_status median(const ter_dist *dist, double *value) {
    *value = ter__positive_undo_ratio(dist->prepared, ter__dd_sqrt(ter__dd_scale(ter__log_two(), 2.0)));
    return TER_OK;
}

/* 1 + log(scale / sqrt(2)) + gamma / 2. */
static ter_status entropy(const ter_dist *dist, double *value) {
    ter__dd sum = ter__dd_sub(ter__positive_log_scale(dist->prepared), ter__dd_scale(ter__log_two(), 0.5));
    *value = ter__dd_value(ter__dd_add_d(sum, 1.0 + 0x1.2788cfc6fb619p-2));
    return TER_OK;
}

/* scale^n 2^(n / 2) Gamma(1 + n / 2). */
static ter_status raw_moment(const ter_dist *dist, unsigned order, double *value) {
    ter__dd log_scale = ter__dd_mul_d(ter__positive_log_scale(dist->prepared), (double)order);
    ter__dd rest = ter__dd_add(ter__dd_lgamma(1.0 + 0.5 * order), ter__dd_mul_d(ter__log_two(), 0.5 * order));
    *value = order == 0 ? 1.0 : ter__exp_dd(ter__dd_add(log_scale, rest));
    return TER_OK;
}

/* scale^2 = mean of x^2 / 2. */
static ter_status fit(size_t n, const double *x, const double *columns, const double *weights, double *parameters,
                      ter_error *error) {
    (void)columns;
    double largest = 0.0, sum = 0.0, total = 0.0;
    for (size_t i = 0; i < n; i++) {
        if (weights[i] > 0.0 && !(x[i] >= 0.0))
            return ter_error_set(error, TER_BAD_DATA, "rayleigh: value %zu is %.17g, and negative numbers are impossible", i, x[i]);
        largest = weights[i] > 0.0 && x[i] > largest ? x[i] : largest;
    }
    if (!(largest > 0.0))
        return ter_error_set(error, TER_BAD_DATA,
                             "rayleigh: all values are 0, so the likelihood grows without bound as scale -> 0");
    for (size_t i = 0; i < n; i++) {
        sum += weights[i] > 0.0 ? weights[i] * (x[i] / largest) * (x[i] / largest) : 0.0;
        total += weights[i];
    }
    parameters[0] = largest * sqrt(0.5 * sum / total);
    return TER_OK;
}

static const ter__fitter fitter = {.closed_form = fit, .start = fit};

static const ter_parameter parameters[] = {
    TER__SCALE_PARAMETER("scale: the mode, the sd of the two normal coordinates"),
};

static const ter__edge edges[] = {
    {{1.0}, TER_LOG_SF, 50.0, -1250.0},
    {{1.0}, TER_LOG_SF, 2.0, -2.0},
    {{1.0}, TER_PDF, 0.0, 0.0},
    {{1.0}, TER_PDF, -1.0, 0.0},
    {{1.0}, TER_CDF, 0.0, 0.0},
    {{1.0}, TER_CDF, TER__INFINITY, 1.0},
    {{2.0}, TER_HAZARD, 8.0, 2.0},
    {{3.0}, TER_ISF_LOG, -2.0, 6.0},
    {{3.0}, TER_LOG_PDF_SLOPE, 3.0, 0.0},
    {{1.0}, TER_QUANTILE, 0.0, 0.0},
    {{1.0}, TER_QUANTILE, 1.0, TER__INFINITY},
    {{1.0}, TER_ISF, 1.5, TER__NAN},
    {{1.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .log_hazard = log_hazard,
    .gradient = gradient,
    .inverse = inverse,
};

const ter_family ter__family_rayleigh = {
    .name = "rayleigh",
    .title = "Rayleigh",
    .formula = "(x / scale^2) exp(-(x / scale)^2 / 2), x >= 0",
    .conventions =
        "scipy: rayleigh(loc = 0, scale). R: extraDistr::drayleigh(x, sigma), the same. Boost, GSL: rayleigh(sigma). It is "
        "the Weibull law of shape 2 and scale sqrt(2) sigma.",
    .parameter_count = 1,
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
            [TER_MODE] = ter__summary_first,
            [TER_MEDIAN] = median,
            [TER_ENTROPY] = entropy,
        },
    .raw_moment = raw_moment,
    .words_per_draw = 1,
    .fitter = &fitter,
    .accuracy_range = "all scales and arguments; both tails and their logs to the ends of the double range",
    .accuracy = TER__STATED_ACCURACY(1.0, 2.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
