/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of laws with their origins: variants, and aliases written with the peer they come from. */
#include "names.h"

#include <stdio.h>
#include <string.h>

#include "path_choice.h"
#include "tercile/text.h"

#define NAME_BYTES   96
#define VARIANTS_MAX 2048

void ter__variant_label(const ter_variant *variant, char *text, size_t size) {
    bool own = variant->origin == NULL;
    snprintf(text, size, "%s%s%s", own ? "" : variant->origin, own ? "" : ".", variant->name);
}

/* Whether a list of origins, "scipy, R", has this one. */
static bool is_among(const char *origins, const char *origin, size_t length) {
    for (const char *at = origins; at != NULL; at = strchr(at, ',')) {
        at += strspn(at, ", ");
        if (strncmp(at, origin, length) == 0 && (at[length] == '\0' || at[length] == ',')) {
            return true;
        }
    }
    return false;
}

static bool variant_is(const ter_variant *variant, const char *name) {
    char label[NAME_BYTES];
    ter__variant_label(variant, label, sizeof label);
    return strcmp(label, name) == 0;
}

/* "scipy.norm": an alias with its origin before it. */
static bool has_alias(const ter_family *family, const char *origin, size_t length, const char *name) {
    for (size_t i = 0; i < family->alias_count; i++) {
        if (strcmp(family->aliases[i].name, name) == 0 && is_among(family->aliases[i].origin, origin, length)) {
            return true;
        }
    }
    return false;
}

static bool find_variant(ter__callee *callee, const char *name) {
    const char *dot = strchr(name, '.');
    for (size_t i = 0; i < ter_family_count(); i++) {
        callee->family = ter_family_at(i);
        for (size_t j = 0; j < callee->family->variant_count; j++) {
            callee->variant = &callee->family->variants[j];
            if (variant_is(callee->variant, name)) {
                return true;
            }
        }
    }
    callee->variant = NULL;
    for (size_t i = 0; dot != NULL && i < ter_family_count(); i++) {
        callee->family = ter_family_at(i);
        if (has_alias(callee->family, name, (size_t)(dot - name), dot + 1)) {
            return true;
        }
    }
    return false;
}

/* A variant that is meant but for its origin: "genextreme" proposes "scipy.genextreme", whatever else is near in letters. */
static const ter_variant *same_without_origin(const char *name) {
    const char *dot = strchr(name, '.');
    for (size_t i = 0; i < ter_family_count(); i++) {
        const ter_family *family = ter_family_at(i);
        for (size_t j = 0; j < family->variant_count; j++) {
            if (strcmp(family->variants[j].name, dot == NULL ? name : dot + 1) == 0) {
                return &family->variants[j];
            }
        }
    }
    return NULL;
}

static ter_status unknown(const char *name, ter_error *error) {
    const char *names[VARIANTS_MAX];
    char label[NAME_BYTES];
    size_t count = 0;
    const ter_variant *near = same_without_origin(name);
    const char *dot = strchr(name, '.');
    for (size_t i = 0; near == NULL && i < ter_family_count(); i++) {
        const ter_family *family = ter_family_at(i);
        for (size_t j = 0; j < family->variant_count && count < VARIANTS_MAX; j++) {
            names[count++] = family->variants[j].name;
        }
    }
    const char *nearest = near != NULL ? near->name : ter_text_suggest(dot == NULL ? name : dot + 1, names, count);
    near = near != NULL || nearest == NULL ? near : same_without_origin(nearest);
    if (near == NULL) {
        return ter_error_set(error, TER_UNKNOWN_NAME, "unknown distribution \"%s\": `tercile dist list` shows those there are",
                             name);
    }
    ter__variant_label(near, label, sizeof label);
    return ter_error_set(error, TER_UNKNOWN_NAME, "unknown distribution \"%s\": did you mean \"%s\"?", name, label);
}

ter_status ter__callee_find(ter__callee *callee, const char *name, ter_error *error) {
    callee->variant = NULL;
    if (strchr(name, '.') == NULL && ter_family_find(&callee->family, name, error) == TER_OK) {
        return TER_OK;
    }
    if (find_variant(callee, name)) {
        return TER_OK;
    }
    if (strchr(name, '.') == NULL && same_without_origin(name) == NULL) {
        return ter_family_find(&callee->family, name, error); /* its text: the nearest family */
    }
    return unknown(name, error);
}

ter_status ter_variant_find(const ter_family **family, const ter_variant **variant, const char *name, ter_error *error) {
    ter__callee found;
    if (find_variant(&found, name) && found.variant != NULL) {
        *family = found.family;
        *variant = found.variant;
        return TER_OK;
    }
    return unknown(name, error);
}

size_t ter_family_variant_count(const ter_family *family) {
    return family->variant_count;
}

const ter_variant *ter_family_variant(const ter_family *family, size_t index) {
    return index < family->variant_count ? &family->variants[index] : NULL;
}

const char *ter_variant_origin(const ter_variant *variant) {
    return variant->origin;
}
const char *ter_variant_name(const ter_variant *variant) {
    return variant->name;
}
size_t ter_variant_parameter_count(const ter_variant *variant) {
    return variant->parameter_count;
}

const ter_parameter *ter_variant_parameter(const ter_variant *variant, size_t index) {
    return index < variant->parameter_count ? &variant->parameters[index] : NULL;
}
