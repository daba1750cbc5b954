/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The zeta law (Zipf's without end): masses k^-s / zeta(s), k = 1, 2, ... */
#include "power_law.h"

#include "dist/variants.h"

static void prepare(const double *p, double *prepared) {
    ter__power_prepare(p[0], TER__INFINITY, prepared);
}

static void support(const double *p, double *lower, double *upper) {
    (void)p;
    *lower = 1.0;
    *upper = TER__INFINITY;
}

#define EXPONENT(word, text)                                                                                                       \
    {                                                                                                                              \
        .name = word, .symbol = "s", .description = text, .lower = 1.0, .upper = TER__INFINITY, .lower_open = true,                \
        .upper_open = true                                                                                                         \
    }

static const ter_parameter parameters[] = {EXPONENT("exponent", "exponent of the masses, above 1")};
static const ter_parameter scipy_parameters[] = {EXPONENT("a", "exponent"), TER__SCIPY_NO_LOC};
/* VGAM's zeta has the index of the tail. */
static const ter_parameter tail_parameters[] = {TER__POSITIVE_PARAMETER("shape", "rho", "exponent less 1")};

static void of_scipy(const double *given, double *p) {
    p[0] = given[0];
}

static void of_index(const double *given, double *p) {
    p[0] = given[0] + 1.0;
}

static const ter__variant variants[] = {
    TER__VARIANT("scipy", "zipf", scipy_parameters, of_scipy),
    TER__VARIANT("VGAM", "zeta", tail_parameters, of_index),
};

static const ter_alias aliases[] = {{"zeta", "the field"}};

static const ter__edge edges[] = {
    {{2.0}, TER_PDF, 0.0, 0.0},
    {{2.0}, TER_PDF, 1.5, 0.0},
    {{2.0}, TER_CDF, 0.5, 0.0},
    {{2.0}, TER_SF, 0.0, 1.0},
    {{2.0}, TER_QUANTILE, 0.0, 1.0},
    {{2.0}, TER_QUANTILE, 0.5, 1.0},
    {{2.0}, TER_QUANTILE, 1.0, TER__INFINITY},
    {{2.0}, TER_CDF, TER__NAN, TER__NAN},
};

const ter_family ter__family_zipf = {
    .name = "zipf",
    .title = "Zipf (zeta)",
    .formula = "k^-s / zeta(s), k = 1, 2, ...",
    .conventions =
        "As scipy's zipf(a). R: VGAM::dzeta(x, shape) with shape = s - 1. With a largest count: zipfian(exponent, count).",
    .discrete = true,
    .parameter_count = 1,
    .parameters = parameters,
    .alias_count = sizeof aliases / sizeof aliases[0],
    .aliases = aliases,
    .prepare = prepare,
    .support = support,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
    .statement = &ter__power_statement,
    .summary = TER__POWER_SUMMARIES,
    .raw_moment = ter__power_raw_moment,
    .central_moment = ter__power_central_moment,
    .words_per_draw = 1,
    .accuracy_range = "exponent from 1 + 2^-52 to 1,000; all counts, also beyond 1e300; both tails and their logs",
    .accuracy = TER__COUNTS_ACCURACY(1.0, 2.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
