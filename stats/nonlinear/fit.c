/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nonlinear/certificate.h"
#include "nonlinear/starts.h"

#define ITERATIONS 1000
#define RESTARTS   60

const char *ter_nonlinear_verdict_name(ter_nonlinear_verdict verdict) {
    static const char *const names[] = {"minimum", "plateau", "dependent", "saddle", "stalled"};
    return (unsigned)verdict < sizeof names / sizeof names[0] ? names[verdict] : "unknown";
}

void ter_nonlinear_fit_destroy(ter_nonlinear_fit *fit) {
    if (fit != NULL) {
        free(fit->estimates);
        free(fit->standard_errors);
        free(fit->correlations);
        free(fit->residuals);
        free(fit->fitted);
        free(fit->linear);
        free(fit);
    }
}

static ter_nonlinear_fit *fit_allocate(size_t rows, size_t parameters) {
    ter_nonlinear_fit *fit = calloc(1, sizeof *fit);
    if (fit == NULL) {
        return NULL;
    }
    fit->rows = rows;
    fit->parameters = parameters;
    fit->residual_df = rows - parameters;
    fit->estimates = calloc(parameters, sizeof *fit->estimates);
    fit->standard_errors = calloc(parameters, sizeof *fit->standard_errors);
    fit->correlations = calloc(parameters * parameters, sizeof *fit->correlations);
    fit->residuals = calloc(rows, sizeof *fit->residuals);
    fit->fitted = calloc(rows, sizeof *fit->fitted);
    fit->linear = calloc(parameters, sizeof *fit->linear);
    if (!fit->estimates || !fit->standard_errors || !fit->correlations || !fit->residuals || !fit->fitted || !fit->linear) {
        ter_nonlinear_fit_destroy(fit);
        return NULL;
    }
    return fit;
}

/* ---- what is reported --------------------------------------------------------------------------------------------------- */

/* Entry of (R'R)^-1 between the columns at places a and b, in units of the scaled columns. */
static ter__dd cross_product(const ter__qr *qr, size_t a, size_t b) {
    ter__dd sum = {0.0, 0.0};
    for (size_t m = a > b ? a : b; m < qr->rank; m++) {
        sum = ter__dd_add(sum, ter__dd_mul(qr->inverse[m * qr->rank + a], qr->inverse[m * qr->rank + b]));
    }
    return sum;
}

static void report_errors(ter_nonlinear_fit *fit, const ter__nonlinear_search *s) {
    const size_t p = fit->parameters;
    const bool known = fit->residual_df > 0 && s->all.rank == p;
    const ter__dd variance = ter__dd_div_d(s->at.squares, (double)fit->residual_df);
    for (size_t a = 0; a < p; a++) {
        const size_t k = s->order[a];
        const ter__dd own = known ? cross_product(&s->all, a, a) : ter__dd_make(TER__NAN, 0.0);
        fit->standard_errors[k] = TER__NAN;
        if (known) {
            const ter__dd square = ter__dd_mul(variance, own);
            fit->standard_errors[k] = square.hi > 0.0 ? ldexp(ter__dd_value(ter__dd_sqrt(square)), -s->all.exponent[a]) : 0.0;
        }
        for (size_t b = 0; b < p; b++) {
            const double other = known ? cross_product(&s->all, b, b).hi : TER__NAN;
            const double between = known ? cross_product(&s->all, a, b).hi : TER__NAN;
            fit->correlations[k * p + s->order[b]] = a == b && known ? 1.0 : between / sqrt(own.hi * other);
        }
    }
}

static void report_rows(ter_nonlinear_fit *fit, const ter__nonlinear_search *s) {
    for (size_t i = 0; i < fit->rows; i++) {
        ter__dd residual = s->at.residuals[i];
        residual = s->model->root == NULL ? residual : ter__dd_div(residual, s->model->root[i]);
        fit->residuals[i] = ter__dd_value(residual);
        fit->fitted[i] = ter__dd_value(ter__dd_sub(s->model->response[i], residual));
    }
}

static void report_reason(ter_nonlinear_fit *fit, const ter__nonlinear_certificate *c, const char *const *names) {
    char *text = fit->reason;
    const size_t size = sizeof fit->reason;
    switch (c->verdict) {
    case TER_NONLINEAR_MINIMUM:
        snprintf(text, size, "a local minimum: gradient %.1e, step left %.1e, least curvature %.2g%s", c->gradient, c->step,
                 c->curvature, c->perfect ? "; the fit is perfect" : "");
        break;
    case TER_NONLINEAR_PLATEAU:
        snprintf(text, size, "a plateau: at %s = %.6g the model no longer depends on it; start elsewhere", names[c->culprit],
                 fit->estimates[c->culprit]);
        break;
    case TER_NONLINEAR_DEPENDENT:
        snprintf(text, size, "the data do not tell %s from the other parameters there; fix it or simplify the model",
                 names[c->culprit]);
        break;
    case TER_NONLINEAR_SADDLE:
        snprintf(text, size, "not a minimum: the gradient vanishes, but the least curvature is %.2g", c->curvature);
        break;
    default:
        snprintf(text, size, "no minimum was reached: gradient %.1e, step left %.1e; start elsewhere", c->gradient, c->step);
        break;
    }
}

