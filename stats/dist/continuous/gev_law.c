/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gev_law.h"

void ter__gev_prepare(const double *p, double *prepared) {
    ter__standard_prepare(p[0], p[1], prepared);
    ter__standard s = ter__standard_load(prepared);
    ter__dd log_scale = ter__dd_log_d(p[1]);
    ter__dd ratio = ter__dd_ratio(p[1], p[2]), end = ter__dd_sub(ter__dd_make(p[0], 0.0), ratio);
    if (!isfinite(ratio.hi) || !isfinite(ratio.lo)) {
        ratio = ter__dd_make(p[2] == 0.0 ? TER__NAN : copysign(TER__INFINITY, p[2]), 0.0);
        end = ter__dd_make(p[2] > 0.0 ? -TER__INFINITY : TER__INFINITY, 0.0);
    }
    prepared[TER__GEV_LOG_SCALE] = log_scale.hi;
    prepared[TER__GEV_LOG_SCALE + 1] = log_scale.lo;
    prepared[TER__GEV_SCALED] = p[1] * s.pre * s.shift;
    prepared[TER__GEV_END] = end.hi;
    prepared[TER__GEV_END + 1] = end.lo;
    prepared[TER__GEV_RATIO] = ratio.hi;
    prepared[TER__GEV_RATIO + 1] = ratio.lo;
    double bound = end.hi + end.lo, rest = (end.hi - bound) + end.lo;
    if (p[2] > 0.0 ? rest < 0.0 : rest > 0.0)
        bound = nextafter(bound, p[2] > 0.0 ? -TER__INFINITY : TER__INFINITY);
    prepared[TER__GEV_BOUND] = bound;
}

ter__gev ter__gev_load(const ter_dist *dist) {
    const double *p = dist->prepared;
    ter__gev law = {ter__standard_load(p),
                    dist->parameter[2],
                    p[TER__GEV_SCALED],
                    p[TER__GEV_BOUND],
                    {p[TER__GEV_LOG_SCALE], p[TER__GEV_LOG_SCALE + 1]},
                    {p[TER__GEV_END], p[TER__GEV_END + 1]},
                    {p[TER__GEV_RATIO], p[TER__GEV_RATIO + 1]}};
    return law;
}

/* scaled + shape d for the exact difference d = d.hi + d.lo: five terms, passed over twice without error so that they may cancel.
 */
static ter__dd vanishing_sum(double scaled, double shape, ter__dd d) {
    ter__dd p = ter__two_product(shape, d.hi), q = ter__two_product(shape, d.lo);
    double term[5] = {q.lo, q.hi, p.lo, p.hi, scaled};
    for (int pass = 0; pass < 2; pass++) {
        for (int i = 1; i < 5; i++) {
            ter__dd s = ter__two_sum(term[i], term[i - 1]);
            term[i] = s.hi;
            term[i - 1] = s.lo;
        }
    }
    return ter__fast_two_sum(term[4], term[3] + (term[2] + (term[1] + term[0])));
}

/* log of |shape| d / (pre scale), from the logs of its factors. */
static ter__dd log_t_of(const ter__gev *law, ter__dd d) {
    ter__dd log_d = ter__dd_log(ter__dd_scale(d, copysign(1.0, d.hi)));
    ter__dd log_pre = ter__dd_log_d(law->standard.pre);
    return ter__dd_sub(ter__dd_add(ter__dd_sub(log_d, log_pre), ter__dd_log_d(fabs(law->shape))), law->log_scale);
}

/*
 * 1 + shape z for a minute shape and a z beyond 2^900, perhaps beyond the doubles, where their product may be about -1: lifted and
 * without the shift of z, so that no term leaves the doubles. 0 where the product is not of that size.
 */
static ter__dd far_t(const ter__gev *law, double x) {
    const double lift = 0x1p600, scaled = law->scaled / law->standard.shift;
    ter__dd d = ter__two_sum(x * law->standard.pre, -law->standard.location);
    double u = d.hi * (law->shape * lift) / scaled / lift;
    if (!(u > -2.0 && u < 0x1p300) || !(scaled < 0x1p400))
        return ter__dd_make(0.0, 0.0);
    return ter__dd_div_d(vanishing_sum(scaled * lift, law->shape * lift, d), scaled * lift);
}

static ter__gev_point outside(const ter__gev *law, ter__dd z, bool at_end) {
    ter__gev_place place = law->shape > 0.0 ? TER__GEV_BELOW : at_end ? TER__GEV_AT_UPPER : TER__GEV_ABOVE;
    ter__gev_point point = {place, {law->shape > 0.0 ? TER__INFINITY : -TER__INFINITY, 0.0}, z, {0.0, 0.0}};
    return point;
}

static ter__gev_point at_infinity(const ter__gev *law, double x) {
    if (law->shape * x < 0.0)
        return outside(law, ter__dd_make(x, 0.0), false);
    ter__gev_place place = x > 0.0 ? TER__GEV_AT_UPPER : TER__GEV_BELOW;
    ter__gev_point point = {place, {-x, 0.0}, {x, 0.0}, {law->shape == 0.0 ? 1.0 : TER__INFINITY, 0.0}};
    return point;
}

