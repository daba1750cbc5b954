/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making a distribution: parameters checked, defaults filled in, kernels chosen. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "composed.h"
#include "listed.h"
#include "names.h"
#include "path_choice.h"
#include "tercile/text.h"

static bool inside(const ter_parameter *parameter, double value) {
    bool above = parameter->lower_open ? value > parameter->lower : value >= parameter->lower;
    bool below = parameter->upper_open ? value < parameter->upper : value <= parameter->upper;
    bool infinite_end =
        (value == parameter->lower && !parameter->lower_open) || (value == parameter->upper && !parameter->upper_open);
    return above && below && (isfinite(value) || infinite_end);
}

static ter_status check_parameter(const char *law, const ter_parameter *parameter, double value, ter_error *error) {
    if (inside(parameter, value) && !(parameter->integer && value != trunc(value))) {
        return TER_OK;
    }
    char given[TER_DOUBLE_TEXT_BYTES], lower[TER_DOUBLE_TEXT_BYTES], upper[TER_DOUBLE_TEXT_BYTES];
    ter_text_from_double(value, given);
    if (inside(parameter, value)) {
        return ter_error_set(error, TER_BAD_ARGUMENT, "%s: %s = %s is not a whole number", law, parameter->name, given);
    }
    ter_text_from_double(parameter->lower, lower);
    ter_text_from_double(parameter->upper, upper);
    return ter_error_set(error, TER_BAD_ARGUMENT, "%s: %s = %s is outside %c%s, %s%c", law, parameter->name, given,
                         parameter->lower_open ? '(' : '[', lower, upper, parameter->upper_open ? ')' : ']');
}

/* Copies what is given, fills in defaults, checks each parameter alone. */
static ter_status take(const char *law, size_t count, const ter_parameter *table, size_t n, const double *given, double *parameters,
                       ter_error *error) {
    if (n > count) {
        return ter_error_set(error, TER_BAD_SHAPE, "%s: takes %zu parameters, not %zu", law, count, n);
    }
    for (size_t i = 0; i < count; i++) {
        if (i < n) {
            parameters[i] = given[i];
        } else if (table[i].has_default) {
            parameters[i] = table[i].default_value;
        } else {
            return ter_error_set(error, TER_BAD_SHAPE, "%s: parameter \"%s\" is missing", law, table[i].name);
        }
        ter_status status = check_parameter(law, &table[i], parameters[i], error);
        if (status != TER_OK) {
            return status;
        }
    }
    return TER_OK;
}

/* The same, and then what the family says of all together. */
static ter_status take_parameters(const ter_family *family, size_t n, const double *given, double *parameters, ter_error *error) {
    ter_status status = take(family->name, family->parameter_count, family->parameters, n, given, parameters, error);
    return status != TER_OK || family->check == NULL ? status : family->check(parameters, error);
}

/* The copy of a family that belongs to a path. */
static const ter_family *on_path(const ter__path *path, const ter_family *family) {
    for (size_t i = 0; i < path->family_count; i++) {
        if (path->families[i] == family || strcmp(path->families[i]->name, family->name) == 0) {
            return path->families[i];
        }
    }
    return NULL;
}

static ter_status create(ter_dist **dist, const ter__path *path, const ter_family *family, size_t n, const double *given,
                         ter_error *error) {
    double parameters[TER_PARAMETERS_MAX] = {0};
    if (on_path(path, family) == NULL) {
        return ter_error_set(error, TER_BAD_ARGUMENT, "%s: is made of other laws, not of parameters alone", family->name);
    }
    ter_status status = take_parameters(family, n, given, parameters, error);
    if (status != TER_OK) {
        return status;
    }
    ter_dist *made = calloc(1, sizeof *made);
    if (made == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "%s: no memory for a distribution", family->name);
    }
    made->family = on_path(path, family);
    made->path = path;
    memcpy(made->parameter, parameters, sizeof parameters);
    made->family->support(parameters, &made->lower, &made->upper);
    if (made->family->prepare != NULL) {
        made->family->prepare(parameters, made->prepared);
    }
    path->fill(made);
    *dist = made;
    return TER_OK;
}

ter_status ter_dist_create(ter_dist **dist, const ter_family *family, size_t n, const double *parameters, ter_error *error) {
    return create(dist, ter__path_best(), family, n, parameters, error);
}

