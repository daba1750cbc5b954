/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bradford's law of scattering: f(x) = shape / (width (1 + shape x)), width = log(1 + shape), on [0, 1]; 1 + shape X is
 * log-uniform. P(X <= x) = log(1 + shape x) / width, P(X > x) = log(1 + shape (1 - x) / (1 + shape x)) / width: both without
 * cancellation.
 */
#include "dist/common_parameters.h"
#include "dist/common_slots.h"
#include "dist/variants.h"
#include "log_terms.h"
#include "summary_moments.h"

enum { WIDTH, LOG_WIDTH = WIDTH + 2, LOG_SHAPE = LOG_WIDTH + 2, LOG_PEAK = LOG_SHAPE + 2 };

/* Below this product of shape and x it is log(1 + shape x) itself. */
#define PRODUCT_TINY 0x1p-800

/* c - log(1 + c), c > 0. */
static ter__dd less_log1p(double c) {
    if (c > 0x1p-7)
        return ter__dd_add_d(ter__dd_neg(ter__dd_log1p(ter__dd_make(c, 0.0))), c);
    ter__dd sum = ter__dd_ratio(1.0, 18.0);
    for (int k = 17; k >= 2; k--)
        sum = ter__dd_sub(ter__dd_ratio(1.0, (double)k), ter__dd_mul_d(sum, c));
    return ter__dd_mul(sum, ter__two_product(c, c));
}

static void prepare(const double *p, double *prepared) {
    ter__dd width = ter__dd_log1p(ter__dd_make(p[0], 0.0)), log_width = ter__dd_log(width), log_shape = ter__dd_log_d(p[0]);
    /* log f(0) = log(shape / width), small for small shapes */
    ter__dd log_peak = p[0] < 1.0 ? ter__dd_log1p(ter__dd_div(less_log1p(p[0]), width)) : ter__dd_sub(log_shape, log_width);
    prepared[LOG_PEAK] = log_peak.hi;
    prepared[LOG_PEAK + 1] = log_peak.lo;
    prepared[WIDTH] = width.hi;
    prepared[WIDTH + 1] = width.lo;
    prepared[LOG_WIDTH] = log_width.hi;
    prepared[LOG_WIDTH + 1] = log_width.lo;
    prepared[LOG_SHAPE] = log_shape.hi;
    prepared[LOG_SHAPE + 1] = log_shape.lo;
}

static void support(const double *p, double *lower, double *upper) {
    (void)p;
    *lower = 0.0;
    *upper = 1.0;
}

static ter__dd kept(const ter_dist *dist, int place) {
    return ter__dd_make(dist->prepared[place], dist->prepared[place + 1]);
}

static ter__dd product(const ter_dist *dist, double x) {
    return ter__two_product(dist->parameter[0], x);
}

static ter__dd log_density(const ter_dist *dist, double x) {
    return ter__dd_sub(kept(dist, LOG_PEAK), ter__dd_log1p(product(dist, x)));
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    ter__dd at = product(dist, x), width = kept(dist, WIDTH);
    if (at.hi < PRODUCT_TINY) {
        ter__dd log_below = ter__dd_sub(ter__dd_add(ter__dd_log_d(x), kept(dist, LOG_SHAPE)), kept(dist, LOG_WIDTH));
        return upper ? ter__log_rest(log_below) : log_below;
    }
    ter__dd rest = ter__dd_mul_d(ter__two_sum(1.0, -x), dist->parameter[0]);
    ter__dd below = ter__dd_log1p(at), above = ter__dd_log1p(ter__dd_div(rest, ter__dd_add_d(at, 1.0)));
    ter__dd own = upper ? above : below, other = upper ? below : above;
    if (own.hi < other.hi)
        return ter__dd_log(ter__dd_div(own, width));
    return ter__dd_log1p(ter__dd_neg(ter__dd_div(other, width)));
}

