/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Log-gamma: f(x) = exp(shape z - e^z) / (Gamma(shape) scale), z = (x - location) / scale. */
#include "law_parts.h"
#include "tail.h"

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b z = ter__standardised(w, x, p[0], p[1]);
    ter__b out = ter__b_sub(w, ter__b_mul(w, p[2], z), ter__b_exp(w, z));
    return ter__b_sub(w, out, ter__b_add(w, ter__b_log_gamma(w, p[2]), ter__b_log(w, p[1])));
}

/*
 * Beyond |z| = 800 the tails are one term: above, -e^z is below all doubles, as good as -inf; below, log P = shape z - log
 * Gamma(shape + 1) less at most e^z.
 */
static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    ter__b z = ter__standardised(w, x, p[0], p[1]), far = ter__b_si(w, 800);
    if (arb_gt(TER__REAL(z), TER__REAL(far))) {
        *upper = true;
        return ter__b_infinity(w, -1);
    }
    if (!arb_lt(TER__REAL(z), TER__REAL(ter__b_neg(w, far)))) {
        return ter__tail_gamma(w, p[2], ter__b_exp(w, z), upper);
    }
    *upper = false;
    ter__b term = ter__b_sub(w, ter__b_mul(w, p[2], z), ter__b_log_gamma(w, ter__b_add_si(w, p[2], 1)));
    arb_t with_rest;
    arb_init(with_rest);
    arb_set(with_rest, TER__REAL(term));
    arb_add_error_2exp_si(with_rest, -1150);
    ter__b out = ter__b_arb(w, with_rest);
    arb_clear(with_rest);
    return out;
}

const ter__law ter__law_log_gamma = {
    .name = "log_gamma",
    .parameter_count = 3,
    .parameter_names = {"location", "scale", "shape"},
    .log_density = log_density,
    .log_tail = log_tail,
    .location = 1,
    .hard = {TER__HARD_LOCATION, TER__HARD_SCALE, {TER__POSITIVE, 1e-3, 1e8, 4, {1.0, 0.5, 2.0, 20.0}}},
    .moderate = {TER__MODERATE_LOCATION, TER__MODERATE_SCALE, {TER__POSITIVE, 0.3, 30.0, 3, {1.0, 0.5, 2.0}}},
};
