/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Summaries of log-Pearson III. E[X^r] = exp(c mean + (c sd)^2 rho(-v)) with c = r ln 10, v = c sd skew / 2 < 1 and rho(t) = phi(t)
 * / t^2 (it is infinite for v >= 1). Central quantities come from differences of these exponents, formed without cancellation.
 */
#include "log_pearson3.h"
#include "special/elementary.h"
#include "special/gamma.h"

static const ter__dd ln_10 = {0x1.26bb1bbb55516p+1, -0x1.f48ad494ea3e9p-53};

/* E[X^r] is finite: v < 1. */
static bool is_finite(const ter__lp3 *law, double order) {
    return order * law->sd * law->skew * (0.5 * 0x1.26bb1bbb55516p+1) < 1.0;
}

/* (order ln 10 sd)^2 rho(-v): the cumulant generating function of log X without its mean term. */
static ter__dd cumulant(const ter__lp3 *law, double order) {
    ter__dd step = ter__dd_mul_d(ter__dd_mul_d(ln_10, law->sd), order);
    ter__dd v = ter__dd_scale(ter__dd_mul_d(step, law->skew), 0.5);
    return ter__dd_mul(ter__dd_square(step), ter__dd_phi_ratio(ter__dd_neg(v)));
}

/* exp(order ln 10 mean + exponent). */
static double power_times(const ter__lp3 *law, double order, ter__dd exponent) {
    return ter__exp_dd(ter__dd_add(ter__dd_mul_d(ter__dd_mul_d(ln_10, law->mean), order), exponent));
}

static ter_status infinite(double *value) {
    *value = TER__INFINITY;
    return TER_INFINITE;
}

static ter_status undefined(double *value) {
    *value = TER__NAN;
    return TER_UNDEFINED;
}

ter_status ter__lp3_raw_moment(const ter_dist *dist, unsigned order, double *value) {
    ter__lp3 law = ter__lp3_of(dist);
    if (!is_finite(&law, order)) {
        return infinite(value);
    }
    *value = power_times(&law, order, cumulant(&law, order));
    return TER_OK;
}

ter_status ter__lp3_mean(const ter_dist *dist, double *value) {
    return ter__lp3_raw_moment(dist, 1, value);
}

/* log E[X^order] - order log E[X]. */
static ter__dd excess(const ter__lp3 *law, double order) {
    return ter__dd_sub(cumulant(law, order), ter__dd_mul_d(cumulant(law, 1.0), order));
}

/* Beyond this the first term of every central moment is all of it. */
#define FAR 300.0

ter_status ter__lp3_variance(const ter_dist *dist, double *value) {
    ter__lp3 law = ter__lp3_of(dist);
    if (!is_finite(&law, 1.0)) {
        return undefined(value);
    }
    if (!is_finite(&law, 2.0)) {
        return infinite(value);
    }
    ter__dd two = excess(&law, 2.0);
    if (two.hi > FAR) {
        return ter__lp3_raw_moment(dist, 2, value);
    }
    ter__dd mean = ter__dd_scale(cumulant(&law, 1.0), 2.0);
    *value = power_times(&law, 2.0, ter__dd_add(mean, ter__dd_log(ter__dd_expm1(two))));
    return TER_OK;
}

/* Below this ln 10 sd the differences lose more than the linear law that is then left is off. */
#define LINEAR 1e-10

ter_status ter__lp3_skewness(const ter_dist *dist, double *value) {
    ter__lp3 law = ter__lp3_of(dist);
    if (!is_finite(&law, 2.0)) {
        return undefined(value);
    }
    if (!is_finite(&law, 3.0)) {
        return infinite(value);
    }
    if (law.sd * ln_10.hi < LINEAR) {
        *value = law.skew;
        return TER_OK;
    }
    ter__dd two = excess(&law, 2.0), three = excess(&law, 3.0);
    if (three.hi > FAR) {
        *value = ter__exp_dd(ter__dd_sub(three, ter__dd_mul_d(two, 1.5)));
        return TER_OK;
    }
    ter__dd a = ter__dd_expm1(two), b = ter__dd_expm1(three);
    ter__dd top = ter__dd_sub(b, ter__dd_mul_d(a, 3.0));
    *value = ter__dd_value(ter__dd_div(top, ter__dd_mul(a, ter__dd_sqrt(a))));
    return TER_OK;
}

ter_status ter__lp3_excess_kurtosis(const ter_dist *dist, double *value) {
    ter__lp3 law = ter__lp3_of(dist);
    if (!is_finite(&law, 2.0)) {
        return undefined(value);
    }
    if (!is_finite(&law, 4.0)) {
        return infinite(value);
    }
    if (law.sd * ln_10.hi < LINEAR) {
        *value = 1.5 * law.skew * law.skew;
        return TER_OK;
    }
    ter__dd two = excess(&law, 2.0), three = excess(&law, 3.0), four = excess(&law, 4.0);
    if (four.hi > FAR) {
        *value = ter__exp_dd(ter__dd_sub(four, ter__dd_scale(two, 2.0)));
        return TER_OK;
    }
    ter__dd a = ter__dd_expm1(two), b = ter__dd_expm1(three), c = ter__dd_expm1(four);
    ter__dd top = ter__dd_add(ter__dd_sub(c, ter__dd_scale(b, 4.0)), ter__dd_mul_d(a, 6.0));
    ter__dd square = ter__dd_square(a);
    *value = ter__dd_value(ter__dd_div(ter__dd_sub(top, ter__dd_mul_d(square, 3.0)), square));
    return TER_OK;
}

/* Where d log f / d log x = 0: y = mean - (sd^2 ln 10 + b) / (1 + b ln 10), b = sd skew / 2; or at an end of the support. */
ter_status ter__lp3_mode(const ter_dist *dist, double *value) {
    ter__lp3 law = ter__lp3_of(dist);
    double b = 0.5 * law.sd * law.skew, pull = 1.0 + b * ln_10.hi;
    if (pull <= 0.0) {
        *value = 0.0; /* the density grows without bound there */
        return TER_OK;
    }
    if (fabs(law.skew) >= 2.0) {
        *value = law.skew > 0.0 ? dist->lower : dist->upper;
        return TER_OK;
    }
    *value = ter__lp3_power(&law, ter__dd_make(-(law.sd * ln_10.hi + 0.5 * law.skew) / pull, 0.0));
    return TER_OK;
}

ter_status ter__lp3_median(const ter_dist *dist, double *value) {
    ter__lp3 law = ter__lp3_of(dist);
    *value = ter__lp3_power(&law, ter__lp3_inverse(&law, 0.5, false, false));
    return TER_OK;
}

/* Entropy of w, that of the gamma law less log(sqrt(alpha)); then the change to y and to x. */
ter_status ter__lp3_entropy(const ter_dist *dist, double *value) {
    ter__lp3 law = ter__lp3_of(dist);
    double inverse = 0.25 * law.skew * law.skew, entropy = law.log_norm.hi + 0.5;
    if (inverse > 1e-30) {
        double alpha = law.shape.a.hi;
        entropy += -0.5 * inverse + (1.0 - alpha) * ter__stirling_error_slope(alpha);
    }
    *value = entropy + law.log_sd.hi + law.mean * ln_10.hi + 0x1.ab064cf84927bp-1;
    return TER_OK;
}
