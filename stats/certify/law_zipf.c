/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Zipf (zeta): P(X = k) = k^-s / zeta(s), P(X > k) = zeta(s, k + 1) / zeta(s), k = 1, 2, ... */
#include <math.h>

#include "power_law.h"

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b k) {
    return ter__power_log_mass(w, p[0], NULL, k);
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b k, bool *upper) {
    return ter__power_tail(w, p[0], NULL, k, upper);
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    (void)p;
    *lower = ter__b_si(w, 1);
    *upper = ter__b_infinity(w, 1);
}

/* Exponents below 1.9 are drawn nearer to 1. */
static void adjust(double *p) {
    double above = p[0] - 1.0;
    if (above < 0.9) {
        p[0] = fmax(1.0 + above * above * above * above, 1.0 + 0x1p-52);
    }
}

const ter__law ter__law_zipf = {
    .name = "zipf",
    .discrete = true,
    .parameter_count = 1,
    .parameter_names = {"exponent"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = support,
    .hard = {{TER__POSITIVE, 1.0001, 1e3, 6, {1.01, 2.0, 3.0, 1.5, 6.4, 50.0}}},
    .moderate = {{TER__POSITIVE, 6.5, 12.0, 2, {7.0, 8.0}}},
    .cost = 12,
    .adjust = adjust,
};
