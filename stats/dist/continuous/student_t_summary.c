/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moments of Student's t, which exist below the order v only (Johnson, Kotz, Balakrishnan 1995, chapter 28), and its entropy. */
#include <math.h>

#include "dist/continuous/student_t.h"
#include "special/elementary.h"

ter_status ter__student_t_mean(const ter_dist *dist, double *value) {
    *value = dist->parameter[0] > 1.0 ? dist->parameter[1] : TER__NAN;
    return dist->parameter[0] > 1.0 ? TER_OK : TER_UNDEFINED;
}

/* The centred moment of order 2 m over scale^(2 m): the product of (2 i - 1) v / (v - 2 i), i = 1 .. m; 2 m < v. */
static double even_moment(double df, unsigned m) {
    double product = 1.0;
    for (unsigned i = 1; i <= m; i++)
        product *= (2.0 * i - 1.0) * (df / (df - 2.0 * i)); /* df - 2 i is exact where it is small */
    return product;
}

static double power(double base, unsigned order) {
    double result = 1.0;
    for (; order > 0; order--)
        result *= base;
    return result;
}

ter_status ter__student_t_central_moment(const ter_dist *dist, unsigned order, double *value) {
    double df = dist->parameter[0];
    *value = order == 0 ? 1.0 : 0.0;
    if (order == 0 || (df > 1.0 && order % 2 == 1 && order < df))
        return TER_OK;
    if (df <= 1.0 || (order % 2 == 1 && order >= df)) {
        *value = NAN;
        return TER_UNDEFINED;
    }
    if (order >= df) {
        *value = INFINITY;
        return TER_INFINITE;
    }
    *value = even_moment(df, order / 2) * power(dist->parameter[2], order);
    return TER_OK;
}

ter_status ter__student_t_raw_moment(const ter_dist *dist, unsigned order, double *value) {
    double df = dist->parameter[0], location = dist->parameter[1], scale = dist->parameter[2];
    if (order > 0 && order >= df) {
        *value = order % 2 == 1 ? TER__NAN : TER__INFINITY;
        return order % 2 == 1 ? TER_UNDEFINED : TER_INFINITE;
    }
    double sum = 0.0, ways = 1.0; /* terms of one sign: location^(order - k) scale^k, k even */
    for (unsigned k = 0; k <= order; k++) {
        if (k % 2 == 0)
            sum += ways * power(location, order - k) * power(scale, k) * even_moment(df, k / 2);
        ways = ways * (order - k) / (k + 1.0);
    }
    *value = sum;
    return TER_OK;
}

ter_status ter__student_t_variance(const ter_dist *dist, double *value) {
    return ter__student_t_central_moment(dist, 2, value);
}

ter_status ter__student_t_skewness(const ter_dist *dist, double *value) {
    *value = dist->parameter[0] > 3.0 ? 0.0 : TER__NAN;
    return dist->parameter[0] > 3.0 ? TER_OK : TER_UNDEFINED;
}

ter_status ter__student_t_excess_kurtosis(const ter_dist *dist, double *value) {
    double df = dist->parameter[0];
    *value = df > 4.0 ? 6.0 / (df - 4.0) : df > 2.0 ? TER__INFINITY : TER__NAN;
    return df > 4.0 ? TER_OK : df > 2.0 ? TER_INFINITE : TER_UNDEFINED;
}

ter_status ter__student_t_centre(const ter_dist *dist, double *value) {
    *value = dist->parameter[1];
    return TER_OK;
}

/* (v + 1) / 2 [digamma((v + 1) / 2) - digamma(v / 2)] - c + log(scale) */
ter_status ter__student_t_entropy(const ter_dist *dist, double *value) {
    double df = dist->parameter[0], gap = ter__student_t_digamma_gap(df) + 1.0 / df;
    ter__dd rest = ter__dd_sub(ter__dd_log_d(dist->parameter[2]), ter__student_t_log_constant(df));
    *value = ter__dd_value(ter__dd_add_d(rest, 0.5 * (df * gap + gap)));
    return TER_OK;
}
