/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stacy: f(x) = |power| t^shape exp(-t) / (x Gamma(shape)), t = (x / scale)^power, x >= 0. */
#include "law.h"
#include "law_parts.h"
#include "tail.h"

static ter__b score(ter__balls *w, const ter__b *p, ter__b x) {
    return ter__b_mul(w, p[1], ter__b_sub(w, ter__b_log(w, x), ter__b_log(w, p[2])));
}

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b order = ter__b_mul(w, p[0], p[1]);
    if (ter__b_is_zero(x)) { /* x^(shape power - 1), times exp(-1 / x^|power|) for negative powers */
        ter__b beyond = ter__b_add_si(w, order, -1);
        bool positive = arb_is_positive(TER__REAL(p[1]));
        if (!positive || arb_is_positive(TER__REAL(beyond))) {
            return ter__b_infinity(w, -1);
        }
        if (arb_is_negative(TER__REAL(beyond))) {
            return ter__b_infinity(w, 1);
        }
        ter__b top = ter__b_sub(w, ter__b_log(w, p[1]), ter__b_log_gamma(w, p[0]));
        return ter__b_is_zero(beyond) ? ter__b_sub(w, top, ter__b_log(w, p[2])) : ter__b_nothing(w);
    }
    ter__b t = score(w, p, x);
    ter__b out = ter__b_sub(w, ter__b_mul(w, p[0], t), ter__b_exp(w, t));
    ter__b size = arb_is_positive(TER__REAL(p[1])) ? p[1] : ter__b_neg(w, p[1]);
    out = ter__b_add(w, out, ter__b_sub(w, ter__b_log(w, size), ter__b_log(w, x)));
    return ter__b_sub(w, out, ter__b_log_gamma(w, p[0]));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    ter__b out = ter__tail_gamma(w, p[0], ter__b_exp(w, score(w, p, x)), upper);
    *upper = *upper == (bool)arb_is_positive(TER__REAL(p[1]));
    return out;
}

const ter__law ter__law_generalized_gamma = {
    .name = "generalized_gamma",
    .parameter_count = 3,
    .parameter_names = {"shape", "power", "scale"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = ter__positive_support,
    .hard = {{TER__POSITIVE, 1e-3, 1e8, 5, {1.0, 0.5, 2.0, 20.0, 200.0}},
             {TER__SIGNED, 1e-2, 1e3, 5, {1.0, 2.0, -1.0, -2.0, 0.5}},
             TER__HARD_SCALE},
    .moderate = {{TER__POSITIVE, 0.5, 30.0, 3, {1.0, 0.5, 2.0}}, {TER__POSITIVE, 0.5, 5.0, 2, {1.0, 2.0}}, TER__MODERATE_SCALE},
};
