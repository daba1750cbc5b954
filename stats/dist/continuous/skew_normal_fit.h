/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the skew-normal law is fitted: by moments, and by a likelihood with derivatives of its own. */
#ifndef TER__SKEW_NORMAL_FIT_H
#define TER__SKEW_NORMAL_FIT_H

#include "dist/family.h"

extern const ter__fitter ter__skew_normal_fitter;

#endif
