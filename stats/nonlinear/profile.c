/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A parameter is fixed by making it a column of the data: the search then fits the others, and solves for those that are linear
 * once it is fixed. The root is looked for in the profile t, which is nearly a straight line.
 */
#include <stdlib.h>
#include <string.h>

#include "linear/basis.h"
#include "nonlinear/search.h"

#define ITERATIONS      1000
#define EXPANSIONS_MAX  40
#define HALVINGS_MAX    60
#define ROOT_STEPS_MAX  100
#define GRADIENT_ENOUGH 0x1p-26 /* cosine of residuals and columns: the sum of squares then is right to its square */
#define SMALLER         0x1p-40 /* a sum of squares below the minimum by less than this part is the same */

typedef struct profile {
    const ter_nonlinear_problem *problem;
    const ter_nonlinear_fit *fit;
    size_t which;
    double quantile;
    ter__dd least;    /* the sum of squares at the estimates */
    double slack;     /* what rounding of the estimates may have added to it */
    double deviation; /* s */
    ter__nonlinear_model model;
    ter__nonlinear_search search;                    /* of the others; unused when there are none */
    size_t column;                                   /* of the fixed parameter in the data */
    ter__dd estimates[TER_NONLINEAR_PARAMETERS_MAX]; /* of the others */
    bool lower_found;                                /* a sum of squares below the minimum */
    double lower_place;
} profile;

typedef struct point {
    double value;
    double t;       /* of the profile, not negative; NaN where the model has no value */
    bool converged; /* the others are at their best there */
    ter__dd others[TER_NONLINEAR_PARAMETERS_MAX];
} point;

const char *ter_nonlinear_limit_name(ter_nonlinear_limit limit) {
    static const char *const names[] = {"found", "none", "edge", "unknown"};
    return (unsigned)limit < sizeof names / sizeof names[0] ? names[limit] : "unknown";
}

/* ---- one parameter fixed ------------------------------------------------------------------------------------------------- */

typedef struct fixed_problem {
    ter_nonlinear_problem problem;
    const char *names[TER_NONLINEAR_PARAMETERS_MAX];
    double starts[TER_NONLINEAR_PARAMETERS_MAX];
    const char **column_names;
    const double **values, **values_low;
    double *fixed;
} fixed_problem;

static void fixed_free(fixed_problem *f) {
    free(f->column_names);
    free(f->values);
    free(f->values_low);
    free(f->fixed);
}

static bool fixed_create(fixed_problem *f, const profile *p) {
    const ter_nonlinear_problem *old = p->problem;
    const size_t columns = old->columns;
    *f = (fixed_problem){.problem = *old};
    f->column_names = calloc(columns + 1, sizeof *f->column_names);
    f->values = calloc(columns + 1, sizeof *f->values);
    f->values_low = calloc(columns + 1, sizeof *f->values_low);
    f->fixed = calloc(old->rows, sizeof *f->fixed);
    if (!f->column_names || !f->values || !f->values_low || !f->fixed) {
        return false;
    }
    for (size_t j = 0; j < columns; j++) {
        f->column_names[j] = old->column_names[j];
        f->values[j] = old->values[j];
        f->values_low[j] = old->values_low == NULL ? NULL : old->values_low[j];
    }
    f->column_names[columns] = old->names[p->which];
    f->values[columns] = f->fixed;
    for (size_t k = 0, place = 0; k < old->parameters; k++) {
        if (k != p->which) {
            f->names[place] = old->names[k];
            f->starts[place++] = p->fit->estimates[k];
        }
    }
    f->problem.columns = columns + 1;
    f->problem.column_names = f->column_names;
    f->problem.values = f->values;
    f->problem.values_low = f->values_low;
    f->problem.parameters = old->parameters - 1;
    f->problem.names = f->names;
    f->problem.starts = f->starts;
    return true;
}

static void profile_close(profile *p) {
    if (p->problem->parameters > 1) {
        ter__nonlinear_search_destroy(&p->search);
    }
    ter__nonlinear_model_destroy(&p->model);
}

static ter_status profile_open(profile *p, size_t which, ter_error *error) {
    p->which = which;
    p->model = (ter__nonlinear_model){0};
    p->search = (ter__nonlinear_search){0};
    if (p->problem->parameters == 1) {
        return ter__nonlinear_model_create(&p->model, p->problem, error);
    }
    fixed_problem f;
    if (!fixed_create(&f, p)) {
        fixed_free(&f);
        return ter_error_set(error, TER_NO_MEMORY, "out of memory for a profile of %zu rows", p->problem->rows);
    }
    p->column = p->problem->columns;
    for (size_t k = 0, place = 0; k < p->problem->parameters; k++) {
        if (k != which) {
            p->estimates[place++] = ter__dd_make(p->fit->estimates[k], 0.0);
        }
    }
    ter_status status = ter__nonlinear_model_create(&p->model, &f.problem, error);
    if (status == TER_OK) {
        /* The starts serve only to choose signs after a search, which is not done here. */
        status = ter__nonlinear_search_create(&p->search, &p->model, p->problem->starts, error);
        if (status != TER_OK) {
            ter__nonlinear_model_destroy(&p->model);
        }
    }
    fixed_free(&f);
    return status;
}

