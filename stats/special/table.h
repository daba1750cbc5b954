/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The functions of special.def as a table: one per path, so that the public functions run on the processor's best one. */
#ifndef TER__SPECIAL_TABLE_H
#define TER__SPECIAL_TABLE_H

#include "special/reflect.h"

typedef struct ter__special {
    void (*reflect)(const ter__dd *v, ter__dd beta, size_t count, ter__dd *y); /* ter__dd_reflect */
#define ONE(name)   double (*name)(double);
#define TWO(name)   double (*name)(double, double);
#define THREE(name) double (*name)(double, double, double);
#include "special/special.def"
#undef ONE
#undef TWO
#undef THREE
} ter__special;

#endif
