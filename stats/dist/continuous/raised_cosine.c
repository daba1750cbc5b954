/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The raised cosine law: f(x) = (1 + cos(pi z)) / (2 scale), z = (x - location) / scale, |z| <= 1. With d = 1 - |z|, the distance
 * from the nearer end, f = sin(pi d / 2)^2 / scale and the tail beyond x is (d - sin(pi d) / pi) / 2, by its series where d is
 * small: all of it has its own digits at the ends, where the density falls like d^2.
 */
#include "dist/characteristic.h"
#include "dist/common_parameters.h"
#include "dist/common_slots.h"
#include "dist/variants.h"
#include "log_terms.h"
#include "special/trig.h"
#include "standard.h"

enum { LOG_SCALE = TER__STANDARD_SIZE };

/* Below this d the tail is a series of this many terms in (pi d)^2. */
#define SERIES_TO    0.25
#define SERIES_TERMS 12
/* Below this d only its first power counts, by its log. */
#define NEAR_END 0x1p-300

static void prepare(const double *p, double *prepared) {
    ter__standard_prepare(p[0], p[1], prepared);
    ter__dd log_scale = ter__dd_log_d(p[1]);
    prepared[LOG_SCALE] = log_scale.hi;
    prepared[LOG_SCALE + 1] = log_scale.lo;
}

/* The doubles at or beyond the ends. */
static void support(const double *p, double *lower, double *upper) {
    ter__dd low = ter__two_sum(p[0], -p[1]), high = ter__two_sum(p[0], p[1]);
    *lower = low.lo < 0.0 ? nextafter(low.hi, -TER__INFINITY) : low.hi;
    *upper = high.lo > 0.0 ? nextafter(high.hi, TER__INFINITY) : high.hi;
}

static ter__dd z_of(const ter_dist *dist, double x) {
    return ter__standard_whole_z(ter__standard_load(dist->prepared), x);
}

/* scale (1 - |z|), of exact differences; negative between an end and the double beyond it. */
static ter__dd way_left(ter__standard s, double x) {
    ter__dd from = ter__two_sum(x * s.pre, -s.location);
    from = from.hi < 0.0 ? from : ter__dd_neg(from);
    return ter__dd_add_d(from, s.scale * s.pre);
}

/* 1 - |z|. */
static ter__dd distance(const ter_dist *dist, double x) {
    ter__standard s = ter__standard_load(dist->prepared);
    ter__dd left = way_left(s, x);
    return ter__dd_mul(ter__dd_make(left.hi * s.shift, left.lo * s.shift), s.inverse);
}

static ter__dd log_scale_of(const ter_dist *dist) {
    return ter__dd_make(dist->prepared[LOG_SCALE], dist->prepared[LOG_SCALE + 1]);
}

/* log d where d may be below the doubles. */
static ter__dd log_distance(const ter_dist *dist, double x) {
    ter__standard s = ter__standard_load(dist->prepared);
    ter__dd log_left = ter__dd_sub(ter__dd_log(way_left(s, x)), log_scale_of(dist));
    return s.pre < 1.0 ? ter__dd_add(log_left, ter__dd_scale(ter__log_two(), 2.0)) : log_left;
}

/* log of sin(pi d / 2)^2: of the complement's square about the middle, where it is near 0. */
static ter__dd log_bump(ter__dd z, ter__dd d) {
    if (fabs(z.hi) < 0.5)
        return ter__dd_log1p(ter__dd_neg(ter__dd_square(ter__dd_sin_pi(ter__dd_scale(z, 0.5)))));
    return ter__dd_scale(ter__dd_log(ter__dd_sin_pi(ter__dd_scale(d, 0.5))), 2.0);
}

static ter__dd log_density(const ter_dist *dist, double x) {
    const ter__dd pi = TER__PI;
    ter__dd d = distance(dist, x);
    if (!(way_left(ter__standard_load(dist->prepared), x).hi > 0.0))
        return ter__log_zero();
    if (d.hi < NEAR_END) {
        ter__dd log_sine = ter__dd_add(log_distance(dist, x), ter__dd_log(ter__dd_scale(pi, 0.5)));
        return ter__dd_sub(ter__dd_scale(log_sine, 2.0), log_scale_of(dist));
    }
    return ter__dd_sub(log_bump(z_of(dist, x), d), log_scale_of(dist));
}