static void report(ter_nonlinear_fit *fit, const ter__nonlinear_search *s, const ter__nonlinear_certificate *c,
                   const char *const *names) {
    for (size_t k = 0; k < fit->parameters; k++) {
        fit->estimates[k] = ter__dd_value(s->at.parameters[k]);
        fit->linear[k] = s->model->linear >> k & 1;
    }
    fit->residual_sum_squares = ter__dd_value(s->at.squares);
    fit->residual_deviation = TER__NAN;
    if (fit->residual_df > 0) {
        const ter__dd variance = ter__dd_div_d(s->at.squares, (double)fit->residual_df);
        fit->residual_deviation = variance.hi > 0.0 ? ter__dd_value(ter__dd_sqrt(variance)) : 0.0;
    }
    report_errors(fit, s);
    report_rows(fit, s);
    fit->verdict = c->verdict;
    fit->gradient = c->gradient;
    fit->step = c->step;
    fit->curvature = c->curvature;
    fit->condition = c->condition;
    report_reason(fit, c, names);
}

/* ---- starts ------------------------------------------------------------------------------------------------------------- */

/* Whether a is the better end: a minimum before anything else, then the smaller sum of squares. */
static bool is_better(const ter__nonlinear_certificate *a, ter__dd a_squares, const ter__nonlinear_certificate *b,
                      ter__dd b_squares) {
    const bool a_minimum = a->verdict == TER_NONLINEAR_MINIMUM, b_minimum = b->verdict == TER_NONLINEAR_MINIMUM;
    return a_minimum != b_minimum ? a_minimum : ter__dd_sub(a_squares, b_squares).hi < 0.0;
}

typedef struct best {
    bool any;
    ter__dd parameters[TER_NONLINEAR_PARAMETERS_MAX], squares;
    ter__nonlinear_certificate certificate;
} best;

static void try_start(ter__nonlinear_search *s, const ter__dd *start, unsigned iterations_max, best *found,
                      ter_nonlinear_fit *fit) {
    if (!ter__nonlinear_search_run(s, start, iterations_max)) {
        return;
    }
    ter__nonlinear_certificate certificate;
    ter__nonlinear_certify(s, &certificate);
    fit->iterations += s->iterations;
    if (!found->any || is_better(&certificate, s->at.squares, &found->certificate, found->squares)) {
        found->any = true;
        found->squares = s->at.squares;
        found->certificate = certificate;
        memcpy(found->parameters, s->at.parameters, sizeof found->parameters);
    }
}

static ter_status search_all(ter__nonlinear_search *s, const ter_nonlinear_problem *p, ter_nonlinear_fit *fit, best *found,
                             ter_error *error) {
    const unsigned iterations_max = p->iterations_max == 0 ? ITERATIONS : p->iterations_max;
    const unsigned restarts_max = p->restarts_max == 0 ? RESTARTS : p->restarts_max == UINT_MAX ? 0 : p->restarts_max;
    ter__dd start[TER_NONLINEAR_PARAMETERS_MAX];
    for (size_t k = 0; k < p->parameters; k++) {
        start[k] = ter__dd_make(p->starts[k], 0.0);
    }
    try_start(s, start, iterations_max, found, fit);
    const bool wanted = !found->any || found->certificate.verdict != TER_NONLINEAR_MINIMUM;
    for (unsigned i = 0; wanted && i < restarts_max; i++) {
        ter__nonlinear_other_start(i, p->parameters, p->starts, start);
        try_start(s, start, iterations_max, found, fit);
        fit->restarts++;
    }
    if (!found->any) {
        return ter_error_set(error, TER_BAD_DATA, "the model has no finite value in some row at the starts given, nor around them");
    }
    /* The best one once more, from where it ended: the search holds what is reported. */
    (void)ter__nonlinear_search_run(s, found->parameters, iterations_max);
    ter__nonlinear_search_align(s);
    ter__nonlinear_certify(s, &found->certificate);
    return TER_OK;
}

ter_status ter_nonlinear_fit_create(ter_nonlinear_fit **result, const ter_nonlinear_problem *problem, ter_error *error) {
    ter__nonlinear_model model;
    ter__nonlinear_search search = {0};
    best found = {.any = false};
    ter_status status = ter__nonlinear_model_create(&model, problem, error);
    if (status != TER_OK) {
        return status;
    }
    for (size_t k = 0; status == TER_OK && k < problem->parameters; k++) {
        if (!isfinite(problem->starts[k])) {
            status = ter_error_set(error, TER_BAD_ARGUMENT, "the start of \"%s\" is %g: it must be finite", problem->names[k],
                                   problem->starts[k]);
        }
    }
    ter_nonlinear_fit *fit = fit_allocate(problem->rows, problem->parameters);
    if (status == TER_OK && fit == NULL) {
        status = ter_error_set(error, TER_NO_MEMORY, "out of memory for a fit of %zu rows", problem->rows);
    }
    status = status == TER_OK ? ter__nonlinear_search_create(&search, &model, problem->starts, error) : status;
    status = status == TER_OK ? search_all(&search, problem, fit, &found, error) : status;
    if (status == TER_OK) {
        report(fit, &search, &found.certificate, problem->names);
        fit->evaluations = model.evaluations;
        *result = fit;
        if (fit->verdict != TER_NONLINEAR_MINIMUM) {
            status = ter_error_set(error, TER_NO_CONVERGENCE, "%s", fit->reason);
        }
    } else {
        ter_nonlinear_fit_destroy(fit);
    }
    ter__nonlinear_search_destroy(&search);
    ter__nonlinear_model_destroy(&model);
    return status;
}
