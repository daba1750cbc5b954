/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From data to a fit: checks, scaling by powers of two (exact), QR, and everything that is reported. */
#include <stdint.h>
#include <stdlib.h>

#include "linear/basis.h"
#include "linear/tall.h"

typedef struct work {
    ter__qr qr;
    ter__dd *root, *y, *z, *b; /* [rows] root of the weight; y; Q'y of scaled rows; [columns] coefficients */
    int y_exponent;
} work;

static ter__dd pair(const double *high, const double *low, size_t i) {
    return ter__dd_make(high[i], low == NULL ? 0.0 : low[i]);
}

static ter_status check_values(const double *high, const double *low, size_t rows, const char *what, size_t number,
                               ter_error *error) {
    for (size_t i = 0; i < rows; i++) {
        if (!isfinite(high[i]) || (low != NULL && !isfinite(low[i]))) {
            return ter_error_set(error, TER_BAD_DATA, "%s %zu, row %zu: %g is not a finite number; leave such rows out first", what,
                                 number, i + 1, high[i]);
        }
    }
    return TER_OK;
}

static ter_status check(const ter_linear_problem *p, size_t *used, ter_error *error) {
    if (p->rows == 0 || p->columns == 0) {
        return ter_error_set(error, TER_BAD_SHAPE, "a fit needs rows and columns: there are %zu rows and %zu columns", p->rows,
                             p->columns);
    }
    if (p->columns > TER_LINEAR_COLUMNS_MAX || p->rows > SIZE_MAX / sizeof(ter__dd) / p->columns) {
        return ter_error_set(error, TER_LIMIT, "%zu columns of %zu rows: at most %d columns", p->columns, p->rows,
                             TER_LINEAR_COLUMNS_MAX);
    }
    if (!(p->tolerance >= 0.0 && p->tolerance < 1.0)) {
        return ter_error_set(error, TER_BAD_ARGUMENT, "the tolerance of the rank rule is %g: it must be 0 or more and below 1",
                             p->tolerance);
    }
    if ((unsigned)p->robust > (unsigned)TER_LINEAR_HC3) {
        return ter_error_set(error, TER_BAD_ARGUMENT, "%d is no kind of robust standard errors: HC0 to HC3", (int)p->robust);
    }
    ter_status status = check_values(p->y, p->y_low, p->rows, "response", 1, error);
    for (size_t j = 0; status == TER_OK && j < p->columns; j++) {
        const double *low = p->x_low == NULL ? NULL : p->x_low + j * p->rows;
        status = check_values(p->x + j * p->rows, low, p->rows, "column", j + 1, error);
    }
    *used = 0;
    for (size_t i = 0; status == TER_OK && i < p->rows; i++) {
        const double w = p->weights == NULL ? 1.0 : p->weights[i];
        if (!isfinite(w) || w < 0.0) {
            return ter_error_set(error, TER_BAD_DATA, "row %zu: weight %g; weights are finite and not negative", i + 1, w);
        }
        *used += w > 0.0;
    }
    if (status == TER_OK && *used < p->columns) {
        return ter_error_set(error, TER_BAD_SHAPE,
                             "%zu rows cannot determine %zu coefficients: give more rows of positive weight, or fewer columns",
                             *used, p->columns);
    }
    return status;
}

static void *array(size_t count, size_t size) {
    return calloc(count == 0 ? 1 : count, size);
}

static void work_free(work *w) {
    ter__qr_destroy(&w->qr);
    free(w->root);
    free(w->y);
    free(w->z);
    free(w->b);
}

static bool work_create(work *w, size_t n, size_t p) {
    *w = (work){.y_exponent = 0};
    const bool made = ter__qr_create(&w->qr, n, p);
    w->root = array(n, sizeof(ter__dd));
    w->y = array(n, sizeof(ter__dd));
    w->z = array(n, sizeof(ter__dd));
    w->b = array(p, sizeof(ter__dd));
    return made && w->root && w->y && w->z && w->b;
}

static int exponent_of(size_t n, const double *values) {
    double largest = 0.0;
    int exponent = 0;
    for (size_t i = 0; i < n; i++) {
        largest = fabs(values[i]) > largest ? fabs(values[i]) : largest;
    }
    (void)frexp(largest, &exponent);
    return largest > 0.0 ? exponent : 0;
}

