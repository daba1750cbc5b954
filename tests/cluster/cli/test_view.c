/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <fcntl.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "cli/cli.h"
#include "cli/grid.h"
#include "cli/plot.h"

static ter__output output;

/* Prints into a pipe and reads it back. */
static void begin(int ends[2], unsigned columns, bool unicode) {
    assert_int_equal(pipe(ends), 0);
    ter__output_open(&output, ends[1], false);
    output.columns = columns;
    output.unicode = unicode;
}

static char *end(const int ends[2]) {
    static char text[16384];
    assert_true(ter__output_flush(&output));
    close(ends[1]);
    ssize_t length = read(ends[0], text, sizeof text - 1);
    close(ends[0]);
    text[length > 0 ? length : 0] = '\0';
    return text;
}

static void test_output_columns_count_characters_not_bytes(void **state) {
    (void)state;
    assert_int_equal(ter__text_columns("abc"), 3);
    assert_int_equal(ter__text_columns("\xC3\xA9t\xC3\xA9"), 3);
    assert_int_equal(ter__text_columns("\xE6\xB0\xB4"), 2);
    assert_int_equal(ter__text_columns("e\xCC\x81"), 1);
    assert_int_equal(ter__text_columns("\xE2"), 1); /* cut short: no overrun */
}

static void test_output_remembers_a_full_disk(void **state) {
    (void)state;
    int full = open("/dev/full", O_WRONLY);
    if (full < 0) {
        skip();
    }
    ter__output_open(&output, full, false);
    ter__output_text(&output, "x");
    assert_false(ter__output_flush(&output));
    assert_int_not_equal(output.failure, 0);
    ter__output_text(&output, "y");
    assert_false(ter__output_flush(&output));
    close(full);
}

static void test_grid_aligns_and_drops_what_matters_least(void **state) {
    (void)state;
    static const ter__grid_column columns[] = {{"name", false, 0}, {"first", true, 1}, {"second", true, 2}};
    static const struct {
        unsigned width;
        const char *text;
    } rows[] = {
        {0, "name  first  second\na heading longer than all columns\n\xC3\xA9t\xC3\xA9       7       x\n"},
        {13, "name  first\na heading longer than all columns\n\xC3\xA9t\xC3\xA9       7\n"},
        {5, "name\na heading longer than all columns\n\xC3\xA9t\xC3\xA9\n"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int ends[2];
        ter__grid grid;
        begin(ends, rows[i].width, false);
        ter__grid_open(&grid, columns, 3);
        ter__grid_heading(&grid, "a heading longer than all columns");
        ter__grid_add(&grid, "\xC3\xA9t\xC3\xA9");
        ter__grid_print(&grid, "%d", 7);
        ter__grid_add(&grid, "x");
        ter__grid_close(&grid, &output);
        assert_string_equal(end(ends), rows[i].text);
    }
}

static void test_estimates_have_the_decimals_their_errors_give_meaning_to(void **state) {
    (void)state;
    static const struct {
        double estimate, error;
        const char *text;
    } rows[] = {
        {1834.23, 78.31, "1834 (78)"},
        {0.08123, 0.1021, "0.08 (0.10)"},
        {-3.14159, 0.00123, "-3.1416 (0.0012)"},
        {5, (double)NAN, "5"},
        {(double)NAN, 1, "-"},
        {2.5, 0, "2.5"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[64];
        ter__format_estimate(text, sizeof text, rows[i].estimate, rows[i].error);
        assert_string_equal(text, rows[i].text);
    }
}

static void test_plot_draws_bars_in_ascii(void **state) {
    (void)state;
    static const ter__bar bars[] = {{0, 5, 4}, {5, 10, 1}};
    const ter__plot plot = {.lower = 0, .upper = 10, .width = 20, .height = 4, .bar_count = 2, .bars = bars, .label = "count"};
    int ends[2];
    begin(ends, 0, false);
    ter__plot_draw(&output, &plot);
    const char *text = end(ends);
    assert_non_null(strstr(text, "        0 |####################\n"));
    assert_non_null(strstr(text, "    count |##########          \n"));
    assert_null(strstr(text, "\xE2"));
}

static void test_plot_holds_a_curve_that_is_infinite_at_an_end(void **state) {
    (void)state;
    ter_dist *dist = NULL;
    assert_int_equal(ter_dist_parse(&dist, "chi_squared(1)", NULL), TER_OK);
    const ter__plot plot = {.lower = 0, .upper = 5, .width = 40, .height = 8, .curve = dist, .scale = 1, .label = "density"};
    int ends[2];
    begin(ends, 0, true);
    ter__plot_draw(&output, &plot);
    assert_non_null(strstr(end(ends), "\xE2\xA0")); /* braille */
    ter_dist_destroy(dist);
}

static void test_exit_codes_follow_the_table_of_statuses(void **state) {
    (void)state;
    assert_int_equal(ter__exit_code(TER_OK), 0);
    assert_int_equal(ter__exit_code(TER_NO_CONVERGENCE), 1);
    assert_int_equal(ter__exit_code(TER_NO_MEMORY), 1);
    assert_int_equal(ter__exit_code(TER_DISK_FULL), 1);
    assert_int_equal(ter__exit_code(TER_INTERNAL), 1);
    assert_int_equal(ter__exit_code(TER_BAD_SPEC), 2);
    assert_int_equal(ter__exit_code(TER_NOT_FOUND), 2);
    assert_int_equal(ter__exit_code(TER_NO_PERMISSION), 2);
    assert_int_equal(ter__exit_code(TER_CANCELLED), 4);
    assert_int_equal(ter__exit_code(TER_TIMEOUT), 5);
    assert_int_equal(ter__exit_code(TER_CHECK_FAILED), 6);
    assert_int_equal(ter__exit_code(TER_NO_BACKEND), 69);
}

static void test_commands_have_names_summaries_and_functions(void **state) {
    (void)state;
    assert_null(ter__command_at(ter__command_count()));
    for (size_t i = 0; i < ter__command_count(); i++) {
        const ter__command *command = ter__command_at(i);
        assert_true(command->summary[0] != '\0');
        assert_non_null(command->run);
        assert_true(command->arguments_min <= command->arguments_max);
        for (size_t k = 0; k < i; k++) {
            assert_string_not_equal(command->name, ter__command_at(k)->name);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_output_columns_count_characters_not_bytes),
        cmocka_unit_test(test_output_remembers_a_full_disk),
        cmocka_unit_test(test_grid_aligns_and_drops_what_matters_least),
        cmocka_unit_test(test_estimates_have_the_decimals_their_errors_give_meaning_to),
        cmocka_unit_test(test_plot_draws_bars_in_ascii),
        cmocka_unit_test(test_plot_holds_a_curve_that_is_infinite_at_an_end),
        cmocka_unit_test(test_exit_codes_follow_the_table_of_statuses),
        cmocka_unit_test(test_commands_have_names_summaries_and_functions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
