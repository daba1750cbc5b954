/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one table of routes. */
#ifndef TER__ROUTES_H
#define TER__ROUTES_H

#include "api/request.h"

/* What comes with a request: nothing (a body is read and dropped), JSON (request->body), or bytes handed on as they come. */
typedef enum ter__route_body { TER__BODY_NONE, TER__BODY_JSON, TER__BODY_BYTES } ter__route_body;

struct ter__route {
    const char *method, *path; /* path: one * stands for a segment, request->argument */
    ter__role least;           /* VIEWER, USER or ADMIN */
    ter__route_body body;
    void (*run)(ter__request *request); /* when the body is complete */
    /* BODY_BYTES: before the body (it may answer: the body is dropped then), and its pieces */
    void (*begin)(ter__request *request);
    void (*piece)(ter__request *request, const char *bytes, size_t length);
};

/* Sets route and argument, or answers 404, 405 or 403. HEAD is GET without the body, but for streams. */
void ter__route_find(ter__request *request, const char *method, const char *path);
bool ter__route_allows(const ter__route *route, ter__role role);
/* By number, for tests; null past the end. */
const ter__route *ter__route_at(size_t index);

void ter__api_root(ter__request *request);       /* api_status.c */
void ter__api_status(ter__request *request);     /* api_status.c */
void ter__api_jobs(ter__request *request);       /* api_jobs.c */
void ter__api_job(ter__request *request);        /* api_jobs.c */
void ter__api_cancel(ter__request *request);     /* api_jobs.c */
void ter__api_pack(ter__request *request);       /* api_blobs.c */
void ter__api_submit(ter__request *request);     /* api_submit.c */
void ter__api_job_events(ter__request *request); /* api_events.c */
void ter__api_events(ter__request *request);     /* api_events.c */
void ter__api_log(ter__request *request);        /* api_log.c */
void ter__api_blob_get(ter__request *request);   /* api_blobs.c */
void ter__api_blob_begin(ter__request *request); /* api_blobs.c */
void ter__api_blob_piece(ter__request *request, const char *bytes, size_t length);
void ter__api_blob_put(ter__request *request);     /* api_blobs.c */
void ter__api_metrics_text(ter__request *request); /* api_metrics.c */

#endif
