/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The half-normal law, |Z| scale: f(x) = sqrt(2 / pi) exp(-z^2 / 2) / scale, z = x / scale, x >= 0.
 *
 * P(X <= x) = erf(z / sqrt 2) by its series while z is small, P(X > x) = exp(-z^2 / 2) erfcx(z / sqrt 2) beyond; the other is the
 * complement of the one that is taken. A z below the doubles, which a far quantile of a small scale has, is kept as its log.
 */
#include "dist/common_parameters.h"
#include "dist/family.h"
#include "normal_score.h"
#include "standard.h"

enum { LOG_SCALE = TER__STANDARD_SIZE };

/* Below this z the lower tail is z sqrt(2 / pi) to all digits. */
#define Z_SMALL 0x1p-60

static void prepare(const double *p, double *prepared) {
    ter__standard_prepare(0.0, p[0], prepared);
    ter__dd log_scale = ter__dd_log_d(p[0]);
    prepared[LOG_SCALE] = log_scale.hi;
    prepared[LOG_SCALE + 1] = log_scale.lo;
}

static void support(const double *p, double *lower, double *upper) {
    (void)p;
    *lower = 0.0;
    *upper = TER__INFINITY;
}

static ter__dd z_of(const ter_dist *dist, double x) {
    return ter__standard_whole_z(ter__standard_load(dist->prepared), x);
}

static ter__dd log_scale_of(const ter_dist *dist) {
    return ter__dd_make(dist->prepared[LOG_SCALE], dist->prepared[LOG_SCALE + 1]);
}

/* log sqrt(2 / pi). */
static ter__dd log_height(void) {
    return ter__dd_sub(ter__log_2(), ter__log_sqrt_2pi());
}

static ter__dd log_density(const ter_dist *dist, double x) {
    return ter__normal_log_density(z_of(dist, x), ter__dd_sub(log_scale_of(dist), log_height()));
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    ter__dd z = z_of(dist, x);
    if (z.hi < Z_SMALL) {
        ter__dd log_below = ter__dd_add(ter__dd_sub(ter__dd_log_d(x), log_scale_of(dist)), log_height());
        return upper ? ter__log_complement(log_below) : log_below;
    }
    ter__dd t = ter__over_sqrt2(z);
    if (t.hi < 0.5) {
        ter__dd below = ter__erf_small_dd(t);
        return upper ? ter__dd_log1p(ter__dd_neg(below)) : ter__dd_log(below);
    }
    ter__dd log_above = z.hi < 0x1p500 ? ter__dd_add(ter__dd_log(ter__erfcx_dd(t)), ter__minus_half_square(z))
                                       : ter__normal_log_density(z, ter__dd_make(0.0, 0.0));
    return upper ? log_above : ter__log_complement(log_above);
}

static ter__dd log_hazard(const ter_dist *dist, double x) {
    ter__dd z = z_of(dist, x);
    if (z.hi > 0x1p500) /* the hazard is z / scale */
        return ter__dd_sub(ter__dd_log_d(x), ter__dd_scale(log_scale_of(dist), 2.0));
    return ter__dd_sub(ter__score_log_hazard(z), log_scale_of(dist));
}

static double inverse(const ter_dist *dist, ter__dd log_tail, bool upper) {
    if (!upper && log_tail.hi < -40.0)
        return ter__exp_dd(ter__dd_add(ter__dd_sub(log_tail, log_height()), log_scale_of(dist)));
    ter__dd z;
    if (upper) {
        z = ter__score_inverse(ter__dd_sub(log_tail, ter__log_2()), true);
    } else {
        ter__dd t = ter__erf_inverse_small(ter__dd_exp(log_tail));
        z = ter__dd_mul(t, ter__dd_make(0x1.6a09e667f3bcdp+0, -0x1.bdd3413b26456p-54));
    }
    return ter__standard_undo(ter__standard_load(dist->prepared), z);
}

static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    ter__standard s = ter__standard_load(dist->prepared);
    ter__dd z = ter__standard_whole_z(s, x);
    *slope = -ter__standard_z_over_scale(s, x);
    if (by_parameter != NULL)
        by_parameter[0] =
            fabs(z.hi) < 0x1p500 ? ter__dd_value(ter__dd_add_d(ter__dd_square(z), -1.0)) / s.scale : z.hi * (z.hi / s.scale);
}

/* Moments of |Z| times powers of the scale: 2^(k/2) Gamma((k + 1) / 2) / sqrt(pi), by the double factorial (k - 1)!!. */
static ter_status raw_moment(const ter_dist *dist, unsigned order, double *value) {
    ter__dd moment = order % 2 == 1 ? ter__dd_make(0x1.9884533d43651p-1, -0x1.cbc0d30ebfd15p-55) : ter__dd_make(1.0, 0.0);
    for (unsigned k = order; k > 1; k -= 2)
        moment = ter__dd_mul_d(moment, (double)(k - 1));
    int exponent;
    double m = frexp(dist->parameter[0], &exponent);
    for (unsigned k = 0; k < order; k++)
        moment = ter__dd_mul_d(moment, m);
    *value = ldexp(ter__dd_value(moment), exponent * (int)order);
    return isinf(*value) ? TER_INFINITE : TER_OK;
}

static ter_status mean(const ter_dist *dist, double *value) {
    return raw_moment(dist, 1, value);
}

/* (1 - 2 / pi) scale^2. */
static ter_status variance(const ter_dist *dist, double *value) {
    double s = dist->parameter[0];
    *value = 0x1.7419f246c6efbp-2 * s * s;
    return isinf(*value) ? TER_INFINITE : TER_OK;
}

