/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The generalised gamma law of Stacy (Ann. Math. Stat. 33 (1962)): (X / scale)^power is a gamma variable. */
#include "dist/common_parameters.h"
#include "dist/common_slots.h"
#include "gamma_score.h"
#include "special/elementary.h"

static ter_status check(const double *p, ter_error *error) {
    return p[1] != 0.0 ? TER_OK
                       : ter_error_set(error, TER_BAD_ARGUMENT, "generalized_gamma: power = 0: it may be any other number");
}

static void prepare(const double *p, double *prepared) {
    ter__dd shift = ter__dd_neg(ter__dd_mul_d(ter__dd_log_d(p[2]), p[1]));
    ter__gamma_power_prepare(ter__dd_make(p[0], 0.0), p[1], shift, prepared);
}

static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    ter__gamma_power law = ter__gamma_power_of(dist);
    ter__gamma_power_gradient g = ter__gamma_power_gradient_at(&law, x);
    *slope = g.slope;
    if (by_parameter != NULL) {
        /* w = power log(x / scale), log |dw/dx| = log |power| - log x */
        double power = dist->parameter[1];
        by_parameter[0] = g.by_shape;
        by_parameter[1] = (g.by_score * g.score + 1.0) / power;
        by_parameter[2] = -g.by_score * power / dist->parameter[2];
    }
}

static const ter_parameter parameters[] = {
    TER__POSITIVE_PARAMETER("shape", "k", "shape of the gamma variable"),
    TER__REAL_PARAMETER("power", "p", "power, not 0"),
    TER__SCALE_PARAMETER("scale"),
};

static const ter__edge edges[] = {
    {{1.0, 1.0, 4.0}, TER_PDF, 0.0, 0.25},       {{1.0, 2.0, 1.0}, TER_LOG_SF, 3.0, -9.0},
    {{2.0, 1.0, 1.0}, TER_PDF, 0.0, 0.0},        {{0.5, 1.0, 1.0}, TER_PDF, 0.0, TER__INFINITY},
    {{1.0, -1.0, 1.0}, TER_LOG_CDF, 0.25, -4.0},
};

static const ter__statement statement = {TER__GAMMA_POWER_STATEMENT, .gradient = gradient};

const ter_family ter__family_generalized_gamma = {
    .name = "generalized_gamma",
    .title = "Generalised gamma (Stacy)",
    .formula =
        "power x^(shape power - 1) exp(-(x / scale)^power) / (Gamma(shape) scale^(shape power)), x >= 0; |power| for power < 0",
    .conventions = "(X / scale)^power is a gamma variable. scipy: gengamma(a=shape, c=power, scale=scale). gamma: power 1; "
                   "Weibull: shape 1; negative powers are inverse laws.",
    .parameter_count = sizeof parameters / sizeof parameters[0],
    .parameters = parameters,
    .check = check,
    .prepare = prepare,
    .support = ter__support_positive,
    .statement = &statement,
    .summary = TER__GAMMA_POWER_SUMMARIES,
    .raw_moment = ter__gamma_power_raw_moment,
    .central_moment = ter__gamma_power_central_moment,
    .words_per_draw = 1,
    .accuracy_range =
        "shape from 1e-3 to 1e8, power from 1e-2 to 1e3 of either sign, scale from 1e-100 to 1e100; both tails and their logs",
    .accuracy = TER__STATED_ACCURACY(2.0, 6.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
