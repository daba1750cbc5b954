/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The trapezoidal law: a straight rise, a level shoulder, a straight fall (trapezoid_law.h). */
#include "dist/common_parameters.h"
#include "summary_moments.h"
#include "trapezoid_law.h"

static void prepare(const double *p, double *prepared) {
    ter__trapezoid_prepare(p[0], p[1], p[2], p[3], prepared);
}

static ter_status check(const double *p, ter_error *error) {
    if (!(p[0] < p[3]))
        return ter_error_set(error, TER_BAD_ARGUMENT, "trapezoidal: lower = %.17g must be below upper = %.17g", p[0], p[3]);
    if (!(p[0] <= p[1] && p[1] <= p[3]))
        return ter_error_set(error, TER_BAD_ARGUMENT,
                             "trapezoidal: shoulder_low = %.17g must lie in [lower, upper] = [%.17g, %.17g]", p[1], p[0], p[3]);
    if (!(p[1] <= p[2] && p[2] <= p[3]))
        return ter_error_set(error, TER_BAD_ARGUMENT,
                             "trapezoidal: shoulder_high = %.17g must lie in [shoulder_low, upper] = [%.17g, %.17g]", p[2], p[1],
                             p[3]);
    return TER_OK;
}

static void support(const double *p, double *lower, double *upper) {
    *lower = p[0];
    *upper = p[3];
}

/* The likelihood is highest in a corner at one of the values, where it has no derivative, with ends beyond them. */
static ter_status no_maximum(size_t n, const double *x, const double *columns, const double *weights, double *p, ter_error *error) {
    (void)n;
    (void)x;
    (void)columns;
    (void)weights;
    (void)p;
    return ter_error_set(error, TER_UNDEFINED,
                         "trapezoidal: the likelihood has corners at the values, and no derivative where it is highest: hold all "
                         "but the ends fixed");
}

static const ter__fitter fitter = {.closed_form = no_maximum};

static ter_status characteristic(const ter_dist *dist, double t, double *real, double *imaginary) {
    const double *p = dist->parameter;
    return ter__trapezoid_characteristic(p[0], p[1], p[2], p[3], t, real, imaginary);
}

static const ter_parameter parameters[] = {
    TER__REAL_PARAMETER("lower", "a", "lower end"),
    TER__REAL_PARAMETER("shoulder_low", "b", "where the rise ends, may be the lower end"),
    TER__REAL_PARAMETER("shoulder_high", "c", "where the fall begins, may be the upper end"),
    TER__REAL_PARAMETER("upper", "d", "upper end, above the lower one"),
};

static const ter_parameter scipy_parameters[] = {
    {.name = "c", .symbol = "c", .description = "share of the way to where the rise ends", .lower = 0.0, .upper = 1.0},
    {.name = "d", .symbol = "d", .description = "share of the way to where the fall begins", .lower = 0.0, .upper = 1.0},
    TER__LOCATION_PARAMETER("lower end"),
    TER__SCALE_PARAMETER("upper - lower"),
};

static void from_scipy(const double *given, double *p) {
    p[0] = given[2];
    p[1] = fma(given[0], given[3], given[2]);
    p[2] = fma(given[1], given[3], given[2]);
    p[3] = given[2] + given[3];
}

static const ter__variant variants[] = {{"scipy", "trapezoid", 4, scipy_parameters, from_scipy}};

static const ter__edge edges[] = {
    {{0.0, 1.0, 2.0, 3.0}, TER_PDF, 1.5, 0.5},           {{0.0, 1.0, 2.0, 3.0}, TER_PDF, 0.5, 0.25},
    {{0.0, 0.0, 2.0, 2.0}, TER_PDF, 0.0, 0.5},           {{0.0, 1.0, 2.0, 3.0}, TER_LOG_PDF, 0.0, -TER__INFINITY},
    {{0.0, 1.0, 2.0, 3.0}, TER_CDF, 1.0, 0.25},          {{0.0, 1.0, 2.0, 3.0}, TER_SF, 2.0, 0.25},
    {{0.0, 1.0, 2.0, 3.0}, TER_CDF, 3.5, 1.0},           {{0.0, 1.0, 2.0, 3.0}, TER_QUANTILE, 0.5, 1.5},
    {{0.0, 1.0, 2.0, 3.0}, TER_QUANTILE, 0.0625, 0.5},   {{0.0, 1.0, 2.0, 3.0}, TER_ISF, 0.25, 2.0},
    {{0.0, 1.0, 2.0, 3.0}, TER_LOG_PDF_SLOPE, 1.5, 0.0}, {{0.0, 1.0, 2.0, 3.0}, TER_LOG_PDF_SLOPE, 2.0, TER__NAN},
    {{0.0, 1.0, 2.0, 3.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = ter__trapezoid_log_density,
    .log_tail = ter__trapezoid_log_tail,
    .gradient = ter__trapezoid_gradient,
    .inverse = ter__trapezoid_inverse,
    .density_at_lower = true,
    .density_at_upper = true,
};

const ter_family ter__family_trapezoidal = {
    .name = "trapezoidal",
    .title = "Trapezoidal",
    .formula =
        "h (x - lower) / (shoulder_low - lower), then h, then h (upper - x) / (upper - shoulder_high), with h = 2 / (upper - "
        "lower + shoulder_high - shoulder_low)",
    .conventions =
        "The four corners in their order. scipy: trapezoid(c, d, loc, scale) with shoulders at loc + c scale and loc + d "
        "scale. OpenTURNS: Trapezoidal(a, b, c, d). The log density has no slope at the shoulders' ends.",
    .parameter_count = 4,
    .parameters = parameters,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
    .check = check,
    .prepare = prepare,
    .support = support,
    .statement = &statement,
    .summary =
        {
            [TER_MEAN] = ter__trapezoid_mean,
            [TER_VARIANCE] = ter__trapezoid_variance,
            [TER_SKEWNESS] = ter__trapezoid_skewness,
            [TER_EXCESS_KURTOSIS] = ter__trapezoid_excess_kurtosis,
            [TER_MODE] = ter__trapezoid_mode,
            [TER_ENTROPY] = ter__trapezoid_entropy,
        },
    .raw_moment = ter__raw_moment_of_summaries,
    .central_moment = ter__central_moment_of_summaries,
    .characteristic = characteristic,
    .words_per_draw = 1,
    .fitter = &fitter,
    .accuracy_range =
        "all parameters and arguments, both tails and their logs; quantiles in units of the larger of themselves and lower",
    .accuracy = TER__STATED_ACCURACY(1.0, 2.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
