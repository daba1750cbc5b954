/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Incomplete gamma functions: which method where, and how a tail is read. See gamma_inc.h. */
#include "gamma_inc.h"

#include "elementary.h"
#include "gamma.h"
#include "gamma_inc_core.h"

/* Above this the coordinates are scaled by 2^-64 while the exponent is formed. */
#define LARGE 1e280

/* Here log Q of a small shape is -x to the last bit. */
#define FAR 1e200

#define PHI_HEAD  9
#define PHI_TERMS 17

ter__dd ter__dd_phi_ratio(ter__dd t) {
    /* (-1)^k / k, k = 2..10 */
    static const ter__dd head[PHI_HEAD] = {{0x1.0000000000000p-1, 0x0.0p+0},
                                           {-0x1.5555555555555p-2, -0x1.5555555555555p-56},
                                           {0x1.0000000000000p-2, 0x0.0p+0},
                                           {-0x1.999999999999ap-3, 0x1.999999999999ap-57},
                                           {0x1.5555555555555p-3, 0x1.5555555555555p-57},
                                           {-0x1.2492492492492p-3, -0x1.2492492492492p-57},
                                           {0x1.0000000000000p-3, 0x0.0p+0},
                                           {-0x1.c71c71c71c71cp-4, -0x1.c71c71c71c71cp-58},
                                           {0x1.999999999999ap-4, -0x1.999999999999ap-58}};
    if (fabs(t.hi) >= 0x1p-6) {
        return ter__dd_div(ter__dd_sub(t, ter__dd_log1p(t)), ter__dd_square(t));
    }
    double tail = 0.0;
    for (int k = PHI_TERMS - 1; k >= PHI_HEAD; k--) {
        tail = fma(tail, t.hi, (k & 1 ? -1.0 : 1.0) / (k + 2));
    }
    ter__dd sum = ter__dd_mul_d(t, tail);
    for (int k = PHI_HEAD - 1; k > 0; k--) {
        sum = ter__dd_mul(t, ter__dd_add(head[k], sum));
    }
    return ter__dd_add(head[0], sum);
}

ter__gamma_shape ter__gamma_shape_of(ter__dd a) {
    static const ter__dd half_log_two_pi = TER__HALF_LOG_TWO_PI;
    ter__gamma_shape shape;
    shape.a = a;
    shape.log_a = ter__dd_log(a);
    if (a.hi < 1.0) {
        shape.log_norm = ter__dd_lgamma1p(a.hi);
        if (a.lo != 0.0) {
            shape.log_norm = ter__dd_add_d(shape.log_norm, a.lo * ter__digamma(1.0 + a.hi));
        }
    } else {
        ter__dd stirling = ter__dd_stirling_error(a.hi);
        if (a.lo != 0.0) {
            stirling = ter__dd_add_d(stirling, a.lo * ter__stirling_error_slope(a.hi));
        }
        shape.log_norm = ter__dd_add(ter__dd_add(ter__dd_scale(shape.log_a, 0.5), half_log_two_pi), stirling);
    }
    shape.inverse_a = a.hi > 1e-300 ? 1.0 / a.hi : 0.0;
    shape.core_scale = 0x1.9884533d43651p-2 / sqrt(a.hi);
    return shape;
}

/* a phi(x / a - 1), a >= 1; {inf, 0} where it overflows. *t is x / a - 1. */
static ter__dd spread_of(const ter__gamma_shape *shape, ter__dd x, ter__dd *t) {
    double power = x.hi > LARGE || shape->a.hi > LARGE ? 0x1p-64 : 1.0;
    ter__dd a = ter__dd_scale(shape->a, power);
    ter__dd difference = ter__dd_sub(ter__dd_scale(x, power), a);
    *t = ter__dd_div(difference, a);
    ter__dd spread;
    if (fabs(t->hi) < 0x1p-6) {
        spread = ter__dd_mul(ter__dd_mul(difference, *t), ter__dd_phi_ratio(*t));
    } else if (fabs(t->hi) < 0.5) {
        spread = ter__dd_mul(a, ter__dd_sub(*t, ter__dd_log1p(*t)));
    } else {
        spread = ter__dd_sub(difference, ter__dd_mul(a, ter__dd_sub(ter__dd_log(x), shape->log_a)));
    }
    spread = ter__dd_scale(spread, 1.0 / power);
    return isinf(spread.hi) ? ter__dd_make(spread.hi, 0.0) : spread;
}

