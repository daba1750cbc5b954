/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The discrete Laplace law on all whole numbers, mass tanh(r / 2) exp(-r |k|): the difference of two independent Planck counts
 * (Inusah and Kozubowski 2006). Its tails are single terms, P(X > k) = exp(-r (k + 1)) / (1 + exp(-r)) from -1 on and the mirror
 * image below; the other side is the complement.
 */
#include "count_characteristic.h"
#include "counts.h"

#include "dist/variants.h"

typedef struct law {
    double rate;
    ter__dd log_centre, log_rest; /* of tanh(r / 2) and of 1 + exp(-r) */
} law;

static law law_of(const ter_dist *dist) {
    const double *v = dist->prepared;
    law l = {dist->parameter[0], {v[0], v[1]}, {v[2], v[3]}};
    return l;
}

/* tanh(r / 2) = (1 - q) / (1 + q) = 1 - 2 q / (1 + q), q = exp(-r): whichever keeps the digits of its log. */
static void prepare(const double *p, double *prepared) {
    ter__dd log_q = ter__dd_make(-p[0], 0.0), q = ter__exp_whole(log_q), log_rest = ter__dd_log1p(q), log_centre;
    if (q.hi < 0.25)
        log_centre = ter__dd_log1p(ter__dd_neg(ter__dd_div(ter__dd_scale(q, 2.0), ter__dd_add_d(q, 1.0))));
    else
        log_centre = ter__dd_sub(ter__log_rest(log_q), log_rest);
    double out[] = {log_centre.hi, log_centre.lo, log_rest.hi, log_rest.lo};
    for (int i = 0; i < 4; i++)
        prepared[i] = out[i];
}

static void support(const double *p, double *lower, double *upper) {
    (void)p;
    *lower = -TER__INFINITY;
    *upper = TER__INFINITY;
}

/* log of factor exp(-r k), k >= 0 */
static ter__dd log_power(const law *l, ter__dd k, ter__dd log_factor) {
    ter__dd power = ter__times_log(ter__dd_make(-l->rate, 0.0), k);
    return isinf(power.hi) ? power : ter__dd_add(power, log_factor);
}

static ter__dd log_density(const ter_dist *dist, double x) {
    law l = law_of(dist);
    return log_power(&l, ter__dd_make(fabs(x), 0.0), l.log_centre);
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    law l = law_of(dist);
    bool above = x >= 0.0; /* the side that is summed */
    ter__dd side = log_power(&l, above ? ter__two_sum(x, 1.0) : ter__dd_make(-x, 0.0), ter__dd_neg(l.log_rest));
    return above == upper ? side : ter__log_rest(side);
}

/* From 0 on 1 - exp(-r); before, the tail is not small. */
static ter__dd log_hazard(const ter_dist *dist, double x) {
    if (x >= 0.0)
        return ter__log_rest(ter__dd_make(-dist->parameter[0], 0.0));
    ter__dd mass = log_density(dist, x);
    return isinf(mass.hi) ? mass : ter__dd_sub(mass, log_tail(dist, x - 1.0, true));
}

static double start(const ter_dist *dist, double log_side, bool upper) {
    law l = law_of(dist);
    double away = (-log_side - l.log_rest.hi) / l.rate;
    away = away > 0.0 ? floor(away) : 0.0;
    return upper ? away : 0.0 - away;
}

/* sinh r = (u + u / (1 + u)) / 2, u = exp(r) - 1 */
static ter__dd sinh_of(double rate) {
    if (rate > 600.0)
        return ter__dd_make(TER__INFINITY, 0.0);
    ter__dd u = ter__dd_expm1(ter__dd_make(rate, 0.0));
    return ter__dd_scale(ter__dd_add(u, ter__dd_div(u, ter__dd_add_d(u, 1.0))), 0.5);
}

/* 1 / sinh r - |k| */
static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    *slope = TER__NAN;
    if (by_parameter == NULL)
        return;
    double rate = dist->parameter[0], k = fabs(x);
    ter__dd s = sinh_of(rate);
    if (isinf(s.hi))
        by_parameter[0] = k > 0.0 ? -k : 2.0 * ter__exp(-rate);
    else if (k * s.hi < 0x1p500)
        by_parameter[0] = ter__dd_value(ter__dd_div(ter__dd_sub(ter__dd_make(1.0, 0.0), ter__dd_mul_d(s, k)), s));
    else
        by_parameter[0] = -k;
}

/* Of each of the two Planck counts. */
static double planck_mean(const ter_dist *dist) {
    double rate = dist->parameter[0];
    return rate < 700.0 ? 1.0 / ter__expm1(rate) : ter__exp(-rate);
}

static ter_status variance(const ter_dist *dist, double *value) {
    double m = planck_mean(dist);
    *value = 2.0 * m * (1.0 + m);
    return TER_OK;
}

/* 2 + cosh(r) */
static ter_status excess_kurtosis(const ter_dist *dist, double *value) {
    double rate = dist->parameter[0];
    *value = 2.0 + 0.5 * (ter__exp(rate) + ter__exp(-rate));
    return TER_OK;
}

