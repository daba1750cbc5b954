/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Inverses of stated laws, on the log of the smaller tail.
 *
 * Continuous: Newton's method on log tail - target, whose residual is double-double, so that the last step rounds once. Three kinds
 * of step: in x (exact for exponential tails), in log x (exact for power laws), half way between the bracket's ends in the order of
 * doubles. A step that does not shrink the residual to a thirtieth makes way for the next kind; the bracket always shrinks.
 */
#include <math.h>

#include "ordinal.h"
#include "special/elementary.h"
#include "stated.h"

#define ROUNDS_MAX 400
/* Above this a difference of two logs in double-double keeps fewer than some 40 bits after the point. */
#define LOG_LARGE 0x1p60
/* Logs of counts' tails nearer than this are told apart by the sharp form, and are equal when nearer than TIE (of 1 + |log|). */
#define COUNT_DOUBT      0x1p-44
#define COUNT_TIE        0x1p-84
#define COUNT_NEWTON_MAX 12

typedef enum step_kind { STEP_X, STEP_LOG_X, STEP_HALF, STEP_KINDS } step_kind;

typedef struct search {
    const ter_dist *dist;
    bool upper;
    ter__dd target;
    double low, high; /* the point sought is inside or on an end */
    /* log tail - target, made to grow with x; its derivative in log |x|, or in x where x is 0: in x it may overflow. */
    double x, excess, rate;
} search;

