/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The Gompertz law: P(X > x) = exp(-shape (e^r - 1)), r = x / scale, x >= 0. With w = log shape + log(e^r - 1) the tails are
 * those of a standard exponential at e^w. The log density is log(shape / scale) + (1 - shape) r - shape (e^r - 1 - r), which
 * does not cancel for shape 1.
 */
#include "dist/common_parameters.h"
#include "dist/common_slots.h"
#include "dist/variants.h"
#include "positive.h"

enum { LOG_SHAPE = TER__POSITIVE_SIZE };

static void prepare(const double *p, double *prepared) {
    ter__positive_prepare(p[1], prepared);
    ter__dd log_shape = ter__dd_log_d(p[0]);
    prepared[LOG_SHAPE] = log_shape.hi;
    prepared[LOG_SHAPE + 1] = log_shape.lo;
}

static ter__dd log_shape_of(const ter_dist *dist) {
    return ter__dd_make(dist->prepared[LOG_SHAPE], dist->prepared[LOG_SHAPE + 1]);
}

static ter__dd r_of(const ter_dist *dist, double x) {
    return x > 0.0 ? ter__positive_ratio(dist->prepared, x) : ter__dd_make(0.0, 0.0);
}

/* log(shape (e^r - 1)); {inf, 0} where r overflows. */
static ter__dd w_of(const ter_dist *dist, double x) {
    ter__dd r = r_of(dist, x);
    if (isinf(r.hi))
        return r;
    ter__dd log_rise = r.hi < 0x1p-110 ? ter__positive_log_ratio(dist->prepared, x) : ter__dd_add(r, ter__log_rest(ter__dd_neg(r)));
    return ter__dd_add(log_rise, log_shape_of(dist));
}

static ter__dd log_peak(const ter_dist *dist) {
    return ter__dd_sub(log_shape_of(dist), ter__positive_log_scale(dist->prepared));
}

static ter__dd log_hazard(const ter_dist *dist, double x) {
    ter__dd r = r_of(dist, x);
    return isinf(r.hi) ? r : ter__dd_add(log_peak(dist), r);
}

static ter__dd log_density(const ter_dist *dist, double x) {
    double shape = dist->parameter[0];
    ter__dd r = r_of(dist, x), w = x > 0.0 ? w_of(dist, x) : ter__log_zero();
    if (w.hi > 640.0)
        return ter__dd_make(-ter__exp_dd(w), 0.0);
    if (r.hi > 1.0)
        return ter__dd_sub(ter__dd_add(log_peak(dist), r), ter__exp_whole(w));
    ter__dd bend = ter__dd_mul_d(ter__expm1_minus(r), shape), line = ter__dd_mul(ter__two_sum(1.0, -shape), r);
    return ter__dd_sub(ter__dd_add(log_peak(dist), line), bend);
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    ter__dd w = w_of(dist, x);
    return upper ? ter__dd_neg(ter__exp_whole(w)) : ter__log_rest_of_power(w);
}

/* Slope (1 - shape e^r) / scale; by shape 1 / shape - (e^r - 1); by scale -(1 + r (1 - shape e^r)) / scale. */
static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    double shape = dist->parameter[0], scale = dist->parameter[1];
    ter__dd r = r_of(dist, x), level = isinf(r.hi) ? r : ter__dd_add(r, log_shape_of(dist));
    ter__dd excess = level.hi < 600.0 ? ter__dd_expm1(level) : ter__exp_whole(level);
    *slope = level.hi < 600.0 || isinf(level.hi) ? -ter__dd_value(excess) / scale
                                                 : -ter__exp_dd(ter__dd_sub(level, ter__positive_log_scale(dist->prepared)));
    if (shape == 1.0 && r.hi < 0x1p-900) /* -x / scale^2, where r may be below the normal doubles */
        *slope = -(x * 0x1p600 / scale / scale) * 0x1p-600;
    if (by_parameter != NULL) {
        ter__dd rise = r.hi < 600.0 ? ter__dd_expm1(r) : ter__exp_whole(r);
        by_parameter[0] = ter__dd_value(ter__dd_sub(ter__dd_ratio(1.0, shape), rise));
        by_parameter[1] = ter__dd_value(ter__dd_add_d(ter__dd_mul(r, excess), -1.0)) / scale;
    }
}

