/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the fits of Johnson's laws begin. */
#ifndef TER__JOHNSON_FIT_H
#define TER__JOHNSON_FIT_H

#include "dist/family.h"

extern const ter__fitter ter__johnson_su_fitter;

#endif
