/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One run of a whole cluster: the weather is drawn, clients come, faults rage for a time, everything heals, all jobs must end. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "cluster_sim.h"

/* What is decided last may still be on its way to the others. */
#define LOOK_MS 500

static double maybe(ter__sim *sim, double probability, double most) {
    assert(probability <= 1.0);
    return ter__sim_happens(sim, probability) ? most * ter_stream_uniform(&sim->chance) : 0.0;
}

/* Swarm testing, as in sim_run.c. */
static void draw_weather(ter__sim_cluster *cluster) {
    ter__sim *sim = &cluster->base;
    ter__sim_weather *w = &sim->weather;
    cluster->count = ter__sim_happens(sim, 0.8) ? 3 : ter__sim_happens(sim, 0.7) ? 5 : 7;
    w->delay_ms_max = (unsigned)(ter__sim_happens(sim, 0.5) ? 5 + ter__sim_below(sim, 800) : 5);
    w->write_ms_max = (unsigned)(ter__sim_happens(sim, 0.5) ? 1 + ter__sim_below(sim, 60) : 3);
    w->crash = maybe(sim, 0.8, 0.4);
    w->cut = maybe(sim, 0.6, 0.3);
    w->one_way = ter__sim_happens(sim, 0.5) ? 0.5 : 0.0;
    w->heal = 0.2 + 0.6 * ter_stream_uniform(&sim->chance);
    w->torn = ter_stream_uniform(&sim->chance);
    w->aim = maybe(sim, 0.5, 1.0);
    w->trouble_ms_max = (unsigned)(300 + ter__sim_below(sim, ter__sim_happens(sim, 0.5) ? 1000 : 4000));
    w->down_ms_max = (unsigned)(100 + ter__sim_below(sim, 6000));
    cluster->compute_ms_max = (unsigned)(5 + ter__sim_below(sim, ter__sim_happens(sim, 0.3) ? 2000 : 200));
    cluster->silence_ms = (unsigned)(2000 + ter__sim_below(sim, 3000));
    cluster->jobs_span_ms = (unsigned)(1000 + ter__sim_below(sim, 15000));
    cluster->bulk_room = ter__sim_happens(sim, 0.3) ? (size_t)(20000 + ter__sim_below(sim, 60000)) : (size_t)4 << 20;
    cluster->snapshot_every = (unsigned)(4 + ter__sim_below(sim, 60));
    cluster->refuse = maybe(sim, 0.3, 0.05);
    cluster->reset = maybe(sim, 0.4, 0.3);
    cluster->silent_death = maybe(sim, 0.5, 1.0);
    cluster->drain = maybe(sim, 0.3, 0.2);
    cluster->damage = maybe(sim, 0.4, 1.0);
}

/* ---- faults ------------------------------------------------------------------------------------------------------------- */

static unsigned any_host(ter__sim_cluster *cluster) {
    if (ter__sim_happens(&cluster->base, cluster->base.weather.aim)) {
        for (unsigned i = 0; i < cluster->count; i++) {
            if (ter__sim_host_leads(&cluster->host[i])) {
                return i;
            }
        }
    }
    assert(cluster->count > 0);
    return (unsigned)ter__sim_below(&cluster->base, cluster->count);
}

static void kill_some(ter__sim_cluster *cluster) {
    ter__sim *sim = &cluster->base;
    bool all = ter__sim_happens(sim, 0.1);
    unsigned chosen = any_host(cluster);
    assert(chosen < cluster->count);
    for (unsigned i = 0; i < cluster->count; i++) {
        if ((all || i == chosen) && cluster->host[i].alive) {
            ter__sim_host_crash(cluster, i);
            ter__sim_host_restart(cluster, i);
        }
    }
}

static void cut_some(ter__sim_cluster *cluster) {
    ter__sim *sim = &cluster->base;
    unsigned a = any_host(cluster), b = (unsigned)ter__sim_below(sim, cluster->count);
    bool one_way = ter__sim_happens(sim, sim->weather.one_way), alone = ter__sim_happens(sim, 0.3);
    for (unsigned i = 0; i < cluster->count; i++) {
        if (i != a && (alone || i == b)) {
            sim->cut[a][i] = true;
            sim->cut[i][a] = sim->cut[i][a] || !one_way;
        }
    }
    assert(!sim->cut[a][a]);
    ter__sim_trace(sim, "cut %u %s %s", a, one_way ? "->" : "--", alone ? "all" : "one");
    ter__sim_links_cut(cluster);
}

