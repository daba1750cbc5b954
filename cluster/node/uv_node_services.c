/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a node lends to the API. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "node/uv_node_internal.h"

static const ter__state *service_state(void *context) {
    return ter__core_state(((ter__node *)context)->core);
}

static void service_look(void *context, ter__core_view *view) {
    ter__core_look(((ter__node *)context)->core, view);
}

static bool service_accepting(void *context) {
    const ter__node *node = context;
    return !node->draining && !node->closing;
}

static ter__ms service_at(void *context) {
    (void)context;
    return ter__node_at();
}

static uint64_t resident_bytes(void) {
    unsigned long long pages = 0;
    FILE *file = fopen("/proc/self/statm", "re");
    if (file != NULL) {
        if (fscanf(file, "%*u %llu", &pages) != 1) {
            pages = 0;
        }
        (void)fclose(file);
    }
    return (uint64_t)pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

static void service_metrics(void *context, ter__api_metrics *metrics) {
    const ter__node *node = context;
    ter__transport_counts counts;
    struct rusage usage;
    memset(metrics, 0, sizeof *metrics);
    ter__transport_count(node->transport, &counts);
    metrics->bytes_in = counts.bytes_in;
    metrics->bytes_out = counts.bytes_out;
    metrics->messages_in = counts.messages_in;
    metrics->messages_out = counts.messages_out;
    metrics->connections_refused = counts.refused;
    metrics->peers = counts.peers;
    metrics->clients = counts.clients;
    ter__storage_counts(node->storage, &metrics->transactions, &metrics->operations, &metrics->stored_bytes);
    metrics->tasks_computed = node->tasks_computed;
    metrics->compute_ms = node->compute_ms;
    metrics->resident_bytes = resident_bytes();
    if (getrusage(RUSAGE_SELF, &usage) == 0) {
        metrics->cpu_ms = (uint64_t)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000u +
                          (uint64_t)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1000u;
    }
}

static void service_command(void *context, const uint8_t *command, size_t length, unsigned timeout_ms, ter__command_done *done,
                            void *asker) {
    ter__core_command(((ter__node *)context)->core, command, length, timeout_ms, done, asker);
}

static void service_copy(void *context, const ter__blob *blob, unsigned timeout_ms, ter__command_done *done, void *asker) {
    ter__core_copy(((ter__node *)context)->core, blob, timeout_ms, done, asker);
}

static void service_fetch(void *context, const ter__blob *blob, unsigned timeout_ms, ter__command_done *done, void *asker) {
    ter__core_fetch(((ter__node *)context)->core, blob, timeout_ms, done, asker);
}

/* ---- checking a submission, on the thread that is kept free for it --------------------------------------------------------- */

typedef struct checking {
    ter__node *node;
    ter__submit submit;
    void (*done)(void *asker, ter_status status, char *text);
    void *asker;
    ter_status status;
    char *text;
} checking;

static void check_run(void *context, const volatile bool *cancel) {
    checking *c = context;
    c->status = __atomic_load_n(cancel, __ATOMIC_RELAXED) ? TER_CANCELLED : ter__work_check(c->node->work, &c->submit, &c->text);
}

static void check_done(void *context) {
    checking *c = context;
    c->done(c->asker, c->status, c->text);
    free(c->submit.inputs);
    free(c);
}

static void check_refused(ter__node *node, ter__later *later) {
    (void)node;
    checking *c = (checking *)(uintptr_t)later->token;
    c->status = TER_NO_MEMORY;
    check_done(c);
}

static void service_check(void *context, const ter__submit *submit, void (*done)(void *, ter_status, char *), void *asker) {
    ter__node *node = context;
    checking *c = calloc(1, sizeof *c);
    if (c == NULL) {
        done(asker, TER_NO_MEMORY, NULL);
        return;
    }
    *c = (checking){.node = node, .submit = *submit, .done = done, .asker = asker};
    c->submit.inputs = calloc(submit->input_count + 1u, sizeof *submit->inputs);
    if (c->submit.inputs != NULL) {
        memcpy(c->submit.inputs, submit->inputs, submit->input_count * sizeof *submit->inputs);
    }
    ter__workers_job work = {check_run, check_done, c};
    if (c->submit.inputs == NULL || ter__workers_add(node->checkers, ++node->next_number, &work) != TER_OK) {
        ter__node_answer_later(node, check_refused, (uint64_t)(uintptr_t)c, false);
    }
}

/* ---- uv's pool ---------------------------------------------------------------------------------------------------------- */

typedef struct pooled {
    uv_work_t work;
    void (*run)(void *asker);
    void (*done)(void *asker);
    void *asker;
} pooled;

static void pool_run(uv_work_t *work) {
    pooled *p = work->data;
    p->run(p->asker);
}

static void pool_done(uv_work_t *work, int status) {
    (void)status; /* never cancelled */
    pooled *p = work->data;
    p->done(p->asker);
    free(p);
}

static bool service_in_pool(void *context, void (*run)(void *asker), void (*done)(void *asker), void *asker) {
    ter__node *node = context;
    pooled *p = calloc(1, sizeof *p);
    if (p == NULL) {
        return false;
    }
    *p = (pooled){.run = run, .done = done, .asker = asker};
    p->work.data = p;
    if (uv_queue_work(&node->loop, &p->work, pool_run, pool_done) != 0) {
        free(p);
        return false;
    }
    return true;
}

ter__api_services ter__node_services(ter__node *node) {
    return (ter__api_services){
        .context = node,
        .config = &node->config,
        .blobs = node->blobs,
        .state = service_state,
        .look = service_look,
        .metrics = service_metrics,
        .accepting = service_accepting,
        .at = service_at,
        .command = service_command,
        .copy = service_copy,
        .fetch = service_fetch,
        .check = service_check,
        .in_pool = service_in_pool,
    };
}
