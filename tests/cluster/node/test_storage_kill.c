/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was told to be durable is there after the process was killed at any moment. */
#define _XOPEN_SOURCE 700
#include "storage_cases.h"

typedef struct writer {
    ter__storage *storage;
    int pipe;
    uint64_t next;
} writer;

static void on_written(void *context, int status) {
    writer *w = context;
    ssize_t ignored = status == 0 ? write(w->pipe, &w->next, 1) : 0;
    (void)ignored;
}

/* In the child: appends and rows without end, a byte down the pipe for each append that is durable. */
static void write_until_killed(const char *folder, uint64_t next, int pipe) {
    writer w = {open_storage(folder), pipe, next};
    ter__log_store store = ter__storage_log(w.storage);
    for (;;) {
        uint64_t word = w.next;
        struct raft_entry entry = {.term = 1, .type = RAFT_COMMAND, .buf = {&word, WORD_BYTES}};
        if (store.append(store.context, w.next, &entry, 1, on_written, &w) != 0) {
            _exit(3);
        }
        ter__row *row = calloc(1, sizeof *row);
        row->kind = 'x';
        (void)snprintf(row->key, sizeof row->key, "last");
        row->value = malloc(WORD_BYTES);
        memcpy(row->value, &w.next, WORD_BYTES);
        row->length = WORD_BYTES;
        ter__storage_rows(w.storage, w.next, false, row, 1);
        w.next++;
        ter__storage_poll(w.storage);
    }
}

static uint64_t row_of(const char *folder) {
    char path[256];
    sqlite3 *database = NULL;
    sqlite3_stmt *statement = NULL;
    uint64_t value = 0, applied = 0;
    (void)snprintf(path, sizeof path, "%s/node.db", folder);
    assert_int_equal(sqlite3_open(path, &database), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(database, "select value, (select value from meta where key = 'applied') from state", -1,
                                        &statement, NULL),
                     SQLITE_OK);
    if (sqlite3_step(statement) == SQLITE_ROW) {
        memcpy(&value, sqlite3_column_blob(statement, 0), WORD_BYTES);
        applied = (uint64_t)sqlite3_column_int64(statement, 1);
    }
    (void)sqlite3_finalize(statement);
    (void)sqlite3_close(database);
    assert_int_equal(value, applied); /* a row and the index it stands for change together */
    return applied;
}

static void test_what_was_acknowledged_survives_kill_9(void **state) {
    uint64_t acknowledged = 0, next = 1;
    ter_stream stream = ter_stream_open(ter_test_seed(), 77, 0);
    for (int round = 0; round < 12; round++) {
        int ends[2];
        uint8_t bytes[4096];
        assert_int_equal(pipe(ends), 0);
        pid_t child = fork();
        if (child == 0) {
            (void)close(ends[0]);
            write_until_killed(*state, next, ends[1]);
        }
        (void)close(ends[1]);
        struct timespec pause = {0, 1000000 + (long)ter_stream_below(&stream, 60000000)};
        (void)nanosleep(&pause, NULL);
        assert_int_equal(kill(child, SIGKILL), 0);
        (void)waitpid(child, NULL, 0);
        for (ssize_t got = read(ends[0], bytes, sizeof bytes); got > 0; got = read(ends[0], bytes, sizeof bytes)) {
            acknowledged += (uint64_t)got;
        }
        (void)close(ends[0]);
        loaded l;
        ter__storage *storage = open_storage(*state);
        assert_int_equal(load(storage, &l), 0);
        assert_true(l.count >= acknowledged);
        for (size_t i = 0; i < l.count; i++) {
            assert_int_equal(*(uint64_t *)l.entries[i].buf.base, 1 + i);
        }
        next = l.count + 1;
        acknowledged = l.count; /* from here on: what is there now may not vanish */
        release(&l);
        ter__storage_close(storage);
        assert_true(row_of(*state) <= next - 1);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_what_was_acknowledged_survives_kill_9, make_folder, remove_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
