/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ulp_error.h"

#include <math.h>

#define BITS 300

double ter__ulp_error(double value, const arb_t truth) {
    if (isnan(value) || arf_is_nan(arb_midref(truth))) {
        return HUGE_VAL;
    }
    arb_t x, v;
    arb_init(x);
    arb_init(v);
    arb_set(x, truth);
    arb_set_d(v, value);
    int sign = arf_sgn(arb_midref(x));
    if (isinf(value)) {
        arb_set_si(v, value > 0.0 ? 1 : -1);
        arb_mul_2exp_si(v, v, 1024);
    }
    if (arf_cmpabs_2exp_si(arb_midref(x), 1024) >= 0) {
        arb_set_si(x, sign);
        arb_mul_2exp_si(x, x, 1024);
    }
    slong bound_exponent =
        arf_abs_bound_lt_2exp_si(arb_midref(x)); /* the least slong for 0 and for what is smaller than that says */
    slong place = bound_exponent < -1021 ? -1074 : bound_exponent > 1024 ? 971 : bound_exponent - 53;
    arb_sub(v, v, x, BITS);
    arb_mul_2exp_si(v, v, -place);
    arb_abs(v, v);
    arf_t bound;
    arf_init(bound);
    arb_get_lbound_arf(bound, v, BITS);
    double ulp = arf_get_d(bound, ARF_RND_NEAR);
    arf_clear(bound);
    arb_clear(x);
    arb_clear(v);
    return ulp < 0.0 ? 0.0 : ulp;
}
