/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads a distribution from a text:  law = [ origin "." ] name [ "(" [ argument { "," argument } ] ")" ],  argument = [ name "=" ]
 * number. Errors give the column, counted in bytes from 1.
 */
#include <stdio.h>
#include <string.h>

#include "names.h"
#include "tercile/text.h"

#define NAME_BYTES_MAX 64

typedef struct reader {
    const char *text;
    size_t at;
    ter_error *error;
} reader;

/* Whose parameters are read. */
typedef struct signature {
    char law[2 * NAME_BYTES_MAX + 2];
    size_t count;
    const ter_parameter *parameters;
} signature;

static void skip_blanks(reader *r) {
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

static ter_status take_name(reader *r, char name[NAME_BYTES_MAX + 1]) {
    size_t length = name_length(r->text + r->at);
    if (length == 0 || length > NAME_BYTES_MAX) {
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
    while (text[length] != '\0' && strchr(",() \t", text[length]) == NULL) {
        length++;
    }
    return length;
}

static ter_status take_number(reader *r, double *value) {
    size_t length = number_length(r->text + r->at);
    if (length == 0 || ter_text_to_double(r->text + r->at, length, value) != TER_OK) {
        return ter_error_set(r->error, TER_BAD_SYNTAX, "column %zu: \"%.*s\" is not a number", r->at + 1,
                             (int)(length < 40 ? length : 40), r->text + r->at);
    }
    r->at += length;
    return TER_OK;
}

static ter_status find_parameter(reader *r, const signature *law, const char *name, size_t column, size_t *index) {
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

typedef struct arguments {
    double value[TER_PARAMETERS_MAX];
    size_t column[TER_PARAMETERS_MAX]; /* 0: not given */
    size_t positional;
    bool named;
} arguments;

static ter_status take_argument(reader *r, const signature *law, arguments *given) {
    size_t column = r->at + 1, index = given->positional;
    size_t length = name_length(r->text + r->at), after = r->at + length;
    while (r->text[after] == ' ' || r->text[after] == '\t') {
        after++;
    }
    if (length > 0 && r->text[after] == '=') {
        char name[NAME_BYTES_MAX + 1];
        ter_status status = take_name(r, name);
        if (status == TER_OK) {
            status = find_parameter(r, law, name, column, &index);
        }
        if (status != TER_OK) {
            return status;
        }
        r->at = after + 1;
        skip_blanks(r);
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
    return take_number(r, &given->value[index]);
}

static ter_status take_arguments(reader *r, const signature *law, arguments *given) {
    r->at++; /* the bracket */
    skip_blanks(r);
    while (r->text[r->at] != ')') {
        ter_status status = take_argument(r, law, given);
        if (status != TER_OK) {
            return status;
        }
        skip_blanks(r);
        if (r->text[r->at] == ',') {
            r->at++;
            skip_blanks(r);
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
static ter_status complete(reader *r, const signature *law, arguments *given) {
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
static ter_status take_callee(reader *r, ter__callee *callee, signature *law) {
    char name[NAME_BYTES_MAX + 1];
    size_t column = r->at + 1;
    ter_status status = take_name(r, law->law);
    if (status == TER_OK && r->text[r->at] == '.') {
        r->at++;
        status = take_name(r, name);
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
static ter_status with_column(const signature *law, const arguments *given, ter_status status, ter_error *error) {
    for (size_t i = 0; error != NULL && i < law->count; i++) {
        char said[NAME_BYTES_MAX + 8];
        snprintf(said, sizeof said, " %s =", law->parameters[i].name);
        if (given->column[i] != 0 && strstr(error->text, said) != NULL) {
            return ter_error_prefix(error, status, "column %zu: ", given->column[i]);
        }
    }
    return status;
}

ter_status ter_dist_parse(ter_dist **dist, const char *text, ter_error *error) {
    reader r = {text, 0, error};
    ter__callee callee;
    signature law;
    arguments given = {{0}, {0}, 0, false};
    skip_blanks(&r);
    ter_status status = take_callee(&r, &callee, &law);
    if (status != TER_OK) {
        return status;
    }
    skip_blanks(&r);
    if (r.text[r.at] == '(') {
        status = take_arguments(&r, &law, &given);
        if (status != TER_OK) {
            return status;
        }
        skip_blanks(&r);
    }
    if (r.text[r.at] != '\0') {
        return ter_error_set(error, TER_BAD_SYNTAX, "column %zu: nothing is expected after the distribution", r.at + 1);
    }
    status = complete(&r, &law, &given);
    if (status != TER_OK) {
        return status;
    }
    status = callee.variant != NULL ? ter_dist_create_variant(dist, callee.family, callee.variant, law.count, given.value, error)
                                    : ter_dist_create(dist, callee.family, law.count, given.value, error);
    return status == TER_OK ? status : with_column(&law, &given, status, error);
}
