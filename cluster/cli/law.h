/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the dist commands share. */
#ifndef TER__CLI_LAW_H
#define TER__CLI_LAW_H

#include "cli/cli.h"
#include "tercile/dist.h"

#define TER__LAW_TEXT_BYTES 512

/* The law of the first argument; an exit code, 0 when all is well. The caller destroys *dist. */
int ter__read_law(ter__cli *cli, ter_dist **dist);
/* Begins {"NAME": 1, "law": "..."}: the versioned object of a dist command. */
void ter__begin_law_json(ter_json *json, const char *name, const ter_dist *dist);
/* "0 <= p <= 1" and the like, or null when `x` is a fit argument of the operation. */
const char *ter__argument_fault(ter_operation operation, double x);
/* An argument of the operation from a word of the command line; an exit code, 0 when all is well. */
int ter__read_argument(ter__cli *cli, ter_operation operation, const char *text, double *x);
/* The operation at the arguments after the law as proved enclosures (--certify); an exit code. */
int ter__certify_operation(ter__cli *cli, const ter_dist *dist, ter_operation operation);
/* Likewise P(lower < X <= upper). */
int ter__certify_interval(ter__cli *cli, const ter_dist *dist, double lower, double upper);

#endif
