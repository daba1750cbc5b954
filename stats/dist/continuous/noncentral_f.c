/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The noncentral F law: the ratio of a noncentral and a central chi-squared variable, each over its degrees of freedom: df2 / df1
 * times the odds of a noncentral beta variable (noncentral_beta_variable.h). Both coordinates of that variable, df1 x and df2 over
 * df2 + df1 x, come from x without cancellation.
 */
#include "dist/common_parameters.h"
#include "dist/common_slots.h"
#include "dist/path/ordinal.h"
#include "dist/variants.h"
#include "noncentral_beta_integral.h"
#include "noncentral_f_summary.h"
#include "special/elementary.h"
#include "summary_moments.h"

enum { DF1, DF2, NONCENTRALITY };

/* Beyond these the sums have not been held to the oracle, or are too long. */
#define DF_MIN            0.1
#define DF_MAX            1e10
#define NONCENTRALITY_MAX 1e6
/* From here on for df1 x the products' low halves are exact, and down from the other nothing overflows. */
#define EXACT_FROM 1e-200
#define EXACT_TO   1e200

static ter_status check(const double *p, ter_error *error) {
    for (int i = DF1; i <= DF2; i++)
        if (!(p[i] >= DF_MIN && p[i] <= DF_MAX))
            return ter_error_set(error, TER_BAD_ARGUMENT, "noncentral_f: %s = %g must lie between %g and %g",
                                 i == DF1 ? "df1" : "df2", p[i], DF_MIN, DF_MAX);
    if (!(p[NONCENTRALITY] <= NONCENTRALITY_MAX))
        return ter_error_set(error, TER_BAD_ARGUMENT, "noncentral_f: noncentrality = %g must be at most %g", p[NONCENTRALITY],
                             NONCENTRALITY_MAX);
    return TER_OK;
}

/* X, the beta variable, grows by (df1 / df2) (1 - X)^2 with x. With df1 = 2 the logs cancel bit by bit in the density. */
static void prepare(const double *p, double *prepared) {
    ter__dd log_scale = ter__dd_neg(ter__dd_log(ter__dd_ratio(p[DF2], p[DF1])));
    ter__noncentral_beta law = ter__noncentral_beta_make(0.5 * p[DF1], 0.5 * p[DF2], p[NONCENTRALITY], -1.0, log_scale);
    ter__noncentral_beta_keep(&law, prepared);
}

/* log(df1 / df2) */
static ter__dd log_scale_of(const ter_dist *dist) {
    return ter__noncentral_beta_of(dist).central.jacobian;
}

static ter__beta_place place_of(const ter_dist *dist, double x) {
    double df1 = dist->parameter[DF1], df2 = dist->parameter[DF2];
    if (x < EXACT_FROM || x > EXACT_TO)
        return ter__beta_place_of_log_odds(ter__dd_add(ter__dd_log_d(x), log_scale_of(dist)));
    ter__dd top = ter__two_product(df1, x), whole = ter__dd_add_d(top, df2);
    return ter__beta_place_of(ter__dd_div(top, whole), ter__dd_div(ter__dd_make(df2, 0.0), whole));
}

/* At 0 only J = 0 counts: F with df1 = 2 has the density 1 there. */
static ter__dd log_density_at_zero(const double *p) {
    if (p[DF1] == 2.0)
        return ter__dd_make(-0.5 * p[NONCENTRALITY], 0.0);
    return ter__dd_make(p[DF1] < 2.0 ? TER__INFINITY : -TER__INFINITY, 0.0);
}

static ter__dd log_density(const ter_dist *dist, double x) {
    if (x == 0.0)
        return log_density_at_zero(dist->parameter);
    ter__noncentral_beta law = ter__noncentral_beta_of(dist);
    ter__beta_place at = place_of(dist, x);
    return ter__noncentral_beta_log_density(&law, &at);
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    ter__noncentral_beta law = ter__noncentral_beta_of(dist);
    ter__beta_place at = place_of(dist, x);
    return ter__noncentral_beta_log_tail(&law, &at, upper);
}

