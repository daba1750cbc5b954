/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Geometric: the failures before the first success, from 0 on. */
#define FIRST 0
#include "geometric_law.h"

const ter__law ter__law_geometric = TER__GEOMETRIC_LAW("geometric");
