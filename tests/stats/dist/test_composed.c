/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Distributions made of others: against families that are the same law, against
 * values to 40 digits (mpmath), and their texts. */
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

/* All operations of the two agree within a relative error at quantiles from
 * 1e-12 to 1 - 1e-12. */
static void expect_same(const char *made_text, const char *known_text, double bound) {
    ter_dist *made = law(made_text), *known = law(known_text);
    const double at[] = {1e-12, 1e-5, 0.01, 0.3, 0.5, 0.8, 0.99};
    bool discrete = ter_family_is_discrete(ter_dist_family(known));
    assert_int_equal(ter_family_is_discrete(ter_dist_family(made)), discrete);
    for (size_t i = 0; i < 2 * sizeof at / sizeof *at; i++) {
        double p = at[i / 2], x = i % 2 == 0 ? ter_dist_quantile(known, p) : ter_dist_isf(known, p);
        for (int operation = 0; operation < TER_OPERATION_COUNT; operation++) {
            bool inverse = ter_operation_argument((ter_operation)operation) != TER_ARGUMENT_POINT;
            if (inverse || (discrete && operation == TER_LOG_PDF_SLOPE)) {
                continue;
            }
            double a = ter_dist_eval(made, (ter_operation)operation, x), b = ter_dist_eval(known, (ter_operation)operation, x);
            double scale = operation == TER_LOG_PDF_SLOPE ? fmax(fabs(b), ter_dist_hazard(known, x)) : fabs(b);
            if (!(a == b || fabs(a - b) <= bound * scale || (operation == TER_LOG_PDF && fabs(a - b) <= bound))) {
                fail_msg("%s: %s(%a) is %.17g, of %s it is %.17g", made_text, ter_operation_word((ter_operation)operation), x, a,
                         known_text, b);
            }
        }
        double made_x = i % 2 == 0 ? ter_dist_quantile(made, p) : ter_dist_isf(made, p);
        if (!(fabs(made_x - x) <= bound * fabs(x) || (discrete && fabs(made_x - x) <= 1.0))) {
            fail_msg("%s: quantile or isf of %g is %.17g, of %s it is %.17g", made_text, p, made_x, known_text, x);
        }
    }
    double mean, known_mean, variance, known_variance;
    assert_int_equal(ter_dist_summary(made, TER_MEAN, &mean), ter_dist_summary(known, TER_MEAN, &known_mean));
    assert_int_equal(ter_dist_summary(made, TER_VARIANCE, &variance), ter_dist_summary(known, TER_VARIANCE, &known_variance));
    ter_assert_relative(mean, known_mean, 1e-9);
    ter_assert_relative(variance, known_variance, 1e-8);
    ter_dist_destroy(made);
    ter_dist_destroy(known);
}

static void test_compositions_that_are_families(void **state) {
    (void)state;
    expect_same("minimum(exponential(6), n=3)", "exponential(2)", 1e-14);
    expect_same("minimum(weibull(2, 2), 4)", "weibull(2, 1)", 1e-14);
    expect_same("maximum(gumbel(0, 2), 1)", "gumbel(0, 2)", 1e-14);
    expect_same("maximum(logistic(1, 2), 1)", "logistic(1, 2)", 1e-14);
    expect_same("mixture(0.25*gamma(2, 3), 0.75*gamma(2, 3))", "gamma(2, 3)", 1e-14);
    expect_same("mixture(0.25*logistic(2, 3), 0.75*logistic(2, 3))", "logistic(2, 3)", 1e-14);
    expect_same("mixture(0.5*poisson(3), 0.5*poisson(3))", "poisson(3)", 1e-13);
    expect_same("truncated(uniform(0, 8), 2, 4)", "uniform(2, 4)", 1e-14);
    expect_same("truncated(normal(1, 2))", "normal(1, 2)", 1e-14);
    expect_same("truncated(gamma(2, 3), lower=-5)", "gamma(2, 3)", 1e-14);
    expect_same("truncated(binomial(10, 0.3), -1, 20)", "binomial(10, 0.3)", 1e-13);
    expect_same("affine(normal(1, 2), location=3, scale=2)", "normal(5, 4)", 1e-14);
    expect_same("affine(gumbel(1, 2), scale=-1)", "gumbel_min(-1, 2)", 1e-14);
    expect_same("affine(exponential(2), scale=4)", "exponential(8)", 1e-14);
    expect_same("affine(binomial(9, 0.3), location=9, scale=-1)", "binomial(9, 0.7)", 1e-13);
    expect_same("exp_of(normal(1, 2))", "lognormal(1, 2)", 1e-14);
    expect_same("exp_of(logistic(0, 0.25))", "log_logistic(shape=4, scale=1)", 1e-14);
    expect_same("exp_of(affine(exponential(1), scale=0.25))", "pareto(shape=4, scale=1)", 1e-13);
    expect_same("log_of(exponential(3))", "affine(gumbel_min(0, 1), location=0x1.193ea7aad030bp0)", 1e-13);
    expect_same("log_of(lognormal(1, 2))", "normal(1, 2)", 1e-13);
    expect_same("order_statistic(uniform(0, 1), k=3, n=10)", "beta(3, 8)", 1e-14);
    expect_same("order_statistic(normal(0, 1), 5, 5)", "maximum(normal(0, 1), 5)", 1e-14);
    expect_same("order_statistic(logistic(0, 1), 1, 7)", "minimum(logistic(0, 1), 7)", 1e-14);
    expect_same("order_statistic(poisson(3), 4, 4)", "maximum(poisson(3), 4)", 1e-12);
    expect_same("order_statistic(binomial(20, 0.3), 1, 6)", "minimum(binomial(20, 0.3), 6)", 1e-12);
    expect_same("censored(logistic(1, 2))", "logistic(1, 2)", 1e-14);
    expect_same("censored(poisson(4), 0, inf)", "poisson(4)", 1e-13);
    expect_same("maximum(minimum(truncated(logistic(1, 2)), 1), 1)", "logistic(1, 2)", 1e-14);
}

