/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Clients' commands: proposed here when this node leads, else forwarded to the leader, and repeated until they are applied here.
 *
 *   waiting -> proposed or forwarded -> (refused, lost: waiting again) -> landed at an index -> applied here: answered
 *
 * A command that was repeated may be in the log twice: all of command.h are safe to repeat.
 */
#ifndef TER__COMMANDS_H
#define TER__COMMANDS_H

#include "core/message.h"

typedef struct ter__commands_port {
    void *context;
    bool (*leads)(void *context);
    uint32_t (*leader)(void *context); /* 0: not known */
    bool (*send)(void *context, uint32_t to, const ter__message *message);
    /* As ter__consensus_propose. */
    ter_status (*propose)(void *context, const uint8_t *command, size_t length, ter__proposed *done, void *done_context);
} ter__commands_port;

typedef struct ter__commands ter__commands;

ter__commands *ter__commands_create(const ter__commands_port *port, const ter__core_config *config); /* null: out of memory */
/* Answers what is under way TER_CANCELLED. Consensus, which still knows what was proposed, is closed before. */
void ter__commands_destroy(ter__commands *commands);

/* As ter__core_command; a null `done` is allowed. Answers come from ter__commands_answer only. */
void ter__commands_add(ter__commands *commands, const uint8_t *command, size_t length, ter__ms now, ter__ms deadline,
                       ter__command_done *done, void *context);
/* Keeps an answer for the next ter__commands_answer. False: no memory. */
bool ter__commands_keep_answer(ter__commands *commands, ter__command_done *done, void *context, ter_status status);
void ter__commands_tick(ter__commands *commands, ter__ms now);
/* There is another leader: all that waits for one is tried at once. */
void ter__commands_leader(ter__commands *commands, ter__ms now);
/* The state here has applied up to `index`. */
void ter__commands_applied(ter__commands *commands, uint64_t index);
/* FORWARD, FORWARDED. */
void ter__commands_receive(ter__commands *commands, uint32_t from, const ter__message *message, ter__ms now);
/* The core closes: nothing is sent or proposed any more. */
void ter__commands_close(ter__commands *commands);
/* Calls back for what is over; true when there was something. `done` may add further commands. */
bool ter__commands_answer(ter__commands *commands);
size_t ter__commands_count(const ter__commands *commands);

#endif
