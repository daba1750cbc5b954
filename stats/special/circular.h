/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sine of angles in radians up to a right angle and a little more, in double-double, relative error below 2^-98. */
#ifndef TER__CIRCULAR_H
#define TER__CIRCULAR_H

#include "dd.h"

#define TER__PI_DD                                                                                                                 \
    { 0x1.921fb54442d18p+1, 0x1.1a62633145c07p-53 }
#define TER__TWO_PI_DD                                                                                                             \
    { 0x1.921fb54442d18p+2, 0x1.1a62633145c07p-52 }

/* |x| <= 2. Taylor's series at x / 8, then the angle doubled three times. */
TER__INLINE ter__dd ter__dd_sin(ter__dd x) {
    static const ter__dd third = {-0x1.5555555555555p-3, -0x1.5555555555555p-57};
    static const ter__dd fifth = {0x1.1111111111111p-7, 0x1.1111111111111p-63};
    static const ter__dd seventh = {-0x1.a01a01a01a01ap-13, -0x1.a01a01a01a01ap-73};
    ter__dd y = ter__dd_scale(x, 0.125), w = ter__dd_square(y);
    double p = fma(w.hi, 0x1.952c77030ad4ap-49, -0x1.ae7f3e733b81fp-41);
    p = fma(w.hi, p, 0x1.6124613a86d09p-33);
    p = fma(w.hi, p, -0x1.ae64567f544e4p-26);
    p = fma(w.hi, p, 0x1.71de3a556c734p-19);
    ter__dd h = ter__dd_add_quick(seventh, ter__dd_mul_d(w, p));
    h = ter__dd_add_quick(fifth, ter__dd_mul(w, h));
    h = ter__dd_add_quick(third, ter__dd_mul(w, h));
    ter__dd s = ter__dd_add_quick(y, ter__dd_mul(y, ter__dd_mul(w, h)));
    ter__dd one = ter__dd_make(1.0, 0.0), square = ter__dd_square(s);
    ter__dd c = ter__dd_sqrt(ter__dd_sub(one, square));
    for (int i = 0; i < 3; i++) {
        ter__dd next = ter__dd_scale(ter__dd_mul(s, c), 2.0);
        c = ter__dd_sub(one, ter__dd_scale(ter__dd_square(s), 2.0));
        s = next;
    }
    return s;
}

#endif