/* r / sinh(r) - log tanh(r / 2) */
static ter_status entropy(const ter_dist *dist, double *value) {
    double rate = dist->parameter[0], s = sinh_of(rate).hi;
    *value = (isinf(s) ? 2.0 * rate * ter__exp(-rate) : rate / s) - dist->prepared[0];
    return TER_OK;
}

/* The mean is 0: ordinary and central moments are the same, from even cumulants twice those of one count. */
static ter_status moment(const ter_dist *dist, unsigned order, double *value) {
    double cumulant[TER_MOMENT_ORDER_MAX + 1] = {0.0};
    ter__geometric_cumulants(order, planck_mean(dist), cumulant);
    for (unsigned j = 1; j <= order; j++)
        cumulant[j] = j % 2 == 0 ? 2.0 * cumulant[j] : 0.0;
    *value = ter__central_from_cumulants(order, cumulant);
    return TER_OK;
}

/* |.|^2 of the Planck law's */
static ter_status characteristic(const ter_dist *dist, double t, double *real, double *imaginary) {
    ter__dd log_q = ter__dd_make(-dist->parameter[0], 0.0);
    ter__complex log =
        ter__negative_binomial_log_characteristic(2.0, ter__exp_whole(ter__log_rest(log_q)), ter__exp_whole(log_q), t);
    log.im = ter__dd_make(0.0, 0.0);
    return ter__characteristic_of_log(log, real, imaginary);
}

static const ter_parameter parameters[] = {
    TER__POSITIVE_PARAMETER("rate", "r", "log of the ratio of a mass to the next one outwards"),
};

static const ter_parameter scipy_parameters[] = {
    TER__POSITIVE_PARAMETER("a", "a", "rate"),
    TER__SCIPY_NO_LOC,
};

static void first_alone(const double *given, double *p) {
    p[0] = given[0];
}

static const ter__variant variants[] = {TER__VARIANT("scipy", "dlaplace", scipy_parameters, first_alone)};

/* E|X| = 1 / sinh(r) at the maximum of the likelihood. */
static ter_status estimate(size_t n, const double *x, const double *columns, const double *weights, double *parameter,
                           ter_error *error) {
    double sum = 0.0, total = 0.0;
    (void)columns;
    for (size_t i = 0; i < n; i++) {
        double weight = weights == NULL ? 1.0 : weights[i];
        if (weight > 0.0 && !(x[i] == floor(x[i])))
            return ter_error_set(error, TER_BAD_DATA, "discrete_laplace: value %zu is %g, no whole number", i, x[i]);
        sum += weight > 0.0 ? weight * fabs(x[i]) : 0.0;
        total += weight;
    }
    if (!(sum > 0.0))
        return ter_error_set(error, TER_UNDEFINED,
                             "discrete_laplace: all values are 0, and the likelihood grows with the rate without end");
    double y = total / sum;
    *parameter = y < 1e100 ? ter__log1p(y + y * y / (1.0 + sqrt(1.0 + y * y))) : ter__log(2.0 * y);
    return TER_OK;
}

static const ter__fitter fitter = {.closed_form = estimate, .start = estimate, .moments = estimate};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .log_hazard = log_hazard,
    .gradient = gradient,
    .start = start,
};

static const ter__edge edges[] = {
    {{1.0}, TER_PDF, 0.5, 0.0},
    {{800.0}, TER_PDF, 0.0, 1.0},
    {{800.0}, TER_CDF, 0.0, 1.0},
    {{100.0}, TER_LOG_SF, 0.0, -100.0},
    {{100.0}, TER_LOG_CDF, -3.0, -300.0},
    {{1.0}, TER_QUANTILE, 0.5, 0.0},
    {{1.0}, TER_QUANTILE, 0.0, -TER__INFINITY},
    {{1.0}, TER_QUANTILE, 1.0, TER__INFINITY},
    {{1.0}, TER_CDF, -TER__INFINITY, 0.0},
    {{1.0}, TER_CDF, TER__INFINITY, 1.0},
    {{1.0}, TER_CDF, TER__NAN, TER__NAN},
};

const ter_family ter__family_discrete_laplace = {
    .name = "discrete_laplace",
    .title = "Discrete Laplace",
    .formula = "tanh(r / 2) exp(-r |k|), k = ..., -1, 0, 1, ...",
    .conventions = "As scipy's dlaplace(a). extraDistr's ddlaplace(x, location, scale) has scale = exp(-r); affine moves the law.",
    .discrete = true,
    .parameter_count = 1,
    .parameters = parameters,
    .prepare = prepare,
    .support = support,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
    .statement = &statement,
    .summary =
        {
            [TER_MEAN] = ter__summary_zero,
            [TER_VARIANCE] = variance,
            [TER_SKEWNESS] = ter__summary_zero,
            [TER_EXCESS_KURTOSIS] = excess_kurtosis,
            [TER_MODE] = ter__summary_zero,
            [TER_ENTROPY] = entropy,
        },
    .raw_moment = moment,
    .central_moment = moment,
    .characteristic = characteristic,
    .words_per_draw = 1,
    .fitter = &fitter,
    .accuracy_range = "rate from 1e-9 to 1,000; all counts; both tails and their logs",
    .accuracy = TER__COUNTS_ACCURACY(1.0, 2.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
