/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The whole state as bytes: "TERS", version, applied, counters; nodes by number; events; jobs in the order of submission, each
 * with its units that are not blank; a SHA-256 over all of it. Every list is in order and without doubles, so that there is one
 * form of each state; what decodes encodes to the same bytes.
 */
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "core/state_inner.h"

#define MAGIC   0x53524554U /* "TERS" */
#define VERSION 1
#define DIGEST  32

static bool digest_of(const uint8_t *bytes, size_t length, uint8_t digest[DIGEST]) {
    unsigned size = 0;
    return EVP_Digest(bytes, length, digest, &size, EVP_sha256(), NULL) == 1 && size == DIGEST;
}

/* ---- writing ------------------------------------------------------------------------------------------------------------ */

/* A record with its length in front, so that it is read by itself. */
static size_t open_record(ter__writer *writer) {
    ter__put32(writer, 0);
    return writer->length;
}

static void close_record(ter__writer *writer, size_t start) {
    size_t length = writer->length - start;
    if (length > UINT32_MAX) {
        writer->failed = true;
    }
    for (size_t i = 0; !writer->failed && i < 4; i++) {
        writer->bytes[start - 4 + i] = (uint8_t)(length >> (8 * i));
    }
}

static void put_units(ter__writer *writer, const ter__job *job) {
    uint32_t count = 0;
    for (uint32_t i = 0; job->units != NULL && i < job->unit_count; i++) {
        count += ter__unit_is_blank(&job->units[i]) ? 0 : 1;
    }
    ter__put32(writer, count);
    for (uint32_t i = 0; count > 0 && i < job->unit_count; i++) {
        if (!ter__unit_is_blank(&job->units[i])) {
            ter__put32(writer, i);
            size_t start = open_record(writer);
            ter__put_unit(writer, &job->units[i]);
            close_record(writer, start);
        }
    }
}

static void put_nodes(ter__writer *writer, const ter__state *state) {
    uint32_t count = 0;
    for (uint32_t i = 1; i <= TER__NODE_ID_MAX; i++) {
        count += state->nodes[i].id == 0 ? 0 : 1;
    }
    ter__put32(writer, count);
    for (uint32_t i = 1; i <= TER__NODE_ID_MAX; i++) {
        if (state->nodes[i].id != 0) {
            size_t start = open_record(writer);
            ter__put_node(writer, &state->nodes[i]);
            close_record(writer, start);
        }
    }
}

ter_status ter__state_encode(const ter__state *state, uint8_t **bytes, size_t *length) {
    ter__writer writer = {0};
    ter__put32(&writer, MAGIC);
    ter__put32(&writer, VERSION);
    ter__put64(&writer, state->applied);
    ter__put_counters(&writer, state);
    put_nodes(&writer, state);
    ter__put32(&writer, (uint32_t)state->events.count);
    for (size_t i = 0; i < state->events.count; i++) {
        size_t start = open_record(&writer);
        ter__put_event(&writer, ter__events_at(&state->events, i));
        close_record(&writer, start);
    }
    ter__put32(&writer, (uint32_t)state->job_count);
    for (size_t i = 0; i < state->job_count; i++) {
        size_t start = open_record(&writer);
        ter__put_job(&writer, &state->jobs[i]->job);
        close_record(&writer, start);
        put_units(&writer, &state->jobs[i]->job);
    }
    uint8_t digest[DIGEST];
    if (!writer.failed && !digest_of(writer.bytes, writer.length, digest)) {
        writer.failed = true;
    }
    if (!writer.failed) {
        ter__put_bytes(&writer, digest, DIGEST);
    }
    return ter__writer_finish(&writer, bytes, length);
}

/* ---- reading ------------------------------------------------------------------------------------------------------------ */

static ter__reader get_record(ter__reader *reader) {
    uint32_t length = ter__get32(reader);
    const uint8_t *bytes = ter__get_bytes(reader, length);
    return (ter__reader){.bytes = bytes, .length = bytes == NULL ? 0 : length, .failed = bytes == NULL};
}

static ter_status out_of_order(ter_error *error, const char *what) {
    return ter_error_set(error, TER_BAD_DATA, "the state is damaged: %s are not in order", what);
}

