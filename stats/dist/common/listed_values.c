/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Laws of listed values: categorical (0, 1, ... with given probabilities), finite (any values with given probabilities), empirical
 * (the values of a sample), ordered logistic (categories cut from a logistic variable).
 */
#include <stdint.h>
#include <stdlib.h>

#include "listed.h"
#include "special/elementary.h"
#include "tercile/listed.h"
#include "tercile/text.h"

static ter_status finish(ter_dist **dist, ter__composed *made) {
    made->dist.lower = made->list->point[0];
    made->dist.upper = made->list->point[made->list->n - 1];
    *dist = &made->dist;
    return TER_OK;
}

static ter_status none_given(const char *law, const char *what, ter_error *error) {
    return ter_error_set(error, TER_BAD_SHAPE, "%s: at least one %s is needed", law, what);
}

ter_status ter_dist_categorical(ter_dist **dist, size_t n, const double *probabilities, ter_error *error) {
    ter__composed *made = NULL;
    ter__given given = {n, (double *)(uintptr_t)probabilities};
    if (n == 0) {
        return none_given("categorical", "probability", error);
    }
    ter_status status = ter__list_check_probabilities("categorical", n, probabilities, error);
    if (status == TER_OK) {
        status = ter__list_create(&made, &ter__categorical, n, 1, &given, error);
    }
    if (status != TER_OK) {
        return status;
    }
    for (size_t i = 0; i < n; i++) {
        made->list->point[i] = (double)i;
        made->list->log_mass[i] = ter__dd_make(probabilities[i], 0.0);
    }
    ter__list_accumulate(made->list);
    return finish(dist, made);
}

typedef struct weighted {
    double value, weight;
} weighted;

static int by_value(const void *a, const void *b) {
    double x = ((const weighted *)a)->value, y = ((const weighted *)b)->value;
    return (x > y) - (x < y);
}

/* Sorted, equal values as one, weights added. */
static ter_status take_weighted(ter__composed *made, size_t n, const double *values, const double *weights, ter_error *error) {
    weighted *sorted = malloc(n * sizeof *sorted);
    if (sorted == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "%s: no memory for %zu values", made->dist.family->name, n);
    }
    for (size_t i = 0; i < n; i++) {
        sorted[i] = (weighted){values[i] + 0.0, weights == NULL ? 1.0 : weights[i]}; /* -0 as 0 */
    }
    qsort(sorted, n, sizeof *sorted, by_value);
    ter__list *list = made->list;
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        if (sorted[i].weight == 0.0) {
            continue;
        }
        if (kept == 0 || list->point[kept - 1] != sorted[i].value) {
            list->point[kept++] = sorted[i].value;
        }
        list->log_mass[kept - 1] = ter__dd_add_d(list->log_mass[kept - 1], sorted[i].weight);
    }
    free(sorted);
    list->n = kept;
    if (kept == 0) {
        return ter_error_set(error, TER_BAD_ARGUMENT, "%s: all weights are 0", made->dist.family->name);
    }
    ter__list_accumulate(list);
    return TER_OK;
}

static ter_status from_values(ter_dist **dist, const ter__composition *kind, size_t n, const double *values, const double *weights,
                              ter_error *error) {
    ter__composed *made = NULL;
    ter__given given[2] = {{n, (double *)(uintptr_t)values}, {weights == NULL ? 0 : n, (double *)(uintptr_t)weights}};
    const char *law = kind->family.name;
    if (n == 0) {
        return none_given(law, "value", error);
    }
    ter_status status = ter__list_check(law, "value", n, values, -TER__INFINITY, TER__INFINITY, error);
    if (status == TER_OK && kind == &ter__finite) {
        status = ter__list_check_probabilities(law, n, weights, error);
    } else if (status == TER_OK && weights != NULL) {
        status = ter__list_check(law, "weight", n, weights, 0.0, TER__INFINITY, error);
    }
    if (status == TER_OK) {
        status = ter__list_create(&made, kind, n, 2, given, error);
    }
    if (status != TER_OK) {
        return status;
    }
    status = take_weighted(made, n, values, weights, error);
    if (status != TER_OK) {
        ter__uncompose(made);
        return status;
    }
    return finish(dist, made);
}

ter_status ter_dist_finite(ter_dist **dist, size_t n, const double *values, const double *probabilities, ter_error *error) {
    return from_values(dist, &ter__finite, n, values, probabilities, error);
}

ter_status ter_dist_empirical(ter_dist **dist, size_t n, const double *sample, const double *weights, ter_error *error) {
    return from_values(dist, &ter__empirical, n, sample, weights, error);
}

ter_status ter_dist_dirac(ter_dist **dist, double value, ter_error *error) {
    static const double certain = 1.0;
    return from_values(dist, &ter__dirac, 1, &value, &certain, error);
}

/* -log(1 + exp(-x)): log of the logistic function, of any x. */
static ter__dd log_logistic(ter__dd x) {
    if (x.hi < -640.0) {
        return x;
    }
    return x.hi > 640.0 ? ter__dd_make(-ter__exp(-x.hi), 0.0) : ter__dd_neg(ter__dd_log1pexp(ter__dd_neg(x)));
}

