/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the storage's files share. */
#ifndef TER__STORAGE_INTERNAL_H
#define TER__STORAGE_INTERNAL_H

#include <pthread.h>
#include <sqlite3.h>

#include "node/storage.h"

typedef enum ter__operation_kind {
    TER__STORE_TERM,
    TER__STORE_VOTE,
    TER__STORE_TRUNCATE,
    TER__STORE_BOOTSTRAP,
    TER__STORE_APPEND,
    TER__STORE_SNAPSHOT,
    TER__STORE_SNAPSHOT_GET,
    TER__STORE_ROWS
} ter__operation_kind;

typedef struct ter__stored_entry {
    raft_term term;
    unsigned short type;
    uint8_t *bytes;
    size_t length;
} ter__stored_entry;

/* One thing to be written (or read), in the order of the calls. */
typedef struct ter__operation {
    struct ter__operation *next, *previous; /* all that have not been told yet, in order */
    ter__operation_kind kind;
    bool finished;   /* by the thread; under the lock */
    bool waited_for; /* its caller waits, and frees it */
    int status;
    /* who is told; null: nobody */
    ter__store_done *done;
    ter__snapshot_done *snapshot_done;
    void *context;
    /* what */
    size_t size;     /* bytes, for the queue's bound */
    uint64_t number; /* term, vote, first index, index of a truncation, applied */
    size_t count;
    ter__stored_entry *entries;
    ter__row *rows;
    bool replace;
    unsigned trailing;
    struct raft_snapshot *snapshot; /* to be put, or what was read */
    uint8_t *bytes;                 /* of a configuration (bootstrap) */
    size_t length;
} ter__operation;

typedef enum ter__statement {
    TER__SET_META,
    TER__PUT_ENTRY,
    TER__CUT_ENTRIES,
    TER__DROP_ENTRIES,
    TER__PUT_SNAPSHOT,
    TER__PUT_ROW,
    TER__DROP_ROW,
    TER__DROP_ROWS,
    TER__STATEMENT_COUNT
} ter__statement;

struct ter__storage {
    sqlite3 *database;
    sqlite3_stmt *statements[TER__STATEMENT_COUNT];
    char path[4200];
    int lock_file;
    void (*wake)(void *context);
    void *context;
    pthread_t thread;
    bool started;
    pthread_mutex_t lock;
    pthread_cond_t work, finished, room;
    uint64_t unpublished; /* bytes of the transaction under way: the thread's own */
    /* under the lock */
    ter__operation *first, *last;
    ter__operation *waiting; /* the first that the thread has not taken */
    size_t waiting_bytes, waiting_count;
    bool closing;
    ter_status failure;
    char failure_text[TER_ERROR_TEXT_BYTES];
    uint64_t transactions, operations, bytes;
};

/* storage_schema.c */
ter_status ter__storage_prepare(ter__storage *storage, const ter__storage_identity *identity, ter_error *error);
void ter__storage_release(ter__storage *storage);
ter_status ter__sqlite_failed(ter__storage *storage, const char *what, ter_error *error);
/* CRC-32C over `count` numbers, then the bytes. */
uint32_t ter__storage_checksum(const uint64_t *numbers, size_t count, const void *bytes, size_t length);
/* A named number's checksum: its name and value. */
uint32_t ter__storage_meta_checksum(const char *key, uint64_t value);
/* Notes what is wrong for ter__storage_failure, unless something was wrong before; nothing is written from then on. */
void ter__storage_fail(ter__storage *storage, ter_status status, const char *text);
ter_status ter__storage_meta(ter__storage *storage, const char *key, uint64_t *value, ter_error *error);

/* storage_write.c: on the thread, inside a transaction; SQLite's result. */
int ter__storage_execute(ter__storage *storage, ter__operation *operation);

/* storage.c */
void ter__operation_free(ter__operation *operation);
/* Adds it to the queue. */
void ter__storage_push(ter__storage *storage, ter__operation *operation);
/* The same and waits: its status; frees it. */
int ter__storage_push_and_wait(ter__storage *storage, ter__operation *operation);
/* Tells all owners, last first, that they are given up. */
void ter__storage_cancel(ter__storage *storage);

void ter__snapshot_free(struct raft_snapshot *snapshot);
/* storage_log.c: null when there is none, or with *status when it cannot be read. */
struct raft_snapshot *ter__storage_read_snapshot(ter__storage *storage, int *status);

#endif
