/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Functions of balls that few laws need. */
#include "ball_block.h"

ter__b ter__b_sqrt(ter__balls *w, ter__b a) {
    ter__ball *r = ter__ball_fresh(w);
    if (acb_is_zero(a->value)) {
        acb_indeterminate(r->slope); /* infinite */
        return r;
    }
    acb_sqrt_analytic(r->value, a->value, w->analytic, w->precision);
    if (w->order) {
        acb_div(r->slope, a->slope, r->value, w->precision);
        acb_mul_2exp_si(r->slope, r->slope, -1);
    }
    return r;
}

ter__b ter__b_pow(ter__balls *w, ter__b a, ter__b b) {
    if (acb_is_zero(a->value) && arb_is_positive(TER__REAL(b))) {
        return ter__b_si(w, 0);
    }
    return ter__b_exp(w, ter__b_mul(w, b, ter__b_log(w, a)));
}

ter__b ter__b_sin(ter__balls *w, ter__b a) {
    ter__ball *r = ter__ball_fresh(w);
    acb_sin_cos(r->value, r->slope, a->value, w->precision);
    acb_mul(r->slope, r->slope, a->slope, w->precision);
    return r;
}

ter__b ter__b_cos(ter__balls *w, ter__b a) {
    ter__ball *r = ter__ball_fresh(w);
    acb_sin_cos(r->slope, r->value, a->value, w->precision);
    acb_mul(r->slope, r->slope, a->slope, w->precision);
    acb_neg(r->slope, r->slope);
    return r;
}

ter__b ter__b_atan(ter__balls *w, ter__b a) {
    ter__ball *r = ter__ball_fresh(w);
    if (w->analytic && !acb_is_real(a->value)) {
        acb_t iz;
        acb_init(iz);
        acb_mul_onei(iz, a->value);
        acb_mul(iz, iz, iz, w->precision); /* the cuts: z^2 <= -1 */
        acb_add_si(iz, iz, -1, w->precision);
        acb_neg(iz, iz);
        bool cut = arb_contains_zero(acb_imagref(iz)) && !arb_is_positive(acb_realref(iz));
        acb_clear(iz);
        if (cut) {
            acb_indeterminate(r->value);
            return r;
        }
    }
    acb_atan(r->value, a->value, w->precision);
    if (w->order) {
        acb_mul(r->slope, a->value, a->value, w->precision);
        acb_add_si(r->slope, r->slope, 1, w->precision);
        acb_div(r->slope, a->slope, r->slope, w->precision);
    }
    return r;
}
