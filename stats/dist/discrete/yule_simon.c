/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The Yule-Simon law: P(X = k) = shape B(k, shape + 1), k = 1, 2, ..., P(X > k) = k B(k, shape + 1): powers of k with index shape
 * far out. The beta function is in saddle-point form, which does not cancel for large k.
 */
#include "counts.h"

#include "dist/continuous/summary_moments.h"
#include "dist/variants.h"
#include "ratio_sum.h"
#include "special/beta_inc.h"
#include "special/gamma.h"

/* log B(k, shape + 1) */
static ter__dd log_beta(const ter_dist *dist, double k) {
    double rho = dist->parameter[0];
    if (k > 0x1p200) { /* Gamma(shape + 1) k^-(shape + 1): nothing else reaches the last digit */
        ter__dd log_shape = ter__dd_make(dist->prepared[0], dist->prepared[1]);
        ter__dd log_gamma = rho < 0.5 ? ter__dd_lgamma1p(rho) : ter__dd_add(ter__dd_lgamma(rho), log_shape);
        return ter__dd_sub(log_gamma, ter__dd_mul(ter__dd_log_d(k), ter__two_sum(rho, 1.0)));
    }
    ter__dd b = ter__two_sum(dist->parameter[0], 1.0);
    ter__beta_shape shape = ter__beta_shape_make_dd(ter__dd_make(k, 0.0), b);
    return ter__beta_log_function(&shape);
}

static void prepare(const double *p, double *prepared) {
    ter__dd log_shape = ter__dd_log_d(p[0]);
    prepared[0] = log_shape.hi;
    prepared[1] = log_shape.lo;
}

static void support(const double *p, double *lower, double *upper) {
    (void)p;
    *lower = 1.0;
    *upper = TER__INFINITY;
}

static ter__dd log_density(const ter_dist *dist, double k) {
    double shape = dist->parameter[0];
    if (k == 1.0) /* shape / (shape + 1) */
        return shape > 1.0
                   ? ter__dd_neg(ter__dd_log1p(ter__dd_ratio(1.0, shape)))
                   : ter__dd_sub(ter__dd_make(dist->prepared[0], dist->prepared[1]), ter__dd_log1p(ter__dd_make(shape, 0.0)));
    return ter__dd_add(log_beta(dist, k), ter__dd_make(dist->prepared[0], dist->prepared[1]));
}

static ter__dd log_tail(const ter_dist *dist, double k, bool upper) {
    ter__dd above = k == 1.0 ? ter__dd_neg(ter__dd_log1p(ter__dd_make(dist->parameter[0], 0.0)))
                             : ter__dd_add(log_beta(dist, k), ter__dd_log_d(k));
    return upper ? above : ter__log_rest(above);
}

/* Of P(X >= k): shape / (k + shape). */
static ter__dd log_hazard(const ter_dist *dist, double k) {
    ter__dd log_shape = ter__dd_make(dist->prepared[0], dist->prepared[1]);
    return ter__dd_sub(log_shape, ter__dd_log(ter__two_sum(k, dist->parameter[0])));
}

/* P(X > k) is about Gamma(shape + 1) (k + (shape + 1) / 2)^-shape. */
static double start(const ter_dist *dist, double log_tail, bool upper) {
    double shape = dist->parameter[0];
    double log_upper = upper ? log_tail : ter__log1p(0.0 - ter__exp(log_tail));
    double log_k = (ter__log_gamma(shape + 1.0) - log_upper) / shape;
    double k = log_k < 700.0 ? ter__exp(log_k) - 0.5 * (shape + 1.0) : 0x1p1000;
    return k > 1.0 ? floor(k) : 1.0;
}

/* 1 / shape + digamma(shape + 1) - digamma(k + shape + 1) */
static void gradient(const ter_dist *dist, double k, double *slope, double *by_parameter) {
    double shape = dist->parameter[0];
    *slope = TER__NAN;
    if (by_parameter != NULL)
        by_parameter[0] = k == 1.0 ? 1.0 / shape / (shape + 1.0) : 1.0 / shape - ter__digamma_step(shape + 1.0, k);
}

static ter_status mean(const ter_dist *dist, double *value) {
    double shape = dist->parameter[0];
    *value = shape > 1.0 ? shape / (shape - 1.0) : TER__INFINITY;
    return shape > 1.0 ? TER_OK : TER_INFINITE;
}

