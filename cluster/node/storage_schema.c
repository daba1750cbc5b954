/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file: its tables, its version, whose it is, and that no second process has it. */
#define _DEFAULT_SOURCE /* flock */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "node/crc32c.h"
#include "node/save.h"
#include "node/storage_internal.h"

/* Pages of the write-ahead log after which it is copied into the file: 16 MiB. */
#define CHECKPOINT_PAGES "4096"

static const char *const schema =
    "create table meta (key text primary key, value, checksum integer) without rowid;"
    "create table entry (number integer primary key, term integer not null, type integer not null, checksum integer not null,"
    " bytes blob not null);"
    "create table snapshot (one integer primary key check (one = 1), number integer not null, term integer not null,"
    " configuration_number integer not null, configuration blob not null, checksum integer not null, bytes blob not null);"
    "create table state (kind text not null, key text not null, label text not null, value blob not null,"
    " checksum integer not null, primary key (kind, key))"
    " without rowid;";

static const char *const statements[TER__STATEMENT_COUNT] = {
    [TER__SET_META] = "insert or replace into meta values (?, ?, ?)",
    [TER__PUT_ENTRY] = "insert or replace into entry values (?, ?, ?, ?, ?)",
    [TER__CUT_ENTRIES] = "delete from entry where number >= ?",
    [TER__DROP_ENTRIES] = "delete from entry where number <= ?",
    [TER__PUT_SNAPSHOT] = "insert or replace into snapshot values (1, ?, ?, ?, ?, ?, ?)",
    [TER__PUT_ROW] = "insert or replace into state values (?, ?, ?, ?, ?)",
    [TER__DROP_ROW] = "delete from state where kind = ? and key = ?",
    [TER__DROP_ROWS] = "delete from state",
};

uint32_t ter__storage_checksum(const uint64_t *numbers, size_t count, const void *bytes, size_t length) {
    uint32_t checksum = 0;
    for (size_t i = 0; i < count; i++) {
        uint8_t word[8];
        for (int k = 0; k < 8; k++) {
            word[k] = (uint8_t)(numbers[i] >> (8 * k));
        }
        checksum = ter__crc32c(checksum, word, sizeof word);
    }
    return length > 0 ? ter__crc32c(checksum, bytes, length) : checksum;
}

uint32_t ter__storage_meta_checksum(const char *key, uint64_t value) {
    return ter__storage_checksum(&value, 1, key, strlen(key));
}

ter_status ter__sqlite_failed(ter__storage *storage, const char *what, ter_error *error) {
    int code = sqlite3_errcode(storage->database) & 0xFF, system = sqlite3_system_errno(storage->database);
    ter_status status = code == SQLITE_FULL                                              ? TER_DISK_FULL
                        : code == SQLITE_NOMEM                                           ? TER_NO_MEMORY
                        : code == SQLITE_CORRUPT || code == SQLITE_NOTADB                ? TER_BAD_DATA
                        : code == SQLITE_READONLY || code == SQLITE_PERM                 ? TER_NO_PERMISSION
                        : code == SQLITE_BUSY                                            ? TER_BAD_STATE
                        : code == SQLITE_CANTOPEN && system == EACCES                    ? TER_NO_PERMISSION
                        : code == SQLITE_IOERR && (system == ENOSPC || system == EDQUOT) ? TER_DISK_FULL
                                                                                         : TER_INPUT_OUTPUT;
    return ter_error_set(error, status, "%s: cannot %s: %s", storage->path, what, sqlite3_errmsg(storage->database));
}

static ter_status run(ter__storage *storage, const char *what, const char *sql, ter_error *error) {
    return sqlite3_exec(storage->database, sql, NULL, NULL, NULL) == SQLITE_OK ? TER_OK : ter__sqlite_failed(storage, what, error);
}

/* A number of the file (pragma) or of a table; text of at most size - 1 bytes when `text` is not null. */
static ter_status ask(ter__storage *storage, const char *sql, int64_t *number, char *text, size_t size, bool *found,
                      ter_error *error) {
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(storage->database, sql, -1, &statement, NULL) != SQLITE_OK) {
        return ter__sqlite_failed(storage, "read it", error);
    }
    int code = sqlite3_step(statement);
    *found = code == SQLITE_ROW;
    if (*found && number != NULL) {
        *number = sqlite3_column_int64(statement, 0);
    }
    if (*found && text != NULL) {
        const unsigned char *value = sqlite3_column_text(statement, 0);
        (void)snprintf(text, size, "%s", value != NULL ? (const char *)value : "");
    }
    ter_status status = code == SQLITE_ROW || code == SQLITE_DONE ? TER_OK : ter__sqlite_failed(storage, "read it", error);
    (void)sqlite3_finalize(statement);
    return status;
}

ter_status ter__storage_meta(ter__storage *storage, const char *key, uint64_t *value, ter_error *error) {
    char sql[96];
    bool found = false;
    int64_t number = 0;
    (void)snprintf(sql, sizeof sql, "select value from meta where key = '%s'", key);
    ter_status status = ask(storage, sql, &number, NULL, 0, &found, error);
    *value = status == TER_OK && found ? (uint64_t)number : 0;
    if (status != TER_OK || !found) {
        return status;
    }
    (void)snprintf(sql, sizeof sql, "select checksum from meta where key = '%s'", key);
    status = ask(storage, sql, &number, NULL, 0, &found, error);
    return status == TER_OK && (!found || (uint64_t)number != ter__storage_meta_checksum(key, *value))
               ? ter_error_set(error, TER_BAD_DATA, "%s is damaged: the node's %s does not match its checksum", storage->path, key)
               : status;
}

