/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The triangular law: the trapezoidal one whose shoulder is a point, the mode. */
#include "dist/common_parameters.h"
#include "summary_moments.h"
#include "trapezoid_law.h"

static void prepare(const double *p, double *prepared) {
    ter__trapezoid_prepare(p[0], p[1], p[1], p[2], prepared);
}

static ter_status check(const double *p, ter_error *error) {
    if (!(p[0] < p[2]))
        return ter_error_set(error, TER_BAD_ARGUMENT, "triangular: lower = %.17g must be below upper = %.17g", p[0], p[2]);
    if (!(p[0] <= p[1] && p[1] <= p[2]))
        return ter_error_set(error, TER_BAD_ARGUMENT, "triangular: mode = %.17g must lie in [lower, upper] = [%.17g, %.17g]", p[1],
                             p[0], p[2]);
    return TER_OK;
}

static void support(const double *p, double *lower, double *upper) {
    *lower = p[0];
    *upper = p[2];
}

static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    double by_corner[4];
    ter__trapezoid_gradient(dist, x, slope, by_parameter != NULL ? by_corner : NULL);
    if (by_parameter != NULL) {
        by_parameter[0] = by_corner[0];
        by_parameter[1] = by_corner[1] + by_corner[2];
        by_parameter[2] = by_corner[3];
    }
}

static ter_status mode(const ter_dist *dist, double *value) {
    *value = dist->parameter[1];
    return TER_OK;
}

/* The likelihood is highest in a corner at one of the values, where it has no derivative, with ends beyond them. */
static ter_status no_maximum(size_t n, const double *x, const double *columns, const double *weights, double *p, ter_error *error) {
    (void)n;
    (void)x;
    (void)columns;
    (void)weights;
    (void)p;
    return ter_error_set(
        error, TER_UNDEFINED,
        "triangular: the likelihood has corners at the values, and no derivative where it is highest: hold all but the ends fixed");
}

static const ter__fitter fitter = {.closed_form = no_maximum};

static ter_status characteristic(const ter_dist *dist, double t, double *real, double *imaginary) {
    const double *p = dist->parameter;
    return ter__trapezoid_characteristic(p[0], p[1], p[1], p[2], t, real, imaginary);
}

static const ter_parameter parameters[] = {
    TER__REAL_PARAMETER("lower", "a", "lower end"),
    TER__REAL_PARAMETER("mode", "m", "place of the peak, may be an end"),
    TER__REAL_PARAMETER("upper", "b", "upper end, above the lower one"),
};

static const ter_parameter scipy_parameters[] = {
    {.name = "c", .symbol = "c", .description = "share of the way from lower to upper", .lower = 0.0, .upper = 1.0},
    TER__LOCATION_PARAMETER("lower end"),
    TER__SCALE_PARAMETER("upper - lower"),
};

static void from_scipy(const double *given, double *p) {
    p[0] = given[1];
    p[1] = fma(given[0], given[2], given[1]);
    p[2] = given[1] + given[2];
}

static const ter__variant variants[] = {{"scipy", "triang", 3, scipy_parameters, from_scipy}};

static const ter__edge edges[] = {
    {{0.0, 0.5, 1.0}, TER_PDF, 0.5, 2.0},
    {{0.0, 0.5, 1.0}, TER_PDF, 0.25, 1.0},
    {{0.0, 0.0, 1.0}, TER_PDF, 0.0, 2.0},
    {{0.0, 1.0, 1.0}, TER_PDF, 1.0, 2.0},
    {{0.0, 1.0, 1.0}, TER_PDF, 0.0, 0.0},
    {{0.0, 0.5, 1.0}, TER_LOG_PDF, 0.0, -TER__INFINITY},
    {{0.0, 0.5, 1.0}, TER_CDF, 0.25, 0.125},
    {{0.0, 0.5, 1.0}, TER_SF, 0.75, 0.125},
    {{-1.0, 0.0, 1.0}, TER_QUANTILE, 0.5, 0.0},
    {{0.0, 1.0, 1.0}, TER_QUANTILE, 0.25, 0.5},
    {{0.0, 0.0, 1.0}, TER_ISF, 0.25, 0.5},
    {{0.0, 0.5, 1.0}, TER_LOG_PDF_SLOPE, 0.25, 4.0},
    {{0.0, 0.5, 1.0}, TER_LOG_PDF_SLOPE, 0.5, TER__NAN},
    {{0.0, 0.5, 1.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = ter__trapezoid_log_density,
    .log_tail = ter__trapezoid_log_tail,
    .gradient = gradient,
    .inverse = ter__trapezoid_inverse,
    .density_at_lower = true,
    .density_at_upper = true,
};

const ter_family ter__family_triangular = {
    .name = "triangular",
    .title = "Triangular",
    .formula =
        "2 (x - lower) / ((upper - lower) (mode - lower)) up to the mode, 2 (upper - x) / ((upper - lower) (upper - mode)) above",
    .conventions =
        "Ends and mode in their order. scipy: triang(c, loc = lower, scale = upper - lower) with c = (mode - lower) / (upper - "
        "lower). R extraDistr: dtriang(x, a, b, c) and Julia: TriangularDist(a, b, c) take the mode last. The log density has "
        "no slope at the mode.",
    .parameter_count = 3,
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
            [TER_MODE] = mode,
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
