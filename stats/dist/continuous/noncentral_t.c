/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The noncentral t law: T = (Z + d) / sqrt(V / v), Z standard normal, V chi-squared with v degrees of freedom, d the noncentrality
 * (Johnson, Kotz, Balakrishnan 1995, chapter 31). Series in d cancel on the side opposite to d and are long where d is large:
 * density and tails are integrals of positive functions instead (noncentral_t_integral.h), the smaller tail directly.
 */
#include "noncentral_t.h"

#include "dist/common_slots.h"
#include "dist/variants.h"
#include "normal_score.h"
#include "special/elementary.h"
#include "special/gamma.h"
#include "special/gamma_inc.h"
#include "special/normal_inverse.h"
#include "summary_moments.h"

/* Of a tail nearer to 1 than this the log would lose more than seven bits. */
#define ALMOST_ALL (-0x1p-7)

enum { DF, NONCENTRALITY };
enum { LOG_CONSTANT, MIDDLE = 2, SCORE_RISE };

/* Beyond these the integrals have not been held to the oracle, or are too long. */
#define DF_MIN            0.1
#define DF_MAX            1e10
#define NONCENTRALITY_MAX 1e5

static ter_status check(const double *p, ter_error *error) {
    if (!(p[DF] >= DF_MIN && p[DF] <= DF_MAX))
        return ter_error_set(error, TER_BAD_ARGUMENT, "noncentral_t: df = %g must lie between %g and %g", p[DF], DF_MIN, DF_MAX);
    if (!(fabs(p[NONCENTRALITY]) <= NONCENTRALITY_MAX))
        return ter_error_set(error, TER_BAD_ARGUMENT, "noncentral_t: noncentrality = %g must lie between %g and %g",
                             p[NONCENTRALITY], -NONCENTRALITY_MAX, NONCENTRALITY_MAX);
    return TER_OK;
}

/* The median of sqrt(V / v), to some digits. */
static double median_of_root(double df) {
    double a = 0.5 * df, cube = 1.0 - 2.0 / (9.0 * df);
    if (df < 1.0)
        return ter__exp(0.5 * ((ter__log_gamma(a + 1.0) - 0.6931471805599453) / a - ter__log(a)));
    return sqrt(cube * cube * cube);
}

static void prepare(const double *p, double *prepared) {
    ter__dd log_constant = ter__noncentral_t_log_constant(p[DF]);
    prepared[LOG_CONSTANT] = log_constant.hi;
    prepared[LOG_CONSTANT + 1] = log_constant.lo;
    prepared[MIDDLE] = p[NONCENTRALITY] / median_of_root(p[DF]);
    prepared[SCORE_RISE] = ter__stirling_error_slope(0.5 * p[DF]);
}

ter__noncentral_t ter__noncentral_t_of(const ter_dist *dist) {
    ter__noncentral_t law = {dist->parameter[DF], dist->parameter[NONCENTRALITY],
                             ter__dd_make(dist->prepared[LOG_CONSTANT], dist->prepared[LOG_CONSTANT + 1])};
    return law;
}

static ter__dd log_density(const ter_dist *dist, double x) {
    ter__noncentral_t law = ter__noncentral_t_of(dist);
    return ter__noncentral_t_density_at(&law, x, 0).log_density;
}

/* log P(T > x), or of P(T < x), which is P(-T > -x) with the other noncentrality. */
static ter__dd log_direct(const ter_dist *dist, double x, bool upper) {
    ter__noncentral_t law = ter__noncentral_t_of(dist);
    if (x == 0.0)
        return ter__score_log_tail(ter__dd_make(-law.noncentrality, 0.0), upper);
    law.noncentrality = upper ? law.noncentrality : -law.noncentrality;
    return ter__noncentral_t_log_upper(&law, upper ? x : -x);
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    bool above = x > dist->prepared[MIDDLE];
    ter__dd direct = log_direct(dist, x, above);
    if (direct.hi > ALMOST_ALL) { /* the other one is far smaller */
        above = !above;
        direct = log_direct(dist, x, above);
    }
    return above == upper ? direct : ter__log_rest(direct);
}

static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    ter__noncentral_t law = ter__noncentral_t_of(dist);
    ter__noncentral_t_density at = ter__noncentral_t_density_at(&law, x, 1);
    *slope = ter__dd_value(at.slope);
    if (by_parameter == NULL)
        return;
    /* (log(v / 2) - digamma(v / 2)) / 2 is 1 / (2 v) less half the slope of the Stirling error */
    ter__dd rise = ter__dd_add_d(ter__dd_ratio(0.5, law.df), -0.5 * dist->prepared[SCORE_RISE]);
    by_parameter[DF] = ter__dd_value(ter__dd_add(at.mean_log_kernel, rise));
    by_parameter[NONCENTRALITY] = ter__dd_value(at.by_noncentrality);
}

/*
 * Where (x (1 - 1 / (4 v)) - d) / sqrt(1 + x^2 / (2 v)) is a normal score (Johnson, Kotz, Balakrishnan 1995, 31.6); beyond that
 * approximation's reach from the power law that the tail follows.
 */
