/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Kumaraswamy's law: P(X > x) = (1 - x^a)^b on [0, 1]. With s = -b log(1 - x^a) the survival function is exp(-s), so that the tails
 * are those of extreme_stated.h at w = log b + log(-log(1 - x^a)); nothing cancels at either end.
 */
#include "dist/common_parameters.h"
#include "dist/common_slots.h"
#include "extreme_stated.h"
#include "special/gamma.h"
#include "summary_moments.h"

enum { LOG_B, LOG_PRODUCT = LOG_B + 2 };

static void prepare(const double *p, double *prepared) {
    ter__dd log_b = ter__dd_log_d(p[1]), log_product = ter__dd_add(ter__dd_log_d(p[0]), log_b);
    prepared[LOG_B] = log_b.hi;
    prepared[LOG_B + 1] = log_b.lo;
    prepared[LOG_PRODUCT] = log_product.hi;
    prepared[LOG_PRODUCT + 1] = log_product.lo;
}

static void support(const double *p, double *lower, double *upper) {
    (void)p;
    *lower = 0.0;
    *upper = 1.0;
}

static ter__dd log_b_of(const ter_dist *dist) {
    return ter__dd_make(dist->prepared[LOG_B], dist->prepared[LOG_B + 1]);
}

/* log x^a < 0. */
static ter__dd log_power(const ter_dist *dist, double x) {
    ter__dd l = ter__dd_mul_d(ter__log_quotient(x, 1.0), dist->parameter[0]);
    return l.hi == 0.0 ? ter__dd_make(-0x1p-1074, 0.0) : l;
}

static ter__dd w_of(const ter_dist *dist, double x) {
    ter__dd l = log_power(dist, x);
    return ter__dd_add(log_b_of(dist), ter__extreme_w_of(l, true));
}

/* log(a b) + (a - 1) log x + (b - 1) log(1 - x^a). */
static ter__dd log_density(const ter_dist *dist, double x) {
    double a = dist->parameter[0], b = dist->parameter[1];
    ter__dd out = ter__dd_make(dist->prepared[LOG_PRODUCT], dist->prepared[LOG_PRODUCT + 1]);
    if (x == 0.0 || x == 1.0) {
        double less = x == 0.0 ? a - 1.0 : b - 1.0;
        return less == 0.0 ? out : ter__dd_make(copysign(TER__INFINITY, -less), 0.0);
    }
    out = ter__dd_add(out, ter__dd_mul(ter__two_sum(a, -1.0), ter__log_quotient(x, 1.0)));
    return ter__dd_add(out, ter__dd_mul(ter__two_sum(b, -1.0), ter__log_rest(log_power(dist, x))));
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    ter__dd w = w_of(dist, x);
    return upper ? ter__extreme_stated_tail(w) : ter__log_rest_of_power(w);
}

/* log x^a from w: log(1 - x^a) = -exp(w) / b. */
static double inverse(const ter_dist *dist, ter__dd log_tail, bool upper) {
    ter__dd w = ter__dd_sub(ter__extreme_w_of(log_tail, !upper), log_b_of(dist));
    return ter__scale_times_exp(1.0, ter__dd_div_d(ter__log_rest_of_power(w), dist->parameter[0]));
}

/* With y = x^a: slope ((a - 1) - (b - 1) a y / (1 - y)) / x; by a 1 / a + log x (1 - (b - 1) y / (1 - y)); by b 1 / b + log(1 - y).
 */
static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    double a = dist->parameter[0], b = dist->parameter[1];
    ter__dd l = log_power(dist, x), log_odds = ter__dd_sub(l, ter__log_rest(l));
    ter__dd odds = log_odds.hi < -600.0 ? ter__dd_make(0.0, 0.0) : ter__dd_exp(log_odds);
    ter__dd pull = ter__dd_mul(odds, ter__two_sum(b, -1.0)), a_less = ter__two_sum(a, -1.0), term = ter__dd_mul_d(pull, a);
    ter__dd top = ter__dd_sub(a_less, term);
    bool noise = fabs(top.hi) < 0x1p-90 * (fabs(a_less.hi) + fabs(term.hi));
    if (a == 1.0) /* a y / x = 1, also where y is below the doubles */
        *slope = (1.0 - b) * ter__exp_dd(ter__dd_neg(ter__log_rest(l)));
    else
        *slope = noise ? 0.0 : ter__dd_value(top) / x;
    if (by_parameter != NULL) {
        ter__dd log_x = ter__log_quotient(x, 1.0), rest = ter__dd_add_d(ter__dd_neg(pull), 1.0);
        by_parameter[0] = ter__dd_value(ter__dd_add(ter__dd_ratio(1.0, a), ter__dd_mul(log_x, rest)));
        by_parameter[1] = ter__dd_value(ter__dd_add(ter__dd_ratio(1.0, b), ter__log_rest(l)));
    }
}

/* log E[X^k] = log(b B(1 + k / a, b)) = log Gamma(1 + k / a) + log Gamma(1 + b) - log Gamma(1 + k / a + b). */
static ter__dd log_moment(const ter_dist *dist, unsigned order) {
    double b = dist->parameter[1];
    ter__dd at[3] = {ter__dd_add_d(ter__dd_ratio((double)order, dist->parameter[0]), 1.0), ter__two_sum(b, 1.0), {0.0, 0.0}};
    at[2] = ter__dd_add_d(at[0], b);
    ter__dd sum = {0.0, 0.0};
    for (int i = 0; i < 3; i++) {
        ter__dd value = ter__dd_add(ter__dd_lgamma(at[i].hi), ter__two_product(ter__digamma(at[i].hi), at[i].lo));
        sum = ter__dd_add(sum, i == 2 ? ter__dd_neg(value) : value);
    }
    return sum;
}

