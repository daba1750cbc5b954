/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trapezoid_law.h"

#include "log_terms.h"
#include "span.h"

/* prepared: the corners times pre, pre, then in pairs log total, log(b - a), log(d - c). */
enum { CORNERS, PRE = 4, LOG_TOTAL, LOG_LEFT = LOG_TOTAL + 2, LOG_RIGHT = LOG_LEFT + 2 };

typedef struct trapezoid {
    double a, b, c, d; /* times pre */
    ter__dd log_total, log_left;
} trapezoid;

static ter__dd less(double x, double y) {
    return ter__two_sum(x, -y);
}

static ter__dd total_of(trapezoid t) {
    return ter__dd_add(less(t.d, t.a), less(t.c, t.b));
}

static void store(double *prepared, int at, ter__dd value) {
    prepared[at] = value.hi;
    prepared[at + 1] = value.lo;
}

void ter__trapezoid_prepare(double a, double b, double c, double d, double *prepared) {
    double pre = ter__span_pre(a, d), corner[4] = {a * pre, b * pre, c * pre, d * pre};
    for (int i = 0; i < 4; i++)
        prepared[CORNERS + i] = corner[i];
    trapezoid t = {corner[0], corner[1], corner[2], corner[3], {0.0, 0.0}, {0.0, 0.0}};
    prepared[PRE] = pre;
    store(prepared, LOG_TOTAL, ter__dd_log(total_of(t)));
    store(prepared, LOG_LEFT, b > a ? ter__dd_log(less(t.b, t.a)) : ter__log_zero());
    store(prepared, LOG_RIGHT, d > c ? ter__dd_log(less(t.d, t.c)) : ter__log_zero());
}

/* The law, or that of -X. */
static trapezoid load(const ter_dist *dist, bool mirrored) {
    const double *q = dist->prepared;
    int left = mirrored ? LOG_RIGHT : LOG_LEFT;
    trapezoid t = {q[0], q[1], q[2], q[3], {q[LOG_TOTAL], q[LOG_TOTAL + 1]}, {q[left], q[left + 1]}};
    trapezoid m = {-q[3], -q[2], -q[1], -q[0], t.log_total, t.log_left};
    return mirrored ? m : t;
}

/* log P(X <= x) by positive terms. */
static ter__dd log_below(trapezoid t, double x) {
    ter__dd sum;
    if (x < t.b) /* (x - a)^2 / ((b - a) total) */
        return ter__dd_sub(ter__dd_scale(ter__dd_log(less(x, t.a)), 2.0), ter__dd_add(t.log_left, t.log_total));
    if (x <= t.c) {
        sum = ter__dd_add(less(x, t.a), less(x, t.b));
    } else {
        ter__dd right = less(t.d, t.c), part = ter__dd_mul(less(x, t.c), ter__dd_add(right, less(t.d, x)));
        sum = ter__dd_add(ter__dd_add(less(t.c, t.a), less(t.c, t.b)), ter__dd_div(part, right));
    }
    return ter__dd_sub(ter__dd_log(sum), t.log_total);
}

ter__dd ter__trapezoid_log_tail(const ter_dist *dist, double x, bool upper) {
    x *= dist->prepared[PRE];
    ter__dd own = log_below(load(dist, upper), upper ? -x : x);
    if (own.hi < -0.7)
        return own;
    return ter__log_rest(log_below(load(dist, !upper), upper ? x : -x));
}

ter__dd ter__trapezoid_log_density(const ter_dist *dist, double x) {
    double pre = dist->prepared[PRE];
    x *= pre;
    trapezoid t = load(dist, x > dist->prepared[CORNERS + 2]);
    double at = x > dist->prepared[CORNERS + 2] ? -x : x;
    ter__dd log_height = ter__dd_sub(ter__log_two(), t.log_total);
    if (pre < 1.0)
        log_height = ter__dd_sub(log_height, ter__dd_scale(ter__log_two(), 2.0));
    if (at >= t.b)
        return log_height;
    return at > t.a ? ter__dd_add(log_height, ter__dd_sub(ter__dd_log(less(at, t.a)), t.log_left)) : ter__log_zero();
}

