/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Philox4x32-10 (Salmon et al., SC11, section 3.3). Multipliers and the Weyl increments of the key are the paper's.
 */
#include "tercile/random.h"

#define MULTIPLIER_0 0xD2511F53u
#define MULTIPLIER_1 0xCD9E8D57u
#define WEYL_0       0x9E3779B9u
#define WEYL_1       0xBB67AE85u
#define ROUNDS       10

/* Blocks made side by side at most; each processor level takes as many as its registers hold. */
#define LANES_MAX 16

__extension__ typedef unsigned __int128 uint128;

void ter_philox4x32_10(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]) {
    uint32_t c0 = counter[0], c1 = counter[1], c2 = counter[2], c3 = counter[3];
    uint32_t k0 = key[0], k1 = key[1];
    for (int round = 0; round < ROUNDS; round++) {
        uint64_t product0 = (uint64_t)MULTIPLIER_0 * c0;
        uint64_t product1 = (uint64_t)MULTIPLIER_1 * c2;
        c0 = (uint32_t)(product1 >> 32) ^ c1 ^ k0;
        c1 = (uint32_t)product1;
        c2 = (uint32_t)(product0 >> 32) ^ c3 ^ k1;
        c3 = (uint32_t)product0;
        k0 += WEYL_0;
        k1 += WEYL_1;
    }
    out[0] = c0;
    out[1] = c1;
    out[2] = c2;
    out[3] = c3;
}

ter_stream ter_stream_open(uint64_t seed, uint32_t stage, uint32_t partition) {
    ter_stream stream = {
        .key = {(uint32_t)seed, (uint32_t)(seed >> 32)},
        .name = {partition, stage},
        .position = 0,
        .cached = {0, 0},
        .cached_block = UINT64_MAX,
    };
    return stream;
}

void ter_stream_seek(ter_stream *stream, uint64_t position) {
    stream->position = position;
}

uint64_t ter_stream_word(ter_stream *stream) {
    /* Block numbers are below 2^63, so UINT64_MAX never names one. */
    uint64_t block = stream->position / 2;
    if (block != stream->cached_block) {
        const uint32_t counter[4] = {(uint32_t)block, (uint32_t)(block >> 32), stream->name[0], stream->name[1]};
        uint32_t out[4];
        ter_philox4x32_10(counter, stream->key, out);
        stream->cached[0] = out[0] | (uint64_t)out[1] << 32;
        stream->cached[1] = out[2] | (uint64_t)out[3] << 32;
        stream->cached_block = block;
    }
    return stream->cached[stream->position++ % 2];
}

/*
 * `lanes` neighbouring blocks, 2 lanes words. 32-bit values sit in 64-bit lanes: the shape of every vector unit's multiplication.
 * All is integer arithmetic, so every level gives the same words.
 */
static inline __attribute__((always_inline)) void blocks(const ter_stream *stream, uint64_t first, size_t lanes, uint64_t *words) {
    uint64_t c0[LANES_MAX], c1[LANES_MAX], c2[LANES_MAX], c3[LANES_MAX];
    for (size_t i = 0; i < lanes; i++) {
        c0[i] = (first + i) & UINT32_MAX;
        c1[i] = (first + i) >> 32;
        c2[i] = stream->name[0];
        c3[i] = stream->name[1];
    }
    uint32_t k0 = stream->key[0], k1 = stream->key[1];
    for (int round = 0; round < ROUNDS; round++) {
        for (size_t i = 0; i < lanes; i++) {
            uint64_t product0 = (uint64_t)MULTIPLIER_0 * (uint32_t)c0[i];
            uint64_t product1 = (uint64_t)MULTIPLIER_1 * (uint32_t)c2[i];
            c0[i] = (product1 >> 32) ^ c1[i] ^ k0;
            c1[i] = product1 & UINT32_MAX;
            c2[i] = (product0 >> 32) ^ c3[i] ^ k1;
            c3[i] = product0 & UINT32_MAX;
        }
        k0 += WEYL_0;
        k1 += WEYL_1;
    }
    for (size_t i = 0; i < lanes; i++) {
        words[2 * i] = c0[i] | c1[i] << 32;
        words[2 * i + 1] = c2[i] | c3[i] << 32;
    }
}

static inline __attribute__((always_inline)) size_t fill(const ter_stream *stream, size_t n, size_t lanes, uint64_t *out) {
    size_t i = 0;
    for (; n - i >= 2 * lanes; i += 2 * lanes) {
        blocks(stream, (stream->position + i) / 2, lanes, out + i);
    }
    return i;
}

static size_t fill_portable(const ter_stream *stream, size_t n, uint64_t *out) {
    return fill(stream, n, 4, out);
}

#if defined(__x86_64__) && defined(__GNUC__)
static __attribute__((target("avx2"))) size_t fill_avx2(const ter_stream *stream, size_t n, uint64_t *out) {
    return fill(stream, n, 8, out);
}

static __attribute__((target("avx512f,avx512dq"))) size_t fill_avx512(const ter_stream *stream, size_t n, uint64_t *out) {
    return fill(stream, n, 16, out);
}

static size_t fill_best(const ter_stream *stream, size_t n, uint64_t *out) {
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq")) {
        return fill_avx512(stream, n, out);
    }
    return __builtin_cpu_supports("avx2") ? fill_avx2(stream, n, out) : fill_portable(stream, n, out);
}
#else
static size_t fill_best(const ter_stream *stream, size_t n, uint64_t *out) {
    return fill_portable(stream, n, out);
}
#endif

void ter_stream_word_array(ter_stream *stream, size_t n, uint64_t *out) {
    size_t i = 0;
    if (n > 0 && stream->position % 2 != 0) {
        out[i++] = ter_stream_word(stream);
    }
    size_t filled = fill_best(stream, n - i, out + i);
    stream->position += filled;
    i += filled;
    while (i < n) {
        out[i++] = ter_stream_word(stream);
    }
}

/* 52 bits and a half: exactly representable, symmetric about 1/2. With 53 bits the largest would round to 1. */
static double to_uniform(uint64_t word) {
    return ((double)(int64_t)(word >> 12) + 0.5) * 0x1p-52;
}

double ter_stream_uniform(ter_stream *stream) {
    return to_uniform(ter_stream_word(stream));
}

void ter_stream_uniform_array(ter_stream *stream, size_t n, double *out) {
    uint64_t words[16 * LANES_MAX];
    const size_t most = sizeof words / sizeof words[0];
    while (n > 0) {
        size_t count = n < most ? n : most;
        ter_stream_word_array(stream, count, words);
        for (size_t i = 0; i < count; i++) {
            out[i] = to_uniform(words[i]);
        }
        out += count;
        n -= count;
    }
}

/* Lemire, "Fast random integer generation in an interval", ACM TOMACS 29 (2019), algorithm 5. */
uint64_t ter_stream_below(ter_stream *stream, uint64_t bound) {
    if (bound == 0) {
        return 0;
    }
    uint128 product = (uint128)ter_stream_word(stream) * bound;
    if ((uint64_t)product < bound) {
        uint64_t threshold = (0 - bound) % bound;
        while ((uint64_t)product < threshold) {
            product = (uint128)ter_stream_word(stream) * bound;
        }
    }
    return (uint64_t)(product >> 64);
}
