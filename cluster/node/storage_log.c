/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libraft's log store (log_store.h), and what is read when a node starts. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "node/storage_internal.h"

/* libraft's buffers are whole words of 8 bytes. */
static void *copy_of(const void *bytes, size_t length) {
    void *copy = raft_malloc(length > 0 ? length : 8);
    if (copy != NULL && length > 0) {
        memcpy(copy, bytes, length);
    }
    return copy;
}

/* ---- a configuration as bytes: count; then id (8), role (1), length of the address (1), address; the rest zero -----------------
 */

static uint8_t *encode_configuration(const struct raft_configuration *configuration, size_t *length) {
    size_t size = 8;
    for (unsigned i = 0; i < configuration->n; i++) {
        size += 10 + strlen(configuration->servers[i].address);
    }
    uint8_t *bytes = raft_calloc(1, size);
    if (bytes == NULL) {
        return NULL;
    }
    bytes[0] = (uint8_t)configuration->n;
    size_t at = 8;
    for (unsigned i = 0; i < configuration->n; i++) {
        const struct raft_server *server = &configuration->servers[i];
        size_t text = strlen(server->address);
        memcpy(bytes + at, &server->id, 8);
        bytes[at + 8] = (uint8_t)server->role;
        bytes[at + 9] = (uint8_t)text;
        memcpy(bytes + at + 10, server->address, text);
        at += 10 + text;
    }
    *length = size;
    return bytes;
}

static int decode_configuration(const uint8_t *bytes, size_t length, struct raft_configuration *configuration) {
    raft_configuration_init(configuration);
    size_t at = 8;
    int status = length < 8 ? RAFT_CORRUPT : 0;
    for (unsigned i = 0; status == 0 && i < bytes[0]; i++) {
        raft_id id;
        char address[256];
        if (length - at < 10 || length - at - 10 < bytes[at + 9]) {
            return RAFT_CORRUPT;
        }
        memcpy(&id, bytes + at, 8);
        memcpy(address, bytes + at + 10, bytes[at + 9]);
        address[bytes[at + 9]] = '\0';
        status = raft_configuration_add(configuration, id, address, bytes[at + 8]);
        at += 10u + bytes[at + 9];
    }
    return status;
}

void ter__snapshot_free(struct raft_snapshot *snapshot) {
    raft_configuration_close(&snapshot->configuration);
    for (unsigned i = 0; snapshot->bufs != NULL && i < snapshot->n_bufs; i++) {
        raft_free(snapshot->bufs[i].base);
    }
    raft_free(snapshot->bufs);
    raft_free(snapshot);
}

/* ---- reading ------------------------------------------------------------------------------------------------------------ */

/* What is wrong, by name: libraft only hands on a number. */
static void damaged(ter__storage *storage, const char *what, raft_index index) {
    char text[TER_ERROR_TEXT_BYTES];
    (void)snprintf(text, sizeof text, "%.512s is damaged: %s %llu is missing or does not match its checksum", storage->path, what,
                   (unsigned long long)index);
    ter__storage_fail(storage, TER_BAD_DATA, text);
}

static int unreadable(ter__storage *storage) {
    ter_error error = {TER_OK, ""};
    ter_status status = ter__sqlite_failed(storage, "read it", &error);
    ter__storage_fail(storage, status, error.text);
    return status == TER_BAD_DATA ? RAFT_CORRUPT : RAFT_IOERR;
}

static int read_number(ter__storage *storage, const char *key, uint64_t *number) {
    ter_error error = {TER_OK, ""};
    ter_status status = ter__storage_meta(storage, key, number, &error);
    if (status != TER_OK) {
        ter__storage_fail(storage, status, error.text);
    }
    return status == TER_OK ? 0 : RAFT_CORRUPT;
}

static int fill_snapshot(sqlite3_stmt *row, struct raft_snapshot *snapshot) {
    const uint8_t *bytes = sqlite3_column_blob(row, 5);
    size_t length = (size_t)sqlite3_column_bytes(row, 5);
    snapshot->index = (raft_index)sqlite3_column_int64(row, 0);
    snapshot->term = (raft_term)sqlite3_column_int64(row, 1);
    snapshot->configuration_index = (raft_index)sqlite3_column_int64(row, 2);
    uint64_t numbers[] = {snapshot->index, snapshot->term, snapshot->configuration_index, 0};
    numbers[3] = ter__storage_checksum(NULL, 0, sqlite3_column_blob(row, 3), (size_t)sqlite3_column_bytes(row, 3));
    if (ter__storage_checksum(numbers, 4, bytes, length) != (uint32_t)sqlite3_column_int64(row, 4)) {
        return RAFT_CORRUPT;
    }
    int status = decode_configuration(sqlite3_column_blob(row, 3), (size_t)sqlite3_column_bytes(row, 3), &snapshot->configuration);
    if (status != 0) {
        return status;
    }
    snapshot->bufs = raft_calloc(1, sizeof *snapshot->bufs);
    if (snapshot->bufs == NULL) {
        return RAFT_NOMEM;
    }
    snapshot->n_bufs = 1;
    snapshot->bufs[0].base = copy_of(bytes, length);
    snapshot->bufs[0].len = length;
    return snapshot->bufs[0].base != NULL ? 0 : RAFT_NOMEM;
}

