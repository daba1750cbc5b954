/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The noncentral chi-squared law: the sum of squares of normal variables with variance 1 whose squared means sum to the
 * noncentrality; the law of 2 Y, Y noncentral gamma (special/noncentral_gamma.h), which computes the smaller tail directly.
 */
#include "dist/characteristic.h"
#include "dist/common_parameters.h"
#include "dist/family.h"
#include "dist/path/ordinal.h"
#include "special/elementary.h"
#include "special/gamma.h"
#include "special/gamma_inc.h"
#include "special/noncentral_gamma.h"

#define LOG_2                                                                                                                      \
    { 0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56 }

static const ter__dd log_2 = LOG_2;

static void support(const double *p, double *lower, double *upper) {
    (void)p;
    *lower = 0.0;
    *upper = TER__INFINITY;
}

static ter__noncentral_gamma at(const ter_dist *dist, double x) {
    ter__noncentral_gamma point = {.a = 0.5 * dist->parameter[0],
                                   .x = {0.5 * dist->parameter[1], 0.0},
                                   .y = {0.5 * x, 0.0},
                                   .log_y = ter__dd_sub(ter__dd_log_d(x), log_2)};
    return point;
}

static ter__dd log_density(const ter_dist *dist, double x) {
    ter__noncentral_gamma point = at(dist, x);
    return ter__dd_sub(ter__noncentral_gamma_log_density(&point), log_2);
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    ter__noncentral_gamma point = at(dist, x);
    return ter__noncentral_gamma_log_tail(&point, upper);
}

static ter__dd log_hazard(const ter_dist *dist, double x) {
    ter__noncentral_gamma point = at(dist, x);
    return ter__dd_sub(ter__noncentral_gamma_log_hazard(&point), log_2);
}

static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    ter__noncentral_gamma point = at(dist, x);
    ter__dd along_y, by_noncentrality, by_shape;
    ter__noncentral_gamma_gradient(&point, &along_y, &by_noncentrality, &by_shape);
    *slope = ter__dd_div_d(along_y, x).hi;
    if (isnan(*slope))
        *slope = along_y.hi / x;
    if (dist->parameter[0] == 2.0 && x < 1e-200) /* no 1 / x in it, and x times it underflows */
        *slope = 0.25 * dist->parameter[1] - 0.5;
    if (by_parameter != NULL) {
        by_parameter[0] = 0.5 * by_shape.hi;
        by_parameter[1] = 0.5 * by_noncentrality.hi;
    }
}

/*
 * Sankaran's cube root (Biometrika 46 (1959), as Abdel-Aty's first approximation): (X / (df + noncentrality))^(1/3) is nearly
 * normal. Far below, the leading power of the lower tail.
 */
static double start(const ter_dist *dist, double log_tail, bool upper) {
    double df = dist->parameter[0], noncentrality = dist->parameter[1], mean = df + noncentrality, a = 0.5 * df;
    double spread = 2.0 * (df + 2.0 * noncentrality) / (9.0 * mean * mean), z = ter__normal_start(log_tail);
    double root = 1.0 - spread + (upper ? z : -z) * sqrt(spread);
    if (upper || root > 0.3)
        return mean * root * root * root;
    return 2.0 * ter__exp((log_tail + 0.5 * noncentrality + ter__log_gamma(a) + ter__log(a)) / a);
}

static double log_density_at_end(const ter_dist *dist, bool upper) {
    double df = dist->parameter[0];
    return upper || df > 2.0 ? -TER__INFINITY : df < 2.0 ? TER__INFINITY : -0.5 * dist->parameter[1] - log_2.hi;
}

static ter_status mean(const ter_dist *dist, double *value) {
    *value = dist->parameter[0] + dist->parameter[1];
    return TER_OK;
}

static ter_status variance(const ter_dist *dist, double *value) {
    *value = 2.0 * (dist->parameter[0] + 2.0 * dist->parameter[1]);
    return TER_OK;
}

static ter_status skewness(const ter_dist *dist, double *value) {
    double df = dist->parameter[0], l = dist->parameter[1], half = df + 2.0 * l;
    *value = (df + 3.0 * l) / half * sqrt(8.0 / half);
    return TER_OK;
}

static ter_status excess_kurtosis(const ter_dist *dist, double *value) {
    double df = dist->parameter[0], l = dist->parameter[1], half = df + 2.0 * l;
    *value = 12.0 * ((df + 4.0 * l) / half) / half;
    return TER_OK;
}

