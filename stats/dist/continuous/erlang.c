/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Erlang law: a gamma law whose shape is a whole number, the time until the shape-th event. */
#include "dist/common_parameters.h"
#include "dist/common_slots.h"
#include "gamma_law.h"

static void prepare(const double *p, double *prepared) {
    ter__gamma_law_prepare(p[0], p[1], prepared);
}

static void gradient(const ter_dist *dist, size_t n, const double *x, double *slope, double *by_parameter) {
    ter__gamma_law law = ter__gamma_law_of(dist);
    for (size_t i = 0; i < n; i++) {
        ter__gamma_gradient g = {TER__NAN, TER__NAN, TER__NAN};
        if (x[i] > 0.0 && x[i] < TER__INFINITY)
            g = ter__gamma_law_gradient(&law, x[i]);
        if (slope != NULL)
            slope[i] = g.x;
        if (by_parameter != NULL) {
            by_parameter[i] = TER__NAN; /* a whole number has no derivative */
            by_parameter[i + n] = g.scale;
        }
    }
}

static const ter_parameter parameters[] = {
    {.name = "shape",
     .symbol = "k",
     .description = "how many events",
     .lower = 1.0,
     .upper = TER__INFINITY,
     .upper_open = true,
     .integer = true},
    TER__SCALE_PARAMETER("scale, the mean time between events, 1 / rate"),
};

static const ter__edge edges[] = {
    {{1.0, 4.0}, TER_PDF, 0.0, 0.25},
    {{2.0, 1.0}, TER_PDF, 0.0, 0.0},
    {{1.0, 1.0}, TER_LOG_SF, 5.0, -5.0},
    {{2.0, 1.0}, TER_CDF, -1.0, 0.0},
};

const ter_family ter__family_erlang = {
    .name = "erlang",
    .title = "Erlang",
    .formula = "x^(shape - 1) exp(-x / scale) / ((shape - 1)! scale^shape), x >= 0, whole shape",
    .conventions = "The second parameter is a scale. scipy: erlang(a=shape, scale=scale).",
    .parameter_count = sizeof parameters / sizeof parameters[0],
    .parameters = parameters,
    .prepare = prepare,
    .support = ter__support_positive,
    .kernel = TER__GAMMA_LAW_KERNELS,
    .gradient = gradient,
    .summary = TER__GAMMA_LAW_SUMMARIES,
    .raw_moment = ter__gamma_law_raw_moment,
    .central_moment = ter__gamma_law_central_moment,
    .characteristic = ter__gamma_law_characteristic,
    .words_per_draw = 1,
    .accuracy_range = "shape from 1 to 1e10, scale and x of any size; both tails and their logs",
    .accuracy = TER__GAMMA_LAW_ACCURACY,
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
