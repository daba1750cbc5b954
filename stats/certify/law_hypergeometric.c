/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Hypergeometric: P(X = k) = C(K, k) C(N - K, n - k) / C(N, n), tails by adding them up away from the mode. Ratios fall from there
 * on, so that the rest of a sum is within term ratio / (1 - ratio) of the first one left out.
 */
#include <math.h>

#include "ratio_law.h"

#define SPREAD_MAX 1000.0 /* standard deviations the sums are made for */

static ter__b log_choose(ter__balls *w, ter__b n, ter__b k) {
    ter__b below =
        ter__b_add(w, ter__b_log_gamma(w, ter__b_add_si(w, k, 1)), ter__b_log_gamma(w, ter__b_add_si(w, ter__b_sub(w, n, k), 1)));
    return ter__b_sub(w, ter__b_log_gamma(w, ter__b_add_si(w, n, 1)), below);
}

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b k) {
    ter__b out = log_choose(w, ter__b_sub(w, p[0], p[1]), ter__b_sub(w, p[2], k));
    return ter__b_sub(w, ter__b_add(w, log_choose(w, p[1], k), out), log_choose(w, p[0], p[2]));
}

static slong whole(ter__b x) {
    return arf_get_si(arb_midref(TER__REAL(x)), ARF_RND_NEAR);
}

static void ratio(arb_t out, const ter__b *p, slong k, slong precision) {
    slong population = whole(p[0]), successes = whole(p[1]), draws = whole(p[2]);
    arb_t below;
    arb_init(below);
    arb_set_si(out, successes - k);
    arb_mul_si(out, out, draws - k, precision);
    arb_set_si(below, k + 1);
    arb_mul_si(below, below, population - successes - draws + k + 1, precision);
    arb_div(out, out, below, precision);
    arb_clear(below);
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    slong least = whole(p[2]) - (whole(p[0]) - whole(p[1])), successes = whole(p[1]), draws = whole(p[2]);
    *lower = ter__b_si(w, least > 0 ? least : 0);
    *upper = ter__b_si(w, successes < draws ? successes : draws);
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b k, bool *upper) {
    ter__b lower, most;
    support(w, p, &lower, &most);
    slong at = whole(k);
    double centre = (double)(whole(p[2]) + 1) * ((double)(whole(p[1]) + 1) / (double)(whole(p[0]) + 2));
    *upper = (double)at >= floor(centre);
    slong first = *upper ? at + 1 : at;
    return ter__ratio_tail_falling(w, p, log_density(w, p, ter__b_si(w, first)), first, whole(*upper ? most : lower), ratio);
}

/* Successes and draws inside the population, and a law narrow enough for its tails to be added up. */
static void adjust(double *p) {
    for (int i = 1; i < 3; i++) {
        p[i] = p[i] < 0.0 ? p[0] + p[i] : p[i];
        p[i] = p[i] > p[0] ? floor(p[i] - p[0] * floor(p[i] / p[0])) : p[i];
        p[i] = p[i] < 0.0 ? 0.0 : p[i];
    }
    double share = p[1] / p[0] * (1.0 - p[1] / p[0]), spread = p[2] * share * (1.0 - p[2] / p[0]);
    if (spread > SPREAD_MAX * SPREAD_MAX) {
        double fewer = floor(SPREAD_MAX * SPREAD_MAX / share);
        p[2] = p[2] > 0.5 * p[0] ? p[0] - fewer : fewer;
    }
}

const ter__law ter__law_hypergeometric = {
    .name = "hypergeometric",
    .discrete = true,
    .parameter_count = 3,
    .parameter_names = {"population", "successes", "draws"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = support,
    .hard = {{TER__WHOLE, 1.0, 1e15, 3, {1.0, 2.0, 100.0}},
             {TER__WHOLE, 1.0, 1e15, 3, {0.0, 1.0, 2.0}},
             {TER__WHOLE, 1.0, 1e15, 3, {0.0, 1.0, 2.0}}},
    .moderate = {{TER__WHOLE, 20.0, 200.0, 2, {50.0, 100.0}},
                 {TER__WHOLE, 4.0, 20.0, 2, {5.0, 10.0}},
                 {TER__WHOLE, 4.0, 20.0, 2, {5.0, 10.0}}},
    .cost = 20,
    .adjust = adjust,
};
