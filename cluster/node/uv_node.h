/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A node: one libuv loop that carries everything in and out, and the core (core/core.h) that decides. Threads beside the loop: the
 * workers that compute, one that checks submitted jobs, the storage's writer, and uv's pool for files.
 */
#ifndef TER__UV_NODE_H
#define TER__UV_NODE_H

#include "tercile/status.h"

typedef struct ter__node_options {
    const char *folder;                          /* node/config.h */
    unsigned slots;                              /* threads that compute; 0: as node.json says */
    unsigned grace_ms;                           /* what runs may go on for so long after the first SIGTERM; 0: 10 s */
    void (*ready)(void *context, unsigned port); /* listening; may be null */
    void *context;
} ter__node_options;

/*
 * Runs the node of a folder until SIGTERM or SIGINT (the second one hurries), on the thread that calls. TER_OK: it was stopped in
 * order and every handle is closed; both signals are ignored then, so that one more does not make a bad end of it. Otherwise what
 * kept it from starting or made it stop: TER_BAD_STATE (port in use, data of another cluster, refused by the other nodes),
 * TER_NO_PERMISSION (certificates), TER_BAD_DATA, TER_DISK_FULL, ...: the text says what to do. Messages for people go to standard
 * error, a line each.
 */
TER_MUST_USE ter_status ter__node_run(const ter__node_options *options, ter_error *error);

#endif
