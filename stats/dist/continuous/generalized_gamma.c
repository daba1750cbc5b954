/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The generalised gamma law of E. W. Stacy (Ann. Math. Stat. 33, 1962): (X / scale)^power is a gamma variable with this shape, for
 * a power of either sign. Its score is power log(x / scale), see gamma_score.h.
 */
#include "dist/common_parameters.h"
#include "dist/common_slots.h"
#include "dist/variants.h"
#include "gamma_score.h"
#include "special/elementary.h"
#include "special/gamma.h"

enum { SHAPE, POWER, SCALE };

static void prepare(const double *p, double *prepared) {
    ter__dd shift = ter__dd_neg(ter__dd_mul_d(ter__dd_log_d(p[SCALE]), p[POWER]));
    ter__gamma_power_prepare(ter__dd_make(p[SHAPE], 0.0), p[POWER], shift, prepared);
}

static ter_status check(const double *p, ter_error *error) {
    if (p[POWER] != 0.0)
        return TER_OK;
    return ter_error_set(error, TER_BAD_ARGUMENT, "generalized_gamma: power must not be 0");
}

static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    const double *p = dist->parameter;
    ter__gamma_power law = ter__gamma_power_of(dist);
    ter__gamma_power_gradient g = ter__gamma_power_gradient_at(&law, x);
    *slope = g.slope;
    if (by_parameter != NULL) {
        by_parameter[SHAPE] = g.by_shape;
        by_parameter[POWER] = (g.by_score * g.score + 1.0) / p[POWER];
        by_parameter[SCALE] = -g.by_score * p[POWER] / p[SCALE];
    }
}

/* 0 where the density falls from there. */
static ter_status mode(const ter_dist *dist, double *value) {
    ter__gamma_power law = ter__gamma_power_of(dist);
    if (law.plain == 0.0)
        return ter__gamma_power_mode(dist, value);
    *value = 0.0;
    return TER_OK;
}

static void logs(size_t n, const double *x, double *columns) {
    for (size_t i = 0; i < n; i++)
        columns[i] = ter__log(x[i]);
}

/*
 * By the moments of the logs, log X = log scale + log G / power: the skewness of log G is about -1 / sqrt(shape), its variance
 * trigamma(shape), its mean digamma(shape).
 */
static ter_status fit_start(size_t n, const double *x, const double *columns, const double *weights, double *parameters,
                            ter_error *error) {
    double total = 0.0, mean = 0.0, square = 0.0, cube = 0.0;
    for (size_t i = 0; i < n; i++) {
        if (weights[i] > 0.0 && !(x[i] > 0.0))
            return ter_error_set(error, TER_BAD_DATA,
                                 "generalized_gamma: value %zu is %.17g, and only positive numbers are possible", i, x[i]);
        total += weights[i];
        mean += weights[i] > 0.0 ? weights[i] * columns[i] : 0.0;
    }
    mean /= total;
    for (size_t i = 0; i < n; i++) {
        double way = weights[i] > 0.0 ? columns[i] - mean : 0.0;
        square += weights[i] * way * way / total;
        cube += weights[i] * way * way * way / total;
    }
    if (!(square > 0.0))
        return ter_error_set(error, TER_BAD_DATA, "generalized_gamma: all values are equal, so the likelihood grows without bound");
    double skewness = cube / (square * sqrt(square)), shape = fmin(fmax(1.0 / (skewness * skewness), 0.25), 50.0);
    double power = copysign(sqrt(ter__trigamma(shape) / square), -skewness);
    parameters[SHAPE] = shape;
    parameters[POWER] = power;
    parameters[SCALE] = ter__exp(mean - ter__digamma(shape) / power);
    return TER_OK;
}

/* With w = power v, v = log(x / scale), and G = exp(w): log f = log |power| + shape w - G - log x - log Gamma(shape). */
static bool likelihood(size_t n, const double *x, const double *columns, const double *weights, const double *p, double *value,
                       double *by, double *hessian) {
    double a = p[SHAPE], c = p[POWER], s = p[SCALE], total = 0.0, sum = 0.0, sums[6] = {0.0};
    if (!(a > 0.0 && a < TER__INFINITY && c != 0.0 && isfinite(c) && s > 0.0 && s < TER__INFINITY))
        return false;
    double log_scale = ter__log(s);
    for (size_t i = 0; i < n; i++) {
        if (!(weights[i] > 0.0))
            continue;
        if (!(x[i] > 0.0))
            return false;
        double v = columns[i] - log_scale, g = ter__exp(c * v), d = a - g, weight = weights[i];
        total += weight;
        sum += weight * (a * c * v - g - columns[i]);
        sums[0] += weight * v;
        sums[1] += weight * d;
        sums[2] += weight * d * v;
        sums[3] += weight * g;
        sums[4] += weight * g * v;
        sums[5] += weight * g * v * v;
    }
    *value = sum + total * (ter__log(fabs(c)) - ter__dd_lgamma(a).hi);
    if (by != NULL) {
        by[SHAPE] = c * sums[0] - total * ter__digamma(a);
        by[POWER] = total / c + sums[2];
        by[SCALE] = -c * sums[1] / s;
    }
    if (hessian != NULL) {
        hessian[0] = -total * ter__trigamma(a);
        hessian[1] = hessian[3] = sums[0];
        hessian[2] = hessian[6] = -c * total / s;
        hessian[4] = -total / (c * c) - sums[5];
        hessian[5] = hessian[7] = (c * sums[4] - sums[1]) / s;
        hessian[8] = c * (sums[1] - c * sums[3]) / (s * s);
    }
    return isfinite(*value);
}

