/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Evaluation: the family's own code where it has some, else the path's generic one. */
#include <math.h>

#include "dist/family.h"

double ter_dist_eval(const ter_dist *dist, ter_operation operation, double argument) {
    if ((size_t)operation >= TER_OPERATION_COUNT) {
        return NAN;
    }
    double value;
    dist->kernel[operation](dist, 1, &argument, &value);
    return value;
}

void ter_dist_eval_array(const ter_dist *dist, ter_operation operation, size_t n, const double *argument, double *out) {
    if ((size_t)operation < TER_OPERATION_COUNT) {
        dist->kernel[operation](dist, n, argument, out);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        out[i] = NAN;
    }
}

double ter_dist_pdf(const ter_dist *dist, double x) {
    return ter_dist_eval(dist, TER_PDF, x);
}
double ter_dist_logpdf(const ter_dist *dist, double x) {
    return ter_dist_eval(dist, TER_LOG_PDF, x);
}
double ter_dist_cdf(const ter_dist *dist, double x) {
    return ter_dist_eval(dist, TER_CDF, x);
}
double ter_dist_logcdf(const ter_dist *dist, double x) {
    return ter_dist_eval(dist, TER_LOG_CDF, x);
}
double ter_dist_sf(const ter_dist *dist, double x) {
    return ter_dist_eval(dist, TER_SF, x);
}
double ter_dist_logsf(const ter_dist *dist, double x) {
    return ter_dist_eval(dist, TER_LOG_SF, x);
}
double ter_dist_quantile(const ter_dist *dist, double p) {
    return ter_dist_eval(dist, TER_QUANTILE, p);
}
double ter_dist_isf(const ter_dist *dist, double q) {
    return ter_dist_eval(dist, TER_ISF, q);
}
double ter_dist_quantile_log(const ter_dist *dist, double log_p) {
    return ter_dist_eval(dist, TER_QUANTILE_LOG, log_p);
}
double ter_dist_isf_log(const ter_dist *dist, double log_q) {
    return ter_dist_eval(dist, TER_ISF_LOG, log_q);
}
double ter_dist_hazard(const ter_dist *dist, double x) {
    return ter_dist_eval(dist, TER_HAZARD, x);
}
double ter_dist_cumhazard(const ter_dist *dist, double x) {
    return ter_dist_eval(dist, TER_CUMULATIVE_HAZARD, x);
}

double ter_dist_interval(const ter_dist *dist, double a, double b) {
    if (isnan(a) || isnan(b)) {
        return NAN;
    }
    if (b <= a) {
        return 0.0;
    }
    if (dist->family->interval != NULL) {
        return dist->family->interval(dist, a, b);
    }
    return dist->family->statement != NULL ? dist->path->stated_interval(dist, a, b) : dist->path->generic_interval(dist, a, b);
}

void ter_dist_log_pdf_gradient(const ter_dist *dist, size_t n, const double *x, double *slope, double *by_parameter) {
    if (dist->family->gradient != NULL) {
        dist->family->gradient(dist, n, x, slope, by_parameter);
    } else if (dist->family->statement != NULL) {
        dist->path->stated_gradient(dist, n, x, slope, by_parameter);
    } else {
        dist->path->generic_gradient(dist, n, x, slope, by_parameter);
    }
}

ter_status ter_dist_summary(const ter_dist *dist, ter_summary summary, double *value) {
    if ((size_t)summary >= TER_SUMMARY_COUNT) {
        return TER_BAD_ARGUMENT;
    }
    ter__summary *own = dist->family->summary[summary];
    return own != NULL ? own(dist, value) : dist->path->generic_summary[summary](dist, value);
}

ter_status ter_dist_raw_moment(const ter_dist *dist, unsigned order, double *value) {
    if (order > TER_MOMENT_ORDER_MAX) {
        return TER_BAD_ARGUMENT;
    }
    if (order == 0) {
        *value = 1.0;
        return TER_OK;
    }
    ter__moment *own = dist->family->raw_moment;
    return own != NULL ? own(dist, order, value) : dist->path->generic_raw_moment(dist, order, value);
}

ter_status ter_dist_central_moment(const ter_dist *dist, unsigned order, double *value) {
    if (order > TER_MOMENT_ORDER_MAX) {
        return TER_BAD_ARGUMENT;
    }
    if (order == 0) {
        *value = 1.0;
        return TER_OK;
    }
    ter__moment *own = dist->family->central_moment;
    return own != NULL ? own(dist, order, value) : dist->path->generic_central_moment(dist, order, value);
}

ter_status ter_dist_characteristic(const ter_dist *dist, double t, double *real, double *imaginary) {
    *real = t == 0.0 ? 1.0 : NAN;
    *imaginary = t == 0.0 ? 0.0 : NAN;
    if (!isfinite(t)) {
        return TER_BAD_ARGUMENT;
    }
    if (t == 0.0) {
        return TER_OK;
    }
    if (dist->family->characteristic == NULL) {
        return TER_NOT_ACCURATE;
    }
    return dist->family->characteristic(dist, t, real, imaginary);
}

void ter_dist_support(const ter_dist *dist, double *lower, double *upper) {
    *lower = dist->lower;
    *upper = dist->upper;
}

void ter_dist_sample(const ter_dist *dist, ter_stream *stream, size_t n, double *out) {
    if (dist->family->sample != NULL) {
        dist->family->sample(dist, stream, n, out);
    } else {
        dist->path->generic_sample(dist, stream, n, out);
    }
}
