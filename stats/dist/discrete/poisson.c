/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Poisson law. */
#include "poisson.h"
#include "dist/discrete/count_characteristic.h"
#include "dist/variants.h"

#include "special/elementary.h"

/* exp(mean (exp(i t) - 1)) */
static ter_status characteristic(const ter_dist *dist, double t, double *real, double *imaginary) {
    return ter__characteristic_of_log(ter__poisson_log_characteristic(dist->parameter[0], t), real, imaginary);
}

static const ter_parameter parameters[] = {
    {.name = "mean",
     .symbol = "lambda",
     .description = "mean, also the variance",
     .lower = 0.0,
     .upper = TER__INFINITY,
     .lower_open = true,
     .upper_open = true},
};

static const ter_alias aliases[] = {{"pois", "R"}};

static void prepare(const double *p, double *prepared) {
    prepared[0] = p[0];
    prepared[1] = ter__log(p[0]);
}

ter__poisson ter__poisson_of(const ter_dist *dist) {
    ter__poisson law = {dist->prepared[0], dist->prepared[1]};
    return law;
}

static void support(const double *p, double *lower, double *upper) {
    (void)p;
    *lower = 0.0;
    *upper = TER__INFINITY;
}

ter__dd ter__poisson_log_mass(const ter__poisson *law, double k) {
    if (k == 0.0) {
        return ter__dd_make(-law->mean, 0.0);
    }
    ter__gamma_shape shape = ter__gamma_shape_of(ter__dd_make(k, 0.0));
    return ter__gamma_log_prefix(&shape, ter__dd_make(law->mean, 0.0));
}

double ter__poisson_tail(const ter__poisson *law, double k, bool upper, bool logarithm) {
    ter__gamma_shape shape = ter__gamma_shape_of(ter__two_sum(k, 1.0));
    return ter__gamma_tail_value(ter__gamma_tail_at(&shape, ter__dd_make(law->mean, 0.0)), !upper, logarithm);
}

static bool is_count(double x) {
    return x >= 0.0 && x < TER__INFINITY && x == floor(x);
}

static double pdf_one(const ter__poisson *law, double x) {
    return is_count(x) ? ter__exp_dd(ter__poisson_log_mass(law, x)) : isnan(x) ? x : 0.0;
}

static double logpdf_one(const ter__poisson *law, double x) {
    return is_count(x) ? ter__poisson_log_mass(law, x).hi : isnan(x) ? x : -TER__INFINITY;
}

static double tail_one(const ter__poisson *law, double x, bool upper, bool logarithm) {
    if (!(x >= 0.0) || isinf(x)) {
        bool all = upper != (x > 0.0);
        return isnan(x) ? x : all ? (logarithm ? 0.0 : 1.0) : (logarithm ? -TER__INFINITY : 0.0);
    }
    return ter__poisson_tail(law, floor(x), upper, logarithm);
}

/*
 * mass(k) / P(X >= k), which tends to 1. The two share the prefix m^k e^-m / k!, whose log is too large to be subtracted far out.
 */
static double hazard_one(const ter__poisson *law, double x) {
    if (!is_count(x)) {
        return isnan(x) ? x : x == TER__INFINITY ? 1.0 : 0.0;
    }
    ter__dd mass = ter__poisson_log_mass(law, x);
    if (x == 0.0) {
        return ter__exp_dd(mass);
    }
    ter__gamma_shape shape = ter__gamma_shape_of(ter__dd_make(x, 0.0));
    ter__gamma_tail tail = ter__gamma_tail_at(&shape, ter__dd_make(law->mean, 0.0));
    if (isinf(mass.hi)) {
        return x > law->mean ? 1.0 : 0.0;
    }
    if (!tail.upper) {
        ter__dd share = ter__dd_neg(ter__dd_log(tail.factor));
        return ter__exp_dd(tail.core ? ter__dd_sub(share, shape.log_norm) : share);
    }
    return ter__exp_dd(ter__dd_sub(mass, ter__gamma_tail_log(tail, false)));
}

#define KERNEL(name, expression)                                                                                                   \
    static void name(const ter_dist *dist, size_t n, const double *argument, double *out) {                                        \
        ter__poisson law = ter__poisson_of(dist);                                                                                  \
        for (size_t i = 0; i < n; i++) {                                                                                           \
            double x = argument[i];                                                                                                \
            out[i] = (expression);                                                                                                 \
        }                                                                                                                          \
    }

KERNEL(pdf, pdf_one(&law, x))
KERNEL(logpdf, logpdf_one(&law, x))
KERNEL(cdf, tail_one(&law, x, false, false))
KERNEL(logcdf, tail_one(&law, x, false, true))
KERNEL(sf, tail_one(&law, x, true, false))
KERNEL(logsf, tail_one(&law, x, true, true))
KERNEL(quantile, ter__poisson_inverse(&law, x, false, false))
KERNEL(isf, ter__poisson_inverse(&law, x, true, false))
KERNEL(quantile_log, ter__poisson_inverse(&law, x, false, true))
KERNEL(isf_log, ter__poisson_inverse(&law, x, true, true))
KERNEL(hazard, hazard_one(&law, x))
KERNEL(cumhazard, 0.0 - tail_one(&law, x, true, true))

