/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tails of laws of counts whose masses have a rational ratio, as sums of positive terms relative to the first: in double-double,
 * term by term from the ratio, until they are below 2^-108 of the sum. Where that is long and the mass is known between the counts
 * too, as an integral (smooth_sum.c) with the same digits in bounded work; else the rest is summed by blocks (path/count_sum.h),
 * right to some 1e-13.
 */
#ifndef TER__RATIO_SUM_H
#define TER__RATIO_SUM_H

#include "counts.h"

typedef struct ter__ratio_law {
    const void *context;
    /* mass(k + 1) / mass(k) */
    ter__dd (*ratio)(const void *context, double k);
    ter__dd (*log_mass)(const void *context, double k);
    /*
     * The same for any k inside the support, analytic and log-concave, for laws that look like a normal one where they are wide; or
     * null.
     */
    ter__dd (*log_mass_between)(const void *context, ter__dd k);
} ter__ratio_law;

/* The sum of mass(j) / mass(first) over j from `first` to `end`, upwards or downwards. */
ter__dd ter__ratio_sum(const ter__ratio_law *law, double first, double end);

/*
 * log of the lower or the upper tail at x of a law whose log_side(context, x, upper) is a sum from there outwards: first of the
 * side `begin_upper`, and where that is nearly all of the law, or its terms have left the doubles on the way to a far mode, of the
 * other side, whose complement it is.
 */
ter__dd ter__summed_tail(const void *context, ter__dd (*log_side)(const void *context, double x, bool upper), double x,
                         bool begin_upper, bool upper);

/* The same sum as an integral where that is right to some 2^-85 and shorter: false where it is not. */
bool ter__smooth_sum(const ter__ratio_law *law, double first, double end, ter__dd *sum);

/*
 * What the integral of the mass from half a count before `first` on (step 1; or downwards, -1) lacks of the sum from `first` on,
 * relative to the mass there: right to some 2^-85 where ratios are within 0.1 of 1 and `first` is 64 or more from where the mass is
 * not analytic.
 */
ter__dd ter__sum_less_integral(const ter__ratio_law *law, double first, double step);

/* digamma(x + k) - digamma(x) for whole k >= 0, x > 0, without cancellation. */
double ter__digamma_step(double x, double k);

#endif
