/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TER__STABLE_FIT_H
#define TER__STABLE_FIT_H

#include "dist/family.h"

extern const ter__fitter ter__stable_fitter;

#endif