static const ter__fitter fitter = {.columns = 1, .transform = logs, .start = fit_start, .likelihood = likelihood};

static const ter_parameter parameters[] = {
    TER__POSITIVE_PARAMETER("shape", "a", "shape of the gamma variable"),
    TER__REAL_PARAMETER("power", "c", "power of x / scale that is the gamma variable, not 0"),
    TER__SCALE_PARAMETER("scale"),
};

static const ter_parameter scipy_parameters[] = {
    TER__POSITIVE_PARAMETER("a", "a", "shape"),
    TER__REAL_PARAMETER("c", "c", "power, not 0"),
    TER__SCIPY_NO_LOC,
    TER__SCIPY_SCALE,
};

static const ter_parameter stacy_parameters[] = {
    TER__SCALE_PARAMETER("scale"),
    TER__POSITIVE_PARAMETER("d", "d", "power"),
    TER__POSITIVE_PARAMETER("k", "k", "shape"),
};

static const ter_parameter actuar_parameters[] = {
    TER__POSITIVE_PARAMETER("shape1", "alpha", "shape"),
    TER__POSITIVE_PARAMETER("shape2", "tau", "power"),
    TER__RATE_PARAMETER,
};

static const ter_parameter original_parameters[] = {
    TER__POSITIVE_PARAMETER("shape", "b", "power"),
    TER__SCALE_PARAMETER("scale"),
    TER__POSITIVE_PARAMETER("k", "k", "shape"),
};

static void set(double *own, double shape, double power, double scale) {
    own[SHAPE] = shape;
    own[POWER] = power;
    own[SCALE] = scale;
}

static void from_scipy(const double *given, double *own) {
    set(own, given[0], given[1], given[3]);
}

static void from_stacy(const double *given, double *own) {
    set(own, given[2], given[1], given[0]);
}

static void from_actuar(const double *given, double *own) {
    set(own, given[0], given[1], 1.0 / given[2]);
}

static void from_original(const double *given, double *own) {
    set(own, given[2], given[0], given[1]);
}

static const ter__variant variants[] = {
    TER__VARIANT("scipy", "gengamma", scipy_parameters, from_scipy),
    TER__VARIANT("VGAM", "gengamma_stacy", stacy_parameters, from_stacy),
    TER__VARIANT("actuar", "trgamma", actuar_parameters, from_actuar),
    TER__VARIANT("flexsurv", "gengamma_orig", original_parameters, from_original),
};

static const ter__edge edges[] = {
    {{1.0, 1.0, 1.0}, TER_PDF, 0.0, 1.0},           {{2.0, 0.5, 2.0}, TER_PDF, 0.0, 0.25},
    {{1.0, 2.0, 1.0}, TER_PDF, 0.0, 0.0},           {{1.0, 2.0, 1.0}, TER_LOG_SF, 3.0, -9.0},
    {{1.0, -1.0, 2.0}, TER_LOG_CDF, 0.5, -4.0},     {{0.5, 1.0, 1.0}, TER_PDF, 0.0, TER__INFINITY},
    {{3.0, -2.0, 1.0}, TER_PDF, 0.0, 0.0},          {{3.0, -2.0, 1.0}, TER_CDF, TER__INFINITY, 1.0},
    {{3.0, -2.0, 1.0}, TER_QUANTILE, 0.0, 0.0},     {{3.0, 2.0, 1.0}, TER_QUANTILE, 1.0, TER__INFINITY},
    {{3.0, 2.0, 1.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {TER__GAMMA_POWER_STATEMENT, .gradient = gradient};

const ter_family ter__family_generalized_gamma = {
    .name = "generalized_gamma",
    .title = "Generalised gamma (Stacy)",
    .formula = "|power| y^(shape power - 1) exp(-y^power) / (scale Gamma(shape)), y = x / scale > 0",
    .conventions = "scipy: gengamma(a=shape, c=power, loc=0, scale). R: VGAM::dgengamma.stacy(x, scale, d=power, k=shape); "
                   "actuar::dtrgamma(x, shape1=shape, shape2=power, rate = 1 / scale); flexsurv::dgengamma.orig(x, shape=power, "
                   "scale, k=shape). Mathematica: GammaDistribution[shape, scale, power, 0]. A negative power is the inverse "
                   "generalised gamma law.",
    .parameter_count = 3,
    .parameters = parameters,
    .check = check,
    .prepare = prepare,
    .support = ter__support_positive,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
    .statement = &statement,
    .summary =
        {
            [TER_MEAN] = ter__gamma_power_mean,
            [TER_VARIANCE] = ter__gamma_power_variance,
            [TER_SKEWNESS] = ter__gamma_power_skewness,
            [TER_EXCESS_KURTOSIS] = ter__gamma_power_excess_kurtosis,
            [TER_MODE] = mode,
            [TER_ENTROPY] = ter__gamma_power_entropy,
        },
    .raw_moment = ter__gamma_power_raw_moment,
    .central_moment = ter__gamma_power_central_moment,
    .words_per_draw = 1,
    .fitter = &fitter,
    .accuracy_range = "shapes from 1e-3 to 1e6, powers of size 0.01 to 100, scales from 1e-100 to 1e100, all arguments",
    .accuracy = TER__STATED_ACCURACY(2.0, 6.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
