/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "table/digest.h"
#include "tercile/arrow.h"
#include "tercile/table.h"

static ter_table *sample_table(void) {
    static const char text[] = "x,n,t,g\n1.5,1,a,07\n,NA,\"\",08\n-0,3,NA,\n2,4,\xC3\xA9,08\n";
    const char *const names[] = {"g"};
    const ter_type types[] = {TER_FACTOR};
    ter_csv_options options = {.type_count = 1, .type_names = names, .types = types};
    ter_table *table = NULL;
    assert_int_equal(ter_csv_parse(&table, text, sizeof text - 1, "sample", &options, NULL), TER_OK);
    return table;
}

static void test_decoded_bytes_encode_to_themselves(void **state) {
    (void)state;
    ter_table *table = sample_table(), *again = NULL;
    uint8_t *bytes, *more;
    size_t length, more_length;
    assert_int_equal(ter_table_encode(table, &bytes, &length, NULL), TER_OK);
    assert_int_equal(ter_table_decode(&again, bytes, length, NULL), TER_OK);
    assert_true(signbit(ter_table_double(again, 0, 2)));
    assert_true(ter_table_is_missing(again, 2, 2));
    assert_false(ter_table_is_missing(again, 2, 1));
    assert_int_equal(ter_table_encode(again, &more, &more_length, NULL), TER_OK);
    assert_int_equal(length, more_length);
    assert_memory_equal(bytes, more, length);
    ter_bytes_free(bytes);
    ter_bytes_free(more);
    ter_table_destroy(table);
    ter_table_destroy(again);
}

