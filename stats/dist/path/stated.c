/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kernels of stated laws: where x stands to the support, then logs in double-double, exponentiated and rounded once. */
#include "stated.h"

#include <math.h>

#include "generic.h"
#include "special/elementary.h"

typedef enum place { BELOW, AT_LOWER, INSIDE, AT_UPPER, ABOVE, NOWHERE } place;

/* Counts are inside on both ends; an infinite x is outside. */
static place place_of(const ter_dist *dist, double x) {
    if (isnan(x))
        return NOWHERE;
    if (x < dist->lower || x == -TER__INFINITY)
        return BELOW;
    if (x > dist->upper || x == TER__INFINITY)
        return ABOVE;
    if (dist->family->discrete)
        return INSIDE;
    return x == dist->lower ? AT_LOWER : x == dist->upper ? AT_UPPER : INSIDE;
}

static double end_density(const ter_dist *dist, bool upper) {
    const ter__statement *law = dist->family->statement;
    return law->log_density_at_end != NULL ? law->log_density_at_end(dist, upper) : -TER__INFINITY;
}

static ter__dd log_density_at(const ter_dist *dist, double x) {
    place where = place_of(dist, x);
    if (where == NOWHERE)
        return ter__dd_make(TER__NAN, 0.0);
    const ter__statement *law = dist->family->statement;
    if ((where == AT_LOWER && law->density_at_lower) || (where == AT_UPPER && law->density_at_upper))
        return law->log_density(dist, x);
    if (where == AT_LOWER || where == AT_UPPER)
        return ter__dd_make(end_density(dist, where == AT_UPPER), 0.0);
    if (where != INSIDE || (dist->family->discrete && x != floor(x)))
        return ter__dd_make(-TER__INFINITY, 0.0);
    return law->log_density(dist, x);
}

static ter__dd log_tail_at(const ter_dist *dist, double x, bool upper) {
    if (dist->family->discrete)
        x = floor(x);
    place where = place_of(dist, x);
    bool none = where == BELOW || where == AT_LOWER, all = where == ABOVE || where == AT_UPPER;
    all = all || (dist->family->discrete && x >= dist->upper);
    if (where == NOWHERE)
        return ter__dd_make(TER__NAN, 0.0);
    if (none || all)
        return ter__dd_make(none == upper ? 0.0 : -TER__INFINITY, 0.0);
    ter__dd log_tail = dist->family->statement->log_tail(dist, x, upper);
    return log_tail.hi > 0.0 ? ter__dd_make(0.0, 0.0) : log_tail;
}

/* For counts mass / P(X >= x). */
static double hazard_at(const ter_dist *dist, double x) {
    const ter__statement *law = dist->family->statement;
    place where = place_of(dist, x);
    if (where == NOWHERE || where == ABOVE || where == AT_UPPER)
        return TER__NAN;
    if (where == BELOW || (dist->family->discrete && x != floor(x)))
        return 0.0;
    if (where == AT_LOWER)
        return ter__exp_dd(log_density_at(dist, x));
    if (law->log_hazard != NULL)
        return ter__exp_dd(law->log_hazard(dist, x));
    ter__dd log_density = law->log_density(dist, x);
    ter__dd log_survival = log_tail_at(dist, dist->family->discrete ? x - 1.0 : x, true);
    if (isinf(log_density.hi))
        return isinf(log_survival.hi) ? TER__NAN : log_density.hi > 0.0 ? TER__INFINITY : 0.0;
    double hazard = ter__exp_dd(ter__dd_sub(log_density, log_survival));
    return dist->family->discrete && hazard > 1.0 ? 1.0 : hazard;
}

static double slope_at(const ter_dist *dist, double x) {
    double slope = TER__NAN;
    if (!dist->family->discrete && place_of(dist, x) == INSIDE) {
        if (dist->family->statement->gradient != NULL)
            dist->family->statement->gradient(dist, x, &slope, NULL);
        else
            ter__generic_gradient(dist, 1, &x, &slope, NULL);
    }
    return slope;
}

