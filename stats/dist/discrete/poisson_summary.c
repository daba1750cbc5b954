/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Summaries and moments of the Poisson law, and how it is fitted. */
#include "poisson.h"
#include "special/elementary.h"
#include "special/gamma.h"

/* From here on the entropy's asymptotic series (Evans, Boersma, Blachman, Jagers, SIAM Review 30 (1988)) is right to 1e-17. */
#define SERIES_FROM 1e4

ter_status ter__poisson_mean(const ter_dist *dist, double *value) {
    *value = dist->parameter[0];
    return TER_OK;
}

ter_status ter__poisson_variance(const ter_dist *dist, double *value) {
    *value = dist->parameter[0];
    return TER_OK;
}

ter_status ter__poisson_skewness(const ter_dist *dist, double *value) {
    *value = 1.0 / sqrt(dist->parameter[0]);
    return TER_OK;
}

ter_status ter__poisson_excess_kurtosis(const ter_dist *dist, double *value) {
    *value = 1.0 / dist->parameter[0];
    return TER_OK;
}

ter_status ter__poisson_mode(const ter_dist *dist, double *value) {
    *value = floor(dist->parameter[0]);
    return TER_OK;
}

ter_status ter__poisson_median(const ter_dist *dist, double *value) {
    ter__poisson law = ter__poisson_of(dist);
    *value = ter__poisson_inverse(&law, 0.5, false, false);
    return TER_OK;
}

ter_status ter__poisson_entropy(const ter_dist *dist, double *value) {
    ter__poisson law = ter__poisson_of(dist);
    double m = law.mean;
    if (m >= SERIES_FROM) {
        double u = 1.0 / m;
        *value = 0.5 * law.log_mean + 1.4189385332046727 - u * (1.0 / 12 + u * (1.0 / 24 + u * (19.0 / 360 + u * 9.0 / 80)));
        return TER_OK;
    }
    double sum = 0.0, mode = floor(m);
    double reach = 12.0 * sqrt(m) + 40.0; /* beyond, the masses are below 1e-30 */
    for (double k = fmax(0.0, mode - reach); k <= mode + reach; k += 1.0) {
        double log_mass = ter__poisson_log_mass(&law, k).hi;
        sum -= log_mass * ter__exp(log_mass);
    }
    *value = sum;
    return TER_OK;
}

/* sum_j S(r, j) m^j with Stirling's numbers of the second kind: all terms positive. */
ter_status ter__poisson_raw_moment(const ter_dist *dist, unsigned order, double *value) {
    double row[TER_MOMENT_ORDER_MAX + 1] = {1.0}, m = dist->parameter[0], sum = 0.0;
    for (unsigned r = 1; r <= order; r++) {
        for (unsigned j = r; j >= 1; j--) {
            row[j] = j * row[j] + row[j - 1];
        }
        row[0] = 0.0;
    }
    for (unsigned j = order; j >= 1; j--) {
        sum = (sum + row[j]) * m;
    }
    *value = order == 0 ? 1.0 : sum;
    return TER_OK;
}

/* m(r + 1) = mean sum_{j < r} C(r, j) m(j): all terms positive. */
ter_status ter__poisson_central_moment(const ter_dist *dist, unsigned order, double *value) {
    double moment[TER_MOMENT_ORDER_MAX + 1] = {1.0, 0.0};
    for (unsigned r = 1; r < order; r++) {
        double binomial = 1.0, sum = 0.0;
        for (unsigned j = 0; j < r; j++) {
            sum += binomial * moment[j];
            binomial = binomial * (r - j) / (j + 1);
        }
        moment[r + 1] = dist->parameter[0] * sum;
    }
    *value = moment[order];
    return TER_OK;
}

/* log k!; infinite where x is no count. */
static void transform(size_t n, const double *x, double *columns) {
    for (size_t i = 0; i < n; i++) {
        columns[i] = x[i] >= 0.0 && x[i] == floor(x[i]) ? ter__log_gamma(x[i] + 1.0) : TER__INFINITY;
    }
}

static ter_status mean_of(size_t n, const double *x, const double *columns, const double *weights, double *parameter,
                          ter_error *error) {
    double sum = 0.0, total = 0.0;
    for (size_t i = 0; i < n; i++) {
        double weight = weights == NULL ? 1.0 : weights[i];
        if (weight > 0.0 && isinf(columns[i])) {
            return ter_error_set(error, TER_BAD_DATA, "poisson: value %zu is %g, no count", i, x[i]);
        }
        sum += weight * x[i];
        total += weight;
    }
    if (!(sum > 0.0)) {
        return ter_error_set(error, TER_NO_CONVERGENCE,
                             "poisson: all counts are 0; the likelihood is greatest at mean 0, the edge");
    }
    *parameter = sum / total;
    return TER_OK;
}

static bool likelihood(size_t n, const double *x, const double *columns, const double *weights, const double *parameter,
                       double *value, double *slope, double *curvature) {
    double m = parameter[0], sum = 0.0, total = 0.0, constant = 0.0;
    if (!(m > 0.0 && isfinite(m))) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        double weight = weights == NULL ? 1.0 : weights[i];
        if (weight > 0.0) {
            sum += weight * x[i];
            total += weight;
            constant += weight * columns[i];
        }
    }
    *value = sum * ter__log(m) - total * m - constant;
    if (slope != NULL) {
        *slope = (sum - total * m) / m;
    }
    if (curvature != NULL) {
        *curvature = -sum / (m * m);
    }
    return isfinite(*value);
}

const ter__fitter ter__poisson_fitter = {
    .columns = 1,
    .transform = transform,
    .closed_form = mean_of,
    .start = mean_of,
    .moments = mean_of,
    .likelihood = likelihood,
};
