/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /v1/events and /v1/jobs/ID/events: the streams themselves are in stream.c. */
#include <stdlib.h>

#include "api/reply.h"
#include "api/routes.h"
#include "api/stream.h"

static void open_stream(ter__request *request, const char *job, uint64_t from) {
    if (request->api->closing) {
        ter__reply_status(request, TER_CANCELLED, NULL);
        return;
    }
    if (request->api->streams >= TER__API_STREAMS_MAX) {
        ter__reply_error(request, 503, TER_LIMIT, "%d streams are open on this node, the most it takes: ask another one",
                         TER__API_STREAMS_MAX);
        return;
    }
    ter__stream *stream = ter__stream_create(request->api, job, from);
    if (stream == NULL) {
        ter__reply_status(request, TER_NO_MEMORY, NULL);
        return;
    }
    ter__reply_stream(request, stream);
}

void ter__api_events(ter__request *request) {
    open_stream(request, NULL, 0);
}

static void job_events(ter__request *request, const ter__job *job) {
    uint64_t *from = request->work;
    open_stream(request, job->id, from != NULL ? *from : 0);
}

void ter__api_job_events(ter__request *request) {
    /* The query is readable now only, the job perhaps known later. */
    uint64_t *from = calloc(1, sizeof *from);
    request->work = from;
    request->work_end = free;
    if (from == NULL) {
        ter__reply_status(request, TER_NO_MEMORY, NULL);
    } else if (ter__request_number(request, "from", 0, from)) {
        ter__request_job(request, job_events);
    }
}
