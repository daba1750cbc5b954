/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A law as the oracle knows it: log density and log tail in ball arithmetic, straight from the textbook definition, with no code
 * shared with stats/dist. One constant per family, ter__law_NAME in NAME.c, one line in laws.def.
 */
#ifndef TER__LAW_H
#define TER__LAW_H

#include "ball.h"
#include "tercile/dist.h"

typedef struct ter__law {
    const char *name;
    bool discrete;
    unsigned parameter_count;
    const char *parameter_names[TER_PARAMETERS_MAX]; /* what the oracle takes them for, to be compared with the descriptor's */
    /*
     * log f(x | p) for x inside the closed support; for discrete laws the log mass at an integer. Stated with operations that
     * carry slopes, so that it gives derivatives in x and in each parameter, and, for continuous laws, analytic in x.
     */
    ter__b (*log_density)(ter__balls *w, const ter__b *p, ter__b x);
    /* log P(X <= x), or log P(X > x) with *upper true: whichever is direct and small. Real x strictly inside the support (discrete:
     * an integer from the lower end to below the upper). */
    ter__b (*log_tail)(ter__balls *w, const ter__b *p, ter__b x, bool *upper);
    /* Ends of the support; null: the whole line. Infinite ends are infinite balls. */
    void (*support)(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper);
    /* P(X <= k) exactly, where it is a number of few bits (it can then equal p, which balls cannot tell); else false. May be null.
     */
    bool (*exact_cdf)(arb_t out, const double *parameters, const arb_t k);
} ter__law;

#define TER__LAW(name) extern const ter__law ter__law_##name;
#include "laws.def"
#undef TER__LAW

size_t ter__law_count(void);
const ter__law *ter__law_at(size_t index);
/* Null when the oracle has no such law. */
const ter__law *ter__law_find(const char *name);

#endif
