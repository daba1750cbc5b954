/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The leases of a node: taken, named in heartbeats, computed in their order, dropped when the state no longer waits for them. */
#include "core/agent.h"

#include <assert.h>
#include <stdlib.h>

#include "core/agent_parts.h"
#include "core/running.h"

#define HEARTBEAT_MS_DEFAULT 250
#define LEASE_MS_DEFAULT     4000
#define RETRY_MS_DEFAULT     1000

ter__agent *ter__agent_create(const ter__agent_port *port, ter__transfer *transfer, const ter__state *state,
                              const ter__core_config *config) {
    assert(port != NULL && transfer != NULL && state != NULL && config->id > 0);
    ter__agent *agent = calloc(1, sizeof *agent);
    if (agent == NULL) {
        return NULL;
    }
    agent->port = *port;
    agent->transfer = transfer;
    agent->state = state;
    agent->config = *config;
    agent->heartbeat_ms = config->heartbeat_ms > 0 ? config->heartbeat_ms : HEARTBEAT_MS_DEFAULT;
    agent->lease_ms = config->lease_ms > 0 ? config->lease_ms : LEASE_MS_DEFAULT;
    agent->retry_ms = config->retry_ms > 0 ? config->retry_ms : RETRY_MS_DEFAULT;
    return agent;
}

static void drop(ter__agent *agent, ter__held **place) {
    ter__held *held = *place;
    assert(agent->held_count > 0 && held->token == 0);
    ter__transfer_forget(agent->transfer, held);
    *place = held->next;
    agent->held_count--;
    ter__result_clear(&held->result);
    free(held);
}

void ter__agent_destroy(ter__agent *agent) {
    if (agent == NULL) {
        return;
    }
    while (agent->held != NULL) {
        agent->held->token = 0;
        drop(agent, &agent->held);
    }
    assert(agent->held_count == 0);
    free(agent->named);
    free(agent);
}

/* ---- saying ------------------------------------------------------------------------------------------------------------- */

void ter__agent_return(const ter__agent *agent, const ter__lease *lease) {
    assert(lease->attempt > 0);
    ter__message message = {.kind = TER__MESSAGE_RETURN, .as.returned = *lease};
    agent->port.send(agent->port.context, &message); /* unsent: heartbeats do not name it any more, which says the same */
}

static bool make_room(ter__agent *agent) {
    assert(agent->held_count <= TER__LEASES_MAX);
    if (agent->named_room >= agent->held_count) {
        return true;
    }
    ter__lease *grown = realloc(agent->named, agent->held_count * sizeof *grown);
    if (grown == NULL) {
        return false;
    }
    agent->named = grown;
    agent->named_room = agent->held_count;
    return true;
}

static void send_heartbeat(ter__agent *agent) {
    agent->heartbeat_at = agent->now;
    if (!make_room(agent)) {
        return; /* the next one may find memory */
    }
    size_t count = 0;
    for (const ter__held *held = agent->held; held != NULL; held = held->next) {
        if (!held->unwanted) {
            agent->named[count] = held->lease;
            agent->named[count].begun = held->phase == TER__TASK_COMPUTING;
            agent->named[count++].computed = held->phase == TER__TASK_COPYING || held->phase == TER__TASK_REPORTING;
        }
    }
    assert(count <= agent->held_count);
    uint32_t slots = agent->draining ? 0 : agent->config.self.slots;
    ter__message message = {.kind = TER__MESSAGE_HEARTBEAT};
    message.as.heartbeat.incarnation = agent->config.self.incarnation;
    message.as.heartbeat.slots = slots;
    message.as.heartbeat.free = slots > agent->computing ? slots - agent->computing : 0;
    message.as.heartbeat.draining = agent->draining;
    message.as.heartbeat.count = count;
    message.as.heartbeat.items = agent->named;
    agent->port.send(agent->port.context, &message);
}

void ter__agent_tell_running(const ter__agent *agent) {
    const ter__body *body = agent->port.body;
    ter__lease leases[TER__RUNNING_MAX];
    size_t count = 0, length = 0;
    uint8_t *bytes = NULL;
    if (body->running == NULL) {
        return;
    }
    for (const ter__held *held = agent->held; held != NULL && count < TER__RUNNING_MAX; held = held->next) {
        if (held->phase == TER__TASK_COMPUTING && !held->unwanted) {
            leases[count++] = held->lease;
        }
    }
    if (ter__running_encode(leases, count, &bytes, &length) == TER_OK) {
        body->running(body->context, bytes, length);
        free(bytes);
    }
}

/* ---- the round ---------------------------------------------------------------------------------------------------------- */

/* Whether a lease is done with: nothing is to be computed or said for it any more. */
static bool is_over(const ter__held *held, ter__standing standing) {
    if (standing == TER__STANDING_NOT_YET) { /* the command that makes it pending should have come long ago */
        return held->phase == TER__TASK_WAITING && held->agent->now - held->since >= 2 * (ter__ms)held->agent->lease_ms;
    }
    if (standing == TER__STANDING_PENDING && held->phase == TER__TASK_REPORTING && held->result.here) {
        const ter__unit *unit = ter__state_pending(held->agent->state, &held->lease.task);
        assert(unit != NULL);
        return unit->attempt >= held->lease.attempt; /* it is counted */
    }
    return standing == TER__STANDING_OVER;
}

static void unwant(ter__held *held) {
    assert(held->phase == TER__TASK_COMPUTING && held->token != 0);
    const ter__body *body = held->agent->port.body;
    if (!held->unwanted) {
        held->unwanted = true;
        body->cancel(body->context, held->token);
    }
}

