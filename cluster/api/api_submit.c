/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * POST /v1/jobs. The order matters: nothing is proposed before the job is known to be valid and its blobs are on two nodes, and
 * nothing is answered before the log has it. What came first under an id stays: after the log has spoken the job is compared.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/job_json.h"
#include "api/reply.h"
#include "api/routes.h"
#include "tercile/job.h"

typedef struct submission {
    ter__submit submit;
    uint32_t next; /* blob that is seen to: 0 the spec, then the inputs */
} submission;

static void submission_end(void *work) {
    submission *it = work;
    free(it->submit.inputs);
    free(it);
}

/* ---- reading the body ---------------------------------------------------------------------------------------------------- */

static bool bad(ter__request *request, const char *where, const char *what) {
    ter__reply_error(request, 400, TER_BAD_ARGUMENT, "%s: %s", where, what);
    return false;
}

/* A text into text[size]; missing: "" when it may be. */
static bool read_text(ter__request *request, json_t *object, const char *prefix, const char *key, bool needed, char *text,
                      size_t size) {
    char where[64];
    (void)snprintf(where, sizeof where, "%s%s", prefix, key);
    json_t *value = json_object_get(object, key);
    text[0] = 0;
    if (value == NULL) {
        return !needed || bad(request, where, "is missing");
    }
    const char *found = json_string_value(value);
    if (found == NULL || (needed && found[0] == 0)) {
        return bad(request, where, needed ? "must be a text of one character at least" : "must be a text");
    }
    if (json_string_length(value) >= size || strlen(found) != json_string_length(value)) {
        ter__reply_error(request, 400, TER_BAD_ARGUMENT, "%s: must be at most %zu bytes without zero bytes", where, size - 1);
        return false;
    }
    memcpy(text, found, strlen(found) + 1);
    return true;
}

/* "hash" and "bytes" of an object. */
static bool read_blob(ter__request *request, json_t *object, const char *prefix, ter__blob *blob) {
    char text[TER__HASH_TEXT_BYTES], where[64];
    if (!read_text(request, object, prefix, "hash", true, text, sizeof text)) {
        return false;
    }
    if (!ter__hash_read(&blob->hash, text) || ter__hash_is_zero(&blob->hash)) {
        (void)snprintf(where, sizeof where, "%shash", prefix);
        return bad(request, where, "must be 64 hexadecimal digits, not all zero");
    }
    json_t *bytes = json_object_get(object, "bytes");
    (void)snprintf(where, sizeof where, "%sbytes", prefix);
    if (!json_is_integer(bytes) || json_integer_value(bytes) < 0) {
        return bad(request, where, bytes == NULL ? "is missing" : "must be a whole number");
    }
    blob->length = (uint64_t)json_integer_value(bytes);
    if (blob->length > TER__BLOB_BYTES_MAX) {
        ter__reply_error(request, 413, TER_LIMIT, "%s: at most %llu", where, (unsigned long long)TER__BLOB_BYTES_MAX);
        return false;
    }
    return true;
}

static bool known_keys(ter__request *request, json_t *object, const char *prefix, const char *const *keys) {
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value) {
        const char *const *known = keys;
        while (*known != NULL && strcmp(*known, key) != 0) {
            known++;
        }
        if (*known == NULL) {
            ter__reply_error(request, 400, TER_BAD_ARGUMENT, "%s%.64s: no such field", prefix, key);
            return false;
        }
    }
    return true;
}

