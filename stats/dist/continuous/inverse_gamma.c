/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inverse gamma law: scale / X is a gamma variable. */
#include "dist/common_parameters.h"
#include "dist/common_slots.h"
#include "gamma_score.h"
#include "special/elementary.h"

static void prepare(const double *p, double *prepared) {
    ter__gamma_power_prepare(ter__dd_make(p[0], 0.0), -1.0, ter__dd_log_d(p[1]), prepared);
}

static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    ter__gamma_power law = ter__gamma_power_of(dist);
    ter__gamma_power_gradient g = ter__gamma_power_gradient_at(&law, x);
    *slope = g.slope;
    if (by_parameter != NULL) {
        by_parameter[0] = g.by_shape;
        by_parameter[1] = g.by_score / dist->parameter[1];
    }
}

static const ter_parameter parameters[] = {
    TER__POSITIVE_PARAMETER("shape", "alpha", "shape, the index of the upper tail"),
    TER__SCALE_PARAMETER("scale, the rate of 1 / X"),
};

static const ter__edge edges[] = {
    {{1.0, 1.0}, TER_PDF, 0.0, 0.0},
    {{1.0, 2.0}, TER_LOG_CDF, 0.5, -4.0},
    {{1.0, 1.0}, TER_SF, -1.0, 1.0},
    {{1.0, 1.0}, TER_QUANTILE, 1.0, TER__INFINITY},
};

static const ter__statement statement = {TER__GAMMA_POWER_STATEMENT, .gradient = gradient};

const ter_family ter__family_inverse_gamma = {
    .name = "inverse_gamma",
    .title = "Inverse gamma",
    .formula = "scale^shape x^(-shape - 1) exp(-scale / x) / Gamma(shape), x > 0",
    .conventions = "The second parameter is a scale: the rate of the gamma variable 1 / X. scipy: invgamma(a=shape, scale=scale).",
    .parameter_count = sizeof parameters / sizeof parameters[0],
    .parameters = parameters,
    .prepare = prepare,
    .support = ter__support_positive,
    .statement = &statement,
    .summary = TER__GAMMA_POWER_SUMMARIES,
    .raw_moment = ter__gamma_power_raw_moment,
    .central_moment = ter__gamma_power_central_moment,
    .words_per_draw = 1,
    .accuracy_range = "shape from 1e-3 to 1e10, scale from 1e-100 to 1e100, x of any size; both tails and their logs",
    .accuracy = TER__STATED_ACCURACY(2.0, 6.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
