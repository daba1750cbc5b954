/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Clients: each wants one job done, asks any node, and asks again, of another, whatever comes of it. What a node has acknowledged
 * is demanded at the end.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "cluster_sim.h"

#define ANSWER_MS 6000

/* A question under way: its answer counts if the client has not gone on. */
typedef struct question {
    ter__sim_client *client;
    uint64_t round;
    unsigned node;
} question;

static ter__sim_demand *demand_of(ter__sim_cluster *cluster, const ter__sim_client *client) {
    for (unsigned i = 0; i < cluster->demands; i++) {
        if (strcmp(cluster->demand[i].job, client->job) == 0) {
            return &cluster->demand[i];
        }
    }
    assert(!"every client has a demand");
    return NULL;
}

static void turn_in(ter__sim_client *client, uint64_t least, uint64_t most) {
    ter__sim *sim = &client->cluster->base;
    assert(most >= least);
    uint64_t at = sim->now_ms + least + ter__sim_below(sim, most - least + 1);
    unsigned number = (unsigned)(client - client->cluster->client);
    ter__sim_push(sim, (ter__sim_event){at, 0, TER__SIM_CLIENT, number, 0, client->round, NULL, 0});
}

/* On to another node, from the beginning of what it wants now. */
static void try_again(ter__sim_client *client) {
    ter__sim_cluster *cluster = client->cluster;
    assert(cluster->count > 0);
    client->round++;
    client->node = (unsigned)ter__sim_below(&cluster->base, cluster->count);
    if (client->phase == CLIENT_COPIES || client->phase == CLIENT_SUBMITS) {
        client->phase = CLIENT_PUTS;
    } else if (client->phase == CLIENT_CANCELS) {
        client->phase = CLIENT_HAS_JOB;
    }
    turn_in(client, 20, 400);
}

static void *ask(ter__sim_client *client) {
    question *asked = malloc(sizeof *asked);
    assert(asked != NULL);
    *asked = (question){client, client->round, client->node};
    return asked;
}

/* The client that asked, if it still waits for the answer. */
static ter__sim_client *answered(void *context, unsigned *node) {
    question asked = *(question *)context;
    assert(asked.client != NULL);
    free(context);
    *node = asked.node;
    if (asked.round != asked.client->round) {
        return NULL;
    }
    if (asked.client->cluster->host[asked.node].dying) { /* what a dead node says nobody hears: its connection broke */
        try_again(asked.client);
        return NULL;
    }
    return asked.client;
}

/* ---- submitting --------------------------------------------------------------------------------------------------------- */

static void submitted(void *context, ter_status status) {
    unsigned node;
    ter__sim_client *client = answered(context, &node);
    if (client == NULL) {
        return;
    }
    if (status != TER_OK) {
        try_again(client);
        return;
    }
    ter__sim_cluster *cluster = client->cluster;
    ter__sim_demand *demand = demand_of(cluster, client);
    assert(client->phase == CLIENT_SUBMITS);
    ter__sim_trace(&cluster->base, "node %u acknowledges %s", node, client->job);
    if (ter__state_job(ter__core_state(cluster->host[node].core), client->job) == NULL) {
        ter__sim_fail(&cluster->base, "node %u acknowledged %s and does not know it", node, client->job);
    }
    cluster->base.result->acknowledged += !demand->acknowledged;
    demand->acknowledged = client->submitted = true;
    client->phase = CLIENT_HAS_JOB;
    client->round++;
    turn_in(client, 1, 6000);
}

