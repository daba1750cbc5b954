/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Edges of every family: its own table bit for bit, NaN, infinities, probabilities out of range, bad parameters, the support. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "contract.h"
#include "ter_assert.h"

#ifdef TER__HAVE_CERTIFY
#include "certify/points.h"
#include "dist/family.h"

#define LAWS 20

static ter_dist *make(const ter_family *family, const double *parameters) {
    ter_dist *dist = NULL;
    ter_error error;
    ter_assert_ok(ter_dist_create(&dist, family, ter_family_parameter_count(family), parameters, &error), error);
    return dist;
}

/* Calls check(dist, law) for LAWS random laws of each family. */
static void for_laws(void (*check)(const ter_dist *dist, const char *law)) {
    uint64_t seed = ter_test_seed();
    for (size_t i = 0; i < ter_family_count(); i++) {
        const ter_family *family = ter_family_at(i);
        ter_stream stream = ter_stream_open(seed, 100, (uint32_t)i);
        for (size_t j = 0; ter_contract_runs(family) && j < ter_contract_points(LAWS); j++) {
            double parameters[TER_PARAMETERS_MAX] = {0};
            char law[256];
            if (!ter__draw_parameters(family, &stream, parameters)) {
                ter_contract_broken(family, "no ranges for hard points: stats/certify/ranges.c");
                break;
            }
            ter__write_law(law, sizeof law, family, parameters);
            ter_dist *dist = make(family, parameters);
            check(dist, law);
            ter_dist_destroy(dist);
        }
    }
    ter_contract_end();
}

static void expect(const ter_dist *dist, const char *law, ter_operation operation, double argument, double expected) {
    double value = ter_dist_eval(dist, operation, argument);
    if (!(isnan(expected) ? isnan(value) : value == expected)) {
        ter_contract_broken(ter_dist_family(dist), "tercile dist %s '%s' %a gives %a, not %a", ter_operation_word(operation), law,
                            argument, value, expected);
    }
}

static void test_edge_tables_hold_bit_for_bit(void **state) {
    (void)state;
    for (size_t i = 0; i < ter_family_count(); i++) {
        const ter_family *family = ter_family_at(i);
        if (ter_contract_runs(family) && family->edge_count == 0) {
            ter_contract_broken(family, "no edge table");
        }
        for (size_t j = 0; ter_contract_runs(family) && j < family->edge_count; j++) {
            const ter__edge *edge = &family->edges[j];
            ter_dist *dist = make(family, edge->parameters);
            double value = ter_dist_eval(dist, edge->operation, edge->argument);
            char law[256];
            ter__write_law(law, sizeof law, family, edge->parameters);
            if (!ter_contract_same(value, edge->expected)) {
                ter_contract_broken(family, "edge %zu: tercile dist %s '%s' %a gives %a, not %a", j,
                                    ter_operation_word(edge->operation), law, edge->argument, value, edge->expected);
            }
            ter_dist_destroy(dist);
        }
    }
    ter_contract_end();
}

static void check_nan(const ter_dist *dist, const char *law) {
    for (int j = 0; j < TER_OPERATION_COUNT; j++) {
        expect(dist, law, (ter_operation)j, (double)NAN, (double)NAN);
        expect(dist, law, (ter_operation)j, -(double)NAN, (double)NAN);
    }
}

static void test_nan_in_is_nan_out(void **state) {
    (void)state;
    for_laws(check_nan);
}

static void check_infinities(const ter_dist *dist, const char *law) {
    const double infinity = HUGE_VAL;
    expect(dist, law, TER_PDF, -infinity, 0.0);
    expect(dist, law, TER_PDF, infinity, 0.0);
    expect(dist, law, TER_LOG_PDF, -infinity, -infinity);
    expect(dist, law, TER_LOG_PDF, infinity, -infinity);
    expect(dist, law, TER_CDF, -infinity, 0.0);
    expect(dist, law, TER_CDF, infinity, 1.0);
    expect(dist, law, TER_LOG_CDF, -infinity, -infinity);
    expect(dist, law, TER_LOG_CDF, infinity, 0.0);
    expect(dist, law, TER_SF, -infinity, 1.0);
    expect(dist, law, TER_SF, infinity, 0.0);
    expect(dist, law, TER_LOG_SF, -infinity, 0.0);
    expect(dist, law, TER_LOG_SF, infinity, -infinity);
    expect(dist, law, TER_CUMULATIVE_HAZARD, infinity, infinity);
    expect(dist, law, TER_HAZARD, -infinity, 0.0);
}

