/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/sse.h"

#include <stdlib.h>
#include <string.h>

void ter__sse_open(ter__sse *sse, bool (*each)(void *context, const char *event, const char *data, size_t length), void *context) {
    memset(sse, 0, sizeof *sse);
    sse->each = each;
    sse->context = context;
}

void ter__sse_close(ter__sse *sse) {
    free(sse->line.bytes);
    free(sse->data.bytes);
    memset(sse, 0, sizeof *sse);
}

/* Appends and keeps the bytes ended. */
static ter_status append(ter__sse_buffer *buffer, const char *bytes, size_t length) {
    if (length > TER__SSE_BYTES_MAX - buffer->length) {
        return TER_LIMIT;
    }
    size_t needed = buffer->length + length + 1;
    if (needed > buffer->room) {
        size_t room = buffer->room < 512 ? 512 : buffer->room;
        while (room < needed) {
            room *= 2;
        }
        char *grown = realloc(buffer->bytes, room);
        if (grown == NULL) {
            return TER_NO_MEMORY;
        }
        buffer->bytes = grown;
        buffer->room = room;
    }
    memcpy(buffer->bytes + buffer->length, bytes, length);
    buffer->length += length;
    buffer->bytes[buffer->length] = '\0';
    return TER_OK;
}

static ter_status send_off(ter__sse *sse) {
    bool more = true;
    if (sse->has_data) { /* an event without data is none */
        more = sse->each(sse->context, sse->event[0] != '\0' ? sse->event : "message", sse->data.bytes, sse->data.length);
    }
    sse->data.length = 0;
    sse->event[0] = '\0';
    sse->has_data = false;
    sse->ended = !more;
    return more ? TER_OK : TER_CANCELLED;
}

static ter_status take_data(ter__sse *sse, const char *value, size_t length) {
    ter_status status = sse->has_data ? append(&sse->data, "\n", 1) : TER_OK;
    sse->has_data = true;
    return status != TER_OK ? status : append(&sse->data, value, length);
}

static ter_status take_line(ter__sse *sse) {
    const char *line = sse->line.length > 0 ? sse->line.bytes : "";
    size_t length = sse->line.length;
    sse->line.length = 0;
    if (length == 0) {
        return send_off(sse);
    }
    const char *colon = memchr(line, ':', length);
    size_t name = colon != NULL ? (size_t)(colon - line) : length;
    const char *value = colon != NULL ? colon + 1 : line + length;
    if (colon != NULL && value < line + length && *value == ' ') {
        value++;
    }
    size_t value_length = length - (size_t)(value - line);
    if (name == 4 && memcmp(line, "data", 4) == 0) {
        return take_data(sse, value, value_length);
    }
    if (name == 5 && memcmp(line, "event", 5) == 0) {
        size_t kept = value_length < TER__SSE_NAME_BYTES ? value_length : TER__SSE_NAME_BYTES - 1;
        memcpy(sse->event, value, kept);
        sse->event[kept] = '\0';
    }
    return TER_OK; /* comments, and names that say nothing here */
}

ter_status ter__sse_feed(ter__sse *sse, const char *bytes, size_t length) {
    ter_status status = sse->ended ? TER_CANCELLED : TER_OK;
    size_t at = 0;
    while (status == TER_OK && at < length) {
        if (sse->after_return) { /* CRLF is one line end, even when it is cut in two */
            sse->after_return = false;
            if (bytes[at] == '\n') {
                at++;
                continue;
            }
        }
        size_t end = at;
        while (end < length && bytes[end] != '\n' && bytes[end] != '\r') {
            end++;
        }
        status = append(&sse->line, bytes + at, end - at);
        at = end;
        if (status == TER_OK && at < length) {
            sse->after_return = bytes[at] == '\r';
            at++;
            status = take_line(sse);
        }
    }
    return status;
}
