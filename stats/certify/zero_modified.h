/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Zero-truncated, zero-inflated and hurdle laws in ball arithmetic, from the base's log mass and log tail. */
#ifndef TER__CERTIFY_ZERO_MODIFIED_H
#define TER__CERTIFY_ZERO_MODIFIED_H

#include "law_parts.h"
#include "negative_binomial_law.h"

typedef struct ter__zero_oracle {
    ter__b (*mass)(ter__balls *w, const ter__b *p, ter__b k);              /* log g(k), k in 0 .. the upper end */
    ter__b (*tail)(ter__balls *w, const ter__b *p, ter__b k, bool *upper); /* log of G(k) or of 1 - G(k) */
    ter__b (*end)(ter__balls *w, const ter__b *p);                         /* of the support */
} ter__zero_oracle;

TER__PART ter__b ter__zero_no_end(ter__balls *w, const ter__b *p) {
    (void)p;
    return ter__b_infinity(w, 1);
}

TER__PART ter__b ter__zero_poisson_mass(ter__balls *w, const ter__b *p, ter__b k) {
    ter__b out = ter__b_sub(w, ter__b_times_log(w, k, p[0]), p[0]);
    return ter__b_sub(w, out, ter__b_log_gamma(w, ter__b_add_si(w, k, 1)));
}

TER__PART ter__b ter__zero_poisson_tail(ter__balls *w, const ter__b *p, ter__b k, bool *upper) {
    bool gamma_upper;
    ter__b out = ter__tail_gamma(w, ter__b_add_si(w, k, 1), p[0], &gamma_upper);
    *upper = !gamma_upper;
    return out;
}

static const __attribute__((unused))
ter__zero_oracle ter__zero_poisson = {ter__zero_poisson_mass, ter__zero_poisson_tail, ter__zero_no_end};

TER__PART ter__b ter__zero_binomial_mass(ter__balls *w, const ter__b *p, ter__b k) {
    ter__b rest = ter__b_sub(w, p[0], k);
    ter__b below = ter__b_add(w, ter__b_log_gamma(w, ter__b_add_si(w, k, 1)), ter__b_log_gamma(w, ter__b_add_si(w, rest, 1)));
    ter__b ways = ter__b_sub(w, ter__b_log_gamma(w, ter__b_add_si(w, p[0], 1)), below);
    ter__b failures = ter__b_is_zero(rest) ? ter__b_si(w, 0) : ter__b_mul(w, rest, ter__b_log1p(w, ter__b_neg(w, p[1])));
    return ter__b_add(w, ways, ter__b_add(w, ter__b_times_log(w, k, p[1]), failures));
}

TER__PART ter__b ter__zero_binomial_tail(ter__balls *w, const ter__b *p, ter__b k, bool *upper) {
    bool certain = arb_is_one(TER__REAL(p[1])), never = ter__b_is_zero(p[1]), beta_upper;
    if (certain || never) {
        *upper = never;
        return ter__b_infinity(w, -1);
    }
    ter__b odds = ter__b_div(w, p[1], ter__b_sub(w, ter__b_si(w, 1), p[1]));
    ter__b out = ter__tail_beta(w, ter__b_add_si(w, k, 1), ter__b_sub(w, p[0], k), odds, &beta_upper);
    *upper = !beta_upper;
    return out;
}

TER__PART ter__b ter__zero_binomial_end(ter__balls *w, const ter__b *p) {
    return ter__b_is_zero(p[1]) ? ter__b_si(w, 0) : p[0];
}

static const __attribute__((unused))
ter__zero_oracle ter__zero_binomial = {ter__zero_binomial_mass, ter__zero_binomial_tail, ter__zero_binomial_end};

TER__PART ter__b ter__zero_pascal_mass(ter__balls *w, const ter__b *p, ter__b k) {
    return ter__negative_binomial_mass(w, p[0], ter__b_log(w, p[1]), ter__b_log1p(w, ter__b_neg(w, p[1])), k);
}

TER__PART ter__b ter__zero_pascal_tail(ter__balls *w, const ter__b *p, ter__b k, bool *upper) {
    return ter__negative_binomial_tail(w, p[0], ter__b_div(w, p[1], ter__b_sub(w, ter__b_si(w, 1), p[1])), k, upper);
}

TER__PART ter__b ter__zero_pascal_end(ter__balls *w, const ter__b *p) {
    return arb_is_one(TER__REAL(p[1])) ? ter__b_si(w, 0) : ter__b_infinity(w, 1);
}

static const __attribute__((unused))
ter__zero_oracle ter__zero_negative_binomial = {ter__zero_pascal_mass, ter__zero_pascal_tail, ter__zero_pascal_end};

