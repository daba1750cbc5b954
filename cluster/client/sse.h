/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Server-sent events from a stream of bytes, however it is cut into pieces (HTML Living Standard, section 9.2.6): lines end with
 * LF, CR or CRLF, "event:" names an event, lines of "data:" are joined by line ends, an empty line sends it off, lines that begin
 * with a colon are comments. "id:" and "retry:" say nothing here. An event that is not complete when the stream ends is dropped.
 */
#ifndef TER__SSE_H
#define TER__SSE_H

#include <stdbool.h>
#include <stddef.h>

#include "tercile/status.h"

/* Longest line, and longest data of one event. */
#define TER__SSE_BYTES_MAX  ((size_t)4 << 20)
#define TER__SSE_NAME_BYTES 64

typedef struct ter__sse_buffer {
    char *bytes;
    size_t length, room;
} ter__sse_buffer;

typedef struct ter__sse {
    ter__sse_buffer line, data;
    char event[TER__SSE_NAME_BYTES]; /* "" stands for "message" */
    bool has_data, after_return, ended;
    /* Gets each event; data is ended. False: no more of them. */
    bool (*each)(void *context, const char *event, const char *data, size_t length);
    void *context;
} ter__sse;

void ter__sse_open(ter__sse *sse, bool (*each)(void *context, const char *event, const char *data, size_t length), void *context);
void ter__sse_close(ter__sse *sse);
/* TER_CANCELLED when `each` returned false, now or before; TER_LIMIT: a line or an event is too long; TER_NO_MEMORY. */
TER_MUST_USE ter_status ter__sse_feed(ter__sse *sse, const char *bytes, size_t length);

#endif
