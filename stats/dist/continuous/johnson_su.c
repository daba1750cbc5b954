/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Johnson's unbounded law S_U: gamma + delta asinh(y) is standard normal, y = (x - location) / scale (N. L. Johnson, Biometrika 36,
 * 1949). f(x) = delta phi(z) / (scale sqrt(1 + y^2)).
 */
#include "dist/common_parameters.h"
#include "dist/family.h"
#include "dist/variants.h"
#include "johnson_fit.h"
#include "normal_score.h"
#include "standard.h"
#include "summary_moments.h"

enum { GAMMA, DELTA, LOCATION, SCALE };

/* prepared: y, then log(delta / scale) and log scale. */
enum { LOG_RATE = TER__STANDARD_SIZE, LOG_SCALE = LOG_RATE + 2 };

/* Beyond this 1 + y^2 is y^2 to all digits. */
#define Y_LARGE 0x1p120

static void prepare(const double *p, double *prepared) {
    ter__standard_prepare(p[LOCATION], p[SCALE], prepared);
    ter__dd log_scale = ter__dd_log_d(p[SCALE]), log_rate = ter__dd_sub(ter__dd_log_d(p[DELTA]), log_scale);
    prepared[LOG_SCALE] = log_scale.hi;
    prepared[LOG_SCALE + 1] = log_scale.lo;
    prepared[LOG_RATE] = log_rate.hi;
    prepared[LOG_RATE + 1] = log_rate.lo;
}

static void support(const double *p, double *lower, double *upper) {
    (void)p;
    *lower = -TER__INFINITY;
    *upper = TER__INFINITY;
}

static ter__dd y_of(const ter_dist *dist, double x) {
    return ter__standard_whole_z(ter__standard_load(dist->prepared), x);
}

/* sqrt(1 + y^2). */
static ter__dd root_of(ter__dd y) {
    if (fabs(y.hi) > Y_LARGE)
        return ter__normal_magnitude(y);
    return ter__dd_sqrt(ter__dd_add_d(ter__dd_square(y), 1.0));
}

/* log |y| for large y, which may itself be beyond the doubles. */
static ter__dd log_size(const ter_dist *dist, double x) {
    ter__dd log_scale = ter__dd_make(dist->prepared[LOG_SCALE], dist->prepared[LOG_SCALE + 1]);
    ter__dd halved = ter__two_sum(0.5 * x, -0.5 * dist->parameter[LOCATION]);
    return ter__dd_sub(ter__dd_add(ter__dd_log(ter__normal_magnitude(halved)), ter__log_2()), log_scale);
}

/* log(|y| + sqrt(1 + y^2)) = log(1 + |y| + y^2 / (1 + sqrt(1 + y^2))), with the sign of y. */
static ter__dd asinh_of(const ter_dist *dist, double x, ter__dd y) {
    ter__dd size = ter__normal_magnitude(y), out;
    if (size.hi > Y_LARGE) {
        out = ter__dd_add(log_size(dist, x), ter__log_2());
    } else if (size.hi < 0x1p-60) {
        out = size;
    } else {
        ter__dd bend = ter__dd_div(ter__dd_square(size), ter__dd_add_d(root_of(size), 1.0));
        out = ter__dd_log1p(ter__dd_add(size, bend));
    }
    return y.hi < 0.0 ? ter__dd_neg(out) : out;
}

static ter__dd z_of(const ter_dist *dist, double x, ter__dd y) {
    return ter__dd_add_d(ter__dd_mul_d(asinh_of(dist, x, y), dist->parameter[DELTA]), dist->parameter[GAMMA]);
}

/* log dz/dx. */
static ter__dd log_rate(const ter_dist *dist, double x, ter__dd y) {
    ter__dd rate = ter__dd_make(dist->prepared[LOG_RATE], dist->prepared[LOG_RATE + 1]);
    ter__dd log_root;
    if (fabs(y.hi) > Y_LARGE)
        log_root = log_size(dist, x);
    else if (fabs(y.hi) < 0x1p-400)
        log_root = ter__dd_make(0.0, 0.0);
    else
        log_root = ter__dd_scale(ter__dd_log1p(ter__dd_square(y)), 0.5);
    return ter__dd_sub(rate, log_root);
}

