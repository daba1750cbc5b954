/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Laws given by lists: against laws with parameters that are the same, against sums and integrals by hand. */
#include <math.h>
#include <string.h>

#include "ter_assert.h"
#include "tercile/compose.h"
#include "tercile/listed.h"

static ter_dist *law(const char *text) {
    ter_dist *dist = NULL;
    ter_error error;
    ter_assert_ok(ter_dist_parse(&dist, text, &error), error);
    return dist;
}

static double summary(const ter_dist *dist, ter_summary which) {
    double value;
    assert_int_equal(ter_dist_summary(dist, which, &value), TER_OK);
    return value;
}

/* All operations of points and all inverses agree. */
static void expect_same(const char *listed_text, const char *known_text, double from, double step, double to) {
    ter_dist *listed = law(listed_text), *known = law(known_text);
    for (double x = from; x <= to; x += step) {
        for (int operation = 0; operation < TER_LOG_PDF_SLOPE; operation++) {
            if (ter_operation_argument((ter_operation)operation) != TER_ARGUMENT_POINT) {
                continue;
            }
            double a = ter_dist_eval(listed, (ter_operation)operation, x), b = ter_dist_eval(known, (ter_operation)operation, x);
            if (!(a == b || fabs(a - b) <= 1e-14 * fabs(b) || (isnan(a) && isnan(b)))) {
                fail_msg("%s: %s(%g) is %.17g, of %s it is %.17g", listed_text, ter_operation_word((ter_operation)operation), x, a,
                         known_text, b);
            }
        }
    }
    for (double p = 0.0; p <= 1.0; p += 0x1p-6) {
        ter_assert_relative(ter_dist_quantile(listed, p), ter_dist_quantile(known, p), 1e-14);
        ter_assert_relative(ter_dist_isf(listed, p), ter_dist_isf(known, p), 1e-14);
    }
    double spread = summary(known, TER_VARIANCE);
    const ter_summary same[] = {TER_MEAN, TER_VARIANCE, TER_SKEWNESS, TER_EXCESS_KURTOSIS, TER_ENTROPY, TER_MEDIAN};
    for (size_t i = 0; spread > 0.0 && i < sizeof same / sizeof *same; i++) {
        double a = summary(listed, same[i]), b = summary(known, same[i]);
        if (fabs(a - b) > 1e-11 * fmax(1.0, fabs(b))) {
            fail_msg("%s: %s is %.17g, of %s it is %.17g", listed_text, ter_summary_word(same[i]), a, known_text, b);
        }
    }
    for (unsigned order = 1; order <= 4; order++) {
        double a, b;
        assert_int_equal(ter_dist_l_moment(listed, order, &a), TER_OK);
        assert_int_equal(ter_dist_l_moment(known, order, &b), TER_OK);
        assert_true(fabs(a - b) <= 1e-9 * fmax(1.0, fabs(b)));
    }
    ter_dist_destroy(listed);
    ter_dist_destroy(known);
}

static void test_listed_laws_that_are_families(void **state) {
    (void)state;
    expect_same("categorical([0.75, 0.25])", "bernoulli(0.25)", -1.5, 0.5, 2.5);
    expect_same("categorical([0.0625, 0.25, 0.375, 0.25, 0.0625])", "binomial(4, 0.5)", -1.0, 0.25, 6.0);
    expect_same("finite(values=[2, 0, 1, 2], probabilities=[0.125, 0.25, 0.5, 0.125])", "binomial(2, 0.5)", -1.0, 0.5, 3.0);
    expect_same("empirical([3, 1, 2, 4])", "discrete_uniform(1, 4)", 0.0, 0.5, 5.0);
    expect_same("empirical(sample=[1, 0], weights=[1, 3])", "bernoulli(0.25)", -1.0, 0.5, 2.0);
    expect_same("ordered_logistic(0, [0])", "bernoulli(0.5)", -1.0, 0.5, 2.0);
    expect_same("histogram([0, 1, 4], [1, 3])", "uniform(0, 4)", -1.0, 0.125, 5.0);
    expect_same("histogram(edges=[0, 1, 3], weights=[2, 6])", "mixture(0.25*uniform(0, 1), 0.75*uniform(1, 3))", -1.03125, 0.0625,
                4.0);
    expect_same("dirac(3)", "finite([3, 3], [0.5, 0.5])", 2.0, 0.5, 4.0);
    expect_same("truncated(categorical([0.5, 0.25, 0.25]), lower=1)", "affine(bernoulli(0.5), 1)", 0.0, 0.5, 3.0);
}

