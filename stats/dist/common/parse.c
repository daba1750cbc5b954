/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads a distribution from a text:  law = [ origin "." ] name [ "(" [ argument { "," argument } ] ")" ],  argument = [ name "=" ]
 * number. Or a
 * composition (tercile/compose.h) with laws in its brackets. Errors give the column, counted in bytes from 1.
 */
#include <stdio.h>
#include <string.h>

#include "parse.h"
#include "tercile/text.h"

void ter__skip_blanks(ter__reader *r) {
    while (r->text[r->at] == ' ' || r->text[r->at] == '\t') {
        r->at++;
    }
}

static bool is_name_byte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static size_t name_length(const char *text) {
    size_t length = 0;
    while (is_name_byte(text[length])) {
        length++;
    }
    return length;
}

ter_status ter__take_name(ter__reader *r, char name[TER__NAME_BYTES_MAX + 1]) {
    size_t length = name_length(r->text + r->at);
    if (length == 0 || length > TER__NAME_BYTES_MAX) {
        return ter_error_set(r->error, TER_BAD_SYNTAX,
                             "column %zu: a name of a distribution is expected, as in \"normal(mean=0, sd=1)\"", r->at + 1);
    }
    memcpy(name, r->text + r->at, length);
    name[length] = '\0';
    r->at += length;
    return TER_OK;
}

static size_t number_length(const char *text) {
    size_t length = 0;
    while (text[length] != '\0' && strchr(",()[]* \t", text[length]) == NULL) {
        length++;
    }
    return length;
}

ter_status ter__take_number(ter__reader *r, double *value) {
    size_t length = number_length(r->text + r->at);
    if (length == 0 || ter_text_to_double(r->text + r->at, length, value) != TER_OK) {
        return ter_error_set(r->error, TER_BAD_SYNTAX, "column %zu: \"%.*s\" is not a number", r->at + 1,
                             (int)(length < 40 ? length : 40), r->text + r->at);
    }
    r->at += length;
    return TER_OK;
}

static ter_status find_parameter(ter__reader *r, const ter__signature *law, const char *name, size_t column, size_t *index) {
    const char *names[TER_PARAMETERS_MAX];
    for (size_t i = 0; i < law->count; i++) {
        names[i] = law->parameters[i].name;
        if (strcmp(names[i], name) == 0) {
            *index = i;
            return TER_OK;
        }
    }
    const char *near = ter_text_suggest(name, names, law->count);
    return ter_error_set(r->error, TER_UNKNOWN_NAME, "column %zu: %s has no parameter \"%s\"%s%s%s", column, law->law, name,
                         near != NULL ? ": did you mean \"" : "", near != NULL ? near : "", near != NULL ? "\"?" : "");
}

static ter_status take_argument(ter__reader *r, const ter__signature *law, ter__arguments *given) {
    size_t column = r->at + 1, index = given->positional;
    size_t length = name_length(r->text + r->at), after = r->at + length;
    while (r->text[after] == ' ' || r->text[after] == '\t') {
        after++;
    }
    if (length > 0 && r->text[after] == '=') {
        char name[TER__NAME_BYTES_MAX + 1];
        ter_status status = ter__take_name(r, name);
        if (status == TER_OK) {
            status = find_parameter(r, law, name, column, &index);
        }
        if (status != TER_OK) {
            return status;
        }
        r->at = after + 1;
        ter__skip_blanks(r);
        given->named = true;
    } else if (given->named) {
        return ter_error_set(r->error, TER_BAD_SYNTAX, "column %zu: a parameter without a name cannot follow one with a name",
                             column);
    } else if (index >= law->count) {
        return ter_error_set(r->error, TER_BAD_SHAPE, "column %zu: %s takes %zu parameters", column, law->law, law->count);
    } else {
        given->positional++;
    }
    if (given->column[index] != 0) {
        return ter_error_set(r->error, TER_BAD_SYNTAX, "column %zu: parameter \"%s\" is given twice", column,
                             law->parameters[index].name);
    }
    given->column[index] = r->at + 1;
    return ter__take_number(r, &given->value[index]);
}

ter_status ter__take_arguments(ter__reader *r, const ter__signature *law, ter__arguments *given) {
    r->at++; /* the bracket */
    ter__skip_blanks(r);
    while (r->text[r->at] != ')') {
        ter_status status = take_argument(r, law, given);
        if (status != TER_OK) {
            return status;
        }
        ter__skip_blanks(r);
        if (r->text[r->at] == ',') {
            r->at++;
            ter__skip_blanks(r);
            if (r->text[r->at] != ')') {
                continue;
            }
        } else if (r->text[r->at] == ')') {
            break;
        }
        return ter_error_set(r->error, TER_BAD_SYNTAX, "column %zu: a comma and a parameter, or \")\" is expected", r->at + 1);
    }
    r->at++;
    return TER_OK;
}

