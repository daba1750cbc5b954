/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /v1/jobs, GET and DELETE /v1/jobs/ID. */
#include <stdio.h>
#include <string.h>

#include "api/job_json.h"
#include "api/reply.h"
#include "api/routes.h"

static void reply_job(ter__request *request, const ter__job *job) {
    ter_json *json = ter_json_create();
    ter__json_job(json, NULL, job);
    ter__reply_json(request, 200, json);
}

/* ?phase=WORD: -1 for all; false: no such phase (answered). */
static bool wanted_phase(ter__request *request, int *phase) {
    const char *word = request->query != NULL ? request->query(request->carrier, "phase") : NULL;
    *phase = -1;
#define PHASE_FIND(name, its_word)                                                                                                 \
    if (word != NULL && strcmp(word, its_word) == 0) {                                                                             \
        *phase = (int)TER__PHASE_##name;                                                                                           \
    }
    TER__PHASE_LIST(PHASE_FIND)
#undef PHASE_FIND
    if (word != NULL && *phase < 0) {
        ter__reply_error(request, 400, TER_BAD_ARGUMENT,
                         "phase: must be waiting, running, done, failed or cancelled, not \"%.40s\"", word);
        return false;
    }
    return true;
}

void ter__api_jobs(ter__request *request) {
    int phase = -1;
    uint64_t last = 0;
    if (!wanted_phase(request, &phase) || !ter__request_number(request, "last", UINT64_MAX, &last)) {
        return;
    }
    const ter__state *state = ter__request_state(request);
    size_t first = ter__state_job_count(state);
    uint64_t found = 0;
    while (first > 0 && found < last) {
        first--;
        found += phase < 0 || (int)ter__state_job_at(state, first)->phase == phase;
    }
    ter_json *json = ter_json_create();
    ter_json_object(json, NULL, true);
    ter_json_array(json, "jobs", true);
    for (size_t i = first; i < ter__state_job_count(state); i++) {
        const ter__job *job = ter__state_job_at(state, i);
        if (phase < 0 || (int)job->phase == phase) {
            ter__json_job(json, NULL, job);
        }
    }
    ter_json_end(json);
    ter_json_end(json);
    ter__reply_json(request, 200, json);
}

void ter__api_job(ter__request *request) {
    ter__request_job(request, reply_job);
}

static void cancelled(ter__request *request, ter_status status) {
    if (status != TER_OK) {
        ter__reply_status(request, status, NULL);
        return;
    }
    ter__request_job(request, reply_job);
}

static void cancel(ter__request *request, const ter__job *job) {
    if (request->role == TER__ROLE_USER && strcmp(job->owner, request->who) != 0) {
        ter__reply_error(request, 403, TER_NO_PERMISSION, "job \"%s\" is %s's: %s may cancel own jobs only", job->id, job->owner,
                         request->who);
        return;
    }
    if (ter__phase_is_final(job->phase)) {
        reply_job(request, job);
        return;
    }
    const ter__api_services *services = &request->api->services;
    ter__command command = {.kind = TER__COMMAND_CANCEL, .at = services->at(services->context)};
    (void)snprintf(command.as.cancel.job, sizeof command.as.cancel.job, "%s", job->id);
    (void)snprintf(command.as.cancel.who, sizeof command.as.cancel.who, "%s", request->who);
    ter__request_command(request, &command, cancelled);
}

void ter__api_cancel(ter__request *request) {
    if (ter__request_accepting(request)) {
        ter__request_job(request, cancel);
    }
}
