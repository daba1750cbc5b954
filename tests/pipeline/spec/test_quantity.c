/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sizes and durations as people write them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "spec/key.h"

static void test_sizes_are_read_in_binary_and_decimal_units(void **state) {
    (void)state;
    static const struct {
        const char *text;
        double bytes;
    } good[] = {{"1GiB", 0x1p30}, {"512 MiB", 0x1p29}, {"1.5GB", 1.5e9}, {"4096B", 4096.0}, {"2T", 0x1p41}, {"10kB", 1e4}};
    static const char *const bad[] = {"", "GiB", "1", "1 gib", "-1GiB", "1GiB2", "1e3MB", "1..5GB", "1GiB 2GiB"};
    double bytes;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_int_equal(ter__size_parse(good[i].text, &bytes, NULL), TER_OK);
        assert_true(bytes == good[i].bytes);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ter_error error = {0};
        assert_int_equal(ter__size_parse(bad[i], &bytes, &error), TER_BAD_SYNTAX);
        assert_true(error.text[0] != '\0');
    }
}

static void test_durations_add_up(void **state) {
    (void)state;
    static const struct {
        const char *text;
        double seconds;
    } good[] = {{"90s", 90.0},   {"10m", 600.0},   {"1h30m", 5400.0}, {"1h 30m 1s", 5401.0},
                {"250ms", 0.25}, {"2d", 172800.0}, {"1.5min", 90.0}};
    static const char *const bad[] = {"", "10", "10x", "m", "1h30", "-5s"};
    double seconds;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_int_equal(ter__duration_parse(good[i].text, &seconds, NULL), TER_OK);
        assert_true(seconds == good[i].seconds);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(ter__duration_parse(bad[i], &seconds, NULL), TER_BAD_SYNTAX);
    }
}

static void test_sizes_are_written_for_people(void **state) {
    (void)state;
    char text[TER__SIZE_TEXT_BYTES];
    ter__size_format(3.2 * 0x1p30, text);
    assert_string_equal(text, "3.2 GiB");
    ter__size_format(100.0, text);
    assert_string_equal(text, "100 bytes");
    ter__size_format(0x1p60, text);
    assert_string_equal(text, "1 EiB");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sizes_are_read_in_binary_and_decimal_units),
        cmocka_unit_test(test_durations_add_up),
        cmocka_unit_test(test_sizes_are_written_for_people),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
