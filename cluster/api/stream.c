/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/stream.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/api_status.h"
#include "api/job_json.h"
#include "tercile/table.h"

struct ter__stream {
    ter__api *api;
    char job[TER__JOB_ID_BYTES]; /* "": of everything */
    uint64_t next_line;          /* number of the first line not said */
    bool changed, last;          /* last: the end of the job is in the buffer */
    bool said_any;
    ter__ms state_said_at, said_at; /* of the last "job" or "status"; of the last byte */
    uint64_t said_digest;           /* of the last "job", or "status": equal ones are not repeated */
    /* of everything */
    char changed_jobs[TER__STREAM_CHANGED_MAX][TER__JOB_ID_BYTES];
    size_t changed_count;
    bool all;            /* too many changed: all jobs are told, in their order */
    bool all_again;      /* and too many again meanwhile */
    uint64_t all_number; /* up to this one they are */
    /* not taken yet */
    char *bytes;
    size_t length, taken, room;
    bool failed; /* no memory: the stream ends */
};

ter__stream *ter__stream_create(ter__api *api, const char *job, uint64_t from) {
    ter__stream *stream = calloc(1, sizeof *stream);
    if (stream != NULL) {
        stream->api = api;
        api->streams++;
        stream->next_line = from;
        stream->changed = true;
        (void)snprintf(stream->job, sizeof stream->job, "%s", job != NULL ? job : "");
    }
    return stream;
}

void ter__stream_destroy(ter__stream *stream) {
    if (stream != NULL) {
        stream->api->streams--;
        free(stream->bytes);
        free(stream);
    }
}

static void add(ter__stream *stream, const char *text, size_t length) {
    if (stream->room - stream->length < length) {
        size_t room = stream->length + length + 1024;
        char *grown = realloc(stream->bytes, room);
        if (grown == NULL) {
            stream->failed = true;
            return;
        }
        stream->bytes = grown;
        stream->room = room;
    }
    memcpy(stream->bytes + stream->length, text, length);
    stream->length += length;
}

/* FNV-1a: whether a text is the one said before; a mistake costs one event that is said at the next change. */
static uint64_t digest_of(const char *text) {
    uint64_t digest = 14695981039346656037u;
    for (; *text != 0; text++) {
        digest = (digest ^ (uint8_t)*text) * 1099511628211u;
    }
    return digest;
}

/* "event: NAME", "data: JSON"; the writer is finished and destroyed. With `unless` the text of that digest is not said. */
static void say(ter__stream *stream, const char *name, ter_json *json, uint64_t *unless) {
    char *text = NULL;
    if (json == NULL || ter_json_finish(json, &text, NULL) != TER_OK) {
        stream->failed = true;
        ter_json_destroy(json);
        return;
    }
    ter_json_destroy(json);
    uint64_t digest = digest_of(text);
    if (unless == NULL || *unless != digest) {
        char head[64];
        int length = snprintf(head, sizeof head, "event: %s\ndata: ", name);
        add(stream, head, (size_t)length);
        add(stream, text, strlen(text)); /* one line and its end */
        add(stream, "\n", 1);
    }
    if (unless != NULL) {
        *unless = digest;
    }
    ter_bytes_free((uint8_t *)text);
}

static void say_job(ter__stream *stream, const ter__job *job, uint64_t *unless) {
    ter_json *json = ter_json_create();
    ter__json_job(json, NULL, job);
    say(stream, "job", json, unless);
}

/* Lines of the job's log that were not said. False: there are more than fit now. */
static bool say_lines(ter__stream *stream, const ter__job *job) {
    const ter__events *events = &job->events;
    size_t low = 0, high = events->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (ter__events_at(events, middle)->number < stream->next_line) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (; low < events->count && !stream->failed; low++) {
        if (stream->length >= TER__STREAM_BUFFER_BYTES) {
            return false;
        }
        const ter__event *event = ter__events_at(events, low);
        ter_json *json = ter_json_create();
        ter__json_event(json, NULL, event);
        say(stream, "line", json, NULL);
        stream->next_line = event->number + 1;
    }
    return true;
}

static bool state_due(const ter__stream *stream, ter__ms now) {
    return !stream->said_any || now - stream->state_said_at >= TER__STREAM_JOB_EVERY_MS;
}

