/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One request from its headers to its answer. Handlers answer at once (reply.h) or ask the cluster first: an ask keeps the request
 * alive until it has come back, even when the client has gone away meanwhile; then its outcome is dropped.
 */
#ifndef TER__REQUEST_H
#define TER__REQUEST_H

#include "api/api.h"

typedef struct ter__request ter__request;
typedef struct ter__stream ter__stream;
typedef struct ter__route ter__route;

/* What the requests of one node share. It must live until `open` and `pooled` are 0. */
typedef struct ter__api {
    ter__api_services services;
    bool closing;
    size_t open;    /* requests on a connection */
    size_t streams; /* of them server-sent events */
    size_t pooled;  /* asks in uv's pool */
    uint64_t requests, refused;
    ter__ms opened_at;
} ter__api;

typedef enum ter__reply_kind { TER__REPLY_TEXT, TER__REPLY_BLOB, TER__REPLY_STREAM } ter__reply_kind;

typedef struct ter__reply {
    ter__reply_kind kind;
    unsigned code;
    const char *type, *allow; /* static; allow: null but for 405 */
    char *text;               /* owned until the carrier takes it (set to null) */
    size_t length;
    ter__blob blob;
    ter__stream *stream; /* owned until the carrier takes it (set to null) */
} ter__reply;

typedef void ter__request_next(ter__request *request, ter_status status);

struct ter__request {
    ter__api *api;
    const ter__route *route;
    char argument[80]; /* what stands for the * of the route */
    ter__role role;
    char who[TER__NAME_BYTES];
    uint64_t length; /* of the body, as announced; UINT64_MAX: not announced */
    char *body;      /* of routes that take JSON */
    size_t body_length;
    void *work; /* what a resource keeps until the request is freed */
    void (*work_end)(void *work);
    bool answered; /* or given up */
    ter__reply reply;
    /* the carrier's */
    const char *(*query)(void *carrier, const char *name); /* null: not given; valid inside the handler */
    void (*ready)(ter__request *request);                  /* answered, perhaps from inside the handler */
    void *carrier;
    /* internal */
    unsigned references;
    ter__request_next *next;
    void (*next_job)(ter__request *request, const ter__job *job);
    void (*pool_work)(ter__request *request);
    ter_error error; /* of work in the pool */
    char *findings;  /* of a check: all that is wrong; owned */
};

/* One reference; null when out of memory. */
ter__request *ter__request_create(ter__api *api);
void ter__request_release(ter__request *request);
/* The connection is gone: what asks bring is dropped. */
void ter__request_abandon(ter__request *request);
/* Bytes of a JSON body. False: too long or no memory (answered). */
bool ter__request_body(ter__request *request, const char *bytes, size_t length);

/*
 * Asks: `next` is called once the answer is there, unless the request was answered or abandoned meanwhile; one at a time.
 */
void ter__request_command(ter__request *request, const ter__command *command, ter__request_next *next);
void ter__request_copy(ter__request *request, const ter__blob *blob, ter__request_next *next);
void ter__request_fetch(ter__request *request, const ter__blob *blob, ter__request_next *next);
void ter__request_check(ter__request *request, const ter__submit *submit, ter__request_next *next); /* text: request->findings */
/* `work` runs on another thread: it may touch request->work and request->error only. next gets request->error.status. */
void ter__request_pool(ter__request *request, void (*work)(ter__request *request), ter__request_next *next);
/* Nothing is missing that was acknowledged before: all of it is applied here (a read barrier). */
void ter__request_barrier(ter__request *request, ter__request_next *next);
/* The job named by the argument, looked for again behind a barrier before it is answered 404. */
void ter__request_job(ter__request *request, void (*next)(ter__request *request, const ter__job *job));

/* Whether this node still takes what changes something; answered 503 otherwise. */
bool ter__request_accepting(ter__request *request);
const ter__state *ter__request_state(const ter__request *request);
/* A whole number of the query, or `otherwise`; false: it is none (answered 400). */
bool ter__request_number(ter__request *request, const char *name, uint64_t otherwise, uint64_t *number);

#endif
