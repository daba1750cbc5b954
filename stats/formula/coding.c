/* SPDX-License-Identifier: GPL-3.0-or-later */
/* New rows coded as those of a design: its formula once more, with the levels of the first data. */
#include <stdlib.h>
#include <string.h>

#include "formula/design.h"
#include "special/dd.h"

ter__design_coding *ter__design_coding_create(ter__builder *b) {
    const ter_frame *frame = b->frame;
    ter__design_coding *c = calloc(1, sizeof *c);
    if (c == NULL) {
        return NULL;
    }
    c->contrasts = b->contrasts;
    c->formula = ter__formula_copy(b->formula.text);
    c->column_names = calloc(frame->column_count + 1, sizeof *c->column_names);
    c->column_is_text = calloc(frame->column_count + 1, sizeof *c->column_is_text);
    bool made = c->formula != NULL && c->column_names != NULL && c->column_is_text != NULL;
    for (size_t j = 0; made && j < frame->column_count; j++) {
        c->column_names[j] = calloc(strlen(frame->columns[j].name) + 1, 1);
        c->column_is_text[j] = frame->columns[j].values == NULL;
        c->column_count++;
        made = c->column_names[j] != NULL;
        if (made) {
            memcpy(c->column_names[j], frame->columns[j].name, strlen(frame->columns[j].name));
        }
    }
    if (!made) {
        ter__design_coding_destroy(c);
        return NULL;
    }
    memcpy(c->level_count, b->level_count, sizeof c->level_count);
    memcpy(c->level_names, b->level_names, sizeof c->level_names);
    memcpy(c->level_values, b->level_values, sizeof c->level_values);
    memset(b->level_names, 0, sizeof b->level_names);
    memset(b->level_values, 0, sizeof b->level_values);
    return c;
}

void ter__design_coding_destroy(ter__design_coding *coding) {
    if (coding == NULL) {
        return;
    }
    for (size_t v = 0; v < TER__FORMULA_VARIABLES_MAX; v++) {
        for (size_t k = 0; coding->level_names[v] != NULL && k < coding->level_count[v]; k++) {
            free(coding->level_names[v][k]);
        }
        free(coding->level_names[v]);
        free(coding->level_values[v]);
    }
    for (size_t j = 0; j < coding->column_count; j++) {
        free(coding->column_names[j]);
    }
    free(coding->column_names);
    free(coding->column_is_text);
    free(coding->formula);
    free(coding);
}

/* ---- the first data's columns, filled from the new rows ------------------------------------------------------------------ */

/* A column that is not there misses every value: the response, and what the formula does not name. */
typedef struct stand_in {
    ter_frame frame;
    ter_frame_column *columns;
    const ter_frame_column **found; /* [columns], null: not there */
    double *nothing;                /* [rows] NaN */
    int *no_codes;                  /* [rows] -1 */
} stand_in;

static void stand_in_free(stand_in *s) {
    free(s->columns);
    free(s->found);
    free(s->nothing);
    free(s->no_codes);
}

static bool stand_in_create(stand_in *s, const ter__design_coding *c, const ter_frame *new_rows) {
    s->columns = calloc(c->column_count + 1, sizeof *s->columns);
    s->found = calloc(c->column_count + 1, sizeof *s->found);
    s->nothing = calloc(new_rows->rows, sizeof *s->nothing);
    s->no_codes = calloc(new_rows->rows, sizeof *s->no_codes);
    if (!s->columns || !s->found || !s->nothing || !s->no_codes) {
        return false;
    }
    for (size_t i = 0; i < new_rows->rows; i++) {
        s->nothing[i] = TER__NAN;
        s->no_codes[i] = -1;
    }
    for (size_t j = 0; j < c->column_count; j++) {
        s->columns[j] = (ter_frame_column){.name = c->column_names[j]};
        for (size_t k = 0; k < new_rows->column_count && s->found[j] == NULL; k++) {
            s->found[j] = strcmp(new_rows->columns[k].name, c->column_names[j]) == 0 ? &new_rows->columns[k] : NULL;
        }
        if (s->found[j] != NULL && (s->found[j]->values == NULL) == c->column_is_text[j]) {
            s->columns[j] = *s->found[j];
        } else if (c->column_is_text[j]) {
            s->columns[j].codes = s->no_codes;
        } else {
            s->columns[j].values = s->nothing;
        }
    }
    s->frame = (ter_frame){new_rows->rows, c->column_count, s->columns};
    return true;
}

static ter_status check_column(const stand_in *s, const ter__design_coding *c, size_t j, ter_error *error) {
    const char *name = c->column_names[j];
    if (s->found[j] == NULL) {
        return ter_error_set(error, TER_UNKNOWN_NAME, "new rows: there is no column \"%s\", which the formula names", name);
    }
    if ((s->found[j]->values == NULL) != c->column_is_text[j]) {
        return ter_error_set(error, TER_BAD_DATA, "new rows: column \"%s\" holds %s, in the data it holds %s", name,
                             c->column_is_text[j] ? "numbers" : "texts", c->column_is_text[j] ? "texts" : "numbers");
    }
    return TER_OK;
}

static ter_status check_expression(const stand_in *s, const ter__design_coding *c, const ter_expression *expression,
                                   ter_error *error) {
    ter_status status = TER_OK;
    size_t place = 0;
    for (size_t i = 0; status == TER_OK && i < ter_expression_column_count(expression); i++) {
        if (ter_expression_column(expression, i, NULL, &place) != NULL) {
            status = check_column(s, c, place, error);
        }
    }
    return status;
}

/* Every column that the right side names must be there. */
static ter_status check_columns(const stand_in *s, const ter__design_coding *c, const ter__formula *f, ter_error *error) {
    ter_status status = TER_OK;
    for (size_t v = 0; status == TER_OK && v < f->variable_count; v++) {
        status = f->variables[v].kind == TER__VARIABLE_FACTOR ? check_column(s, c, f->variables[v].column, error)
                                                              : check_expression(s, c, f->variables[v].expression, error);
    }
    for (size_t k = 0; status == TER_OK && k < f->offset_count; k++) {
        status = check_expression(s, c, f->offsets[k], error);
    }
    return status;
}

ter_status ter_design_of_new_rows(ter_design **rows, const ter_design *design, const ter_frame *frame, ter_error *error) {
    const ter__design_coding *c = design->coding;
    if (frame->rows == 0) {
        return ter_error_set(error, TER_BAD_SHAPE, "there are no new rows");
    }
    stand_in s = {.columns = NULL};
    ter__builder *b = calloc(1, sizeof *b);
    ter_design *d = calloc(1, sizeof *d);
    if (b == NULL || d == NULL || !stand_in_create(&s, c, frame)) {
        free(b);
        free(d);
        stand_in_free(&s);
        return ter_error_set(error, TER_NO_MEMORY, "out of memory for %zu new rows", frame->rows);
    }
    b->frame = &s.frame;
    b->design = d;
    b->contrasts = c->contrasts;
    b->coding = c;
    b->error = error;
    ter_status status = ter__formula_parse(&b->formula, c->formula, &s.frame, error);
    status = status == TER_OK ? check_columns(&s, c, &b->formula, error) : status;
    status = status == TER_OK ? ter__builder_new_values(b) : status;
    status = status == TER_OK ? ter__builder_columns(b) : status;
    if (status == TER_OK) {
        d->response = b->formula.response_text;
        b->formula.response_text = NULL;
        *rows = d;
    } else {
        ter_design_destroy(d);
    }
    ter__builder_free(b);
    stand_in_free(&s);
    return status;
}
