/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The stable law of unit scale in Nolan's S0 form: exp(-|t|^a [1 + i b sign(t) tan(pi a / 2) (|t|^(1 - a) - 1)]), and for a = 1
 * exp(-|t| [1 + i b (2 / pi) sign(t) log|t|]). Relative errors some 2^-60 and better.
 */
#ifndef TER__STABLE_LAW_H
#define TER__STABLE_LAW_H

#include "stable_integral.h"

#define TER__STABLE_SIZE 18

/* From here the index may not be 1, unless it is 1. */
#define TER__STABLE_BAND 0x1p-10
/* What the skewness is at least when it is not 0 and the index is 1. */
#define TER__STABLE_SKEW_MIN  0x1p-6
#define TER__STABLE_ALPHA_MIN 0.3

typedef struct ter__stable {
    double alpha, beta;
    bool rough;                /* some 13 digits do: for starts and differences */
    ter__dd centre;            /* beyond which one side begins: -beta tan(pi alpha / 2), 0 for index 1 */
    ter__dd mass[2], rest[2];  /* of the lower and the upper side; 1 - alpha mass */
    ter__dd inverse, log_size; /* 1 / (alpha - 1); log of what z is of x less the centre */
    ter__dd log_least;         /* of g where a tail is light, for z = 1 */
} ter__stable;

ter__stable ter__stable_make(double alpha, double beta);
void ter__stable_store(const ter__stable *law, double *prepared);
ter__stable ter__stable_load(double alpha, double beta, const double *prepared);

/* A point: x less the centre, or, where that has no double, the log of its size alone. */
typedef struct ter__stable_point {
    ter__dd distance, log_distance; /* log |distance|; unused where it is 0 */
    ter__dd x;                      /* index 1 */
} ter__stable_point;

ter__stable_point ter__stable_point_at(const ter__stable *law, ter__dd x, ter__dd log_x);

/* exp(log - fall) in both; turn: x f' / f, x from the centre, or f' / f itself where `whole`. */
typedef struct ter__stable_height {
    ter__stable_value value;
    bool whole;
} ter__stable_height;

ter__stable_height ter__stable_density(const ter__stable *law, const ter__stable_point *at);
ter__stable_value ter__stable_tail(const ter__stable *law, const ter__stable_point *at, bool upper);

/* The value's log: -inf where it is below the doubles. */
TER__INLINE ter__dd ter__stable_log(ter__stable_value value) {
    return isinf(value.fall.hi) || isinf(value.log.hi) ? ter__dd_make(-TER__INFINITY, 0.0) : ter__dd_sub(value.log, value.fall);
}

/* Series near the centre (z small) and far out (z large): density with turn = z f' / f, or f' / f near the centre; the tail beyond
 * z. */
ter__stable_value ter__stable_density_near(const ter__stable_side *side, ter__dd z);
ter__dd ter__stable_tail_near(const ter__stable_side *side, ter__dd z);
ter__stable_value ter__stable_density_far(const ter__stable_side *side, ter__dd log_z);
ter__dd ter__stable_log_tail_far(const ter__stable_side *side, ter__dd log_z);
/* Index 1, x far from 0 on the side where the skewness is `beta` (of either sign, above -1): turn is x f' / f. */
ter__stable_value ter__stable_density_far_one(double beta, ter__dd log_x);
ter__dd ter__stable_log_tail_far_one(double beta, ter__dd log_x);

#endif
