/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of families, and what can be asked of one. A ter_family handed out is the one of the best path. */
#include <string.h>

#include "path_choice.h"
#include "tercile/text.h"

/* Room for every name and alias of every family; a test over the registry holds the lists to it. */
#define NAMES_MAX 2048

size_t ter_family_count(void) {
    return ter__path_best()->family_count;
}

const ter_family *ter_family_at(size_t index) {
    const ter__path *path = ter__path_best();
    return index < path->family_count ? path->families[index] : NULL;
}

ter_status ter_family_find(const ter_family **family, const char *name, ter_error *error) {
    const ter__path *path = ter__path_best();
    const char *names[NAMES_MAX];
    size_t count = 0;
    for (size_t i = 0; i < path->family_count; i++) {
        const ter_family *candidate = path->families[i];
        for (size_t j = 0; j <= candidate->alias_count && count < NAMES_MAX; j++) {
            const char *known = j == 0 ? candidate->name : candidate->aliases[j - 1].name;
            if (strcmp(known, name) == 0) {
                *family = candidate;
                return TER_OK;
            }
            names[count++] = known;
        }
    }
    const char *near = ter_text_suggest(name, names, count);
    if (near != NULL) {
        return ter_error_set(error, TER_UNKNOWN_NAME, "unknown distribution \"%s\": did you mean \"%s\"?", name, near);
    }
    return ter_error_set(error, TER_UNKNOWN_NAME, "unknown distribution \"%s\": `tercile dist list` shows those there are", name);
}

const char *ter_family_name(const ter_family *family) {
    return family->name;
}
const char *ter_family_title(const ter_family *family) {
    return family->title;
}
const char *ter_family_formula(const ter_family *family) {
    return family->formula;
}
const char *ter_family_conventions(const ter_family *family) {
    return family->conventions;
}
bool ter_family_is_discrete(const ter_family *family) {
    return family->discrete;
}
size_t ter_family_parameter_count(const ter_family *family) {
    return family->parameter_count;
}

const ter_parameter *ter_family_parameter(const ter_family *family, size_t index) {
    return index < family->parameter_count ? &family->parameters[index] : NULL;
}

size_t ter_family_alias_count(const ter_family *family) {
    return family->alias_count;
}

const ter_alias *ter_family_alias(const ter_family *family, size_t index) {
    return index < family->alias_count ? &family->aliases[index] : NULL;
}

ter_accuracy ter_family_accuracy(const ter_family *family, ter_operation operation) {
    return family->accuracy[(size_t)operation < TER_OPERATION_COUNT ? operation : 0];
}

const char *ter_family_accuracy_range(const ter_family *family) {
    return family->accuracy_range;
}

bool ter_family_is_native(const ter_family *family, ter_operation operation) {
    return (size_t)operation < TER_OPERATION_COUNT && (family->statement != NULL || family->kernel[operation] != NULL);
}

unsigned ter_family_words_per_draw(const ter_family *family) {
    return family->sample == NULL ? 1 : family->words_per_draw;
}
