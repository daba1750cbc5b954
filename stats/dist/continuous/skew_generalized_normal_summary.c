/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Moments of the skew generalised normal law. About the location, in units of twice the scale,
 *   M_k = Gamma((k + 1) / shape) / Gamma(1 / shape) ((1 - skew)^(k + 1) + (-1)^k skew^(k + 1));
 * those about the mean are sums of these, of terms that may be beyond the doubles: they are taken in the unit U = E|z|^n^(1 / n) of
 * the highest order n, in which no gamma ratio is above 1.
 */
#include "exponential_power.h"
#include "gamma_fit.h"
#include "skew_generalized_normal.h"

enum { LOCATION, SCALE, SHAPE, SKEW };

static ter__dd power_of(ter__dd x, unsigned order) {
    ter__dd out = ter__dd_make(1.0, 0.0);
    for (unsigned i = 0; i < order; i++)
        out = ter__dd_mul(out, x);
    return out;
}

/* (1 - skew)^(k + 1) + (-1)^k skew^(k + 1). */
static ter__dd balance(const ter_dist *dist, unsigned order) {
    double skew = dist->parameter[SKEW];
    ter__dd above = power_of(ter__two_sum(1.0, -skew), order + 1), below = power_of(ter__dd_make(skew, 0.0), order + 1);
    return order % 2 == 0 ? ter__dd_add(above, below) : ter__dd_sub(above, below);
}

/* log U for moments up to this order, without the factor 2 scale. */
static ter__dd log_unit(const ter_dist *dist, unsigned order) {
    return ter__dd_div_d(ter__power_log_moment(dist->parameter[SHAPE], order), (double)order);
}

/* M_k / U^k. */
static ter__dd about_location(const ter_dist *dist, unsigned order, ter__dd unit) {
    ter__dd log_size = ter__dd_sub(ter__power_log_moment(dist->parameter[SHAPE], order), ter__dd_mul_d(unit, (double)order));
    return log_size.hi < -600.0 ? ter__dd_make(0.0, 0.0) : ter__dd_mul(ter__dd_exp(log_size), balance(dist, order));
}

/* E[(X - mean)^order] in units of 2 scale U. */
static ter__dd about_mean(const ter_dist *dist, unsigned order, ter__dd unit) {
    ter__dd shift = ter__dd_neg(about_location(dist, 1, unit)), sum = ter__dd_make(0.0, 0.0);
    double binomial = 1.0;
    for (unsigned k = 0; k <= order; k++) {
        ter__dd term = ter__dd_mul(about_location(dist, k, unit), power_of(shift, order - k));
        sum = ter__dd_add(sum, ter__dd_mul_d(term, binomial));
        binomial = binomial * (order - k) / (k + 1.0);
    }
    return sum;
}

/* value (2 scale U)^order. */
static double in_own_unit(const ter_dist *dist, unsigned order, ter__dd unit, ter__dd value) {
    if (value.hi == 0.0)
        return 0.0;
    ter__dd log_scale = ter__prepared_pair(dist->prepared, TER__POWER_LOG_SCALE);
    ter__dd log_whole = ter__dd_mul_d(ter__dd_add(ter__dd_add(unit, log_scale), ter__log_two()), (double)order);
    double size = ter__exp_dd(ter__dd_add(log_whole, ter__dd_log(value.hi < 0.0 ? ter__dd_neg(value) : value)));
    return copysign(size, value.hi);
}

ter_status ter__skew_generalized_normal_central_moment(const ter_dist *dist, unsigned order, double *value) {
    *value = order == 0 ? 1.0 : 0.0;
    if (order > 1) {
        ter__dd unit = log_unit(dist, order);
        *value = in_own_unit(dist, order, unit, about_mean(dist, order, unit));
    }
    return TER_OK;
}

ter_status ter__skew_generalized_normal_raw_moment(const ter_dist *dist, unsigned order, double *value) {
    double sum = 0.0, binomial = 1.0;
    for (unsigned k = 0; k <= order; k++) {
        double moment = 1.0, power = 1.0;
        if (k > 0) {
            ter__dd unit = log_unit(dist, k);
            moment = in_own_unit(dist, k, unit, about_location(dist, k, unit));
        }
        for (unsigned i = k; i < order; i++)
            power *= dist->parameter[LOCATION];
        sum += power == 0.0 ? 0.0 : binomial * power * moment;
        binomial = binomial * (order - k) / (k + 1.0);
    }
    *value = sum;
    return TER_OK;
}

