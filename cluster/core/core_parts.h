/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the core's files share: core.c (opening, events, clients), core_machine.c (what consensus applies), core_settle.c (what
 * follows from an event: who leads, what changed, messages to oneself). */
#ifndef TER__CORE_PARTS_H
#define TER__CORE_PARTS_H

#include "core/agent.h"
#include "core/commands.h"
#include "core/core.h"
#include "core/message.h"
#include "core/scheduler.h"
#include "core/transfer.h"

/* Messages of a node to itself that wait; and rounds in which one event's consequences are worked off: what is left then goes on
 * with the next event. */
#define TER__SELF_MESSAGES_MAX 8192
#define TER__ROUNDS_MAX        64

typedef struct ter__self_message {
    uint8_t *bytes;
    size_t length;
    struct ter__self_message *next;
} ter__self_message;

/* A client's wish for a copy or a fetch. */
typedef struct ter__wish {
    ter__core *core;
    bool copy;
    ter__ms deadline;
    ter__command_done *done;
    void *context;
    struct ter__wish *next, *previous;
} ter__wish;

typedef char ter__touched[TER__JOB_ID_BYTES];

struct ter__core {
    ter__core_config config;
    char addresses[TER__NODES_MAX][TER__ADDRESS_BYTES];
    bool connected[TER__NODES_MAX];
    ter__body body;
    ter__raft_port port;
    ter__consensus *consensus;
    ter__state *state;
    ter__scheduler *scheduler;
    ter__transfer *transfer;
    ter__agent *agent;
    ter__commands *commands;
    /* time: the last tick's, and how far the port's clock has gone since */
    ter__ms tick_now, tick_at, tick_port, now;
    /* what consensus has applied and nobody was told of yet */
    uint64_t batch; /* whose commands came; 0: none */
    uint64_t told;  /* index up to which agent, scheduler and commands know the state */
    bool everything_changed, other_changed;
    ter__touched *touched;
    size_t touched_count, touched_room;
    /* who leads */
    uint32_t leader;   /* as the agent and the commands were told; 0: none */
    uint64_t led_term; /* term in which this node leads, as far as it was noticed; 0: it does not */
    bool scheduling, barrier_waits, barrier_done;
    bool draining;
    ter__ms heard_leader; /* when one could last be told of results */
    bool announcing, reported_stop, flush, settling, closing;
    uint64_t last_token;
    ter__self_message *self_first, **self_end;
    size_t self_count;
    ter__wish *wishes;
    ter_status failure; /* of the state: nothing more is applied */
    ter_error error;
};

/* The place of a member; SIZE_MAX: none. */
size_t ter__core_place(const ter__core *core, uint64_t id);
ter__ms ter__core_now(ter__core *core);
ter__ms ter__core_at(const ter__core *core);
void ter__core_log(const ter__core *core, const char *format, ...) TER_PRINTF(2, 3);

/* ---- core_machine.c -----------------------------------------------------------------------------------------------------------
 */

ter__machine ter__core_machine(ter__core *core);
/* Ends the batch under way: its rows go to the body. A failure is kept in core->failure. */
ter_status ter__core_batch_end(ter__core *core);
/* Tells the body which jobs were touched. */
void ter__core_tell_changes(ter__core *core);

/* ---- core_settle.c ------------------------------------------------------------------------------------------------------------
 */

/* To a node, which may be this one. False: not connected, or too much waits. */
bool ter__core_send(ter__core *core, uint32_t to, const ter__message *message);
/* Works off what an event has brought; with `answer`, clients hear what is over. Nothing happens from inside itself. */
void ter__core_settle(ter__core *core, bool answer);
bool ter__core_leads(const ter__core *core);
void ter__core_dispatch(ter__core *core, uint32_t from, const ter__message *message);

#endif
