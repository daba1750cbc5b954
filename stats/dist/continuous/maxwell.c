/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Maxwell-Boltzmann law: X^2 / (2 scale^2) is a gamma variable with shape 3/2. */
#include "dist/common_parameters.h"
#include "dist/common_slots.h"
#include "gamma_score.h"
#include "special/elementary.h"

static void prepare(const double *p, double *prepared) {
    ter__dd shift = ter__dd_neg(
        ter__dd_add(ter__dd_make(0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56), ter__dd_scale(ter__dd_log_d(p[0]), 2.0)));
    ter__gamma_power_prepare(ter__dd_make(1.5, 0.0), 2.0, shift, prepared);
}

static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    ter__gamma_power law = ter__gamma_power_of(dist);
    ter__gamma_power_gradient g = ter__gamma_power_gradient_at(&law, x);
    *slope = g.slope;
    if (by_parameter != NULL) {
        by_parameter[0] = -2.0 * g.by_score / dist->parameter[0];
    }
}

static const ter_parameter parameters[] = {
    TER__SCALE_PARAMETER("scale, the sd of each component"),
};

static const ter__edge edges[] = {
    {{1.0}, TER_PDF, 0.0, 0.0},
    {{1.0}, TER_CDF, -1.0, 0.0},
    {{1.0}, TER_CDF, TER__INFINITY, 1.0},
    {{1.0}, TER_ISF, 0.0, TER__INFINITY},
};

static const ter__statement statement = {TER__GAMMA_POWER_STATEMENT, .gradient = gradient};

const ter_family ter__family_maxwell = {
    .name = "maxwell",
    .title = "Maxwell-Boltzmann",
    .formula = "sqrt(2 / pi) x^2 exp(-x^2 / (2 scale^2)) / scale^3, x >= 0",
    .conventions = "The length of a vector of three normal variables of sd = scale. scipy: maxwell(scale=scale).",
    .parameter_count = sizeof parameters / sizeof parameters[0],
    .parameters = parameters,
    .prepare = prepare,
    .support = ter__support_positive,
    .statement = &statement,
    .summary = TER__GAMMA_POWER_SUMMARIES,
    .raw_moment = ter__gamma_power_raw_moment,
    .central_moment = ter__gamma_power_central_moment,
    .words_per_draw = 1,
    .accuracy_range = "scale from 1e-100 to 1e100, x of any size; both tails and their logs",
    .accuracy = TER__STATED_ACCURACY(2.0, 6.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
