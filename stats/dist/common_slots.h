/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Slots of descriptors that many families share: supports and summaries that are a constant or a parameter. */
#ifndef TER__COMMON_SLOTS_H
#define TER__COMMON_SLOTS_H

#include "dist/family.h"

#define TER__SLOT static inline __attribute__((unused))

TER__SLOT void ter__support_line(const double *p, double *lower, double *upper) {
    (void)p;
    *lower = -TER__INFINITY;
    *upper = TER__INFINITY;
}

TER__SLOT void ter__support_positive(const double *p, double *lower, double *upper) {
    (void)p;
    *lower = 0.0;
    *upper = TER__INFINITY;
}

/* The first parameter, a location. */
TER__SLOT ter_status ter__summary_first(const ter_dist *dist, double *value) {
    *value = dist->parameter[0];
    return TER_OK;
}

TER__SLOT ter_status ter__summary_zero(const ter_dist *dist, double *value) {
    (void)dist;
    *value = 0.0;
    return TER_OK;
}

TER__SLOT ter_status ter__summary_undefined(const ter_dist *dist, double *value) {
    (void)dist;
    *value = TER__NAN;
    return TER_UNDEFINED;
}

TER__SLOT ter_status ter__summary_infinite(const ter_dist *dist, double *value) {
    (void)dist;
    *value = TER__INFINITY;
    return TER_INFINITE;
}

/* E[X^order] of a law that is symmetric about `centre`, from its central moments, which are finite: terms of one sign. */
TER__SLOT ter_status ter__raw_moment_about(const ter_dist *dist, ter__moment *central, double centre, unsigned order,
                                           double *value) {
    double sum = 0.0, binomial = 1.0;
    for (unsigned k = 0; k <= order; k++) {
        double moment = 0.0;
        ter_status status = k % 2 == 0 ? central(dist, k, &moment) : TER_OK;
        if (status != TER_OK)
            return status;
        double power = 1.0;
        for (unsigned i = k; i < order; i++)
            power *= centre;
        sum += k % 2 == 0 ? binomial * power * moment : 0.0;
        binomial = binomial * (order - k) / (k + 1.0);
    }
    *value = sum;
    return TER_OK;
}

/* A law without any moment: only the one of order 0. */
TER__SLOT ter_status ter__moment_undefined(const ter_dist *dist, unsigned order, double *value) {
    (void)dist;
    *value = order == 0 ? 1.0 : TER__NAN;
    return order == 0 ? TER_OK : TER_UNDEFINED;
}

#endif