/* d log f / d log x = a + E J - 1 - (a + b + E J) X, nowhere taken as a difference of what is nearly 1. */
static ter__dd slope_in_log(const ter__noncentral_beta *law, const ter__beta_place *at, ter__dd mean) {
    ter__dd a = ter__dd_add(ter__two_sum(law->a, -1.0), mean);
    if (at->x.hi <= 0.5)
        return ter__dd_sub(a, ter__dd_mul(ter__dd_add(law->n, mean), at->x));
    ter__dd below = ter__dd_mul(ter__dd_add(law->n, mean), at->y);
    return ter__dd_sub(below, ter__two_sum(law->b, 1.0));
}

static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    const double *p = dist->parameter;
    ter__noncentral_beta law = ter__noncentral_beta_of(dist);
    ter__beta_place at = place_of(dist, x);
    ter__noncentral_beta_slopes g = ter__noncentral_beta_slopes_at(&law, &at, by_parameter != NULL);
    *slope = ter__dd_value(slope_in_log(&law, &at, g.mean)) / x;
    if (p[DF1] == 2.0 && at.x.hi < EXACT_FROM) /* no 1 / x in it, and X underflows */
        *slope = law.n.hi * (law.half - 1.0) * (p[DF1] / p[DF2]);
    if (by_parameter != NULL) {
        ter__dd rise = ter__dd_sub(ter__dd_mul(ter__dd_add_d(g.mean, law.a), at.y), ter__dd_mul_d(at.x, law.b));
        by_parameter[DF1] = 0.5 * g.by_a + rise.hi / p[DF1];
        by_parameter[DF2] = 0.5 * g.by_b - rise.hi / p[DF2];
        by_parameter[NONCENTRALITY] = 0.5 * ter__dd_value(g.by_half);
    }
}

static double start(const ter_dist *dist, double log_tail_wanted, bool upper) {
    ter__noncentral_beta law = ter__noncentral_beta_of(dist);
    return ter__noncentral_beta_start(&law, log_tail_wanted, upper) * (dist->parameter[DF2] / dist->parameter[DF1]);
}

/* The zero of the slope, which falls through it once; 0 where the density falls from there or is infinite there. */
static ter_status mode(const ter_dist *dist, double *value) {
    const double *p = dist->parameter;
    double low = 0.0, high = 0x1.fffffffffffffp1023;
    *value = 0.0;
    if (p[DF1] < 2.0 || (p[DF1] == 2.0 && p[NONCENTRALITY] <= 2.0))
        return TER_OK;
    for (;;) {
        double middle = ter__ordinal_middle(low, high), slope;
        if (!(middle > low && middle < high))
            break;
        gradient(dist, middle, &slope, NULL);
        *(slope > 0.0 ? &low : &high) = middle;
    }
    *value = high;
    return TER_OK;
}

static ter_status entropy(const ter_dist *dist, double *value) {
    ter__noncentral_beta law = ter__noncentral_beta_of(dist);
    *value = ter__noncentral_beta_entropy(&law);
    return isnan(*value) ? TER_NOT_ACCURATE : TER_OK;
}

/* Without a mean there are none. */
static ter_status l_moment(const ter_dist *dist, unsigned order, double *value) {
    ter__noncentral_beta law = ter__noncentral_beta_of(dist);
    if (order == 1 || !(dist->parameter[DF2] > 2.0))
        return ter__noncentral_f_mean(dist, value);
    *value = ter__noncentral_beta_l_moment(&law, true, order) * (dist->parameter[DF2] / dist->parameter[DF1]);
    return isnan(*value) ? TER_NOT_ACCURATE : TER_OK;
}

static void sample(const ter_dist *dist, ter_stream *stream, size_t n, double *out) {
    ter__noncentral_beta law = ter__noncentral_beta_of(dist);
    ter__dd scale = log_scale_of(dist);
    for (size_t i = 0; i < n; i++) {
        ter__beta_root at = ter__noncentral_beta_draw(&law, stream);
        out[i] = ter__exp_dd(ter__dd_sub(ter__dd_sub(at.log_x, at.log_y), scale));
    }
}

static const ter_parameter parameters[] = {
    TER__POSITIVE_PARAMETER("df1", "m", "degrees of freedom of the numerator"),
    TER__POSITIVE_PARAMETER("df2", "n", "degrees of freedom of the denominator"),
    {.name = "noncentrality",
     .symbol = "lambda",
     .description = "sum of the squared means in the numerator",
     .lower = 0.0,
     .upper = TER__INFINITY,
     .upper_open = true},
};