static void slope(const ter_dist *dist, size_t n, const double *argument, double *out) {
    (void)dist;
    (void)argument;
    for (size_t i = 0; i < n; i++) {
        out[i] = TER__NAN;
    }
}

static void gradient(const ter_dist *dist, size_t n, const double *x, double *slopes, double *by_parameter) {
    double mean = dist->parameter[0];
    for (size_t i = 0; i < n; i++) {
        double count = x[i];
        if (slopes != NULL) {
            slopes[i] = TER__NAN;
        }
        if (by_parameter != NULL) {
            by_parameter[i] = is_count(count) ? (count - mean) / mean : TER__NAN;
        }
    }
}

static const ter__edge edges[] = {
    {{3.0}, TER_PDF, -1.0, 0.0},
    {{3.0}, TER_PDF, 1.5, 0.0},
    {{3.0}, TER_LOG_PDF, 0.0, -3.0},
    {{3.0}, TER_LOG_PDF, 1.5, -TER__INFINITY},
    {{3.0}, TER_CDF, -0.5, 0.0},
    {{3.0}, TER_SF, -0.5, 1.0},
    {{3.0}, TER_CDF, TER__INFINITY, 1.0},
    {{3.0}, TER_LOG_SF, TER__INFINITY, -TER__INFINITY},
    {{3.0}, TER_QUANTILE, 0.0, 0.0},
    {{3.0}, TER_QUANTILE, 1.0, TER__INFINITY},
    {{1e-10}, TER_QUANTILE, 0.5, 0.0},
    {{3.0}, TER_ISF, 1.0, 0.0},
    {{3.0}, TER_QUANTILE, -0.25, TER__NAN},
    {{3.0}, TER_LOG_PDF_SLOPE, 2.0, TER__NAN},
    {{3.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter_parameter scipy_parameters[] = {TER__POSITIVE_PARAMETER("mu", "mu", "mean"), TER__SCIPY_NO_LOC};
static const ter_parameter r_parameters[] = {TER__POSITIVE_PARAMETER("lambda", "lambda", "mean")};

static void first_alone(const double *given, double *out) {
    out[0] = given[0];
}

static const ter__variant variants[] = {
    TER__VARIANT("scipy", "poisson", scipy_parameters, first_alone),
    TER__VARIANT("R", "pois", r_parameters, NULL),
};

const ter_family ter__family_poisson = {
    .name = "poisson",
    .title = "Poisson",
    .formula = "mean^k exp(-mean) / k!, k = 0, 1, 2, ...",
    .conventions = "scipy: poisson(mu=mean). R: dpois(x, lambda=mean). The cdf at any real x is that at floor(x).",
    .discrete = true,
    .parameter_count = 1,
    .parameters = parameters,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
    .alias_count = sizeof aliases / sizeof aliases[0],
    .aliases = aliases,
    .prepare = prepare,
    .support = support,
    .kernel =
        {
            [TER_PDF] = pdf,
            [TER_LOG_PDF] = logpdf,
            [TER_CDF] = cdf,
            [TER_LOG_CDF] = logcdf,
            [TER_SF] = sf,
            [TER_LOG_SF] = logsf,
            [TER_QUANTILE] = quantile,
            [TER_ISF] = isf,
            [TER_QUANTILE_LOG] = quantile_log,
            [TER_ISF_LOG] = isf_log,
            [TER_HAZARD] = hazard,
            [TER_CUMULATIVE_HAZARD] = cumhazard,
            [TER_LOG_PDF_SLOPE] = slope,
        },
    .gradient = gradient,
    .summary =
        {
            [TER_MEAN] = ter__poisson_mean,
            [TER_VARIANCE] = ter__poisson_variance,
            [TER_SKEWNESS] = ter__poisson_skewness,
            [TER_EXCESS_KURTOSIS] = ter__poisson_excess_kurtosis,
            [TER_MODE] = ter__poisson_mode,
            [TER_MEDIAN] = ter__poisson_median,
            [TER_ENTROPY] = ter__poisson_entropy,
        },
    .raw_moment = ter__poisson_raw_moment,
    .central_moment = ter__poisson_central_moment,
    .characteristic = characteristic,
    .words_per_draw = 1,
    .fitter = &ter__poisson_fitter,
    .accuracy_range = "mean and counts from 1e-10 to 1e15; both tails and their logs; quantiles exact but where a probability lies "
                      "within the cdf's error of a step",
    .accuracy =
        {
            [TER_PDF] = {1, 2},
            [TER_LOG_PDF] = {1, 2},
            [TER_CDF] = {2, 4},
            [TER_LOG_CDF] = {2, 4},
            [TER_SF] = {2, 4},
            [TER_LOG_SF] = {2, 4},
            [TER_QUANTILE] = {0, 0},
            [TER_ISF] = {0, 0},
            [TER_QUANTILE_LOG] = {0, 0},
            [TER_ISF_LOG] = {0, 0},
            [TER_HAZARD] = {2, 4},
            [TER_CUMULATIVE_HAZARD] = {2, 4},
        },
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
