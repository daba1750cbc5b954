/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From terms to columns. */
#include "formula/design.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "special/dd.h"
#include "tercile/linear_model.h"

/* ---- columns ------------------------------------------------------------------------------------------------------------- */

static bool has_term(const ter__term_set *set, uint64_t term) {
    for (size_t i = 0; i < set->count; i++) {
        if (set->terms[i] == term) {
            return true;
        }
    }
    return false;
}

/* R's rule: contrasts where the term without the factor is in the model. */
static bool by_contrasts(const ter__builder *b, uint64_t term, size_t v) {
    return has_term(&b->formula.terms, term & ~((uint64_t)1 << v));
}

static size_t column_count_of(const ter__builder *b, uint64_t term, size_t v) {
    switch (b->formula.variables[v].kind) {
    case TER__VARIABLE_POLYNOMIAL:
        return b->formula.variables[v].degree;
    case TER__VARIABLE_FACTOR:
        return b->level_count[v] - (by_contrasts(b, term, v) ? 1 : 0);
    default:
        return 1;
    }
}

static double factor_value(const ter__builder *b, uint64_t term, size_t v, size_t which, size_t level) {
    if (level == SIZE_MAX) {
        return TER__NAN;
    }
    if (!by_contrasts(b, term, v)) {
        return level == which ? 1.0 : 0.0;
    }
    if (b->contrasts == TER_CONTRASTS_SUM) {
        return level == which ? 1.0 : level + 1 == b->level_count[v] ? -1.0 : 0.0;
    }
    return level == which + 1 ? 1.0 : 0.0;
}

/* Value of column `which` of variable v at a row of the design. */
static ter__dd value_at(const ter__builder *b, uint64_t term, size_t v, size_t which, size_t i) {
    const size_t rows = b->design->rows, row = b->design->row[i];
    const size_t degree = b->formula.variables[v].degree;
    switch (b->formula.variables[v].kind) {
    case TER__VARIABLE_POLYNOMIAL:
        return ter__dd_make(b->powers[v][(which + 1) * rows + i], b->powers[v][(degree + 1 + which + 1) * rows + i]);
    case TER__VARIABLE_FACTOR:
        return ter__dd_make(factor_value(b, term, v, which, b->codes[v][i] < 0 ? SIZE_MAX : (size_t)b->codes[v][i]), 0.0);
    default:
        return ter__dd_make(b->numbers[v][row], b->low[v] == NULL ? 0.0 : b->low[v][row]);
    }
}

static void append_name(const ter__builder *b, uint64_t term, size_t v, size_t which, char *name, size_t size) {
    const ter__variable *variable = &b->formula.variables[v];
    const size_t used = strlen(name);
    const char *colon = used > 0 ? ":" : "";
    if (variable->kind == TER__VARIABLE_FACTOR) {
        if (by_contrasts(b, term, v) && b->contrasts == TER_CONTRASTS_SUM) {
            snprintf(name + used, size - used, "%s%s%zu", colon, variable->text, which + 1);
        } else {
            const size_t level = which + (by_contrasts(b, term, v) ? 1 : 0);
            snprintf(name + used, size - used, "%s%s%s", colon, variable->text, b->level_names[v][level]);
        }
    } else if (variable->kind == TER__VARIABLE_POLYNOMIAL) {
        snprintf(name + used, size - used, "%s%s%zu", colon, variable->text, which + 1);
    } else {
        snprintf(name + used, size - used, "%s%s", colon, variable->text);
    }
}

/* A column of a factor alone, or of numbers alone: most columns, so they have loops of their own. */
static void fill_factor(const ter__builder *b, uint64_t term, size_t v, size_t which, double *x) {
    const int *codes = b->codes[v];
    for (size_t k = 0; k < b->level_count[v]; k++) {
        const double value = factor_value(b, term, v, which, k);
        for (size_t i = 0; value != 0.0 && i < b->design->rows; i++) {          /* zeros are there already */
            x[i] = codes[i] == (int)k ? value : codes[i] < 0 ? TER__NAN : x[i]; /* of new rows some may be missing */
        }
    }
}

static void fill_numbers(const ter__builder *b, size_t v, double *x) {
    const size_t *row = b->design->row;
    for (size_t i = 0; i < b->design->rows; i++) {
        x[i] = b->numbers[v][row[i]];
    }
}

