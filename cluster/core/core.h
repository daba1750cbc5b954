/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A node without its body: consensus, replicated state, scheduler, agent, transfers and client commands, joined to one thing that
 * takes events and answers with actions. No socket, file, thread, clock or chance in it; the node (node/uv_node.c) and the
 * simulator (sim/) drive the same code.
 *
 * Actions are calls of the body's functions below. They take what they are given and return; none calls back into the core: what
 * comes of them arrives later as an event. All events come on one thread, with `now` never going back.
 *
 *   consensus.h  one order of commands          transfer.h   blobs from node to node
 *   state.h      what the cluster has promised  message.h    what nodes say to each other
 *   scheduler.h  the leader's leases            commands.c   clients' commands: forwarded, repeated until they are applied
 *   agent.h      a node's own work
 */
#ifndef TER__CORE_H
#define TER__CORE_H

#include "consensus/consensus.h"
#include "core/state.h"
#include "core/types.h"

/* What goes over a connection, in order of urgency. Frames of a lower channel wait for those of a higher one. */
typedef enum ter__channel { TER__CHANNEL_CONSENSUS, TER__CHANNEL_CONTROL, TER__CHANNEL_BULK, TER__CHANNEL_COUNT } ter__channel;

/* The longest piece of a blob in one message. */
#define TER__PIECE_BYTES_MAX ((size_t)65536)

typedef struct ter__body {
    void *context;
    /* Hands a message to the network; bytes are taken (free()). May be lost when the connection breaks, is in order otherwise.
     * False: not connected, or more waits than the channel holds; the bytes are freed. */
    bool (*send)(void *context, uint32_t to, ter__channel channel, uint8_t *bytes, size_t length);

    /* Computes a task on a worker: ter__core_computed follows, once, also after a cancel. All blobs it needs are here. What it
     * makes is stored durably before that event. The task is copied. */
    void (*compute)(void *context, uint64_t token, const ter__task *task);
    void (*cancel)(void *context, uint64_t token);
    /* What is being computed has changed: these bytes say what it is now. To be kept (borrowed) where the next process finds them
     * after a kill -9 of this one, for ter__core_config.left_running; a loss of power may lose them. Null: nobody keeps them. */
    void (*running)(void *context, const uint8_t *bytes, size_t length);

    /* Blobs of this node. `has` knows at once. A read gives ter__core_blob_read. Writing: begin, pieces in order, end: then
     * ter__core_blob_written once it is durable and its digest was found right, or not. An abort answers nothing. */
    bool (*blob_has)(void *context, const ter__hash *hash);
    void (*blob_read)(void *context, uint64_t token, const ter__hash *hash, uint64_t offset, size_t length);
    void (*blob_begin)(void *context, uint64_t token, const ter__blob *blob);
    void (*blob_piece)(void *context, uint64_t token, const uint8_t *bytes, size_t length);
    void (*blob_end)(void *context, uint64_t token);
    void (*blob_abort)(void *context, uint64_t token);

    /* Rows of the state that changed in the batch `applied`; taken (free values and rows). `replaced`: drop all others first. They
     * are to be stored in one transaction with `applied`, in the order of the calls. */
    void (*rows)(void *context, uint64_t applied, bool replaced, ter__row *rows, size_t count);
    /* Something that clients may wait for has changed: a job (its id), or anything else (null). */
    void (*changed)(void *context, const char *job);
    /* For the node's own log, one line. */
    void (*log)(void *context, const char *text);
} ter__body;

typedef struct ter__core_config {
    uint32_t id;           /* of this node, > 0 */
    ter__node_record self; /* name, address, version, incarnation, slots, battery */
    size_t member_count;
    ter__member members[TER__NODES_MAX]; /* all nodes, this one too */
    /* What an earlier process of this node was computing when it died (ter__body.running); null: nothing. Whoever led then may have
     * died with it: so the node itself says which tasks took it along. */
    const uint8_t *left_running;
    size_t left_running_length;
    /* timeouts; 0: the default in parentheses */
    unsigned heartbeat_ms;   /* node to leader (250) */
    unsigned lease_ms;       /* without a heartbeat leases are given again after (4000) */
    unsigned retry_ms;       /* reports, copies, forwarded commands are repeated after (1000) */
    unsigned snapshot_every; /* log entries (4096) */
} ter__core_config;

