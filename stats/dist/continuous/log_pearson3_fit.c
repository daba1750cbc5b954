/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fitting log-Pearson III: moments of log10 x as in Bulletin 17C, and maximum likelihood with exact derivatives, smooth through
 * skew 0. The likelihood is bounded only for |skew| < 2 (alpha > 1); beyond, it grows without bound as an end of the support nears
 * the extreme observation.
 */
#include "gamma_fit.h"
#include "log_pearson3.h"
#include "special/elementary.h"
#include "special/gamma.h"
#include "special/gamma_table.h"

#define LN_10            0x1.26bb1bbb55516p+1
#define INVERSE_LN_10    0x1.bcb7b1526e50ep-2
#define HALF_LOG_TWO_PI  0x1.d67f1c864beb5p-1
#define LOG_LN_10        0x1.ab064cf84927bp-1
#define SKEW_LIMIT       2.0
#define SKEW_SERIES      0.5
#define NORM_TERMS       12
#define RATIO_TERMS_NEAR 15
#define RATIO_TERMS      30

ter__lp3_skew ter__lp3_skew_of(double skew) {
    ter__lp3_skew s = {skew, 0.0, 0.0, 0.0};
    if (fabs(skew) <= SKEW_SERIES) {
        /* Stirling error at 4 / skew^2 is sum c_k q^(4k - 2), q = skew / 2 */
        double q = 0.5 * skew, z = q * q * q * q, value = 0.0, slope = 0.0, bend = 0.0;
        for (int k = NORM_TERMS; k >= 1; k--) {
            double c = k <= TER__STIRLING_HEAD ? ter__stirling_head[k - 1].hi : ter__stirling_tail[k - 1 - TER__STIRLING_HEAD];
            value = fma(value, z, c);
            slope = fma(slope, z, (4 * k - 2) * c);
            bend = fma(bend, z, (4 * k - 2) * (4 * k - 3) * c);
        }
        s.log_norm = -HALF_LOG_TWO_PI - value * q * q;
        s.slope = -0.5 * slope * q;
        s.bend = -0.25 * bend;
        return s;
    }
    double alpha = 4.0 / (skew * skew), first = ter__stirling_error_slope(alpha);
    double second = ter__trigamma(alpha) - (1.0 + 0.5 / alpha) / alpha;
    double by_skew = -2.0 * alpha / skew; /* d alpha / d skew */
    s.log_norm = -HALF_LOG_TWO_PI - ter__dd_stirling_error(alpha).hi;
    s.slope = -first * by_skew;
    s.bend = -(second * by_skew * by_skew + first * 6.0 * alpha / (skew * skew));
    return s;
}

/* rho(t) = (t - log(1 + t)) / t^2 and two derivatives. */
typedef struct ratio {
    double value, slope, bend;
} ratio;

/* Near 0 the second derivative by its series, the others from it: 2 rho + t rho' = 1 / (1 + t) and the derivative of that. */
static ratio ratio_of(double t) {
    double u = 1.0 / (1.0 + t);
    ratio r;
    if (fabs(t) < 0.25) {
        int terms = fabs(t) < 0.0625 ? RATIO_TERMS_NEAR : RATIO_TERMS;
        double sum = 0.0;
        for (int j = terms + 1; j >= 2; j--) {
            sum = fma(-t, sum, j * (j - 1) / (j + 2.0));
        }
        r.bend = sum;
        r.slope = -(u * u + t * r.bend) / 3.0;
        r.value = 0.5 * (u - t * r.slope);
        return r;
    }
    r.value = (t - ter__log1p(t)) / (t * t);
    r.slope = (u - 2.0 * r.value) / t;
    r.bend = -(u * u + 3.0 * r.slope) / t;
    return r;
}

ter__lp3_terms ter__lp3_terms_of(const ter__lp3_skew *s, double w) {
    double t = 0.5 * s->skew * w, u = 1.0 / (1.0 + t), half = 0.5 * w, top = w + 0.5 * s->skew;
    ratio r = ratio_of(t);
    ter__lp3_terms terms;
    terms.value = s->log_norm - w * w * r.value - (t - t * t * r.value); /* log(1 + t) = t - t^2 rho */
    terms.by_w = -top * u;
    terms.by_ww = (0.5 * s->skew * top * u - 1.0) * u;
    terms.by_skew = s->slope - w * w * half * r.slope - half * u;
    terms.by_w_skew = (top * half * u - 0.5) * u;
    terms.by_skew_skew = s->bend - half * half * (w * w * r.bend - u * u);
    return terms;
}