ter_status ter_dist_create_on_path(ter_dist **dist, size_t path, const ter_family *family, size_t n, const double *parameters,
                                   ter_error *error) {
    const ter__path *chosen = ter__path_at(path);
    if (chosen == NULL) {
        return ter_error_set(error, TER_BAD_ARGUMENT, "path %zu: there are %zu", path, ter__path_count());
    }
    return create(dist, chosen, family, n, parameters, error);
}

ter_status ter_dist_create_variant(ter_dist **dist, const ter_family *family, const ter_variant *variant, size_t n,
                                   const double *parameters, ter_error *error) {
    char law[128];
    double given[TER_PARAMETERS_MAX] = {0}, converted[TER_PARAMETERS_MAX] = {0};
    ter__variant_label(variant, law, sizeof law);
    ter_status status = take(law, variant->parameter_count, variant->parameters, n, parameters, given, error);
    if (status != TER_OK) {
        return status;
    }
    if (variant->convert != NULL) {
        variant->convert(given, converted);
    } else {
        memcpy(converted, given, sizeof given);
    }
    status = create(dist, ter__path_best(), family, family->parameter_count, converted, error);
    return status == TER_OK ? status : ter_error_prefix(error, status, "%s: ", law);
}

void ter_dist_destroy(ter_dist *dist) {
    const ter__composed *made = dist == NULL ? NULL : ter__composed_of(dist);
    if (made == NULL) {
        free(dist);
        return;
    }
    for (size_t i = 0; i < made->count; i++) {
        ter_dist_destroy(made->child[i]);
    }
    ter__uncompose((ter__composed *)dist);
}

const ter_family *ter_dist_family(const ter_dist *dist) {
    return dist->family;
}

double ter_dist_parameter(const ter_dist *dist, size_t index) {
    return index < dist->family->parameter_count ? dist->parameter[index] : NAN;
}

/* Appends as snprintf does: counts what there was no room for. */
static size_t append(char *text, size_t size, size_t used, const char *before, const char *name, const char *after) {
    int added = snprintf(used < size ? text + used : NULL, used < size ? size - used : 0, "%s%s%s", before, name, after);
    return used + (added > 0 ? (size_t)added : 0);
}

/* The laws that one is made of, with their weights. */
static size_t format_children(const ter__composed *made, char *text, size_t size, size_t used) {
    for (size_t i = 0; i < made->count; i++) {
        if (((const ter__composition *)made->dist.family)->form == TER__WEIGHTED_LAWS) {
            char number[TER_DOUBLE_TEXT_BYTES];
            ter_text_from_double(made->weight[i], number);
            used = append(text, size, used, i > 0 ? ", " : "", number, "*");
        }
        used += ter_dist_format(made->child[i], used < size ? text + used : NULL, used < size ? size - used : 0);
    }
    return used;
}

/* The lists of a law, each as name=[...] (a number as name=number). */
static size_t format_lists(const ter__composed *made, char *text, size_t size, size_t used) {
    const ter__listing *listing = ((const ter__composition *)made->dist.family)->listing;
    for (size_t i = 0; i < listing->argument_count; i++) {
        const ter__given *given = &made->list->given[i];
        if (given->n == 0) {
            continue;
        }
        bool number_alone = listing->argument[i].is_number;
        used = append(text, size, used, i > 0 ? ", " : "", listing->argument[i].name, number_alone ? "=" : "=[");
        for (size_t k = 0; k < given->n; k++) {
            char number[TER_DOUBLE_TEXT_BYTES];
            ter_text_from_double(given->value[k], number);
            used = append(text, size, used, k > 0 ? ", " : "", number, "");
        }
        used = append(text, size, used, "", "", number_alone ? "" : "]");
    }
    return used;
}

size_t ter_dist_format(const ter_dist *dist, char *text, size_t size) {
    const ter_family *family = dist->family;
    size_t used = append(text, size, 0, "", family->name, "(");
    const ter__composed *made = ter__composed_of(dist);
    if (made != NULL && made->list != NULL) {
        used = format_lists(made, text, size, used);
    } else if (made != NULL) {
        used = format_children(made, text, size, used);
    }
    for (size_t i = 0; i < family->parameter_count; i++) {
        char number[TER_DOUBLE_TEXT_BYTES];
        ter_text_from_double(dist->parameter[i], number);
        used = append(text, size, used, i > 0 || made != NULL ? ", " : "", family->parameters[i].name, "=");
        used = append(text, size, used, "", number, "");
    }
    return append(text, size, used, "", "", ")");
}
