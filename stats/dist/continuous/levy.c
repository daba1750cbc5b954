/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The Levy law: location + scale / Z^2 of a standard normal Z; f(x) = sqrt(scale / (2 pi)) exp(-scale / (2 y)) y^(-3/2), y = x -
 * location > 0. P(X <= x) = P(|Z| > z), z = sqrt(scale / y): the upper tail, which falls like y^(-1/2), is an error function.
 */
#include "dist/characteristic.h"
#include "dist/common_parameters.h"
#include "dist/common_slots.h"
#include "dist/variants.h"
#include "normal_score.h"
#include "positive.h"
#include "span.h"

enum { PRE = TER__POSITIVE_SIZE };

/* Below this z, P(|Z| <= z) is z sqrt(2 / pi) to all digits. */
#define LOG_Z_SMALL (-42.0)

static void prepare(const double *p, double *prepared) {
    ter__positive_prepare(p[1], prepared);
    prepared[PRE] = fabs(p[0]) > 0x1p1000 ? 0.25 : 1.0;
}

static void support(const double *p, double *lower, double *upper) {
    *lower = p[0];
    *upper = TER__INFINITY;
}

static ter__dd log_scale_of(const ter_dist *dist) {
    return ter__positive_log_scale(dist->prepared);
}

/* log(x - location). */
static ter__dd log_distance(const ter_dist *dist, double x) {
    double pre = dist->prepared[PRE];
    ter__dd y = ter__span(pre, x, dist->parameter[0]), log_y = ter__dd_log(y);
    return pre < 1.0 ? ter__dd_add(log_y, ter__dd_scale(ter__log_two(), 2.0)) : log_y;
}

/* log of scale / y, the square of z. */
static ter__dd log_square(const ter_dist *dist, double x) {
    return ter__dd_sub(log_scale_of(dist), log_distance(dist, x));
}

/* log sqrt(2 / pi). */
static ter__dd log_height(void) {
    return ter__dd_sub(ter__log_2(), ter__log_sqrt_2pi());
}

static ter__dd log_density(const ter_dist *dist, double x) {
    ter__dd w = log_square(dist, x), half_square = ter__exp_whole(ter__dd_sub(w, ter__log_2()));
    ter__dd power = ter__dd_sub(ter__dd_mul_d(w, 1.5), ter__dd_add(log_scale_of(dist), ter__log_sqrt_2pi()));
    return half_square.hi > 0x1p200 ? ter__dd_make(-half_square.hi, 0.0) : ter__dd_sub(power, half_square);
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    ter__dd log_z = ter__dd_scale(log_square(dist, x), 0.5);
    if (log_z.hi < LOG_Z_SMALL) {
        ter__dd inner = ter__dd_add(log_z, log_height());
        return upper ? inner : ter__log_complement(inner);
    }
    ter__dd z = ter__exp_whole(log_z), t = ter__over_sqrt2(z);
    if (t.hi < 0.5) {
        ter__dd inner = ter__erf_small_dd(t);
        return upper ? ter__dd_log(inner) : ter__dd_log1p(ter__dd_neg(inner));
    }
    ter__dd outer = z.hi < 0x1p500 ? ter__dd_add(ter__dd_log(ter__erfcx_dd(t)), ter__minus_half_square(z))
                                   : ter__normal_log_density(z, ter__dd_make(0.0, 0.0));
    return upper ? ter__log_complement(outer) : outer;
}

/* y = scale / z^2. */
static double inverse(const ter_dist *dist, ter__dd log_tail, bool upper) {
    ter__dd log_z;
    if (!upper) {
        log_z = ter__dd_log(ter__score_inverse(ter__dd_sub(log_tail, ter__log_2()), true));
    } else if (log_tail.hi < -40.0) {
        log_z = ter__dd_sub(log_tail, log_height());
    } else {
        ter__dd t = ter__erf_inverse_small(ter__dd_exp(log_tail));
        log_z = ter__dd_add_d(ter__dd_log(t), 0.0);
        log_z = ter__dd_add(log_z, ter__dd_scale(ter__log_2(), 0.5));
    }
    ter__dd v = ter__dd_scale(log_z, -2.0), log_y = ter__dd_add(v, log_scale_of(dist));
    if (dist->parameter[0] == 0.0 || log_y.hi > 700.0)
        return ter__positive_undo(dist->prepared, v);
    return ter__span_place(dist->prepared[PRE], dist->parameter[0], ter__dd_scale(ter__exp_whole(log_y), dist->prepared[PRE]));
}

