/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The generalised normal law (exponential power): f(x) = shape / (2 scale Gamma(1 / shape)) exp(-|z|^shape), z = (x - location) /
 * scale. |z|^shape is a gamma variable with shape 1 / shape, so that each tail is half of an upper incomplete gamma function.
 */
#include "dist/common_parameters.h"
#include "dist/variants.h"
#include "exponential_power.h"
#include "gamma_fit.h"
#include "special/elementary.h"

static ter__dd z_of(const ter_dist *dist, double x) {
    return ter__standard_whole_z(ter__standard_load(dist->prepared), x);
}

/* log of |z|^shape. */
static ter__dd score_of(const ter_dist *dist, ter__dd log_z) {
    return isinf(log_z.hi) ? log_z : ter__dd_mul_d(log_z, dist->parameter[2]);
}

static ter__dd score(const ter_dist *dist, double x) {
    return score_of(dist, ter__power_log_size(dist, x));
}

static ter__dd log_density(const ter_dist *dist, double x) {
    ter__dd g = ter__exp_whole(score(dist, x));
    return g.hi > 0x1p200 ? ter__dd_make(-g.hi, 0.0) : ter__dd_sub(ter__prepared_pair(dist->prepared, TER__POWER_LOG_PEAK), g);
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    ter__dd z = z_of(dist, x);
    bool above = z.hi > 0.0;
    ter__dd beyond = ter__gamma_score_log_tail(ter__power_shape(dist), score(dist, x), true);
    beyond = isinf(beyond.hi) ? beyond : ter__dd_sub(beyond, ter__log_two());
    return above == upper ? beyond : ter__log_rest(beyond);
}

/* Above the location twice the hazard's density half, of G. */
static ter__dd log_hazard(const ter_dist *dist, double x) {
    ter__dd z = z_of(dist, x);
    if (z.hi > 0.0) {
        ter__dd log_z = ter__power_log_size(dist, x), rate = ter__power_log_rate(dist, log_z);
        return ter__gamma_score_log_hazard(ter__power_shape(dist), score_of(dist, log_z), rate, true);
    }
    ter__dd density = log_density(dist, x);
    return isinf(density.hi) ? density : ter__dd_sub(density, log_tail(dist, x, true));
}

/* -sign shape G / |x - location|; by scale (shape G - 1) / scale; by shape -G log|z| + digamma(1 + 1 / shape) / shape^2. */
static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    double shape = dist->parameter[2], scale = dist->parameter[1];
    ter__dd log_z = ter__power_log_size(dist, x), w = score_of(dist, log_z);
    *slope = ter__power_slope(dist, x, log_z, w);
    if (by_parameter != NULL) {
        double g = ter__exp_dd(w);
        by_parameter[0] = 0.0 - *slope;
        by_parameter[1] = fma(shape, g, -1.0) / scale;
        by_parameter[2] = (g == 0.0 ? 0.0 : -g * log_z.hi) + dist->prepared[TER__POWER_BEND];
    }
}

/* z = G^(1 / shape) with G of upper tail 2 p. */
static double inverse(const ter_dist *dist, ter__dd log_tail, bool upper) {
    ter__dd twice = ter__dd_add(log_tail, ter__log_two());
    if (!(twice.hi < 0.0))
        return dist->parameter[0];
    ter__dd w = ter__gamma_score_inverse(ter__power_shape(dist), twice, true);
    return ter__power_point(dist, ter__dd_div_d(w, dist->parameter[2]), upper);
}

/* Ends on either side of the location: half of the two lower tails of G, which one minus the outer tails would lose. */
static double interval(const ter_dist *dist, double a, double b) {
    if (!(a <= dist->parameter[0] && b >= dist->parameter[0]))
        return dist->path->stated_interval(dist, a, b);
    ter__dd left = ter__gamma_score_log_tail(ter__power_shape(dist), score(dist, a), false);
    ter__dd right = ter__gamma_score_log_tail(ter__power_shape(dist), score(dist, b), false);
    return 0.5 * ter__dd_value(ter__dd_add(ter__exp_whole(left), ter__exp_whole(right)));
}

/* scale^k Gamma((k + 1) / shape) / Gamma(1 / shape). */
static ter_status central_moment(const ter_dist *dist, unsigned order, double *value) {
    if (order % 2 == 1) {
        *value = 0.0;
        return TER_OK;
    }
    ter__dd log_scale = ter__prepared_pair(dist->prepared, TER__POWER_LOG_SCALE);
    *value = ter__exp_dd(ter__dd_add(ter__power_log_moment(dist->parameter[2], order), ter__dd_mul_d(log_scale, (double)order)));
    return TER_OK;
}

static ter_status raw_moment(const ter_dist *dist, unsigned order, double *value) {
    return ter__raw_moment_about(dist, central_moment, dist->parameter[0], order, value);
}

static ter_status variance(const ter_dist *dist, double *value) {
    return central_moment(dist, 2, value);
}

