/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The whole part of a continuous variable, Y = floor(X): P(Y = k) = P(k < X < k + 1), P(Y > k) = P(X > k + 1). The mass is the
 * difference of two tails in double-double, or the law's own interval; one near 1 has the log of what is outside.
 */
#include "composed.h"
#include "special/elementary.h"
#include "tercile/compose.h"

#define LOG_HALF -0.6931471805599453

/* log P(X > x) and log P(X < x), 0 or -inf outside the support. */
static ter__dd child_side(const ter_dist *child, double x, bool upper) {
    bool below = x <= child->lower, above = x >= child->upper;
    if (below || above) {
        return ter__dd_make(below == upper ? 0.0 : -TER__INFINITY, 0.0);
    }
    return ter__child_log_tail(child, x, upper);
}

static ter__dd log_sum(ter__dd x, ter__dd y) {
    ter__dd large = x.hi < y.hi ? y : x, small = x.hi < y.hi ? x : y;
    if (isinf(small.hi) || small.hi - large.hi < -640.0) {
        return large;
    }
    return ter__dd_add(large, ter__dd_log1p(ter__dd_exp(ter__dd_sub(small, large))));
}

/* log P(k < X < k + 1) from the two tails on the side where they are smaller, in double-double; false where too little is left. */
static bool by_tails(const ter_dist *child, double k, ter__dd *log_mass) {
    const ter__statement *law = child->family->statement;
    bool upper = child_side(child, k, true).hi < child_side(child, k + 1.0, false).hi;
    ter__dd larger = child_side(child, upper ? k : k + 1.0, upper), smaller = child_side(child, upper ? k + 1.0 : k, upper);
    *log_mass = larger;
    if (isinf(smaller.hi) || isinf(larger.hi)) {
        return true;
    }
    ter__dd difference = ter__dd_sub(smaller, larger);
    double tail_error = law->tail_error > 0.0 ? law->tail_error : 0x1p-90;
    if (!(-difference.hi * 0x1p-54 > tail_error)) {
        return false;
    }
    *log_mass = ter__dd_add(larger, ter__log_complement(difference));
    return true;
}

static ter__dd log_density(const ter__composed *made, double k) {
    const ter_dist *child = made->child[0];
    ter__dd outside = log_sum(child_side(child, k, false), child_side(child, k + 1.0, true)), log_mass;
    if (outside.hi < LOG_HALF) {
        return ter__log_complement(outside);
    }
    if (child->family->statement != NULL && child->family->interval == NULL && by_tails(child, k, &log_mass)) {
        return log_mass;
    }
    return ter__child_log_interval(child, k <= child->lower ? -TER__INFINITY : k,
                                   k + 1.0 >= child->upper ? TER__INFINITY : k + 1.0);
}

static ter__dd log_tail(const ter__composed *made, double k, bool upper) {
    return child_side(made->child[0], k + 1.0, upper);
}

static double slope(const ter__composed *made, double k) {
    (void)made;
    (void)k;
    return TER__NAN;
}

/* There are no parameters. */
static void gradient(const ter_dist *dist, size_t n, const double *k, double *slope_out, double *by_parameter) {
    (void)dist;
    (void)k;
    (void)by_parameter;
    for (size_t i = 0; slope_out != NULL && i < n; i++) {
        slope_out[i] = TER__NAN;
    }
}

ter_status ter_dist_floor_of(ter_dist **dist, ter_dist *law, ter_error *error) {
    ter__composed *made = NULL;
    const ter__composed *inside = ter__composed_of(law);
    if (law->family->discrete || (inside != NULL && ((const ter__composition *)law->family)->has_atoms)) {
        return ter_error_set(error, TER_BAD_ARGUMENT, "floor_of: %s is not a continuous law", law->family->name);
    }
    ter_status status = ter__compose(&made, &ter__floor_of, &ter__floor_of, 1, &law, error);
    if (status == TER_OK) {
        made->dist.lower = floor(law->lower);
        made->dist.upper = ceil(law->upper) - 1.0;
        *dist = &made->dist;
    }
    return status;
}

static ter_status make(ter_dist **dist, ter_dist *law, const double *given, ter_error *error) {
    (void)given;
    return ter_dist_floor_of(dist, law, error);
}

const ter__composition ter__floor_of = {
    {.name = "floor_of",
     .title = "Whole part of a law",
     .formula = "F(k + 1) - F(k)",
     .conventions =
         "Y = floor(X): the discrete form of a continuous law (extraDistr's ddgamma(x, shape, rate) is "
         "floor_of(gamma(shape, 1 / rate)); statsmodels' DiscretizedCount). X rounded to the nearest is floor_of(affine(X, "
         "location = 0.5)), X rounded up (TensorFlow Probability's QuantizedDistribution) affine(floor_of(X), 1).",
     .discrete = true,
     .interval = ter__composed_interval,
     .gradient = gradient,
     .accuracy_range = "as exact as the law's own intervals and logs; counts to 2^53",
     .accuracy = TER__STATED_ACCURACY(64.0, 4500.0)},
    log_density,
    log_tail,
    slope,
    TER__ONE_LAW,
    make,
    false,
    NULL,
};
