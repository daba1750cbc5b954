/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One node's agent and transfers over a real state; the leader, the peers, the blobs and the workers are fakes. For test_agent.c.
 */
#ifndef TEST_AGENT_WORLD_H
#define TEST_AGENT_WORLD_H

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/agent.h"
#include "core/command.h"
#include "ter_assert.h"
#include "tercile/random.h"

#define SELF      1
#define SLOTS     2
#define STEP_MS   50
#define SAID_MAX  4096
#define RUNS_MAX  256
#define HERE_MAX  1024
#define NAMED_MAX 64
#define SECOND_MS 1000

/* What was said to the leader, or to a peer. */
typedef struct said {
    ter__ms at;
    uint32_t to; /* 0: the leader */
    ter__message message;
    ter__lease named[NAMED_MAX];
} said;

typedef struct computing {
    uint64_t token;
    ter__task task;
    bool cancelled;
} computing;

typedef struct world {
    ter__state *state;
    ter__transfer *transfer;
    ter__agent *agent;
    ter__body body;
    ter__ms now;
    uint64_t index, next_token, next_blob;
    said *said;
    size_t said_count;
    computing runs[RUNS_MAX]; /* under way, in the order of their begin */
    size_t run_count, begun;
    ter__hash here[HERE_MAX];
    size_t here_count;
    bool leader, peers_keep; /* whether there is one; whether peers take copies */
} world;

static world *w; /* of the test that runs */

/* ---- fakes -------------------------------------------------------------------------------------------------------------- */

static uint64_t port_token(void *context) {
    (void)context;
    return ++w->next_token;
}

static void note(uint32_t to, const ter__message *message) {
    assert_true(w->said_count < SAID_MAX);
    said *s = &w->said[w->said_count++];
    *s = (said){.at = w->now, .to = to, .message = *message};
    if (message->kind == TER__MESSAGE_HEARTBEAT) {
        assert_true(message->as.heartbeat.count <= NAMED_MAX);
        if (message->as.heartbeat.count > 0) {
            memcpy(s->named, message->as.heartbeat.items, message->as.heartbeat.count * sizeof *s->named);
        }
    }
}

static bool port_send(void *context, const ter__message *message) {
    (void)context;
    note(0, message);
    return w->leader;
}

static bool port_send_to(void *context, uint32_t to, const ter__message *message) {
    (void)context;
    assert_true(to != SELF);
    note(to, message);
    return true;
}

static bool body_has(void *context, const ter__hash *hash) {
    (void)context;
    for (size_t i = 0; i < w->here_count; i++) {
        if (memcmp(&w->here[i], hash, sizeof *hash) == 0) {
            return true;
        }
    }
    return false;
}

static void body_compute(void *context, uint64_t token, const ter__task *task) {
    (void)context;
    assert_true(w->run_count < SLOTS);
    w->runs[w->run_count++] = (computing){token, *task, false};
    w->begun++;
}

static void body_cancel(void *context, uint64_t token) {
    (void)context;
    for (size_t i = 0; i < w->run_count; i++) {
        if (w->runs[i].token == token) {
            assert_false(w->runs[i].cancelled);
            w->runs[i].cancelled = true;
            return;
        }
    }
    fail_msg("nothing to cancel");
}

static void body_read(void *context, uint64_t token, const ter__hash *hash, uint64_t offset, size_t length) {
    (void)context, (void)token, (void)hash, (void)offset, (void)length;
}

static void body_begin(void *context, uint64_t token, const ter__blob *blob) {
    (void)context, (void)token, (void)blob;
}

static void body_piece(void *context, uint64_t token, const uint8_t *bytes, size_t length) {
    (void)context, (void)token, (void)bytes, (void)length;
}

static void body_end(void *context, uint64_t token) {
    (void)context, (void)token;
}

static int open_world(void **state) {
    (void)state;
    w = calloc(1, sizeof *w);
    w->said = calloc(SAID_MAX, sizeof *w->said);
    w->now = 100000;
    w->leader = w->peers_keep = true;
    w->state = ter__state_create();
    w->body = (ter__body){.context = w,
                          .compute = body_compute,
                          .cancel = body_cancel,
                          .blob_has = body_has,
                          .blob_read = body_read,
                          .blob_begin = body_begin,
                          .blob_piece = body_piece,
                          .blob_end = body_end,
                          .blob_abort = body_end};
    ter__core_config config = {.id = SELF, .member_count = 3, .self = {.id = SELF, .incarnation = 77, .slots = SLOTS}};
    for (uint32_t i = 0; i < 3; i++) {
        config.members[i] = (ter__member){i + 1, "x:1"};
    }
    ter__transfer_port transfer_port = {w, port_send_to, &w->body, port_token};
    w->transfer = ter__transfer_create(&transfer_port, &config);
    ter__agent_port agent_port = {w, port_send, &w->body, port_token};
    w->agent = ter__agent_create(&agent_port, w->transfer, w->state, &config);
    assert_true(w->state != NULL && w->transfer != NULL && w->agent != NULL);
    ter__transfer_connected(w->transfer, 2, w->now);
    ter__transfer_connected(w->transfer, 3, w->now);
    return 0;
}

static int close_world(void **state) {
    (void)state;
    ter__agent_destroy(w->agent);
    ter__transfer_destroy(w->transfer);
    ter__state_destroy(w->state);
    free(w->said);
    free(w);
    return 0;
}

