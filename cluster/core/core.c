/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/core.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/core_parts.h"
#include "core/running.h"

#define SNAPSHOT_EVERY_DEFAULT 4096
#define TICK_MS_DEFAULT        100

/* ---- small things -------------------------------------------------------------------------------------------------------------
 */

size_t ter__core_place(const ter__core *core, uint64_t id) {
    for (size_t i = 0; i < core->config.member_count; i++) {
        if (core->config.members[i].id == id) {
            return i;
        }
    }
    return SIZE_MAX;
}

/* Between ticks the port's clock says how much time went by. */
static ter__ms since_tick(const ter__core *core) {
    ter__ms port_now = core->port.now_ms(core->port.context);
    return port_now > core->tick_port ? port_now - core->tick_port : 0;
}

ter__ms ter__core_now(ter__core *core) {
    ter__ms now = core->tick_now + since_tick(core);
    core->now = now > core->now ? now : core->now;
    return core->now;
}

ter__ms ter__core_at(const ter__core *core) {
    return core->tick_at + since_tick(core);
}

static void set_clock(ter__core *core, ter__ms now, ter__ms at) {
    core->tick_now = now;
    core->tick_at = at;
    core->tick_port = core->port.now_ms(core->port.context);
    core->now = now > core->now ? now : core->now;
}

void ter__core_log(const ter__core *core, const char *format, ...) {
    char text[TER_ERROR_TEXT_BYTES + 64];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    core->body.log(core->body.context, text);
}

/* ---- ports of the parts ----------------------------------------------------------------------------------------------------- */

static bool port_send(void *context, uint32_t to, const ter__message *message) {
    return ter__core_send(context, to, message);
}

static uint64_t port_token(void *context) {
    return ++((ter__core *)context)->last_token;
}

static bool port_leads(void *context) {
    return ter__core_leads(context);
}

static uint32_t port_leader(void *context) {
    return ((const ter__core *)context)->leader;
}

static bool port_send_to_leader(void *context, const ter__message *message) {
    ter__core *core = context;
    return core->leader != 0 && ter__core_send(core, core->leader, message);
}

static ter_status port_propose(void *context, const uint8_t *command, size_t length, ter__proposed *done, void *done_context) {
    ter__core *core = context;
    if (!ter__core_leads(core)) {
        return TER_BAD_STATE;
    }
    ter_status status = ter__consensus_propose(core->consensus, command, length, done, done_context);
    core->flush = core->flush || status == TER_OK;
    return status;
}

static void nobody_waits(void *context, ter__outcome outcome, uint64_t index) {
    (void)context;
    (void)outcome;
    (void)index;
}

static bool port_propose_command(void *context, const ter__command *command) {
    uint8_t *bytes = NULL;
    size_t length = 0;
    if (ter__command_encode(command, &bytes, &length) != TER_OK) {
        return false;
    }
    ter_status status = port_propose(context, bytes, length, nobody_waits, NULL);
    free(bytes);
    return status == TER_OK;
}

/* ---- opening and closing ------------------------------------------------------------------------------------------------------
 */

static void copy_config(ter__core *core, const ter__core_config *config) {
    core->config = *config;
    for (size_t i = 0; i < config->member_count; i++) {
        (void)snprintf(core->addresses[i], sizeof core->addresses[i], "%s", config->members[i].address);
        core->config.members[i].address = core->addresses[i];
    }
}

static bool make_parts(ter__core *core) {
    ter__transfer_port transfer = {core, port_send, &core->body, port_token};
    ter__agent_port agent = {core, port_send_to_leader, &core->body, port_token};
    ter__scheduler_port scheduler = {core, port_send, port_propose_command};
    ter__commands_port commands = {core, port_leads, port_leader, port_send, port_propose};
    core->transfer = ter__transfer_create(&transfer, &core->config);
    core->commands = ter__commands_create(&commands, &core->config);
    core->scheduler = ter__scheduler_create(&scheduler, core->state, &core->config);
    core->agent = core->transfer != NULL ? ter__agent_create(&agent, core->transfer, core->state, &core->config) : NULL;
    return core->agent != NULL && core->commands != NULL && core->scheduler != NULL;
}

