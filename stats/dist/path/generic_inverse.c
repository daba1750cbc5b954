/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The generic inverse. The smaller tail is followed in logs, so that the target is as sharp at 1e-300 as at 0.3. A bracket is grown
 * by doubling from a point inside the support, then bisected on the ordered integers behind the doubles: at most 64 halvings
 * reach neighbouring doubles whatever the scale, and no step can leave the bracket.
 */
#include <math.h>

#include "generic.h"
#include "ordinal.h"
#include "special/elementary.h"

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
    for (double middle = ter__ordinal_middle(low, high); middle > low; middle = ter__ordinal_middle(low, high)) {
        *(reached(goal, middle) ? &high : &low) = middle;
    }
    return high;
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
