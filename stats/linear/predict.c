/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Intervals for coefficients and for new rows. With q = R^-T x the mean's variance is s^2 q'q: no covariance is ever formed. */
#include "linear/basis.h"

#include <stdlib.h>
#include <string.h>

#include "tercile/dist.h"

#define SPAN_TOLERANCE 16.0 /* in units of the rank rule's own */

ter__linear_basis *ter__linear_basis_create(ter__qr *qr, const ter__dd *coefficients, ter__dd variance) {
    ter__linear_basis *basis = calloc(1, sizeof *basis);
    if (basis == NULL) {
        return NULL;
    }
    const size_t dropped = qr->columns - qr->rank;
    *basis = (ter__linear_basis){.columns = qr->columns, .rank = qr->rank, .variance = variance};
    basis->dependence = calloc(dropped * qr->rank + 1, sizeof *basis->dependence);
    basis->coefficients = calloc(qr->columns, sizeof *basis->coefficients);
    if (basis->dependence == NULL || basis->coefficients == NULL) {
        ter__linear_basis_destroy(basis);
        return NULL;
    }
    memcpy(basis->coefficients, coefficients, qr->columns * sizeof *coefficients);
    for (size_t j = 0, k = 0, d = 0; j < qr->columns; j++) {
        if (k < qr->rank && qr->kept[k] == j) {
            k++;
        } else {
            memcpy(basis->dependence + d++ * qr->rank, qr->a + j * qr->rows, k * sizeof *basis->dependence);
        }
    }
    basis->kept = qr->kept;
    basis->exponent = qr->exponent;
    basis->length = qr->length;
    basis->inverse = qr->inverse;
    qr->kept = NULL;
    qr->exponent = NULL;
    qr->length = NULL;
    qr->inverse = NULL;
    return basis;
}

void ter__linear_basis_destroy(ter__linear_basis *basis) {
    if (basis != NULL) {
        free(basis->kept);
        free(basis->exponent);
        free(basis->length);
        free(basis->inverse);
        free(basis->dependence);
        free(basis->coefficients);
        free(basis);
    }
}

ter_status ter__interval_quantile(double df, double level, double *quantile, ter_error *error) {
    if (!(level > 0.0 && level < 1.0)) {
        return ter_error_set(error, TER_BAD_ARGUMENT, "the level of an interval is %g: it must be between 0 and 1", level);
    }
    *quantile = TER__NAN;
    if (!(df > 0.0)) {
        return TER_OK;
    }
    const bool normal = isinf(df);
    const ter_family *family = NULL;
    ter_dist *law = NULL;
    ter_status status = ter_family_find(&family, normal ? "normal" : "student_t", error);
    status = status == TER_OK ? ter_dist_create(&law, family, normal ? 0 : 1, &df, error) : status;
    if (status == TER_OK) {
        /* 1 - level is exact from 1/2 on; below, what is lost is lost far from the tail. */
        *quantile = ter_dist_isf(law, 0.5 * (1.0 - level));
    }
    ter_dist_destroy(law);
    return status;
}

ter_status ter_linear_confidence(const ter_linear_fit *fit, const double *errors, double level, double *lower, double *upper,
                                 ter_error *error) {
    double quantile = TER__NAN;
    const ter_status status = ter__interval_quantile((double)fit->residual_df, level, &quantile, error);
    errors = errors == NULL ? fit->standard_errors : errors;
    for (size_t j = 0; status == TER_OK && j < fit->columns; j++) {
        lower[j] = fma(-quantile, errors[j], fit->coefficients[j]);
        upper[j] = fma(quantile, errors[j], fit->coefficients[j]);
    }
    return status;
}

void ter_linear_unscaled_covariance(const ter_linear_fit *fit, double *covariance) {
    const ter__linear_basis *b = fit->basis;
    for (size_t i = 0; i < b->columns * b->columns; i++) {
        covariance[i] = TER__NAN;
    }
    for (size_t r = 0; r < b->rank; r++) {
        for (size_t c = r; c < b->rank; c++) {
            ter__dd sum = {0.0, 0.0};
            for (size_t m = c; m < b->rank; m++) {
                sum = ter__dd_add(sum, ter__dd_mul(b->inverse[m * b->rank + r], b->inverse[m * b->rank + c]));
            }
            const size_t i = b->kept[r], j = b->kept[c];
            const double value = ldexp(ter__dd_value(sum), -b->exponent[i] - b->exponent[j]);
            covariance[i * b->columns + j] = covariance[j * b->columns + i] = value;
        }
    }
}

/* ---- new rows ------------------------------------------------------------------------------------------------------------ */

static ter__dd shifted(ter__dd value, int exponent) {
    return ter__dd_make(ldexp(value.hi, exponent), ldexp(value.lo, exponent));
}

/* One row, [columns]; false when a value is not finite. */
static bool gather(const ter__linear_basis *b, const ter_linear_rows *rows, size_t i, ter__dd *x) {
    bool finite = true;
    for (size_t j = 0; j < b->columns; j++) {
        const size_t at = j * rows->rows + i;
        x[j] = ter__dd_make(rows->x[at], rows->x_low == NULL ? 0.0 : rows->x_low[at]);
        finite = finite && isfinite(x[j].hi) && isfinite(x[j].lo);
    }
    return finite;
}

