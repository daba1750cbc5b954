/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The generalised Pareto law: P(X > x) = t^(-1 / shape), t = 1 + shape z, z = (x - location) / scale, x >= location; exp(-z)
 * for shape 0; bounded above for shape < 0. Its log of the upper tail is the log s of the generalised extreme value law with
 * the same parameters: gev_law.h, smooth through shape 0 and exact at the upper end.
 */
#include "dist/common_parameters.h"
#include "dist/common_slots.h"
#include "dist/variants.h"
#include "generalized_pareto_fit.h"
#include "gev_law.h"
#include "positive.h"
#include "raw_moments.h"

enum { SCALE = TER__GEV_SIZE };

static void prepare(const double *p, double *prepared) {
    ter__gev_prepare(p, prepared);
    ter__positive_prepare(p[1], prepared + SCALE);
}

static void support(const double *p, double *lower, double *upper) {
    double prepared[TER__GEV_SIZE];
    ter__gev_prepare(p, prepared);
    *lower = p[0];
    *upper = p[2] < 0.0 ? prepared[TER__GEV_BOUND] : TER__INFINITY;
}

/* log P(X > x) = w. */
static ter__gev_point point_at(const ter_dist *dist, double x) {
    const ter__gev law = ter__gev_load(dist);
    return ter__gev_at(&law, x);
}

static ter__dd log_scale_of(const ter_dist *dist) {
    return ter__positive_log_scale(dist->prepared + SCALE);
}

/* (1 + shape) w - log scale; at the upper end the limit. */
static ter__dd log_density(const ter_dist *dist, double x) {
    ter__gev_point point = point_at(dist, x);
    double power = 1.0 + dist->parameter[2];
    if (point.place == TER__GEV_INSIDE && isfinite(point.w.hi))
        return ter__dd_sub(ter__dd_mul(point.w, ter__two_sum(1.0, dist->parameter[2])), log_scale_of(dist));
    if (point.place == TER__GEV_ABOVE || power > 0.0)
        return ter__log_zero();
    return power < 0.0 ? ter__dd_make(TER__INFINITY, 0.0) : ter__dd_neg(log_scale_of(dist));
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    ter__gev_point point = point_at(dist, x);
    ter__standard s = ter__standard_load(dist->prepared);
    if (point.place != TER__GEV_INSIDE)
        return upper ? ter__log_zero() : ter__dd_make(0.0, 0.0);
    if (upper)
        return point.w;
    if (point.z.hi < 0x1p-500) { /* the tail is z, perhaps below the doubles */
        ter__dd log_d = ter__dd_log(ter__two_sum(x * s.pre, -s.location));
        return ter__dd_sub(ter__dd_sub(log_d, ter__dd_log_d(s.pre)), log_scale_of(dist));
    }
    return ter__log_rest(point.w);
}

/* 1 / (scale t) = exp(shape w) / scale. */
static ter__dd log_hazard(const ter_dist *dist, double x) {
    ter__gev_point point = point_at(dist, x);
    double shape = dist->parameter[2];
    if (shape == 0.0)
        return ter__dd_neg(log_scale_of(dist));
    if (point.place == TER__GEV_INSIDE && isfinite(point.w.hi))
        return ter__dd_sub(ter__dd_mul_d(point.w, shape), log_scale_of(dist));
    if (point.place == TER__GEV_INSIDE && point.t.hi > 0.0 && isfinite(point.t.hi)) /* the log of the tail has left the doubles */
        return ter__dd_neg(ter__dd_add(ter__dd_log(point.t), log_scale_of(dist)));
    return ter__dd_make(shape > 0.0 ? -TER__INFINITY : TER__INFINITY, 0.0);
}

/* Slope -(1 + shape) / (scale t); by scale (z - 1) / (scale t); by shape w - (1 + shape) dy/dshape with y = -w. */
static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    const ter__gev law = ter__gev_load(dist);
    ter__gev_point point = ter__gev_at(&law, x);
    double shape = law.shape, power = 1.0 + shape;
    *slope = TER__NAN;
    if (point.place == TER__GEV_INSIDE) {
        ter__dd log_rate = log_hazard(dist, x), size = ter__two_sum(1.0, shape);
        size = power < 0.0 ? ter__dd_neg(size) : size;
        *slope = power == 0.0 ? 0.0 : -copysign(ter__exp_dd(ter__dd_add(log_rate, ter__dd_log(size))), power);
    }
    if (by_parameter != NULL) {
        by_parameter[0] = -*slope;
        by_parameter[1] = ter__dd_value(ter__dd_div(ter__dd_add_d(point.z, -1.0), point.t)) / law.standard.scale;
        by_parameter[2] = fma(-power, ter__gev_y_by_shape(&law, point), point.w.hi);
    }
}

