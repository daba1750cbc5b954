/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Relaxed Bernoulli: z = T log(x / (1 - x)) - logit is logistic, 0 < x < 1; f(x) = T s(z) s(-z) / (x (1 - x)), s(z) = 1 / (1 +
 * e^-z). */
#include "law_parts.h"

static ter__b rest(ter__balls *w, ter__b x) {
    return ter__b_sub(w, ter__b_si(w, 1), x);
}

static ter__b score(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b odds = ter__b_sub(w, ter__b_log(w, x), ter__b_log(w, rest(w, x)));
    return ter__b_sub(w, ter__b_mul(w, p[0], odds), p[1]);
}

/* At an end the distance's power T - 1 decides. */
static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    if (ter__b_is_zero(x) || ter__b_is_zero(rest(w, x))) {
        ter__b norm = ter__b_add(w, ter__b_log(w, p[0]), ter__b_is_zero(x) ? ter__b_neg(w, p[1]) : p[1]);
        return ter__b_add(w, norm, ter__b_times_log(w, ter__b_add_si(w, p[0], -1), ter__b_si(w, 0)));
    }
    ter__b z = score(w, p, x), logs = ter__b_add(w, ter__b_log(w, x), ter__b_log(w, rest(w, x)));
    ter__b bell = ter__b_add(w, ter__log1pexp(w, z), ter__log1pexp(w, ter__b_neg(w, z)));
    return ter__b_sub(w, ter__b_log(w, p[0]), ter__b_add(w, logs, bell));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    ter__b z = score(w, p, x);
    *upper = arb_is_positive(TER__REAL(z));
    return ter__b_neg(w, ter__log1pexp(w, *upper ? z : ter__b_neg(w, z)));
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    (void)p;
    *lower = ter__b_si(w, 0);
    *upper = ter__b_si(w, 1);
}

const ter__law ter__law_relaxed_bernoulli = {
    .name = "relaxed_bernoulli",
    .parameter_count = 2,
    .parameter_names = {"temperature", "logit"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = support,
    .hard = {{TER__POSITIVE, 1e-3, 1e3, 3, {1.0, 2.0, 0.5}}, {TER__SIGNED, 1e-5, 700.0, 2, {0.0, 1.0}}},
    .moderate = {{TER__POSITIVE, 0.3, 3.0, 3, {1.0, 2.0, 0.5}}, {TER__SIGNED, 0.1, 2.0, 2, {0.0, 1.0}}},
};