static ter__dd scaled(ter__dd value, int exponent) {
    return ter__dd_make(ldexp(value.hi, exponent), ldexp(value.lo, exponent));
}

/* Roots of weights, and the response in units of 2^y_exponent. */
static void fill_rows(work *w, const ter_linear_problem *p) {
    for (size_t i = 0; i < p->rows; i++) {
        const double weight = p->weights == NULL ? 1.0 : p->weights[i];
        w->root[i] = weight > 0.0 ? ter__dd_sqrt(ter__dd_make(weight, 0.0)) : ter__dd_make(0.0, 0.0);
        w->y[i] = scaled(pair(p->y, p->y_low, i), -w->y_exponent);
    }
}

static void fill_work(work *w, const ter_linear_problem *p) {
    w->y_exponent = exponent_of(p->rows, p->y);
    fill_rows(w, p);
    for (size_t i = 0; i < p->rows; i++) {
        w->z[i] = ter__dd_mul(w->root[i], w->y[i]);
    }
    for (size_t j = 0; j < p->columns; j++) {
        const double *high = p->x + j * p->rows, *low = p->x_low == NULL ? NULL : p->x_low + j * p->rows;
        w->qr.exponent[j] = exponent_of(p->rows, high);
        for (size_t i = 0; i < p->rows; i++) {
            w->qr.a[j * p->rows + i] = ter__dd_mul(w->root[i], scaled(pair(high, low, i), -w->qr.exponent[j]));
        }
    }
}

/* The sum of w (y - m)^2, m the weighted mean or 0; y is scaled. */
static ter__dd total_squares(const work *w, const ter_linear_problem *p) {
    ter__dd mean = {0.0, 0.0}, weight = mean, sum = mean;
    for (size_t i = 0; p->has_constant && i < p->rows; i++) {
        const double wi = p->weights == NULL ? 1.0 : p->weights[i];
        mean = ter__dd_add(mean, ter__dd_mul_d(w->y[i], wi));
        weight = ter__dd_add_d(weight, wi);
    }
    mean = p->has_constant ? ter__dd_div(mean, weight) : mean;
    for (size_t i = 0; i < p->rows; i++) {
        sum = ter__dd_add(sum, ter__dd_square(ter__dd_mul(w->root[i], ter__dd_sub(w->y[i], mean))));
    }
    return sum;
}

static void report_rank(ter_linear_fit *fit, const ter__qr *qr) {
    fit->smallest_remainder = 1.0;
    for (size_t j = 0, k = 0; j < qr->columns; j++) {
        fit->dropped[j] = k == qr->rank || qr->kept[k] != j;
        if (!fit->dropped[j]) {
            fit->smallest_remainder = qr->remainder[j] < fit->smallest_remainder ? qr->remainder[j] : fit->smallest_remainder;
            k++;
        }
    }
    fit->condition = ter__qr_condition(qr);
    ter__qr_reason(qr, fit->tolerance, fit->reason, sizeof fit->reason);
}

/* Weighted squares in the unit of the scaled response: of it, of what is left beside the columns, and about its mean (or 0). */
typedef struct sums {
    ter__dd whole, residual, total;
} sums;

static sums sums_of(const work *w, const ter_linear_problem *p) {
    sums s = {{0.0, 0.0}, {0.0, 0.0}, total_squares(w, p)};
    for (size_t i = 0; i < p->rows; i++) {
        s.whole = ter__dd_add(s.whole, ter__dd_square(w->z[i]));
        if (i >= w->qr.rank) {
            s.residual = ter__dd_add(s.residual, ter__dd_square(w->z[i]));
        }
    }
    return s;
}