/* Puts defaults where nothing was given and names what is missing. */
ter_status ter__complete(ter__reader *r, const ter__signature *law, ter__arguments *given) {
    for (size_t i = 0; i < law->count; i++) {
        const ter_parameter *parameter = &law->parameters[i];
        if (given->column[i] == 0 && !parameter->has_default) {
            return ter_error_set(r->error, TER_BAD_SYNTAX, "column %zu: %s needs the parameter \"%s\" (%s)", r->at > 0 ? r->at : 1,
                                 law->law, parameter->name, parameter->description);
        }
        if (given->column[i] == 0) {
            given->value[i] = parameter->default_value;
        }
    }
    return TER_OK;
}

/* NAME or ORIGIN.NAME, looked up. */
static ter_status take_callee(ter__reader *r, ter__callee *callee, ter__signature *law) {
    char name[TER__NAME_BYTES_MAX + 1];
    size_t column = r->at + 1;
    ter_status status = ter__take_name(r, law->law);
    if (status == TER_OK && r->text[r->at] == '.') {
        r->at++;
        status = ter__take_name(r, name);
        size_t length = strlen(law->law);
        snprintf(law->law + length, sizeof law->law - length, ".%s", status == TER_OK ? name : "");
    }
    if (status != TER_OK) {
        return status;
    }
    status = ter__callee_find(callee, law->law, r->error);
    if (status != TER_OK) {
        return ter_error_prefix(r->error, status, "column %zu: ", column);
    }
    const ter_variant *variant = callee->variant;
    if (variant == NULL) { /* an alias: the family's name is what its errors say */
        snprintf(law->law, sizeof law->law, "%s", callee->family->name);
    }
    law->count = variant != NULL ? variant->parameter_count : callee->family->parameter_count;
    law->parameters = variant != NULL ? variant->parameters : callee->family->parameters;
    return TER_OK;
}

/* Puts the column of the parameter that an error's text names before it, when it names one. */
ter_status ter__with_column(const ter__signature *law, const ter__arguments *given, ter_status status, ter_error *error) {
    for (size_t i = 0; error != NULL && i < law->count; i++) {
        char said[TER__NAME_BYTES_MAX + 8];
        snprintf(said, sizeof said, " %s =", law->parameters[i].name);
        if (given->column[i] != 0 && strstr(error->text, said) != NULL) {
            return ter_error_prefix(error, status, "column %zu: ", given->column[i]);
        }
    }
    return status;
}

/* A law of a family or a variant, its name looked up. */
static ter_status take_plain(ter__reader *r, ter_dist **dist) {
    ter__callee callee;
    ter__signature law;
    ter__arguments given = {{0}, {0}, 0, false};
    ter_status status = take_callee(r, &callee, &law);
    if (status != TER_OK) {
        return status;
    }
    size_t end = r->at;
    ter__skip_blanks(r);
    if (r->text[r->at] == '(') {
        status = ter__take_arguments(r, &law, &given);
        if (status != TER_OK) {
            return status;
        }
    } else {
        r->at = end;
    }
    status = ter__complete(r, &law, &given);
    if (status != TER_OK) {
        return status;
    }
    status = callee.variant != NULL ? ter_dist_create_variant(dist, callee.family, callee.variant, law.count, given.value, r->error)
                                    : ter_dist_create(dist, callee.family, law.count, given.value, r->error);
    return status == TER_OK ? status : ter__with_column(&law, &given, status, r->error);
}

ter_status ter__take_law(ter__reader *r, ter_dist **dist) {
    char name[TER__NAME_BYTES_MAX + 1];
    ter__reader ahead = {r->text, r->at, NULL, r->depth};
    if (ter__take_name(&ahead, name) == TER_OK && ahead.text[ahead.at] != '.' && ter__composition_find(name) != NULL) {
        return ter__take_composition(r, dist);
    }
    return take_plain(r, dist);
}

ter_status ter_dist_parse(ter_dist **dist, const char *text, ter_error *error) {
    ter__reader r = {text, 0, error, 0};
    ter_dist *made = NULL;
    ter__skip_blanks(&r);
    ter_status status = ter__take_law(&r, &made);
    if (status != TER_OK) {
        return status;
    }
    ter__skip_blanks(&r);
    if (r.text[r.at] != '\0') {
        ter_dist_destroy(made);
        return ter_error_set(error, TER_BAD_SYNTAX, "column %zu: nothing is expected after the distribution", r.at + 1);
    }
    *dist = made;
    return TER_OK;
}
