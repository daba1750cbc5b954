/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "node/mux.h"

#include <stdlib.h>
#include <string.h>

#include "node/mux_internal.h"

/* Snapshots come in one piece of 64 MiB at most; what fills the control and bulk channels is repeated by who sends it. The credit
 * of the bulk channel is what a consensus message may find in front of it. */
const struct ter__mux_bounds ter__mux_bounds[TER__CHANNEL_COUNT] = {
    [TER__CHANNEL_CONSENSUS] = {(size_t)128 << 20, (size_t)4 << 20},
    [TER__CHANNEL_CONTROL] = {(size_t)32 << 20, (size_t)2 << 20},
    [TER__CHANNEL_BULK] = {(size_t)32 << 20, (size_t)1 << 20},
};

ter__mux *ter__mux_create(void) {
    ter__mux *mux = calloc(1, sizeof *mux);
    if (mux == NULL) {
        return NULL;
    }
    for (int i = 0; i < TER__CHANNEL_COUNT; i++) {
        mux->lanes[i].credit = mux->lanes[i].allowed = ter__mux_bounds[i].credit_bytes;
    }
    return mux;
}

static void destroy_list(ter__mux_item *item) {
    while (item != NULL) {
        ter__mux_item *next = item->next;
        free(item->bytes);
        free(item);
        item = next;
    }
}

void ter__mux_destroy(ter__mux *mux) {
    if (mux == NULL) {
        return;
    }
    destroy_list(mux->controls.first);
    for (int i = 0; i < TER__CHANNEL_COUNT; i++) {
        destroy_list(mux->lanes[i].queue.first);
        free(mux->lanes[i].message);
    }
    free(mux);
}

/* ---- sending ------------------------------------------------------------------------------------------------------------ */

static bool append(ter__mux_queue *queue, uint8_t *bytes, size_t length, ter__frame kind) {
    ter__mux_item *item = calloc(1, sizeof *item);
    if (item == NULL) {
        free(bytes);
        return false;
    }
    *item = (ter__mux_item){.bytes = bytes, .length = length, .kind = kind};
    *(queue->last != NULL ? &queue->last->next : &queue->first) = item;
    queue->last = item;
    queue->count++;
    queue->waiting += length + sizeof *item;
    return true;
}

static void drop_first(ter__mux_queue *queue) {
    ter__mux_item *item = queue->first;
    queue->first = item->next;
    queue->last = queue->first != NULL ? queue->last : NULL;
    queue->count--;
    queue->waiting -= item->length + sizeof *item;
    free(item->bytes);
    free(item);
}

bool ter__mux_send(ter__mux *mux, ter__channel channel, uint8_t *bytes, size_t length) {
    ter__mux_queue *queue = &mux->lanes[channel].queue;
    if (length > TER__MESSAGE_BYTES_MAX ||
        (queue->first != NULL && queue->waiting + length + sizeof(ter__mux_item) > ter__mux_bounds[channel].waiting_bytes_max)) {
        free(bytes);
        return false;
    }
    return append(queue, bytes, length, TER__FRAME_LAST);
}

ter_status ter__mux_send_frame(ter__mux *mux, ter__frame kind, const uint8_t *payload, size_t length) {
    if (kind < TER__FRAME_HELLO || kind > TER__FRAME_PONG || length > TER__FRAME_BYTES_MAX) {
        return TER_BAD_ARGUMENT;
    }
    if (mux->controls.count >= TER__FRAMES_MAX) {
        return TER_LIMIT;
    }
    uint8_t *copy = malloc(length > 0 ? length : 1);
    if (copy == NULL) {
        return TER_NO_MEMORY;
    }
    if (length > 0) {
        memcpy(copy, payload, length);
    }
    return append(&mux->controls, copy, length, kind) ? TER_OK : TER_NO_MEMORY;
}

