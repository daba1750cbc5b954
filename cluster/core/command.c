/* SPDX-License-Identifier: GPL-3.0-or-later */
/* version, kind (8 bits each), at (64), then the kind's fields in the order of command.h. */
#include "core/command.h"

#include <stdlib.h>
#define VERSION 1
#define KINDS   (TER__COMMAND_NODE_DOWN + 1)

/* ---- what every command must keep to, on its way out and in ------------------------------------------------------------- */

static bool submit_valid(const ter__submit *submit) {
    for (uint32_t i = 0; i < submit->input_count && i < TER__INPUTS_MAX; i++) {
        if (ter__hash_is_zero(&submit->inputs[i].blob.hash)) {
            return false;
        }
    }
    return ter__job_id_valid(submit->id) && submit->input_count <= TER__INPUTS_MAX && !ter__hash_is_zero(&submit->spec.hash);
}

static bool node_id_valid(uint32_t id) {
    return id >= 1 && id <= TER__NODE_ID_MAX;
}

static bool command_valid(const ter__command *command) {
    switch (command->kind) {
    case TER__COMMAND_NOTHING:
        return true;
    case TER__COMMAND_SUBMIT:
        return submit_valid(&command->as.submit);
    case TER__COMMAND_CANCEL:
        return ter__job_id_valid(command->as.cancel.job);
    case TER__COMMAND_OUTCOME:
        return node_id_valid(command->as.outcome.node) && command->as.outcome.copy <= TER__NODE_ID_MAX;
    case TER__COMMAND_LOST:
        return node_id_valid(command->as.lost.node);
    case TER__COMMAND_GIVE_UP:
        return ter__job_id_valid(command->as.give_up.job) && command->as.give_up.status != TER_OK;
    case TER__COMMAND_NODE_UP:
    case TER__COMMAND_NODE_DOWN:
        return node_id_valid(command->as.node.id);
    }
    return false;
}

/* ---- writing ------------------------------------------------------------------------------------------------------------ */

static void put_submit(ter__writer *writer, const ter__submit *submit) {
    ter__put_text(writer, submit->id);
    ter__put_text(writer, submit->name);
    ter__put_text(writer, submit->file);
    ter__put_text(writer, submit->owner);
    ter__put_blob(writer, &submit->spec);
    ter__put8(writer, submit->strict ? 1 : 0);
    ter__put32(writer, submit->input_count);
    for (uint32_t i = 0; i < submit->input_count; i++) {
        ter__put_text(writer, submit->inputs[i].name);
        ter__put_blob(writer, &submit->inputs[i].blob);
    }
}

void ter__put_node(ter__writer *writer, const ter__node_record *node) {
    ter__put32(writer, node->id);
    ter__put_text(writer, node->name);
    ter__put_text(writer, node->address);
    ter__put_text(writer, node->version);
    ter__put64(writer, node->incarnation);
    ter__put32(writer, node->slots);
    ter__put_hash(writer, &node->battery);
    ter__put8(writer, node->up ? 1 : 0);
    ter__put64(writer, node->since);
}

static void put_fields(ter__writer *writer, const ter__command *command) {
    switch (command->kind) {
    case TER__COMMAND_NOTHING:
        break;
    case TER__COMMAND_SUBMIT:
        put_submit(writer, &command->as.submit);
        break;
    case TER__COMMAND_CANCEL:
        ter__put_text(writer, command->as.cancel.job);
        ter__put_text(writer, command->as.cancel.who);
        break;
    case TER__COMMAND_OUTCOME:
        ter__put_task(writer, &command->as.outcome.task);
        ter__put64(writer, command->as.outcome.attempt);
        ter__put32(writer, command->as.outcome.node);
        ter__put32(writer, command->as.outcome.copy);
        ter__put_result(writer, &command->as.outcome.result);
        break;
    case TER__COMMAND_LOST:
        ter__put_task(writer, &command->as.lost.task);
        ter__put64(writer, command->as.lost.attempt);
        ter__put32(writer, command->as.lost.node);
        ter__put8(writer, command->as.lost.died ? 1 : 0);
        break;
    case TER__COMMAND_GIVE_UP:
        ter__put_text(writer, command->as.give_up.job);
        ter__put32(writer, (uint32_t)command->as.give_up.status);
        ter__put_text(writer, command->as.give_up.text);
        break;
    case TER__COMMAND_NODE_UP:
    case TER__COMMAND_NODE_DOWN:
        ter__put_node(writer, &command->as.node);
        break;
    }
}

ter_status ter__command_encode(const ter__command *command, uint8_t **bytes, size_t *length) {
    if (!command_valid(command)) {
        return TER_BAD_ARGUMENT;
    }
    ter__writer writer = {0};
    ter__put8(&writer, VERSION);
    ter__put8(&writer, (uint8_t)command->kind);
    ter__put64(&writer, command->at);
    put_fields(&writer, command);
    return ter__writer_finish(&writer, bytes, length);
}

/* ---- reading ------------------------------------------------------------------------------------------------------------ */

