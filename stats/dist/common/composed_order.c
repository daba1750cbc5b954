/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The k-th smallest of n independent draws: P(Y <= x) = P(B <= F(x)) with B of the beta law (k, n - k + 1). F and 1 - F are given
 * to the beta variable as two logs, so that both tails keep their digits. Density f(x) b(F(x)), b that of B; counts: the beta
 * probability between F(x - 1) and F(x).
 */
#include <string.h>

#include "composed.h"
#include "dist/continuous/beta_variable.h"
#include "special/elementary.h"
#include "tercile/compose.h"
#include "tercile/text.h"

_Static_assert(sizeof(ter__beta_variable) <= TER__PREPARED_MAX * sizeof(double), "a beta variable is kept in `prepared`");

static const ter__beta_variable *variable_of(const ter__composed *made) {
    return (const ter__beta_variable *)(const void *)made->dist.prepared;
}

/* exp where it is a double with all its digits, else 0: the beta variable then goes by the log. */
static ter__dd whole_exp(ter__dd log_value) {
    return log_value.hi > -598.0 ? ter__dd_exp(log_value) : ter__dd_make(0.0, 0.0);
}

static bool place_of(const ter__composed *made, double x, ter__beta_place *at) {
    at->log_x = ter__child_log_tail(made->child[0], x, false);
    at->log_y = ter__child_log_tail(made->child[0], x, true);
    double most = fmax(made->dist.parameter[0], made->dist.parameter[1]);
    if (at->log_x.hi * most < -0x1p1020 || at->log_y.hi * most < -0x1p1020) { /* as good as 0: its powers are below all logs */
        at->log_x.hi = at->log_x.hi < at->log_y.hi ? -TER__INFINITY : 0.0;
        return false;
    }
    at->x = whole_exp(at->log_x);
    at->y = whole_exp(at->log_y);
    return true;
}

static ter__dd log_tail(const ter__composed *made, double x, bool upper) {
    ter__beta_place at;
    if (!place_of(made, x, &at)) {
        return ter__dd_make((at.log_x.hi == -TER__INFINITY) == upper ? 0.0 : -TER__INFINITY, 0.0);
    }
    return ter__beta_variable_log_tail(variable_of(made), &at, upper);
}

/* The sharper form of the tail, as a count's probability is a difference of two. */
static ter__dd log_tail_sharp(const ter__composed *made, double x, bool upper) {
    ter__beta_place at;
    if (!place_of(made, x, &at) || at.x.hi == 0.0 || at.y.hi == 0.0) {
        return log_tail(made, x, upper);
    }
    ter__beta_tail tail = ter__beta_tail_sharp(&variable_of(made)->shape, at.x, at.y);
    return ter__beta_log_side(&tail, upper);
}

static ter__dd log_mass_of_count(const ter__composed *made, double k) {
    bool upper = ter__child_log_tail(made->child[0], k, false).hi > -0.6931471805599453;
    ter__dd wide = log_tail_sharp(made, upper ? k - 1.0 : k, upper), narrow = log_tail_sharp(made, upper ? k : k - 1.0, upper);
    if (isinf(wide.hi) || isinf(narrow.hi)) {
        return wide;
    }
    ter__dd difference = ter__dd_sub(narrow, wide);
    return difference.hi < 0.0 ? ter__dd_add(wide, ter__log_complement(difference)) : ter__dd_make(-TER__INFINITY, 0.0);
}

static ter__dd log_density(const ter__composed *made, double x) {
    if (made->dist.family->discrete) {
        return log_mass_of_count(made, x);
    }
    ter__beta_place at;
    ter__dd density = ter__child_log_density(made->child[0], x);
    if (isinf(density.hi) || !place_of(made, x, &at)) {
        return ter__dd_make(density.hi > 0.0 && isinf(density.hi) ? density.hi : -TER__INFINITY, 0.0);
    }
    return ter__dd_add(density, ter__beta_variable_log_density(variable_of(made), &at, 1.0, 1.0));
}

