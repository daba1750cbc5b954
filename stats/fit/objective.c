/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fit/objective.h"

#include <math.h>

bool ter__objective_allows(const ter__objective *objective, const double *parameters) {
    const ter_family *family = objective->family;
    for (size_t i = 0; i < family->parameter_count; i++) {
        const ter_parameter *parameter = &family->parameters[i];
        double value = parameters[i];
        bool above = parameter->lower_open ? value > parameter->lower : value >= parameter->lower;
        bool below = parameter->upper_open ? value < parameter->upper : value <= parameter->upper;
        if (!above || !below || !isfinite(value) || (parameter->integer && value != trunc(value))) {
            return false;
        }
    }
    return family->check == NULL || family->check(parameters, NULL) == TER_OK;
}

double ter__objective_unit(const ter__objective *objective, size_t parameter, double value) {
    const ter_parameter *p = &objective->family->parameters[parameter];
    double unit = isinf(p->lower) && isinf(p->upper) ? fmax(fabs(value), objective->spread) : fabs(value);
    if (isfinite(p->lower)) {
        unit = fmax(value - p->lower, isfinite(p->upper) ? 0.01 * (p->upper - p->lower) : 0.0);
    }
    return unit > 0.0 ? unit : 1.0;
}

bool ter__objective_value(ter__objective *objective, const double *parameters, double *value) {
    if (!ter__objective_allows(objective, parameters)) {
        return false;
    }
    if (objective->numerical) {
        return ter__objective_numerical_value(objective, parameters, value);
    }
    return objective->family->fitter->likelihood(objective->n, objective->x, objective->columns, objective->weights, parameters,
                                                 value, NULL, NULL) &&
           isfinite(*value);
}

bool ter__objective_evaluate(ter__objective *objective, ter__point *point) {
    if (!ter__objective_allows(objective, point->parameters)) {
        return false;
    }
    if (objective->numerical) {
        return ter__objective_numerical(objective, point);
    }
    const size_t k = objective->family->parameter_count, m = objective->free_count;
    double gradient[TER_PARAMETERS_MAX], hessian[TER_PARAMETERS_MAX * TER_PARAMETERS_MAX];
    if (!objective->family->fitter->likelihood(objective->n, objective->x, objective->columns, objective->weights,
                                               point->parameters, &point->value, gradient, hessian) ||
        !isfinite(point->value)) {
        return false;
    }
    for (size_t i = 0; i < m; i++) {
        point->gradient[i] = gradient[objective->free[i]];
        bool finite = isfinite(point->gradient[i]);
        for (size_t j = 0; j < m; j++) {
            point->hessian[i + j * m] = hessian[objective->free[i] + objective->free[j] * k];
            finite = finite && isfinite(point->hessian[i + j * m]);
        }
        if (!finite) {
            return false;
        }
    }
    return true;
}