static void report_sums(ter_linear_fit *fit, const work *w, const ter_linear_problem *p, const sums *s, ter__dd *variance) {
    const ter__dd whole = s->whole, total = s->total;
    ter__dd residual = s->residual;
    const double noise = (double)p->rows * (double)w->qr.columns * 0x1p-100;
    fit->perfect = fit->residual_df == 0 || sqrt(residual.hi) <= noise * sqrt(whole.hi);
    residual = fit->perfect ? ter__dd_make(0.0, 0.0) : residual;
    ter__dd model = ter__dd_sub(total, residual);
    fit->model_df = w->qr.rank - (p->has_constant ? 1 : 0);
    fit->residual_sum_squares = ldexp(ter__dd_value(residual), 2 * w->y_exponent);
    fit->total_sum_squares = ldexp(ter__dd_value(total), 2 * w->y_exponent);
    fit->model_sum_squares = ldexp(ter__dd_value(model), 2 * w->y_exponent);
    const bool varies = sqrt(total.hi) > noise * sqrt(whole.hi);
    fit->r_squared = varies ? ter__dd_value(ter__dd_div(model, total)) : TER__NAN;
    *variance = ter__dd_make(TER__NAN, TER__NAN);
    fit->residual_deviation = fit->f = TER__NAN;
    if (fit->residual_df > 0) {
        *variance = ter__dd_div_d(residual, (double)fit->residual_df);
        fit->residual_deviation = residual.hi > 0.0 ? ldexp(ter__dd_value(ter__dd_sqrt(*variance)), w->y_exponent) : 0.0;
        if (fit->model_df > 0 && varies) {
            fit->f = residual.hi > 0.0 ? ter__dd_value(ter__dd_div(ter__dd_div_d(model, (double)fit->model_df), *variance))
                                       : TER__INFINITY;
        }
    }
}

static void report_coefficients(ter_linear_fit *fit, work *w, ter__dd variance) {
    const ter__qr *qr = &w->qr;
    for (size_t j = 0; j < qr->columns; j++) {
        fit->coefficients[j] = fit->standard_errors[j] = fit->unscaled_errors[j] = TER__NAN;
        w->b[j] = ter__dd_make(0.0, 0.0);
    }
    for (size_t k = 0; k < qr->rank; k++) {
        ter__dd value = {0.0, 0.0}, squares = value;
        for (size_t c = k; c < qr->rank; c++) {
            const ter__dd entry = qr->inverse[c * qr->rank + k];
            value = ter__dd_add(value, ter__dd_mul(entry, w->z[c]));
            squares = ter__dd_add(squares, ter__dd_square(entry));
        }
        const size_t j = qr->kept[k];
        const int exponent = w->y_exponent - qr->exponent[j];
        fit->unscaled_errors[j] = ldexp(ter__dd_value(ter__dd_sqrt(squares)), -qr->exponent[j]);
        fit->effects[j] = ldexp(ter__dd_value(w->z[k]), w->y_exponent);
        ter__dd error = ter__dd_mul(squares, variance);
        w->b[j] = scaled(value, -qr->exponent[j]);
        fit->coefficients[j] = ldexp(ter__dd_value(value), exponent);
        if (fit->residual_df > 0) {
            fit->standard_errors[j] = error.hi > 0.0 ? ldexp(ter__dd_value(ter__dd_sqrt(error)), exponent) : 0.0;
        }
    }
}

/* Row i of the data, scaled: q = R^-T x, whose length with the weight is the leverage. */
static ter__dd leverage_of(const work *w, const ter_linear_problem *p, size_t i, ter__dd *q) {
    const ter__qr *qr = &w->qr;
    ter__dd leverage = {0.0, 0.0};
    for (size_t c = 0; c < qr->rank; c++) {
        q[c] = ter__dd_make(0.0, 0.0);
        for (size_t k = 0; k <= c; k++) {
            const size_t j = qr->kept[k];
            ter__dd x = scaled(pair(p->x + j * p->rows, p->x_low == NULL ? NULL : p->x_low + j * p->rows, i), -qr->exponent[j]);
            q[c] = ter__dd_add(q[c], ter__dd_mul(x, qr->inverse[c * qr->rank + k]));
        }
        leverage = ter__dd_add(leverage, ter__dd_square(ter__dd_mul(q[c], w->root[i])));
    }
    return leverage;
}

static ter__dd residual_of(const work *w, const ter_linear_problem *p, size_t i) {
    ter__dd residual = w->y[i];
    for (size_t j = 0; j < p->columns; j++) {
        ter__dd x = pair(p->x + j * p->rows, p->x_low == NULL ? NULL : p->x_low + j * p->rows, i);
        residual = ter__dd_sub(residual, ter__dd_mul(x, w->b[j]));
    }
    return residual;
}