/* P(Y <= i) = logistic(cut_i - location); between two cuts s(b) - s(a) = s(b) s(-a) (1 - exp(a - b)), without cancellation. */
ter_status ter_dist_ordered_logistic(ter_dist **dist, double location, size_t n, const double *cutpoints, ter_error *error) {
    ter__composed *made = NULL;
    const char *law = "ordered_logistic";
    ter__given given[2] = {{1, &location}, {n, (double *)(uintptr_t)cutpoints}};
    if (n == 0) {
        return none_given(law, "cutpoint", error);
    }
    ter_status status = ter__list_check(law, "location", 1, &location, -TER__INFINITY, TER__INFINITY, error);
    if (status == TER_OK) {
        status = ter__list_check(law, "cutpoint", n, cutpoints, -TER__INFINITY, TER__INFINITY, error);
    }
    for (size_t i = 1; status == TER_OK && i < n; i++) {
        if (!(cutpoints[i] > cutpoints[i - 1])) {
            status = ter_error_set(error, TER_BAD_ARGUMENT, "%s: cutpoint %zu is not above cutpoint %zu", law, i + 1, i);
        }
    }
    if (status == TER_OK) {
        status = ter__list_create(&made, &ter__ordered_logistic, n + 1, 2, given, error);
    }
    if (status != TER_OK) {
        return status;
    }
    ter__list *list = made->list;
    for (size_t i = 0; i <= n; i++) {
        ter__dd cut = i < n ? ter__two_sum(cutpoints[i], -location) : ter__dd_make(TER__INFINITY, 0.0);
        list->point[i] = (double)i;
        list->log_below[i] = i < n ? log_logistic(cut) : ter__dd_make(0.0, 0.0);
        list->log_above[i] = i < n ? log_logistic(ter__dd_neg(cut)) : ter__dd_make(-TER__INFINITY, 0.0);
        if (i == 0 || i == n) {
            list->log_mass[i] = i == 0 ? list->log_below[0] : list->log_above[n - 1];
            continue;
        }
        ter__dd gap = ter__two_sum(cutpoints[i - 1], -cutpoints[i]);
        ter__dd both = ter__dd_add(list->log_below[i], list->log_above[i - 1]);
        list->log_mass[i] = ter__dd_add(both, ter__log_complement(gap));
    }
    return finish(dist, made);
}

static ter_status make_categorical(ter_dist **dist, const ter__given *given, ter_error *error) {
    return ter_dist_categorical(dist, given[0].n, given[0].value, error);
}

static ter_status same_length(const char *law, const ter__given *given, ter_error *error) {
    if (given[1].n == given[0].n || given[1].n == 0) {
        return TER_OK;
    }
    return ter_error_set(error, TER_BAD_SHAPE, "%s: %zu values, but %zu numbers for them", law, given[0].n, given[1].n);
}

static ter_status make_finite(ter_dist **dist, const ter__given *given, ter_error *error) {
    ter_status status = same_length("finite", given, error);
    if (status == TER_OK && given[1].n == 0) {
        return none_given("finite", "probability", error);
    }
    return status == TER_OK ? ter_dist_finite(dist, given[0].n, given[0].value, given[1].value, error) : status;
}

static ter_status make_empirical(ter_dist **dist, const ter__given *given, ter_error *error) {
    ter_status status = same_length("empirical", given, error);
    return status == TER_OK ? ter_dist_empirical(dist, given[0].n, given[0].value, given[1].n == 0 ? NULL : given[1].value, error)
                            : status;
}

static ter_status make_ordered_logistic(ter_dist **dist, const ter__given *given, ter_error *error) {
    return ter_dist_ordered_logistic(dist, given[0].value[0], given[1].n, given[1].value, error);
}

static ter_status make_dirac(ter_dist **dist, const ter__given *given, ter_error *error) {
    return ter_dist_dirac(dist, given[0].value[0], error);
}

static const ter__list_argument dirac_arguments[] = {{"value", true, false}};
static const ter__list_argument categorical_arguments[] = {{"probabilities", false, false}};
static const ter__list_argument finite_arguments[] = {{"values", false, false}, {"probabilities", false, false}};
static const ter__list_argument empirical_arguments[] = {{"sample", false, false}, {"weights", false, true}};
static const ter__list_argument ordered_arguments[] = {{"location", true, false}, {"cutpoints", false, false}};

static const ter__listing categorical_listing = {1, categorical_arguments, make_categorical};
static const ter__listing dirac_listing = {1, dirac_arguments, make_dirac};
static const ter__listing finite_listing = {2, finite_arguments, make_finite};
static const ter__listing empirical_listing = {2, empirical_arguments, make_empirical};
static const ter__listing ordered_listing = {2, ordered_arguments, make_ordered_logistic};

#define COMPOSITION(word, head, text, says, list)                                                                                  \
    {                                                                                                                              \
        {.name = #word, .title = head, .formula = text, .conventions = says, .discrete = true, TER__LISTED_SLOTS},                 \
            ter__listed_log_density, ter__listed_log_tail, ter__listed_slope, TER__LISTS, NULL, false, &list                       \
    }

const ter__composition ter__categorical =
    COMPOSITION(categorical, "Categorical", "P(X = i) = p_i, i = 0, 1, ...",
                "Categories are counted from 0 (TensorFlow Probability and statrs too; Stan and Distributions.jl count from 1).",
                categorical_listing);
const ter__composition ter__finite =
    COMPOSITION(finite, "Listed values", "P(X = x_i) = p_i",
                "Values in any order, those that are equal are one (scipy's rv_discrete(values)).", finite_listing);
const ter__composition ter__dirac = COMPOSITION(dirac, "Dirac (one value)", "P(X = value) = 1",
                                                "The law of a constant: TensorFlow Probability's Deterministic.", dirac_listing);
const ter__composition ter__empirical =
    COMPOSITION(empirical, "Empirical law of a sample", "P(X = x) = weight of x / all weights",
                "The quantile is of type 1: the smallest value whose cdf reaches p.", empirical_listing);
const ter__composition ter__ordered_logistic =
    COMPOSITION(ordered_logistic, "Ordered logistic", "P(Y <= i) = 1 / (1 + exp(location - cutpoint_i))",
                "Categories are counted from 0; Stan's ordered_logistic counts from 1.", ordered_listing);
