/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "normal_law.h"

#include <stdbool.h>

/* log of the tail at |z|, cut where it would overflow. */
static ter__dd log_tail(ter__dd z) {
    return ter__normal_log_tail(z.hi < 0x1p500 ? z : ter__dd_make(0x1p500, 0.0));
}

/* By the density at the middle m: w phi(m) (1 + w^2 He2(m) / 24 + w^4 He4(m) / 1920), for w max(1, |m|) < 2^-9. */
static double narrow(ter__dd a, ter__dd b, ter__dd width) {
    ter__dd middle = ter__dd_scale(ter__dd_add(a, b), 0.5);
    if (fabs(middle.hi) > 0x1p30) {
        return 0.0; /* exp(-2^59), and the powers of m below overflow */
    }
    double m2 = middle.hi * middle.hi, w2 = width.hi * width.hi;
    double bend = w2 / 24.0 * ((m2 - 1.0) + w2 / 80.0 * ((m2 - 6.0) * m2 + 3.0));
    ter__dd height = ter__dd_make(0x1.9884533d43651p-2, -0x1.cbc0d30ebfd15p-56);
    /* A width near the smallest doubles is lifted, so that the products keep their low halves. */
    bool tiny = width.hi < 0x1p-500;
    ter__dd lifted = tiny ? ter__dd_scale(width, 0x1p500) : width;
    ter__dd factor = ter__dd_mul(ter__dd_mul(lifted, height), ter__two_sum(1.0, bend));
    return ter__exp_dd_times(ter__minus_half_square(middle), factor, tiny ? -500 : 0);
}

double ter__normal_interval(ter__dd a, ter__dd b, ter__dd width) {
    double farther = fmax(fabs(a.hi), fabs(b.hi));
    if (width.hi * fmax(1.0, farther) < 0x1p-9 && width.hi > 0.0)
        return narrow(a, b, width);
    if (a.hi < 0.0 && b.hi > 0.0) {
        ter__dd below = log_tail(ter__dd_neg(a)), above = log_tail(b);
        ter__dd both = ter__dd_add(below.hi < -700.0 ? ter__dd_make(0.0, 0.0) : ter__dd_exp(below),
                                   above.hi < -700.0 ? ter__dd_make(0.0, 0.0) : ter__dd_exp(above));
        return ter__dd_value(ter__dd_add_d(ter__dd_neg(both), 1.0));
    }
    ter__dd near = a.hi >= 0.0 ? log_tail(a) : log_tail(ter__dd_neg(b));
    ter__dd far = a.hi >= 0.0 ? log_tail(b) : log_tail(ter__dd_neg(a));
    ter__dd gap = ter__dd_sub(far, near);
    if (near.hi < -800.0 || gap.hi >= 0.0)
        return 0.0; /* below the smallest double; or nothing lies between */
    ter__dd share = gap.hi < -700.0 ? ter__dd_make(1.0, 0.0) : ter__dd_neg(ter__dd_expm1(gap));
    return ter__exp_dd_times(near, share, 0);
}
