/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Nakagami law: shape X^2 / spread is a gamma variable. */
#include "dist/common_parameters.h"
#include "dist/common_slots.h"
#include "gamma_score.h"
#include "special/elementary.h"

static void prepare(const double *p, double *prepared) {
    ter__dd shift = ter__dd_sub(ter__dd_log_d(p[0]), ter__dd_log_d(p[1]));
    ter__gamma_power_prepare(ter__dd_make(p[0], 0.0), 2.0, shift, prepared);
}

static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    ter__gamma_power law = ter__gamma_power_of(dist);
    ter__gamma_power_gradient g = ter__gamma_power_gradient_at(&law, x);
    *slope = g.slope;
    if (by_parameter != NULL) {
        /* the shape is also in the score: w = log(shape x^2 / spread) */
        by_parameter[0] = g.by_shape + g.by_score / dist->parameter[0];
        by_parameter[1] = -g.by_score / dist->parameter[1];
    }
}

static const ter_parameter parameters[] = {
    TER__POSITIVE_PARAMETER("shape", "m", "shape, the inverse relative variance of X^2"),
    TER__POSITIVE_PARAMETER("spread", "Omega", "mean of X^2"),
};

static const ter__edge edges[] = {
    {{1.0, 1.0}, TER_PDF, 0.0, 0.0},
    {{1.0, 1.0}, TER_LOG_SF, 2.0, -4.0},
    {{0.5, 1.0}, TER_PDF, 0.0, 0x1.9884533d43651p-1},
    {{1.0, 1.0}, TER_QUANTILE, 0.0, 0.0},
};

static const ter__statement statement = {TER__GAMMA_POWER_STATEMENT, .gradient = gradient};

const ter_family ter__family_nakagami = {
    .name = "nakagami",
    .title = "Nakagami",
    .formula = "2 m^m x^(2m - 1) exp(-m x^2 / spread) / (Gamma(m) spread^m), m = shape, x >= 0",
    .conventions = "spread is E[X^2]. scipy: nakagami(nu=shape, scale=sqrt(spread)). The usual domain is shape >= 1/2; any "
                   "positive shape is allowed.",
    .parameter_count = sizeof parameters / sizeof parameters[0],
    .parameters = parameters,
    .prepare = prepare,
    .support = ter__support_positive,
    .statement = &statement,
    .summary = TER__GAMMA_POWER_SUMMARIES,
    .raw_moment = ter__gamma_power_raw_moment,
    .central_moment = ter__gamma_power_central_moment,
    .words_per_draw = 1,
    .accuracy_range = "shape from 1e-3 to 1e10, spread from 1e-100 to 1e100, x of any size; both tails and their logs",
    .accuracy = TER__STATED_ACCURACY(2.0, 6.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
