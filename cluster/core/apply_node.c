/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <string.h>

#include "core/state_inner.h"

static bool same_process(const ter__node_record *a, const ter__node_record *b) {
    return a->up && a->incarnation == b->incarnation && a->slots == b->slots && ter__hash_equal(&a->battery, &b->battery) &&
           strcmp(a->name, b->name) == 0 && strcmp(a->address, b->address) == 0 && strcmp(a->version, b->version) == 0;
}

void ter__apply_node_up(ter__state *state, const ter__command *command) {
    const ter__node_record *node = &command->as.node;
    ter__node_record *record = &state->nodes[node->id];
    if (record->id != 0 && same_process(record, node)) {
        return;
    }
    bool again = record->id != 0 && record->incarnation != node->incarnation;
    *record = *node;
    record->up = true;
    record->since = command->at;
    ter__touch(state, 'n', "", 0, 0, node->id);
    ter__cluster_event(state, command->at, "node %" PRIu32 " (%s) is up%s: %s, %" PRIu32 " slot%s, version %s", node->id,
                       node->name, again ? " as a new process" : "", node->address, node->slots, node->slots == 1 ? "" : "s",
                       node->version);
}

void ter__apply_node_down(ter__state *state, const ter__command *command) {
    ter__node_record *record = &state->nodes[command->as.node.id];
    if (record->id == 0 || !record->up || record->incarnation != command->as.node.incarnation) {
        return; /* of a process that is known to have been followed by another */
    }
    record->up = false;
    record->since = command->at;
    ter__touch(state, 'n', "", 0, 0, record->id);
    ter__cluster_event(state, command->at, "node %" PRIu32 " (%s) is down", record->id, record->name);
}
