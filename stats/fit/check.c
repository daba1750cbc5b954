/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is wrong with data and options is said before anything is computed. */
#include <math.h>

#include "fit/fitter.h"
#include "tercile/sum.h"
#include "tercile/text.h"

/* Values inside a parameter's interval: low, middle and high ones. */
static double representative(const ter_parameter *p, int which) {
    static const double share[] = {0.25, 0.5, 0.75}, distance[] = {0.5, 1.0, 3.0}, anywhere[] = {-1.0, 0.0, 1.0};
    double value;
    if (isfinite(p->lower) && isfinite(p->upper)) {
        value = p->lower + share[which] * (p->upper - p->lower);
    } else if (isfinite(p->lower)) {
        value = p->lower + distance[which];
    } else if (isfinite(p->upper)) {
        value = p->upper - distance[which];
    } else {
        value = anywhere[which];
    }
    return p->integer ? ceil(value) : value;
}

/* The support that all members share; its ends are infinite where they depend on the parameters. */
static void common_support(const ter_family *family, double *lower, double *upper) {
    double parameters[TER_PARAMETERS_MAX] = {0.0};
    bool seen = false;
    *lower = -INFINITY;
    *upper = INFINITY;
    for (size_t variation = 0; variation < 1 + 2 * family->parameter_count; variation++) {
        for (size_t i = 0; i < family->parameter_count; i++) {
            bool varied = variation > 0 && (variation - 1) / 2 == i;
            parameters[i] = representative(&family->parameters[i], varied ? (variation % 2 == 0 ? 0 : 2) : 1);
        }
        if (family->check != NULL && family->check(parameters, NULL) != TER_OK) {
            continue;
        }
        double a, b;
        family->support(parameters, &a, &b);
        *lower = seen && a != *lower ? -INFINITY : a;
        *upper = seen && b != *upper ? INFINITY : b;
        seen = true;
    }
}

static ter_status outside(const ter_family *family, size_t i, double x, double lower, double upper, ter_error *error) {
    char value[TER_DOUBLE_TEXT_BYTES], from[TER_DOUBLE_TEXT_BYTES], to[TER_DOUBLE_TEXT_BYTES];
    ter_text_from_double(x, value);
    ter_text_from_double(lower, from);
    ter_text_from_double(upper, to);
    return ter_error_set(error, TER_BAD_DATA, "%s: value %s at index %zu lies outside the support [%s, %s]", family->name, value, i,
                         from, to);
}

ter_status ter__check_data(const ter_family *family, size_t n, const double *x, ter_error *error) {
    if (n == 0) {
        return ter_error_set(error, TER_BAD_DATA, "%s: there are no data", family->name);
    }
    double lower, upper;
    common_support(family, &lower, &upper);
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(x[i])) {
            return ter_error_set(error, TER_BAD_DATA, "%s: the value at index %zu is %s; remove missing and infinite values first",
                                 family->name, i, isnan(x[i]) ? "NaN" : "infinite");
        }
        if (x[i] < lower || x[i] > upper) {
            return outside(family, i, x[i], lower, upper, error);
        }
        if (family->discrete && x[i] != trunc(x[i])) {
            char value[TER_DOUBLE_TEXT_BYTES];
            ter_text_from_double(x[i], value);
            return ter_error_set(error, TER_BAD_DATA, "%s: value %s at index %zu is not a whole number", family->name, value, i);
        }
    }
    return TER_OK;
}

/* Whether at least `wanted` different values have positive weight. */
static bool has_distinct(size_t n, const double *x, const double *weights, size_t wanted) {
    double seen[TER_PARAMETERS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < n && count < wanted; i++) {
        size_t j = 0;
        while (j < count && seen[j] != x[i]) {
            j++;
        }
        if (weights[i] > 0.0 && j == count) {
            seen[count++] = x[i];
        }
    }
    return count >= wanted;
}