ter__gev_point ter__gev_at(const ter__gev *law, double x) {
    ter__gev_point point = {TER__GEV_NOWHERE, {TER__NAN, 0.0}, {TER__NAN, 0.0}, {TER__NAN, 0.0}};
    if (isnan(x))
        return point;
    if (isinf(x))
        return at_infinity(law, x);
    const ter__standard *s = &law->standard;
    const double shape = law->shape;
    ter__dd z = ter__standard_whole_z(*s, x), minus_z = ter__dd_neg(z);
    double u = shape * z.hi;
    point.place = TER__GEV_INSIDE;
    point.z = z;
    if (shape == 0.0) {
        point.w = minus_z;
        point.t = ter__dd_make(1.0, 0.0);
    } else if (fabs(u) < 0.25) {
        ter__dd product = ter__dd_mul_d(z, shape);
        point.w = ter__dd_mul(minus_z, ter__log1p_by(product));
        point.t = ter__dd_add_d(product, 1.0);
    } else if (fabs(z.hi) > 0x1p900 || fabs(u) > 0x1p900) {
        ter__dd t = far_t(law, x);
        if (u < 0.0 && !(t.hi > 0.0))
            return outside(law, z, false);
        ter__dd log_t = t.hi > 0.0 ? ter__dd_log(t) : log_t_of(law, ter__two_sum(x * s->pre, -s->location)); /* the 1 is nothing */
        ter__dd w = ter__dd_div_d(log_t, -shape);
        point.w = isfinite(w.hi) ? w : ter__dd_make(copysign(TER__INFINITY, log_t.hi) * copysign(1.0, -shape), 0.0);
        point.t = t.hi > 0.0 ? t : isfinite(u) ? ter__dd_mul_d(z, shape) : ter__dd_make(TER__INFINITY, 0.0);
    } else {
        ter__dd d = ter__two_sum(x * s->pre, -s->location);
        /* what cancels last may be below the doubles once it is multiplied */
        double lift = d.lo != 0.0 && fabs(d.lo * s->shift) < 0x1p-900 && fabs(d.hi * s->shift) < 0x1p700 ? 0x1p300 : 1.0;
        double by = s->shift * lift;
        ter__dd sum = vanishing_sum(law->scaled * lift, shape, ter__dd_make(d.hi * by, d.lo * by));
        bool lost = d.lo != 0.0 && fabs(shape * d.lo * by) < 0x1p-1022; /* and with it the side of the end */
        if (sum.hi == 0.0 && lost && (d.lo > 0.0) == (shape > 0.0)) {
            point.t = ter__dd_make(0x1p-1074, 0.0);
            point.w = ter__dd_div_d(log_t_of(law, ter__dd_make(d.lo, 0.0)), -shape);
            return point;
        }
        if (!(sum.hi > 0.0))
            return outside(law, z, sum.hi == 0.0 && !lost);
        ter__dd lifted = ter__dd_mul(sum, s->inverse);
        point.t = ter__dd_scale(lifted, 1.0 / lift);
        if (point.t.hi == 0.0)
            point.t.hi = 0x1p-1074;
        point.w = ter__dd_div_d(ter__dd_sub(ter__dd_log(lifted), ter__dd_log_d(lift)), -shape);
    }
    return point;
}

double ter__gev_undo(const ter__gev *law, ter__dd w) {
    const ter__dd y = ter__dd_neg(w);
    double u = law->shape * y.hi;
    if (isnan(u) && !isinf(y.hi))
        return u;
    if (isinf(y.hi)) {
        bool bounded = law->shape != 0.0 && (law->shape > 0.0) == (y.hi < 0.0);
        return bounded ? law->bound : y.hi;
    }
    if (fabs(u) < 0.25 || !isfinite(law->ratio.hi)) {
        ter__dd z =
            fabs(u) < 600.0 ? ter__dd_mul(y, ter__expm1_by(ter__dd_mul_d(y, law->shape))) : ter__dd_make(TER__INFINITY, 0.0);
        return isfinite(z.hi) ? ter__standard_undo(law->standard, z) : copysign(TER__INFINITY, y.hi);
    }
    /* end + ratio exp(u): where the end is 0 or the power is vast, nothing cancels. */
    if (fabs(u) < 600.0) {
        ter__dd power = ter__dd_mul(law->ratio, ter__dd_exp(ter__dd_mul_d(y, law->shape)));
        return isfinite(power.hi) ? ter__dd_value(ter__dd_add(law->end, power)) : copysign(TER__INFINITY, law->ratio.hi);
    }
    double sign = copysign(1.0, law->ratio.hi);
    double power = isfinite(u) ? ter__exp_dd_times(ter__dd_mul_d(y, law->shape), ter__dd_scale(law->ratio, sign), 0)
                               : ter__exp_dd(ter__dd_make(u, 0.0));
    return isinf(power) ? sign * power : ter__dd_value(ter__dd_add_d(law->end, sign * power));
}

double ter__gev_y_by_shape(const ter__gev *law, ter__gev_point point) {
    double u = law->shape * point.z.hi;
    if (fabs(u) >= 0.01)
        return ter__dd_value(ter__dd_add(ter__dd_div(point.z, point.t), point.w)) / law->shape;
    double sum = 0.0;
    for (int n = 9; n >= 1; n--)
        sum = sum * u + (n % 2 == 1 ? -1.0 : 1.0) * n / (n + 1.0);
    return sum * point.z.hi * point.z.hi;
}
