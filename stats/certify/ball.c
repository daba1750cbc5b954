/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ball_block.h"

#include <stdlib.h>

#include <flint/flint.h>

#define BALLS_PER_BLOCK 64

struct ter__ball_block {
    ter__ball_block *next;
    size_t used;
    ter__ball ball[BALLS_PER_BLOCK];
};

void ter__balls_open(ter__balls *w, slong precision, bool order) {
    w->precision = precision;
    w->order = order;
    w->analytic = false;
    w->blocks = NULL;
}

void ter__balls_close(ter__balls *w) {
    while (w->blocks) {
        ter__ball_block *block = w->blocks;
        w->blocks = block->next;
        for (size_t i = 0; i < block->used; i++) {
            acb_clear(block->ball[i].value);
            acb_clear(block->ball[i].slope);
        }
        flint_free(block);
    }
}

/* FLINT's allocator, as for every number here: it ends the program when memory is out (see certify.h). */
ter__ball *ter__ball_fresh(ter__balls *w) {
    if (!w->blocks || w->blocks->used == BALLS_PER_BLOCK) {
        ter__ball_block *block = flint_malloc(sizeof *block);
        block->next = w->blocks;
        block->used = 0;
        w->blocks = block;
    }
    ter__ball *b = &w->blocks->ball[w->blocks->used++];
    acb_init(b->value);
    acb_init(b->slope);
    return b;
}

ter__b ter__b_d(ter__balls *w, double x) {
    ter__ball *b = ter__ball_fresh(w);
    acb_set_d(b->value, x);
    return b;
}

ter__b ter__b_si(ter__balls *w, slong x) {
    ter__ball *b = ter__ball_fresh(w);
    acb_set_si(b->value, x);
    return b;
}

ter__b ter__b_pi(ter__balls *w) {
    ter__ball *b = ter__ball_fresh(w);
    acb_const_pi(b->value, w->precision);
    return b;
}

ter__b ter__b_log_pi(ter__balls *w) {
    return ter__b_log(w, ter__b_pi(w));
}

ter__b ter__b_log_10(ter__balls *w) {
    ter__ball *b = ter__ball_fresh(w);
    arb_const_log10(acb_realref(b->value), w->precision);
    return b;
}

ter__b ter__b_infinity(ter__balls *w, int sign) {
    ter__ball *b = ter__ball_fresh(w);
    if (sign < 0) {
        arb_neg_inf(acb_realref(b->value));
    } else {
        arb_pos_inf(acb_realref(b->value));
    }
    return b;
}

ter__b ter__b_nothing(ter__balls *w) {
    ter__ball *b = ter__ball_fresh(w);
    acb_indeterminate(b->value);
    acb_indeterminate(b->slope);
    return b;
}

ter__b ter__b_arb(ter__balls *w, const arb_t x) {
    ter__ball *b = ter__ball_fresh(w);
    acb_set_arb(b->value, x);
    return b;
}

ter__b ter__b_variable(ter__balls *w, const acb_t x) {
    ter__ball *b = ter__ball_fresh(w);
    acb_set(b->value, x);
    acb_one(b->slope);
    return b;
}

/* An infinity give or take something finite is that infinity. */
static void settle_infinity(ter__ball *r) {
    arb_ptr x = acb_realref(r->value);
    if (arf_is_inf(arb_midref(x)) && mag_is_finite(arb_radref(x))) {
        mag_zero(arb_radref(x));
    }
}

ter__b ter__b_add(ter__balls *w, ter__b a, ter__b b) {
    ter__ball *r = ter__ball_fresh(w);
    acb_add(r->value, a->value, b->value, w->precision);
    settle_infinity(r);
    if (w->order) {
        acb_add(r->slope, a->slope, b->slope, w->precision);
    }
    return r;
}

ter__b ter__b_sub(ter__balls *w, ter__b a, ter__b b) {
    ter__ball *r = ter__ball_fresh(w);
    acb_sub(r->value, a->value, b->value, w->precision);
    settle_infinity(r);
    if (w->order) {
        acb_sub(r->slope, a->slope, b->slope, w->precision);
    }
    return r;
}

ter__b ter__b_mul(ter__balls *w, ter__b a, ter__b b) {
    ter__ball *r = ter__ball_fresh(w);
    acb_mul(r->value, a->value, b->value, w->precision);
    if (w->order) {
        acb_mul(r->slope, a->slope, b->value, w->precision);
        acb_addmul(r->slope, a->value, b->slope, w->precision);
    }
    return r;
}

ter__b ter__b_div(ter__balls *w, ter__b a, ter__b b) {
    ter__ball *r = ter__ball_fresh(w);
    acb_div(r->value, a->value, b->value, w->precision);
    if (w->order) {
        acb_set(r->slope, a->slope);
        acb_submul(r->slope, r->value, b->slope, w->precision);
        acb_div(r->slope, r->slope, b->value, w->precision);
    }
    return r;
}

ter__b ter__b_neg(ter__balls *w, ter__b a) {
    ter__ball *r = ter__ball_fresh(w);
    acb_neg(r->value, a->value);
    acb_neg(r->slope, a->slope);
    return r;
}

ter__b ter__b_square(ter__balls *w, ter__b a) {
    ter__ball *r = ter__ball_fresh(w);
    acb_sqr(r->value, a->value, w->precision);
    if (w->order) {
        acb_mul(r->slope, a->value, a->slope, w->precision);
        acb_mul_2exp_si(r->slope, r->slope, 1);
    }
    return r;
}