struct raft_snapshot *ter__storage_read_snapshot(ter__storage *storage, int *status) {
    sqlite3_stmt *row = NULL;
    static const char *const sql =
        "select number, term, configuration_number, configuration, checksum, bytes from snapshot where one = 1";
    struct raft_snapshot *snapshot = NULL;
    *status = sqlite3_prepare_v2(storage->database, sql, -1, &row, NULL) == SQLITE_OK ? 0 : RAFT_IOERR;
    int code = *status == 0 ? sqlite3_step(row) : SQLITE_ERROR;
    if (code == SQLITE_ROW) {
        snapshot = raft_calloc(1, sizeof *snapshot);
        *status = snapshot != NULL ? fill_snapshot(row, snapshot) : RAFT_NOMEM;
    } else if (code != SQLITE_DONE) {
        *status = unreadable(storage);
    }
    if (*status == RAFT_CORRUPT) {
        damaged(storage, "snapshot", snapshot != NULL ? snapshot->index : 0);
    }
    (void)sqlite3_finalize(row);
    if (*status != 0 && snapshot != NULL) {
        ter__snapshot_free(snapshot);
        snapshot = NULL;
    }
    return snapshot;
}

static void free_entries(struct raft_entry *entries, size_t count) {
    for (size_t i = 0; i < count; i++) {
        raft_free(entries[i].batch);
    }
    raft_free(entries);
}

/* One row to one entry; its number has to follow the one before it. */
static int read_entry(sqlite3_stmt *row, raft_index expected, struct raft_entry *entry) {
    const void *bytes = sqlite3_column_blob(row, 4);
    size_t length = (size_t)sqlite3_column_bytes(row, 4);
    const uint64_t numbers[] = {expected, (uint64_t)sqlite3_column_int64(row, 1), (uint64_t)sqlite3_column_int64(row, 2)};
    if ((raft_index)sqlite3_column_int64(row, 0) != expected ||
        ter__storage_checksum(numbers, 3, bytes, length) != (uint32_t)sqlite3_column_int64(row, 3)) {
        return RAFT_CORRUPT;
    }
    entry->term = numbers[1];
    entry->type = (unsigned short)numbers[2];
    entry->buf.base = entry->batch = copy_of(bytes, length);
    entry->buf.len = length;
    return entry->batch != NULL ? 0 : RAFT_NOMEM;
}

static int load_entries(ter__storage *storage, raft_index *start, struct raft_entry **entries, size_t *count) {
    sqlite3_stmt *row = NULL;
    size_t room = 0;
    int status = 0, code;
    *entries = NULL;
    *count = 0;
    if (sqlite3_prepare_v2(storage->database, "select number, term, type, checksum, bytes from entry order by number", -1, &row,
                           NULL) != SQLITE_OK) {
        return RAFT_IOERR;
    }
    while (status == 0 && (code = sqlite3_step(row)) != SQLITE_DONE) {
        if (code != SQLITE_ROW) {
            status = unreadable(storage);
            break;
        }
        if (*count == 0) {
            *start = (raft_index)sqlite3_column_int64(row, 0);
        }
        if (*count == room) {
            room = room > 0 ? 2 * room : 256;
            struct raft_entry *grown = raft_realloc(*entries, room * sizeof *grown);
            if (grown == NULL) {
                status = RAFT_NOMEM;
                break;
            }
            *entries = grown;
        }
        status = read_entry(row, *start + *count, &(*entries)[*count]);
        if (status == RAFT_CORRUPT) {
            damaged(storage, "log entry", *start + *count);
        }
        *count += status == 0;
    }
    (void)sqlite3_finalize(row);
    if (status != 0) {
        free_entries(*entries, *count);
        *entries = NULL;
        *count = 0;
    }
    return status;
}

