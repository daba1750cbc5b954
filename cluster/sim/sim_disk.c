/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The disk of a simulated node. Term, vote and truncation are durable when the call returns, as the log store promises; appends and
 * snapshots take their time, and a crash loses what was under way, but for a first part of it that may have reached the disk.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "sim_internal.h"

typedef enum write_kind { WRITE_APPEND, WRITE_SNAPSHOT, WRITE_OTHER, READ_SNAPSHOT } write_kind;

struct ter__sim_write {
    write_kind kind;
    uint64_t number;
    bool on_disk; /* durable already, the callback is still due */
    raft_index first;
    ter__sim_entry *entries;
    size_t count;
    ter__sim_snapshot snapshot;
    unsigned trailing;
    bool replace;
    ter__store_done *done;
    ter__snapshot_done *snapshot_done;
    void *context;
    ter__sim_store *store; /* WRITE_OTHER */
    void *item;
    ter__sim_write *next;
};

/* ---- memory ------------------------------------------------------------------------------------------------------------- */

static uint8_t *copy_of(const void *bytes, size_t length) {
    uint8_t *copy = malloc(length > 0 ? length : 1);
    if (copy != NULL && length > 0) {
        memcpy(copy, bytes, length);
    }
    return copy;
}

static void copy_configuration(struct raft_configuration *to, const struct raft_configuration *from) {
    raft_configuration_init(to);
    for (unsigned i = 0; i < from->n; i++) {
        int status = raft_configuration_add(to, from->servers[i].id, from->servers[i].address, from->servers[i].role);
        assert(status == 0);
        (void)status;
    }
}

static void free_snapshot(ter__sim_snapshot *snapshot) {
    if (snapshot->present) {
        raft_configuration_close(&snapshot->configuration);
        free(snapshot->bytes);
    }
    memset(snapshot, 0, sizeof *snapshot);
}

static void free_write(ter__sim_write *write) {
    for (size_t i = 0; i < write->count; i++) {
        free(write->entries[i].bytes);
    }
    free(write->entries);
    free_snapshot(&write->snapshot);
    free(write);
}

/* ---- what is durable ---------------------------------------------------------------------------------------------------- */

static void drop_entries(ter__sim_disk *disk, raft_index from) {
    assert(from >= disk->start);
    size_t keep = (size_t)(from - disk->start);
    for (size_t i = keep; i < disk->count; i++) {
        free(disk->entries[i].bytes);
    }
    disk->count = keep < disk->count ? keep : disk->count;
}

/* Forgets entries before `start`. */
static void drop_before(ter__sim_disk *disk, raft_index start) {
    while (disk->count > 0 && disk->start < start) {
        free(disk->entries[0].bytes);
        disk->count--;
        memmove(disk->entries, disk->entries + 1, disk->count * sizeof *disk->entries);
        disk->start++;
    }
    if (disk->count == 0 && disk->start < start) {
        disk->start = start;
    }
}

static void add_entry(ter__sim_disk *disk, ter__sim_entry *entry) {
    if (disk->count == disk->room) {
        size_t room = disk->room > 0 ? 2 * disk->room : 64;
        ter__sim_entry *grown = realloc(disk->entries, room * sizeof *grown);
        if (grown == NULL) {
            ter__sim_fail(disk->sim, "no memory");
            return;
        }
        disk->entries = grown;
        disk->room = room;
    }
    disk->entries[disk->count++] = *entry;
    entry->bytes = NULL;
}

static void reach_disk(ter__sim_disk *disk, ter__sim_write *write) {
    if (write->on_disk || write->kind == READ_SNAPSHOT) {
        write->on_disk = true;
        return;
    }
    write->on_disk = true;
    if (write->kind == WRITE_OTHER) {
        write->store(write->context, write->item, true);
        return;
    }
    if (write->kind == WRITE_APPEND) {
        assert(write->first == disk->start + disk->count);
        for (size_t i = 0; i < write->count; i++) {
            add_entry(disk, &write->entries[i]);
        }
        return;
    }
    free_snapshot(&disk->snapshot);
    disk->snapshot = write->snapshot;
    memset(&write->snapshot, 0, sizeof write->snapshot);
    raft_index index = disk->snapshot.index;
    if (write->replace) {
        drop_entries(disk, disk->start);
        disk->start = index + 1;
    } else if (index > write->trailing) {
        drop_before(disk, index - write->trailing + 1);
    }
}

/* ---- the log store ------------------------------------------------------------------------------------------------------ */

