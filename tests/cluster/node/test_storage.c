/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was told to be durable comes back; what is damaged is named; what belongs to others is refused. */
#define _XOPEN_SOURCE 700
#include "storage_cases.h"

/* ---- the log ------------------------------------------------------------------------------------------------------------ */

static void test_term_vote_and_entries_come_back(void **state) {
    told t = {0};
    loaded l;
    ter__storage *storage = open_storage(*state);
    ter__log_store store = ter__storage_log(storage);
    assert_int_equal(store.set_term(store.context, 7), 0);
    assert_int_equal(store.set_vote(store.context, 3), 0);
    append(storage, &t, 1, 5, 7);
    append(storage, &t, 6, 3, 7);
    wait_for(storage, &t, 2);
    assert_int_equal(t.status, 0);
    assert_int_equal(t.order[0], 1);
    assert_int_equal(store.truncate(store.context, 7), 0);
    ter__storage_close(storage);
    storage = open_storage(*state);
    assert_int_equal(load(storage, &l), 0);
    assert_int_equal(l.term, 7);
    assert_int_equal(l.vote, 3);
    assert_int_equal(l.count, 6);
    store = ter__storage_log(storage);
    assert_int_equal(store.set_term(store.context, 8), 0);
    release(&l);
    ter__storage_close(storage);
    storage = open_storage(*state);
    assert_int_equal(load(storage, &l), 0);
    assert_int_equal(l.vote, 0); /* a new term has no vote yet */
    release(&l);
    ter__storage_close(storage);
}

static void test_a_store_is_bootstrapped_once(void **state) {
    struct raft_configuration configuration;
    ter__storage *storage = open_storage(*state);
    ter__log_store store = ter__storage_log(storage);
    raft_configuration_init(&configuration);
    assert_int_equal(raft_configuration_add(&configuration, 1, "one", RAFT_VOTER), 0);
    assert_int_equal(store.bootstrap(store.context, &configuration), 0);
    assert_int_equal(store.bootstrap(store.context, &configuration), RAFT_CANTBOOTSTRAP);
    raft_configuration_close(&configuration);
    ter__storage_close(storage);
}

static void put_snapshot(ter__storage *storage, told *t, raft_index index, unsigned trailing, int replace) {
    ter__log_store store = ter__storage_log(storage);
    uint64_t word = index;
    struct raft_buffer buffer = {&word, WORD_BYTES};
    struct raft_snapshot snapshot = {.index = index, .term = 2, .configuration_index = 1, .bufs = &buffer, .n_bufs = 1};
    one_told *one = calloc(1, sizeof *one);
    *one = (one_told){t, 1000 + (int)index};
    raft_configuration_init(&snapshot.configuration);
    assert_int_equal(raft_configuration_add(&snapshot.configuration, 3, "three", RAFT_VOTER), 0);
    assert_int_equal(store.snapshot_put(store.context, &snapshot, trailing, replace, on_done, one), 0);
    raft_configuration_close(&snapshot.configuration);
}

static void test_a_snapshot_takes_the_place_of_the_entries_before_it(void **state) {
    told t = {0};
    loaded l;
    ter__storage *storage = open_storage(*state);
    append(storage, &t, 1, 10, 2);
    put_snapshot(storage, &t, 8, 2, 0);
    wait_for(storage, &t, 2);
    ter__storage_close(storage);
    check_log(*state, 7, 4);
    storage = open_storage(*state);
    assert_int_equal(load(storage, &l), 0);
    assert_non_null(l.snapshot);
    assert_int_equal(l.snapshot->index, 8);
    assert_int_equal(*(uint64_t *)l.snapshot->bufs[0].base, 8);
    assert_string_equal(l.snapshot->configuration.servers[0].address, "three");
    release(&l);
    put_snapshot(storage, &t, 50, 0, 1); /* from the leader: the whole log goes */
    wait_for(storage, &t, 3);
    append(storage, &t, 51, 2, 3);
    wait_for(storage, &t, 4);
    ter__storage_close(storage);
    check_log(*state, 51, 2);
}

static void test_what_is_given_up_is_told_last_first(void **state) {
    told t = {0};
    ter__storage *storage = open_storage(*state);
    ter__log_store store = ter__storage_log(storage);
    append(storage, &t, 1, 1, 1);
    append(storage, &t, 2, 1, 1);
    append(storage, &t, 3, 1, 1);
    store.cancel(store.context);
    assert_int_equal(t.count, 3);
    assert_int_equal(t.status, RAFT_CANCELED);
    assert_int_equal(t.order[0], 3);
    assert_int_equal(t.order[2], 1);
    ter__storage_close(storage);
}

/* ---- the state's rows ----------------------------------------------------------------------------------------------------- */

