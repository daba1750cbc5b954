/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Y = exp(X) and Y = log(X) of continuous laws. The point x = log(y) or exp(y) is kept in double-double. exp_of: density f(log y) /
 * y; log_of: f(exp y) exp(y), for laws above 0.
 */
#include "composed.h"
#include "special/elementary.h"
#include "tercile/compose.h"

static bool is_exp(const ter__composed *made) {
    return made->dist.family == &ter__exp_of.family;
}

/* The point of the law itself; below the doubles 0 and above them infinite. */
static ter__dd point_of(const ter__composed *made, double y) {
    if (is_exp(made)) {
        return ter__dd_log_d(y);
    }
    return fabs(y) < 600.0 ? ter__dd_exp(ter__dd_make(y, 0.0)) : ter__dd_make(ter__exp(y), 0.0);
}

static ter__dd log_density(const ter__composed *made, double y) {
    ter__dd x = point_of(made, y);
    ter__dd value = ter__child_log_density_near(made->child[0], x);
    if (isinf(value.hi)) {
        return value;
    }
    return is_exp(made) ? ter__dd_sub(value, x) : ter__dd_add_d(value, y);
}

static ter__dd log_tail(const ter__composed *made, double y, bool upper) {
    return ter__child_log_tail_near(made->child[0], point_of(made, y), upper);
}

static double slope(const ter__composed *made, double y) {
    double x = point_of(made, y).hi, rise = ter_dist_eval(made->child[0], TER_LOG_PDF_SLOPE, x);
    return is_exp(made) ? (rise - 1.0) / y : fma(x, rise, 1.0);
}

static void gradient(const ter_dist *dist, size_t n, const double *x, double *slope_out, double *by_parameter) {
    (void)by_parameter; /* there are none */
    for (size_t i = 0; slope_out != NULL && i < n; i++) {
        slope_out[i] = ter_dist_eval(dist, TER_LOG_PDF_SLOPE, x[i]);
    }
}

static ter_status transformed(ter_dist **dist, const ter__composition *kind, ter_dist *law, ter_error *error) {
    ter__composed *made = NULL;
    const char *name = kind->family.name;
    if (law->family->discrete) {
        return ter_error_set(error, TER_BAD_ARGUMENT, "%s: %s is a law of counts, a continuous one is expected", name,
                             law->family->name);
    }
    if (kind == &ter__log_of && law->lower < 0.0) {
        return ter_error_set(error, TER_BAD_ARGUMENT, "%s: %s has values below 0, which have no logarithm", name,
                             law->family->name);
    }
    ter_status status = ter__compose(&made, kind, kind, 1, &law, error);
    if (status != TER_OK) {
        return status;
    }
    made->dist.lower = kind == &ter__exp_of ? ter__exp(law->lower) : ter__log(law->lower);
    made->dist.upper = kind == &ter__exp_of ? ter__exp(law->upper) : ter__log(law->upper);
    *dist = &made->dist;
    return TER_OK;
}

ter_status ter_dist_exp_of(ter_dist **dist, ter_dist *law, ter_error *error) {
    return transformed(dist, &ter__exp_of, law, error);
}

ter_status ter_dist_log_of(ter_dist **dist, ter_dist *law, ter_error *error) {
    return transformed(dist, &ter__log_of, law, error);
}

static ter_status make_exp_of(ter_dist **dist, ter_dist *law, const double *given, ter_error *error) {
    (void)given;
    return ter_dist_exp_of(dist, law, error);
}

static ter_status make_log_of(ter_dist **dist, ter_dist *law, const double *given, ter_error *error) {
    (void)given;
    return ter_dist_log_of(dist, law, error);
}

#define COMPOSITION(word, head, text, says)                                                                                        \
    {                                                                                                                              \
        {.name = #word,                                                                                                            \
         .title = head,                                                                                                            \
         .formula = text,                                                                                                          \
         .conventions = says,                                                                                                      \
         .interval = ter__composed_interval,                                                                                       \
         .gradient = gradient,                                                                                                     \
         .accuracy_range = "as exact as the law's own logs",                                                                       \
         .accuracy = TER__STATED_ACCURACY(64.0, 4500.0)},                                                                          \
            log_density, log_tail, slope, TER__ONE_LAW, make_##word, false, NULL                                                   \
    }

const ter__composition ter__exp_of = COMPOSITION(exp_of, "Exponential of a law", "f(log y) / y", "Y = exp(X).");
const ter__composition ter__log_of = COMPOSITION(log_of, "Logarithm of a law", "f(exp y) exp(y)", "Y = log(X), X above 0.");
