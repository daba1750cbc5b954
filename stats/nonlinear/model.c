/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nonlinear/model.h"

#include <stdlib.h>
#include <string.h>

#include "tercile/text.h"

typedef struct scope {
    const ter_nonlinear_problem *problem;
    bool with_parameters;
} scope;

static size_t position(const char *name, const char *const *names, size_t count) {
    size_t i = 0;
    while (i < count && strcmp(names[i], name) != 0) {
        i++;
    }
    return i;
}

static ter_status find(void *context, const char *name, size_t *place, ter_value_type *type, ter_error *error) {
    const scope *s = context;
    const ter_nonlinear_problem *p = s->problem;
    const size_t parameters = s->with_parameters ? p->parameters : 0, column = position(name, p->column_names, p->columns);
    const size_t parameter = position(name, p->names, parameters);
    *type = TER_VALUE_NUMBER;
    *place = parameter < parameters ? parameter : parameters + column;
    if (parameter < parameters || column < p->columns) {
        return TER_OK;
    }
    const char *near = ter_text_suggest(name, p->column_names, p->columns);
    near = near == NULL ? ter_text_suggest(name, p->names, parameters) : near;
    return ter_error_set(error, TER_UNKNOWN_NAME, "\"%s\" is neither a column nor a parameter with a start%s%s%s", name,
                         near != NULL ? "; did you mean \"" : "", near != NULL ? near : "", near != NULL ? "\"?" : "");
}

/* The sign between the two sides, outside quotes; null: there is none. */
static const char *divide(const char *formula) {
    char quote = '\0';
    for (const char *at = formula; *at != '\0'; at++) {
        if (quote != '\0') {
            quote = *at == quote ? '\0' : quote;
        } else if (*at == '"' || *at == '\'' || *at == '`') {
            quote = *at;
        } else if (*at == '~' || (*at == '=' && at[1] != '=' && (at == formula || strchr("=<>!", at[-1]) == NULL))) {
            return at;
        }
    }
    return NULL;
}

static ter_status compile(ter_expression **side, const char *formula, const char *text, size_t length,
                          const ter_nonlinear_problem *p, bool with_parameters, size_t *place, ter_error *error) {
    scope s = {p, with_parameters};
    const ter_expression_names names = {&s, find};
    size_t column = 0;
    ter_status status = ter_expression_compile(side, text, length, &names, &column, error);
    if (status == TER_OK) {
        return status;
    }
    *place = (size_t)(text - formula) + column;
    return ter_error_prefix(error, status, "formula, column %zu: ", *place);
}

/* *place: where it failed, from 1; 0: the whole. */
static ter_status compile_sides(ter__nonlinear_model *m, const ter_nonlinear_problem *p, size_t *place, ter_error *error) {
    const char *between = divide(p->formula);
    *place = 0;
    if (between == NULL) {
        return ter_error_set(error, TER_BAD_SYNTAX, "the formula has no \"~\": write \"response ~ model\"");
    }
    ter_status status = compile(&m->left, p->formula, p->formula, (size_t)(between - p->formula), p, false, place, error);
    if (status == TER_OK) {
        status = compile(&m->right, p->formula, between + 1, strlen(between + 1), p, true, place, error);
    }
    return status;
}

static ter_status check_parameters(const ter_nonlinear_problem *p, ter_error *error) {
    if (p->parameters == 0 || p->parameters > TER_NONLINEAR_PARAMETERS_MAX) {
        return ter_error_set(error, TER_BAD_ARGUMENT, "%zu parameters: from 1 to %d are possible", p->parameters,
                             TER_NONLINEAR_PARAMETERS_MAX);
    }
    for (size_t k = 0; k < p->parameters; k++) {
        if (position(p->names[k], p->names, k) < k || position(p->names[k], p->column_names, p->columns) < p->columns) {
            return ter_error_set(error, TER_BAD_ARGUMENT, "parameter \"%s\" %s", p->names[k],
                                 position(p->names[k], p->names, k) < k ? "is given twice" : "has the name of a column");
        }
    }
    return TER_OK;
}

static ter_status check_values(const ter_nonlinear_problem *p, ter_error *error) {
    if (p->rows < p->parameters) {
        return ter_error_set(error, TER_BAD_SHAPE, "%zu rows cannot determine %zu parameters", p->rows, p->parameters);
    }
    for (size_t i = 0; i < p->rows; i++) {
        for (size_t j = 0; j < p->columns; j++) {
            if (!isfinite(p->values[j][i])) {
                return ter_error_set(error, TER_BAD_DATA, "column \"%s\", row %zu: %g is not a finite number; leave such rows out",
                                     p->column_names[j], i + 1, p->values[j][i]);
            }
        }
        if (p->weights != NULL && !(p->weights[i] > 0.0 && isfinite(p->weights[i]))) {
            return ter_error_set(error, TER_BAD_DATA, "row %zu: weight %g; weights are finite and positive", i + 1, p->weights[i]);
        }
    }
    return TER_OK;
}

