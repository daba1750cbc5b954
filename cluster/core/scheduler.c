/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The leader's events: nodes that speak, fall silent or die; reports; time. */
#include "core/scheduler.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/scheduler_parts.h"

#define HEARTBEAT_MS_DEFAULT 250
#define LEASE_MS_DEFAULT     4000
#define RETRY_MS_DEFAULT     1000
/* Heartbeats in which a new leader hears what the nodes hold before it gives anything. */
#define GRACE_HEARTBEATS 2

ter__scheduler *ter__scheduler_create(const ter__scheduler_port *port, const ter__state *state, const ter__core_config *config) {
    assert(port != NULL && state != NULL && config->member_count <= TER__NODES_MAX);
    ter__scheduler *scheduler = calloc(1, sizeof *scheduler);
    ter__seat *seats = calloc(config->member_count > 0 ? config->member_count : 1, sizeof *seats);
    if (scheduler == NULL || seats == NULL) {
        free(scheduler);
        free(seats);
        return NULL;
    }
    scheduler->port = *port;
    scheduler->state = state;
    scheduler->self = config->id;
    scheduler->heartbeat_ms = config->heartbeat_ms > 0 ? config->heartbeat_ms : HEARTBEAT_MS_DEFAULT;
    scheduler->lease_ms = config->lease_ms > 0 ? config->lease_ms : LEASE_MS_DEFAULT;
    scheduler->retry_ms = config->retry_ms > 0 ? config->retry_ms : RETRY_MS_DEFAULT;
    scheduler->seats = seats;
    scheduler->seat_count = config->member_count;
    for (size_t i = 0; i < config->member_count; i++) {
        assert(config->members[i].id > 0 && config->members[i].id <= TER__NODE_ID_MAX);
        seats[i].id = (uint32_t)config->members[i].id;
    }
    return scheduler;
}

void ter__scheduler_destroy(ter__scheduler *scheduler) {
    if (scheduler != NULL) {
        ter__grants_clear(scheduler);
        free(scheduler->turns);
        free(scheduler->seats);
        free(scheduler);
    }
}

ter__seat *ter__scheduler_seat(const ter__scheduler *scheduler, uint32_t id) {
    for (size_t i = 0; i < scheduler->seat_count; i++) {
        if (scheduler->seats[i].id == id) {
            return &scheduler->seats[i];
        }
    }
    return NULL;
}

size_t ter__scheduler_leases(const ter__scheduler *scheduler) {
    return scheduler->held_count;
}

static void clock(ter__scheduler *scheduler, ter__ms now, ter__ms at) {
    scheduler->now = now > scheduler->now ? now : scheduler->now;
    scheduler->at = at;
}

/* ---- leases that are over ------------------------------------------------------------------------------------------------- */

/* What a lost lease leaves to say is said before its task is given again. */
static void say_lost(ter__scheduler *scheduler, ter__grant *grant) {
    assert(grant->phase == TER__GRANT_LOST);
    ter__command command = {.kind = TER__COMMAND_LOST, .at = scheduler->at};
    command.as.lost.task = grant->lease.task;
    command.as.lost.attempt = grant->lease.attempt;
    command.as.lost.node = grant->node;
    command.as.lost.died = grant->died;
    if (scheduler->port.propose(scheduler->port.context, &command)) {
        ter__grant_drop(scheduler, grant);
    }
}

/* A lease that its node no longer has. Only what had begun is worth a word. */
static void lose(ter__scheduler *scheduler, ter__grant *grant, bool died) {
    if (grant->phase == TER__GRANT_HELD && grant->lease.begun) {
        grant->died = died;
        ter__grant_enter(scheduler, grant, TER__GRANT_LOST);
        say_lost(scheduler, grant);
    } else if (grant->phase == TER__GRANT_HELD || grant->phase == TER__GRANT_REPORTED) {
        ter__grant_drop(scheduler, grant);
    }
}

/* A node computes its oldest leases first, on as many workers as it has slots. What begins and kills between two heartbeats would
 * never be counted if only heartbeats said what had begun: of workers not known to be busy the oldest other leases are presumed. */
static void presume_begun(ter__scheduler *scheduler, const ter__seat *seat) {
    uint32_t begun = 0;
    for (const ter__grant *grant = scheduler->grants; grant != NULL; grant = grant->next) {
        begun += grant->node == seat->id && grant->phase == TER__GRANT_HELD && grant->lease.begun;
    }
    for (; begun < seat->slots; begun++) {
        ter__grant *oldest = NULL;
        for (ter__grant *grant = scheduler->grants; grant != NULL; grant = grant->next) {
            bool waits =
                grant->node == seat->id && grant->phase == TER__GRANT_HELD && !grant->lease.begun && !grant->lease.computed;
            if (waits && (oldest == NULL || grant->lease.attempt < oldest->lease.attempt)) {
                oldest = grant;
            }
        }
        if (oldest == NULL) {
            return;
        }
        oldest->lease.begun = true;
    }
}

