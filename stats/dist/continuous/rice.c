/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The Rice law: the distance from the origin of a point scattered normally, with standard deviation scale in each of two
 * directions, about a point at this distance; f(x) = (x / scale^2) exp(-(x^2 + distance^2) / (2 scale^2)) I0(x distance / scale^2).
 * x^2 / (2 scale^2) is noncentral gamma with a = 1 (special/noncentral_gamma.h); P(X > x) is Marcum's Q function.
 */
#include "dist/common_parameters.h"
#include "dist/common_slots.h"
#include "dist/path/ordinal.h"
#include "dist/variants.h"
#include "positive.h"
#include "special/gamma_inc.h"
#include "special/noncentral_gamma.h"

/* distance^2 / (2 scale^2) */
enum { HALF_SQUARE = TER__POSITIVE_SIZE };

/* From this x / scale on the exponent is all there is, as the distance is at most 1e8 scales. */
#define FAR 0x1p300

/* Farther out the law is normal to all digits, and the squares would lose what tells x from the distance. */
#define DISTANCE_MAX 1e8

static ter_status check(const double *p, ter_error *error) {
    if (p[0] / p[1] <= DISTANCE_MAX)
        return TER_OK;
    return ter_error_set(error, TER_BAD_ARGUMENT,
                         "rice: distance = %.17g is more than 1e8 times scale = %.17g: so far out it is normal(distance, scale)",
                         p[0], p[1]);
}

static void prepare(const double *p, double *prepared) {
    ter__positive_prepare(p[1], prepared);
    ter__dd ratio = p[0] > 0.0 ? ter__positive_ratio(prepared, p[0]) : ter__dd_make(0.0, 0.0);
    ter__dd half = ratio.hi > 0x1p-500 ? ter__dd_scale(ter__dd_square(ratio), 0.5) : ter__dd_make(0.0, 0.0);
    prepared[HALF_SQUARE] = half.hi;
    prepared[HALF_SQUARE + 1] = half.lo;
}

static ter__noncentral_gamma at(const ter_dist *dist, double x) {
    ter__dd ratio = ter__positive_ratio(dist->prepared, x), log_ratio = ter__positive_log_ratio(dist->prepared, x);
    ter__noncentral_gamma point = {
        .a = 1.0,
        .x = {dist->prepared[HALF_SQUARE], dist->prepared[HALF_SQUARE + 1]},
        .y = ratio.hi > 0x1p-450 ? ter__dd_scale(ter__dd_square(ratio), 0.5) : ter__dd_make(0.5 * ratio.hi * ratio.hi, 0.0),
        .log_y = ter__dd_sub(ter__dd_scale(log_ratio, 2.0), ter__log_two()),
    };
    return point;
}

/* -y where it is all there is. */
static bool is_far(const ter_dist *dist, double x, ter__dd *minus_y) {
    ter__dd ratio = ter__positive_ratio(dist->prepared, x);
    *minus_y = ter__dd_make(-0.5 * ratio.hi * ratio.hi, 0.0);
    return ratio.hi > FAR;
}

/* log(x / scale^2) */
static ter__dd log_rate(const ter_dist *dist, double x) {
    return ter__dd_sub(ter__positive_log_ratio(dist->prepared, x), ter__positive_log_scale(dist->prepared));
}

static ter__dd log_density(const ter_dist *dist, double x) {
    ter__dd far;
    if (is_far(dist, x, &far))
        return far;
    ter__noncentral_gamma point = at(dist, x);
    return ter__dd_add(ter__noncentral_gamma_log_density(&point), log_rate(dist, x));
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    ter__dd far;
    if (is_far(dist, x, &far))
        return upper ? far : ter__dd_make(0.0, 0.0);
    ter__noncentral_gamma point = at(dist, x);
    return ter__noncentral_gamma_log_tail(&point, upper);
}

static ter__dd log_hazard(const ter_dist *dist, double x) {
    ter__dd far;
    if (is_far(dist, x, &far)) /* of a normal law: x / scale^2 */
        return log_rate(dist, x);
    ter__noncentral_gamma point = at(dist, x);
    return ter__dd_add(ter__noncentral_gamma_log_hazard(&point), log_rate(dist, x));
}

static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    double distance = dist->parameter[0], scale = dist->parameter[1];
    ter__dd far, along_y, by_x, by_shape;
    if (is_far(dist, x, &far)) {
        *slope = -(x / scale) / scale;
        if (by_parameter != NULL) {
            by_parameter[0] = x / scale / scale;
            by_parameter[1] = -2.0 * far.hi / scale;
        }
        return;
    }
    ter__noncentral_gamma point = at(dist, x);
    ter__noncentral_gamma_gradient(&point, &along_y, &by_x, &by_shape);
    ter__dd twice = ter__dd_add_d(ter__dd_scale(along_y, 2.0), 1.0);
    *slope = x > 0x1p-900 && x < 0x1p900 ? ter__dd_value(ter__dd_div_d(twice, x)) : twice.hi / x;
    if (by_parameter != NULL) {
        ter__dd by_half_square = ter__dd_mul(by_x, point.x);
        by_parameter[0] = by_x.hi * (distance / scale) / scale;
        by_parameter[1] = -2.0 * ter__dd_value(ter__dd_add_d(ter__dd_add(along_y, by_half_square), 1.0)) / scale;
    }
}