/* (scale - 3 y) / (2 y^2); by scale (1 - z^2) / (2 scale). */
static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    double pre = dist->prepared[PRE];
    ter__dd y = ter__span(pre, x, dist->parameter[0]);
    ter__dd rest = ter__dd_add_d(ter__dd_mul_d(y, -0.75), 0.25 * dist->parameter[1] * pre); /* a quarter: 3 y may overflow */
    ter__dd log_rest = ter__dd_log(rest.hi < 0.0 ? ter__dd_neg(rest) : rest);               /* of |scale - 3 y| / (2 y^2) */
    ter__dd log_slope = ter__dd_sub(ter__dd_add(log_rest, ter__log_2()), ter__dd_scale(ter__dd_log(y), 2.0));
    *slope = rest.hi == 0.0 ? 0.0 : copysign(ter__exp_dd(log_slope) * pre, rest.hi);
    if (by_parameter != NULL) {
        by_parameter[0] = 0.0 - *slope;
        ter__dd square = ter__exp_whole(log_square(dist, x));
        by_parameter[1] =
            isinf(square.hi) ? -TER__INFINITY : -0.5 * ter__dd_value(ter__dd_add_d(square, -1.0)) / dist->parameter[1];
    }
}

static ter_status raw_moment(const ter_dist *dist, unsigned order, double *value) {
    if (order == 0) {
        *value = 1.0;
        return TER_OK;
    }
    return ter__summary_infinite(dist, value);
}

static ter_status mode(const ter_dist *dist, double *value) {
    *value = dist->parameter[0] + dist->parameter[1] / 3.0;
    return TER_OK;
}

/* (1 + 3 gamma + log(16 pi)) / 2 + log scale, gamma Euler's constant. */
static ter_status entropy(const ter_dist *dist, double *value) {
    const ter__dd standard = {0x1.a988a7060e9b0p+1, 0x1.cb5f8bdf29b30p-54};
    *value = ter__dd_value(ter__dd_add(log_scale_of(dist), standard));
    return TER_OK;
}

/* exp(i t location - sqrt(-2 i t scale)), sqrt(-2 i s) = sqrt(s) (1 - i) */
static ter_status characteristic(const ter_dist *dist, double t, double *real, double *imaginary) {
    ter__dd root = ter__dd_sqrt(ter__two_product(fabs(t), dist->parameter[1]));
    ter__dd turn = ter__dd_add(ter__two_product(t, dist->parameter[0]), t > 0.0 ? root : ter__dd_neg(root));
    ter__complex log = {ter__dd_neg(root), turn};
    return ter__characteristic_of_log(log, real, imaginary);
}

static const ter_parameter parameters[] = {
    TER__LOCATION_PARAMETER("location: the least possible value"),
    TER__SCALE_PARAMETER("scale"),
};

static const ter__edge edges[] = {
    {{0.0, 1.0}, TER_PDF, 0.0, 0.0},      {{0.0, 1.0}, TER_PDF, -1.0, 0.0},
    {{0.0, 1.0}, TER_CDF, 0.0, 0.0},      {{0.0, 1.0}, TER_CDF, TER__INFINITY, 1.0},
    {{3.0, 1.0}, TER_QUANTILE, 0.0, 3.0}, {{3.0, 1.0}, TER_QUANTILE, 1.0, TER__INFINITY},
    {{0.0, 1.0}, TER_ISF, 1.5, TER__NAN}, {{0.0, 1.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .gradient = gradient,
    .inverse = inverse,
};

static const ter_parameter scipy_parameters[] = {TER__SCIPY_LOC, TER__SCIPY_SCALE};

static const ter__variant variants[] = {
    TER__VARIANT("scipy", "levy", scipy_parameters, NULL),
};

const ter_family ter__family_levy = {
    .name = "levy",
    .title = "Levy",
    .formula = "sqrt(scale / (2 pi)) exp(-scale / (2 y)) y^(-3/2), y = x - location >= 0",
    .conventions = "The stable law with index 1/2 and skewness 1. scipy: levy(loc, scale). GSL's gsl_ran_levy is the symmetric "
                   "stable law, another one.",
    .parameter_count = sizeof parameters / sizeof parameters[0],
    .parameters = parameters,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
    .prepare = prepare,
    .support = support,
    .statement = &statement,
    .summary =
        {
            [TER_MEAN] = ter__summary_infinite,
            [TER_VARIANCE] = ter__summary_undefined,
            [TER_SKEWNESS] = ter__summary_undefined,
            [TER_EXCESS_KURTOSIS] = ter__summary_undefined,
            [TER_MODE] = mode,
            [TER_ENTROPY] = entropy,
        },
    .raw_moment = raw_moment,
    .characteristic = characteristic,
    .words_per_draw = 1,
    .accuracy_range = "locations up to 1e10, scales 1e-100 to 1e100, all arguments; both tails and their logs to the ends of the "
                      "double range",
    .accuracy = TER__STATED_ACCURACY(1.0, 2.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
