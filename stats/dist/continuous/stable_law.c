/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which of integral, series and closed form serves where. Sides are named by 0 (lower) and 1 (upper); their masses and what is
 * left of them come from differences of angles that are taken as angles of differences, so that a skewness beside 1 keeps its
 * digits.
 */
#include "stable_law.h"

#include "special/erf.h"
#include "special/trig.h"

/* alpha log z from where 8 terms of the series are enough, and for index 1 log |x| from where three are. */
#define LOG_FAR     14.0
#define LOG_FAR_ONE 19.5
#define NEAR_LOW    6.3 /* log z below minus this over an index below 1 */

enum { CENTRE, MASS = 2, REST = 6, INVERSE = 10, LOG_SIZE = 12, LOG_LEAST = 14 };

static void put(double *prepared, int at, ter__dd x) {
    prepared[at] = x.hi;
    prepared[at + 1] = x.lo;
}

static ter__dd get(const double *prepared, int at) {
    return ter__dd_make(prepared[at], prepared[at + 1]);
}

void ter__stable_store(const ter__stable *law, double *prepared) {
    put(prepared, CENTRE, law->centre);
    for (int i = 0; i < 2; i++) {
        put(prepared, MASS + 2 * i, law->mass[i]);
        put(prepared, REST + 2 * i, law->rest[i]);
    }
    put(prepared, INVERSE, law->inverse);
    put(prepared, LOG_SIZE, law->log_size);
    put(prepared, LOG_LEAST, law->log_least);
}

ter__stable ter__stable_load(double alpha, double beta, const double *prepared) {
    ter__stable law = {.alpha = alpha,
                       .beta = beta,
                       .centre = get(prepared, CENTRE),
                       .mass = {get(prepared, MASS), get(prepared, MASS + 2)},
                       .rest = {get(prepared, REST), get(prepared, REST + 2)},
                       .inverse = get(prepared, INVERSE),
                       .log_size = get(prepared, LOG_SIZE),
                       .log_least = get(prepared, LOG_LEAST)};
    return law;
}

ter__stable ter__stable_make(double alpha, double beta) {
    static const ter__dd inverse_pi = TER__INVERSE_PI, one = {1.0, 0.0};
    ter__stable law = {.alpha = alpha, .beta = beta};
    if (alpha == 1.0 || alpha == 2.0)
        return law;
    double size = fabs(beta), kappa = alpha < 1.0 ? 0.5 * alpha : 1.0 - 0.5 * alpha;
    ter__dd t = ter__dd_tan_pi(ter__dd_make(kappa, 0.0)), bt = ter__dd_mul_d(t, size);
    /* (atan t + atan bt) / pi and (atan t - atan bt) / pi */
    ter__dd lack = ter__dd_mul(ter__two_sum(1.0, -size), t), whole = ter__dd_add_d(ter__dd_mul(bt, t), 1.0);
    ter__dd plus = ter__dd_add_d(ter__dd_mul(ter__dd_atan(bt), inverse_pi), kappa);
    ter__dd minus = ter__dd_mul(ter__dd_atan(ter__dd_div(lack, whole)), inverse_pi);
    int heavy = (beta > 0.0) == (alpha < 1.0) ? 1 : 0; /* the side of the greater mass */
    for (int i = 0; i < 2; i++) {
        ter__dd part = i == heavy ? plus : minus;
        if (alpha < 1.0) {
            law.mass[i] = size == 1.0 ? ter__dd_make(i == heavy ? 1.0 : 0.0, 0.0) : ter__dd_div_d(part, alpha);
            law.rest[i] = ter__dd_sub(one, part);
        } else {
            law.rest[i] = i == heavy ? minus : plus;
            law.mass[i] = ter__dd_div_d(ter__dd_sub(one, law.rest[i]), alpha);
        }
    }
    law.centre = beta == 0.0 ? ter__dd_make(0.0, 0.0) : (beta > 0.0) == (alpha < 1.0) ? ter__dd_neg(bt) : bt;
    law.inverse = ter__dd_div(one, ter__two_sum(alpha, -1.0));
    law.log_size = ter__dd_div_d(ter__dd_scale(ter__dd_log1p(ter__dd_square(bt)), -0.5), alpha);
    ter__dd power = ter__dd_mul(ter__dd_mul_d(law.inverse, alpha), ter__dd_log_d(alpha));
    law.log_least = ter__dd_sub(ter__dd_log_d(fabs(alpha - 1.0)), power);
    return law;
}

