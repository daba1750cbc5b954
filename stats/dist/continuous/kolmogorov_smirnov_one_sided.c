/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The one-sided Kolmogorov-Smirnov statistic D+ = sup(F_n - F) of n observations: P(D+ > x) is Smirnov's sum of positive terms,
 * half of kolmogorov_smirnov_law.h's. P(D+ <= x) = x (1 + x)^(n - 1) to 1/n, where the sum would cancel; P(D+ > x) = (1 - x)^n from
 * 1 - 1/n. Where pieces meet, density and slope are those of the piece below.
 */
#include "dist/family.h"
#include "dist/variants.h"
#include "kolmogorov_smirnov_law.h"
#include "special/elementary.h"

#define N(dist) ((dist)->parameter[0])

/* Which form holds. */
typedef enum region { FIRST, MIDDLE, LAST } region;

/* n x and 1 are compared without rounding. */
static region region_of(double n, double x) {
    ter__dd y = ter__two_product(n, x);
    if (!(ter__dd_add_d(y, -1.0).hi > 0.0))
        return FIRST;
    return ter__dd_add_d(y, 1.0 - n).hi > 0.0 ? LAST : MIDDLE;
}

static void support(const double *p, double *lower, double *upper) {
    (void)p;
    *lower = 0.0;
    *upper = 1.0;
}

static ter__dd rest(double x) {
    return ter__two_sum(1.0, -x);
}

/* k log(1 + x). */
static ter__dd log_power(double k, double x) {
    return ter__dd_mul_d(ter__dd_log1p(ter__dd_make(x, 0.0)), k);
}

/* First: (1 + n x) (1 + x)^(n - 2). */
static ter__dd log_density(const ter_dist *dist, double x) {
    double n = N(dist);
    region where = region_of(n, x);
    if (n == 1.0)
        return ter__dd_make(0.0, 0.0);
    if (where == FIRST)
        return ter__dd_add(ter__dd_log1p(ter__two_product(n, x)), log_power(n - 2.0, x));
    if (where == LAST)
        return ter__dd_add(ter__dd_log_d(n), ter__dd_mul_d(ter__dd_log(rest(x)), n - 1.0));
    return ter__dd_log(ter__dd_mul_d(ter__kolmogorov_smirnov_upper(n, x).first, -0.5 * n));
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    double n = N(dist);
    region where = region_of(n, x);
    ter__dd direct;
    if (n == 1.0)
        return ter__dd_log(upper ? rest(x) : ter__dd_make(x, 0.0));
    if (where == FIRST)
        direct = ter__dd_add(ter__dd_log_d(x), log_power(n - 1.0, x));
    else if (where == LAST)
        direct = ter__dd_mul_d(ter__dd_log(rest(x)), n);
    else
        direct = ter__dd_log(ter__dd_scale(ter__kolmogorov_smirnov_upper(n, x).value, 0.5));
    return (where != FIRST) == upper ? direct : ter__log_rest(direct);
}

/* First: n / (1 + n x) + (n - 2) / (1 + x), over one denominator. */
static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    double n = N(dist);
    region where = region_of(n, x);
    if (by_parameter != NULL)
        by_parameter[0] = TER__NAN;
    if (n == 1.0) {
        *slope = 0.0;
    } else if (where == FIRST) {
        ter__dd y = ter__dd_add_d(ter__two_product(n, x), 1.0), next = ter__two_sum(1.0, x);
        ter__dd sum = ter__dd_add(ter__dd_mul_d(next, n), ter__dd_mul_d(y, n - 2.0));
        *slope = ter__dd_value(ter__dd_div(ter__dd_div(sum, y), next));
    } else if (where == LAST) {
        *slope = ter__dd_value(ter__dd_div(ter__dd_make(1.0 - n, 0.0), rest(x)));
    } else {
        ter__jet tail = ter__kolmogorov_smirnov_upper(n, x);
        *slope = ter__dd_value(ter__dd_mul_d(ter__dd_div(tail.second, tail.first), n));
    }
}