/* Adds the square of row i's part in the error of each coefficient: (R^-1 q)_k w e, by the factor of the kind. */
static void add_robust(const work *w, ter_linear_robust kind, ter__dd residual, ter__dd root, ter__dd rest, const ter__dd *q,
                       ter__dd *squares) {
    const ter__qr *qr = &w->qr;
    const ter__dd score = ter__dd_mul(ter__dd_square(root), residual);
    for (size_t k = 0; k < qr->rank; k++) {
        ter__dd part = {0.0, 0.0};
        for (size_t c = k; c < qr->rank; c++) {
            part = ter__dd_add(part, ter__dd_mul(qr->inverse[c * qr->rank + k], q[c]));
        }
        ter__dd square = ter__dd_square(ter__dd_mul(part, score));
        square = kind == TER_LINEAR_HC2 || kind == TER_LINEAR_HC3 ? ter__dd_div(square, rest) : square;
        square = kind == TER_LINEAR_HC3 ? ter__dd_div(square, rest) : square;
        squares[k] = ter__dd_add(squares[k], square);
    }
}

static void report_robust(ter_linear_fit *fit, const work *w, ter_linear_robust kind, const ter__dd *squares) {
    for (size_t k = 0; k < w->qr.rank; k++) {
        const size_t j = w->qr.kept[k];
        ter__dd square = squares[k];
        if (kind == TER_LINEAR_HC1 && fit->residual_df > 0) {
            square = ter__dd_mul(square, ter__dd_ratio((double)fit->rows, (double)fit->residual_df));
        }
        const double error = square.hi > 0.0 ? ter__dd_value(ter__dd_sqrt(square)) : square.hi;
        if (kind != TER_LINEAR_ROBUST_NONE && fit->residual_df > 0 && isfinite(error)) {
            fit->robust_errors[j] = ldexp(error, w->y_exponent - w->qr.exponent[j]);
        }
    }
}

/* Residuals from the data themselves, and what each row does to the fit. `q` and `squares` hold rank entries. */
static void report_rows(ter_linear_fit *fit, const work *w, const ter_linear_problem *p, ter__dd variance, ter__dd *q,
                        ter__dd *squares) {
    for (size_t j = 0; j < p->columns; j++) {
        fit->robust_errors[j] = TER__NAN;
        squares[j] = ter__dd_make(0.0, 0.0);
    }
    for (size_t i = 0; i < p->rows; i++) {
        const bool counts = w->root[i].hi > 0.0;
        ter__dd residual = fit->perfect && counts ? ter__dd_make(0.0, 0.0) : residual_of(w, p, i);
        fit->residuals[i] = ldexp(ter__dd_value(residual), w->y_exponent);
        fit->leverages[i] = fit->cook_distances[i] = TER__NAN;
        if (!counts) {
            continue;
        }
        ter__dd leverage = leverage_of(w, p, i, q), rest = ter__dd_sub(ter__dd_make(1.0, 0.0), leverage);
        rest = rest.hi > 0x1p-90 ? rest : ter__dd_make(TER__NAN, TER__NAN); /* the row determines itself */
        fit->leverages[i] = ter__dd_value(leverage);
        ter__dd standardized = ter__dd_div(ter__dd_mul(w->root[i], residual), rest);
        ter__dd distance = ter__dd_mul(ter__dd_square(standardized), ter__dd_div_d(leverage, (double)w->qr.rank));
        if (fit->residual_df > 0 && variance.hi > 0.0) {
            fit->cook_distances[i] = ter__dd_value(ter__dd_div(distance, variance));
        }
        if (p->robust != TER_LINEAR_ROBUST_NONE) {
            add_robust(w, p->robust, residual, w->root[i], rest, q, squares);
        }
    }
    report_robust(fit, w, p->robust, squares);
}

void ter_linear_fit_destroy(ter_linear_fit *fit) {
    if (fit != NULL) {
        ter__linear_basis_destroy(fit->basis);
        free(fit->coefficients);
        free(fit->standard_errors);
        free(fit->robust_errors);
        free(fit->effects);
        free(fit->unscaled_errors);
        free(fit->cook_distances);
        free(fit->leverages);
        free(fit->residuals);
        free(fit->dropped);
        free(fit);
    }
}

