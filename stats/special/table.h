/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The functions of special.def as a table: one per path, so that the public functions run on the processor's best one. */
#ifndef TER__SPECIAL_TABLE_H
#define TER__SPECIAL_TABLE_H

#include "special/reflect.h"
#include "special/tall.h"

/* The public functions that are inline within (elementary.h). */
double ter__path_exp(double x);
double ter__path_expm1(double x);
double ter__path_log(double x);
double ter__path_log1p(double x);
double ter__path_log10(double x);
double ter__path_pow(double x, double y);

typedef struct ter__special {
    double (*exp)(double), (*expm1)(double), (*log)(double), (*log1p)(double), (*log10)(double), (*pow)(double, double);
    void (*reflect)(const ter__dd *v, ter__dd beta, size_t count, ter__dd *y); /* ter__dd_reflect */
    /* tall.h */
    void (*tall_roots)(size_t count, const double *weights, double *high, double *low);
    void (*tall_weigh)(size_t count, const double *root_high, const double *root_low, const double *x, const double *x_low,
                       double *high, double *low);
    void (*tall_products)(const double *high, const double *low, size_t columns, size_t first, ter__dd *sums);
    void (*tall_combine)(size_t count, size_t columns, size_t stride, const double *x, const double *x_low, const ter__dd *b,
                         double *high, double *low);
#define ONE(name)   double (*name)(double);
#define TWO(name)   double (*name)(double, double);
#define THREE(name) double (*name)(double, double, double);
#include "special/special.def"
#undef ONE
#undef TWO
#undef THREE
} ter__special;

#endif