/* ---- the profile t ------------------------------------------------------------------------------------------------------- */

static void set_t(profile *p, point *at, ter__dd squares) {
    const ter__dd rise = ter__dd_sub(squares, p->least);
    if (at->converged && rise.hi < -p->slack) {
        p->lower_found = true;
        p->lower_place = at->value;
    }
    at->t = rise.hi > 0.0 ? ter__dd_value(ter__dd_sqrt(rise)) / p->deviation : 0.0;
}

static bool refit(profile *p, const ter__dd *start, point *at, ter__dd *squares) {
    ter__nonlinear_search *s = &p->search;
    const unsigned most = p->problem->iterations_max == 0 ? ITERATIONS : p->problem->iterations_max;
    if (!ter__nonlinear_search_run(s, start, most)) {
        return false;
    }
    *squares = s->at.squares;
    at->converged = s->gradient <= GRADIENT_ENOUGH;
    memcpy(at->others, s->at.parameters, sizeof at->others);
    return true;
}

/* The profile at a value, the others started from those of a point nearby, or from the estimates if that leads nowhere. */
static point evaluate(profile *p, double value, const point *near) {
    point at = {.value = value, .t = TER__NAN};
    ter__dd squares = {0.0, 0.0};
    if (p->problem->parameters == 1) {
        const ter__dd parameter = {value, 0.0};
        at.converged = ter__nonlinear_evaluate(&p->model, &parameter, NULL, NULL, &squares);
        if (at.converged) {
            set_t(p, &at, squares);
        }
        return at;
    }
    for (size_t i = 0; i < p->model.rows; i++) {
        p->model.data[i * p->model.columns + p->column] = ter__dd_make(value, 0.0);
    }
    bool has_value = refit(p, near->others, &at, &squares);
    if (!has_value || !at.converged) {
        point other = {.value = value, .t = TER__NAN};
        ter__dd other_squares = {0.0, 0.0};
        const bool again = refit(p, p->estimates, &other, &other_squares);
        if (again && (!has_value || other.converged || ter__dd_sub(other_squares, squares).hi < 0.0)) {
            at = other;
            squares = other_squares;
            has_value = true;
        }
    }
    if (has_value) {
        set_t(p, &at, squares);
    }
    return at;
}

/* ---- a limit -------------------------------------------------------------------------------------------------------------- */

/* Between `below` and `above` the profile t passes the quantile: the Illinois method, whose steps fall faster than bisection. */
static point find_root(profile *p, point below, point above) {
    double low = below.t - p->quantile, high = above.t - p->quantile;
    point best = fabs(low) < fabs(high) ? below : above;
    int side = 0;
    for (unsigned i = 0; i < ROOT_STEPS_MAX; i++) {
        double value = below.value - low * (above.value - below.value) / (high - low);
        const double gap = fabs(above.value - below.value), last = best.value;
        if (i % 8 == 7 || !isfinite(value)) {
            value = below.value + 0.5 * (above.value - below.value);
        }
        if (gap <= 0x1p-52 * fabs(value) || value == below.value || value == above.value) {
            return best;
        }
        const point at = evaluate(p, value, &below);
        if (isnan(at.t)) {
            return at;
        }
        const double off = at.t - p->quantile;
        best = fabs(off) < fabs(best.t - p->quantile) ? at : best;
        if (off == 0.0 || (fabs(off) <= 0x1p-48 * p->quantile && fabs(value - last) <= 0x1p-51 * fabs(value))) {
            return best;
        }
        if (off < 0.0) {
            below = at;
            low = off;
            high = side == -1 ? 0.5 * high : high;
            side = -1;
        } else {
            above = at;
            high = off;
            low = side == 1 ? 0.5 * low : low;
            side = 1;
        }
    }
    return best;
}

/* From `below` towards `beyond`, where the model has no value: a point above the quantile, if there is one. */
static bool approach_edge(profile *p, point *below, double beyond, point *above) {
    for (unsigned i = 0; i < HALVINGS_MAX; i++) {
        const double middle = below->value + 0.5 * (beyond - below->value);
        if (middle == below->value || middle == beyond) {
            return false;
        }
        const point at = evaluate(p, middle, below);
        if (isnan(at.t)) {
            beyond = middle;
        } else if (at.t > p->quantile) {
            *above = at;
            return true;
        } else {
            *below = at;
        }
    }
    return false;
}

