/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One run: the weather is drawn, faults rage for a time, everything heals, and progress is demanded. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "sim_internal.h"

/* Time for the last proposals to reach every node before the final check. */
#define QUIET_MS 5000

/* Swarm testing (Groce and others, ISSTA 2012): each run has its own mix of faults, some of them absent, some frequent. */
static void draw_weather(ter__sim *sim) {
    ter__sim_weather *w = &sim->weather;
    sim->nodes = ter__sim_happens(sim, 0.7) ? 3 : ter__sim_happens(sim, 0.7) ? 5 : 7;
    w->lose = ter__sim_happens(sim, 0.5) ? 0.3 * ter_stream_uniform(&sim->chance) : 0.0;
    w->duplicate = ter__sim_happens(sim, 0.5) ? 0.2 * ter_stream_uniform(&sim->chance) : 0.0;
    w->delay_ms_max = (unsigned)(ter__sim_happens(sim, 0.5) ? 5 + ter__sim_below(sim, 1500) : 5);
    w->write_ms_max = (unsigned)(ter__sim_happens(sim, 0.5) ? 1 + ter__sim_below(sim, 60) : 2);
    w->crash = ter__sim_happens(sim, 0.7) ? 0.3 * ter_stream_uniform(&sim->chance) : 0.0;
    w->cut = ter__sim_happens(sim, 0.7) ? 0.5 * ter_stream_uniform(&sim->chance) : 0.0;
    w->one_way = ter__sim_happens(sim, 0.5) ? 0.5 : 0.0;
    w->heal = 0.2 + 0.6 * ter_stream_uniform(&sim->chance);
    w->torn = ter_stream_uniform(&sim->chance);
    w->aim = ter__sim_happens(sim, 0.5) ? ter_stream_uniform(&sim->chance) : 0.0;
    w->client_ms_max = (unsigned)(1 + ter__sim_below(sim, ter__sim_happens(sim, 0.3) ? 10 : 100));
    w->trouble_ms_max = (unsigned)(20 + ter__sim_below(sim, ter__sim_happens(sim, 0.5) ? 200 : 1500));
    w->down_ms_max = (unsigned)(50 + ter__sim_below(sim, 4000));
}

static void handle_tick(ter__sim *sim, const ter__sim_event *event) {
    ter__sim_node *node = &sim->node[event->node];
    if (!node->alive || node->incarnation != event->number) {
        return; /* a tick of a process that is no more */
    }
    ter__consensus_tick(node->consensus);
    ter__sim_push(sim, (ter__sim_event){sim->now_ms + ter__consensus_tick_ms(node->consensus), 0, TER__SIM_TICK, event->node, 0,
                                        event->number, NULL, 0});
}

static void handle_deliver(ter__sim *sim, const ter__sim_event *event) {
    ter__sim_node *node = &sim->node[event->node];
    if (node->alive && !sim->cut[event->from][event->node]) {
        char address[16];
        snprintf(address, sizeof address, "node%u", event->from + 1);
        ter_status status = ter__consensus_receive(node->consensus, event->from + 1, address, event->bytes, event->length);
        if (status != TER_OK) {
            ter__sim_fail(sim, "node %u refused a message of node %u: %s", event->node, event->from, ter_status_text(status));
        }
    }
    free(event->bytes);
}

static void handle_write(ter__sim *sim, const ter__sim_event *event) {
    ter__sim_node *node = &sim->node[event->node];
    ter__sim_disk_complete(&node->disk, event->number);
    if (node->alive) {
        ter__consensus_flush(node->consensus);
    }
}

static void handle_client(ter__sim *sim) {
    for (unsigned i = 0; i < sim->nodes; i++) {
        ter__sim_node_propose(sim, i);
    }
    uint64_t end = sim->options.troubled_ms + sim->options.healed_ms - QUIET_MS;
    if (sim->now_ms < end) {
        ter__sim_push(sim, (ter__sim_event){sim->now_ms + 1 + ter__sim_below(sim, sim->weather.client_ms_max), 0, TER__SIM_CLIENT,
                                            0, 0, 0, NULL, 0});
    }
}

static void handle(ter__sim *sim, const ter__sim_event *event) {
    switch (event->kind) {
    case TER__SIM_TICK:
        handle_tick(sim, event);
        break;
    case TER__SIM_DELIVER:
        handle_deliver(sim, event);
        break;
    case TER__SIM_WRITE:
        handle_write(sim, event);
        break;
    case TER__SIM_CLIENT:
        handle_client(sim);
        break;
    case TER__SIM_TROUBLE:
        if (!sim->healing) {
            ter__sim_trouble(sim);
        }
        break;
    case TER__SIM_RESTART:
        ter__sim_node_start(sim, event->node);
        break;
    case TER__SIM_MEND:
        ter__sim_mend(sim);
        break;
    default:
        break;
    }
}

static void close_all(ter__sim *sim) {
    for (unsigned i = 0; i < sim->nodes; i++) {
        if (sim->node[i].alive) {
            ter__consensus_close(sim->node[i].consensus);
        }
        ter__sim_disk_close(&sim->node[i].disk);
        free(sim->node[i].ledger.commands);
    }
    for (size_t i = 0; i < sim->event_count; i++) {
        free(sim->events[i].bytes);
    }
    free(sim->events);
    free(sim->acknowledged);
    free(sim->longest.commands);
}

void ter__sim_run(ter__sim_result *result, const ter__sim_options *options) {
    memset(result, 0, sizeof *result);
    ter__sim *sim = calloc(1, sizeof *sim);
    if (sim == NULL) {
        result->failed = true;
        snprintf(result->text, sizeof result->text, "no memory for a simulation");
        return;
    }
    sim->options = *options;
    sim->result = result;
    sim->chance = ter_stream_open(options->seed, 0, 0);
    draw_weather(sim);
    result->nodes = sim->nodes;
    for (unsigned i = 0; i < sim->nodes; i++) {
        ter__sim_disk_open(&sim->node[i].disk, sim, i);
        ter__sim_node_start(sim, i);
    }
    ter__sim_push(sim, (ter__sim_event){0, 0, TER__SIM_CLIENT, 0, 0, 0, NULL, 0});
    ter__sim_push(sim, (ter__sim_event){2000, 0, TER__SIM_TROUBLE, 0, 0, 0, NULL, 0});
    ter__sim_push(sim, (ter__sim_event){options->troubled_ms, 0, TER__SIM_MEND, 0, 0, 0, NULL, 0});
    size_t acknowledged_before = 0;
    ter__sim_event event;
    while (!result->failed && ter__sim_pop(sim, &event)) {
        if (event.at_ms > options->troubled_ms + options->healed_ms) {
            free(event.bytes);
            break;
        }
        sim->now_ms = event.at_ms;
        handle(sim, &event);
        if (event.kind == TER__SIM_MEND) {
            acknowledged_before = sim->acknowledged_count;
        }
        ter__sim_check(sim);
    }
    if (!result->failed) {
        ter__sim_check_end(sim, acknowledged_before);
    }
    close_all(sim);
    free(sim);
}
