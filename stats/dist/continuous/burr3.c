/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The Burr law of type III: P(X <= x) = (1 + (x / scale)^-c)^-d, x >= 0, c = shape_c, d = shape_d: 1 / X is of type XII. See
 * burr_law.h.
 */
#include "burr_law.h"
#include "dist/common_parameters.h"
#include "dist/common_slots.h"
#include "raw_moments.h"

static void prepare(const double *p, double *prepared) {
    ter__burr_prepare(p[0], p[1], p[2], true, prepared);
}

TER__RAW_MOMENT_SLOTS(ter__burr_log_raw_moment)

static const ter_parameter parameters[] = {
    TER__POSITIVE_PARAMETER("shape_c", "c", "power of x: the index of the upper tail"),
    TER__POSITIVE_PARAMETER("shape_d", "d", "power of the whole: the density goes like x^(c d - 1) at 0"),
    TER__SCALE_PARAMETER("scale"),
};

static const ter_alias aliases[] = {{"dagum", "economics"}};

static const ter__edge edges[] = {
    {{1.0, 1.0, 1.0}, TER_CDF, 1.0, 0.5},           {{1.0, 2.0, 1.0}, TER_CDF, 1.0, 0.25},
    {{2.0, 0.5, 4.0}, TER_PDF, 0.0, 0.25},          {{2.0, 2.0, 1.0}, TER_PDF, 0.0, 0.0},
    {{0.5, 1.0, 1.0}, TER_PDF, 0.0, TER__INFINITY}, {{2.0, 2.0, 1.0}, TER_QUANTILE, 1.0, TER__INFINITY},
    {{2.0, 2.0, 1.0}, TER_ISF, 1.5, TER__NAN},      {{2.0, 2.0, 1.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = ter__burr_log_density,
    .log_tail = ter__burr_log_tail,

    .gradient = ter__burr_gradient,
    .inverse = ter__burr_inverse,
    .density_at_lower = true,
};

const ter_family ter__family_burr3 = {
    .name = "burr3",
    .title = "Burr type III (Dagum)",
    .formula = "(c d / x) u / (1 + u)^(d + 1), u = (x / scale)^-c, x >= 0",
    .conventions = "scipy: burr(c, d, loc = 0, scale). R: actuar::dinvburr(x, shape1 = d, shape2 = c, scale), the other order; "
                   "VGAM::dagum(scale, shape1.a = c, shape2.p = d).",
    .parameter_count = sizeof parameters / sizeof parameters[0],
    .parameters = parameters,
    .alias_count = sizeof aliases / sizeof aliases[0],
    .aliases = aliases,
    .prepare = prepare,
    .support = ter__support_positive,
    .statement = &statement,
    .summary =
        {
            [TER_MEAN] = mean,
            [TER_VARIANCE] = variance,
            [TER_SKEWNESS] = skewness,
            [TER_EXCESS_KURTOSIS] = excess_kurtosis,
            [TER_MODE] = ter__burr_mode,
            [TER_ENTROPY] = ter__burr_entropy,
        },
    .raw_moment = raw_moment,
    .central_moment = ter__central_moment_by_variance,
    .words_per_draw = 1,
    .accuracy_range =
        "scales 1e-100 to 1e100, shapes 1e-3 to 1e8, all arguments; both tails and their logs to the ends of the double range",
    .accuracy = TER__STATED_ACCURACY(1.0, 2.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
