/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "burr_law.h"

#include "positive.h"
#include "raw_moments.h"
#include "special/gamma.h"

enum { SHAPE_C = TER__POSITIVE_SIZE, SHAPE_K, SIGN, LOG_K, LOG_C_K = LOG_K + 2 };

/* exp(-FAR) is nothing beside 1. */
#define FAR 110.0

typedef struct burr {
    const double *positive;
    double c, k, sign; /* sign -1: inverted */
    ter__dd log_k, log_c_k;
} burr;

void ter__burr_prepare(double c, double k, double scale, bool inverted, double *prepared) {
    ter__positive_prepare(scale, prepared);
    ter__dd log_k = ter__dd_log_d(k), log_c_k = ter__dd_add(log_k, ter__dd_log_d(c));
    prepared[SHAPE_C] = c;
    prepared[SHAPE_K] = k;
    prepared[SIGN] = inverted ? -1.0 : 1.0;
    prepared[LOG_K] = log_k.hi;
    prepared[LOG_K + 1] = log_k.lo;
    prepared[LOG_C_K] = log_c_k.hi;
    prepared[LOG_C_K + 1] = log_c_k.lo;
}

static burr load(const ter_dist *dist) {
    const double *p = dist->prepared;
    burr law = {p, p[SHAPE_C], p[SHAPE_K], p[SIGN], {p[LOG_K], p[LOG_K + 1]}, {p[LOG_C_K], p[LOG_C_K + 1]}};
    return law;
}

static ter__dd t_at(const burr *law, double x) {
    return ter__times(ter__positive_log_ratio(law->positive, x), law->sign * law->c);
}

/* Without log k, c, x: -softplus(-t). */
static ter__dd log_rise(ter__dd t) {
    return ter__dd_neg(ter__softplus(ter__dd_neg(t)));
}

/* The density goes like x to this power at 0: c - 1, or c k - 1. */
static ter__dd power_of_x(const burr *law) {
    return law->sign > 0.0 ? ter__two_sum(law->c, -1.0) : ter__dd_add_d(ter__two_product(law->c, law->k), -1.0);
}

ter__dd ter__burr_log_density(const ter_dist *dist, double x) {
    const burr law = load(dist);
    ter__dd log_scale = ter__positive_log_scale(law.positive);
    if (x == 0.0) {
        double power = power_of_x(&law).hi;
        return power > 0.0 ? ter__log_zero() : power < 0.0 ? ter__dd_make(TER__INFINITY, 0.0) : ter__dd_sub(law.log_c_k, log_scale);
    }
    ter__dd t = t_at(&law, x), log_tail = ter__times(ter__softplus(t), -law.k), rise = log_rise(t);
    if (isinf(log_tail.hi) || isinf(rise.hi))
        return ter__log_zero();
    ter__dd v = ter__positive_log_ratio(law.positive, x), log_peak = ter__dd_sub(law.log_c_k, log_scale);
    if ((t.hi < 0.0) == (law.sign > 0.0)) { /* towards 0 the powers of x and its log as one, with an exact exponent */
        ter__dd rest = ter__softplus(law.sign > 0.0 ? t : ter__dd_neg(t));
        ter__dd power = ter__dd_mul(power_of_x(&law), v), fall = ter__dd_mul(ter__two_sum(law.k, 1.0), rest);
        return ter__dd_sub(ter__dd_add(power, log_peak), fall);
    }
    return ter__dd_sub(ter__dd_add(ter__dd_add(rise, log_tail), log_peak), v);
}

ter__dd ter__burr_log_tail(const ter_dist *dist, double x, bool upper) {
    const burr law = load(dist);
    ter__dd t = t_at(&law, x);
    if (upper == (law.sign > 0.0))
        return t.hi < -640.0 ? ter__dd_make(-ter__exp_dd(ter__dd_add(t, law.log_k)), 0.0) : ter__times(ter__softplus(t), -law.k);
    if (t.hi < -FAR)
        return isinf(t.hi) ? t : ter__log_rest_of_power(ter__dd_add(t, law.log_k));
    return ter__log_rest(ter__times(ter__softplus(t), -law.k));
}

ter__dd ter__burr_log_hazard(const ter_dist *dist, double x) {
    const burr law = load(dist);
    ter__dd rise = log_rise(t_at(&law, x));
    return isinf(rise.hi) ? rise : ter__dd_sub(ter__dd_add(rise, law.log_c_k), ter__dd_log_d(x));
}

double ter__burr_inverse(const ter_dist *dist, ter__dd log_tail, bool upper) {
    const burr law = load(dist);
    ter__dd log_q, t;
    if (upper == (law.sign > 0.0)) {
        ter__dd q = ter__dd_div_d(ter__dd_neg(log_tail), law.k); /* softplus(t) */
        t = isinf(q.hi) ? q : ter__dd_add(q, ter__log_rest(ter__dd_neg(q)));
    } else {
        ter__dd log_q_small = ter__dd_sub(log_tail, law.log_k);
        if (log_tail.hi < -FAR && log_q_small.hi < -FAR) {
            t = log_q_small;
        } else {
            log_q = ter__dd_div_d(ter__dd_neg(ter__log_rest(log_tail)), law.k);
            t = ter__dd_add(log_q, ter__log_rest(ter__dd_neg(log_q)));
        }
    }
    ter__dd v = ter__dd_div_d(t, law.sign * law.c);
    return ter__positive_undo(law.positive, isfinite(v.hi) ? v : ter__dd_make(copysign(TER__INFINITY, law.sign * t.hi), 0.0));
}

