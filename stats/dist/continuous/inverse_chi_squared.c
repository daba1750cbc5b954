/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The scaled inverse chi-squared law: df scale / (2 X) is a gamma variable with shape df / 2. */
#include "dist/common_parameters.h"
#include "dist/common_slots.h"
#include "gamma_score.h"
#include "special/elementary.h"

static void prepare(const double *p, double *prepared) {
    ter__dd shift = ter__dd_add(ter__dd_log_d(0.5 * p[0]), ter__dd_log_d(p[1]));
    ter__gamma_power_prepare(ter__dd_make(0.5 * p[0], 0.0), -1.0, shift, prepared);
}

static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    ter__gamma_power law = ter__gamma_power_of(dist);
    ter__gamma_power_gradient g = ter__gamma_power_gradient_at(&law, x);
    *slope = g.slope;
    if (by_parameter != NULL) {
        by_parameter[0] = 0.5 * g.by_shape + g.by_score / dist->parameter[0];
        by_parameter[1] = g.by_score / dist->parameter[1];
    }
}

static const ter_parameter parameters[] = {
    TER__POSITIVE_PARAMETER("df", "nu", "degrees of freedom"),
    TER__SCALE_PARAMETER("scale, a variance"),
};

static const ter__edge edges[] = {
    {{2.0, 1.0}, TER_PDF, 0.0, 0.0},
    {{2.0, 1.0}, TER_LOG_CDF, 0.25, -4.0},
    {{2.0, 1.0}, TER_SF, 0.0, 1.0},
};

static const ter__statement statement = {TER__GAMMA_POWER_STATEMENT, .gradient = gradient};

const ter_family ter__family_inverse_chi_squared = {
    .name = "inverse_chi_squared",
    .title = "Inverse chi-squared, scaled",
    .formula = "(df scale / 2)^(df/2) x^(-df/2 - 1) exp(-df scale / (2 x)) / Gamma(df/2), x > 0",
    .conventions = "df scale / X is a chi-squared variable; the unscaled law of 1 / chi-squared has scale = 1 / df. Stan: "
                   "scaled_inv_chi_square(nu, sqrt(scale)). Boost: inverse_chi_squared(df, scale).",
    .parameter_count = sizeof parameters / sizeof parameters[0],
    .parameters = parameters,
    .prepare = prepare,
    .support = ter__support_positive,
    .statement = &statement,
    .summary = TER__GAMMA_POWER_SUMMARIES,
    .raw_moment = ter__gamma_power_raw_moment,
    .central_moment = ter__gamma_power_central_moment,
    .words_per_draw = 1,
    .accuracy_range = "df from 2e-3 to 1e10, scale from 1e-100 to 1e100, x of any size; both tails and their logs",
    .accuracy = TER__STATED_ACCURACY(2.0, 6.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