static void push_write(ter__sim_disk *disk, ter__sim_write *write) {
    ter__sim *sim = disk->sim;
    write->number = ++sim->next_write;
    ter__sim_write **end = &disk->pending;
    while (*end != NULL) {
        end = &(*end)->next;
    }
    *end = write;
    uint64_t begin = disk->busy_until_ms > sim->now_ms ? disk->busy_until_ms : sim->now_ms;
    disk->busy_until_ms = begin + 1 + ter__sim_below(sim, sim->weather.write_ms_max);
    ter__sim_push(sim, (ter__sim_event){disk->busy_until_ms, 0, TER__SIM_WRITE, disk->node, 0, write->number, NULL, 0});
}

static int load_entries(const ter__sim_disk *disk, struct raft_entry **entries, size_t *count) {
    *entries = NULL;
    *count = disk->count;
    if (disk->count == 0) {
        return 0;
    }
    struct raft_entry *loaded = raft_calloc(disk->count, sizeof *loaded);
    for (size_t i = 0; loaded != NULL && i < disk->count; i++) {
        loaded[i].term = disk->entries[i].term;
        loaded[i].type = disk->entries[i].type;
        loaded[i].buf.len = disk->entries[i].length;
        loaded[i].buf.base = raft_malloc(disk->entries[i].length + 1);
        loaded[i].batch = loaded[i].buf.base;
        memcpy(loaded[i].buf.base, disk->entries[i].bytes, disk->entries[i].length);
    }
    *entries = loaded;
    return loaded == NULL ? RAFT_NOMEM : 0;
}

static struct raft_snapshot *load_snapshot(const ter__sim_snapshot *kept) {
    struct raft_snapshot *snapshot = raft_calloc(1, sizeof *snapshot);
    snapshot->index = kept->index;
    snapshot->term = kept->term;
    snapshot->configuration_index = kept->configuration_index;
    copy_configuration(&snapshot->configuration, &kept->configuration);
    snapshot->n_bufs = 1;
    snapshot->bufs = raft_calloc(1, sizeof *snapshot->bufs);
    snapshot->bufs[0].len = kept->length;
    snapshot->bufs[0].base = raft_malloc(kept->length + 1);
    memcpy(snapshot->bufs[0].base, kept->bytes, kept->length);
    return snapshot;
}

static int store_load(void *context, raft_term *term, raft_id *vote, struct raft_snapshot **snapshot, raft_index *start_index,
                      struct raft_entry **entries, size_t *count) {
    const ter__sim_disk *disk = context;
    assert(disk->pending == NULL);
    *term = disk->term;
    *vote = disk->vote;
    *start_index = disk->start;
    *snapshot = disk->snapshot.present ? load_snapshot(&disk->snapshot) : NULL;
    return load_entries(disk, entries, count);
}

static int store_set_term(void *context, raft_term term) {
    ter__sim_disk *disk = context;
    assert(term >= disk->term);
    disk->term = term;
    disk->vote = 0;
    return 0;
}

static int store_set_vote(void *context, raft_id server) {
    ((ter__sim_disk *)context)->vote = server;
    return 0;
}

static int store_truncate(void *context, raft_index index) {
    ter__sim_disk *disk = context;
    for (ter__sim_write *write = disk->pending; write != NULL; write = write->next) {
        reach_disk(disk, write);
    }
    drop_entries(disk, index);
    return 0;
}

static int store_bootstrap(void *context, const struct raft_configuration *configuration) {
    ter__sim_disk *disk = context;
    if (disk->term != 0 || disk->count != 0) {
        return RAFT_CANTBOOTSTRAP;
    }
    struct raft_buffer encoded;
    int status = raft_configuration_encode(configuration, &encoded);
    if (status != 0) {
        return status;
    }
    ter__sim_entry entry = {1, RAFT_CHANGE, copy_of(encoded.base, encoded.len), encoded.len};
    raft_free(encoded.base);
    disk->term = 1;
    add_entry(disk, &entry);
    return 0;
}

static int store_append(void *context, raft_index first, const struct raft_entry *entries, unsigned count, ter__store_done *done,
                        void *done_context) {
    ter__sim_disk *disk = context;
    assert(count > 0);
    ter__sim_write *write = calloc(1, sizeof *write);
    if (write == NULL || (write->entries = calloc(count, sizeof *write->entries)) == NULL) {
        free(write);
        return RAFT_NOMEM;
    }
    write->kind = WRITE_APPEND;
    write->first = first;
    write->count = count;
    write->done = done;
    write->context = done_context;
    for (unsigned i = 0; i < count; i++) {
        write->entries[i] = (ter__sim_entry){entries[i].term, entries[i].type, copy_of(entries[i].buf.base, entries[i].buf.len),
                                             entries[i].buf.len};
    }
    push_write(disk, write);
    return 0;
}

