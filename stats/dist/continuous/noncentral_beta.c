/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The noncentral beta law: G(alpha + J) / (G(alpha + J) + G(beta)), independent gamma variables, J Poisson with mean half the
 * noncentrality. Density and both tails are sums of positive terms (noncentral_beta_variable.h).
 */
#include "dist/common_parameters.h"
#include "dist/path/ordinal.h"
#include "noncentral_beta_integral.h"
#include "noncentral_beta_summary.h"
#include "noncentral_beta_variable.h"
#include "special/elementary.h"
#include "summary_moments.h"

enum { ALPHA, BETA, NONCENTRALITY };

/* Beyond these the sums have not been held to the oracle, or are too long. */
#define SHAPE_MIN         1e-3
#define SHAPE_MAX         1e8
#define NONCENTRALITY_MAX 1e6

static ter_status check(const double *p, ter_error *error) {
    for (int i = ALPHA; i <= BETA; i++)
        if (!(p[i] >= SHAPE_MIN && p[i] <= SHAPE_MAX))
            return ter_error_set(error, TER_BAD_ARGUMENT, "noncentral_beta: %s = %g must lie between %g and %g",
                                 i == ALPHA ? "alpha" : "beta", p[i], SHAPE_MIN, SHAPE_MAX);
    if (!(p[NONCENTRALITY] <= NONCENTRALITY_MAX))
        return ter_error_set(error, TER_BAD_ARGUMENT, "noncentral_beta: noncentrality = %g must be at most %g", p[NONCENTRALITY],
                             NONCENTRALITY_MAX);
    return TER_OK;
}

static void support(const double *p, double *lower, double *upper) {
    (void)p;
    *lower = 0.0;
    *upper = 1.0;
}

static void prepare(const double *p, double *prepared) {
    ter__dd no_jacobian = {0.0, 0.0};
    ter__noncentral_beta law = ter__noncentral_beta_make(p[ALPHA], p[BETA], p[NONCENTRALITY], 1.0, no_jacobian);
    ter__noncentral_beta_keep(&law, prepared);
}

static ter__beta_place place_of(double x) {
    return ter__beta_place_of(ter__dd_make(x, 0.0), ter__two_sum(1.0, -x));
}

/* At 0 only J = 0 counts; at 1 all do, and with beta = 1 the density is the mean of alpha + J. */
static ter__dd log_density_at_end(const double *p, bool upper) {
    double here = p[upper ? BETA : ALPHA];
    if (here != 1.0)
        return ter__dd_make(here < 1.0 ? TER__INFINITY : -TER__INFINITY, 0.0);
    if (upper)
        return ter__dd_log(ter__two_sum(p[ALPHA], 0.5 * p[NONCENTRALITY]));
    return ter__dd_add_d(ter__dd_log_d(p[BETA]), -0.5 * p[NONCENTRALITY]);
}

static ter__dd log_density(const ter_dist *dist, double x) {
    if (x == 0.0 || x == 1.0)
        return log_density_at_end(dist->parameter, x == 1.0);
    ter__noncentral_beta law = ter__noncentral_beta_of(dist);
    ter__beta_place at = place_of(x);
    return ter__noncentral_beta_log_density(&law, &at);
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    ter__noncentral_beta law = ter__noncentral_beta_of(dist);
    ter__beta_place at = place_of(x);
    return ter__noncentral_beta_log_tail(&law, &at, upper);
}

/* ((alpha + E J - 1) (1 - x) - (beta - 1) x) / (x (1 - x)) */
static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    ter__noncentral_beta law = ter__noncentral_beta_of(dist);
    ter__beta_place at = place_of(x);
    ter__noncentral_beta_slopes g = ter__noncentral_beta_slopes_at(&law, &at, by_parameter != NULL);
    ter__dd a = ter__dd_add(ter__two_sum(law.a, -1.0), g.mean), b = ter__two_sum(law.b, -1.0);
    if (law.a == 1.0 && x < 1e-200) /* no 1 / x in it, and E J underflows */
        *slope = ter__dd_value(ter__dd_sub(ter__dd_mul_d(law.n, law.half), b));
    else if (x < 1e-200)
        *slope = a.hi / x - b.hi;
    else
        *slope = ter__dd_value(ter__dd_div(ter__dd_sub(ter__dd_mul(a, at.y), ter__dd_mul(b, at.x)), at.y)) / x;
    if (by_parameter != NULL) {
        by_parameter[ALPHA] = g.by_a;
        by_parameter[BETA] = g.by_b;
        by_parameter[NONCENTRALITY] = 0.5 * ter__dd_value(g.by_half);
    }
}

static double start(const ter_dist *dist, double log_tail_wanted, bool upper) {
    ter__noncentral_beta law = ter__noncentral_beta_of(dist);
    double odds = ter__noncentral_beta_start(&law, log_tail_wanted, upper);
    return odds < TER__INFINITY ? odds / (1.0 + odds) : 0x1.fffffffffffffp-1;
}

