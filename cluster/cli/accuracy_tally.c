/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/accuracy_tally.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool ter__tally_open(ter__tally *tally, size_t points) {
    memset(tally, 0, sizeof *tally);
    tally->errors = calloc(points > 0 ? points : 1, sizeof *tally->errors);
    tally->capacity = points;
    return tally->errors != NULL;
}

void ter__tally_add(ter__tally *tally, const ter_family *family, ter_operation operation, const ter_measured *point, double value,
                    bool hangs) {
    if (tally->points >= tally->capacity) {
        return;
    }
    double ulp = hangs ? HUGE_VAL : ter_measure_error(family, operation, point, value);
    bool exists = !point->undefined, far = ulp > TER__GROSS_ULP;
    bool no_value = exists && (isnan(value) || (isinf(value) && far) || (value == 0.0 && far));
    bool failure = hangs || no_value || (!exists && !isnan(value));
    tally->failures += failure;
    tally->hangs += hangs;
    tally->gross += failure || far;
    if (tally->points == 0 || ulp > tally->max) {
        tally->max = ulp;
        tally->worst = *point;
        tally->worst_value = value;
    }
    tally->errors[tally->points++] = ulp;
}

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

void ter__tally_close(ter__tally *tally) {
    size_t n = tally->points;
    if (n > 0) {
        qsort(tally->errors, n, sizeof *tally->errors, by_size);
        tally->p50 = tally->errors[n / 2];
        tally->p99 = tally->errors[n - 1 - n / 100];
    }
    free(tally->errors);
    tally->errors = NULL;
}
