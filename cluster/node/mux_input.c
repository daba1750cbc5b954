/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "node/mux_internal.h"

/* Its length, channel and kind: what can be judged before the payload is there. */
static ter_status check_header(const uint8_t *header, ter_error *error) {
    uint32_t length = ter__get_le32(header);
    unsigned channel = header[4], kind = header[5];
    if (length > TER__FRAME_BYTES_MAX) {
        return ter_error_set(error, TER_BAD_DATA, "a frame of %u bytes: more than %zu", length, TER__FRAME_BYTES_MAX);
    }
    if (kind > TER__FRAME_PONG || header[6] != 0 || header[7] != 0) {
        return ter_error_set(error, TER_BAD_DATA, "a frame of unknown kind %u", kind);
    }
    if (channel >= TER__CHANNEL_COUNT || (kind > TER__FRAME_CREDIT && channel != 0)) {
        return ter_error_set(error, TER_BAD_DATA, "a frame of kind %u on channel %u", kind, channel);
    }
    if ((kind == TER__FRAME_CREDIT && length != 4) || (kind == TER__FRAME_PIECE && length == 0)) {
        return ter_error_set(error, TER_BAD_DATA, "a frame of kind %u and %u bytes", kind, length);
    }
    return TER_OK;
}

static ter_status check_sum(const uint8_t *frame, size_t length, ter_error *error) {
    uint8_t header[12];
    memcpy(header, frame, sizeof header);
    memset(header + 8, 0, 4);
    uint32_t sum = ter__crc32c(ter__crc32c(0, header, sizeof header), frame + sizeof header, length);
    return sum == ter__get_le32(frame + 8)
               ? TER_OK
               : ter_error_set(error, TER_BAD_DATA, "a frame's checksum is %08x, not %08x: damaged", sum, ter__get_le32(frame + 8));
}

static ter_status take_credit(ter__mux_lane *lane, int channel, const uint8_t *payload, ter_error *error) {
    uint32_t amount = ter__get_le32(payload);
    if (amount > ter__mux_bounds[channel].credit_bytes - lane->credit) {
        return ter_error_set(error, TER_BAD_DATA, "credit of %u bytes for channel %d: more than was used", amount, channel);
    }
    lane->credit += amount;
    return TER_OK;
}

static ter_status add_piece(ter__mux_lane *lane, const uint8_t *payload, size_t length, ter_error *error) {
    if (length > TER__MESSAGE_BYTES_MAX - lane->length) {
        return ter_error_set(error, TER_BAD_DATA, "a message of more than %zu bytes", TER__MESSAGE_BYTES_MAX);
    }
    if (length > lane->room - lane->length) {
        size_t room = lane->length + length > 2 * lane->room ? lane->length + length : 2 * lane->room;
        uint8_t *message = realloc(lane->message, room);
        if (message == NULL) {
            return ter_error_set(error, TER_NO_MEMORY, "out of memory for a message of %zu bytes", lane->length + length);
        }
        lane->message = message;
        lane->room = room;
    }
    if (length > 0) {
        memcpy(lane->message + lane->length, payload, length);
        lane->length += length;
    }
    return TER_OK;
}

static ter_status take_frame(ter__mux *mux, const uint8_t *frame, size_t length, const ter__mux_events *events, ter_error *error) {
    int channel = frame[4];
    ter__frame kind = (ter__frame)frame[5];
    const uint8_t *payload = frame + TER__FRAME_HEADER_BYTES;
    ter__mux_lane *lane = &mux->lanes[channel];
    ter_status status = check_sum(frame, length, error);
    if (status != TER_OK) {
        return status;
    }
    if (kind == TER__FRAME_CREDIT) {
        return take_credit(lane, channel, payload, error);
    }
    if (kind > TER__FRAME_CREDIT) {
        events->frame(events->context, kind, payload, length);
        return TER_OK;
    }
    if (TER__FRAME_HEADER_BYTES + length > lane->allowed) {
        return ter_error_set(error, TER_BAD_DATA, "channel %d: more than its credit of %zu bytes was sent", channel,
                             ter__mux_bounds[channel].credit_bytes);
    }
    lane->allowed -= TER__FRAME_HEADER_BYTES + length;
    lane->taken += TER__FRAME_HEADER_BYTES + length;
    if (kind == TER__FRAME_LAST && lane->length == 0) {
        events->message(events->context, (ter__channel)channel, payload, length); /* whole, and not copied */
        return TER_OK;
    }
    status = add_piece(lane, payload, length, error);
    if (status == TER_OK && kind == TER__FRAME_LAST) {
        uint8_t *message = lane->message;
        size_t whole = lane->length;
        lane->message = NULL;
        lane->length = lane->room = 0;
        events->message(events->context, (ter__channel)channel, message, whole);
        free(message);
    }
    return status;
}

/* Moves bytes of the stream behind those held, until `wanted` are held. */
static bool hold(ter__mux *mux, size_t wanted, const uint8_t **bytes, size_t *length) {
    size_t missing = wanted - mux->held, count = missing < *length ? missing : *length;
    memcpy(mux->frame + mux->held, *bytes, count);
    mux->held += count;
    *bytes += count;
    *length -= count;
    return mux->held == wanted;
}

ter_status ter__mux_input(ter__mux *mux, const uint8_t *bytes, size_t length, const ter__mux_events *events, ter_error *error) {
    ter_status status = TER_OK;
    while (length > 0 && status == TER_OK) {
        size_t size;
        if (mux->held == 0 && length >= TER__FRAME_HEADER_BYTES) {
            status = check_header(bytes, error);
            size = TER__FRAME_HEADER_BYTES + ter__get_le32(bytes);
            if (status == TER_OK && length >= size) { /* whole in what has come */
                status = take_frame(mux, bytes, size - TER__FRAME_HEADER_BYTES, events, error);
                bytes += size;
                length -= size;
                continue;
            }
        }
        if (status != TER_OK || (mux->held < TER__FRAME_HEADER_BYTES && !hold(mux, TER__FRAME_HEADER_BYTES, &bytes, &length))) {
            break;
        }
        status = check_header(mux->frame, error);
        size = TER__FRAME_HEADER_BYTES + ter__get_le32(mux->frame);
        if (status == TER_OK && (mux->held == size || hold(mux, size, &bytes, &length))) {
            mux->held = 0;
            status = take_frame(mux, mux->frame, size - TER__FRAME_HEADER_BYTES, events, error);
        }
    }
    return status;
}
