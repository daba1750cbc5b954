/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The law of a histogram: bins between edges, each with a probability spread evenly over it. Tails inside a bin add a part of its
 * mass to the smaller side.
 */
#include <stdint.h>

#include "listed.h"
#include "special/elementary.h"
#include "tercile/listed.h"

static ter__dd width_of(const ter__list *list, size_t bin) {
    return ter__two_sum(list->point[bin + 1], -list->point[bin]);
}

/* The bin with edge < x <= next edge for tails; x is inside the support. */
static size_t bin_of(const ter__list *list, double x) {
    ptrdiff_t i = ter__list_index(list, list->n + 1, x);
    return i < 0 ? 0 : (size_t)i >= list->n ? list->n - 1 : (size_t)i;
}

static ter__dd log_density(const ter__composed *made, double x) {
    size_t bin = bin_of(made->list, x);
    ter__dd mass = made->list->log_mass[bin];
    return isinf(mass.hi) ? mass : ter__dd_sub(mass, ter__dd_log(width_of(made->list, bin)));
}

/* log(exp(a) + exp(b)) */
static ter__dd log_sum(ter__dd a, ter__dd b) {
    bool second = b.hi > a.hi;
    ter__dd more = second ? b : a, less = second ? a : b;
    if (isinf(less.hi) || less.hi - more.hi < -640.0) {
        return more;
    }
    return ter__dd_add(more, ter__dd_log1pexp(ter__dd_sub(less, more)));
}

/* The side from one end up to x: what whole bins hold, and the part of this one. */
static ter__dd log_side(const ter__list *list, double x, bool upper) {
    size_t bin = bin_of(list, x);
    ter__dd whole = upper ? list->log_above[bin] : bin > 0 ? list->log_below[bin - 1] : ter__dd_make(-TER__INFINITY, 0.0);
    ter__dd length = upper ? ter__two_sum(list->point[bin + 1], -x) : ter__two_sum(x, -list->point[bin]);
    if (length.hi <= 0.0 || isinf(list->log_mass[bin].hi)) {
        return whole;
    }
    ter__dd part = ter__dd_add(list->log_mass[bin], ter__dd_log(ter__dd_div(length, width_of(list, bin))));
    return log_sum(whole, part);
}

static ter__dd log_tail(const ter__composed *made, double x, bool upper) {
    ter__dd own = log_side(made->list, x, upper);
    return own.hi < -0.6931471805599453 ? own : ter__log_complement(log_side(made->list, x, !upper));
}

static double slope(const ter__composed *made, double x) {
    (void)made;
    (void)x;
    return 0.0;
}

static void gradient(const ter_dist *dist, size_t n, const double *x, double *slope_out, double *by_parameter) {
    (void)by_parameter; /* there are none */
    for (size_t i = 0; slope_out != NULL && i < n; i++) {
        slope_out[i] = ter_dist_eval(dist, TER_LOG_PDF_SLOPE, x[i]);
    }
}

/* sum over bins of mass times the mean of (x - centre)^order over the bin: (1 / (order + 1)) sum_j a^j b^(order - j). */
static double power_sum(const ter__list *list, unsigned order, double centre) {
    ter__dd sum = ter__dd_make(0.0, 0.0);
    for (size_t i = 0; i < list->n; i++) {
        ter__dd a = ter__two_sum(list->point[i], -centre), b = ter__two_sum(list->point[i + 1], -centre);
        ter__dd power = ter__dd_make(1.0, 0.0), terms = power; /* Horner in b / a without the quotient: t <- t b + a^k */
        for (unsigned k = 1; k <= order; k++) {
            power = ter__dd_mul(power, a);
            terms = ter__dd_add(ter__dd_mul(terms, b), power);
        }
        double mass = ter__exp_dd(list->log_mass[i]);
        sum = mass > 0.0 ? ter__dd_add(sum, ter__dd_mul_d(ter__dd_div_d(terms, order + 1.0), mass)) : sum;
    }
    return ter__dd_value(sum);
}

static const ter__list *list_of(const ter_dist *dist) {
    return ((const ter__composed *)dist)->list;
}

static ter_status raw_moment(const ter_dist *dist, unsigned order, double *value) {
    *value = order == 0 ? 1.0 : power_sum(list_of(dist), order, 0.0);
    return TER_OK;
}

static ter_status mean(const ter_dist *dist, double *value) {
    return raw_moment(dist, 1, value);
}

static ter_status central_moment(const ter_dist *dist, unsigned order, double *value) {
    double centre;
    ter_status status = mean(dist, &centre);
    *value = order == 0 ? 1.0 : order == 1 ? 0.0 : power_sum(list_of(dist), order, centre);
    return status;
}

static ter_status variance(const ter_dist *dist, double *value) {
    return central_moment(dist, 2, value);
}

static ter_status mode(const ter_dist *dist, double *value) {
    const ter__list *list = list_of(dist);
    double best = -TER__INFINITY;
    for (size_t i = 0; i < list->n; i++) {
        double middle = list->point[i] + 0.5 * (list->point[i + 1] - list->point[i]), height = ter_dist_logpdf(dist, middle);
        *value = height > best ? middle : *value;
        best = height > best ? height : best;
    }
    return TER_OK;
}

