/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums of a smooth term over all counts of a law of one peak, in bounded work: TER_NOT_ACCURATE where that does not do. */
#ifndef TER__COUNT_SUM_H
#define TER__COUNT_SUM_H

#include "dist/family.h"

typedef double ter__counts_term(const void *context, double count);

/* From `start`, near which the terms are not all negligible, outwards to the ends of the support. Relative error some 1e-13. */
ter_status ter__counts_sum(const ter_dist *dist, double start, ter__counts_term *term, const void *context, double *value);

/* The same from `first`, where the term is not negligible, to `end`, which may be infinite; false when the work does not end. */
bool ter__counts_side_sum(double first, double end, ter__counts_term *term, const void *context, double *value);

#endif
