/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The Birnbaum-Saunders law of fatigue life: (sqrt(y) - 1 / sqrt(y)) / shape is standard normal, y = x / scale (Z. W. Birnbaum, S.
 * C. Saunders, J. Appl. Prob. 6, 1969). f(x) = phi(z) (y + 1) / (2 shape scale y^(3/2)), x > 0.
 *
 * The difference of the roots cancels near y = 1: z is (y - 1) / (shape sqrt(y)), y - 1 from x - scale, which is exact there.
 */
#include "dist/common_parameters.h"
#include "dist/common_slots.h"
#include "dist/variants.h"
#include "normal_score.h"
#include "positive.h"
#include "summary_moments.h"

enum { SHAPE, SCALE };

/* prepared: the scale, log shape, log(2 shape scale). */
enum { LOG_SHAPE = TER__POSITIVE_SIZE, LOG_TWICE = LOG_SHAPE + 2 };

/* Beyond exp(+-this), y or 1 / y is y + 1 / y to all digits. */
#define LOG_Y_FAR 150.0

typedef struct place {
    ter__dd log_y, y, y_less_1, z;
    bool far;
} place;

static void prepare(const double *p, double *prepared) {
    ter__positive_prepare(p[SCALE], prepared);
    ter__dd log_shape = ter__dd_log_d(p[SHAPE]);
    ter__dd log_twice = ter__dd_add(ter__dd_add(log_shape, ter__log_2()), ter__positive_log_scale(prepared));
    prepared[LOG_SHAPE] = log_shape.hi;
    prepared[LOG_SHAPE + 1] = log_shape.lo;
    prepared[LOG_TWICE] = log_twice.hi;
    prepared[LOG_TWICE + 1] = log_twice.lo;
}

static ter__dd log_shape_of(const ter_dist *dist) {
    return ter__dd_make(dist->prepared[LOG_SHAPE], dist->prepared[LOG_SHAPE + 1]);
}

/* x / scale - 1. */
static ter__dd less_1(const double *prepared, double x, ter__dd y) {
    int exponent;
    double m = frexp(x, &exponent), k = exponent - prepared[1];
    if (!(y.hi > 0.5 && y.hi < 2.0))
        return ter__dd_add_d(y, -1.0);
    return ter__dd_ratio(ldexp(m, (int)k) - prepared[0], prepared[0]);
}

static place place_of(const ter_dist *dist, double x) {
    place at = {.log_y = ter__positive_log_ratio(dist->prepared, x), .y = ter__positive_ratio(dist->prepared, x)};
    at.far = fabs(at.log_y.hi) > LOG_Y_FAR;
    at.y_less_1 = less_1(dist->prepared, x, at.y);
    if (at.far) {
        ter__dd half = ter__dd_scale(at.log_y, at.log_y.hi < 0.0 ? -0.5 : 0.5);
        ter__dd size = ter__exp_whole(ter__dd_sub(half, log_shape_of(dist)));
        at.z = at.log_y.hi < 0.0 ? ter__dd_neg(size) : size;
    } else {
        at.z = ter__dd_div_d(ter__dd_div(at.y_less_1, ter__dd_sqrt(at.y)), dist->parameter[SHAPE]);
    }
    return at;
}

/* log dz/dx. */
static ter__dd log_rate(const ter_dist *dist, place at) {
    ter__dd log_twice = ter__dd_make(dist->prepared[LOG_TWICE], dist->prepared[LOG_TWICE + 1]);
    ter__dd log_sum = at.far && at.log_y.hi > 0.0 ? at.log_y : ter__dd_log1p(at.y);
    return ter__dd_sub(ter__dd_sub(log_sum, ter__dd_mul_d(at.log_y, 1.5)), log_twice);
}

static ter__dd log_density(const ter_dist *dist, double x) {
    place at = place_of(dist, x);
    return ter__dd_add_wide(ter__score_log_density(at.z), log_rate(dist, at));
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    return ter__score_log_tail(place_of(dist, x).z, upper);
}

