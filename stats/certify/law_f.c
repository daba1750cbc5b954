/* SPDX-License-Identifier: GPL-3.0-or-later */
/* F: f(x) = w^(df1/2) (1 + w)^(-(df1 + df2)/2) / (x B(df1/2, df2/2)), w = df1 x / df2, x >= 0. */
#include "law.h"
#include "tail.h"

static ter__b odds(ter__balls *w, const ter__b *p, ter__b x) {
    return ter__b_div(w, ter__b_mul(w, p[0], x), p[1]);
}

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b a = ter__b_half(w, p[0]), b = ter__b_half(w, p[1]), n = ter__b_add(w, a, b), u = odds(w, p, x);
    ter__b out = ter__b_sub(w, ter__b_log_gamma(w, n), ter__b_add(w, ter__b_log_gamma(w, a), ter__b_log_gamma(w, b)));
    out = ter__b_add(w, out, ter__b_log(w, ter__b_div(w, p[0], p[1])));
    out = ter__b_add(w, out, ter__b_times_log(w, ter__b_add_si(w, a, -1), u));
    return ter__b_sub(w, out, ter__b_mul(w, n, ter__b_log1p(w, u)));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    return ter__tail_beta(w, ter__b_half(w, p[0]), ter__b_half(w, p[1]), odds(w, p, x), upper);
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    (void)p;
    *lower = ter__b_si(w, 0);
    *upper = ter__b_infinity(w, 1);
}

const ter__law ter__law_f = {
    .name = "f",
    .parameter_count = 2,
    .parameter_names = {"df1", "df2"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = support,
    .hard = {{TER__POSITIVE, 0.1, 1e10, 6, {1.0, 2.0, 3.0, 4.0, 12.0, 1e10}},
             {TER__POSITIVE, 0.1, 1e10, 7, {1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 1e10}}},
    .moderate = {{TER__POSITIVE, 0.5, 100.0, 3, {1.0, 2.0, 5.0}}, {TER__POSITIVE, 0.5, 100.0, 5, {1.0, 2.0, 4.0, 6.0, 8.0}}},
};