/* A bad sector: one host finds a blob damaged and puts it aside. Two never lose the same one: that nothing can mend. */
static void damage_some(ter__sim_cluster *cluster) {
    ter__sim_blobs *blobs = &cluster->host[any_host(cluster)].blobs;
    assert(cluster->count >= 3);
    if (blobs->count == 0) {
        return;
    }
    ter__sim_bytes *chosen = &blobs->items[ter__sim_below(&cluster->base, blobs->count)];
    unsigned holders = 0;
    for (unsigned i = 0; i < cluster->count; i++) {
        holders += ter__sim_blobs_find(&cluster->host[i].blobs, &chosen->blob.hash) != NULL;
    }
    if (!chosen->damaged && holders >= 2) {
        ter__sim_trace(&cluster->base, "a blob of %zu bytes is damaged", chosen->length);
        chosen->damaged = true;
        cluster->base.result->damaged++;
    }
}

static void trouble(ter__sim_cluster *cluster) {
    ter__sim *sim = &cluster->base;
    const ter__sim_weather *w = &sim->weather;
    if (sim->healing) {
        return;
    }
    assert(sim->now_ms <= sim->options.troubled_ms);
    if (ter__sim_happens(sim, w->crash)) {
        kill_some(cluster);
    }
    if (ter__sim_happens(sim, w->cut)) {
        cut_some(cluster);
    }
    if (ter__sim_happens(sim, cluster->reset)) {
        unsigned a = any_host(cluster), b = (unsigned)ter__sim_below(sim, cluster->count);
        if (a != b) {
            ter__sim_link_reset(cluster, a, b);
        }
    }
    if (ter__sim_happens(sim, cluster->damage)) {
        damage_some(cluster);
    }
    if (ter__sim_happens(sim, cluster->drain)) {
        ter__sim_host *host = &cluster->host[any_host(cluster)];
        if (host->alive && !host->draining) { /* a stop in order, which ends with the process some time later */
            ter__sim_trace(sim, "node %u drains", host->number);
            host->draining = true;
            ter__core_drain(host->core);
        }
    }
    if (ter__sim_happens(sim, w->heal)) {
        memset(sim->cut, 0, sizeof sim->cut);
        ter__sim_trace(sim, "links are mended");
    }
    ter__sim_push(
        sim, (ter__sim_event){sim->now_ms + 5 + ter__sim_below(sim, w->trouble_ms_max), 0, TER__SIM_TROUBLE, 0, 0, 0, NULL, 0});
}

static void mend(ter__sim_cluster *cluster) {
    ter__sim *sim = &cluster->base;
    sim->healing = true;
    memset(sim->cut, 0, sizeof sim->cut);
    ter__sim_trace(sim, "all faults end");
    /* One of three down is full service, unless the only other copy of something was damaged. */
    if (sim->result->damaged == 0 && ter__sim_happens(sim, 0.5)) {
        cluster->absent = (unsigned)ter__sim_below(sim, cluster->count);
        sim->result->absent++;
        if (cluster->host[cluster->absent].alive) {
            ter__sim_host_crash(cluster, cluster->absent);
        }
    }
    for (unsigned i = 0; i < cluster->count; i++) {
        if (cluster->host[i].alive && cluster->host[i].draining) {
            ter__sim_host_crash(cluster, i);
        }
        ter__sim_host_start(cluster, i);
    }
    assert(sim->healing);
}

/* A host that drains ends when nothing runs there any more. */
static void end_drained(ter__sim_cluster *cluster) {
    for (unsigned i = 0; i < cluster->count; i++) {
        ter__sim_host *host = &cluster->host[i];
        if (host->alive && host->draining && ter__core_idle(host->core)) {
            ter__sim_host_crash(cluster, i);
            ter__sim_host_restart(cluster, i);
        }
    }
    assert(cluster->count > 0);
}

/* ---- the course --------------------------------------------------------------------------------------------------------- */

