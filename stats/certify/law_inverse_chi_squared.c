/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scaled inverse chi-squared: inverse gamma with shape df / 2 and scale df scale / 2. */
#include "law.h"
#include "law_parts.h"
#include "tail.h"

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    if (ter__b_is_zero(x)) {
        return ter__b_infinity(w, -1); /* exp(-1 / x) wins */
    }
    ter__b shape = ter__b_half(w, p[0]), scale = ter__b_mul(w, shape, p[1]);
    ter__b out = ter__b_sub(w, ter__b_mul(w, shape, ter__b_log(w, scale)), ter__b_log_gamma(w, shape));
    out = ter__b_sub(w, out, ter__b_mul(w, ter__b_add_si(w, shape, 1), ter__b_log(w, x)));
    return ter__b_sub(w, out, ter__b_div(w, scale, x));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    bool above;
    ter__b shape = ter__b_half(w, p[0]), scale = ter__b_mul(w, shape, p[1]);
    ter__b out = ter__tail_gamma(w, shape, ter__b_div(w, scale, x), &above);
    *upper = !above;
    return out;
}

const ter__law ter__law_inverse_chi_squared = {
    .name = "inverse_chi_squared",
    .parameter_count = 2,
    .parameter_names = {"df", "scale"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = ter__positive_support,
    .hard = {{TER__POSITIVE, 2e-3, 1e10, 5, {1.0, 2.0, 4.0, 40.0, 400.0}}, TER__HARD_SCALE},
    .moderate = {{TER__POSITIVE, 0.6, 60.0, 3, {1.0, 2.0, 4.0}}, TER__MODERATE_SCALE},
};