static void transform(size_t n, const double *x, double *columns) {
    for (size_t i = 0; i < n; i++) {
        columns[i] = ter__log(x[i]) * INVERSE_LN_10;
    }
}

static ter_status moments(size_t n, const double *x, const double *columns, const double *weights, double *parameters,
                          ter_error *error) {
    (void)x;
    ter__weighted w = ter__weighted_of(n, columns, weights);
    if (!isfinite(w.mean)) {
        return ter_error_set(error, TER_BAD_DATA, "log_pearson3: a value is 0 or negative and has no logarithm");
    }
    if (!(w.variance > 0.0) || !isfinite(w.skewness)) {
        return ter_error_set(error, TER_UNDEFINED,
                             "log_pearson3: the skew of %g observations with standard deviation %g of log10 "
                             "is not defined; three different values are needed",
                             w.weight, sqrt(w.variance));
    }
    parameters[0] = w.mean;
    parameters[1] = sqrt(w.variance);
    parameters[2] = w.skewness;
    return TER_OK;
}

/* The moments, their skew drawn in so that all observations lie inside the support. */
static ter_status start(size_t n, const double *x, const double *columns, const double *weights, double *parameters,
                        ter_error *error) {
    ter_status status = moments(n, x, columns, weights, parameters, error);
    if (status != TER_OK) {
        return status;
    }
    ter__weighted w = ter__weighted_of(n, columns, weights);
    double lowest = (w.lowest - w.mean) / parameters[1], highest = (w.highest - w.mean) / parameters[1];
    double most = fmin(0.9 * SKEW_LIMIT, 0.9 * 2.0 / -lowest), least = fmax(-0.9 * SKEW_LIMIT, -0.9 * 2.0 / highest);
    parameters[2] = fmax(least, fmin(most, parameters[2]));
    return TER_OK;
}

/* Weighted sums of the terms, and of those multiplied by w where the chain rule asks for it. */
typedef struct sums {
    double weight, y, value, w1, w2, ww1, ww2, ww3, skew, cross1, cross2, skew2;
} sums;

static bool add_up(size_t n, const double *y, const double *weights, const double *p, sums *total) {
    ter__lp3_skew skew = ter__lp3_skew_of(p[2]);
    double inverse = 1.0 / p[1];
    sums s = {0};
    for (size_t i = 0; i < n; i++) {
        double weight = weights == NULL ? 1.0 : weights[i];
        if (!(weight > 0.0)) {
            continue;
        }
        double w = (y[i] - p[0]) * inverse;
        if (!(1.0 + 0.5 * skew.skew * w > 0.0) || !isfinite(w)) {
            return false;
        }
        ter__lp3_terms t = ter__lp3_terms_of(&skew, w);
        s.weight += weight;
        s.y += weight * y[i];
        s.value += weight * t.value;
        s.w1 += weight * t.by_w;
        s.w2 += weight * w * t.by_w;
        s.ww1 += weight * t.by_ww;
        s.ww2 += weight * w * t.by_ww;
        s.ww3 += weight * w * w * t.by_ww;
        s.skew += weight * t.by_skew;
        s.cross1 += weight * t.by_w_skew;
        s.cross2 += weight * w * t.by_w_skew;
        s.skew2 += weight * t.by_skew_skew;
    }
    *total = s;
    return true;
}

static bool likelihood(size_t n, const double *x, const double *columns, const double *weights, const double *parameters,
                       double *value, double *gradient, double *hessian) {
    (void)x;
    double sd = parameters[1], skew = parameters[2];
    sums s;
    if (!(sd > 0.0 && isfinite(sd) && isfinite(parameters[0]) && fabs(skew) < SKEW_LIMIT) ||
        !add_up(n, columns, weights, parameters, &s)) {
        return false;
    }
    *value = s.value - s.weight * (ter__log(sd) + LOG_LN_10) - LN_10 * s.y;
    if (gradient != NULL) {
        gradient[0] = -s.w1 / sd;
        gradient[1] = -(s.weight + s.w2) / sd;
        gradient[2] = s.skew;
    }
    if (hessian != NULL) {
        double square = sd * sd;
        hessian[0] = s.ww1 / square;
        hessian[4] = (s.weight + 2.0 * s.w2 + s.ww3) / square;
        hessian[8] = s.skew2;
        hessian[1] = hessian[3] = (s.w1 + s.ww2) / square;
        hessian[2] = hessian[6] = -s.cross1 / sd;
        hessian[5] = hessian[7] = -s.cross2 / sd;
    }
    return isfinite(*value);
}

const ter__fitter ter__lp3_fitter = {
    .columns = 1,
    .transform = transform,
    .start = start,
    .moments = moments,
    .likelihood = likelihood,
};
