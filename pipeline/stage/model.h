/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the stages of models share (lm, glm, nls, anova): a task is the model of one group's rows. Its first table has a row for
 * each group (group, converged, numbers ..., note), the second the rows of each model (group, name, numbers ...); both counts of
 * numbers are read from the stage's descriptor.
 */
#ifndef TER__STAGE_MODEL_H
#define TER__STAGE_MODEL_H

#include "stage/stage.h"
#include "tercile/formula.h"

#define TER__MODEL_NUMBERS_MAX 16

/* The rows of one group. */
typedef struct ter__model_data {
    const ter__settings *settings;
    const char *formula;
    const ter_frame *frame; /* only what the formula names has values */
    const bool *named;      /* [frame->column_count] */
    const double *weights;  /* [frame->rows]; null: none were asked for */
} ter__model_data;

/* Where a model writes itself: once ter__model_add, and then its rows. */
typedef struct ter__model_result {
    ter_table_builder *builder;
    size_t unit, numbers, row_numbers, rows;
    double level; /* of confidence */
} ter__model_result;

TER_MUST_USE ter_status ter__model_add(ter__model_result *result, const double *numbers, const char *note);
TER_MUST_USE ter_status ter__model_add_row(ter__model_result *result, const char *name, const double *numbers);
/* The row of a coefficient: estimate, standard_error, statistic, p, lower, upper, by Student's law of `df` (infinite: normal). */
TER_MUST_USE ter_status ter__model_add_coefficient(ter__model_result *result, const char *name, double estimate, double error,
                                                   double df);
/* What a stage of models says itself. */
typedef struct ter__model_kind {
    /* The columns that its formula names, of a frame without values; *place is where an error is, 0: the whole. */
    ter_status (*columns)(const ter__settings *settings, const ter_frame *frame, bool *named, size_t *place, ter_error *error);
    /* Fits and writes the result. What it returns but TER_NO_MEMORY and TER_LIMIT is the group's own failure. */
    ter_status (*fit)(const ter__model_data *data, ter__model_result *result, ter_error *error);
} ter__model_kind;

/* For descriptors: bind and open with the kind, the others as they are. */
TER_MUST_USE ter_status ter__model_bind(ter_job *job, size_t stage, const ter__model_kind *kind, ter_diagnostics *diagnostics);
TER_MUST_USE ter_status ter__model_open(void **state, const ter__context *context, const ter__model_kind *kind, ter_error *error);
void ter__model_close(void *state);
double ter__model_memory(const ter__context *context, double rows, double groups);
ter_status ter__model_cut(const void *state, const ter__context *context, size_t *tasks, ter_error *error);
ter_status ter__model_task(const void *state, const ter__context *context, size_t task, const ter__stop *stop, ter_table **part,
                           ter_error *error);
ter_status ter__model_check(const void *state, const ter__context *context, const ter_table *part, size_t begin, size_t end,
                            ter_error *error);
ter_status ter__model_finish(const void *state, const ter__context *context, const ter_table *merged, const ter__stop *stop,
                             ter__outcome *outcome, ter_error *error);

/* `columns` of a kind whose formula is one of tercile/formula.h. */
ter_status ter__model_formula_columns(const ter__settings *settings, const ter_frame *frame, bool *named, size_t *place,
                                      ter_error *error);
/* The weights of a design's rows (given: free; null without weights). */
TER_MUST_USE ter_status ter__model_weights(const ter__model_data *data, const ter_design *design, double **weights,
                                           ter_error *error);

/* The keys that all of them have, to be followed by their own. */
#define TER__MODEL_KEYS                                                                                                            \
    {.name = "from", .kind = TER__KEY_ROWS, .required = true, .description = "the rows: an input, or a stage that gives rows"},    \
        {.name = "formula", .kind = TER__KEY_TEXT, .required = true, .description = "the model, as y ~ x + factor(g)"},            \
        {.name = "by",                                                                                                             \
         .kind = TER__KEY_COLUMN,                                                                                                  \
         .description = "column whose values are the groups; without it, all rows are one"},                                       \
    {                                                                                                                              \
        .name = "weights", .kind = TER__KEY_COLUMN, .description = "column of weights, finite and not negative"                    \
    }

#define TER__MODEL_LEVEL_KEY                                                                                                       \
    {                                                                                                                              \
        .name = "level", .kind = TER__KEY_NUMBER, .fallback = "0.95", .upper = 1.0, .open = true,                                  \
        .description = "of the confidence intervals"                                                                               \
    }

/* Columns of the second table of models with coefficients; the name of the first is `term` or `parameter`. */
#define TER__MODEL_COEFFICIENT_COLUMNS(name)                                                                                       \
    {                                                                                                                              \
        {"group", TER_TEXT}, {name, TER_TEXT}, {"estimate", TER_DOUBLE}, {"standard_error", TER_DOUBLE},                           \
            {"statistic", TER_DOUBLE}, {"p", TER_DOUBLE}, {"lower", TER_DOUBLE}, {"upper", TER_DOUBLE}, {                          \
            NULL, TER_TEXT                                                                                                         \
        }                                                                                                                          \
    }

#endif