static void test_values_need_not_be_whole(void **state) {
    (void)state;
    ter_dist *dist = law("finite([-1, 0.5, 7.25], [0.25, 0.25, 0.5])");
    assert_true(ter_dist_pdf(dist, 0.5) == 0.25 && ter_dist_pdf(dist, 0.0) == 0.0 && ter_dist_cdf(dist, 0.75) == 0.5);
    assert_true(ter_dist_sf(dist, 0.49) == 0.75 && ter_dist_hazard(dist, 0.5) == 0.25 / 0.75);
    assert_true(ter_dist_quantile(dist, 0.5) == 0.5 && ter_dist_quantile(dist, 0.51) == 7.25 && ter_dist_isf(dist, 0.5) == 0.5);
    assert_true(summary(dist, TER_MEAN) == 3.5 && summary(dist, TER_MODE) == 7.25);
    ter_assert_relative(summary(dist, TER_VARIANCE), 0.25 * 4.5 * 4.5 + 0.25 * 9.0 + 0.5 * 3.75 * 3.75, 1e-15);
    double lower, upper, draws[64];
    assert_int_equal(ter_dist_shortest(dist, 0.5, &lower, &upper), TER_OK);
    assert_true(lower == 7.25 && upper == 7.25);
    assert_int_equal(ter_dist_shortest(dist, 0.75, &lower, &upper), TER_OK);
    assert_true(lower == 0.5 && upper == 7.25);
    ter_stream stream = ter_stream_open(1, 2, 3);
    ter_dist_sample(dist, &stream, 64, draws);
    for (size_t i = 0; i < 64; i++) {
        assert_true(draws[i] == -1.0 || draws[i] == 0.5 || draws[i] == 7.25);
    }
    ter_dist *made = NULL;
    ter_error error;
    assert_int_equal(ter_dist_maximum(&made, dist, 2.0, &error), TER_BAD_ARGUMENT);
    assert_non_null(strstr(error.text, "not all whole numbers"));
    ter_dist_destroy(dist);
}

/* P(Y = 1) for cuts far in the tail: s(-700) - s(-701) = exp(-700) (1 - 1/e), nothing left of it by subtraction. */
static void test_far_categories_of_an_ordered_logistic_law_keep_their_digits(void **state) {
    (void)state;
    ter_dist *dist = law("ordered_logistic(location=1000, cutpoints=[299, 300, 1000])");
    ter_assert_relative(ter_dist_logpdf(dist, 1.0), -700.45867514538708189, 1e-15);
    ter_assert_relative(ter_dist_logcdf(dist, 1.0), -700.0, 1e-15);
    ter_assert_relative(ter_dist_cdf(dist, 2.0), 0.5, 1e-15);
    ter_assert_relative(ter_dist_logsf(dist, 0.0), -exp(-701.0), 1e-13);
    ter_dist_destroy(dist);
}

static void test_sums_do_not_depend_on_the_order_of_a_long_list(void **state) {
    (void)state;
    enum { N = 20001 };
    static double sample[N], turned[N];
    for (size_t i = 0; i < N; i++) {
        sample[i] = 1e9 + sin((double)i);
        turned[N - 1 - i] = sample[i];
    }
    ter_dist *a = NULL, *b = NULL;
    ter_error error;
    ter_assert_ok(ter_dist_empirical(&a, N, sample, NULL, &error), error);
    ter_assert_ok(ter_dist_empirical(&b, N, turned, NULL, &error), error);
    assert_true(summary(a, TER_VARIANCE) == summary(b, TER_VARIANCE));
    assert_true(ter_dist_quantile(a, 0.3) == ter_dist_quantile(b, 0.3));
    ter_assert_relative(ter_dist_cdf(a, ter_dist_quantile(a, 0.5)), 10001.0 / 20001.0, 1e-15);
    ter_dist_destroy(a);
    ter_dist_destroy(b);
}

