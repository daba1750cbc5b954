/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two passes: the mean in double-double, then sums of products of the distances from it, and their own mean taken out. */
#include "tercile/exact.h"

#include <stdbool.h>

#include "special/dd.h"

static ter__dd at(const double *high, const double *low, size_t i) {
    return ter__dd_make(high[i], low == NULL ? 0.0 : low[i]);
}

static ter_status mean_of(size_t n, const double *high, const double *low, ter__dd *mean, ter_error *error) {
    if (n == 0) {
        return ter_error_set(error, TER_BAD_DATA, "the column has no rows: at least one value is needed");
    }
    ter__dd sum = {0.0, 0.0};
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(high[i]) || (low != NULL && !isfinite(low[i]))) {
            return ter_error_set(error, TER_BAD_DATA, "row %zu: %g is not a finite number; leave such rows out first", i + 1,
                                 high[i]);
        }
        sum = ter__dd_add(sum, at(high, low, i));
    }
    if (!isfinite(sum.hi)) {
        return ter_error_set(error, TER_BAD_DATA, "the sum of the column is beyond the range of a double: scale it first");
    }
    *mean = ter__dd_div_d(sum, (double)n);
    return TER_OK;
}

/* The sum over i < count of (x_i - mx)(y_(i + lag) - my). */
static ter__dd products(size_t count, size_t lag, const double *const x[2], const double *const y[2], ter__dd mx, ter__dd my) {
    ter__dd sum = {0.0, 0.0};
    for (size_t i = 0; i < count; i++) {
        ter__dd a = ter__dd_sub(at(x[0], x[1], i), mx), b = ter__dd_sub(at(y[0], y[1], i + lag), my);
        sum = ter__dd_add(sum, ter__dd_mul(a, b));
    }
    return sum;
}

ter_status ter_exact_mean_deviation(size_t n, const double *high, const double *low, double *mean, double *deviation,
                                    ter_error *error) {
    ter__dd m;
    ter_status status = mean_of(n, high, low, &m, error);
    if (status != TER_OK) {
        return status;
    }
    const double *const x[2] = {high, low};
    ter__dd power2 = products(n, 0, x, x, m, m);
    *mean = ter__dd_value(m);
    *deviation = n < 2 ? TER__NAN : power2.hi > 0.0 ? ter__dd_value(ter__dd_sqrt(ter__dd_div_d(power2, (double)(n - 1)))) : 0.0;
    return TER_OK;
}

static bool constant(size_t n, const double *high, const double *low) {
    for (size_t i = 1; i < n; i++) {
        if (high[i] != high[0] || (low != NULL && low[i] != low[0])) {
            return false;
        }
    }
    return true;
}

ter_status ter_exact_autocorrelation(size_t n, const double *high, const double *low, size_t lag, double *correlation,
                                     ter_error *error) {
    ter__dd m;
    ter_status status = mean_of(n, high, low, &m, error);
    if (status != TER_OK) {
        return status;
    }
    if (lag >= n) {
        return ter_error_set(error, TER_BAD_ARGUMENT, "a lag of %zu needs more than %zu rows: take a smaller lag", lag, n);
    }
    const double *const x[2] = {high, low};
    ter__dd power2 = products(n, 0, x, x, m, m);
    if (constant(n, high, low) || !(power2.hi > 0.0)) {
        return ter_error_set(error, TER_UNDEFINED, "all values are equal: they have no autocorrelation");
    }
    *correlation = ter__dd_value(ter__dd_div(products(n - lag, lag, x, x, m, m), power2));
    return TER_OK;
}

ter_status ter_exact_covariance(size_t n, const double *x, const double *x_low, const double *y, const double *y_low,
                                double *covariance, ter_error *error) {
    ter__dd mx, my;
    ter_status status = mean_of(n, x, x_low, &mx, error);
    status = status == TER_OK ? mean_of(n, y, y_low, &my, error) : status;
    if (status != TER_OK) {
        return status;
    }
    if (n < 2) {
        return ter_error_set(error, TER_BAD_DATA, "a covariance needs two rows, there is one");
    }
    const double *const a[2] = {x, x_low}, *const b[2] = {y, y_low};
    *covariance = ter__dd_value(ter__dd_div_d(products(n, 0, a, b, mx, my), (double)(n - 1)));
    return TER_OK;
}
