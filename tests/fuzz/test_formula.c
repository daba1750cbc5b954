/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever the formula is, it is refused with a text or gives a design whose parts fit; a model of it too. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "replay.h"
#include "tercile/formula.h"
#include "tercile/nonlinear_model.h"

enum { ROWS = 5 };
static const double x[ROWS] = {1.5, 2, -1, 4, 0.25}, y[ROWS] = {1, 0, 3, 2, 5};
static const int codes[ROWS] = {0, 1, -1, 1, 0};
static const char *const levels[] = {"u", "v"};
static const ter_frame_column columns[] = {
    {"x", x, NULL, NULL, NULL, 0}, {"y", y, NULL, NULL, NULL, 0}, {"g", NULL, NULL, codes, levels, 2}};
static const ter_frame frame = {ROWS, 3, columns};

static void design(const char *text) {
    ter_design *d = NULL;
    ter_error error = {TER_OK, ""};
    if (ter_design_create(&d, text, &frame, TER_CONTRASTS_SUM, &error) != TER_OK) {
        FUZZ_CHECK(d == NULL && error.text[0] != '\0');
        return;
    }
    FUZZ_CHECK(d->rows + d->left_out == ROWS && d->columns > 0 && d->terms > 0);
    for (size_t j = 0; j < d->columns; j++) {
        FUZZ_CHECK(d->names[j] != NULL && d->term_of[j] < d->terms);
    }
    ter_design_destroy(d);
}

static void model(const char *text) {
    static const char *const names[] = {"x", "y"}, *const parameters[] = {"a", "b"};
    static const double *const values[] = {x, y};
    const double starts[] = {1.0, 0.5};
    const ter_nonlinear_problem problem = {.formula = text,
                                           .rows = ROWS,
                                           .columns = 2,
                                           .column_names = names,
                                           .values = values,
                                           .parameters = 2,
                                           .names = parameters,
                                           .starts = starts,
                                           .iterations_max = 20,
                                           .restarts_max = 2};
    ter_nonlinear_fit *fit = NULL;
    ter_error error = {TER_OK, ""};
    const ter_status status = ter_nonlinear_fit_create(&fit, &problem, &error);
    FUZZ_CHECK(status == TER_OK || error.text[0] != '\0');
    FUZZ_CHECK(status != TER_OK || fit->verdict == TER_NONLINEAR_MINIMUM);
    ter_nonlinear_fit_destroy(fit);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    char *text = calloc(length + 1, 1);
    FUZZ_CHECK(text != NULL);
    memcpy(text, bytes, length);
    design(text);
    model(text);
    free(text);
    return 0;
}

FUZZ_MAIN("formula")
