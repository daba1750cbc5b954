/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Landau's law: f(x) = (1 / (pi scale)) integral over t > 0 of exp(-t log t - z t) sin(pi t), z = (x - location) / scale.
 *
 * As written it is a small difference of huge terms on the left, where the law falls as exp(-exp(-1 - z)). Each side has an
 * integral without cancellation (landau_law.c); they change places at z = 0. Density, tail and slope on one side are integrals of
 * the same integrand with different powers: f = s I_1 or J_1, F = I_0 or 1 - J_0, f' = s (s I_2 - I_1) or -J_2.
 */
#include "dist/characteristic.h"
#include "dist/common_parameters.h"
#include "dist/common_slots.h"
#include "dist/family.h"
#include "dist/variants.h"
#include "landau_law.h"
#include "special/trig.h"
#include "standard.h"

/* Of the standard law, by 30 digits of either integral. */
#define MODE_Z    (-0x1.c8427194d030cp-3)
#define MEDIAN_Z  0x1.5b146cf8b66d3p+0
#define ENTROPY_Z 2.8242191452939366

enum { LOG_SCALE = TER__STANDARD_SIZE };

static void prepare(const double *p, double *prepared) {
    ter__standard_prepare(p[0], p[1], prepared);
    ter__dd log_scale = ter__dd_log_d(p[1]);
    prepared[LOG_SCALE] = log_scale.hi;
    prepared[LOG_SCALE + 1] = log_scale.lo;
}

static ter__dd log_scale_of(const ter_dist *dist) {
    return ter__dd_make(dist->prepared[LOG_SCALE], dist->prepared[LOG_SCALE + 1]);
}

typedef struct place {
    ter__dd z, log_z; /* log_z where far only */
    ter__dd log_s, s; /* left only: s = exp(-1 - z), {inf, 0} where it overflows */
    bool left, far;
} place;

static place place_of(const ter_dist *dist, double x) {
    place at = {.z = ter__standard_whole_z(ter__standard_load(dist->prepared), x)};
    at.left = at.z.hi < 0.0;
    at.far = at.z.hi > TER__LANDAU_FAR;
    if (at.left) {
        at.log_s = isinf(at.z.hi) ? ter__dd_neg(at.z) : ter__dd_neg(ter__dd_add_d(at.z, 1.0));
        at.s = at.log_s.hi < 709.0 ? ter__dd_exp(at.log_s) : ter__dd_make(TER__INFINITY, 0.0);
        if (at.log_s.hi > 640.0 && at.log_s.hi < 709.0)
            at.s = ter__dd_scale(ter__dd_exp(ter__dd_sub(at.log_s, ter__dd_log_d(0x1p200))), 0x1p200);
    }
    if (at.far) {
        ter__dd d = ter__two_sum(x, -dist->parameter[0]);
        at.log_z = ter__dd_sub(isinf(d.hi) ? ter__dd_log_d(x) : ter__dd_log(d), log_scale_of(dist));
    }
    return at;
}

static ter__dd log_density(const ter_dist *dist, double x) {
    place at = place_of(dist, x);
    ter__dd value;
    if (at.far)
        value = ter__dd_scale(at.log_z, -2.0);
    else if (!at.left)
        value = ter__dd_log(ter__landau_right(at.z, 1));
    else if (isinf(at.s.hi))
        return ter__dd_neg(at.s);
    else
        value = ter__dd_sub(ter__dd_add(ter__dd_log(ter__landau_left(at.s, 1)), at.log_s), at.s);
    return ter__dd_sub(value, log_scale_of(dist));
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    place at = place_of(dist, x);
    ter__dd direct;
    if (at.far)
        direct = ter__dd_neg(at.log_z);
    else if (!at.left)
        direct = ter__dd_log(ter__landau_right(at.z, 0));
    else
        direct = isinf(at.s.hi) ? ter__dd_neg(at.s) : ter__dd_sub(ter__dd_log(ter__landau_left(at.s, 0)), at.s);
    if (at.left != upper)
        return direct;
    return direct.hi < -640.0 ? ter__dd_make(-ter__exp_dd(direct), 0.0) : ter__dd_log1mexp(direct);
}

static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    place at = place_of(dist, x);
    double scale = dist->parameter[1];
    ter__dd along; /* d log f / dz */
    if (at.far)
        along = ter__dd_neg(ter__dd_scale(ter__dd_exp(ter__dd_neg(at.log_z)), 2.0));
    else if (!at.left)
        along = ter__dd_neg(ter__dd_div(ter__landau_right(at.z, 2), ter__landau_right(at.z, 1)));
    else if (at.s.hi > TER__LANDAU_FAR)
        along = at.s;
    else
        along = ter__dd_add_d(ter__dd_mul(at.s, ter__dd_div(ter__landau_left(at.s, 2), ter__landau_left(at.s, 1))), -1.0);
    *slope = ter__dd_value(along) / scale;
    if (at.far)
        *slope = -2.0 / (x - dist->parameter[0]);
    if (at.left && at.s.hi > TER__LANDAU_FAR)
        *slope = ter__exp_dd(ter__dd_sub(at.log_s, log_scale_of(dist)));
    if (by_parameter != NULL) {
        by_parameter[0] = -*slope;
        ter__dd product = at.far ? ter__dd_make(-2.0, 0.0) : isinf(along.hi) ? ter__dd_neg(along) : ter__dd_mul(along, at.z);
        by_parameter[1] = -ter__dd_value(ter__dd_add_d(product, 1.0)) / scale;
    }
}