static ter__dd log_hazard(const ter_dist *dist, double x) {
    place at = place_of(dist, x);
    return ter__dd_add_wide(ter__score_log_hazard(at.z), log_rate(dist, at));
}

/* y = exp(2 asinh(shape z / 2)). */
static double inverse(const ter_dist *dist, ter__dd log_tail, bool upper) {
    ter__dd z = ter__score_inverse(log_tail, upper), out;
    ter__dd t = ter__dd_scale(ter__dd_mul_d(z.hi < 0.0 ? ter__dd_neg(z) : z, dist->parameter[SHAPE]), 0.5);
    if (t.hi > 0x1p100) {
        out = ter__dd_add(ter__dd_add(ter__dd_log(z.hi < 0.0 ? ter__dd_neg(z) : z), log_shape_of(dist)), ter__dd_make(0.0, 0.0));
    } else {
        ter__dd square = ter__dd_square(t), root = ter__dd_sqrt(ter__dd_add_d(square, 1.0));
        out = ter__dd_log1p(ter__dd_add(t, ter__dd_div(square, ter__dd_add_d(root, 1.0))));
    }
    return ter__positive_undo(dist->prepared, ter__dd_scale(out, z.hi < 0.0 ? -2.0 : 2.0));
}

/*
 * With s = (y^2 - 1) / (shape^2 y): the slope is -(s + 1 + 2 / (1 + y)) / (2 x), by the scale (s - (y - 1) / (y + 1)) / (2 scale),
 * by the shape (z^2 - 1) / shape.
 */
static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    const double *p = dist->parameter;
    place at = place_of(dist, x);
    double sign = at.log_y.hi < 0.0 ? -1.0 : 1.0;
    if (at.far) { /* y or 1 / y may be beyond the doubles, and the quotient with x not */
        ter__dd log_steep = ter__dd_sub(ter__dd_scale(at.log_y, sign), ter__dd_scale(log_shape_of(dist), 2.0));
        double swift = ter__exp_dd(ter__dd_sub(ter__dd_sub(log_steep, ter__dd_log_d(x)), ter__log_2())); /* its half */
        double rest = isinf(swift) ? 0.0 : (sign < 0.0 ? 1.5 : 0.5) / x;
        *slope = -(sign * swift + rest);
        if (by_parameter == NULL)
            return;
        by_parameter[SCALE] = 0.5 * sign * (ter__exp_dd(ter__dd_sub(log_steep, ter__dd_log_d(p[SCALE]))) - 1.0 / p[SCALE]);
        ter__dd by_log_shape = ter__dd_sub(log_steep, log_shape_of(dist));
        by_parameter[SHAPE] = ter__exp_dd(by_log_shape) - 1.0 / p[SHAPE];
        return;
    }
    ter__dd sum = ter__dd_add_d(at.y, 1.0), share = ter__dd_div(sum, ter__dd_sqrt(at.y));
    ter__dd steep = ter__dd_mul(at.z, ter__dd_div_d(share, p[SHAPE]));
    ter__dd rest = ter__dd_add_d(ter__dd_div(ter__dd_make(2.0, 0.0), sum), 1.0);
    *slope = -0.5 * (ter__dd_value(ter__dd_add(steep, rest)) / x);
    if (by_parameter == NULL)
        return;
    by_parameter[SHAPE] = ter__dd_value(ter__dd_add_d(ter__dd_square(at.z), -1.0)) / p[SHAPE];
    by_parameter[SCALE] = 0.5 * (ter__dd_value(ter__dd_sub(steep, ter__dd_div(at.y_less_1, sum))) / p[SCALE]);
}

/* ---- summaries ----------------------------------------------------------------------------------------------------------- */

static ter_status finite(double *value) {
    return isinf(*value) ? TER_INFINITE : TER_OK;
}

static ter_status mean(const ter_dist *dist, double *value) {
    const double *p = dist->parameter;
    *value = p[SCALE] * (1.0 + 0.5 * p[SHAPE] * p[SHAPE]);
    return finite(value);
}