static void get_submit(ter__reader *reader, ter__submit *submit) {
    ter__get_text(reader, submit->id, sizeof submit->id);
    ter__get_text(reader, submit->name, sizeof submit->name);
    ter__get_text(reader, submit->file, sizeof submit->file);
    ter__get_text(reader, submit->owner, sizeof submit->owner);
    ter__get_blob(reader, &submit->spec);
    submit->strict = ter__get_bool(reader);
    uint32_t count = ter__get32(reader);
    if (count > TER__INPUTS_MAX) {
        reader->failed = true;
    }
    if (reader->failed || count == 0) {
        return;
    }
    submit->inputs = calloc(count, sizeof *submit->inputs);
    if (submit->inputs == NULL) {
        reader->failed = true;
        return;
    }
    submit->input_count = count;
    for (uint32_t i = 0; i < count; i++) {
        ter__get_text(reader, submit->inputs[i].name, sizeof submit->inputs[i].name);
        ter__get_blob(reader, &submit->inputs[i].blob);
    }
}

void ter__get_node(ter__reader *reader, ter__node_record *node) {
    node->id = ter__get32(reader);
    ter__get_text(reader, node->name, sizeof node->name);
    ter__get_text(reader, node->address, sizeof node->address);
    ter__get_text(reader, node->version, sizeof node->version);
    node->incarnation = ter__get64(reader);
    node->slots = ter__get32(reader);
    ter__get_hash(reader, &node->battery);
    node->up = ter__get_bool(reader);
    node->since = ter__get64(reader);
}

static void get_fields(ter__reader *reader, ter__command *command) {
    switch (command->kind) {
    case TER__COMMAND_NOTHING:
        break;
    case TER__COMMAND_SUBMIT:
        get_submit(reader, &command->as.submit);
        break;
    case TER__COMMAND_CANCEL:
        ter__get_text(reader, command->as.cancel.job, sizeof command->as.cancel.job);
        ter__get_text(reader, command->as.cancel.who, sizeof command->as.cancel.who);
        break;
    case TER__COMMAND_OUTCOME:
        ter__get_task(reader, &command->as.outcome.task);
        command->as.outcome.attempt = ter__get64(reader);
        command->as.outcome.node = ter__get32(reader);
        command->as.outcome.copy = ter__get32(reader);
        ter__get_result(reader, &command->as.outcome.result);
        break;
    case TER__COMMAND_LOST:
        ter__get_task(reader, &command->as.lost.task);
        command->as.lost.attempt = ter__get64(reader);
        command->as.lost.node = ter__get32(reader);
        command->as.lost.died = ter__get_bool(reader);
        break;
    case TER__COMMAND_GIVE_UP:
        ter__get_text(reader, command->as.give_up.job, sizeof command->as.give_up.job);
        command->as.give_up.status = ter__get_status(reader);
        ter__get_text(reader, command->as.give_up.text, sizeof command->as.give_up.text);
        break;
    case TER__COMMAND_NODE_UP:
    case TER__COMMAND_NODE_DOWN:
        ter__get_node(reader, &command->as.node);
        break;
    }
}

/* Only the head, so that what belongs to the kind is there to be cleared: the rest is some kilobytes, mostly never used. */
static void prepare(ter__command *command, ter__command_kind kind) {
    command->kind = kind;
    if (kind == TER__COMMAND_SUBMIT) {
        command->as.submit.inputs = NULL;
        command->as.submit.input_count = 0;
    } else if (kind == TER__COMMAND_OUTCOME) {
        command->as.outcome.result.outline = NULL;
    }
}

ter_status ter__command_decode(ter__command *command, const uint8_t *bytes, size_t length, ter_error *error) {
    ter__reader reader = {.bytes = bytes, .length = length};
    uint8_t version = ter__get8(&reader);
    uint8_t kind = ter__get8(&reader);
    prepare(command, TER__COMMAND_NOTHING);
    command->at = ter__get64(&reader);
    if (!reader.failed && version != VERSION) {
        return ter_error_set(error, TER_BAD_DATA,
                             "a command of version %u, this program knows version %d: run one version on all nodes", version,
                             VERSION);
    }
    if (!reader.failed && kind >= KINDS) {
        return ter_error_set(error, TER_BAD_DATA, "a command of unknown kind %u: run one version on all nodes", kind);
    }
    if (!reader.failed) {
        prepare(command, (ter__command_kind)kind);
        get_fields(&reader, command);
    }
    if (!ter__reader_at_end(&reader) || !command_valid(command)) {
        ter__command_clear(command);
        return ter_error_set(error, TER_BAD_DATA, "a command of %zu bytes is damaged", length);
    }
    return TER_OK;
}

void ter__command_clear(ter__command *command) {
    if (command->kind == TER__COMMAND_SUBMIT) {
        free(command->as.submit.inputs);
        command->as.submit.inputs = NULL;
        command->as.submit.input_count = 0;
    } else if (command->kind == TER__COMMAND_OUTCOME) {
        ter__result_clear(&command->as.outcome.result);
    }
}
