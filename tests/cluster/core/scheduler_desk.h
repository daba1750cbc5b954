/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A scheduler over a real state, and a port that keeps what is said. For test_scheduler.c. */
#ifndef TEST_SCHEDULER_DESK_H
#define TEST_SCHEDULER_DESK_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/scheduler.h"
#include "ter_assert.h"

enum { NODES = 3, SLOTS = 4, PLACES = 6, SAID_ROOM = 8192, TERM = 5 };

typedef struct given {
    uint32_t to;
    ter__lease lease;
} given;

typedef struct desk {
    ter__state *state;
    ter__scheduler *scheduler;
    uint64_t index;
    ter__ms now;
    given given[SAID_ROOM];
    size_t given_count, message_count;
    ter__command_kind proposed[SAID_ROOM];
    ter__command last;
    uint8_t *bytes[SAID_ROOM];
    size_t lengths[SAID_ROOM], proposed_count, applied_count;
    bool deaf, full; /* sends fail; proposals fail */
} desk;

static bool desk_send(void *context, uint32_t to, const ter__message *message) {
    desk *d = context;
    assert_int_equal(message->kind, TER__MESSAGE_LEASE);
    if (d->deaf) {
        return false;
    }
    d->message_count++;
    for (size_t i = 0; i < message->as.lease.count; i++) {
        assert_true(d->given_count < SAID_ROOM);
        d->given[d->given_count++] = (given){to, message->as.lease.items[i]};
    }
    return true;
}

static bool desk_propose(void *context, const ter__command *command) {
    desk *d = context;
    if (d->full) {
        return false;
    }
    assert_true(d->proposed_count < SAID_ROOM);
    assert_int_equal(ter__command_encode(command, &d->bytes[d->proposed_count], &d->lengths[d->proposed_count]), TER_OK);
    d->last = *command;
    d->proposed[d->proposed_count++] = command->kind;
    return true;
}

/* Applies what was proposed, as one batch. */
static void apply(desk *d) {
    d->index++;
    for (; d->applied_count < d->proposed_count; d->applied_count++) {
        assert_int_equal(ter__state_apply(d->state, d->index, d->bytes[d->applied_count], d->lengths[d->applied_count], NULL),
                         TER_OK);
        free(d->bytes[d->applied_count]);
    }
    d->applied_count = d->proposed_count = 0;
    ter__state_batch_end(d->state, d->index);
    ter__scheduler_applied(d->scheduler, d->now, d->now);
}

static void command(desk *d, const ter__command *c) {
    assert_true(desk_propose(d, c));
    apply(d);
}

static void node_up(desk *d, uint32_t id, uint64_t incarnation) {
    ter__command c = {.kind = TER__COMMAND_NODE_UP, .as.node = {.id = id, .incarnation = incarnation, .slots = SLOTS, .up = true}};
    (void)snprintf(c.as.node.name, sizeof c.as.node.name, "n%u", (unsigned)id);
    (void)snprintf(c.as.node.address, sizeof c.as.node.address, "n%u:1", (unsigned)id);
    (void)snprintf(c.as.node.version, sizeof c.as.node.version, "1");
    command(d, &c);
}

static void submit(desk *d, const char *id) {
    ter__command c = {.kind = TER__COMMAND_SUBMIT, .as.submit = {.spec = {{{1}}, 1}}};
    (void)snprintf(c.as.submit.id, sizeof c.as.submit.id, "%s", id);
    (void)snprintf(c.as.submit.name, sizeof c.as.submit.name, "%s", id);
    (void)snprintf(c.as.submit.file, sizeof c.as.submit.file, "job.yaml");
    command(d, &c);
}

