/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A stream of server-sent events: what has changed since the reader last took something. Nothing is queued for a slow reader: it
 * gets the lines it has not had and the state as it then is.
 */
#ifndef TER__STREAM_H
#define TER__STREAM_H

#include "api/request.h"

#define TER__STREAM_JOB_EVERY_MS 100   /* "job" and "status" events: ten a second at most */
#define TER__STREAM_HEARTBEAT_MS 10000 /* a comment when nothing else was said for so long */
#define TER__STREAM_CHANGED_MAX  64    /* jobs remembered as changed by a stream of all; beyond: all jobs are told again */
#define TER__STREAM_BUFFER_BYTES ((size_t)65536) /* lines are added up to this */

/* Of one job from line `from` on, or of everything (job null). Null when out of memory. */
ter__stream *ter__stream_create(ter__api *api, const char *job, uint64_t from);
void ter__stream_destroy(ter__stream *stream);

/* Bytes to send now, 0 when there are none. *ended: nothing will follow. `now` is monotonic. */
size_t ter__stream_read(ter__stream *stream, ter__ms now, char *bytes, size_t room, bool *ended);
/* A job, or anything else (null), has changed. */
void ter__stream_changed(ter__stream *stream, const char *job);
/* Whether a read now would say something, by what is known without looking. */
bool ter__stream_due(const ter__stream *stream, ter__ms now);

#endif
