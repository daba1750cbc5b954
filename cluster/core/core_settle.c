/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What follows from an event: who leads, what was applied, messages to oneself; round by round until nothing is left. */
#include <assert.h>
#include <stdlib.h>

#include "core/core_parts.h"

#define ANNOUNCE_MS 5000 /* for a NODE_UP of this node to be applied, before it is said again */

/* ---- messages --------------------------------------------------------------------------------------------------------------- */

static bool send_to_self(ter__core *core, const ter__message *message) {
    ter__self_message *kept = core->self_count < TER__SELF_MESSAGES_MAX ? calloc(1, sizeof *kept) : NULL;
    if (kept == NULL || ter__message_encode(message, &kept->bytes, &kept->length) != TER_OK) {
        free(kept);
        return false;
    }
    *core->self_end = kept;
    core->self_end = &kept->next;
    core->self_count++;
    return true;
}

bool ter__core_send(ter__core *core, uint32_t to, const ter__message *message) {
    if (core->closing) {
        return false;
    }
    if (to == core->config.id) {
        return send_to_self(core, message);
    }
    size_t place = ter__core_place(core, to);
    uint8_t *bytes = NULL;
    size_t length = 0;
    if (place == SIZE_MAX || !core->connected[place] || ter__message_encode(message, &bytes, &length) != TER_OK) {
        return false;
    }
    return core->body.send(core->body.context, to, ter__message_channel(message->kind), bytes, length);
}

void ter__core_dispatch(ter__core *core, uint32_t from, const ter__message *message) {
    switch (message->kind) {
    case TER__MESSAGE_LEASE:
        if (message->as.lease.term >= ter__consensus_term(core->consensus)) { /* else of a leader that is deposed */
            ter__agent_receive(core->agent, message, core->now);
        }
        break;
    case TER__MESSAGE_HEARTBEAT:
    case TER__MESSAGE_REPORT:
    case TER__MESSAGE_RETURN:
    case TER__MESSAGE_COMPUTED:
        if (core->scheduling) { /* else they are said again */
            ter__scheduler_receive(core->scheduler, from, message, core->now, ter__core_at(core));
        }
        break;
    case TER__MESSAGE_FORWARD:
    case TER__MESSAGE_FORWARDED:
        ter__commands_receive(core->commands, from, message, core->now);
        break;
    case TER__MESSAGE_COPY:
    case TER__MESSAGE_COPIED:
    case TER__MESSAGE_WANT:
    case TER__MESSAGE_PIECE:
    case TER__MESSAGE_MISSING:
        if (from != core->config.id) {
            ter__transfer_receive(core->transfer, from, message, core->now);
        }
        break;
    }
}

/* Those that were there: what they bring about waits for the next round. */
static bool hear_oneself(ter__core *core) {
    ter__self_message *first = core->self_first;
    core->self_first = NULL;
    core->self_end = &core->self_first;
    core->self_count = 0;
    bool any = first != NULL;
    while (first != NULL) {
        ter__self_message *next = first->next;
        ter__message message;
        if (ter__message_decode(&message, first->bytes, first->length) == TER_OK) {
            ter__core_dispatch(core, core->config.id, &message);
            ter__message_clear(&message);
        }
        free(first->bytes);
        free(first);
        first = next;
    }
    return any;
}

/* ---- leading ---------------------------------------------------------------------------------------------------------------- */

bool ter__core_leads(const ter__core *core) {
    return !core->closing && core->failure == TER_OK && !ter__consensus_stopped(core->consensus) &&
           ter__consensus_leads(core->consensus);
}

typedef struct barrier {
    ter__core *core;
    uint64_t term;
} barrier;

static void barrier_came(void *context, ter__outcome outcome, uint64_t index) {
    barrier came = *(barrier *)context;
    free(context);
    (void)index;
    if (came.core->led_term == came.term) {
        came.core->barrier_waits = false;
        came.core->barrier_done = outcome == TER__COMMITTED;
    }
}

/* When a command of its own term is applied, everything that earlier leaders have promised is applied here too. */
static void propose_barrier(ter__core *core) {
    ter__command nothing = {.kind = TER__COMMAND_NOTHING, .at = ter__core_at(core)};
    uint8_t *bytes = NULL;
    size_t length = 0;
    barrier *context = malloc(sizeof *context);
    if (context == NULL || ter__command_encode(&nothing, &bytes, &length) != TER_OK) {
        free(context);
        return; /* tried again with the next event */
    }
    *context = (barrier){core, core->led_term};
    if (ter__consensus_propose(core->consensus, bytes, length, barrier_came, context) == TER_OK) {
        core->barrier_waits = true;
        core->flush = true;
    } else {
        free(context);
    }
    free(bytes);
}

