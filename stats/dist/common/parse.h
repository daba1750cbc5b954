/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reader of laws, in its parts. Columns are counted in bytes from 1. */
#ifndef TER__PARSE_H
#define TER__PARSE_H

#include "composed.h"
#include "names.h"

#define TER__NAME_BYTES_MAX 64

typedef struct ter__reader {
    const char *text;
    size_t at;
    ter_error *error;
    int depth; /* of laws inside laws */
} ter__reader;

/* Whose parameters are read. */
typedef struct ter__signature {
    char law[2 * TER__NAME_BYTES_MAX + 2];
    size_t count;
    const ter_parameter *parameters;
} ter__signature;

typedef struct ter__arguments {
    double value[TER_PARAMETERS_MAX];
    size_t column[TER_PARAMETERS_MAX]; /* 0: not given */
    size_t positional;
    bool named;
} ter__arguments;

void ter__skip_blanks(ter__reader *r);
ter_status ter__take_name(ter__reader *r, char name[TER__NAME_BYTES_MAX + 1]);
ter_status ter__take_number(ter__reader *r, double *value);
/* From the byte before the first argument (a bracket or a comma) past the closing bracket. */
ter_status ter__take_arguments(ter__reader *r, const ter__signature *law, ter__arguments *given);
/* Puts defaults where nothing was given and names what is missing. */
ter_status ter__complete(ter__reader *r, const ter__signature *law, ter__arguments *given);
/* Puts the column of the parameter that an error's text names before it, when it names one. */
ter_status ter__with_column(const ter__signature *law, const ter__arguments *given, ter_status status, ter_error *error);

/* A law of any kind, and one that is made of others. */
ter_status ter__take_law(ter__reader *r, ter_dist **dist);
ter_status ter__take_composition(ter__reader *r, ter_dist **dist);
/* After the bracket: a law of lists, past its closing bracket. */
ter_status ter__take_lists(ter__reader *r, const ter__composition *kind, ter_dist **dist);

#endif