static ter_status make(ter__storage *storage, const ter__storage_identity *identity, ter_error *error) {
    char sql[256];
    char *quoted =
        sqlite3_mprintf("insert into meta (key, value) values ('cluster', %Q), ('node', %u); pragma user_version = %d; commit",
                        identity->cluster, (unsigned)identity->node, TER__STORAGE_VERSION);
    (void)snprintf(sql, sizeof sql, "%s", "begin immediate");
    ter_status status = quoted != NULL ? run(storage, "make it", sql, error) : ter_error_set(error, TER_NO_MEMORY, "out of memory");
    status = status == TER_OK ? run(storage, "make it", schema, error) : status;
    status = status == TER_OK ? run(storage, "make it", quoted, error) : status;
    sqlite3_free(quoted);
    return status;
}

static ter_status check_identity(ter__storage *storage, const ter__storage_identity *identity, ter_error *error) {
    char cluster[64] = "";
    int64_t node = 0;
    bool found = false;
    ter_status status = ask(storage, "select value from meta where key = 'cluster'", NULL, cluster, sizeof cluster, &found, error);
    status = status == TER_OK ? ask(storage, "select value from meta where key = 'node'", &node, NULL, 0, &found, error) : status;
    if (status == TER_OK && strcmp(cluster, identity->cluster) != 0) {
        return ter_error_set(error, TER_BAD_STATE,
                             "%s belongs to the cluster \"%s\", not to \"%s\": give this node a folder of its own", storage->path,
                             cluster, identity->cluster);
    }
    if (status == TER_OK && node != (int64_t)identity->node) {
        return ter_error_set(error, TER_BAD_STATE, "%s belongs to node %lld, this is node %u: give it a folder of its own",
                             storage->path, (long long)node, (unsigned)identity->node);
    }
    return status;
}

static ter_status check_version(ter__storage *storage, const ter__storage_identity *identity, ter_error *error) {
    int64_t version = 0, tables = 0;
    bool found = false;
    ter_status status = ask(storage, "pragma user_version", &version, NULL, 0, &found, error);
    status = status == TER_OK ? ask(storage, "select count(*) from sqlite_master", &tables, NULL, 0, &found, error) : status;
    if (status != TER_OK) {
        return status;
    }
    if (version == 0 && tables == 0) {
        return make(storage, identity, error);
    }
    if (version != TER__STORAGE_VERSION) {
        return ter_error_set(error, TER_BAD_DATA, "%s has version %lld, this program knows version %d: %s", storage->path,
                             (long long)version, TER__STORAGE_VERSION,
                             version > TER__STORAGE_VERSION ? "a newer program wrote it" : "it is no storage of a node");
    }
    return check_identity(storage, identity, error);
}

/* A lock beside the file that ends with the process. */
static ter_status take_lock(ter__storage *storage, ter_error *error) {
    char path[4300];
    (void)snprintf(path, sizeof path, "%s.lock", storage->path);
    storage->lock_file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (storage->lock_file < 0) {
        return ter__errno_failed(errno, "write", path, error);
    }
    if (flock(storage->lock_file, LOCK_EX | LOCK_NB) != 0) {
        return ter_error_set(error, TER_BAD_STATE, "%s is in use by another process: this node runs already", storage->path);
    }
    return TER_OK;
}

ter_status ter__storage_prepare(ter__storage *storage, const ter__storage_identity *identity, ter_error *error) {
    ter_status status = take_lock(storage, error);
    if (status != TER_OK) {
        return status;
    }
    if (sqlite3_open_v2(storage->path, &storage->database,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX | SQLITE_OPEN_EXRESCODE,
                        NULL) != SQLITE_OK) {
        return ter__sqlite_failed(storage, "open it", error);
    }
    status = check_version(storage, identity, error);
    status = status == TER_OK ? run(storage, "set it up",
                                    "pragma journal_mode = wal; pragma synchronous = full;"
                                    "pragma wal_autocheckpoint = " CHECKPOINT_PAGES
                                    "; pragma journal_size_limit = 67108864; pragma temp_store = memory",
                                    error)
                              : status;
    for (int i = 0; status == TER_OK && i < TER__STATEMENT_COUNT; i++) {
        if (sqlite3_prepare_v3(storage->database, statements[i], -1, SQLITE_PREPARE_PERSISTENT, &storage->statements[i], NULL) !=
            SQLITE_OK) {
            status = ter__sqlite_failed(storage, "set it up", error);
        }
    }
    return status;
}

void ter__storage_release(ter__storage *storage) {
    for (int i = 0; i < TER__STATEMENT_COUNT; i++) {
        (void)sqlite3_finalize(storage->statements[i]);
    }
    (void)sqlite3_close(storage->database);
    if (storage->lock_file >= 0) {
        (void)close(storage->lock_file);
    }
}