static const ter_parameter scipy_parameters[] = {
    TER__POSITIVE_PARAMETER("dfn", "m", "degrees of freedom of the numerator"),
    TER__POSITIVE_PARAMETER("dfd", "n", "degrees of freedom of the denominator"),
    {.name = "nc", .symbol = "lambda", .description = "noncentrality", .lower = 0.0, .upper = TER__INFINITY, .upper_open = true},
    TER__SCIPY_NO_LOC,
    TER__SCIPY_NO_SCALE,
};

static const ter__variant variants[] = {
    TER__VARIANT("scipy", "ncf", scipy_parameters, NULL),
};

static const ter_alias aliases[] = {{"ncf", "scipy"}, {"non_central_f", "Boost"}, {"NoncentralFRatioDistribution", "Mathematica"}};

static const ter__edge edges[] = {
    {{2.0, 5.0, 0.0}, TER_PDF, 0.0, 1.0},
    {{2.0, 5.0, 3.0}, TER_LOG_PDF, 0.0, -1.5},
    {{1.0, 5.0, 3.0}, TER_PDF, 0.0, TER__INFINITY},
    {{3.0, 5.0, 3.0}, TER_PDF, 0.0, 0.0},
    {{3.0, 5.0, 3.0}, TER_CDF, -1.0, 0.0},
    {{3.0, 5.0, 3.0}, TER_CDF, TER__INFINITY, 1.0},
    {{3.0, 5.0, 3.0}, TER_SF, 0.0, 1.0},
    {{4.0, 4.0, 0.0}, TER_CDF, 1.0, 0.5},
    {{3.0, 5.0, 3.0}, TER_QUANTILE, 0.0, 0.0},
    {{3.0, 5.0, 3.0}, TER_QUANTILE, 1.0, TER__INFINITY},
    {{3.0, 5.0, 3.0}, TER_ISF, 1.5, TER__NAN},
    {{3.0, 5.0, 3.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .gradient = gradient,
    .start = start,
    .density_at_lower = true,
    .tail_error = 0x1p-58,
};

const ter_family ter__family_noncentral_f = {
    .name = "noncentral_f",
    .title = "Noncentral F",
    .formula = "the law of (U / df1) / (V / df2), U noncentral chi-squared with df1 degrees of freedom and the noncentrality, V "
               "chi-squared with df2",
    .conventions = "scipy: ncf(dfn, dfd, nc). R: df(x, df1, df2, ncp). Boost: non_central_f(v1, v2, lambda). Mathematica: "
                   "NoncentralFRatioDistribution. With noncentrality 0 it is f(df1, df2). df1 and df2 outside 0.1 to 1e10 and "
                   "noncentralities above 1e6 are refused.",
    .parameter_count = sizeof parameters / sizeof parameters[0],
    .parameters = parameters,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
    .alias_count = sizeof aliases / sizeof aliases[0],
    .aliases = aliases,
    .check = check,
    .prepare = prepare,
    .support = ter__support_positive,
    .statement = &statement,
    .summary =
        {
            [TER_MEAN] = ter__noncentral_f_mean,
            [TER_VARIANCE] = ter__noncentral_f_variance,
            [TER_SKEWNESS] = ter__noncentral_f_skewness,
            [TER_EXCESS_KURTOSIS] = ter__noncentral_f_excess_kurtosis,
            [TER_MODE] = mode,
            [TER_ENTROPY] = entropy,
        },
    .raw_moment = ter__noncentral_f_raw_moment,
    .central_moment = ter__central_moment_of_summaries,
    .l_moment = l_moment,
    .sample = sample,
    .words_per_draw = TER__NONCENTRAL_BETA_WORDS,
    .accuracy_range = "df1 and df2 from 0.1 to 1e10, noncentrality 0 and from 1e-10 to 1e6, all there are; x of any size; both "
                      "tails and their logs",
    .accuracy = TER__STATED_ACCURACY_BUT_SLOPE(1.0, 2.0, 1e6),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