static void lose_all(ter__scheduler *scheduler, const ter__seat *seat, bool died) {
    if (died) {
        presume_begun(scheduler, seat);
    }
    for (ter__grant *grant = scheduler->grants, *next = NULL; grant != NULL; grant = next) {
        next = grant->next;
        /* What is reported is on its way into the log and needs its node no more. */
        if (grant->node == seat->id && grant->phase == TER__GRANT_HELD) {
            lose(scheduler, grant, died);
        }
    }
}

/* ---- beginning and ending -----------------------------------------------------------------------------------------------------
 */

void ter__scheduler_follow(ter__scheduler *scheduler) {
    ter__grants_clear(scheduler);
    scheduler->leads = false;
    scheduler->turn_count = scheduler->turn = 0;
    scheduler->turn_tasks = 0;
    scheduler->seen_number = 0;
    for (size_t i = 0; i < scheduler->seat_count; i++) {
        ter__seat *seat = &scheduler->seats[i];
        seat->heard = seat->full = false;
        seat->slots = 0;
        seat->batch_count = 0;
    }
}

void ter__scheduler_lead(ter__scheduler *scheduler, uint64_t term, ter__ms now, ter__ms at) {
    assert(term > 0 && term < UINT64_C(1) << 24);
    ter__scheduler_follow(scheduler);
    clock(scheduler, now, at);
    scheduler->leads = true;
    scheduler->term = term;
    scheduler->count = 0;
    scheduler->give_from = now + (ter__ms)GRACE_HEARTBEATS * scheduler->heartbeat_ms;
    for (size_t i = 0; i < scheduler->seat_count; i++) {
        scheduler->seats[i].heard_at = now;
        scheduler->seats[i].down_said_at = 0;
    }
    ter__turns_find(scheduler);
}

/* ---- nodes that come and go ------------------------------------------------------------------------------------------------- */

static void say_down(ter__scheduler *scheduler, ter__seat *seat) {
    const ter__node_record *record = ter__state_node(scheduler->state, seat->id);
    bool silent = scheduler->now - seat->heard_at >= scheduler->lease_ms;
    bool said = seat->down_said_at != 0 && scheduler->now - seat->down_said_at < scheduler->retry_ms;
    if (record == NULL || !record->up || said || !(silent || (seat->dead != 0 && seat->dead == record->incarnation))) {
        return;
    }
    ter__command command = {.kind = TER__COMMAND_NODE_DOWN, .at = scheduler->at, .as.node = *record};
    command.as.node.up = false;
    if (scheduler->port.propose(scheduler->port.context, &command)) {
        seat->down_said_at = scheduler->now;
    }
}

/* Another process is there: what the earlier one held died with it. */
static void meet(ter__scheduler *scheduler, ter__seat *seat, uint64_t incarnation) {
    if (seat->incarnation != incarnation) {
        if (scheduler->leads && seat->incarnation != 0) {
            lose_all(scheduler, seat, true);
        }
        seat->incarnation = incarnation;
        seat->heard = false;
        seat->slots = 0;
    }
    seat->connected = true;
}

void ter__scheduler_connected(ter__scheduler *scheduler, uint32_t node, uint64_t incarnation, ter__ms now) {
    clock(scheduler, now, scheduler->at);
    ter__seat *seat = ter__scheduler_seat(scheduler, node);
    if (seat != NULL) {
        meet(scheduler, seat, incarnation);
        seat->full = false;
    }
}

void ter__scheduler_disconnected(ter__scheduler *scheduler, uint32_t node, bool died, ter__ms now, ter__ms at) {
    clock(scheduler, now, at);
    ter__seat *seat = ter__scheduler_seat(scheduler, node);
    if (seat == NULL) {
        return;
    }
    seat->connected = false;
    seat->dead = died ? seat->incarnation : seat->dead;
    if (scheduler->leads && died) {
        lose_all(scheduler, seat, true);
        say_down(scheduler, seat);
        ter__scheduler_give(scheduler);
    }
}

/* ---- messages -----------------------------------------------------------------------------------------------------------------
 */

/* Whether a lease that nobody has here is one of an earlier leader that goes on. */
static bool adoptable(const ter__scheduler *scheduler, const ter__lease *lease) {
    return lease->attempt >> 40 < scheduler->term && ter__state_pending(scheduler->state, &lease->task) != NULL;
}

