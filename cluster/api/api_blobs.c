/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET and PUT /v1/blobs/HASH, GET /v1/jobs/ID/pack. */
#include <stdlib.h>
#include <string.h>

#include "api/job_json.h"
#include "api/reply.h"
#include "api/routes.h"

/* ---- getting ------------------------------------------------------------------------------------------------------------- */

/* 64 zeros stand for "no blob" everywhere inside: nothing behind this may see them as a name. */
static bool is_hash(ter__request *request, ter__hash *hash) {
    if (!ter__hash_read(hash, request->argument)) {
        ter__reply_error(request, 400, TER_BAD_ARGUMENT, "a blob is named by 64 hexadecimal digits, not \"%s\"", request->argument);
        return false;
    }
    if (ter__hash_is_zero(hash)) {
        ter__reply_error(request, 400, TER_BAD_ARGUMENT, "64 zeros are the name of no blob");
        return false;
    }
    return true;
}

static bool is_it(const ter__blob *blob, const ter__hash *hash, uint64_t *length) {
    if (ter__hash_equal(&blob->hash, hash)) {
        *length = blob->length;
        return true;
    }
    return false;
}

/* How long a blob is, by what names it. */
static bool length_of(const ter__state *state, const ter__hash *hash, uint64_t *length) {
    for (size_t i = ter__state_job_count(state); i-- > 0;) {
        const ter__job *job = ter__state_job_at(state, i);
        bool found = is_it(&job->spec, hash, length) || is_it(&job->pack, hash, length);
        for (uint32_t j = 0; !found && j < job->input_count; j++) {
            found = is_it(&job->inputs[j].blob, hash, length);
        }
        for (uint32_t j = 0; !found && job->stage_parts != NULL && j < job->stage_count; j++) {
            found = is_it(&job->stage_parts[j], hash, length);
        }
        for (uint32_t j = 0; !found && job->units != NULL && j < job->unit_count; j++) {
            found = is_it(&job->units[j].part, hash, length);
        }
        if (found) {
            return true;
        }
    }
    return false;
}

static void no_such_blob(ter__request *request, const ter__hash *hash) {
    char text[TER__HASH_TEXT_BYTES];
    ter__hash_text(hash, text);
    ter__reply_error(request, 404, TER_NOT_FOUND, "no node that answers has the blob %s", text);
}

/* request->work is the blob that is wanted. */
static void fetched(ter__request *request, ter_status status) {
    const ter__blob *blob = request->work;
    if (status == TER_CANCELLED || status == TER_LIMIT) {
        ter__reply_status(request, status, NULL);
    } else if (status != TER_OK || !ter__blob_has(request->api->services.blobs, &blob->hash, NULL)) {
        no_such_blob(request, &blob->hash);
    } else {
        ter__reply_blob(request, blob);
    }
}

static void give(ter__request *request, ter__blob *blob) {
    uint64_t length = 0;
    if (ter__blob_has(request->api->services.blobs, &blob->hash, &length)) {
        blob->length = length;
        ter__reply_blob(request, blob);
    } else {
        ter__request_fetch(request, blob, fetched);
    }
}

/* Nothing here names the blob: perhaps something does that was acknowledged elsewhere. */
static void blob_behind_barrier(ter__request *request, ter_status status) {
    ter__blob *blob = request->work;
    if (status != TER_OK) {
        ter__reply_status(request, status, NULL);
    } else if (length_of(ter__request_state(request), &blob->hash, &blob->length)) {
        give(request, blob);
    } else {
        no_such_blob(request, &blob->hash);
    }
}

static ter__blob *keep_blob(ter__request *request) {
    ter__blob *blob = calloc(1, sizeof *blob);
    request->work = blob;
    request->work_end = free;
    if (blob == NULL) {
        ter__reply_status(request, TER_NO_MEMORY, NULL);
    }
    return blob;
}

void ter__api_blob_get(ter__request *request) {
    ter__blob *blob = keep_blob(request);
    uint64_t said = 0;
    if (blob == NULL || !is_hash(request, &blob->hash) || !ter__request_number(request, "bytes", UINT64_MAX, &said)) {
        return;
    }
    if (ter__blob_has(request->api->services.blobs, &blob->hash, NULL) ||
        length_of(ter__request_state(request), &blob->hash, &blob->length)) {
        give(request, blob);
    } else if (said <= TER__BLOB_BYTES_MAX) {
        blob->length = said;
        give(request, blob);
    } else {
        ter__request_barrier(request, blob_behind_barrier);
    }
}

