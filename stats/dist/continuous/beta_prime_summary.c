/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moments of beta prime, for it and F: Johnson, Kotz, Balakrishnan 2 (1995), chapters 25 and 27. */
#include "dist/common_slots.h"
#include "odds_law.h"
#include "summary_moments.h"

ter_status ter__beta_prime_mean(double a, double b, double scale, double *value) {
    if (b <= 1.0)
        return ter__summary_infinite(NULL, value);
    *value = a / (b - 1.0) * scale;
    return TER_OK;
}

ter_status ter__beta_prime_variance(double a, double b, double scale, double *value) {
    if (b <= 1.0)
        return ter__summary_undefined(NULL, value);
    if (b <= 2.0)
        return ter__summary_infinite(NULL, value);
    *value = a / (b - 1.0) * ((a + (b - 1.0)) / (b - 1.0)) / (b - 2.0) * scale * scale;
    return TER_OK;
}

ter_status ter__beta_prime_skewness(double a, double b, double *value) {
    if (b <= 2.0)
        return ter__summary_undefined(NULL, value);
    if (b <= 3.0)
        return ter__summary_infinite(NULL, value);
    *value = 2.0 * (2.0 * a + (b - 1.0)) / (b - 3.0) * (sqrt(b - 2.0) / (sqrt(a) * sqrt(a + (b - 1.0))));
    return TER_OK;
}

ter_status ter__beta_prime_excess_kurtosis(double a, double b, double *value) {
    if (b <= 2.0)
        return ter__summary_undefined(NULL, value);
    if (b <= 4.0)
        return ter__summary_infinite(NULL, value);
    double product = (b - 1.0) / a * ((b - 1.0) / (a + (b - 1.0))) * (b - 2.0);
    *value = 6.0 * ((5.0 * b - 11.0) + product) / (b - 3.0) / (b - 4.0);
    return TER_OK;
}

ter_status ter__beta_prime_raw_moment(double a, double b, double scale, unsigned order, double *value) {
    if (order >= b && order > 0)
        return ter__summary_infinite(NULL, value);
    double product = 1.0;
    for (unsigned k = 1; k <= order; k++)
        product *= (a + (k - 1.0)) / (b - k) * scale;
    *value = product;
    return TER_OK;
}
