/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Intervals that hold a given probability: equal tails, and the shortest.
 *
 * The shortest interval of a law with one peak has the same density at both ends, unless it begins or ends with the support. With q
 * = 1 - probability split into a below and q - a above, the difference of the log densities at quantile(a) and isf(q - a) grows
 * with a: its zero is bisected on the doubles between 0 and q / 2, of a or of q - a, so that either may be minute.
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

static void shortest_continuous(const ter_dist *dist, double q, double *lower, double *upper) {
    double low_end, high_end;
    ter_dist_support(dist, &low_end, &high_end);
    *lower = ter_dist_quantile(dist, 0.5 * q);
    *upper = ter_dist_isf(dist, 0.5 * q);
    if (*lower == *upper) { /* all of it in one double */
        return;
    }
    *lower = low_end;
    *upper = ter_dist_isf(dist, q);
    if (isfinite(low_end) && lower_is_higher(dist, *lower, *upper)) {
        return;
    }
    *lower = ter_dist_quantile(dist, q);
    *upper = high_end;
    if (isfinite(high_end) && !lower_is_higher(dist, *lower, *upper)) {
        return;
    }
    double half = 0.5 * q;
    bool small_below = lower_is_higher(dist, ter_dist_quantile(dist, half), ter_dist_isf(dist, half));
    double least = 0.0, most = half; /* of the smaller tail */
    for (double middle = ter__ordinal_middle(least, most); middle > least; middle = ter__ordinal_middle(least, most)) {
        *lower = ter_dist_quantile(dist, small_below ? middle : q - middle);
        *upper = ter_dist_isf(dist, small_below ? q - middle : middle);
        *(lower_is_higher(dist, *lower, *upper) == small_below ? &most : &least) = middle;
    }
    *lower = ter_dist_quantile(dist, small_below ? most : q - most);
    *upper = ter_dist_isf(dist, small_below ? q - most : most);
    /* A density without bound at an end that is no double looks like none there: an interval that begins at the end is shorter. */
    double other = ter_dist_isf(dist, q), from = ter_dist_quantile(dist, q);
    if (isfinite(low_end) && other - low_end < *upper - *lower) {
        *lower = low_end;
        *upper = other;
    }
    if (isfinite(high_end) && high_end - from < *upper - *lower) {
        *lower = from;
        *upper = high_end;
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
