/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fits to censored and truncated samples: the likelihood of an interval in the place of a density, and divided by the probability
 * that a value is seen. The iteration starts from a sample in which every censored value stands at a likely place of its interval.
 */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "fit/fitter.h"
#include "special/elementary.h"

#define LOG_HALF (-0.6931471805599453)

/* log(exp(larger) - exp(smaller)). */
static double log_difference(double larger, double smaller) {
    if (isinf(smaller) || isinf(larger)) {
        return larger;
    }
    double apart = smaller - larger;
    return larger + (apart > LOG_HALF ? ter__log(-ter__expm1(apart)) : ter__log1p(-ter__exp(apart)));
}

double ter__log_interval(const ter_dist *dist, double a, double b) {
    double plain = ter_dist_interval(dist, a, b);
    if (plain > 1e-280) {
        return ter__log(plain);
    }
    /* Far out in a tail: both ends on one side of the median. */
    double below = ter_dist_logcdf(dist, b), above = ter_dist_logsf(dist, a);
    return below < above ? log_difference(below, ter_dist_logcdf(dist, a)) : log_difference(above, ter_dist_logsf(dist, b));
}

/* A place for observation i in the sample that starts are taken from. */
static double stand_in(double from, double to, double lower, double upper) {
    if (from == to) {
        return from;
    }
    double a = fmax(from, lower), b = fmin(to, upper);
    if (isfinite(a) && isfinite(b)) {
        return a + 0.5 * (b - a);
    }
    return isfinite(a) ? a : isfinite(b) ? b : 0.0;
}

static ter_status check(const ter_family *family, size_t n, const double *from, const double *to, double cut_from, double cut_to,
                        ter_error *error) {
    size_t exact = 0, bounded = 0;
    if (!(cut_from < cut_to)) {
        return ter_error_set(error, TER_BAD_ARGUMENT, "%s: nothing can be seen in (%.17g, %.17g]", family->name, cut_from, cut_to);
    }
    for (size_t i = 0; i < n; i++) {
        double a = from[i], b = to != NULL ? to[i] : from[i];
        if (isnan(a) || isnan(b) || a > b || (a == b && isinf(a))) {
            return ter_error_set(error, TER_BAD_DATA, "%s: observation %zu is (%.17g, %.17g]: no interval and no value",
                                 family->name, i, a, b);
        }
        bool seen = a == b ? a > cut_from && a <= cut_to : a >= cut_from && b <= cut_to;
        if (!seen && !(a < b && isinf(b) && a >= cut_from) && !(a < b && isinf(a) && b <= cut_to)) {
            return ter_error_set(error, TER_BAD_DATA,
                                 "%s: observation %zu, (%.17g, %.17g], lies outside what could be seen, (%.17g, %.17g]",
                                 family->name, i, a, b, cut_from, cut_to);
        }
        exact += a == b;
        bounded += a < b && isfinite(a) && isfinite(b);
    }
    return exact + bounded > 0 ? TER_OK
                               : ter_error_set(error, TER_BAD_DATA,
                                               "%s: every value is known from one side only: the likelihood grows "
                                               "without end",
                                               family->name);
}

static ter_status run(ter_fitter *fitter, ter_fit *fit, const double *from, const double *to, double cut_from, double cut_to,
                      const ter_fit_options *options, ter_error *error) {
    ter__objective *objective = &fitter->objective;
    objective->from = to != NULL ? from : NULL;
    objective->to = to;
    objective->truncated = cut_from > -INFINITY || cut_to < INFINITY;
    objective->cut_from = cut_from;
    objective->cut_to = cut_to;
    objective->numerical = objective->numerical || objective->from != NULL || objective->truncated;
    ter_status status = ter__check_options(fitter, options, error);
    return status == TER_OK ? ter__fit_iterate(fitter, options, fit, error) : status;
}

ter_status ter_fit_censored(ter_fit *fit, const ter_family *family, size_t n, const double *from, const double *to,
                            double truncation_lower, double truncation_upper, const ter_fit_options *options, ter_error *error) {
    static const ter_fit_options by_default = TER_FIT_OPTIONS_DEFAULT;
    options = options != NULL ? options : &by_default;
    if (options->method != TER_FIT_MAXIMUM_LIKELIHOOD) {
        return ter_error_set(error, TER_BAD_ARGUMENT, "%s: censored and truncated samples are fitted by maximum likelihood",
                             family->name);
    }
    ter_status status = check(family, n, from, to, truncation_lower, truncation_upper, error);
    if (status != TER_OK) {
        return status;
    }
    double *x = n > 0 && n <= SIZE_MAX / sizeof *x ? malloc(n * sizeof *x) : NULL;
    if (x == NULL) {
        return ter_error_set(error, n == 0 ? TER_BAD_DATA : TER_NO_MEMORY, n == 0 ? "%s: there are no data" : "%s: out of memory",
                             family->name);
    }
    for (size_t i = 0; i < n; i++) {
        x[i] = stand_in(from[i], to != NULL ? to[i] : from[i], truncation_lower, truncation_upper);
    }
    ter_fitter *fitter = NULL;
    status = ter_fitter_create(&fitter, family, n, x, error);
    if (status == TER_OK) {
        status = run(fitter, fit, from, to, truncation_lower, truncation_upper, options, error);
    }
    ter_fitter_destroy(fitter);
    free(x);
    return status;
}