typedef struct ter__core ter__core;

/*
 * Opens a node on its durable store: `state` is what the store's rows gave (taken, also on failure). Errors as ter__consensus_open.
 * `now` is the port's clock or another that goes as fast. body.rows and body.log may be called before it returns.
 */
TER_MUST_USE ter_status ter__core_open(ter__core **core, const ter__core_config *config, const ter__body *body,
                                       const ter__raft_port *port, const ter__log_store *store, ter__state *state, unsigned guards,
                                       ter__ms now, ter__ms at, ter_error *error);
/* Gives everything up; commands under way are answered TER_CANCELLED. */
void ter__core_close(ter__core *core);

/* ---- events ------------------------------------------------------------------------------------------------------------- */

/* Every ter__core_tick_ms at least. `at` is the wall clock, for people only. */
unsigned ter__core_tick_ms(const ter__core *core);
void ter__core_tick(ter__core *core, ter__ms now, ter__ms at);
/* Writes of the log store have been completed (ter__storage_poll has called back): what they brought about goes on. */
void ter__core_poll(ter__core *core);
/* A connection to a peer stands, or is gone; `died`: its end was seen (reset, refused since), not only silence. */
void ter__core_connected(ter__core *core, uint32_t peer, uint64_t incarnation);
void ter__core_disconnected(ter__core *core, uint32_t peer, bool died);
/* A message; bytes stay the caller's. Bytes that do not decode are TER_BAD_DATA: the connection is to be closed. */
TER_MUST_USE ter_status ter__core_receive(ter__core *core, uint32_t from, ter__channel channel, const uint8_t *bytes,
                                          size_t length);
/* A compute has ended; result is taken over (its outline) by the core. */
void ter__core_computed(ter__core *core, uint64_t token, ter__result *result);
/* bytes null: it cannot be read (missing, damaged). */
void ter__core_blob_read(ter__core *core, uint64_t token, const uint8_t *bytes, size_t length);
void ter__core_blob_written(ter__core *core, uint64_t token, bool stored);

/* ---- clients ------------------------------------------------------------------------------------------------------------ */

/*
 * What came of a command: TER_OK: it is in the log for good and applied to the state here. TER_TIMEOUT: not within its time, it may
 * still be applied later (ask again with the same id). TER_CANCELLED: the node closes. TER_LIMIT: too much waits.
 */
typedef void ter__command_done(void *context, ter_status status);

/* Proposes here or has the leader do it, and repeats both until it is applied or `timeout_ms` is over: only for commands that are
 * safe to repeat, which all of command.h are. Bytes are copied. Never calls `done` from inside. */
#define TER__COMMANDS_MAX ((size_t)16384) /* under way at once */
void ter__core_command(ter__core *core, const uint8_t *command, size_t length, unsigned timeout_ms, ter__command_done *done,
                       void *context);
/* Has a blob that is here copied to one other node at least, for submissions: TER_OK when two have it. */
void ter__core_copy(ter__core *core, const ter__blob *blob, unsigned timeout_ms, ter__command_done *done, void *context);
/* Has a blob that another node has brought here. TER_NOT_FOUND: all were asked in vain. */
void ter__core_fetch(ter__core *core, const ter__blob *blob, unsigned timeout_ms, ter__command_done *done, void *context);

/* Stops taking leases and hands back what is not begun; what runs goes on until done or cancelled. For a stop in order. */
void ter__core_drain(ter__core *core);
/* Whether nothing runs here and nothing is to be reported any more; while it drains also when nothing runs and for two seconds
 * there has been no leader to report to. */
bool ter__core_idle(const ter__core *core);

const ter__state *ter__core_state(const ter__core *core);

typedef struct ter__core_view {
    uint32_t id, leader; /* 0: not known */
    bool leads, stopped; /* stopped: by a failed write; `text` says why */
    uint64_t term, applied;
    unsigned slots, computing, queued, fetching; /* of this node */
    size_t leases, commands;                     /* of the leader; of clients under way */
    bool connected[TER__NODES_MAX];              /* by place in config.members */
    char text[TER_ERROR_TEXT_BYTES];
} ter__core_view;
void ter__core_look(const ter__core *core, ter__core_view *view);

#endif