static ter_status variance(const ter_dist *dist, double *value) {
    const double *p = dist->parameter;
    double spread = p[SCALE] * p[SHAPE];
    *value = spread * (1.0 + 1.25 * p[SHAPE] * p[SHAPE]) * spread;
    return finite(value);
}

/* 4 a (11 a^2 + 6) / (5 a^2 + 4)^(3/2), a = shape; in 1 / a where a^2 may overflow. */
static ter_status skewness(const ter_dist *dist, double *value) {
    double a = dist->parameter[SHAPE], square = a > 1.0 ? 1.0 / a / a : a * a;
    double low = a > 1.0 ? 5.0 + 4.0 * square : 5.0 * square + 4.0, high = a > 1.0 ? 11.0 + 6.0 * square : 11.0 * square + 6.0;
    *value = 4.0 * (a > 1.0 ? 1.0 : a) * high / (low * sqrt(low));
    return TER_OK;
}

/* 6 a^2 (93 a^2 + 40) / (5 a^2 + 4)^2. */
static ter_status excess_kurtosis(const ter_dist *dist, double *value) {
    double a = dist->parameter[SHAPE], square = a > 1.0 ? 1.0 / a / a : a * a;
    double low = a > 1.0 ? 5.0 + 4.0 * square : 5.0 * square + 4.0, high = a > 1.0 ? 93.0 + 40.0 * square : 93.0 * square + 40.0;
    *value = 6.0 * (a > 1.0 ? 1.0 : square) * high / (low * low);
    return TER_OK;
}

static ter_status median(const ter_dist *dist, double *value) {
    *value = dist->parameter[SCALE];
    return TER_OK;
}

/*
 * The positive root of (y^2 - 1) (y + 1) + shape^2 y (y + 3), which is convex: Newton's steps from above fall towards it. For small
 * shapes of u = 1 - y, so that the distance from the scale keeps its digits.
 */
static ter_status mode(const ter_dist *dist, double *value) {
    double square = dist->parameter[SHAPE] * dist->parameter[SHAPE], y = 1.0 / (3.0 * square - 1.0), u = 0.0;
    if (square > 1.0) {
        for (int i = 0; i < 60; i++) {
            double top = ((y + 1.0 + square) * y + (3.0 * square - 1.0)) * y - 1.0;
            double next = y - top / ((3.0 * y + 2.0 * (1.0 + square)) * y + (3.0 * square - 1.0));
            if (!(next < y))
                break;
            y = next;
        }
        *value = dist->parameter[SCALE] * (square < TER__INFINITY ? y : 0.0);
        return TER_OK;
    }
    for (int i = 0; i < 60; i++) {
        double rest = 2.0 - u, top = u * rest * rest - square * (1.0 - u) * (4.0 - u);
        double next = u - top / (rest * rest - 2.0 * u * rest + square * (5.0 - 2.0 * u));
        if (!(next > u))
            break;
        u = next;
    }
    *value = dist->parameter[SCALE] * (1.0 - u);
    return TER_OK;
}

/* By the mean m and the harmonic mean h: scale^2 = m h, shape^2 = 2 (sqrt(m / h) - 1) (H. K. T. Ng, D. Kundu, N. Balakrishnan,
 * 2003). */
static ter_status fit_start(size_t n, const double *x, const double *columns, const double *weights, double *parameters,
                            ter_error *error) {
    (void)columns;
    double total = 0.0, sum = 0.0, inverse_sum = 0.0;
    for (size_t i = 0; i < n; i++) {
        if (weights[i] > 0.0 && !(x[i] > 0.0))
            return ter_error_set(error, TER_BAD_DATA,
                                 "birnbaum_saunders: value %zu is %.17g, and only positive numbers are possible", i, x[i]);
        total += weights[i];
        sum += weights[i] * x[i];
        inverse_sum += weights[i] > 0.0 ? weights[i] / x[i] : 0.0;
    }
    double arithmetic = sum / total, harmonic = total / inverse_sum, square = 2.0 * (sqrt(arithmetic / harmonic) - 1.0);
    if (!(square > 0.0))
        return ter_error_set(error, TER_BAD_DATA, "birnbaum_saunders: all values are equal, so the likelihood grows without bound");
    parameters[SHAPE] = sqrt(square);
    parameters[SCALE] = sqrt(arithmetic) * sqrt(harmonic);
    return TER_OK;
}

