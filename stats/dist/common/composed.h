/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Distributions made of others, inside: a ter_dist with its children behind it. What a composition states (log density and log
 * tails, as a statement in family.h does) is enough for all operations; its descriptor is a family that is in no list.
 */
#ifndef TER__COMPOSED_H
#define TER__COMPOSED_H

#include "dist/family.h"

/* A law's own table (listed.h). */
typedef struct ter__list ter__list;

typedef struct ter__composed {
    ter_dist dist; /* first: a ter_dist of a composition is one of these */
    size_t count;
    ter_dist **child;
    double *weight; /* null unless a mixture */
    double log_mass_high, log_mass_low, mass;
    ter__list *list; /* null unless the law is listed, and then it has no children */
} ter__composed;

/* What stands in the brackets of a law's text. */
typedef enum ter__form { TER__ONE_LAW, TER__WEIGHTED_LAWS, TER__LISTS } ter__form;

typedef struct ter__composition {
    ter_family family; /* first */
    ter__dd (*log_density)(const ter__composed *made, double x);
    /* log P(X <= x) or P(X > x); lower < x < upper, for counts whole numbers and lower <= x < upper. */
    ter__dd (*log_tail)(const ter__composed *made, double x, bool upper);
    double (*slope)(const ter__composed *made, double x);
    ter__form form;
    /* Of one law: the same as a public function, with the parameters in the order of the family. */
    ter_status (*make)(ter_dist **dist, ter_dist *law, const double *parameters, ter_error *error);
    /* A continuous law whose finite ends hold probability: log_density and log_tail take them too, as probabilities. */
    bool has_atoms;
    /* Values are any doubles, or whole numbers that need not follow each other; log_tail is right at any x. Else null. */
    const struct ter__listing *listing;
} ter__composition;

extern const ter__composition ter__affine, ter__affine_counts, ter__exp_of, ter__log_of, ter__order_statistic,
    ter__order_statistic_counts, ter__censored, ter__censored_counts, ter__categorical, ter__dirac, ter__finite, ter__empirical,
    ter__ordered_logistic, ter__histogram;
extern const ter__composition ter__floor_of, ter__rademacher, ter__poisson_binomial, ter__wilcoxon_signed_rank,
    ter__wilcoxon_rank_sum;
extern const ter__composition ter__fisher_noncentral_hypergeometric, ter__wallenius_noncentral_hypergeometric;
extern const ter__composition ter__truncated, ter__truncated_counts, ter__maximum, ter__maximum_counts, ter__minimum,
    ter__minimum_counts, ter__mixture, ter__mixture_counts;

/* Null unless the distribution is made of others. */
const ter__composed *ter__composed_of(const ter_dist *dist);
/* By name; of the two for continuous laws and counts the first. Null when there is none. */
const ter__composition *ter__composition_find(const char *name);

/* A distribution of n children with kernels in place; of the second descriptor when they are counts. The support is to be set. */
ter_status ter__compose(ter__composed **made, const ter__composition *continuous, const ter__composition *counts, size_t n,
                        ter_dist *const *children, ter_error *error);
/* Frees what ter__compose took, without the children. */
void ter__uncompose(ter__composed *made);

/* log density and log tails of a child at any x, in double-double when it is stated. */
ter__dd ter__child_log_density(const ter_dist *child, double x);
ter__dd ter__child_log_tail(const ter_dist *child, double x, bool upper);
/* The same at a point that is no double: a step from the nearest one along the slope. */
ter__dd ter__child_log_density_near(const ter_dist *child, ter__dd x);
ter__dd ter__child_log_tail_near(const ter_dist *child, ter__dd x, bool upper);
/* log P(a < X <= b) of a child, also below the doubles. */
ter__dd ter__child_log_interval(const ter_dist *child, double a, double b);
/* log(1 - exp(x)) for any x <= 0. */
ter__dd ter__log_complement(ter__dd x);

/* Slots of descriptors (composed_characteristic.c). */
ter_status ter__affine_characteristic(const ter_dist *dist, double t, double *real, double *imaginary);
ter_status ter__mixture_characteristic(const ter_dist *dist, double t, double *real, double *imaginary);
ter_status ter__listed_characteristic(const ter_dist *dist, double t, double *real, double *imaginary);
ter_status ter__histogram_characteristic(const ter_dist *dist, double t, double *real, double *imaginary);

/* log density and log tails of a composition at any x. */
ter__dd ter__composed_log_density(const ter_dist *dist, double x);
ter__dd ter__composed_log_tail(const ter_dist *dist, double x, bool upper);
/* P(a < X <= b) by the two log tails on the side where they are small. */
double ter__composed_interval(const ter_dist *dist, double a, double b);
/* The kernels of a composition, by operation. */
extern ter__kernel *const ter__composed_kernel[TER_OPERATION_COUNT];

#endif
