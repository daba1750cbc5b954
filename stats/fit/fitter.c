/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fit/fitter.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "dist/common/path_choice.h"
#include "tercile/describe.h"

#define ITERATIONS_DEFAULT 200

/* The family's copy on the path in use; a family that is in no path serves itself. */
static const ter_family *copy_in_use(const ter_family *family) {
    const ter__path *path = ter__path_best();
    for (size_t i = 0; i < path->family_count; i++) {
        if (path->families[i] == family || strcmp(path->families[i]->name, family->name) == 0) {
            return path->families[i];
        }
    }
    return family;
}

/* One piece of memory for the fitter, its columns and its weights of one. */
static ter_fitter *allocate(size_t n, size_t columns) {
    size_t arrays = columns + 1;
    if (n > (SIZE_MAX - sizeof(ter_fitter)) / sizeof(double) / arrays) {
        return NULL;
    }
    ter_fitter *fitter = calloc(1, sizeof *fitter + n * arrays * sizeof(double));
    if (fitter != NULL) {
        fitter->ones = (double *)(fitter + 1);
        fitter->columns = columns > 0 ? fitter->ones + n : NULL;
    }
    return fitter;
}

ter_status ter_fitter_create(ter_fitter **fitter, const ter_family *family, size_t n, const double *x, ter_error *error) {
    ter_status status = ter__check_data(family, n, x, error);
    if (status != TER_OK) {
        return status;
    }
    const ter_family *in_use = copy_in_use(family);
    const ter__fitter *own = in_use->fitter;
    ter_fitter *made = allocate(n, own != NULL ? own->columns : 0);
    if (made == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "%s: no memory to fit %zu values", family->name, n);
    }
    ter_moments moments;
    ter_moments_init(&moments);
    ter_moments_add_array(&moments, n, x);
    made->family = family;
    made->minimum = moments.minimum;
    made->maximum = moments.maximum;
    made->mean = ter_moments_mean(&moments);
    for (size_t i = 0; i < n; i++) {
        made->ones[i] = 1.0;
    }
    if (own != NULL && own->columns > 0) {
        own->transform(n, x, made->columns);
    }
    double deviation = ter_moments_standard_deviation(&moments);
    made->objective.family = in_use;
    made->objective.n = n;
    made->objective.x = x;
    made->objective.columns = made->columns;
    made->objective.spread = deviation > 0.0 && isfinite(deviation) ? deviation : fmax(fabs(made->mean), 1e-300);
    made->objective.numerical = own == NULL || own->likelihood == NULL;
    *fitter = made;
    return TER_OK;
}

void ter_fitter_destroy(ter_fitter *fitter) {
    free(fitter);
}

/* From each start until a maximum is certified. Keeps the search that got highest in fitter->best. */
ter_status ter__fit_iterate(ter_fitter *fitter, const ter_fit_options *options, ter_fit *fit, ter_error *error) {
    unsigned iterations_max = options->iterations_max > 0 ? options->iterations_max : ITERATIONS_DEFAULT;
    bool found = false;
    for (unsigned source = 0; source < TER__STARTS; source++) {
        memset(&fitter->search, 0, sizeof fitter->search);
        memset(fitter->objective.step, 0, sizeof fitter->objective.step);
        if (!ter__start(fitter, options, source, fitter->search.point.parameters) ||
            !ter__maximize(&fitter->objective, iterations_max, &fitter->search)) {
            continue;
        }
        if (fitter->search.outcome == TER__MAXIMUM) {
            ter__report(fitter, &fitter->search, fit);
            return TER_OK;
        }
        if (!found || fitter->search.point.value > fitter->best.point.value) {
            fitter->best = fitter->search;
            found = true;
        }
    }
    if (!found) {
        return ter_error_set(error, TER_BAD_DATA, "%s: no parameters were found under which all %zu values are possible",
                             fitter->family->name, fitter->objective.n);
    }
    ter__report(fitter, &fitter->best, fit);
    return ter__explain(fitter, &fitter->best, error);
}

ter_status ter_fitter_run(ter_fitter *fitter, ter_fit *fit, const ter_fit_options *options, ter_error *error) {
    static const ter_fit_options by_default = TER_FIT_OPTIONS_DEFAULT;
    options = options != NULL ? options : &by_default;
    ter_status status = ter__check_options(fitter, options, error);
    if (status != TER_OK) {
        return status;
    }
    memset(fitter->objective.step, 0, sizeof fitter->objective.step);
    if (options->method == TER_FIT_MOMENTS) {
        return ter__fit_moments(fitter, fit, error);
    }
    if (options->method == TER_FIT_L_MOMENTS) {
        return ter__fit_match(fitter, true, fit, error);
    }
    const ter__fitter *own = fitter->objective.family->fitter;
    bool all_free = fitter->objective.free_count == fitter->family->parameter_count;
    if (own != NULL && own->closed_form != NULL && all_free) {
        return ter__fit_closed_form(fitter, fit, error);
    }
    return ter__fit_iterate(fitter, options, fit, error);
}

ter_status ter_fit_run(ter_fit *fit, const ter_family *family, size_t n, const double *x, const ter_fit_options *options,
                       ter_error *error) {
    ter_fitter *fitter = NULL;
    ter_status status = ter_fitter_create(&fitter, family, n, x, error);
    if (status == TER_OK) {
        status = ter_fitter_run(fitter, fit, options, error);
        ter_fitter_destroy(fitter);
    }
    return status;
}