static const ter__fitter fitter = {.start = fit_start};

static const ter_parameter parameters[] = {
    TER__POSITIVE_PARAMETER("shape", "alpha", "shape: standard deviation of sqrt(x / scale) - sqrt(scale / x)"),
    TER__SCALE_PARAMETER("scale: the median"),
};

static const ter_parameter scipy_parameters[] = {
    TER__POSITIVE_PARAMETER("c", "c", "shape"),
    TER__SCIPY_NO_LOC,
    TER__SCIPY_SCALE,
};

static const ter_parameter r_parameters[] = {
    TER__SCALE_PARAMETER("scale: the median"),
    TER__POSITIVE_PARAMETER("shape", "a", "shape"),
};

static void from_scipy(const double *given, double *own) {
    own[SHAPE] = given[0];
    own[SCALE] = given[2];
}

static void from_r(const double *given, double *own) {
    own[SHAPE] = given[1];
    own[SCALE] = given[0];
}

static const ter__variant variants[] = {
    TER__VARIANT("scipy", "fatiguelife", scipy_parameters, from_scipy),
    TER__VARIANT("VGAM", "bisa", r_parameters, from_r),
};

static const ter_alias aliases[] = {{"fatigue", "R extraDistr"}};

static const ter__edge edges[] = {
    {{1.0, 2.0}, TER_CDF, 0.0, 0.0},           {{1.0, 2.0}, TER_PDF, 0.0, 0.0},      {{1.0, 2.0}, TER_PDF, -1.0, 0.0},
    {{1.0, 2.0}, TER_CDF, 2.0, 0.5},           {{1.0, 2.0}, TER_SF, 2.0, 0.5},       {{1.0, 2.0}, TER_CDF, TER__INFINITY, 1.0},
    {{1.0, 2.0}, TER_QUANTILE, 0.0, 0.0},      {{1.0, 2.0}, TER_QUANTILE, 0.5, 2.0}, {{1.0, 2.0}, TER_QUANTILE, 1.0, TER__INFINITY},
    {{1.0, 2.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .log_hazard = log_hazard,
    .gradient = gradient,
    .inverse = inverse,
};

const ter_family ter__family_birnbaum_saunders = {
    .name = "birnbaum_saunders",
    .title = "Birnbaum-Saunders (fatigue life)",
    .formula = "phi(z) (y + 1) / (2 shape scale y^(3/2)), z = (sqrt(y) - 1 / sqrt(y)) / shape, y = x / scale > 0",
    .conventions = "scipy: fatiguelife(c=shape, loc=0, scale). R: extraDistr::dfatigue(x, alpha=shape, beta=scale, mu=0); "
                   "VGAM::dbisa(x, scale, shape), scale first. Mathematica: BirnbaumSaundersDistribution[shape, 1 / scale].",
    .parameter_count = 2,
    .parameters = parameters,
    .alias_count = sizeof aliases / sizeof aliases[0],
    .aliases = aliases,
    .prepare = prepare,
    .support = ter__support_positive,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
    .statement = &statement,
    .summary =
        {
            [TER_MEAN] = mean,
            [TER_VARIANCE] = variance,
            [TER_SKEWNESS] = skewness,
            [TER_EXCESS_KURTOSIS] = excess_kurtosis,
            [TER_MODE] = mode,
            [TER_MEDIAN] = median,
        },
    .raw_moment = ter__raw_moment_of_summaries,
    .central_moment = ter__central_moment_of_summaries,
    .words_per_draw = 1,
    .fitter = &fitter,
    .accuracy_range = "shapes from 1e-6 to 1e6, scales from 1e-100 to 1e100, all arguments",
    .accuracy = TER__STATED_ACCURACY(1.25, 4.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