static ter_status get_nodes(ter__reader *reader, ter__state *state, ter_error *error) {
    uint32_t last = 0;
    for (uint32_t left = ter__get32(reader); left > 0 && !reader->failed; left--) {
        ter__reader record = get_record(reader);
        ter__reader peek = record;
        uint32_t id = ter__get32(&peek);
        ter_status status = ter__load_node(state, &record, error);
        if (status != TER_OK) {
            return status;
        }
        if (id <= last) {
            return out_of_order(error, "nodes");
        }
        last = id;
    }
    return TER_OK;
}

static ter_status get_events(ter__reader *reader, ter__state *state, ter_error *error) {
    uint64_t last = 0;
    for (uint32_t left = ter__get32(reader); left > 0 && !reader->failed; left--) {
        ter__reader record = get_record(reader);
        ter_status status = ter__load_event(state, &record, error);
        if (status != TER_OK) {
            return status;
        }
        uint64_t number = ter__events_at(&state->events, state->events.count - 1)->number;
        if (number <= last) {
            return out_of_order(error, "events");
        }
        last = number;
    }
    return TER_OK;
}

static ter_status get_units(ter__reader *reader, ter__state *state, const ter__job *job, ter_error *error) {
    uint64_t next = 0;
    for (uint32_t left = ter__get32(reader); left > 0 && !reader->failed; left--) {
        uint32_t index = ter__get32(reader);
        ter__reader record = get_record(reader);
        ter_status status = ter__load_unit(state, job->id, job->stage, index, &record, error);
        if (status != TER_OK) {
            return status;
        }
        if (index < next) {
            return out_of_order(error, "tasks");
        }
        next = (uint64_t)index + 1;
    }
    return TER_OK;
}

static ter_status get_jobs(ter__reader *reader, ter__state *state, ter_error *error) {
    uint64_t last = 0;
    for (uint32_t left = ter__get32(reader); left > 0 && !reader->failed; left--) {
        ter__reader record = get_record(reader);
        ter_status status = ter__load_job(state, &record, error);
        if (status != TER_OK) {
            return status;
        }
        const ter__job *job = &state->jobs[state->job_count - 1]->job;
        status = get_units(reader, state, job, error);
        if (status != TER_OK) {
            return status;
        }
        if (job->number <= last) {
            return out_of_order(error, "jobs");
        }
        last = job->number;
    }
    return TER_OK;
}

static ter_status get_state(ter__reader *reader, ter__state *state, ter_error *error) {
    state->applied = ter__get64(reader);
    ter__get_counters(reader, state);
    ter_status status = get_nodes(reader, state, error);
    if (status == TER_OK) {
        status = get_events(reader, state, error);
    }
    if (status == TER_OK) {
        status = get_jobs(reader, state, error);
    }
    if (status == TER_OK && !ter__reader_at_end(reader)) {
        status = ter_error_set(error, TER_BAD_DATA, "the state is damaged: its records do not add up");
    }
    return status == TER_OK ? ter__load_finish(state, error) : status;
}

ter_status ter__state_decode(ter__state *state, const uint8_t *bytes, size_t length, ter_error *error) {
    ter__reader reader = {.bytes = bytes, .length = length};
    uint32_t magic = ter__get32(&reader), version = ter__get32(&reader);
    if (reader.failed || magic != MAGIC) {
        return ter_error_set(error, TER_BAD_DATA, "these %zu bytes are no state of a cluster", length);
    }
    if (version != VERSION) {
        return ter_error_set(error, TER_BAD_DATA, "a state of version %u, this program knows version %d: use the newer program",
                             version, VERSION);
    }
    uint8_t digest[DIGEST];
    if (length < 8 + DIGEST || !digest_of(bytes, length - DIGEST, digest) || memcmp(digest, bytes + length - DIGEST, DIGEST) != 0) {
        return ter_error_set(error, TER_BAD_DATA, "the state is damaged: its checksum does not match");
    }
    reader.length -= DIGEST;
    ter__state *fresh = ter__state_create();
    if (fresh == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "out of memory while the state was read");
    }
    ter_status status = get_state(&reader, fresh, error);
    if (status == TER_OK) {
        fresh->loaded = fresh->applied;
        fresh->all_changed = true;
        fresh->replaced = true;
        ter__state old = *state;
        *state = *fresh;
        *fresh = old;
    }
    ter__state_destroy(fresh);
    return status;
}