/* From either end's own form where that holds, else by Smirnov's limit exp(-2 n x^2). */
static double start(const ter_dist *dist, double log_tail, bool upper) {
    double n = N(dist);
    if (upper) {
        double last = -ter__expm1(log_tail / n);
        return last > 1.0 - 1.0 / n ? last : fmin(sqrt(-0.5 * log_tail / n), 1.0 - 1.0 / n);
    }
    double p = ter__exp(log_tail), first = p;
    for (int i = 0; i < 8; i++)
        first = p / ter__exp((n - 1.0) * ter__log1p(first));
    return first < 1.0 / n ? fmax(first, 0x1p-1074) : sqrt(-0.5 * ter__log1p(-p) / n);
}

/* The density falls by a step behind 1/n; beyond, its slope is 0 somewhere about 1 / (2 sqrt(n)), if at all. */
static ter_status mode(const ter_dist *dist, double *value) {
    double n = N(dist), step = 1.0 / n, low, high = fmin(1.0 / sqrt(n), 1.0), slope;
    step = region_of(n, step) == FIRST ? step : nextafter(step, 0.0);
    *value = n == 1.0 ? 0.0 : step;
    low = nextafter(nextafter(step, 1.0), 1.0);
    if (n < 4.0)
        return TER_OK;
    for (int i = 0; i < 60; i++) {
        double middle = 0.5 * low + 0.5 * high;
        gradient(dist, middle, &slope, NULL);
        *(slope > 0.0 ? &low : &high) = middle;
    }
    if (log_density(dist, low).hi > log_density(dist, step).hi)
        *value = low;
    return TER_OK;
}

static const ter_parameter parameters[] = {
    {.name = "n",
     .symbol = "n",
     .description = "how many observations",
     .lower = 1.0,
     .upper = TER__KOLMOGOROV_SMIRNOV_N_MAX,
     .integer = true},
};

static const ter_parameter scipy_parameters[] = {
    {.name = "n",
     .symbol = "n",
     .description = "how many observations",
     .lower = 1.0,
     .upper = TER__KOLMOGOROV_SMIRNOV_N_MAX,
     .integer = true},
    TER__SCIPY_NO_LOC,
    TER__SCIPY_NO_SCALE,
};

static const ter__variant variants[] = {
    TER__VARIANT("scipy", "ksone", scipy_parameters, NULL),
};

static const ter_alias aliases[] = {{"smirnov", NULL}, {"KSOneSided", "Distributions.jl"}};

static const ter__edge edges[] = {
    {{1.0}, TER_PDF, 0.5, 1.0},           {{1.0}, TER_CDF, 0.75, 0.75},    {{2.0}, TER_CDF, 0.5, 0.75},
    {{2.0}, TER_PDF, 0.25, 1.5},          {{2.0}, TER_SF, 0.75, 0.0625},   {{100.0}, TER_CDF, 0.0, 0.0},
    {{100.0}, TER_SF, 1.0, 0.0},          {{4.0}, TER_QUANTILE, 0.0, 0.0}, {{4.0}, TER_QUANTILE, 1.0, 1.0},
    {{4.0}, TER_CDF, TER__NAN, TER__NAN},
};

/* n (1 - x)^(n - 1) at 1. */
static double log_density_at_end(const ter_dist *dist, bool upper) {
    return upper && N(dist) > 1.0 ? -TER__INFINITY : 0.0;
}

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .gradient = gradient,
    .start = start,
    .log_density_at_end = log_density_at_end,
    .tail_error = 0x1p-62,
};

const ter_family ter__family_kolmogorov_smirnov_one_sided = {
    .name = "kolmogorov_smirnov_one_sided",
    .title = "Kolmogorov-Smirnov, one-sided",
    .formula = "d/dx P(sup (F_n - F) <= x), 0 <= x <= 1, for n observations",
    .conventions =
        "The statistic D_n+ itself, not times sqrt(n); n to 100. Where polynomials meet, the density is that of the piece "
        "below. scipy: ksone(n). Distributions.jl: KSOneSided(n).",
    .parameter_count = sizeof parameters / sizeof parameters[0],
    .parameters = parameters,
    .alias_count = sizeof aliases / sizeof aliases[0],
    .aliases = aliases,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
    .support = support,
    .statement = &statement,
    .summary = {[TER_MODE] = mode},
    .words_per_draw = 1,
    .accuracy_range = "n from 1 to 100, x of any size; both tails and their logs",
    .accuracy = TER__STATED_ACCURACY_BUT_SLOPE(2.0, 8.0, 16.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