/* ((1 + shape)^p - 1) / shape. */
static double inverse(const ter_dist *dist, ter__dd log_tail, bool upper) {
    if (!upper && log_tail.hi < -300.0)
        return ter__exp_dd(ter__dd_sub(ter__dd_add(log_tail, kept(dist, LOG_WIDTH)), kept(dist, LOG_SHAPE)));
    if (upper && log_tail.hi < -300.0)
        return 1.0;
    ter__dd p = upper ? ter__dd_neg(ter__dd_expm1(log_tail)) : ter__dd_exp(log_tail);
    return ter__dd_value(ter__dd_div_d(ter__dd_expm1(ter__dd_mul(p, kept(dist, WIDTH))), dist->parameter[0]));
}

/* By the shape c: 1 / c - 1 / ((1 + c) width) - x / (1 + c x). */
static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    double c = dist->parameter[0];
    ter__dd whole = ter__dd_add_d(product(dist, x), 1.0), one = ter__dd_make(1.0, 0.0);
    *slope = -ter__dd_value(ter__dd_div(ter__dd_make(c, 0.0), whole));
    if (by_parameter != NULL) {
        ter__dd of_width = ter__dd_div(one, ter__dd_mul(ter__two_sum(1.0, c), kept(dist, WIDTH)));
        ter__dd of_x = ter__dd_div(ter__dd_make(x, 0.0), whole);
        by_parameter[0] = ter__dd_value(ter__dd_sub(ter__dd_sub(ter__dd_ratio(1.0, c), of_width), of_x));
    }
}

/* ---- summaries ----------------------------------------------------------------------------------------------------------- */

/*
 * E[X^k] = (c / width) integral of x^k / (1 + c x). Small shapes: with t = c / (1 + c) the integral is the sum of t^j B(k + 1, j +
 * 1) over j, divided by 1 + c. Large ones: E[X^k] = 1 / (k width) - E[X^(k - 1)] / c.
 */
static ter__dd power_mean(const ter_dist *dist, unsigned order) {
    double c = dist->parameter[0];
    ter__dd width = kept(dist, WIDTH), whole = ter__two_sum(1.0, c), value = ter__dd_make(1.0, 0.0);
    if (c > 2.0) {
        for (unsigned k = 1; k <= order; k++) {
            ter__dd first = ter__dd_div_d(ter__dd_div(ter__dd_make(1.0, 0.0), width), (double)k);
            value = ter__dd_sub(first, ter__dd_div_d(value, c));
        }
        return value;
    }
    ter__dd t = ter__dd_div(ter__dd_make(c, 0.0), whole), term = ter__dd_ratio(1.0, order + 1.0), sum = term;
    for (unsigned j = 1; j < 250 && term.hi > sum.hi * 0x1p-110; j++) {
        term = ter__dd_div_d(ter__dd_mul_d(ter__dd_mul(term, t), (double)j), order + j + 1.0);
        sum = ter__dd_add(sum, term);
    }
    return ter__dd_div(ter__dd_mul(sum, t), width);
}

static ter_status raw_moment(const ter_dist *dist, unsigned order, double *value) {
    *value = order == 0 ? 1.0 : ter__dd_value(power_mean(dist, order));
    return TER_OK;
}

static ter_status mean(const ter_dist *dist, double *value) {
    return raw_moment(dist, 1, value);
}

static ter__dd spread(const ter_dist *dist) {
    return ter__dd_sub(power_mean(dist, 2), ter__dd_square(power_mean(dist, 1)));
}

static ter_status variance(const ter_dist *dist, double *value) {
    *value = ter__dd_value(spread(dist));
    return TER_OK;
}

static ter_status skewness(const ter_dist *dist, double *value) {
    ter__dd m = power_mean(dist, 1), second = power_mean(dist, 2), v = spread(dist);
    ter__dd inner = ter__dd_sub(ter__dd_mul_d(second, 3.0), ter__dd_scale(ter__dd_square(m), 2.0));
    ter__dd third = ter__dd_sub(power_mean(dist, 3), ter__dd_mul(m, inner));
    *value = ter__dd_value(ter__dd_div(third, ter__dd_mul(v, ter__dd_sqrt(v))));
    return TER_OK;
}

