/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What laws of listed values answer: densities and tails from the table, summaries as sums over it. */
#include "listed.h"
#include "special/elementary.h"

static const ter__list *list_of(const ter_dist *dist) {
    return ((const ter__composed *)dist)->list;
}

ter__dd ter__listed_log_density(const ter__composed *made, double x) {
    ptrdiff_t i = ter__list_index(made->list, made->list->n, x);
    return i >= 0 && made->list->point[i] == x ? made->list->log_mass[i] : ter__dd_make(-TER__INFINITY, 0.0);
}

ter__dd ter__listed_log_tail(const ter__composed *made, double x, bool upper) {
    ptrdiff_t i = ter__list_index(made->list, made->list->n, x);
    if (i < 0) {
        return ter__dd_make(upper ? 0.0 : -TER__INFINITY, 0.0);
    }
    return (upper ? made->list->log_above : made->list->log_below)[i];
}

double ter__listed_slope(const ter__composed *made, double x) {
    (void)made;
    (void)x;
    return TER__NAN;
}

void ter__listed_gradient(const ter_dist *dist, size_t n, const double *x, double *slope, double *by_parameter) {
    (void)dist;
    (void)x;
    (void)by_parameter; /* there are none */
    for (size_t i = 0; slope != NULL && i < n; i++) {
        slope[i] = TER__NAN;
    }
}

/* sum_i P(X = x_i) (x_i - centre)^order; centre in two parts. */
static double power_sum(const ter__list *list, unsigned order, ter__dd centre) {
    ter__dd sum = ter__dd_make(0.0, 0.0);
    for (size_t i = 0; i < list->n; i++) {
        double mass = ter__exp_dd(list->log_mass[i]);
        ter__dd from = ter__dd_sub(ter__dd_make(list->point[i], 0.0), centre), term = ter__dd_make(mass, 0.0);
        for (unsigned k = 0; k < order; k++) {
            term = ter__dd_mul(term, from);
        }
        sum = mass > 0.0 ? ter__dd_add(sum, term) : sum;
    }
    return ter__dd_value(sum);
}

/* The mean relative to the first value, so that its rounding is small against the spread. */
static ter__dd centre_of(const ter__list *list) {
    ter__dd sum = ter__dd_make(0.0, 0.0), first = ter__dd_make(list->point[0], 0.0);
    for (size_t i = 0; i < list->n; i++) {
        ter__dd from = ter__two_sum(list->point[i], -list->point[0]);
        double mass = ter__exp_dd(list->log_mass[i]);
        sum = ter__dd_add(sum, ter__dd_mul_d(from, mass));
    }
    return ter__dd_add(first, sum);
}

ter_status ter__listed_mean(const ter_dist *dist, double *value) {
    *value = ter__dd_value(centre_of(list_of(dist)));
    return TER_OK;
}

ter_status ter__listed_raw_moment(const ter_dist *dist, unsigned order, double *value) {
    if (order == 1) {
        return ter__listed_mean(dist, value);
    }
    *value = order == 0 ? 1.0 : power_sum(list_of(dist), order, ter__dd_make(0.0, 0.0));
    return TER_OK;
}

ter_status ter__listed_central_moment(const ter_dist *dist, unsigned order, double *value) {
    *value = order == 0 ? 1.0 : order == 1 ? 0.0 : power_sum(list_of(dist), order, centre_of(list_of(dist)));
    return TER_OK;
}

ter_status ter__listed_variance(const ter_dist *dist, double *value) {
    return ter__listed_central_moment(dist, 2, value);
}

ter_status ter__listed_mode(const ter_dist *dist, double *value) {
    const ter__list *list = list_of(dist);
    size_t best = 0;
    for (size_t i = 1; i < list->n; i++) {
        best = list->log_mass[i].hi > list->log_mass[best].hi ? i : best;
    }
    *value = list->point[best];
    return TER_OK;
}

ter_status ter__listed_entropy(const ter_dist *dist, double *value) {
    const ter__list *list = list_of(dist);
    ter__dd sum = ter__dd_make(0.0, 0.0);
    for (size_t i = 0; i < list->n; i++) {
        double mass = ter__exp_dd(list->log_mass[i]);
        sum = mass > 0.0 ? ter__dd_sub(sum, ter__dd_mul_d(list->log_mass[i], mass)) : sum;
    }
    *value = ter__dd_value(sum);
    return TER_OK;
}

/* By parts: sum of (x_(i+1) - x_i) u v w with u = P(X <= x_i), v = P(X > x_i) and w = 1, u - v, 1 - 5 u v. */
ter_status ter__listed_l_moment(const ter_dist *dist, unsigned order, double *value) {
    const ter__list *list = list_of(dist);
    if (order == 1) {
        return ter__listed_mean(dist, value);
    }
    ter__dd sum = ter__dd_make(0.0, 0.0);
    for (size_t i = 0; i + 1 < list->n; i++) {
        double u = ter__exp_dd(list->log_below[i]), v = ter__exp_dd(list->log_above[i]);
        double w = order == 2 ? 1.0 : order == 3 ? u - v : 1.0 - 5.0 * u * v;
        sum = ter__dd_add(sum, ter__dd_mul_d(ter__two_sum(list->point[i + 1], -list->point[i]), u * v * w));
    }
    *value = ter__dd_value(sum);
    return TER_OK;
}
