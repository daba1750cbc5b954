/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quadrature.h"

#include <stddef.h>

#include "elementary.h"
#include "quadrature_nodes.h"

#define DROP_MAX   32.0
#define DROP_AIM   29.0
#define PANELS_MAX 2000
/* exp of this is nothing against an integral whose integrand began at 1. */
#define NOTHING (-64.0)

/* The panel from `from`, of half width `half`. */
static ter__dd panel(const ter__fall *fall, ter__dd from, ter__dd half) {
    ter__dd middle = ter__dd_add(from, half), sum = ter__dd_make(0.0, 0.0);
    for (int i = 0; i < TER__LEGENDRE_NODES; i++) {
        int j = i < TER__LEGENDRE_NODES / 2 ? TER__LEGENDRE_NODES / 2 - 1 - i : i - TER__LEGENDRE_NODES / 2;
        ter__dd step = ter__dd_mul(half, ter__legendre_node[j]);
        ter__dd s = i < TER__LEGENDRE_NODES / 2 ? ter__dd_sub(middle, step) : ter__dd_add(middle, step);
        ter__dd psi = fall->exponent(fall->context, s);
        if (!(psi.hi > -600.0))
            continue;
        ter__dd value = ter__dd_mul(ter__legendre_weight[j], ter__dd_exp(psi));
        sum = ter__dd_add(sum, fall->factor != NULL ? ter__dd_mul(value, fall->factor(fall->context, s)) : value);
    }
    return ter__dd_mul(sum, half);
}

/* A length over which psi falls by at most DROP_MAX from `at` on. */
static double choose_length(const ter__fall *fall, ter__dd from, double at, double length) {
    for (int i = 0; i < 200; i++) {
        double drop = at - fall->exponent(fall->context, ter__dd_add_d(from, length)).hi;
        if (drop <= DROP_MAX)
            return length;
        double ratio = DROP_AIM / drop; /* between the linear and the quadratic answer */
        length *= ratio < 1e-4 ? sqrt(ratio) * (drop < 1e300 ? 0.5 : 1e-3) : ratio < 0.5 ? sqrt(ratio) * 0.8 : 0.8;
    }
    return length;
}

ter__dd ter__fall_integral(const ter__fall *fall) {
    ter__dd from = ter__dd_make(0.0, 0.0), sum = from;
    double at = 0.0, length = fall->first < fall->longest ? fall->first : fall->longest;
    for (int i = 0; i < PANELS_MAX && at > NOTHING; i++) {
        ter__dd rest = ter__dd_sub(fall->end, from);
        if (isinf(fall->end.hi))
            rest = fall->end;
        int last = !(length < rest.hi);
        length = choose_length(fall, from, at, last ? rest.hi : length);
        last = last && !(length < rest.hi);
        ter__dd whole = last ? rest : ter__dd_make(length, 0.0);
        sum = ter__dd_add(sum, panel(fall, from, ter__dd_scale(whole, 0.5)));
        if (last)
            break;
        from = ter__dd_add_d(from, length);
        double next = fall->exponent(fall->context, from).hi, drop = at - next;
        length *= drop < 0.3 * DROP_MAX ? 4.0 : drop < 0.7 * DROP_MAX ? 1.4 : 1.0;
        length = length < fall->longest ? length : fall->longest;
        at = next;
    }
    return sum;
}
