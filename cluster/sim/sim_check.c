/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What must hold after every event, and at the end. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "sim_internal.h"

/* At most one leader a term (Election Safety, Figure 3.2). */
static void check_leaders(ter__sim *sim) {
    for (unsigned i = 0; i < sim->nodes; i++) {
        const ter__sim_node *node = &sim->node[i];
        if (!node->alive || !ter__consensus_leads(node->consensus)) {
            continue;
        }
        uint64_t term = ter__consensus_term(node->consensus);
        if (term >= TER__SIM_TERMS_KEPT) {
            ter__sim_fail(sim, "term %" PRIu64 ": elections without end", term);
        } else if (sim->led[term].term == 0) {
            sim->led[term].term = term;
            sim->led[term].leader = i;
            sim->result->elections++;
            ter__sim_trace(sim, "node %u leads term %" PRIu64, i, term);
        } else if (sim->led[term].leader != i) {
            ter__sim_fail(sim, "nodes %u and %u both lead term %" PRIu64, sim->led[term].leader, i, term);
        }
    }
}

/* Every ledger is a beginning of the longest one seen (State Machine Safety). Only what is new since the last look is compared. */
static void check_ledgers(ter__sim *sim) {
    ter__sim_ledger *longest = &sim->longest;
    for (unsigned i = 0; i < sim->nodes; i++) {
        ter__sim_node *node = &sim->node[i];
        for (; node->alive && node->compared < node->ledger.count; node->compared++) {
            uint64_t command = node->ledger.commands[node->compared];
            if (node->compared == longest->count) {
                ter__sim_ledger_add(sim, longest, command);
            } else if (longest->commands[node->compared] != command) {
                ter__sim_fail(sim, "node %u applied another sequence than was applied before", i);
                return;
            }
        }
    }
}

static void check_stopped(ter__sim *sim) {
    for (unsigned i = 0; i < sim->nodes; i++) {
        if (sim->node[i].alive && ter__consensus_stopped(sim->node[i].consensus)) {
            ter__sim_fail(sim, "node %u stopped itself: %s", i, ter__consensus_text(sim->node[i].consensus));
        }
    }
}

void ter__sim_check(ter__sim *sim) {
    check_leaders(sim);
    check_ledgers(sim);
    check_stopped(sim);
}

static int by_value(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* Every acknowledged command is in the ledger. */
static void check_kept(ter__sim *sim, unsigned number) {
    const ter__sim_ledger *ledger = &sim->node[number].ledger;
    uint64_t *sorted = malloc((ledger->count + 1) * sizeof *sorted);
    if (sorted == NULL) {
        ter__sim_fail(sim, "no memory");
        return;
    }
    if (ledger->count > 0) {
        memcpy(sorted, ledger->commands, ledger->count * sizeof *sorted);
        qsort(sorted, ledger->count, sizeof *sorted, by_value);
    }
    for (size_t i = 0; i < sim->acknowledged_count; i++) {
        if (bsearch(&sim->acknowledged[i], sorted, ledger->count, sizeof *sorted, by_value) == NULL) {
            ter__sim_fail(sim, "acknowledged command %" PRIu64 " is missing on node %u", sim->acknowledged[i], number);
            break;
        }
    }
    free(sorted);
}

void ter__sim_check_end(ter__sim *sim, size_t acknowledged_before) {
    if (sim->acknowledged_count == acknowledged_before) {
        ter__sim_fail(sim, "all is healed, and no command is acknowledged any more");
    }
    for (unsigned i = 0; i < sim->nodes && !sim->result->failed; i++) {
        check_kept(sim, i);
    }
}
