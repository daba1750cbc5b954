/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/message.h"

#include <assert.h>
#include <stdlib.h>

#include "core/bytes.h"

/* A lease at its smallest: a job's id of one letter. A count that cannot fit into what is left is refused before memory is taken.
 */
#define LEASE_BYTES_MIN ((size_t)(4 + 1 + 1 + 4 + 4 + 8))

/* ---- writing ------------------------------------------------------------------------------------------------------------ */

static void put_lease(ter__writer *writer, const ter__lease *lease) {
    ter__put_task(writer, &lease->task);
    ter__put64(writer, lease->attempt);
}

static void put_leases(ter__writer *writer, const ter__lease *items, size_t count, bool with_progress) {
    ter__put32(writer, (uint32_t)count);
    for (size_t i = 0; i < count; i++) {
        put_lease(writer, &items[i]);
        if (with_progress) {
            ter__put8(writer, items[i].begun);
            ter__put8(writer, items[i].computed);
        }
    }
}

static void put_chunk(ter__writer *writer, const uint8_t *bytes, size_t length) {
    ter__put32(writer, (uint32_t)length);
    ter__put_bytes(writer, bytes, length);
}

static bool within_bounds(const ter__message *message) {
    switch (message->kind) {
    case TER__MESSAGE_LEASE:
        return message->as.lease.count <= TER__LEASES_MAX;
    case TER__MESSAGE_HEARTBEAT:
        return message->as.heartbeat.count <= TER__LEASES_MAX;
    case TER__MESSAGE_FORWARD:
        return message->as.forward.length <= TER__COMMAND_BYTES_MAX;
    case TER__MESSAGE_PIECE:
        return message->as.piece.length <= TER__PIECE_BYTES_MAX;
    default:
        return true;
    }
}

static void put_work(ter__writer *writer, const ter__message *message) {
    switch (message->kind) {
    case TER__MESSAGE_LEASE:
        ter__put64(writer, message->as.lease.term);
        put_leases(writer, message->as.lease.items, message->as.lease.count, false);
        break;
    case TER__MESSAGE_HEARTBEAT:
        ter__put64(writer, message->as.heartbeat.incarnation);
        ter__put32(writer, message->as.heartbeat.slots);
        ter__put32(writer, message->as.heartbeat.free);
        ter__put8(writer, message->as.heartbeat.draining);
        put_leases(writer, message->as.heartbeat.items, message->as.heartbeat.count, true);
        break;
    case TER__MESSAGE_REPORT:
        put_lease(writer, &message->as.report.lease);
        ter__put32(writer, message->as.report.copy);
        ter__put_result(writer, &message->as.report.result);
        break;
    case TER__MESSAGE_RETURN:
    case TER__MESSAGE_COMPUTED:
        put_lease(writer, &message->as.returned);
        break;
    case TER__MESSAGE_FORWARD:
        ter__put64(writer, message->as.forward.incarnation);
        ter__put64(writer, message->as.forward.number);
        put_chunk(writer, message->as.forward.command, message->as.forward.length);
        break;
    default:
        assert(message->kind == TER__MESSAGE_FORWARDED);
        ter__put64(writer, message->as.forwarded.incarnation);
        ter__put64(writer, message->as.forwarded.number);
        ter__put64(writer, message->as.forwarded.index);
        break;
    }
}

static void put_blobs(ter__writer *writer, const ter__message *message) {
    switch (message->kind) {
    case TER__MESSAGE_COPY:
        ter__put_blob(writer, &message->as.copy);
        break;
    case TER__MESSAGE_COPIED:
        ter__put_hash(writer, &message->as.copied.hash);
        ter__put8(writer, message->as.copied.stored);
        break;
    case TER__MESSAGE_WANT:
        ter__put_hash(writer, &message->as.want.hash);
        ter__put64(writer, message->as.want.offset);
        ter__put32(writer, message->as.want.length);
        break;
    case TER__MESSAGE_PIECE:
        ter__put_hash(writer, &message->as.piece.hash);
        ter__put64(writer, message->as.piece.offset);
        put_chunk(writer, message->as.piece.bytes, message->as.piece.length);
        break;
    default:
        assert(message->kind == TER__MESSAGE_MISSING);
        ter__put_hash(writer, &message->as.missing);
        break;
    }
}

ter_status ter__message_encode(const ter__message *message, uint8_t **bytes, size_t *length) {
    if (!within_bounds(message)) {
        return TER_BAD_ARGUMENT;
    }
    ter__writer writer = {0};
    ter__put8(&writer, (uint8_t)message->kind);
    if (message->kind < TER__MESSAGE_COPY) {
        put_work(&writer, message);
    } else {
        put_blobs(&writer, message);
    }
    return ter__writer_finish(&writer, bytes, length);
}

/* ---- reading ------------------------------------------------------------------------------------------------------------ */

static void get_lease(ter__reader *reader, ter__lease *lease) {
    ter__get_task(reader, &lease->task);
    lease->attempt = ter__get64(reader);
    lease->begun = lease->computed = false;
    reader->failed = reader->failed || lease->attempt == 0;
}

