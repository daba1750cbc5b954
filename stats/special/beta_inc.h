/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The regularised incomplete beta function, in the form its users need: x and y = 1 - x come as a pair of double-doubles, so that a
 * caller who knows both without cancellation (Student's t: nu / (nu + t^2) and t^2 / (nu + t^2)) loses nothing, and the result
 * is a tail whose value, complement and logs are all right.
 *
 * With v = log(t / (1 - t)) as variable of integration
 *
 *     I_x(a, b) = P J,   P = x^a y^b / B(a, b),   J = integral over w > 0 of exp(-phi(w)),
 *     phi(w) = (a + b) log(x exp(-w) + y) + a w,   phi(0) = 0, phi'(0) = lambda = a y - b x, phi convex,
 *
 * and 1 - I_x(a, b) = I_y(b, a) likewise. P is one double-double exponential in saddle-point form (Loader 2000: Stirling errors and
 * deviances), right for all sizes of a and b. J is
 *   - a sum of 32 positive terms (Gauss-Legendre) when the tail's own parameter is 6 or more and lambda is on its side
 *     (beta_inc_quadrature.h): its cost does not depend on a, b or x;
 *   - the power series of DLMF 8.17.8, all terms positive, in double-double otherwise;
 *   - for a parameter below 2^-20 whose tail is nearly 1, the complement from the integral split at a middle point
 *     (beta_inc_series.h), since 1 - I would cancel.
 * No continued fraction and no loop whose length grows with a or b.
 *
 * Domain: 1e-300 <= a, b; a + b finite. Accuracy: see ter__beta_tail.
 */
#ifndef TER__BETA_INC_H
#define TER__BETA_INC_H

#include <stdbool.h>

#include "special/dd.h"

/* What depends on a and b alone. */
typedef struct ter__beta_shape {
    double a, b;
    ter__dd n;           /* a + b */
    ter__dd log_scale;   /* log of sqrt(a b / (2 pi n)) exp(stirling(n) - stirling(a) - stirling(b)) */
    double a_low, b_low; /* what a and b lack: parameters that are sums or products of others */
} ter__beta_shape;

ter__beta_shape ter__beta_shape_make(double a, double b);
ter__beta_shape ter__beta_shape_make_dd(ter__dd a, ter__dd b);
/* The same law seen from the other end: a and b exchanged. */
ter__beta_shape ter__beta_shape_swap(const ter__beta_shape *shape);
/* log(x^a y^b / B(a, b)), x and y > 0. */
ter__dd ter__beta_log_power(const ter__beta_shape *shape, ter__dd x, ter__dd y);
/* log B(a, b). */
ter__dd ter__beta_log_function(const ter__beta_shape *shape);

/*
 * One of the two tails, exp(log_power) * factor: the lower one I_x(a, b), or the upper one when `upper` is set. It is the one that
 * could be computed without cancellation, and its complement does not cancel either. factor is J above: d log(tail) / d log(x / y)
 * is 1 / factor for the lower, -1 / factor for the upper tail. A tail that is 0 has log_power.hi = -inf.
 * The relative error of the tail is below 1e-15 (from the quadrature; the series gives some 1e-25).
 */
typedef struct ter__beta_tail {
    ter__dd log_power, factor;
    bool upper;
} ter__beta_tail;

/* 0 <= x, y <= 1 and x + y = 1 to double-double precision. */
ter__beta_tail ter__beta_tail_at(const ter__beta_shape *shape, ter__dd x, ter__dd y);
/* The same with an error below 1e-20 where both parameters are at least 2^-20 and at most 1e15, at up to twenty times the cost. */
ter__beta_tail ter__beta_tail_sharp(const ter__beta_shape *shape, ter__dd x, ter__dd y);
/* The wanted side of a tail: its value, and its log as a double-double (-inf for 0). */
double ter__beta_side(const ter__beta_tail *tail, bool upper);
ter__dd ter__beta_log_side(const ter__beta_tail *tail, bool upper);

/*
 * A point as found by the inverse: x + y = 1. Where the smaller tail's coordinate underflows to 0 its log is still right; where the
 * other one does, its log is -inf.
 */
typedef struct ter__beta_root {
    ter__dd x, y, log_x, log_y;
} ter__beta_root;

/*
 * The point with I_x(a, b) = exp(log_lower), given together with log_upper = log(1 - exp(log_lower)); the smaller is used. Either
 * may be -inf. Halley's iteration on the log of the smaller tail (concave in log(x / y)), kept in a bracket; at most
 * TER__BETA_ROOT_ROUNDS_MAX rounds.
 */
#define TER__BETA_ROOT_ROUNDS_MAX 200
ter__beta_root ter__beta_inverse(const ter__beta_shape *shape, ter__dd log_lower, ter__dd log_upper);

#endif