static void go_round(ter__agent *agent) {
    assert(agent->busy);
    ter__held **place = &agent->held;
    while (*place != NULL) {
        ter__held *held = *place;
        ter__standing standing = ter__held_standing(held);
        if (!is_over(held, standing)) {
            ter__held_advance(held);
            place = &held->next;
        } else if (held->token != 0) {
            unwant(held);
            place = &held->next;
        } else {
            if (standing == TER__STANDING_NOT_YET) {
                ter__agent_return(agent, &held->lease);
            }
            drop(agent, place);
        }
    }
}

void ter__agent_go_on(ter__agent *agent) {
    assert(agent->computing <= agent->held_count);
    agent->again = true;
    while (agent->again && !agent->busy) {
        agent->again = false;
        agent->busy = true;
        go_round(agent);
        agent->busy = false;
    }
}

/* Reports whose last saying is at least that long ago. */
static void report_again(ter__agent *agent, unsigned after_ms) {
    assert(!agent->busy);
    agent->busy = true;
    for (ter__held *held = agent->held; held != NULL; held = held->next) {
        if (held->phase == TER__TASK_REPORTING && agent->now - held->said_at >= after_ms) {
            ter__held_report(held);
        }
    }
    agent->busy = false;
    if (agent->again) {
        ter__agent_go_on(agent);
    }
}

void ter__agent_tick(ter__agent *agent, ter__ms now) {
    assert(now >= agent->now);
    agent->now = now;
    ter__agent_go_on(agent);
    report_again(agent, agent->retry_ms);
    if (now - agent->heartbeat_at >= agent->heartbeat_ms) {
        send_heartbeat(agent);
    }
}

void ter__agent_applied(ter__agent *agent, ter__ms now) {
    assert(now >= agent->now);
    agent->now = now;
    ter__agent_go_on(agent);
}

void ter__agent_leader(ter__agent *agent, ter__ms now) {
    assert(now >= agent->now);
    agent->now = now;
    send_heartbeat(agent);
    report_again(agent, 0);
}

/* ---- leases ------------------------------------------------------------------------------------------------------------- */

static void take(ter__agent *agent, const ter__lease *lease) {
    ter__held **place = &agent->held;
    while (*place != NULL && !ter__task_equal(&(*place)->lease.task, &lease->task)) {
        place = &(*place)->next;
    }
    ter__held *held = *place;
    if (held != NULL && lease->attempt < held->lease.attempt) {
        return; /* of an earlier leader */
    }
    if (held != NULL && held->unwanted) {
        ter__agent_return(agent, lease); /* it is still being stopped */
        return;
    }
    if (held != NULL) {
        bool again = lease->attempt > held->lease.attempt && held->phase == TER__TASK_REPORTING;
        held->lease.attempt = lease->attempt;
        if (again && held->result.here) { /* what failed here once is tried once more */
            ter__result_clear(&held->result);
            ter__held_enter(held, TER__TASK_WAITING);
        } else if (again) {
            ter__held_report(held);
        }
        return;
    }
    held = agent->held_count < TER__LEASES_MAX ? calloc(1, sizeof *held) : NULL;
    if (held == NULL) {
        ter__agent_return(agent, lease);
        return;
    }
    held->agent = agent;
    held->lease = *lease;
    ter__held_enter(held, TER__TASK_WAITING);
    *place = held;
    agent->held_count++;
    assert(agent->held_count <= TER__LEASES_MAX);
}

void ter__agent_receive(ter__agent *agent, const ter__message *message, ter__ms now) {
    assert(now >= agent->now);
    agent->now = now;
    if (message->kind != TER__MESSAGE_LEASE) {
        return;
    }
    for (size_t i = 0; i < message->as.lease.count; i++) {
        if (agent->draining) {
            ter__agent_return(agent, &message->as.lease.items[i]);
        } else {
            take(agent, &message->as.lease.items[i]);
        }
    }
    ter__agent_go_on(agent);
}

bool ter__agent_computed(ter__agent *agent, uint64_t token, ter__result *result, ter__ms now) {
    assert(token != 0 && now >= agent->now);
    ter__held **place = &agent->held;
    while (*place != NULL && (*place)->token != token) {
        place = &(*place)->next;
    }
    ter__held *held = *place;
    if (held == NULL) {
        return false;
    }
    assert(agent->computing > 0);
    agent->now = now;
    agent->computing--;
    held->token = 0;
    held->phase = TER__TASK_READY; /* until the result says what is next: it runs no more */
    ter__agent_tell_running(agent);
    held->phase = TER__TASK_COMPUTING;
    if (held->unwanted || result->status == TER_CANCELLED) {
        ter__result_clear(result);
        drop(agent, place);
    } else {
        ter__held_computed(held, result);
    }
    ter__agent_go_on(agent);
    return true;
}

void ter__agent_drain(ter__agent *agent, ter__ms now) {
    assert(now >= agent->now);
    agent->now = now;
    agent->draining = true;
    assert(!agent->busy);
    agent->busy = true;
    ter__held **place = &agent->held;
    while (*place != NULL) {
        if ((*place)->phase == TER__TASK_WAITING || (*place)->phase == TER__TASK_READY) {
            ter__agent_return(agent, &(*place)->lease);
            drop(agent, place);
        } else {
            place = &(*place)->next;
        }
    }
    agent->busy = false;
    ter__agent_go_on(agent);
    send_heartbeat(agent);
}

bool ter__agent_idle(const ter__agent *agent) {
    assert(agent->held != NULL || agent->computing == 0);
    return agent->held == NULL;
}

void ter__agent_counts(const ter__agent *agent, unsigned *computing, unsigned *queued) {
    assert(computing != NULL && queued != NULL);
    *computing = agent->computing;
    *queued = 0;
    for (const ter__held *held = agent->held; held != NULL; held = held->next) {
        *queued += held->phase == TER__TASK_WAITING || held->phase == TER__TASK_READY;
    }
}
