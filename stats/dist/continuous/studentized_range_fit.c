/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The likelihood of studentized ranges in df. The log of x f(x) is smooth in log x, analytic to pi / 2 beside the line as that of
 * the t law: many values are interpolated between equidistant nodes, by polynomials of degree 15, to 14 digits and more.
 */
#include "special/elementary.h"
#include "special/gamma.h"
#include "studentized_range.h"
#include "studentized_range_law.h"

#define PER_UNIT  16.0
#define POINTS    16
#define NODES_MAX 600

enum { GROUPS, DF };

/* log x f(x) and its first two derivatives in df. */
typedef struct height {
    double log, slope, bend;
} height;

static height height_at(const double *p, ter__dd log_x, bool with_slopes) {
    double a = 0.5 * p[DF];
    ter__range_blend blend = {.part = TER__RANGE_DENSITY, .k = (int)p[GROUPS], .power = p[DF], .half = a, .log_x = log_x};
    ter__range_mixture m = ter__range_mix(&blend, with_slopes);
    height out = {.log = ter__dd_value(ter__dd_add(m.log_value, ter__studentized_range_log_factor(p[DF])))};
    if (with_slopes) {
        double gap = 0.5 / a - ter__stirling_error_slope(a), mean = ter__dd_value(m.mean_distance);
        double variance = ter__dd_value(ter__dd_sub(m.mean_square, ter__dd_square(m.mean_distance)));
        out.slope = 0.5 * (gap - mean);
        out.bend = 0.25 * (1.0 / a - ter__trigamma(a) + variance);
    }
    return out;
}

/* At `place` nodes from the first, some POINTS / 2 from either end. */
static height between(const height *node, double place) {
    double first = floor(place) - (POINTS / 2 - 1), at = place - first, whole = 1.0, weight = 1.0;
    height sum = {0.0, 0.0, 0.0};
    for (int i = 0; i < POINTS; i++)
        whole *= at - i;
    if (whole == 0.0)
        return node[(int)place];
    for (int i = 1; i < POINTS; i++) /* product over the others of 1 / (0 - i) */
        weight /= -i;
    for (int i = 0; i < POINTS; i++) {
        const height *h = &node[(int)first + i];
        double share = whole * weight / (at - i);
        sum.log += share * h->log;
        sum.slope += share * h->slope;
        sum.bend += share * h->bend;
        weight *= (double)(i + 1 - POINTS) / (i + 1.0);
    }
    return sum;
}

static bool likelihood(size_t n, const double *x, const double *columns, const double *weights, const double *p, double *value,
                       double *gradient, double *hessian) {
    if (!(p[GROUPS] >= 2.0 && p[GROUPS] <= 100.0 && p[DF] >= 1.0 && p[DF] <= 1e6))
        return false;
    double low = TER__INFINITY, high = -TER__INFINITY, sum = 0.0, slope = 0.0, bend = 0.0;
    for (size_t i = 0; i < n; i++) {
        if (!(x[i] > 0.0 && x[i] < TER__INFINITY) && weights[i] != 0.0)
            return false;
        low = fmin(low, weights[i] != 0.0 ? columns[i] : low);
        high = fmax(high, weights[i] != 0.0 ? columns[i] : high);
    }
    height node[NODES_MAX];
    double first = floor(low * PER_UNIT) - POINTS / 2, count = floor(high * PER_UNIT) - first + POINTS / 2 + 2.0;
    bool many = count < NODES_MAX && count < (double)n, with_slopes = gradient != NULL || hessian != NULL;
    for (int i = 0; many && i < (int)count; i++)
        node[i] = height_at(p, ter__dd_make((first + i) / PER_UNIT, 0.0), with_slopes);
    for (size_t i = 0; i < n; i++) {
        if (weights[i] == 0.0)
            continue;
        height h = many ? between(node, columns[i] * PER_UNIT - first) : height_at(p, ter__dd_log_d(x[i]), with_slopes);
        sum += weights[i] * (h.log - columns[i]);
        slope += weights[i] * h.slope;
        bend += weights[i] * h.bend;
    }
    *value = sum;
    for (int i = 0; i < 2 && gradient != NULL; i++)
        gradient[i] = i == DF ? slope : 0.0;
    for (int i = 0; i < 4 && hessian != NULL; i++)
        hessian[i] = i == 3 ? bend : 0.0;
    return sum > -TER__INFINITY;
}

static void transform(size_t n, const double *x, double *columns) {
    for (size_t i = 0; i < n; i++)
        columns[i] = ter__log(x[i]);
}

const ter__fitter ter__studentized_range_fitter = {.columns = 1, .transform = transform, .likelihood = likelihood};
