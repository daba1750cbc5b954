/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "report/buffer.h"
#include "tercile/json.h"
#include "tercile/table.h"

static void test_json_writes_nested_values_in_the_order_of_the_calls(void **state) {
    (void)state;
    ter_json *json = ter_json_create();
    char *text = NULL;
    ter_json_object(json, NULL, false);
    ter_json_text(json, "a", "q\"\\\n\x01\xFF\xC3\xA9");
    ter_json_array(json, "b", true);
    ter_json_double(json, NULL, 0.1);
    ter_json_double(json, NULL, (double)INFINITY);
    ter_json_double(json, NULL, (double)-INFINITY);
    ter_json_double(json, NULL, (double)NAN);
    ter_json_integer(json, NULL, INT64_MIN);
    ter_json_unsigned(json, NULL, UINT64_MAX);
    ter_json_boolean(json, NULL, true);
    ter_json_end(json);
    ter_json_object(json, "c", false);
    ter_json_end(json);
    ter_json_end(json);
    assert_int_equal(ter_json_finish(json, &text, NULL), TER_OK);
    assert_string_equal(text, "{\n  \"a\": \"q\\\"\\\\\\n\\u0001\xEF\xBF\xBD\xC3\xA9\",\n"
                              "  \"b\": [0.1, \"inf\", \"-inf\", null, -9223372036854775808, 18446744073709551615, true],\n"
                              "  \"c\": {}\n}\n");
    ter_bytes_free((uint8_t *)text);
    ter_json_destroy(json);
}

static void test_json_refuses_levels_left_open_and_missing_keys(void **state) {
    (void)state;
    char *text = NULL;
    ter_json *open = ter_json_create();
    ter_json_object(open, NULL, false);
    assert_int_equal(ter_json_finish(open, &text, NULL), TER_BAD_STATE);
    ter_json_destroy(open);
    ter_json *keyless = ter_json_create();
    ter_json_object(keyless, NULL, false);
    ter_json_double(keyless, NULL, 1);
    ter_json_end(keyless);
    assert_int_equal(ter_json_finish(keyless, &text, NULL), TER_BAD_STATE);
    ter_json_destroy(keyless);
    ter_json *keyed = ter_json_create();
    ter_json_integer(keyed, "a", 1);
    assert_int_equal(ter_json_finish(keyed, &text, NULL), TER_BAD_STATE);
    ter_json_destroy(keyed);
    ter_json *twice = ter_json_create();
    ter_json_integer(twice, NULL, 1);
    ter_json_integer(twice, NULL, 2);
    assert_int_equal(ter_json_finish(twice, &text, NULL), TER_BAD_STATE);
    ter_json_destroy(twice);
    ter_json *deep = ter_json_create();
    for (int i = 0; i <= TER_JSON_DEPTH_MAX; i++) {
        ter_json_array(deep, NULL, true);
    }
    assert_int_equal(ter_json_finish(deep, &text, NULL), TER_LIMIT);
    ter_json_destroy(deep);
    assert_int_equal(ter_json_finish(NULL, &text, NULL), TER_NO_MEMORY);
    assert_null(text);
}

static void test_numbers_for_people_are_rounded_from_their_exact_text(void **state) {
    (void)state;
    static const struct {
        double value;
        int digits;
        const char *text;
    } rows[] = {
        {0, 4, "0"},
        {4957.2, 4, "4957"},
        {0.39664, 4, "0.3966"},
        {0.00012345, 3, "0.000123"},
        {0.000012345, 3, "0.0000123"},
        {1.25, 2, "1.3"},
        {9.9996, 4, "10"},
        {123456, 4, "123456"},
        {-2.5, 1, "-3"},
        {1e-7, 3, "1e-7"},
        {6.02e23, 2, "6e+23"},
        {(double)INFINITY, 3, "inf"},
        {5e-324, 3, "5e-324"},
        {1e15, 3, "1e+15"},
        {1e14, 3, "100000000000000"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[TER__NUMBER_TEXT_BYTES];
        ter__format_significant(rows[i].value, rows[i].digits, text);
        assert_string_equal(text, rows[i].text);
    }
}

static void test_decimals_are_exact(void **state) {
    (void)state;
    char text[TER__NUMBER_TEXT_BYTES];
    ter__format_decimal(25, -1, text);
    assert_string_equal(text, "2.5");
    ter__format_decimal(-5, -3, text);
    assert_string_equal(text, "-0.005");
    ter__format_decimal(0, 7, text);
    assert_string_equal(text, "0");
    ter__format_decimal(2, 3, text);
    assert_string_equal(text, "2000");
    ter__format_decimal(12, 20, text);
    assert_string_equal(text, "1.2e+21");
}

static void test_escaped_text_holds_no_markup_and_only_utf8(void **state) {
    (void)state;
    ter__buffer buffer = TER__BUFFER_EMPTY;
    const char text[] = "<b a='1'>&\"\xC0\xAF\x7F";
    ter__buffer_add_escaped(&buffer, text, sizeof text - 1);
    assert_string_equal(buffer.text, "&lt;b a=&#39;1&#39;&gt;&amp;&quot;\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
    ter__buffer_clear(&buffer);
    ter__buffer_add_coordinate(&buffer, -0.004);
    ter__buffer_add(&buffer, " ");
    ter__buffer_add_coordinate(&buffer, 12.345);
    ter__buffer_add(&buffer, " ");
    ter__buffer_add_coordinate(&buffer, (double)NAN);
    assert_string_equal(buffer.text, "0 12.35 0");
    ter__buffer_clear(&buffer);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_json_writes_nested_values_in_the_order_of_the_calls),
        cmocka_unit_test(test_json_refuses_levels_left_open_and_missing_keys),
        cmocka_unit_test(test_numbers_for_people_are_rounded_from_their_exact_text),
        cmocka_unit_test(test_decimals_are_exact),
        cmocka_unit_test(test_escaped_text_holds_no_markup_and_only_utf8),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
