/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Generalized Poisson: P(X = k) = t (t + k l)^(k - 1) exp(-t - k l) / k!, tails by adding masses up. Upwards every later ratio of
 * masses is at most R = (l + t / (k + 1)) exp(1 - l), since (1 + l / m)^(k - 1) <= exp(1) for m >= k l: what is left after a term
 * is at most R / (1 - R) of it.
 */
#include <math.h>

#include "law_parts.h"

#define FAR 0x1p60

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b k) {
    ter__b m = ter__b_add(w, p[0], ter__b_mul(w, k, p[1]));
    ter__b powers = ter__b_add(w, ter__b_log(w, p[0]), ter__b_mul(w, ter__b_add_si(w, k, -1), ter__b_log(w, m)));
    return ter__b_sub(w, ter__b_sub(w, powers, m), ter__b_log_gamma(w, ter__b_add_si(w, k, 1)));
}

/* mass(k + 1) / mass(k) from whole powers: m' (m' / m)^(k - 1) exp(-l) / (k + 1), m' = m + l. */
static void ratio(arb_t out, const ter__b *p, const arb_t shrink, slong k, slong precision) {
    arb_t m, next;
    arb_init(m);
    arb_init(next);
    arb_mul_si(m, TER__REAL(p[1]), k, precision);
    arb_add(m, m, TER__REAL(p[0]), precision);
    arb_add(next, m, TER__REAL(p[1]), precision);
    arb_div(out, next, m, precision);
    if (k > 0) {
        arb_pow_ui(out, out, (ulong)k - 1, precision);
    } else {
        arb_inv(out, out, precision);
    }
    arb_mul(out, out, next, precision);
    arb_mul(out, out, shrink, precision);
    arb_div_si(out, out, k + 1, precision);
    arb_clear(m);
    arb_clear(next);
}

/* Whether what is left after `term` at k is below the precision; then it is added to the error of the sum. */
static bool ends(arb_t sum, const arb_t term, const ter__b *p, slong k, slong precision) {
    arb_t most, rest;
    arb_init(most);
    arb_init(rest);
    arb_div_si(most, TER__REAL(p[0]), k + 1, precision);
    arb_add(most, most, TER__REAL(p[1]), precision);
    arb_sub_si(rest, TER__REAL(p[1]), 1, precision);
    arb_neg(rest, rest);
    arb_exp(rest, rest, precision);
    arb_mul(most, most, rest, precision);
    arb_sub_si(rest, most, 1, precision);
    arb_neg(rest, rest);
    bool good = arb_is_positive(rest);
    if (good) {
        arb_div(rest, most, rest, precision);
        arb_mul(rest, rest, term, precision);
        good = arf_cmpabs_2exp_si(arb_midref(rest), -precision) < 0;
        if (good) {
            arb_add_error(sum, rest);
        }
    }
    arb_clear(most);
    arb_clear(rest);
    return good;
}

/* Masses from k on relative to the first, upwards without end or down to 0. */
static ter__b relative_sum(ter__balls *w, const ter__b *p, slong k, bool up) {
    arb_t sum, term, r, shrink;
    arb_init(sum);
    arb_init(term);
    arb_init(r);
    arb_init(shrink);
    arb_neg(shrink, TER__REAL(p[1]));
    arb_exp(shrink, shrink, w->precision);
    arb_one(sum);
    arb_one(term);
    while (up || k > 0) {
        ratio(r, p, shrink, up ? k : k - 1, w->precision);
        if (up) {
            arb_mul(term, term, r, w->precision);
        } else {
            arb_div(term, term, r, w->precision);
        }
        arb_add(sum, sum, term, w->precision);
        k += up ? 1 : -1;
        if (up && k % 16 == 0 && ends(sum, term, p, k, w->precision)) {
            break;
        }
    }
    ter__b out = ter__b_arb(w, sum);
    arb_clear(sum);
    arb_clear(term);
    arb_clear(r);
    arb_clear(shrink);
    return out;
}

/*
 * The same upwards from a k too large to be counted from: between the geometric series of R and of the least later ratio, which is
 * at least l exp((k - 1) l / m (1 - l / (2 m)) - l) since (k - 1) / m rises with k.
 */
static ter__b far_sum(ter__balls *w, const ter__b *p, ter__b k) {
    ter__b one = ter__b_si(w, 1), m = ter__b_add(w, p[0], ter__b_mul(w, k, p[1])), step = ter__b_div(w, p[1], m);
    ter__b power = ter__b_mul(w, ter__b_mul(w, ter__b_add_si(w, k, -1), step), ter__b_sub(w, one, ter__b_half(w, step)));
    ter__b least = ter__b_mul(w, p[1], ter__b_exp(w, ter__b_sub(w, power, p[1])));
    ter__b most = ter__b_add(w, p[1], ter__b_div(w, p[0], ter__b_add_si(w, k, 1)));
    most = ter__b_mul(w, most, ter__b_exp(w, ter__b_sub(w, one, p[1])));
    ter__b low = ter__b_div(w, one, ter__b_sub(w, one, least)), high = ter__b_div(w, one, ter__b_sub(w, one, most));
    arb_t between;
    arb_init(between);
    arb_union(between, TER__REAL(low), TER__REAL(high), w->precision);
    ter__b out = ter__b_arb(w, between);
    arb_clear(between);
    return out;
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b k, bool *upper) {
    double theta = arf_get_d(arb_midref(TER__REAL(p[0])), ARF_RND_NEAR);
    double lambda = arf_get_d(arb_midref(TER__REAL(p[1])), ARF_RND_NEAR), at = arf_get_d(arb_midref(TER__REAL(k)), ARF_RND_NEAR);
    *upper = at >= theta / (1.0 - lambda);
    ter__b first = *upper ? ter__b_add_si(w, k, 1) : k;
    ter__b sum = at > FAR ? far_sum(w, p, first) : relative_sum(w, p, (slong)at + (*upper ? 1 : 0), *upper);
    return ter__b_add(w, log_density(w, p, first), ter__b_log(w, sum));
}

/* The range that accuracy_range says. */
static void adjust(double *p) {
    p[0] = p[1] > 0.5 ? fmin(p[0], 100.0) : p[0];
}

const ter__law ter__law_generalized_poisson = {
    .name = "generalized_poisson",
    .discrete = true,
    .parameter_count = 2,
    .parameter_names = {"theta", "lambda"},
    .log_density = log_density,
    .log_tail = log_tail,
    .support = ter__positive_support,
    .hard = {{TER__POSITIVE, 1e-6, 1e3, 4, {0.5, 1.0, 10.0, 100.0}}, {TER__POSITIVE, 1e-6, 0.8, 5, {0.0, 0.1, 0.25, 0.5, 0.75}}},
    .moderate = {{TER__POSITIVE, 0.5, 10.0, 2, {1.0, 2.0}}, {TER__POSITIVE, 0.05, 0.5, 2, {0.25, 0.5}}},
    .cost = 4,
    .adjust = adjust,
};
