/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fitting the GEV law. With u = shape z, y = -log s = z l(u), l(u) = log(1 + u) / u, the log density is -(1 + shape) y - exp(-y) -
 * log scale, and its derivatives are products of l, l', l'' and 1 / t: smooth in shape, by series where |u| is small.
 */
#include <stdlib.h>

#include "extreme.h"
#include "special/gamma.h"

/* ---- likelihood --------------------------------------------------------------------------------------------------------- */

/* l, l', l'' at u; v = 1 / (1 + u). */
typedef struct smooth_log {
    double l, first, second;
} smooth_log;

static inline smooth_log smooth_at(double u, double v) {
    smooth_log at;
    if (fabs(u) > 0.05) {
        at.l = ter__log1p(u) / u;
        at.first = (v - at.l) / u;
        at.second = -(fma(v, v, 2.0 * at.first)) / u;
        return at;
    }
    /* sum of (-u)^n / (n + 1) and its derivatives, to u^12 */
    at.l = at.first = at.second = 0.0;
    for (int n = 12; n >= 0; n--) {
        double c = (n % 2 == 0 ? 1.0 : -1.0) / (n + 1);
        at.second = fma(at.second, u, 2.0 * at.first);
        at.first = fma(at.first, u, at.l);
        at.l = fma(at.l, u, c);
    }
    return at;
}

typedef struct sums {
    double weight, value, z, zz, bend, z_bend, zz_bend, k, zk, zzk, kk;
} sums;

/* Adds one observation: l_z, l_zz, ... of l = -(1 + shape) y - exp(-y). */
static inline void add(sums *sum, double weight, double shape, double z, double v) {
    smooth_log at = smooth_at(shape * z, v);
    double y = z * at.l, y_k = z * z * at.first, y_kk = z * z * z * at.second;
    double s = ter__exp(-y), a = (s - 1.0) - shape;
    double l_z = a * v, l_zz = -v * v * fma(a, shape, s), l_k = fma(a, y_k, -y);
    double a_k = -fma(s, y_k, 1.0), l_zk = fma(a_k, v, -a * z * v * v);
    double l_kk = fma(a, y_kk, -y_k * fma(s, y_k, 2.0));
    sum->weight += weight;
    sum->value -= weight * fma(1.0 + shape, y, s);
    sum->z += weight * l_z;
    sum->zz += weight * z * l_z;
    sum->bend += weight * l_zz;
    sum->z_bend += weight * z * l_zz;
    sum->zz_bend += weight * z * z * l_zz;
    sum->k += weight * l_k;
    sum->zk += weight * l_zk;
    sum->zzk += weight * z * l_zk;
    sum->kk += weight * l_kk;
}

static bool likelihood(size_t n, const double *x, const double *columns, const double *weights, const double *parameters,
                       double *value, double *gradient, double *hessian) {
    (void)columns;
    const double location = parameters[0], scale = parameters[1], shape = parameters[2];
    if (!(scale > 0.0 && scale < TER__INFINITY && fabs(location) < TER__INFINITY && shape > -1.0 && shape < TER__INFINITY))
        return false;
    sums sum = {0};
    for (size_t i = 0; i < n; i++) {
        if (weights[i] > 0.0) {
            double z = (x[i] - location) / scale, t = fma(shape, z, 1.0);
            if (!(t > 0.0))
                return false;
            if (gradient != NULL || hessian != NULL) {
                add(&sum, weights[i], shape, z, 1.0 / t);
            } else {
                double u = shape * z, y = fabs(u) > 0x1p-26 ? ter__log1p(u) / shape : z * (1.0 - 0.5 * u);
                sum.weight += weights[i];
                sum.value -= weights[i] * fma(1.0 + shape, y, ter__exp(-y));
            }
        }
    }
    *value = sum.value - sum.weight * ter__log(scale);
    if (gradient != NULL) {
        gradient[0] = -sum.z / scale;
        gradient[1] = -(sum.weight + sum.zz) / scale;
        gradient[2] = sum.k;
    }
    if (hessian != NULL) {
        const double square = scale * scale;
        hessian[0] = sum.bend / square;
        hessian[1] = hessian[3] = (sum.z + sum.z_bend) / square;
        hessian[4] = (sum.weight + 2.0 * sum.zz + sum.zz_bend) / square;
        hessian[2] = hessian[6] = -sum.zk / scale;
        hessian[5] = hessian[7] = -sum.zzk / scale;
        hessian[8] = sum.kk;
    }
    return *value > -TER__INFINITY;
}

/* ---- start: probability-weighted moments (Hosking, Wallis, Wood, Technometrics 27, 1985) --------------------------------- */

typedef struct ranked {
    double x;
    size_t index;
} ranked;

static int by_value(const void *a, const void *b) {
    const ranked *p = a, *q = b;
    if (p->x != q->x)
        return p->x < q->x ? -1 : 1;
    return p->index < q->index ? -1 : p->index > q->index;
}