ter__b ter__b_add_si(ter__balls *w, ter__b a, slong b) {
    ter__ball *r = ter__ball_fresh(w);
    acb_add_si(r->value, a->value, b, w->precision);
    acb_set(r->slope, a->slope);
    return r;
}

ter__b ter__b_mul_si(ter__balls *w, ter__b a, slong b) {
    ter__ball *r = ter__ball_fresh(w);
    acb_mul_si(r->value, a->value, b, w->precision);
    acb_mul_si(r->slope, a->slope, b, w->precision);
    return r;
}

ter__b ter__b_half(ter__balls *w, ter__b a) {
    ter__ball *r = ter__ball_fresh(w);
    acb_mul_2exp_si(r->value, a->value, -1);
    acb_mul_2exp_si(r->slope, a->slope, -1);
    return r;
}

bool ter__b_is_zero(ter__b a) {
    return acb_is_zero(a->value);
}

/* Whether the value may touch the ray of non-positive reals, where log is cut. */
static bool touches_cut(const acb_t z) {
    return arb_contains_zero(acb_imagref(z)) && arb_contains_nonpositive(acb_realref(z));
}

ter__b ter__b_log(ter__balls *w, ter__b a) {
    ter__ball *r = ter__ball_fresh(w);
    if (acb_is_zero(a->value)) {
        arb_neg_inf(acb_realref(r->value));
    } else if (w->analytic && touches_cut(a->value)) {
        acb_indeterminate(r->value);
    } else {
        acb_log(r->value, a->value, w->precision);
    }
    if (w->order) {
        acb_div(r->slope, a->slope, a->value, w->precision);
    }
    return r;
}

ter__b ter__b_log1p(ter__balls *w, ter__b a) {
    ter__ball *r = ter__ball_fresh(w);
    acb_add_si(r->slope, a->value, 1, w->precision);
    if (acb_is_zero(r->slope)) {
        arb_neg_inf(acb_realref(r->value));
    } else if (w->analytic && touches_cut(r->slope)) {
        acb_indeterminate(r->value);
    } else {
        acb_log1p(r->value, a->value, w->precision);
    }
    if (w->order) {
        acb_div(r->slope, a->slope, r->slope, w->precision);
    } else {
        acb_zero(r->slope);
    }
    return r;
}

ter__b ter__b_exp(ter__balls *w, ter__b a) {
    ter__ball *r = ter__ball_fresh(w);
    if (acb_is_real(a->value)) {
        arb_exp(acb_realref(r->value), TER__REAL(a), w->precision);
    } else {
        acb_exp(r->value, a->value, w->precision);
    }
    if (w->order) {
        acb_mul(r->slope, r->value, a->slope, w->precision);
    }
    return r;
}

/* arb_expm1, but for arguments as small as exp(-1e80), of which it keeps 28 bits: |e^x - 1 - x| <= x^2 for |x| < 1. */
static void real_expm1(arb_t out, const arb_t x, slong precision) {
    if (arf_cmpabs_2exp_si(arb_midref(x), -precision) >= 0) {
        arb_expm1(out, x, precision);
        return;
    }
    mag_t square;
    mag_init(square);
    arb_get_mag(square, x);
    mag_mul(square, square, square);
    arb_set(out, x);
    arb_add_error_mag(out, square);
    mag_clear(square);
}

ter__b ter__b_expm1(ter__balls *w, ter__b a) {
    ter__ball *r = ter__ball_fresh(w);
    if (acb_is_real(a->value)) {
        real_expm1(acb_realref(r->value), TER__REAL(a), w->precision);
    } else {
        acb_expm1(r->value, a->value, w->precision);
    }
    if (w->order) {
        acb_add_si(r->slope, r->value, 1, w->precision);
        acb_mul(r->slope, r->slope, a->slope, w->precision);
    }
    return r;
}

ter__b ter__b_log_gamma(ter__balls *w, ter__b a) {
    ter__ball *r = ter__ball_fresh(w);
    acb_lgamma(r->value, a->value, w->precision);
    if (w->order && !acb_is_zero(a->slope)) {
        acb_digamma(r->slope, a->value, w->precision);
        acb_mul(r->slope, r->slope, a->slope, w->precision);
    }
    return r;
}

ter__b ter__b_times_log(ter__balls *w, ter__b a, ter__b b) {
    if (acb_is_zero(a->value) && acb_is_zero(b->value)) {
        return ter__ball_fresh(w);
    }
    if (acb_is_zero(b->value) && !arb_contains_zero(TER__REAL(a))) {
        return ter__b_infinity(w, arb_is_positive(TER__REAL(a)) ? -1 : 1);
    }
    return ter__b_mul(w, a, ter__b_log(w, b));
}

ter__b ter__b_log1mexp(ter__balls *w, ter__b a) {
    arb_t split;
    arb_init(split);
    arb_set_d(split, -0.6931471805599453);
    bool near_zero = arb_gt(TER__REAL(a), split);
    arb_clear(split);
    if (near_zero) {
        return ter__b_log(w, ter__b_neg(w, ter__b_expm1(w, a)));
    }
    return ter__b_log1p(w, ter__b_neg(w, ter__b_exp(w, a)));
}