/*
 * x times the slope, with s = 1 / (1 + e^-t): (c - 1) - c (k + 1) s = c (k + 1) (1 - s) - (c k + 1) for type XII, of which the form
 * is taken whose s or 1 - s is below 1/2; for type III with c k and c exchanged, and s with 1 - s. Where c - 1 or c k - 1 is 0 the
 * rest is all, and may be below the doubles though the slope is not.
 */
void ter__burr_gradient(const ter_dist *dist, double x, double *slope, double *by) {
    const burr law = load(dist);
    ter__dd v = ter__positive_log_ratio(law.positive, x), t = ter__times(v, law.sign * law.c);
    ter__dd weight = ter__dd_mul_d(ter__two_sum(law.k, 1.0), law.c), power = power_of_x(&law);
    bool low = v.hi < 0.0;
    ter__dd log_share = ter__dd_neg(ter__softplus((t.hi < 0.0) ? ter__dd_neg(t) : t)); /* of the smaller of s and 1 - s */
    if (low && power.hi == 0.0) {
        ter__dd log_x = ter__dd_add(v, ter__positive_log_scale(law.positive));
        *slope = isinf(log_share.hi) ? 0.0 : -ter__exp_dd(ter__dd_sub(ter__dd_add(ter__dd_log(weight), log_share), log_x));
    } else {
        ter__dd share = ter__dd_mul(weight, ter__exp_whole(log_share));
        ter__dd fall = law.sign > 0.0 ? ter__dd_add_d(ter__two_product(law.c, law.k), 1.0) : ter__two_sum(law.c, 1.0);
        *slope = ter__dd_value(low ? ter__dd_sub(power, share) : ter__dd_sub(share, fall)) / x;
    }
    if (by != NULL) {
        ter__dd s = ter__exp_whole(log_rise(t));
        ter__dd by_t = ter__dd_add_d(ter__dd_neg(ter__dd_mul(ter__two_sum(law.k, 1.0), s)), 1.0); /* of log f, log x aside */
        ter__dd by_c = ter__dd_add(ter__dd_ratio(1.0, law.c), ter__dd_mul(ter__dd_mul_d(v, law.sign), by_t));
        by[0] = ter__dd_value(by_c);
        by[1] = ter__dd_value(ter__dd_sub(ter__dd_ratio(1.0, law.k), ter__softplus(t)));
        by[2] = -law.sign * law.c * ter__dd_value(by_t) / ldexp(law.positive[0], (int)law.positive[1]);
    }
}

/* log Gamma(k - u) - log Gamma(k); for large k by Stirling's formula, whose large terms then cancel by hand. */
static ter__dd log_gamma_ratio(double k, ter__dd u) {
    ter__dd rest = ter__dd_add_d(ter__dd_neg(u), k);
    if (!(k > 1e5 && fabs(u.hi) < 0.5 * k))
        return ter__dd_sub(ter__dd_lgamma_at(rest), ter__dd_lgamma(k));
    ter__dd scaled = ter__dd_mul(ter__two_sum(k, -0.5), ter__dd_log1p(ter__dd_neg(ter__dd_div_d(u, k))));
    ter__dd power = ter__dd_mul(u, ter__dd_add_d(ter__dd_neg(ter__dd_log(rest)), 1.0));
    ter__dd binet = ter__dd_sub(ter__dd_stirling_error(rest.hi), ter__dd_stirling_error(k));
    return ter__dd_add(ter__dd_add(scaled, power), ter__dd_add_d(binet, -rest.lo / (12.0 * rest.hi * rest.hi)));
}

/* E[e^(u T)] = Gamma(1 + u) Gamma(k - u) / Gamma(k), -1 < u < k, at u = order / c or minus that. */
bool ter__burr_log_raw_moment(const ter_dist *dist, unsigned order, ter__dd *log_moment) {
    const burr law = load(dist);
    ter__dd u = ter__dd_ratio(law.sign * order, law.c);
    ter__dd rise = ter__dd_add_d(u, 1.0);
    bool finite = law.sign > 0.0 ? fma(law.c, law.k, -(double)order) > 0.0 : law.c > order;
    if (finite) {
        ter__dd sum = ter__dd_add(ter__dd_lgamma_at(rise), log_gamma_ratio(law.k, u));
        *log_moment = ter__dd_add(sum, ter__dd_mul_d(ter__positive_log_scale(law.positive), (double)order));
    }
    return finite;
}

/* e^(c v) = (c - 1) / (c k + 1), or (c k - 1) / (c + 1). */
ter_status ter__burr_mode(const ter_dist *dist, double *value) {
    const burr law = load(dist);
    *value = 0.0;
    if (power_of_x(&law).hi > 0.0) {
        ter__dd product = ter__two_product(law.c, law.k), c = ter__dd_make(law.c, 0.0);
        bool direct = law.sign > 0.0;
        ter__dd ratio = ter__dd_div(ter__dd_add_d(direct ? c : product, -1.0), ter__dd_add_d(direct ? product : c, 1.0));
        *value = ter__positive_undo(law.positive, ter__dd_div_d(ter__dd_log(ratio), law.c));
    }
    return TER_OK;
}

/* log scale - log(c k) + g (1 -+ 1 / c) + 1 + 1 / k, g = -E[T] = digamma(k) + Euler's constant. */
ter_status ter__burr_entropy(const ter_dist *dist, double *value) {
    const burr law = load(dist);
    double g = law.k == 1.0 ? 0.0 : ter__digamma(law.k) + 0x1.2788cfc6fb619p-1;
    double logs = ter__dd_value(ter__dd_sub(ter__positive_log_scale(law.positive), law.log_c_k));
    *value = logs + g - law.sign * g / law.c + 1.0 + 1.0 / law.k;
    return TER_OK;
}
