/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole parts of continuous laws: against families that they are, and against differences of tails to 40 digits (mpmath). */
#include <math.h>
#include <string.h>

#include "ter_assert.h"
#include "tercile/compose.h"

static ter_dist *law(const char *text) {
    ter_dist *dist = NULL;
    ter_error error;
    ter_assert_ok(ter_dist_parse(&dist, text, &error), error);
    return dist;
}

static void expect_same(const char *made_text, const char *known_text, double first, double last, double step) {
    ter_dist *made = law(made_text), *known = law(known_text);
    assert_true(ter_family_is_discrete(ter_dist_family(made)));
    for (double x = first; x <= last; x += step) {
        for (int operation = 0; operation < TER_LOG_PDF_SLOPE; operation++) {
            if (ter_operation_argument((ter_operation)operation) != TER_ARGUMENT_POINT) {
                continue;
            }
            double a = ter_dist_eval(made, (ter_operation)operation, x), b = ter_dist_eval(known, (ter_operation)operation, x);
            if (!(a == b || fabs(a - b) <= 0x1p-50 * fabs(b) || (isnan(a) && isnan(b)))) {
                fail_msg("%s: %s(%g) is %.17g, of %s it is %.17g", made_text, ter_operation_word((ter_operation)operation), x, a,
                         known_text, b);
            }
        }
    }
    for (double p = 0x1.8p-7; p < 1.0; p += 0x1p-6) {
        double a = ter_dist_quantile(made, p), b = ter_dist_quantile(known, p);
        if (a != b || ter_dist_isf(made, p) != ter_dist_isf(known, p)) {
            fail_msg("%s: quantile(%a) is %g, of %s it is %g; isf %g, %g", made_text, p, a, known_text, b, ter_dist_isf(made, p),
                     ter_dist_isf(known, p));
        }
    }
    for (int i = 0; i < 2; i++) {
        double a, b;
        ter_summary which = i == 0 ? TER_MEAN : TER_VARIANCE;
        assert_int_equal(ter_dist_summary(made, which, &a), TER_OK);
        assert_int_equal(ter_dist_summary(known, which, &b), TER_OK);
        ter_assert_relative(a, b, 1e-11);
    }
    ter_dist_destroy(made);
    ter_dist_destroy(known);
}

static void test_whole_parts_that_are_families(void **state) {
    (void)state;
    expect_same("floor_of(exponential(2))", "planck(0.5)", -2.0, 2000.0, 0.5);
    expect_same("floor_of(exponential(0.0078125))", "planck(128)", -1.0, 20.0, 1.0);
    expect_same("floor_of(uniform(-3, 5))", "discrete_uniform(-3, 4)", -5.0, 6.0, 0.25);
    expect_same("floor_of(affine(exponential(2), 7))", "affine(planck(0.5), 7)", 5.0, 500.0, 1.0);
    expect_same("affine(floor_of(exponential(2)), location=1)", "affine(planck(0.5), 1)", 0.0, 500.0, 1.0);
    expect_same("truncated(floor_of(exponential(2)), lower=1)", "affine(planck(0.5), 1)", 0.0, 500.0, 1.0);
}

typedef struct known_value {
    const char *text;
    ter_operation operation;
    double at, value;
} known_value;

static const known_value values[] = {
    {"floor_of(gamma(2.5, 3))", TER_PDF, 0.0, 0.01525212098149097130318},
    {"floor_of(gamma(2.5, 3))", TER_PDF, 5.0, 0.09932640731481315211628},
    {"floor_of(gamma(2.5, 3))", TER_LOG_PDF, 40.0, -10.9756435686842639733},
    {"floor_of(gamma(2.5, 3))", TER_LOG_SF, 40.0, -9.921277370865023702126},
    {"floor_of(gamma(2.5, 3))", TER_LOG_PDF, 2500.0, -824.7902358830537783731},
    {"floor_of(gamma(2.5, 3))", TER_LOG_SF, 2500.0, -823.8608003337503061954},
    {"floor_of(gamma(2.5, 3))", TER_LOG_SF, 0.0, -0.01536963096079946563358},
    {"floor_of(burr12(2, 1.5, 10))", TER_PDF, 0.0, 0.01481466315842659835121},
    {"floor_of(burr12(2, 1.5, 10))", TER_PDF, 7.0, 0.07368056293219478516155},
    {"floor_of(burr12(2, 1.5, 10))", TER_SF, 7.0, 0.4761395179530672729393},
    {"floor_of(burr12(2, 1.5, 10))", TER_PDF, 100000.0, 2.999939926002236260159e-17},
    {"floor_of(burr12(2, 1.5, 10))", TER_SF, 100000.0, 9.999699856007401651374e-13},
    {"floor_of(affine(normal(0.25, 1.5), location=0.5))", TER_PDF, 0.0, 0.2576462938849167572551},
    {"floor_of(affine(normal(0.25, 1.5), location=0.5))", TER_LOG_PDF, -40.0, -355.3225022429592579649},
};

static void test_values_of_discrete_gamma_burr_and_rounded_normal(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        const known_value *v = &values[i];
        ter_dist *dist = law(v->text);
        double value = ter_dist_eval(dist, v->operation, v->at);
        if (!(fabs(value - v->value) <= 0x1p-51 * fabs(v->value))) {
            fail_msg("%s: %s(%g) is %.17g, not %.17g", v->text, ter_operation_word(v->operation), v->at, value, v->value);
        }
        ter_dist_destroy(dist);
    }
}

static void test_counts_and_atoms_have_no_whole_part(void **state) {
    (void)state;
    const char *const texts[] = {"floor_of(poisson(3))", "floor_of(censored(normal(0, 1), lower=0))"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        ter_dist *dist = NULL;
        ter_error error = {TER_OK, ""};
        assert_int_equal(ter_dist_parse(&dist, texts[i], &error), TER_BAD_ARGUMENT);
        assert_null(dist);
        assert_non_null(strstr(error.text, "is not a continuous law"));
    }
    ter_dist *dist = law("floor_of(gamma(shape=2, scale=3))");
    char text[256];
    (void)ter_dist_format(dist, text, sizeof text);
    assert_string_equal(text, "floor_of(gamma(shape=2, scale=3))");
    ter_dist_destroy(dist);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole_parts_that_are_families),
        cmocka_unit_test(test_values_of_discrete_gamma_burr_and_rounded_normal),
        cmocka_unit_test(test_counts_and_atoms_have_no_whole_part),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
