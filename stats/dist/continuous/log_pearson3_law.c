/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Density, tails and inverse of the standardised Pearson III law; see log_pearson3.h. */
#include <string.h>

#include "log_pearson3.h"
#include "special/elementary.h"
#include "special/gamma.h"

_Static_assert(sizeof(ter__lp3) <= TER__PREPARED_MAX * sizeof(double), "the law fits into the prepared values");

#define LN_10                                                                                                                      \
    { 0x1.26bb1bbb55516p+1, -0x1.f48ad494ea3e9p-53 }
/* Up to here (alpha >= 16) Temme's expansion is used in the middle. */
#define SKEW_SMALL 0.5
/* Below this |skew| the inverse is sought in w, as long as |t| stays below T_SMALL too; else in the gamma variable. */
#define SKEW_TINY      1e-3
#define T_SMALL        0.01
#define ITERATIONS_MAX 200
#define CONVERGED      1e-6

void ter__lp3_prepare(const double *p, double *prepared) {
    static const ter__dd half_log_two_pi = TER__HALF_LOG_TWO_PI;
    ter__lp3 law = {.mean = p[0], .sd = p[1], .skew = p[2]};
    law.flat = fabs(law.skew) < TER__LP3_FLAT ? 1.0 : 0.0;
    law.core_scale = fabs(law.skew) * (0.5 * 0x1.9884533d43651p-2);
    law.log_sd = ter__dd_log_d(law.sd);
    law.log_norm = half_log_two_pi;
    if (law.flat == 0.0) {
        law.shape = ter__gamma_shape_of(ter__dd_div(ter__dd_make(4.0, 0.0), ter__two_product(law.skew, law.skew)));
        ter__dd stirling = ter__dd_stirling_error(law.shape.a.hi);
        if (law.shape.a.hi < 1e100) {
            stirling = ter__dd_add_d(stirling, law.shape.a.lo * ter__stirling_error_slope(law.shape.a.hi));
        }
        law.log_norm = ter__dd_add(law.log_norm, stirling);
    }
    memcpy(prepared, &law, sizeof law);
}

ter__lp3 ter__lp3_of(const ter_dist *dist) {
    ter__lp3 law;
    memcpy(&law, dist->prepared, sizeof law);
    return law;
}

double ter__lp3_power(const ter__lp3 *law, ter__dd w) {
    static const ter__dd ln_10 = LN_10;
    if (isinf(w.hi)) {
        return w.hi > 0.0 ? w.hi : 0.0;
    }
    ter__dd y = ter__dd_add_d(ter__dd_mul_d(w, law->sd), law->mean);
    return fabs(y.hi) < 400.0 ? ter__exp_dd(ter__dd_mul(y, ln_10)) : y.hi > 0.0 ? TER__INFINITY : 0.0;
}

void ter__lp3_support(const double *p, double *lower, double *upper) {
    ter__lp3 law = {.mean = p[0], .sd = p[1], .skew = p[2]};
    double bound = fabs(law.skew) < TER__LP3_FLAT ? 0.0 : ter__lp3_power(&law, ter__dd_ratio(-2.0, law.skew));
    *lower = law.skew >= TER__LP3_FLAT ? bound : 0.0;
    *upper = law.skew <= -TER__LP3_FLAT ? bound : TER__INFINITY;
}

ter__lp3_point ter__lp3_point_of(const ter__lp3 *law, ter__dd w) {
    ter__lp3_point point = {0, w, ter__dd_scale(ter__dd_mul_d(w, law->skew), 0.5), {0.0, 0.0}, {0.0, 0.0}};
    ter__dd lambda = ter__dd_add_d(point.t, 1.0);
    if (!(lambda.hi > 0.0) || !(fabs(w.hi) < 1e140)) {
        point.outside = w.hi > 0.0 ? 1 : -1;
        return point;
    }
    if (fabs(point.t.hi) < 0.5) {
        point.log_lambda = ter__dd_log1p(point.t);
        point.spread = ter__dd_mul(ter__dd_square(w), ter__dd_phi_ratio(point.t));
    } else { /* close to the bound the log must be that of lambda itself; alpha = w^2 / t^2 */
        point.log_lambda = ter__dd_log(lambda);
        ter__dd phi = ter__dd_sub(point.t, point.log_lambda);
        point.spread = ter__dd_mul(ter__dd_square(ter__dd_div(w, point.t)), phi);
    }
    return point;
}

