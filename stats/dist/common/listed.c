/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of a listed law: made, filled, searched. */
#include "listed.h"

#include <stdlib.h>
#include <string.h>

#include "path_choice.h"
#include "special/elementary.h"
#include "tercile/text.h"

void ter__list_free(ter__list *list) {
    if (list == NULL) {
        return;
    }
    for (size_t i = 0; i < TER__LIST_ARGUMENTS_MAX; i++) {
        free(list->given[i].value);
    }
    free(list->point);
    free(list->log_mass);
    free(list->log_below);
    free(list->log_above);
    free(list);
}

static bool copy_given(ter__list *list, size_t count, const ter__given *given) {
    for (size_t i = 0; i < count; i++) {
        if (given[i].n == 0) {
            continue;
        }
        list->given[i].value = malloc(given[i].n * sizeof *given[i].value);
        if (list->given[i].value == NULL) {
            return false;
        }
        memcpy(list->given[i].value, given[i].value, given[i].n * sizeof *given[i].value);
        list->given[i].n = given[i].n;
    }
    return true;
}

ter_status ter__list_create(ter__composed **made, const ter__composition *kind, size_t n, size_t given_count,
                            const ter__given *given, ter_error *error) {
    ter__composed *fresh = calloc(1, sizeof *fresh);
    ter__list *list = calloc(1, sizeof *list);
    bool good = fresh != NULL && list != NULL;
    if (good) {
        list->n = n;
        list->point = calloc(n + 1, sizeof *list->point);
        list->log_mass = calloc(n, sizeof *list->log_mass);
        list->log_below = calloc(n, sizeof *list->log_below);
        list->log_above = calloc(n, sizeof *list->log_above);
        good = list->point != NULL && list->log_mass != NULL && list->log_below != NULL && list->log_above != NULL &&
               copy_given(list, given_count, given);
    }
    if (!good) {
        ter__list_free(list);
        free(fresh);
        return ter_error_set(error, TER_NO_MEMORY, "%s: no memory for a list of %zu values", kind->family.name, n);
    }
    fresh->list = list;
    fresh->dist.family = &kind->family;
    fresh->dist.path = ter__path_best();
    memcpy(fresh->dist.kernel, ter__composed_kernel, sizeof fresh->dist.kernel);
    *made = fresh;
    return TER_OK;
}

/* log of a sum from one end, or where it is more than half of all from what the other end has. */
static ter__dd log_of_part(ter__dd part, ter__dd rest, ter__dd whole) {
    if (part.hi <= 0.0) {
        return ter__dd_make(-TER__INFINITY, 0.0);
    }
    if (rest.hi <= 0.0) {
        return ter__dd_make(0.0, 0.0);
    }
    return part.hi <= rest.hi ? ter__dd_log(ter__dd_div(part, whole)) : ter__dd_log1p(ter__dd_neg(ter__dd_div(rest, whole)));
}

void ter__list_accumulate(ter__list *list) {
    ter__dd sum = ter__dd_make(0.0, 0.0), rest = sum;
    for (size_t i = 0; i < list->n; i++) {
        sum = ter__dd_add(sum, list->log_mass[i]);
        list->log_below[i] = sum;
    }
    for (size_t i = list->n; i-- > 0;) {
        list->log_above[i] = rest;
        rest = ter__dd_add(rest, list->log_mass[i]);
    }
    for (size_t i = 0; i < list->n; i++) {
        ter__dd below = list->log_below[i], above = list->log_above[i], mass = list->log_mass[i];
        list->log_below[i] = log_of_part(below, above, sum);
        list->log_above[i] = log_of_part(above, below, sum);
        list->log_mass[i] = mass.hi > 0.0 ? ter__dd_log(ter__dd_div(mass, sum)) : ter__dd_make(-TER__INFINITY, 0.0);
    }
}

ptrdiff_t ter__list_index(const ter__list *list, size_t count, double x) {
    size_t low = 0, high = count; /* the answer + 1 is between */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (list->point[middle] <= x) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return (ptrdiff_t)low - 1;
}

double ter__list_solve(const ter__list *list, bool upper, ter__dd target) {
    size_t low = 0, high = list->n - 1;
    /* The logs of a probability that is both given and listed may differ in their last of some 100 bits. */
    double slack = 0x1p-90 * fabs(target.hi);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        ter__dd value = (upper ? list->log_above : list->log_below)[middle];
        ter__dd excess = isinf(value.hi) ? value : ter__dd_sub(value, target);
        bool reached = upper ? excess.hi <= slack : excess.hi >= -slack;
        if (reached) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return list->point[high];
}

bool ter__list_is_whole(const ter__list *list) {
    for (size_t i = 0; i < list->n; i++) {
        if (list->point[i] != floor(list->point[i])) {
            return false;
        }
    }
    return true;
}

void ter__list_shortest(const ter__list *list, double probability, double *lower, double *upper) {
    double best_length = TER__INFINITY, best_mass = 0.0;
    size_t last = 0;
    ter__dd mass = ter__dd_make(0.0, 0.0);
    for (size_t first = 0; first < list->n; first++) {
        for (; last < list->n && mass.hi < probability * (1.0 - 0x1p-50); last++) {
            mass = ter__dd_add_d(mass, ter__exp_dd(list->log_mass[last]));
        }
        if (mass.hi < probability * (1.0 - 0x1p-50)) {
            return;
        }
        double length = list->point[last - 1] - list->point[first];
        if (length < best_length || (length == best_length && mass.hi > best_mass)) {
            best_length = length;
            best_mass = mass.hi;
            *lower = list->point[first];
            *upper = list->point[last - 1];
        }
        mass = ter__dd_add_d(mass, 0.0 - ter__exp_dd(list->log_mass[first]));
    }
}

ter_status ter__list_check(const char *law, const char *what, size_t n, const double *value, double least, double most,
                           ter_error *error) {
    for (size_t i = 0; i < n; i++) {
        if (!(value[i] >= least && value[i] <= most) || isinf(value[i])) {
            char text[TER_DOUBLE_TEXT_BYTES], low[TER_DOUBLE_TEXT_BYTES];
            ter_text_from_double(value[i], text);
            ter_text_from_double(least, low);
            if (isinf(least)) {
                return ter_error_set(error, TER_BAD_ARGUMENT, "%s: %s %zu = %s is not a finite number", law, what, i + 1, text);
            }
            return ter_error_set(error, TER_BAD_ARGUMENT, "%s: %s %zu = %s is outside [%s, %s", law, what, i + 1, text, low,
                                 isinf(most) ? "inf)" : "1]");
        }
    }
    return TER_OK;
}

ter_status ter__list_check_probabilities(const char *law, size_t n, const double *value, ter_error *error) {
    ter__dd sum = ter__dd_make(0.0, 0.0);
    ter_status status = ter__list_check(law, "probability", n, value, 0.0, 1.0, error);
    if (status != TER_OK) {
        return status;
    }
    for (size_t i = 0; i < n; i++) {
        sum = ter__dd_add_d(sum, value[i]);
    }
    double whole = ter__dd_value(sum);
    if (n == 0 || !(fabs(whole - 1.0) <= 0x1p-52 * (double)n)) {
        char text[TER_DOUBLE_TEXT_BYTES];
        ter_text_from_double(whole, text);
        return ter_error_set(error, TER_BAD_ARGUMENT, "%s: the probabilities sum to %s, not 1", law, text);
    }
    return TER_OK;
}
