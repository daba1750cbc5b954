/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TER__LAPLACE_FIT_H
#define TER__LAPLACE_FIT_H

#include "dist/family.h"

extern const ter__fitter ter__laplace_fitter;

#endif
