/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The leader's leases: which task is computed where at the moment. Nothing of it is replicated. A new leader begins with what the
 * nodes' heartbeats say they hold (it adopts those leases), so that nothing is computed twice because a leader changed. What the
 * leader itself computed when it died is told by its next process (running.h).
 *
 * Tasks are given in the order of jobs and of units, in batches: to each node as many as it has slots, and half as many again to
 * wait there, so that a worker never waits for the network. A finish goes where most of the stage's parts are. A lease lives as
 * long as its node's heartbeats name it; it is over when the node dies (counted against tasks that it had begun, as far as the
 * leader can tell), is silent for lease_ms, comes back as another process, or hands it back. Late reports of a lease that is over
 * are ignored.
 */
#ifndef TER__SCHEDULER_H
#define TER__SCHEDULER_H

#include "core/command.h"
#include "core/message.h"

typedef struct ter__scheduler_port {
    void *context;
    /* Sends to a node, which may be this one. False: not connected, or too much waits. */
    bool (*send)(void *context, uint32_t to, const ter__message *message);
    /* Proposes a command; what comes of it is seen in the state. False: too much waits, to be tried again. */
    bool (*propose)(void *context, const ter__command *command);
} ter__scheduler_port;

typedef struct ter__scheduler ter__scheduler;

ter__scheduler *ter__scheduler_create(const ter__scheduler_port *port, const ter__state *state, const ter__core_config *config);
void ter__scheduler_destroy(ter__scheduler *scheduler); /* null is allowed */

/* This node begins to lead in `term`, or no longer does: all leases are forgotten. */
void ter__scheduler_lead(ter__scheduler *scheduler, uint64_t term, ter__ms now, ter__ms at);
void ter__scheduler_follow(ter__scheduler *scheduler);
void ter__scheduler_tick(ter__scheduler *scheduler, ter__ms now, ter__ms at);
/* The state has changed: leases of what is over are dropped, what can run is given. */
void ter__scheduler_applied(ter__scheduler *scheduler, ter__ms now, ter__ms at);
void ter__scheduler_connected(ter__scheduler *scheduler, uint32_t node, uint64_t incarnation, ter__ms now);
void ter__scheduler_disconnected(ter__scheduler *scheduler, uint32_t node, bool died, ter__ms now, ter__ms at);
/* HEARTBEAT, REPORT, RETURN, COMPUTED; the report's result stays the message's. */
void ter__scheduler_receive(ter__scheduler *scheduler, uint32_t from, const ter__message *message, ter__ms now, ter__ms at);
size_t ter__scheduler_leases(const ter__scheduler *scheduler);

#endif