static double inverse(const ter_dist *dist, ter__dd log_tail, bool upper) {
    ter__dd log_part = ter__dd_sub(log_tail, log_shape_of(dist));
    if (!upper && log_tail.hi < -110.0 && log_part.hi < -110.0)
        return ter__positive_undo(dist->prepared, log_part);
    ter__dd rise = ter__dd_div_d(ter__dd_neg(upper ? log_tail : ter__log_rest(log_tail)), dist->parameter[0]);
    return ter__positive_undo_ratio(dist->prepared, ter__log1p_whole(isfinite(rise.hi) ? rise : ter__dd_make(TER__INFINITY, 0.0)));
}

/* -scale log shape for shape < 1. */
static ter_status mode(const ter_dist *dist, double *value) {
    ter__dd log_shape = log_shape_of(dist);
    *value = log_shape.hi < 0.0 ? ter__positive_undo_ratio(dist->prepared, ter__dd_neg(log_shape)) : 0.0;
    return TER_OK;
}

static const ter_parameter parameters[] = {
    TER__POSITIVE_PARAMETER("shape", "c", "shape: the hazard at 0 is shape / scale"),
    TER__SCALE_PARAMETER("scale: the hazard grows by e over it"),
};

static const ter__edge edges[] = {
    {{1.0, 1.0}, TER_PDF, 0.0, 1.0},      {{1.0, 2.0}, TER_PDF, 0.0, 0.5},           {{1.0, 2.0}, TER_HAZARD, 0.0, 0.5},
    {{2.0, 1.0}, TER_PDF, -1.0, 0.0},     {{2.0, 1.0}, TER_CDF, 0.0, 0.0},           {{2.0, 1.0}, TER_CDF, TER__INFINITY, 1.0},
    {{2.0, 1.0}, TER_SF, 1e300, 0.0},     {{2.0, 1.0}, TER_QUANTILE, 0.0, 0.0},      {{2.0, 1.0}, TER_QUANTILE, 1.0, TER__INFINITY},
    {{1.0, 1.0}, TER_ISF, 1.5, TER__NAN}, {{1.0, 1.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .log_hazard = log_hazard,
    .gradient = gradient,
    .inverse = inverse,
    .density_at_lower = true,
};

static void from_scipy(const double *given, double *p) {
    p[0] = given[0];
    p[1] = given[2];
}

/* Hazard a exp(b x). */
static void from_hazard(const double *given, double *p) {
    p[0] = given[0] / given[1];
    p[1] = 1.0 / given[1];
}

static const ter_parameter scipy_parameters[] = {
    TER__POSITIVE_PARAMETER("c", "c", "shape"),
    TER__SCIPY_NO_LOC,
    TER__SCIPY_SCALE,
};
static const ter_parameter hazard_parameters[] = {
    TER__POSITIVE_PARAMETER("a", "a", "hazard at 0"),
    TER__POSITIVE_PARAMETER("b", "b", "growth rate of the hazard"),
};

static const ter__variant variants[] = {
    TER__VARIANT("scipy", "gompertz", scipy_parameters, from_scipy),
    TER__VARIANT("R", "gompertz", hazard_parameters, from_hazard),
};

const ter_family ter__family_gompertz = {
    .name = "gompertz",
    .title = "Gompertz",
    .formula = "(shape / scale) exp(r - shape (e^r - 1)), r = x / scale, x >= 0",
    .conventions = "scipy: gompertz(c = shape, loc = 0, scale). R: extraDistr::dgompertz(x, a, b) with b = 1 / scale and a = shape "
                   "/ scale; flexsurv::dgompertz(x, shape = 1 / scale, rate = shape / scale).",
    .parameter_count = sizeof parameters / sizeof parameters[0],
    .parameters = parameters,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
    .prepare = prepare,
    .support = ter__support_positive,
    .statement = &statement,
    .summary =
        {
            [TER_MODE] = mode,
        },
    .words_per_draw = 1,
    .accuracy_range =
        "scales 1e-100 to 1e100, shapes 1e-3 to 1e8, all arguments; both tails and their logs to the ends of the double range",
    .accuracy = TER__STATED_ACCURACY(1.0, 2.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
