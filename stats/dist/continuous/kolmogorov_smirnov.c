/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The two-sided Kolmogorov-Smirnov statistic D_n of n observations: a law of piecewise polynomials on [1 / (2 n), 1].
 *   P(D <= x) = n! (2 x - 1/n)^n to 1/n,  P(D > x) = 2 (1 - x)^n from 1 - 1/n,  between them kolmogorov_smirnov_law.h.
 * Where pieces meet, density and slope are those of the piece below.
 */
#include "dist/family.h"
#include "kolmogorov_smirnov_law.h"
#include "special/elementary.h"

#define N(dist) ((dist)->parameter[0])

/* Which form holds. */
typedef enum region { FIRST, LOWER, UPPER, LAST } region;

/* n x and 1 are compared without rounding. */
static region region_of(double n, double x) {
    ter__dd y = ter__two_product(n, x);
    if (!(ter__dd_add_d(y, -1.0).hi > 0.0))
        return FIRST;
    if (x > 0.5 && ter__dd_add_d(y, 1.0 - n).hi > 0.0)
        return LAST;
    return x > 0.5 || y.hi * x > 10.0 ? UPPER : LOWER;
}

/* The lower end rounded down: the double above it has a tail. */
static void support(const double *p, double *lower, double *upper) {
    double end = 0.5 / p[0];
    *lower = fma(2.0 * p[0], end, -1.0) > 0.0 ? end * (1.0 - 0x1p-53) : end;
    *upper = 1.0;
}

/* log(n! / n^n) */
static void prepare(const double *p, double *prepared) {
    ter__dd sum = ter__dd_make(0.0, 0.0);
    for (double i = 1.0; i < p[0]; i += 1.0)
        sum = ter__dd_add(sum, ter__dd_log(ter__dd_ratio(i, p[0])));
    prepared[0] = sum.hi;
    prepared[1] = sum.lo;
}

/* 2 n x - 1 */
static ter__dd beyond(double n, double x) {
    return ter__dd_add_d(ter__dd_scale(ter__two_product(n, x), 2.0), -1.0);
}

static ter__dd rest(double x) {
    return ter__two_sum(1.0, -x);
}

static ter__jet jet_of(double n, double x, bool upper) {
    return upper ? ter__kolmogorov_smirnov_upper(n, x) : ter__kolmogorov_smirnov_lower(n, x);
}

static ter__dd log_density(const ter_dist *dist, double x) {
    double n = N(dist);
    region where = region_of(n, x);
    if (where == FIRST) {
        ter__dd logs = ter__dd_add(ter__dd_make(dist->prepared[0], dist->prepared[1]), ter__dd_log_d(2.0 * n * n));
        return n > 1.0 ? ter__dd_add(logs, ter__dd_mul_d(ter__dd_log(beyond(n, x)), n - 1.0)) : logs;
    }
    if (where == LAST)
        return ter__dd_add(ter__dd_log_d(2.0 * n), ter__dd_mul_d(ter__dd_log(rest(x)), n - 1.0));
    ter__dd density = ter__dd_mul_d(jet_of(n, x, where == UPPER).first, n);
    return ter__dd_log(where == UPPER ? ter__dd_neg(density) : density);
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    double n = N(dist);
    region where = region_of(n, x);
    if (n == 1.0)
        return ter__dd_log(upper ? ter__dd_scale(rest(x), 2.0) : beyond(n, x));
    bool above = where == UPPER || where == LAST;
    ter__dd direct;
    if (where == FIRST) {
        ter__dd constant = ter__dd_make(dist->prepared[0], dist->prepared[1]);
        direct = ter__dd_add(constant, ter__dd_mul_d(ter__dd_log(beyond(n, x)), n));
    } else if (where == LAST)
        direct = ter__dd_add(ter__dd_log_d(2.0), ter__dd_mul_d(ter__dd_log(rest(x)), n));
    else
        direct = ter__dd_log(jet_of(n, x, above).value);
    return above == upper ? direct : ter__log_rest(direct);
}