/*
 * x - a corner, from g = P(X <= x) total. Rising: (x - a)^2 = g (b - a); level: 2 (x - b) = g - (b - a); falling, where (d - x)^2 =
 * (total - g) (d - c) =: q, x - c = (d - c) (g - (c - a) - (c - b)) / (d - c + sqrt(q)).
 */
static double place(trapezoid t, ter__dd log_p, double pre) {
    ter__dd log_g = ter__dd_add(log_p, t.log_total), g = ter__exp_whole(log_g), left = less(t.b, t.a);
    if (t.b > t.a && log_g.hi <= t.log_left.hi)
        return ter__dd_value(ter__dd_add_d(ter__exp_whole(ter__dd_scale(ter__dd_add(log_g, t.log_left), 0.5)), t.a)) / pre;
    ter__dd level = ter__dd_add(less(t.c, t.a), less(t.c, t.b)), over = ter__dd_sub(g, level);
    if (over.hi <= 0.0)
        return ter__dd_value(ter__dd_add_d(ter__dd_scale(ter__dd_sub(g, left), 0.5), t.b)) / pre;
    ter__dd right = less(t.d, t.c), q = ter__dd_mul(ter__dd_sub(total_of(t), g), right);
    ter__dd way = ter__dd_div(ter__dd_mul(right, over), ter__dd_add(right, ter__dd_sqrt(q)));
    return ter__dd_value(ter__dd_add_d(way, t.c)) / pre;
}

double ter__trapezoid_inverse(const ter_dist *dist, ter__dd log_tail, bool upper) {
    double x = place(load(dist, upper), log_tail, dist->prepared[PRE]);
    return upper ? -x : x;
}

void ter__trapezoid_gradient(const ter_dist *dist, double x, double *slope, double *by_corner) {
    double pre = dist->prepared[PRE], corner[4];
    for (int i = 0; i < 4; i++)
        corner[i] = dist->prepared[CORNERS + i];
    x *= pre;
    double total = ter__dd_value(total_of(load(dist, false))), rising = x<corner[1], falling = x> corner[2];
    double from = ter__dd_value(less(x, corner[0])), to = ter__dd_value(less(corner[3], x));
    *slope = (rising > 0.0 ? 1.0 / from : falling > 0.0 ? -1.0 / to : 0.0) * pre;
    if (x == corner[1] || x == corner[2])
        *slope = TER__NAN;
    if (by_corner == NULL)
        return;
    double left = corner[1] - corner[0], right = corner[3] - corner[2];
    by_corner[0] = pre * (1.0 / total - (rising > 0.0 ? ter__dd_value(less(corner[1], x)) / left / from : 0.0));
    by_corner[1] = pre * (1.0 / total - (rising > 0.0 ? 1.0 / left : 0.0));
    by_corner[2] = pre * (-1.0 / total + (falling > 0.0 ? 1.0 / right : 0.0));
    by_corner[3] = pre * (-1.0 / total + (falling > 0.0 ? ter__dd_value(less(x, corner[2])) / right / to : 0.0));
}

/* ---- summaries: a mixture of a triangle, a rectangle and a triangle, in units of d - a from a ------------------------------- */

static ter__dd power_of(ter__dd x, int k) {
    ter__dd power = {1.0, 0.0};
    for (int i = 0; i < k; i++)
        power = ter__dd_mul(power, x);
    return power;
}

/* E[((X - a) / (d - a))^k], k <= 4. */
static ter__dd moment_from_a(trapezoid t, int k) {
    static const double binomial[5][5] = {{1.0, 0.0, 0.0, 0.0, 0.0},
                                          {1.0, 1.0, 0.0, 0.0, 0.0},
                                          {1.0, 2.0, 1.0, 0.0, 0.0},
                                          {1.0, 3.0, 3.0, 1.0, 0.0},
                                          {1.0, 4.0, 6.0, 4.0, 1.0}};
    ter__dd width = less(t.d, t.a), total = ter__dd_div(total_of(t), width), p = ter__dd_div(less(t.b, t.a), width);
    ter__dd c = ter__dd_div(less(t.c, t.a), width), q = ter__dd_div(less(t.d, t.c), width);
    ter__dd rise = ter__dd_div_d(ter__dd_scale(power_of(p, k), 2.0), k + 2.0), level = {0.0, 0.0}, fall = {0.0, 0.0};
    for (int i = 0; i <= k; i++) {
        level = ter__dd_add(level, ter__dd_mul(power_of(p, i), power_of(c, k - i)));
        ter__dd term = ter__dd_div_d(ter__dd_mul_d(power_of(q, i), 2.0 * binomial[k][i]), i + 2.0);
        fall = i % 2 == 0 ? ter__dd_add(fall, term) : ter__dd_sub(fall, term);
    }
    level = ter__dd_div_d(ter__dd_mul(level, ter__dd_scale(ter__dd_div(less(t.c, t.b), width), 2.0)), k + 1.0);
    ter__dd sum = ter__dd_add(ter__dd_add(ter__dd_mul(p, rise), level), ter__dd_mul(q, fall));
    return ter__dd_div(sum, total);
}