/* The zero of the log density's slope, below the mean; 0 where the density falls from there (or is infinite there). */
static ter_status mode(const ter_dist *dist, double *value) {
    double df = dist->parameter[0], l = dist->parameter[1], low = 0.0, high = df + l;
    *value = 0.0;
    if (df < 2.0 || (df == 2.0 && l <= 2.0))
        return TER_OK;
    for (;;) {
        double middle = ter__ordinal_middle(low, high), slope;
        if (!(middle > low && middle < high))
            break;
        gradient(dist, middle, &slope, NULL);
        *(slope > 0.0 ? &low : &high) = middle;
    }
    *value = high;
    return TER_OK;
}

/* (1 - i s)^(-df / 2) exp(i noncentrality t / (1 - i s)), s = 2 t */
static ter_status characteristic(const ter_dist *dist, double t, double *real, double *imaginary) {
    static const ter__dd one = {1.0, 0.0};
    const double *p = dist->parameter;
    ter__complex factor = ter__log_one_minus(t, 2.0);
    ter__dd s = ter__characteristic_near(t, 2.0), square = ter__dd_square(s), whole = ter__dd_add_d(square, 1.0);
    ter__dd from_0 = s.hi == 0.0 ? s : ter__dd_div(one, ter__dd_add_d(ter__dd_div(one, square.hi > 0.0 ? square : one), 1.0));
    from_0 = square.hi > 0x1p-900 ? from_0 : square;
    ter__complex log = {ter__dd_sub(ter__dd_mul_d(factor.re, -0.5 * p[0]), ter__dd_mul_d(from_0, 0.5 * p[1])),
                        ter__dd_add(ter__dd_mul_d(factor.im, -0.5 * p[0]), ter__dd_mul_d(ter__dd_div(s, whole), 0.5 * p[1]))};
    return ter__characteristic_of_log(log, real, imaginary);
}

static const ter_parameter parameters[] = {
    TER__POSITIVE_PARAMETER("df", "nu", "degrees of freedom"),
    {.name = "noncentrality",
     .symbol = "lambda",
     .description = "sum of the squared means",
     .lower = 0.0,
     .upper = TER__INFINITY,
     .upper_open = true},
};

static const ter_alias aliases[] = {{"ncx2", "scipy"}};

static const ter__edge edges[] = {
    {{2.0, 0.0}, TER_PDF, 0.0, 0.5},
    {{1.0, 3.0}, TER_PDF, 0.0, TER__INFINITY},
    {{4.0, 3.0}, TER_PDF, 0.0, 0.0},
    {{4.0, 3.0}, TER_CDF, -1.0, 0.0},
    {{4.0, 3.0}, TER_CDF, TER__INFINITY, 1.0},
    {{4.0, 3.0}, TER_SF, 0.0, 1.0},
    {{4.0, 3.0}, TER_QUANTILE, 0.0, 0.0},
    {{4.0, 3.0}, TER_ISF, 0.0, TER__INFINITY},
    {{4.0, 3.0}, TER_QUANTILE_LOG, 0.5, TER__NAN},
    {{2.0, 1000.0}, TER_SF, 2000.0, 0x1.5bd831ae7c5efp-129},
    {{4.0, 3.0}, TER_LOG_PDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .log_hazard = log_hazard,
    .gradient = gradient,
    .start = start,
    .log_density_at_end = log_density_at_end,
    .tail_error = 0x1p-66,
};

const ter_family ter__family_noncentral_chi_squared = {
    .name = "noncentral_chi_squared",
    .title = "Noncentral chi-squared",
    .formula = "exp(-(x + l) / 2) (x / l)^(df / 4 - 1/2) I(df / 2 - 1, sqrt(l x)) / 2, x >= 0, l the noncentrality",
    .conventions = "The noncentrality is the sum of the squared means (not half of it, nor its root); 0 gives chi-squared. scipy: "
                   "ncx2(df, nc). R: dchisq(x, df, ncp).",
    .parameter_count = 2,
    .parameters = parameters,
    .alias_count = sizeof aliases / sizeof aliases[0],
    .aliases = aliases,
    .support = support,
    .statement = &statement,
    .summary =
        {
            [TER_MEAN] = mean,
            [TER_VARIANCE] = variance,
            [TER_SKEWNESS] = skewness,
            [TER_EXCESS_KURTOSIS] = excess_kurtosis,
            [TER_MODE] = mode,
        },
    .characteristic = characteristic,
    .words_per_draw = 1,
    .accuracy_range = "df from 0.01 to 1e10, noncentrality 0 and from 1e-10 to 1e8, x of any size; both tails and their logs",
    .accuracy = TER__STATED_ACCURACY(1.0, 2.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