static ter_linear_fit *fit_allocate(size_t rows, size_t columns) {
    ter_linear_fit *fit = calloc(1, sizeof *fit);
    if (fit == NULL) {
        return NULL;
    }
    fit->columns = columns;
    fit->coefficients = array(columns, sizeof(double));
    fit->standard_errors = array(columns, sizeof(double));
    fit->robust_errors = array(columns, sizeof(double));
    fit->effects = array(columns, sizeof(double));
    fit->unscaled_errors = array(columns, sizeof(double));
    fit->cook_distances = array(rows, sizeof(double));
    fit->leverages = array(rows, sizeof(double));
    fit->residuals = array(rows, sizeof(double));
    fit->dropped = array(columns, sizeof(bool));
    if (!fit->effects || !fit->unscaled_errors || !fit->robust_errors || !fit->cook_distances || !fit->coefficients ||
        !fit->standard_errors || !fit->leverages || !fit->residuals || !fit->dropped) {
        ter_linear_fit_destroy(fit);
        return NULL;
    }
    return fit;
}

/* By cross products where they will do (tall.h). Takes what the reports need over into the work; false: it must be QR. */
static bool solve_tall(work *w, sums *s, const ter_linear_problem *p, double tolerance) {
    ter__tall tall;
    if (!ter__tall_create(&tall, p, tolerance, false)) {
        return false;
    }
    *w = (work){.qr = tall.qr, .z = tall.z, .b = tall.b};
    *s = (sums){tall.whole, tall.residual, tall.total};
    return true;
}

static bool solve_qr(work *w, sums *s, const ter_linear_problem *p, double tolerance) {
    if (!work_create(w, p->rows, p->columns)) {
        return false;
    }
    fill_work(w, p);
    ter__qr_factor(&w->qr, tolerance);
    ter__qr_invert(&w->qr);
    ter__qr_apply(&w->qr, w->z);
    *s = sums_of(w, p);
    return true;
}

/* Everything that is said of a fit; false when out of memory. */
static bool report(ter_linear_fit *fit, work *w, const ter_linear_problem *p, const sums *s) {
    ter__dd variance;
    report_rank(fit, &w->qr);
    report_sums(fit, w, p, s, &variance);
    report_coefficients(fit, w, variance);
    if (!p->coefficients_only && w->root == NULL) {
        w->root = array(p->rows, sizeof(ter__dd));
        w->y = array(p->rows, sizeof(ter__dd));
        if (w->root == NULL || w->y == NULL) {
            return false;
        }
        fill_rows(w, p);
    }
    if (!p->coefficients_only) {
        report_rows(fit, w, p, variance, w->qr.beta, w->qr.diagonal); /* the factors have done their work */
    }
    fit->basis = ter__linear_basis_create(&w->qr, w->b, fit->residual_df > 0 ? variance : ter__dd_make(TER__NAN, 0.0));
    if (fit->basis != NULL) {
        fit->basis->y_exponent = w->y_exponent;
    }
    return fit->basis != NULL;
}

ter_status ter_linear_fit_create(ter_linear_fit **result, const ter_linear_problem *problem, ter_error *error) {
    size_t used = 0;
    ter_status status = check(problem, &used, error);
    if (status != TER_OK) {
        return status;
    }
    work w = {.y_exponent = 0};
    sums s;
    ter_linear_fit *fit = fit_allocate(problem->rows, problem->columns);
    const double unit = problem->x_low == NULL ? 0x1p-52 : 0x1p-96;
    const double tolerance = problem->tolerance > 0.0 ? problem->tolerance : unit * (double)problem->rows;
    bool made = fit != NULL && (solve_tall(&w, &s, problem, tolerance) || solve_qr(&w, &s, problem, tolerance));
    if (made && w.qr.rank == 0) {
        status = ter_error_set(error, TER_UNDEFINED, "every column is 0: there is nothing to fit");
    } else if (made) {
        fit->tolerance = tolerance;
        fit->rows = used;
        fit->rank = w.qr.rank;
        fit->residual_df = used - fit->rank;
        made = report(fit, &w, problem, &s);
    }
    if (!made) {
        status =
            ter_error_set(error, TER_NO_MEMORY, "no memory for a fit of %zu rows and %zu columns", problem->rows, problem->columns);
    }
    if (status == TER_OK) {
        *result = fit;
    } else {
        ter_linear_fit_destroy(fit);
    }
    work_free(&w);
    return status;
}