static double slope(const ter__composed *made, double x) {
    double k = made->dist.parameter[0], n = made->dist.parameter[1];
    ter__dd density = ter__child_log_density(made->child[0], x);
    double below = ter__exp_dd(ter__dd_sub(density, ter__child_log_tail(made->child[0], x, false))),
           above = ter__exp_dd(ter__dd_sub(density, ter__child_log_tail(made->child[0], x, true)));
    double from_below = k > 1.0 ? (k - 1.0) * below : 0.0, from_above = n > k ? (n - k) * above : 0.0;
    return ter_dist_eval(made->child[0], TER_LOG_PDF_SLOPE, x) + from_below - from_above;
}

static void gradient(const ter_dist *dist, size_t n, const double *x, double *slope_out, double *by_parameter) {
    for (size_t i = 0; i < n; i++) {
        if (slope_out != NULL) {
            slope_out[i] = ter_dist_eval(dist, TER_LOG_PDF_SLOPE, x[i]);
        }
        if (by_parameter != NULL) {
            by_parameter[i] = by_parameter[i + n] = TER__NAN; /* both are whole */
        }
    }
}

static const ter_parameter parameters[] = {
    {.name = "k", .symbol = "k", .description = "rank from the smallest, 1 to n", .lower = 1.0, .upper = 0x1p53, .integer = true},
    {.name = "n", .symbol = "n", .description = "number of draws", .lower = 1.0, .upper = 0x1p53, .integer = true},
};

ter_status ter_dist_order_statistic(ter_dist **dist, ter_dist *law, double k, double n, ter_error *error) {
    ter__composed *made = NULL;
    if (!(k >= 1.0 && k <= n && n <= 0x1p53) || k != floor(k) || n != floor(n)) {
        char rank[TER_DOUBLE_TEXT_BYTES], draws[TER_DOUBLE_TEXT_BYTES];
        ter_text_from_double(k, rank);
        ter_text_from_double(n, draws);
        return ter_error_set(error, TER_BAD_ARGUMENT,
                             "order_statistic: k = %s, n = %s: whole numbers with 1 <= k <= n <= 2^53 are expected", rank, draws);
    }
    ter_status status = ter__compose(&made, &ter__order_statistic, &ter__order_statistic_counts, 1, &law, error);
    if (status != TER_OK) {
        return status;
    }
    ter__beta_variable variable =
        ter__beta_variable_make(ter__dd_make(k, 0.0), ter__dd_make(n - k + 1.0, 0.0), ter__dd_make(0.0, 0.0));
    memcpy(made->dist.prepared, &variable, sizeof variable);
    made->dist.parameter[0] = k;
    made->dist.parameter[1] = n;
    *dist = &made->dist;
    return TER_OK;
}

static ter_status make(ter_dist **dist, ter_dist *law, const double *given, ter_error *error) {
    return ter_dist_order_statistic(dist, law, given[0], given[1], error);
}

#define COMPOSITION(text, counts)                                                                                                  \
    {                                                                                                                              \
        {.name = "order_statistic",                                                                                                \
         .title = "k-th smallest of n",                                                                                            \
         .formula = text,                                                                                                          \
         .conventions = "k counts from the smallest: k = 1 is the minimum, k = n the maximum.",                                    \
         .discrete = counts,                                                                                                       \
         .parameter_count = 2,                                                                                                     \
         .parameters = parameters,                                                                                                 \
         .interval = ter__composed_interval,                                                                                       \
         .gradient = gradient,                                                                                                     \
         .accuracy_range = "as exact as the law's own logs",                                                                       \
         .accuracy = TER__STATED_ACCURACY(64.0, 4500.0)},                                                                          \
            log_density, log_tail, slope, TER__ONE_LAW, make, false, NULL                                                          \
    }

const ter__composition ter__order_statistic = COMPOSITION("f(x) F(x)^(k - 1) S(x)^(n - k) / B(k, n - k + 1)", false);
const ter__composition ter__order_statistic_counts = COMPOSITION("I_F(x)(k, n - k + 1) - I_F(x - 1)(k, n - k + 1)", true);
