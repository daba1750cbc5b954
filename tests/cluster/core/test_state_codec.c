/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "state_support.h"

static cluster some_cluster(void) {
    cluster c = new_cluster();
    node(&c, true, 3, 5);
    submit(&c, "b");
    submit(&c, "a");
    begin(&c, "a", 2, 4);
    unit_done(&c, "a", 0, 3, 500);
    lost(&c, task_of("a", TER__TASK_UNIT, 0, 1), 9, 2, true);
    failure(&c, task_of("a", TER__TASK_UNIT, 0, 2), 10, 2, false, "no");
    return c;
}

static void test_a_decoded_state_goes_on_like_the_original(void **state) {
    (void)state;
    cluster c = some_cluster(), copy = new_cluster();
    uint8_t *bytes = NULL;
    size_t length = 0;
    ter_error error = {.status = TER_OK};
    assert_int_equal(ter__state_encode(c.state, &bytes, &length), TER_OK);
    submit(&copy, "something-else");
    ter_assert_ok(ter__state_decode(copy.state, bytes, length, &error), error);
    assert_null(ter__state_job(copy.state, "something-else"));
    assert_true(ter__state_applied(copy.state) == c.index);
    copy.index = c.index;
    for (uint32_t i = 0; i < 2; i++) {
        copy.at = c.at;
        unit_done(&c, "a", 0, i, 600 + i);
        unit_done(&copy, "a", 0, i, 600 + i);
    }
    assert_int_equal(ter__state_job(copy.state, "a")->phase, TER__PHASE_FAILED);
    assert_same_content(c.state, copy.state);
    free(bytes);
    ter__state_destroy(c.state);
    ter__state_destroy(copy.state);
}

static void test_batches_that_a_loaded_state_holds_already_are_skipped(void **state) {
    (void)state;
    cluster c = some_cluster();
    uint8_t *bytes = NULL;
    size_t length = 0;
    ter_error error = {.status = TER_OK};
    assert_int_equal(ter__state_encode(c.state, &bytes, &length), TER_OK);
    cluster copy = new_cluster();
    ter_assert_ok(ter__state_decode(copy.state, bytes, length, &error), error);
    copy.index = c.index - 2; /* the next is one that was applied */
    submit(&copy, "again");
    assert_null(ter__state_job(copy.state, "again"));
    assert_true(ter__state_applied(copy.state) == c.index);
    copy.index = c.index;
    submit(&copy, "again");
    assert_non_null(ter__state_job(copy.state, "again"));
    free(bytes);
    ter__state_destroy(c.state);
    ter__state_destroy(copy.state);
}

static void test_several_commands_of_one_batch_are_all_applied(void **state) {
    (void)state;
    cluster c = new_cluster();
    submit(&c, "a");
    c.index--;
    submit(&c, "b");
    assert_int_equal(ter__state_job_count(c.state), 2);
    assert_true(ter__state_applied(c.state) == 1);
    ter__state_destroy(c.state);
}

static void test_any_changed_byte_is_refused_and_leaves_the_state_as_it_was(void **state) {
    (void)state;
    cluster c = some_cluster(), other = new_cluster();
    uint8_t *bytes = NULL;
    size_t length = 0;
    submit(&other, "kept");
    assert_int_equal(ter__state_encode(c.state, &bytes, &length), TER_OK);
    for (size_t i = 0; i < length; i++) {
        bytes[i] ^= 0x10;
        assert_int_equal(ter__state_decode(other.state, bytes, length, NULL), TER_BAD_DATA);
        assert_int_equal(ter__state_decode(other.state, bytes, i, NULL), TER_BAD_DATA);
        bytes[i] ^= 0x10;
    }
    assert_non_null(ter__state_job(other.state, "kept"));
    ter_error error;
    bytes[4] = 9;
    assert_int_equal(ter__state_decode(other.state, bytes, length, &error), TER_BAD_DATA);
    assert_non_null(strstr(error.text, "version 9"));
    free(bytes);
    ter__state_destroy(c.state);
    ter__state_destroy(other.state);
}

static void test_bytes_that_are_no_command_are_refused(void **state) {
    (void)state;
    cluster c = new_cluster();
    assert_int_equal(ter__state_apply(c.state, 1, (const uint8_t *)"nonsense", 8, NULL), TER_BAD_DATA);
    ter__state_destroy(c.state);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_decoded_state_goes_on_like_the_original),
        cmocka_unit_test(test_batches_that_a_loaded_state_holds_already_are_skipped),
        cmocka_unit_test(test_several_commands_of_one_batch_are_all_applied),
        cmocka_unit_test(test_any_changed_byte_is_refused_and_leaves_the_state_as_it_was),
        cmocka_unit_test(test_bytes_that_are_no_command_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