static ter__dd log_density(const ter_dist *dist, double x) {
    ter__dd y = y_of(dist, x);
    return ter__dd_add_wide(ter__score_log_density(z_of(dist, x, y)), log_rate(dist, x, y));
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    return ter__score_log_tail(z_of(dist, x, y_of(dist, x)), upper);
}

static ter__dd log_hazard(const ter_dist *dist, double x) {
    ter__dd y = y_of(dist, x);
    return ter__dd_add_wide(ter__score_log_hazard(z_of(dist, x, y)), log_rate(dist, x, y));
}

/* location + scale sinh((z - gamma) / delta). */
static double at_score(const ter_dist *dist, ter__dd z) {
    const double *p = dist->parameter;
    ter__dd v = ter__dd_div_d(ter__dd_add_d(z, -p[GAMMA]), p[DELTA]), size = ter__normal_magnitude(v);
    double sign = v.hi < 0.0 ? -1.0 : 1.0;
    if (size.hi > 600.0) { /* exp(v) / 2, which may be beyond the doubles where the scale brings it back */
        ter__dd log_far = ter__dd_add(ter__dd_sub(size, ter__log_2()), ter__dd_log_d(p[SCALE]));
        return size.hi < TER__INFINITY ? p[LOCATION] + sign * ter__exp_dd(log_far) : sign * TER__INFINITY;
    }
    ter__dd e = ter__dd_expm1(size), y = size;
    if (size.hi > 0x1p-60)
        y = ter__dd_scale(ter__dd_add(e, ter__dd_div(e, ter__dd_add_d(e, 1.0))), 0.5);
    return ter__standard_undo(ter__standard_load(dist->prepared), ter__dd_scale(y, sign));
}

static double inverse(const ter_dist *dist, ter__dd log_tail, bool upper) {
    return at_score(dist, ter__score_inverse(log_tail, upper));
}

/* d log f / dy = -(delta z + y / r) / r, r = sqrt(1 + y^2), which far out is |x - location| / scale. */
static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    const double *p = dist->parameter;
    ter__dd y = y_of(dist, x), z = z_of(dist, x, y), turn = ter__dd_make(y.hi < 0.0 ? -1.0 : 1.0, 0.0);
    bool far = fabs(y.hi) > Y_LARGE;
    if (!far)
        turn = ter__dd_div(y, root_of(y));
    ter__dd top = ter__dd_add(ter__dd_mul_d(z, p[DELTA]), turn);
    ter__dd distance = ter__normal_magnitude(ter__two_sum(x, -p[LOCATION]));
    if (!far)
        *slope = -ter__dd_value(ter__dd_div(top, root_of(y))) / p[SCALE];
    else if (distance.hi < 0x1p900 && distance.hi > 0x1p-800)
        *slope = -ter__dd_value(ter__dd_div(top, distance));
    else
        *slope = -ter__dd_value(top) / fabs(x - p[LOCATION]);
    if (fabs(p[GAMMA]) < TER__NEAR_MIDDLE && fabs(y.hi) < TER__NEAR_MIDDLE) { /* of first order in both, which may be subnormal */
        double by_gamma = ldexp(ldexp(p[GAMMA], 400) * p[DELTA] / p[SCALE], -400);
        double by_y = ter__standard_z_over_scale(ter__standard_load(dist->prepared), x);
        *slope = 0.0 - ((p[DELTA] * p[DELTA] + 1.0) * by_y + by_gamma);
    }
    if (by_parameter == NULL)
        return;
    by_parameter[GAMMA] = -z.hi;
    by_parameter[DELTA] = ter__dd_value(ter__dd_sub(ter__dd_ratio(1.0, p[DELTA]), ter__dd_mul(z, asinh_of(dist, x, y))));
    by_parameter[LOCATION] = -*slope;
    by_parameter[SCALE] = ter__dd_value(ter__dd_add_d(ter__dd_mul(turn, top), -1.0)) / p[SCALE];
}

