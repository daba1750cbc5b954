/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The generic inverse. The smaller tail is followed in logs, so that the target is as sharp at 1e-300 as at 0.3. A bracket is grown
 * by doubling from a point inside the support, then bisected on the ordered integers behind the doubles: at most 64 halvings
 * reach neighbouring doubles whatever the scale, and no step can leave the bracket.
 */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "generic.h"
#include "special/elementary.h"

/* Maps doubles to integers in the same order, and back. */
static int64_t order_of(double x) {
    int64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits >= 0 ? bits : INT64_MIN - bits;
}

static double value_of(int64_t order) {
    int64_t bits = order >= 0 ? order : INT64_MIN - order;
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

typedef struct target {
    const ter_dist *dist;
    bool upper;      /* the probability asked for is P(X > x) */
    bool use_upper;  /* the tail followed */
    double log_tail; /* its log at the point sought */
} target;

static double log_tail_at(const target *goal, bool upper, double x) {
    double value;
    goal->dist->kernel[upper ? TER_LOG_SF : TER_LOG_CDF](goal->dist, 1, &x, &value);
    return value;
}

/* Whether x is at or right of the point sought: cdf(x) >= p, or sf(x) <= q, judged on the smaller tail. */
static bool reached(const target *goal, double x) {
    double value = log_tail_at(goal, goal->use_upper, x);
    return goal->use_upper ? value <= goal->log_tail : value >= goal->log_tail;
}

/* The first double (or integer) that has reached the target, between one that has not and one that has. */
static double bisect(const target *goal, double low, double high) {
    if (goal->dist->family->discrete) {
        while (high - low > 1.0) {
            double middle = floor(low + 0.5 * (high - low));
            if (middle <= low || middle >= high) {
                break;
            }
            *(reached(goal, middle) ? &high : &low) = middle;
        }
        return high;
    }
    int64_t below = order_of(low), above = order_of(high);
    while (above > below + 1) { /* at most 64 turns: the difference, which may exceed an int64, is halved */
        int64_t middle = below / 2 + above / 2 + (below % 2 + above % 2) / 2;
        *(reached(goal, value_of(middle)) ? &above : &below) = middle;
    }
    return value_of(above);
}

double ter__generic_inverse(const ter_dist *dist, bool upper, double log_probability) {
    if (isnan(log_probability)) {
        return NAN;
    }
    if (log_probability == 0.0) {
        return upper ? dist->lower : dist->upper;
    }
    if (isinf(log_probability)) {
        return upper ? dist->upper : dist->lower;
    }
    target goal = {dist, upper, upper, log_probability};
    if (log_probability > -0.6931471805599453) { /* above one half: the other tail is the smaller */
        goal.use_upper = !upper;
        goal.log_tail = ter__log(-ter__expm1(log_probability));
    }
    double low = isfinite(dist->lower) ? dist->lower : -0x1.fffffffffffffp1023;
    double high = isfinite(dist->upper) ? dist->upper : 0x1.fffffffffffffp1023;
    if (dist->family->discrete) {
        low -= 1.0;
        if (!isfinite(dist->upper)) { /* counts grow by doubling: an integer beyond 2^53 is its own neighbour */
            high = fmax(dist->lower + 1.0, 1.0);
            while (high < 0x1p62 && !reached(&goal, high)) {
                low = high;
                high *= 2.0;
            }
        }
    } else if (reached(&goal, low)) {
        return dist->lower; /* beyond the doubles if the support has no end */
    } else if (!reached(&goal, high)) {
        return dist->upper;
    }
    return bisect(&goal, low, high);
}