static void give_pack(ter__request *request, const ter__job *job) {
    if (ter__hash_is_zero(&job->pack.hash)) {
        ter__reply_error(request, 409, TER_BAD_STATE, "job \"%s\" has no result: it is %s", job->id, ter__phase_word(job->phase));
        return;
    }
    ter__blob *blob = keep_blob(request);
    if (blob != NULL) {
        *blob = job->pack;
        give(request, blob);
    }
}

void ter__api_pack(ter__request *request) {
    ter__request_job(request, give_pack);
}

/* ---- putting ------------------------------------------------------------------------------------------------------------- */

typedef struct upload {
    ter__blob expected;
    ter__blob_writer *writer; /* null: nothing is written (any more) */
    bool here;                /* it was here before: the body is dropped */
    ter_error error;          /* of the first piece that could not be written */
} upload;

static void upload_end(void *work) {
    upload *it = work;
    if (it->writer != NULL) {
        ter__blob_writer_abort(it->writer);
    }
    free(it);
}

static void reply_write_error(ter__request *request, const ter_error *error) {
    ter__reply_status(request, error->status == TER_BAD_DATA ? TER_BAD_ARGUMENT : error->status, error->text);
}

void ter__api_blob_begin(ter__request *request) {
    if (!ter__request_accepting(request)) {
        return;
    }
    upload *it = calloc(1, sizeof *it);
    if (it == NULL) {
        ter__reply_status(request, TER_NO_MEMORY, NULL);
        return;
    }
    request->work = it;
    request->work_end = upload_end;
    if (!is_hash(request, &it->expected.hash)) {
        return;
    }
    if (request->length == UINT64_MAX) {
        ter__reply_error(request, 400, TER_BAD_ARGUMENT, "Content-Length: must say how many bytes follow");
        return;
    }
    if (request->length > TER__BLOB_BYTES_MAX) {
        ter__reply_error(request, 413, TER_LIMIT, "a blob has at most %llu bytes", (unsigned long long)TER__BLOB_BYTES_MAX);
        return;
    }
    uint64_t length = 0;
    it->expected.length = request->length;
    it->here = ter__blob_has(request->api->services.blobs, &it->expected.hash, &length);
    if (it->here && length != request->length) {
        ter__reply_error(request, 400, TER_BAD_ARGUMENT, "the blob %s has %llu bytes, not %llu", request->argument,
                         (unsigned long long)length, (unsigned long long)request->length);
        return;
    }
    ter_error error = {.status = TER_OK};
    if (!it->here && ter__blob_writer_open(&it->writer, request->api->services.blobs, &error) != TER_OK) {
        reply_write_error(request, &error);
    }
}

void ter__api_blob_piece(ter__request *request, const char *bytes, size_t length) {
    upload *it = request->work;
    if (it == NULL || it->writer == NULL) {
        return;
    }
    if (ter__blob_writer_add(it->writer, bytes, length, &it->error) != TER_OK) {
        ter__blob_writer_abort(it->writer);
        it->writer = NULL;
    }
}

static void copied(ter__request *request, ter_status status) {
    const upload *it = request->work;
    if (status != TER_OK) {
        ter__reply_status(request, status,
                          status == TER_TIMEOUT ? "no second node took a copy: nothing was lost; try again when another node is up"
                                                : NULL);
        return;
    }
    ter_json *json = ter_json_create();
    ter__json_blob(json, NULL, &it->expected);
    ter__reply_json(request, it->here ? 200 : 201, json);
}

/* Waits for the disk: not on the loop. */
static void close_writer(ter__request *request) {
    upload *it = request->work;
    ter__blob blob;
    ter__blob_writer *writer = it->writer;
    it->writer = NULL;
    request->error.status = ter__blob_writer_close(writer, &it->expected, &blob, &request->error);
}

static void closed(ter__request *request, ter_status status) {
    const upload *it = request->work;
    if (status == TER_BAD_DATA) {
        ter__reply_error(request, 400, TER_BAD_ARGUMENT, "the body's SHA-256 is not %s: nothing was stored", request->argument);
    } else if (status != TER_OK) {
        reply_write_error(request, &request->error);
    } else {
        ter__request_copy(request, &it->expected, copied);
    }
}

void ter__api_blob_put(ter__request *request) {
    const upload *it = request->work;
    if (it->here) {
        ter__request_copy(request, &it->expected, copied);
    } else if (it->writer == NULL) {
        reply_write_error(request, &it->error);
    } else {
        ter__request_pool(request, close_writer, closed);
    }
}
