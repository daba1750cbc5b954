/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Generalised logistic, type IV: exp(z) is the odds of a beta(a, b) variable, z = (x - location) / scale. */
#include "law_parts.h"
#include "tail.h"

static ter__b log_beta(ter__balls *w, const ter__b *p) {
    ter__b logs = ter__b_add(w, ter__b_log_gamma(w, p[0]), ter__b_log_gamma(w, p[1]));
    return ter__b_sub(w, logs, ter__b_log_gamma(w, ter__b_add(w, p[0], p[1])));
}

/* log(1 + exp(v)): v itself far out, but for less than exp(-v). */
static ter__b softplus(ter__balls *w, ter__b v) {
    if (!w->analytic && !w->order && arb_gt(TER__REAL(v), TER__REAL(ter__b_si(w, 2000)))) {
        return ter__give_or_take(w, v, -2800);
    }
    return ter__log1pexp(w, v);
}

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b z = ter__standardised(w, x, p[2], p[3]);
    ter__b falls = ter__b_add(w, ter__b_mul(w, p[0], softplus(w, ter__b_neg(w, z))), ter__b_mul(w, p[1], softplus(w, z)));
    return ter__b_neg(w, ter__b_add(w, falls, ter__b_add(w, log_beta(w, p), ter__b_log(w, p[3]))));
}

/* Beyond |z| = 2000 the tail of rate r is exp(-r |z|) / (r B(a, b)), but for a part of (a + b) exp(-|z|). */
static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    ter__b z = ter__standardised(w, x, p[2], p[3]), far = ter__b_si(w, 2000);
    *upper = arb_is_positive(TER__REAL(z));
    ter__b size = *upper ? z : ter__b_neg(w, z), rate = *upper ? p[1] : p[0];
    if (arb_gt(TER__REAL(size), TER__REAL(far))) {
        ter__b lows = ter__b_add(w, ter__b_mul(w, rate, size), ter__b_add(w, ter__b_log(w, rate), log_beta(w, p)));
        return ter__give_or_take(w, ter__b_neg(w, lows), -2700);
    }
    return ter__tail_beta(w, p[0], p[1], ter__b_exp(w, z), upper);
}

const ter__law ter__law_generalized_logistic = {
    .name = "generalized_logistic",
    .parameter_count = 4,
    .parameter_names = {"shape_a", "shape_b", "location", "scale"},
    .log_density = log_density,
    .log_tail = log_tail,
    .location = 3,
    .hard = {{TER__POSITIVE, 1e-3, 1e8, 6, {1.0, 0.5, 2.0, 6.0, 5.5, 1e-3}},
             {TER__POSITIVE, 1e-3, 1e8, 6, {1.0, 0.5, 2.0, 6.0, 5.5, 1e-3}},
             TER__HARD_LOCATION,
             TER__HARD_SCALE},
    .moderate = {{TER__POSITIVE, 0.3, 30.0, 2, {1.0, 2.0}},
                 {TER__POSITIVE, 0.3, 30.0, 2, {1.0, 2.0}},
                 TER__MODERATE_LOCATION,
                 TER__MODERATE_SCALE},
};
