/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The Cauchy law: f(x) = 1 / (pi scale (1 + z^2)), z = (x - location) / scale.
 *
 * The smaller tail is atan(1 / |z|) / pi, not 1/2 - atan(|z|) / pi; its inverse is 1 / tan(pi p), or tan(pi (1/2 - p)) near the
 * median, with 1/2 - p from the log of the tail. Where z has left the doubles its log is taken from the logs of its parts.
 */
#include "dist/characteristic.h"
#include "dist/common_parameters.h"
#include "dist/common_slots.h"
#include "positive.h"
#include "special/trig.h"
#include "standard.h"

enum { SCALE = TER__STANDARD_SIZE };

/* From here on the terms that z^2 leaves behind are below 2^-110. */
#define FAR 0x1p60

static void prepare(const double *p, double *prepared) {
    ter__standard_prepare(p[0], p[1], prepared);
    ter__positive_prepare(p[1], prepared + SCALE);
}

static ter__dd log_scale_of(const ter_dist *dist) {
    return ter__positive_log_scale(dist->prepared + SCALE);
}

static ter__dd log_pi(void) {
    const ter__dd value = TER__LOG_PI;
    return value;
}

/* x - location, times pre. */
static ter__dd difference(ter__standard s, double x) {
    return ter__two_sum(x * s.pre, -s.location);
}

/* log |z| for |z| >= FAR, also where z overflows. */
static ter__dd log_far(const ter_dist *dist, double x) {
    ter__standard s = ter__standard_load(dist->prepared);
    ter__dd d = difference(s, x);
    ter__dd log_d = ter__dd_log(d.hi < 0.0 ? ter__dd_neg(d) : d);
    return ter__dd_sub(ter__dd_sub(log_d, ter__dd_log_d(s.pre)), log_scale_of(dist));
}

static ter__dd z_of(const ter_dist *dist, double x) {
    return ter__standard_whole_z(ter__standard_load(dist->prepared), x);
}

static ter__dd log_density(const ter_dist *dist, double x) {
    ter__dd z = z_of(dist, x);
    ter__dd log_square = fabs(z.hi) < FAR ? ter__dd_log1p(ter__dd_square(z)) : ter__dd_scale(log_far(dist, x), 2.0);
    return ter__dd_neg(ter__dd_add(ter__dd_add(log_square, log_pi()), log_scale_of(dist)));
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    ter__dd z = z_of(dist, x), small;
    if (fabs(z.hi) < FAR) {
        const ter__dd half_pi = TER__HALF_PI;
        ter__dd size = z.hi < 0.0 ? ter__dd_neg(z) : z;
        ter__dd angle =
            size.hi > 1.0 ? ter__dd_atan(ter__dd_div(ter__dd_make(1.0, 0.0), size)) : ter__dd_sub(half_pi, ter__dd_atan(size));
        small = ter__dd_sub(ter__dd_log(angle), log_pi());
    } else {
        small = ter__dd_neg(ter__dd_add(log_far(dist, x), log_pi()));
    }
    return (z.hi > 0.0) == upper ? small : ter__log_rest(small);
}

/* d log f / dz = -2 z / (1 + z^2). */
static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    ter__standard s = ter__standard_load(dist->prepared);
    ter__dd z = ter__standard_whole_z(s, x);
    double scale = dist->parameter[1], size = fabs(z.hi);
    ter__dd below = ter__dd_add_d(ter__dd_square(z), 1.0);
    if (size > FAR)
        *slope = -2.0 * s.pre / ter__dd_value(difference(s, x));
    else if (size < 0x1p-60)
        *slope = -2.0 * ter__standard_z_over_scale(s, x);
    else
        *slope = ter__dd_value(ter__dd_div(ter__dd_scale(z, -2.0), below)) / scale;
    if (by_parameter != NULL) {
        by_parameter[0] = -*slope;
        /* (z^2 - 1) / (z^2 + 1) */
        ter__dd turn = ter__dd_mul(ter__dd_add_d(z, 1.0), ter__dd_add_d(z, -1.0));
        by_parameter[1] = (size > FAR ? 1.0 : ter__dd_value(ter__dd_div(turn, below))) / scale;
    }
}