/* Where the mean is infinite there is none. */
static ter_status missing(double shape, double *value) {
    *value = shape > 1.0 ? TER__INFINITY : TER__NAN;
    return shape > 1.0 ? TER_INFINITE : TER_UNDEFINED;
}

static ter_status variance(const ter_dist *dist, double *value) {
    double shape = dist->parameter[0], share = shape / (shape - 1.0);
    if (!(shape > 2.0))
        return missing(shape, value);
    *value = share * share / (shape - 2.0);
    return TER_OK;
}

/* Undefined where the variance is infinite. */
static ter_status skewness(const ter_dist *dist, double *value) {
    double s = dist->parameter[0];
    if (!(s > 3.0))
        return missing(s - 1.0, value);
    *value = (s + 1.0) * (s + 1.0) * sqrt(s - 2.0) / ((s - 3.0) * s);
    return TER_OK;
}

static ter_status excess_kurtosis(const ter_dist *dist, double *value) {
    double s = dist->parameter[0];
    if (!(s > 4.0))
        return missing(s - 1.0, value);
    *value = s + 3.0 + (11.0 * s * s * s - 49.0 * s - 22.0) / ((s - 4.0) * (s - 3.0) * s);
    return TER_OK;
}

static ter_status mode(const ter_dist *dist, double *value) {
    (void)dist;
    *value = 1.0;
    return TER_OK;
}

/* Of X - 1 the factorial moments are (j!)^2 / ((shape - 1) ... (shape - j)); then the binomial theorem, all terms positive. */
static ter_status raw_moment(const ter_dist *dist, unsigned order, double *value) {
    double shape = dist->parameter[0], factorial[TER_MOMENT_ORDER_MAX + 1] = {1.0}, sum = 0.0, binomial = 1.0;
    if (!(order < shape)) {
        *value = TER__INFINITY;
        return TER_INFINITE;
    }
    for (unsigned j = 1; j <= order; j++)
        factorial[j] = factorial[j - 1] * j * j / (shape - j);
    for (unsigned k = 0; k <= order; k++) {
        sum += binomial * ter__raw_from_factorial(k, factorial);
        binomial = binomial * (order - k) / (k + 1.0);
    }
    *value = sum;
    return TER_OK;
}

static ter_status central_moment(const ter_dist *dist, unsigned order, double *value) {
    double shape = dist->parameter[0];
    if (order > 1 && !(order < shape))
        return missing(shape, value);
    return ter__central_moment_of_summaries(dist, order, value);
}

static const ter_parameter parameters[] = {
    {.name = "shape",
     .symbol = "rho",
     .description = "shape, the index of the tail",
     .lower = 0.0,
     .upper = TER__INFINITY,
     .lower_open = true,
     .upper_open = true},
};

static const ter_alias aliases[] = {{"yulesimon", "scipy"}, {"yules", "R VGAM"}};

static const ter__edge edges[] = {
    {{1.0}, TER_PDF, 1.0, 0.5},
    {{1.0}, TER_PDF, 0.0, 0.0},
    {{1.0}, TER_SF, 1.0, 0.5},
    {{1.0}, TER_PDF, 1.5, 0.0},
    {{3.0}, TER_PDF, 1.0, 0.75},
    {{1.0}, TER_QUANTILE, 0.5, 1.0},
    {{1.0}, TER_QUANTILE, 0.0, 1.0},
    {{1.0}, TER_QUANTILE, 1.0, TER__INFINITY},
    {{1.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .log_hazard = log_hazard,
    .gradient = gradient,
    .start = start,
};

const ter_family ter__family_yule_simon = {
    .name = "yule_simon",
    .title = "Yule-Simon",
    .formula = "shape B(k, shape + 1), k = 1, 2, ...",
    .conventions = "Counts from 1. scipy: yulesimon(alpha). R: VGAM::dyules(x, shape).",
    .discrete = true,
    .parameter_count = 1,
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
        },
    .raw_moment = raw_moment,
    .central_moment = central_moment,
    .words_per_draw = 1,
    .accuracy_range = "shape from 1e-2 to 1e8, counts to 1e15; both tails and their logs",
    .accuracy = TER__COUNTS_ACCURACY(1.0, 2.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
