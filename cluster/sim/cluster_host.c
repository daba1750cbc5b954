/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A host's life: it starts on what its disk has, and dies between any two events. */
#include <assert.h>
#include <stdlib.h>

#include "cluster_sim.h"

static uint64_t port_now(void *context) {
    const ter__sim_host *host = context;
    assert(host->cluster != NULL);
    return host->cluster->base.now_ms;
}

static int port_random(void *context, int minimum, int maximum) {
    const ter__sim_host *host = context;
    assert(maximum > minimum);
    return minimum + (int)ter__sim_below(&host->cluster->base, (uint64_t)(maximum - minimum));
}

static void port_send(void *context, raft_id to, uint8_t *bytes, size_t length) {
    ter__sim_host *host = context;
    assert(to > 0);
    if (host->dying) {
        free(bytes);
        return;
    }
    ter__sim_link_send(host->cluster, host->number, (unsigned)to - 1, TER__CHANNEL_CONSENSUS, bytes, length);
}

static void fill_config(const ter__sim_host *host, ter__core_config *config) {
    static const char *const addresses[TER__SIM_NODES_MAX] = {"n1:1", "n2:1", "n3:1", "n4:1", "n5:1", "n6:1", "n7:1"};
    *config = (ter__core_config){.id = host->number + 1, .snapshot_every = host->cluster->snapshot_every};
    assert(host->cluster->count <= TER__SIM_NODES_MAX);
    config->member_count = host->cluster->count;
    for (unsigned i = 0; i < host->cluster->count; i++) {
        config->members[i] = (ter__member){i + 1, addresses[i]};
    }
    config->left_running = host->running_length > 0 ? host->running : NULL;
    config->left_running_length = host->running_length;
    ter__node_record *self = &config->self;
    self->id = config->id;
    self->incarnation = host->incarnation;
    self->slots = host->slots;
    self->up = true;
    snprintf(self->name, sizeof self->name, "n%u", config->id);
    snprintf(self->address, sizeof self->address, "%s", addresses[host->number]);
    snprintf(self->version, sizeof self->version, "sim");
}

void ter__sim_host_start(ter__sim_cluster *cluster, unsigned number) {
    ter__sim_host *host = &cluster->host[number];
    ter__sim *sim = &cluster->base;
    if (host->alive || number == cluster->absent) {
        return;
    }
    host->cluster = cluster;
    host->number = number;
    host->dying = host->draining = false;
    host->incarnation = 1000 * (uint64_t)(number + 1) + sim->now_ms + 1;
    host->compared = 0;
    ter__core_config config;
    fill_config(host, &config);
    ter__body body = ter__sim_body(host);
    ter__raft_port port = {host, port_now, port_random, port_send};
    ter__log_store store = ter__sim_disk_store(&host->disk);
    ter_error error = {TER_OK, ""};
    ter__state *state = ter__state_create();
    assert(state != NULL);
    ter_status status = ter__sim_rows_load(&host->rows, state, &error);
    if (status != TER_OK) {
        ter__state_destroy(state);
    } else {
        status = ter__core_open(&host->core, &config, &body, &port, &store, state, sim->options.guards, sim->now_ms,
                                sim->now_ms + 1, &error);
    }
    if (status != TER_OK) {
        ter__sim_fail(sim, "node %u does not start: %s", number, error.text);
        return;
    }
    host->alive = true;
    ter__sim_trace(sim, "node %u starts with %zu entries from %llu, rows of %llu", number, host->disk.count,
                   (unsigned long long)host->disk.start, (unsigned long long)host->rows.applied);
    uint64_t first = sim->now_ms + 1 + ter__sim_below(sim, ter__core_tick_ms(host->core));
    ter__sim_push(sim, (ter__sim_event){first, 0, TER__SIM_TICK, number, 0, host->incarnation, NULL, 0});
    for (unsigned peer = 0; peer < cluster->count; peer++) {
        if (peer != number) {
            ter__sim_link_dial(cluster, number, peer);
        }
    }
}

/* What a kill -9 leaves: the disk as far as writes had reached it. */
void ter__sim_host_crash(ter__sim_cluster *cluster, unsigned number) {
    ter__sim_host *host = &cluster->host[number];
    ter__sim *sim = &cluster->base;
    assert(host->alive);
    ter__sim_trace(sim, "node %u is killed", number);
    sim->result->crashes++;
    host->dying = true;
    ter__sim_disk_crash(&host->disk);
    ter__sim_operations_crash(host);
    ter__core_close(host->core);
    host->core = NULL;
    ter__log_store store = ter__sim_disk_store(&host->disk);
    store.cancel(store.context);
    while (host->operations != NULL) {
        ter__sim_operations_crash(host);
    }
    ter__work_destroy(host->work);
    host->work = NULL;
    host->alive = false;
    ter__sim_links_died(cluster, number);
}

void ter__sim_host_restart(ter__sim_cluster *cluster, unsigned number) {
    ter__sim *sim = &cluster->base;
    assert(!cluster->host[number].alive);
    uint64_t at = sim->now_ms + 50 + ter__sim_below(sim, sim->weather.down_ms_max);
    ter__sim_push(sim, (ter__sim_event){at, 0, TER__SIM_RESTART, number, 0, 0, NULL, 0});
}

void ter__sim_host_tick(ter__sim_cluster *cluster, const ter__sim_event *event) {
    ter__sim_host *host = &cluster->host[event->node];
    ter__sim *sim = &cluster->base;
    if (!host->alive || host->incarnation != event->number) {
        return; /* a tick of a process that is no more */
    }
    assert(host->core != NULL);
    ter__core_tick(host->core, sim->now_ms, sim->now_ms + 1);
    uint64_t next = sim->now_ms + ter__core_tick_ms(host->core);
    ter__sim_push(sim, (ter__sim_event){next, 0, TER__SIM_TICK, event->node, 0, event->number, NULL, 0});
}

bool ter__sim_host_leads(const ter__sim_host *host) {
    assert(host->cluster != NULL);
    ter__core_view view = {0};
    if (host->alive) {
        ter__core_look(host->core, &view);
    }
    return view.leads;
}

void ter__sim_host_free(ter__sim_host *host) {
    if (host->alive) {
        host->dying = true;
        ter__sim_operations_crash(host);
        ter__core_close(host->core);
        ter__log_store store = ter__sim_disk_store(&host->disk);
        store.cancel(store.context);
        ter__work_destroy(host->work);
    }
    assert(host->operations == NULL);
    ter__sim_disk_close(&host->disk);
    ter__sim_rows_free(&host->rows);
    ter__sim_blobs_free(&host->blobs);
}
