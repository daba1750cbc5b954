/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A node's own work: leases come in, the blobs they need are fetched, tasks are computed on as many workers as there are slots,
 * what came of them is copied to a second node and then reported to the leader, again and again until this node's own state knows
 * it.
 *
 *   waiting (for blobs) -> ready -> computing -> copying -> reporting -> over
 *
 * A lease is over when the state no longer waits for its task (recorded, or its job ended): a computation is cancelled then. A
 * newer attempt of a task that is here already takes the older one's place without beginning again.
 */
#ifndef TER__AGENT_H
#define TER__AGENT_H

#include "core/message.h"
#include "core/transfer.h"

/* X(NAME, word) */
#define TER__TASK_PHASE_LIST(X)                                                                                                    \
    X(WAITING, "waiting for blobs")                                                                                                \
    X(READY, "ready")                                                                                                              \
    X(COMPUTING, "computing")                                                                                                      \
    X(COPYING, "copying")                                                                                                          \
    X(REPORTING, "reporting")

typedef struct ter__agent_port {
    void *context;
    /* To the leader, whoever it is; false: there is none known or connected. */
    bool (*send)(void *context, const ter__message *message);
    const ter__body *body;
    uint64_t (*token)(void *context);
} ter__agent_port;

typedef struct ter__agent ter__agent;

ter__agent *ter__agent_create(const ter__agent_port *port, ter__transfer *transfer, const ter__state *state,
                              const ter__core_config *config);
void ter__agent_destroy(ter__agent *agent);

void ter__agent_tick(ter__agent *agent, ter__ms now);
/* LEASE. */
void ter__agent_receive(ter__agent *agent, const ter__message *message, ter__ms now);
/* The state has changed. */
void ter__agent_applied(ter__agent *agent, ter__ms now);
/* There is another leader, or the connection to it is new: heartbeat and reports go out at once. */
void ter__agent_leader(ter__agent *agent, ter__ms now);
/* False: the token is none of these. Takes the result over. */
bool ter__agent_computed(ter__agent *agent, uint64_t token, ter__result *result, ter__ms now);
void ter__agent_drain(ter__agent *agent, ter__ms now);
bool ter__agent_idle(const ter__agent *agent);
void ter__agent_counts(const ter__agent *agent, unsigned *computing, unsigned *queued);

#endif