static void stop_leading(ter__core *core) {
    if (core->led_term != 0) {
        ter__core_log(core, "no longer leads, term %llu", (unsigned long long)core->led_term);
    }
    if (core->scheduling) {
        ter__scheduler_follow(core->scheduler);
    }
    core->led_term = 0;
    core->scheduling = core->barrier_waits = core->barrier_done = false;
}

static void look_who_leads(ter__core *core) {
    bool leads = ter__core_leads(core);
    uint64_t term = ter__consensus_term(core->consensus);
    if (core->led_term != 0 && (!leads || core->led_term != term)) {
        stop_leading(core);
    }
    if (leads && core->led_term == 0) {
        core->led_term = term;
        ter__core_log(core, "leads, term %llu", (unsigned long long)term);
    }
    if (core->led_term != 0 && !core->scheduling && !core->barrier_waits && !core->barrier_done) {
        propose_barrier(core);
    }
    bool begins = core->led_term != 0 && !core->scheduling && core->barrier_done;
    if (begins) {
        core->scheduling = true;
        ter__scheduler_lead(core->scheduler, core->led_term, core->now, ter__core_at(core));
    }
    uint64_t leader = core->led_term != 0 ? core->config.id : ter__consensus_leader(core->consensus);
    leader = leader == core->config.id && core->led_term == 0 ? 0 : leader;
    if (leader != core->leader || begins) {
        core->leader = (uint32_t)leader;
        core->body.changed(core->body.context, NULL);
        if (leader != 0) {
            if (!begins && leader != core->config.id) {
                ter__core_log(core, "follows node %u", (unsigned)leader);
            }
            ter__agent_leader(core->agent, core->now);
            ter__commands_leader(core->commands, core->now);
        }
    }
}

/* ---- oneself among the nodes ------------------------------------------------------------------------------------------------- */

static void announced(void *context, ter_status status) {
    (void)status;
    ((ter__core *)context)->announcing = false;
}

/* Every node says itself that it is there: it knows its name, its slots and its arithmetic. */
static void announce(ter__core *core) {
    const ter__node_record *record = ter__state_node(core->state, core->config.id);
    bool known = record != NULL && record->up && record->incarnation == core->config.self.incarnation;
    if (known || core->announcing || core->leader == 0 || core->closing) {
        return;
    }
    ter__command command = {.kind = TER__COMMAND_NODE_UP, .at = ter__core_at(core), .as.node = core->config.self};
    command.as.node.id = core->config.id;
    command.as.node.up = true;
    command.as.node.since = ter__core_at(core);
    uint8_t *bytes = NULL;
    size_t length = 0;
    if (ter__command_encode(&command, &bytes, &length) == TER_OK) {
        core->announcing = true;
        ter__commands_add(core->commands, bytes, length, core->now, core->now + ANNOUNCE_MS, announced, core);
        free(bytes);
    }
}

/* ---- rounds ----------------------------------------------------------------------------------------------------------------- */

static bool tell_applied(ter__core *core) {
    (void)ter__core_batch_end(core);
    uint64_t applied = ter__state_applied(core->state);
    if (core->failure != TER_OK || applied == core->told) {
        return false;
    }
    core->told = applied;
    ter__core_tell_changes(core);
    ter__agent_applied(core->agent, core->now);
    if (core->scheduling) {
        ter__scheduler_applied(core->scheduler, core->now, ter__core_at(core));
    }
    ter__commands_applied(core->commands, applied);
    return true;
}

static void look_for_trouble(ter__core *core) {
    if (core->reported_stop || (core->failure == TER_OK && !ter__consensus_stopped(core->consensus))) {
        return;
    }
    core->reported_stop = true;
    ter__core_log(core, "stopped: %s", core->failure != TER_OK ? core->error.text : ter__consensus_text(core->consensus));
    core->body.changed(core->body.context, NULL);
}

void ter__core_settle(ter__core *core, bool answer) {
    if (core->settling || core->closing) {
        return;
    }
    core->settling = true;
    bool more = true;
    for (int round = 0; more && round < TER__ROUNDS_MAX; round++) {
        more = tell_applied(core);
        look_who_leads(core);
        announce(core);
        more = hear_oneself(core) || more;
        if (core->flush) {
            core->flush = false;
            ter__consensus_flush(core->consensus);
            more = true;
        }
        more = (answer && ter__commands_answer(core->commands)) || more;
    }
    look_for_trouble(core);
    core->settling = false;
}
