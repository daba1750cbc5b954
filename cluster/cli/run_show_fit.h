/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TER__CLI_RUN_SHOW_FIT_H
#define TER__CLI_RUN_SHOW_FIT_H

#include "cli/output.h"
#include "tercile/job.h"

/* The laws of each group with their parameters, the chosen one marked. */
void ter__show_laws(ter__output *output, const ter_run *run, size_t stage, const ter_table *laws);

#endif