/* log((d - sin(pi d) / pi) / 2), 0 < d <= 1. */
static ter__dd log_small(ter__dd d) {
    const ter__dd pi = TER__PI, inverse_pi = TER__INVERSE_PI;
    if (d.hi > SERIES_TO)
        return ter__dd_log(ter__dd_scale(ter__dd_sub(d, ter__dd_mul(ter__dd_sin_pi(d), inverse_pi)), 0.5));
    ter__dd square = ter__dd_square(ter__dd_mul(d, pi)), sum = ter__dd_make(1.0, 0.0);
    for (int k = SERIES_TERMS; k >= 1; k--) /* 1 - t / (4 5) (1 - t / (6 7) (...)), t = (pi d)^2 */
        sum = ter__dd_add_d(ter__dd_neg(ter__dd_div_d(ter__dd_mul(square, sum), (2.0 * k + 2.0) * (2.0 * k + 3.0))), 1.0);
    ter__dd cube = ter__dd_mul_d(ter__dd_log(d), 3.0), twelfth = ter__dd_div_d(ter__dd_square(pi), 12.0);
    return ter__dd_add(cube, ter__dd_log(ter__dd_mul(twelfth, sum)));
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    ter__dd d = distance(dist, x);
    bool above = x > dist->parameter[0];
    ter__dd small;
    if (!(way_left(ter__standard_load(dist->prepared), x).hi > 0.0)) {
        small = ter__log_zero();
    } else if (d.hi < NEAR_END) {
        const ter__dd pi = TER__PI;
        small = ter__dd_add(ter__dd_mul_d(log_distance(dist, x), 3.0), ter__dd_log(ter__dd_div_d(ter__dd_square(pi), 12.0)));
    } else {
        small = log_small(d);
    }
    return above == upper ? small : ter__log_rest(small);
}

/* The d whose tail is exp(log_tail): Newton's steps on its log, from the cube root or the straight line. */
static ter__dd distance_of(ter__dd log_tail) {
    double rough = log_tail.hi < -2.5 ? ter__exp((log_tail.hi + 0.19545) / 3.0) : 0.5 + ter__exp(log_tail.hi);
    ter__dd d = ter__dd_make(rough < 1.0 ? rough : 1.0, 0.0);
    for (int round = 0; round < 7; round++) {
        ter__dd now = log_small(d), sine = ter__dd_sin_pi(ter__dd_scale(d, 0.5));
        /* d log(tail) / dd = sin^2 / tail */
        double rate = ter__exp_dd(ter__dd_sub(ter__dd_scale(ter__dd_log(sine), 2.0), now));
        d = ter__dd_sub(d, ter__dd_div_d(ter__dd_sub(now, log_tail), rate));
        if (d.hi >= 1.0)
            d = ter__dd_make(1.0, 0.0);
        else if (!(d.hi > 0.0))
            d = ter__dd_make(0.5 * rough, 0.0);
    }
    return d;
}

static double inverse(const ter_dist *dist, ter__dd log_tail, bool upper) {
    const ter__dd log_two = TER__LOG_TWO;
    double location = dist->parameter[0], scale = upper ? dist->parameter[1] : -dist->parameter[1];
    ter__dd above_half = ter__dd_add(log_tail, log_two);
    if (!(above_half.hi < 0.0))
        return location;
    ter__dd end = ter__two_sum(location, scale);
    if (log_tail.hi < -2000.0) /* nearer to the end than its last digit: or 0 */
        return end.hi;
    return ter__dd_value(ter__dd_add(end, ter__dd_mul_d(distance_of(log_tail), -scale)));
}

/* -pi tan(pi z / 2) / scale. */
static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    const ter__dd pi = TER__PI;
    ter__standard s = ter__standard_load(dist->prepared);
    ter__dd z = z_of(dist, x), d = distance(dist, x);
    if (d.hi < NEAR_END) { /* 2 / (scale d) */
        *slope = copysign(2.0 / way_left(s, x).hi * s.pre, -z.hi);
        if (by_parameter != NULL) {
            by_parameter[0] = 0.0 - *slope;
            by_parameter[1] = fabs(*slope);
        }
        return;
    }
    ter__dd tangent = ter__dd_tan_pi(ter__dd_scale(fabs(z.hi) < 0.5 ? z : d, 0.5));
    if (fabs(z.hi) >= 0.5) {
        tangent = ter__dd_div(ter__dd_make(1.0, 0.0), tangent);
        tangent = z.hi < 0.0 ? ter__dd_neg(tangent) : tangent;
    }
    ter__dd rise = ter__dd_neg(ter__dd_mul(tangent, pi));
    *slope = ter__dd_value(rise) / s.scale;
    if (fabs(z.hi) < 0x1p-500) /* -(pi^2 / 2) z / scale, where z may be below the normal doubles */
        *slope = -0x1.3bd3cc9be45dep+2 * ((x - dist->parameter[0]) * 0x1p400 / s.scale / s.scale) * 0x1p-400;
    if (by_parameter != NULL) {
        by_parameter[0] = 0.0 - *slope;
        by_parameter[1] = -ter__dd_value(ter__dd_add_d(ter__dd_mul(z, rise), 1.0)) / s.scale;
    }
}