static void destroy(ter__core *core) {
    core->closing = true;
    if (core->commands != NULL) {
        ter__commands_close(core->commands);
    }
    if (core->consensus != NULL) {
        ter__consensus_close(core->consensus);
    }
    while (core->wishes != NULL) {
        ter__wish *wish = core->wishes;
        core->wishes = wish->next;
        ter__transfer_forget(core->transfer, wish);
        wish->done(wish->context, TER_CANCELLED);
        free(wish);
    }
    ter__commands_destroy(core->commands);
    ter__agent_destroy(core->agent);
    ter__transfer_destroy(core->transfer);
    ter__scheduler_destroy(core->scheduler);
    ter__state_destroy(core->state);
    while (core->self_first != NULL) {
        ter__self_message *message = core->self_first;
        core->self_first = message->next;
        free(message->bytes);
        free(message);
    }
    free(core->touched);
    free(core);
}

void ter__core_close(ter__core *core) {
    if (core != NULL) {
        assert(!core->settling);
        destroy(core);
    }
}

#define SAY_LOST_MS 60000

static void say_lost(void *context, const ter__command *command) {
    ter__core *core = context;
    uint8_t *bytes = NULL;
    size_t length = 0;
    if (ter__command_encode(command, &bytes, &length) == TER_OK) {
        ter__commands_add(core->commands, bytes, length, core->now, core->now + SAY_LOST_MS, NULL, NULL);
        free(bytes);
    }
}

ter_status ter__core_open(ter__core **core, const ter__core_config *config, const ter__body *body, const ter__raft_port *port,
                          const ter__log_store *store, ter__state *state, unsigned guards, ter__ms now, ter__ms at,
                          ter_error *error) {
    assert(config->id > 0 && config->member_count <= TER__NODES_MAX && state != NULL);
    ter__core *made = calloc(1, sizeof *made);
    if (made == NULL) {
        ter__state_destroy(state);
        return ter_error_set(error, TER_NO_MEMORY, "no memory for a node");
    }
    copy_config(made, config);
    made->body = *body;
    made->port = *port;
    made->state = state;
    made->self_end = &made->self_first;
    set_clock(made, now, at);
    size_t place = ter__core_place(made, config->id);
    if (place == SIZE_MAX || !make_parts(made)) {
        destroy(made);
        return place == SIZE_MAX ? ter_error_set(error, TER_BAD_ARGUMENT, "node %u is not among the members", (unsigned)config->id)
                                 : ter_error_set(error, TER_NO_MEMORY, "no memory for a node");
    }
    made->connected[place] = true;
    ter__scheduler_connected(made->scheduler, config->id, config->self.incarnation, made->now);
    made->told = ter__state_applied(state);
    ter__machine machine = ter__core_machine(made);
    ter_status status = ter__consensus_open(&made->consensus, config->id, made->addresses[place], made->config.members,
                                            config->member_count, port, store, &machine, guards, error);
    if (status == TER_OK && made->failure != TER_OK) {
        status = ter_error_set(error, made->failure, "%s", made->error.text);
    }
    if (status != TER_OK) {
        destroy(made);
        return status;
    }
    unsigned every = config->snapshot_every > 0 ? config->snapshot_every : SNAPSHOT_EVERY_DEFAULT;
    ter__consensus_snapshot_every(made->consensus, every, every / 4 + 1);
    *core = made;
    ter__running_lost(config->left_running, config->left_running != NULL ? config->left_running_length : 0, config->id, at,
                      say_lost, made);
    ter__core_settle(made, false);
    return TER_OK;
}

/* ---- events -------------------------------------------------------------------------------------------------------------------
 */