/* The thread has nothing to do yet: it is read on the caller's. */
static int log_load(void *context, raft_term *term, raft_id *vote, struct raft_snapshot **snapshot, raft_index *start_index,
                    struct raft_entry **entries, size_t *count) {
    ter__storage *storage = context;
    uint64_t number;
    int status = 0;
    *snapshot = NULL;
    *entries = NULL;
    *count = 0;
    if (read_number(storage, "term", &number) != 0) {
        return RAFT_CORRUPT;
    }
    *term = number;
    if (read_number(storage, "vote", &number) != 0) {
        return RAFT_CORRUPT;
    }
    *vote = number;
    *snapshot = ter__storage_read_snapshot(storage, &status);
    *start_index = *snapshot != NULL ? (*snapshot)->index + 1 : 1;
    if (status == 0) {
        raft_index begin = *start_index;
        status = load_entries(storage, start_index, entries, count);
        if (status == 0 && *start_index > begin) {
            free_entries(*entries, *count);
            *entries = NULL;
            *count = 0;
            damaged(storage, "log entry", begin);
            status = RAFT_CORRUPT; /* entries are missing between the snapshot and the log */
        }
    }
    if (status != 0 && *snapshot != NULL) {
        ter__snapshot_free(*snapshot);
        *snapshot = NULL;
    }
    return status;
}

/* ---- writing ------------------------------------------------------------------------------------------------------------ */

static ter__operation *make(ter__operation_kind kind, uint64_t number) {
    ter__operation *operation = calloc(1, sizeof *operation);
    if (operation != NULL) {
        operation->kind = kind;
        operation->number = number;
    }
    return operation;
}

static int write_number(ter__storage *storage, ter__operation_kind kind, uint64_t number) {
    ter__operation *operation = make(kind, number);
    return operation != NULL ? ter__storage_push_and_wait(storage, operation) : RAFT_NOMEM;
}

static int log_set_term(void *context, raft_term term) {
    return write_number(context, TER__STORE_TERM, term);
}

static int log_set_vote(void *context, raft_id server) {
    return write_number(context, TER__STORE_VOTE, server);
}

static int log_truncate(void *context, raft_index index) {
    return write_number(context, TER__STORE_TRUNCATE, index);
}

/* libraft rounds the length up to eight bytes and leaves the last of them as they were in memory: what is stored is to be the same
 * on all nodes, and nothing else's. Its form: a byte, the count in eight, and for each server its id in eight, its address, its
 * role. */
static void clear_padding(const struct raft_configuration *configuration, struct raft_buffer *encoded) {
    size_t used = 1 + 8;
    for (unsigned i = 0; i < configuration->n; i++) {
        used += 8 + strlen(configuration->servers[i].address) + 1 + 1;
    }
    if (used < encoded->len) {
        memset((uint8_t *)encoded->base + used, 0, encoded->len - used);
    }
}

static int log_bootstrap(void *context, const struct raft_configuration *configuration) {
    ter__storage *storage = context;
    uint64_t term;
    struct raft_buffer encoded;
    if (ter__storage_meta(storage, "term", &term, NULL) != TER_OK) {
        return RAFT_IOERR;
    }
    if (term != 0) {
        return RAFT_CANTBOOTSTRAP;
    }
    ter__operation *operation = make(TER__STORE_BOOTSTRAP, 1);
    int status = operation != NULL ? raft_configuration_encode(configuration, &encoded) : RAFT_NOMEM;
    if (status != 0) {
        free(operation);
        return status;
    }
    clear_padding(configuration, &encoded);
    operation->bytes = encoded.base;
    operation->length = encoded.len;
    return ter__storage_push_and_wait(storage, operation);
}

static int log_append(void *context, raft_index first, const struct raft_entry *entries, unsigned count, ter__store_done *done,
                      void *done_context) {
    ter__operation *operation = make(TER__STORE_APPEND, first);
    if (operation == NULL || (operation->entries = calloc(count, sizeof *operation->entries)) == NULL) {
        free(operation);
        return RAFT_NOMEM;
    }
    operation->count = count;
    operation->done = done;
    operation->context = done_context;
    for (unsigned i = 0; i < count; i++) {
        ter__stored_entry *entry = &operation->entries[i];
        *entry = (ter__stored_entry){entries[i].term, entries[i].type, malloc(entries[i].buf.len + 1), entries[i].buf.len};
        if (entry->bytes == NULL) {
            ter__operation_free(operation);
            return RAFT_NOMEM;
        }
        memcpy(entry->bytes, entries[i].buf.base, entries[i].buf.len);
    }
    ter__storage_push(context, operation);
    return 0;
}

