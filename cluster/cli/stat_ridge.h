/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tercile stat lm --ridge: a penalised fit instead of the plain one. */
#ifndef TER__CLI_STAT_RIDGE_H
#define TER__CLI_STAT_RIDGE_H

#include "cli/stat_data.h"
#include "tercile/linear_model.h"

/* Whether --ridge was given, with its number. The exit code: of options that do not go with it, too. */
int ter__stat_ridge_option(ter__cli *cli, bool *wanted, double *lambda);
/* Fits and prints. */
int ter__stat_ridge(ter__cli *cli, const ter_design *design, const ter_linear_problem *problem, double lambda);

#endif
