/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads laws made of others: NAME(LAW, parameters) and mixture(weight*LAW, ...). */
#include <stdio.h>
#include <string.h>

#include "parse.h"
#include "tercile/compose.h"

#define DEPTH_MAX 32
#define LAWS_MAX  64

static ter_status expected(ter__reader *r, const char *what) {
    return ter_error_set(r->error, TER_BAD_SYNTAX, "column %zu: %s is expected", r->at + 1, what);
}

/* The arguments after the one law, and the composition of it. On failure the law is the caller's. */
static ter_status compose_one(ter__reader *r, const ter__composition *kind, ter_dist *law, ter_dist **dist) {
    ter__signature signature = {"", kind->family.parameter_count, kind->family.parameters};
    ter__arguments given = {{0}, {0}, 0, false};
    snprintf(signature.law, sizeof signature.law, "%s", kind->family.name);
    ter__skip_blanks(r);
    ter_status status = TER_OK;
    if (r->text[r->at] == ',') {
        status = ter__take_arguments(r, &signature, &given);
    } else if (r->text[r->at] == ')') {
        r->at++;
    } else {
        status = expected(r, "a comma or \")\"");
    }
    if (status == TER_OK) {
        status = ter__complete(r, &signature, &given);
    }
    if (status != TER_OK) {
        return status;
    }
    status = kind->make(dist, law, given.value, r->error);
    return status == TER_OK ? status : ter__with_column(&signature, &given, status, r->error);
}

static ter_status take_one(ter__reader *r, const ter__composition *kind, ter_dist **dist) {
    ter_dist *law = NULL;
    ter_status status = ter__take_law(r, &law);
    if (status != TER_OK) {
        return status;
    }
    status = compose_one(r, kind, law, dist);
    if (status != TER_OK) {
        ter_dist_destroy(law);
    }
    return status;
}

/* weight * law, and what follows it: a comma or the closing bracket. */
static ter_status take_part(ter__reader *r, double *weight, ter_dist **law) {
    ter__skip_blanks(r);
    ter_status status = ter__take_number(r, weight);
    if (status != TER_OK) {
        return status;
    }
    ter__skip_blanks(r);
    if (r->text[r->at] != '*') {
        return expected(r, "\"*\" between weight and law, as in mixture(0.3*normal(0, 1), 0.7*gamma(2, 3)),");
    }
    r->at++;
    ter__skip_blanks(r);
    status = ter__take_law(r, law);
    if (status != TER_OK) {
        return status;
    }
    ter__skip_blanks(r);
    return r->text[r->at] == ',' || r->text[r->at] == ')' ? TER_OK : expected(r, "a comma or \")\"");
}

static ter_status take_mixture(ter__reader *r, ter_dist **dist) {
    double weights[LAWS_MAX];
    ter_dist *laws[LAWS_MAX] = {NULL};
    size_t n = 0, column = r->at + 1;
    ter_status status = TER_OK;
    while (status == TER_OK && (n == 0 || r->text[r->at - 1] == ',')) {
        if (n == LAWS_MAX) {
            status = ter_error_set(r->error, TER_LIMIT, "column %zu: a mixture in a text has at most %d laws", r->at + 1, LAWS_MAX);
            break;
        }
        status = take_part(r, &weights[n], &laws[n]);
        n++;
        r->at += status == TER_OK ? 1 : 0;
    }
    if (status == TER_OK) {
        status = ter_dist_mixture(dist, n, weights, laws, r->error);
        status = status == TER_OK ? status : ter_error_prefix(r->error, status, "column %zu: ", column);
    }
    for (size_t i = 0; status != TER_OK && i < n; i++) {
        ter_dist_destroy(laws[i]);
    }
    return status;
}

ter_status ter__take_composition(ter__reader *r, ter_dist **dist) {
    char name[TER__NAME_BYTES_MAX + 1];
    ter_status status = ter__take_name(r, name);
    if (status != TER_OK) {
        return status;
    }
    ter__skip_blanks(r);
    if (r->text[r->at] != '(') {
        return expected(r, ter__composition_find(name)->form == TER__LISTS ? "\"(\" and a list in brackets, as in [1, 2, 3],"
                                                                           : "\"(\" and a law");
    }
    if (r->depth >= DEPTH_MAX) {
        return ter_error_set(r->error, TER_LIMIT, "column %zu: laws inside laws, more than %d deep", r->at + 1, DEPTH_MAX);
    }
    r->at++;
    r->depth++;
    ter__skip_blanks(r);
    const ter__composition *kind = ter__composition_find(name);
    status = kind->form == TER__WEIGHTED_LAWS ? take_mixture(r, dist)
             : kind->form == TER__LISTS       ? ter__take_lists(r, kind, dist)
                                              : take_one(r, kind, dist);
    r->depth--;
    return status;
}
