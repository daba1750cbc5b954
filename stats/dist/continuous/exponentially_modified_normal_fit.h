/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the exponentially modified normal law is fitted: by moments, and by a likelihood with derivatives of its own. */
#ifndef TER__EXPONENTIALLY_MODIFIED_NORMAL_FIT_H
#define TER__EXPONENTIALLY_MODIFIED_NORMAL_FIT_H

#include "dist/family.h"

extern const ter__fitter ter__exponentially_modified_normal_fitter;

#endif