/* Row by row: mpmath with 40 digits. */
static void test_a_truncation_far_in_a_tail_keeps_its_digits(void **state) {
    (void)state;
    ter_dist *dist = law("truncated(normal(0, 1), lower=9, upper=10)");
    ter_assert_relative(ter_dist_cdf(dist, 9.1), 0.59984221026348399584, 1e-14);
    ter_assert_relative(ter_dist_sf(dist, 9.1), 0.40015778973651600416, 1e-14);
    ter_assert_relative(ter_dist_quantile(dist, 0.9), 9.2493533763652105205, 1e-15);
    ter_dist_destroy(dist);
    dist = law("truncated(normal(0, 1), lower=50, upper=51)"); /* its probability is
                                                                  below the doubles */
    ter_assert_relative(ter_dist_cdf(dist, 50.01), 0.39362084507558034263, 1e-12);
    ter_dist_destroy(dist);
    dist = law("truncated(exponential(1), 3, 5)");
    ter_assert_relative(ter_dist_cdf(dist, 4.0), 0.73105857863000487925, 1e-14);
    double mean;
    assert_int_equal(ter_dist_summary(dist, TER_MEAN, &mean), TER_OK);
    ter_assert_relative(mean, 3.6869647145006686964, 1e-9);
    ter_dist_destroy(dist);
    dist = law("maximum(normal, 1e15)");
    ter_assert_relative(ter_dist_cdf(dist, 8.0), 0.53681805605343478326, 1e-13);
    ter_dist_destroy(dist);
    dist = law("mixture(0.3*normal(0, 1), 0.7*gamma(2, 3))");
    ter_assert_relative(ter_dist_cdf(dist, 1.0), 0.28364086728502623952, 1e-14);
    ter_assert_relative(ter_dist_cdf(dist, -20.0), 8.2608723558187012381e-90, 1e-14);
    double mode;
    assert_int_equal(ter_dist_summary(dist, TER_MODE, &mode), TER_OK);
    assert_true(mode > 0.0 && mode < 3.0);
    ter_dist_destroy(dist);
}

/* A law of max(X, 0): values by hand from the normal law (mpmath, 40 digits). */
static void test_a_censored_law_has_probability_at_its_end(void **state) {
    (void)state;
    ter_dist *dist = law("censored(normal(1, 2), lower=0)");
    ter_assert_relative(ter_dist_pdf(dist, 0.0), 0.30853753872598689637, 1e-15);
    ter_assert_relative(ter_dist_cdf(dist, 0.0), 0.30853753872598689637, 1e-15);
    assert_true(ter_dist_cdf(dist, -1e-9) == 0.0 && ter_dist_sf(dist, -1.0) == 1.0 && ter_dist_pdf(dist, -1.0) == 0.0);
    ter_assert_relative(ter_dist_pdf(dist, 1.0), 0.19947114020071633897, 1e-15);
    ter_assert_relative(ter_dist_hazard(dist, 0.0), 0.30853753872598689637, 1e-15);
    assert_true(ter_dist_quantile(dist, 0.3) == 0.0 && ter_dist_quantile(dist, 0.31) > 0.0);
    double value;
    assert_int_equal(ter_dist_summary(dist, TER_MEAN, &value), TER_OK);
    ter_assert_relative(value, 1.3955931148026097955, 1e-10);
    assert_int_equal(ter_dist_summary(dist, TER_VARIANCE, &value), TER_OK);
    ter_assert_relative(value, 2.2137628178142077511, 1e-9);
    assert_int_equal(ter_dist_summary(dist, TER_MODE, &value), TER_OK);
    assert_true(value == 0.0);
    ter_assert_relative(ter_dist_interval(dist, -1.0, 0.0), 0.30853753872598689637, 1e-15);
    ter_dist_destroy(dist);
    dist = law("censored(poisson(4), lower=2, upper=5)"); /* exp(-4) (1, 4, 8, 32/3, 32/3, ...) */
    ter_assert_relative(ter_dist_pdf(dist, 2.0), 0.23810330555354436, 1e-14);
    ter_assert_relative(ter_dist_pdf(dist, 3.0), 0.19536681481316457, 1e-14);
    ter_assert_relative(ter_dist_pdf(dist, 5.0), 1.0 - 0.23810330555354436 - 2 * 0.19536681481316457, 1e-14);
    assert_true(ter_dist_quantile(dist, 0.2) == 2.0 && ter_dist_quantile(dist, 0.999999) == 5.0);
    ter_dist_destroy(dist);
}

