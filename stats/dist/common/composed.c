/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making distributions of others, and what compositions know of their children. */
#include "composed.h"

#include <stdlib.h>
#include <string.h>

#include "listed.h"
#include "special/elementary.h"
#include "tercile/compose.h"

static const ter__composition *const compositions[] = {
    &ter__truncated,
    &ter__truncated_counts,
    &ter__censored,
    &ter__censored_counts,
    &ter__maximum,
    &ter__maximum_counts,
    &ter__minimum,
    &ter__minimum_counts,
    &ter__mixture,
    &ter__mixture_counts,
    &ter__order_statistic,
    &ter__order_statistic_counts,
    &ter__affine,
    &ter__affine_counts,
    &ter__exp_of,
    &ter__log_of,
    &ter__categorical,
    &ter__finite,
    &ter__dirac,
    &ter__empirical,
    &ter__histogram,
    &ter__ordered_logistic,
    &ter__floor_of,
    &ter__rademacher,
    &ter__poisson_binomial,
    &ter__wilcoxon_signed_rank,
    &ter__wilcoxon_rank_sum,
    &ter__fisher_noncentral_hypergeometric,
    &ter__wallenius_noncentral_hypergeometric,
};

const ter__composed *ter__composed_of(const ter_dist *dist) {
    for (size_t i = 0; i < sizeof compositions / sizeof compositions[0]; i++) {
        if (dist->family == &compositions[i]->family) {
            return (const ter__composed *)dist;
        }
    }
    return NULL;
}

const ter__composition *ter__composition_find(const char *name) {
    for (size_t i = 0; i < sizeof compositions / sizeof compositions[0]; i++) {
        if (strcmp(compositions[i]->family.name, name) == 0) {
            return compositions[i];
        }
    }
    return NULL;
}

/* Distinct names, for listings. */
const char *ter_composition_name(size_t index) {
    for (size_t i = 0; i < sizeof compositions / sizeof compositions[0]; i++) {
        if (ter__composition_find(compositions[i]->family.name) == compositions[i] && index-- == 0) {
            return compositions[i]->family.name;
        }
    }
    return NULL;
}

const ter_family *ter_composition_family(const char *name) {
    const ter__composition *found = ter__composition_find(name);
    return found == NULL ? NULL : &found->family;
}

void ter__uncompose(ter__composed *made) {
    free(made->child);
    free(made->weight);
    ter__list_free(made->list);
    free(made);
}

ter_status ter__compose(ter__composed **made, const ter__composition *continuous, const ter__composition *counts, size_t n,
                        ter_dist *const *children, ter_error *error) {
    const char *name = continuous->family.name;
    if (n == 0) {
        return ter_error_set(error, TER_BAD_SHAPE, "%s: at least one law is needed", name);
    }
    for (size_t i = 0; i < n; i++) {
        const ter__composed *listed = ter__composed_of(children[i]);
        if (listed != NULL && listed->list != NULL && children[i]->family->discrete && !ter__list_is_whole(listed->list)) {
            return ter_error_set(error, TER_BAD_ARGUMENT, "%s: the values of %s are not all whole numbers", name,
                                 children[i]->family->name);
        }
    }
    for (size_t i = 1; i < n; i++) {
        if (children[i]->path != children[0]->path || children[i]->family->discrete != children[0]->family->discrete) {
            return ter_error_set(error, TER_BAD_ARGUMENT,
                                 "%s: law %zu (%s) and law 1 (%s) are not both of counts or both continuous", name, i + 1,
                                 children[i]->family->name, children[0]->family->name);
        }
    }
    ter__composed *fresh = calloc(1, sizeof *fresh);
    if (fresh != NULL) {
        fresh->child = malloc(n * sizeof *fresh->child);
        fresh->weight = malloc(n * sizeof *fresh->weight);
    }
    if (fresh == NULL || fresh->child == NULL || fresh->weight == NULL) {
        if (fresh != NULL) {
            ter__uncompose(fresh);
        }
        return ter_error_set(error, TER_NO_MEMORY, "%s: no memory for a distribution", name);
    }
    memcpy(fresh->child, children, n * sizeof *children);
    fresh->count = n;
    fresh->dist.family = children[0]->family->discrete ? &counts->family : &continuous->family;
    fresh->dist.path = children[0]->path;
    fresh->dist.lower = children[0]->lower;
    fresh->dist.upper = children[0]->upper;
    memcpy(fresh->dist.kernel, ter__composed_kernel, sizeof fresh->dist.kernel);
    *made = fresh;
    return TER_OK;
}