/* The job begins, outside of the scheduler's doing. */
static void begin(desk *d, const char *id, uint32_t units, double timeout_seconds) {
    ter__command c = {.kind = TER__COMMAND_OUTCOME, .as.outcome = {.attempt = 1, .node = 1}};
    submit(d, id);
    (void)snprintf(c.as.outcome.task.job, sizeof c.as.outcome.task.job, "%s", id);
    c.as.outcome.result = (ter__result){.stages = 1, .units = units, .timeout_seconds = timeout_seconds, .plan = {{1}}};
    command(d, &c);
}

static void heartbeat(desk *d, uint32_t node, uint64_t incarnation, ter__lease *items, size_t count) {
    ter__message m = {.kind = TER__MESSAGE_HEARTBEAT, .as.heartbeat = {incarnation, SLOTS, SLOTS, false, count, items}};
    ter__scheduler_receive(d->scheduler, node, &m, d->now, d->now);
}

/* Heartbeats of nodes that name all they were given. */
static void beat(desk *d, uint32_t node, bool begun) {
    ter__lease items[SAID_ROOM / 8];
    size_t count = 0;
    for (size_t i = 0; i < d->given_count; i++) {
        if (d->given[i].to == node) {
            items[count] = d->given[i].lease;
            items[count++].begun = begun;
        }
    }
    heartbeat(d, node, 100 + node, items, count);
}

static void report(desk *d, uint32_t node, const ter__lease *lease, ter_status status, bool here) {
    ter__message m = {.kind = TER__MESSAGE_REPORT, .as.report = {.lease = *lease, .copy = node % NODES + 1}};
    m.as.report.result = (ter__result){.status = status, .here = here};
    m.as.report.result.part = (ter__blob){{{1, (uint8_t)lease->task.unit}}, 1};
    if (lease->task.kind == TER__TASK_FINISH) {
        m.as.report.result.pack = m.as.report.result.part;
        m.as.report.result.digest = m.as.report.result.part.hash;
    }
    ter__scheduler_receive(d->scheduler, node, &m, d->now, d->now);
}

static void desk_open(desk *d) {
    memset(d, 0, sizeof *d);
    d->state = ter__state_create();
    ter__core_config config = {.id = 1, .member_count = NODES};
    for (uint32_t i = 0; i < NODES; i++) {
        config.members[i] = (ter__member){i + 1, "a"};
    }
    ter__scheduler_port port = {d, desk_send, desk_propose};
    d->scheduler = ter__scheduler_create(&port, d->state, &config);
    assert_non_null(d->scheduler);
    d->now = 1000;
    for (uint32_t i = 1; i <= NODES; i++) {
        node_up(d, i, 100 + i);
        ter__scheduler_connected(d->scheduler, i, 100 + i, d->now);
    }
}

static void lead(desk *d) {
    ter__scheduler_lead(d->scheduler, TERM, d->now, d->now);
    for (uint32_t i = 1; i <= NODES; i++) {
        heartbeat(d, i, 100 + i, NULL, 0);
    }
}

static void pass(desk *d, ter__ms milliseconds) {
    d->now += milliseconds;
    ter__scheduler_tick(d->scheduler, d->now, d->now);
}

static void desk_close(desk *d) {
    for (size_t i = d->applied_count; i < d->proposed_count; i++) {
        free(d->bytes[i]);
    }
    ter__scheduler_destroy(d->scheduler);
    ter__state_destroy(d->state);
}

static desk d;

static void open_and_lead(const char *job, uint32_t units) {
    desk_open(&d);
    begin(&d, job, units, 0);
    lead(&d);
    pass(&d, 500);
}

static size_t given_to(uint32_t node) {
    size_t count = 0;
    for (size_t i = 0; i < d.given_count; i++) {
        count += d.given[i].to == node;
    }
    return count;
}

static const given *given_unit(uint32_t unit, size_t from) {
    for (size_t i = from; i < d.given_count; i++) {
        if (d.given[i].lease.task.unit == unit && d.given[i].lease.task.kind == TER__TASK_UNIT) {
            return &d.given[i];
        }
    }
    return NULL;
}

#endif