/* A copy with its pieces in one buffer. */
static struct raft_snapshot *copy_snapshot(const struct raft_snapshot *source) {
    size_t length = 0, at = 0;
    for (unsigned i = 0; i < source->n_bufs; i++) {
        length += source->bufs[i].len;
    }
    struct raft_snapshot *copy = raft_calloc(1, sizeof *copy);
    struct raft_buffer *buffer = raft_calloc(1, sizeof *buffer);
    uint8_t *bytes = raft_malloc(length + 8);
    if (copy == NULL || buffer == NULL || bytes == NULL) {
        raft_free(copy);
        raft_free(buffer);
        raft_free(bytes);
        return NULL;
    }
    for (unsigned i = 0; i < source->n_bufs; i++) {
        memcpy(bytes + at, source->bufs[i].base, source->bufs[i].len);
        at += source->bufs[i].len;
    }
    *buffer = (struct raft_buffer){bytes, length};
    copy->index = source->index;
    copy->term = source->term;
    copy->configuration_index = source->configuration_index;
    raft_configuration_init(&copy->configuration);
    copy->bufs = buffer;
    copy->n_bufs = 1;
    return copy;
}

static int log_snapshot_put(void *context, const struct raft_snapshot *snapshot, unsigned trailing, int replace,
                            ter__store_done *done, void *done_context) {
    ter__operation *operation = make(TER__STORE_SNAPSHOT, snapshot->index);
    if (operation == NULL) {
        return RAFT_NOMEM;
    }
    operation->bytes = encode_configuration(&snapshot->configuration, &operation->length);
    operation->snapshot = copy_snapshot(snapshot);
    operation->trailing = trailing;
    operation->replace = replace != 0;
    operation->done = done;
    operation->context = done_context;
    if (operation->bytes == NULL || operation->snapshot == NULL) {
        ter__operation_free(operation);
        return RAFT_NOMEM;
    }
    ter__storage_push(context, operation);
    return 0;
}

static int log_snapshot_get(void *context, ter__snapshot_done *done, void *done_context) {
    ter__operation *operation = make(TER__STORE_SNAPSHOT_GET, 0);
    if (operation == NULL) {
        return RAFT_NOMEM;
    }
    operation->snapshot_done = done;
    operation->context = done_context;
    ter__storage_push(context, operation);
    return 0;
}

static void log_cancel(void *context) {
    ter__storage_cancel(context);
}

ter__log_store ter__storage_log(ter__storage *storage) {
    return (ter__log_store){
        .context = storage,
        .load = log_load,
        .set_term = log_set_term,
        .set_vote = log_set_vote,
        .truncate = log_truncate,
        .bootstrap = log_bootstrap,
        .append = log_append,
        .snapshot_put = log_snapshot_put,
        .cancel = log_cancel,
        .snapshot_get = log_snapshot_get,
    };
}

/* ---- the state's rows --------------------------------------------------------------------------------------------------- */

static ter_status load_row(ter__state *state, sqlite3_stmt *statement, ter_error *error) {
    const char *kind = (const char *)sqlite3_column_text(statement, 0), *key = (const char *)sqlite3_column_text(statement, 1);
    const void *value = sqlite3_column_blob(statement, 2);
    size_t length = (size_t)sqlite3_column_bytes(statement, 2);
    ter__row row = {.length = length, .value = malloc(length + 1)};
    if (row.value == NULL || kind == NULL || key == NULL || strlen(key) >= sizeof row.key) {
        free(row.value);
        return ter_error_set(error, row.value == NULL ? TER_NO_MEMORY : TER_BAD_DATA, "a row of the state cannot be read");
    }
    memcpy(row.value, value != NULL ? value : "", length);
    row.kind = kind[0];
    (void)snprintf(row.key, sizeof row.key, "%s", key);
    const uint64_t name[] = {(uint64_t)row.kind, ter__storage_checksum(NULL, 0, row.key, strlen(row.key))};
    ter_status status =
        ter__storage_checksum(name, 2, row.value, length) == (uint32_t)sqlite3_column_int64(statement, 3)
            ? ter__state_load_row(state, &row, error)
            : ter_error_set(error, TER_BAD_DATA, "row '%c' \"%s\" of the state does not match its checksum", row.kind, row.key);
    free(row.value);
    return status;
}

ter_status ter__storage_load(ter__storage *storage, ter__state *state, ter_error *error) {
    uint64_t applied;
    sqlite3_stmt *statement = NULL;
    ter_status status = ter__storage_meta(storage, "applied", &applied, error);
    if (status != TER_OK) {
        return status;
    }
    if (sqlite3_prepare_v2(storage->database, "select kind, key, value, checksum from state", -1, &statement, NULL) != SQLITE_OK) {
        return ter__sqlite_failed(storage, "read the state in it", error);
    }
    int code;
    while (status == TER_OK && (code = sqlite3_step(statement)) != SQLITE_DONE) {
        status =
            code == SQLITE_ROW ? load_row(state, statement, error) : ter__sqlite_failed(storage, "read the state in it", error);
    }
    (void)sqlite3_finalize(statement);
    status = status == TER_OK ? ter__state_load_end(state, applied, error) : status;
    return status == TER_OK ? TER_OK : ter_error_prefix(error, status, "%s: ", storage->path);
}
