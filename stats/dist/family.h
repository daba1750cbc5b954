/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a family is, inside: one constant descriptor per family, one line in families.def. A family writes only what it does
 * better than the generic method (generic.h); empty slots are filled when a distribution is created.
 *
 * Everything in stats/special and stats/dist is compiled once per processor level (a "path") and each copy is sealed, so nothing
 * here may define a symbol that the rest of the library uses; the rest goes through struct ter__path.
 */
#ifndef TER__FAMILY_H
#define TER__FAMILY_H

#include <stdbool.h>
#include <stddef.h>

#include "tercile/dist.h"

/* Doubles a family may compute from its parameters once, for all evaluations. */
#define TER__PREPARED_MAX 40

/* out[i] = operation of argument[i]. `out` may be `argument`. The distribution is read only. */
typedef void ter__kernel(const ter_dist *dist, size_t n, const double *argument, double *out);
typedef ter_status ter__summary(const ter_dist *dist, double *value);
typedef ter_status ter__moment(const ter_dist *dist, unsigned order, double *value);

/* A row of a family's edge table: what an operation must give, bit for bit, at a point with these parameters. */
typedef struct ter__edge {
    double parameters[TER_PARAMETERS_MAX];
    ter_operation operation;
    double argument;
    double expected; /* NaN means any NaN */
} ter__edge;

/*
 * How a family is fitted. The data come once, and many weightings of it follow (a bootstrap): what each observation needs again
 * and again (its log) is put into columns first. All sums run over i in order.
 */
typedef struct ter__fitter {
    /* Columns per observation, 0 to 4, filled as columns[i + j * n]. Null when columns is 0. */
    size_t columns;
    void (*transform)(size_t n, const double *x, double *columns);
    /* The maximum likelihood estimate in closed form; null when there is none. */
    ter_status (*closed_form)(size_t n, const double *x, const double *columns, const double *weights, double *parameters,
                              ter_error *error);
    /* A start for the iteration, inside the parameter space and of positive likelihood for all x of positive weight. */
    ter_status (*start)(size_t n, const double *x, const double *columns, const double *weights, double *parameters,
                        ter_error *error);
    /* The method of moments; TER_UNDEFINED when the moments are outside the family's reach. */
    ter_status (*moments)(size_t n, const double *x, const double *columns, const double *weights, double *parameters,
                          ter_error *error);
    /*
     * Log likelihood sum_i w_i log f(x_i), its gradient[k] and Hessian[k * k] (column-major, both triangles), in plain double
     * arithmetic. Returns false where the likelihood is 0 or a parameter is outside its interval. Gradient and Hessian may both be
     * null.
     */
    bool (*likelihood)(size_t n, const double *x, const double *columns, const double *weights, const double *parameters,
                       double *value, double *gradient, double *hessian);
} ter__fitter;

struct ter_family {
    const char *name, *title, *formula, *conventions;
    bool discrete;
    size_t parameter_count;
    const ter_parameter *parameters;
    size_t alias_count;
    const ter_alias *aliases;

    /* What the intervals of single parameters cannot say (lower < upper): TER_BAD_ARGUMENT with a text. Null when there is nothing.
     */
    ter_status (*check)(const double *parameters, ter_error *error);
    void (*prepare)(const double *parameters, double *prepared); /* null when nothing is prepared */
    void (*support)(const double *parameters, double *lower, double *upper);

    ter__kernel *kernel[TER_OPERATION_COUNT]; /* at least LOG_PDF and one of the tails must be there */
    double (*interval)(const ter_dist *dist, double a, double b);
    void (*gradient)(const ter_dist *dist, size_t n, const double *x, double *slope, double *by_parameter);

    ter__summary *summary[TER_SUMMARY_COUNT];
    ter__moment *raw_moment, *central_moment;

    void (*sample)(const ter_dist *dist, ter_stream *stream, size_t n, double *out); /* null: inversion, one word a draw */
    unsigned words_per_draw;                                                         /* exact when > 0, 0: varies */

    const ter__fitter *fitter; /* null: the generic one, on numerical derivatives */

    const char *accuracy_range;
    ter_accuracy accuracy[TER_OPERATION_COUNT];
    size_t edge_count;
    const ter__edge *edges;
};

struct ter_dist {
    const ter_family *family;
    const struct ter__path *path;
    double parameter[TER_PARAMETERS_MAX];
    double lower, upper; /* the support */
    double prepared[TER__PREPARED_MAX];
    ter__kernel *kernel[TER_OPERATION_COUNT]; /* no slot is null */
};

/* One sealed copy of special/ and dist/ for a processor level. */
typedef struct ter__path {
    const char *name;
    size_t family_count;
    const ter_family *const *families;
    const struct ter__special *special; /* the functions of tercile/special.h on this path (special/table.h) */
    /* Fills the empty kernel slots of a distribution whose family, path, parameters, support and prepared values are set. */
    void (*fill)(ter_dist *dist);
    /* Generic summaries and the rest for null slots. */
    ter__summary *generic_summary[TER_SUMMARY_COUNT];
    ter__moment *generic_raw_moment, *generic_central_moment;
    double (*generic_interval)(const ter_dist *dist, double a, double b);
    void (*generic_gradient)(const ter_dist *dist, size_t n, const double *x, double *slope, double *by_parameter);
    void (*generic_sample)(const ter_dist *dist, ter_stream *stream, size_t n, double *out);
} ter__path;

#endif
