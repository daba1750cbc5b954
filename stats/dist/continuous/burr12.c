/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The Burr law of type XII: P(X > x) = (1 + (x / scale)^c)^-k, x >= 0, c = shape_c, k = shape_k. See burr_law.h.
 */
#include "burr_law.h"
#include "dist/common_parameters.h"
#include "dist/common_slots.h"
#include "raw_moments.h"

static void prepare(const double *p, double *prepared) {
    ter__burr_prepare(p[0], p[1], p[2], false, prepared);
}

TER__RAW_MOMENT_SLOTS(ter__burr_log_raw_moment)

static const ter_parameter parameters[] = {
    TER__POSITIVE_PARAMETER("shape_c", "c", "power of x: the density goes like x^(c - 1) at 0"),
    TER__POSITIVE_PARAMETER("shape_k", "k", "power of the whole: the upper tail has index c k"),
    TER__SCALE_PARAMETER("scale"),
};

static const ter_alias aliases[] = {{"singh_maddala", "economics"}};

static const ter__edge edges[] = {
    {{1.0, 1.0, 1.0}, TER_CDF, 1.0, 0.5},           {{1.0, 2.0, 1.0}, TER_SF, 1.0, 0.25},
    {{1.0, 2.0, 1.0}, TER_PDF, 0.0, 2.0},           {{2.0, 2.0, 1.0}, TER_PDF, 0.0, 0.0},
    {{0.5, 2.0, 1.0}, TER_PDF, 0.0, TER__INFINITY}, {{2.0, 2.0, 1.0}, TER_QUANTILE, 1.0, TER__INFINITY},
    {{2.0, 2.0, 1.0}, TER_ISF, 1.5, TER__NAN},      {{2.0, 2.0, 1.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = ter__burr_log_density,
    .log_tail = ter__burr_log_tail,
    .log_hazard = ter__burr_log_hazard,
    .gradient = ter__burr_gradient,
    .inverse = ter__burr_inverse,
    .density_at_lower = true,
};

const ter_family ter__family_burr12 = {
    .name = "burr12",
    .title = "Burr type XII (Singh-Maddala)",
    .formula = "(c k / x) u / (1 + u)^(k + 1), u = (x / scale)^c, x >= 0",
    .conventions = "scipy: burr12(c, d = k, loc = 0, scale). R: actuar::dburr(x, shape1 = k, shape2 = c, scale), the other order; "
                   "VGAM::sinmad(scale, shape1.a = c, shape3.q = k).",
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
