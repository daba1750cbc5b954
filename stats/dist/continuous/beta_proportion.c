/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The beta law by its mean and precision: alpha = mean precision, beta = (1 - mean) precision, both kept in double-double, for with
 * a large precision their rounding would show.
 */
#include "beta_interval.h"
#include "dist/common_parameters.h"

static void prepare(const double *p, double *prepared) {
    ter__dd a = ter__two_product(p[0], p[1]), b = ter__dd_mul_d(ter__two_sum(1.0, -p[0]), p[1]);
    ter__beta_interval_prepare(a, b, 0.0, 1.0, prepared);
}

static void support(const double *p, double *lower, double *upper) {
    (void)p;
    *lower = 0.0;
    *upper = 1.0;
}

static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    ter__beta_interval law = ter__beta_interval_of(dist);
    ter__beta_interval_gradient g = ter__beta_interval_gradient_at(&law, x);
    *slope = g.slope;
    if (by_parameter != NULL) {
        by_parameter[0] = dist->parameter[1] * (g.a - g.b);
        by_parameter[1] = dist->parameter[0] * g.a + (1.0 - dist->parameter[0]) * g.b;
    }
}

static ter_status mean(const ter_dist *dist, double *value) {
    *value = dist->parameter[0];
    return TER_OK;
}

static const ter_parameter parameters[] = {
    {.name = "mean", .symbol = "mu", .description = "mean", .lower = 0.0, .upper = 1.0, .lower_open = true, .upper_open = true},
    TER__POSITIVE_PARAMETER("precision", "kappa", "alpha + beta; the variance is mean (1 - mean) / (precision + 1)"),
};

static const ter__edge edges[] = {
    {{0.5, 2.0}, TER_PDF, 0.25, 1.0},       {{0.5, 1.0}, TER_PDF, 0.0, TER__INFINITY},
    {{0.5, 4.0}, TER_PDF, 1.0, 0.0},        {{0.5, 10.0}, TER_CDF, 0.5, 0.5},
    {{0.5, 10.0}, TER_QUANTILE, 0.5, 0.5},  {{0.25, 10.0}, TER_QUANTILE, 0.0, 0.0},
    {{0.25, 10.0}, TER_QUANTILE, 1.0, 1.0}, {{0.25, 10.0}, TER_CDF, 2.0, 1.0},
    {{0.25, 10.0}, TER_ISF, 1.5, TER__NAN}, {{0.25, 10.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = TER__BETA_INTERVAL_STATEMENT(gradient);

const ter_family ter__family_beta_proportion = {
    .name = "beta_proportion",
    .title = "Beta, by mean and precision",
    .formula = "x^(mean precision - 1) (1 - x)^((1 - mean) precision - 1) / B(mean precision, (1 - mean) precision), 0 <= x <= 1",
    .conventions = "Stan: beta_proportion(mu, kappa). NumPyro: BetaProportion(mean, concentration). gamlss BE has sigma^2 = 1 / "
                   "(precision + 1).",
    .parameter_count = 2,
    .parameters = parameters,
    .prepare = prepare,
    .support = support,
    .statement = &statement,
    .summary =
        {
            [TER_MEAN] = mean,
            [TER_VARIANCE] = ter__beta_interval_variance,
            [TER_SKEWNESS] = ter__beta_interval_skewness,
            [TER_EXCESS_KURTOSIS] = ter__beta_interval_excess_kurtosis,
            [TER_MODE] = ter__beta_interval_mode,
            [TER_ENTROPY] = ter__beta_interval_entropy,
        },
    .raw_moment = ter__raw_moment_of_summaries,
    .central_moment = ter__central_moment_of_summaries,
    .words_per_draw = 1,
    .accuracy_range = "but for logs of densities within 1e-15 of 1: mean and 1 - mean from 1e-3, precision from 1e-2 to 1e8, all "
                      "x; both tails and their logs",
    .accuracy = /* the log of a density that is nearly 1 is what is left of larger terms */
    {
        [TER_PDF] = {1, 2},
        [TER_LOG_PDF] = {1, 4500},
        [TER_CDF] = {4, 8},
        [TER_LOG_CDF] = {4, 8},
        [TER_SF] = {4, 8},
        [TER_LOG_SF] = {4, 8},
        [TER_QUANTILE] = {4, 8},
        [TER_ISF] = {4, 8},
        [TER_QUANTILE_LOG] = {4, 8},
        [TER_ISF_LOG] = {4, 8},
        [TER_HAZARD] = {4, 8},
        [TER_CUMULATIVE_HAZARD] = {4, 8},
        [TER_LOG_PDF_SLOPE] = {1, 2},
    },
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