static size_t put_frame(uint8_t *out, unsigned channel, ter__frame kind, const uint8_t *payload, size_t length) {
    ter__put_le32(out, (uint32_t)length);
    out[4] = (uint8_t)channel;
    out[5] = (uint8_t)kind;
    memset(out + 6, 0, 6);
    if (length > 0) {
        memcpy(out + TER__FRAME_HEADER_BYTES, payload, length);
    }
    ter__put_le32(out + 8, ter__crc32c(0, out, TER__FRAME_HEADER_BYTES + length));
    return TER__FRAME_HEADER_BYTES + length;
}

/* Credit is given back when a quarter of it has come together: then a sender always has three quarters. */
static bool credit_due(const ter__mux *mux, int channel) {
    return mux->lanes[channel].taken >= ter__mux_bounds[channel].credit_bytes / 4;
}

static size_t output_controls(ter__mux *mux, uint8_t *out, size_t room) {
    size_t written = 0;
    while (mux->controls.first != NULL && room - written >= TER__FRAME_HEADER_BYTES + mux->controls.first->length) {
        const ter__mux_item *item = mux->controls.first;
        written += put_frame(out + written, 0, item->kind, item->bytes, item->length);
        drop_first(&mux->controls);
    }
    for (int i = 0; i < TER__CHANNEL_COUNT && mux->controls.first == NULL; i++) {
        if (credit_due(mux, i) && room - written >= TER__FRAME_HEADER_BYTES + 4) {
            uint8_t amount[4];
            ter__put_le32(amount, (uint32_t)mux->lanes[i].taken);
            written += put_frame(out + written, (unsigned)i, TER__FRAME_CREDIT, amount, sizeof amount);
            mux->lanes[i].allowed += mux->lanes[i].taken;
            mux->lanes[i].taken = 0;
        }
    }
    return written;
}

/* How much of the lane's first message may go in the next frame; false: none now. A message is cut for the sake of room or credit
 * only where a piece worth its header is left. */
static bool next_piece(const ter__mux_lane *lane, size_t room, size_t *piece) {
    const ter__mux_item *item = lane->queue.first;
    size_t space = room < lane->credit ? room : lane->credit;
    if (item == NULL || space < TER__FRAME_HEADER_BYTES) {
        return false;
    }
    size_t left = item->length - item->at, least = left < TER__PIECE_BYTES_LEAST ? left : TER__PIECE_BYTES_LEAST;
    space -= TER__FRAME_HEADER_BYTES;
    *piece = left < TER__FRAME_BYTES_MAX ? left : TER__FRAME_BYTES_MAX;
    *piece = *piece < space ? *piece : space;
    return *piece >= least;
}

size_t ter__mux_output(ter__mux *mux, uint8_t *out, size_t room) {
    size_t written = output_controls(mux, out, room);
    if (mux->controls.first != NULL) {
        return written; /* a control frame that waits for room goes before all messages */
    }
    for (int i = 0; i < TER__CHANNEL_COUNT; i++) {
        ter__mux_lane *lane = &mux->lanes[i];
        size_t piece;
        while (next_piece(lane, room - written, &piece)) {
            ter__mux_item *item = lane->queue.first;
            bool last = item->at + piece == item->length;
            written += put_frame(out + written, (unsigned)i, last ? TER__FRAME_LAST : TER__FRAME_PIECE,
                                 piece > 0 ? item->bytes + item->at : NULL, piece);
            lane->credit -= TER__FRAME_HEADER_BYTES + piece;
            item->at += piece;
            if (last) {
                drop_first(&lane->queue);
            }
        }
        if (next_piece(lane, SIZE_MAX, &piece)) {
            return written; /* it waits for room, not for credit: nothing less urgent overtakes it */
        }
    }
    return written;
}

size_t ter__mux_waiting(const ter__mux *mux) {
    size_t waiting = 0;
    for (int i = 0; i < TER__CHANNEL_COUNT; i++) {
        waiting += mux->lanes[i].queue.waiting;
    }
    return waiting;
}

bool ter__mux_wants_output(const ter__mux *mux) {
    size_t piece;
    for (int i = 0; i < TER__CHANNEL_COUNT; i++) {
        if (credit_due(mux, i) || next_piece(&mux->lanes[i], SIZE_MAX, &piece)) {
            return true;
        }
    }
    return mux->controls.first != NULL;
}