static ter_status entropy(const ter_dist *dist, double *value) {
    const ter__list *list = list_of(dist);
    ter__dd sum = ter__dd_make(0.0, 0.0);
    for (size_t i = 0; i < list->n; i++) {
        double mass = ter__exp_dd(list->log_mass[i]);
        ter__dd height = ter__dd_sub(list->log_mass[i], ter__dd_log(width_of(list, i)));
        sum = mass > 0.0 ? ter__dd_sub(sum, ter__dd_mul_d(height, mass)) : sum;
    }
    *value = ter__dd_value(sum);
    return TER_OK;
}

/* Integral of u v w (listed_summary.c) over each bin, where u is linear: Gauss-Legendre with three points is exact. */
static ter_status l_moment(const ter_dist *dist, unsigned order, double *value) {
    static const double node[] = {-0.7745966692414834, 0.0, 0.7745966692414834}, weight[] = {5.0 / 18.0, 8.0 / 18.0, 5.0 / 18.0};
    const ter__list *list = list_of(dist);
    if (order == 1) {
        return mean(dist, value);
    }
    double sum = 0.0;
    for (size_t i = 0; i < list->n; i++) {
        double width = list->point[i + 1] - list->point[i], mass = ter__exp_dd(list->log_mass[i]);
        double below = i > 0 ? ter__exp_dd(list->log_below[i - 1]) : 0.0, above = ter__exp_dd(list->log_above[i]);
        for (size_t j = 0; j < 3; j++) {
            double part = 0.5 * (1.0 + node[j]), u = below + mass * part, v = above + mass * (1.0 - part);
            sum += width * weight[j] * u * v * (order == 2 ? 1.0 : order == 3 ? u - v : 1.0 - 5.0 * u * v);
        }
    }
    *value = sum;
    return TER_OK;
}

static ter_status check(size_t n, const double *edges, const double *weights, ter_error *error) {
    if (n == 0) {
        return ter_error_set(error, TER_BAD_SHAPE, "histogram: at least one bin, with two edges, is needed");
    }
    ter_status status = ter__list_check("histogram", "edge", n + 1, edges, -TER__INFINITY, TER__INFINITY, error);
    for (size_t i = 0; status == TER_OK && i < n; i++) {
        if (!(edges[i + 1] > edges[i])) {
            status = ter_error_set(error, TER_BAD_ARGUMENT, "histogram: edge %zu is not above edge %zu", i + 2, i + 1);
        }
    }
    return status == TER_OK ? ter__list_check("histogram", "weight", n, weights, 0.0, TER__INFINITY, error) : status;
}

ter_status ter_dist_histogram(ter_dist **dist, size_t n, const double *edges, const double *weights, ter_error *error) {
    ter__composed *made = NULL;
    double sum = 0.0;
    ter__given given[2] = {{n + 1, (double *)(uintptr_t)edges}, {n, (double *)(uintptr_t)weights}};
    ter_status status = check(n, edges, weights, error);
    for (size_t i = 0; status == TER_OK && i < n; i++) {
        sum += weights[i];
    }
    if (status == TER_OK && !(sum > 0.0 && sum < TER__INFINITY)) {
        status = ter_error_set(error, TER_BAD_ARGUMENT, "histogram: the weights sum to %g", sum);
    }
    if (status == TER_OK) {
        status = ter__list_create(&made, &ter__histogram, n, 2, given, error);
    }
    if (status != TER_OK) {
        return status;
    }
    for (size_t i = 0; i <= n; i++) {
        made->list->point[i] = edges[i];
        if (i < n) {
            made->list->log_mass[i] = ter__dd_make(weights[i], 0.0);
        }
    }
    ter__list_accumulate(made->list);
    made->dist.lower = edges[0];
    made->dist.upper = edges[n];
    *dist = &made->dist;
    return TER_OK;
}

static ter_status make(ter_dist **dist, const ter__given *given, ter_error *error) {
    if (given[0].n != given[1].n + 1) {
        return ter_error_set(error, TER_BAD_SHAPE, "histogram: %zu edges for %zu weights, one more edge than weights is expected",
                             given[0].n, given[1].n);
    }
    return ter_dist_histogram(dist, given[1].n, given[0].value, given[1].value, error);
}

static const ter__list_argument arguments[] = {{"edges", false, false}, {"weights", false, false}};
static const ter__listing listing = {2, arguments, make};

const ter__composition ter__histogram = {
    {.name = "histogram",
     .title = "Histogram",
     .formula = "weight_i / (all weights) / (edge_(i+1) - edge_i) inside bin i",
     .conventions = "Weights are counts or probabilities of bins, not heights (scipy's rv_histogram with density=False).",
     .interval = ter__composed_interval,
     .gradient = gradient,
     .summary = {[TER_MEAN] = mean, [TER_VARIANCE] = variance, [TER_MODE] = mode, [TER_ENTROPY] = entropy},
     .raw_moment = raw_moment,
     .central_moment = central_moment,
     .l_moment = l_moment,
     .characteristic = ter__histogram_characteristic,
     .accuracy_range = "all lists",
     .accuracy = TER__STATED_ACCURACY(1.0, 4.0)},
    log_density,
    log_tail,
    slope,
    TER__LISTS,
    NULL,
    false,
    &listing,
};
