/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the fit stage shows to the stages that build on it (bootstrap). */
#ifndef TER__STAGE_FIT_H
#define TER__STAGE_FIT_H

#include "stage/groups.h"
#include "stage/stage.h"
#include "tercile/fit.h"

/* Result tables of fit, by number, and the columns of laws and parameters that are read again. */
enum { TER__FIT_LAWS, TER__FIT_PARAMETERS, TER__FIT_QUANTILES, TER__FIT_HISTOGRAM, TER__FIT_POINTS };
enum { TER__LAWS_GROUP, TER__LAWS_LAW, TER__LAWS_CHOSEN = 7, TER__LAWS_CONVERGED = 12 };
enum { TER__PARAMETERS_ESTIMATE = 3 };

/* Samples of the stage's column in its groups, from its settings and rows. */
TER_MUST_USE ter_status ter__fit_samples(ter__samples *samples, const ter__context *context, size_t stage, ter_error *error);
/* Its laws, in the order written, and its method. */
const ter__setting *ter__fit_families(const ter_job *job, size_t stage);
ter_fit_method ter__fit_method(const ter_job *job, size_t stage);

#endif
