/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The beta law on [lower, upper]: of exact distances from both ends, so that each tail has its own digits. */
#include "beta_interval.h"
#include "dist/common_parameters.h"
#include "dist/variants.h"

static void prepare(const double *p, double *prepared) {
    ter__beta_interval_prepare(ter__dd_make(p[0], 0.0), ter__dd_make(p[1], 0.0), p[2], p[3], prepared);
}

static ter_status check(const double *p, ter_error *error) {
    if (p[2] < p[3])
        return TER_OK;
    return ter_error_set(error, TER_BAD_ARGUMENT, "beta_scaled: lower = %.17g must be below upper = %.17g", p[2], p[3]);
}

static void support(const double *p, double *lower, double *upper) {
    *lower = p[2];
    *upper = p[3];
}

static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    ter__beta_interval law = ter__beta_interval_of(dist);
    ter__beta_interval_gradient g = ter__beta_interval_gradient_at(&law, x);
    *slope = g.slope;
    if (by_parameter != NULL) {
        by_parameter[0] = g.a;
        by_parameter[1] = g.b;
        by_parameter[2] = g.lower;
        by_parameter[3] = g.upper;
    }
}

/* With a shape below 1 the likelihood is infinite where its end meets a value. */
static ter_status no_maximum(size_t n, const double *x, const double *columns, const double *weights, double *p, ter_error *error) {
    (void)n;
    (void)x;
    (void)columns;
    (void)weights;
    (void)p;
    return ter_error_set(error, TER_UNDEFINED,
                         "beta_scaled: the likelihood is infinite where an end meets a value and its shape is below 1: hold the "
                         "ends fixed");
}

static const ter__fitter fitter = {.closed_form = no_maximum};

static const ter_parameter parameters[] = {
    TER__POSITIVE_PARAMETER("shape_a", "a", "power of the distance from lower, less 1"),
    TER__POSITIVE_PARAMETER("shape_b", "b", "power of the distance from upper, less 1"),
    TER__REAL_PARAMETER("lower", "l", "lower end"),
    TER__REAL_PARAMETER("upper", "u", "upper end, above the lower one"),
};

/* Shapes that are both the same, on location -+ half the width. */
static void set_even(double shape, double location, double reach, double *own) {
    own[0] = own[1] = shape;
    own[2] = location - reach;
    own[3] = location + reach;
}

static const ter_parameter scipy_parameters[] = {
    TER__POSITIVE_PARAMETER("a", "a", "shape_a"),
    TER__POSITIVE_PARAMETER("b", "b", "shape_b"),
    TER__SCIPY_LOC,
    TER__SCIPY_SCALE,
};

static void from_scipy(const double *given, double *own) {
    own[0] = given[0];
    own[1] = given[1];
    own[2] = given[2];
    own[3] = given[2] + given[3];
}

static const ter_parameter pert_parameters[] = {
    TER__REAL_PARAMETER("lower", "l", "least value"),
    TER__REAL_PARAMETER("mode", "m", "most likely value, between lower and upper"),
    TER__REAL_PARAMETER("upper", "u", "largest value"),
    {.name = "peak",
     .symbol = "lambda",
     .description = "weight of the mode; the mean is (lower + peak mode + upper) / (peak + 2)",
     .lower = 0.0,
     .upper = TER__INFINITY,
     .lower_open = true,
     .upper_open = true,
     .has_default = true,
     .default_value = 4.0},
};

/* A mode outside makes no law, whatever the shapes come to. */
static void from_pert(const double *given, double *own) {
    double width = given[2] - given[0];
    bool inside = given[0] <= given[1] && given[1] <= given[2];
    own[0] = inside ? 1.0 + given[3] * ((given[1] - given[0]) / width) : TER__NAN;
    own[1] = inside ? 1.0 + given[3] * ((given[2] - given[1]) / width) : TER__NAN;
    own[2] = given[0];
    own[3] = given[2];
}

static const ter_parameter semicircle_parameters[] = {
    TER__POSITIVE_PARAMETER("radius", "r", "half the width of the support, which is centred at 0"),
};

static void from_semicircle(const double *given, double *own) {
    set_even(1.5, 0.0, given[0], own);
}

static const ter_parameter place_parameters[] = {TER__SCIPY_LOC, TER__SCIPY_SCALE};

static void from_semicircular(const double *given, double *own) {
    set_even(1.5, given[0], given[1], own);
}

static const ter_parameter kernel_parameters[] = {
    TER__LOCATION_PARAMETER("middle of the support"),
    TER__SCALE_PARAMETER("half the width of the support"),
};

