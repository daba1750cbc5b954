/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "state_support.h"

static void assert_round_trip(const ter__command *command) {
    uint8_t *bytes = NULL, *again = NULL;
    size_t length = 0, again_length = 0;
    ter_error error = {.status = TER_OK};
    ter_assert_ok(ter__command_encode(command, &bytes, &length), error);
    ter__command decoded;
    ter_assert_ok(ter__command_decode(&decoded, bytes, length, &error), error);
    assert_int_equal(decoded.kind, command->kind);
    assert_true(decoded.at == command->at);
    ter_assert_ok(ter__command_encode(&decoded, &again, &again_length), error);
    assert_int_equal(length, again_length);
    assert_memory_equal(bytes, again, length);
    ter__command_clear(&decoded);
    /* No shorter bytes are a command, and none longer. */
    for (size_t i = 0; i < length; i++) {
        assert_int_equal(ter__command_decode(&decoded, bytes, i, NULL), TER_BAD_DATA);
    }
    uint8_t *longer = calloc(1, length + 1);
    assert_non_null(longer);
    memcpy(longer, bytes, length);
    assert_int_equal(ter__command_decode(&decoded, longer, length + 1, NULL), TER_BAD_DATA);
    free(longer);
    free(bytes);
    free(again);
}

static void test_every_kind_of_command_reads_back(void **state) {
    (void)state;
    ter__input inputs[2] = {{.name = "a.csv", .blob = {hash_of(1), 2}}, {.name = "b.csv", .blob = {hash_of(3), 4}}};
    ter__task task = task_of("job-1", TER__TASK_FINISH, 2, 0);
    const ter__command commands[] = {
        {.kind = TER__COMMAND_NOTHING, .at = 5},
        {.kind = TER__COMMAND_SUBMIT,
         .at = 6,
         .as.submit = {.id = "job-1", .name = "n", .owner = "o", .spec = {hash_of(7), 8}, .input_count = 2, .inputs = inputs}},
        {.kind = TER__COMMAND_CANCEL, .as.cancel = {"job-1", "alice"}},
        {.kind = TER__COMMAND_OUTCOME,
         .as.outcome = {.task = task, .attempt = 9, .node = 1, .copy = 2, .result = {.units = 3, .outline = (char[]){"x y\n"}}}},
        {.kind = TER__COMMAND_LOST, .as.lost = {task, 10, 3, true}},
        {.kind = TER__COMMAND_GIVE_UP, .as.give_up = {"job-1", TER_TIMEOUT, "over its time"}},
        {.kind = TER__COMMAND_NODE_UP, .as.node = {.id = 3, .name = "n", .address = "h:1", .version = "1", .incarnation = 4}},
        {.kind = TER__COMMAND_NODE_DOWN, .as.node = {.id = 3, .incarnation = 4}},
    };
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        assert_round_trip(&commands[i]);
    }
}

static void test_what_a_decoder_would_refuse_is_not_encoded(void **state) {
    (void)state;
    uint8_t *bytes = NULL;
    size_t length = 0;
    ter__command command = {.kind = TER__COMMAND_CANCEL, .as.cancel = {"Not an id", ""}};
    assert_int_equal(ter__command_encode(&command, &bytes, &length), TER_BAD_ARGUMENT);
    command = (ter__command){.kind = TER__COMMAND_OUTCOME, .as.outcome = {.task = task_of("a", TER__TASK_BEGIN, 0, 0)}};
    assert_int_equal(ter__command_encode(&command, &bytes, &length), TER_BAD_ARGUMENT);
    command.as.outcome.node = TER__NODE_ID_MAX + 1;
    assert_int_equal(ter__command_encode(&command, &bytes, &length), TER_BAD_ARGUMENT);
}

static void test_a_newer_version_is_refused_with_a_text_that_says_so(void **state) {
    (void)state;
    ter__command command = {.kind = TER__COMMAND_NOTHING};
    uint8_t *bytes = NULL;
    size_t length = 0;
    assert_int_equal(ter__command_encode(&command, &bytes, &length), TER_OK);
    bytes[0] = 2;
    ter_error error;
    assert_int_equal(ter__command_decode(&command, bytes, length, &error), TER_BAD_DATA);
    assert_non_null(strstr(error.text, "version 2"));
    bytes[0] = 1;
    bytes[1] = TER__COMMAND_NODE_DOWN + 1;
    assert_int_equal(ter__command_decode(&command, bytes, length, &error), TER_BAD_DATA);
    assert_non_null(strstr(error.text, "kind"));
    free(bytes);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_kind_of_command_reads_back),
        cmocka_unit_test(test_what_a_decoder_would_refuse_is_not_encoded),
        cmocka_unit_test(test_a_newer_version_is_refused_with_a_text_that_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
