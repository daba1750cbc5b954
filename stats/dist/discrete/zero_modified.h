/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Laws of counts with another probability of 0 than their base law's, in one layer for all bases (Johnson, Kemp and Kotz,
 * Univariate Discrete Distributions, sections 4.10 and 8.2):
 *   truncated: the base given X > 0, mass g(k) / (1 - g(0)) for k = 1, 2, ..; parameters those of the base;
 *   inflated: 0 with probability pi, else the base: pi + (1 - pi) g(0), (1 - pi) g(k); parameters pi, then those of the base;
 *   hurdle: 0 with probability pi, else the truncated base: the inflated form of the truncated one.
 * A base is the family of that name and its masses and tails in double-double; all else is asked of the family.
 */
#ifndef TER__ZERO_MODIFIED_H
#define TER__ZERO_MODIFIED_H

#include "count_characteristic.h"
#include "counts.h"

typedef struct ter__zero_base {
    const ter_family *family;
    /* At counts inside the base's support; log_side below its upper end. `sharp`: 2^-84 and better. */
    ter__dd (*log_mass)(const ter_dist *base, double k);
    ter__dd (*log_side)(const ter_dist *base, double k, bool upper, bool sharp);
    ter__complex (*log_characteristic)(const ter_dist *base, double t);
} ter__zero_base;

extern const ter__zero_base ter__zero_base_poisson, ter__zero_base_binomial, ter__zero_base_negative_binomial;
/* The truncated laws as bases (zero_hurdle.c). */
extern const ter__zero_base ter__zero_base_truncated_poisson, ter__zero_base_truncated_negative_binomial;

/* A statement that knows its base. */
typedef struct ter__zero_law {
    ter__statement statement;
    const ter__zero_base *base;
} ter__zero_law;

/* Parameters -> prepared values; the base family's follow those of this layer. */
void ter__zero_truncated_prepare(const ter__zero_base *base, const double *parameters, double *prepared);
void ter__zero_inflated_prepare(const ter__zero_base *base, const double *parameters, double *prepared);
void ter__zero_truncated_support(const ter__zero_base *base, const double *parameters, double *lower, double *upper);
void ter__zero_inflated_support(const ter__zero_base *base, const double *parameters, double *lower, double *upper);

ter__dd ter__zero_truncated_log_density(const ter_dist *dist, double x);
ter__dd ter__zero_truncated_log_tail(const ter_dist *dist, double x, bool upper);
ter__dd ter__zero_truncated_log_tail_sharp(const ter_dist *dist, double x, bool upper);
void ter__zero_truncated_gradient(const ter_dist *dist, double x, double *slope, double *by_parameter);
double ter__zero_truncated_start(const ter_dist *dist, double log_tail, bool upper);
ter__kernel ter__zero_truncated_hazard;
ter__summary ter__zero_truncated_mean, ter__zero_truncated_mode;
ter__moment ter__zero_truncated_raw_moment;
ter__complex ter__zero_truncated_transform(const ter_dist *dist, double t); /* E[exp(i t X)] */
ter_status ter__zero_truncated_characteristic(const ter_dist *dist, double t, double *real, double *imaginary);

ter__dd ter__zero_inflated_log_density(const ter_dist *dist, double x);
ter__dd ter__zero_inflated_log_tail(const ter_dist *dist, double x, bool upper);
ter__dd ter__zero_inflated_log_tail_sharp(const ter_dist *dist, double x, bool upper);
void ter__zero_inflated_gradient(const ter_dist *dist, double x, double *slope, double *by_parameter);
double ter__zero_inflated_start(const ter_dist *dist, double log_tail, bool upper);
ter__kernel ter__zero_inflated_hazard;
ter__summary ter__zero_inflated_mean, ter__zero_inflated_variance, ter__zero_inflated_mode, ter__zero_inflated_entropy;
ter__moment ter__zero_inflated_raw_moment, ter__zero_inflated_central_moment;
ter_status ter__zero_inflated_characteristic(const ter_dist *dist, double t, double *real, double *imaginary);