static int store_snapshot_put(void *context, const struct raft_snapshot *snapshot, unsigned trailing, int replace,
                              ter__store_done *done, void *done_context) {
    ter__sim_disk *disk = context;
    size_t length = 0;
    for (unsigned i = 0; i < snapshot->n_bufs; i++) {
        length += snapshot->bufs[i].len;
    }
    ter__sim_write *write = calloc(1, sizeof *write);
    if (write == NULL || (write->snapshot.bytes = malloc(length + 1)) == NULL) {
        free(write);
        return RAFT_NOMEM;
    }
    size_t at = 0;
    for (unsigned i = 0; i < snapshot->n_bufs; i++) {
        memcpy(write->snapshot.bytes + at, snapshot->bufs[i].base, snapshot->bufs[i].len);
        at += snapshot->bufs[i].len;
    }
    write->snapshot.length = length;
    write->snapshot.index = snapshot->index;
    write->snapshot.term = snapshot->term;
    write->snapshot.configuration_index = snapshot->configuration_index;
    copy_configuration(&write->snapshot.configuration, &snapshot->configuration);
    write->snapshot.present = true;
    write->kind = WRITE_SNAPSHOT;
    write->trailing = trailing;
    write->replace = replace != 0;
    write->done = done;
    write->context = done_context;
    push_write(disk, write);
    return 0;
}

static int store_snapshot_get(void *context, ter__snapshot_done *done, void *done_context) {
    ter__sim_disk *disk = context;
    ter__sim_write *write = calloc(1, sizeof *write);
    if (write == NULL) {
        return RAFT_NOMEM;
    }
    write->kind = READ_SNAPSHOT;
    write->snapshot_done = done;
    write->context = done_context;
    push_write(disk, write);
    return 0;
}

bool ter__sim_disk_add(ter__sim_disk *disk, ter__sim_store *store, void *context, void *item) {
    assert(store != NULL);
    ter__sim_write *write = calloc(1, sizeof *write);
    if (write == NULL) {
        return false;
    }
    write->kind = WRITE_OTHER;
    write->store = store;
    write->context = context;
    write->item = item;
    push_write(disk, write);
    return true;
}

/* Takes a write off the list and tells its owner. */
static void finish(ter__sim_disk *disk, ter__sim_write **place, int status) {
    ter__sim_write *write = *place;
    *place = write->next;
    if (write->kind == READ_SNAPSHOT) {
        struct raft_snapshot *snapshot = status == 0 ? load_snapshot(&disk->snapshot) : NULL;
        write->snapshot_done(write->context, snapshot, status);
    } else if (write->kind == WRITE_OTHER) {
        if (!write->on_disk) {
            write->store(write->context, write->item, false);
        }
    } else {
        write->done(write->context, status);
    }
    free_write(write);
}

static void store_cancel(void *context) {
    ter__sim_disk *disk = context;
    while (disk->pending != NULL) {
        ter__sim_write **last = &disk->pending;
        while ((*last)->next != NULL) {
            last = &(*last)->next;
        }
        finish(disk, last, RAFT_CANCELED);
    }
}

void ter__sim_disk_complete(ter__sim_disk *disk, uint64_t number) {
    while (disk->pending != NULL && disk->pending->number <= number) {
        reach_disk(disk, disk->pending);
        finish(disk, &disk->pending, 0);
    }
}

void ter__sim_disk_crash(ter__sim_disk *disk) {
    for (ter__sim_write *write = disk->pending; write != NULL; write = write->next) {
        if (!ter__sim_happens(disk->sim, disk->sim->weather.torn)) {
            return;
        }
        reach_disk(disk, write);
    }
}

void ter__sim_disk_open(ter__sim_disk *disk, ter__sim *sim, unsigned node) {
    memset(disk, 0, sizeof *disk);
    disk->sim = sim;
    disk->node = node;
    disk->start = 1;
}

void ter__sim_disk_close(ter__sim_disk *disk) {
    assert(disk->pending == NULL);
    drop_entries(disk, disk->start);
    free(disk->entries);
    free_snapshot(&disk->snapshot);
}

ter__log_store ter__sim_disk_store(ter__sim_disk *disk) {
    ter__log_store store = {disk,         store_load,         store_set_term, store_set_vote,    store_truncate, store_bootstrap,
                            store_append, store_snapshot_put, store_cancel,   store_snapshot_get};
    return store;
}
