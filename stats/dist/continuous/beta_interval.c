/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beta_interval.h"

#include <string.h>

#include "log_terms.h"
#include "span.h"

_Static_assert(sizeof(ter__beta_interval) <= TER__PREPARED_MAX * sizeof(double), "the law fits into the prepared values");

void ter__beta_interval_prepare(ter__dd a, ter__dd b, double lower, double upper, double *prepared) {
    ter__beta_interval law = {.lower = lower, .upper = upper, .pre = ter__span_pre(lower, upper)};
    law.width = ter__span(law.pre, upper, lower);
    law.log_width = ter__dd_log(law.width);
    if (law.pre < 1.0)
        law.log_width = ter__dd_add(law.log_width, ter__dd_scale(ter__log_two(), 2.0));
    law.variable = ter__beta_variable_make(a, b, ter__dd_neg(law.log_width));
    memcpy(prepared, &law, sizeof law);
}

ter__beta_interval ter__beta_interval_of(const ter_dist *dist) {
    ter__beta_interval law;
    memcpy(&law, dist->prepared, sizeof law);
    return law;
}

/* Both distances are divided by the width; below 1e-260 of it the logs alone are kept. */
static ter__beta_place place_of(const ter__beta_interval *law, double x) {
    ter__dd below = ter__span(law->pre, x, law->lower), above = ter__span(law->pre, law->upper, x), one = {1.0, 0.0};
    if (below.hi < 1e-260 * law->width.hi) {
        ter__dd log_x = ter__dd_sub(ter__dd_log(below), ter__dd_log(law->width));
        ter__beta_place low = {{0.0, 0.0}, one, log_x, {-ter__exp_dd(log_x), 0.0}};
        return low;
    }
    if (above.hi < 1e-260 * law->width.hi) {
        ter__dd log_y = ter__dd_sub(ter__dd_log(above), ter__dd_log(law->width));
        ter__beta_place high = {one, {0.0, 0.0}, {-ter__exp_dd(log_y), 0.0}, log_y};
        return high;
    }
    /* a power of two away from underflow */
    double lift = law->width.hi < 1e-30 ? 0x1p300 : law->width.hi > 1e200 ? 0x1p-300 : 1.0;
    ter__dd width = ter__dd_scale(law->width, lift);
    return ter__beta_place_of(ter__dd_div(ter__dd_scale(below, lift), width), ter__dd_div(ter__dd_scale(above, lift), width));
}

ter__dd ter__beta_interval_log_density(const ter_dist *dist, double x) {
    ter__beta_interval law = ter__beta_interval_of(dist);
    if (x == law.lower || x == law.upper) {
        bool low = x == law.lower;
        ter__dd power = ter__dd_add_d(low ? ter__beta_variable_a(&law.variable) : ter__beta_variable_b(&law.variable), -1.0);
        return power.hi == 0.0 ? law.variable.norm : ter__dd_make(power.hi < 0.0 ? TER__INFINITY : -TER__INFINITY, 0.0);
    }
    ter__beta_place at = place_of(&law, x);
    return ter__beta_variable_log_density(&law.variable, &at, 1.0, 1.0);
}

ter__dd ter__beta_interval_log_tail(const ter_dist *dist, double x, bool upper) {
    ter__beta_interval law = ter__beta_interval_of(dist);
    ter__beta_place at = place_of(&law, x);
    return ter__beta_variable_log_tail(&law.variable, &at, upper);
}

/* end + share (upper - lower), with the share's log for an end of about 0 beside which share or product may be subnormal. */
static double from_end(const ter__beta_interval *law, double end, ter__dd share, ter__dd log_share, double sign) {
    ter__dd way = ter__dd_mul(share, law->width);
    if (fabs(end) < 0x1p-900 && (share.hi < 1e-200 || way.hi < 1e-200))
        return sign * ter__exp_dd(ter__dd_add(log_share, law->log_width)) + end;
    return ter__span_place(law->pre, end, ter__dd_scale(way, sign));
}

