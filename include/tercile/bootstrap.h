/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The bootstrap: resampling in pieces that can be computed anywhere, and intervals from their replicates.
 *
 * Replicate r of a piece draws n indices from the piece's stream by ter_stream_below (in order), counts how often each
 * observation was drawn, and hands the counts as weights to the statistic: the same numbers whoever computes the piece.
 * Sources: Efron, "Better bootstrap confidence intervals", JASA 82 (1987); Davison and Hinkley (1997), chapter 5.
 */
#ifndef TERCILE_BOOTSTRAP_H
#define TERCILE_BOOTSTRAP_H

#include <stddef.h>

#include "random.h"
#include "status.h"

TER_BEGIN_DECLS

/* A statistic of x[n] under weights[n] (counts as doubles). Returns NaN when it does not exist for this resample; such replicates
 * are counted and reported, never silently dropped. Called with the caller's `context`; must not keep the pointers. */
typedef double (*ter_statistic)(size_t n, const double *x, const double *weights, void *context);

/* Fills replicates[count]. TER_BAD_DATA when n is 0; TER_NO_MEMORY. */
TER_MUST_USE TER_EXPORT ter_status ter_bootstrap_replicates(size_t n, const double *x, ter_statistic statistic, void *context,
                                                            ter_stream *stream, size_t count, double *replicates, ter_error *error);
/* The n leave-one-out values: jackknife[i] has weight 0 on observation i and 1 elsewhere. TER_BAD_DATA when n < 2. */
TER_MUST_USE TER_EXPORT ter_status ter_bootstrap_jackknife(size_t n, const double *x, ter_statistic statistic, void *context,
                                                           double *jackknife, ter_error *error);

typedef enum ter_interval_method { TER_INTERVAL_BCA, TER_INTERVAL_PERCENTILE, TER_INTERVAL_BASIC } ter_interval_method;

typedef struct ter_interval {
    double estimate;       /* of the original data, as given */
    double lower, upper;   /* ends of the interval */
    double standard_error; /* standard deviation of the replicates */
    double bias;           /* mean of the replicates - estimate */
    double z0;             /* bias correction (BCa) */
    double acceleration;   /* from the jackknife (BCa) */
    size_t used, failed;   /* replicates with a value, and without */
} ter_interval;

/*
 * The interval of confidence `level` (0 < level < 1) from replicates[count] in any order (sorted in place, NaN last). Quantiles of
 * the replicates are taken between order statistics on the normal scale (Davison and Hinkley, eq. 5.8). BCa needs jackknife[n]
 * (TER_BAD_ARGUMENT without); the others ignore it (may be null). Replicates equal to the estimate count half in z0. TER_BAD_DATA:
 * fewer than 20 replicates with a value, all replicates on one side of the estimate (z0 infinite), adjusted levels beyond the
 * outermost replicates (needs more replicates; the text says how many).
 */
TER_MUST_USE TER_EXPORT ter_status ter_bootstrap_interval(ter_interval *interval, ter_interval_method method, double level,
                                                          double estimate, size_t count, double *replicates, size_t n,
                                                          const double *jackknife, ter_error *error);

TER_END_DECLS
#endif