/* q = R^-T x; its square. */
static ter__dd leverage_of(const ter__linear_basis *b, const ter__dd *x, ter__dd *q) {
    ter__dd leverage = {0.0, 0.0};
    for (size_t c = 0; c < b->rank; c++) {
        q[c] = ter__dd_make(0.0, 0.0);
        for (size_t k = 0; k <= c; k++) {
            const size_t j = b->kept[k];
            q[c] = ter__dd_add(q[c], ter__dd_mul(shifted(x[j], -b->exponent[j]), b->inverse[c * b->rank + k]));
        }
        leverage = ter__dd_add(leverage, ter__dd_square(q[c]));
    }
    return leverage;
}

/* Whether every dropped column is in this row what it was in the data: Q r there, hence q'r here. */
static bool in_span(const ter__linear_basis *b, double tolerance, const ter__dd *x, const ter__dd *q, double leverage) {
    for (size_t j = 0, k = 0, d = 0; j < b->columns; j++) {
        if (k < b->rank && b->kept[k] == j) {
            k++;
            continue;
        }
        const ter__dd own = shifted(x[j], -b->exponent[j]);
        ter__dd rest = own;
        for (size_t c = 0; c < k; c++) {
            rest = ter__dd_sub(rest, ter__dd_mul(q[c], b->dependence[d * b->rank + c]));
        }
        if (!(fabs(rest.hi) <= SPAN_TOLERANCE * tolerance * (fabs(own.hi) + b->length[j] * sqrt(leverage)))) {
            return false;
        }
        d++;
    }
    return true;
}

static ter__dd root_of(ter__dd square) {
    return square.hi > 0.0 ? ter__dd_sqrt(square) : ter__dd_make(square.hi, 0.0);
}

static void limits(ter__dd middle, ter__dd error, double quantile, int exponent, double *lower, double *upper) {
    const ter__dd half = ter__dd_mul_d(error, quantile);
    *lower = ldexp(ter__dd_value(ter__dd_sub(middle, half)), exponent);
    *upper = ldexp(ter__dd_value(ter__dd_add(middle, half)), exponent);
}

static ter_linear_prediction predict_row(const ter__linear_basis *b, double tolerance, const ter__dd *x, double weight,
                                         double quantile, ter__dd *q) {
    ter_linear_prediction p = {TER__NAN, TER__NAN, TER__NAN, TER__NAN, TER__NAN, TER__NAN, TER__NAN, false};
    const ter__dd leverage = leverage_of(b, x, q);
    if (!in_span(b, tolerance, x, q, leverage.hi)) {
        return p;
    }
    ter__dd fitted = {0.0, 0.0};
    for (size_t j = 0; j < b->columns; j++) {
        fitted = ter__dd_add(fitted, ter__dd_mul(x[j], b->coefficients[j]));
    }
    p.estimable = true;
    p.leverage = ter__dd_value(leverage);
    p.fitted = ldexp(ter__dd_value(fitted), b->y_exponent);
    if (isnan(b->variance.hi)) {
        return p;
    }
    const ter__dd own = ter__dd_ratio(1.0, weight), error = root_of(ter__dd_mul(leverage, b->variance));
    const ter__dd whole = root_of(ter__dd_mul(ter__dd_add(leverage, own), b->variance));
    p.standard_error = ldexp(ter__dd_value(error), b->y_exponent);
    limits(fitted, error, quantile, b->y_exponent, &p.mean_lower, &p.mean_upper);
    limits(fitted, whole, quantile, b->y_exponent, &p.observation_lower, &p.observation_upper);
    return p;
}

ter_status ter_linear_predict(ter_linear_prediction *predictions, const ter_linear_fit *fit, const ter_linear_rows *rows,
                              double level, ter_error *error) {
    double quantile = TER__NAN;
    const ter_status status = ter__interval_quantile((double)fit->residual_df, level, &quantile, error);
    return status == TER_OK ? ter__linear_predict(predictions, fit->basis, fit->tolerance, rows, quantile, error) : status;
}

ter_status ter__linear_predict(ter_linear_prediction *predictions, const ter__linear_basis *b, double tolerance,
                               const ter_linear_rows *rows, double quantile, ter_error *error) {
    ter_status status = TER_OK;
    for (size_t i = 0; status == TER_OK && rows->weights != NULL && i < rows->rows; i++) {
        if (!(rows->weights[i] > 0.0 && isfinite(rows->weights[i]))) {
            status = ter_error_set(error, TER_BAD_DATA, "row %zu: weight %g; weights of new rows are finite and positive", i + 1,
                                   rows->weights[i]);
        }
    }
    ter__dd *x = calloc(2 * b->columns, sizeof *x);
    if (status == TER_OK && x == NULL) {
        status = ter_error_set(error, TER_NO_MEMORY, "out of memory for rows of %zu columns", b->columns);
    }
    for (size_t i = 0; status == TER_OK && i < rows->rows; i++) {
        if (gather(b, rows, i, x)) {
            const double weight = rows->weights == NULL ? 1.0 : rows->weights[i];
            predictions[i] = predict_row(b, tolerance, x, weight, quantile, x + b->columns);
        } else {
            predictions[i] = (ter_linear_prediction){TER__NAN, TER__NAN, TER__NAN, TER__NAN, TER__NAN, TER__NAN, TER__NAN, false};
        }
    }
    free(x);
    return status;
}
