/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The nonlinear reference datasets, from the starts that NIST gives. */
#ifndef TER__CLI_NIST_NONLINEAR_H
#define TER__CLI_NIST_NONLINEAR_H

#include "cli/nist_compute.h"

#define TER__NIST_STARTS 2

/* From start 1 or 2. *converged says whether the fit is a proved minimum; its answers are there in any case. */
TER_MUST_USE ter_status ter__nist_nonlinear(ter__nist_answers *answers, const ter__nist_catalog *catalog, const ter__nist_set *set,
                                            const ter__nist_columns *columns, int decimal, unsigned start, bool *converged,
                                            ter_error *error);

#endif
