/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nonlinear/search.h"

#include <stdlib.h>
#include <string.h>

#define DEPENDENT       0x1p-80 /* a column of which less is left beside others is set aside in a step */
#define CLOSE           0x1p-24 /* relative step from which on plain Gauss-Newton steps are tried */
#define FINISHED        0x1p-80 /* relative step: far below the last bit of a double, so that a perfect fit shows itself */
#define DAMPING_FIRST   0x1p-10
#define DAMPING_LIMIT   1e40
#define REFINEMENTS_MAX 400
#define SAME_SQUARES    0x1p-70 /* relative difference of sums of squares that rounding explains */

static bool point_create(ter__nonlinear_point *point, size_t rows, size_t parameters) {
    point->residuals = calloc(rows, sizeof *point->residuals);
    point->jacobian = calloc(rows * parameters, sizeof *point->jacobian);
    return point->residuals != NULL && point->jacobian != NULL;
}

static void point_destroy(ter__nonlinear_point *point) {
    free(point->residuals);
    free(point->jacobian);
}

ter_status ter__nonlinear_search_create(ter__nonlinear_search *search, ter__nonlinear_model *model, const double *starts,
                                        ter_error *error) {
    const size_t rows = model->rows, parameters = model->parameters;
    *search = (ter__nonlinear_search){.model = model, .starts = starts};
    for (size_t pass = 0, place = 0; pass < 2; pass++) {
        for (size_t k = 0; k < parameters; k++) {
            if ((model->linear >> k & 1) == (pass == 0)) {
                search->order[place++] = k;
                search->linear += pass == 0;
            }
        }
    }
    search->free = parameters - search->linear;
    bool made = point_create(&search->at, rows, parameters);
    made = point_create(&search->trial, rows, parameters) && made;
    made = ter__qr_create(&search->inner, rows, search->linear + 1) && made;
    made = ter__qr_create(&search->all, rows, parameters) && made;
    made = ter__qr_create(&search->damped, 2 * (search->free + 1), search->free + 1) && made;
    search->z = calloc(rows, sizeof *search->z);
    search->inner_z = calloc(rows, sizeof *search->inner_z);
    search->small = calloc(2 * (search->free + 1), sizeof *search->small);
    if (!made || search->z == NULL || search->inner_z == NULL || search->small == NULL) {
        ter__nonlinear_search_destroy(search);
        return ter_error_set(error, TER_NO_MEMORY, "out of memory for a fit of %zu rows and %zu parameters", rows, parameters);
    }
    search->inner.columns = search->linear;
    return TER_OK;
}

void ter__nonlinear_search_destroy(ter__nonlinear_search *search) {
    point_destroy(&search->at);
    point_destroy(&search->trial);
    ter__qr_destroy(&search->inner);
    ter__qr_destroy(&search->all);
    ter__qr_destroy(&search->damped);
    free(search->z);
    free(search->inner_z);
    free(search->small);
    *search = (ter__nonlinear_search){0};
}

/* ---- columns, scaled by powers of two so that no square leaves the range ------------------------------------------------ */

static ter__dd shifted(ter__dd a, int exponent) {
    return ter__dd_make(ldexp(a.hi, exponent), ldexp(a.lo, exponent));
}

static void set_column(ter__qr *qr, size_t j, const ter__dd *column) {
    double largest = 0.0;
    int exponent = 0;
    for (size_t i = 0; i < qr->rows; i++) {
        largest = fabs(column[i].hi) > largest ? fabs(column[i].hi) : largest;
    }
    (void)frexp(largest, &exponent);
    qr->exponent[j] = largest > 0.0 ? exponent : 0;
    for (size_t i = 0; i < qr->rows; i++) {
        qr->a[j * qr->rows + i] = shifted(column[i], -qr->exponent[j]);
    }
}

/* Element (row, c) of R, c a place among the columns kept. */
static ter__dd triangle(const ter__qr *qr, size_t row, size_t c) {
    return row == c ? qr->diagonal[c] : qr->a[qr->kept[c] * qr->rows + row];
}

/* Row c of R^-1 times z, in the units of the scaled column. */
static ter__dd solved(const ter__qr *qr, size_t c, const ter__dd *z) {
    ter__dd sum = {0.0, 0.0};
    for (size_t k = c; k < qr->rank; k++) {
        sum = ter__dd_add(sum, ter__dd_mul(qr->inverse[k * qr->rank + c], z[k]));
    }
    return sum;
}

/* ---- a point whose linear parameters are the best for the free ones ------------------------------------------------------ */

static bool evaluate(ter__nonlinear_search *s, ter__nonlinear_point *point) {
    return ter__nonlinear_evaluate(s->model, point->parameters, point->residuals, point->jacobian, &point->squares);
}

