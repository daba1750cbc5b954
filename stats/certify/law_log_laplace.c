/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Log-Laplace: log(x / scale) is Laplace of location 0 and scale 1 / shape. */
#include "law_parts.h"

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b peak = ter__b_log(w, ter__b_half(w, ter__b_div(w, p[0], p[1])));
    if (ter__b_is_zero(x)) {
        ter__b power = ter__b_add_si(w, p[0], -1);
        return ter__b_is_zero(power) ? peak : ter__b_infinity(w, arb_is_positive(TER__REAL(power)) ? -1 : 1);
    }
    ter__b v = ter__b_log(w, ter__b_div(w, x, p[1]));
    return ter__b_sub(w, ter__b_sub(w, peak, v), ter__b_mul(w, p[0], ter__absolute(w, v)));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    ter__b v = ter__b_log(w, ter__b_div(w, x, p[1]));
    *upper = arb_is_positive(TER__REAL(v));
    return ter__b_neg(w, ter__b_add(w, ter__b_mul(w, p[0], ter__absolute(w, v)), ter__b_log(w, ter__b_si(w, 2))));
}

const ter__law ter__law_log_laplace = {
    .name = "log_laplace",
    .parameter_count = 2,
    .parameter_names = {"shape", "scale"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = ter__positive_support,
    .hard = {{TER__POSITIVE, 1e-3, 1e8, 3, {1.0, 2.0, 0.5}}, TER__HARD_SCALE},
    .moderate = {{TER__POSITIVE, 0.5, 20.0, 3, {1.0, 2.0, 3.5}}, TER__MODERATE_SCALE},
    .corner = 2,
};