/* The grant of a lease that a node names, adopted when it can be; null: it is over. */
static ter__grant *grant_of(ter__scheduler *scheduler, ter__seat *seat, const ter__lease *lease) {
    ter__grant *grant = ter__grant_find(scheduler, &lease->task);
    if (grant != NULL && grant->phase != TER__GRANT_FREE) {
        return grant->node == seat->id && grant->lease.attempt == lease->attempt ? grant : NULL;
    }
    if (grant != NULL && grant->node == seat->id && grant->lease.attempt == lease->attempt) {
        return grant; /* a refusal, said again */
    }
    const ter__job *job = adoptable(scheduler, lease) ? ter__state_job(scheduler->state, lease->task.job) : NULL;
    if (job == NULL || seat->held >= TER__LEASES_MAX) {
        return NULL;
    }
    grant = ter__grant_make(scheduler, &lease->task, job->number);
    if (grant != NULL) {
        grant->lease = *lease;
        grant->lease.computed = false; /* counted once it is held */
        grant->node = seat->id;
        grant->named_at = scheduler->now;
        ter__grant_enter(scheduler, grant, TER__GRANT_HELD);
    }
    return grant;
}

static void hear_heartbeat(ter__scheduler *scheduler, ter__seat *seat, const ter__message *message) {
    if (seat->connected && seat->incarnation != 0 && message->as.heartbeat.incarnation != seat->incarnation) {
        return; /* of the process before */
    }
    meet(scheduler, seat, message->as.heartbeat.incarnation);
    uint32_t slots = message->as.heartbeat.draining ? 0 : message->as.heartbeat.slots;
    seat->slots = slots < TER__SLOTS_MAX ? slots : TER__SLOTS_MAX;
    seat->heard = true;
    seat->heard_at = scheduler->now;
    seat->dead = 0;
    for (size_t i = 0; i < message->as.heartbeat.count; i++) {
        const ter__lease *lease = &message->as.heartbeat.items[i];
        ter__grant *grant = grant_of(scheduler, seat, lease);
        if (grant != NULL && grant->phase != TER__GRANT_FREE) {
            grant->named_at = scheduler->now;
            grant->lease.begun = lease->begun;
            if (lease->computed) {
                ter__grant_computed(scheduler, grant);
            }
        }
    }
}

/* Free for the others, for now. */
static void avoid(ter__scheduler *scheduler, ter__grant *grant, ter__ms for_ms) {
    grant->avoided |= UINT64_C(1) << grant->node;
    grant->avoid_till = scheduler->now + for_ms;
    ter__grant_enter(scheduler, grant, TER__GRANT_FREE);
}

static void hear_report(ter__scheduler *scheduler, ter__seat *seat, const ter__message *message) {
    const ter__lease *lease = &message->as.report.lease;
    ter__grant *grant = grant_of(scheduler, seat, lease);
    bool said = grant != NULL && grant->said_at != 0 && scheduler->now - grant->said_at < scheduler->retry_ms;
    if (grant == NULL || (grant->phase != TER__GRANT_HELD && said)) {
        return; /* late, or on its way */
    }
    ter__command command = {.kind = TER__COMMAND_OUTCOME, .at = scheduler->at};
    command.as.outcome.task = lease->task;
    command.as.outcome.attempt = lease->attempt;
    command.as.outcome.node = seat->id;
    command.as.outcome.copy = message->as.report.copy;
    command.as.outcome.result = message->as.report.result; /* borrowed: the port encodes it */
    grant->named_at = scheduler->now;
    if (!scheduler->port.propose(scheduler->port.context, &command)) {
        return; /* it is reported again */
    }
    grant->said_at = scheduler->now > 0 ? scheduler->now : 1;
    if (message->as.report.result.here) {
        avoid(scheduler, grant, TER__AVOID_MS);
    } else {
        ter__grant_enter(scheduler, grant, TER__GRANT_REPORTED);
    }
}

/* Not to the same node at once: it had its reason, and would hand it back again. */
static void hear_return(ter__scheduler *scheduler, ter__seat *seat, const ter__lease *lease) {
    ter__grant *grant = ter__grant_find(scheduler, &lease->task);
    if (grant == NULL || grant->phase != TER__GRANT_HELD || grant->node != seat->id || grant->lease.attempt != lease->attempt) {
        return;
    }
    grant->lease.attempt = 0;
    avoid(scheduler, grant, scheduler->retry_ms);
}

