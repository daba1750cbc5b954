/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tukey's studentized range: the range of `groups` independent standard normal values over an independent root mean square s of df
 * degrees of freedom. Density and both tails are mixtures over s of those of the range (studentized_range_law.h, normal_range.h),
 * all of them double integrals of positive terms, so that either tail has its own digits. Of the two tails the one that is small is
 * integrated; they change places about the median.
 */
#include "studentized_range.h"

#include "dist/common_slots.h"
#include "dist/variants.h"
#include "special/elementary.h"
#include "special/gamma.h"
#include "special/gamma_inc.h"
#include "special/normal_inverse.h"
#include "studentized_range_law.h"

#define DF_MAX 1e6

enum { GROUPS, DF };
/* log of the factor of s, log of a point about the median, log P(q <= x) - (groups - 1) log x near 0. */
enum { FACTOR, MIDDLE = 2, FOOT = 3 };

static ter_status check(const double *p, ter_error *error) {
    if (p[DF] <= DF_MAX)
        return TER_OK;
    return ter_error_set(error, TER_BAD_ARGUMENT, "studentized_range: df = %.17g is more than 1e6", p[DF]);
}

static void prepare(const double *p, double *prepared) {
    const double log_root_two_pi = 0.91893853320467274;
    double n = p[GROUPS] - 1.0, half = 0.5 * p[DF];
    ter__dd factor = ter__studentized_range_log_factor(p[DF]);
    prepared[FACTOR] = factor.hi;
    prepared[FACTOR + 1] = factor.lo;
    prepared[MIDDLE] = ter__log(ter__normal_range_middle((int)p[GROUPS])) - 1.5 * ter__log1p(-2.0 / (9.0 * p[DF]));
    double power = ter__log_gamma(half + 0.5 * n) - ter__log_gamma(half) - 0.5 * n * ter__log(half);
    prepared[FOOT] = 0.5 * ter__log(p[GROUPS]) - n * log_root_two_pi + power;
}

static ter__range_blend blend_of(const ter_dist *dist, ter__range_part part, ter__dd log_x) {
    ter__range_blend blend = {.part = part,
                              .k = (int)dist->parameter[GROUPS],
                              .power = dist->parameter[DF],
                              .half = 0.5 * dist->parameter[DF],
                              .log_x = log_x};
    return blend;
}

static ter__dd factor_of(const ter_dist *dist) {
    return ter__dd_make(dist->prepared[FACTOR], dist->prepared[FACTOR + 1]);
}

static ter__dd log_density(const ter_dist *dist, double x) {
    ter__dd log_x = ter__dd_log_d(x);
    ter__range_blend blend = blend_of(dist, TER__RANGE_DENSITY, log_x);
    return ter__dd_sub(ter__dd_add(ter__range_mix(&blend, false).log_value, factor_of(dist)), log_x);
}

static ter__dd tail_at(const ter_dist *dist, ter__dd log_x, bool upper, bool roughly) {
    bool above = log_x.hi > dist->prepared[MIDDLE];
    ter__range_blend blend = blend_of(dist, above ? TER__RANGE_UPPER : TER__RANGE_LOWER, log_x);
    ter__dd log = roughly ? ter__dd_make(ter__range_mix_roughly(&blend), 0.0) : ter__range_mix(&blend, false).log_value;
    ter__dd direct = ter__dd_add(log, factor_of(dist));
    return above == upper ? direct : ter__log_rest(direct);
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    return tail_at(dist, ter__dd_log_d(x), upper, false);
}

/*
 * x f(x) is the mean of exp(A(t)) w f(w), w = x s; moved to t by the other variable, d log f / d log x = df (E s^2 - 1) - 1. By df
 * the mean of dA / d df, of which (log a - digamma(a)) / 2, a = df / 2, is the part without t. Two groups are half a t law.
 */
