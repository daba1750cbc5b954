/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A law as the oracle knows it: log density and log tail in ball arithmetic, straight from the textbook definition, with no code
 * shared with stats/dist. One constant per family, ter__law_NAME in NAME.c, one line in laws.def.
 */
#ifndef TER__LAW_H
#define TER__LAW_H

#include "ball.h"
#include "tercile/dist.h"

/* Where hard points lie in one parameter. */
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

#define TER__HARD_LOCATION                                                                                                         \
    {                                                                                                                              \
        TER__SIGNED, 1e-10, 1e10, 2, {                                                                                             \
            0.0, 1.0                                                                                                               \
        }                                                                                                                          \
    }
#define TER__HARD_SCALE                                                                                                            \
    {                                                                                                                              \
        TER__POSITIVE, 1e-100, 1e100, 2, {                                                                                         \
            1.0, 2.0                                                                                                               \
        }                                                                                                                          \
    }
#define TER__MODERATE_LOCATION                                                                                                     \
    {                                                                                                                              \
        TER__SIGNED, 0.1, 10.0, 2, {                                                                                               \
            0.0, 1.0                                                                                                               \
        }                                                                                                                          \
    }
#define TER__MODERATE_SCALE                                                                                                        \
    {                                                                                                                              \
        TER__POSITIVE, 0.1, 10.0, 1, {                                                                                             \
            1.0                                                                                                                    \
        }                                                                                                                          \
    }

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
    /* log(density / P(X > x)) where it is one simple term and the difference of the two logs cancels beyond all precision; may be
     * null. */
    ter__b (*log_hazard)(ter__balls *w, const ter__b *p, ter__b x);
    /* Ends of the support; null: the whole line. Infinite ends are infinite balls. */
    void (*support)(ter__balls *w, const ter__b *p, ter__b *lower, ter__b *upper);
    /* P(X <= k) exactly, where it is a number of few bits (it can then equal p, which balls cannot tell); else false. May be null.
     */
    bool (*exact_cdf)(arb_t out, const double *parameters, const arb_t k);

    /* Hard points: the range that the descriptor's accuracy_range says in words, and one where moments and fits make sense. */
    ter__range hard[TER_PARAMETERS_MAX], moderate[TER_PARAMETERS_MAX];
    double end_margin; /* no promise for points this near a finite end of the support, relative to it */
    int location;      /* 1 + index of the parameter that is added last in a quantile, whose unit counts when larger; 0 none */
    int corner;        /* 1 + index of the parameter at which the density has a corner, and so no slope; 0 none */
    int other_corner;  /* a second one */
    bool (*is_smooth)(const double *parameters); /* there is no corner with these parameters; null: always one */
    unsigned cost; /* tests take one in so many of their usual points: tails by integrals are slow. 0 as 1. */
    /* Brings drawn parameters into the parameter space where single intervals do not say it; may be null. */
    void (*adjust)(double *parameters);
} ter__law;

#define TER__LAW(name) extern const ter__law ter__law_##name;
#include "laws.def"
#undef TER__LAW

size_t ter__law_count(void);
const ter__law *ter__law_at(size_t index);
/* Null when the oracle has no such law. */
const ter__law *ter__law_find(const char *name);

#endif
