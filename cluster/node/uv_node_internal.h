/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the node's files share: uv_node.c (life), uv_node_body.c (what the core wants done), uv_node_services.c (what the API may
 * use). */
#ifndef TER__UV_NODE_INTERNAL_H
#define TER__UV_NODE_INTERNAL_H

#include <uv.h>

#include "core/core.h"
#include "node/blob_store.h"
#include "node/config.h"
#include "node/note.h"
#include "node/storage.h"
#include "node/uv_http.h"
#include "node/uv_node.h"
#include "node/uv_transport.h"
#include "node/workers.h"
#include "tercile/random.h"
#include "work/work.h"

typedef struct ter__node ter__node;

/* Something to be told at the loop's next turn: the core's answers never come from inside its calls. */
typedef struct ter__later {
    struct ter__later *next;
    void (*call)(ter__node *node, struct ter__later *later);
    uint64_t token;
    bool good;
} ter__later;

/* A blob that is being written in pieces: at most one of its works is in uv's pool. */
typedef struct ter__incoming ter__incoming;

struct ter__node {
    ter__node_options options;
    ter__node_config config;
    char folder[4096], data[4096];
    uv_loop_t loop;
    uv_async_t wake;
    uv_timer_t tick;
    uv_check_t check; /* of each turn, after what has arrived was read */
    uv_signal_t terminate, interrupt;
    ter_stream chance; /* election timeouts */

    ter__tls_context *tls;
    ter__transport *transport;
    ter__http *http;
    ter__storage *storage;
    ter__blob_store *blobs;
    ter__note running; /* what is being computed */
    ter__workers *workers, *checkers;
    ter__work *work;
    ter__core *core;
    ter__body body;
    ter__later *later, **later_end;
    ter__incoming *incoming;

    bool tick_due, loop_open, draining, closing, closed;
    unsigned closing_count; /* of transport and http, still to be closed */
    ter__ms drain_deadline, swept, started;
    bool refused[64];  /* by which nodes */
    ter_error failure; /* why it stops; TER_OK: because it was told to */
    uint64_t tasks_computed, compute_ms, next_number;
};

ter__ms ter__node_now(void); /* monotonic */
ter__ms ter__node_at(void);  /* since 1970 */
void ter__node_log(ter__node *node, const char *format, ...) TER_PRINTF(2, 3);
/* Ends the node in order, for a reason. */
void ter__node_fail(ter__node *node, ter_status status, const char *format, ...) TER_PRINTF(3, 4);

ter__body ter__node_body(ter__node *node);
/* What consensus needs: time, chance, the network. */
ter__raft_port ter__node_port(ter__node *node);
/* Its part about blobs (uv_node_blobs.c). */
void ter__node_body_blobs(ter__body *body);
/* Has `call` run at the loop's next turn, unless the core is gone by then. */
void ter__node_answer_later(ter__node *node, void (*call)(ter__node *node, ter__later *later), uint64_t token, bool good);
/* Runs what waits for the loop's turn. */
void ter__node_run_later(ter__node *node);
/* Gives up what is being written; works in the pool end by themselves. */
void ter__node_drop_incoming(ter__node *node);

ter__api_services ter__node_services(ter__node *node);

/* uv_node_end.c: closes all handles of the loop. SIGTERM and SIGINT are ignored from then on. */
void ter__node_close_handles(ter__node *node);

#endif