static ter_status raw_moment(const ter_dist *dist, unsigned order, double *value) {
    *value = order == 0 ? 1.0 : ter__exp_dd(log_moment(dist, order));
    return TER_OK;
}

static ter_status mean(const ter_dist *dist, double *value) {
    return raw_moment(dist, 1, value);
}

/* E[X^k] / mean^k - 1. */
static ter__dd excess(const ter_dist *dist, unsigned order) {
    return ter__dd_expm1(ter__dd_sub(log_moment(dist, order), ter__dd_mul_d(log_moment(dist, 1), (double)order)));
}

static ter_status variance(const ter_dist *dist, double *value) {
    ter__dd square = ter__dd_scale(log_moment(dist, 1), 2.0);
    ter__dd h = ter__dd_sub(log_moment(dist, 2), square);
    /* E[X^2] = mean^2 exp(h): where h is large the square of the mean is nothing beside it */
    *value = h.hi > 600.0 ? ter__exp_dd(ter__dd_add(square, h)) : ter__exp_dd(ter__dd_add(square, ter__dd_log(ter__dd_expm1(h))));
    return TER_OK;
}

static ter_status skewness(const ter_dist *dist, double *value) {
    ter__dd second = excess(dist, 2), third = ter__dd_sub(excess(dist, 3), ter__dd_mul_d(second, 3.0));
    *value = ter__dd_value(ter__dd_div(third, ter__dd_mul(second, ter__dd_sqrt(second))));
    return TER_OK;
}

static ter_status excess_kurtosis(const ter_dist *dist, double *value) {
    ter__dd second = excess(dist, 2), third = excess(dist, 3), fourth = excess(dist, 4);
    fourth = ter__dd_add(ter__dd_sub(fourth, ter__dd_mul_d(third, 4.0)), ter__dd_mul_d(second, 6.0));
    *value = ter__dd_value(ter__dd_add_d(ter__dd_div(fourth, ter__dd_square(second)), -3.0));
    return TER_OK;
}

/* ((a - 1) / (a b - 1))^(1 / a) for a, b >= 1; else an end of infinite or highest density. */
static ter_status mode(const ter_dist *dist, double *value) {
    double a = dist->parameter[0], b = dist->parameter[1];
    if (a > 1.0 && b > 1.0)
        *value = ter__pow((a - 1.0) / fma(a, b, -1.0), 1.0 / a);
    else if (a < 1.0 || b < 1.0)
        *value = a < 1.0 ? 0.0 : 1.0;
    else
        *value = a > 1.0 ? 1.0 : 0.0;
    return TER_OK;
}

/* 1 - 1 / b + (1 - 1 / a) (digamma(b + 1) + gamma) - log(a b). */
static ter_status entropy(const ter_dist *dist, double *value) {
    double a = dist->parameter[0], b = dist->parameter[1], log_product = dist->prepared[LOG_PRODUCT];
    *value = (1.0 - 1.0 / b) + (1.0 - 1.0 / a) * (ter__digamma(b + 1.0) + TER__EULER_GAMMA) - log_product;
    return TER_OK;
}

static const ter_parameter parameters[] = {
    TER__POSITIVE_PARAMETER("shape1", "a", "power of x; below 1 the density is infinite at 0"),
    TER__POSITIVE_PARAMETER("shape2", "b", "power of 1 - x^a; below 1 the density is infinite at 1"),
};

static const ter_alias aliases[] = {{"kumar", "R"}};

static const ter__edge edges[] = {
    {{1.0, 1.0}, TER_PDF, 0.5, 1.0},
    {{2.0, 1.0}, TER_PDF, 0.0, 0.0},
    {{1.0, 3.0}, TER_PDF, 0.0, 3.0},
    {{0.5, 1.0}, TER_PDF, 0.0, TER__INFINITY},
    {{2.0, 0.5}, TER_LOG_PDF, 1.0, TER__INFINITY},
    {{2.0, 1.0}, TER_CDF, 0.5, 0.25},
    {{1.0, 2.0}, TER_SF, 0.5, 0.25},
    {{1.0, 2.0}, TER_SF, 1.5, 0.0},
    {{1.0, 2.0}, TER_ISF, 0.25, 0.5},
    {{2.0, 3.0}, TER_QUANTILE, 1.0, 1.0},
    {{2.0, 3.0}, TER_QUANTILE, 0.0, 0.0},
    {{2.0, 3.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .gradient = gradient,
    .inverse = inverse,
    .density_at_lower = true,
    .density_at_upper = true,
};

const ter_family ter__family_kumaraswamy = {
    .name = "kumaraswamy",
    .title = "Kumaraswamy",
    .formula = "shape1 shape2 x^(shape1 - 1) (1 - x^shape1)^(shape2 - 1), 0 <= x <= 1",
    .conventions = "scipy and base R have no such law. R VGAM: dkumar(x, shape1, shape2); extraDistr: dkumar(x, a, b); Julia: "
                   "Kumaraswamy(a, b): all in this order.",
    .parameter_count = 2,
    .parameters = parameters,
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
    .central_moment = ter__central_moment_of_summaries,
    .words_per_draw = 1,
    .accuracy_range = "shapes from 1e-3 to 1e8, all arguments; both tails and their logs to the ends of the double range",
    .accuracy = TER__STATED_ACCURACY(1.0, 2.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