/* log(1 - exp a) with its slope, as laws' gradients need it. */
TER__PART ter__b ter__zero_log_rest(ter__balls *w, ter__b a) {
    return ter__b_log(w, ter__b_neg(w, ter__b_expm1(w, a)));
}

TER__PART ter__b ter__zero_truncated_mass(ter__balls *w, const ter__zero_oracle *base, const ter__b *p, ter__b k) {
    return ter__b_sub(w, base->mass(w, p, k), ter__zero_log_rest(w, base->mass(w, p, ter__b_si(w, 0))));
}

TER__PART ter__b ter__zero_truncated_tail(ter__balls *w, const ter__zero_oracle *base, const ter__b *p, ter__b k, bool *upper) {
    ter__b zero = base->mass(w, p, ter__b_si(w, 0)), tail = base->tail(w, p, k, upper);
    if (!*upper) { /* (G - g(0)) / (1 - g(0)) */
        tail = ter__b_is_zero(ter__b_exp(w, zero)) ? tail : ter__b_add(w, tail, ter__b_log1mexp(w, ter__b_sub(w, zero, tail)));
    }
    return ter__b_sub(w, tail, ter__b_log1mexp(w, zero));
}

TER__PART void ter__zero_truncated_support(ter__balls *w, const ter__zero_oracle *base, const ter__b *p, ter__b *lower,
                                           ter__b *upper) {
    *upper = base->end(w, p);
    *lower = base->end == ter__zero_binomial_end && arb_is_one(TER__REAL(p[1])) ? *upper : ter__b_si(w, 1);
}

TER__PART ter__b ter__zero_inflated_mass(ter__balls *w, const ter__zero_oracle *base, const ter__b *p, ter__b k) {
    ter__b rest = ter__b_sub(w, ter__b_si(w, 1), p[0]);
    if (ter__b_is_zero(k)) {
        return ter__b_log(w, ter__b_add(w, p[0], ter__b_mul(w, rest, ter__b_exp(w, base->mass(w, p + 1, k)))));
    }
    return ter__b_add(w, ter__b_log(w, rest), base->mass(w, p + 1, k));
}

TER__PART ter__b ter__zero_inflated_tail(ter__balls *w, const ter__zero_oracle *base, const ter__b *p, ter__b k, bool *upper) {
    ter__b tail = base->tail(w, p + 1, k, upper), log_rest = ter__b_log1p(w, ter__b_neg(w, p[0]));
    if (!*upper && arf_cmp_d(arb_midref(TER__REAL(p[0])), 0.5) < 0) {
        return ter__b_log(w, ter__b_add(w, p[0], ter__b_exp(w, ter__b_add(w, log_rest, tail))));
    }
    tail = *upper ? tail : ter__b_log1mexp(w, tail);
    *upper = true;
    return ter__b_add(w, log_rest, tail);
}

/* A hurdle: p[0] at 0, the rest by the truncated law. */
TER__PART ter__b ter__zero_hurdle_mass(ter__balls *w, const ter__zero_oracle *base, const ter__b *p, ter__b k) {
    if (ter__b_is_zero(k)) {
        return ter__b_log(w, p[0]);
    }
    return ter__b_add(w, ter__b_log(w, ter__b_sub(w, ter__b_si(w, 1), p[0])), ter__zero_truncated_mass(w, base, p + 1, k));
}

TER__PART ter__b ter__zero_hurdle_tail(ter__balls *w, const ter__zero_oracle *base, const ter__b *p, ter__b k, bool *upper) {
    ter__b log_rest = ter__b_log1p(w, ter__b_neg(w, p[0]));
    *upper = true;
    if (ter__b_is_zero(k)) {
        return log_rest;
    }
    ter__b tail = ter__zero_truncated_tail(w, base, p + 1, k, upper);
    if (!*upper && arf_cmp_d(arb_midref(TER__REAL(p[0])), 0.5) < 0) {
        return ter__b_log(w, ter__b_add(w, p[0], ter__b_exp(w, ter__b_add(w, log_rest, tail))));
    }
    tail = *upper ? tail : ter__b_log1mexp(w, tail);
    *upper = true;
    return ter__b_add(w, log_rest, tail);
}

TER__PART void ter__zero_inflated_support(ter__balls *w, const ter__zero_oracle *base, const ter__b *p, ter__b *lower,
                                          ter__b *upper) {
    *upper = arb_is_one(TER__REAL(p[0])) ? ter__b_si(w, 0) : base->end(w, p + 1);
    bool certain = base->end == ter__zero_binomial_end && arb_is_one(TER__REAL(p[2]));
    *lower = certain && ter__b_is_zero(p[0]) ? *upper : ter__b_si(w, 0);
}

#endif