/* ---- blobs and what peers do -------------------------------------------------------------------------------------------- */

static ter__blob new_blob(bool here) {
    ter__blob blob = {{{0}}, 100};
    w->next_blob++;
    memcpy(blob.hash.bytes, &w->next_blob, 8);
    if (here) {
        assert_true(w->here_count < HERE_MAX);
        w->here[w->here_count++] = blob.hash;
    }
    return blob;
}

static void forget_blob(const ter__blob *blob) {
    for (size_t i = 0; i < w->here_count; i++) {
        if (memcmp(&w->here[i], &blob->hash, sizeof blob->hash) == 0) {
            w->here[i] = w->here[--w->here_count];
        }
    }
}

/* Answers the last message of a kind that was said to a peer since `first`. */
static void peers_answer(size_t first) {
    for (size_t i = first; i < w->said_count && w->peers_keep; i++) {
        const said *s = &w->said[i];
        if (s->to != 0 && s->message.kind == TER__MESSAGE_COPY) {
            ter__message message = {.kind = TER__MESSAGE_COPIED, .as.copied = {s->message.as.copy.hash, true}};
            ter__transfer_receive(w->transfer, s->to, &message, w->now);
        }
    }
}

static void steps(unsigned ms) {
    for (unsigned i = 0; i < ms / STEP_MS; i++) {
        w->now += STEP_MS;
        size_t first = w->said_count;
        ter__transfer_tick(w->transfer, w->now);
        ter__agent_tick(w->agent, w->now);
        peers_answer(first);
    }
}

/* ---- the state ---------------------------------------------------------------------------------------------------------- */

static void apply(const ter__command *command) {
    uint8_t *bytes = NULL;
    size_t length = 0;
    ter_error error = {TER_OK, ""};
    ter_assert_ok(ter__command_encode(command, &bytes, &length), error);
    w->index++;
    ter_assert_ok(ter__state_apply(w->state, w->index, bytes, length, &error), error);
    ter__state_batch_end(w->state, w->index);
    free(bytes);
    ter__agent_applied(w->agent, w->now);
}

static void submit(const char *job, const ter__blob *spec) {
    ter__command command = {.kind = TER__COMMAND_SUBMIT, .at = 1};
    snprintf(command.as.submit.id, sizeof command.as.submit.id, "%s", job);
    snprintf(command.as.submit.name, sizeof command.as.submit.name, "job");
    snprintf(command.as.submit.file, sizeof command.as.submit.file, "job.yaml");
    command.as.submit.spec = *spec;
    apply(&command);
}

static void cancel(const char *job) {
    ter__command command = {.kind = TER__COMMAND_CANCEL, .at = 2};
    snprintf(command.as.cancel.job, sizeof command.as.cancel.job, "%s", job);
    apply(&command);
}

static ter__task task_of(const char *job, ter__task_kind kind, uint32_t unit) {
    ter__task task = {.kind = kind, .unit = unit};
    snprintf(task.job, sizeof task.job, "%s", job);
    return task;
}

static void outcome(const ter__task *task, ter__attempt attempt, uint32_t copy, const ter__result *result) {
    ter__command command = {.kind = TER__COMMAND_OUTCOME, .at = 3};
    command.as.outcome.task = *task;
    command.as.outcome.attempt = attempt;
    command.as.outcome.node = SELF;
    command.as.outcome.copy = copy;
    command.as.outcome.result = *result;
    apply(&command);
}

/* A job of one stage whose `units` can be computed. */
static void running(const char *job, uint32_t units) {
    ter__blob spec = new_blob(true);
    submit(job, &spec);
    char outline[] = "rows clean\n";
    ter__result begun = {.stages = 1, .units = units, .outline = outline};
    ter__task begin = task_of(job, TER__TASK_BEGIN, 0);
    outcome(&begin, 1, 0, &begun);
    assert_int_equal(ter__state_job(w->state, job)->phase, TER__PHASE_RUNNING);
}

static void lease(const ter__task *task, ter__attempt attempt) {
    ter__lease item = {.task = *task, .attempt = attempt};
    ter__message message = {.kind = TER__MESSAGE_LEASE, .as.lease = {1, 1, &item}};
    ter__agent_receive(w->agent, &message, w->now);
}

/* A worker ends: its task has this result. */
static void computed(size_t run, ter__result result) {
    assert_true(run < w->run_count);
    uint64_t token = w->runs[run].token;
    memmove(w->runs + run, w->runs + run + 1, (w->run_count - run - 1) * sizeof *w->runs);
    w->run_count--;
    size_t first = w->said_count;
    assert_true(ter__agent_computed(w->agent, token, &result, w->now));
    peers_answer(first);
}

static ter__result a_part(void) {
    return (ter__result){.status = TER_OK, .part = new_blob(true)};
}

static size_t count_said(ter__message_kind kind, size_t from) {
    size_t count = 0;
    for (size_t i = from; i < w->said_count; i++) {
        count += w->said[i].message.kind == kind;
    }
    return count;
}

static const said *last_said(ter__message_kind kind) {
    for (size_t i = w->said_count; i > 0; i--) {
        if (w->said[i - 1].message.kind == kind) {
            return &w->said[i - 1];
        }
    }
    return NULL;
}

#endif
