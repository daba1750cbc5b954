/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Beta prime, the odds of a beta variable times a scale; beta of the second kind, Pearson VI. */
#include "beta_summary.h"
#include "dist/common_parameters.h"
#include "odds_law.h"

static void prepare(const double *p, double *prepared) {
    ter__dd a = {p[0], 0.0}, b = {p[1], 0.0};
    ter__odds_law law = ter__odds_law_make(a, b, ter__dd_make(p[2], 0.0), 1.0);
    ter__odds_law_keep(&law, prepared);
}

static void support(const double *p, double *lower, double *upper) {
    (void)p;
    *lower = 0.0;
    *upper = TER__INFINITY;
}

static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    ter__odds_law law = ter__odds_law_of(dist);
    ter__odds_gradient g = ter__odds_gradient_at(&law, x, by_parameter != NULL);
    *slope = g.slope;
    if (by_parameter != NULL) {
        by_parameter[0] = g.a;
        by_parameter[1] = g.b;
        by_parameter[2] = g.log_scale / dist->parameter[2];
    }
}

static ter_status mean(const ter_dist *dist, double *value) {
    return ter__beta_prime_mean(dist->parameter[0], dist->parameter[1], dist->parameter[2], value);
}

static ter_status variance(const ter_dist *dist, double *value) {
    return ter__beta_prime_variance(dist->parameter[0], dist->parameter[1], dist->parameter[2], value);
}

static ter_status skewness(const ter_dist *dist, double *value) {
    return ter__beta_prime_skewness(dist->parameter[0], dist->parameter[1], value);
}

static ter_status excess_kurtosis(const ter_dist *dist, double *value) {
    return ter__beta_prime_excess_kurtosis(dist->parameter[0], dist->parameter[1], value);
}

static ter_status mode(const ter_dist *dist, double *value) {
    double a = dist->parameter[0], b = dist->parameter[1];
    *value = a > 1.0 ? (a - 1.0) / (b + 1.0) * dist->parameter[2] : 0.0;
    return TER_OK;
}

static ter_status entropy(const ter_dist *dist, double *value) {
    ter__odds_law law = ter__odds_law_of(dist);
    *value = ter__odds_entropy(&law);
    return TER_OK;
}

static ter_status raw_moment(const ter_dist *dist, unsigned order, double *value) {
    return ter__beta_prime_raw_moment(dist->parameter[0], dist->parameter[1], dist->parameter[2], order, value);
}

static const ter_parameter parameters[] = {
    TER__POSITIVE_PARAMETER("alpha", "a", "power of x at 0, less 1"),
    TER__POSITIVE_PARAMETER("beta", "b", "index of the upper tail"),
    TER__SCALE_PARAMETER("scale"),
};

static const ter_alias aliases[] = {{"betaprime", "scipy"}};

static const ter__edge edges[] = {
    {{1.0, 1.0, 1.0}, TER_PDF, 0.0, 1.0},
    {{1.0, 4.0, 1.0}, TER_PDF, 0.0, 4.0},
    {{0.5, 4.0, 1.0}, TER_PDF, 0.0, TER__INFINITY},
    {{2.0, 4.0, 1.0}, TER_PDF, 0.0, 0.0},
    {{2.0, 4.0, 1.0}, TER_CDF, -1.0, 0.0},
    {{2.0, 4.0, 1.0}, TER_CDF, TER__INFINITY, 1.0},
    {{3.0, 3.0, 7.0}, TER_CDF, 7.0, 0.5},
    {{2.0, 4.0, 1.0}, TER_QUANTILE, 0.0, 0.0},
    {{2.0, 4.0, 1.0}, TER_QUANTILE, 1.0, TER__INFINITY},
    {{2.0, 4.0, 1.0}, TER_QUANTILE, 1.5, TER__NAN},
    {{2.0, 4.0, 1.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = ter__odds_stated_log_density,
    .log_tail = ter__odds_stated_log_tail,
    .gradient = gradient,
    .inverse = ter__odds_stated_inverse,
    .density_at_lower = true,
    .tail_error = 0x1p-48,
};

const ter_family ter__family_beta_prime = {
    .name = "beta_prime",
    .title = "Beta prime",
    .formula = "(x/scale)^(alpha - 1) (1 + x/scale)^(-alpha - beta) / (scale B(alpha, beta)), x >= 0",
    .conventions =
        "scipy: betaprime(a, b, scale=scale). Also inverted beta, beta of the second kind, Pearson type VI. The gamma-gamma "
        "law is beta_prime of its two shapes.",
    .parameter_count = 3,
    .parameters = parameters,
    .alias_count = sizeof aliases / sizeof aliases[0],
    .aliases = aliases,
    .prepare = prepare,
    .support = support,
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
    .central_moment = ter__central_moment_of_summaries,
    .words_per_draw = 1,
    .accuracy_range = "alpha and beta from 1e-3 to 1e8, scale and x of any size; both tails and their logs",
    .accuracy = TER__BETA_ACCURACY,
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