/* Sankaran's cube root for noncentral chi-squared with 2 degrees of freedom; far below, the lower tail's leading power. */
static double start(const ter_dist *dist, double log_tail, bool upper) {
    double noncentrality = 2.0 * dist->prepared[HALF_SQUARE], mean = 2.0 + noncentrality;
    double spread = 2.0 * (2.0 + 2.0 * noncentrality) / (9.0 * mean * mean), z = ter__normal_start(log_tail);
    double root = 1.0 - spread + (upper ? z : -z) * sqrt(spread);
    double square = upper || root > 0.3 ? mean * root * root * root : 2.0 * ter__exp(log_tail + 0.5 * noncentrality);
    return dist->parameter[1] * sqrt(square);
}

/* scale^2 (2 + (distance / scale)^2) */
static ter_status raw_moment(const ter_dist *dist, unsigned order, double *value) {
    if (order == 2) {
        double distance = dist->parameter[0], scale = dist->parameter[1];
        *value = fma(2.0 * scale, scale, distance * distance);
        return TER_OK;
    }
    return dist->path->generic_raw_moment(dist, order, value);
}

/* The zero of the slope, between scale and sqrt(distance^2 + scale^2). */
static ter_status mode(const ter_dist *dist, double *value) {
    double distance = dist->parameter[0], scale = dist->parameter[1], low = scale;
    double high = 2.0 * (distance > scale ? distance : scale);
    low = 0.5 * low;
    for (;;) {
        double middle = ter__ordinal_middle(low, high), slope;
        if (!(middle > low && middle < high))
            break;
        gradient(dist, middle, &slope, NULL);
        *(slope > 0.0 ? &low : &high) = middle;
    }
    *value = distance == 0.0 ? scale : high;
    return TER_OK;
}

static const ter_parameter parameters[] = {
    {.name = "distance",
     .symbol = "nu",
     .description = "distance of the centre from the origin",
     .lower = 0.0,
     .upper = TER__INFINITY,
     .upper_open = true},
    TER__SCALE_PARAMETER("scale: standard deviation in each direction"),
};

static const ter__edge edges[] = {
    {{0.0, 1.0}, TER_PDF, 0.0, 0.0},           {{0.0, 1.0}, TER_LOG_SF, 2.0, -2.0},       {{1.0, 2.0}, TER_PDF, -1.0, 0.0},
    {{1.0, 2.0}, TER_CDF, 0.0, 0.0},           {{1.0, 2.0}, TER_CDF, TER__INFINITY, 1.0}, {{1.0, 2.0}, TER_QUANTILE, 0.0, 0.0},
    {{1.0, 2.0}, TER_ISF, 0.0, TER__INFINITY}, {{1.0, 2.0}, TER_ISF, 1.5, TER__NAN},      {{1.0, 2.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .log_hazard = log_hazard,
    .gradient = gradient,
    .start = start,
    .tail_error = 0x1p-66,
};

/* scipy's b is distance / scale. */
static void from_scipy(const double *given, double *p) {
    p[0] = given[0] * given[2];
    p[1] = given[2];
}

static const ter_parameter scipy_parameters[] = {
    {.name = "b", .symbol = "b", .description = "distance / scale", .lower = 0.0, .upper = TER__INFINITY, .upper_open = true},
    TER__SCIPY_NO_LOC,
    TER__SCIPY_SCALE,
};

static const ter__variant variants[] = {
    TER__VARIANT("scipy", "rice", scipy_parameters, from_scipy),
};

const ter_family ter__family_rice = {
    .name = "rice",
    .title = "Rice",
    .formula = "(x / scale^2) exp(-(x^2 + distance^2) / (2 scale^2)) I0(x distance / scale^2), x >= 0",
    .conventions =
        "scipy: rice(b = distance / scale, loc = 0, scale). R: VGAM::drice(x, sigma, vee). Distance 0 is the Rayleigh law.",
    .parameter_count = sizeof parameters / sizeof parameters[0],
    .parameters = parameters,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
    .check = check,
    .prepare = prepare,
    .support = ter__support_positive,
    .statement = &statement,
    .summary = {[TER_MODE] = mode},
    .raw_moment = raw_moment,
    .words_per_draw = 1,
    .accuracy_range = "scales 1e-100 to 1e100, distance 0 and from 1e-5 to 1e4 scales, x of any size; both tails and their logs",
    .accuracy = TER__STATED_ACCURACY(1.0, 2.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
