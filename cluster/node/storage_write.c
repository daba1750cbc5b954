/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each operation does to the file. On the storage's thread, inside its transaction. */
#include <stdlib.h>
#include <string.h>

#include "node/storage_internal.h"

static int step(sqlite3_stmt *statement) {
    int code = sqlite3_step(statement);
    (void)sqlite3_reset(statement);
    (void)sqlite3_clear_bindings(statement);
    return code == SQLITE_DONE ? SQLITE_OK : code;
}

static int set_meta(ter__storage *storage, const char *key, uint64_t value) {
    sqlite3_stmt *statement = storage->statements[TER__SET_META];
    (void)sqlite3_bind_text(statement, 1, key, -1, SQLITE_STATIC);
    (void)sqlite3_bind_int64(statement, 2, (sqlite3_int64)value);
    (void)sqlite3_bind_int64(statement, 3, ter__storage_meta_checksum(key, value));
    return step(statement);
}

static int cut(ter__storage *storage, ter__statement which, uint64_t number) {
    (void)sqlite3_bind_int64(storage->statements[which], 1, (sqlite3_int64)number);
    return step(storage->statements[which]);
}

static int put_entry(ter__storage *storage, uint64_t number, const ter__stored_entry *entry) {
    sqlite3_stmt *statement = storage->statements[TER__PUT_ENTRY];
    (void)sqlite3_bind_int64(statement, 1, (sqlite3_int64)number);
    (void)sqlite3_bind_int64(statement, 2, (sqlite3_int64)entry->term);
    (void)sqlite3_bind_int(statement, 3, entry->type);
    const uint64_t numbers[] = {number, entry->term, entry->type};
    (void)sqlite3_bind_int64(statement, 4, ter__storage_checksum(numbers, 3, entry->bytes, entry->length));
    (void)sqlite3_bind_blob64(statement, 5, entry->bytes, entry->length, SQLITE_STATIC);
    storage->unpublished += entry->length;
    return step(statement);
}

static int put_entries(ter__storage *storage, const ter__operation *operation) {
    int code = SQLITE_OK;
    for (size_t i = 0; code == SQLITE_OK && i < operation->count; i++) {
        code = put_entry(storage, operation->number + i, &operation->entries[i]);
    }
    return code;
}

static int put_snapshot(ter__storage *storage, const ter__operation *operation) {
    const struct raft_snapshot *snapshot = operation->snapshot;
    sqlite3_stmt *statement = storage->statements[TER__PUT_SNAPSHOT];
    (void)sqlite3_bind_int64(statement, 1, (sqlite3_int64)snapshot->index);
    (void)sqlite3_bind_int64(statement, 2, (sqlite3_int64)snapshot->term);
    (void)sqlite3_bind_int64(statement, 3, (sqlite3_int64)snapshot->configuration_index);
    (void)sqlite3_bind_blob64(statement, 4, operation->bytes, operation->length, SQLITE_STATIC);
    uint64_t numbers[] = {snapshot->index, snapshot->term, snapshot->configuration_index, 0};
    numbers[3] = ter__storage_checksum(NULL, 0, operation->bytes, operation->length);
    (void)sqlite3_bind_int64(statement, 5, ter__storage_checksum(numbers, 4, snapshot->bufs[0].base, snapshot->bufs[0].len));
    (void)sqlite3_bind_blob64(statement, 6, snapshot->bufs[0].base, snapshot->bufs[0].len, SQLITE_STATIC);
    storage->unpublished += snapshot->bufs[0].len;
    int code = step(statement);
    uint64_t drop = operation->replace                      ? INT64_MAX
                    : snapshot->index > operation->trailing ? snapshot->index - operation->trailing
                                                            : 0;
    return code == SQLITE_OK && drop > 0 ? cut(storage, TER__DROP_ENTRIES, drop) : code;
}

static int put_row(ter__storage *storage, const ter__row *row) {
    sqlite3_stmt *statement = storage->statements[row->value != NULL ? TER__PUT_ROW : TER__DROP_ROW];
    (void)sqlite3_bind_text(statement, 1, &row->kind, 1, SQLITE_STATIC);
    (void)sqlite3_bind_text(statement, 2, row->key, -1, SQLITE_STATIC);
    if (row->value != NULL) {
        (void)sqlite3_bind_text(statement, 3, row->label, -1, SQLITE_STATIC);
        (void)sqlite3_bind_blob64(statement, 4, row->value, row->length, SQLITE_STATIC);
        const uint64_t name[] = {(uint64_t)row->kind, ter__storage_checksum(NULL, 0, row->key, strlen(row->key))};
        (void)sqlite3_bind_int64(statement, 5, ter__storage_checksum(name, 2, row->value, row->length));
        storage->unpublished += row->length;
    }
    return step(statement);
}

static int put_rows(ter__storage *storage, const ter__operation *operation) {
    int code = operation->replace ? step(storage->statements[TER__DROP_ROWS]) : SQLITE_OK;
    for (size_t i = 0; code == SQLITE_OK && i < operation->count; i++) {
        code = put_row(storage, &operation->rows[i]);
    }
    return code == SQLITE_OK ? set_meta(storage, "applied", operation->number) : code;
}

static int bootstrap(ter__storage *storage, const ter__operation *operation) {
    ter__stored_entry entry = {1, RAFT_CHANGE, operation->bytes, operation->length};
    int code = set_meta(storage, "term", 1);
    return code == SQLITE_OK ? put_entry(storage, 1, &entry) : code;
}

int ter__storage_execute(ter__storage *storage, ter__operation *operation) {
    int code = SQLITE_OK;
    switch (operation->kind) {
    case TER__STORE_TERM:
        code = set_meta(storage, "term", operation->number);
        return code == SQLITE_OK ? set_meta(storage, "vote", 0) : code;
    case TER__STORE_VOTE:
        return set_meta(storage, "vote", operation->number);
    case TER__STORE_TRUNCATE:
        return cut(storage, TER__CUT_ENTRIES, operation->number);
    case TER__STORE_BOOTSTRAP:
        return bootstrap(storage, operation);
    case TER__STORE_APPEND:
        return put_entries(storage, operation);
    case TER__STORE_SNAPSHOT:
        return put_snapshot(storage, operation);
    case TER__STORE_SNAPSHOT_GET:
        return SQLITE_OK; /* read after the transaction (storage_log.c) */
    case TER__STORE_ROWS:
        return put_rows(storage, operation);
    }
    return code;
}