static void from_epanechnikov(const double *given, double *own) {
    set_even(2.0, given[0], given[1], own);
}

static void from_biweight(const double *given, double *own) {
    set_even(3.0, given[0], given[1], own);
}

static void from_triweight(const double *given, double *own) {
    set_even(4.0, given[0], given[1], own);
}

static const ter_parameter correlation_parameters[] = {
    {.name = "n", .symbol = "n", .description = "pairs of the sample, at least 3", .lower = 3.0, .upper = 0x1p53, .integer = true},
};

/* Of n independent pairs of normal variables. */
static void from_correlation(const double *given, double *own) {
    set_even(0.5 * given[0] - 1.0, 0.0, 1.0, own);
}

static const ter__variant variants[] = {
    TER__VARIANT("scipy", "beta", scipy_parameters, from_scipy),
    TER__VARIANT(NULL, "pert", pert_parameters, from_pert),
    TER__VARIANT("TFP", "PERT", pert_parameters, from_pert),
    TER__VARIANT(NULL, "semicircle", semicircle_parameters, from_semicircle),
    TER__VARIANT("scipy", "semicircular", place_parameters, from_semicircular),
    TER__VARIANT(NULL, "epanechnikov", kernel_parameters, from_epanechnikov),
    TER__VARIANT(NULL, "biweight", kernel_parameters, from_biweight),
    TER__VARIANT(NULL, "triweight", kernel_parameters, from_triweight),
    TER__VARIANT(NULL, "pearson_correlation_null", correlation_parameters, from_correlation),
};

static const ter__edge edges[] = {
    {{1.0, 1.0, 2.0, 6.0}, TER_PDF, 3.0, 0.25},
    {{2.0, 2.0, -1.0, 1.0}, TER_CDF, 0.0, 0.5},
    {{1.0, 4.0, 0.0, 2.0}, TER_PDF, 0.0, 2.0},
    {{4.0, 1.0, 0.0, 2.0}, TER_PDF, 2.0, 2.0},
    {{0.5, 0.5, -1.0, 1.0}, TER_PDF, 1.0, TER__INFINITY},
    {{2.0, 2.0, -1.0, 1.0}, TER_PDF, -1.0, 0.0},
    {{2.0, 3.0, -1.0, 1.0}, TER_CDF, -1.5, 0.0},
    {{2.0, 3.0, -1.0, 1.0}, TER_CDF, 1.5, 1.0},
    {{2.0, 3.0, -1.0, 1.0}, TER_QUANTILE, 0.0, -1.0},
    {{2.0, 3.0, -1.0, 1.0}, TER_QUANTILE, 1.0, 1.0},
    {{5.0, 5.0, 1.0, 3.0}, TER_QUANTILE, 0.5, 2.0},
    {{2.0, 3.0, -1.0, 1.0}, TER_ISF, 1.5, TER__NAN},
    {{2.0, 3.0, -1.0, 1.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = TER__BETA_INTERVAL_STATEMENT(gradient);

const ter_family ter__family_beta_scaled = {
    .name = "beta_scaled",
    .title = "Beta on an interval",
    .formula =
        "(x - lower)^(shape_a - 1) (upper - x)^(shape_b - 1) / (B(shape_a, shape_b) (upper - lower)^(shape_a + shape_b - 1)), "
        "lower <= x <= upper",
    .conventions = "scipy: beta(a, b, loc = lower, scale = upper - lower). OpenTURNS: Beta(alpha, beta, a, b). extraDistr: "
                   "dnsbeta(x, shape1, shape2, min, max). MathNet: BetaScaled(a, b, location, scale). Mathematica: "
                   "WignerSemicircleDistribution[location, radius] is scipy.semicircular, PERTDistribution[{lower, upper}, mode, "
                   "peak] is pert. Ends of variants given by a middle and a reach are rounded sums.",
    .parameter_count = 4,
    .parameters = parameters,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
    .check = check,
    .prepare = prepare,
    .support = support,
    .statement = &statement,
    .summary = TER__BETA_INTERVAL_SUMMARIES,
    .raw_moment = ter__raw_moment_of_summaries,
    .central_moment = ter__central_moment_of_summaries,
    .words_per_draw = 1,
    .fitter = &fitter,
    .accuracy_range = "shapes from 1e-3 to 1e8, all ends and x, both tails and their logs; quantiles in units of the larger of "
                      "themselves and lower",
    .accuracy = TER__BETA_ACCURACY,
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