static ter_status check_weights(ter_fitter *fitter, ter_error *error) {
    ter__objective *objective = &fitter->objective;
    ter_sum total = TER_SUM_ZERO;
    for (size_t i = 0; i < objective->n; i++) {
        double weight = objective->weights[i];
        if (!(weight >= 0.0) || !isfinite(weight)) {
            return ter_error_set(error, TER_BAD_DATA, "the weight at index %zu is %s; weights are finite and not negative", i,
                                 isnan(weight)  ? "NaN"
                                 : weight < 0.0 ? "negative"
                                                : "infinite");
        }
        ter_sum_add(&total, weight);
    }
    objective->total_weight = ter_sum_value(total);
    if (!(objective->total_weight > 0.0) || !isfinite(objective->total_weight)) {
        return ter_error_set(error, TER_BAD_DATA, "the weights sum to %s", objective->total_weight > 0.0 ? "infinity" : "zero");
    }
    return TER_OK;
}

/* Where only what is held is given, each held parameter has to lie in its own interval. */
static ter_status check_held(const ter_family *family, const ter_fit_options *options, ter_error *error) {
    for (size_t k = 0; k < family->parameter_count; k++) {
        const ter_parameter *parameter = &family->parameters[k];
        double held = options->start[k];
        if (options->fixed[k] && !(held >= parameter->lower && held <= parameter->upper && isfinite(held))) {
            return ter_error_set(error, TER_BAD_ARGUMENT, "%s: %s cannot be held at %.17g", family->name, parameter->name, held);
        }
    }
    return TER_OK;
}

static ter_status check_start(const ter_fitter *fitter, const ter_fit_options *options, ter_error *error) {
    const ter_family *family = fitter->family;
    if (options->start == NULL) {
        return options->fixed == NULL
                   ? TER_OK
                   : ter_error_set(error, TER_BAD_ARGUMENT, "%s: fixed parameters take their values from start", family->name);
    }
    if (ter__objective_allows(&fitter->objective, options->start)) {
        return TER_OK;
    }
    for (size_t j = 0; options->fixed != NULL && j < family->parameter_count; j++) {
        if (!options->fixed[j] && isnan(options->start[j])) {
            return check_held(family, options, error);
        }
    }
    ter_dist *dist = NULL;
    ter_status status = ter_dist_create(&dist, family, family->parameter_count, options->start, error);
    ter_dist_destroy(dist);
    if (status == TER_OK) {
        return ter_error_set(error, TER_BAD_ARGUMENT, "%s: the start is not allowed", family->name);
    }
    return ter_error_prefix(error, TER_BAD_ARGUMENT, "start: ");
}

ter_status ter__check_options(ter_fitter *fitter, const ter_fit_options *options, ter_error *error) {
    ter__objective *objective = &fitter->objective;
    const ter_family *family = fitter->family;
    if ((unsigned)options->method > TER_FIT_L_MOMENTS) {
        return ter_error_set(error, TER_BAD_ARGUMENT, "fit method %d: there are maximum likelihood, moments and L-moments",
                             (int)options->method);
    }
    if (options->method != TER_FIT_MAXIMUM_LIKELIHOOD && options->fixed != NULL) {
        return ter_error_set(error, TER_BAD_ARGUMENT, "%s: the method of moments holds nothing fixed", family->name);
    }
    objective->weights = options->weights != NULL ? options->weights : fitter->ones;
    ter_status status = check_weights(fitter, error);
    status = status != TER_OK ? status : check_start(fitter, options, error);
    if (status != TER_OK) {
        return status;
    }
    bool closed = family->fitter != NULL && (family->fitter->closed_form != NULL || options->method == TER_FIT_MOMENTS);
    objective->free_count = 0;
    for (size_t j = 0; j < family->parameter_count; j++) {
        if (options->fixed != NULL && options->fixed[j]) {
            continue;
        }
        if (family->parameters[j].integer && !closed) {
            return ter_error_set(error, TER_BAD_ARGUMENT, "%s: %s is a whole number and cannot be estimated: hold it fixed",
                                 family->name, family->parameters[j].name);
        }
        objective->free[objective->free_count++] = j;
    }
    size_t wanted = objective->free_count;
    if (family->discrete && wanted > 2) {
        wanted = 2;
    }
    if (!has_distinct(objective->n, objective->x, objective->weights, wanted)) {
        return ter_error_set(error, TER_BAD_DATA, "%s: %zu parameters cannot be estimated from fewer than %zu distinct values",
                             family->name, objective->free_count, wanted);
    }
    return TER_OK;
}
