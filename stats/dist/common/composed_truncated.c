/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A law given that lower <= X <= upper: f(x) / P(lower <= X <= upper). Probabilities of intervals come from the law's own interval,
 * which does not cancel; log P of both sides is that of the smaller, so that nothing is lost far in a tail or near an end.
 */
#include <stdio.h>

#include "composed.h"
#include "special/elementary.h"
#include "tercile/compose.h"
#include "tercile/text.h"

static ter__dd log_mass(const ter__composed *made) {
    return ter__dd_make(made->log_mass_high, made->log_mass_low);
}

static ter__dd log_density(const ter__composed *made, double x) {
    ter__dd child = ter__child_log_density(made->child[0], x);
    return isinf(child.hi) ? child : ter__dd_sub(child, log_mass(made));
}

/* P(a < X <= b) of the child, with the whole lower or upper side where the interval reaches to the child's end. */
static ter__dd log_part(const ter__composed *made, double a, double b) {
    const ter_dist *child = made->child[0];
    double from = child->family->discrete ? child->lower - 1.0 : child->lower;
    return ter__child_log_interval(child, a <= from ? -TER__INFINITY : a, b >= child->upper ? TER__INFINITY : b);
}

static ter__dd log_tail(const ter__composed *made, double x, bool upper) {
    double first = made->dist.lower - (made->dist.family->discrete ? 1.0 : 0.0);
    ter__dd below = log_part(made, first, x), above = log_part(made, x, made->dist.upper);
    bool other = (upper ? below.hi : above.hi) < (upper ? above.hi : below.hi);
    ter__dd smaller = below.hi < above.hi ? below : above;
    if (isinf(smaller.hi)) {
        return other ? ter__dd_make(0.0, 0.0) : smaller;
    }
    ter__dd value = ter__dd_sub(smaller, log_mass(made));
    return other ? ter__log_complement(value) : value;
}

static double slope(const ter__composed *made, double x) {
    return ter_dist_eval(made->child[0], TER_LOG_PDF_SLOPE, x);
}

/* P(a < X <= b); a difference of tails would cancel. */
static double interval(const ter_dist *dist, double a, double b) {
    const ter__composed *made = (const ter__composed *)dist;
    double first = dist->lower - (dist->family->discrete ? 1.0 : 0.0);
    double from = fmax(a, first), to = fmin(b, dist->upper);
    if (!(from < to)) {
        return 0.0;
    }
    ter__dd part = log_part(made, from, to);
    double value = isinf(part.hi) ? 0.0 : ter__exp_dd(ter__dd_sub(part, log_mass(made)));
    return value > 1.0 ? 1.0 : value;
}

/* d log f / d lower = f(lower), d log f / d upper = -f(upper), f that of the truncated law. */
static void gradient(const ter_dist *dist, size_t n, const double *x, double *slope_out, double *by_parameter) {
    for (size_t i = 0; i < n; i++) {
        bool inside = x[i] > dist->lower && x[i] < dist->upper;
        if (slope_out != NULL) {
            slope_out[i] = ter_dist_eval(dist, TER_LOG_PDF_SLOPE, x[i]);
        }
        for (size_t j = 0; by_parameter != NULL && j < 2; j++) {
            double density = ter_dist_pdf(dist, dist->parameter[j]);
            by_parameter[i + j * n] = !inside || dist->family->discrete ? TER__NAN : j == 0 ? density : 0.0 - density;
        }
    }
}

/* For laws with one peak: that of the law, or the end nearest to it. */
static ter_status mode(const ter_dist *dist, double *value) {
    const ter__composed *made = (const ter__composed *)dist;
    ter_status status = ter_dist_summary(made->child[0], TER_MODE, value);
    if (status == TER_OK || status == TER_INFINITE) {
        *value = fmax(dist->lower, fmin(dist->upper, *value));
        status = TER_OK;
    }
    return status;
}

static const ter_parameter parameters[] = {
    {.name = "lower",
     .symbol = "a",
     .description = "least value left",
     .lower = -TER__INFINITY,
     .upper = TER__INFINITY,
     .has_default = true,
     .default_value = -TER__INFINITY},
    {.name = "upper",
     .symbol = "b",
     .description = "largest value left",
     .lower = -TER__INFINITY,
     .upper = TER__INFINITY,
     .has_default = true,
     .default_value = TER__INFINITY},
};

#define FAMILY(counts)                                                                                                             \
    {                                                                                                                              \
        .name = "truncated", .title = "Truncated", .formula = "f(x) / P(lower <= X <= upper)",                                     \
        .conventions = "Both ends are among the values left.", .discrete = counts, .parameter_count = 2, .parameters = parameters, \
        .interval = interval, .gradient = gradient, .summary = {[TER_MODE] = mode},                                                \
        .accuracy_range = "as exact as the law's own intervals and logs", .accuracy = TER__STATED_ACCURACY(64.0, 4500.0)           \
    }

static ter_status say_ends(double lower, double upper, const char *what, ter_error *error) {
    char a[TER_DOUBLE_TEXT_BYTES], b[TER_DOUBLE_TEXT_BYTES];
    ter_text_from_double(lower, a);
    ter_text_from_double(upper, b);
    return ter_error_set(error, TER_BAD_ARGUMENT, "truncated: lower = %s, upper = %s: %s", a, b, what);
}

ter_status ter_dist_truncated(ter_dist **dist, ter_dist *law, double lower, double upper, ter_error *error) {
    ter__composed *made = NULL;
    bool discrete = law->family->discrete;
    double low = fmax(lower, law->lower), high = fmin(upper, law->upper);
    if (isnan(lower) || isnan(upper) || !(lower < upper || (discrete && lower == upper))) {
        return say_ends(lower, upper, "lower must be below upper", error);
    }
    if (discrete) {
        low = ceil(low);
        high = floor(high);
    }
    if (discrete ? !(low <= high) : !(low < high)) {
        return say_ends(lower, upper, "no value of the law is between", error);
    }
    ter_status status = ter__compose(&made, &ter__truncated, &ter__truncated_counts, 1, &law, error);
    if (status != TER_OK) {
        return status;
    }
    made->dist.parameter[0] = lower;
    made->dist.parameter[1] = upper;
    made->dist.lower = low;
    made->dist.upper = high;
    ter__dd mass = log_part(made, discrete ? low - 1.0 : low, high);
    if (isinf(mass.hi) || isnan(mass.hi)) {
        ter__uncompose(made);
        return say_ends(lower, upper, "the law has no probability between", error);
    }
    made->log_mass_high = mass.hi;
    made->log_mass_low = mass.lo;
    *dist = &made->dist;
    return TER_OK;
}

static ter_status make(ter_dist **dist, ter_dist *law, const double *parameters_given, ter_error *error) {
    return ter_dist_truncated(dist, law, parameters_given[0], parameters_given[1], error);
}

const ter__composition ter__truncated = {FAMILY(false), log_density, log_tail, slope, TER__ONE_LAW, make, false, NULL};
const ter__composition ter__truncated_counts = {FAMILY(true), log_density, log_tail, slope, TER__ONE_LAW, make, false, NULL};
