/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "contract.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ter_assert.h"

/* Broken promises printed per family and test; the rest are counted. */
#define PRINTED_MAX 8

static size_t broken, broken_here;
static const ter_family *broken_family;

size_t ter_contract_points(size_t usual) {
    const char *text = getenv("TER_TEST_POINTS");
    double factor = text ? strtod(text, NULL) : 1.0;
    double points = (double)usual * (factor > 0.0 ? factor : 1.0);
    return points < 1.0 ? 1 : (size_t)points;
}

bool ter_contract_runs(const ter_family *family) {
    const char *name = getenv("TER_TEST_FAMILY");
    return !name || strcmp(name, ter_family_name(family)) == 0;
}

void ter_contract_broken(const ter_family *family, const char *format, ...) {
    broken++;
    broken_here = family == broken_family ? broken_here + 1 : 1;
    broken_family = family;
    if (broken_here > PRINTED_MAX) {
        return;
    }
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "%s: ", ter_family_name(family));
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
}

void ter_contract_end(void) {
    size_t count = broken;
    broken = 0;
    broken_here = 0;
    const char *name = getenv("TER_TEST_FAMILY");
    const ter_family *family;
    if (name && ter_family_find(&family, name, NULL) != TER_OK) {
        fail_msg("no family is called %s", name);
    }
    if (count > 0) {
        fail_msg("%zu promises broken", count);
    }
}

bool ter_contract_same(double a, double b) {
    return (isnan(a) && isnan(b)) || memcmp(&a, &b, sizeof a) == 0;
}
