/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Moments of the studentized range: E q^m = E W^m E s^-m, of W by one integral of its density, E s^-m = (df / 2)^(m / 2)
 * Gamma((df - m) / 2) / Gamma(df / 2) where m < df. The mode is the zero of the slope.
 */
#include "special/elementary.h"
#include "special/gamma.h"
#include "studentized_range.h"
#include "studentized_range_law.h"

enum { GROUPS, DF };

static ter__dd raw(const ter_dist *dist, unsigned order) {
    double df = dist->parameter[DF], m = order;
    if (order == 0)
        return ter__dd_make(1.0, 0.0);
    ter__range_blend blend = {.part = TER__RANGE_DENSITY, .k = (int)dist->parameter[GROUPS], .power = m};
    ter__dd gammas = ter__dd_sub(ter__dd_lgamma(0.5 * (df - m)), ter__dd_lgamma(0.5 * df));
    ter__dd scale = ter__dd_mul_d(ter__dd_log_d(0.5 * df), 0.5 * m);
    return ter__exp_whole(ter__dd_add(ter__range_mix(&blend, false).log_value, ter__dd_add(gammas, scale)));
}

static ter_status infinite(double *value) {
    *value = TER__INFINITY;
    return TER_INFINITE;
}

ter_status ter__studentized_range_raw_moment(const ter_dist *dist, unsigned order, double *value) {
    if ((double)order >= dist->parameter[DF])
        return infinite(value);
    *value = ter__dd_value(raw(dist, order));
    return TER_OK;
}

ter_status ter__studentized_range_mean(const ter_dist *dist, double *value) {
    return ter__studentized_range_raw_moment(dist, 1, value);
}

/* From the raw moments, which are known to some 19 digits; the deviation is not small beside the mean. */
static double central(const ter_dist *dist, unsigned order) {
    ter__dd mean = raw(dist, 1), sum = ter__dd_make(1.0, 0.0);
    for (unsigned j = 1; j <= order; j++) { /* sum of binomial(order, j) m_j (-mean)^(order - j) by Horner's rule */
        double binomial = order == 4 ? (j == 2 ? 6.0 : j == 4 ? 1.0 : 4.0) : j == order ? 1.0 : (double)order;
        sum = ter__dd_sub(ter__dd_mul_d(raw(dist, j), binomial), ter__dd_mul(sum, mean));
    }
    return ter__dd_value(sum);
}

ter_status ter__studentized_range_central_moment(const ter_dist *dist, unsigned order, double *value) {
    if (dist->parameter[DF] <= 1.0 && order > 0) {
        *value = TER__NAN;
        return TER_UNDEFINED;
    }
    if ((double)order >= dist->parameter[DF])
        return infinite(value);
    if (order > 4)
        return dist->path->generic_central_moment(dist, order, value);
    *value = order == 0 ? 1.0 : order == 1 ? 0.0 : central(dist, order);
    return TER_OK;
}

ter_status ter__studentized_range_variance(const ter_dist *dist, double *value) {
    return ter__studentized_range_central_moment(dist, 2, value);
}

/* d log f / d log x at exp(y), which falls. */
static double along_log(const ter_dist *dist, double y) {
    ter__range_blend blend = {.part = TER__RANGE_DENSITY,
                              .k = (int)dist->parameter[GROUPS],
                              .power = dist->parameter[DF],
                              .half = 0.5 * dist->parameter[DF],
                              .log_x = {y, 0.0}};
    return dist->parameter[DF] * ter__range_mix(&blend, true).mean_excess.hi - 1.0;
}

/* By false position with the weights of Illinois. */
ter_status ter__studentized_range_mode(const ter_dist *dist, double *value) {
    *value = 0.0;
    if (dist->parameter[GROUPS] == 2.0)
        return TER_OK;
    double low = -1.0, high = 2.0, below = along_log(dist, low), above = along_log(dist, high);
    int side = 0;
    for (int i = 0; i < 100 && high - low > 0x1p-50; i++) {
        double y = (low * above - high * below) / (above - below);
        y = y > low && y < high ? y : 0.5 * (low + high);
        double here = along_log(dist, y);
        int now = here > 0.0 ? 1 : -1;
        *(now > 0 ? &low : &high) = y;
        *(now > 0 ? &below : &above) = here;
        if (here == 0.0 || fabs(here) < 0x1p-48)
            break;
        if (now == side)
            *(now > 0 ? &above : &below) *= 0.5;
        side = now;
    }
    *value = ter__exp(fabs(below) < fabs(above) ? low : high);
    return TER_OK;
}