static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    double df = dist->parameter[DF], a = 0.5 * df;
    ter__range_blend blend = blend_of(dist, TER__RANGE_DENSITY, ter__dd_log_d(x));
    if (dist->parameter[GROUPS] == 2.0)
        *slope = x > 1e150 ? -(df + 1.0) / x : -(df + 1.0) * x / (2.0 * df + x * x);
    if (dist->parameter[GROUPS] == 2.0 && by_parameter == NULL)
        return;
    ter__range_mixture means = ter__range_mix(&blend, true);
    if (dist->parameter[GROUPS] > 2.0) {
        double along_log = ter__dd_value(ter__dd_add_d(ter__dd_mul_d(means.mean_excess, df), -1.0));
        *slope = along_log / x;
    }
    if (by_parameter != NULL) {
        double gap = 0.5 / a - ter__stirling_error_slope(a); /* log a - digamma(a) */
        by_parameter[GROUPS] = TER__NAN;
        by_parameter[DF] = 0.5 * (gap - ter__dd_value(means.mean_distance));
    }
}

/* Below by the first power of x; above by the sum over pairs of the tails of t, for which see D. Wallace, Ann. Math. Statist. 30
 * (1959). */
static double log_start(const ter_dist *dist, double log_tail, bool upper) {
    double k = dist->parameter[GROUPS], df = dist->parameter[DF], middle = dist->prepared[MIDDLE];
    if (!upper)
        return fmin((log_tail - dist->prepared[FOOT]) / (k - 1.0), middle);
    double log_single = log_tail - ter__log(k * (k - 1.0));
    double z = -ter__normal_quantile_log(log_single).hi * (8.0 * df + 3.0) / (8.0 * df + 1.0), u = z * z / df;
    double log_square = u > 30.0 ? u : ter__log(ter__expm1(u));
    return fmax(0.5 * (log_square + ter__log(2.0 * df)), middle);
}

/* Newton's steps in log x, on which the log of either tail is concave: with few digits first, then with all. */
static double inverse(const ter_dist *dist, ter__dd log_tail, bool upper) {
    ter__dd y = ter__dd_make(log_start(dist, log_tail.hi, upper), 0.0);
    bool rough = true;
    for (int i = 0; i < 60; i++) {
        ter__dd tail = tail_at(dist, y, upper, rough);
        ter__range_blend blend = blend_of(dist, TER__RANGE_DENSITY, y);
        double rate = ter__exp(ter__range_mix_roughly(&blend) + dist->prepared[FACTOR] - tail.hi);
        double step = ter__dd_value(ter__dd_sub(tail, log_tail)) / (upper ? rate : -rate);
        /* a tangent that is flat leads too far; a steep one does not, as the log of the tail is below it */
        if ((step > 0.0) == upper && fabs(step) > 2.0)
            step = copysign(2.0, step);
        y = rough ? ter__dd_make(y.hi + step, 0.0) : ter__dd_add_d(y, step);
        if (!rough && fabs(step) < 0x1p-29)
            break;
        rough = rough && !(fabs(step) < 0x1p-13);
    }
    return ter__exp_dd(y);
}

/* Of two groups, sqrt(2) times the density of t at 0. */
static double log_density_at_end(const ter_dist *dist, bool upper) {
    if (upper || dist->parameter[GROUPS] > 2.0)
        return -TER__INFINITY;
    double a = 0.5 * dist->parameter[DF];
    ter__dd gammas = ter__dd_sub(ter__dd_lgamma(a + 0.5), ter__dd_lgamma(a));
    return ter__dd_value(ter__dd_sub(
        gammas, ter__dd_scale(ter__dd_log(ter__dd_mul_d(ter__dd_make(0x1.921fb54442d18p+1, 0x1.1a62633145c07p-53), a)), 0.5)));
}

/* Smallest and largest of the values from two uniform draws, s from a third. */
static void sample(const ter_dist *dist, ter_stream *stream, size_t n, double *out) {
    double k = dist->parameter[GROUPS], df = dist->parameter[DF];
    for (size_t i = 0; i < n; i++) {
        double log_above = ter__log(ter_stream_uniform(stream)) / k, log_rest = ter__log(ter_stream_uniform(stream)) / (k - 1.0);
        double least = ter__normal_quantile_log(ter__log(-ter__expm1(log_above))).hi;
        double most = -ter__normal_quantile_log(log_above + ter__log(-ter__expm1(log_rest))).hi;
        double square = ter__gamma_p_inverse(0.5 * df, ter_stream_uniform(stream)) / (0.5 * df);
        out[i] = fmax(most - least, 0.0) / sqrt(square);
    }
}