static ter__dd minus_infinity(void) {
    return ter__dd_make(-(double)INFINITY, 0.0);
}

ter__dd ter__gamma_log_prefix(const ter__gamma_shape *shape, ter__dd x) {
    if (x.hi < TER__GAMMA_TINY) {
        return ter__gamma_log_prefix_tiny(shape, ter__dd_log(x));
    }
    if (shape->a.hi < 1.0) {
        return ter__dd_sub(ter__dd_sub(ter__dd_mul(shape->a, ter__dd_log(x)), x), shape->log_norm);
    }
    ter__dd t, spread = spread_of(shape, x, &t);
    return isinf(spread.hi) ? minus_infinity() : ter__dd_neg(ter__dd_add(spread, shape->log_norm));
}

/* a < 1, x < 1.5, with P = exp(L) (1 + T): P when it is the smaller, else Q = -expm1(L) - exp(L) T. */
static ter__gamma_tail small_shape(ter__dd log_p, ter__dd t, double log_rate) {
    ter__gamma_tail tail = {false, log_p, ter__dd_add_d(t, 1.0), log_rate, false};
    if (log_p.hi > -2.0) {
        ter__dd minus_one = ter__dd_expm1(log_p), power = ter__dd_add_d(minus_one, 1.0);
        ter__dd p = ter__dd_mul(power, tail.factor);
        tail.log_prefix = ter__dd_make(0.0, 0.0);
        tail.upper = p.hi > 0.5;
        tail.factor = tail.upper ? ter__dd_neg(ter__dd_add(minus_one, ter__dd_mul(power, t))) : p;
    }
    return tail;
}

ter__dd ter__gamma_log_prefix_tiny(const ter__gamma_shape *shape, ter__dd log_x) {
    if (shape->a.hi < 1.0) {
        return ter__dd_sub(ter__dd_mul(shape->a, log_x), shape->log_norm);
    }
    ter__dd log_ratio = ter__dd_add_d(ter__dd_sub(log_x, shape->log_a), 1.0);
    if (shape->a.hi > LARGE) {
        return ter__dd_make(shape->a.hi * log_ratio.hi, 0.0); /* may be -inf */
    }
    return ter__dd_sub(ter__dd_mul(shape->a, log_ratio), shape->log_norm);
}

ter__gamma_tail ter__gamma_tail_tiny(const ter__gamma_shape *shape, ter__dd log_x) {
    ter__dd log_p = ter__gamma_log_prefix_tiny(shape, log_x);
    double log_rate = log_p.hi + shape->log_a.hi;
    if (shape->a.hi < 1.0) {
        return small_shape(log_p, ter__dd_make(0.0, 0.0), log_rate);
    }
    ter__gamma_tail tail = {false, log_p, ter__dd_make(1.0, 0.0), log_rate, false};
    return tail;
}

static ter__gamma_tail tail_below_one(const ter__gamma_shape *shape, ter__dd x) {
    ter__dd log_p = ter__dd_sub(ter__dd_mul(shape->a, ter__dd_log(x)), shape->log_norm);
    double log_rate = log_p.hi - x.hi + shape->log_a.hi;
    if (x.hi < 1.5) {
        ter__dd t = ter__gamma_alternating(shape->a, x.hi);
        if (x.lo != 0.0) { /* x T' = a (exp(-x) - 1 - T) */
            t = ter__dd_add_d(t, shape->a.hi * (ter__expm1(-x.hi) - t.hi) * (x.lo / x.hi));
        }
        return small_shape(log_p, t, log_rate);
    }
    ter__gamma_tail tail = {true, ter__dd_sub(log_p, x), ter__dd_make(1.0, 0.0), log_rate, false};
    if (x.hi < FAR) {
        tail.factor = ter__gamma_fraction(shape->a, x);
    } /* else log Q is -x to the last bit, and the factor might underflow */
    return tail;
}