/* For the files of the modification alone: the base as a distribution, and its values, 0 and 1 where it has no counts. */
#define TER__ZERO_PREPARED 8 /* of this layer */
const ter__zero_base *ter__zero_base_of(const ter_dist *dist);
ter_dist ter__zero_base_dist(const ter_dist *dist, size_t skip);
ter_dist ter__zero_base_made(const ter__zero_base *base, const double *parameters);
ter__dd ter__zero_base_mass(const ter__zero_base *base, const ter_dist *law, double k);
ter__dd ter__zero_base_side(const ter__zero_base *base, const ter_dist *law, double k, bool upper, bool sharp);
void ter__zero_base_gradient(const ter_dist *base, double x, double *by_parameter);
/* A count whose tail has this log, by the base's own quantiles. */
double ter__zero_base_quantile(const ter_dist *base, double log_tail, bool upper);
/* x + y, -inf where either is. */
ter__dd ter__zero_log_product(ter__dd x, ter__dd y);

/* Of the tails; what TER__COUNTS_ACCURACY is for masses. */
#define TER__ZERO_TAIL_ERROR 0x1p-47

#define TER__ZERO_TRUNCATED_LAW(of)                                                                                                \
    {                                                                                                                              \
        .statement = {.log_density = ter__zero_truncated_log_density,                                                              \
                      .log_tail = ter__zero_truncated_log_tail,                                                                    \
                      .log_tail_sharp = ter__zero_truncated_log_tail_sharp,                                                        \
                      .gradient = ter__zero_truncated_gradient,                                                                    \
                      .start = ter__zero_truncated_start,                                                                          \
                      .tail_error = TER__ZERO_TAIL_ERROR},                                                                         \
        .base = of                                                                                                                 \
    }

#define TER__ZERO_INFLATED_LAW(of)                                                                                                 \
    {                                                                                                                              \
        .statement = {.log_density = ter__zero_inflated_log_density,                                                               \
                      .log_tail = ter__zero_inflated_log_tail,                                                                     \
                      .log_tail_sharp = ter__zero_inflated_log_tail_sharp,                                                         \
                      .gradient = ter__zero_inflated_gradient,                                                                     \
                      .start = ter__zero_inflated_start,                                                                           \
                      .tail_error = TER__ZERO_TAIL_ERROR},                                                                         \
        .base = of                                                                                                                 \
    }

#define TER__ZERO_TRUNCATED_SUMMARIES                                                                                              \
    .kernel = {[TER_HAZARD] = ter__zero_truncated_hazard},                                                                         \
    .summary = {[TER_MEAN] = ter__zero_truncated_mean, [TER_MODE] = ter__zero_truncated_mode},                                     \
    .raw_moment = ter__zero_truncated_raw_moment, .characteristic = ter__zero_truncated_characteristic, .words_per_draw = 1

#define TER__ZERO_INFLATED_SUMMARIES                                                                                               \
    .kernel = {[TER_HAZARD] = ter__zero_inflated_hazard},                                                                          \
    .summary = {[TER_MEAN] = ter__zero_inflated_mean,                                                                              \
                [TER_VARIANCE] = ter__zero_inflated_variance,                                                                      \
                [TER_MODE] = ter__zero_inflated_mode,                                                                              \
                [TER_ENTROPY] = ter__zero_inflated_entropy},                                                                       \
    .raw_moment = ter__zero_inflated_raw_moment, .central_moment = ter__zero_inflated_central_moment,                              \
    .characteristic = ter__zero_inflated_characteristic, .words_per_draw = 1

#define TER__INFLATION_PARAMETER                                                                                                   \
    {                                                                                                                              \
        .name = "inflation", .symbol = "pi", .description = "probability that a count is 0 whatever the base law says",            \
        .lower = 0.0, .upper = 1.0                                                                                                 \
    }

#endif
