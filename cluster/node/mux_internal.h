/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What mux.c (sending) and mux_input.c (receiving) share. */
#ifndef TER__MUX_INTERNAL_H
#define TER__MUX_INTERNAL_H

#include "node/crc32c.h"
#include "node/mux.h"

#define TER__PIECE_BYTES_LEAST ((size_t)1024)

typedef struct ter__mux_item {
    struct ter__mux_item *next;
    uint8_t *bytes;
    size_t length, at; /* at: sent already */
    ter__frame kind;
} ter__mux_item;

typedef struct ter__mux_queue {
    ter__mux_item *first, *last;
    size_t count, waiting; /* waiting: bytes of whole messages and what keeps them */
} ter__mux_queue;

typedef struct ter__mux_lane {
    ter__mux_queue queue;
    size_t credit;         /* what may be sent still */
    size_t allowed, taken; /* what the other may send still; what it gets back next */
    uint8_t *message;      /* that is being put together */
    size_t length, room;
} ter__mux_lane;

struct ter__mux {
    ter__mux_queue controls;
    ter__mux_lane lanes[TER__CHANNEL_COUNT];
    size_t held; /* of a frame that has not come whole */
    uint8_t frame[12 + 65536];
};

static inline void ter__put_le32(uint8_t *at, uint32_t value) {
    at[0] = (uint8_t)value;
    at[1] = (uint8_t)(value >> 8);
    at[2] = (uint8_t)(value >> 16);
    at[3] = (uint8_t)(value >> 24);
}

static inline uint32_t ter__get_le32(const uint8_t *at) {
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

#endif
