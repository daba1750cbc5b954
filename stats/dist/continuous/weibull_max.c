/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The reversed Weibull law: P(X <= x) = exp(-s), s = (-x / scale)^shape, x <= 0; that of -X for a Weibull X. All rests on w = log s
 * = shape log(-x / scale) in double-double.
 */
#include "dist/common_parameters.h"
#include "dist/common_slots.h"
#include "extreme_stated.h"
#include "special/gamma.h"
#include "summary_moments.h"

enum { LOG_RATIO }; /* log(shape / scale) */

static void prepare(const double *p, double *prepared) {
    ter__dd log_ratio = ter__log_quotient(p[0], p[1]);
    prepared[LOG_RATIO] = log_ratio.hi;
    prepared[LOG_RATIO + 1] = log_ratio.lo;
}

static void support(const double *p, double *lower, double *upper) {
    (void)p;
    *lower = -TER__INFINITY;
    *upper = 0.0;
}

static ter__dd log_ratio_of(const ter_dist *dist) {
    return ter__dd_make(dist->prepared[LOG_RATIO], dist->prepared[LOG_RATIO + 1]);
}

/* log(-x / scale). */
static ter__dd l_of(const ter_dist *dist, double x) {
    return ter__log_quotient(-x, dist->parameter[1]);
}

static ter__dd w_of(const ter_dist *dist, double x) {
    ter__dd l = l_of(dist, x), w = ter__dd_mul_d(l, dist->parameter[0]);
    return isfinite(w.hi) ? w : ter__dd_make(copysign(TER__INFINITY, l.hi), 0.0);
}

/* log(shape / scale) + (shape - 1) log(-x / scale) - s. */
static ter__dd log_density(const ter_dist *dist, double x) {
    ter__dd s = ter__exp_whole(w_of(dist, x));
    if (s.hi > 0x1p200)
        return ter__dd_neg(s);
    ter__dd l = l_of(dist, x), power = ter__dd_mul(ter__two_sum(dist->parameter[0], -1.0), l);
    if (!isfinite(power.hi)) /* a shape near the end of the doubles */
        return ter__dd_make(-TER__INFINITY, 0.0);
    return ter__dd_sub(ter__dd_add(log_ratio_of(dist), power), s);
}

static double log_density_at_end(const ter_dist *dist, bool upper) {
    double shape = dist->parameter[0];
    if (!upper || shape > 1.0)
        return -TER__INFINITY;
    return shape < 1.0 ? TER__INFINITY : ter__dd_value(log_ratio_of(dist));
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    ter__dd w = w_of(dist, x);
    return upper ? ter__log_rest_of_power(w) : ter__extreme_stated_tail(w);
}

static double inverse(const ter_dist *dist, ter__dd log_tail, bool upper) {
    ter__dd w = ter__extreme_w_of(log_tail, upper);
    return -ter__scale_times_exp(dist->parameter[1], ter__dd_div_d(w, dist->parameter[0]));
}

/* slope (shape - 1 - shape s) / x; by shape 1 / shape + l (1 - s); by scale shape (s - 1) / scale. */
static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    double shape = dist->parameter[0], scale = dist->parameter[1];
    ter__dd w = w_of(dist, x);
    double excess;
    if (w.hi > 600.0) {
        *slope = ter__exp_dd(ter__dd_add(w, ter__log_quotient(shape, -x)));
        excess = ter__exp_dd(w);
    } else {
        ter__dd s = ter__extreme_s(w), e = w.hi < -600.0 ? ter__dd_make(-1.0, 0.0) : ter__dd_expm1(w);
        ter__dd top = fabs(w.hi) < 1.0 ? ter__dd_neg(ter__dd_add_d(ter__dd_mul_d(e, shape), 1.0))
                                       : ter__dd_sub(ter__two_sum(shape, -1.0), ter__dd_mul_d(s, shape));
        /* below its own error the difference is nothing: the truth is 0 at some modes */
        *slope = fabs(top.hi) < 0x1p-92 * (fabs(shape - 1.0) + shape * s.hi) ? 0.0 : ter__dd_value(top) / x;
        excess = ter__dd_value(e);
    }
    if (shape == 1.0)
        *slope = 1.0 / scale;
    if (by_parameter != NULL) {
        by_parameter[0] = (1.0 - w.hi * excess) / shape;
        by_parameter[1] = excess * shape / scale;
    }
}

/* ---- summaries: -X / scale = E^(1 / shape), the moments of extreme.h at -1 / shape ---------------------------------------- */