static double inverse(const ter_dist *dist, ter__dd log_tail, bool upper) {
    const ter__gev law = ter__gev_load(dist);
    if (!upper && log_tail.hi < -300.0) /* z is the probability */
        return dist->parameter[0] + ter__positive_undo(dist->prepared + SCALE, log_tail);
    return ter__gev_undo(&law, upper ? log_tail : ter__log_rest(log_tail));
}

static ter_status lacking(const ter_dist *dist, double needed, double *value) {
    return dist->parameter[2] * needed < 1.0 ? ter__summary_infinite(dist, value) : ter__summary_undefined(dist, value);
}

static ter_status mean(const ter_dist *dist, double *value) {
    double shape = dist->parameter[2];
    if (shape >= 1.0)
        return ter__summary_infinite(dist, value);
    *value = ter__standard_undo(ter__standard_load(dist->prepared), ter__dd_ratio(1.0, 1.0 - shape));
    return TER_OK;
}

static ter_status variance(const ter_dist *dist, double *value) {
    double shape = dist->parameter[2], spread = dist->parameter[1] / (1.0 - shape);
    if (2.0 * shape >= 1.0)
        return lacking(dist, 1.0, value);
    *value = spread * spread / (1.0 - 2.0 * shape);
    return TER_OK;
}

static ter_status skewness(const ter_dist *dist, double *value) {
    double shape = dist->parameter[2];
    if (3.0 * shape >= 1.0)
        return lacking(dist, 2.0, value);
    *value = 2.0 * (1.0 + shape) * sqrt(1.0 - 2.0 * shape) / (1.0 - 3.0 * shape);
    return TER_OK;
}

static ter_status excess_kurtosis(const ter_dist *dist, double *value) {
    double k = dist->parameter[2];
    if (4.0 * k >= 1.0)
        return lacking(dist, 2.0, value);
    *value = 3.0 * (1.0 - 2.0 * k) * (2.0 * k * k + k + 3.0) / ((1.0 - 3.0 * k) * (1.0 - 4.0 * k)) - 3.0;
    return TER_OK;
}

/* E[(X - location)^n] = n! scale^n / ((1 - shape) ... (1 - n shape)), then the binomial theorem. */
static ter_status raw_moment(const ter_dist *dist, unsigned order, double *value) {
    double shape = dist->parameter[2], sum = 0.0, binomial = 1.0, moment = 1.0;
    if (order * shape >= 1.0)
        return ter__summary_infinite(dist, value);
    for (unsigned k = 0; k <= order; k++) {
        double power = 1.0;
        for (unsigned i = k; i < order; i++)
            power *= dist->parameter[0];
        sum += power == 0.0 ? 0.0 : binomial * power * moment;
        binomial = binomial * (order - k) / (k + 1.0);
        moment *= (k + 1.0) * dist->parameter[1] / (1.0 - (k + 1.0) * shape);
    }
    *value = sum;
    return TER_OK;
}

/* The upper end for shape < -1, or the last double that has a density. */
static ter_status mode(const ter_dist *dist, double *value) {
    *value = dist->parameter[0];
    if (dist->parameter[2] < -1.0)
        *value = point_at(dist, dist->upper).place == TER__GEV_ABOVE ? nextafter(dist->upper, -TER__INFINITY) : dist->upper;
    return TER_OK;
}

static ter_status entropy(const ter_dist *dist, double *value) {
    *value = ter__dd_value(ter__dd_add(log_scale_of(dist), ter__two_sum(1.0, dist->parameter[2])));
    return TER_OK;
}

