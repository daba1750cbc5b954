/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "core/bytes.h"
#include "ter_assert.h"

static void test_ids_of_jobs_are_lower_case_letters_digits_and_hyphens(void **state) {
    (void)state;
    char longest[TER__JOB_ID_BYTES + 1];
    memset(longest, 'a', sizeof longest);
    longest[TER__JOB_ID_BYTES] = '\0';
    assert_false(ter__job_id_valid(longest));
    longest[TER__JOB_ID_BYTES - 1] = '\0';
    assert_true(ter__job_id_valid(longest));
    assert_true(ter__job_id_valid("7-floods-2024"));
    const char *const bad[] = {"", "-a", "A", "a b", "a/b", "a.b", "\xc3\xa4"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_false(ter__job_id_valid(bad[i]));
    }
}

static void test_a_hash_as_text_reads_back(void **state) {
    (void)state;
    ter__hash hash, again;
    for (size_t i = 0; i < 32; i++) {
        hash.bytes[i] = (uint8_t)(i * 37 + 200);
    }
    char text[TER__HASH_TEXT_BYTES + 1] = {0};
    ter__hash_text(&hash, text);
    assert_int_equal(strlen(text), 64);
    assert_true(ter__hash_read(&again, text) && ter__hash_equal(&hash, &again));
    text[64] = '0';
    assert_false(ter__hash_read(&again, text));
    text[63] = '\0';
    assert_false(ter__hash_read(&again, text));
    assert_false(ter__hash_read(&again, "g"));
    assert_false(ter__hash_is_zero(&hash));
}

static void test_what_is_put_is_got(void **state) {
    (void)state;
    ter__writer writer = {0};
    ter__blob blob = {{{1, 2, 3}}, 1U << 20}, blob_again;
    ter__task task = {"a-job", TER__TASK_UNIT, 3, 17}, task_again;
    ter__put8(&writer, 200);
    ter__put32(&writer, 0xfedcba98U);
    ter__put64(&writer, 0x0123456789abcdefU);
    ter__put_double(&writer, -0.1);
    ter__put_text(&writer, "text");
    ter__put_text(&writer, NULL);
    ter__put_text(&writer, "");
    ter__put_blob(&writer, &blob);
    ter__put_task(&writer, &task);
    uint8_t *bytes = NULL;
    size_t length = 0;
    assert_int_equal(ter__writer_finish(&writer, &bytes, &length), TER_OK);
    ter__reader reader = {.bytes = bytes, .length = length};
    assert_int_equal(ter__get8(&reader), 200);
    assert_int_equal(ter__get32(&reader), 0xfedcba98U);
    assert_true(ter__get64(&reader) == 0x0123456789abcdefU);
    ter_assert_bits(ter__get_double(&reader), -0.1);
    char text[5];
    ter__get_text(&reader, text, sizeof text);
    assert_string_equal(text, "text");
    assert_null(ter__get_text_given(&reader, 10));
    assert_false(reader.failed);
    char *given = ter__get_text_given(&reader, 10);
    assert_string_equal(given, "");
    free(given);
    ter__get_blob(&reader, &blob_again);
    assert_memory_equal(&blob, &blob_again, sizeof blob);
    ter__get_task(&reader, &task_again);
    assert_true(ter__task_equal(&task, &task_again));
    assert_true(ter__reader_at_end(&reader));
    ter__get8(&reader);
    assert_false(ter__reader_at_end(&reader));
    free(bytes);
}

static void test_integers_are_little_endian(void **state) {
    (void)state;
    ter__writer writer = {0};
    ter__put32(&writer, 0x04030201);
    const uint8_t expected[] = {1, 2, 3, 4};
    assert_memory_equal(writer.bytes, expected, 4);
    free(writer.bytes);
}

static void test_a_text_beyond_its_bound_or_with_a_zero_inside_fails(void **state) {
    (void)state;
    const uint8_t bytes[] = {3, 0, 0, 0, 'a', 'b', 'c', 3, 0, 0, 0, 'a', 0, 'c'};
    char text[3] = "xx";
    ter__reader reader = {.bytes = bytes, .length = 7};
    ter__get_text(&reader, text, sizeof text);
    assert_true(reader.failed);
    assert_string_equal(text, "");
    reader = (ter__reader){.bytes = bytes + 7, .length = 7};
    assert_null(ter__get_text_given(&reader, 100));
    assert_true(reader.failed);
    const uint8_t huge[] = {0xfe, 0xff, 0xff, 0xff};
    reader = (ter__reader){.bytes = huge, .length = sizeof huge};
    assert_null(ter__get_text_given(&reader, SIZE_MAX));
    assert_true(reader.failed);
}

static void test_a_result_has_one_form(void **state) {
    (void)state;
    ter__result result = {.status = TER_OK, .stages = 3, .units = 7, .timeout_seconds = 1.5, .outline = (char[]){"a fit\n"}};
    ter__writer writer = {0};
    ter__put_result(&writer, &result);
    ter__reader reader = {.bytes = writer.bytes, .length = writer.length};
    ter__result again;
    ter__get_result(&reader, &again);
    assert_true(ter__reader_at_end(&reader));
    assert_int_equal(again.stages, 3);
    assert_string_equal(again.outline, "a fit\n");
    ter__result_clear(&again);
    free(writer.bytes);
    /* A group that is announced and empty. */
    writer = (ter__writer){0};
    ter__put8(&writer, 2);
    ter__put32(&writer, 0);
    ter__put_text(&writer, "");
    ter__put_blob(&writer, &(ter__blob){.length = 0});
    reader = (ter__reader){.bytes = writer.bytes, .length = writer.length};
    ter__get_result(&reader, &again);
    assert_true(reader.failed);
    ter__result_clear(&again);
    free(writer.bytes);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ids_of_jobs_are_lower_case_letters_digits_and_hyphens),
        cmocka_unit_test(test_a_hash_as_text_reads_back),
        cmocka_unit_test(test_what_is_put_is_got),
        cmocka_unit_test(test_integers_are_little_endian),
        cmocka_unit_test(test_a_text_beyond_its_bound_or_with_a_zero_inside_fails),
        cmocka_unit_test(test_a_result_has_one_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