static bool read_inputs(ter__request *request, json_t *inputs, ter__submit *submit) {
    static const char *const keys[] = {"name", "hash", "bytes", NULL};
    if (inputs == NULL) {
        return true;
    }
    if (!json_is_array(inputs) || json_array_size(inputs) > TER__INPUTS_MAX) {
        ter__reply_error(request, 400, TER_BAD_ARGUMENT, "inputs: must be an array of at most %d", TER__INPUTS_MAX);
        return false;
    }
    size_t count = json_array_size(inputs);
    submit->inputs = calloc(count + 1, sizeof *submit->inputs);
    if (submit->inputs == NULL) {
        ter__reply_status(request, TER_NO_MEMORY, NULL);
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        json_t *object = json_array_get(inputs, i);
        ter__input *input = &submit->inputs[i];
        char prefix[32];
        (void)snprintf(prefix, sizeof prefix, "inputs[%zu].", i);
        if (!json_is_object(object)) {
            return bad(request, "inputs", "must be objects of \"name\", \"hash\" and \"bytes\"");
        }
        if (!known_keys(request, object, prefix, keys) ||
            !read_text(request, object, prefix, "name", true, input->name, sizeof input->name) ||
            !read_blob(request, object, prefix, &input->blob)) {
            return false;
        }
        for (size_t j = 0; j < i; j++) {
            if (strcmp(submit->inputs[j].name, input->name) == 0) {
                ter__reply_error(request, 400, TER_BAD_ARGUMENT, "inputs[%zu].name: \"%.64s\" is there twice", i, input->name);
                return false;
            }
        }
    }
    submit->input_count = (uint32_t)count;
    return true;
}

static bool read_body(ter__request *request, json_t *object, ter__submit *submit) {
    static const char *const keys[] = {"id", "name", "file", "spec", "inputs", "strict", NULL};
    static const char *const spec_keys[] = {"hash", "bytes", NULL};
    if (!json_is_object(object)) {
        return bad(request, "body", "must be an object");
    }
    if (!known_keys(request, object, "", keys) || !read_text(request, object, "", "id", true, submit->id, sizeof submit->id)) {
        return false;
    }
    if (!ter__job_id_valid(submit->id)) {
        return bad(request, "id", "must be lower-case letters, digits and hyphens, beginning with a letter or digit");
    }
    json_t *spec = json_object_get(object, "spec"), *strict = json_object_get(object, "strict");
    if (!read_text(request, object, "", "name", false, submit->name, sizeof submit->name) ||
        !read_text(request, object, "", "file", false, submit->file, sizeof submit->file)) {
        return false;
    }
    if (!json_is_object(spec)) {
        return bad(request, "spec", spec == NULL ? "is missing" : "must be an object of \"hash\" and \"bytes\"");
    }
    if (!known_keys(request, spec, "spec.", spec_keys) || !read_blob(request, spec, "spec.", &submit->spec)) {
        return false;
    }
    if (submit->spec.length > TER_JOB_FILE_BYTES_MAX) {
        ter__reply_error(request, 413, TER_LIMIT, "spec.bytes: a job file has at most %zu", TER_JOB_FILE_BYTES_MAX);
        return false;
    }
    if (strict != NULL && !json_is_boolean(strict)) {
        return bad(request, "strict", "must be true or false");
    }
    submit->strict = json_is_true(strict);
    if (submit->name[0] == 0) {
        (void)snprintf(submit->name, sizeof submit->name, "%s", submit->id);
    }
    (void)snprintf(submit->owner, sizeof submit->owner, "%s", request->who);
    return read_inputs(request, json_object_get(object, "inputs"), submit);
}

/* ---- one step after the other -------------------------------------------------------------------------------------------- */

static bool same_blob(const ter__blob *a, const ter__blob *b) {
    return a->length == b->length && ter__hash_equal(&a->hash, &b->hash);
}

static bool same(const ter__job *job, const ter__submit *submit) {
    bool same = same_blob(&job->spec, &submit->spec) && job->input_count == submit->input_count && job->strict == submit->strict;
    for (uint32_t i = 0; same && i < submit->input_count; i++) {
        same = strcmp(job->inputs[i].name, submit->inputs[i].name) == 0 && same_blob(&job->inputs[i].blob, &submit->inputs[i].blob);
    }
    return same;
}

/* The job as it is now, if it is the one that was asked for. */
static void reply_job(ter__request *request, unsigned code, const ter__job *job) {
    const submission *it = request->work;
    if (!same(job, &it->submit)) {
        ter__reply_error(request, 409, TER_BAD_STATE, "another job has the id \"%s\": choose a new one", job->id);
        return;
    }
    ter_json *json = ter_json_create();
    ter__json_job(json, NULL, job);
    ter__reply_json(request, code, json);
}