static void test_encoding_is_what_the_format_says(void **state) {
    (void)state;
    ter_table *table = NULL;
    assert_int_equal(ter_csv_parse(&table, "g\n7\n\n", 5, "sample", NULL, NULL), TER_OK);
    static const uint8_t expected[] = {'T', 'E', 'R', 'T', 'A', 'B', 'L', 'E', 1, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0,
                                       0,   1,   'g', 1,   1,   1,   7,   0,   0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    uint8_t *bytes, digest[TER__DIGEST_BYTES];
    size_t length;
    assert_int_equal(ter_table_encode(table, &bytes, &length, NULL), TER_OK);
    assert_int_equal(length, sizeof expected - 1 + TER__DIGEST_BYTES);
    assert_memory_equal(bytes, expected, sizeof expected - 1);
    assert_int_equal(ter__digest_of(expected, sizeof expected - 1, digest), TER_OK);
    assert_memory_equal(bytes + sizeof expected - 1, digest, sizeof digest);
    ter_bytes_free(bytes);
    ter_table_destroy(table);
}

/* Puts the right checksum behind damaged bytes, so that the checks behind it are reached. */
static void seal(uint8_t *bytes, size_t length) {
    assert_int_equal(ter__digest_of(bytes, length - TER__DIGEST_BYTES, bytes + length - TER__DIGEST_BYTES), TER_OK);
}

static void test_every_damage_is_refused_or_canonical(void **state) {
    (void)state;
    ter_table *table = sample_table();
    uint8_t *bytes;
    size_t length;
    assert_int_equal(ter_table_encode(table, &bytes, &length, NULL), TER_OK);
    for (size_t cut = 0; cut < length; cut++) {
        ter_table *made = NULL;
        assert_int_equal(ter_table_decode(&made, bytes, cut, NULL), TER_BAD_DATA);
    }
    for (size_t i = 0; i < length; i++) {
        for (unsigned bit = 0; bit < 8; bit++) {
            ter_table *made = NULL;
            bytes[i] ^= (uint8_t)(1u << bit);
            assert_int_equal(ter_table_decode(&made, bytes, length, NULL), TER_BAD_DATA);
            if (i < length - TER__DIGEST_BYTES) {
                seal(bytes, length);
                if (ter_table_decode(&made, bytes, length, NULL) == TER_OK) {
                    uint8_t *more;
                    size_t more_length;
                    assert_int_equal(ter_table_encode(made, &more, &more_length, NULL), TER_OK);
                    assert_int_equal(more_length, length);
                    assert_memory_equal(more, bytes, length);
                    ter_bytes_free(more);
                    ter_table_destroy(made);
                }
            }
            bytes[i] ^= (uint8_t)(1u << bit);
            seal(bytes, length);
        }
    }
    ter_bytes_free(bytes);
    ter_table_destroy(table);
}

static void test_sizes_beyond_the_bounds_are_refused_without_allocation(void **state) {
    (void)state;
    uint8_t bytes[24 + TER__DIGEST_BYTES] = "TERTABLE\1";
    ter_error error = {TER_OK, ""};
    ter_table *made = NULL;
    bytes[12] = 1;
    memset(bytes + 16, 0xFF, 8);
    seal(bytes, sizeof bytes);
    assert_int_equal(ter_table_decode(&made, bytes, sizeof bytes, &error), TER_BAD_DATA);
    assert_string_equal(error.text, "the bytes are not a table: its size is out of bounds");
    bytes[8] = 2;
    seal(bytes, sizeof bytes);
    assert_int_equal(ter_table_decode(&made, bytes, sizeof bytes, &error), TER_BAD_DATA);
    assert_string_equal(error.text, "the bytes are not a table: it is of another version");
}

static void test_arrow_children_outlive_their_parent_and_the_table(void **state) {
    (void)state;
    ter_table *table = sample_table();
    struct ArrowSchema schema;
    struct ArrowArray array;
    assert_int_equal(ter_table_export_arrow(table, &schema, &array, NULL), TER_OK);
    ter_table_destroy(table);
    assert_string_equal(schema.format, "+s");
    assert_int_equal(schema.n_children, 4);
    assert_string_equal(schema.children[0]->format, "g");
    assert_string_equal(schema.children[1]->format, "l");
    assert_string_equal(schema.children[2]->format, "u");
    assert_string_equal(schema.children[3]->format, "i");
    assert_string_equal(schema.children[3]->dictionary->format, "u");
    assert_string_equal(schema.children[3]->name, "g");
    assert_int_equal(array.length, 4);
    assert_int_equal(array.children[0]->null_count, 1);
    assert_int_equal(*(const uint8_t *)array.children[0]->buffers[0], 0x0D);
    struct ArrowArray moved = *array.children[3];
    array.children[3]->release = NULL;
    array.release(&array);
    schema.release(&schema);
    assert_null(array.release);
    assert_null(schema.release);
    assert_int_equal(((const int32_t *)moved.buffers[1])[3], 1);
    assert_int_equal(moved.dictionary->length, 2);
    assert_memory_equal(moved.dictionary->buffers[2], "0708", 4);
    moved.release(&moved);
}

static void test_digest_agrees_with_fips_180_4(void **state) {
    (void)state;
    char text[TER__DIGEST_TEXT_BYTES];
    uint8_t value[TER__DIGEST_BYTES];
    assert_int_equal(ter__digest_text_of("abc", 3, text), TER_OK);
    assert_string_equal(text, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    ter__digest *digest = NULL;
    assert_int_equal(ter__digest_create(&digest, NULL), TER_OK);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(ter__digest_add(digest, "a", 1), TER_OK);
        assert_int_equal(ter__digest_add(digest, "bc", 2), TER_OK);
        assert_int_equal(ter__digest_finish(digest, value), TER_OK);
        ter__digest_text(value, text);
        assert_string_equal(text, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
    ter__digest_destroy(digest);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_decoded_bytes_encode_to_themselves),
        cmocka_unit_test(test_encoding_is_what_the_format_says),
        cmocka_unit_test(test_every_damage_is_refused_or_canonical),
        cmocka_unit_test(test_sizes_beyond_the_bounds_are_refused_without_allocation),
        cmocka_unit_test(test_arrow_children_outlive_their_parent_and_the_table),
        cmocka_unit_test(test_digest_agrees_with_fips_180_4),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
