/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The network between simulated nodes and the faults that come and go: loss, delay, doubling, cuts one way and both ways, crashes.
 */
#include <stdlib.h>
#include <string.h>

#include "sim_internal.h"

static void deliver_later(ter__sim *sim, unsigned from, unsigned to, uint8_t *bytes, size_t length) {
    unsigned delay = sim->healing ? 5 : sim->weather.delay_ms_max;
    /* Mostly a quick network with now and then a straggler, which is what reorders messages. */
    uint64_t wait = 1 + ter__sim_below(sim, ter__sim_happens(sim, 0.1) ? delay : 3);
    ter__sim_push(sim, (ter__sim_event){sim->now_ms + wait, 0, TER__SIM_DELIVER, to, from, 0, bytes, length});
}

void ter__sim_send(ter__sim *sim, unsigned from, unsigned to, uint8_t *bytes, size_t length) {
    sim->result->messages++;
    bool lost = to >= sim->nodes || sim->cut[from][to] || (!sim->healing && ter__sim_happens(sim, sim->weather.lose));
    if (lost) {
        sim->result->lost++;
        free(bytes);
        return;
    }
    if (!sim->healing && ter__sim_happens(sim, sim->weather.duplicate)) {
        uint8_t *copy = malloc(length);
        if (copy != NULL) {
            memcpy(copy, bytes, length);
            deliver_later(sim, from, to, copy, length);
        }
    }
    deliver_later(sim, from, to, bytes, length);
}

/* The node that a fault strikes: a leader, if it is aimed at one and there is one. */
static unsigned any_node(ter__sim *sim) {
    if (ter__sim_happens(sim, sim->weather.aim)) {
        for (unsigned i = 0; i < sim->nodes; i++) {
            if (sim->node[i].alive && ter__consensus_leads(sim->node[i].consensus)) {
                return i;
            }
        }
    }
    return (unsigned)ter__sim_below(sim, sim->nodes);
}

static void cut_or_mend_link(ter__sim *sim, bool cut) {
    unsigned a = any_node(sim), b = (unsigned)ter__sim_below(sim, sim->nodes);
    if (a == b) {
        return;
    }
    bool one_way = ter__sim_happens(sim, sim->weather.one_way);
    sim->cut[a][b] = cut;
    if (!one_way) {
        sim->cut[b][a] = cut;
    }
    ter__sim_trace(sim, "%s %u %s %u", cut ? "cut" : "mend", a, one_way ? "->" : "--", b);
}

/* One node alone: the fault that makes deposed leaders. */
static void isolate(ter__sim *sim) {
    unsigned a = any_node(sim);
    for (unsigned b = 0; b < sim->nodes; b++) {
        sim->cut[a][b] = sim->cut[b][a] = a != b;
    }
    ter__sim_trace(sim, "isolate %u", a);
}

void ter__sim_trouble(ter__sim *sim) {
    const ter__sim_weather *weather = &sim->weather;
    if (ter__sim_happens(sim, weather->crash)) {
        unsigned node = any_node(sim);
        if (sim->node[node].alive) {
            ter__sim_node_crash(sim, node);
            ter__sim_push(sim, (ter__sim_event){sim->now_ms + 50 + ter__sim_below(sim, weather->down_ms_max), 0, TER__SIM_RESTART,
                                                node, 0, 0, NULL, 0});
        }
    }
    if (ter__sim_happens(sim, weather->cut)) {
        if (ter__sim_happens(sim, 0.3)) {
            isolate(sim);
        } else {
            cut_or_mend_link(sim, true);
        }
    }
    if (ter__sim_happens(sim, weather->heal)) {
        cut_or_mend_link(sim, false);
        if (ter__sim_happens(sim, 0.2)) {
            memset(sim->cut, 0, sizeof sim->cut);
            ter__sim_trace(sim, "mend all links");
        }
    }
    if (!sim->healing) {
        ter__sim_push(sim, (ter__sim_event){sim->now_ms + 5 + ter__sim_below(sim, weather->trouble_ms_max), 0, TER__SIM_TROUBLE, 0,
                                            0, 0, NULL, 0});
    }
}

void ter__sim_mend(ter__sim *sim) {
    sim->healing = true;
    memset(sim->cut, 0, sizeof sim->cut);
    ter__sim_trace(sim, "all faults end");
    for (unsigned node = 0; node < sim->nodes; node++) {
        ter__sim_node_start(sim, node);
    }
}
