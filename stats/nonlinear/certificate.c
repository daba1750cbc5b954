/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The gradient must vanish and the second derivatives be positive. These come from differences of exact gradients in
 * double-double: with steps of 2^-24 they are right to some 14 digits.
 */
#include "nonlinear/certificate.h"

#include <string.h>

#include "tercile/linalg.h"

#define GRADIENT_ENOUGH 0x1p-30 /* cosine of residuals and column; doubles reach some 2^-26 */
#define STEP_ENOUGH     0x1p-40
#define PERFECT         0x1p-76 /* residuals this small beside the response are rounding errors */
#define RANK_ENOUGH     0x1p-48 /* of a column beside the others, per row: below, a double cannot tell them apart */
#define CURVED_ENOUGH   0x1p-20
#define DIFFERENCE      0x1p-24

/* gradient[k] = -J_k'r, half the derivative of the sum of squares. */
static bool gradient_at(ter__nonlinear_search *s, const ter__dd *parameters, ter__dd *gradient) {
    ter__nonlinear_point *t = &s->trial;
    const size_t rows = s->model->rows;
    if (!ter__nonlinear_evaluate(s->model, parameters, t->residuals, t->jacobian, &t->squares)) {
        return false;
    }
    for (size_t k = 0; k < s->model->parameters; k++) {
        ter__dd sum = {0.0, 0.0};
        for (size_t i = 0; i < rows; i++) {
            sum = ter__dd_sub(sum, ter__dd_mul(t->jacobian[k * rows + i], t->residuals[i]));
        }
        gradient[k] = sum;
    }
    return true;
}

/* A part of the standard error, which is the scale on which the sum of squares bends; but no more than of the parameter itself, and
 * not so little that rounding shows (a perfect fit has no standard error). */
static double difference_step(double error, double size) {
    const double scale = size > 0.0 && error > size ? fmax(size, 0x1p-20 * error) : error;
    const double step = fmax(DIFFERENCE * scale, 0x1p-34 * size);
    return step > 0.0 ? step : DIFFERENCE;
}

/* Row by row H e_k, k the parameter at place j of the order; false when a neighbour has no value. */
static bool second_derivatives(ter__nonlinear_search *s, size_t j, ter__dd *out) {
    const size_t p = s->model->parameters, k = s->order[j];
    ter__dd shifted[TER_NONLINEAR_PARAMETERS_MAX], above[TER_NONLINEAR_PARAMETERS_MAX], below[TER_NONLINEAR_PARAMETERS_MAX];
    const double step = difference_step(s->errors[k], fabs(s->at.parameters[k].hi));
    memcpy(shifted, s->at.parameters, p * sizeof *shifted);
    shifted[k] = ter__dd_add_d(s->at.parameters[k], step);
    if (!gradient_at(s, shifted, above)) {
        return false;
    }
    shifted[k] = ter__dd_add_d(s->at.parameters[k], -step);
    if (!gradient_at(s, shifted, below)) {
        return false;
    }
    for (size_t i = 0; i < p; i++) {
        out[i] = ter__dd_div_d(ter__dd_sub(above[s->order[i]], below[s->order[i]]), 2.0 * step);
    }
    return true;
}

/* Smallest eigenvalue of R^-T H R^-1; NaN when it cannot be had. Full rank is needed. */
static double curvature_of(ter__nonlinear_search *s) {
    enum { MOST = TER_NONLINEAR_PARAMETERS_MAX };
    const size_t p = s->all.rank;
    ter__dd h[MOST][MOST], half[MOST][MOST];
    double whole[MOST * MOST], values[MOST];
    for (size_t j = 0; j < p; j++) {
        if (!second_derivatives(s, j, h[j])) {
            return TER__NAN;
        }
    }
    /* In the units of the scaled columns, made symmetric; then R^-1 from the right and its transpose from the left. */
    for (size_t i = 0; i < p; i++) {
        for (size_t c = 0; c < p; c++) {
            ter__dd sum = {0.0, 0.0};
            for (size_t k = 0; k <= c; k++) {
                const ter__dd entry = ter__dd_scale(ter__dd_add(h[i][k], h[k][i]), 0.5);
                const double unit = ldexp(1.0, -s->all.exponent[i] - s->all.exponent[k]);
                sum = ter__dd_add(sum, ter__dd_mul(ter__dd_scale(entry, unit), s->all.inverse[c * p + k]));
            }
            half[i][c] = sum;
        }
    }
    for (size_t r = 0; r < p; r++) {
        for (size_t c = 0; c < p; c++) {
            ter__dd sum = {0.0, 0.0};
            for (size_t k = 0; k <= r; k++) {
                sum = ter__dd_add(sum, ter__dd_mul(s->all.inverse[r * p + k], half[k][c]));
            }
            whole[c * p + r] = sum.hi;
        }
    }
    return ter_small_eigenvalues(p, whole, values) == TER_OK ? values[0] : TER__NAN;
}

static double condition_of(const ter__nonlinear_search *s) {
    double sum = 0.0;
    for (size_t c = 0; c < s->all.rank; c++) {
        double row = 0.0;
        for (size_t m = c; m < s->all.rank; m++) {
            row += s->all.inverse[m * s->all.rank + c].hi * s->all.inverse[m * s->all.rank + c].hi;
        }
        sum += row * s->all.length[s->all.kept[c]] * s->all.length[s->all.kept[c]];
    }
    return sqrt(sum * (double)s->all.rank);
}

/* A column that has died away: all that its parameter, or its start, could change is nothing beside the response. */
static bool is_flat(const ter__nonlinear_search *s, size_t j, double response) {
    const size_t k = s->order[j];
    const double length = ldexp(s->all.length[j], s->all.exponent[j]);
    const double size = fmax(fabs(s->at.parameters[k].hi), fabs(s->starts[k]));
    return length == 0.0 || (size > 0.0 && length * size < 0x1p-48 * response);
}

void ter__nonlinear_certify(ter__nonlinear_search *s, ter__nonlinear_certificate *c) {
    const size_t p = s->model->parameters;
    double response = 0.0, least = 1.0;
    for (size_t i = 0; i < s->model->rows; i++) {
        const ter__dd y = s->model->root == NULL ? s->model->response[i] : ter__dd_mul(s->model->response[i], s->model->root[i]);
        response += y.hi * y.hi;
    }
    response = sqrt(response);
    *c =
        (ter__nonlinear_certificate){.gradient = s->gradient, .step = s->step, .curvature = TER__NAN, .condition = condition_of(s)};
    c->perfect = sqrt(s->at.squares.hi) <= PERFECT * response;
    c->gradient = c->perfect ? 0.0 : c->gradient;
    for (size_t j = 0; j < p; j++) {
        if (is_flat(s, j, response)) {
            c->verdict = TER_NONLINEAR_PLATEAU;
            c->culprit = s->order[j];
            return;
        }
        if (s->all.remainder[j] < least) {
            least = s->all.remainder[j];
            c->culprit = s->order[j];
        }
    }
    if (s->all.rank < p || least < RANK_ENOUGH * (double)s->model->rows) {
        c->verdict = TER_NONLINEAR_DEPENDENT;
        return;
    }
    if (!c->perfect && !(c->gradient <= GRADIENT_ENOUGH || c->step <= STEP_ENOUGH)) {
        c->verdict = TER_NONLINEAR_STALLED;
        return;
    }
    c->curvature = curvature_of(s);
    c->verdict = c->curvature > CURVED_ENOUGH ? TER_NONLINEAR_MINIMUM : TER_NONLINEAR_SADDLE;
}