static ter_status median(const ter_dist *dist, double *value) {
    *value = at_score(dist, ter__dd_make(0.0, 0.0));
    return TER_OK;
}

static ter_status finite(double *value) {
    return isinf(*value) ? TER_INFINITE : TER_OK;
}

/* location - scale exp(1 / (2 delta^2)) sinh(gamma / delta). */
static ter_status mean(const ter_dist *dist, double *value) {
    const double *p = dist->parameter;
    double half = 0.5 / p[DELTA] / p[DELTA], omega = p[GAMMA] / p[DELTA], size = fabs(omega);
    double sinh_scaled = size < 1.0 ? 0.5 * (ter__expm1(size) - ter__expm1(-size)) * ter__exp(half)
                                    : 0.5 * (ter__exp(size + half) - ter__exp(half - size));
    *value = p[LOCATION] - p[SCALE] * copysign(sinh_scaled, omega);
    return finite(value);
}

/* scale^2 (w - 1) (w cosh(2 gamma / delta) + 1) / 2, w = exp(1 / delta^2). */
static ter_status variance(const ter_dist *dist, double *value) {
    const double *p = dist->parameter;
    double square = 1.0 / p[DELTA] / p[DELTA], twice = 2.0 * fabs(p[GAMMA] / p[DELTA]);
    double wide = 0.5 * (ter__exp(square + twice) + ter__exp(square - twice));
    *value = 0.5 * ter__expm1(square) * (wide + 1.0) * p[SCALE] * p[SCALE];
    return finite(value);
}

/* w = exp(1 / delta^2), c = cosh(2 omega), omega = gamma / delta, and sinh(omega) / sqrt(c): what the standardised moments are of.
 */
typedef struct shape {
    double w, w_less_one, inverse_c, share, steep; /* share: 1 / (w c) */
} shape;

static shape shape_of(const ter_dist *dist) {
    const double *p = dist->parameter;
    double square = 1.0 / p[DELTA] / p[DELTA], omega = p[GAMMA] / p[DELTA], t = ter__exp(-2.0 * fabs(omega));
    double fall = -ter__expm1(-2.0 * fabs(omega));
    shape s = {.w = ter__exp(square), .w_less_one = ter__expm1(square), .inverse_c = 2.0 * t / (1.0 + t * t)};
    s.share = s.inverse_c / s.w;
    s.steep = copysign(fall / sqrt(2.0 * (1.0 + t * t)), omega);
    return s;
}

/* -sqrt(w (w - 1)) sinh(omega) (w (w + 2) (2 c + 1) + 3) / (sqrt(2) (w c + 1)^(3/2)). */
static ter_status skewness(const ter_dist *dist, double *value) {
    shape s = shape_of(dist);
    double inner = (s.w + 2.0) * (2.0 + s.inverse_c) + 3.0 * s.share, rest = 1.0 + s.share;
    *value = -sqrt(s.w_less_one) * s.steep * inner / (sqrt(2.0 * rest) * rest);
    if (isnan(*value)) /* symmetric, and w beyond the doubles */
        *value = 0.0;
    return finite(value);
}

/* With 3 taken out of the quotient: each term carries w - 1. */
static ter_status excess_kurtosis(const ter_dist *dist, double *value) {
    shape s = shape_of(dist);
    double w = s.w, rest = 1.0 + s.share;
    if (isinf(w)) {
        *value = TER__INFINITY;
        return TER_INFINITE;
    }
    double first = 2.0 * (((w + 3.0) * w + 6.0) * w + 6.0), second = 4.0 * (w + 3.0) * s.share;
    double third = (((w + 3.0) * w + 6.0) * w + 6.0 + (3.0 - 3.0 / w) / w) * s.inverse_c * s.inverse_c;
    *value = s.w_less_one * (first + second - third) / (2.0 * rest * rest);
    return finite(value);
}