/* Applies a few commands and stores what they change. */
static void fill_state(ter__storage *storage, ter__state *replica, uint64_t from, uint64_t to) {
    for (uint64_t index = from; index <= to; index++) {
        ter__command command = {.kind = TER__COMMAND_SUBMIT, .at = index};
        uint8_t *bytes = NULL;
        size_t length = 0, count = 0;
        ter__row *rows = NULL;
        ter_error error = {TER_OK, ""};
        (void)snprintf(command.as.submit.id, sizeof command.as.submit.id, "job-%u", (unsigned)index);
        (void)snprintf(command.as.submit.name, sizeof command.as.submit.name, "a job");
        command.as.submit.spec = (ter__blob){{{(uint8_t)index, 1}}, 10};
        assert_int_equal(ter__command_encode(&command, &bytes, &length), TER_OK);
        assert_int_equal(ter__state_apply(replica, index, bytes, length, &error), TER_OK);
        ter__state_batch_end(replica, index);
        free(bytes);
        bool replaced = ter__state_take_replaced(replica);
        assert_int_equal(ter__state_take_changes(replica, &rows, &count), TER_OK);
        ter__storage_rows(storage, index, replaced, rows, count);
    }
}

static void test_the_state_comes_back_byte_for_byte(void **state) {
    uint8_t *one = NULL, *two = NULL;
    size_t one_length = 0, two_length = 0;
    ter_error error = {TER_OK, ""};
    ter__storage *storage = open_storage(*state);
    ter__state *written = ter__state_create(), *read = ter__state_create();
    fill_state(storage, written, 1, 20);
    ter__storage_close(storage);
    storage = open_storage(*state);
    assert_int_equal(ter__storage_load(storage, read, &error), TER_OK);
    assert_int_equal(ter__state_applied(read), 20);
    assert_int_equal(ter__state_encode(written, &one, &one_length), TER_OK);
    assert_int_equal(ter__state_encode(read, &two, &two_length), TER_OK);
    assert_int_equal(one_length, two_length);
    assert_memory_equal(one, two, one_length);
    free(one);
    free(two);
    ter__state_destroy(written);
    ter__state_destroy(read);
    ter__storage_close(storage);
}

/* ---- what is refused ---------------------------------------------------------------------------------------------------- */

static void expect_refused(const char *folder, const ter__storage_identity *identity, ter_status status, const char *word) {
    ter__storage *storage = NULL;
    ter_error error = {TER_OK, ""};
    assert_int_equal(ter__storage_open(&storage, folder, identity, wake, NULL, &error), status);
    if (strstr(error.text, word) == NULL) {
        fail_msg("no \"%s\" in: %s", word, error.text);
    }
}

static void change(const char *folder, const char *sql) {
    char path[256];
    sqlite3 *database = NULL;
    (void)snprintf(path, sizeof path, "%s/node.db", folder);
    assert_int_equal(sqlite3_open(path, &database), SQLITE_OK);
    assert_int_equal(sqlite3_exec(database, sql, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(database), SQLITE_OK);
}

static void test_what_belongs_to_others_or_to_later_versions_is_refused(void **state) {
    const ter__storage_identity other_cluster = {"another", 2}, other_node = {"cluster-of-the-test", 3};
    ter__storage *storage = open_storage(*state);
    expect_refused(*state, &here, TER_BAD_STATE, "in use");
    ter__storage_close(storage);
    expect_refused(*state, &other_cluster, TER_BAD_STATE, "another");
    expect_refused(*state, &other_node, TER_BAD_STATE, "node 2");
    change(*state, "pragma user_version = 99");
    expect_refused(*state, &here, TER_BAD_DATA, "newer");
    expect_refused("/nowhere/at/all", &here, TER_NOT_FOUND, "/nowhere");
}

static void test_damage_is_found(void **state) {
    told t = {0};
    loaded l;
    ter__storage *storage = open_storage(*state);
    append(storage, &t, 1, 4, 1);
    wait_for(storage, &t, 1);
    ter__storage_close(storage);
    change(*state, "update entry set bytes = x'0102030405060708' where number = 2");
    storage = open_storage(*state);
    assert_int_equal(load(storage, &l), RAFT_CORRUPT);
    char text[TER_ERROR_TEXT_BYTES];
    assert_int_equal(ter__storage_failure(storage, text, sizeof text), TER_BAD_DATA);
    assert_non_null(strstr(text, "log entry 2 "));
    ter__storage_close(storage);
    change(*state, "delete from entry where number = 2");
    storage = open_storage(*state);
    assert_int_equal(load(storage, &l), RAFT_CORRUPT);
    ter__storage_close(storage);
}

static void test_a_changed_term_or_vote_is_found(void **state) {
    told t = {0};
    loaded l;
    char text[TER_ERROR_TEXT_BYTES];
    ter__storage *storage = open_storage(*state);
    ter__log_store store = ter__storage_log(storage);
    assert_int_equal(store.set_term(store.context, 4), 0);
    assert_int_equal(store.set_vote(store.context, 3), 0);
    append(storage, &t, 1, 2, 4);
    wait_for(storage, &t, 1);
    ter__storage_close(storage);
    const char *const changes[][3] = {
        {"update meta set value = 1 where key = 'vote'", "vote", "update meta set value = 3 where key = 'vote'"},
        {"update meta set value = 5 where key = 'term'", "term", "update meta set value = 4 where key = 'term'"},
        {"update entry set term = 3 where number = 2", "log entry 2 ", "update entry set term = 4"},
    };
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        change(*state, changes[i][0]);
        storage = open_storage(*state);
        assert_int_equal(load(storage, &l), RAFT_CORRUPT);
        assert_int_equal(ter__storage_failure(storage, text, sizeof text), TER_BAD_DATA);
        assert_non_null(strstr(text, changes[i][1]));
        ter__storage_close(storage);
        change(*state, changes[i][2]);
    }
    check_log(*state, 1, 2);
}