/* From the nearer end, so that the distance keeps its digits. */
double ter__beta_interval_inverse(const ter_dist *dist, ter__dd log_tail, bool upper) {
    ter__beta_interval law = ter__beta_interval_of(dist);
    ter__beta_root root = ter__beta_variable_inverse(&law.variable, log_tail, upper);
    return root.x.hi < 0.5 ? from_end(&law, law.lower, root.x, root.log_x, 1.0)
                           : from_end(&law, law.upper, root.y, root.log_y, -1.0);
}

/* value / distance, with both parts of the distance where none of its products is below the doubles. */
static double over(ter__dd value, ter__dd distance) {
    bool safe = distance.hi > 1e-150 && distance.hi < 1e150 && fabs(value.hi) > 1e-100;
    return safe ? ter__dd_value(ter__dd_div(value, distance)) : ter__dd_value(value) / distance.hi;
}

ter__beta_interval_gradient ter__beta_interval_gradient_at(const ter__beta_interval *law, double x) {
    const ter__beta_variable *v = &law->variable;
    ter__beta_place at = place_of(law, x);
    ter__dd a = ter__dd_add_d(ter__beta_variable_a(v), -1.0), b = ter__dd_add_d(ter__beta_variable_b(v), -1.0);
    ter__dd below = ter__span(law->pre, x, law->lower), above = ter__span(law->pre, law->upper, x);
    ter__beta_interval_gradient g;
    if (at.x.hi < 1e-200 || at.y.hi < 1e-200) { /* products would underflow, and one term is all there is unless it is 0 */
        g.slope = law->pre * (over(a, below) - over(b, above));
    } else {
        ter__dd difference = ter__dd_sub(ter__dd_mul(a, at.y), ter__dd_mul(b, at.x));
        bool low = at.x.hi < 0.5;
        g.slope = law->pre * over(ter__dd_div(difference, low ? at.y : at.x), low ? below : above);
    }
    g.a = ter__beta_variable_by_a(v, &at);
    g.b = ter__beta_variable_by_b(v, &at);
    /* of (a - 1) log(x - lower) + (b - 1) log(upper - x) - (a + b - 1) log(upper - lower) */
    double n = ter__dd_add_d(v->shape.n, -1.0).hi;
    g.lower = law->pre * (n / law->width.hi - a.hi / below.hi);
    g.upper = law->pre * (b.hi / above.hi - n / law->width.hi);
    return g;
}

ter_status ter__beta_interval_mean(const ter_dist *dist, double *value) {
    ter__beta_interval law = ter__beta_interval_of(dist);
    ter__dd part = ter__dd_div(ter__beta_variable_a(&law.variable), law.variable.shape.n);
    *value = ter__span_place(law.pre, law.lower, ter__dd_mul(part, law.width));
    return TER_OK;
}

ter_status ter__beta_interval_variance(const ter_dist *dist, double *value) {
    ter__beta_interval law = ter__beta_interval_of(dist);
    ter_status status = ter__beta_variance(law.variable.shape.a, law.variable.shape.b, value);
    double width = law.width.hi / law.pre;
    *value = *value * width * width;
    return status;
}

ter_status ter__beta_interval_skewness(const ter_dist *dist, double *value) {
    ter__beta_interval law = ter__beta_interval_of(dist);
    return ter__beta_skewness(law.variable.shape.a, law.variable.shape.b, value);
}

ter_status ter__beta_interval_excess_kurtosis(const ter_dist *dist, double *value) {
    ter__beta_interval law = ter__beta_interval_of(dist);
    return ter__beta_excess_kurtosis(law.variable.shape.a, law.variable.shape.b, value);
}

ter_status ter__beta_interval_mode(const ter_dist *dist, double *value) {
    ter__beta_interval law = ter__beta_interval_of(dist);
    double mode;
    ter_status status = ter__beta_mode(law.variable.shape.a, law.variable.shape.b, &mode);
    *value = mode == 1.0 ? law.upper : ter__span_place(law.pre, law.lower, ter__dd_mul_d(law.width, mode));
    return status;
}

ter_status ter__beta_interval_entropy(const ter_dist *dist, double *value) {
    ter__beta_interval law = ter__beta_interval_of(dist);
    *value = ter__beta_entropy(&law.variable) + law.log_width.hi;
    return TER_OK;
}
