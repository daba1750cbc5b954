/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Generic kernels: each derived from the slots that a family has. */
#include <math.h>

#include "generic.h"
#include "special/elementary.h"
#include "stated.h"

static double at(const ter_dist *dist, ter_operation operation, double argument) {
    double value;
    dist->kernel[operation](dist, 1, &argument, &value);
    return value;
}

static void pdf(const ter_dist *dist, size_t n, const double *x, double *out) {
    dist->kernel[TER_LOG_PDF](dist, n, x, out);
    for (size_t i = 0; i < n; i++) {
        out[i] = ter__exp(out[i]);
    }
}

static void logpdf(const ter_dist *dist, size_t n, const double *x, double *out) {
    dist->kernel[TER_PDF](dist, n, x, out);
    for (size_t i = 0; i < n; i++) {
        out[i] = ter__log(out[i]);
    }
}

/* A tail from its own log or, failing that, as the complement of the other one: exact where the other is the smaller. */
static void tail(const ter_dist *dist, ter_operation own_log, ter_operation other, ter_operation other_log, size_t n,
                 const double *x, double *out) {
    ter__kernel *const *family = dist->family->kernel;
    for (size_t i = 0; i < n; i++) {
        if (family[own_log] != NULL) {
            out[i] = ter__exp(at(dist, own_log, x[i]));
        } else if (family[other_log] != NULL) {
            out[i] = -ter__expm1(at(dist, other_log, x[i]));
        } else {
            out[i] = 1.0 - at(dist, other, x[i]);
        }
    }
}

static void cdf(const ter_dist *dist, size_t n, const double *x, double *out) {
    tail(dist, TER_LOG_CDF, TER_SF, TER_LOG_SF, n, x, out);
}

static void sf(const ter_dist *dist, size_t n, const double *x, double *out) {
    tail(dist, TER_LOG_SF, TER_CDF, TER_LOG_CDF, n, x, out);
}

static double log_tail(const ter_dist *dist, ter_operation own, ter_operation other, double x) {
    double small = at(dist, own, x);
    return small < 0.5 ? ter__log(small) : ter__log1p(-at(dist, other, x));
}

static void logcdf(const ter_dist *dist, size_t n, const double *x, double *out) {
    for (size_t i = 0; i < n; i++) {
        out[i] = log_tail(dist, TER_CDF, TER_SF, x[i]);
    }
}

static void logsf(const ter_dist *dist, size_t n, const double *x, double *out) {
    for (size_t i = 0; i < n; i++) {
        out[i] = log_tail(dist, TER_SF, TER_CDF, x[i]);
    }
}

static void quantile(const ter_dist *dist, size_t n, const double *p, double *out) {
    for (size_t i = 0; i < n; i++) {
        out[i] = p[i] >= 0.0 && p[i] <= 1.0 ? ter__generic_inverse(dist, false, ter__log(p[i])) : NAN;
    }
}

static void isf(const ter_dist *dist, size_t n, const double *q, double *out) {
    for (size_t i = 0; i < n; i++) {
        out[i] = q[i] >= 0.0 && q[i] <= 1.0 ? ter__generic_inverse(dist, true, ter__log(q[i])) : NAN;
    }
}

static void quantile_log(const ter_dist *dist, size_t n, const double *log_p, double *out) {
    for (size_t i = 0; i < n; i++) {
        out[i] = log_p[i] <= 0.0 ? ter__generic_inverse(dist, false, log_p[i]) : NAN;
    }
}

static void isf_log(const ter_dist *dist, size_t n, const double *log_q, double *out) {
    for (size_t i = 0; i < n; i++) {
        out[i] = log_q[i] <= 0.0 ? ter__generic_inverse(dist, true, log_q[i]) : NAN;
    }
}

/* Hazard rate f / S; for counts f(x) / P(X >= x), so that it is a probability. */
static void hazard(const ter_dist *dist, size_t n, const double *x, double *out) {
    for (size_t i = 0; i < n; i++) {
        double point = x[i];
        double log_density = at(dist, TER_LOG_PDF, point);
        double log_survival = at(dist, TER_LOG_SF, dist->family->discrete ? ceil(point) - 1.0 : point);
        out[i] = isinf(log_density) && log_density < 0.0 && isfinite(log_survival) ? 0.0 : ter__exp(log_density - log_survival);
    }
}

static void cumulative_hazard(const ter_dist *dist, size_t n, const double *x, double *out) {
    dist->kernel[TER_LOG_SF](dist, n, x, out);
    for (size_t i = 0; i < n; i++) {
        out[i] = 0.0 - out[i];
    }
}

static void slope(const ter_dist *dist, size_t n, const double *x, double *out) {
    for (size_t i = 0; i < n; i++) {
        double point = x[i];
        ter__generic_gradient(dist, 1, &point, &out[i], NULL);
    }
}

void ter__generic_fill(ter_dist *dist) {
    static ter__kernel *const generic[TER_OPERATION_COUNT] = {
        [TER_PDF] = pdf,
        [TER_LOG_PDF] = logpdf,
        [TER_CDF] = cdf,
        [TER_LOG_CDF] = logcdf,
        [TER_SF] = sf,
        [TER_LOG_SF] = logsf,
        [TER_QUANTILE] = quantile,
        [TER_ISF] = isf,
        [TER_QUANTILE_LOG] = quantile_log,
        [TER_ISF_LOG] = isf_log,
        [TER_HAZARD] = hazard,
        [TER_CUMULATIVE_HAZARD] = cumulative_hazard,
        [TER_LOG_PDF_SLOPE] = slope,
    };
    for (size_t i = 0; i < TER_OPERATION_COUNT; i++) {
        ter__kernel *derived = dist->family->statement != NULL ? ter__stated_kernel[i] : generic[i];
        dist->kernel[i] = dist->family->kernel[i] != NULL ? dist->family->kernel[i] : derived;
    }
}

void ter__generic_sample(const ter_dist *dist, ter_stream *stream, size_t n, double *out) {
    ter_stream_uniform_array(stream, n, out);
    dist->kernel[TER_QUANTILE](dist, n, out, out);
}
