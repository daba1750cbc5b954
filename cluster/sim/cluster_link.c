/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Connections between hosts: ordered streams, one each channel. What is under way when one breaks is lost, and so is all that
 * follows a loss: a cut link is silent until its ends notice, each in its own time, and dial again.
 */
#include <assert.h>
#include <stdlib.h>

#include "cluster_sim.h"

static ter__sim_link *link_of(ter__sim_cluster *cluster, unsigned a, unsigned b, unsigned *end) {
    assert(a != b && a < cluster->count && b < cluster->count);
    *end = a < b ? 0 : 1; /* which end `a` is */
    return a < b ? &cluster->link[a][b] : &cluster->link[b][a];
}

static uint64_t soon(ter__sim_cluster *cluster, uint64_t least, uint64_t most) {
    assert(most >= least);
    return cluster->base.now_ms + least + ter__sim_below(&cluster->base, most - least + 1);
}

/* ---- messages ----------------------------------------------------------------------------------------------------------- */

bool ter__sim_link_send(ter__sim_cluster *cluster, unsigned from, unsigned to, ter__channel channel, uint8_t *bytes,
                        size_t length) {
    ter__sim *sim = &cluster->base;
    unsigned end;
    ter__sim_link *link = link_of(cluster, from, to, &end);
    size_t room = channel == TER__CHANNEL_BULK ? cluster->bulk_room : (size_t)4 << 20;
    size_t waiting = link->waiting[end][channel]; /* an empty channel takes any message */
    if (!link->up[end] || (waiting > 0 && waiting + length > room)) {
        free(bytes);
        return false;
    }
    assert(link->connection > 0);
    sim->result->messages++;
    unsigned delay = sim->healing ? 5 : sim->weather.delay_ms_max;
    uint64_t at = sim->now_ms + 1 + ter__sim_below(sim, ter__sim_happens(sim, 0.05) ? delay : 2);
    if (at < link->due_ms[end][channel]) {
        at = link->due_ms[end][channel];
    }
    link->due_ms[end][channel] = at;
    link->waiting[end][channel] += length;
    uint64_t number = link->connection * TER__CHANNEL_COUNT + (uint64_t)channel;
    ter__sim_push(sim, (ter__sim_event){at, 0, TER__SIM_DELIVER, to, from, number, bytes, length});
    return true;
}

void ter__sim_link_deliver(ter__sim_cluster *cluster, const ter__sim_event *event) {
    unsigned end;
    ter__sim_link *link = link_of(cluster, event->from, event->node, &end);
    ter__channel channel = (ter__channel)(event->number % TER__CHANNEL_COUNT);
    ter__sim_host *host = &cluster->host[event->node];
    bool same = link->connection == event->number / TER__CHANNEL_COUNT;
    if (same) {
        assert(link->waiting[end][channel] >= event->length);
        link->waiting[end][channel] -= event->length;
    }
    if (same && link->up[1 - end] && !link->deaf[end]) {
        assert(host->alive);
        ter_status status = ter__core_receive(host->core, event->from + 1, channel, event->bytes, event->length);
        if (status != TER_OK) {
            ter__sim_fail(&cluster->base, "node %u refused a message of node %u: %s", event->node, event->from,
                          ter_status_text(status));
        }
    } else {
        cluster->base.result->lost++;
    }
    free(event->bytes);
}

/* ---- connections -------------------------------------------------------------------------------------------------------- */

/* One end notices that its connection is no more. */
static void lose(ter__sim_cluster *cluster, unsigned at, unsigned peer, bool died) {
    unsigned end;
    ter__sim_link *link = link_of(cluster, at, peer, &end);
    if (!link->up[end]) {
        return;
    }
    assert(cluster->host[at].alive);
    link->up[end] = false;
    link->deaf[0] = link->deaf[1] = true;
    ter__sim_trace(&cluster->base, "node %u lost its connection to %u%s", at, peer, died ? ", which died" : "");
    ter__core_disconnected(cluster->host[at].core, peer + 1, died);
    ter__sim_link_dial(cluster, at, peer);
}

void ter__sim_link_dial(ter__sim_cluster *cluster, unsigned a, unsigned b) {
    unsigned end;
    ter__sim_link *link = link_of(cluster, a, b, &end);
    assert(cluster->count > 1);
    if (!link->dialing) {
        link->dialing = true;
        ter__sim_push(&cluster->base,
                      (ter__sim_event){soon(cluster, 5, 300), 0, TER__SIM_CONNECT, a < b ? b : a, a < b ? a : b, 0, NULL, 0});
    }
}