/* |d log tail / dx| times |x|. Logs too large to be subtracted give it by a difference over a step of x. */
static double rate_at(const search *s, double x, ter__dd log_tail) {
    const ter__statement *law = s->dist->family->statement;
    ter__dd log_rate;
    if (s->upper && law->log_hazard != NULL)
        log_rate = law->log_hazard(s->dist, x);
    else if (fabs(log_tail.hi) < LOG_LARGE)
        log_rate = ter__dd_sub(law->log_density(s->dist, x), log_tail);
    else {
        double share = fabs(x) > 0x1p1020 ? -0x1p-26 : 0x1p-26;
        ter__dd next = law->log_tail(s->dist, x + x * share, s->upper);
        return fabs(ter__dd_value(ter__dd_sub(next, log_tail)) / share);
    }
    return ter__exp_dd(x == 0.0 ? log_rate : ter__dd_add(log_rate, ter__dd_log_d(fabs(x))));
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

/* Newton's step in x. */
static double step_of(const search *s) {
    double step = -s->excess / s->rate;
    return s->x == 0.0 ? step : step * fabs(s->x);
}

static double proposal(const search *s, step_kind kind) {
    if (kind == STEP_X)
        return s->x + step_of(s);
    double ratio = copysign(1.0, s->x) * -s->excess / s->rate;
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
        double step = step_of(&s);
        /* Newton's next error is its square, in the units of the tail: a scale below an ulp of x makes a large step look small */
        bool near_by = fabs(s.excess) < fmax(0x1p-6, 0x1p-40 * fabs(target.hi)) && s.rate < TER__INFINITY;
        if (near_by && fabs(step) <= 0x1p-50 * fabs(x))
            return x + step;
        bool slow = !(fabs(s.excess) < 0x1p-5 * before);
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

/*
 * How far count k is beyond the point sought, on a log scale: not negative where P(X <= k) >= p, or P(X > k) <= q. Nearer than the
 * tails' own error they are equal: a probability that is a value of the cdf has that count.
 */
static double count_excess(const search *s, double k) {
    const ter__statement *law = s->dist->family->statement;
    if (k >= s->dist->upper || k < s->dist->lower)
        return k < s->dist->lower ? -TER__INFINITY : TER__INFINITY;
    double sign = s->upper ? -1.0 : 1.0, size = fabs(s->target.hi);
    ter__dd log_tail = law->log_tail(s->dist, k, s->upper);
    if (isinf(log_tail.hi))
        return sign * log_tail.hi;
    double value = ter__dd_value(ter__dd_sub(log_tail, s->target));
    if (law->log_tail_sharp != NULL && fabs(value) < COUNT_DOUBT * (1.0 + size))
        value = ter__dd_value(ter__dd_sub(law->log_tail_sharp(s->dist, k, s->upper), s->target));
    return fabs(value) <= COUNT_TIE * (1.0 + size) ? 0.0 : sign * value;
}

/* Takes the value at k into the bracket. */
static void narrow(search *s, double k, double value, double *below, double *above) {
    *(value >= 0.0 ? &s->high : &s->low) = k;
    *(value >= 0.0 ? above : below) = value;
}

/*
 * Newton's steps from k on the log of the tail, whose change to the next count is log(1 + mass / tail), then to the neighbour: two
 * or three evaluations where the start is good. Returns the last k; it stops where a step leaves the bracket.
 */
static double newton_counts(search *s, double k, double *below, double *above) {
    const ter_dist *dist = s->dist;
    const ter__statement *law = dist->family->statement;
    for (int round = 0; round < COUNT_NEWTON_MAX && k >= dist->lower && k < dist->upper; round++) {
        double value = count_excess(s, k);
        narrow(s, k, value, below, above);
        if (s->high - s->low <= 1.0 || isinf(value))
            break;
        double log_tail = s->target.hi + (s->upper ? -value : value); /* as good as a second evaluation */
        double change = -value / ter__log1p(ter__exp(law->log_density(dist, k).hi - log_tail));
        double next = value >= 0.0 ? fmin(ceil(k + change), k - 1.0) : fmax(ceil(k + change), k + 1.0);
        if (!(next > s->low && next < s->high))
            next = value >= 0.0 ? k - 1.0 : k + 1.0;
        if (!(next > s->low && next < s->high))
            break;
        k = next;
    }
    return k;
}

/* Brackets the first count that has reached the point sought; *below and *above are the values at its ends. */
static void bracket_count(search *s, double *below, double *above) {
    const ter_dist *dist = s->dist;
    const ter__statement *law = dist->family->statement;
    double k = isfinite(dist->lower) ? dist->lower : isfinite(dist->upper) ? dist->upper : 0.0;
    if (law->start != NULL) {
        double start = floor(law->start(dist, s->target.hi, s->upper));
        k = start >= dist->lower && start <= dist->upper ? start : start > dist->upper ? dist->upper : k;
    }
    k = newton_counts(s, k, below, above);
    if (isfinite(*below) && isfinite(*above))
        return;
    double value = count_excess(s, k);
    bool up = value < 0.0;
    narrow(s, k, value, below, above);
    double step = fabs(k) < 0x1p53 ? 1.0 : 0x1p-52 * fabs(k);
    for (; step < 0x1p1020 && s->high - s->low > 1.0; step *= 4.0) {
        double next = up ? k + step : k - step;
        if (next >= s->high || next <= s->low)
            break;
        value = count_excess(s, next);
        narrow(s, next, value, below, above);
        if ((value >= 0.0) == up)
            break;
    }
}

/* The first count that has reached it: in the bracket by false position with the weights of Illinois, and halves. */
static double solve_counts(const ter_dist *dist, bool upper, ter__dd target) {
    search s = {dist, upper, target, dist->lower - 1.0, dist->upper, 0.0, 0.0, 0.0};
    double below = -TER__INFINITY, above = TER__INFINITY;
    bracket_count(&s, &below, &above);
    if (isinf(s.high) || isinf(s.low))
        return isinf(s.high) ? dist->upper : dist->lower; /* beyond the doubles */
    int side = 0;
    for (int round = 0; s.high - s.low > 1.0; round++) {
        double width = s.high - s.low, k = s.low + 0.5 * width;
        if (round % 4 != 3 && isfinite(below) && isfinite(above))
            k = s.low - below / (above - below) * width;
        k = round % 2 == 0 ? ceil(k) : floor(k);
        k = k <= s.low ? s.low + 1.0 : k >= s.high ? s.high - 1.0 : k;
        if (k <= s.low || k >= s.high) { /* counts beyond 2^53 are neighbouring doubles at last */
            k = s.low + 0.5 * width;
            if (k <= s.low || k >= s.high)
                break;
        }
        double value = count_excess(&s, k);
        int now = value >= 0.0 ? 1 : -1;
        *(now > 0 ? &s.high : &s.low) = k;
        *(now > 0 ? &above : &below) = value;
        if (now == side)
            *(now > 0 ? &below : &above) *= 0.5;
        side = now;
    }
    return s.high;
}

double ter__stated_solve(const ter_dist *dist, bool upper, ter__dd log_tail) {
    return dist->family->discrete ? solve_counts(dist, upper, log_tail) : solve_continuous(dist, upper, log_tail);
}