static void test_infinite_arguments_give_limits(void **state) {
    (void)state;
    for_laws(check_infinities);
}

static void check_probabilities(const ter_dist *dist, const char *law) {
    static const double outside[] = {-0x1p-1074, -1.0, 0x1.0000000000001p+0, 2.0, HUGE_VAL, -HUGE_VAL};
    for (size_t i = 0; i < sizeof outside / sizeof outside[0]; i++) {
        expect(dist, law, TER_QUANTILE, outside[i], (double)NAN);
        expect(dist, law, TER_ISF, outside[i], (double)NAN);
    }
    static const double positive[] = {0x1p-1074, 1.0, HUGE_VAL};
    for (size_t i = 0; i < sizeof positive / sizeof positive[0]; i++) {
        expect(dist, law, TER_QUANTILE_LOG, positive[i], (double)NAN);
        expect(dist, law, TER_ISF_LOG, positive[i], (double)NAN);
    }
    double lower, upper;
    ter_dist_support(dist, &lower, &upper);
    expect(dist, law, TER_QUANTILE, 0.0, lower);
    expect(dist, law, TER_QUANTILE, -0.0, lower);
    expect(dist, law, TER_QUANTILE, 1.0, upper);
    expect(dist, law, TER_ISF, 0.0, upper);
    expect(dist, law, TER_ISF, 1.0, lower);
    expect(dist, law, TER_QUANTILE_LOG, -HUGE_VAL, lower);
    expect(dist, law, TER_QUANTILE_LOG, 0.0, upper);
    expect(dist, law, TER_ISF_LOG, -HUGE_VAL, upper);
    expect(dist, law, TER_ISF_LOG, 0.0, lower);
}

static void test_probabilities_outside_are_nan_and_ends_are_the_support(void **state) {
    (void)state;
    for_laws(check_probabilities);
}

static void check_outside(const ter_dist *dist, const char *law) {
    double lower, upper;
    ter_dist_support(dist, &lower, &upper);
    if (isfinite(lower)) {
        double x = nextafter(lower, -HUGE_VAL);
        expect(dist, law, TER_PDF, x, 0.0);
        expect(dist, law, TER_LOG_PDF, x, -HUGE_VAL);
        expect(dist, law, TER_CDF, x, 0.0);
        expect(dist, law, TER_LOG_CDF, x, -HUGE_VAL);
        expect(dist, law, TER_SF, x, 1.0);
        expect(dist, law, TER_LOG_SF, x, 0.0);
        expect(dist, law, TER_HAZARD, x, 0.0);
        expect(dist, law, TER_CUMULATIVE_HAZARD, x, 0.0);
        expect(dist, law, TER_LOG_PDF_SLOPE, x, (double)NAN);
    }
    if (isfinite(upper)) {
        double x = nextafter(upper, HUGE_VAL);
        expect(dist, law, TER_PDF, x, 0.0);
        expect(dist, law, TER_LOG_PDF, x, -HUGE_VAL);
        expect(dist, law, TER_CDF, x, 1.0);
        expect(dist, law, TER_LOG_CDF, x, 0.0);
        expect(dist, law, TER_SF, x, 0.0);
        expect(dist, law, TER_LOG_SF, x, -HUGE_VAL);
        expect(dist, law, TER_CUMULATIVE_HAZARD, x, HUGE_VAL);
        expect(dist, law, TER_LOG_PDF_SLOPE, x, (double)NAN);
    }
    if (ter_family_is_discrete(ter_dist_family(dist))) {
        double x = lower + 0.5;
        expect(dist, law, TER_PDF, x, 0.0);
        expect(dist, law, TER_LOG_PDF, x, -HUGE_VAL);
        expect(dist, law, TER_LOG_PDF_SLOPE, lower, (double)NAN);
        expect(dist, law, TER_CDF, x, ter_dist_cdf(dist, lower));
        expect(dist, law, TER_SF, x, ter_dist_sf(dist, lower));
    }
}

static void test_outside_the_support_are_true_limits(void **state) {
    (void)state;
    for_laws(check_outside);
}