/* As for beta at the ends; else the zero of the slope, which falls through it once. */
static ter_status mode(const ter_dist *dist, double *value) {
    const double *p = dist->parameter;
    double low = 0.0, high = 1.0, rise = p[ALPHA] - 1.0;
    if (p[NONCENTRALITY] == 0.0 && p[ALPHA] == 1.0 && p[BETA] == 1.0) {
        *value = 0.5;
        return TER_OK;
    }
    if (p[ALPHA] == 1.0) /* the density's slope at 0, over it */
        rise = 0.5 * p[NONCENTRALITY] * (1.0 + p[BETA]) - (p[BETA] - 1.0);
    if (p[ALPHA] < 1.0 || p[BETA] < 1.0 || rise <= 0.0 || p[BETA] == 1.0) {
        bool at_zero = p[ALPHA] < 1.0 && (p[BETA] >= 1.0 || p[ALPHA] <= p[BETA]);
        *value = at_zero || (p[BETA] >= 1.0 && rise <= 0.0) ? 0.0 : 1.0;
        return TER_OK;
    }
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

static ter_status l_moment(const ter_dist *dist, unsigned order, double *value) {
    ter__noncentral_beta law = ter__noncentral_beta_of(dist);
    if (order == 1)
        return ter__noncentral_beta_mean(dist, value);
    *value = ter__noncentral_beta_l_moment(&law, false, order);
    return isnan(*value) ? TER_NOT_ACCURATE : TER_OK;
}

static void sample(const ter_dist *dist, ter_stream *stream, size_t n, double *out) {
    ter__noncentral_beta law = ter__noncentral_beta_of(dist);
    for (size_t i = 0; i < n; i++)
        out[i] = ter__dd_value(ter__noncentral_beta_draw(&law, stream).x);
}

static const ter_parameter parameters[] = {
    TER__POSITIVE_PARAMETER("alpha", "a", "power of x, less 1"),
    TER__POSITIVE_PARAMETER("beta", "b", "power of 1 - x, less 1"),
    {.name = "noncentrality",
     .symbol = "lambda",
     .description = "twice the mean of what is added to alpha",
     .lower = 0.0,
     .upper = TER__INFINITY,
     .upper_open = true},
};

static const ter_alias aliases[] = {{"non_central_beta", "Boost"}, {"NoncentralBetaDistribution", "Mathematica"}};

static const ter__edge edges[] = {
    {{1.0, 1.0, 0.0}, TER_PDF, 0.25, 1.0},          {{0.5, 2.0, 3.0}, TER_PDF, 0.0, TER__INFINITY},
    {{2.0, 2.0, 3.0}, TER_PDF, 0.0, 0.0},           {{2.0, 2.0, 3.0}, TER_PDF, 1.0, 0.0},
    {{2.0, 1.0, 3.0}, TER_PDF, 1.0, 3.5},           {{1.0, 1.0, 3.0}, TER_LOG_PDF, 0.0, -1.5},
    {{2.0, 3.0, 1.0}, TER_CDF, 1.5, 1.0},           {{2.0, 3.0, 1.0}, TER_CDF, -0.5, 0.0},
    {{2.0, 3.0, 1.0}, TER_QUANTILE, 0.0, 0.0},      {{2.0, 3.0, 1.0}, TER_QUANTILE, 1.0, 1.0},
    {{5.0, 5.0, 0.0}, TER_QUANTILE, 0.5, 0.5},      {{2.0, 3.0, 1.0}, TER_ISF, 1.5, TER__NAN},
    {{2.0, 3.0, 1.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .gradient = gradient,
    .start = start,
    .density_at_lower = true,
    .density_at_upper = true,
    .tail_error = 0x1p-60,
};

const ter_family ter__family_noncentral_beta = {
    .name = "noncentral_beta",
    .title = "Noncentral beta",
    .formula = "sum over j of exp(-l/2) (l/2)^j / j! x^(alpha + j - 1) (1 - x)^(beta - 1) / B(alpha + j, beta), 0 <= x <= 1, l the "
               "noncentrality",
    .conventions =
        "Type I: the noncentral variable is in the numerator. R: dbeta(x, shape1, shape2, ncp). Boost: "
        "non_central_beta(alpha, beta, lambda). Mathematica: NoncentralBetaDistribution. With noncentrality 0 it is "
        "beta(alpha, beta). alpha and beta outside 1e-3 to 1e8 and noncentralities above 1e6 are refused. "
        "Some hundreds of values hardly tell the noncentrality from alpha: fits may have no maximum short of 0, and say so.",
    .parameter_count = sizeof parameters / sizeof parameters[0],
    .parameters = parameters,
    .alias_count = sizeof aliases / sizeof aliases[0],
    .aliases = aliases,
    .check = check,
    .prepare = prepare,
    .support = support,
    .statement = &statement,
    .summary =
        {
            [TER_MEAN] = ter__noncentral_beta_mean,
            [TER_VARIANCE] = ter__noncentral_beta_variance,
            [TER_SKEWNESS] = ter__noncentral_beta_skewness,
            [TER_EXCESS_KURTOSIS] = ter__noncentral_beta_excess_kurtosis,
            [TER_MODE] = mode,
            [TER_ENTROPY] = entropy,
        },
    .raw_moment = ter__noncentral_beta_raw_moment,
    .central_moment = ter__central_moment_of_summaries,
    .l_moment = l_moment,
    .sample = sample,
    .words_per_draw = TER__NONCENTRAL_BETA_WORDS,
    .accuracy_range = "alpha and beta from 1e-3 to 1e8, noncentrality 0 and from 1e-10 to 1e6, all there are; x of any size; both "
                      "tails and their logs",
    .accuracy = TER__STATED_ACCURACY_BUT_SLOPE(1.0, 2.0, 1e6),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
