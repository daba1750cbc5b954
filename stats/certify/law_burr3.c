/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Burr III: P(X <= x) = (1 + (x / scale)^-c)^-d, x >= 0. */
#include "law_burr.h"

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    return ter__burr_density(w, p[0], p[1], p[2], x, -1);
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    *upper = false;
    return ter__burr_tail(w, p[0], p[1], p[2], x, -1);
}

const ter__law ter__law_burr3 = {
    .name = "burr3",
    .parameter_count = 3,
    .parameter_names = {"shape_c", "shape_d", "scale"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = ter__positive_support,
    .hard = {{TER__POSITIVE, 1e-3, 1e8, 3, {1.0, 2.0, 0.5}}, {TER__POSITIVE, 1e-3, 1e8, 3, {1.0, 2.0, 0.5}}, TER__HARD_SCALE},
    .moderate = {{TER__POSITIVE, 0.5, 20.0, 3, {1.0, 2.0, 3.5}},
                 {TER__POSITIVE, 0.5, 20.0, 3, {1.0, 2.0, 3.5}},
                 TER__MODERATE_SCALE},
};
