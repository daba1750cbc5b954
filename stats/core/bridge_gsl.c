/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _POSIX_C_SOURCE 200809L
#include "core/bridge_gsl.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>
#include <gsl/gsl_version.h>
#include <math.h>
#include <pthread.h>
#include <stdbool.h>

#include "tercile/version.h"

#define INTERVALS_MAX 2000
#define CQUAD_MAX     200

static void switch_handler_off(void) {
    gsl_set_error_handler_off();
}

static void prepare_gsl(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, switch_handler_off);
}

/* The integrand as GSL calls it. Some of its rules leave NaN out without a word: it is remembered here. */
typedef struct integrand {
    double (*f)(double x, void *context);
    void *context;
    bool nan_seen;
    size_t calls;
} integrand;

/* Most evaluations of one integral: the rules bound their intervals, but not the time that they take over noise. */
#define CALLS_MAX 40000

static double call(double x, void *parameters) {
    integrand *f = parameters;
    if (++f->calls > CALLS_MAX) {
        return 0.0; /* any number that lets the rule come to its end; what it gives is not used */
    }
    double value = f->f(x, f->context);
    f->nan_seen |= isnan(value);
    return value;
}

static int by_extrapolation(gsl_function *f, double a, double b, double relative_error, double *value, double *error_estimate) {
    gsl_integration_workspace *workspace = gsl_integration_workspace_alloc(INTERVALS_MAX);
    if (workspace == NULL) {
        return GSL_ENOMEM;
    }
    int status;
    if (isinf(a) && isinf(b)) {
        status = gsl_integration_qagi(f, 0.0, relative_error, INTERVALS_MAX, workspace, value, error_estimate);
    } else if (isinf(b)) {
        status = gsl_integration_qagiu(f, a, 0.0, relative_error, INTERVALS_MAX, workspace, value, error_estimate);
    } else if (isinf(a)) {
        status = gsl_integration_qagil(f, b, 0.0, relative_error, INTERVALS_MAX, workspace, value, error_estimate);
    } else {
        status = gsl_integration_qags(f, a, b, 0.0, relative_error, INTERVALS_MAX, workspace, value, error_estimate);
    }
    gsl_integration_workspace_free(workspace);
    return status;
}

/*
 * The rule below adds up squares: where they overflow its estimate of the error is infinite for ever, and it does not come to an
 * end. It leaves out what is not finite.
 */
#define SQUARE_MAX 1e140

static double within_squares(double value) {
    return fabs(value) < SQUARE_MAX ? value : NAN;
}

static double call_within_squares(double x, void *parameters) {
    return within_squares(call(x, parameters));
}

/* The whole line and half lines, mapped on (0, 1] by x = end + (1 - t) / t as qagi does, for the rule on finite intervals. */
typedef struct mapped {
    integrand *f;
    double end;
    bool upwards, both;
} mapped;

static double call_mapped(double t, void *parameters) {
    mapped *m = parameters;
    if (t == 0.0) {
        return 0.0;
    }
    double distance = (1.0 - t) / t;
    double value = call(m->upwards ? m->end + distance : m->end - distance, m->f);
    if (m->both) {
        value += call(m->end - distance, m->f);
    }
    return within_squares(value / t / t);
}

static int by_clenshaw_curtis(integrand *f, double a, double b, double relative_error, double *value, double *error_estimate) {
    gsl_integration_cquad_workspace *workspace = gsl_integration_cquad_workspace_alloc(CQUAD_MAX);
    if (workspace == NULL) {
        return GSL_ENOMEM;
    }
    gsl_function plain = {call_within_squares, f};
    bool both = isinf(a) && isinf(b);
    mapped m = {f, both ? 0.0 : isinf(b) ? a : b, isinf(b), both};
    gsl_function on_unit = {call_mapped, &m};
    bool infinite = isinf(a) || isinf(b);
    int status = gsl_integration_cquad(infinite ? &on_unit : &plain, infinite ? 0.0 : a, infinite ? 1.0 : b, 0.0, relative_error,
                                       workspace, value, error_estimate, NULL);
    gsl_integration_cquad_workspace_free(workspace);
    return status;
}

ter_status ter__gsl_integrate(double (*f)(double x, void *context), void *context, double a, double b, double relative_error,
                              double *value, double *error_estimate) {
    if (isnan(a) || isnan(b) || isnan(relative_error)) {
        return TER_BAD_ARGUMENT;
    }
    if (a == b) {
        *value = *error_estimate = 0.0;
        return TER_OK;
    }
    if (b < a) {
        ter_status status = ter__gsl_integrate(f, context, b, a, relative_error, value, error_estimate);
        *value = -*value;
        return status;
    }
    prepare_gsl();
    relative_error = fmax(relative_error, 1.2e-14);
    integrand wrapped = {f, context, false, 0};
    gsl_function function = {call, &wrapped};
    double first = NAN, first_error = NAN, second = NAN, second_error = NAN;
    int status = by_extrapolation(&function, a, b, relative_error, &first, &first_error);
    if (status == GSL_ENOMEM) {
        return TER_NO_MEMORY;
    }
    if (status == GSL_SUCCESS && !wrapped.nan_seen && isfinite(first) && wrapped.calls <= CALLS_MAX) {
        *value = first;
        *error_estimate = first_error;
        return TER_OK;
    }
    bool nan_seen = wrapped.nan_seen;
    /* This rule looks at the ends, where an infinity is allowed: only NaN of the first counts. */
    if (by_clenshaw_curtis(&wrapped, a, b, relative_error, &second, &second_error) == GSL_ENOMEM) {
        return TER_NO_MEMORY;
    }
    if (wrapped.calls > CALLS_MAX) {
        *value = *error_estimate = NAN;
        return TER_NOT_ACCURATE;
    }
    bool take_second = isfinite(second) && !(isfinite(first) && first_error <= second_error);
    *value = take_second ? second : first;
    *error_estimate = take_second ? second_error : first_error;
    if (nan_seen || isnan(*value)) {
        *value = NAN;
        return TER_UNDEFINED;
    }
    return *error_estimate <= relative_error * fabs(*value) ? TER_OK : TER_NOT_ACCURATE;
}

const char *ter_gsl_version(void) {
    return gsl_version;
}
