/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The chi law: X^2 / 2 is a gamma variable with shape df / 2. */
#include "dist/common_parameters.h"
#include "dist/common_slots.h"
#include "gamma_score.h"
#include "special/elementary.h"

static void prepare(const double *p, double *prepared) {
    ter__gamma_power_prepare(ter__dd_make(0.5 * p[0], 0.0), 2.0,
                             ter__dd_neg(ter__dd_make(0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56)), prepared);
}

static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    ter__gamma_power law = ter__gamma_power_of(dist);
    ter__gamma_power_gradient g = ter__gamma_power_gradient_at(&law, x);
    *slope = g.slope;
    if (by_parameter != NULL) {
        by_parameter[0] = 0.5 * g.by_shape;
    }
}

static const ter_parameter parameters[] = {
    TER__POSITIVE_PARAMETER("df", "nu", "degrees of freedom"),
};

static const ter__edge edges[] = {
    {{1.0}, TER_PDF, 0.0, 0x1.9884533d43651p-1}, /* sqrt(2 / pi) */
    {{3.0}, TER_PDF, 0.0, 0.0},
    {{3.0}, TER_CDF, 0.0, 0.0},
    {{3.0}, TER_SF, TER__INFINITY, 0.0},
    {{2.0}, TER_LOG_SF, 2.0, -2.0},
    {{2.0}, TER_LOG_SF, 1e3, -5e5},
};

static const ter__statement statement = {TER__GAMMA_POWER_STATEMENT, .gradient = gradient};

const ter_family ter__family_chi = {
    .name = "chi",
    .title = "Chi",
    .formula = "2^(1 - df/2) x^(df - 1) exp(-x^2 / 2) / Gamma(df/2), x >= 0",
    .conventions = "The root of a chi-squared variable. scipy: chi(df).",
    .parameter_count = sizeof parameters / sizeof parameters[0],
    .parameters = parameters,
    .prepare = prepare,
    .support = ter__support_positive,
    .statement = &statement,
    .summary = TER__GAMMA_POWER_SUMMARIES,
    .raw_moment = ter__gamma_power_raw_moment,
    .central_moment = ter__gamma_power_central_moment,
    .words_per_draw = 1,
    .accuracy_range = "df from 2e-3 to 1e10, x of any size; both tails and their logs",
    .accuracy = TER__STATED_ACCURACY(2.0, 6.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