/* scale^2 (1 / 3 - 2 / pi^2). */
static ter_status variance(const ter_dist *dist, double *value) {
    double s = dist->parameter[1];
    *value = 0x1.0ba7b4887e38bp-3 * s * s;
    return TER_OK;
}

/* 6 (90 - pi^4) / (5 (pi^2 - 6)^2). */
static ter_status excess_kurtosis(const ter_dist *dist, double *value) {
    (void)dist;
    *value = -0x1.3001b0088c0c9p-1;
    return TER_OK;
}

/* log(4 scale) - 1. */
static ter_status entropy(const ter_dist *dist, double *value) {
    ter__dd four = ter__dd_add_d(ter__dd_scale(ter__log_two(), 2.0), -1.0);
    *value = ter__dd_value(ter__dd_add(log_scale_of(dist), four));
    return TER_OK;
}

/* exp(i t location) (sin(s) / s) pi^2 / (pi^2 - s^2), s = t scale; next to s = pi sin(pi - s) in place of sin(s). */
static ter_status characteristic(const ter_dist *dist, double t, double *real, double *imaginary) {
    static const ter__dd pi = TER__PI;
    ter__dd s = ter__two_product(fabs(t), dist->parameter[1]), left = ter__dd_sub(pi, s);
    ter__complex log = {ter__dd_make(0.0, 0.0), ter__two_product(t, dist->parameter[0])};
    ter_status status = ter__characteristic_of_log(log, real, imaginary);
    bool far = !(s.hi < 0x1p40);
    ter__dd wave = far ? ter__dd_make(0.0, 0.0) : ter__dd_sinc(s.hi < 1.5 ? s : left);
    ter__dd other = ter__dd_mul(ter__dd_add(pi, s), s.hi < 1.5 ? left : s);
    double factor = far ? 0.0 : ter__dd_value(ter__dd_mul(wave, ter__dd_div(ter__dd_square(pi), other)));
    *real *= factor;
    *imaginary *= factor;
    return status;
}

static const ter_parameter parameters[] = {
    TER__LOCATION_PARAMETER("location: mean, median and mode"),
    TER__SCALE_PARAMETER("scale: half of the width of the support"),
};

static const ter__edge edges[] = {
    {{0.0, 1.0}, TER_PDF, 0.0, 1.0},      {{0.0, 1.0}, TER_PDF, 1.0, 0.0},           {{0.0, 1.0}, TER_CDF, 0.0, 0.5},
    {{0.0, 1.0}, TER_CDF, -1.0, 0.0},     {{0.0, 1.0}, TER_CDF, 1.0, 1.0},           {{3.0, 2.0}, TER_QUANTILE, 0.5, 3.0},
    {{3.0, 2.0}, TER_QUANTILE, 0.0, 1.0}, {{3.0, 2.0}, TER_QUANTILE, 1.0, 5.0},      {{0.0, 4.0}, TER_PDF, 2.0, 0.125},
    {{0.0, 1.0}, TER_ISF, 1.5, TER__NAN}, {{0.0, 1.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .gradient = gradient,
    .inverse = inverse,
};

static const ter_parameter scipy_parameters[] = {TER__SCIPY_LOC, TER__SCIPY_SCALE};

/* scipy's is pi wide on each side. */
static void from_scipy(const double *given, double *p) {
    p[0] = given[0];
    p[1] = given[1] * 0x1.921fb54442d18p+1;
}

static const ter__variant variants[] = {
    TER__VARIANT("scipy", "cosine", scipy_parameters, from_scipy),
};

const ter_family ter__family_raised_cosine = {
    .name = "raised_cosine",
    .title = "Raised cosine",
    .formula = "(1 + cos(pi z)) / (2 scale), z = (x - location) / scale, |z| <= 1",
    .conventions =
        "scipy: cosine(loc, scale) reaches from loc - pi scale to loc + pi scale. Distributions.jl: Cosine(mu, sigma), the "
        "same as here.",
    .parameter_count = sizeof parameters / sizeof parameters[0],
    .parameters = parameters,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
    .prepare = prepare,
    .support = support,
    .statement = &statement,
    .summary =
        {
            [TER_MEAN] = ter__summary_first,
            [TER_VARIANCE] = variance,
            [TER_SKEWNESS] = ter__summary_zero,
            [TER_EXCESS_KURTOSIS] = excess_kurtosis,
            [TER_MODE] = ter__summary_first,
            [TER_MEDIAN] = ter__summary_first,
            [TER_ENTROPY] = entropy,
        },
    .characteristic = characteristic,
    .words_per_draw = 1,
    .accuracy_range = "locations up to 1e10, scales 1e-100 to 1e100, all arguments; both tails and their logs to the ends of the "
                      "support",
    .accuracy = TER__STATED_ACCURACY_BUT_LOG_PDF(1.0, 2.0, 16.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
