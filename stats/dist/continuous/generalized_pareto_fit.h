/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TER__GENERALIZED_PARETO_FIT_H
#define TER__GENERALIZED_PARETO_FIT_H

#include "dist/family.h"

extern const ter__fitter ter__generalized_pareto_fitter;

#endif