/* The inverse from the logs of the probability wanted and of its complement: the smaller tail is solved for. */
static double inverse_of(const ter_dist *dist, bool upper, ter__dd log_p, ter__dd log_q) {
    const ter__statement *law = dist->family->statement;
    bool other = log_q.hi < log_p.hi, side = other ? !upper : upper;
    ter__dd target = other ? log_q : log_p;
    if (law->inverse == NULL || dist->family->discrete)
        return ter__stated_solve(dist, side, target);
    double x = law->inverse(dist, target, side);
    return x < dist->lower ? dist->lower : x > dist->upper ? dist->upper : x;
}

#include "log_kernels.h"

ter__kernel *const ter__stated_kernel[TER_OPERATION_COUNT] = TER__LOG_KERNELS;

/* A difference of tails and its relative error; where that is too much, other ways are tried. */
static double checked_difference(const ter_dist *dist, double a, double b, double difference, double error) {
    if (error <= (dist->family->discrete ? 0x1p-46 : 0x1p-53))
        return difference;
    if (dist->family->discrete)
        return ter__generic_interval(dist, a, b);
    return isfinite(a) && isfinite(b) ? ter__generic_surer_interval(dist, a, b, difference, error) : difference;
}

/*
 * P(a < X <= b) as (tail at one end) * (1 - exp(difference of the logs)), in the tail that both ends lie in. Ends on either side of
 * the median: one minus both outer tails.
 */
double ter__stated_interval(const ter_dist *dist, double a, double b) {
    const ter__statement *law = dist->family->statement;
    double tail_error = law->tail_error > 0.0 ? law->tail_error : 0x1p-90;
    ter__dd below = log_tail_at(dist, a, false), above = log_tail_at(dist, b, true);
    bool low = above.hi > -0.6931471805599453, high = below.hi > -0.6931471805599453;
    if (!low && !high) {
        ter__dd outside = ter__dd_add(ter__exp_whole(below), ter__exp_whole(above));
        double inside = ter__dd_value(ter__dd_sub(ter__dd_make(1.0, 0.0), outside));
        return inside > 0.25 ? inside : checked_difference(dist, a, b, inside > 0.0 ? inside : 0.0, tail_error / inside);
    }
    ter__dd larger = high ? log_tail_at(dist, a, true) : log_tail_at(dist, b, false), smaller = high ? above : below;
    if (isinf(larger.hi) || isinf(smaller.hi))
        return ter__exp_dd(larger);
    ter__dd difference = ter__dd_sub(smaller, larger);
    if (difference.hi >= 0.0)
        return checked_difference(dist, a, b, 0.0, TER__INFINITY);
    if (difference.hi < -640.0)
        return ter__exp_dd(larger);
    double value = ter__exp_dd(ter__dd_add(larger, ter__dd_log1mexp(difference)));
    return difference.hi > -0.25 ? checked_difference(dist, a, b, value, tail_error / -difference.hi) : value;
}

void ter__stated_gradient(const ter_dist *dist, size_t n, const double *x, double *slope, double *by_parameter) {
    const ter_family *family = dist->family;
    if (family->statement->gradient == NULL) {
        ter__generic_gradient(dist, n, x, slope, by_parameter);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        double along_x = TER__NAN, along_parameter[TER_PARAMETERS_MAX];
        bool inside = place_of(dist, x[i]) == INSIDE && (!family->discrete || x[i] == floor(x[i]));
        if (inside)
            family->statement->gradient(dist, x[i], &along_x, by_parameter != NULL ? along_parameter : NULL);
        if (slope != NULL)
            slope[i] = family->discrete ? TER__NAN : along_x;
        for (size_t j = 0; by_parameter != NULL && j < family->parameter_count; j++)
            by_parameter[i + j * n] = inside && !family->parameters[j].integer ? along_parameter[j] : TER__NAN;
    }
}