ter__stable_point ter__stable_point_at(const ter__stable *law, ter__dd x, ter__dd log_x) {
    ter__stable_point at = {.x = x, .distance = x, .log_distance = log_x};
    if (fabs(x.hi) < 0x1p200) {
        at.distance = ter__dd_sub(x, law->centre);
        if (at.distance.hi != 0.0)
            at.log_distance = ter__dd_log(at.distance.hi < 0.0 ? ter__dd_neg(at.distance) : at.distance);
    }
    return at;
}

/* Index 1: its integral covers the line; negative skewness by the mirror. */
static ter__stable_side side_of_one(const ter__stable *law, const ter__stable_point *at) {
    static const ter__dd half_pi = TER__HALF_PI, log_pi = TER__LOG_PI;
    double size = fabs(law->beta);
    ter__stable_side side = {.alpha = 1.0, .beta = size, .mass = {1.0, 0.0}, .rough = law->rough, .light = size == 1.0};
    ter__dd base = ter__dd_div_d(ter__dd_mul(at->x, half_pi), law->beta);
    side.base = ter__dd_neg(base);
    side.log_least = ter__dd_add_d(ter__dd_sub(ter__dd_sub(side.base, log_pi), ter__dd_neg(ter__dd_log_d(2.0))), -1.0);
    return side;
}

static ter__stable_side side_of(const ter__stable *law, const ter__stable_point *at, ter__dd *log_z) {
    int upper = at->distance.hi >= 0.0;
    ter__stable_side side = {.alpha = law->alpha, .inverse = law->inverse, .rough = law->rough};
    side.mass = law->mass[upper];
    side.other = law->mass[!upper];
    side.rest = law->rest[upper];
    side.light = law->alpha < 1.0 ? side.other.hi == 0.0 : side.rest.hi == 0.0;
    *log_z = at->distance.hi == 0.0 ? ter__dd_make(-TER__INFINITY, 0.0) : ter__dd_add(at->log_distance, law->log_size);
    side.base = ter__dd_mul_d(*log_z, law->alpha);
    side.log_least = ter__dd_add(law->log_least, ter__dd_mul(side.base, law->inverse));
    return side;
}

static bool is_near(const ter__stable_side *side, ter__dd log_z) {
    if (side->alpha < 1.0 && side->light)
        return false;
    return log_z.hi < -16.7 && (side->alpha > 1.0 || log_z.hi < -NEAR_LOW / side->alpha);
}

static bool is_far(const ter__stable_side *side) {
    return side->base.hi > LOG_FAR && !(side->light && side->alpha > 1.0);
}

/* Index 1: the skewness seen from x, of which the tail beyond x is 1 + that; and whether its series serves. */
static bool is_far_one(const ter__stable *law, const ter__stable_point *at, double *skew) {
    *skew = at->x.hi < 0.0 ? -law->beta : law->beta;
    return fabs(at->x.hi) > 1.0 && at->log_distance.hi > LOG_FAR_ONE && *skew > -1.0;
}

