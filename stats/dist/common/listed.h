/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Laws given by lists: probabilities of values (categorical, finite, empirical, ordered logistic) and a histogram; and laws of
 * numbers alone whose masses are counted once into such a table (listed_counted.c, listed_urn.c). They are compositions without
 * children: the table below and one search in it are enough for all operations.
 */
#ifndef TER__LISTED_H
#define TER__LISTED_H

#include "composed.h"

#define TER__LIST_ARGUMENTS_MAX 4

/* A list as it was given, or one number. */
typedef struct ter__given {
    size_t n;
    double *value;
} ter__given;

struct ter__list {
    ter__given given[TER__LIST_ARGUMENTS_MAX];
    size_t n;          /* values of positive or zero probability; of a histogram the bins */
    double *point;     /* [n] ascending; of a histogram [n + 1] edges */
    ter__dd *log_mass; /* [n] */
    /* [n]: log P(X <= point[i]) and log P(X > point[i]); of a histogram up to and from the upper edge of bin i. */
    ter__dd *log_below, *log_above;
};

/* What the text of such a law takes. */
typedef struct ter__list_argument {
    const char *name;
    bool is_number, is_optional;
} ter__list_argument;

typedef struct ter__listing {
    size_t argument_count;
    const ter__list_argument *argument;
    /* From the lists in the order of the arguments; one that was left out has n = 0. */
    ter_status (*make)(ter_dist **dist, const ter__given *given, ter_error *error);
} ter__listing;

/* An empty law of a kind with room for n values (and one more point) and copies of what was given. */
ter_status ter__list_create(ter__composed **made, const ter__composition *kind, size_t n, size_t given_count,
                            const ter__given *given, ter_error *error);
void ter__list_free(ter__list *list); /* null is allowed */
/* Fills the logs from masses in double-double that are in log_mass[n] (not as logs) and need not sum to 1. */
void ter__list_accumulate(ter__list *list);
/* The last i with point[i] <= x, -1 where there is none; `count` points are looked at. */
ptrdiff_t ter__list_index(const ter__list *list, size_t count, double x);
/* The smallest value whose log tail has reached the target. */
double ter__list_solve(const ter__list *list, bool upper, ter__dd target);
bool ter__list_is_whole(const ter__list *list);
/* The shortest interval of listed values that holds the probability. */
void ter__list_shortest(const ter__list *list, double probability, double *lower, double *upper);
/* TER_BAD_ARGUMENT naming the law, the list, the index (from 1) and the value, unless every value is inside [least, most]. */
ter_status ter__list_check(const char *law, const char *what, size_t n, const double *value, double least, double most,
                           ter_error *error);
/* Likewise unless the values are probabilities that sum to 1 within rounding. */
ter_status ter__list_check_probabilities(const char *law, size_t n, const double *value, ter_error *error);

/* The slots of the descriptors, the same for all laws of listed values. */
#define TER__LISTED_SLOTS                                                                                                          \
    .interval = ter__composed_interval, .gradient = ter__listed_gradient,                                                          \
    .summary = {[TER_MEAN] = ter__listed_mean,                                                                                     \
                [TER_VARIANCE] = ter__listed_variance,                                                                             \
                [TER_MODE] = ter__listed_mode,                                                                                     \
                [TER_ENTROPY] = ter__listed_entropy},                                                                              \
    .raw_moment = ter__listed_raw_moment, .central_moment = ter__listed_central_moment, .l_moment = ter__listed_l_moment,          \
    .characteristic = ter__listed_characteristic, .accuracy_range = "all lists", .accuracy = TER__STATED_ACCURACY(1.0, 4.0)

ter__dd ter__listed_log_density(const ter__composed *made, double x);
ter__dd ter__listed_log_tail(const ter__composed *made, double x, bool upper);
double ter__listed_slope(const ter__composed *made, double x);
void ter__listed_gradient(const ter_dist *dist, size_t n, const double *x, double *slope, double *by_parameter);
ter_status ter__listed_mean(const ter_dist *dist, double *value);
ter_status ter__listed_variance(const ter_dist *dist, double *value);
ter_status ter__listed_mode(const ter_dist *dist, double *value);
ter_status ter__listed_entropy(const ter_dist *dist, double *value);
ter_status ter__listed_raw_moment(const ter_dist *dist, unsigned order, double *value);
ter_status ter__listed_central_moment(const ter_dist *dist, unsigned order, double *value);
ter_status ter__listed_l_moment(const ter_dist *dist, unsigned order, double *value);

#endif
