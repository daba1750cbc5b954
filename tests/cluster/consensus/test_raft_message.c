/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "consensus/raft_message.h"
#include "ter_assert.h"
#include "tercile/random.h"

/* Encodes, decodes, encodes again: the bytes must be the same, and every shorter or longer text refused. */
static void round_trip(const struct raft_message *message) {
    uint8_t *bytes = NULL, *again = NULL;
    size_t length = 0, length_again = 0;
    assert_int_equal(ter__raft_message_encode(message, &bytes, &length), TER_OK);
    struct raft_message decoded;
    assert_int_equal(ter__raft_message_decode(&decoded, bytes, length), TER_OK);
    assert_int_equal(decoded.type, message->type);
    assert_int_equal(ter__raft_message_encode(&decoded, &again, &length_again), TER_OK);
    assert_int_equal(length, length_again);
    assert_memory_equal(bytes, again, length);
    ter__raft_message_release(&decoded);
    for (size_t cut = 0; cut < length; cut++) {
        assert_int_equal(ter__raft_message_decode(&decoded, bytes, cut), TER_BAD_DATA);
    }
    uint8_t *longer = calloc(1, length + 1);
    memcpy(longer, bytes, length);
    assert_int_equal(ter__raft_message_decode(&decoded, longer, length + 1), TER_BAD_DATA);
    free(longer);
    free(bytes);
    free(again);
}

static void test_messages_without_lists_come_back_as_they_went(void **state) {
    (void)state;
    struct raft_message m = {.type = RAFT_IO_REQUEST_VOTE};
    m.request_vote = (struct raft_request_vote){7, 2, 100, 6, true, false};
    round_trip(&m);
    m = (struct raft_message){.type = RAFT_IO_REQUEST_VOTE_RESULT};
    m.request_vote_result = (struct raft_request_vote_result){7, true, raft_tribool_false};
    round_trip(&m);
    m = (struct raft_message){.type = RAFT_IO_APPEND_ENTRIES_RESULT};
    m.append_entries_result = (struct raft_append_entries_result){7, 3, UINT64_MAX};
    round_trip(&m);
    m = (struct raft_message){.type = RAFT_IO_TIMEOUT_NOW};
    m.timeout_now = (struct raft_timeout_now){7, 8, 9};
    round_trip(&m);
}

static void test_entries_and_snapshots_come_back_as_they_went(void **state) {
    (void)state;
    char first[] = "first", empty[] = "";
    struct raft_entry entries[2] = {{.term = 3, .type = RAFT_COMMAND, .buf = {first, sizeof first}},
                                    {.term = 4, .type = RAFT_BARRIER, .buf = {empty, 0}}};
    struct raft_message m = {.type = RAFT_IO_APPEND_ENTRIES};
    m.append_entries = (struct raft_append_entries){4, 9, 3, 8, entries, 2};
    round_trip(&m);
    m.append_entries.entries = NULL;
    m.append_entries.n_entries = 0;
    round_trip(&m);
    m = (struct raft_message){.type = RAFT_IO_INSTALL_SNAPSHOT};
    m.install_snapshot.term = 5;
    m.install_snapshot.last_index = 77;
    m.install_snapshot.last_term = 4;
    m.install_snapshot.conf_index = 1;
    m.install_snapshot.data = (struct raft_buffer){first, sizeof first};
    raft_configuration_init(&m.install_snapshot.conf);
    assert_int_equal(raft_configuration_add(&m.install_snapshot.conf, 1, "node1", RAFT_VOTER), 0);
    assert_int_equal(raft_configuration_add(&m.install_snapshot.conf, 2, "node2", RAFT_STANDBY), 0);
    round_trip(&m);
    raft_configuration_close(&m.install_snapshot.conf);
}

static void test_nonsense_is_refused(void **state) {
    (void)state;
    struct raft_message m;
    const uint8_t unknown_type[4] = {TER__RAFT_MESSAGE_VERSION, 99, 0, 0}, newer[4] = {TER__RAFT_MESSAGE_VERSION + 1, 1, 0, 0};
    assert_int_equal(ter__raft_message_decode(&m, unknown_type, 4), TER_BAD_DATA);
    assert_int_equal(ter__raft_message_decode(&m, newer, 4), TER_BAD_DATA);
    struct raft_message none = {.type = 0};
    uint8_t *bytes = NULL;
    size_t length = 0;
    assert_int_equal(ter__raft_message_encode(&none, &bytes, &length), TER_BAD_ARGUMENT);
    /* a count of entries that the message cannot hold asks for no memory */
    uint8_t huge[4 + 5 * 8] = {TER__RAFT_MESSAGE_VERSION, RAFT_IO_APPEND_ENTRIES, 0, 0};
    memset(huge + 4 + 4 * 8, 0xFF, 8);
    assert_int_equal(ter__raft_message_decode(&m, huge, sizeof huge), TER_BAD_DATA);
}

static void test_random_bytes_are_refused_or_come_back(void **state) {
    (void)state;
    ter_stream stream = ter_stream_open(ter_test_seed(), 31, 0);
    for (int i = 0; i < 20000; i++) {
        uint8_t bytes[96] = {TER__RAFT_MESSAGE_VERSION, (uint8_t)(1 + ter_stream_below(&stream, 6)), 0, 0};
        size_t length = 4 + (size_t)ter_stream_below(&stream, sizeof bytes - 4);
        for (size_t k = 4; k < length; k++) {
            bytes[k] =
                ter_stream_below(&stream, 4) == 0 ? (uint8_t)ter_stream_word(&stream) : (uint8_t)ter_stream_below(&stream, 3);
        }
        struct raft_message m;
        if (ter__raft_message_decode(&m, bytes, length) == TER_OK) {
            uint8_t *again = NULL;
            size_t length_again = 0;
            assert_int_equal(ter__raft_message_encode(&m, &again, &length_again), TER_OK);
            assert_int_equal(length, length_again);
            assert_memory_equal(bytes, again, length);
            free(again);
            ter__raft_message_release(&m);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_messages_without_lists_come_back_as_they_went),
        cmocka_unit_test(test_entries_and_snapshots_come_back_as_they_went),
        cmocka_unit_test(test_nonsense_is_refused),
        cmocka_unit_test(test_random_bytes_are_refused_or_come_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