static void test_texts_are_read_back(void **state) {
    (void)state;
    const char *const texts[] = {
        "categorical(probabilities=[0.25, 0.75])",
        "dirac(value=-2.5)",
        "empirical(sample=[3, 1, 3])",
        "empirical(sample=[3, 1], weights=[1, 2.5])",
        "histogram(edges=[-1, 0, 2.5], weights=[1, 2])",
        "ordered_logistic(location=0.5, cutpoints=[-1, 1])",
        "mixture(0.5*categorical(probabilities=[0.5, 0.5]), 0.5*poisson(mean=3))",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        ter_dist *dist = law(texts[i]);
        char text[256];
        assert_int_equal(ter_dist_format(dist, text, sizeof text), strlen(texts[i]));
        assert_string_equal(text, texts[i]);
        ter_dist_destroy(dist);
    }
}

static void expect_error(const char *text, ter_status status, const char *part) {
    ter_dist *dist = NULL;
    ter_error error = {TER_OK, ""};
    assert_int_equal(ter_dist_parse(&dist, text, &error), status);
    assert_null(dist);
    if (strstr(error.text, part) == NULL) {
        fail_msg("\"%s\" gave \"%s\", which does not say \"%s\"", text, error.text, part);
    }
}

static void test_errors(void **state) {
    (void)state;
    expect_error("categorical", TER_BAD_SYNTAX, "a list in brackets");
    expect_error("categorical(0.5, 0.5)", TER_BAD_SYNTAX, "column 13: a list in brackets");
    expect_error("categorical([0.5, 0.4])", TER_BAD_ARGUMENT, "sum to 0.9, not 1");
    expect_error("categorical([0.5, -0.5])", TER_BAD_ARGUMENT, "probability 2 = -0.5 is outside [0, 1]");
    expect_error("categorical([0.5, 0.5)", TER_BAD_SYNTAX, "\"]\"");
    expect_error("categorical([])", TER_BAD_SYNTAX, "is not a number");
    expect_error("finite([1, 2])", TER_BAD_SYNTAX, "finite needs \"probabilities\"");
    expect_error("finite([1, 2], [1])", TER_BAD_SHAPE, "2 values, but 1 numbers");
    expect_error("empirical(sampel=[1])", TER_UNKNOWN_NAME, "it takes sample and weights");
    expect_error("empirical([nan])", TER_BAD_ARGUMENT, "value 1 = nan is not a finite number");
    expect_error("empirical([1], [0])", TER_BAD_ARGUMENT, "all weights are 0");
    expect_error("dirac(inf)", TER_BAD_ARGUMENT, "value 1 = inf is not a finite number");
    expect_error("histogram([0, 1, 1], [1, 1])", TER_BAD_ARGUMENT, "edge 3 is not above edge 2");
    expect_error("histogram([0, 1], [1, 1])", TER_BAD_SHAPE, "2 edges for 2 weights");
    expect_error("histogram([0, 1], [0])", TER_BAD_ARGUMENT, "sum to 0");
    expect_error("ordered_logistic(0, [1, 0])", TER_BAD_ARGUMENT, "cutpoint 2 is not above cutpoint 1");
    expect_error("ordered_logistic(0, [1], [2])", TER_BAD_SHAPE, "takes 2 lists");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_listed_laws_that_are_families),
        cmocka_unit_test(test_values_need_not_be_whole),
        cmocka_unit_test(test_far_categories_of_an_ordered_logistic_law_keep_their_digits),
        cmocka_unit_test(test_sums_do_not_depend_on_the_order_of_a_long_list),
        cmocka_unit_test(test_texts_are_read_back),
        cmocka_unit_test(test_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