/* (-scale)^order Gamma(1 + order / shape). */
static ter_status raw_moment(const ter_dist *dist, unsigned order, double *value) {
    ter__dd at = ter__dd_add_d(ter__dd_ratio((double)order, dist->parameter[0]), 1.0);
    ter__dd log_moment = ter__dd_add(ter__dd_lgamma(at.hi), ter__two_product(ter__digamma(at.hi), at.lo));
    ter__dd log_scale = ter__dd_mul_d(ter__dd_log_d(dist->parameter[1]), (double)order);
    *value = order == 0 ? 1.0 : (order % 2 == 1 ? -1.0 : 1.0) * ter__exp_dd(ter__dd_add(log_moment, log_scale));
    return TER_OK;
}

static ter_status mean(const ter_dist *dist, double *value) {
    return raw_moment(dist, 1, value);
}

static ter_status variance(const ter_dist *dist, double *value) {
    double shape = dist->parameter[0], spread = dist->parameter[1] / shape;
    *value = ter__extreme_variance(-1.0 / shape) * spread * spread;
    return TER_OK;
}

static ter_status skewness(const ter_dist *dist, double *value) {
    *value = ter__extreme_skewness(-1.0 / dist->parameter[0]);
    return TER_OK;
}

static ter_status excess_kurtosis(const ter_dist *dist, double *value) {
    *value = ter__extreme_excess_kurtosis(-1.0 / dist->parameter[0]);
    return TER_OK;
}

static ter_status mode(const ter_dist *dist, double *value) {
    double shape = dist->parameter[0];
    *value = 0.0;
    if (shape > 1.0) {
        ter__dd log_s = ter__dd_log1p(ter__dd_neg(ter__dd_ratio(1.0, shape)));
        *value = -ter__scale_times_exp(dist->parameter[1], ter__dd_div_d(log_s, shape));
    }
    return TER_OK;
}

static ter_status entropy(const ter_dist *dist, double *value) {
    const ter__dd euler_gamma = {0x1.2788cfc6fb619p-1, -0x1.6cb90701fbfabp-58};
    ter__dd share = ter__dd_add_d(ter__dd_neg(ter__dd_ratio(1.0, dist->parameter[0])), 1.0);
    *value = ter__dd_value(ter__dd_sub(ter__dd_add_d(ter__dd_mul(euler_gamma, share), 1.0), log_ratio_of(dist)));
    return TER_OK;
}

static const ter_parameter parameters[] = {
    TER__POSITIVE_PARAMETER("shape", "alpha", "shape; below 1 the density is infinite at the upper end 0"),
    TER__SCALE_PARAMETER("scale: minus the quantile at 1 / e"),
};

static const ter_alias aliases[] = {{"reversed_weibull", "Tercile"}};

static const ter__edge edges[] = {
    {{2.0, 1.0}, TER_PDF, 0.0, 0.0},
    {{1.0, 2.0}, TER_PDF, 0.0, 0.5},
    {{0.5, 1.0}, TER_PDF, 0.0, TER__INFINITY},
    {{2.0, 1.0}, TER_LOG_PDF, 1.0, -TER__INFINITY},
    {{3.0, 2.0}, TER_LOG_CDF, -2.0, -1.0},
    {{3.0, 2.0}, TER_LOG_CDF, -4.0, -8.0},
    {{2.0, 1.0}, TER_CDF, 0.0, 1.0},
    {{2.0, 3.0}, TER_QUANTILE_LOG, -4.0, -6.0},
    {{2.0, 3.0}, TER_QUANTILE, 1.0, 0.0},
    {{2.0, 3.0}, TER_QUANTILE, 0.0, -TER__INFINITY},
    {{1.0, 4.0}, TER_LOG_PDF_SLOPE, -3.0, 0.25},
    {{2.0, 3.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .gradient = gradient,
    .inverse = inverse,
    .log_density_at_end = log_density_at_end,
};

const ter_family ter__family_weibull_max = {
    .name = "weibull_max",
    .title = "Reversed Weibull",
    .formula = "(shape / scale) (-x / scale)^(shape - 1) exp(-(-x / scale)^shape), x <= 0",
    .conventions = "The law of maxima below a bound (extreme value type III): that of -X for X of weibull(shape, scale). scipy: "
                   "weibull_max(c = shape, loc = 0, scale). R evd: drweibull(x, loc = 0, scale, shape), scale first.",
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
    .accuracy_range =
        "shapes from 1e-3 to 1e8, all scales and arguments; both tails and their logs to the ends of the double range",
    .accuracy = TER__STATED_ACCURACY(1.0, 2.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