static ter_status excess_kurtosis(const ter_dist *dist, double *value) {
    double shape = dist->parameter[2];
    ter__dd one = ter__power_log_gamma_1p(ter__dd_ratio(1.0, shape)), three = ter__power_log_gamma_1p(ter__dd_ratio(3.0, shape)),
            five = ter__power_log_gamma_1p(ter__dd_ratio(5.0, shape));
    /* Gamma(5 r) Gamma(r) / Gamma(3 r)^2 = (9 / 5) Gamma(1 + 5 r) Gamma(1 + r) / Gamma(1 + 3 r)^2 */
    ter__dd log_ratio = ter__dd_sub(ter__dd_add(one, five), ter__dd_scale(three, 2.0));
    *value = fma(1.8, ter__exp_dd(log_ratio), -3.0);
    return TER_OK;
}

static const ter_parameter parameters[] = {
    TER__LOCATION_PARAMETER("location: mean, median and mode"),
    TER__SCALE_PARAMETER("scale"),
    TER__POSITIVE_PARAMETER("shape", "beta", "shape: 1 Laplace, 2 normal with sd scale / sqrt 2, to infinity uniform"),
};

static const ter__edge edges[] = {
    {{0.0, 1.0, 1.0}, TER_PDF, 0.0, 0.5},           {{0.0, 1.0, 1.0}, TER_LOG_SF, 0.0, -0x1.62e42fefa39efp-1},
    {{0.0, 1.0, 2.0}, TER_CDF, 0.0, 0.5},           {{3.0, 1.0, 0.7}, TER_QUANTILE, 0.5, 3.0},
    {{0.0, 1.0, 4.0}, TER_CDF, TER__INFINITY, 1.0}, {{0.0, 1.0, 4.0}, TER_LOG_PDF_SLOPE, 0.0, 0.0},
    {{0.0, 1.0, 1.0}, TER_ISF, 1.5, TER__NAN},      {{0.0, 1.0, 1.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .log_hazard = log_hazard,
    .gradient = gradient,
    .inverse = inverse,
    .tail_error = 0x1p-52,
};

static void from_scipy(const double *given, double *p) {
    p[0] = given[1];
    p[1] = given[2];
    p[2] = given[0];
}

static const ter_parameter scipy_parameters[] = {
    TER__POSITIVE_PARAMETER("beta", "beta", "shape"),
    TER__SCIPY_LOC,
    TER__SCIPY_SCALE,
};

/* log of E|z|^2 / (E|z|)^2 = Gamma(1 / b) Gamma(3 / b) / Gamma(2 / b)^2, which falls in b towards 4 / 3. */
static double log_spread_ratio(double shape) {
    double u = 1.0 / shape;
    return ter__log_gamma(u) + ter__log_gamma(3.0 * u) - 2.0 * ter__log_gamma(2.0 * u);
}

/* Near the top: the mean, the shape with the ratio of the first two absolute moments about it, and the scale that is best with
 * both. */
static ter_status start(size_t n, const double *x, const double *columns, const double *weights, double *p, ter_error *error) {
    (void)columns;
    ter__weighted w = ter__weighted_of(n, x, weights);
    double first = 0.0, power = 0.0, low = 0.3, high = 50.0;
    for (size_t i = 0; i < n; i++)
        first += (weights == NULL ? 1.0 : weights[i]) * fabs(x[i] - w.mean);
    first /= w.weight;
    if (!(first > 0.0))
        return ter_error_set(error, TER_BAD_DATA, "generalized_normal: all values are equal");
    double ratio = ter__log(w.variance / first / first);
    for (int i = 0; i < 60; i++) {
        double middle = 0.5 * (low + high);
        *(log_spread_ratio(middle) > ratio ? &low : &high) = middle;
    }
    for (size_t i = 0; i < n; i++)
        power += (weights == NULL ? 1.0 : weights[i]) * ter__pow(fabs(x[i] - w.mean) / first, low);
    p[0] = w.mean;
    p[1] = first * ter__pow(low * power / w.weight, 1.0 / low);
    p[2] = low;
    return TER_OK;
}

static const ter__fitter fitter = {.start = start};

static const ter__variant variants[] = {
    TER__VARIANT("scipy", "gennorm", scipy_parameters, from_scipy),
};

const ter_family ter__family_generalized_normal = {
    .name = "generalized_normal",
    .title = "Generalised normal (exponential power)",
    .formula = "shape / (2 scale Gamma(1 / shape)) exp(-|z|^shape), z = (x - location) / scale",
    .conventions =
        "scipy: gennorm(beta = shape, loc, scale). GSL: gsl_ran_exppow(a = scale, b = shape). The scale is not the sd: for "
        "shape 2 that is scale / sqrt(2).",
    .parameter_count = sizeof parameters / sizeof parameters[0],
    .parameters = parameters,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
    .prepare = ter__power_prepare,
    .support = ter__support_line,
    .statement = &statement,
    .interval = interval,
    .summary =
        {
            [TER_MEAN] = ter__summary_first,
            [TER_VARIANCE] = variance,
            [TER_SKEWNESS] = ter__summary_zero,
            [TER_EXCESS_KURTOSIS] = excess_kurtosis,
            [TER_MODE] = ter__summary_first,
            [TER_MEDIAN] = ter__summary_first,
            [TER_ENTROPY] = ter__power_entropy,
        },
    .raw_moment = raw_moment,
    .central_moment = central_moment,
    .words_per_draw = 1,
    .fitter = &fitter,
    .accuracy_range = "locations up to 1e10, scales 1e-100 to 1e100, shapes 0.01 to 1e3, all arguments; both tails and their logs",
    .accuracy = TER__STATED_ACCURACY(2.0, 6.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