/* One bad parameter among good ones: refused, and the text names it. */
static void check_refused(const ter_family *family, const double *good, size_t index, double bad) {
    double parameters[TER_PARAMETERS_MAX];
    memcpy(parameters, good, sizeof parameters);
    parameters[index] = bad;
    ter_dist *dist = NULL;
    ter_error error = {0};
    const char *name = ter_family_parameter(family, index)->name;
    ter_status status = ter_dist_create(&dist, family, ter_family_parameter_count(family), parameters, &error);
    if (status != TER_BAD_ARGUMENT || dist) {
        ter_contract_broken(family, "%s = %a is taken (%s)", name, bad, ter_status_name(status));
        ter_dist_destroy(dist);
    } else if (!strstr(error.text, name) || error.status != TER_BAD_ARGUMENT) {
        ter_contract_broken(family, "%s = %a is refused without naming it: %s", name, bad, error.text);
    }
}

static void check_parameter(const ter_family *family, const double *good, size_t index) {
    const ter_parameter *p = ter_family_parameter(family, index);
    check_refused(family, good, index, (double)NAN);
    if (p->upper_open || p->upper < HUGE_VAL) { /* an interval closed at infinity holds it: an end that may be nowhere */
        check_refused(family, good, index, HUGE_VAL);
    }
    if (p->lower_open || p->lower > -HUGE_VAL) {
        check_refused(family, good, index, -HUGE_VAL);
    }
    if (isfinite(p->lower)) {
        check_refused(family, good, index, p->lower_open ? p->lower : nextafter(p->lower, -HUGE_VAL));
        check_refused(family, good, index, p->lower - 1.0);
    }
    if (isfinite(p->upper)) {
        check_refused(family, good, index, p->upper_open ? p->upper : nextafter(p->upper, HUGE_VAL));
        check_refused(family, good, index, p->upper + 1.0);
    }
    if (p->integer) {
        check_refused(family, good, index, good[index] + 0.5);
    }
}

static void test_each_bad_parameter_is_refused_by_name(void **state) {
    (void)state;
    for (size_t i = 0; i < ter_family_count(); i++) {
        const ter_family *family = ter_family_at(i);
        ter_stream stream = ter_stream_open(1, 101, (uint32_t)i);
        double good[TER_PARAMETERS_MAX] = {0};
        if (!ter_contract_runs(family) || !ter__draw_moderate_parameters(family, &stream, good)) {
            continue;
        }
        size_t count = ter_family_parameter_count(family);
        for (size_t j = 0; j < count; j++) {
            check_parameter(family, good, j);
        }
        ter_dist *dist = NULL;
        ter_error error;
        double many[TER_PARAMETERS_MAX + 1] = {0};
        if (ter_dist_create(&dist, family, count + 1, many, &error) != TER_BAD_SHAPE) {
            ter_contract_broken(family, "takes one parameter too many");
            ter_dist_destroy(dist);
        }
    }
    ter_contract_end();
}

/* A law written in hexadecimal reads back as itself, and by every alias. */
static void test_laws_read_back_from_text(void **state) {
    (void)state;
    for (size_t i = 0; i < ter_family_count(); i++) {
        const ter_family *family = ter_family_at(i), *found;
        ter_stream stream = ter_stream_open(2, 102, (uint32_t)i);
        double parameters[TER_PARAMETERS_MAX] = {0};
        char law[256];
        ter_dist *dist;
        ter_error error;
        if (!ter_contract_runs(family) || !ter__draw_parameters(family, &stream, parameters)) {
            continue;
        }
        ter__write_law(law, sizeof law, family, parameters);
        ter_assert_ok(ter_dist_parse(&dist, law, &error), error);
        for (size_t j = 0; j < ter_family_parameter_count(family); j++) {
            ter_assert_bits(ter_dist_parameter(dist, j), parameters[j]);
        }
        ter_dist_destroy(dist);
        for (size_t j = 0; j < ter_family_alias_count(family); j++) {
            ter_assert_ok(ter_family_find(&found, ter_family_alias(family, j)->name, &error), error);
            if (found != family) {
                ter_contract_broken(family, "alias \"%s\" finds %s", ter_family_alias(family, j)->name, ter_family_name(found));
            }
        }
    }
    ter_contract_end();
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_edge_tables_hold_bit_for_bit),
        cmocka_unit_test(test_nan_in_is_nan_out),
        cmocka_unit_test(test_infinite_arguments_give_limits),
        cmocka_unit_test(test_probabilities_outside_are_nan_and_ends_are_the_support),
        cmocka_unit_test(test_outside_the_support_are_true_limits),
        cmocka_unit_test(test_each_bad_parameter_is_refused_by_name),
        cmocka_unit_test(test_laws_read_back_from_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
#else
int main(void) {
    puts("skipped: built without FLINT/Arb");
    return 77;
}
#endif
