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

#include "special/dd.h"
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

/*
 * A law stated in double-double: what a family gives instead of kernels, and all operations follow (path/stated.c,
 * stated_inverse.c): values are rounded once, inverses are solved on the log of the smaller tail and end in one Newton step with
 * its residual in double-double. Slots in `kernel` go before what follows from a statement.
 *
 * Arguments are x strictly inside the support; for laws of counts whole numbers, lower <= x <= upper for log_density and
 * lower <= x < upper for log_tail. A log may be {-inf, 0} where it is below the doubles. Errors meant are relative to the
 * result itself: a log tail of -1e-30 has its own digits.
 */
typedef struct ter__statement {
    ter__dd (*log_density)(const ter_dist *dist, double x);
    /* log P(X <= x), or of P(X > x) with `upper`; both sides, whichever of them is small. */
    ter__dd (*log_tail)(const ter_dist *dist, double x, bool upper);
    /* Counts: the same in more digits (2^-84 and better), for quantiles that log_tail's error leaves open. May be null. */
    ter__dd (*log_tail_sharp)(const ter_dist *dist, double x, bool upper);
    /* log(density / P(X > x)), where the difference of the two logs would cancel (tails lighter than exponential). May be null. */
    ter__dd (*log_hazard)(const ter_dist *dist, double x);
    /* Derivatives of the log density in x and, unless by_parameter is null, in each parameter; null: numerical, some 9 digits. */
    void (*gradient)(const ter_dist *dist, double x, double *slope, double *by_parameter);
    /*
     * x with log_tail(x, upper) = log_tail, which is finite and at most log(1/2) but for rounding: rounded once. Null: solved from
     * log_tail and log_density. Counts: never used.
     */
    double (*inverse)(const ter_dist *dist, ter__dd log_tail, bool upper);
    /* Where to begin to solve: any point inside the support, the better the nearer; null: the middle of the doubles inside. */
    double (*start)(const ter_dist *dist, double log_tail, bool upper);
    /* The limit of the log density at a finite end of the support (upper or lower); null: -inf, a density of 0. Counts: unused. */
    double (*log_density_at_end)(const ter_dist *dist, bool upper);
    /* The same where that log is large and a double would cost the density digits: log_density takes this end too. */
    bool density_at_lower, density_at_upper;
    /* Relative error of exp(log_tail): what an interval's difference of two tails has left. 0 means 2^-90. */
    double tail_error;
} ter__statement;

/* One bound for every operation, to be narrowed or widened where an operation differs. */
#define TER__STATED_ACCURACY(p99, max)                                                                                             \
    {                                                                                                                              \
        {p99, max}, {p99, max}, {p99, max}, {p99, max}, {p99, max}, {p99, max}, {p99, max}, {p99, max}, {p99, max}, {p99, max},    \
            {p99, max}, {p99, max}, {p99, max},                                                                                    \
    }

/* The same with another maximum for the log density, which is small where larger terms cancel. */
#define TER__STATED_ACCURACY_BUT_LOG_PDF(p99, max, log_pdf_max)                                                                    \
    {                                                                                                                              \
        {p99, max}, {p99, log_pdf_max}, {p99, max}, {p99, max}, {p99, max}, {p99, max}, {p99, max}, {p99, max}, {p99, max},        \
            {p99, max}, {p99, max}, {p99, max}, {p99, max},                                                                        \
    }

/* The same for the slope, which is 0 at a mode that is no parameter: larger terms cancel there. */
#define TER__STATED_ACCURACY_BUT_SLOPE(p99, max, slope_max)                                                                        \
    {                                                                                                                              \
        {p99, max}, {p99, max}, {p99, max}, {p99, max}, {p99, max}, {p99, max}, {p99, max}, {p99, max}, {p99, max}, {p99, max},    \
            {p99, max}, {p99, max}, {p99, slope_max},                                                                              \
    }

/*
 * Another way to write a law, with other parameters: scipy's genextreme(c, loc, scale), R's exp(rate), a mean and a dispersion. It
 * is written "ORIGIN.NAME(...)" (or NAME alone when origin is null) and becomes this family's parameters.
 */
typedef struct ter__variant {
    const char *origin; /* "scipy", "R"; null for one of the field's own */
    const char *name;
    size_t parameter_count;
    const ter_parameter *parameters;
    void (*convert)(const double *given, double *parameters); /* null: the same numbers in the same order */
} ter__variant;

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

    size_t variant_count;
    const ter__variant *variants;

    const ter__statement *statement;          /* or null, and then */
    ter__kernel *kernel[TER_OPERATION_COUNT]; /* at least LOG_PDF and one of the tails must be there */
    double (*interval)(const ter_dist *dist, double a, double b);
    void (*gradient)(const ter_dist *dist, size_t n, const double *x, double *slope, double *by_parameter);

    ter__summary *summary[TER_SUMMARY_COUNT];
    ter__moment *raw_moment, *central_moment;
    ter__moment *l_moment; /* orders 1 to 4 (order 3 and 4 are not ratios); null: generic */
    /* E[exp(i t X)], t not 0, where it has a closed form (characteristic.h); null: there is none. */
    ter_status (*characteristic)(const ter_dist *dist, double t, double *real, double *imaginary);

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
    /* The same for stated laws. */
    double (*stated_interval)(const ter_dist *dist, double a, double b);
    void (*stated_gradient)(const ter_dist *dist, size_t n, const double *x, double *slope, double *by_parameter);
} ter__path;

#endif
