/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TER__FITTER_H
#define TER__FITTER_H

#include "fit/maximize.h"

struct ter_fitter {
    const ter_family *family; /* as given; objective.family is its copy on the path in use */
    double *columns, *ones;
    double minimum, maximum, mean;
    ter__objective objective;
    ter__search search, best;
};

/* Data once (check.c): TER_BAD_DATA for what no member of the family can give. */
ter_status ter__check_data(const ter_family *family, size_t n, const double *x, ter_error *error);
/* Options of a run: sets weights, total weight and free parameters of the objective. */
ter_status ter__check_options(ter_fitter *fitter, const ter_fit_options *options, ter_error *error);

/*
 * Where to start (start.c), best source first: the caller, the family's own start, its closed form, its moments, a grid. False when
 * a source has nothing to give. Fixed parameters are in place.
 */
#define TER__STARTS 5
bool ter__start(ter_fitter *fitter, const ter_fit_options *options, unsigned source, double *parameters);

/* Fills *fit from a point and its certificate (report.c). */
void ter__report(const ter_fitter *fitter, const ter__search *search, ter_fit *fit);
/* TER_NO_CONVERGENCE with a text that says why. */
ter_status ter__explain(const ter_fitter *fitter, const ter__search *search, ter_error *error);

/* Maximum likelihood from each start until one is certified. */
ter_status ter__fit_iterate(ter_fitter *fitter, const ter_fit_options *options, ter_fit *fit, ter_error *error);
/* The closed form, with its edges (closed_form.c). */
ter_status ter__fit_closed_form(ter_fitter *fitter, ter_fit *fit, ter_error *error);
ter_status ter__fit_moments(ter_fitter *fitter, ter_fit *fit, ter_error *error);
/* Moments or L-moments made equal to those of the data (match.c). */
ter_status ter__fit_match(ter_fitter *fitter, bool l_moments, ter_fit *fit, ter_error *error);
/* Fills *fit from search->point, which is no maximum of the likelihood. */
void ter__report_unlikely(ter_fitter *fitter, ter_fit *fit);

#endif
