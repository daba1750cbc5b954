/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET / and /v1/status. */
#include "api/api_status.h"

#include <string.h>

#include "api/job_json.h"
#include "api/reply.h"
#include "api/routes.h"
#include "tercile/version.h"

void ter__phase_counts(const ter__state *state, size_t counts[TER__PHASE_COUNT]) {
    memset(counts, 0, TER__PHASE_COUNT * sizeof counts[0]);
    for (size_t i = 0; i < ter__state_job_count(state); i++) {
        unsigned phase = (unsigned)ter__state_job_at(state, i)->phase;
        counts[phase < TER__PHASE_COUNT ? phase : 0]++;
    }
}

void ter__api_root(ter__request *request) {
    const ter__node_config *config = request->api->services.config;
    ter_json *json = ter_json_create();
    ter_json_object(json, NULL, true);
    ter_json_integer(json, "tercile_api", 1);
    ter_json_text(json, "version", TER_VERSION_TEXT);
    ter_json_text(json, "api", "/v1");
    ter_json_text(json, "node", config->name);
    ter_json_text(json, "cluster", config->cluster);
    ter_json_end(json);
    ter__reply_json(request, 200, json);
}

static const char *member_name(const ter__node_config *config, uint32_t id) {
    for (size_t i = 0; i < config->member_count; i++) {
        if (config->members[i].id == id) {
            return config->members[i].name;
        }
    }
    return NULL;
}

static void json_nodes(ter_json *json, const ter__api *api, const ter__core_view *view) {
    const ter__node_config *config = api->services.config;
    const ter__state *state = api->services.state(api->services.context);
    ter_json_array(json, "nodes", true);
    for (size_t i = 0; i < config->member_count; i++) {
        const ter__config_member *member = &config->members[i];
        const ter__node_record *record = ter__state_node(state, member->id);
        ter_json_object(json, NULL, true);
        ter_json_unsigned(json, "id", member->id);
        ter_json_text(json, "name", member->name);
        ter_json_text(json, "address", member->address);
        ter_json_text(json, "version", record != NULL ? record->version : NULL);
        ter_json_boolean(json, "up", record != NULL && record->up);
        ter_json_boolean(json, "connected", member->id == config->id || view->connected[i]);
        ter_json_unsigned(json, "slots", record != NULL ? record->slots : 0);
        ter__json_time(json, "since", record != NULL ? record->since : 0);
        ter_json_end(json);
    }
    ter_json_end(json);
}

static void json_jobs(ter_json *json, const ter__state *state) {
#define PHASE_WORD(name, word) word,
    static const char *const words[] = {TER__PHASE_LIST(PHASE_WORD)};
#undef PHASE_WORD
    _Static_assert(sizeof words / sizeof words[0] == TER__PHASE_COUNT, "a word for each phase");
    size_t counts[TER__PHASE_COUNT];
    ter__phase_counts(state, counts);
    ter_json_object(json, "jobs", true);
    for (size_t i = 0; i < TER__PHASE_COUNT; i++) {
        ter_json_unsigned(json, words[i], counts[i]);
    }
    ter_json_end(json);
}

static void json_id_name(ter_json *json, const char *key, uint32_t id, const char *name) {
    if (id == 0) {
        ter_json_null(json, key);
        return;
    }
    ter_json_object(json, key, true);
    ter_json_unsigned(json, "id", id);
    ter_json_text(json, "name", name);
    ter_json_end(json);
}

void ter__json_status(ter_json *json, const char *key, const ter__api *api, bool applied) {
    const ter__api_services *services = &api->services;
    const ter__node_config *config = services->config;
    ter__core_view view;
    memset(&view, 0, sizeof view);
    services->look(services->context, &view);
    uint64_t count = 0, bytes = 0;
    ter__blob_counts(services->blobs, &count, &bytes);
    ter_json_object(json, key, true);
    ter_json_integer(json, "tercile_api", 1);
    ter_json_text(json, "cluster", config->cluster);
    ter_json_text(json, "version", TER_VERSION_TEXT);
    json_id_name(json, "node", config->id, config->name);
    json_id_name(json, "leader", view.leader, member_name(config, view.leader));
    ter_json_boolean(json, "leads", view.leads);
    ter_json_unsigned(json, "term", view.term);
    if (applied) {
        ter_json_unsigned(json, "applied", view.applied);
    }
    ter_json_boolean(json, "accepting", !api->closing && !view.stopped && services->accepting(services->context));
    ter_json_text(json, "trouble", view.stopped ? view.text : NULL);
    json_nodes(json, api, &view);
    json_jobs(json, services->state(services->context));
    ter_json_unsigned(json, "slots", view.slots);
    ter_json_unsigned(json, "computing", view.computing);
    ter_json_unsigned(json, "queued", view.queued);
    ter_json_unsigned(json, "fetching", view.fetching);
    ter_json_unsigned(json, "leases", view.leases);
    ter_json_unsigned(json, "commands", view.commands);
    ter_json_object(json, "blobs", true);
    ter_json_unsigned(json, "count", count);
    ter_json_unsigned(json, "bytes", bytes);
    ter_json_end(json);
    ter_json_end(json);
}

void ter__api_status(ter__request *request) {
    ter_json *json = ter_json_create();
    ter__json_status(json, NULL, request->api, true);
    ter__reply_json(request, 200, json);
}
