/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Durable storage of one raft instance, as a table of functions: the node's implementation is on SQLite, the simulator's in memory
 * with losses. All are called from the one thread that drives the instance; results are RAFT_* codes, 0 for success.
 *
 * What "durable" means: after a kill -9 of the process or a loss of power, load gives it back.
 */
#ifndef TER__LOG_STORE_H
#define TER__LOG_STORE_H

#include <raft.h>
#include <stddef.h>

typedef void ter__store_done(void *context, int status);
typedef void ter__snapshot_done(void *context, struct raft_snapshot *snapshot, int status);

typedef struct ter__log_store {
    void *context;

    /*
     * Everything durable. *snapshot is null when there is none; entries start at *start_index, which is 1 without a snapshot and at
     * most snapshot index + 1 with one. All memory is raft_malloc'd and given; every entry is a batch of its own.
     * RAFT_CORRUPT when a record does not match its checksum; the text is kept for ter__log_store_text.
     */
    int (*load)(void *context, raft_term *term, raft_id *vote, struct raft_snapshot **snapshot, raft_index *start_index,
                struct raft_entry **entries, size_t *count);

    /* Durable when they return. A new term clears the vote in the same step. */
    int (*set_term)(void *context, raft_term term);
    int (*set_vote)(void *context, raft_id server);
    /* Removes entries from `index` on; appends that are still under way are completed first. */
    int (*truncate)(void *context, raft_index index);
    /* Term 1 and the configuration as entry 1, in an empty store; RAFT_CANTBOOTSTRAP in any other. */
    int (*bootstrap)(void *context, const struct raft_configuration *configuration);

    /*
     * Entries first .. first + count - 1, copied before the call returns. `done` is called when they are durable, or with the error
     * that prevented it: never from inside this call, and in the order of the calls.
     */
    int (*append)(void *context, raft_index first, const struct raft_entry *entries, unsigned count, ter__store_done *done,
                  void *done_context);
    /*
     * Stores a snapshot (copied before the call returns) and drops the entries up to its index less `trailing`. With `replace`, the
     * snapshot came from the leader and the whole log goes.
     */
    int (*snapshot_put)(void *context, const struct raft_snapshot *snapshot, unsigned trailing, int replace, ter__store_done *done,
                        void *done_context);
    /*
     * The instance is being closed: every write and read under way is given up, its `done` called with RAFT_CANCELED before the
     * return. The last write first: libraft 0.15 cuts its log at each write that failed, and a cut behind the end crashes it.
     * Likewise, when a write fails, those behind it fail too, and are told before it.
     */
    void (*cancel)(void *context);
    /* The latest snapshot, given (raft_malloc'd) to `done`, which is never called from inside this call. */
    int (*snapshot_get)(void *context, ter__snapshot_done *done, void *done_context);
} ter__log_store;

#endif
