/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "core/message.h"
#include "ter_assert.h"

static const ter__lease leases[] = {
    {{"job-1", TER__TASK_UNIT, 2, 17}, UINT64_C(1) << 40 | 5, false, false},
    {{"b", TER__TASK_BEGIN, 0, 0}, 1, true, false},
    {{"job-1", TER__TASK_FINISH, 2, 0}, UINT64_MAX, false, true},
};
static const ter__hash some_hash = {{1, 2, 3}};

/* Encodes, decodes, encodes again: the bytes must be the same, and everything shorter or longer refused. */
static void round_trip(const ter__message *message, ter__message *decoded, uint8_t **bytes) {
    size_t length = 0, again_length = 0;
    uint8_t *again = NULL;
    assert_int_equal(ter__message_encode(message, bytes, &length), TER_OK);
    assert_int_equal(ter__message_decode(decoded, *bytes, length), TER_OK);
    assert_int_equal(decoded->kind, message->kind);
    assert_int_equal(ter__message_encode(decoded, &again, &again_length), TER_OK);
    assert_int_equal(length, again_length);
    assert_memory_equal(*bytes, again, length);
    free(again);
    ter__message other;
    for (size_t cut = 0; cut < length; cut++) {
        assert_int_equal(ter__message_decode(&other, *bytes, cut), TER_BAD_DATA);
    }
    uint8_t *longer = calloc(1, length + 1);
    assert_non_null(longer);
    memcpy(longer, *bytes, length);
    assert_int_equal(ter__message_decode(&other, longer, length + 1), TER_BAD_DATA);
    free(longer);
}

static void check_round_trip(const ter__message *message) {
    ter__message decoded;
    uint8_t *bytes = NULL;
    round_trip(message, &decoded, &bytes);
    ter__message_clear(&decoded);
    free(bytes);
}

static void test_leases_come_back_as_they_went(void **state) {
    (void)state;
    ter__message message = {.kind = TER__MESSAGE_LEASE, .as.lease = {7, 3, (ter__lease *)leases}}, decoded;
    uint8_t *bytes = NULL;
    round_trip(&message, &decoded, &bytes);
    assert_int_equal(decoded.as.lease.term, 7);
    assert_int_equal(decoded.as.lease.count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_true(ter__task_equal(&decoded.as.lease.items[i].task, &leases[i].task));
        assert_true(decoded.as.lease.items[i].attempt == leases[i].attempt);
        assert_false(decoded.as.lease.items[i].begun);
    }
    ter__message_clear(&decoded);
    free(bytes);
    message = (ter__message){.kind = TER__MESSAGE_LEASE};
    check_round_trip(&message);
}

static void test_a_heartbeat_says_what_is_begun(void **state) {
    (void)state;
    ter__message message = {.kind = TER__MESSAGE_HEARTBEAT, .as.heartbeat = {99, 4, 3, true, 3, (ter__lease *)leases}}, decoded;
    uint8_t *bytes = NULL;
    round_trip(&message, &decoded, &bytes);
    assert_true(decoded.as.heartbeat.incarnation == 99 && decoded.as.heartbeat.slots == 4 && decoded.as.heartbeat.free == 3);
    assert_true(decoded.as.heartbeat.draining);
    assert_false(decoded.as.heartbeat.items[0].begun);
    assert_true(decoded.as.heartbeat.items[1].begun);
    ter__message_clear(&decoded);
    free(bytes);
}