static const ter_parameter parameters[] = {
    {.name = "groups",
     .symbol = "k",
     .description = "how many normal values the range is of",
     .lower = 2.0,
     .upper = 100.0,
     .integer = true},
    {.name = "df",
     .symbol = "nu",
     .description = "degrees of freedom of s, at most 1e6",
     .lower = 1.0,
     .upper = TER__INFINITY,
     .upper_open = true},
};

static const ter_alias aliases[] = {{"tukey", "R"}};

static const ter__edge edges[] = {
    {{3.0, 10.0}, TER_CDF, 0.0, 0.0},           {{3.0, 10.0}, TER_PDF, 0.0, 0.0},
    {{3.0, 10.0}, TER_PDF, -1.0, 0.0},          {{3.0, 10.0}, TER_SF, 0.0, 1.0},
    {{3.0, 10.0}, TER_CDF, TER__INFINITY, 1.0}, {{3.0, 10.0}, TER_QUANTILE, 0.0, 0.0},
    {{3.0, 10.0}, TER_ISF, 0.0, TER__INFINITY}, {{3.0, 10.0}, TER_ISF, 1.5, TER__NAN},
    {{3.0, 10.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .gradient = gradient,
    .inverse = inverse,
    .log_density_at_end = log_density_at_end,
    .tail_error = 0x1p-60,
};

static const ter_parameter scipy_parameters[] = {
    {.name = "k", .symbol = "k", .description = "groups", .lower = 2.0, .upper = 100.0, .integer = true},
    {.name = "df", .symbol = "nu", .description = "degrees of freedom", .lower = 1.0, .upper = TER__INFINITY, .upper_open = true},
    TER__SCIPY_NO_LOC,
    TER__SCIPY_NO_SCALE,
};

static const ter_parameter julia_parameters[] = {
    {.name = "nu", .symbol = "nu", .description = "degrees of freedom", .lower = 1.0, .upper = TER__INFINITY, .upper_open = true},
    {.name = "k", .symbol = "k", .description = "groups", .lower = 2.0, .upper = 100.0, .integer = true},
};

static void from_julia(const double *given, double *p) {
    p[GROUPS] = given[1];
    p[DF] = given[0];
}

static const ter__variant variants[] = {
    TER__VARIANT("scipy", "studentized_range", scipy_parameters, NULL),
    TER__VARIANT("Distributions", "StudentizedRange", julia_parameters, from_julia),
};

const ter_family ter__family_studentized_range = {
    .name = "studentized_range",
    .title = "Studentized range (Tukey)",
    .formula = "W / s, W the range of `groups` standard normal values, df s^2 chi-squared with df degrees of freedom: "
               "integral of s f_s(s) f_W(x s) ds, f_W(w) = k (k - 1) integral phi(z) phi(z + w) (Phi(z + w) - Phi(z))^(k - 2) dz",
    .conventions =
        "scipy: studentized_range(k, df). R: tukey(nmeans, df) with nranges = 1. Distributions.jl: StudentizedRange(nu, k), in "
        "the other order. With 2 groups it is sqrt(2) |t|.",
    .parameter_count = sizeof parameters / sizeof parameters[0],
    .parameters = parameters,
    .alias_count = sizeof aliases / sizeof aliases[0],
    .aliases = aliases,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
    .check = check,
    .prepare = prepare,
    .support = ter__support_positive,
    .statement = &statement,
    .summary =
        {
            [TER_MEAN] = ter__studentized_range_mean,
            [TER_VARIANCE] = ter__studentized_range_variance,
            [TER_MODE] = ter__studentized_range_mode,
        },
    .raw_moment = ter__studentized_range_raw_moment,
    .central_moment = ter__studentized_range_central_moment,
    .sample = sample,
    .words_per_draw = 3,
    .fitter = &ter__studentized_range_fitter,
    .accuracy_range = "2 to 100 groups, df from 1 to 1e6, all arguments",
    .accuracy = TER__STATED_ACCURACY_BUT_SLOPE(1.0, 3.0, 4500.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