/* Cauchy and normal of variance 2. */
static ter__stable_height closed_density(const ter__stable *law, const ter__stable_point *at) {
    static const ter__dd log_pi = TER__LOG_PI;
    ter__dd x = at->x, square = fabs(x.hi) < 0x1p400 ? ter__dd_square(x) : ter__dd_make(TER__INFINITY, 0.0);
    ter__stable_height out = {.whole = true};
    if (law->alpha == 2.0) {
        ter__dd log = ter__dd_neg(ter__dd_scale(ter__dd_add(log_pi, ter__dd_log_d(4.0)), 0.5));
        out.value.log = ter__dd_sub(log, isinf(square.hi) ? ter__dd_make(0.0, 0.0) : ter__dd_scale(square, 0.25));
        out.value.fall.hi = isinf(square.hi) ? TER__INFINITY : 0.0;
        out.value.turn = ter__dd_scale(x, -0.5);
        return out;
    }
    bool far = fabs(x.hi) > 0x1p60;
    ter__dd log = far ? ter__dd_scale(at->log_distance, 2.0) : ter__dd_log1p(square);
    out.value.log = ter__dd_neg(ter__dd_add(log, log_pi));
    out.whole = !far;
    out.value.turn = far ? ter__dd_make(-2.0, 0.0) : ter__dd_neg(ter__dd_div(ter__dd_scale(x, 2.0), ter__dd_add_d(square, 1.0)));
    return out;
}

static ter__stable_value closed_tail(const ter__stable *law, const ter__stable_point *at, bool upper) {
    static const ter__dd log_pi = TER__LOG_PI, inverse_pi = TER__INVERSE_PI;
    bool outer = at->x.hi > 0.0 ? upper : !upper;
    ter__dd size = at->x.hi < 0.0 ? ter__dd_neg(at->x) : at->x;
    ter__stable_value out = {.log = {0.0, 0.0}};
    if (law->alpha == 2.0 && size.hi > 0x1p500)
        out.fall.hi = TER__INFINITY;
    else if (law->alpha == 2.0)
        out.log = ter__normal_log_tail(ter__over_sqrt2(size));
    else if (size.hi > 0x1p60)
        out.log = ter__dd_neg(ter__dd_add(at->log_distance, log_pi));
    else if (size.hi == 0.0)
        out.log = ter__dd_log_d(0.5);
    else
        out.log = ter__dd_log(ter__dd_mul(ter__dd_atan(ter__dd_div(ter__dd_make(1.0, 0.0), size)), inverse_pi));
    if (!outer) {
        out.log = ter__log_rest(ter__stable_log(out));
        out.fall = ter__dd_make(0.0, 0.0);
    }
    return out;
}

static bool is_closed(const ter__stable *law) {
    return law->alpha == 2.0 || (law->alpha == 1.0 && law->beta == 0.0);
}

static ter__stable_height density_of_one(const ter__stable *law, const ter__stable_point *at) {
    static const ter__dd half_pi = TER__HALF_PI;
    double skew;
    ter__stable_height out = {.whole = false};
    if (is_far_one(law, at, &skew)) {
        out.value = ter__stable_density_far_one(skew, at->log_distance);
        return out;
    }
    ter__stable_side side = side_of_one(law, at);
    out.value = ter__stable_integral(&side, TER__STABLE_DENSITY);
    ter__dd rate = ter__dd_div_d(half_pi, law->beta);
    out.value.log = ter__dd_add(out.value.log, ter__dd_log(rate.hi < 0.0 ? ter__dd_neg(rate) : rate));
    out.value.turn = ter__dd_neg(ter__dd_mul(out.value.turn, rate));
    out.whole = true;
    return out;
}

ter__stable_height ter__stable_density(const ter__stable *law, const ter__stable_point *at) {
    if (is_closed(law))
        return closed_density(law, at);
    if (law->alpha == 1.0)
        return density_of_one(law, at);
    ter__dd log_z;
    ter__stable_side side = side_of(law, at, &log_z);
    ter__stable_height out = {.whole = false};
    double sign = at->distance.hi < 0.0 ? -1.0 : 1.0;
    if (side.mass.hi == 0.0 || (isinf(log_z.hi) && side.light && side.alpha < 1.0)) {
        out.value.fall.hi = TER__INFINITY;
    } else if (is_near(&side, log_z)) {
        out.value = ter__stable_density_near(&side, ter__exp_whole(log_z));
        out.value.turn = ter__dd_mul(ter__dd_scale(out.value.turn, sign), ter__exp_whole(law->log_size));
        out.whole = true;
    } else if (is_far(&side)) {
        out.value = ter__stable_density_far(&side, log_z);
    } else {
        out.value = ter__stable_integral(&side, TER__STABLE_DENSITY);
        ter__dd power = ter__dd_mul_d(law->inverse, law->alpha);
        ter__dd factor = ter__dd_log(power.hi < 0.0 ? ter__dd_neg(power) : power);
        out.value.log = ter__dd_add(out.value.log, ter__dd_sub(factor, log_z));
        out.value.turn = ter__dd_add_d(ter__dd_mul(out.value.turn, power), -1.0);
    }
    out.value.log = ter__dd_add(out.value.log, law->log_size);
    return out;
}

