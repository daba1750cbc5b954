/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Johnson, Kotz, Balakrishnan, "Continuous univariate distributions" 2 (1995), chapter 25. */
#include "beta_summary.h"

#include "special/elementary.h"

ter_status ter__beta_mean(double a, double b, double *value) {
    *value = a < b ? a / (a + b) : 1.0 / (1.0 + b / a);
    return TER_OK;
}

ter_status ter__beta_variance(double a, double b, double *value) {
    double n = a + b;
    *value = a / n * (b / n) / (n + 1.0);
    return TER_OK;
}

ter_status ter__beta_skewness(double a, double b, double *value) {
    double n = a + b;
    *value = 2.0 * (b - a) / (n + 2.0) * sqrt(n + 1.0) / (sqrt(a) * sqrt(b));
    return TER_OK;
}

/* 6 [(a - b)^2 (n + 1) - a b (n + 2)] / (a b (n + 2) (n + 3)) */
ter_status ter__beta_excess_kurtosis(double a, double b, double *value) {
    double n = a + b, difference = a - b;
    *value = 6.0 * (difference / a * (difference / b) * (n + 1.0) / (n + 2.0) - 1.0) / (n + 3.0);
    return TER_OK;
}

ter_status ter__beta_mode(double a, double b, double *value) {
    if (a > 1.0 && b > 1.0)
        *value = (a - 1.0) / (a - 1.0 + (b - 1.0));
    else if (a == 1.0 && b == 1.0)
        *value = 0.5;
    else
        *value = a < b || (a == b && a < 1.0) ? 0.0 : 1.0;
    return TER_OK;
}

/* In the saddle-point form, where log x has the mean log(a / n) + little. */
double ter__beta_entropy(const ter__beta_variable *v) {
    double a = v->shape.a, b = v->shape.b, n = v->shape.n.hi;
    double rest = (a - 1.0) * ter__beta_variable_mean_log_x(v) + (b - 1.0) * ter__beta_variable_mean_log_y(v);
    ter__dd means = ter__dd_add(ter__dd_log(ter__dd_ratio(a, n)), ter__dd_log(ter__dd_ratio(b, n)));
    return ter__dd_value(ter__dd_add_d(ter__dd_sub(means, v->shape.log_scale), -rest));
}
