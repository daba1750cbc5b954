/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Truncated normal: f(x) = phi(z) / (sd (Phi(B) - Phi(A))), z = (x - mean) / sd and A, B the same of the ends. */
#include <math.h>

#include "law.h"
#include "tail.h"

static ter__b score(ter__balls *w, const ter__b *p, ter__b x) {
    return ter__b_div(w, ter__b_sub(w, x, p[0]), p[1]);
}

/* log P(a < Z <= b), on the side of 0 that most of it lies on. */
static ter__b log_between(ter__balls *w, ter__b a, ter__b b) {
    ter__b sum = ter__b_add(w, a, b);
    if (arb_is_negative(TER__REAL(sum))) {
        ter__b mirror = ter__b_neg(w, a);
        a = ter__b_neg(w, b);
        b = mirror;
    }
    ter__b first = ter__tail_normal_any(w, a), second = ter__tail_normal_any(w, b);
    if (!arb_is_finite(TER__REAL(second)))
        return first;
    return ter__b_add(w, first, ter__b_log1mexp(w, ter__b_sub(w, second, first)));
}

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b z = score(w, p, x);
    ter__b twice = ter__b_add(w, ter__b_square(w, z), ter__b_log(w, ter__b_mul_si(w, ter__b_pi(w), 2)));
    ter__b rest = ter__b_add(w, ter__b_log(w, p[1]), log_between(w, score(w, p, p[2]), score(w, p, p[3])));
    return ter__b_neg(w, ter__b_add(w, ter__b_half(w, twice), rest));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    ter__b z = score(w, p, x), a = score(w, p, p[2]), b = score(w, p, p[3]);
    *upper = arb_is_nonnegative(TER__REAL(z));
    ter__b part = *upper ? log_between(w, z, b) : log_between(w, a, z);
    return ter__b_sub(w, part, log_between(w, a, b));
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    (void)w;
    *lower = p[2];
    *upper = p[3];
}

/* Ends are drawn in sd from the mean and from each other. */
static void adjust(double *p) {
    double mean = p[0], sd = p[1];
    p[2] = mean + sd * p[2];
    p[3] = p[2] + sd * p[3] > p[2] ? p[2] + sd * p[3] : nextafter(p[2], HUGE_VAL);
}

const ter__law ter__law_truncated_normal = {
    .name = "truncated_normal",
    .parameter_count = 4,
    .parameter_names = {"mean", "sd", "lower", "upper"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = support,
    .hard = {TER__HARD_LOCATION,
             TER__HARD_SCALE,
             {TER__SIGNED, 1e-5, 1e5, 3, {0.0, 9.0, 40.0}},
             {TER__POSITIVE, 1e-5, 1e5, 1, {1.0}}},
    .moderate = {TER__MODERATE_LOCATION,
                 TER__MODERATE_SCALE,
                 {TER__SIGNED, 0.1, 5.0, 1, {0.0}},
                 {TER__POSITIVE, 0.5, 5.0, 1, {1.0}}},
    .adjust = adjust,
};