ter__dd ter__lp3_log_density(const ter__lp3 *law, const ter__lp3_point *point) {
    return ter__dd_neg(ter__dd_add(ter__dd_add(point->spread, point->log_lambda), law->log_norm));
}

ter__gamma_tail ter__lp3_tail(const ter__lp3 *law, const ter__lp3_point *point) {
    bool reversed = law->skew < 0.0;
    ter__gamma_tail tail;
    if (law->flat != 0.0 || (fabs(law->skew) <= SKEW_SMALL && point->t.hi > -0.7 && point->t.hi < 1.35)) {
        double eta = fabs(point->t.hi) * sqrt(2.0 * ter__dd_phi_ratio(point->t).hi);
        bool above = reversed ? point->w.hi < 0.0 : point->w.hi > 0.0;
        double inverse_alpha = 0.25 * law->skew * law->skew;
        tail = ter__gamma_tail_temme(point->spread, above ? eta : -eta, inverse_alpha, law->core_scale);
        tail.upper = above; /* eta underflows to 0 for the tiniest skew, where its term does not count */
    } else {
        tail = ter__gamma_tail_at(&law->shape, ter__dd_mul(law->shape.a, ter__dd_add_d(point->t, 1.0)));
    }
    tail.upper = tail.upper != reversed;
    return tail;
}

/* Halley's method on the log tail in w, inside a bracket; for skews close to 0, where w is nearly normal. */
static ter__dd inverse_in_w(const ter__lp3 *law, ter__tail_target target) {
    double start = ter__normal_start(target.log_tail.hi), low = -TER__INFINITY, high = TER__INFINITY;
    double w = target.upper ? start : -start;
    w += law->skew / 6.0 * (w * w - 1.0);
    w = 1.0 + 0.5 * law->skew * w > 0.0 ? w : 0.0;
    for (int i = 0; i < ITERATIONS_MAX; i++) {
        ter__lp3_point point = ter__lp3_point_of(law, ter__dd_make(w, 0.0));
        if (point.outside != 0) {
            return ter__dd_make(w, 0.0);
        }
        ter__dd log_tail = ter__gamma_tail_log(ter__lp3_tail(law, &point), target.upper);
        double residual = ter__dd_value(ter__dd_sub(log_tail, target.log_tail));
        double rate = ter__exp(ter__dd_value(ter__dd_sub(ter__lp3_log_density(law, &point), log_tail)));
        double first = target.upper ? -rate : rate, tilt = -(w + 0.5 * law->skew) / (1.0 + point.t.hi);
        double second = first * tilt - rate * rate, newton = -residual / first, bend = 1.0 + 0.5 * newton * second / first;
        double change = newton / (bend < 0.5 ? 0.5 : bend > 4.0 ? 4.0 : bend);
        if (fabs(residual) < CONVERGED && fabs(change) < CONVERGED) {
            return ter__two_sum(w, change);
        }
        if ((residual > 0.0) == target.upper) {
            low = w;
        } else {
            high = w;
        }
        double next = w + change;
        if (!(next > low && next < high) && next != w) {
            next = isfinite(low) && isfinite(high) ? 0.5 * low + 0.5 * high : isfinite(low) ? low + 1.0 : high - 1.0;
        }
        if (next == w || next == low || next == high) {
            return ter__dd_make(next, 0.0);
        }
        w = next;
    }
    return ter__dd_make(w, 0.0);
}

ter__dd ter__lp3_inverse(const ter__lp3 *law, double p, bool upper, bool logarithm) {
    ter__tail_target target = ter__tail_target_of(p, upper, logarithm);
    double t = 0.5 * fabs(law->skew) * ter__normal_start(target.log_tail.hi);
    if (fabs(law->skew) < SKEW_TINY && (law->flat != 0.0 || t < T_SMALL)) {
        return inverse_in_w(law, target);
    }
    bool is_log;
    ter__dd gamma = ter__gamma_inverse_dd(&law->shape, p, upper != (law->skew < 0.0), logarithm, &is_log);
    ter__dd lambda = is_log ? ter__dd_make(0.0, 0.0) : ter__dd_div(gamma, law->shape.a);
    return ter__dd_div_d(ter__dd_scale(ter__dd_add_d(lambda, -1.0), 2.0), law->skew);
}