static const ter_parameter parameters[] = {
    TER__REAL_PARAMETER("gamma", "gamma", "score at the location; positive skews to the left"),
    TER__POSITIVE_PARAMETER("delta", "delta", "scores per unit of asinh; the larger, the nearer to normal"),
    TER__LOCATION_PARAMETER("location"),
    TER__SCALE_PARAMETER("scale"),
};

static const ter_alias aliases[] = {{"JohnsonSU", "TFP"}};

static const ter_parameter scipy_parameters[] = {
    TER__REAL_PARAMETER("a", "a", "gamma"),
    TER__POSITIVE_PARAMETER("b", "b", "delta"),
    TER__SCIPY_LOC,
    TER__SCIPY_SCALE,
};

static const ter_parameter distributions_parameters[] = {
    TER__LOCATION_PARAMETER("location"),
    TER__SCALE_PARAMETER("scale"),
    TER__REAL_PARAMETER("gamma", "gamma", "score at the location"),
    TER__POSITIVE_PARAMETER("delta", "delta", "scores per unit of asinh"),
};

static void from_distributions(const double *given, double *own) {
    own[LOCATION] = given[0];
    own[SCALE] = given[1];
    own[GAMMA] = given[2];
    own[DELTA] = given[3];
}

static const ter__variant variants[] = {
    TER__VARIANT("scipy", "johnsonsu", scipy_parameters, NULL),
    TER__VARIANT("Distributions", "JohnsonSU", distributions_parameters, from_distributions),
};

static const ter__edge edges[] = {
    {{0.0, 1.0, 0.0, 1.0}, TER_CDF, 0.0, 0.5},
    {{0.0, 1.0, 0.0, 1.0}, TER_QUANTILE, 0.5, 0.0},
    {{0.0, 1.0, 0.0, 1.0}, TER_QUANTILE, 0.0, -TER__INFINITY},
    {{0.0, 1.0, 0.0, 1.0}, TER_CDF, TER__INFINITY, 1.0},
    {{0.0, 1.0, 0.0, 1.0}, TER_LOG_SF, TER__INFINITY, -TER__INFINITY},
    {{0.0, 1.0, 3.0, 1.0}, TER_QUANTILE, 0.5, 3.0},
    {{0.0, 1.0, 0.0, 1.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .log_hazard = log_hazard,
    .gradient = gradient,
    .inverse = inverse,
};

const ter_family ter__family_johnson_su = {
    .name = "johnson_su",
    .title = "Johnson S_U",
    .formula = "delta exp(-z^2 / 2) / (scale sqrt(2 pi (1 + y^2))), z = gamma + delta asinh(y), y = (x - location) / scale",
    .conventions = "scipy: johnsonsu(a=gamma, b=delta, loc, scale). R: SuppDists::dJohnson with gamma, delta, xi, lambda. gamlss "
                   "and Distributions.jl write the same in other orders.",
    .parameter_count = 4,
    .parameters = parameters,
    .alias_count = sizeof aliases / sizeof aliases[0],
    .aliases = aliases,
    .prepare = prepare,
    .support = support,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
    .statement = &statement,
    .summary =
        {
            [TER_MEAN] = mean,
            [TER_VARIANCE] = variance,
            [TER_SKEWNESS] = skewness,
            [TER_EXCESS_KURTOSIS] = excess_kurtosis,
            [TER_MEDIAN] = median,
        },
    .raw_moment = ter__raw_moment_of_summaries,
    .central_moment = ter__central_moment_of_summaries,
    .words_per_draw = 1,
    .fitter = &ter__johnson_su_fitter,
    .accuracy_range = "|gamma| up to 1e3, delta 1e-3 to 1e6, all locations, scales and arguments",
    .accuracy = TER__STATED_ACCURACY(1.25, 4.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