static ter_status fill_column(ter__builder *b, uint64_t term, size_t combination, size_t t) {
    ter_design *d = b->design;
    const size_t j = d->columns, rows = d->rows;
    const bool single = term != 0 && (term & (term - 1)) == 0;
    char name[1024] = "";
    for (size_t i = 0; !single && i < rows; i++) {
        d->x[j * rows + i] = 1.0;
    }
    for (size_t v = 0; v < b->formula.variable_count; v++) {
        if ((term >> v & 1) == 0) {
            continue;
        }
        const size_t count = column_count_of(b, term, v), which = combination % count;
        combination /= count; /* the first variable varies fastest */
        append_name(b, term, v, which, name, sizeof name);
        if (single && b->formula.variables[v].kind == TER__VARIABLE_FACTOR) {
            fill_factor(b, term, v, which, d->x + j * rows);
            continue;
        }
        if (single && b->formula.variables[v].kind == TER__VARIABLE_NUMBER && b->low[v] == NULL) {
            fill_numbers(b, v, d->x + j * rows);
            continue;
        }
        for (size_t i = 0; single && i < rows; i++) {
            d->x[j * rows + i] = 1.0;
        }
        for (size_t i = 0; i < rows; i++) {
            const ter__dd before = {d->x[j * rows + i], d->x_low[j * rows + i]};
            const ter__dd product = ter__dd_mul(before, value_at(b, term, v, which, i));
            d->x[j * rows + i] = product.hi;
            if (product.lo != before.lo) {
                d->x_low[j * rows + i] = product.lo;
                b->has_low = true;
            }
        }
    }
    d->names[j] = ter__formula_copy(term == 0 ? "(Intercept)" : name);
    d->term_of[j] = t;
    d->columns++;
    return d->names[j] == NULL ? ter__builder_no_memory(b) : TER_OK;
}

static ter_status name_term(ter__builder *b, size_t t) {
    const uint64_t term = b->formula.terms.terms[t];
    char name[1024] = "";
    for (size_t v = 0; v < b->formula.variable_count; v++) {
        if (term >> v & 1) {
            const size_t used = strlen(name);
            snprintf(name + used, sizeof name - used, "%s%s", used > 0 ? ":" : "", b->formula.variables[v].text);
        }
    }
    b->design->term_sets[t] = term;
    b->design->term_names[t] = ter__formula_copy(term == 0 ? "(Intercept)" : name);
    return b->design->term_names[t] == NULL ? ter__builder_no_memory(b) : TER_OK;
}

/* Columns of a term; TER_LIMIT when there are too many. */
static ter_status count_term(ter__builder *b, uint64_t term, size_t *count) {
    *count = 1;
    for (size_t v = 0; v < b->formula.variable_count; v++) {
        if ((term >> v & 1) == 0) {
            continue;
        }
        const size_t own = column_count_of(b, term, v);
        if (own == 0) {
            return ter_error_set(b->error, TER_BAD_ARGUMENT,
                                 "formula, column %zu: factor \"%s\" has one level only: leave it out, it explains nothing",
                                 b->formula.variables[v].place + 1, b->formula.variables[v].text);
        }
        if (own > TER_LINEAR_COLUMNS_MAX || (*count *= own) > TER_LINEAR_COLUMNS_MAX) {
            return ter_error_set(b->error, TER_LIMIT, "the formula needs more than %d columns", TER_LINEAR_COLUMNS_MAX);
        }
    }
    return TER_OK;
}

static ter_status fill_powers(ter__builder *b) {
    const size_t rows = b->design->rows;
    for (size_t v = 0; v < b->formula.variable_count; v++) {
        const ter__variable *variable = &b->formula.variables[v];
        if (variable->kind != TER__VARIABLE_POLYNOMIAL) {
            continue;
        }
        double *x = malloc(2 * rows * sizeof *x), *low = b->low[v] == NULL ? NULL : x + rows;
        b->powers[v] = malloc(2 * (variable->degree + 1) * rows * sizeof *b->powers[v]);
        if (x == NULL || b->powers[v] == NULL) {
            free(x);
            return ter__builder_no_memory(b);
        }
        for (size_t i = 0; i < rows; i++) {
            x[i] = b->numbers[v][b->design->row[i]];
            if (low != NULL) {
                low[i] = b->low[v][b->design->row[i]];
            }
        }
        ter_polynomial_columns(rows, x, low, variable->degree, b->powers[v], b->powers[v] + (variable->degree + 1) * rows);
        free(x);
    }
    return TER_OK;
}

static ter_status fill_terms(ter__builder *b) {
    const ter__term_set *terms = &b->formula.terms;
    ter_status status = TER_OK;
    for (size_t t = 0; status == TER_OK && t < terms->count; t++) {
        size_t count = 0;
        status = name_term(b, t);
        status = status == TER_OK ? count_term(b, terms->terms[t], &count) : status;
        for (size_t k = 0; status == TER_OK && k < count; k++) {
            status = fill_column(b, terms->terms[t], k, t);
        }
    }
    return status;
}

/* The constant is a column, or the sum of the columns of a factor coded in full. */
static bool spans_constant(const ter__builder *b) {
    for (size_t t = 0; t < b->formula.terms.count; t++) {
        const uint64_t term = b->formula.terms.terms[t];
        bool factors = true;
        for (size_t v = 0; v < b->formula.variable_count; v++) {
            const bool in = (term >> v & 1) != 0;
            factors = factors && (!in || (b->formula.variables[v].kind == TER__VARIABLE_FACTOR && !by_contrasts(b, term, v)));
        }
        if (factors) {
            return true;
        }
    }
    return false;
}