static ter_status excess_kurtosis(const ter_dist *dist, double *value) {
    ter__dd m = power_mean(dist, 1), square = ter__dd_square(m), v = spread(dist);
    ter__dd inner = ter__dd_sub(ter__dd_mul_d(power_mean(dist, 2), 6.0), ter__dd_mul_d(square, 3.0));
    ter__dd fourth = ter__dd_sub(power_mean(dist, 4), ter__dd_scale(ter__dd_mul(m, power_mean(dist, 3)), 4.0));
    fourth = ter__dd_add(fourth, ter__dd_mul(square, inner));
    *value = ter__dd_value(ter__dd_add_d(ter__dd_div(fourth, ter__dd_square(v)), -3.0));
    return TER_OK;
}

/* log(width / shape) + width / 2. */
static ter_status entropy(const ter_dist *dist, double *value) {
    ter__dd logs = ter__dd_sub(kept(dist, LOG_WIDTH), kept(dist, LOG_SHAPE));
    *value = ter__dd_value(ter__dd_add(logs, ter__dd_scale(kept(dist, WIDTH), 0.5)));
    return TER_OK;
}

static const ter_parameter parameters[] = {
    TER__POSITIVE_PARAMETER("shape", "c", "shape: the density at 0 is 1 + shape times that at 1"),
};

static const ter_parameter scipy_parameters[] = {
    TER__POSITIVE_PARAMETER("c", "c", "shape"),
    TER__SCIPY_NO_LOC,
    TER__SCIPY_NO_SCALE,
};

static const ter__variant variants[] = {
    TER__VARIANT("scipy", "bradford", scipy_parameters, NULL),
};

static const ter__edge edges[] = {
    {{3.0}, TER_CDF, 0.33333333333333331, 0.5},
    {{3.0}, TER_CDF, 0.0, 0.0},
    {{3.0}, TER_CDF, 1.0, 1.0},
    {{3.0}, TER_SF, 2.0, 0.0},
    {{3.0}, TER_PDF, -1.0, 0.0},
    {{3.0}, TER_LOG_PDF_SLOPE, 0.5, -1.2},
    {{8.0}, TER_QUANTILE, 0.5, 0.25},
    {{8.0}, TER_ISF, 0.5, 0.25},
    {{8.0}, TER_QUANTILE, 1.0, 1.0},
    {{8.0}, TER_QUANTILE, 1.5, TER__NAN},
    {{8.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .gradient = gradient,
    .inverse = inverse,
    .density_at_lower = true,
    .density_at_upper = true,
};

const ter_family ter__family_bradford = {
    .name = "bradford",
    .title = "Bradford",
    .formula = "shape / (log(1 + shape) (1 + shape x)), 0 <= x <= 1",
    .conventions =
        "scipy: bradford(c=shape, loc=0, scale=1). On another interval: affine(bradford(shape), location, scale). stdlib: "
        "bradford(c).",
    .parameter_count = sizeof parameters / sizeof parameters[0],
    .parameters = parameters,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
    .prepare = prepare,
    .support = support,
    .statement = &statement,
    .summary =
        {
            [TER_MEAN] = mean,
            [TER_VARIANCE] = variance,
            [TER_SKEWNESS] = skewness,
            [TER_EXCESS_KURTOSIS] = excess_kurtosis,
            [TER_MODE] = ter__summary_zero,
            [TER_ENTROPY] = entropy,
        },
    .raw_moment = raw_moment,
    .central_moment = ter__central_moment_of_summaries,
    .words_per_draw = 1,
    .accuracy_range = "shapes from 1e-8 to 1e100, all arguments, both tails and their logs",
    .accuracy = TER__STATED_ACCURACY(1.0, 2.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