static ter_status get_leases(ter__reader *reader, ter__lease **items, size_t *count, bool with_progress) {
    size_t said = ter__get32(reader);
    if (reader->failed || said > TER__LEASES_MAX || said > (reader->length - reader->at) / LEASE_BYTES_MIN) {
        reader->failed = true;
        return TER_BAD_DATA;
    }
    ter__lease *leases = said > 0 ? calloc(said, sizeof *leases) : NULL;
    if (said > 0 && leases == NULL) {
        return TER_NO_MEMORY;
    }
    for (size_t i = 0; i < said && !reader->failed; i++) {
        get_lease(reader, &leases[i]);
        leases[i].begun = with_progress && ter__get_bool(reader);
        leases[i].computed = with_progress && ter__get_bool(reader);
    }
    *items = leases;
    *count = said;
    return TER_OK;
}

static const uint8_t *get_chunk(ter__reader *reader, size_t most, size_t *length) {
    *length = ter__get32(reader);
    if (*length > most) {
        reader->failed = true;
        *length = 0;
    }
    return ter__get_bytes(reader, *length);
}

static ter_status get_work(ter__reader *reader, ter__message *message) {
    switch (message->kind) {
    case TER__MESSAGE_LEASE:
        message->as.lease.term = ter__get64(reader);
        return get_leases(reader, &message->as.lease.items, &message->as.lease.count, false);
    case TER__MESSAGE_HEARTBEAT:
        message->as.heartbeat.incarnation = ter__get64(reader);
        message->as.heartbeat.slots = ter__get32(reader);
        message->as.heartbeat.free = ter__get32(reader);
        message->as.heartbeat.draining = ter__get_bool(reader);
        return get_leases(reader, &message->as.heartbeat.items, &message->as.heartbeat.count, true);
    case TER__MESSAGE_REPORT:
        get_lease(reader, &message->as.report.lease);
        message->as.report.copy = ter__get32(reader);
        ter__get_result(reader, &message->as.report.result);
        return TER_OK;
    case TER__MESSAGE_RETURN:
    case TER__MESSAGE_COMPUTED:
        get_lease(reader, &message->as.returned);
        return TER_OK;
    case TER__MESSAGE_FORWARD:
        message->as.forward.incarnation = ter__get64(reader);
        message->as.forward.number = ter__get64(reader);
        message->as.forward.command = get_chunk(reader, TER__COMMAND_BYTES_MAX, &message->as.forward.length);
        return TER_OK;
    default:
        assert(message->kind == TER__MESSAGE_FORWARDED);
        message->as.forwarded.incarnation = ter__get64(reader);
        message->as.forwarded.number = ter__get64(reader);
        message->as.forwarded.index = ter__get64(reader);
        return TER_OK;
    }
}

/* The name of a blob; none is no blob. */
static void get_name(ter__reader *reader, ter__hash *hash) {
    ter__get_hash(reader, hash);
    reader->failed = reader->failed || ter__hash_is_zero(hash);
}

static void get_blobs(ter__reader *reader, ter__message *message) {
    switch (message->kind) {
    case TER__MESSAGE_COPY:
        get_name(reader, &message->as.copy.hash);
        message->as.copy.length = ter__get64(reader);
        break;
    case TER__MESSAGE_COPIED:
        get_name(reader, &message->as.copied.hash);
        message->as.copied.stored = ter__get_bool(reader);
        break;
    case TER__MESSAGE_WANT:
        get_name(reader, &message->as.want.hash);
        message->as.want.offset = ter__get64(reader);
        message->as.want.length = ter__get32(reader);
        break;
    case TER__MESSAGE_PIECE:
        get_name(reader, &message->as.piece.hash);
        message->as.piece.offset = ter__get64(reader);
        message->as.piece.bytes = get_chunk(reader, TER__PIECE_BYTES_MAX, &message->as.piece.length);
        break;
    default:
        assert(message->kind == TER__MESSAGE_MISSING);
        get_name(reader, &message->as.missing);
        break;
    }
}

ter_status ter__message_decode(ter__message *message, const uint8_t *bytes, size_t length) {
    ter__reader reader = {.bytes = bytes, .length = length};
    ter__message read = {.kind = TER__MESSAGE_LEASE};
    ter_status status = TER_OK;
    uint8_t kind = ter__get8(&reader);
    if (reader.failed || kind > TER__MESSAGE_MISSING) {
        return TER_BAD_DATA;
    }
    read.kind = (ter__message_kind)kind;
    if (read.kind < TER__MESSAGE_COPY) {
        status = get_work(&reader, &read);
    } else {
        get_blobs(&reader, &read);
    }
    if (status == TER_OK && !ter__reader_at_end(&reader)) {
        status = TER_BAD_DATA;
    }
    if (status != TER_OK) {
        ter__message_clear(&read);
        return status;
    }
    *message = read;
    return TER_OK;
}

void ter__message_clear(ter__message *message) {
    switch (message->kind) {
    case TER__MESSAGE_LEASE:
        free(message->as.lease.items);
        message->as.lease.items = NULL;
        message->as.lease.count = 0;
        break;
    case TER__MESSAGE_HEARTBEAT:
        free(message->as.heartbeat.items);
        message->as.heartbeat.items = NULL;
        message->as.heartbeat.count = 0;
        break;
    case TER__MESSAGE_REPORT:
        ter__result_clear(&message->as.report.result);
        break;
    default:
        break;
    }
}

ter__channel ter__message_channel(ter__message_kind kind) {
    return kind == TER__MESSAGE_PIECE ? TER__CHANNEL_BULK : TER__CHANNEL_CONTROL;
}