ter_status ter__builder_columns(ter__builder *b) {
    ter_design *d = b->design;
    size_t columns = 0;
    ter_status status = TER_OK;
    d->terms = b->formula.terms.count;
    for (size_t t = 0; status == TER_OK && t < d->terms; t++) {
        size_t count = 0;
        status = count_term(b, b->formula.terms.terms[t], &count);
        columns += count;
    }
    if (status == TER_OK && (columns > TER_LINEAR_COLUMNS_MAX || columns == 0)) {
        return columns == 0 ? ter_error_set(b->error, TER_BAD_ARGUMENT, "the formula has no terms at all")
                            : ter_error_set(b->error, TER_LIMIT, "the formula needs more than %d columns", TER_LINEAR_COLUMNS_MAX);
    }
    if (status != TER_OK) {
        return status;
    }
    d->x = calloc(columns * d->rows, sizeof *d->x);
    d->x_low = calloc(columns * d->rows, sizeof *d->x_low);
    const double *y_low = ter__frame_low(b->frame, b->formula.response);
    d->y = malloc(d->rows * sizeof *d->y);
    d->y_low = y_low == NULL ? NULL : malloc(d->rows * sizeof *d->y_low);
    d->offset = b->offset == NULL ? NULL : malloc(d->rows * sizeof *d->offset);
    d->names = calloc(columns, sizeof *d->names);
    d->term_of = calloc(columns, sizeof *d->term_of);
    d->term_names = calloc(d->terms, sizeof *d->term_names);
    d->term_sets = calloc(d->terms, sizeof *d->term_sets);
    if (!d->x || !d->x_low || !d->y || (y_low != NULL && !d->y_low) || !d->names || !d->term_of || !d->term_names ||
        !d->term_sets || (b->offset != NULL && !d->offset)) {
        return ter__builder_no_memory(b);
    }
    for (size_t i = 0; i < d->rows; i++) {
        d->y[i] = b->y[d->row[i]];
        if (d->y_low != NULL) {
            d->y_low[i] = y_low[d->row[i]];
        }
        if (d->offset != NULL) {
            d->offset[i] = b->offset[d->row[i]];
        }
    }
    d->has_constant = spans_constant(b);
    status = fill_powers(b);
    status = status == TER_OK ? fill_terms(b) : status;
    if (!b->has_low) {
        free(d->x_low);
        d->x_low = NULL;
    }
    return status;
}

/* ---- the whole ---------------------------------------------------------------------------------------------------------- */

void ter__builder_free(ter__builder *b) {
    for (size_t v = 0; v < b->formula.variable_count; v++) {
        for (size_t k = 0; b->level_names[v] != NULL && k < b->level_count[v]; k++) {
            free(b->level_names[v][k]);
        }
        free(b->level_names[v]);
        free(b->level_values[v]);
        free(b->numbers[v]);
        free(b->powers[v]);
        free(b->codes[v]);
    }
    free(b->y);
    free(b->offset);
    ter__formula_destroy(&b->formula);
    free(b);
}

ter_status ter_design_create(ter_design **design, const char *formula, const ter_frame *frame, ter_contrasts contrasts,
                             ter_error *error) {
    ter__builder *b = calloc(1, sizeof *b);
    ter_design *d = calloc(1, sizeof *d);
    if (b == NULL || d == NULL) {
        free(b);
        free(d);
        return ter_error_set(error, TER_NO_MEMORY, "out of memory for a design");
    }
    b->frame = frame;
    b->design = d;
    b->contrasts = contrasts;
    b->error = error;
    ter_status status = ter__formula_parse(&b->formula, formula, frame, error);
    status = status == TER_OK ? ter__builder_values(b) : status;
    status = status == TER_OK ? ter__builder_columns(b) : status;
    if (status == TER_OK) {
        d->coding = ter__design_coding_create(b);
        status = d->coding != NULL ? TER_OK : ter__builder_no_memory(b);
    }
    if (status == TER_OK) {
        d->response = b->formula.response_text;
        b->formula.response_text = NULL;
        *design = d;
    } else {
        ter_design_destroy(d);
    }
    ter__builder_free(b);
    return status;
}

void ter_design_destroy(ter_design *design) {
    if (design == NULL) {
        return;
    }
    for (size_t j = 0; design->names != NULL && j < design->columns; j++) {
        free(design->names[j]);
    }
    for (size_t t = 0; design->term_names != NULL && t < design->terms; t++) {
        free(design->term_names[t]);
    }
    ter__design_coding_destroy(design->coding);
    free(design->row);
    free(design->x);
    free(design->x_low);
    free(design->y);
    free(design->y_low);
    free(design->offset);
    free(design->names);
    free(design->term_of);
    free(design->term_names);
    free(design->term_sets);
    free(design->response);
    free(design);
}

void ter_design_response(const ter_design *design, double *high, double *low) {
    for (size_t i = 0; i < design->rows; i++) {
        const ter__dd y = ter__dd_make(design->y[i], design->y_low == NULL ? 0.0 : design->y_low[i]);
        const ter__dd rest = design->offset == NULL ? y : ter__dd_add_d(y, -design->offset[i]);
        high[i] = rest.hi;
        low[i] = rest.lo;
    }
}
