/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The generalised extreme value law at a point: w = log s with F = exp(-s), s = t^(-1 / shape), t = 1 + shape z.
 *
 * Where |shape z| < 1/4, w = -z log1p(shape z) / (shape z): smooth through shape 0, whatever its size. Elsewhere w = -log t /
 * shape, where t must keep its relative accuracy at the end of the support, where it vanishes: it is scale + shape (x - location),
 * summed without error, over scale. Where z or shape z is beyond the range of doubles, log t is the sum of the logs.
 */
#ifndef TER__GEV_LAW_H
#define TER__GEV_LAW_H

#include "extreme.h"

/* prepared: the standardisation, then these. */
enum {
    TER__GEV_LOG_SCALE = TER__STANDARD_SIZE,
    TER__GEV_SCALED = TER__GEV_LOG_SCALE + 2, /* the scale in the units of the standardised difference */
    TER__GEV_END,                             /* location - scale / shape */
    TER__GEV_RATIO = TER__GEV_END + 2,        /* scale / shape; infinite where that overflows, NaN at shape 0 */
    TER__GEV_BOUND = TER__GEV_RATIO + 2,      /* the end, rounded outwards */
    TER__GEV_SIZE
};

typedef struct ter__gev {
    ter__standard standard;
    double shape, scaled, bound;
    ter__dd log_scale, end, ratio;
} ter__gev;

typedef enum ter__gev_place { TER__GEV_INSIDE, TER__GEV_BELOW, TER__GEV_ABOVE, TER__GEV_AT_UPPER, TER__GEV_NOWHERE } ter__gev_place;

typedef struct ter__gev_point {
    ter__gev_place place;
    ter__dd w; /* +inf and -inf at the ends and beyond */
    ter__dd z; /* may be infinite */
    ter__dd t; /* {inf, 0} where it overflows; set inside only */
} ter__gev_point;

/* From location, scale and shape. */
void ter__gev_prepare(const double *p, double *prepared);
ter__gev ter__gev_load(const ter_dist *dist);
ter__gev_point ter__gev_at(const ter__gev *law, double x);
/* The point where log s is w. */
double ter__gev_undo(const ter__gev *law, ter__dd w);

/*
 * dy/dshape of y = -w = log(t) / shape, (z / t - y) / shape; for small u = shape z that is z^2 (-1/2 + 2 u / 3 - 3 u^2 / 4 + ...).
 */
double ter__gev_y_by_shape(const ter__gev *law, ter__gev_point point);

/* log(1 + u) / u and (exp(u) - 1) / u for |u| < 1/4; of a product, so that u may be subnormal. */
static inline ter__dd ter__log1p_by(ter__dd u) {
    return fabs(u.hi) < 0x1p-54 ? ter__fast_two_sum(1.0, -0.5 * u.hi) : ter__dd_div(ter__dd_log1p(u), u);
}

static inline ter__dd ter__expm1_by(ter__dd u) {
    return fabs(u.hi) < 0x1p-54 ? ter__fast_two_sum(1.0, 0.5 * u.hi) : ter__dd_div(ter__dd_expm1(u), u);
}

#endif
