/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "counts.h"

void ter__counts_support(const double *parameters, double *lower, double *upper) {
    (void)parameters;
    *lower = 0.0;
    *upper = TER__INFINITY;
}

double ter__raw_from_factorial(unsigned order, const double *factorial) {
    double row[TER_MOMENT_ORDER_MAX + 1] = {1.0}, sum = 0.0;
    for (unsigned r = 1; r <= order; r++) {
        for (unsigned j = r; j >= 1; j--)
            row[j] = j * row[j] + row[j - 1];
        row[0] = 0.0;
    }
    for (unsigned j = 0; j <= order; j++)
        sum += row[j] > 0.0 ? row[j] * factorial[j] : 0.0;
    return sum;
}

/* mu_n = sum over k < n - 1 of C(n - 1, k) kappa_(n - k) mu_k. */
double ter__central_from_cumulants(unsigned order, const double *cumulant) {
    double moment[TER_MOMENT_ORDER_MAX + 1] = {1.0, 0.0};
    for (unsigned n = 2; n <= order; n++) {
        double binomial = 1.0, sum = 0.0;
        for (unsigned k = 0; k + 2 <= n; k++) {
            sum += binomial * cumulant[n - k] * moment[k];
            binomial = binomial * (n - 1 - k) / (k + 1);
        }
        moment[n] = sum;
    }
    return moment[order];
}

void ter__geometric_cumulants(unsigned order, double u, double *cumulant) {
    double c[TER_MOMENT_ORDER_MAX + 2] = {0.0, 1.0}; /* of u^k */
    for (unsigned j = 1; j <= order; j++) {
        double sum = 0.0;
        for (unsigned k = j; k >= 1; k--)
            sum = (sum + c[k]) * u;
        cumulant[j] = sum;
        for (unsigned k = j + 1; k >= 1; k--) /* k c_k u^k (1 + u) */
            c[k] = k * c[k] + (k - 1) * c[k - 1];
    }
}
