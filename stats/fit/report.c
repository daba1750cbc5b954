/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a fit says of itself. */
#include <math.h>
#include <string.h>

#include "fit/fitter.h"
#include "special/elementary.h"
#include "tercile/text.h"

void ter__report(const ter_fitter *fitter, const ter__search *search, ter_fit *fit) {
    const ter__objective *objective = &fitter->objective;
    const ter__certificate *certificate = &search->certificate;
    const size_t k = fitter->family->parameter_count, m = objective->free_count;
    memset(fit, 0, sizeof *fit);
    fit->family = fitter->family;
    fit->parameter_count = k;
    memcpy(fit->estimate, search->point.parameters, k * sizeof fit->estimate[0]);
    fit->free_count = m;
    fit->observations = objective->total_weight;
    fit->log_likelihood = search->point.value;
    fit->aic = 2.0 * (double)m - 2.0 * search->point.value;
    fit->bic = (double)m * ter__log(objective->total_weight) - 2.0 * search->point.value;
    fit->iterations = search->iterations;
    fit->curvature = certificate->curvature;
    for (size_t a = 0; a < m; a++) {
        size_t j = objective->free[a];
        fit->standard_error[j] = sqrt(certificate->covariance[a + a * m]);
        double scaled = fabs(search->point.gradient[a]) * fit->standard_error[j];
        fit->gradient_scaled = a == 0 || isnan(scaled) || scaled > fit->gradient_scaled ? scaled : fit->gradient_scaled;
        for (size_t b = 0; b < m; b++) {
            fit->covariance[j + objective->free[b] * k] = certificate->covariance[a + b * m];
        }
    }
}

/* The first free parameter for which `is` holds; -1 when there is none. */
static int which(const ter_fitter *fitter, const ter__search *search, bool (*is)(const ter_parameter *p, double value)) {
    for (size_t a = 0; a < fitter->objective.free_count; a++) {
        size_t j = fitter->objective.free[a];
        if (is(&fitter->family->parameters[j], search->point.parameters[j])) {
            return (int)j;
        }
    }
    return -1;
}

static bool is_at_end(const ter_parameter *p, double value) {
    double room = fmin(value - p->lower, p->upper - value);
    return room <= 1e-6 * (isfinite(p->lower) && isfinite(p->upper) ? p->upper - p->lower : 1.0);
}

static bool is_huge(const ter_parameter *p, double value) {
    return fabs(value) > 1e6 && (isinf(p->upper) || isinf(p->lower));
}

ter_status ter__explain(const ter_fitter *fitter, const ter__search *search, ter_error *error) {
    const ter_family *family = fitter->family;
    int at_end = which(fitter, search, is_at_end), huge = which(fitter, search, is_huge);
    char value[TER_DOUBLE_TEXT_BYTES];
    if (search->outcome == TER__UNBOUNDED) {
        return ter_error_set(error, TER_NO_CONVERGENCE,
                             "%s: the likelihood grows without bound (the law closes in on single values): there is no maximum",
                             family->name);
    }
    if (at_end >= 0) {
        ter_text_from_double(search->point.parameters[at_end], value);
        return ter_error_set(
            error, TER_NO_CONVERGENCE,
            "%s: the likelihood rises towards the end of the interval of %s (at %s after %u steps): no maximum inside",
            family->name, family->parameters[at_end].name, value, search->iterations);
    }
    if (huge >= 0) {
        ter_text_from_double(search->point.parameters[huge], value);
        return ter_error_set(error, TER_NO_CONVERGENCE,
                             "%s: the likelihood is flat as %s grows (%s after %u steps): the data point to a limit of the family",
                             family->name, family->parameters[huge].name, value, search->iterations);
    }
    if (!search->certificate.positive) {
        return ter_error_set(
            error, TER_NO_CONVERGENCE,
            "%s: after %u steps the curvature of the likelihood is not that of a maximum: it may be unbounded, or the "
            "data may not determine all parameters (hold one fixed)",
            family->name, search->iterations);
    }
    ter_text_from_double(search->certificate.decrement, value);
    return ter_error_set(
        error, TER_NO_CONVERGENCE,
        search->outcome == TER__BLOCKED
            ? "%s: stopped at the edge of the possible parameters after %u steps, %s standard errors from a maximum"
            : "%s: no maximum after %u steps; the last is %s standard errors from one",
        family->name, search->iterations, value);
}
