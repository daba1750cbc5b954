/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TER__GLM_SIZE_H
#define TER__GLM_SIZE_H

#include "tercile/glm.h"

/* The size of largest likelihood at the means mu[rows], and its standard error 1 / sqrt(observed information). TER_NO_CONVERGENCE:
 * the counts vary no more than a Poisson law allows. */
TER_MUST_USE ter_status ter__glm_size(double *size, double *error_of_size, const ter_glm_problem *problem, const double *mu,
                                      ter_error *error);

#endif
