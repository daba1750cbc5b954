/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Commands: what goes through the log. Each is safe to repeat: a second time changes nothing. Bytes are versioned, little-endian,
 * decoded with bounds (fuzzed); a decoder refuses what it does not know.
 */
#ifndef TER__COMMAND_H
#define TER__COMMAND_H

#include "core/bytes.h"
#include "core/state.h"

/* X(NAME) */
#define TER__COMMAND_LIST(X)                                                                                                       \
    X(NOTHING) /* a read barrier */                                                                                                \
    X(SUBMIT)  /* a job; of a known id: nothing */                                                                                 \
    X(CANCEL)  /* of a job that has ended: nothing */                                                                              \
    X(OUTCOME) /* what came of a task; of a task that does not wait for one: nothing, but an event when the bytes differ */        \
    X(LOST)    /* a task's node died under it (counted), or was lost sight of (not counted) */                                     \
    X(GIVE_UP) /* a job fails for a reason of the leader's: its time is over */                                                    \
    X(NODE_UP) /* a process has joined */                                                                                          \
    X(NODE_DOWN)

typedef enum ter__command_kind {
#define TER__COMMAND_ENUM(name) TER__COMMAND_##name,
    TER__COMMAND_LIST(TER__COMMAND_ENUM)
#undef TER__COMMAND_ENUM
} ter__command_kind;

typedef struct ter__submit {
    char id[TER__JOB_ID_BYTES], name[TER__NAME_BYTES], file[TER__NAME_BYTES], owner[TER__NAME_BYTES];
    ter__blob spec;
    uint32_t input_count;
    ter__input *inputs; /* owned after a decode */
    bool strict;
} ter__submit;

typedef struct ter__command {
    ter__command_kind kind;
    ter__ms at; /* the proposer's clock, for people */
    union {
        ter__submit submit;
        struct {
            char job[TER__JOB_ID_BYTES], who[TER__NAME_BYTES];
        } cancel;
        struct {
            ter__task task;
            ter__attempt attempt;
            uint32_t node, copy; /* who computed it; who has the second copy (0: there is nothing to copy) */
            ter__result result;
        } outcome;
        struct {
            ter__task task;
            ter__attempt attempt;
            uint32_t node;
            bool died;
        } lost;
        struct {
            char job[TER__JOB_ID_BYTES];
            ter_status status;
            char text[TER_ERROR_TEXT_BYTES];
        } give_up;
        ter__node_record node; /* NODE_UP, NODE_DOWN (id and incarnation count) */
    } as;
} ter__command;

/* Bytes given: free. TER_BAD_ARGUMENT: a decode would refuse it (an id that is none, a node without number, a spec without hash).
 */
TER_MUST_USE ter_status ter__command_encode(const ter__command *command, uint8_t **bytes, size_t *length);
TER_MUST_USE ter_status ter__command_decode(ter__command *command, const uint8_t *bytes, size_t length, ter_error *error);
void ter__command_clear(ter__command *command);

/* A node's record inside of commands and of the state. */
void ter__put_node(ter__writer *writer, const ter__node_record *node);
void ter__get_node(ter__reader *reader, ter__node_record *node);

#endif
