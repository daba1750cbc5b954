/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Quantiles of the Poisson law: a saddle-point start, Newton's steps on the log of the smaller tail with the mass as its slope, and
 * a bracket of whole numbers that is closed until its ends are neighbours. The test at each step is on the tail as it is given to
 * the user, so that quantile(cdf(k)) is k.
 */
#include "poisson.h"
#include "special/elementary.h"

#define STEPS_MAX   2400 /* bisection over all doubles takes 2100 */
#define NEWTON_MAX  30
#define WHOLE_BELOW 0x1p53
#define DOUBTFUL    0x1p-48 /* more than the error of a tail */

/* k / mean with k log(k / mean) - k + mean = z^2 / 2, on z's side of 1. */
static double saddle_ratio(double c, bool above) {
    double root = sqrt(2.0 * c), ratio = above ? 1.0 + root + c / 3.0 : fmax(1.0 - root + c / 3.0, 1e-3);
    if (!above && c >= 1.0) {
        return 0.0;
    }
    for (int i = 0; i < 6; i++) {
        double log_ratio = ter__log(ratio);
        if (fabs(log_ratio) < 1e-3) {
            break;
        }
        double next = ratio - (ratio * log_ratio - ratio + 1.0 - c) / log_ratio;
        ratio = next > 0.0 ? next : 0.5 * ratio;
    }
    return ratio;
}

/* `above`: k is in the upper tail. */
static double start_of(const ter__poisson *law, ter__tail_target target, bool above) {
    double z = ter__normal_start(target.log_tail.hi), mean = law->mean;
    double k = z * z < 0.02 * mean ? mean + (above ? z : -z) * sqrt(mean) + (z * z - 1.0) / 6.0
                                   : mean * saddle_ratio(0.5 * z * z / mean, above);
    return k > 0.0 && k < 1e300 ? floor(k) : k > 0.0 ? 1e300 : 0.0;
}

static double after(double k) {
    return k < WHOLE_BELOW ? k + 1.0 : nextafter(k, TER__INFINITY);
}

static double middle(double low, double high) {
    if (isinf(high)) {
        return 2.0 * low + 1.0;
    }
    return high > 4.0 * (low + 1.0) && high > 1e3 ? floor(sqrt(low + 1.0) * sqrt(high)) : floor(low + 0.5 * (high - low));
}

/* The log of the tail at k less the target's, and its derivative in k, about -+ mass / tail. */
typedef struct comparison {
    double difference, rate;
} comparison;

static comparison compare(const ter__poisson *law, ter__tail_target target, double k) {
    ter__dd mean = ter__dd_make(law->mean, 0.0);
    ter__gamma_shape shape = ter__gamma_shape_of(ter__two_sum(k, 1.0));
    ter__gamma_tail tail = ter__gamma_tail_at(&shape, mean);
    ter__dd log_tail = ter__gamma_tail_log(tail, !target.upper);
    comparison c = {log_tail.hi - target.log_tail.hi, 0.0};
    if (fabs(c.difference) < DOUBTFUL) {
        log_tail = ter__gamma_tail_log(ter__gamma_tail_precise(&shape, mean), !target.upper);
    }
    if (isfinite(log_tail.hi)) {
        c.difference = ter__dd_value(ter__dd_sub(log_tail, target.log_tail));
    }
    c.rate = ter__exp(tail.log_rate - law->log_mean - log_tail.hi) * (target.upper ? -1.0 : 1.0);
    return c;
}

double ter__poisson_inverse(const ter__poisson *law, double p, bool upper, bool logarithm) {
    double zero = logarithm ? -TER__INFINITY : 0.0, one = logarithm ? 0.0 : 1.0;
    if (!(p >= zero && p <= one)) {
        return TER__NAN;
    }
    if (p == zero || p == one) {
        return (p == one) != upper ? TER__INFINITY : 0.0;
    }
    ter__tail_target target = ter__tail_target_of(p, upper, logarithm);
    double low = -1.0, high = TER__INFINITY, k = start_of(law, target, target.upper);
    for (int i = 0; i < STEPS_MAX; i++) {
        comparison at = compare(law, target, k);
        bool reached = target.upper ? at.difference <= 0.0 : at.difference >= 0.0;
        if (reached) {
            high = k;
        } else {
            low = k;
        }
        if (!(after(low) < high)) {
            return high;
        }
        double next = k - at.difference / at.rate;
        next = reached ? fmin(floor(next), k - 1.0) : fmax(ceil(next), after(k));
        k = i < NEWTON_MAX && next > low && next < high ? next : middle(low, high);
        k = k > low && k < high ? k : after(low);
        if (isinf(k)) {
            return k;
        }
    }
    return high;
}
