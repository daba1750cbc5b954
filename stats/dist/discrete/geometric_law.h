/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Laws with P(X >= k) = q^k, k = 0, 1, ..: the geometric law and its other names. All of it is log p and log q in double-double;
 * log q is log(1 - p) formed from p, never from a rounded 1 - p.
 */
#ifndef TER__GEOMETRIC_LAW_H
#define TER__GEOMETRIC_LAW_H

#include "counts.h"

typedef struct ter__geometric {
    ter__dd log_p, log_q;
} ter__geometric;

enum { TER__GEOMETRIC_SIZE = 4 };

TER__INLINE ter__geometric ter__geometric_load(const double *prepared) {
    ter__geometric g = {{prepared[0], prepared[1]}, {prepared[2], prepared[3]}};
    return g;
}

/* p in (0, 1]; log q is -inf for p = 1. */
TER__INLINE void ter__geometric_prepare(double p, double *prepared) {
    ter__dd log_p = ter__dd_log_d(p);
    ter__dd log_q = p < 1.0 ? ter__dd_log1p(ter__dd_make(-p, 0.0)) : ter__dd_make(-TER__INFINITY, 0.0);
    prepared[0] = log_p.hi;
    prepared[1] = log_p.lo;
    prepared[2] = log_q.hi;
    prepared[3] = log_q.lo;
}

TER__INLINE ter__dd ter__geometric_log_mass(ter__geometric g, double k) {
    return k == 0.0 ? g.log_p : ter__dd_add(ter__times_log(g.log_q, ter__dd_make(k, 0.0)), g.log_p);
}

/* log P(X > k), or of P(X <= k). */
TER__INLINE ter__dd ter__geometric_log_tail(ter__geometric g, double k, bool upper) {
    ter__dd above = ter__times_log(g.log_q, ter__two_sum(k, 1.0));
    return upper ? above : ter__log_rest(above);
}

/* Near the count sought: log tail / log q. */
TER__INLINE double ter__geometric_start(ter__geometric g, double log_tail, bool upper) {
    double above = upper ? log_tail : log_tail < -640.0 ? -ter__exp(log_tail) : ter__log1p(-ter__exp(log_tail));
    double k = above / g.log_q.hi - 1.0;
    return k > 0.0 ? k : 0.0;
}

/* -log p - (q / p) log q. */
TER__INLINE double ter__geometric_entropy(ter__geometric g, double mean) {
    if (isinf(g.log_q.hi))
        return 0.0;
    return ter__dd_value(ter__dd_sub(ter__dd_neg(g.log_p), ter__dd_mul_d(g.log_q, mean)));
}

#endif