/* Central moments, in units of d - a. */
static void central(trapezoid t, ter__dd *moment) {
    ter__dd m1 = moment_from_a(t, 1), m2 = moment_from_a(t, 2), m3 = moment_from_a(t, 3), m4 = moment_from_a(t, 4);
    ter__dd square = ter__dd_square(m1);
    moment[2] = ter__dd_sub(m2, square);
    moment[3] = ter__dd_sub(ter__dd_sub(m3, ter__dd_mul(m1, square)), ter__dd_mul_d(ter__dd_mul(m1, moment[2]), 3.0));
    ter__dd rest = ter__dd_sub(ter__dd_mul_d(m2, 6.0), ter__dd_mul_d(square, 3.0));
    moment[4] = ter__dd_add(ter__dd_sub(m4, ter__dd_scale(ter__dd_mul(m1, m3), 4.0)), ter__dd_mul(square, rest));
}

ter_status ter__trapezoid_mean(const ter_dist *dist, double *value) {
    trapezoid t = load(dist, false);
    *value = ter__dd_value(ter__dd_add_d(ter__dd_mul(moment_from_a(t, 1), less(t.d, t.a)), t.a)) / dist->prepared[PRE];
    return TER_OK;
}

ter_status ter__trapezoid_variance(const ter_dist *dist, double *value) {
    trapezoid t = load(dist, false);
    ter__dd moment[5];
    central(t, moment);
    double width = ter__dd_value(less(t.d, t.a)) / dist->prepared[PRE];
    *value = ter__dd_value(moment[2]) * width * width;
    return TER_OK;
}

ter_status ter__trapezoid_skewness(const ter_dist *dist, double *value) {
    ter__dd moment[5];
    central(load(dist, false), moment);
    double variance = ter__dd_value(moment[2]);
    bool none = fabs(moment[3].hi) < 0x1p-90; /* the error of a difference that is 0 for a symmetric law */
    *value = none ? 0.0 : ter__dd_value(moment[3]) / variance / sqrt(variance);
    return TER_OK;
}

ter_status ter__trapezoid_excess_kurtosis(const ter_dist *dist, double *value) {
    ter__dd moment[5];
    central(load(dist, false), moment);
    *value = ter__dd_value(ter__dd_add_d(ter__dd_div(moment[4], ter__dd_square(moment[2])), -3.0));
    return TER_OK;
}

/* log(total / 2) + half the weight of both triangles. */
ter_status ter__trapezoid_entropy(const ter_dist *dist, double *value) {
    trapezoid t = load(dist, false);
    ter__dd sides = ter__dd_div(ter__dd_add(less(t.b, t.a), less(t.d, t.c)), total_of(t));
    double units = dist->prepared[PRE] < 1.0 ? 1.0 : -1.0; /* log(1 / (2 pre)) in logs of 2 */
    *value = ter__dd_value(ter__dd_add(ter__dd_add(t.log_total, ter__dd_scale(ter__log_two(), units)), ter__dd_scale(sides, 0.5)));
    return TER_OK;
}

ter_status ter__trapezoid_mode(const ter_dist *dist, double *value) {
    double b = dist->prepared[CORNERS + 1], c = dist->prepared[CORNERS + 2];
    *value = (b + 0.5 * (c - b)) / dist->prepared[PRE];
    return TER_OK;
}
