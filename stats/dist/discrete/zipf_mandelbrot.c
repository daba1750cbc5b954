/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The law of Zipf and Mandelbrot: masses (k + q)^-s / sum of these, k = 1 ... n. */
#include "power_law.h"

#include "dist/variants.h"

/* Prepared by power_law.c; after that E[(1 + q) / (X + q)]. */
#define MEAN_INVERSE 5

static void prepare(const double *p, double *prepared) {
    ter__power_prepare_shifted(p[2], p[1], p[0], prepared);
    ter__dd inverse = ter__power_mean_inverse(p[2], p[1], p[0]);
    prepared[MEAN_INVERSE] = inverse.hi;
    prepared[MEAN_INVERSE + 1] = inverse.lo;
}

static void support(const double *p, double *lower, double *upper) {
    *lower = 1.0;
    *upper = p[0];
}

static ter__dd log_density(const ter_dist *dist, double x) {
    return ter__power_statement.log_density(dist, x);
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    return ter__power_statement.log_tail(dist, x, upper);
}

static ter__dd log_hazard(const ter_dist *dist, double x) {
    return ter__power_statement.log_hazard(dist, x);
}

static double start(const ter_dist *dist, double log_side, bool upper) {
    return ter__power_statement.start(dist, log_side, upper);
}

/* In q: s (E[1 / (X + q)] - 1 / (k + q)). */
static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    double shift = dist->parameter[1], exponent = dist->parameter[2];
    ter__dd inverse = {dist->prepared[MEAN_INVERSE], dist->prepared[MEAN_INVERSE + 1]}, first = ter__two_sum(1.0, shift);
    *slope = TER__NAN;
    if (by_parameter == NULL)
        return;
    by_parameter[0] = TER__NAN;
    ter__dd excess = ter__dd_sub(inverse, ter__dd_div(first, ter__two_sum(x, shift)));
    by_parameter[1] = exponent * ter__dd_value(ter__dd_div(excess, first));
    by_parameter[2] = ter__power_exponent_slope(dist, x);
}

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .log_hazard = log_hazard,
    .gradient = gradient,
    .start = start,
};

#define SHIFT(word)                                                                                                                \
    { .name = word, .symbol = "q", .description = "what is added to the counts, 0 or more", .lower = 0.0, .upper = 1e6 }
#define EXPONENT(word)                                                                                                             \
    {                                                                                                                              \
        .name = word, .symbol = "s", .description = "exponent of the masses, 0 or more", .lower = 0.0, .upper = TER__INFINITY,     \
        .upper_open = true                                                                                                         \
    }

static const ter_parameter parameters[] = {
    TER__COUNT_PARAMETER("count", "n", "the largest count", 1.0),
    SHIFT("shift"),
    EXPONENT("exponent"),
};

static const ter_parameter openturns_parameters[] = {
    TER__COUNT_PARAMETER("n", "n", "largest count", 1.0),
    SHIFT("q"),
    EXPONENT("s"),
};

static const ter__variant variants[] = {TER__VARIANT("OpenTURNS", "ZipfMandelbrot", openturns_parameters, NULL)};

static const ter__edge edges[] = {
    {{4, 2.5, 0}, TER_PDF, 1.0, 0.25},   {{4, 2.5, 0}, TER_CDF, 2.0, 0.5},         {{4, 2.5, 0}, TER_SF, 3.0, 0.25},
    {{4, 2.5, 0}, TER_PDF, 5.0, 0.0},    {{4, 2.5, 0}, TER_ISF, 0.25, 3.0},        {{1, 2.5, 3}, TER_PDF, 1.0, 1.0},
    {{2, 1, 1}, TER_QUANTILE, 0.5, 1.0}, {{4, 1, 1}, TER_PDF, 1.5, 0.0},           {{4, 1, 1}, TER_CDF, 4.0, 1.0},
    {{4, 1, 1}, TER_QUANTILE, 1.0, 4.0}, {{4, 1, 1}, TER_CDF, TER__NAN, TER__NAN},
};

const ter_family ter__family_zipf_mandelbrot = {
    .name = "zipf_mandelbrot",
    .title = "Zipf-Mandelbrot",
    .formula = "(k + q)^-s / ((1 + q)^-s + ... + (n + q)^-s), k = 1 ... n",
    .conventions = "As OpenTURNS' ZipfMandelbrot(n, q, s). With q = 0 it is zipfian, with s = 0 uniform on 1 ... n.",
    .discrete = true,
    .parameter_count = 3,
    .parameters = parameters,
    .prepare = prepare,
    .support = support,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
    .statement = &statement,
    .summary = {[TER_MODE] = ter__power_mode},
    .words_per_draw = 1,
    .accuracy_range =
        "the largest count to 1e15, shift from 0 to 1,000, exponent from 0 to 1,000; all counts; both tails and their logs",
    .accuracy = TER__COUNTS_ACCURACY(1.0, 2.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