ter__gamma_tail ter__gamma_tail_at(const ter__gamma_shape *shape, ter__dd x) {
    if (x.hi < TER__GAMMA_TINY) {
        return ter__gamma_tail_tiny(shape, ter__dd_log(x));
    }
    if (shape->a.hi < 1.0) {
        return tail_below_one(shape, x);
    }
    ter__dd t, spread = spread_of(shape, x, &t);
    bool upper = t.hi > 0.0;
    if (isinf(spread.hi)) {
        ter__gamma_tail none = {upper, minus_infinity(), ter__dd_make(1.0, 0.0), -(double)INFINITY, false};
        return none;
    }
    ter__dd log_prefix = ter__dd_neg(ter__dd_add(spread, shape->log_norm));
    double log_rate = log_prefix.hi + shape->log_a.hi;
    if (shape->a.hi >= TER__TEMME_FROM && t.hi > -0.7 && t.hi < 1.35) {
        double eta = sqrt(2.0 * spread.hi * shape->inverse_a);
        ter__gamma_tail core = ter__gamma_tail_temme(spread, upper ? eta : -eta, shape->inverse_a, shape->core_scale);
        core.log_rate = log_rate;
        return core;
    }
    ter__gamma_tail tail = {upper && x.hi >= 1.5, log_prefix, ter__dd_make(0.0, 0.0), log_rate, false};
    tail.factor = tail.upper ? ter__gamma_fraction(shape->a, x) : ter__gamma_series(shape->a, x, shape->inverse_a);
    return tail;
}

/* exp(log_prefix) * factor where that is no danger to its last bits. */
#define PREFIX_SAFE (-600.0)

static ter__dd small_log(ter__gamma_tail tail) {
    ter__dd log_factor = ter__dd_log(tail.factor);
    return isinf(tail.log_prefix.hi) ? tail.log_prefix : ter__dd_add(tail.log_prefix, log_factor);
}

static ter__dd small_value(ter__gamma_tail tail) {
    if (tail.log_prefix.hi == 0.0) {
        return tail.factor;
    }
    if (tail.log_prefix.hi > PREFIX_SAFE) {
        return ter__dd_mul(ter__dd_exp(tail.log_prefix), tail.factor);
    }
    return ter__dd_make(ter__exp_dd(small_log(tail)), 0.0);
}

double ter__gamma_tail_value(ter__gamma_tail tail, bool upper, bool logarithm) {
    if (tail.upper == upper) {
        return ter__dd_value(logarithm ? small_log(tail) : small_value(tail));
    }
    ter__dd small = small_value(tail);
    if (!logarithm) {
        return ter__dd_value(ter__dd_add_d(ter__dd_neg(small), 1.0));
    }
    return small.hi < 1e-280 ? -small.hi : ter__dd_value(ter__dd_log1p(ter__dd_neg(small)));
}

ter__dd ter__gamma_tail_log(ter__gamma_tail tail, bool upper) {
    if (tail.upper == upper) {
        return small_log(tail);
    }
    ter__dd small = small_value(tail);
    return small.hi < 1e-280 ? ter__dd_neg(small) : ter__dd_log1p(ter__dd_neg(small));
}

/* a > 0, x >= 0; the limits at the ends and NaN outside. */
static double evaluate(double a, double x, bool upper, bool logarithm) {
    if (!(a > 0.0) || !(x >= 0.0) || (isinf(a) && isinf(x))) {
        return (double)NAN;
    }
    if (x == 0.0 || isinf(a) || isinf(x)) {
        bool one = upper != isinf(x);
        return one ? (logarithm ? 0.0 : 1.0) : (logarithm ? -(double)INFINITY : 0.0);
    }
    ter__gamma_shape shape = ter__gamma_shape_of(ter__dd_make(a, 0.0));
    return ter__gamma_tail_value(ter__gamma_tail_at(&shape, ter__dd_make(x, 0.0)), upper, logarithm);
}

double ter__gamma_p(double a, double x) {
    return evaluate(a, x, false, false);
}

double ter__gamma_q(double a, double x) {
    return evaluate(a, x, true, false);
}

double ter__log_gamma_p(double a, double x) {
    return evaluate(a, x, false, true);
}

double ter__log_gamma_q(double a, double x) {
    return evaluate(a, x, true, true);
}
