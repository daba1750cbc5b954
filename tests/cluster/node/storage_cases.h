/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening, filling and reading a node's storage in tests. Needs _XOPEN_SOURCE 700 (nftw). */
#ifndef TER__TEST_STORAGE_CASES_H
#define TER__TEST_STORAGE_CASES_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>
#include <ftw.h>
#include <pthread.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/command.h"
#include "node/storage.h"
#include "ter_assert.h"
#include "tercile/random.h"

#define WORD_BYTES 8

static const ter__storage_identity here = {"cluster-of-the-test", 2};

static inline int remove_one(const char *path, const struct stat *found, int kind, struct FTW *place) {
    (void)found;
    (void)kind;
    (void)place;
    return remove(path);
}

static inline int make_folder(void **state) {
    char pattern[] = "/tmp/tercile-storage-XXXXXX";
    *state = mkdtemp(pattern) != NULL ? strdup(pattern) : NULL;
    return *state != NULL ? 0 : -1;
}

static inline int remove_folder(void **state) {
    (void)nftw(*state, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    free(*state);
    return 0;
}

static inline void wake(void *context) {
    (void)context;
}

static inline ter__storage *open_storage(const char *folder) {
    ter__storage *storage = NULL;
    ter_error error = {TER_OK, ""};
    if (ter__storage_open(&storage, folder, &here, wake, NULL, &error) != TER_OK) {
        fail_msg("%s", error.text);
    }
    return storage;
}

typedef struct told {
    unsigned count;
    int status, order[64];
} told;

typedef struct one_told {
    told *all;
    int number;
} one_told;

static inline void on_done(void *context, int status) {
    one_told *one = context;
    one->all->order[one->all->count % 64] = one->number;
    one->all->count++;
    one->all->status = status;
    free(one);
}

static inline void append(ter__storage *storage, told *t, raft_index first, unsigned count, raft_term term) {
    ter__log_store store = ter__storage_log(storage);
    struct raft_entry entries[16];
    uint64_t words[16];
    one_told *one = calloc(1, sizeof *one);
    *one = (one_told){t, (int)first};
    for (unsigned i = 0; i < count; i++) {
        words[i] = first + i;
        entries[i] = (struct raft_entry){.term = term, .type = RAFT_COMMAND, .buf = {&words[i], WORD_BYTES}};
    }
    assert_int_equal(store.append(store.context, first, entries, count, on_done, one), 0);
}

static inline void wait_for(ter__storage *storage, const told *t, unsigned count) {
    struct timespec pause = {0, 1000000};
    for (int i = 0; i < 10000 && t->count < count; i++) {
        ter__storage_poll(storage);
        (void)nanosleep(&pause, NULL);
    }
    assert_int_equal(t->count, count);
}

typedef struct loaded {
    raft_term term;
    raft_id vote;
    raft_index start;
    size_t count;
    struct raft_snapshot *snapshot;
    struct raft_entry *entries;
} loaded;

static inline int load(ter__storage *storage, loaded *l) {
    ter__log_store store = ter__storage_log(storage);
    memset(l, 0, sizeof *l);
    return store.load(store.context, &l->term, &l->vote, &l->snapshot, &l->start, &l->entries, &l->count);
}

static inline void release(loaded *l) {
    for (size_t i = 0; i < l->count; i++) {
        raft_free(l->entries[i].batch);
    }
    raft_free(l->entries);
    if (l->snapshot != NULL) {
        raft_configuration_close(&l->snapshot->configuration);
        raft_free(l->snapshot->bufs[0].base);
        raft_free(l->snapshot->bufs);
        raft_free(l->snapshot);
    }
}

static inline void check_log(const char *folder, raft_index start, size_t count) {
    loaded l;
    ter__storage *storage = open_storage(folder);
    assert_int_equal(load(storage, &l), 0);
    assert_int_equal(l.start, start);
    assert_int_equal(l.count, count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(*(uint64_t *)l.entries[i].buf.base, start + i);
    }
    release(&l);
    ter__storage_close(storage);
}

#endif
