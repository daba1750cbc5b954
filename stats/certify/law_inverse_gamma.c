/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inverse gamma: f(x) = scale^shape x^(-shape - 1) exp(-scale / x) / Gamma(shape), x > 0. */
#include "law.h"
#include "law_parts.h"
#include "tail.h"

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    if (ter__b_is_zero(x)) {
        return ter__b_infinity(w, -1); /* exp(-1 / x) wins */
    }
    ter__b shape = p[0], scale = p[1];
    ter__b out = ter__b_sub(w, ter__b_mul(w, shape, ter__b_log(w, scale)), ter__b_log_gamma(w, shape));
    out = ter__b_sub(w, out, ter__b_mul(w, ter__b_add_si(w, shape, 1), ter__b_log(w, x)));
    return ter__b_sub(w, out, ter__b_div(w, scale, x));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    bool above;
    ter__b shape = p[0], scale = p[1];
    ter__b out = ter__tail_gamma(w, shape, ter__b_div(w, scale, x), &above);
    *upper = !above;
    return out;
}

const ter__law ter__law_inverse_gamma = {
    .name = "inverse_gamma",
    .parameter_count = 2,
    .parameter_names = {"shape", "scale"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = ter__positive_support,
    .hard = {{TER__POSITIVE, 1e-3, 1e10, 5, {1.0, 0.5, 2.0, 20.0, 200.0}}, TER__HARD_SCALE},
    .moderate = {{TER__POSITIVE, 0.3, 30.0, 3, {1.0, 0.5, 2.0}}, TER__MODERATE_SCALE},
};