/* The column: which observation is the i-th smallest. Sorted once, it serves every weighting. Without memory: the given order. */
static void transform(size_t n, const double *x, double *columns) {
    ranked *order = n < SIZE_MAX / sizeof *order ? malloc((n > 0 ? n : 1) * sizeof *order) : NULL;
    for (size_t i = 0; i < n; i++) {
        columns[i] = (double)i;
        if (order != NULL)
            order[i] = (ranked){x[i], i};
    }
    if (order != NULL) {
        qsort(order, n, sizeof *order, by_value);
        for (size_t i = 0; i < n; i++)
            columns[i] = (double)order[i].index;
        free(order);
    }
}

/* Makes a point feasible by drawing the shape towards 0, where everything is. */
static ter_status settle(size_t n, const double *x, const double *weights, double *parameters, ter_error *error) {
    double value;
    for (int i = 0; i < 8; i++) {
        if (likelihood(n, x, NULL, weights, parameters, &value, NULL, NULL))
            return TER_OK;
        parameters[2] = i < 6 ? 0.5 * parameters[2] : 0.0;
    }
    return ter_error_set(error, TER_BAD_DATA, "gev: no start was found");
}

static ter_status start(size_t n, const double *x, const double *columns, const double *weights, double *parameters,
                        ter_error *error) {
    double total = 0.0, before = 0.0, b0 = 0.0, b1 = 0.0, b2 = 0.0;
    for (size_t i = 0; i < n; i++)
        total += weights[i];
    for (size_t i = 0; i < n; i++) {
        size_t at = (size_t)columns[i];
        double weight = weights[at], f = (before + 0.5 * weight) / total;
        before += weight;
        if (weight > 0.0) {
            b0 += weight * x[at];
            b1 += weight * x[at] * f;
            b2 += weight * x[at] * f * f;
        }
    }
    double l1 = b0 / total, l2 = (2.0 * b1 - b0) / total, l3 = (6.0 * b2 - 6.0 * b1 + b0) / total;
    if (!(l2 > 0.0) || !isfinite(l1) || !isfinite(l3))
        return ter_error_set(error, TER_BAD_DATA, "gev: the data have no spread");
    double c = 2.0 / (3.0 + l3 / l2) - 0.6309297535714574; /* log 2 / log 3 */
    double kappa = c * (7.8590 + 2.9554 * c);
    kappa = kappa < -0.9 ? -0.9 : kappa > 0.9 ? 0.9 : kappa;
    if (fabs(kappa) < 1e-6) {
        parameters[1] = l2 / 0.6931471805599453;
        parameters[0] = l1 - TER__EULER_GAMMA * parameters[1];
    } else {
        double g = ter__exp(ter__log_gamma(1.0 + kappa));
        parameters[1] = l2 * kappa / (-ter__expm1(-0.6931471805599453 * kappa) * g);
        parameters[0] = l1 - parameters[1] * (1.0 - g) / kappa;
    }
    parameters[2] = -kappa;
    return settle(n, x, weights, parameters, error);
}

/* ---- moments: the shape whose skewness is the data's --------------------------------------------------------------------- */

/* By the rule of false position with the Illinois weights (Dowell and Jarratt, BIT 11, 1971): some ten steps. */
static bool shape_of_skewness(double wanted, double *shape) {
    double low = -4.0, high = 0.333, middle = 0.0;
    double below = ter__extreme_skewness(low) - wanted, above = ter__extreme_skewness(high) - wanted;
    if (!(below < 0.0 && above > 0.0))
        return false;
    for (int i = 0, side = 0; i < 100 && high - low > 1e-15; i++) {
        middle = i == 0 ? 0.0 : i == 1 ? (wanted < 1.1395470994046486 ? -0.5 : 0.2) : high - above * (high - low) / (above - below);
        double at = ter__extreme_skewness(middle) - wanted;
        if (fabs(at) < 1e-14 * (1.0 + fabs(wanted)))
            break;
        if (at < 0.0) {
            low = middle;
            below = at;
            above *= side < 0 ? 0.5 : 1.0;
            side = -1;
        } else {
            high = middle;
            above = at;
            below *= side > 0 ? 0.5 : 1.0;
            side = 1;
        }
    }
    *shape = middle;
    return true;
}

static ter_status moments(size_t n, const double *x, const double *columns, const double *weights, double *parameters,
                          ter_error *error) {
    (void)columns;
    double mean, variance, third = 0.0, total = 0.0;
    if (!ter__extreme_two_moments(n, x, weights, &mean, &variance) || !(variance > 0.0) || !isfinite(variance))
        return ter_error_set(error, TER_BAD_DATA, "gev: the variance of the data is not a positive number");
    double spread = sqrt(variance);
    for (size_t i = 0; i < n; i++) {
        double d = weights[i] > 0.0 ? (x[i] - mean) / spread : 0.0;
        third += weights[i] * d * d * d;
        total += weights[i];
    }
    const double wanted = third / total;
    if (!shape_of_skewness(wanted, &parameters[2]))
        return ter_error_set(error, TER_UNDEFINED, "gev: no shape has the skewness of the data, %g", wanted);
    parameters[1] = spread / sqrt(ter__extreme_variance(parameters[2]));
    parameters[0] = mean - parameters[1] * ter__extreme_mean(parameters[2]);
    return TER_OK;
}

extern const ter__fitter ter__gev_fitter;
const ter__fitter ter__gev_fitter = {
    .columns = 1, .transform = transform, .start = start, .moments = moments, .likelihood = likelihood};
