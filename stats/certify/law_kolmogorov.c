/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Kolmogorov's limit law, by both series of its theta function with proved remainders:
 * P(X > x) = 2 sum (-1)^(k-1) e^(-2 k^2 x^2) and P(X <= x) = sqrt(2 pi) / x sum over odd m of e^(-m^2 pi^2 / (8 x^2)).
 */
#include <math.h>

#include "ball_block.h"
#include "law.h"

/*
 * 1 + sum over n = 2, 3 ... (odd: 3, 5 ...) of (-1)^(n-1) n^power e^(-(n^2 - 1) s), power 0 or 2. With r = |e^(-s)| <= 1/2 the
 * terms from M >= 4 on fall at least by halves, those of the derivative too: they are within 2 M^power r^(M^2-1) and 2 M^4
 * r^(M^2-1).
 */
static ter__b theta(ter__balls *w, ter__b s, bool odd, int power) {
    ter__b sum = ter__b_si(w, 1);
    acb_t r;
    mag_t ratio, half, rest;
    acb_init(r);
    mag_init(ratio);
    mag_init(half);
    mag_init(rest);
    acb_neg(r, s->value);
    acb_exp(r, r, w->precision);
    acb_get_mag(ratio, r);
    mag_set_ui_2exp_si(half, 1, -1);
    slong step = odd ? 2 : 1, last = (slong)sqrt(0.7 * (double)w->precision + 64.0) + 2, n = 1 + step;
    /* e^(-(n^2 - 1) s) from the one before: its exponents grow by 3, 5, 7 ..., or by 8, 16, 24 ... */
    ter__b once = ter__b_exp(w, ter__b_neg(w, s)), twice = ter__b_square(w, once), cube = ter__b_mul(w, twice, once);
    ter__b eighth = odd ? ter__b_square(w, ter__b_square(w, twice)) : NULL, ahead = odd ? eighth : cube, power_of = ahead;
    for (; n <= last; n += step) {
        ter__b term = power == 2 ? ter__b_mul_si(w, power_of, n * n) : power_of;
        sum = !odd && n % 2 == 0 ? ter__b_sub(w, sum, term) : ter__b_add(w, sum, term);
        ahead = ter__b_mul(w, ahead, odd ? eighth : twice);
        power_of = ter__b_mul(w, power_of, ahead);
    }
    ter__ball *out = ter__ball_fresh(w);
    acb_set(out->value, sum->value);
    acb_set(out->slope, sum->slope);
    if (mag_cmp(ratio, half) <= 0) {
        mag_pow_ui(rest, ratio, (ulong)(n * n - 1));
        mag_mul_ui(rest, rest, (ulong)(2 * n * n));
        acb_add_error_mag(out->value, rest);
        acb_get_mag(ratio, s->slope);
        mag_mul_ui(rest, rest, (ulong)(n * n));
        mag_mul(rest, rest, ratio);
        if (w->order) {
            acb_add_error_mag(out->slope, rest);
        }
    } else {
        acb_indeterminate(out->value);
        acb_indeterminate(out->slope);
    }
    acb_clear(r);
    mag_clear(ratio);
    mag_clear(half);
    mag_clear(rest);
    return out;
}

/* Whether the series of the lower tail serves: either does on both sides of this. */
static bool is_low(ter__b x) {
    return arf_cmp_d(arb_midref(TER__REAL(x)), 0.83) < 0;
}

static ter__b over_square(ter__balls *w, ter__b x) {
    return ter__b_div(w, ter__b_square(w, ter__b_pi(w)), ter__b_mul_si(w, ter__b_square(w, x), 8));
}

static ter__b log_root_two_pi(ter__balls *w) {
    return ter__b_half(w, ter__b_log(w, ter__b_mul_si(w, ter__b_pi(w), 2)));
}

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    (void)p;
    if (ter__b_is_zero(x)) {
        return ter__b_infinity(w, -1);
    }
    ter__b log_x = ter__b_log(w, x);
    if (is_low(x)) {
        ter__b q = over_square(w, x), squares = ter__b_mul(w, ter__b_mul_si(w, q, 2), theta(w, q, true, 2));
        ter__b factor = ter__b_sub(w, ter__b_log(w, ter__b_sub(w, squares, theta(w, q, true, 0))), q);
        return ter__b_add(w, ter__b_sub(w, factor, ter__b_mul_si(w, log_x, 2)), log_root_two_pi(w));
    }
    ter__b s = ter__b_mul_si(w, ter__b_square(w, x), 2);
    ter__b factor = ter__b_sub(w, ter__b_log(w, theta(w, s, false, 2)), s);
    return ter__b_add(w, ter__b_add(w, factor, log_x), ter__b_log(w, ter__b_si(w, 8)));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    (void)p;
    *upper = !is_low(x);
    if (!*upper) {
        ter__b q = over_square(w, x);
        ter__b factor = ter__b_sub(w, ter__b_log(w, theta(w, q, true, 0)), q);
        return ter__b_add(w, ter__b_sub(w, factor, ter__b_log(w, x)), log_root_two_pi(w));
    }
    ter__b s = ter__b_mul_si(w, ter__b_square(w, x), 2);
    ter__b factor = ter__b_sub(w, ter__b_log(w, theta(w, s, false, 0)), s);
    return ter__b_add(w, factor, ter__b_log(w, ter__b_si(w, 2)));
}

static void support(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper) {
    (void)p;
    *lower = ter__b_si(w, 0);
    *upper = ter__b_infinity(w, 1);
}

const ter__law ter__law_kolmogorov = {
    .name = "kolmogorov",
    .parameter_count = 0,
    .log_density = log_density,
    .log_tail = log_tail,
    .support = support,
    .cost = 2,
};
