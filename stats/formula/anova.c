/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tercile/anova.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "formula/terms.h"
#include "special/dd.h"
#include "tercile/linear_model.h"
#include "tercile/special.h"

/* The design with its columns in another order. */
typedef struct ordered {
    const ter_design *design;
    size_t *order;                           /* [columns] */
    double *x, *x_low, *y, *y_low, *weights; /* x_low: null when all is 0 */
} ordered;

static ter_status fit_ordered(ordered *o, ter_linear_fit **fit, ter_error *error) {
    const ter_design *d = o->design;
    for (size_t j = 0; j < d->columns; j++) {
        memcpy(o->x + j * d->rows, d->x + o->order[j] * d->rows, d->rows * sizeof *o->x);
        if (d->x_low != NULL) {
            memcpy(o->x_low + j * d->rows, d->x_low + o->order[j] * d->rows, d->rows * sizeof *o->x_low);
        }
    }
    const ter_linear_problem problem = {.rows = d->rows,
                                        .columns = d->columns,
                                        .x = o->x,
                                        .x_low = o->x_low,
                                        .y = o->y,
                                        .y_low = o->y_low,
                                        .weights = o->weights,
                                        .has_constant = d->has_constant,
                                        .coefficients_only = true,
                                        .tolerance = 0x1p-52 * (double)d->rows};
    return ter_linear_fit_create(fit, &problem, error);
}

/* Whether the columns of term `other` stand before those of `own` when `own` is tested. */
static bool stands_before(const ter_design *d, size_t other, size_t own, ter_anova_type type) {
    const uint64_t a = d->term_sets[other], b = d->term_sets[own];
    switch (type) {
    case TER_ANOVA_I:
        return other < own;
    case TER_ANOVA_II:
        return other != own && (a & b) != b; /* other does not contain own */
    default:
        return other != own;
    }
}

/* Order: what own is adjusted for, own, the rest. */
static void set_order(ordered *o, size_t own, ter_anova_type type) {
    const ter_design *d = o->design;
    size_t place = 0;
    for (int pass = 0; pass < 3; pass++) {
        for (size_t j = 0; j < d->columns; j++) {
            const size_t term = d->term_of[j];
            const int group = term == own ? 1 : stands_before(d, term, own, type) ? 0 : 2;
            if (group == pass) {
                o->order[place++] = j;
            }
        }
    }
}

static void fill_term(ter_anova_term *row, const ordered *o, const ter_linear_fit *fit, size_t own) {
    ter__dd sum = {0.0, 0.0};
    row->df = 0;
    for (size_t j = 0; j < o->design->columns; j++) {
        if (o->design->term_of[o->order[j]] == own && !fit->dropped[j]) {
            sum = ter__dd_add(sum, ter__two_product(fit->effects[j], fit->effects[j]));
            row->df++;
        }
    }
    row->sum_squares = ter__dd_value(sum);
    row->mean_square = row->df > 0 ? row->sum_squares / (double)row->df : TER__NAN;
    row->f = row->p = TER__NAN;
    if (fit->residual_df > 0 && row->df > 0) {
        const double variance = fit->residual_sum_squares / (double)fit->residual_df, df = (double)fit->residual_df;
        row->f = variance > 0.0 ? row->mean_square / variance : row->mean_square > 0.0 ? TER__INFINITY : TER__NAN;
        row->p = isnan(row->f) ? TER__NAN : ter_beta_i(0.5 * df, 0.5 * (double)row->df, df / (df + (double)row->df * row->f));
    }
}

static ter_status fill(ter_anova *a, ordered *o, ter_anova_type type, ter_error *error) {
    const ter_design *d = o->design;
    ter_status status = TER_OK;
    for (size_t t = 0; status == TER_OK && t < d->terms; t++) {
        if (d->term_sets[t] == 0) {
            continue;
        }
        ter_linear_fit *fit = NULL;
        set_order(o, t, type);
        status = fit_ordered(o, &fit, error);
        if (status != TER_OK) {
            break;
        }
        ter_anova_term *row = &a->term[a->terms++];
        fill_term(row, o, fit, t);
        row->name = ter__formula_copy(d->term_names[t]);
        a->residual_df = fit->residual_df;
        a->residual_sum_squares = fit->residual_sum_squares;
        a->residual_mean_square = fit->residual_df > 0 ? fit->residual_sum_squares / (double)fit->residual_df : TER__NAN;
        a->r_squared = fit->r_squared;
        ter_linear_fit_destroy(fit);
        status = row->name == NULL ? ter_error_set(error, TER_NO_MEMORY, "out of memory for an analysis of variance") : TER_OK;
    }
    return status;
}

ter_status ter_anova_create(ter_anova **anova, const char *formula, const ter_frame *frame, ter_anova_type type,
                            const double *weights, ter_error *error) {
    if (type < TER_ANOVA_I || type > TER_ANOVA_III) {
        return ter_error_set(error, TER_BAD_ARGUMENT, "%d is no type of analysis of variance: 1, 2 or 3", (int)type);
    }
    ter_design *d = NULL;
    const ter_contrasts contrasts = type == TER_ANOVA_III ? TER_CONTRASTS_SUM : TER_CONTRASTS_TREATMENT;
    ter_status status = ter_design_create(&d, formula, frame, contrasts, error);
    if (status != TER_OK) {
        return status;
    }
    ordered o = {.design = d};
    o.order = calloc(d->columns, sizeof *o.order);
    o.x = calloc(d->columns * d->rows, sizeof *o.x);
    o.x_low = d->x_low == NULL ? NULL : calloc(d->columns * d->rows, sizeof *o.x_low);
    o.y = calloc(d->rows, sizeof *o.y);
    o.y_low = calloc(d->rows, sizeof *o.y_low);
    o.weights = weights == NULL ? NULL : calloc(d->rows, sizeof *o.weights);
    ter_anova *a = calloc(1, sizeof *a);
    if (a != NULL) {
        a->term = calloc(d->terms + 1, sizeof *a->term);
    }
    if (a == NULL || a->term == NULL || !o.order || !o.x || !o.y || !o.y_low || (d->x_low != NULL && !o.x_low) ||
        (weights != NULL && o.weights == NULL)) {
        status = ter_error_set(error, TER_NO_MEMORY, "out of memory for an analysis of variance");
    } else {
        for (size_t i = 0; weights != NULL && i < d->rows; i++) {
            o.weights[i] = weights[d->row[i]];
        }
        ter_design_response(d, o.y, o.y_low);
        a->rows = d->rows;
        a->left_out = d->left_out;
        status = fill(a, &o, type, error);
    }
    free(o.order);
    free(o.x);
    free(o.x_low);
    free(o.y);
    free(o.y_low);
    free(o.weights);
    ter_design_destroy(d);
    if (status == TER_OK) {
        *anova = a;
    } else {
        ter_anova_destroy(a);
    }
    return status;
}

void ter_anova_destroy(ter_anova *anova) {
    if (anova == NULL) {
        return;
    }
    for (size_t t = 0; anova->term != NULL && t < anova->terms; t++) {
        free(anova->term[t].name);
    }
    free(anova->term);
    free(anova);
}