static void handle(ter__sim_cluster *cluster, const ter__sim_event *event) {
    assert(event->at_ms == cluster->base.now_ms);
    switch (event->kind) {
    case TER__SIM_TICK:
        ter__sim_host_tick(cluster, event);
        break;
    case TER__SIM_DELIVER:
        ter__sim_link_deliver(cluster, event);
        break;
    case TER__SIM_WRITE:
        ter__sim_disk_complete(&cluster->host[event->node].disk, event->number);
        if (cluster->host[event->node].alive) {
            ter__core_poll(cluster->host[event->node].core);
        }
        break;
    case TER__SIM_CLIENT:
        if (cluster->client[event->node].round == event->number) {
            ter__sim_client_turn(cluster, event->node);
        }
        break;
    case TER__SIM_TROUBLE:
        trouble(cluster);
        break;
    case TER__SIM_RESTART:
        ter__sim_host_start(cluster, event->node);
        break;
    case TER__SIM_MEND:
        mend(cluster);
        break;
    case TER__SIM_CONNECT:
        ter__sim_link_connect(cluster, event);
        break;
    case TER__SIM_BREAK:
        ter__sim_link_break(cluster, event);
        break;
    case TER__SIM_OPERATION:
        ter__sim_operation_due(&cluster->host[event->node], event->number);
        break;
    }
}

/* Until all is at rest after the faults, or the time is over. */
static void go(ter__sim_cluster *cluster) {
    ter__sim *sim = &cluster->base;
    uint64_t looked = 0;
    ter__sim_event event;
    while (!sim->result->failed && ter__sim_pop(sim, &event)) {
        if (event.at_ms > sim->options.troubled_ms + sim->options.healed_ms) {
            if (event.kind == TER__SIM_DELIVER) {
                free(event.bytes);
            }
            char text[TER__SIM_TEXT_BYTES];
            ter__sim_cluster_text(cluster, text, sizeof text);
            ter__sim_fail(sim, "all is healed, and the jobs do not end: %s", text);
            return;
        }
        assert(event.at_ms >= sim->now_ms);
        sim->now_ms = event.at_ms;
        handle(cluster, &event);
        if (!sim->result->failed) {
            ter__sim_cluster_check(cluster);
        }
        if (sim->now_ms >= looked + LOOK_MS && !sim->result->failed) {
            looked = sim->now_ms;
            end_drained(cluster);
            if (sim->healing && ter__sim_cluster_at_rest(cluster)) {
                ter__sim_trace(sim, "all is at rest");
                if (cluster->absent == TER__SIM_NODES_MAX) {
                    return;
                }
                unsigned late = cluster->absent; /* it has to catch up */
                cluster->absent = TER__SIM_NODES_MAX;
                ter__sim_host_start(cluster, late);
            }
        }
    }
}

static void close_all(ter__sim_cluster *cluster) {
    for (unsigned i = 0; i < cluster->count; i++) {
        ter__sim_host_free(&cluster->host[i]);
    }
    for (size_t i = 0; i < cluster->base.event_count; i++) {
        free(cluster->base.events[i].bytes);
    }
    free(cluster->base.events);
    free(cluster->states);
    free(cluster);
}

void ter__sim_cluster_run(ter__sim_result *result, const ter__sim_options *options, ter__sim_jobs *jobs, bool real) {
    assert(jobs != NULL);
    memset(result, 0, sizeof *result);
    ter__sim_cluster *cluster = calloc(1, sizeof *cluster);
    if (cluster == NULL || (cluster->states = calloc(TER__SIM_STATES_MAX, sizeof *cluster->states)) == NULL) {
        free(cluster);
        result->failed = true;
        snprintf(result->text, sizeof result->text, "no memory for a simulation");
        return;
    }
    ter__sim *sim = &cluster->base;
    sim->options = *options;
    sim->result = result;
    sim->chance = ter_stream_open(options->seed, 1, 0);
    cluster->jobs = jobs;
    cluster->real = real;
    cluster->absent = TER__SIM_NODES_MAX;
    draw_weather(cluster);
    result->nodes = cluster->count;
    for (unsigned i = 0; i < cluster->count; i++) {
        ter__sim_disk_open(&cluster->host[i].disk, sim, i);
        cluster->host[i].slots = 1 + (unsigned)ter__sim_below(sim, 4);
        cluster->host[i].cluster = cluster;
    }
    for (unsigned i = 0; i < cluster->count && !result->failed; i++) {
        ter__sim_host_start(cluster, i);
    }
    ter__sim_clients_begin(cluster);
    ter__sim_push(sim, (ter__sim_event){2000, 0, TER__SIM_TROUBLE, 0, 0, 0, NULL, 0});
    ter__sim_push(sim, (ter__sim_event){options->troubled_ms, 0, TER__SIM_MEND, 0, 0, 0, NULL, 0});
    go(cluster);
    if (!result->failed) {
        ter__sim_cluster_check_end(cluster);
    }
    close_all(cluster);
}
