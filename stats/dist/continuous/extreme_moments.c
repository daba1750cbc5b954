/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Moments of V = E^-k / Gamma(1 - k), whose mean is 1: E V^j = exp(h_j), h_j = log Gamma(1 - j k) - j log Gamma(1 - k). The central
 * moments are sums of a_j = exp(h_j) - 1 alone, and h_j / k^2 is a power series in k (from that of log Gamma at 1), so that nothing
 * cancels but the powers of k that must.
 */
#include "extreme.h"
#include "extreme_zeta_table.h"
#include "special/gamma.h"

/* Below this the series in k serves, above it log Gamma. */
#define SERIES_MAX 0.03
/* Below this skewness and kurtosis are the first terms of their own series; its error is of the order of the cube. */
#define TINY 1e-6

ter__dd ter__extreme_log_moment(unsigned j, double k) {
    ter__dd a = ter__dd_add_d(ter__dd_neg(ter__two_product((double)j, k)), 1.0);
    return ter__dd_add(ter__dd_lgamma(a.hi), ter__two_product(ter__digamma(a.hi), a.lo));
}

/* h_j / k^2 = sum over n >= 2 of zeta(n) k^(n - 2) (j^n - j) / n. */
static ter__dd series(unsigned j, double k) {
    ter__dd sum = {0.0, 0.0};
    for (unsigned n = TER__ZETA_COUNT + 1; n >= 2; n--) {
        ter__dd power = {1.0, 0.0};
        for (unsigned i = 0; i < n; i++)
            power = ter__dd_mul_d(power, (double)j);
        ter__dd term = ter__dd_mul(ter__zeta_table[n - 2], ter__dd_add_d(power, -(double)j));
        sum = ter__dd_add(ter__dd_mul_d(sum, k), ter__dd_div_d(term, (double)n));
    }
    return sum;
}

/* a_j. */
static ter__dd excess(unsigned j, double k) {
    ter__dd h;
    if (fabs(k) < SERIES_MAX)
        h = ter__dd_mul(series(j, k), ter__two_product(k, k));
    else
        h = ter__dd_sub(ter__extreme_log_moment(j, k), ter__dd_mul_d(ter__extreme_log_moment(1, k), (double)j));
    return h.hi > 640.0 ? ter__dd_make(TER__INFINITY, 0.0) : ter__dd_expm1(h);
}

double ter__extreme_mean(double k) {
    if (fabs(k) < 1e-10)
        return fma(k, 0.9890559953279726, TER__EULER_GAMMA); /* gamma^2 / 2 + pi^2 / 12 */
    ter__dd log_moment = ter__extreme_log_moment(1, k);
    return log_moment.hi > 640.0 ? ter__exp(log_moment.hi) / k : ter__dd_value(ter__dd_div_d(ter__dd_expm1(log_moment), k));
}

double ter__extreme_variance(double k) {
    ter__dd square = ter__dd_scale(ter__extreme_log_moment(1, k), 2.0);
    ter__dd a = fabs(k) < 1e-15 ? series(2, k) : ter__dd_div(excess(2, k), ter__two_product(k, k));
    return isinf(a.hi) || square.hi > 640.0 ? TER__INFINITY : ter__dd_value(ter__dd_mul(a, ter__dd_exp(square)));
}

double ter__extreme_skewness(double k) {
    if (fabs(k) < TINY)
        return fma(k, fma(k, 12.279786658983711, 5.966612412667091), 1.1395470994046486);
    ter__dd a2 = excess(2, k), a3 = excess(3, k);
    double third = ter__dd_value(ter__dd_sub(a3, ter__dd_mul_d(a2, 3.0))), second = ter__dd_value(a2);
    return copysign(1.0, k) * (third / second / sqrt(second));
}

double ter__extreme_excess_kurtosis(double k) {
    if (fabs(k) < TINY)
        return fma(k, fma(k, 152.61603300554223, 28.917688340799625), 2.4);
    ter__dd a2 = excess(2, k), a3 = excess(3, k), a4 = excess(4, k);
    ter__dd fourth = ter__dd_add(ter__dd_sub(a4, ter__dd_mul_d(a3, 4.0)), ter__dd_mul_d(a2, 6.0));
    double ratio = ter__dd_value(ter__dd_add_d(ter__dd_div(ter__dd_div(fourth, a2), a2), -3.0));
    return ratio == ratio ? ratio : TER__INFINITY; /* moments beyond the doubles: so is their ratio, far out in k */
}

bool ter__extreme_two_moments(size_t n, const double *v, const double *weights, double *mean, double *variance) {
    double total = 0.0, sum = 0.0, first = 0.0, second = 0.0;
    for (size_t i = 0; i < n; i++) {
        total += weights[i];
        sum += weights[i] > 0.0 ? weights[i] * v[i] : 0.0;
    }
    if (!(total > 0.0))
        return false;
    double centre = sum / total;
    for (size_t i = 0; i < n; i++) {
        double d = weights[i] > 0.0 ? v[i] - centre : 0.0;
        first += weights[i] * d;
        second += weights[i] * d * d;
    }
    *mean = centre + first / total;
    *variance = fmax(second / total - first / total * (first / total), 0.0);
    return true;
}