/* The limit on one side (sign -1 or 1): steps that double until the profile t is above the quantile, then the root. */
static ter_nonlinear_limit find_limit(profile *p, double sign, double *limit, double *edge) {
    const double estimate = p->fit->estimates[p->which], first = p->quantile * p->fit->standard_errors[p->which];
    point below = {.value = estimate, .t = 0.0, .converged = true}, above = below;
    memcpy(below.others, p->estimates, sizeof below.others);
    *limit = estimate + sign * first;
    *edge = TER__NAN;
    if (!(first > 0x1p-50 * fabs(estimate))) {
        return TER_NONLINEAR_LIMIT_FOUND; /* a perfect fit, or so nearly that the two are the same double */
    }
    bool found = false, at_edge = false;
    for (unsigned i = 0; i <= EXPANSIONS_MAX && !found && !at_edge; i++) {
        const double value = estimate + sign * ldexp(first, (int)i);
        above = isfinite(value) ? evaluate(p, value, &below) : (point){.value = value, .t = TER__NAN};
        found = above.t > p->quantile;
        at_edge = isnan(above.t);
        if (!found && !at_edge) {
            below = above;
        }
    }
    if (at_edge) {
        found = isfinite(above.value) && approach_edge(p, &below, above.value, &above);
    }
    if (!found) {
        *edge = below.value;
        *limit = at_edge ? TER__NAN : sign * TER__INFINITY;
        return at_edge ? TER_NONLINEAR_LIMIT_EDGE : TER_NONLINEAR_LIMIT_NONE;
    }
    const point root = find_root(p, below, above);
    const bool known = root.converged && isfinite(root.t) && fabs(root.t - p->quantile) <= 0x1p-20 * p->quantile;
    *limit = known ? root.value : TER__NAN;
    *edge = known ? TER__NAN : below.value;
    return known ? TER_NONLINEAR_LIMIT_FOUND : TER_NONLINEAR_LIMIT_UNKNOWN;
}

/* ---- the whole ------------------------------------------------------------------------------------------------------------ */

/* The sum of squares at the estimates: their rounding changes it only by its square. */
static ter_status least_squares(profile *p, ter_error *error) {
    ter__nonlinear_model model;
    ter__dd estimates[TER_NONLINEAR_PARAMETERS_MAX];
    ter_status status = ter__nonlinear_model_create(&model, p->problem, error);
    if (status != TER_OK) {
        return status;
    }
    for (size_t k = 0; k < p->problem->parameters; k++) {
        estimates[k] = ter__dd_make(p->fit->estimates[k], 0.0);
    }
    if (!ter__nonlinear_evaluate(&model, estimates, NULL, NULL, &p->least)) {
        status = ter_error_set(error, TER_BAD_ARGUMENT, "the model has no finite value at the estimates: the fit is of another");
    }
    ter__nonlinear_model_destroy(&model);
    const ter__dd variance = ter__dd_div_d(p->least, (double)p->fit->residual_df);
    p->deviation = variance.hi > 0.0 ? ter__dd_value(ter__dd_sqrt(variance)) : 0.0;
    double most = 0.0;
    for (size_t k = 0; k < p->problem->parameters; k++) {
        const double part = 0x1p-53 * fabs(p->fit->estimates[k]) / p->fit->standard_errors[k];
        most = part > most ? part : most;
    }
    most *= (double)p->problem->parameters * p->deviation;
    p->slack = SMALLER * p->least.hi + most * most;
    return status;
}

static ter_status profile_one(profile *p, size_t k, ter_nonlinear_interval *interval, ter_error *error) {
    ter_status status = profile_open(p, k, error);
    if (status != TER_OK) {
        return status;
    }
    interval->lower_limit = find_limit(p, -1.0, &interval->lower, &interval->lower_edge);
    interval->upper_limit = find_limit(p, 1.0, &interval->upper, &interval->upper_edge);
    if (p->lower_found) {
        status = ter_error_set(error, TER_NO_CONVERGENCE,
                               "a smaller sum of squares was found with %s = %.10g: the fit is no global minimum; start there",
                               p->problem->names[k], p->lower_place);
    }
    profile_close(p);
    return status;
}

ter_status ter_nonlinear_profile(ter_nonlinear_interval *intervals, const ter_nonlinear_fit *fit,
                                 const ter_nonlinear_problem *problem, double level, ter_error *error) {
    if (fit->parameters != problem->parameters || fit->rows != problem->rows) {
        return ter_error_set(error, TER_BAD_ARGUMENT, "the fit has %zu rows and %zu parameters, the problem %zu and %zu", fit->rows,
                             fit->parameters, problem->rows, problem->parameters);
    }
    if (fit->verdict != TER_NONLINEAR_MINIMUM) {
        return ter_error_set(error, TER_BAD_ARGUMENT, "only a minimum has intervals; the fit is %s", fit->reason);
    }
    profile *p = calloc(1, sizeof *p);
    if (p == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "out of memory for a profile");
    }
    p->problem = problem;
    p->fit = fit;
    ter_status status = ter__interval_quantile((double)fit->residual_df, level, &p->quantile, error);
    if (status == TER_OK && fit->residual_df > 0) {
        status = least_squares(p, error);
    }
    for (size_t k = 0; status == TER_OK && k < fit->parameters; k++) {
        intervals[k] = (ter_nonlinear_interval){TER__NAN, TER__NAN, TER_NONLINEAR_LIMIT_UNKNOWN, TER_NONLINEAR_LIMIT_UNKNOWN,
                                                TER__NAN, TER__NAN};
        if (fit->residual_df > 0) {
            status = profile_one(p, k, &intervals[k], error);
        }
    }
    free(p);
    return status;
}
