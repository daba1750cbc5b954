/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Channels over one byte stream: frames, priorities, credit. A filter of bytes, no socket, no loop.
 *
 * A frame: 4 bytes length of what follows the header, 1 byte channel, 1 byte kind (message piece, last piece of a message, credit,
 * hello, refusal, ping, pong), 2 bytes zero, 4 bytes CRC-32C over header (this field zero) and payload; payload of at most 64 KiB.
 * A message longer than that goes in pieces, so that a frame of a more urgent channel waits for 64 KiB at most. A channel may send
 * what its receiver has given credit for, in bytes; the receiver gives it back as messages are taken.
 */
#ifndef TER__MUX_H
#define TER__MUX_H

#include "core/core.h"

typedef struct ter__mux ter__mux;

/* Longest message, and bytes that may wait on one side of a channel before ter__mux_send refuses. A message is always taken by an
 * empty channel. Reading stops above the high-water mark of undelivered bytes and goes on below the low one. */
#define TER__MESSAGE_BYTES_MAX ((size_t)80 << 20)
#define TER__FRAME_BYTES_MAX   ((size_t)65536)
extern const struct ter__mux_bounds {
    size_t waiting_bytes_max; /* sending side */
    size_t credit_bytes;      /* receiving side: what the other may have under way */
} ter__mux_bounds[TER__CHANNEL_COUNT];

ter__mux *ter__mux_create(void);
void ter__mux_destroy(ter__mux *mux);

/* Takes the bytes (free()), also when it returns false: the channel is full. */
bool ter__mux_send(ter__mux *mux, ter__channel channel, uint8_t *bytes, size_t length);
/* A control frame outside the channels: HELLO, REFUSE, PING, PONG. Payload copied, at most TER__FRAME_BYTES_MAX. */
typedef enum ter__frame {
    TER__FRAME_PIECE,
    TER__FRAME_LAST,
    TER__FRAME_CREDIT,
    TER__FRAME_HELLO,
    TER__FRAME_REFUSE,
    TER__FRAME_PING,
    TER__FRAME_PONG
} ter__frame;
TER_MUST_USE ter_status ter__mux_send_frame(ter__mux *mux, ter__frame kind, const uint8_t *payload, size_t length);
/* Appends the frames that may go now to out[room]; returns the bytes written. The most urgent first, a frame at a time. */
size_t ter__mux_output(ter__mux *mux, uint8_t *out, size_t room);
size_t ter__mux_waiting(const ter__mux *mux); /* bytes that wait for output or credit */

typedef struct ter__mux_events {
    void *context;
    void (*message)(void *context, ter__channel channel, const uint8_t *bytes, size_t length);
    void (*frame)(void *context, ter__frame kind, const uint8_t *payload, size_t length);
} ter__mux_events;
/* Bytes of the stream. TER_BAD_DATA: a checksum, a length or a kind is wrong, or the sender went beyond its credit; the text says
 * which. */
TER_MUST_USE ter_status ter__mux_input(ter__mux *mux, const uint8_t *bytes, size_t length, const ter__mux_events *events,
                                       ter_error *error);

#endif