static bool project(ter__nonlinear_search *s, ter__nonlinear_point *point) {
    if (!evaluate(s, point) || s->linear == 0) {
        return s->linear == 0 && isfinite(point->squares.hi);
    }
    for (size_t j = 0; j < s->linear; j++) {
        set_column(&s->inner, j, point->jacobian + s->order[j] * s->model->rows);
    }
    ter__qr_factor(&s->inner, DEPENDENT);
    ter__qr_invert(&s->inner);
    memcpy(s->inner_z, point->residuals, s->model->rows * sizeof *s->inner_z);
    ter__qr_apply(&s->inner, s->inner_z);
    for (size_t c = 0; c < s->inner.rank; c++) {
        const size_t j = s->inner.kept[c], k = s->order[j];
        point->parameters[k] = ter__dd_add(point->parameters[k], shifted(solved(&s->inner, c, s->inner_z), -s->inner.exponent[j]));
    }
    return evaluate(s, point);
}

/* ---- what the Jacobian says ---------------------------------------------------------------------------------------------- */

static void set_gradient(ter__nonlinear_search *s) {
    const double length = sqrt(s->at.squares.hi);
    s->gradient = 0.0;
    for (size_t c = 0; c < s->all.rank; c++) {
        ter__dd product = {0.0, 0.0};
        for (size_t r = 0; r <= c; r++) {
            product = ter__dd_add(product, ter__dd_mul(triangle(&s->all, r, c), s->z[r]));
        }
        const double cosine = fabs(product.hi) / (s->all.length[s->all.kept[c]] * length);
        s->gradient = cosine > s->gradient ? cosine : s->gradient;
    }
}

void ter__nonlinear_search_factor(ter__nonlinear_search *s) {
    const size_t rows = s->model->rows, p = s->model->parameters;
    for (size_t j = 0; j < p; j++) {
        set_column(&s->all, j, s->at.jacobian + s->order[j] * rows);
        s->newton[j] = ter__dd_make(0.0, 0.0);
        s->errors[j] = 0.0;
    }
    ter__qr_factor(&s->all, DEPENDENT);
    ter__qr_invert(&s->all);
    memcpy(s->z, s->at.residuals, rows * sizeof *s->z);
    ter__qr_apply(&s->all, s->z);
    const double deviation = sqrt(s->at.squares.hi / (double)(rows > p ? rows - p : 1));
    s->step = 0.0;
    for (size_t c = 0; c < s->all.rank; c++) {
        const size_t j = s->all.kept[c], k = s->order[j];
        double squares = 0.0;
        for (size_t m = c; m < s->all.rank; m++) {
            squares += s->all.inverse[m * s->all.rank + c].hi * s->all.inverse[m * s->all.rank + c].hi;
        }
        s->newton[k] = shifted(solved(&s->all, c, s->z), -s->all.exponent[j]);
        s->errors[k] = ldexp(sqrt(squares) * deviation, -s->all.exponent[j]);
        const double size = fmax(fabs(s->at.parameters[k].hi), s->errors[k]), step = fabs(s->newton[k].hi);
        s->step = step > 0.0 && !(step / size <= s->step) ? step / size : s->step;
    }
    set_gradient(s);
}

/* ---- Levenberg-Marquardt ------------------------------------------------------------------------------------------------- */

static double squares_of(const ter__dd *values, size_t count) {
    double sum = 0.0;
    for (size_t i = 0; i < count; i++) {
        sum += values[i].hi * values[i].hi;
    }
    return sum;
}

/* The columns kept that are free begin here. */
static size_t first_free(const ter__nonlinear_search *s) {
    size_t c = 0;
    while (c < s->all.rank && s->all.kept[c] < s->linear) {
        c++;
    }
    return c;
}

static void update_scale(ter__nonlinear_search *s) {
    const size_t first = first_free(s);
    for (size_t c = first; c < s->all.rank; c++) {
        double squares = 0.0;
        for (size_t r = first; r <= c; r++) {
            squares += triangle(&s->all, r, c).hi * triangle(&s->all, r, c).hi;
        }
        const size_t j = s->all.kept[c];
        const double length = ldexp(sqrt(squares), s->all.exponent[j]);
        s->scale[j] = length > s->scale[j] ? length : s->scale[j];
    }
}

/* s->trial becomes the point after a damped step of the free parameters; the fall of the sum of squares that the linear model
 * promises, or 0 when there is no step. */
static double damped_step(ter__nonlinear_search *s) {
    const size_t first = first_free(s), count = s->all.rank - first;
    ter__qr *qr = &s->damped;
    qr->rows = 2 * count;
    qr->columns = count;
    for (size_t c = 0; c < count; c++) {
        const size_t j = s->all.kept[first + c];
        for (size_t r = 0; r < count; r++) {
            qr->a[c * qr->rows + r] = r <= c ? triangle(&s->all, first + r, first + c) : ter__dd_make(0.0, 0.0);
            qr->a[c * qr->rows + count + r] = ter__dd_make(0.0, 0.0);
        }
        qr->a[c * qr->rows + count + c].hi = sqrt(s->damping) * ldexp(s->scale[j], -s->all.exponent[j]);
        s->small[c] = s->z[first + c];
        s->small[count + c] = ter__dd_make(0.0, 0.0);
    }
    memcpy(s->trial.parameters, s->at.parameters, sizeof s->at.parameters);
    const double before = squares_of(s->small, count);
    ter__qr_factor(qr, 0.0);
    if (qr->rank < count || count == 0) {
        return 0.0;
    }
    ter__qr_invert(qr);
    ter__qr_apply(qr, s->small);
    ter__dd left[TER_NONLINEAR_PARAMETERS_MAX];
    memcpy(left, s->z + first, count * sizeof *left);
    for (size_t c = 0; c < count; c++) {
        const size_t j = s->all.kept[first + c], k = s->order[j];
        const ter__dd step = solved(qr, c, s->small);
        for (size_t r = 0; r <= c; r++) {
            left[r] = ter__dd_sub(left[r], ter__dd_mul(triangle(&s->all, first + r, first + c), step));
        }
        s->trial.parameters[k] = ter__dd_add(s->trial.parameters[k], shifted(step, -s->all.exponent[j]));
    }
    return before - squares_of(left, count);
}

