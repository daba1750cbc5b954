/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The largest and the smallest of n independent draws: log P(max <= x) = n log F(x), the other side by its complement. Continuous:
 * density n f F^(n - 1); counts: P(max = k) = F(k)^n - F(k - 1)^n = F(k)^n (1 - exp(n (log F(k - 1) - log F(k)))).
 */
#include "composed.h"
#include "special/elementary.h"
#include "tercile/compose.h"
#include "tercile/text.h"

static bool is_maximum(const ter__composed *made) {
    return made->dist.family == &ter__maximum.family || made->dist.family == &ter__maximum_counts.family;
}

static ter__dd times(ter__dd log_value, double n) {
    double high = log_value.hi * n;
    return isinf(high) ? ter__dd_make(high, 0.0) : ter__dd_mul_d(log_value, n);
}

/* For the maximum log P(max <= x) = n log F(x), for the minimum log P(min > x) = n log S(x). */
static ter__dd log_power(const ter__composed *made, double x) {
    return times(ter__child_log_tail(made->child[0], x, !is_maximum(made)), made->dist.parameter[0]);
}

static ter__dd log_tail(const ter__composed *made, double x, bool upper) {
    ter__dd power = log_power(made, x);
    return upper != is_maximum(made) ? power : ter__log_complement(power);
}

static ter__dd log_density(const ter__composed *made, double x) {
    const ter_dist *child = made->child[0];
    double n = made->dist.parameter[0];
    ter__dd tail = ter__child_log_tail(child, x, !is_maximum(made));
    if (made->dist.family->discrete) {
        bool maximum = is_maximum(made);
        ter__dd with = maximum ? times(tail, n) : log_power(made, x - 1.0),
                without = maximum ? log_power(made, x - 1.0) : times(tail, n);
        if (isinf(with.hi) || isinf(without.hi)) {
            return with;
        }
        ter__dd mass = times(ter__child_log_density(child, x), 1.0);
        ter__dd difference = ter__dd_sub(without, with);
        return difference.hi < 0.0 ? ter__dd_add(with, ter__log_complement(difference)) : ter__dd_add(mass, ter__dd_log_d(n));
    }
    ter__dd density = ter__child_log_density(child, x);
    if (isinf(density.hi) || n == 1.0) {
        return density;
    }
    ter__dd rest = times(tail, n - 1.0);
    return isinf(rest.hi) ? rest : ter__dd_add(ter__dd_add(density, rest), ter__dd_log_d(n));
}

static double slope(const ter__composed *made, double x) {
    const ter_dist *child = made->child[0];
    bool maximum = is_maximum(made);
    double ratio = ter__exp_dd(ter__dd_sub(ter__child_log_density(child, x), ter__child_log_tail(child, x, !maximum)));
    double others = (made->dist.parameter[0] - 1.0) * ratio;
    return ter_dist_eval(child, TER_LOG_PDF_SLOPE, x) + (maximum ? others : 0.0 - others);
}

static void gradient(const ter_dist *dist, size_t n, const double *x, double *slope_out, double *by_parameter) {
    for (size_t i = 0; i < n; i++) {
        if (slope_out != NULL) {
            slope_out[i] = ter_dist_eval(dist, TER_LOG_PDF_SLOPE, x[i]);
        }
        if (by_parameter != NULL) {
            by_parameter[i] = TER__NAN; /* n is whole */
        }
    }
}

static const ter_parameter parameters[] = {
    {.name = "n", .symbol = "n", .description = "number of draws", .lower = 1.0, .upper = 0x1p53, .integer = true},
};

#define FAMILY(word, head, text, counts)                                                                                           \
    {                                                                                                                              \
        .name = word, .title = head, .formula = text, .conventions = "Of n independent draws.", .discrete = counts,                \
        .parameter_count = 1, .parameters = parameters, .interval = ter__composed_interval, .gradient = gradient,                  \
        .accuracy_range = "as exact as the law's own logs", .accuracy = TER__STATED_ACCURACY(64.0, 4500.0)                         \
    }

static ter_status extreme(ter_dist **dist, const ter__composition *continuous, const ter__composition *counts, ter_dist *law,
                          double n, ter_error *error) {
    ter__composed *made = NULL;
    if (!(n >= 1.0 && n <= 0x1p53) || n != floor(n)) {
        char given[TER_DOUBLE_TEXT_BYTES];
        ter_text_from_double(n, given);
        return ter_error_set(error, TER_BAD_ARGUMENT, "%s: n = %s is not a whole number from 1 to 2^53", continuous->family.name,
                             given);
    }
    ter_status status = ter__compose(&made, continuous, counts, 1, &law, error);
    if (status == TER_OK) {
        made->dist.parameter[0] = n;
        *dist = &made->dist;
    }
    return status;
}

ter_status ter_dist_maximum(ter_dist **dist, ter_dist *law, double n, ter_error *error) {
    return extreme(dist, &ter__maximum, &ter__maximum_counts, law, n, error);
}

ter_status ter_dist_minimum(ter_dist **dist, ter_dist *law, double n, ter_error *error) {
    return extreme(dist, &ter__minimum, &ter__minimum_counts, law, n, error);
}

static ter_status make_maximum(ter_dist **dist, ter_dist *law, const double *parameters_given, ter_error *error) {
    return ter_dist_maximum(dist, law, parameters_given[0], error);
}

static ter_status make_minimum(ter_dist **dist, ter_dist *law, const double *parameters_given, ter_error *error) {
    return ter_dist_minimum(dist, law, parameters_given[0], error);
}

#define COMPOSITION(word, head, text, counts)                                                                                      \
    { FAMILY(#word, head, text, counts), log_density, log_tail, slope, TER__ONE_LAW, make_##word, false, NULL }

const ter__composition ter__maximum = COMPOSITION(maximum, "Maximum of n", "n f(x) F(x)^(n - 1)", false);
const ter__composition ter__maximum_counts = COMPOSITION(maximum, "Maximum of n", "F(k)^n - F(k - 1)^n", true);
const ter__composition ter__minimum = COMPOSITION(minimum, "Minimum of n", "n f(x) S(x)^(n - 1)", false);
const ter__composition ter__minimum_counts = COMPOSITION(minimum, "Minimum of n", "S(k - 1)^n - S(k)^n", true);
