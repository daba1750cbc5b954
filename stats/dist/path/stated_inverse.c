/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Inverses of stated laws, on the log of the smaller tail.
 *
 * Continuous: Newton's method on log tail - target, whose residual is double-double, so that the last step rounds once. Three kinds
 * of step: in x (exact for exponential tails), in log x (exact for power laws), half way between the bracket's ends in the order of
 * doubles. A step that does not shrink the residual to a quarter makes way for the next kind; the bracket always shrinks.
 */
#include <math.h>

#include "ordinal.h"
#include "special/elementary.h"
#include "stated.h"

#define ROUNDS_MAX 400
/* Above this a difference of two logs in double-double keeps fewer than some 40 bits after the point. */
#define LOG_LARGE 0x1p60

typedef enum step_kind { STEP_X, STEP_LOG_X, STEP_HALF, STEP_KINDS } step_kind;

typedef struct search {
    const ter_dist *dist;
    bool upper;
    ter__dd target;
    double low, high;       /* the point sought is inside or on an end */
    double x, excess, rate; /* log tail - target, made to grow with x, and its derivative */
} search;

/* d log tail / dx without its sign, density / tail. Logs too large to be subtracted give it by a difference over a step of x. */
static double rate_at(const search *s, double x, ter__dd log_tail) {
    const ter__statement *law = s->dist->family->statement;
    if (s->upper && law->log_hazard != NULL)
        return ter__exp_dd(law->log_hazard(s->dist, x));
    if (fabs(log_tail.hi) < LOG_LARGE)
        return ter__exp_dd(ter__dd_sub(law->log_density(s->dist, x), log_tail));
    double next = x * (1.0 + (fabs(x) > 0x1p1020 ? -0x1p-26 : 0x1p-26));
    return fabs(ter__dd_value(ter__dd_sub(law->log_tail(s->dist, next, s->upper), log_tail)) / (next - x));
}

static void evaluate(search *s, double x) {
    const ter__statement *law = s->dist->family->statement;
    ter__dd log_tail = law->log_tail(s->dist, x, s->upper);
    ter__dd excess = isinf(log_tail.hi) ? log_tail : ter__dd_sub(log_tail, s->target);
    double sign = s->upper ? -1.0 : 1.0;
    s->x = x;
    s->excess = sign * (excess.hi + excess.lo);
    s->rate = rate_at(s, x, log_tail);
    *(s->excess > 0.0 ? &s->high : &s->low) = x;
}

static bool is_inside(const search *s, double x) {
    return x > s->low && x < s->high;
}

static double proposal(const search *s, step_kind kind) {
    double step = -s->excess / s->rate;
    if (kind == STEP_X)
        return s->x + step;
    double ratio = step / s->x;
    if (kind == STEP_LOG_X && s->x != 0.0 && fabs(ratio) < 700.0)
        return s->x * ter__exp(ratio);
    return TER__NAN;
}

static double solve_continuous(const ter_dist *dist, bool upper, ter__dd target) {
    const ter__statement *law = dist->family->statement;
    double least = isinf(dist->lower) ? -0x1.fffffffffffffp1023 : dist->lower;
    double most = isinf(dist->upper) ? 0x1.fffffffffffffp1023 : dist->upper;
    search s = {dist, upper, target, least, most, 0.0, 0.0, 0.0};
    double x = law->start != NULL ? law->start(dist, target.hi, upper) : TER__NAN, before = TER__INFINITY;
    if (!is_inside(&s, x))
        x = ter__ordinal_middle(s.low, s.high);
    step_kind kind = STEP_X;
    for (int round = 0; round < ROUNDS_MAX && is_inside(&s, x); round++) {
        evaluate(&s, x);
        if (s.excess == 0.0)
            return x;
        double step = -s.excess / s.rate;
        /* Newton's next error is its square, in the units of the tail: a scale below an ulp of x makes a large step look small */
        bool near_by = fabs(s.excess) < fmax(0x1p-6, 0x1p-40 * fabs(target.hi)) && s.rate < TER__INFINITY;
        if (near_by && fabs(step) <= 0x1p-50 * fabs(x))
            return x + step;
        bool slow = !(fabs(s.excess) < 0.25 * before);
        kind = round == 0 ? STEP_X : slow ? (step_kind)((kind + 1) % STEP_KINDS) : kind;
        before = fabs(s.excess);
        x = TER__NAN;
        for (int tried = 0; tried < 2 && kind != STEP_HALF && !is_inside(&s, x); tried++) {
            x = proposal(&s, kind);
            kind = is_inside(&s, x) ? kind : (step_kind)(kind + 1);
        }
        if (!is_inside(&s, x)) {
            kind = STEP_HALF;
            x = ter__ordinal_middle(s.low, s.high);
        }
    }
    /* Neighbouring doubles, or an end beyond which the doubles do not reach. */
    if (s.low == least && isinf(dist->lower))
        return dist->lower;
    if (s.high == most && isinf(dist->upper))
        return dist->upper;
    if (s.low == dist->lower || s.high == dist->upper)
        return s.low == dist->lower ? s.low : s.high;
    double low = s.low, high = s.high;
    evaluate(&s, low);
    double below = fabs(s.excess);
    evaluate(&s, high);
    return below < fabs(s.excess) ? low : high;
}

/* Whether count k has reached the point sought: P(X <= k) >= p, or P(X > k) <= q. */
static bool reached(const search *s, double k) {
    if (k >= s->dist->upper)
        return true;
    if (k < s->dist->lower)
        return false;
    ter__dd excess = ter__dd_sub(s->dist->family->statement->log_tail(s->dist, k, s->upper), s->target);
    double value = excess.hi + excess.lo;
    return s->upper ? value <= 0.0 : value >= 0.0;
}

/* The first count that has reached it: a bracket by doubling steps from the start, then halves. */
static double solve_counts(const ter_dist *dist, bool upper, ter__dd target) {
    const ter__statement *law = dist->family->statement;
    search s = {dist, upper, target, dist->lower - 1.0, dist->upper, 0.0, 0.0, 0.0};
    double k = isfinite(dist->lower) ? dist->lower : isfinite(dist->upper) ? dist->upper : 0.0;
    if (law->start != NULL) {
        double start = floor(law->start(dist, target.hi, upper));
        k = start >= dist->lower && start <= dist->upper ? start : k;
    }
    bool up = !reached(&s, k);
    *(up ? &s.low : &s.high) = k;
    for (double step = 1.0; step < 0x1p1020; step *= 2.0) {
        double next = up ? k + step : k - step;
        if (next >= dist->upper || next < dist->lower)
            break;
        bool there = reached(&s, next);
        *(there ? &s.high : &s.low) = next;
        if (there == up)
            break;
    }
    if (isinf(s.high) || isinf(s.low))
        return isinf(s.high) ? dist->upper : dist->lower; /* beyond the doubles */
    while (s.high - s.low > 1.0) {
        double middle = floor(s.low + 0.5 * (s.high - s.low));
        if (middle <= s.low || middle >= s.high)
            break; /* counts beyond 2^53: neighbouring doubles */
        *(reached(&s, middle) ? &s.high : &s.low) = middle;
    }
    return s.high;
}

double ter__stated_solve(const ter_dist *dist, bool upper, ter__dd log_tail) {
    return dist->family->discrete ? solve_counts(dist, upper, log_tail) : solve_continuous(dist, upper, log_tail);
}