static void accept(ter__nonlinear_search *s) {
    ter__nonlinear_point old = s->at;
    s->at = s->trial;
    s->trial = old;
    ter__nonlinear_search_factor(s);
}

/* One accepted step, if there is one. Damping after Nielsen: down by up to 3 as the promise is kept, up by 2, 4, 8 ... otherwise.
 */
static bool descend(ter__nonlinear_search *s) {
    while (s->damping < DAMPING_LIMIT) {
        const double promised = damped_step(s);
        if (!(promised > 0.0)) {
            return false;
        }
        if (project(s, &s->trial)) {
            const ter__dd fall = ter__dd_sub(s->at.squares, s->trial.squares);
            if (fall.hi > 0.0) {
                const double kept = 2.0 * fall.hi / promised - 1.0, factor = 1.0 - kept * kept * kept;
                s->damping *= factor > 1.0 / 3.0 ? factor : 1.0 / 3.0;
                s->damping = s->damping < 0x1p-100 ? 0x1p-100 : s->damping;
                s->growth = 2.0;
                accept(s);
                return true;
            }
        }
        s->damping *= s->growth;
        s->growth *= 2.0;
    }
    return false;
}

/* Plain steps while they shrink: near the minimum the sum of squares no longer tells points apart, the gradient does. */
static void refine(ter__nonlinear_search *s) {
    for (unsigned i = 0; i < REFINEMENTS_MAX && s->step > FINISHED; i++) {
        const double before = s->step, squares = s->at.squares.hi;
        for (size_t k = 0; k < s->model->parameters; k++) {
            s->trial.parameters[k] = ter__dd_add(s->at.parameters[k], s->newton[k]);
        }
        if (!project(s, &s->trial) || !(s->trial.squares.hi <= squares * (1.0 + 0x1p-20))) {
            return;
        }
        accept(s);
        s->iterations++;
        if (!(s->step < before)) {
            accept(s); /* back: `trial` still holds the point before */
            return;
        }
    }
}

bool ter__nonlinear_search_run(ter__nonlinear_search *s, const ter__dd *start, unsigned iterations_max) {
    memcpy(s->at.parameters, start, s->model->parameters * sizeof *start);
    memset(s->scale, 0, sizeof s->scale);
    s->damping = DAMPING_FIRST;
    s->growth = 2.0;
    s->iterations = 0;
    if (!project(s, &s->at)) {
        return false;
    }
    ter__nonlinear_search_factor(s);
    while (s->iterations < iterations_max && s->step > CLOSE) {
        update_scale(s);
        s->iterations++;
        if (!descend(s)) {
            break;
        }
    }
    refine(s);
    return true;
}

/* ---- signs that the model does not see ---------------------------------------------------------------------------------- */

/* Turns the free parameters of `set`; keeps them so if the sum of squares stays. */
static bool turn(ter__nonlinear_search *s, uint32_t set) {
    memcpy(s->trial.parameters, s->at.parameters, sizeof s->at.parameters);
    for (size_t k = 0; k < s->model->parameters; k++) {
        if (set >> k & 1) {
            s->trial.parameters[k] = ter__dd_neg(s->trial.parameters[k]);
        }
    }
    if (set == 0 || !project(s, &s->trial)) {
        return false;
    }
    if (!(fabs(ter__dd_sub(s->trial.squares, s->at.squares).hi) <= SAME_SQUARES * s->at.squares.hi)) {
        return false;
    }
    accept(s);
    return true;
}

static uint32_t turned_parameters(const ter__nonlinear_search *s) {
    uint32_t set = 0;
    for (size_t j = s->linear; j < s->model->parameters; j++) {
        const size_t k = s->order[j];
        set |= s->at.parameters[k].hi * s->starts[k] < 0.0 ? (uint32_t)1 << k : 0;
    }
    return set;
}

void ter__nonlinear_search_align(ter__nonlinear_search *s) {
    const uint32_t set = turned_parameters(s);
    if (turn(s, set)) {
        return;
    }
    for (size_t k = 0; k < s->model->parameters; k++) {
        if (set >> k & 1) {
            (void)turn(s, (uint32_t)1 << k);
        }
    }
}
