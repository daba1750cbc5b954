/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Models as tapes: values against the double machine, slopes against differences in double-double, linearity. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "expression/tape.h"

static const char *const names[] = {"a", "b", "c", "x"};

static ter_status find(void *context, const char *name, size_t *place, ter_value_type *type, ter_error *error) {
    (void)context;
    *type = TER_VALUE_NUMBER;
    for (*place = 0; *place < 4; ++*place) {
        if (strcmp(names[*place], name) == 0) {
            return TER_OK;
        }
    }
    return ter_error_set(error, TER_UNKNOWN_NAME, "no %s", name);
}

static ter_expression *compile(const char *text) {
    const ter_expression_names known = {NULL, find};
    ter_expression *made = NULL;
    assert_int_equal(ter_expression_compile(&made, text, strlen(text), &known, NULL, NULL), TER_OK);
    return made;
}

static void numbers(const void *context, size_t place, size_t first, size_t count, double *out) {
    (void)first;
    for (size_t i = 0; i < count; i++) {
        out[i] = ((const double *)context)[place];
    }
}

static const char *const smooth[] = {
    "a + b * x - c / x",
    "a * exp(-b * x)",
    "a * (1 - (1 + 2 * b * x) ^ (-0.5))",
    "(a + b * x + c * x^2) / (1 + c * x)",
    "sin(a * x) + cos(b * x) * tan(c)",
    "atan(a / (x - b)) / pi",
    "x ^ a + a ^ b + b ^ x",
    "log(a) * log10(b * x) + log1p(c * x) - sqrt(a + b)",
    "expm1(a * c) * tanh(b * x) - tanh(-a)",
    "a * (b + x) ^ (-1 / c)",
    "a / (1 + exp(b - c * x)) ^ (1 / b)",
    "(-a) ^ 3 + (c - x) ^ 2 + (a - 9) ^ -3",
    "abs(a - b) + abs(b - a) * c",
    "if_else(x > a, a * b, c) + min(a, b, c) * max(a, b, c)",
};

static void test_values_are_those_of_the_double_machine(void **state) {
    (void)state;
    const double point[] = {0.75, 1.375, 0.3125, 2.5};
    for (size_t i = 0; i < sizeof smooth / sizeof smooth[0]; i++) {
        ter_expression *made = compile(smooth[i]);
        const ter_expression_source source = {point, numbers, NULL};
        ter__tape tape;
        ter__dd parameters[3], data = {point[3], 0.0}, value;
        double plain = 0.0;
        for (size_t k = 0; k < 3; k++) {
            parameters[k] = ter__dd_make(point[k], 0.0);
        }
        assert_int_equal(ter__tape_create(&tape, made, 3, NULL), TER_OK);
        assert_true(ter__tape_row(&tape, parameters, &data, &value, NULL));
        assert_int_equal(ter_expression_numbers(made, &source, 0, 1, &plain, NULL, NULL), TER_OK);
        if (!(fabs(value.hi - plain) <= 0x1p-48 * fabs(plain))) {
            fail_msg("%s: %.17g and %.17g", smooth[i], value.hi, plain);
        }
        ter__tape_destroy(&tape);
        ter_expression_destroy(made);
    }
}

static void test_slopes_are_the_limits_of_differences(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof smooth / sizeof smooth[0]; i++) {
        ter_expression *made = compile(smooth[i]);
        ter__tape tape;
        ter__dd parameters[3] = {{0.75, 0.0}, {1.375, 0.0}, {0.3125, 0.0}}, data = {2.5, 0.0}, value, slopes[3], above, below;
        assert_int_equal(ter__tape_create(&tape, made, 3, NULL), TER_OK);
        assert_true(ter__tape_row(&tape, parameters, &data, &value, slopes));
        for (size_t k = 0; k < 3; k++) {
            const ter__dd here = parameters[k];
            parameters[k] = ter__dd_add_d(here, 0x1p-30);
            assert_true(ter__tape_row(&tape, parameters, &data, &above, NULL));
            parameters[k] = ter__dd_add_d(here, -0x1p-30);
            assert_true(ter__tape_row(&tape, parameters, &data, &below, NULL));
            parameters[k] = here;
            const ter__dd difference = ter__dd_scale(ter__dd_sub(above, below), 0x1p29);
            if (!(fabs(ter__dd_sub(difference, slopes[k]).hi) <= 0x1p-46 * (fabs(slopes[k].hi) + fabs(value.hi)))) {
                fail_msg("%s, slope in %s: %.17g, by differences %.17g", smooth[i], names[k], slopes[k].hi, difference.hi);
            }
        }
        ter__tape_destroy(&tape);
        ter_expression_destroy(made);
    }
}

static void test_what_is_linear_is_found(void **state) {
    (void)state;
    const struct {
        const char *text;
        uint32_t set;
        bool affine;
    } cases[] = {
        {"a + b * x", 3, true},
        {"a * b * x", 3, false},
        {"a * b * x", 1, true},
        {"a * exp(b * x)", 1, true},
        {"a * exp(b * x)", 2, false},
        {"(a + c * x) / (1 + b)", 5, true},
        {"(a + c * x) / b", 7, false},
        {"if_else(x > 1, a, -b)", 3, true},
        {"if_else(a > 1, a, b)", 1, false},
        {"abs(a)", 1, false},
        {"a ^ 1", 1, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ter_expression *made = compile(cases[i].text);
        ter__tape tape;
        assert_int_equal(ter__tape_create(&tape, made, 3, NULL), TER_OK);
        if (ter__tape_is_affine(&tape, cases[i].set) != cases[i].affine) {
            fail_msg("%s in set %u", cases[i].text, (unsigned)cases[i].set);
        }
        ter__tape_destroy(&tape);
        ter_expression_destroy(made);
    }
}

static void test_values_that_do_not_exist_are_said(void **state) {
    (void)state;
    static const char *const texts[] = {"log(-a)", "sqrt(-b)", "1 / (a - a)", "exp(1000 * b)", "(-a) ^ b", "log1p(-1 - a)"};
    ter__dd parameters[3] = {{0.75, 0.0}, {1.375, 0.0}, {0.3125, 0.0}}, data = {2.5, 0.0}, value, slopes[3];
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        ter_expression *made = compile(texts[i]);
        ter__tape tape;
        assert_int_equal(ter__tape_create(&tape, made, 3, NULL), TER_OK);
        if (ter__tape_row(&tape, parameters, &data, &value, slopes)) {
            fail_msg("%s gives %g", texts[i], value.hi);
        }
        ter__tape_destroy(&tape);
        ter_expression_destroy(made);
    }
    ter_expression *condition = compile("a > 1");
    ter__tape tape;
    assert_int_equal(ter__tape_create(&tape, condition, 3, NULL), TER_BAD_ARGUMENT);
    ter_expression_destroy(condition);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values_are_those_of_the_double_machine),
        cmocka_unit_test(test_slopes_are_the_limits_of_differences),
        cmocka_unit_test(test_what_is_linear_is_found),
        cmocka_unit_test(test_values_that_do_not_exist_are_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
