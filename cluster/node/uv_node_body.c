/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the core wants done: messages out, tasks to the workers, blobs through uv's pool, rows to the storage. */
#include <stdlib.h>
#include <string.h>

#include "node/uv_node_internal.h"

/* ---- answers at the loop's next turn -------------------------------------------------------------------------------------- */

void ter__node_answer_later(ter__node *node, void (*call)(ter__node *, ter__later *), uint64_t token, bool good) {
    ter__later *later = calloc(1, sizeof *later);
    if (later == NULL) {
        ter__node_fail(node, TER_NO_MEMORY, "out of memory");
        return;
    }
    *later = (ter__later){NULL, call, token, good};
    *node->later_end = later;
    node->later_end = &later->next;
    (void)uv_async_send(&node->wake);
}

void ter__node_run_later(ter__node *node) {
    ter__later *list = node->later;
    node->later = NULL;
    node->later_end = &node->later;
    while (list != NULL) {
        ter__later *next = list->next;
        if (node->core != NULL) {
            list->call(node, list);
        }
        free(list);
        list = next;
    }
}

/* ---- messages ----------------------------------------------------------------------------------------------------------- */

static bool body_send(void *context, uint32_t to, ter__channel channel, uint8_t *bytes, size_t length) {
    ter__node *node = context;
    if (node->transport == NULL) { /* stopping: what the pool still brings to the core goes nowhere */
        free(bytes);
        return false;
    }
    return ter__transport_send(node->transport, to, channel, bytes, length);
}

/* ---- tasks -------------------------------------------------------------------------------------------------------------- */

typedef struct computing {
    ter__node *node;
    uint64_t token;
    ter__work_order *order;
    ter__result result;
    ter__ms began, took;
} computing;

static void compute_run(void *context, const volatile bool *cancel) {
    computing *c = context;
    c->began = ter__node_now();
    ter__work_compute(c->node->work, c->order, cancel, &c->result);
    c->took = ter__node_now() - c->began;
}

static void compute_done(void *context) {
    computing *c = context;
    ter__node *node = c->node;
    node->tasks_computed++;
    node->compute_ms += c->took;
    if (node->core != NULL) {
        ter__core_computed(node->core, c->token, &c->result);
    }
    ter__result_clear(&c->result);
    ter__work_order_destroy(c->order);
    free(c);
}

static void computed_nothing(ter__node *node, ter__later *later) {
    ter__result result = {.status = later->good ? TER_CANCELLED : TER_NO_MEMORY, .here = true};
    (void)ter_error_set(NULL, result.status, "-");
    ter__core_computed(node->core, later->token, &result);
    ter__result_clear(&result);
}

static void body_compute(void *context, uint64_t token, const ter__task *task) {
    ter__node *node = context;
    const ter__job *job = ter__state_job(ter__core_state(node->core), task->job);
    if (job == NULL) {
        ter__node_answer_later(node, computed_nothing, token, true);
        return;
    }
    computing *c = calloc(1, sizeof *c);
    if (c != NULL) {
        *c = (computing){.node = node, .token = token, .order = ter__work_order_create(job, task)};
    }
    ter__workers_job work = {compute_run, compute_done, c};
    if (c == NULL || c->order == NULL || ter__workers_add(node->workers, token, &work) != TER_OK) {
        if (c != NULL) {
            ter__work_order_destroy(c->order);
        }
        free(c);
        ter__node_answer_later(node, computed_nothing, token, false);
    }
}

static void body_cancel(void *context, uint64_t token) {
    ter__workers_cancel(((ter__node *)context)->workers, token);
}

/* ---- what consensus needs ------------------------------------------------------------------------------------------------- */

static uint64_t port_now(void *context) {
    (void)context;
    return ter__node_now();
}

static int port_random(void *context, int minimum, int maximum) {
    return minimum + (int)ter_stream_below(&((ter__node *)context)->chance, (uint64_t)(maximum - minimum));
}

static void port_send(void *context, raft_id to, uint8_t *bytes, size_t length) {
    ter__node *node = context;
    (void)node->body.send(node, (uint32_t)to, TER__CHANNEL_CONSENSUS, bytes, length);
}

ter__raft_port ter__node_port(ter__node *node) {
    return (ter__raft_port){node, port_now, port_random, port_send};
}

/* ---- the rest ----------------------------------------------------------------------------------------------------------- */

static void body_rows(void *context, uint64_t applied, bool replaced, ter__row *rows, size_t count) {
    ter__storage_rows(((ter__node *)context)->storage, applied, replaced, rows, count);
}

static void body_changed(void *context, const char *job) {
    ter__node *node = context;
    if (node->http != NULL) {
        ter__http_changed(node->http, job);
    }
}

static void body_log(void *context, const char *text) {
    ter__node_log(context, "%s", text);
}

static void body_running(void *context, const uint8_t *bytes, size_t length) {
    ter__note_write(&((ter__node *)context)->running, bytes, length);
}

ter__body ter__node_body(ter__node *node) {
    ter__body body = {
        .context = node,
        .send = body_send,
        .compute = body_compute,
        .cancel = body_cancel,
        .running = body_running,
        .rows = body_rows,
        .changed = body_changed,
        .log = body_log,
    };
    ter__node_body_blobs(&body);
    return body;
}