unsigned ter__core_tick_ms(const ter__core *core) {
    unsigned tick_ms = ter__consensus_tick_ms(core->consensus);
    return tick_ms > 0 ? tick_ms : TICK_MS_DEFAULT;
}

void ter__core_tick(ter__core *core, ter__ms now, ter__ms at) {
    set_clock(core, now, at);
    ter__consensus_tick(core->consensus);
    ter__core_settle(core, false);
    ter__transfer_tick(core->transfer, core->now);
    ter__agent_tick(core->agent, core->now);
    ter__commands_tick(core->commands, core->now);
    if (core->scheduling) {
        ter__scheduler_tick(core->scheduler, core->now, at);
    }
    size_t place = ter__core_place(core, core->leader);
    if (core->leader == core->config.id || (place != SIZE_MAX && core->connected[place])) {
        core->heard_leader = core->now;
    }
    ter__core_settle(core, true);
}

void ter__core_poll(ter__core *core) {
    (void)ter__core_now(core);
    core->flush = true;
    ter__core_settle(core, true);
}

void ter__core_connected(ter__core *core, uint32_t peer, uint64_t incarnation) {
    size_t place = ter__core_place(core, peer);
    if (place == SIZE_MAX || peer == core->config.id) {
        return;
    }
    ter__ms now = ter__core_now(core);
    core->connected[place] = true;
    ter__scheduler_connected(core->scheduler, peer, incarnation, now);
    ter__transfer_connected(core->transfer, peer, now);
    if (peer == core->leader) {
        ter__agent_leader(core->agent, now);
        ter__commands_leader(core->commands, now);
    }
    core->body.changed(core->body.context, NULL);
    ter__core_settle(core, true);
}

void ter__core_disconnected(ter__core *core, uint32_t peer, bool died) {
    size_t place = ter__core_place(core, peer);
    if (place == SIZE_MAX || peer == core->config.id) {
        return;
    }
    ter__ms now = ter__core_now(core);
    core->connected[place] = false;
    ter__scheduler_disconnected(core->scheduler, peer, died, now, ter__core_at(core));
    ter__transfer_disconnected(core->transfer, peer, now);
    core->body.changed(core->body.context, NULL);
    ter__core_settle(core, true);
}

ter_status ter__core_receive(ter__core *core, uint32_t from, ter__channel channel, const uint8_t *bytes, size_t length) {
    size_t place = ter__core_place(core, from);
    if (place == SIZE_MAX || from == core->config.id) {
        return TER_BAD_DATA;
    }
    (void)ter__core_now(core);
    ter_status status = TER_OK;
    if (channel == TER__CHANNEL_CONSENSUS) {
        status = ter__consensus_receive(core->consensus, from, core->addresses[place], bytes, length);
    } else {
        ter__message message;
        status = ter__message_decode(&message, bytes, length);
        if (status == TER_OK && ter__message_channel(message.kind) != channel) {
            status = TER_BAD_DATA;
            ter__message_clear(&message);
        } else if (status == TER_OK) {
            ter__core_dispatch(core, from, &message);
            ter__message_clear(&message);
        }
    }
    ter__core_settle(core, true);
    return status;
}

void ter__core_computed(ter__core *core, uint64_t token, ter__result *result) {
    if (!ter__agent_computed(core->agent, token, result, ter__core_now(core))) {
        ter__result_clear(result);
    }
    ter__core_settle(core, true);
}

void ter__core_blob_read(ter__core *core, uint64_t token, const uint8_t *bytes, size_t length) {
    (void)ter__core_now(core);
    (void)ter__transfer_blob_read(core->transfer, token, bytes, length);
    ter__core_settle(core, true);
}

void ter__core_blob_written(ter__core *core, uint64_t token, bool stored) {
    (void)ter__transfer_blob_written(core->transfer, token, stored, ter__core_now(core));
    ter__core_settle(core, true);
}
