/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Channels over one byte stream: frames, priorities, credit. A filter of bytes, no socket, no loop.
 *
 * A frame: 4 bytes length of what follows the header, 1 byte channel, 1 byte kind (ter__frame), 2 bytes zero, 4 bytes CRC-32C over
 * header (this field zero) and payload; payload of at most 64 KiB; numbers little-endian. A message longer than that goes in
 * pieces, so that a frame of a more urgent channel waits for 64 KiB at most. A channel may have under way (header and payload of
 * its pieces) what its receiver has given credit for; the receiver gives it back as it takes them out of the stream. So what is
 * less urgent cannot fill the road in front of what is more urgent, however long the road is.
 */
#ifndef TER__MUX_H
#define TER__MUX_H

#include "core/core.h"

typedef struct ter__mux ter__mux;

/* Longest message of any channel. Bytes that may wait on the sending side of a channel before ter__mux_send refuses; a message is
 * always taken by an empty channel. */
#define TER__MESSAGE_BYTES_MAX  ((size_t)80 << 20)
#define TER__FRAME_BYTES_MAX    ((size_t)65536)
#define TER__FRAME_HEADER_BYTES ((size_t)12)
/* Control frames that may wait. */
#define TER__FRAMES_MAX ((size_t)64)
extern const struct ter__mux_bounds {
    size_t waiting_bytes_max; /* sending side */
    size_t credit_bytes;      /* what the other may have under way, with headers */
} ter__mux_bounds[TER__CHANNEL_COUNT];

ter__mux *ter__mux_create(void);
void ter__mux_destroy(ter__mux *mux);

/* Takes the bytes (free()), also when it returns false: the channel is full. */
bool ter__mux_send(ter__mux *mux, ter__channel channel, uint8_t *bytes, size_t length);
/* A control frame outside the channels: HELLO, REFUSE, PING, PONG; it goes before all messages. Payload copied, at most
 * TER__FRAME_BYTES_MAX. TER_LIMIT: TER__FRAMES_MAX wait. */
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
size_t ter__mux_waiting(const ter__mux *mux);    /* bytes of messages that wait for output or credit */
bool ter__mux_wants_output(const ter__mux *mux); /* whether a frame may go now */

typedef struct ter__mux_events {
    void *context;
    void (*message)(void *context, ter__channel channel, const uint8_t *bytes, size_t length);
    void (*frame)(void *context, ter__frame kind, const uint8_t *payload, size_t length);
} ter__mux_events;
/* Bytes of the stream. The events come from inside; they may send, and must not destroy it. TER_BAD_DATA: a checksum, a length or a
 * kind is wrong, or the sender went beyond its credit; the text says which (TER_NO_MEMORY likewise); the stream cannot be gone on
 * with. */
TER_MUST_USE ter_status ter__mux_input(ter__mux *mux, const uint8_t *bytes, size_t length, const ter__mux_events *events,
                                       ter_error *error);

#endif