void ter__sim_link_connect(ter__sim_cluster *cluster, const ter__sim_event *event) {
    unsigned a = event->node, b = event->from, end;
    ter__sim_link *link = link_of(cluster, a, b, &end);
    link->dialing = false;
    if (!cluster->host[a].alive || !cluster->host[b].alive || cluster->base.cut[a][b] || cluster->base.cut[b][a]) {
        ter__sim_link_dial(cluster, a, b);
        return;
    }
    if (link->up[0] && link->up[1]) {
        return;
    }
    lose(cluster, a, b, false); /* an end that had not noticed: the new connection takes the old one's place */
    lose(cluster, b, a, false);
    *link = (ter__sim_link){.connection = ++cluster->next_connection, .up = {true, true}};
    ter__sim_trace(&cluster->base, "nodes %u and %u are connected", b, a);
    ter__core_connected(cluster->host[a].core, b + 1, cluster->host[b].incarnation);
    ter__core_connected(cluster->host[b].core, a + 1, cluster->host[a].incarnation);
    assert(link->connection == cluster->next_connection);
}

void ter__sim_link_break(ter__sim_cluster *cluster, const ter__sim_event *event) {
    unsigned end;
    const ter__sim_link *link = link_of(cluster, event->node, event->from, &end);
    bool died = event->length != 0;
    if (link->connection == event->number && cluster->host[event->node].alive) {
        lose(cluster, event->node, event->from, died);
    }
    assert(event->bytes == NULL);
}

/* The connection is dead from now on; both ends, if they live, notice within the time. */
static void doom(ter__sim_cluster *cluster, unsigned a, unsigned b, uint64_t least, uint64_t most, bool died) {
    unsigned end;
    ter__sim_link *link = link_of(cluster, a, b, &end);
    if (!link->up[0] && !link->up[1]) {
        return;
    }
    assert(link->connection > 0);
    cluster->base.result->broken++;
    unsigned ends[2] = {a, b};
    for (unsigned i = 0; i < 2; i++) {
        ter__sim_push(&cluster->base, (ter__sim_event){soon(cluster, least, most), 0, TER__SIM_BREAK, ends[i], ends[1 - i],
                                                       link->connection, NULL, died ? 1 : 0});
    }
}

void ter__sim_links_died(ter__sim_cluster *cluster, unsigned number) {
    bool silent = ter__sim_happens(&cluster->base, cluster->silent_death); /* the machine went, not the process */
    for (unsigned peer = 0; peer < cluster->count; peer++) {
        if (peer == number) {
            continue;
        }
        unsigned end;
        ter__sim_link *link = link_of(cluster, number, peer, &end);
        bool was_up = link->up[end] || link->up[1 - end];
        link->up[end] = false;
        link->deaf[1 - end] = true;
        link->deaf[end] = link->deaf[end] || silent; /* what had left reaches the peer before the reset */
        if (was_up) {
            doom(cluster, number, peer, silent ? cluster->silence_ms / 2 : 0, silent ? cluster->silence_ms : 20, !silent);
        }
        assert(!link->up[end]);
    }
}

void ter__sim_links_cut(ter__sim_cluster *cluster) {
    for (unsigned a = 0; a < cluster->count; a++) {
        for (unsigned b = a + 1; b < cluster->count; b++) {
            ter__sim_link *link = &cluster->link[a][b];
            bool lower = cluster->base.cut[a][b] && !link->deaf[0], higher = cluster->base.cut[b][a] && !link->deaf[1];
            bool whole = !link->deaf[0] && !link->deaf[1];
            link->deaf[0] = link->deaf[0] || lower;
            link->deaf[1] = link->deaf[1] || higher;
            if (whole && (lower || higher)) {
                doom(cluster, a, b, cluster->silence_ms / 2, cluster->silence_ms, false);
            }
        }
    }
    assert(cluster->count <= TER__SIM_NODES_MAX);
}

void ter__sim_link_reset(ter__sim_cluster *cluster, unsigned a, unsigned b) {
    assert(a != b);
    unsigned end;
    ter__sim_link *link = link_of(cluster, a, b, &end);
    if (link->up[0] && link->up[1]) {
        ter__sim_trace(&cluster->base, "the connection of %u and %u is reset", a, b);
        link->deaf[0] = link->deaf[1] = true;
        doom(cluster, a, b, 0, 20, ter__sim_happens(&cluster->base, 0.3)); /* which may look like a death */
    }
}