static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    double n = N(dist);
    region where = region_of(n, x);
    if (by_parameter != NULL)
        by_parameter[0] = TER__NAN;
    if (n == 1.0)
        *slope = 0.0;
    else if (where == FIRST)
        *slope = ter__dd_value(ter__dd_div(ter__dd_make(2.0 * n * (n - 1.0), 0.0), beyond(n, x)));
    else if (where == LAST)
        *slope = ter__dd_value(ter__dd_div(ter__dd_make(1.0 - n, 0.0), rest(x)));
    else {
        ter__jet tail = jet_of(n, x, where == UPPER);
        *slope = ter__dd_value(ter__dd_mul_d(ter__dd_div(tail.second, tail.first), n));
    }
}

static double log_density_at_end(const ter_dist *dist, bool upper) {
    (void)upper;
    return N(dist) == 1.0 ? 0x1.62e42fefa39efp-1 : -TER__INFINITY;
}

/* From either end's own form where that holds, else by Kolmogorov's limit at x sqrt(n). */
static double start(const ter_dist *dist, double log_tail, bool upper) {
    double n = N(dist), x;
    if (upper) {
        x = sqrt(fmax(0.5 * (0.6931471805599453 - log_tail), 0.3) / n);
        double last = 1.0 - ter__exp((log_tail - 0.6931471805599453) / n);
        return last > 1.0 - 1.0 / n ? last : fmin(x, 1.0 - 1.0 / n);
    }
    double first = (1.0 + ter__exp((log_tail - dist->prepared[0]) / n)) * 0.5 / n;
    x = 0.7;
    for (int i = 0; i < 4; i++)
        x = sqrt(1.2337005501361697 / fmax(0.9189385332046727 - ter__log(x) - log_tail, 1.0));
    return first < 1.0 / n ? first : fmin(fmax(x / sqrt(n), 1.0 / n), 0.75);
}

static const ter_parameter parameters[] = {
    {.name = "n",
     .symbol = "n",
     .description = "how many observations",
     .lower = 1.0,
     .upper = TER__KOLMOGOROV_SMIRNOV_N_MAX,
     .integer = true},
};

static const ter_alias aliases[] = {{"kstwo", "scipy"}};

static const ter__edge edges[] = {
    {{1.0}, TER_PDF, 0.5, 2.0},           {{1.0}, TER_CDF, 0.75, 0.5},       {{2.0}, TER_CDF, 0.5, 0.5},
    {{2.0}, TER_PDF, 0.25, 0.0},          {{2.0}, TER_SF, 0.75, 0.125},      {{100.0}, TER_CDF, 0.0, 0.0},
    {{100.0}, TER_SF, 1.0, 0.0},          {{4.0}, TER_QUANTILE, 0.0, 0.125}, {{4.0}, TER_QUANTILE, 1.0, 1.0},
    {{4.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .gradient = gradient,
    .start = start,
    .log_density_at_end = log_density_at_end,
    .tail_error = 0x1p-62,
};

const ter_family ter__family_kolmogorov_smirnov = {
    .name = "kolmogorov_smirnov",
    .title = "Kolmogorov-Smirnov, two-sided",
    .formula = "d/dx P(sup |F_n - F| <= x), 1 / (2 n) <= x <= 1, for n observations",
    .conventions =
        "The statistic D_n itself, not times sqrt(n); n to 100. Where polynomials meet, the density is that of the piece "
        "below. scipy: kstwo(n).",
    .parameter_count = sizeof parameters / sizeof parameters[0],
    .parameters = parameters,
    .alias_count = sizeof aliases / sizeof aliases[0],
    .aliases = aliases,
    .prepare = prepare,
    .support = support,
    .statement = &statement,
    .accuracy_range = "n from 1 to 100, x of any size; both tails and their logs",
    .accuracy = TER__STATED_ACCURACY_BUT_SLOPE(2.0, 8.0, 16.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
