/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "listed_wide.h"

#include <stdlib.h>

#include "special/elementary.h"
#include "tercile/text.h"

/* So many powers of two below, a term is nothing beside the other. */
#define APART 220
#define LOG_2                                                                                                                      \
    { 0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56 }

ter__wide ter__wide_make(ter__dd x) {
    ter__wide made = {x, 0};
    int power = 0;
    if (!(x.hi > 0.0)) {
        made.part = ter__dd_make(0.0, 0.0);
        return made;
    }
    double high = frexp(x.hi, &power);
    made.part = ter__dd_make(high, ldexp(x.lo, -power));
    made.power = power;
    return made;
}

ter__wide ter__wide_add(ter__wide a, ter__wide b) {
    ter__wide large = a.power >= b.power ? a : b, small = a.power >= b.power ? b : a;
    if (a.part.hi == 0.0 || b.part.hi == 0.0) {
        return a.part.hi == 0.0 ? b : a;
    }
    long apart = large.power - small.power;
    if (apart > APART) {
        return large;
    }
    ter__wide sum = ter__wide_make(ter__dd_add(large.part, ter__dd_scale(small.part, ldexp(1.0, (int)-apart))));
    sum.power += large.power;
    return sum;
}

ter__wide ter__wide_mul(ter__wide a, ter__dd factor) {
    ter__wide by = ter__wide_make(factor), product = ter__wide_make(ter__dd_mul(a.part, by.part));
    product.power += a.power + by.power;
    return product;
}

ter__dd ter__wide_log(ter__wide a) {
    static const ter__dd log_2 = LOG_2;
    if (a.part.hi == 0.0) {
        return ter__dd_make(-TER__INFINITY, 0.0);
    }
    return ter__dd_add(ter__dd_mul_d(log_2, (double)a.power), ter__dd_log(a.part));
}

/* part / whole with part + rest = whole: of what is nearly all from what is missing. */
static ter__dd log_share(ter__wide part, ter__wide rest, ter__wide whole) {
    ter__wide one = {part.part, part.power - whole.power}, other = {rest.part, rest.power - whole.power};
    if (part.part.hi == 0.0) {
        return ter__dd_make(-TER__INFINITY, 0.0);
    }
    if (rest.part.hi == 0.0) {
        return ter__dd_make(0.0, 0.0);
    }
    ter__dd log_part = ter__dd_sub(ter__wide_log(one), ter__dd_log(whole.part));
    if (log_part.hi < -0.5) {
        return log_part;
    }
    return ter__log_rest(ter__dd_sub(ter__wide_log(other), ter__dd_log(whole.part)));
}

/* above[i] is what is beyond i. */
static void fill(ter__list *list, const ter__wide *masses, const ter__wide *above) {
    ter__wide none = {{0.0, 0.0}, 0}, below = none, whole = ter__wide_add(masses[0], above[0]);
    for (size_t i = 0; i < list->n; i++) {
        ter__wide others = ter__wide_add(below, above[i]);
        below = ter__wide_add(below, masses[i]);
        list->log_mass[i] = log_share(masses[i], others, whole);
        list->log_below[i] = log_share(below, above[i], whole);
        list->log_above[i] = log_share(above[i], below, whole);
    }
}

ter_status ter__counted(ter_dist **dist, const ter__composition *kind, double first, size_t n, const ter__wide *masses,
                        size_t given_count, const ter__given *given, ter_error *error) {
    ter__composed *made = NULL;
    ter__wide *above = calloc(n, sizeof *above);
    if (above == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "%s: no memory for %zu masses", kind->family.name, n);
    }
    ter_status status = ter__list_create(&made, kind, n, given_count, given, error);
    if (status == TER_OK) {
        for (size_t i = n - 1; i-- > 0;) {
            above[i] = ter__wide_add(above[i + 1], masses[i + 1]);
        }
        for (size_t i = 0; i < n; i++) {
            made->list->point[i] = first + (double)i;
        }
        fill(made->list, masses, above);
        made->dist.lower = first;
        made->dist.upper = first + (double)(n - 1);
        *dist = &made->dist;
    }
    free(above);
    return status;
}

ter_status ter__counted_check(const char *law, const char *what, double value, double least, double most, ter_error *error) {
    if (value >= least && value <= most && value == floor(value)) {
        return TER_OK;
    }
    char text[TER_DOUBLE_TEXT_BYTES], low[TER_DOUBLE_TEXT_BYTES], high[TER_DOUBLE_TEXT_BYTES];
    ter_text_from_double(value, text);
    ter_text_from_double(least, low);
    ter_text_from_double(most, high);
    return ter_error_set(error, TER_BAD_ARGUMENT, "%s: %s = %s is not a whole number from %s to %s", law, what, text, low, high);
}