ter_status ter__skew_generalized_normal_mean(const ter_dist *dist, double *value) {
    ter__dd unit = log_unit(dist, 1), first = about_location(dist, 1, unit);
    if (unit.hi > 600.0) {
        *value = dist->parameter[LOCATION] + in_own_unit(dist, 1, unit, first);
    } else {
        ter__dd z = ter__dd_scale(ter__dd_mul(first, ter__dd_exp(unit)), 2.0);
        *value = ter__standard_undo(ter__standard_load(dist->prepared), z);
    }
    return TER_OK;
}

ter_status ter__skew_generalized_normal_variance(const ter_dist *dist, double *value) {
    return ter__skew_generalized_normal_central_moment(dist, 2, value);
}

ter_status ter__skew_generalized_normal_skewness(const ter_dist *dist, double *value) {
    ter__dd unit = log_unit(dist, 3), second = about_mean(dist, 2, unit);
    *value = ter__dd_value(ter__dd_div(about_mean(dist, 3, unit), ter__dd_mul(second, ter__dd_sqrt(second))));
    return TER_OK;
}

ter_status ter__skew_generalized_normal_excess_kurtosis(const ter_dist *dist, double *value) {
    ter__dd unit = log_unit(dist, 4), second = about_mean(dist, 2, unit);
    ter__dd kurtosis = ter__dd_div(about_mean(dist, 4, unit), ter__dd_square(second));
    *value = ter__dd_value(ter__dd_add_d(kurtosis, -3.0));
    return TER_OK;
}

/* ---- fit -------------------------------------------------------------------------------------------------------------------- */

/* Mean likelihood at the best widths of the two sides, a / b = (L / R)^(1 / (p + 1)) of the sums L and R of powers of distances. */
static double profile(size_t n, const double *x, const double *weights, double location, double shape, double *p) {
    double left = 0.0, right = 0.0, total = 0.0;
    for (size_t i = 0; i < n; i++) {
        double part = weights[i] * ter__pow(fabs(x[i] - location), shape);
        total += weights[i];
        *(x[i] < location ? &left : &right) += part;
    }
    double below = ter__pow(left / total, 1.0 / (shape + 1.0)), above = ter__pow(right / total, 1.0 / (shape + 1.0));
    p[LOCATION] = location;
    p[SHAPE] = shape;
    p[SKEW] = below / (below + above);
    /* a = (shape (a + b) L / total)^(1 / (shape + 1)), and b with R */
    double whole = ter__pow(shape, 1.0 / shape) * ter__pow(below + above, (shape + 1.0) / shape);
    p[SCALE] = 0.5 * whole;
    return p[SKEW] > 0.0 && p[SKEW] < 1.0 ? ter__log(shape / whole) - ter__log_gamma(1.0 / shape) - 1.0 / shape : -TER__INFINITY;
}

/* The best of a grid of locations and shapes. */
static ter_status start(size_t n, const double *x, const double *columns, const double *weights, double *p, ter_error *error) {
    (void)columns;
    enum { LOCATIONS = 24 };
    static const double shapes[] = {0.7, 1.0, 1.5, 2.0, 3.0, 5.0, 9.0};
    ter__weighted w = ter__weighted_of(n, x, weights);
    double best = -TER__INFINITY, sd = sqrt(w.variance), low = fmax(w.lowest, w.mean - 2.5 * sd);
    double step = (fmin(w.highest, w.mean + 2.5 * sd) - low) / LOCATIONS, trial[4];
    for (size_t j = 0; j < sizeof shapes / sizeof shapes[0]; j++) {
        for (int i = 1; i < LOCATIONS; i++) {
            double value = profile(n, x, weights, low + step * i, shapes[j], trial);
            if (value > best) {
                best = value;
                for (int k = 0; k < 4; k++)
                    p[k] = trial[k];
            }
        }
    }
    if (best == -TER__INFINITY)
        return ter_error_set(error, TER_BAD_DATA, "skew_generalized_normal: three different values are needed");
    return TER_OK;
}

const ter__fitter ter__skew_generalized_normal_fitter = {.start = start};
