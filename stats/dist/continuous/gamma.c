/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The gamma law, by shape and scale. */
#include "dist/variants.h"
#include "gamma_fit.h"
#include "gamma_law.h"
#include "special/elementary.h"

static const ter_parameter parameters[] = {
    {.name = "shape",
     .symbol = "k",
     .description = "shape, the mean in units of the scale",
     .lower = 0.0,
     .upper = TER__INFINITY,
     .lower_open = true,
     .upper_open = true},
    {.name = "scale",
     .symbol = "theta",
     .description = "scale, 1 / rate",
     .lower = 0.0,
     .upper = TER__INFINITY,
     .lower_open = true,
     .upper_open = true,
     .has_default = true,
     .default_value = 1.0},
};

static void prepare(const double *p, double *prepared) {
    ter__gamma_law_prepare(p[0], p[1], prepared);
}

static void support(const double *p, double *lower, double *upper) {
    (void)p;
    *lower = 0.0;
    *upper = TER__INFINITY;
}

static void gradient(const ter_dist *dist, size_t n, const double *x, double *slope, double *by_parameter) {
    ter__gamma_law law = ter__gamma_law_of(dist);
    for (size_t i = 0; i < n; i++) {
        ter__gamma_gradient g = {TER__NAN, TER__NAN, TER__NAN};
        double point = x[i];
        if (point > 0.0 && point < TER__INFINITY) {
            g = ter__gamma_law_gradient(&law, point);
        }
        if (slope != NULL) {
            slope[i] = g.x;
        }
        if (by_parameter != NULL) {
            by_parameter[i] = g.shape;
            by_parameter[i + n] = g.scale;
        }
    }
}

static const ter__edge edges[] = {
    {{2.0, 3.0}, TER_PDF, 0.0, 0.0},
    {{1.0, 4.0}, TER_PDF, 0.0, 0.25},
    {{0.5, 1.0}, TER_PDF, 0.0, TER__INFINITY},
    {{2.0, 1.0}, TER_LOG_PDF, -1.0, -TER__INFINITY},
    {{2.0, 1.0}, TER_LOG_PDF, TER__INFINITY, -TER__INFINITY},
    {{2.0, 1.0}, TER_CDF, -1.0, 0.0},
    {{2.0, 1.0}, TER_CDF, TER__INFINITY, 1.0},
    {{2.0, 1.0}, TER_SF, 0.0, 1.0},
    {{2.0, 1.0}, TER_LOG_SF, TER__INFINITY, -TER__INFINITY},
    {{2.0, 1.0}, TER_QUANTILE, 0.0, 0.0},
    {{2.0, 1.0}, TER_QUANTILE, 1.0, TER__INFINITY},
    {{2.0, 1.0}, TER_QUANTILE_LOG, -TER__INFINITY, 0.0},
    {{2.0, 1.0}, TER_ISF, 0.0, TER__INFINITY},
    {{2.0, 1.0}, TER_QUANTILE, 1.5, TER__NAN},
    {{1e-3, 1.0}, TER_QUANTILE, 0.01, 0.0}, /* 1e-2000 */
    {{0.1, 1.0}, TER_QUANTILE, 1e-6, 0x1.f3a953fdd3861p-201},
    {{2.0, 5.0}, TER_HAZARD, TER__INFINITY, 0.2},
    {{2.0, 1.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter_parameter scipy_parameters[] = {
    TER__POSITIVE_PARAMETER("a", "a", "shape"),
    TER__SCIPY_NO_LOC,
    TER__SCIPY_SCALE,
};
static const ter_parameter rate_parameters[] = {
    TER__POSITIVE_PARAMETER("shape", "k", "shape"),
    TER__RATE_PARAMETER,
};
static const ter_parameter moment_parameters[] = {
    TER__POSITIVE_PARAMETER("mean", "m", "mean, shape times scale"),
    TER__POSITIVE_PARAMETER("sd", "s", "standard deviation"),
};

static void from_scipy(const double *given, double *out) {
    out[0] = given[0];
    out[1] = given[2];
}

static void from_rate(const double *given, double *out) {
    out[0] = given[0];
    out[1] = 1.0 / given[1];
}

static void from_moments(const double *given, double *out) {
    double ratio = given[0] / given[1];
    out[0] = ratio * ratio;
    out[1] = given[1] / ratio;
}

static const ter__variant variants[] = {
    TER__VARIANT("scipy", "gamma", scipy_parameters, from_scipy),
    TER__VARIANT("R", "gamma", rate_parameters, from_rate),
    TER__VARIANT(NULL, "gamma_rate", rate_parameters, from_rate),
    TER__VARIANT(NULL, "gamma_mean_sd", moment_parameters, from_moments),
};

const ter_family ter__family_gamma = {
    .name = "gamma",
    .title = "Gamma",
    .formula = "x^(shape - 1) exp(-x / scale) / (Gamma(shape) scale^shape), x >= 0",
    .conventions =
        "The second parameter is a scale. scipy: gamma(a=shape, scale=scale). R: dgamma(x, shape, scale=scale), where the "
        "second positional argument is the rate, 1 / scale. Bayesian texts write beta for the rate.",
    .parameter_count = 2,
    .parameters = parameters,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
    .prepare = prepare,
    .support = support,
    .kernel = TER__GAMMA_LAW_KERNELS,
    .gradient = gradient,
    .summary = TER__GAMMA_LAW_SUMMARIES,
    .raw_moment = ter__gamma_law_raw_moment,
    .central_moment = ter__gamma_law_central_moment,
    .characteristic = ter__gamma_law_characteristic,
    .words_per_draw = 1,
    .fitter = &ter__gamma_fitter,
    .accuracy_range = "shape from 1e-3 to 1e10, scale and x of any size; both tails and their logs",
    .accuracy = TER__GAMMA_LAW_ACCURACY,
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
