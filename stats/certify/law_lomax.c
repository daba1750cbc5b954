/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lomax: P(X > x) = (1 + x / scale)^-shape, x >= 0. */
#include "law_burr.h"

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    return ter__burr_density(w, ter__b_si(w, 1), p[0], p[1], x, 1);
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    *upper = true;
    return ter__burr_tail(w, ter__b_si(w, 1), p[0], p[1], x, 1);
}

const ter__law ter__law_lomax = {
    .name = "lomax",
    .parameter_count = 2,
    .parameter_names = {"shape", "scale"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = ter__positive_support,
    .hard = {{TER__POSITIVE, 1e-3, 1e8, 3, {1.0, 2.0, 0.5}}, TER__HARD_SCALE},
    .moderate = {{TER__POSITIVE, 0.5, 20.0, 3, {1.0, 2.0, 3.5}}, TER__MODERATE_SCALE},
};
