/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ter_assert.h"

#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tercile/random.h"
#include "tercile/text.h"

static double from_bits(uint64_t bits) {
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static double read_back(const char *text) {
    double value = -1.0;
    assert_int_equal(ter_text_to_double(text, strlen(text), &value), TER_OK);
    return value;
}

/* Shortest forms known from the definition (and printed so by every correct printer). */
static void test_double_is_written_in_its_shortest_form(void **state) {
    (void)state;
    static const struct {
        double value;
        const char *text;
    } cases[] = {
        {0.0, "0"},
        {-0.0, "-0"},
        {1.0, "1"},
        {0.1, "0.1"},
        {-0.3, "-0.3"},
        {0.1 + 0.2, "0.30000000000000004"},
        {1e300, "1e+300"},
        {1e16, "1e+16"},
        {1e15, "1000000000000000"},
        {9007199254740993.0, "9007199254740992"},
        {123456789.125, "123456789.125"},
        {1e-4, "0.0001"},
        {1e-5, "1e-05"},
        {1.5e-7, "1.5e-07"},
        {5e-324, "5e-324"},
        {DBL_MIN, "2.2250738585072014e-308"},
        {DBL_MAX, "1.7976931348623157e+308"},
        {9.5367431640625e-07, "9.5367431640625e-07"},
        {1e23, "1e+23"},
        {2.0 / 3.0, "0.6666666666666666"},
        {0x1p-44, "5.684341886080802e-14"}, /* ...8015 exactly: a tie, to even */
        {4.35, "4.35"},
        {1.0 + DBL_EPSILON, "1.0000000000000002"},
        {INFINITY, "inf"},
        {-INFINITY, "-inf"},
        {NAN, "nan"},
        {-NAN, "nan"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[TER_DOUBLE_TEXT_BYTES];
        size_t length = ter_text_from_double(cases[i].value, text);
        assert_string_equal(text, cases[i].text);
        assert_int_equal(length, strlen(text));
    }
}

/* A text reads back exactly, and no shorter one does: with one digit fewer, the nearest decimal is another double. */
static void test_random_doubles_round_trip_and_none_is_longer_than_needed(void **state) {
    (void)state;
    uint64_t seed = ter_test_seed();
    ter_stream stream = ter_stream_open(seed, 0, 0);
    for (int i = 0; i < 60000; i++) {
        double value = from_bits(ter_stream_word(&stream));
        if (i % 3 == 1) {
            value =
                ldexp(from_bits((ter_stream_word(&stream) >> 12) | 0x3ff0000000000000u), (int)ter_stream_below(&stream, 80) - 40);
        } else if (i % 3 == 2) {
            value = (double)ter_stream_below(&stream, 1000000000) / 10000.0;
        }
        if (!isfinite(value)) {
            continue;
        }
        char text[TER_DOUBLE_TEXT_BYTES], other[64];
        size_t length = ter_text_from_double(value, text);
        assert_true(length < TER_DOUBLE_TEXT_BYTES);
        ter_assert_bits(read_back(text), value);
        ter_assert_bits(strtod(text, NULL), value);
        int digits = 0, zeros = 0;
        for (const char *c = text; *c != '\0' && *c != 'e'; c++) {
            if (*c >= '1' || (*c == '0' && digits > 0)) {
                digits += *c != '.';
                zeros = *c == '0' ? zeros + 1 : 0;
            }
        }
        if (strchr(text, '.') == NULL) {
            digits -= zeros;
        }
        if (digits > 1) {
            snprintf(other, sizeof other, "%.*e", digits - 2, value);
            assert_true(strtod(other, NULL) != value);
        }
        length = ter_text_from_double_hex(value, text);
        assert_true(length < TER_DOUBLE_TEXT_BYTES);
        snprintf(other, sizeof other, "%a", value);
        assert_string_equal(text, other);
        ter_assert_bits(read_back(text), value);
    }
}

static void test_hexadecimal_form_of_special_values(void **state) {
    (void)state;
    char text[TER_DOUBLE_TEXT_BYTES];
    ter_text_from_double_hex(0.1, text);
    assert_string_equal(text, "0x1.999999999999ap-4");
    ter_text_from_double_hex(-0.0, text);
    assert_string_equal(text, "-0x0p+0");
    ter_text_from_double_hex(5e-324, text);
    assert_string_equal(text, "0x0.0000000000001p-1022");
    ter_text_from_double_hex(-INFINITY, text);
    assert_string_equal(text, "-inf");
}

static void test_reading_takes_every_form_and_rounds_correctly(void **state) {
    (void)state;
    ter_assert_bits(read_back("+1.5"), 1.5);
    ter_assert_bits(read_back(".5"), 0.5);
    ter_assert_bits(read_back("5."), 5.0);
    ter_assert_bits(read_back("1e4"), 1e4);
    ter_assert_bits(read_back("1E+4"), 1e4);
    ter_assert_bits(read_back("-0"), -0.0);
    ter_assert_bits(read_back("000000000000000000000000012"), 12.0);
    ter_assert_bits(read_back("999999999999999"), 999999999999999.0);
    ter_assert_bits(read_back("0.000000000000001"), 1e-15);
    ter_assert_bits(read_back("0x1.8p3"), 12.0);
    ter_assert_bits(read_back("0X.8"), 0.5);
    ter_assert_bits(read_back("-Infinity"), -INFINITY);
    ter_assert_bits(read_back("INF"), INFINITY);
    assert_true(isnan(read_back("NaN")));
    ter_assert_bits(read_back("1e999"), INFINITY);
    ter_assert_bits(read_back("1e-999"), 0.0);
    /* Half way between 1 and its upper neighbour, and a hair above it 300 digits on. */
    char text[400] = "1.00000000000000011102230246251565404236316680908203125";
    ter_assert_bits(read_back(text), 1.0);
    size_t length = strlen(text);
    memset(text + length, '0', 300);
    text[length + 300] = '1';
    text[length + 301] = '\0';
    ter_assert_bits(read_back(text), 1.0 + DBL_EPSILON);
}

static void test_reading_refuses_what_is_no_number_as_a_whole(void **state) {
    (void)state;
    static const char *const bad[] = {"",    " 1",  "1 ",  "1x",  "2000x",  ".",   "-",     "e5",   "1e",   "1e+", "0x",
                                      "0xp", "1,5", "--1", "+-1", "nan(1)", "1_0", "infin", "0x1p", "1e5.", "1..2"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        double value = 7.0;
        assert_int_equal(ter_text_to_double(bad[i], strlen(bad[i]), &value), TER_BAD_SYNTAX);
        ter_assert_bits(value, 7.0);
    }
    double value;
    assert_int_equal(ter_text_to_double("12,5", 2, &value), TER_OK);
    ter_assert_bits(value, 12.0);
}

static void test_locale_with_a_decimal_comma_changes_nothing(void **state) {
    (void)state;
    static const char *const names[] = {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "de_DE"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (setlocale(LC_ALL, names[i]) != NULL) {
            break;
        }
    }
    char text[TER_DOUBLE_TEXT_BYTES];
    ter_text_from_double(1234.5, text);
    assert_string_equal(text, "1234.5");
    ter_assert_bits(read_back("1234.5678901234567890"), 1234.5678901234567890);
    setlocale(LC_ALL, "C");
}

static void test_nearest_name_is_proposed_and_a_far_one_is_not(void **state) {
    (void)state;
    static const char *const names[] = {"normal", "lognormal", "gamma", "gev", "gumbel", "t"};
    const size_t count = sizeof names / sizeof names[0];
    assert_string_equal(ter_text_suggest("nromal", names, count), "normal");
    assert_string_equal(ter_text_suggest("Gama", names, count), "gamma");
    assert_string_equal(ter_text_suggest("GEV", names, count), "gev");
    assert_string_equal(ter_text_suggest("lognorml", names, count), "lognormal");
    assert_null(ter_text_suggest("weibull", names, count));
    assert_null(ter_text_suggest("x", names, count));
    assert_string_equal(ter_text_suggest("T", names, count), "t");
    assert_null(ter_text_suggest("", names, count));
    assert_null(ter_text_suggest("gamma", names, 0));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_double_is_written_in_its_shortest_form),
        cmocka_unit_test(test_random_doubles_round_trip_and_none_is_longer_than_needed),
        cmocka_unit_test(test_hexadecimal_form_of_special_values),
        cmocka_unit_test(test_reading_takes_every_form_and_rounds_correctly),
        cmocka_unit_test(test_reading_refuses_what_is_no_number_as_a_whole),
        cmocka_unit_test(test_locale_with_a_decimal_comma_changes_nothing),
        cmocka_unit_test(test_nearest_name_is_proposed_and_a_far_one_is_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
