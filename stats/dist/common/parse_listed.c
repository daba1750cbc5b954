/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads laws given by lists: categorical([0.2, 0.8]), histogram(edges=[0, 1, 3], weights=[2, 5]), ordered_logistic(0.5, [-1, 1]).
 */
#include <stdlib.h>
#include <string.h>

#include "listed.h"
#include "parse.h"

static ter_status expected(ter__reader *r, const char *what) {
    return ter_error_set(r->error, TER_BAD_SYNTAX, "column %zu: %s is expected", r->at + 1, what);
}

static ter_status append(ter__reader *r, ter__given *given, size_t *room, double value) {
    if (given->n == *room) {
        size_t more = *room == 0 ? 16 : *room * 2;
        double *grown = realloc(given->value, more * sizeof *grown);
        if (grown == NULL) {
            return ter_error_set(r->error, TER_NO_MEMORY, "no memory for a list of %zu numbers", more);
        }
        given->value = grown;
        *room = more;
    }
    given->value[given->n++] = value;
    return TER_OK;
}

/* "[" number { "," number } "]", or a number alone. */
static ter_status take_values(ter__reader *r, const ter__list_argument *argument, ter__given *given) {
    size_t room = 0;
    double value;
    if (argument->is_number) {
        ter_status status = ter__take_number(r, &value);
        return status == TER_OK ? append(r, given, &room, value) : status;
    }
    if (r->text[r->at] != '[') {
        return expected(r, "a list in brackets, as in [1, 2, 3],");
    }
    do {
        r->at++;
        ter__skip_blanks(r);
        ter_status status = ter__take_number(r, &value);
        status = status == TER_OK ? append(r, given, &room, value) : status;
        if (status != TER_OK) {
            return status;
        }
        ter__skip_blanks(r);
    } while (r->text[r->at] == ',');
    if (r->text[r->at] != ']') {
        return expected(r, "a comma or \"]\"");
    }
    r->at++;
    return TER_OK;
}

/* "name =" when it is there. */
static ter_status take_name_of(ter__reader *r, const ter__composition *kind, size_t *index) {
    char name[TER__NAME_BYTES_MAX + 1];
    const char *names[TER__LIST_ARGUMENTS_MAX];
    ter__reader ahead = {r->text, r->at, NULL, r->depth};
    if (ter__take_name(&ahead, name) != TER_OK) {
        return TER_OK;
    }
    ter__skip_blanks(&ahead);
    if (ahead.text[ahead.at] != '=') {
        return TER_OK;
    }
    const ter__listing *listing = kind->listing;
    for (size_t i = 0; i < listing->argument_count; i++) {
        names[i] = listing->argument[i].name;
        if (strcmp(names[i], name) == 0) {
            *index = i;
            r->at = ahead.at + 1;
            ter__skip_blanks(r);
            return TER_OK;
        }
    }
    return ter_error_set(r->error, TER_UNKNOWN_NAME, "column %zu: %s has no list \"%s\"; it takes %s%s%s", r->at + 1,
                         kind->family.name, name, names[0], listing->argument_count > 1 ? " and " : "",
                         listing->argument_count > 1 ? names[1] : "");
}

static ter_status take_all(ter__reader *r, const ter__composition *kind, ter__given *given) {
    const ter__listing *listing = kind->listing;
    for (size_t position = 0;; position++) {
        size_t index = position;
        ter_status status = take_name_of(r, kind, &index);
        if (status == TER_OK && index >= listing->argument_count) {
            status = ter_error_set(r->error, TER_BAD_SHAPE, "column %zu: %s takes %zu lists", r->at + 1, kind->family.name,
                                   listing->argument_count);
        }
        if (status == TER_OK && given[index].n > 0) {
            status = ter_error_set(r->error, TER_BAD_SYNTAX, "column %zu: \"%s\" is given twice", r->at + 1,
                                   listing->argument[index].name);
        }
        if (status == TER_OK) {
            status = take_values(r, &listing->argument[index], &given[index]);
        }
        if (status != TER_OK) {
            return status;
        }
        ter__skip_blanks(r);
        if (r->text[r->at] != ',') {
            break;
        }
        r->at++;
        ter__skip_blanks(r);
    }
    if (r->text[r->at] != ')') {
        return expected(r, "a comma or \")\"");
    }
    r->at++;
    for (size_t i = 0; i < listing->argument_count; i++) {
        if (given[i].n == 0 && !listing->argument[i].is_optional) {
            return ter_error_set(r->error, TER_BAD_SYNTAX, "column %zu: %s needs \"%s\"", r->at, kind->family.name,
                                 listing->argument[i].name);
        }
    }
    return TER_OK;
}

ter_status ter__take_lists(ter__reader *r, const ter__composition *kind, ter_dist **dist) {
    ter__given given[TER__LIST_ARGUMENTS_MAX] = {{0, NULL}};
    size_t column = r->at + 1;
    ter_status status = take_all(r, kind, given);
    if (status == TER_OK) {
        status = kind->listing->make(dist, given, r->error);
        status = status == TER_OK ? status : ter_error_prefix(r->error, status, "column %zu: ", column);
    }
    for (size_t i = 0; i < TER__LIST_ARGUMENTS_MAX; i++) {
        free(given[i].value);
    }
    return status;
}
