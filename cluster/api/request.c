/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/request.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "api/reply.h"

ter__request *ter__request_create(ter__api *api) {
    ter__request *request = calloc(1, sizeof *request);
    if (request != NULL) {
        request->api = api;
        request->references = 1;
        request->length = UINT64_MAX;
    }
    return request;
}

void ter__request_release(ter__request *request) {
    if (request == NULL || --request->references > 0) {
        return;
    }
    if (request->work_end != NULL) {
        request->work_end(request->work);
    }
    ter__reply_clear(&request->reply);
    free(request->body);
    free(request->findings);
    free(request);
}

void ter__request_abandon(ter__request *request) {
    request->answered = true;
    request->ready = NULL;
}

bool ter__request_body(ter__request *request, const char *bytes, size_t length) {
    if (request->answered) {
        return false;
    }
    if (length > TER__API_BODY_BYTES_MAX - request->body_length) {
        ter__reply_error(request, 413, TER_LIMIT, "the body is longer than %zu bytes", TER__API_BODY_BYTES_MAX);
        return false;
    }
    char *grown = realloc(request->body, request->body_length + length + 1);
    if (grown == NULL) {
        ter__reply_status(request, TER_NO_MEMORY, NULL);
        return false;
    }
    memcpy(grown + request->body_length, bytes, length);
    request->body = grown;
    request->body_length += length;
    request->body[request->body_length] = 0;
    return true;
}

/* ---- asks ---------------------------------------------------------------------------------------------------------------- */

/* An ask has come back. An answered request must not look at its api: the node may have closed it. */
static void came_back(void *context, ter_status status) {
    ter__request *request = context;
    if (!request->answered) {
        request->next(request, status);
    }
    ter__request_release(request);
}

static void ask(ter__request *request, ter__request_next *next) {
    request->next = next;
    request->references++;
}

void ter__request_command(ter__request *request, const ter__command *command, ter__request_next *next) {
    uint8_t *bytes = NULL;
    size_t length = 0;
    ter_status status = ter__command_encode(command, &bytes, &length);
    if (status != TER_OK) {
        ter__reply_status(request, status, NULL);
        return;
    }
    ask(request, next);
    const ter__api_services *services = &request->api->services;
    services->command(services->context, bytes, length, TER__API_TIMEOUT_MS, came_back, request);
    free(bytes);
}

void ter__request_barrier(ter__request *request, ter__request_next *next) {
    const ter__api_services *services = &request->api->services;
    ter__command command = {.kind = TER__COMMAND_NOTHING, .at = services->at(services->context)};
    ter__request_command(request, &command, next);
}

void ter__request_copy(ter__request *request, const ter__blob *blob, ter__request_next *next) {
    ask(request, next);
    const ter__api_services *services = &request->api->services;
    services->copy(services->context, blob, TER__API_TIMEOUT_MS, came_back, request);
}

void ter__request_fetch(ter__request *request, const ter__blob *blob, ter__request_next *next) {
    ask(request, next);
    const ter__api_services *services = &request->api->services;
    services->fetch(services->context, blob, TER__API_TIMEOUT_MS, came_back, request);
}

static void checked(void *context, ter_status status, char *text) {
    ter__request *request = context;
    free(request->findings);
    request->findings = text;
    came_back(request, status);
}

void ter__request_check(ter__request *request, const ter__submit *submit, ter__request_next *next) {
    ask(request, next);
    const ter__api_services *services = &request->api->services;
    services->check(services->context, submit, checked, request);
}

static void pool_work(void *context) {
    ter__request *request = context;
    request->pool_work(request);
}

static void pool_done(void *context) {
    ter__request *request = context;
    request->api->pooled--;
    came_back(request, request->error.status);
}

void ter__request_pool(ter__request *request, void (*work)(ter__request *request), ter__request_next *next) {
    ask(request, next);
    request->pool_work = work;
    request->error.status = TER_OK;
    const ter__api_services *services = &request->api->services;
    request->api->pooled++;
    if (!services->in_pool(services->context, pool_work, pool_done, request)) {
        request->api->pooled--;
        ter__reply_status(request, TER_NO_MEMORY, NULL);
        ter__request_release(request);
    }
}

/* ---- common questions ---------------------------------------------------------------------------------------------------- */

const ter__state *ter__request_state(const ter__request *request) {
    return request->api->services.state(request->api->services.context);
}

bool ter__request_accepting(ter__request *request) {
    const ter__api_services *services = &request->api->services;
    if (request->api->closing || !services->accepting(services->context)) {
        ter__reply_error(request, 503, TER_CANCELLED, "this node is stopping: ask another one");
        return false;
    }
    return true;
}

static void unknown_job(ter__request *request) {
    ter__reply_error(request, 404, TER_UNKNOWN_NAME, "there is no job \"%s\"", request->argument);
}

static void job_behind_barrier(ter__request *request, ter_status status) {
    if (status != TER_OK) {
        ter__reply_status(request, status, NULL);
        return;
    }
    const ter__job *job = ter__state_job(ter__request_state(request), request->argument);
    if (job == NULL) {
        unknown_job(request);
        return;
    }
    request->next_job(request, job);
}

void ter__request_job(ter__request *request, void (*next)(ter__request *request, const ter__job *job)) {
    if (!ter__job_id_valid(request->argument)) {
        unknown_job(request);
        return;
    }
    const ter__job *job = ter__state_job(ter__request_state(request), request->argument);
    if (job != NULL) {
        next(request, job);
        return;
    }
    request->next_job = next;
    ter__request_barrier(request, job_behind_barrier);
}

bool ter__request_number(ter__request *request, const char *name, uint64_t otherwise, uint64_t *number) {
    const char *text = request->query != NULL ? request->query(request->carrier, name) : NULL;
    if (text == NULL) {
        *number = otherwise;
        return true;
    }
    char *end = NULL;
    errno = 0;
    unsigned long long value = isdigit((unsigned char)text[0]) ? strtoull(text, &end, 10) : 0;
    if (end == NULL || *end != 0 || errno != 0) {
        ter__reply_error(request, 400, TER_BAD_ARGUMENT, "%s: must be a whole number, not \"%.40s\"", name, text);
        return false;
    }
    *number = value;
    return true;
}
