/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For tests of the replicated state: commands in one line each. */
#ifndef TER_STATE_SUPPORT_H
#define TER_STATE_SUPPORT_H

#include <stdlib.h>
#include <string.h>

#include "core/command.h"
#include "ter_assert.h"

typedef struct cluster {
    ter__state *state;
    uint64_t index;
    ter__ms at;
} cluster;

static inline cluster new_cluster(void) {
    cluster c = {.state = ter__state_create(), .at = 1000};
    assert_non_null(c.state);
    return c;
}

static inline void apply(cluster *c, ter__command *command) {
    uint8_t *bytes = NULL;
    size_t length = 0;
    ter_error error = {.status = TER_OK};
    command->at = c->at++;
    ter_assert_ok(ter__command_encode(command, &bytes, &length), error);
    c->index++;
    ter_assert_ok(ter__state_apply(c->state, c->index, bytes, length, &error), error);
    ter__state_batch_end(c->state, c->index);
    free(bytes);
}

static inline ter__hash hash_of(uint64_t number) {
    ter__hash hash = {{0}};
    memcpy(hash.bytes, &number, sizeof number);
    return hash;
}

static inline ter__task task_of(const char *job, ter__task_kind kind, uint32_t stage, uint32_t unit) {
    ter__task task = {.kind = kind, .stage = stage, .unit = unit};
    strcpy(task.job, job);
    return task;
}

static inline void submit(cluster *c, const char *id) {
    ter__input input = {.name = "flows.csv", .blob = {hash_of(77), 100}};
    ter__command command = {.kind = TER__COMMAND_SUBMIT,
                            .as.submit = {.spec = {hash_of(5), 10}, .input_count = 1, .inputs = &input, .owner = "alice"}};
    strcpy(command.as.submit.id, id);
    apply(c, &command);
}

static inline void outcome(cluster *c, ter__task task, ter__attempt attempt, uint32_t node, ter__result result) {
    ter__command command = {.kind = TER__COMMAND_OUTCOME,
                            .as.outcome = {.task = task, .attempt = attempt, .node = node, .copy = 1, .result = result}};
    apply(c, &command);
}

static inline void begin(cluster *c, const char *id, uint32_t stages, uint32_t units) {
    outcome(
        c, task_of(id, TER__TASK_BEGIN, 0, 0), 1, 1,
        (ter__result){.stages = stages, .units = units, .plan = hash_of(9), .outline = (char[]){"flows clean\nci bootstrap\n"}});
}

static inline void unit_done(cluster *c, const char *id, uint32_t stage, uint32_t unit, uint64_t part) {
    outcome(c, task_of(id, TER__TASK_UNIT, stage, unit), 100, 2, (ter__result){.part = {hash_of(part), 8}});
}

static inline void failure(cluster *c, ter__task task, ter__attempt attempt, uint32_t node, bool here, const char *text) {
    ter__result result = {.status = here ? TER_DISK_FULL : TER_BAD_DATA, .here = here};
    strcpy(result.text, text);
    outcome(c, task, attempt, node, result);
}

static inline void finish(cluster *c, const char *id, uint32_t stage, uint32_t units) {
    outcome(c, task_of(id, TER__TASK_FINISH, stage, 0), 200, 3,
            (ter__result){.part = {hash_of(1000 + stage), 8}, .units = units, .pack = {hash_of(2000), 9}, .digest = hash_of(3000)});
}

static inline void lost(cluster *c, ter__task task, ter__attempt attempt, uint32_t node, bool died) {
    ter__command command = {.kind = TER__COMMAND_LOST, .as.lost = {.task = task, .attempt = attempt, .node = node, .died = died}};
    apply(c, &command);
}

static inline void cancel(cluster *c, const char *id, const char *who) {
    ter__command command = {.kind = TER__COMMAND_CANCEL};
    strcpy(command.as.cancel.job, id);
    strcpy(command.as.cancel.who, who);
    apply(c, &command);
}

static inline void give_up(cluster *c, const char *id, ter_status status, const char *text) {
    ter__command command = {.kind = TER__COMMAND_GIVE_UP, .as.give_up.status = status};
    strcpy(command.as.give_up.job, id);
    strcpy(command.as.give_up.text, text);
    apply(c, &command);
}

static inline void node(cluster *c, bool up, uint32_t id, uint64_t incarnation) {
    ter__command command = {
        .kind = up ? TER__COMMAND_NODE_UP : TER__COMMAND_NODE_DOWN,
        .as.node = {.id = id, .name = "rhein", .address = "127.0.0.1:9", .incarnation = incarnation, .slots = 2}};
    apply(c, &command);
}

/* The whole state but `applied` (bytes 8 to 15) and the checksum: given. */
static inline uint8_t *content(const ter__state *state, size_t *length) {
    uint8_t *bytes = NULL;
    assert_int_equal(ter__state_encode(state, &bytes, length), TER_OK);
    assert_true(*length > 48);
    memset(bytes + 8, 0, 8);
    *length -= 32;
    return bytes;
}

static inline void assert_same_content(const ter__state *a, const ter__state *b) {
    size_t a_length = 0, b_length = 0;
    uint8_t *a_bytes = content(a, &a_length), *b_bytes = content(b, &b_length);
    assert_int_equal(a_length, b_length);
    assert_memory_equal(a_bytes, b_bytes, a_length);
    free(a_bytes);
    free(b_bytes);
}

static inline void assert_log_has(const ter__events *events, const char *line) {
    for (size_t i = 0; i < events->count; i++) {
        if (strcmp(ter__events_at(events, i)->text, line) == 0) {
            return;
        }
    }
    for (size_t i = 0; i < events->count; i++) {
        print_message("  %s\n", ter__events_at(events, i)->text);
    }
    fail_msg("no line \"%s\"", line);
}

#endif
