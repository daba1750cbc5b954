/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Intervals that hold a given probability: equal tails, and the shortest.
 *
 * The shortest interval of a law with one peak has the same density at both ends, unless it begins or ends with the support. With q
 * = 1 - probability split into a below and q - a above, the difference of the log densities at quantile(a) and isf(q - a) grows
 * with a: its zero is bisected on the doubles between 0 and q / 2, of a or of q - a, so that either may be minute. A law that rises
 * to an end may have a second peak inside.
 */
#include <math.h>

#include "dist/family.h"
#include "dist/path/ordinal.h"
#include "listed.h"

ter_status ter_dist_equal_tailed(const ter_dist *dist, double probability, double *lower, double *upper) {
    if (!(probability >= 0.0 && probability <= 1.0)) {
        return TER_BAD_ARGUMENT;
    }
    double tail = 0.5 * (1.0 - probability);
    *lower = ter_dist_quantile(dist, tail);
    *upper = ter_dist_isf(dist, tail);
    return TER_OK;
}

/* Whether the density is at least as high at the lower end as at the upper one; an end at infinity has none. */
static bool lower_is_higher(const ter_dist *dist, double lower, double upper) {
    double below = isinf(lower) ? -TER__INFINITY : ter_dist_logpdf(dist, lower);
    double above = isinf(upper) ? -TER__INFINITY : ter_dist_logpdf(dist, upper);
    return below >= above;
}

/* How the two ends are found from the part of q that is below: that part, or what is left of q for the part above, may be minute.
 */
typedef struct split {
    double below, above;
} split;

static void interval_of(const ter_dist *dist, split tails, double *lower, double *upper) {
    *lower = ter_dist_quantile(dist, tails.below);
    *upper = ter_dist_isf(dist, tails.above);
}

/* Takes the interval if it is shorter. */
static bool offer(double from, double to, double *lower, double *upper) {
    bool shorter = to - from < *upper - *lower;
    *lower = shorter ? from : *lower;
    *upper = shorter ? to : *upper;
    return shorter;
}

/* Two peaks, one of them at an end: the best of some splits, and the zero next to it of the difference of the log densities. */
static void shortest_beside_an_end(const ter_dist *dist, double q, double *lower, double *upper) {
    enum { SPLITS = 64 };
    double from, to, least = 0.0, most = q;
    for (int k = 1; k < SPLITS; k++) {
        interval_of(dist, (split){q * k / SPLITS, q * (SPLITS - k) / SPLITS}, &from, &to);
        if (offer(from, to, lower, upper)) {
            least = q * (k - 1) / SPLITS;
            most = q * (k + 1) / SPLITS;
        }
    }
    for (double middle = 0.5 * (least + most); middle > least && middle < most; middle = 0.5 * (least + most)) {
        interval_of(dist, (split){middle, q - middle}, &from, &to);
        (void)offer(from, to, lower, upper);
        *(lower_is_higher(dist, from, to) ? &most : &least) = middle;
    }
}

static void shortest_inside(const ter_dist *dist, double q, double *lower, double *upper) {
    double half = 0.5 * q;
    bool small_below = lower_is_higher(dist, ter_dist_quantile(dist, half), ter_dist_isf(dist, half));
    double least = 0.0, most = half; /* of the smaller tail */
    for (double middle = ter__ordinal_middle(least, most); middle > least; middle = ter__ordinal_middle(least, most)) {
        interval_of(dist, small_below ? (split){middle, q - middle} : (split){q - middle, middle}, lower, upper);
        *(lower_is_higher(dist, *lower, *upper) == small_below ? &most : &least) = middle;
    }
    interval_of(dist, small_below ? (split){most, q - most} : (split){q - most, most}, lower, upper);
}

static void shortest_continuous(const ter_dist *dist, double q, double *lower, double *upper) {
    double low_end, high_end;
    ter_dist_support(dist, &low_end, &high_end);
    interval_of(dist, (split){0.5 * q, 0.5 * q}, lower, upper);
    if (*lower == *upper) { /* all of it in one double */
        return;
    }
    double first = ter_dist_isf(dist, q), last = ter_dist_quantile(dist, q);
    bool rises_to_low = isfinite(low_end) && lower_is_higher(dist, low_end, first);
    bool rises_to_high = isfinite(high_end) && !lower_is_higher(dist, last, high_end);
    if (!rises_to_low && !rises_to_high) {
        shortest_inside(dist, q, lower, upper);
    } else if ((rises_to_low ? first - low_end : high_end - last) > *upper - *lower) {
        shortest_beside_an_end(dist, q, lower, upper);
    } else {
        *lower = rises_to_low ? low_end : last;
        *upper = rises_to_low ? first : high_end;
    }
    /* A density without bound at an end that is no double looks like none there: an interval that begins at the end is shorter. */
    if (isfinite(low_end)) {
        (void)offer(low_end, first, lower, upper);
    }
    if (isfinite(high_end)) {
        (void)offer(last, high_end, lower, upper);
    }
}

/* The smallest count that closes an interval from `low` on; above the support's end when too much is left below. */
static double closing_count(const ter_dist *dist, double q, double low) {
    double rest = q - ter_dist_cdf(dist, low - 1.0);
    double end = rest >= 0.0 ? ter_dist_isf(dist, rest) : TER__INFINITY;
    return end < low ? low : end;
}

static void shortest_counts(const ter_dist *dist, double q, double *lower, double *upper) {
    double least = ter_dist_quantile(dist, 0.0), most = ter_dist_quantile(dist, q);
    if (isinf(least)) {
        least = ter_dist_quantile_log(dist, -0x1p20); /* as good as the end */
    }
    double low = least - 1.0, high = most; /* the first count at least as probable as the one that closes it */
    while (high - low > 1.0) {
        double middle = floor(low + 0.5 * (high - low));
        if (middle <= low || middle >= high) {
            break;
        }
        *(lower_is_higher(dist, middle, closing_count(dist, q, middle)) ? &high : &low) = middle;
    }
    double best_length = TER__INFINITY, best_mass = 0.0;
    for (double at = high - 3.0; at <= high + 2.0; at += 1.0) {
        double from = at == high - 3.0 ? least : at; /* the first count too: it may have a peak of its own */
        if (!(from >= least && from <= most)) {
            continue;
        }
        double to = closing_count(dist, q, from), mass = ter_dist_interval(dist, from - 1.0, to);
        if (to - from < best_length || (to - from == best_length && mass > best_mass)) {
            best_length = to - from;
            best_mass = mass;
            *lower = from;
            *upper = to;
        }
    }
}

ter_status ter_dist_shortest(const ter_dist *dist, double probability, double *lower, double *upper) {
    if (!(probability >= 0.0 && probability <= 1.0)) {
        return TER_BAD_ARGUMENT;
    }
    if (probability == 1.0) {
        ter_dist_support(dist, lower, upper);
        return TER_OK;
    }
    if (probability == 0.0) {
        ter_status status = ter_dist_summary(dist, TER_MODE, lower);
        *upper = *lower;
        return status;
    }
    *lower = *upper = TER__NAN;
    const ter__composed *made = ter__composed_of(dist);
    if (made != NULL && made->list != NULL && dist->family->discrete) {
        ter__list_shortest(made->list, probability, lower, upper);
        return TER_OK;
    }
    (dist->family->discrete ? shortest_counts : shortest_continuous)(dist, 1.0 - probability, lower, upper);
    return isnan(*lower) ? TER_NOT_ACCURATE : TER_OK;
}
