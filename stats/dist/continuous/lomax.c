/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The Lomax law: P(X > x) = (1 + x / scale)^-shape, x >= 0: burr_law.h with c = 1.
 */
#include "burr_law.h"
#include "dist/common_parameters.h"
#include "dist/common_slots.h"
#include "raw_moments.h"

static void prepare(const double *p, double *prepared) {
    ter__burr_prepare(1.0, p[0], p[1], false, prepared);
}

static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    double by[3];
    ter__burr_gradient(dist, x, slope, by_parameter != NULL ? by : NULL);
    if (by_parameter != NULL) {
        by_parameter[0] = by[1];
        by_parameter[1] = by[2];
    }
}

TER__RAW_MOMENT_SLOTS(ter__burr_log_raw_moment)

static const ter_parameter parameters[] = {
    TER__POSITIVE_PARAMETER("shape", "alpha", "shape: the index of the tail"),
    TER__SCALE_PARAMETER("scale"),
};

static const ter_alias aliases[] = {{"pareto_type_2", "Stan, R actuar"}};

static const ter__edge edges[] = {
    {{1.0, 1.0}, TER_CDF, 1.0, 0.5},      {{2.0, 1.0}, TER_SF, 1.0, 0.25},           {{2.0, 4.0}, TER_PDF, 0.0, 0.5},
    {{2.0, 1.0}, TER_PDF, -1.0, 0.0},     {{2.0, 1.0}, TER_HAZARD, 3.0, 0.5},        {{2.0, 1.0}, TER_QUANTILE, 1.0, TER__INFINITY},
    {{2.0, 1.0}, TER_ISF, 1.5, TER__NAN}, {{2.0, 1.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = ter__burr_log_density,
    .log_tail = ter__burr_log_tail,
    .log_hazard = ter__burr_log_hazard,
    .gradient = gradient,
    .inverse = ter__burr_inverse,
    .density_at_lower = true,
};

const ter_family ter__family_lomax = {
    .name = "lomax",
    .title = "Lomax (Pareto type II)",
    .formula = "(shape / scale) (1 + x / scale)^-(shape + 1), x >= 0",
    .conventions = "scipy: lomax(c = shape, loc = 0, scale). R: extraDistr::dlomax(x, lambda = 1 / scale, kappa = shape); "
                   "actuar::dpareto2. Stan: pareto_type_2(mu, lambda = scale, alpha = shape). A location is the generalized_pareto "
                   "law's: shape 1 / a, scale lambda / a.",
    .parameter_count = sizeof parameters / sizeof parameters[0],
    .parameters = parameters,
    .alias_count = sizeof aliases / sizeof aliases[0],
    .aliases = aliases,
    .prepare = prepare,
    .support = ter__support_positive,
    .statement = &statement,
    .summary =
        {
            [TER_MEAN] = mean,
            [TER_VARIANCE] = variance,
            [TER_SKEWNESS] = skewness,
            [TER_EXCESS_KURTOSIS] = excess_kurtosis,
            [TER_MODE] = ter__burr_mode,
            [TER_ENTROPY] = ter__burr_entropy,
        },
    .raw_moment = raw_moment,
    .central_moment = ter__central_moment_by_variance,
    .words_per_draw = 1,
    .accuracy_range =
        "scales 1e-100 to 1e100, shapes 1e-3 to 1e8, all arguments; both tails and their logs to the ends of the double range",
    .accuracy = TER__STATED_ACCURACY(1.0, 2.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
