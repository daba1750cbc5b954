/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What clients may ask of a node, and how it is answered: one table of routes (routes.c), one file per resource. Knows the core and
 * the blob store, no socket and no loop: uv_http.c carries requests in and answers out.
 *
 *   GET    /                       what is here: {"tercile_api": 1, "version", "api": "/v1", "node", "cluster"}
 *   GET    /v1/status              the cluster as this node sees it: {"tercile_api", "cluster", "version", "node": {"id", "name"},
 *                                  "leader": {"id", "name"} or null, "leads", "term", "applied", "accepting", "trouble" (null or
 * why this node has stopped), "nodes": [{"id", "name", "address", "version" or null, "up", "connected", "slots", "since"}], "jobs":
 * {"waiting": 0, "running": 0, ...}, "slots", "computing", "queued", "fetching", "leases", "commands", "blobs": {"count", "bytes"}}
 *   GET    /v1/jobs                {"jobs": [...]}: all kept, in the order of submission; ?phase=WORD, ?last=N
 *   POST   /v1/jobs                submit: {"id", "name", "file", "spec": {"hash", "bytes"}, "inputs": [{"name", "hash", "bytes"}],
 *                                  "strict"}. 201 the job; 200 it was there already, the same; 409 another job has the id; 422 the
 *                                  job file or its inputs are not valid (text: all that is wrong, with places); 404 a blob is on no
 *                                  node. "name" (the id), "file" (""), "inputs" ([]) and "strict" (false) may be left out
 *   GET    /v1/jobs/ID             one job
 *   DELETE /v1/jobs/ID             cancel: the job as it then is; one that has ended stays as it is
 *   GET    /v1/jobs/ID/events      server-sent events until the job has ended: "line" {"number", "at", "text"} for each event of
 * its log from ?from=NUMBER on, "job" with the job at each change (ten a second at most), last of all the ended job GET
 * /v1/jobs/ID/pack        the packed result; 409 while there is none GET    /v1/events              server-sent events without end:
 * "status" and "job", as they change GET    /v1/log                 {"events": [{"number", "at", "text"}]} of the cluster; ?last=N
 *   GET    /v1/blobs/HASH          bytes, brought from another node when they are not here; ?bytes=N says how many they are, for
 *                                  blobs that no job names yet. HEAD too
 *   PUT    /v1/blobs/HASH          stores the body: 201 when two nodes have it, 200 when they had it already: {"hash", "bytes"}
 *   GET    /metrics                Prometheus' text form
 *
 * A job: {"id", "number", "name", "file", "owner", "phase", "strict", "submitted_at", "began_at", "ended_at" (RFC 3339 with
 * milliseconds or null), "plan" (64 hexadecimal digits or null), "stage" (place in "stages", from 0; null before the plan is
 * known), "stages": [{"id", "kind", "finished", "result": {"hash", "bytes"} or null}], "units", "units_done" (of the running
 * stage), "status" ("OK", "CHECK_FAILED", ...), "text" (null or why), "digest" (64 hexadecimal digits or null), "pack": {"hash",
 * "bytes"} or null, "spec": {"hash", "bytes"}, "inputs": [{"name", "hash", "bytes"}], "exit_code" (what a command that waits for it
 * ends with: 0, 1, 4, 5, 6; null while it runs)}. Errors: {"error": {"status": "UNKNOWN_NAME", "text": "..."}}. 400 bad request,
 * 403 the role may not, 404, 405, 409, 413 too large, 422, 500 something is broken, 503 the cluster cannot take it now (no leader,
 * quorum lost, no second node, too much at once, stopping), 507 the disk is full. Roles: viewers GET; users also submit, put blobs
 * and cancel their own jobs; admins all. A node's certificate is for nodes: as a client's it gets 403. The UNIX socket is admin:
 * its mode is 0600. Several who submit the same at once may all get 201: it is one job. 64 zeros are the hash of no blob: 400.
 */
#ifndef TER__API_H
#define TER__API_H

#include "core/command.h"
#include "core/core.h"
#include "node/blob_store.h"
#include "node/config.h"
#include "node/tls.h"

/* Numbers for /metrics that only the node knows. */
typedef struct ter__api_metrics {
    uint64_t bytes_in, bytes_out, messages_in, messages_out, connections_refused;
    uint64_t transactions, operations, stored_bytes;
    uint64_t tasks_computed, compute_ms, resident_bytes, cpu_ms;
    unsigned peers, clients;
} ter__api_metrics;

/* What a node lends to the API. All on the loop's thread; none calls back from inside. */
typedef struct ter__api_services {
    void *context;
    const ter__node_config *config;
    ter__blob_store *blobs;
    const ter__state *(*state)(void *context);
    void (*look)(void *context, ter__core_view *view);
    void (*metrics)(void *context, ter__api_metrics *metrics);
    bool (*accepting)(void *context); /* false: the node is stopping */
    ter__ms (*at)(void *context);
    /* As ter__core_command, ter__core_copy, ter__core_fetch. */
    void (*command)(void *context, const uint8_t *command, size_t length, unsigned timeout_ms, ter__command_done *done,
                    void *asker);
    void (*copy)(void *context, const ter__blob *blob, unsigned timeout_ms, ter__command_done *done, void *asker);
    void (*fetch)(void *context, const ter__blob *blob, unsigned timeout_ms, ter__command_done *done, void *asker);
    /* ter__work_check on a worker; the text is given. */
    void (*check)(void *context, const ter__submit *submit, void (*done)(void *asker, ter_status status, char *text), void *asker);
    /* Runs `work` in uv's pool, then `done` on the loop: for files. False: no memory. */
    bool (*in_pool)(void *context, void (*work)(void *asker), void (*done)(void *asker), void *asker);
} ter__api_services;

/* Bounds: requests under way at once, streams among them. */
#define TER__API_REQUESTS_MAX 2048
#define TER__API_STREAMS_MAX  512

/* How long a command of a client may take before it is answered 503. */
#define TER__API_TIMEOUT_MS 10000
/* Largest JSON body. */
#define TER__API_BODY_BYTES_MAX ((size_t)1 << 20)

#endif