static void submitted(ter__request *request, ter_status status) {
    const submission *it = request->work;
    if (status != TER_OK) {
        ter__reply_status(request, status, NULL);
        return;
    }
    const ter__job *job = ter__state_job(ter__request_state(request), it->submit.id);
    if (job == NULL) {
        ter__reply_error(request, 503, TER_LIMIT, "%d jobs are unfinished, the most that are kept: try again when one has ended",
                         TER__JOBS_MAX);
        return;
    }
    reply_job(request, 201, job);
}

static void checked(ter__request *request, ter_status status) {
    const submission *it = request->work;
    if (status == TER_TIMEOUT || status == TER_CANCELLED || status == TER_NO_MEMORY || status == TER_DISK_FULL) {
        ter__reply_status(request, status, status == TER_TIMEOUT ? "the check of the job did not end in time: try again" : NULL);
    } else if (status != TER_OK) {
        ter__reply_invalid(request, status);
    } else if (ter__request_accepting(request)) {
        const ter__api_services *services = &request->api->services;
        ter__command command = {.kind = TER__COMMAND_SUBMIT, .at = services->at(services->context), .as.submit = it->submit};
        ter__request_command(request, &command, submitted);
    }
}

static const ter__blob *blob_of(const submission *it, uint32_t index) {
    return index == 0 ? &it->submit.spec : &it->submit.inputs[index - 1].blob;
}

static void next_blob(ter__request *request);

/* A blob has its second copy, or the one fetched is here: on to the next. */
static void blob_safe(ter__request *request, ter_status status) {
    submission *it = request->work;
    if (status != TER_OK) {
        ter__reply_status(request, status,
                          status == TER_TIMEOUT ? "no second node took a copy of the job's files: nothing was lost; try again"
                                                : NULL);
        return;
    }
    it->next++;
    next_blob(request);
}

static void blob_fetched(ter__request *request, ter_status status) {
    const submission *it = request->work;
    if (status == TER_CANCELLED || status == TER_LIMIT) {
        ter__reply_status(request, status, NULL);
    } else if (status != TER_OK) {
        char text[TER__HASH_TEXT_BYTES];
        ter__hash_text(&blob_of(it, it->next)->hash, text);
        ter__reply_error(request, 404, TER_NOT_FOUND, "%s: no node that answers has the blob %s: PUT it to /v1/blobs first",
                         it->next == 0 ? "spec" : it->submit.inputs[it->next - 1].name, text);
    } else {
        blob_safe(request, TER_OK);
    }
}

static void next_blob(ter__request *request) {
    submission *it = request->work;
    if (it->next > it->submit.input_count) {
        ter__request_check(request, &it->submit, checked);
        return;
    }
    const ter__blob *blob = blob_of(it, it->next);
    uint64_t length = 0;
    if (!ter__blob_has(request->api->services.blobs, &blob->hash, &length)) {
        ter__request_fetch(request, blob, blob_fetched);
    } else if (length != blob->length) {
        ter__reply_error(request, 400, TER_BAD_ARGUMENT, "%s: says %llu bytes, the blob has %llu",
                         it->next == 0 ? "spec" : it->submit.inputs[it->next - 1].name, (unsigned long long)blob->length,
                         (unsigned long long)length);
    } else {
        ter__request_copy(request, blob, blob_safe);
    }
}

void ter__api_submit(ter__request *request) {
    if (!ter__request_accepting(request)) {
        return;
    }
    submission *it = calloc(1, sizeof *it);
    if (it == NULL) {
        ter__reply_status(request, TER_NO_MEMORY, NULL);
        return;
    }
    request->work = it;
    request->work_end = submission_end;
    json_error_t problem;
    json_t *object = json_loadb(request->body != NULL ? request->body : "", request->body_length, JSON_REJECT_DUPLICATES, &problem);
    if (object == NULL) {
        ter__reply_error(request, 400, TER_BAD_SYNTAX, "the body is no JSON: line %d, column %d: %s", problem.line, problem.column,
                         problem.text);
        return;
    }
    bool valid = read_body(request, object, &it->submit);
    json_decref(object);
    if (!valid) {
        return;
    }
    const ter__job *job = ter__state_job(ter__request_state(request), it->submit.id);
    if (job != NULL) {
        reply_job(request, 200, job);
        return;
    }
    next_blob(request);
}