static void test_other_messages_come_back_as_they_went(void **state) {
    (void)state;
    static const uint8_t text[] = "a command";
    char outline[] = "law fit\n";
    ter__message message = {.kind = TER__MESSAGE_REPORT, .as.report = {leases[0], 2, {.status = TER_BAD_DATA, .text = "why"}}};
    check_round_trip(&message);
    message.as.report.result =
        (ter__result){.stages = 1, .units = 5, .timeout_seconds = 2.5, .plan = some_hash, .outline = outline};
    check_round_trip(&message);
    message = (ter__message){.kind = TER__MESSAGE_RETURN, .as.returned = leases[2]};
    check_round_trip(&message);
    message = (ter__message){.kind = TER__MESSAGE_FORWARD, .as.forward = {1, 2, text, sizeof text}};
    check_round_trip(&message);
    message = (ter__message){.kind = TER__MESSAGE_FORWARDED, .as.forwarded = {1, 2, 3}};
    check_round_trip(&message);
    message = (ter__message){.kind = TER__MESSAGE_COPY, .as.copy = {some_hash, 1000}};
    check_round_trip(&message);
    message = (ter__message){.kind = TER__MESSAGE_COPIED, .as.copied = {some_hash, true}};
    check_round_trip(&message);
    message = (ter__message){.kind = TER__MESSAGE_WANT, .as.want = {some_hash, 65536, 1000}};
    check_round_trip(&message);
    message = (ter__message){.kind = TER__MESSAGE_PIECE, .as.piece = {some_hash, 65536, text, sizeof text}};
    check_round_trip(&message);
    message = (ter__message){.kind = TER__MESSAGE_MISSING, .as.missing = some_hash};
    check_round_trip(&message);
}

static void test_what_breaks_a_bound_is_refused_on_both_sides(void **state) {
    (void)state;
    uint8_t *bytes = NULL;
    size_t length = 0;
    ter__message message = {.kind = TER__MESSAGE_LEASE, .as.lease = {1, TER__LEASES_MAX + 1, (ter__lease *)leases}};
    assert_int_equal(ter__message_encode(&message, &bytes, &length), TER_BAD_ARGUMENT);
    message = (ter__message){.kind = TER__MESSAGE_PIECE, .as.piece = {some_hash, 0, bytes, TER__PIECE_BYTES_MAX + 1}};
    assert_int_equal(ter__message_encode(&message, &bytes, &length), TER_BAD_ARGUMENT);
    message = (ter__message){.kind = TER__MESSAGE_FORWARD, .as.forward = {1, 1, bytes, TER__COMMAND_BYTES_MAX + 1}};
    assert_int_equal(ter__message_encode(&message, &bytes, &length), TER_BAD_ARGUMENT);
    /* many leases said, none there */
    const uint8_t lies[] = {TER__MESSAGE_LEASE, 1, 0, 0, 0, 0, 0, 0, 0, 0, 16, 0, 0};
    assert_int_equal(ter__message_decode(&message, lies, sizeof lies), TER_BAD_DATA);
    /* a kind that there is not */
    const uint8_t unknown[] = {TER__MESSAGE_MISSING + 1, 0, 0, 0, 0};
    assert_int_equal(ter__message_decode(&message, unknown, sizeof unknown), TER_BAD_DATA);
}

static void test_what_names_nothing_is_refused(void **state) {
    (void)state;
    uint8_t *bytes = NULL;
    size_t length = 0;
    ter__message message = {.kind = TER__MESSAGE_RETURN, .as.returned = {leases[0].task, 0, false, false}}, decoded;
    assert_int_equal(ter__message_encode(&message, &bytes, &length), TER_OK);
    assert_int_equal(ter__message_decode(&decoded, bytes, length), TER_BAD_DATA);
    free(bytes);
    message = (ter__message){.kind = TER__MESSAGE_MISSING};
    assert_int_equal(ter__message_encode(&message, &bytes, &length), TER_OK);
    assert_int_equal(ter__message_decode(&decoded, bytes, length), TER_BAD_DATA);
    free(bytes);
}

static void test_only_pieces_are_bulk(void **state) {
    (void)state;
    for (int kind = 0; kind <= (int)TER__MESSAGE_MISSING; kind++) {
        ter__channel expected = kind == TER__MESSAGE_PIECE ? TER__CHANNEL_BULK : TER__CHANNEL_CONTROL;
        assert_int_equal(ter__message_channel((ter__message_kind)kind), expected);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_leases_come_back_as_they_went),
        cmocka_unit_test(test_a_heartbeat_says_what_is_begun),
        cmocka_unit_test(test_other_messages_come_back_as_they_went),
        cmocka_unit_test(test_what_breaks_a_bound_is_refused_on_both_sides),
        cmocka_unit_test(test_what_names_nothing_is_refused),
        cmocka_unit_test(test_only_pieces_are_bulk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
