/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What users of other systems found wrong there is right here: validation/complaints.tsv against its true values, within the bound
 * of the law's descriptor and half a unit of the last digit that the file shows.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "contract.h"
#include "ter_assert.h"
#include "tercile/fit.h"
#include "tercile/text.h"

#define LINE_BYTES 512
/* For laws that are no families (combinators), in ulp: 1e-12 relative. */
#define BOUND_OF_OTHERS 4500.0

typedef struct complaint {
    const char *number, *operation, *law, *x, *truth;
} complaint;

/* Half a unit of the last digit of "-1.234e-5" or "4983"; 0 where twenty digits and whole numbers mean the value itself. */
static double half_last_digit(const char *text) {
    const char *exponent = strchr(text, 'e'), *point = strchr(text, '.');
    if (point == NULL || exponent == NULL) {
        return 0.0;
    }
    int decimals = (int)(exponent - point) - 1;
    bool exact = decimals == 1 && point[1] == '0';
    return exact ? 0.0 : 0.5 * pow(10.0, atoi(exponent + 1) - decimals);
}

static bool is_right(const complaint *c) {
    ter_dist *dist = NULL;
    ter_error error = {TER_OK, ""};
    ter_operation operation;
    double x, truth;
    ter_assert_ok(ter_operation_find(&operation, c->operation, &error), error);
    ter_assert_ok(ter_text_to_double(c->x, strlen(c->x), &x), error);
    ter_assert_ok(ter_text_to_double(c->truth, strlen(c->truth), &truth), error);
    if (ter_dist_parse(&dist, c->law, &error) != TER_OK) {
        printf("complaint %s: %s: %s\n", c->number, c->law, error.text);
        return false;
    }
    ter_accuracy bound = ter_family_accuracy(ter_dist_family(dist), operation);
    double ulp = bound.ulp_max > 0.0 && isfinite(bound.ulp_max) ? bound.ulp_max : BOUND_OF_OTHERS;
    double value = ter_dist_eval(dist, operation, x);
    double unit = nextafter(fabs(truth), HUGE_VAL) - fabs(truth);
    bool right = value == truth || fabs(value - truth) <= (ulp + 0.5) * unit + half_last_digit(c->truth);
    if (!right) {
        printf("complaint %s: %s of %s at %s is %.17g, true %s\n", c->number, c->operation, c->law, c->x, value, c->truth);
    }
    ter_dist_destroy(dist);
    return right;
}

static void test_every_case_has_its_true_value(void **state) {
    (void)state;
    char line[LINE_BYTES];
    size_t rows = 0, wrong = 0;
    FILE *file = fopen(TER_SOURCE_DIR "/validation/complaints.tsv", "r");
    assert_non_null(file);
    while (fgets(line, sizeof line, file) != NULL) {
        if (line[0] == '#' || strncmp(line, "case\t", 5) == 0) {
            continue;
        }
        complaint c = {strtok(line, "\t"), strtok(NULL, "\t"), strtok(NULL, "\t"), strtok(NULL, "\t"), strtok(NULL, "\t\n")};
        assert_non_null(c.truth);
        rows++;
        wrong += !is_right(&c);
    }
    fclose(file);
    printf("%zu cases\n", rows);
    assert_true(rows >= 39);
    assert_int_equal(wrong, 0);
}

/* 12: an interval of a law whose ends are as far apart as doubles go: P(Z > 3/2). */
static void test_an_interval_of_a_huge_law_does_not_overflow(void **state) {
    (void)state;
    const double largest = 0x1.fffffffffffffp1023, parameters[] = {-largest, largest};
    const ter_family *normal;
    ter_dist *dist;
    ter_error error;
    ter_assert_ok(ter_family_find(&normal, "normal", &error), error);
    ter_assert_ok(ter_dist_create(&dist, normal, 2, parameters, &error), error);
    double value = ter_dist_interval(dist, 0.5 * largest, HUGE_VAL);
    assert_true(fabs(value - 0.066807201268858066) < 1e-16);
    ter_dist_destroy(dist);
}

/* 37, 38: draws that were NaN, hung or wrapped elsewhere. */
static void test_draws_of_extreme_laws_are_possible_values(void **state) {
    (void)state;
    static const char *const laws[] = {"beta(0.001, 0.001)", "binomial(16000000, 3e-10)", "poisson(4.3e9)", "poisson(5e9)",
                                       "geometric(1e-15)"};
    for (size_t i = 0; i < sizeof laws / sizeof laws[0]; i++) {
        ter_dist *dist;
        ter_error error;
        double draws[200], lower, upper;
        ter_assert_ok(ter_dist_parse(&dist, laws[i], &error), error);
        ter_dist_support(dist, &lower, &upper);
        ter_stream stream = ter_stream_open(38, 0, (uint32_t)i);
        ter_dist_sample(dist, &stream, 200, draws);
        for (size_t k = 0; k < 200; k++) {
            if (!(draws[k] >= lower && draws[k] <= upper)) {
                fail_msg("%s: draw %zu is %a", laws[i], k, draws[k]);
            }
        }
        ter_dist_destroy(dist);
    }
}

/* 35: the maximum of the Laplace likelihood is at the (weighted) median, its scale the mean distance from it. */
static void test_the_fit_of_a_laplace_law_is_its_median(void **state) {
    (void)state;
    static const double x[] = {1.0, 2.0, 4.0, 8.0, 16.0}, weights[] = {1.0, 1.0, 1.0, 1.0, 5.0};
    const ter_family *laplace;
    ter_fit fit;
    ter_error error;
    ter_fit_options options = TER_FIT_OPTIONS_DEFAULT;
    ter_assert_ok(ter_family_find(&laplace, "laplace", &error), error);
    ter_assert_ok(ter_fit_run(&fit, laplace, 5, x, NULL, &error), error);
    assert_true(fabs(fit.estimate[0] - 4.0) < 1e-9 && fabs(fit.estimate[1] - 4.2) < 1e-9);
    options.weights = weights;
    ter_assert_ok(ter_fit_run(&fit, laplace, 5, x, &options, &error), error);
    assert_true(fabs(fit.estimate[0] - 16.0) < 1e-9 && fabs(fit.estimate[1] - 49.0 / 9.0) < 1e-9);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_case_has_its_true_value),
        cmocka_unit_test(test_an_interval_of_a_huge_law_does_not_overflow),
        cmocka_unit_test(test_draws_of_extreme_laws_are_possible_values),
        cmocka_unit_test(test_the_fit_of_a_laplace_law_is_its_median),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