static ter_status fill(ter__nonlinear_model *m, const ter_nonlinear_problem *p, ter_error *error) {
    ter__tape left = {0};
    m->data = calloc(m->rows * (m->columns + 1), sizeof *m->data);
    m->response = calloc(m->rows, sizeof *m->response);
    m->root = p->weights == NULL ? NULL : calloc(m->rows, sizeof *m->root);
    if (m->data == NULL || m->response == NULL || (p->weights != NULL && m->root == NULL)) {
        return ter_error_set(error, TER_NO_MEMORY, "out of memory for %zu rows of %zu columns", m->rows, m->columns);
    }
    ter_status status = ter__tape_create(&left, m->left, 0, error);
    for (size_t i = 0; status == TER_OK && i < m->rows; i++) {
        ter__dd *row = m->data + i * m->columns;
        for (size_t j = 0; j < m->columns; j++) {
            const bool pair = p->values_low != NULL && p->values_low[j] != NULL;
            row[j] = ter__dd_make(p->values[j][i], pair ? p->values_low[j][i] : 0.0);
        }
        if (m->root != NULL) {
            m->root[i] = ter__dd_sqrt(ter__dd_make(p->weights[i], 0.0));
        }
        if (!ter__tape_row(&left, NULL, row, &m->response[i], NULL)) {
            status = ter_error_set(error, TER_BAD_DATA, "row %zu: the left side of the formula has no finite value there", i + 1);
        }
    }
    ter__tape_destroy(&left);
    return status;
}

/* Greedily, in the order given: a parameter joins if the model is affine in all that joined and it. */
static ter_status find_linear(ter__nonlinear_model *m, const ter_nonlinear_problem *p, ter_error *error) {
    const uint32_t occurring = ter__tape_parameters(&m->tape);
    for (size_t k = 0; k < m->parameters; k++) {
        const uint32_t bit = (uint32_t)1 << k;
        if ((occurring & bit) == 0) {
            return ter_error_set(error, TER_BAD_ARGUMENT, "parameter \"%s\" does not occur in the model", p->names[k]);
        }
        m->linear |= ter__tape_is_affine(&m->tape, m->linear | bit) ? bit : 0;
    }
    return TER_OK;
}

ter_status ter__nonlinear_model_create(ter__nonlinear_model *model, const ter_nonlinear_problem *problem, ter_error *error) {
    size_t place;
    *model = (ter__nonlinear_model){.rows = problem->rows, .parameters = problem->parameters, .columns = problem->columns};
    ter_status status = check_parameters(problem, error);
    status = status == TER_OK ? check_values(problem, error) : status;
    status = status == TER_OK ? compile_sides(model, problem, &place, error) : status;
    status = status == TER_OK ? ter__tape_create(&model->tape, model->right, model->parameters, error) : status;
    status = status == TER_OK ? find_linear(model, problem, error) : status;
    status = status == TER_OK ? fill(model, problem, error) : status;
    if (status != TER_OK) {
        ter__nonlinear_model_destroy(model);
    }
    return status;
}

void ter__nonlinear_model_destroy(ter__nonlinear_model *model) {
    ter__tape_destroy(&model->tape);
    ter_expression_destroy(model->left);
    ter_expression_destroy(model->right);
    free(model->data);
    free(model->response);
    free(model->root);
    *model = (ter__nonlinear_model){0};
}

bool ter__nonlinear_evaluate(ter__nonlinear_model *model, const ter__dd *parameters, ter__dd *residuals, ter__dd *jacobian,
                             ter__dd *squares) {
    ter__dd slopes[TER__TAPE_PARAMETERS_MAX], value, sum = {0.0, 0.0};
    model->evaluations++;
    for (size_t i = 0; i < model->rows; i++) {
        const ter__dd *row = model->data + i * model->columns;
        if (!ter__tape_row(&model->tape, parameters, row, &value, jacobian == NULL ? NULL : slopes)) {
            return false;
        }
        ter__dd residual = ter__dd_sub(model->response[i], value);
        residual = model->root == NULL ? residual : ter__dd_mul(residual, model->root[i]);
        sum = ter__dd_add(sum, ter__dd_square(residual));
        if (residuals != NULL) {
            residuals[i] = residual;
        }
        for (size_t k = 0; jacobian != NULL && k < model->parameters; k++) {
            jacobian[k * model->rows + i] = model->root == NULL ? slopes[k] : ter__dd_mul(slopes[k], model->root[i]);
        }
    }
    *squares = sum;
    return isfinite(sum.hi) && isfinite(sum.lo);
}

/* Columns of an expression whose places begin at `first`. */
static void mark(const ter_expression *expression, size_t first, bool *named) {
    size_t place;
    for (size_t i = 0; ter_expression_column(expression, i, NULL, &place) != NULL; i++) {
        if (place >= first) {
            named[place - first] = true;
        }
    }
}

ter_status ter_nonlinear_columns(const ter_nonlinear_problem *problem, bool *named, size_t *place, ter_error *error) {
    ter__nonlinear_model model = {.parameters = problem->parameters};
    size_t at = 0;
    for (size_t j = 0; j < problem->columns; j++) {
        named[j] = false;
    }
    ter_status status = check_parameters(problem, error);
    status = status == TER_OK ? compile_sides(&model, problem, &at, error) : status;
    status = status == TER_OK ? ter__tape_create(&model.tape, model.right, model.parameters, error) : status;
    status = status == TER_OK ? find_linear(&model, problem, error) : status;
    if (status == TER_OK) {
        mark(model.left, 0, named);
        mark(model.right, problem->parameters, named);
    }
    if (place != NULL) {
        *place = at;
    }
    ter__nonlinear_model_destroy(&model);
    return status;
}