/* location + scale / (1 - shape), and Hosking and Wallis (1987) with kappa = -shape. */
static ter_status l_moment(const ter_dist *dist, unsigned order, double *value) {
    double k = -dist->parameter[2], l2 = dist->parameter[1] / ((1.0 + k) * (2.0 + k));
    if (k <= -1.0)
        return ter__summary_undefined(dist, value);
    if (order == 1)
        return mean(dist, value);
    *value = order == 2 ? l2 : order == 3 ? l2 * (1.0 - k) / (3.0 + k) : l2 * (1.0 - k) * (2.0 - k) / ((3.0 + k) * (4.0 + k));
    return TER_OK;
}

static const ter_parameter parameters[] = {
    TER__LOCATION_PARAMETER("location: the threshold, the least possible value"),
    TER__SCALE_PARAMETER("scale"),
    TER__REAL_PARAMETER("shape", "xi", "shape: > 0 a tail of index 1 / shape, 0 exponential, < 0 bounded above"),
};

static const ter_alias aliases[] = {{"gpd", "R evd, extraDistr"}};

static const ter__edge edges[] = {
    {{0.0, 1.0, 0.0}, TER_PDF, 0.0, 1.0},
    {{0.0, 1.0, 0.0}, TER_LOG_SF, 3.0, -3.0},
    {{0.0, 1.0, 1.0}, TER_SF, 1.0, 0.5},
    {{0.0, 2.0, -1.0}, TER_PDF, 2.0, 0.5},
    {{0.0, 2.0, -1.0}, TER_CDF, 1.0, 0.5},
    {{0.0, 1.0, -2.0}, TER_PDF, 0.5, TER__INFINITY},
    {{0.0, 1.0, -0.5}, TER_PDF, 2.0, 0.0},
    {{0.0, 1.0, -0.5}, TER_CDF, 2.0, 1.0},
    {{1.0, 1.0, 0.5}, TER_PDF, 0.0, 0.0},
    {{1.0, 1.0, 0.5}, TER_QUANTILE, 0.0, 1.0},
    {{1.0, 1.0, 0.5}, TER_QUANTILE, 1.0, TER__INFINITY},
    {{0.0, 1.0, 0.0}, TER_ISF, 1.5, TER__NAN},
    {{0.0, 1.0, 0.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .log_hazard = log_hazard,
    .gradient = gradient,
    .inverse = inverse,
    .density_at_lower = true,
    .density_at_upper = true,
};

static void from_scipy(const double *given, double *p) {
    p[0] = given[1];
    p[1] = given[2];
    p[2] = given[0];
}

static void from_hosking(const double *given, double *p) {
    p[0] = given[0];
    p[1] = given[1];
    p[2] = 0.0 - given[2];
}

static const ter_parameter scipy_parameters[] = {
    TER__REAL_PARAMETER("c", "c", "shape"),
    TER__SCIPY_LOC,
    TER__SCIPY_SCALE,
};
static const ter_parameter hosking_parameters[] = {
    TER__LOCATION_PARAMETER("location"),
    TER__SCALE_PARAMETER("scale"),
    TER__REAL_PARAMETER("kappa", "kappa", "minus the shape"),
};

static const ter__variant variants[] = {
    TER__VARIANT("scipy", "genpareto", scipy_parameters, from_scipy),
    TER__VARIANT(NULL, "generalized_pareto_hosking", hosking_parameters, from_hosking),
};

const ter_family ter__family_generalized_pareto = {
    .name = "generalized_pareto",
    .title = "Generalised Pareto",
    .formula = "(1 / scale) (1 + shape z)^(-1 / shape - 1), z = (x - location) / scale >= 0; exp(-z) / scale for shape 0",
    .conventions = "scipy: genpareto(c = shape, loc, scale). R: evd::dgpd(x, loc, scale, shape); extraDistr::dgpd(x, mu, sigma, "
                   "xi). Hydrology and Hosking have kappa = -shape.",
    .parameter_count = sizeof parameters / sizeof parameters[0],
    .parameters = parameters,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
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
    .central_moment = ter__central_moment_by_variance,
    .l_moment = l_moment,
    .words_per_draw = 1,
    .fitter = &ter__generalized_pareto_fitter,
    .accuracy_range = "locations up to 1e10, scales 1e-100 to 1e100, shapes -5 to 5 and those beside 0; both tails and their logs "
                      "to the ends of the double range",
    .accuracy = TER__STATED_ACCURACY(1.0, 2.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
