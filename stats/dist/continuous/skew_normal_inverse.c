/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * With a = |shape| and the law mirrored where the shape is negative, P(X <= location) = 1/2 - atan(a) / pi = s. A probability p
 * next to s has its quantile next to the location, and its digits are those of p / s - 1: the log of s is kept as the log of 1/2
 * or 1/4, at which p can be told from s to any digit, and a small rest.
 */
#include "skew_normal.h"

#include "dist/path/stated.h"
#include "normal_score.h"
#include "special/trigonometric.h"
#include "standard.h"

enum { LOCATION, SCALE, SHAPE };
/* Of either side: P, and log(2^halves P) with the number of halves; first below the location, then above. */
enum { PROBABILITY, REST = 2, HALVES = 4, SIDE_SIZE = 5 };

/* y = a |z| below which the series is cut after its fourth term. */
#define NEAR 0x1p-18

static ter__dd pair_at(const double *from) {
    return ter__dd_make(from[0], from[1]);
}

static void put_side(double *side, ter__dd probability, ter__dd rest, double halves) {
    side[PROBABILITY] = probability.hi;
    side[PROBABILITY + 1] = probability.lo;
    side[REST] = rest.hi;
    side[REST + 1] = rest.lo;
    side[HALVES] = halves;
}

void ter__skew_normal_prepare_shares(double shape, double *prepared) {
    const ter__dd two_over_pi = ter__dd_make(0x1.45f306dc9c883p-1, -0x1.6b01ec5417056p-55);
    double a = fabs(shape), *below = prepared + TER__SKEW_NORMAL_SHARES;
    ter__dd share, turned = ter__dd_mul(ter__dd_atan(ter__dd_make(a, 0.0)), two_over_pi); /* atan(a) / (pi / 2) */
    if (a < 0.4) {
        share = ter__dd_scale(ter__dd_add_d(ter__dd_neg(turned), 1.0), 0.5);
        put_side(below, share, ter__dd_log1p(ter__dd_neg(turned)), 1.0);
    } else if (a < 2.5) { /* atan(a) = pi / 4 + atan((a - 1) / (a + 1)) */
        ter__dd from_one = ter__dd_div(ter__two_sum(a, -1.0), ter__two_sum(a, 1.0));
        ter__dd lack = ter__dd_neg(ter__dd_scale(ter__dd_mul(ter__dd_atan(from_one), two_over_pi), 2.0));
        share = ter__dd_scale(ter__dd_add_d(lack, 1.0), 0.25);
        put_side(below, share, ter__dd_log1p(lack), 2.0);
    } else {
        share = ter__dd_scale(ter__dd_mul(ter__dd_atan(ter__dd_ratio(1.0, a)), two_over_pi), 0.5);
        put_side(below, share, ter__dd_log(share), 0.0);
    }
    put_side(below + SIDE_SIZE, ter__dd_add_d(ter__dd_neg(share), 1.0), ter__dd_log1p(turned), 1.0);
}

/*
 * z with integral from 0 to z of 2 phi(t) P(Z <= a t) dt = phi(0) y: the integral is phi(0) (z + c z^2 + d z^3 + e z^4 + ...), and
 * reverted z = y - c y^2 + (2 c^2 - d) y^3 + (5 c d - e - 5 c^3) y^4. False where y is not small.
 */
static bool near_location(double a, ter__dd y, ter__dd *z) {
    const double phi_0 = 0.39894228040143268;
    if (!(fabs(y.hi) * fmax(a, 1.0) < NEAR))
        return false;
    double c = phi_0 * a, d = -1.0 / 6.0, e = -0.25 * phi_0 * a * (1.0 + a * a / 3.0), v = y.hi;
    double factor = v * (2.0 * c * c - d + v * (5.0 * c * d - e - 5.0 * c * c * c)); /* of y^2 */
    ter__dd less = ter__dd_add_d(ter__two_product(a, -phi_0), factor);
    *z = ter__dd_mul(y, ter__dd_add_d(ter__dd_mul(less, y), 1.0));
    return true;
}

/* Where the scale is far below the location the tail has no digits left in x: the standard law is solved. */
static double solve(const ter_dist *dist, bool upper, ter__dd log_tail) {
    const double *p = dist->parameter;
    if (fabs(p[LOCATION]) < 0x1p20 * p[SCALE])
        return ter__stated_solve(dist, upper, log_tail);
    ter_dist standard = *dist;
    standard.parameter[LOCATION] = 0.0;
    standard.parameter[SCALE] = 1.0;
    ter__standard_prepare(0.0, 1.0, standard.prepared);
    standard.prepared[TER__SKEW_NORMAL_LOG_SCALE] = standard.prepared[TER__SKEW_NORMAL_LOG_SCALE + 1] = 0.0;
    ter__dd z = ter__dd_make(ter__stated_solve(&standard, upper, log_tail), 0.0);
    return ter__standard_undo(ter__standard_load(dist->prepared), z);
}

double ter__skew_normal_inverse(const ter_dist *dist, ter__dd log_tail, bool upper) {
    const double *p = dist->parameter;
    bool mirrored = p[SHAPE] < 0.0, above = upper != mirrored;
    const double *side = dist->prepared + TER__SKEW_NORMAL_SHARES + (above ? SIDE_SIZE : 0);
    const ter__dd root = ter__dd_make(0x1.40d931ff62706p+1, -0x1.a6a0d6f814637p-53); /* 1 / phi(0) */
    ter__dd halves = ter__dd_mul_d(ter__log_2(), side[HALVES]);
    ter__dd from_halves = ter__dd_add(log_tail, halves), z;
    if (fabs(p[SHAPE]) < 0x1p-500 && from_halves.hi == 0.0) /* the median, which may be far below the scale */
        return p[LOCATION] + p[SCALE] * TER__SQRT_2_OVER_PI * p[SHAPE];
    ter__dd excess = ter__dd_sub(from_halves, pair_at(side + REST)); /* log(p / s) */
    if (fabs(excess.hi) < NEAR) {
        ter__dd y = ter__dd_mul(ter__dd_mul(ter__dd_expm1(excess), pair_at(side + PROBABILITY)), root);
        if (near_location(fabs(p[SHAPE]), above ? ter__dd_neg(y) : y, &z))
            return ter__standard_undo(ter__standard_load(dist->prepared), mirrored ? ter__dd_neg(z) : z);
    }
    return solve(dist, upper, log_tail);
}

/* The upper tail is that of |Z| beyond some sd, the lower one falls as exp(-(1 + a^2) z^2 / 2) below the location. */
double ter__skew_normal_start(const ter_dist *dist, double log_tail, bool upper) {
    const double *p = dist->parameter;
    bool mirrored = p[SHAPE] < 0.0;
    double a = fabs(p[SHAPE]), share = dist->prepared[TER__SKEW_NORMAL_SHARES + PROBABILITY], z;
    if (upper != mirrored) {
        z = ter__score_inverse(ter__dd_make(fmin(log_tail, -0.01) - 0.6931471805599453, 0.0), true).hi;
    } else if (log_tail < ter__log(share)) {
        z = -sqrt(2.0 * (ter__log(share) - log_tail)) / sqrt(1.0 + a * a);
    } else {
        double rest = ter__log1p(-fmax(ter__exp(log_tail) - share, 0.0));
        z = ter__score_inverse(ter__dd_make(fmin(rest, 0.0) - 0.6931471805599453, 0.0), true).hi;
    }
    return p[LOCATION] + p[SCALE] * (mirrored ? -z : z);
}