static void submit(ter__sim_client *client) {
    ter__sim_cluster *cluster = client->cluster;
    const ter__sim_job *job = &cluster->jobs->job[client->variant];
    assert(cluster->host[client->node].alive);
    ter__input input = {TER__SIM_INPUT_NAME, job->input.blob};
    ter__command command = {.kind = TER__COMMAND_SUBMIT, .at = cluster->base.now_ms + 1};
    ter__submit *wanted = &command.as.submit;
    snprintf(wanted->id, sizeof wanted->id, "%s", client->job);
    snprintf(wanted->name, sizeof wanted->name, "small-floods");
    snprintf(wanted->file, sizeof wanted->file, TER__SIM_FILE_NAME);
    snprintf(wanted->owner, sizeof wanted->owner, "client");
    wanted->spec = job->spec.blob;
    wanted->input_count = 1;
    wanted->inputs = &input;
    uint8_t *bytes = NULL;
    size_t length = 0;
    if (ter__command_encode(&command, &bytes, &length) != TER_OK) {
        ter__sim_fail(&cluster->base, "a submission does not encode");
        return;
    }
    ter__core_command(cluster->host[client->node].core, bytes, length, ANSWER_MS, submitted, ask(client));
    free(bytes);
}

static void copied(void *context, ter_status status) {
    unsigned node;
    ter__sim_client *client = answered(context, &node);
    if (client == NULL) {
        return;
    }
    if (status != TER_OK) {
        try_again(client);
        return;
    }
    assert(client->phase == CLIENT_COPIES && client->copies_due > 0);
    if (--client->copies_due > 0) {
        return;
    }
    ter__sim_cluster *cluster = client->cluster;
    unsigned holders = 0;
    for (unsigned i = 0; i < cluster->count; i++) {
        holders += ter__sim_blobs_had(&cluster->host[i].blobs, &cluster->jobs->job[client->variant].spec.blob.hash);
    }
    if (holders < 2) {
        ter__sim_fail(&cluster->base, "node %u said that a blob was copied, and %u have it", node, holders);
    }
    client->phase = CLIENT_SUBMITS;
    turn_in(client, 1, 10);
}

static void put(ter__sim_client *client) {
    ter__sim_cluster *cluster = client->cluster;
    ter__sim_host *host = &cluster->host[client->node];
    const ter__sim_job *job = &cluster->jobs->job[client->variant];
    assert(host->alive);
    const ter__sim_bytes *parts[2] = {&job->spec, &job->input};
    client->phase = CLIENT_COPIES;
    client->copies_due = 2;
    for (unsigned i = 0; i < 2; i++) {
        ter__sim_bytes bytes;
        bool good = ter__sim_bytes_copy(&bytes, parts[i]->bytes, parts[i]->length) && ter__sim_blobs_keep(&host->blobs, &bytes);
        assert(good);
        (void)good;
        ter__core_copy(host->core, &parts[i]->blob, ANSWER_MS, copied, ask(client));
    }
}

/* ---- afterwards --------------------------------------------------------------------------------------------------------- */

static void cancelled(void *context, ter_status status) {
    unsigned node;
    ter__sim_client *client = answered(context, &node);
    if (client == NULL) {
        return;
    }
    if (status != TER_OK) {
        try_again(client);
        return;
    }
    ter__sim_cluster *cluster = client->cluster;
    const ter__job *job = ter__state_job(ter__core_state(cluster->host[node].core), client->job);
    ter__sim_trace(&cluster->base, "node %u acknowledges the cancel of %s", node, client->job);
    if (job == NULL || !ter__phase_is_final(job->phase)) {
        ter__sim_fail(&cluster->base, "node %u acknowledged the cancel of %s, which goes on", node, client->job);
    }
    assert(client->phase == CLIENT_CANCELS);
    demand_of(cluster, client)->cancel_acknowledged = true;
    client->phase = CLIENT_ENDED;
    client->round++;
}

static void cancel(ter__sim_client *client) {
    ter__sim_cluster *cluster = client->cluster;
    ter__command command = {.kind = TER__COMMAND_CANCEL, .at = cluster->base.now_ms + 1};
    snprintf(command.as.cancel.job, sizeof command.as.cancel.job, "%s", client->job);
    snprintf(command.as.cancel.who, sizeof command.as.cancel.who, "client");
    uint8_t *bytes = NULL;
    size_t length = 0;
    if (ter__command_encode(&command, &bytes, &length) != TER_OK) {
        ter__sim_fail(&cluster->base, "a cancel does not encode");
        return;
    }
    assert(client->phase == CLIENT_HAS_JOB);
    client->phase = CLIENT_CANCELS;
    demand_of(cluster, client)->cancel_asked = true;
    ter__core_command(cluster->host[client->node].core, bytes, length, ANSWER_MS, cancelled, ask(client));
    free(bytes);
}

