/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What clients ask of a node, and what can be seen of it. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/core_parts.h"

void ter__core_command(ter__core *core, const uint8_t *command, size_t length, unsigned timeout_ms, ter__command_done *done,
                       void *context) {
    ter__ms now = ter__core_now(core);
    ter__commands_add(core->commands, command, length, now, now + timeout_ms, done, context);
    ter__core_settle(core, false);
}

/* ---- blobs --------------------------------------------------------------------------------------------------------------------
 */

static void wish_done(void *context, bool success, uint32_t holder) {
    ter__wish *wish = context;
    ter__core *core = wish->core;
    (void)holder;
    ter_status failed = wish->copy || core->now >= wish->deadline ? TER_TIMEOUT : TER_NOT_FOUND;
    if (wish->previous != NULL) {
        wish->previous->next = wish->next;
    } else {
        core->wishes = wish->next;
    }
    if (wish->next != NULL) {
        wish->next->previous = wish->previous;
    }
    ter_status status = success ? TER_OK : failed;
    if (!ter__commands_keep_answer(core->commands, wish->done, wish->context, status)) {
        wish->done(wish->context, status); /* no memory even for the answer */
    }
    free(wish);
}

static void wish(ter__core *core, bool copy, const ter__blob *blob, unsigned timeout_ms, ter__command_done *done, void *context) {
    ter__wish *made = calloc(1, sizeof *made);
    bool taken = false;
    if (made != NULL) {
        ter__ms now = ter__core_now(core);
        *made = (ter__wish){core, copy, now + timeout_ms, done, context, core->wishes, NULL};
        taken = copy ? ter__transfer_copy(core->transfer, blob, now, made->deadline, wish_done, made)
                     : ter__transfer_fetch(core->transfer, blob, 0, now, made->deadline, wish_done, made);
    }
    if (taken) {
        if (core->wishes != NULL) {
            core->wishes->previous = made;
        }
        core->wishes = made;
    } else {
        free(made);
        ter_status status = made == NULL ? TER_NO_MEMORY : TER_LIMIT;
        if (!ter__commands_keep_answer(core->commands, done, context, status)) {
            done(context, status); /* no memory even for the answer: better from inside than never */
        }
    }
    ter__core_settle(core, false);
}

void ter__core_copy(ter__core *core, const ter__blob *blob, unsigned timeout_ms, ter__command_done *done, void *context) {
    wish(core, true, blob, timeout_ms, done, context);
}

void ter__core_fetch(ter__core *core, const ter__blob *blob, unsigned timeout_ms, ter__command_done *done, void *context) {
    wish(core, false, blob, timeout_ms, done, context);
}

/* ---- stopping, looking ----------------------------------------------------------------------------------------------------------
 */

/* A stop waits for a leader that is not to be had for as long as an election takes. */
#define LEADERLESS_MS 2000

void ter__core_drain(ter__core *core) {
    ter__agent_drain(core->agent, ter__core_now(core));
    core->draining = true;
    core->heard_leader = core->now;
    ter__core_settle(core, false);
}

/* Results that nobody can be told of are kept as blobs; their tasks are given again once there is a majority, here or elsewhere. */
bool ter__core_idle(const ter__core *core) {
    unsigned computing, queued;
    ter__agent_counts(core->agent, &computing, &queued);
    bool nobody_to_tell = core->draining && core->now - core->heard_leader >= LEADERLESS_MS;
    return ter__agent_idle(core->agent) || (computing == 0 && nobody_to_tell);
}

const ter__state *ter__core_state(const ter__core *core) {
    return core->state;
}

void ter__core_look(const ter__core *core, ter__core_view *view) {
    *view = (ter__core_view){.id = core->config.id, .leader = core->leader, .leads = core->led_term != 0};
    view->stopped = core->failure != TER_OK || ter__consensus_stopped(core->consensus);
    view->term = ter__consensus_term(core->consensus);
    view->applied = ter__state_applied(core->state);
    view->slots = core->config.self.slots;
    ter__agent_counts(core->agent, &view->computing, &view->queued);
    view->fetching = ter__transfer_fetching(core->transfer);
    view->leases = ter__scheduler_leases(core->scheduler);
    view->commands = ter__commands_count(core->commands);
    memcpy(view->connected, core->connected, sizeof view->connected);
    if (view->stopped) {
        (void)snprintf(view->text, sizeof view->text, "%s",
                       core->failure != TER_OK ? core->error.text : ter__consensus_text(core->consensus));
    }
}