/* Where a stated child may be asked for double-double: inside its support. */
static bool is_inside(const ter_dist *child, double x) {
    bool discrete = child->family->discrete;
    return child->family->statement != NULL && isfinite(x) && (discrete ? x >= child->lower : x > child->lower) &&
           x < child->upper && (!discrete || x == floor(x));
}

ter__dd ter__child_log_density(const ter_dist *child, double x) {
    if (is_inside(child, x)) {
        return child->family->statement->log_density(child, x);
    }
    return ter__composed_of(child) != NULL ? ter__composed_log_density(child, x) : ter__dd_make(ter_dist_logpdf(child, x), 0.0);
}

ter__dd ter__child_log_tail(const ter_dist *child, double x, bool upper) {
    double at = child->family->discrete ? floor(x) : x;
    if (is_inside(child, at)) {
        ter__dd value = child->family->statement->log_tail(child, at, upper);
        return value.hi > 0.0 ? ter__dd_make(0.0, 0.0) : value;
    }
    if (ter__composed_of(child) != NULL) {
        return ter__composed_log_tail(child, x, upper);
    }
    return ter__dd_make(upper ? ter_dist_logsf(child, x) : ter_dist_logcdf(child, x), 0.0);
}

ter__dd ter__child_log_density_near(const ter_dist *child, ter__dd x) {
    ter__dd value = ter__child_log_density(child, x.hi);
    double step = x.lo == 0.0 || isinf(value.hi) ? 0.0 : x.lo * ter_dist_eval(child, TER_LOG_PDF_SLOPE, x.hi);
    return isfinite(step) ? ter__dd_add_d(value, step) : value;
}

ter__dd ter__child_log_tail_near(const ter_dist *child, ter__dd x, bool upper) {
    ter__dd value = ter__child_log_tail(child, x.hi, upper);
    if (x.lo == 0.0 || isinf(value.hi)) {
        return value;
    }
    double step = x.lo * ter__exp_dd(ter__dd_sub(ter__child_log_density(child, x.hi), value));
    ter__dd moved = isfinite(step) ? ter__dd_add_d(value, upper ? 0.0 - step : step) : value;
    return moved.hi > 0.0 ? ter__dd_make(0.0, 0.0) : moved;
}

ter__dd ter__log_complement(ter__dd x) {
    if (x.hi == -TER__INFINITY || x.hi >= 0.0) {
        return ter__dd_make(x.hi >= 0.0 ? -TER__INFINITY : 0.0, 0.0);
    }
    return x.hi < -640.0 ? ter__dd_make(-ter__exp_dd(x), 0.0) : ter__dd_log1mexp(x);
}

ter__dd ter__child_log_interval(const ter_dist *child, double a, double b) {
    bool all_below = !(a > -TER__INFINITY), all_above = !(b < TER__INFINITY);
    if (all_below || all_above) {
        return all_below && all_above ? ter__dd_make(0.0, 0.0) : ter__child_log_tail(child, all_below ? b : a, all_above);
    }
    double plain = ter_dist_interval(child, a, b);
    if (plain > 0x1p-960) {
        return ter__dd_log_d(plain);
    }
    bool upper = ter_dist_logsf(child, b) < ter_dist_logcdf(child, a); /* both ends in the smaller tail */
    ter__dd larger = ter__child_log_tail(child, upper ? a : b, upper), smaller = ter__child_log_tail(child, upper ? b : a, upper);
    if (isinf(larger.hi) || isinf(smaller.hi)) {
        return larger;
    }
    return ter__dd_add(larger, ter__log_complement(ter__dd_sub(smaller, larger)));
}
