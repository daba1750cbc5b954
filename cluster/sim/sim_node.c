/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A simulated node: the real consensus on the simulator's port and disk, and a ledger of commands as its state machine. */
#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "sim_internal.h"

#define COMMAND_BYTES 8
/* Entries between snapshots: small, so that a run sees many. */
#define SNAPSHOT_ENTRIES  100
#define SNAPSHOT_TRAILING 20

static void put64(uint8_t *at, uint64_t value) {
    for (int i = 0; i < 8; i++) {
        at[i] = (uint8_t)(value >> (8 * i));
    }
}

static uint64_t get64(const uint8_t *at) {
    uint64_t value = 0;
    for (int i = 0; i < 8; i++) {
        value |= (uint64_t)at[i] << (8 * i);
    }
    return value;
}

/* ---- the state machine -------------------------------------------------------------------------------------------------- */

void ter__sim_ledger_add(ter__sim *sim, ter__sim_ledger *ledger, uint64_t command) {
    if (ledger->count == ledger->room) {
        size_t room = ledger->room > 0 ? 2 * ledger->room : 256;
        uint64_t *grown = realloc(ledger->commands, room * sizeof *grown);
        if (grown == NULL) {
            ter__sim_fail(sim, "no memory");
            return;
        }
        ledger->commands = grown;
        ledger->room = room;
    }
    ledger->commands[ledger->count++] = command;
}

static ter_status machine_apply(void *context, uint64_t index, uint32_t item, const uint8_t *command, size_t length) {
    ter__sim_node *node = context;
    assert(length == COMMAND_BYTES && index > 0);
    (void)item;
    ter__sim_ledger_add(node->sim, &node->ledger, get64(command));
    return TER_OK;
}

static ter_status machine_snapshot(void *context, uint8_t **bytes, size_t *length) {
    const ter__sim_node *node = context;
    *length = node->ledger.count * COMMAND_BYTES;
    *bytes = malloc(*length + 1);
    if (*bytes == NULL) {
        return TER_NO_MEMORY;
    }
    for (size_t i = 0; i < node->ledger.count; i++) {
        put64(*bytes + i * COMMAND_BYTES, node->ledger.commands[i]);
    }
    return TER_OK;
}

static ter_status machine_restore(void *context, const uint8_t *bytes, size_t length) {
    ter__sim_node *node = context;
    node->ledger.count = node->compared = 0;
    for (size_t i = 0; i < length / COMMAND_BYTES; i++) {
        ter__sim_ledger_add(node->sim, &node->ledger, get64(bytes + i * COMMAND_BYTES));
    }
    return TER_OK;
}

/* ---- the port ----------------------------------------------------------------------------------------------------------- */

static unsigned number_of(const ter__sim_node *node) {
    return (unsigned)(node - node->sim->node);
}

static uint64_t port_now(void *context) {
    return ((ter__sim_node *)context)->sim->now_ms;
}

static int port_random(void *context, int minimum, int maximum) {
    return minimum + (int)ter__sim_below(((ter__sim_node *)context)->sim, (uint64_t)(maximum - minimum));
}

static void port_send(void *context, raft_id to, uint8_t *bytes, size_t length) {
    ter__sim_node *node = context;
    assert(to > 0);
    ter__sim_send(node->sim, number_of(node), (unsigned)to - 1, bytes, length);
}

/* ---- life --------------------------------------------------------------------------------------------------------------- */

static void address_of(unsigned node, char text[16]) {
    snprintf(text, 16, "node%u", node + 1);
}

void ter__sim_node_start(ter__sim *sim, unsigned number) {
    ter__sim_node *node = &sim->node[number];
    if (node->alive) {
        return;
    }
    node->sim = sim;
    node->ledger.count = node->compared = 0;
    ter__member members[TER__SIM_NODES_MAX];
    char addresses[TER__SIM_NODES_MAX][16];
    for (unsigned i = 0; i < sim->nodes; i++) {
        address_of(i, addresses[i]);
        members[i] = (ter__member){i + 1, addresses[i]};
    }
    ter__raft_port port = {node, port_now, port_random, port_send};
    ter__log_store store = ter__sim_disk_store(&node->disk);
    ter__machine machine = {node, machine_apply, machine_snapshot, machine_restore};
    ter_error error;
    ter_status status = ter__consensus_open(&node->consensus, number + 1, addresses[number], members, sim->nodes, &port, &store,
                                            &machine, sim->options.guards, &error);
    if (status != TER_OK) {
        ter__sim_fail(sim, "node %u does not start: %s", number, error.text);
        return;
    }
    ter__consensus_snapshot_every(node->consensus, SNAPSHOT_ENTRIES, SNAPSHOT_TRAILING);
    node->alive = true;
    node->incarnation++;
    ter__sim_trace(sim, "start %u with %zu entries from %llu, term %llu", number, node->disk.count,
                   (unsigned long long)node->disk.start, (unsigned long long)node->disk.term);
    uint64_t first = sim->now_ms + 1 + ter__sim_below(sim, ter__consensus_tick_ms(node->consensus));
    ter__sim_push(sim, (ter__sim_event){first, 0, TER__SIM_TICK, number, 0, node->incarnation, NULL, 0});
}

/* What a kill -9 leaves: the disk as far as writes had reached it. */
void ter__sim_node_crash(ter__sim *sim, unsigned number) {
    ter__sim_node *node = &sim->node[number];
    assert(node->alive);
    ter__sim_trace(sim, "crash %u", number);
    sim->result->crashes++;
    ter__sim_disk_crash(&node->disk);
    ter__consensus_close(node->consensus);
    node->consensus = NULL;
    node->alive = false;
}

typedef struct client_command {
    ter__sim *sim;
    uint64_t command;
} client_command;

static void client_answer(void *context, ter__outcome outcome, uint64_t index) {
    client_command c = *(client_command *)context;
    free(context);
    ter__sim *sim = c.sim;
    if (outcome != TER__COMMITTED) {
        return;
    }
    ter__sim_trace(sim, "acknowledged %" PRIu64 " at %" PRIu64, c.command, index);
    if (sim->acknowledged_count == sim->acknowledged_room) {
        size_t room = sim->acknowledged_room > 0 ? 2 * sim->acknowledged_room : 256;
        uint64_t *grown = realloc(sim->acknowledged, room * sizeof *grown);
        if (grown == NULL) {
            ter__sim_fail(sim, "no memory");
            return;
        }
        sim->acknowledged = grown;
        sim->acknowledged_room = room;
    }
    sim->acknowledged[sim->acknowledged_count++] = c.command;
    sim->result->acknowledged++;
}

void ter__sim_node_propose(ter__sim *sim, unsigned number) {
    ter__sim_node *node = &sim->node[number];
    if (!node->alive || !ter__consensus_leads(node->consensus)) {
        return;
    }
    client_command *c = malloc(sizeof *c);
    if (c == NULL) {
        return;
    }
    *c = (client_command){sim, ++sim->next_command};
    uint8_t bytes[COMMAND_BYTES];
    put64(bytes, c->command);
    if (ter__consensus_propose(node->consensus, bytes, sizeof bytes, client_answer, c) != TER_OK) {
        free(c);
        return;
    }
    ter__consensus_flush(node->consensus);
}