/* A large location leaves what varies all its digits. */
static void test_an_affine_law_keeps_its_digits(void **state) {
    (void)state;
    ter_dist *dist = law("affine(gamma(0.5, 1), location=1e6, scale=3)"), *plain = law("gamma(0.5, 1)");
    double x = 1e6 + 0x1p-20;
    ter_assert_relative(ter_dist_cdf(dist, x), ter_dist_cdf(plain, 0x1p-20 / 3.0), 1e-15);
    double real, imaginary;
    assert_int_equal(ter_dist_characteristic(dist, 0.0, &real, &imaginary), TER_OK);
    ter_dist_destroy(dist);
    ter_dist_destroy(plain);
}

static void test_texts_are_read_back(void **state) {
    (void)state;
    const char *const texts[] = {
        "truncated(normal(mean=0, sd=1), lower=9, upper=10)",
        "truncated(gamma(shape=2, scale=3), lower=-inf, upper=4)",
        "maximum(minimum(exponential(scale=2), n=5), n=3)",
        "order_statistic(censored(normal(mean=0, sd=1), lower=0, upper=inf), k=2, n=5)",
        "exp_of(affine(log_of(gamma(shape=2, scale=3)), location=1, scale=-2))",
        "mixture(0.25*normal(mean=0, sd=1), 0.75*truncated(normal(mean=1, sd=2), lower=0, upper=inf))",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        ter_dist *dist = law(texts[i]);
        char text[256], small[10];
        assert_int_equal(ter_dist_format(dist, text, sizeof text), strlen(texts[i]));
        assert_string_equal(text, texts[i]);
        assert_int_equal(ter_dist_format(dist, small, sizeof small), strlen(texts[i]));
        assert_int_equal(strncmp(small, texts[i], sizeof small - 1), 0);
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
    expect_error("truncated", TER_BAD_SYNTAX, "column 10: \"(\" and a law");
    expect_error("truncated(nrmal)", TER_UNKNOWN_NAME, "column 11: unknown distribution \"nrmal\"");
    expect_error("truncated(normal, 2, 1)", TER_BAD_ARGUMENT, "lower must be below upper");
    expect_error("truncated(uniform(0, 1), 2, 3)", TER_BAD_ARGUMENT, "no value of the law is between");
    expect_error("truncated(poisson(3), 1.2, 1.8)", TER_BAD_ARGUMENT, "no value of the law is between");
    expect_error("truncated(normal, lwer=1)", TER_UNKNOWN_NAME, "did you mean \"lower\"?");
    expect_error("affine(normal, 0, 0)", TER_BAD_ARGUMENT, "scale not 0");
    expect_error("affine(poisson(2), 0.5)", TER_BAD_ARGUMENT, "whole numbers");
    expect_error("log_of(normal)", TER_BAD_ARGUMENT, "values below 0");
    expect_error("exp_of(poisson(2))", TER_BAD_ARGUMENT, "law of counts");
    expect_error("order_statistic(normal, 3, 2)", TER_BAD_ARGUMENT, "1 <= k <= n");
    expect_error("censored(normal, 2, 2)", TER_BAD_ARGUMENT, "lower must be below upper");
    expect_error("censored(poisson(2), 0.5)", TER_BAD_ARGUMENT, "whole numbers");
    expect_error("maximum(normal)", TER_BAD_SYNTAX, "maximum needs the parameter \"n\"");
    expect_error("maximum(normal, 2.5)", TER_BAD_ARGUMENT, "n = 2.5 is not a whole number");
    expect_error("mixture(0.5*normal, 0.4*normal)", TER_BAD_ARGUMENT, "the weights sum to 0.9, not 1");
    expect_error("mixture(0.5*normal, 0.5*poisson(1))", TER_BAD_ARGUMENT, "not both of counts");
    expect_error("mixture(normal)", TER_BAD_SYNTAX, "column 9: \"normal\" is not a number");
    expect_error("mixture(0.5 normal)", TER_BAD_SYNTAX, "column 13: \"*\"");
    expect_error("mixture(0.5*normal, 0.5*normal", TER_BAD_SYNTAX, "column 31: a comma");
    ter_dist *made = law("maximum(normal, 2)"), *again = NULL;
    double n = 2.0;
    assert_int_equal(ter_dist_create(&again, ter_dist_family(made), 1, &n, NULL), TER_BAD_ARGUMENT);
    ter_dist_destroy(made);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_compositions_that_are_families),
        cmocka_unit_test(test_a_truncation_far_in_a_tail_keeps_its_digits),
        cmocka_unit_test(test_a_censored_law_has_probability_at_its_end),
        cmocka_unit_test(test_an_affine_law_keeps_its_digits),
        cmocka_unit_test(test_texts_are_read_back),
        cmocka_unit_test(test_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