static void on_snapshot(void *context, struct raft_snapshot *snapshot, int status) {
    told *t = context;
    assert_null(snapshot);
    t->status = status;
    t->count++;
}

static void test_a_damaged_snapshot_is_named_and_ends_all_writing(void **state) {
    told t = {0}, read = {0};
    char text[TER_ERROR_TEXT_BYTES];
    ter__storage *storage = open_storage(*state);
    append(storage, &t, 1, 2, 1);
    put_snapshot(storage, &t, 2, 1, 0);
    wait_for(storage, &t, 2);
    ter__storage_close(storage);
    change(*state, "update snapshot set configuration_number = 2");
    storage = open_storage(*state);
    ter__log_store store = ter__storage_log(storage);
    t.count = 0;
    assert_int_equal(store.snapshot_get(store.context, on_snapshot, &read), 0);
    wait_for(storage, &read, 1);
    assert_int_equal(read.status, RAFT_CORRUPT);
    assert_int_equal(ter__storage_failure(storage, text, sizeof text), TER_BAD_DATA);
    assert_non_null(strstr(text, "snapshot 2 "));
    append(storage, &t, 3, 1, 1); /* damaged: nothing is written any more */
    append(storage, &t, 4, 1, 1);
    wait_for(storage, &t, 2);
    assert_int_equal(t.status, RAFT_CORRUPT);
    ter__storage_close(storage);
}

static void test_batches_of_four_mebibytes_come_back(void **state) {
    told t = {0};
    loaded l;
    ter__storage *storage = open_storage(*state);
    ter__log_store store = ter__storage_log(storage);
    size_t length = (size_t)4 << 20;
    uint8_t *bytes = malloc(length);
    for (raft_index i = 1; i <= 24; i++) { /* more than may wait */
        memset(bytes, (int)i, length);
        struct raft_entry entry = {.term = 1, .type = RAFT_COMMAND, .buf = {bytes, length}};
        one_told *one = calloc(1, sizeof *one);
        *one = (one_told){&t, (int)i};
        assert_int_equal(store.append(store.context, i, &entry, 1, on_done, one), 0);
    }
    wait_for(storage, &t, 24);
    for (int i = 0; i < 24; i++) {
        assert_int_equal(t.order[i], i + 1);
    }
    uint64_t transactions, operations, written;
    ter__storage_counts(storage, &transactions, &operations, &written);
    assert_int_equal(operations, 24);
    assert_true(transactions <= 24 && written == 24 * (uint64_t)length);
    ter__storage_close(storage);
    storage = open_storage(*state);
    assert_int_equal(load(storage, &l), 0);
    assert_int_equal(l.count, 24);
    memset(bytes, 24, length);
    assert_memory_equal(l.entries[23].buf.base, bytes, length);
    release(&l);
    ter__storage_close(storage);
    free(bytes);
}

static void test_a_full_disk_fails_all_that_is_behind_it_last_first(void **state) {
    told t = {0};
    char text[TER_ERROR_TEXT_BYTES];
    ter__storage *storage = open_storage(*state);
    append(storage, &t, 1, 1, 1);
    wait_for(storage, &t, 1);
    assert_int_equal(ter__storage_failure(storage, text, sizeof text), TER_OK);
    ter__storage_limit_pages(storage, 20);
    t.count = 0;
    unsigned asked = 0;
    for (raft_index i = 2; i < 100000 && ter__storage_failure(storage, text, sizeof text) == TER_OK; i += 16) {
        append(storage, &t, i, 16, 1);
        asked++;
        if (asked % 8 == 0) {
            ter__storage_poll(storage);
        }
    }
    append(storage, &t, 200000, 1, 1);
    asked++;
    wait_for(storage, &t, asked);
    assert_int_equal(ter__storage_failure(storage, text, sizeof text), TER_DISK_FULL);
    assert_int_equal(t.status, RAFT_NOSPACE);
    ter__storage_close(storage);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_term_vote_and_entries_come_back, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(test_a_store_is_bootstrapped_once, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(test_a_snapshot_takes_the_place_of_the_entries_before_it, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(test_what_is_given_up_is_told_last_first, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(test_the_state_comes_back_byte_for_byte, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(test_what_belongs_to_others_or_to_later_versions_is_refused, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(test_damage_is_found, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(test_a_changed_term_or_vote_is_found, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(test_a_damaged_snapshot_is_named_and_ends_all_writing, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(test_batches_of_four_mebibytes_come_back, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(test_a_full_disk_fails_all_that_is_behind_it_last_first, make_folder, remove_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