static double inverse(const ter_dist *dist, ter__dd log_tail, bool upper) {
    double sign = upper ? 1.0 : -1.0;
    if (log_tail.hi < -600.0) {
        ter__dd log_z = ter__dd_neg(ter__dd_add(log_tail, log_pi()));
        return dist->parameter[0] + sign * ter__positive_undo(dist->prepared + SCALE, log_z);
    }
    ter__dd excess = ter__dd_add(log_tail, ter__log_two()), z;
    if (excess.hi > -0.6931471805599453)
        z = ter__dd_tan_pi(ter__dd_scale(ter__dd_expm1(excess), -0.5));
    else
        z = ter__dd_div(ter__dd_make(1.0, 0.0), ter__dd_tan_pi(ter__dd_exp(log_tail)));
    return ter__standard_undo(ter__standard_load(dist->prepared), ter__dd_scale(z, sign));
}

/* log(4 pi scale). */
static ter_status entropy(const ter_dist *dist, double *value) {
    ter__dd log_four_pi = ter__dd_add(log_pi(), ter__dd_scale(ter__log_two(), 2.0));
    *value = ter__dd_value(ter__dd_add(log_four_pi, log_scale_of(dist)));
    return TER_OK;
}

/* exp(i t location - |t| scale) */
static ter_status characteristic(const ter_dist *dist, double t, double *real, double *imaginary) {
    ter__dd s = ter__characteristic_near(fabs(t), dist->parameter[1]);
    ter__complex log = {ter__dd_neg(s), ter__two_product(t, dist->parameter[0])};
    return ter__characteristic_of_log(log, real, imaginary);
}

static const ter_parameter parameters[] = {
    TER__LOCATION_PARAMETER("median and mode; there is no mean"),
    TER__SCALE_PARAMETER("scale: half the distance of the quartiles"),
};

static const ter_alias aliases[] = {{"lorentz", "physics"}};

static const ter__edge edges[] = {
    {{0.0, 1.0}, TER_CDF, 0.0, 0.5},
    {{0.0, 1.0}, TER_CDF, -1.0, 0.25},
    {{0.0, 1.0}, TER_SF, 1.0, 0.25},
    {{0.0, 1.0}, TER_QUANTILE, 0.25, -1.0},
    {{0.0, 1.0}, TER_QUANTILE, 0.75, 1.0},
    {{5.0, 2.0}, TER_QUANTILE, 0.5, 5.0},
    {{5.0, 2.0}, TER_ISF, 0.5, 5.0},
    {{0.0, 1.0}, TER_LOG_PDF_SLOPE, 1.0, -1.0},
    {{0.0, 1.0}, TER_QUANTILE, 0.0, -TER__INFINITY},
    {{0.0, 1.0}, TER_CDF, TER__INFINITY, 1.0},
    {{0.0, 1.0}, TER_PDF, TER__INFINITY, 0.0},
    {{0.0, 1.0}, TER_ISF, 1.5, TER__NAN},
    {{0.0, 1.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .gradient = gradient,
    .inverse = inverse,
};

const ter_family ter__family_cauchy = {
    .name = "cauchy",
    .title = "Cauchy (Lorentz)",
    .formula = "1 / (pi scale (1 + z^2)), z = (x - location) / scale",
    .conventions = "scipy: cauchy(loc, scale). R: dcauchy(x, location, scale), the same. Boost: cauchy(location, scale).",
    .parameter_count = 2,
    .parameters = parameters,
    .alias_count = sizeof aliases / sizeof aliases[0],
    .aliases = aliases,
    .prepare = prepare,
    .support = ter__support_line,
    .statement = &statement,
    .summary =
        {
            [TER_MEAN] = ter__summary_undefined,
            [TER_VARIANCE] = ter__summary_undefined,
            [TER_SKEWNESS] = ter__summary_undefined,
            [TER_EXCESS_KURTOSIS] = ter__summary_undefined,
            [TER_MODE] = ter__summary_first,
            [TER_MEDIAN] = ter__summary_first,
            [TER_ENTROPY] = entropy,
        },
    .raw_moment = ter__moment_undefined,
    .central_moment = ter__moment_undefined,
    .characteristic = characteristic,
    .words_per_draw = 1,
    .accuracy_range = "all locations, scales and arguments; both tails and their logs to the ends of the double range",
    .accuracy = TER__STATED_ACCURACY(1.0, 2.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
