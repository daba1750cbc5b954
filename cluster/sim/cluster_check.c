/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What must hold of a whole cluster after every event, and at the end. */
#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cluster_sim.h"

static void check_leader(ter__sim_cluster *cluster, unsigned number, const ter__core_view *view) {
    ter__sim *sim = &cluster->base;
    assert(number < cluster->count);
    if (!view->leads) {
        return;
    }
    if (view->term >= TER__SIM_TERMS_KEPT) {
        ter__sim_fail(sim, "term %" PRIu64 ": elections without end", view->term);
    } else if (sim->led[view->term].term == 0) {
        sim->led[view->term].term = view->term;
        sim->led[view->term].leader = number;
        sim->result->elections++;
        ter__sim_trace(sim, "node %u leads term %" PRIu64, number, view->term);
    } else if (sim->led[view->term].leader != number) {
        ter__sim_fail(sim, "nodes %u and %u both lead term %" PRIu64, sim->led[view->term].leader, number, view->term);
    }
}

/* ---- states ------------------------------------------------------------------------------------------------------------- */

/* A unit that the state calls done: its part is the one that any node computes, and two nodes have it. */
static void check_unit(ter__sim_cluster *cluster, const ter__job *job, uint32_t number) {
    const ter__unit *unit = &job->units[number];
    ter__task task = {.kind = TER__TASK_UNIT, .stage = job->stage, .unit = number};
    const ter__sim_memory *memory = ter__sim_jobs_recall(cluster->jobs, &job->spec.hash, &task);
    if (!unit->done) {
        return;
    }
    if (memory == NULL || !ter__hash_equal(&memory->result.part.hash, &unit->part.hash)) {
        ter__sim_fail(&cluster->base, "%s, stage %u, unit %u: the part recorded is not what the task gives", job->id, job->stage,
                      number);
        return;
    }
    uint32_t nodes[2] = {unit->node, unit->copy};
    for (unsigned i = 0; i < 2; i++) {
        if (nodes[i] == 0 || nodes[i] > cluster->count ||
            !ter__sim_blobs_had(&cluster->host[nodes[i] - 1].blobs, &unit->part.hash)) {
            ter__sim_fail(&cluster->base, "%s, stage %u, unit %u: node %u does not have the part that is recorded there", job->id,
                          job->stage, number, nodes[i]);
        }
    }
    assert(number < job->unit_count);
}

static void check_jobs(ter__sim_cluster *cluster, const ter__state *state) {
    assert(state != NULL);
    for (size_t i = 0; i < ter__state_job_count(state); i++) {
        const ter__job *job = ter__state_job_at(state, i);
        for (uint32_t k = 0; job->phase == TER__PHASE_RUNNING && k < job->unit_count; k++) {
            check_unit(cluster, job, k);
        }
    }
}

/* The state at an index is the same on every node, byte for byte. */
static void check_state(ter__sim_cluster *cluster, ter__sim_host *host, uint64_t applied) {
    const ter__state *state = ter__core_state(host->core);
    uint8_t *bytes = NULL;
    size_t length = 0;
    assert(applied > 0);
    if (applied >= TER__SIM_STATES_MAX || ter__state_encode(state, &bytes, &length) != TER_OK) {
        ter__sim_fail(&cluster->base, "no state to compare at index %" PRIu64, applied);
        return;
    }
    ter__hash hash;
    ter__sim_hash(&hash, bytes, length);
    free(bytes);
    if (ter__hash_is_zero(&cluster->states[applied])) {
        cluster->states[applied] = hash;
        check_jobs(cluster, state);
    } else if (!ter__hash_equal(&cluster->states[applied], &hash)) {
        ter__sim_fail(&cluster->base, "at index %" PRIu64 " node %u has another state than was seen before", applied, host->number);
    }
}

void ter__sim_cluster_check(ter__sim_cluster *cluster) {
    for (unsigned i = 0; i < cluster->count && !cluster->base.result->failed; i++) {
        ter__sim_host *host = &cluster->host[i];
        if (!host->alive) {
            continue;
        }
        ter__core_view view;
        ter__core_look(host->core, &view);
        check_leader(cluster, i, &view);
        if (view.stopped) {
            ter__sim_fail(&cluster->base, "node %u stopped itself: %s", i, view.text);
        }
        if (view.commands > TER__SIM_CLIENTS_MAX * 4 || view.fetching > 1024 || view.leases > 1024) {
            ter__sim_fail(&cluster->base, "node %u: a queue grows: %zu commands, %u fetches, %zu leases", i, view.commands,
                          view.fetching, view.leases);
        }
        uint64_t applied = ter__state_applied(ter__core_state(host->core));
        if (applied != host->compared) {
            host->compared = applied;
            check_state(cluster, host, applied);
        }
    }
    assert(cluster->count >= 3);
}

/* ---- the end ------------------------------------------------------------------------------------------------------------ */

static bool all_ended(const ter__state *state) {
    assert(state != NULL);
    for (size_t i = 0; i < ter__state_job_count(state); i++) {
        if (!ter__phase_is_final(ter__state_job_at(state, i)->phase)) {
            return false;
        }
    }
    return true;
}

