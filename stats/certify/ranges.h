/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the parameters of hard points lie, per family: the range that its descriptor's accuracy_range says in words. */
#ifndef TER__RANGES_H
#define TER__RANGES_H

#include "tercile/dist.h"

typedef enum ter__range_kind {
    TER__POSITIVE,      /* log-uniform */
    TER__SIGNED,        /* the same with either sign */
    TER__WHOLE,         /* the same, rounded down */
    TER__PROBABILITY,   /* p or 1 - p log-uniform */
    TER__ABOVE_PREVIOUS /* the parameter before it plus a log-uniform number */
} ter__range_kind;

#define TER__SPECIALS_MAX 10

typedef struct ter__range {
    ter__range_kind kind;
    double low, high;
    size_t specials; /* values where formulas switch */
    double special[TER__SPECIALS_MAX];
} ter__range;

typedef struct ter__ranges {
    const char *family;
    double end_margin; /* no promise for points this near a finite end of the support, relative to it */
    int location;      /* 1 + index of the parameter that is added last in a quantile, whose unit counts when larger; 0 none */
    ter__range hard[4], moderate[4];
} ter__ranges;

/* Null when there is no row. */
const ter__ranges *ter__ranges_of(const char *family);

#endif