static void hear_computed(ter__scheduler *scheduler, ter__seat *seat, const ter__lease *lease) {
    ter__grant *grant = grant_of(scheduler, seat, lease);
    if (grant != NULL && grant->phase == TER__GRANT_HELD) {
        ter__grant_computed(scheduler, grant);
        ter__scheduler_give(scheduler);
    }
}

/* Reports free places too, but what they free is given when their outcomes are applied: together, in one message to each node. */
void ter__scheduler_receive(ter__scheduler *scheduler, uint32_t from, const ter__message *message, ter__ms now, ter__ms at) {
    clock(scheduler, now, at);
    ter__seat *seat = ter__scheduler_seat(scheduler, from);
    if (seat == NULL || !scheduler->leads) {
        return;
    }
    switch (message->kind) {
    case TER__MESSAGE_HEARTBEAT:
        hear_heartbeat(scheduler, seat, message);
        ter__scheduler_give(scheduler);
        break;
    case TER__MESSAGE_REPORT:
        hear_report(scheduler, seat, message);
        break;
    case TER__MESSAGE_RETURN:
        hear_return(scheduler, seat, &message->as.returned);
        break;
    case TER__MESSAGE_COMPUTED:
        hear_computed(scheduler, seat, &message->as.returned);
        break;
    default:
        break;
    }
}

/* ---- time and change ----------------------------------------------------------------------------------------------------------
 */

static void look_at_grants(ter__scheduler *scheduler) {
    for (ter__grant *grant = scheduler->grants, *next = NULL; grant != NULL; grant = next) {
        next = grant->next;
        if (grant->phase == TER__GRANT_LOST) {
            say_lost(scheduler, grant);
        } else if (grant->phase == TER__GRANT_FREE) {
            if (scheduler->now >= grant->avoid_till) {
                ter__grant_drop(scheduler, grant);
            }
        } else if (scheduler->now - grant->named_at >= scheduler->lease_ms) {
            lose(scheduler, grant, false);
        }
    }
}

static void give_up(ter__scheduler *scheduler, ter__turn *turn, const ter__job *job) {
    ter__command command = {.kind = TER__COMMAND_GIVE_UP, .at = scheduler->at};
    memcpy(command.as.give_up.job, job->id, sizeof command.as.give_up.job);
    command.as.give_up.status = TER_TIMEOUT;
    (void)snprintf(command.as.give_up.text, sizeof command.as.give_up.text,
                   "the job ran longer than its limit (resources.timeout) of %g s", job->timeout_seconds);
    if (scheduler->port.propose(scheduler->port.context, &command)) {
        turn->gave_up_at = scheduler->now;
    }
}

/* A job's time begins when this leader first sees it running: a change of leader begins it again. */
static void look_at_jobs(ter__scheduler *scheduler) {
    for (size_t i = 0; i < scheduler->turn_count; i++) {
        ter__turn *turn = &scheduler->turns[i];
        const ter__job *job = ter__state_job(scheduler->state, turn->id);
        if (job == NULL || job->number != turn->number || job->phase != TER__PHASE_RUNNING) {
            continue;
        }
        if (!turn->running) {
            turn->running = true;
            turn->since = scheduler->now;
        }
        bool said = turn->gave_up_at != 0 && scheduler->now - turn->gave_up_at < scheduler->retry_ms;
        if (job->timeout_seconds > 0 && !said && (double)(scheduler->now - turn->since) >= job->timeout_seconds * 1000) {
            give_up(scheduler, turn, job);
        }
    }
}

void ter__scheduler_tick(ter__scheduler *scheduler, ter__ms now, ter__ms at) {
    clock(scheduler, now, at);
    if (!scheduler->leads) {
        return;
    }
    look_at_grants(scheduler);
    look_at_jobs(scheduler);
    for (size_t i = 0; i < scheduler->seat_count; i++) {
        scheduler->seats[i].full = false;
        say_down(scheduler, &scheduler->seats[i]);
    }
    ter__scheduler_give(scheduler);
}

void ter__scheduler_applied(ter__scheduler *scheduler, ter__ms now, ter__ms at) {
    clock(scheduler, now, at);
    if (!scheduler->leads) {
        return;
    }
    for (ter__grant *grant = scheduler->grants, *next = NULL; grant != NULL; grant = next) {
        next = grant->next;
        const ter__unit *unit = ter__state_pending(scheduler->state, &grant->lease.task);
        if (unit == NULL) {
            ter__grant_drop(scheduler, grant);
        } else if (grant->phase == TER__GRANT_REPORTED && unit->attempt >= grant->lease.attempt) {
            avoid(scheduler, grant, TER__AVOID_MS); /* applied, and the task still waits: it was no outcome */
        }
    }
    ter__turns_find(scheduler);
    ter__scheduler_give(scheduler);
}