/* Every client has what it wants, every job has ended, nothing is under way, and all nodes know it. */
bool ter__sim_cluster_at_rest(ter__sim_cluster *cluster) {
    assert(cluster->count >= 3);
    const ter__state *first = NULL;
    for (unsigned i = 0; i < cluster->clients; i++) {
        if (cluster->client[i].phase != CLIENT_ENDED) {
            return false;
        }
    }
    for (unsigned i = 0; i < cluster->count; i++) {
        const ter__sim_host *host = &cluster->host[i];
        if (i == cluster->absent) {
            continue;
        }
        const ter__state *state = host->alive ? ter__core_state(host->core) : NULL;
        first = first == NULL ? state : first;
        if (state == NULL || !ter__core_idle(host->core) || !all_ended(state) ||
            ter__state_applied(state) != ter__state_applied(first)) {
            return false;
        }
    }
    return true;
}

/* What keeps it from rest, for people. */
void ter__sim_cluster_text(ter__sim_cluster *cluster, char *text, size_t size) {
    assert(size > 0);
    size_t length = 0;
    text[0] = '\0';
    for (unsigned i = 0; i < cluster->clients && length < size; i++) {
        const ter__sim_client *client = &cluster->client[i];
        length += (size_t)snprintf(text + length, size - length, "%s phase %d; ", client->job, (int)client->phase);
    }
    for (unsigned i = 0; i < cluster->count && length < size; i++) {
        const ter__sim_host *host = &cluster->host[i];
        const ter__state *state = host->alive ? ter__core_state(host->core) : NULL;
        length += (size_t)snprintf(text + length, size - length, "node %u %s", i, host->alive ? "at " : "down");
        for (size_t k = 0; state != NULL && k < ter__state_job_count(state) && length < size; k++) {
            const ter__job *job = ter__state_job_at(state, k);
            length += (size_t)snprintf(text + length, size - length, "%s %s %u/%u %u/%u, ", job->id, ter__phase_word(job->phase),
                                       job->stage, job->stage_count, job->units_done, job->unit_count);
        }
        if (state != NULL && length < size) {
            length += (size_t)snprintf(text + length, size - length, "%" PRIu64 "%s; ", ter__state_applied(state),
                                       ter__core_idle(host->core) ? "" : " busy");
        }
    }
}

static bool killed_three(const ter__job *job) {
    assert(job->phase == TER__PHASE_FAILED);
    return job->text != NULL && strstr(job->text, "took three nodes with it") != NULL;
}

static void check_job(ter__sim_cluster *cluster, const ter__sim_demand *demand, const ter__job *job, unsigned node) {
    ter__sim *sim = &cluster->base;
    const ter__sim_job *wanted = &cluster->jobs->job[demand->variant];
    assert(job != NULL);
    if (!wanted->sound) {
        if (job->phase != TER__PHASE_FAILED && !(demand->cancel_asked && job->phase == TER__PHASE_CANCELLED)) {
            ter__sim_fail(sim, "%s cannot be run, and is %s on node %u", job->id, ter__phase_word(job->phase), node);
        }
    } else if (demand->deadly && job->phase == TER__PHASE_DONE) {
        ter__sim_fail(sim, "%s kills who computes it, and is done on node %u", job->id, node);
    } else if (job->phase == TER__PHASE_DONE) {
        if (!ter__hash_equal(&job->digest, &wanted->digest)) {
            ter__sim_fail(sim, "%s on node %u: the digest is not that of one process", job->id, node);
        }
    } else if (job->phase == TER__PHASE_CANCELLED) {
        if (!demand->cancel_asked) {
            ter__sim_fail(sim, "%s is cancelled on node %u, and nobody asked for it", job->id, node);
        }
    } else if (sim->result->crashes + sim->result->broken < TER__DEATHS_MAX || !killed_three(job)) {
        ter__sim_fail(sim, "%s failed on node %u: %s", job->id, node, job->text != NULL ? job->text : "without a reason");
    }
}

static void count_job(ter__sim_result *result, const ter__job *job, bool sound, bool deadly) {
    assert(ter__phase_is_final(job->phase));
    result->done += job->phase == TER__PHASE_DONE;
    result->cancelled += job->phase == TER__PHASE_CANCELLED;
    result->poisoned += job->phase == TER__PHASE_FAILED && sound && !deadly;
    result->deadly += job->phase == TER__PHASE_FAILED && sound && deadly;
    for (size_t i = 0; i < job->events.count; i++) {
        const char *text = ter__events_at(&job->events, i)->text;
        result->deaths += strstr(text, " died while it computed ") != NULL;
        result->refusals += strstr(text, "the simulated disk is full") != NULL;
    }
}

void ter__sim_cluster_check_end(ter__sim_cluster *cluster) {
    for (unsigned i = 0; i < cluster->demands && !cluster->base.result->failed; i++) {
        const ter__sim_demand *demand = &cluster->demand[i];
        for (unsigned node = 0; node < cluster->count && !cluster->base.result->failed; node++) {
            const ter__job *job = ter__state_job(ter__core_state(cluster->host[node].core), demand->job);
            if (job == NULL && demand->acknowledged) {
                ter__sim_fail(&cluster->base, "%s was acknowledged, and node %u does not know it", demand->job, node);
            } else if (job != NULL) {
                check_job(cluster, demand, job, node);
                if (node == 0) {
                    count_job(cluster->base.result, job, cluster->jobs->job[demand->variant].sound, demand->deadly);
                }
            }
        }
    }
    assert(cluster->demands > 0);
}