/* sqrt(2) (4 - pi) / (pi - 2)^(3/2). */
static ter_status skewness(const ter_dist *dist, double *value) {
    (void)dist;
    *value = 0.99527174643115598;
    return TER_OK;
}

/* 8 (pi - 3) / (pi - 2)^2. */
static ter_status excess_kurtosis(const ter_dist *dist, double *value) {
    (void)dist;
    *value = 0.86917730360597412;
    return TER_OK;
}

static ter_status mode(const ter_dist *dist, double *value) {
    (void)dist;
    *value = 0.0;
    return TER_OK;
}

/* log(pi scale^2 / 2) / 2 + 1/2. */
static ter_status entropy(const ter_dist *dist, double *value) {
    *value = ter__dd_value(ter__dd_add_d(ter__dd_sub(log_scale_of(dist), log_height()), 0.5));
    return TER_OK;
}

static ter_status fit(size_t n, const double *x, const double *columns, const double *weights, double *parameters,
                      ter_error *error) {
    (void)columns;
    double most = 0.0, total = 0.0, sum = 0.0;
    for (size_t i = 0; i < n; i++) {
        if (weights[i] > 0.0 && !(x[i] >= 0.0))
            return ter_error_set(error, TER_BAD_DATA, "half_normal: value %zu is %.17g, and none is below 0", i, x[i]);
        most = weights[i] > 0.0 ? fmax(most, x[i]) : most;
    }
    for (size_t i = 0; i < n; i++) {
        double share = most > 0.0 ? x[i] / most : 0.0;
        total += weights[i];
        sum += weights[i] * share * share;
    }
    if (!(sum > 0.0))
        return ter_error_set(error, TER_BAD_DATA, "half_normal: all values are 0, so the likelihood grows without bound");
    parameters[0] = most * sqrt(sum / total);
    return TER_OK;
}

static bool likelihood(size_t n, const double *x, const double *columns, const double *weights, const double *parameters,
                       double *value, double *by_parameter, double *hessian) {
    (void)columns;
    double scale = parameters[0], total = 0.0, sum = 0.0;
    if (!(scale > 0.0 && scale < TER__INFINITY))
        return false;
    for (size_t i = 0; i < n; i++) {
        if (weights[i] > 0.0 && !(x[i] >= 0.0))
            return false;
        double z = x[i] / scale;
        total += weights[i];
        sum += weights[i] * z * z;
    }
    *value = -0.5 * sum + total * (ter__dd_value(log_height()) - ter__log(scale));
    if (by_parameter != NULL)
        by_parameter[0] = (sum - total) / scale;
    if (hessian != NULL)
        hessian[0] = (total - 3.0 * sum) / scale / scale;
    return *value > -TER__INFINITY;
}

static const ter__fitter fitter = {.closed_form = fit, .start = fit, .likelihood = likelihood};

static const ter_parameter parameters[] = {TER__SCALE_PARAMETER("sd of the normal law that is folded at 0")};

static void same(const double *given, double *own) {
    own[0] = given[0];
}

/* Of the theta of CRAN's gnlm and Mathematica: sqrt(pi / 2) / scale. */
static void from_theta(const double *given, double *own) {
    own[0] = ter__dd_value(ter__dd_div_d(ter__dd_make(0x1.40d931ff62706p+0, -0x1.a6a0d6f814637p-54), given[0]));
}

static const ter_parameter theta[] = {TER__POSITIVE_PARAMETER("theta", "theta", "sqrt(pi / 2) / scale")};

static const ter__variant variants[] = {
    {"scipy", "halfnorm", 1, parameters, same},
    {"Mathematica", "HalfNormalDistribution", 1, theta, from_theta},
};

static const ter_alias aliases[] = {{"hnorm", "R extraDistr"}};

static const ter__edge edges[] = {
    {{1.0}, TER_CDF, 0.0, 0.0},
    {{1.0}, TER_PDF, -1.0, 0.0},
    {{1.0}, TER_PDF, 0.0, 0x1.9884533d43651p-1},
    {{1.0}, TER_HAZARD, 0.0, 0x1.9884533d43651p-1},
    {{1.0}, TER_CDF, TER__INFINITY, 1.0},
    {{1.0}, TER_QUANTILE, 0.0, 0.0},
    {{1.0}, TER_QUANTILE, 1.0, TER__INFINITY},
    {{1.0}, TER_LOG_SF, 0.0, 0.0},
    {{1.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .log_hazard = log_hazard,
    .gradient = gradient,
    .inverse = inverse,
    .density_at_lower = true,
};

const ter_family ter__family_half_normal = {
    .name = "half_normal",
    .title = "Half-normal",
    .formula = "sqrt(2 / pi) exp(-(x / scale)^2 / 2) / scale, x >= 0",
    .conventions = "The scale is the sd of the normal law before folding, not of this one. scipy: halfnorm(loc=0, scale). R: "
                   "extraDistr::dhnorm(x, sigma). Mathematica's theta is sqrt(pi / 2) / scale.",
    .parameter_count = 1,
    .parameters = parameters,
    .alias_count = sizeof aliases / sizeof aliases[0],
    .aliases = aliases,
    .prepare = prepare,
    .support = support,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
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
    .words_per_draw = 1,
    .fitter = &fitter,
    .accuracy_range = "all scales and arguments; both tails and their logs to the ends of the double range",
    .accuracy = TER__STATED_ACCURACY(1.0, 2.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
