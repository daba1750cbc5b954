/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What nodes say to each other on the control and bulk channels (the consensus channel carries raft_message.h). One byte of kind,
 * then its fields; decoded with bounds and fuzzed.
 */
#ifndef TER__MESSAGE_H
#define TER__MESSAGE_H

#include "core/core.h"

/* X(NAME) */
#define TER__MESSAGE_LIST(X)                                                                                                       \
    X(LEASE)     /* leader -> node: tasks to compute */                                                                            \
    X(HEARTBEAT) /* node -> leader: slots, and every lease it holds */                                                             \
    X(REPORT)    /* node -> leader: what came of a task; repeated until the node's own state knows it */                           \
    X(RETURN)    /* node -> leader: a lease handed back, not begun */                                                              \
    X(COMPUTED)  /* node -> leader: a task is computed; its report follows when its blobs are copied: there is room for another */ \
    X(FORWARD)   /* node -> leader: a client's command */                                                                          \
    X(FORWARDED) /* leader -> node: at which index it was applied, or that it could not be proposed (index 0) */                   \
    X(COPY)      /* "keep a copy of this blob, which I have" */                                                                    \
    X(COPIED)    /* "I have it durably" (or not: refused) */                                                                       \
    X(WANT)      /* "send bytes of this blob from offset on" */                                                                    \
    X(PIECE)     /* bulk: some of them */                                                                                          \
    X(MISSING)   /* "I do not have it" */

typedef enum ter__message_kind {
#define TER__MESSAGE_ENUM(name) TER__MESSAGE_##name,
    TER__MESSAGE_LIST(TER__MESSAGE_ENUM)
#undef TER__MESSAGE_ENUM
} ter__message_kind;

typedef struct ter__lease {
    ter__task task;
    ter__attempt attempt; /* > 0 */
    bool begun;           /* in heartbeats: it is being computed, so that a death of the node counts against it; else false */
    bool computed;        /* in heartbeats: it is computed, and being copied or reported; else false */
} ter__lease;

/* Leases in one message, and held by one node. */
#define TER__LEASES_MAX 4096

typedef struct ter__message {
    ter__message_kind kind;
    union {
        struct {
            uint64_t term;
            size_t count;
            ter__lease *items; /* owned after a decode */
        } lease;
        struct {
            uint64_t incarnation;
            uint32_t slots; /* threads that compute; 0 while it drains */
            uint32_t free;  /* of them with nothing to do */
            bool draining;
            size_t count; /* leases held: begun, waiting for blobs, or done and not yet known to be recorded */
            ter__lease *items;
        } heartbeat;
        struct {
            ter__lease lease;
            uint32_t copy; /* who has the second copy of its blobs */
            ter__result result;
        } report;
        ter__lease returned; /* RETURN, COMPUTED */
        struct {
            uint64_t incarnation, number; /* the sender's: an answer to an earlier process is none to this one */
            const uint8_t *command;       /* a view into the message after a decode; at most TER__COMMAND_BYTES_MAX */
            size_t length;
        } forward;
        struct {
            uint64_t incarnation, number; /* as they were asked */
            uint64_t index;
        } forwarded;
        ter__blob copy;
        struct {
            ter__hash hash;
            bool stored;
        } copied;
        struct {
            ter__hash hash;
            uint64_t offset;
            uint32_t length;
        } want;
        struct {
            ter__hash hash;
            uint64_t offset;
            const uint8_t *bytes; /* a view; at most TER__PIECE_BYTES_MAX */
            size_t length;
        } piece;
        ter__hash missing;
    } as;
} ter__message;

/* Bytes given: free. TER_BAD_ARGUMENT: beyond a bound that a decode keeps. */
TER_MUST_USE ter_status ter__message_encode(const ter__message *message, uint8_t **bytes, size_t *length);
/* Views point into bytes. TER_BAD_DATA, TER_NO_MEMORY. */
TER_MUST_USE ter_status ter__message_decode(ter__message *message, const uint8_t *bytes, size_t length);
void ter__message_clear(ter__message *message);
/* The channel it belongs on. */
ter__channel ter__message_channel(ter__message_kind kind);

#endif