static void fill_job(ter__stream *stream, ter__ms now) {
    const ter__job *job = ter__state_job(stream->api->services.state(stream->api->services.context), stream->job);
    if (job == NULL) { /* made room for newer ones: nothing more will come of it */
        stream->last = true;
        return;
    }
    if (!stream->changed || !say_lines(stream, job)) {
        return;
    }
    if (ter__phase_is_final(job->phase)) {
        say_job(stream, job, NULL);
        stream->last = true;
        stream->changed = false;
    } else if (state_due(stream, now)) {
        say_job(stream, job, &stream->said_digest);
        stream->said_any = true;
        stream->state_said_at = now;
        stream->changed = false;
    }
}

static void fill_all(ter__stream *stream, ter__ms now) {
    if (!stream->changed || !state_due(stream, now)) {
        return;
    }
    const ter__state *state = stream->api->services.state(stream->api->services.context);
    ter_json *json = ter_json_create();
    ter__json_status(json, NULL, stream->api, false);
    say(stream, "status", json, &stream->said_digest);
    for (size_t i = 0; i < stream->changed_count && !stream->all; i++) {
        const ter__job *job = ter__state_job(state, stream->changed_jobs[i]);
        if (job != NULL) {
            say_job(stream, job, NULL);
        }
    }
    stream->changed_count = stream->all ? stream->changed_count : 0;
    size_t i = 0;
    for (; stream->all && i < ter__state_job_count(state) && stream->length < TER__STREAM_BUFFER_BYTES; i++) {
        const ter__job *job = ter__state_job_at(state, i);
        if (job->number > stream->all_number) {
            say_job(stream, job, NULL);
            stream->all_number = job->number;
        }
    }
    if (stream->all && i == ter__state_job_count(state)) {
        stream->all = stream->all_again;
        stream->all_again = false;
        stream->all_number = 0;
    }
    stream->changed = stream->all || stream->changed_count > 0;
    stream->said_any = true;
    stream->state_said_at = now;
}

size_t ter__stream_read(ter__stream *stream, ter__ms now, char *bytes, size_t room, bool *ended) {
    if (stream->taken == stream->length) {
        stream->taken = stream->length = 0;
        if (!stream->last && !stream->failed && !stream->api->closing) {
            if (stream->job[0] != 0) {
                fill_job(stream, now);
            } else {
                fill_all(stream, now);
            }
        }
        if (stream->length == 0 && stream->said_at != 0 && now - stream->said_at >= TER__STREAM_HEARTBEAT_MS) {
            add(stream, ": still here\n\n", 14);
        }
    }
    size_t length = stream->length - stream->taken;
    *ended = length == 0 && (stream->last || stream->failed || stream->api->closing);
    if (length > room) {
        length = room;
    }
    if (length > 0) {
        memcpy(bytes, stream->bytes + stream->taken, length);
        stream->taken += length;
    }
    if (length > 0 || stream->said_at == 0) {
        stream->said_at = now;
    }
    return length;
}

void ter__stream_changed(ter__stream *stream, const char *job) {
    if (stream->job[0] != 0) {
        stream->changed = stream->changed || job == NULL || strcmp(job, stream->job) == 0;
        return;
    }
    stream->changed = true;
    if (job == NULL) {
        return;
    }
    for (size_t i = 0; i < stream->changed_count; i++) {
        if (strcmp(stream->changed_jobs[i], job) == 0) {
            return;
        }
    }
    if (stream->changed_count == TER__STREAM_CHANGED_MAX) {
        stream->all_again = stream->all; /* it may have been told already in this round */
        stream->all = true;
        return;
    }
    (void)snprintf(stream->changed_jobs[stream->changed_count++], TER__JOB_ID_BYTES, "%s", job);
}

bool ter__stream_due(const ter__stream *stream, ter__ms now) {
    if (stream->taken < stream->length || stream->last || stream->failed || stream->api->closing) {
        return true;
    }
    if (stream->changed && stream->job[0] != 0) { /* its end does not wait */
        const ter__job *job = ter__state_job(stream->api->services.state(stream->api->services.context), stream->job);
        if (job == NULL || ter__phase_is_final(job->phase)) {
            return true;
        }
    }
    return (stream->changed && state_due(stream, now)) || now - stream->said_at >= TER__STREAM_HEARTBEAT_MS;
}
