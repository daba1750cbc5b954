/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Geometric: the trials up to the first success, from 1 on. */
#define FIRST 1
#include "geometric_law.h"

const ter__law ter__law_geometric_trials = TER__GEOMETRIC_LAW("geometric_trials");
