/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Our struct raft_io: everything that libraft reaches outside itself goes through here, to a port (time, chance, the network) and a
 * log store (the disk). Both are tables of functions, so the same code runs on libuv and in the simulator. One thread drives it.
 */
#ifndef TER__RAFT_IO_H
#define TER__RAFT_IO_H

#include <raft.h>
#include <stdint.h>

#include "log_store.h"
#include "raft_guards.h"
#include "raft_notice.h"
#include "tercile/status.h"

typedef struct ter__raft_port {
    void *context;
    uint64_t (*now_ms)(void *context);
    /* A number in [minimum, maximum). */
    int (*random)(void *context, int minimum, int maximum);
    /* Hands a message to the network: taken bytes (free()). May lose it; never calls back. */
    void (*send)(void *context, raft_id to, uint8_t *bytes, size_t length);
} ter__raft_port;

typedef struct ter__raft_io {
    struct raft_io io; /* what raft_init gets */
    struct raft *raft;
    ter__raft_port port;
    ter__log_store store;
    ter__raft_guards guards;
    ter__raft_notice notice;
    raft_index next_index; /* of the next entry to append */
    unsigned tick_ms;      /* the period in which libraft wants ticks; 0 until it has started */
    raft_io_tick_cb tick;
    raft_io_recv_cb receive;
    struct raft_io_send **sent; /* sends whose callback is due */
    size_t sent_count, sent_room;
    int closed;
} ter__raft_io;

/* Prepares `io` for raft_init; `raft` is the instance that will use it. Both stay where they are until the instance is closed. */
void ter__raft_io_init(ter__raft_io *io, struct raft *raft, const ter__raft_port *port, const ter__log_store *store,
                       unsigned guards);

/* To be called every io->tick_ms once it is not 0. */
void ter__raft_io_tick(ter__raft_io *io);
/* A message from a server has arrived. Bytes that do not decode are refused: TER_BAD_DATA, and nothing happens. */
TER_MUST_USE ter_status ter__raft_io_receive(ter__raft_io *io, raft_id from, const char *address, const uint8_t *bytes,
                                             size_t length);

/*
 * Calls back for sends that are done; libraft may not be called back from inside its own call. tick, receive and completed writes
 * end with it; after any other call into the instance (a proposal) the driver calls it.
 */
void ter__raft_io_flush(ter__raft_io *io);

#endif
