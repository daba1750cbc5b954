/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fisher's F: the ratio of two chi-squared variables over their degrees of freedom, df2 / df1 times the odds of a beta(df1 / 2,
 * df2 / 2) variable.
 */
#include "beta_summary.h"
#include "dist/common_parameters.h"
#include "odds_law.h"
#include "special/gamma.h"

/*
 * log(a / b) - log B(a, b), the log density at 0 for df1 = 2, for a = 1 + d beside 1 where it is about d:
 * log a - log Gamma(a) + [log Gamma(b + 1 + d) - log Gamma(b + 1)].
 */
static ter__dd norm_beside_two(double a, double b) {
    double d = a - 1.0;
    ter__dd norm = ter__dd_sub(ter__dd_log_d(a), ter__dd_lgamma(a));
    return ter__dd_add_d(norm, d * (ter__digamma(b + 1.0) + 0.5 * d * ter__trigamma(b + 1.0)));
}

static void prepare(const double *p, double *prepared) {
    ter__dd a = {0.5 * p[0], 0.0}, b = {0.5 * p[1], 0.0};
    ter__odds_law law = ter__odds_law_make(a, b, ter__dd_ratio(p[1], p[0]), 1.0);
    if (fabs(a.hi - 1.0) < 1e-10)
        law.variable.norm = norm_beside_two(a.hi, b.hi);
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
        by_parameter[0] = 0.5 * g.a - g.log_scale / dist->parameter[0];
        by_parameter[1] = 0.5 * g.b + g.log_scale / dist->parameter[1];
    }
}

static ter_status mean(const ter_dist *dist, double *value) {
    return ter__beta_prime_mean(0.5 * dist->parameter[0], 0.5 * dist->parameter[1], dist->parameter[1] / dist->parameter[0], value);
}

static ter_status variance(const ter_dist *dist, double *value) {
    return ter__beta_prime_variance(0.5 * dist->parameter[0], 0.5 * dist->parameter[1], dist->parameter[1] / dist->parameter[0],
                                    value);
}

static ter_status skewness(const ter_dist *dist, double *value) {
    return ter__beta_prime_skewness(0.5 * dist->parameter[0], 0.5 * dist->parameter[1], value);
}

static ter_status excess_kurtosis(const ter_dist *dist, double *value) {
    return ter__beta_prime_excess_kurtosis(0.5 * dist->parameter[0], 0.5 * dist->parameter[1], value);
}

static ter_status mode(const ter_dist *dist, double *value) {
    double m = dist->parameter[0], n = dist->parameter[1];
    *value = m > 2.0 ? (m - 2.0) / m * (n / (n + 2.0)) : 0.0;
    return TER_OK;
}

static ter_status entropy(const ter_dist *dist, double *value) {
    ter__odds_law law = ter__odds_law_of(dist);
    *value = ter__odds_entropy(&law);
    return TER_OK;
}

static ter_status raw_moment(const ter_dist *dist, unsigned order, double *value) {
    return ter__beta_prime_raw_moment(0.5 * dist->parameter[0], 0.5 * dist->parameter[1], dist->parameter[1] / dist->parameter[0],
                                      order, value);
}

static const ter_parameter parameters[] = {
    TER__POSITIVE_PARAMETER("df1", "m", "degrees of freedom of the numerator"),
    TER__POSITIVE_PARAMETER("df2", "n", "degrees of freedom of the denominator"),
};

static const ter_alias aliases[] = {{"fisher_f", "Boost"}};

static const ter__edge edges[] = {
    {{2.0, 5.0}, TER_PDF, 0.0, 1.0},
    {{2.0, 5.0}, TER_LOG_PDF, 0.0, 0.0},
    {{1.0, 5.0}, TER_PDF, 0.0, TER__INFINITY},
    {{3.0, 5.0}, TER_PDF, 0.0, 0.0},
    {{3.0, 5.0}, TER_CDF, -1.0, 0.0},
    {{3.0, 5.0}, TER_CDF, TER__INFINITY, 1.0},
    {{3.0, 5.0}, TER_SF, 0.0, 1.0},
    {{4.0, 4.0}, TER_CDF, 1.0, 0.5},
    {{3.0, 5.0}, TER_QUANTILE, 0.0, 0.0},
    {{3.0, 5.0}, TER_QUANTILE, 1.0, TER__INFINITY},
    {{3.0, 5.0}, TER_ISF, 1.5, TER__NAN},
    {{3.0, 5.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = ter__odds_stated_log_density,
    .log_tail = ter__odds_stated_log_tail,
    .gradient = gradient,
    .inverse = ter__odds_stated_inverse,
    .density_at_lower = true,
    .tail_error = 0x1p-48,
};

const ter_family ter__family_f = {
    .name = "f",
    .title = "F (Fisher-Snedecor)",
    .formula = "(df1/df2)^(df1/2) x^(df1/2 - 1) (1 + df1 x / df2)^(-(df1 + df2)/2) / B(df1/2, df2/2), x >= 0",
    .conventions = "scipy: f(dfn, dfd). R: df(x, df1, df2).",
    .parameter_count = 2,
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
    .accuracy_range = "degrees of freedom from 0.1 to 1e10, all x; both tails and their logs to the ends of the double range",
    .accuracy = TER__BETA_ACCURACY,
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