static void fetched(void *context, ter_status status) {
    unsigned node;
    ter__sim_client *client = answered(context, &node);
    if (client == NULL) {
        return;
    }
    if (status != TER_OK) {
        try_again(client);
        return;
    }
    ter__sim_cluster *cluster = client->cluster;
    const ter__job *job = ter__state_job(ter__core_state(cluster->host[node].core), client->job);
    assert(job != NULL);
    if (!ter__sim_blobs_had(&cluster->host[node].blobs, &job->pack.hash)) {
        ter__sim_fail(&cluster->base, "node %u said that it has the result of %s, and has not", node, client->job);
    }
    client->phase = CLIENT_ENDED;
    client->round++;
}

/* Waits for the end of its job, then has the result brought to whatever node it asks. */
static void watch(ter__sim_client *client) {
    ter__core *core = client->cluster->host[client->node].core;
    const ter__job *job = ter__state_job(ter__core_state(core), client->job);
    assert(client->submitted);
    if (job == NULL || !ter__phase_is_final(job->phase)) { /* this node may be behind */
        client->node = (unsigned)ter__sim_below(&client->cluster->base, client->cluster->count);
        turn_in(client, 100, 1000);
    } else if (job->phase == TER__PHASE_DONE) {
        ter__core_fetch(core, &job->pack, ANSWER_MS, fetched, ask(client));
    } else {
        client->phase = CLIENT_ENDED;
    }
}

void ter__sim_client_turn(ter__sim_cluster *cluster, unsigned number) {
    ter__sim_client *client = &cluster->client[number];
    assert(number < cluster->clients);
    if (!cluster->host[client->node].alive) {
        try_again(client);
        return;
    }
    switch (client->phase) {
    case CLIENT_PUTS:
        put(client);
        break;
    case CLIENT_SUBMITS:
        submit(client);
        break;
    case CLIENT_HAS_JOB:
        if (client->wants_again) {
            client->wants_again = false;
            client->phase = CLIENT_PUTS;
            try_again(client);
        } else if (client->wants_cancel) {
            cancel(client);
        } else {
            client->phase = CLIENT_FETCHES;
            turn_in(client, 100, 1000);
        }
        break;
    case CLIENT_FETCHES:
        watch(client);
        break;
    case CLIENT_COPIES:
    case CLIENT_CANCELS:
    case CLIENT_ENDED:
        break;
    }
}

void ter__sim_clients_begin(ter__sim_cluster *cluster) {
    ter__sim *sim = &cluster->base;
    bool deadly = ter__sim_happens(sim, 0.15);
    cluster->demands = 2 + (unsigned)ter__sim_below(sim, 6);
    for (unsigned i = 0; i < cluster->demands; i++) {
        ter__sim_demand *demand = &cluster->demand[i];
        snprintf(demand->job, sizeof demand->job, "job-%u", i + 1);
        demand->variant = (unsigned)ter__sim_below(sim, TER__SIM_JOB_COUNT);
        demand->deadly = deadly && i == 0 && cluster->jobs->job[demand->variant].sound;
        bool two = ter__sim_happens(sim, 0.3); /* a second client that submits the same job at any time */
        for (unsigned k = 0; k < (two ? 2u : 1u) && cluster->clients < TER__SIM_CLIENTS_MAX; k++) {
            ter__sim_client *client = &cluster->client[cluster->clients++];
            client->cluster = cluster;
            memcpy(client->job, demand->job, sizeof client->job);
            client->variant = demand->variant;
            client->node = (unsigned)ter__sim_below(sim, cluster->count);
            client->wants_again = ter__sim_happens(sim, 0.3);
            client->wants_cancel = ter__sim_happens(sim, 0.2);
            turn_in(client, 500, cluster->jobs_span_ms);
        }
    }
    assert(cluster->clients >= cluster->demands);
}
