/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Random numbers: Philox4x32-10, a counter-based generator. A stream is named by (seed, stage, partition); streams of different
 * names are independent, and any position of a stream is reached in constant time. The same name gives the same draws on every
 * machine, in whatever order streams are used. A stream is a small value: copy it to remember a place.
 *
 * Words are the generator's 64-bit outputs, numbered from 0. Every sampler of this library says how many it uses.
 * Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11 (2011).
 */
#ifndef TERCILE_RANDOM_H
#define TERCILE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

#include "export.h"

TER_BEGIN_DECLS

typedef struct ter_stream {
    uint32_t key[2];       /* from the seed */
    uint32_t name[2];      /* from (stage, partition) */
    uint64_t position;     /* number of the next 64-bit word */
    uint64_t cached[2];    /* the block that `position` lies in */
    uint64_t cached_block; /* its number; UINT64_MAX when none */
} ter_stream;

/* The stream of that name, at position 0. Every triple is allowed and names a different stream (stage < 2^32 and partition < 2^32
 * are used in full; larger partitions are refused by the pipeline's plan, not here: they wrap). */
TER_EXPORT ter_stream ter_stream_open(uint64_t seed, uint32_t stage, uint32_t partition);

/* Moves to word `position`; constant time. */
TER_EXPORT void ter_stream_seek(ter_stream *stream, uint64_t position);

/* The next 64-bit word: 1 word. The array form gives the same words as n calls of it, several times quicker. */
TER_EXPORT uint64_t ter_stream_word(ter_stream *stream);
TER_EXPORT void ter_stream_word_array(ter_stream *stream, size_t n, uint64_t *out);

/* Uniform on the open interval (0, 1): (k + 0.5) / 2^52 with k the word's upper 52 bits: exact, symmetric about 1/2, never 0 or 1
 * (with 53 bits the largest would round to 1). 1 word each. */
TER_EXPORT double ter_stream_uniform(ter_stream *stream);
TER_EXPORT void ter_stream_uniform_array(ter_stream *stream, size_t n, double *out);

/* Uniform on 0 .. bound - 1 without bias (Lemire's multiplication with rejection), bound >= 1. 1 word, more with probability
 * below bound / 2^64. bound 0 gives 0. */
TER_EXPORT uint64_t ter_stream_below(ter_stream *stream, uint64_t bound);

/* The bare generator: ten rounds of Philox4x32 on a counter and key. For tests against the published answers. */
TER_EXPORT void ter_philox4x32_10(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]);

TER_END_DECLS
#endif