/* From a tail's value to its complement, if `complement`. */
static ter__stable_value turned(ter__stable_value value, bool complement) {
    if (complement) {
        value.log = ter__log_rest(ter__stable_log(value));
        value.fall = ter__dd_make(0.0, 0.0);
    }
    return value;
}

static ter__stable_value tail_of_one(const ter__stable *law, const ter__stable_point *at, bool upper) {
    double skew;
    if (is_far_one(law, at, &skew)) {
        ter__stable_value far = {.log = ter__stable_log_tail_far_one(skew, at->log_distance)};
        return turned(far, upper != (at->x.hi > 0.0));
    }
    ter__stable_side side = side_of_one(law, at);
    bool inner = upper == (law->beta < 0.0); /* the tail that exp(-g) is the integral of */
    if (inner && ter__stable_is_steep(&side))
        return ter__stable_integral(&side, TER__STABLE_INNER);
    if (side.light && side.log_least.hi > 5.0)
        return turned(ter__stable_integral(&side, TER__STABLE_INNER), true);
    return turned(ter__stable_integral(&side, TER__STABLE_REST), inner);
}

/* The mass from the centre to z and that beyond z on an index below 1, whose integrals are of 1 - exp(-g) and exp(-g). */
static ter__stable_value low_tail(const ter__stable_side *side, bool beyond) {
    bool steep = ter__stable_is_steep(side);
    if (side->light && side->log_least.hi > 5.0)
        return turned(ter__stable_integral(side, TER__STABLE_INNER), beyond);
    if (beyond || side->other.hi > 0.25 || !steep)
        return turned(ter__stable_integral(side, TER__STABLE_REST), !beyond);
    ter__stable_value inner = ter__stable_integral(side, TER__STABLE_INNER);
    if (side->other.hi == 0.0)
        return inner;
    inner.log = ter__dd_log(ter__dd_add(side->other, ter__exp_whole(ter__stable_log(inner))));
    inner.fall = ter__dd_make(0.0, 0.0);
    return inner;
}

ter__stable_value ter__stable_tail(const ter__stable *law, const ter__stable_point *at, bool upper) {
    if (is_closed(law))
        return closed_tail(law, at, upper);
    if (law->alpha == 1.0)
        return tail_of_one(law, at, upper);
    ter__dd log_z;
    ter__stable_side side = side_of(law, at, &log_z);
    bool beyond = upper == (at->distance.hi >= 0.0);
    ter__stable_value out = {.log = {0.0, 0.0}};
    if (side.mass.hi == 0.0 || (isinf(log_z.hi) && side.light && side.alpha < 1.0)) {
        out.fall.hi = beyond == (side.mass.hi == 0.0) ? TER__INFINITY : 0.0;
        return out;
    }
    if (is_near(&side, log_z)) {
        ter__dd tail = ter__stable_tail_near(&side, isinf(log_z.hi) ? ter__dd_make(0.0, 0.0) : ter__exp_whole(log_z));
        out.log = ter__dd_log(beyond ? tail : ter__dd_add(side.other, ter__dd_sub(side.mass, tail)));
        return out;
    }
    if (is_far(&side)) {
        out.log = ter__stable_log_tail_far(&side, log_z);
        return turned(out, !beyond);
    }
    if (side.alpha < 1.0)
        return low_tail(&side, beyond);
    return turned(ter__stable_integral(&side, TER__STABLE_INNER), !beyond);
}