static double start(const ter_dist *dist, double log_tail_wanted, bool upper) {
    double df = dist->parameter[DF], d = upper ? dist->parameter[NONCENTRALITY] : -dist->parameter[NONCENTRALITY];
    double z = ter__normal_start(log_tail_wanted), shrink = 1.0 - 0.25 / df, lead = shrink * shrink - 0.5 * z * z / df,
           x = TER__NAN;
    if (df > 2.0 && lead > 0.3) /* (shrink x - d)^2 = z^2 (1 + x^2 / (2 v)) */
        x = (shrink * d + z * sqrt(lead + 0.5 * d * d / df)) / lead;
    if (isnan(x)) {
        double far = (fabs(d) + 10.0 + sqrt(df)) * (1.0 + 1.0 / df), log_far = log_direct(dist, upper ? far : -far, upper).hi;
        double more = (log_far - log_tail_wanted) / df;
        x = more > 0.0 && more < 700.0 ? far * ter__exp(more) : more > 0.0 ? 0x1p1000 : 0.5 * (far + d);
    }
    return upper ? x : -x;
}

/* Two uniform variables to a draw: the normal one and the chi-squared one. */
static void sample(const ter_dist *dist, ter_stream *stream, size_t n, double *out) {
    double half = 0.5 * dist->parameter[DF];
    ter__gamma_shape shape = ter__gamma_shape_of(ter__dd_make(half, 0.0));
    for (size_t i = 0; i < n; i++) {
        double z = ter__normal_quantile(ter_stream_uniform(stream)).hi + dist->parameter[NONCENTRALITY];
        out[i] = z / sqrt(ter__gamma_inverse(&shape, ter_stream_uniform(stream), false, false) / half);
    }
}

static const ter_parameter parameters[] = {
    TER__POSITIVE_PARAMETER("df", "nu", "degrees of freedom"),
    TER__REAL_PARAMETER("noncentrality", "delta", "mean of the normal variable in the numerator"),
};

static const ter_parameter scipy_parameters[] = {
    TER__POSITIVE_PARAMETER("df", "nu", "degrees of freedom"),
    TER__REAL_PARAMETER("nc", "delta", "noncentrality"),
    TER__SCIPY_NO_LOC,
    TER__SCIPY_NO_SCALE,
};

static const ter__variant variants[] = {
    TER__VARIANT("scipy", "nct", scipy_parameters, NULL),
};

static const ter_alias aliases[] = {{"nct", "scipy"}, {"non_central_t", "Boost"}};

static const ter__edge edges[] = {
    {{3.0, 0.0}, TER_CDF, 0.0, 0.5},
    {{3.0, 0.0}, TER_SF, 0.0, 0.5},
    {{3.0, 0.0}, TER_LOG_PDF_SLOPE, 0.0, 0.0},
    {{3.0, 1.0}, TER_CDF, -TER__INFINITY, 0.0},
    {{3.0, 1.0}, TER_CDF, TER__INFINITY, 1.0},
    {{3.0, 1.0}, TER_PDF, TER__INFINITY, 0.0},
    {{3.0, 1.0}, TER_LOG_SF, -TER__INFINITY, 0.0},
    {{3.0, 1.0}, TER_QUANTILE, 0.0, -TER__INFINITY},
    {{3.0, 1.0}, TER_QUANTILE, 1.0, TER__INFINITY},
    {{3.0, 1.0}, TER_ISF, 1.5, TER__NAN},
    {{3.0, 1.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .gradient = gradient,
    .start = start,
    .tail_error = 0x1p-64,
};

const ter_family ter__family_noncentral_t = {
    .name = "noncentral_t",
    .title = "Noncentral t",
    .formula = "the law of (Z + d) / sqrt(V / v), Z standard normal, V chi-squared with v degrees of freedom",
    .conventions =
        "scipy: nct(df, nc). R: dt(x, df, ncp). Boost: non_central_t(v, delta). The mean is larger than the noncentrality. "
        "With noncentrality 0 it is student_t(df). df outside 0.1 to 1e10 and noncentralities beyond 1e5 are refused.",
    .parameter_count = sizeof parameters / sizeof parameters[0],
    .parameters = parameters,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
    .alias_count = sizeof aliases / sizeof aliases[0],
    .aliases = aliases,
    .check = check,
    .prepare = prepare,
    .support = ter__support_line,
    .statement = &statement,
    .summary =
        {
            [TER_MEAN] = ter__noncentral_t_mean,
            [TER_VARIANCE] = ter__noncentral_t_variance,
            [TER_SKEWNESS] = ter__noncentral_t_skewness,
            [TER_EXCESS_KURTOSIS] = ter__noncentral_t_excess_kurtosis,
            [TER_MODE] = ter__noncentral_t_mode,
        },
    .raw_moment = ter__raw_moment_of_summaries,
    .central_moment = ter__central_moment_of_summaries,
    .sample = sample,
    .words_per_draw = 2,
    .accuracy_range = "df from 0.1 to 1e10, noncentralities 0 and up to 1e5 of either sign, all there are; x of any size; both "
                      "tails and their logs",
    .accuracy = TER__STATED_ACCURACY_BUT_SLOPE(1.0, 2.0, 1e8),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