/* By the first terms: exp(-s) on the left, 1 / z on the right. */
static double start(const ter_dist *dist, double log_tail, bool upper) {
    double z = upper ? ter__exp(-log_tail) : -1.0 - ter__log(fmax(-log_tail, 0x1p-30));
    if (log_tail > -1.5)
        z = upper ? 2.0 : 0.0;
    return dist->parameter[0] + dist->parameter[1] * z;
}

/* -log(E / V(theta)) - 1 for theta uniform on (0, pi) and E exponential: P(X <= z) is the mean of exp(-s V). */
static void sample(const ter_dist *dist, ter_stream *stream, size_t n, double *out) {
    for (size_t i = 0; i < n; i++) {
        double q = ter_stream_uniform(stream), e = -ter__log(ter_stream_uniform(stream));
        double log_v = ter__dd_value(ter__landau_log_v(ter__dd_make(q, 0.0)));
        out[i] = dist->parameter[0] + dist->parameter[1] * (log_v - 1.0 - ter__log(e));
    }
}

/* The mean is infinite, and so are all raw moments. */
static ter_status raw_moment(const ter_dist *dist, unsigned order, double *value) {
    *value = 1.0;
    return order == 0 ? TER_OK : ter__summary_infinite(dist, value);
}

static double at_z(const ter_dist *dist, double z) {
    return ter__standard_undo(ter__standard_load(dist->prepared), ter__dd_make(z, 0.0));
}

static ter_status mode(const ter_dist *dist, double *value) {
    *value = at_z(dist, MODE_Z);
    return TER_OK;
}

static ter_status median(const ter_dist *dist, double *value) {
    *value = at_z(dist, MEDIAN_Z);
    return TER_OK;
}

static ter_status entropy(const ter_dist *dist, double *value) {
    *value = ter__dd_value(ter__dd_add_d(log_scale_of(dist), ENTROPY_Z));
    return TER_OK;
}

/* exp(i t location - |u| pi / 2 - i u log|u|), u = t scale. */
static ter_status characteristic(const ter_dist *dist, double t, double *real, double *imaginary) {
    static const ter__dd half_pi = TER__HALF_PI;
    ter__dd u = ter__two_product(t, dist->parameter[1]), size = u.hi < 0.0 ? ter__dd_neg(u) : u;
    ter__complex log = {ter__dd_neg(ter__dd_mul(size, half_pi)), ter__two_product(t, dist->parameter[0])};
    if (size.hi > 0.0)
        log.im = ter__dd_sub(log.im, ter__dd_mul(u, ter__dd_log(size)));
    return ter__characteristic_of_log(log, real, imaginary);
}

static const ter_parameter parameters[] = {
    TER__LOCATION_PARAMETER("location; the mode is 0.2228 scales below it, the median 1.3558 above"),
    TER__SCALE_PARAMETER("scale"),
};

static const ter__edge edges[] = {
    {{0.0, 1.0}, TER_CDF, TER__INFINITY, 1.0},
    {{0.0, 1.0}, TER_SF, TER__INFINITY, 0.0},
    {{0.0, 1.0}, TER_SF, 1e300, 1e-300},
    {{0.0, 1.0}, TER_CDF, -1e300, 0.0},
    {{0.0, 1.0}, TER_LOG_CDF, -1e300, -TER__INFINITY},
    {{0.0, 1.0}, TER_QUANTILE, 0.5, MEDIAN_Z},
    {{0.0, 1.0}, TER_QUANTILE, 0.0, -TER__INFINITY},
    {{0.0, 1.0}, TER_ISF, 1.5, TER__NAN},
    {{0.0, 1.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .gradient = gradient,
    .start = start,
    .tail_error = 0x1p-68,
};

static const ter_parameter scipy_parameters[] = {TER__SCIPY_LOC, TER__SCIPY_SCALE};

/* The stable law of index 1 and skewness 1 in the usual form: its scale is pi / 2 of ours, which shifts it by scale log scale. */
static void from_stable(const double *given, double *q) {
    static const ter__dd inverse_pi = TER__INVERSE_PI;
    q[1] = ter__dd_value(ter__dd_mul_d(ter__dd_scale(inverse_pi, 2.0), given[1]));
    q[0] = given[0] + q[1] * ter__log(q[1]);
}

static const ter__variant variants[] = {
    TER__VARIANT("scipy", "landau", scipy_parameters, from_stable),
    TER__VARIANT("boost", "landau", parameters, from_stable),
};

const ter_family ter__family_landau = {
    .name = "landau",
    .title = "Landau",
    .formula = "(1 / (pi scale)) integral_0^inf exp(-t log t - z t) sin(pi t) dt, z = (x - location) / scale",
    .conventions =
        "scipy: landau(loc, scale). Boost's scale is pi / 2 times ours, its location less by scale log scale: boost.landau.",
    .parameter_count = 2,
    .parameters = parameters,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
    .prepare = prepare,
    .support = ter__support_line,
    .statement = &statement,
    .summary = {[TER_MEAN] = ter__summary_infinite,
                [TER_VARIANCE] = ter__summary_undefined,
                [TER_SKEWNESS] = ter__summary_undefined,
                [TER_EXCESS_KURTOSIS] = ter__summary_undefined,
                [TER_MODE] = mode,
                [TER_MEDIAN] = median,
                [TER_ENTROPY] = entropy},
    .raw_moment = raw_moment,
    .central_moment = ter__moment_undefined,
    .characteristic = characteristic,
    .sample = sample,
    .words_per_draw = 2,
    .fitter = &ter__landau_fitter,
    .accuracy_range = "all locations, scales and arguments",
    .accuracy = TER__STATED_ACCURACY(1.0, 2.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
