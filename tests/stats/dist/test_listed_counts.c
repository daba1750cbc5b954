/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Laws of counts in tables: against families that they are in special cases (themselves held to Arb), and against values summed in
 * whole numbers and fractions of any length; Wallenius' against his integral too.
 */
#include <math.h>
#include <string.h>

#include "ter_assert.h"
#include "tercile/listed.h"

static ter_dist *law(const char *text) {
    ter_dist *dist = NULL;
    ter_error error;
    ter_assert_ok(ter_dist_parse(&dist, text, &error), error);
    return dist;
}

/* Masses, tails, hazards and their logs at all counts, quantiles, and the mean and variance. */
static void expect_same(const char *counted_text, const char *known_text, double first, double last) {
    ter_dist *counted = law(counted_text), *known = law(known_text);
    for (double x = first - 1.0; x <= last + 1.0; x += 1.0) {
        for (int operation = 0; operation < TER_LOG_PDF_SLOPE; operation++) {
            if (ter_operation_argument((ter_operation)operation) != TER_ARGUMENT_POINT) {
                continue;
            }
            double a = ter_dist_eval(counted, (ter_operation)operation, x), b = ter_dist_eval(known, (ter_operation)operation, x);
            if (!(a == b || fabs(a - b) <= 0x1p-51 * fabs(b) || (isnan(a) && isnan(b)))) {
                fail_msg("%s: %s(%g) is %.17g, of %s it is %.17g", counted_text, ter_operation_word((ter_operation)operation), x, a,
                         known_text, b);
            }
        }
    }
    for (double p = 0x1.8p-7; p < 1.0; p += 0x1p-6) {
        assert_true(ter_dist_quantile(counted, p) == ter_dist_quantile(known, p));
        assert_true(ter_dist_isf(counted, p) == ter_dist_isf(known, p));
    }
    for (int i = 0; i < 2; i++) {
        double a, b;
        ter_summary which = i == 0 ? TER_MEAN : TER_VARIANCE;
        assert_int_equal(ter_dist_summary(counted, which, &a), TER_OK);
        assert_int_equal(ter_dist_summary(known, which, &b), TER_OK);
        ter_assert_relative(a, b, 1e-14);
    }
    ter_dist_destroy(counted);
    ter_dist_destroy(known);
}

static void test_equal_trials_are_binomial(void **state) {
    (void)state;
    ter_dist *alike = NULL, *known = law("binomial(300, 0.3)");
    ter_error error;
    double p[300];
    for (int i = 0; i < 300; i++) {
        p[i] = 0.3;
    }
    ter_assert_ok(ter_dist_poisson_binomial(&alike, 300, p, &error), error);
    for (double k = 0.0; k <= 300.0; k += 1.0) {
        ter_assert_relative(ter_dist_logpdf(alike, k), ter_dist_logpdf(known, k), 0x1p-51);
        ter_assert_relative(ter_dist_logcdf(alike, k), ter_dist_logcdf(known, k), 0x1p-51);
    }
    for (double k = 0.0; k < 300.0; k += 1.0) {
        ter_assert_relative(ter_dist_logsf(alike, k), ter_dist_logsf(known, k), 0x1p-51);
    }
    ter_dist_destroy(alike);
    ter_dist_destroy(known);
    expect_same("poisson_binomial([0.25, 0.25, 0.25])", "binomial(3, 0.25)", 0.0, 3.0);
    expect_same("poisson_binomial([1, 0.125, 0])", "affine(bernoulli(0.125), 1)", 1.0, 2.0);
    expect_same("rademacher(0.25)", "finite([-1, 1], [0.75, 0.25])", -1.0, 1.0);
    expect_same("rademacher(1)", "dirac(1)", 1.0, 1.0);
}

static void test_odds_of_one_are_hypergeometric(void **state) {
    (void)state;
    expect_same("fisher_noncentral_hypergeometric(140, 80, 60, 1)", "hypergeometric(140, 80, 60)", 0.0, 60.0);
    expect_same("fisher_noncentral_hypergeometric(50, 40, 30, 1)", "hypergeometric(50, 40, 30)", 20.0, 30.0);
    expect_same("fisher_noncentral_hypergeometric(1000000000, 300000000, 200, 1)", "hypergeometric(1000000000, 300000000, 200)",
                0.0, 200.0);
    expect_same("wallenius_noncentral_hypergeometric(140, 80, 60, 1)", "hypergeometric(140, 80, 60)", 0.0, 60.0);
    expect_same("wallenius_noncentral_hypergeometric(50, 40, 30, 1)", "hypergeometric(50, 40, 30)", 20.0, 30.0);
    expect_same("wallenius_noncentral_hypergeometric(5, 0, 3, 2)", "dirac(0)", 0.0, 0.0);
}

typedef struct known_value {
    const char *text;
    ter_operation operation;
    double at, value;
} known_value;

/* Sums of fractions of whole numbers, rounded to 20 digits. */
static const known_value values[] = {
    {"poisson_binomial([0.1, 0.7, 0.25, 1e-200, 0.999, 3e-180])", TER_LOG_PDF, 0.0, -8.504770671417679243303},
    {"poisson_binomial([0.1, 0.7, 0.25, 1e-200, 0.999, 3e-180])", TER_LOG_PDF, 2.0, -0.5759776664027269625447},
    {"poisson_binomial([0.1, 0.7, 0.25, 1e-200, 0.999, 3e-180])", TER_LOG_SF, 3.0, -4.046554898386252224084},
    {"poisson_binomial([0.1, 0.7, 0.25, 1e-200, 0.999, 3e-180])", TER_LOG_PDF, 5.0, -417.4132593486463656354},
    {"poisson_binomial([0.1, 0.7, 0.25, 1e-200, 0.999, 3e-180])", TER_LOG_PDF, 6.0, -877.9302779474555024569},
    {"fisher_noncentral_hypergeometric(140, 80, 60, 0.5)", TER_PDF, 0.0, 1.216711708376457708449e-31},
    {"fisher_noncentral_hypergeometric(140, 80, 60, 0.5)", TER_CDF, 10.0, 1.560086220296091410308e-11},
    {"fisher_noncentral_hypergeometric(140, 80, 60, 0.5)", TER_PDF, 25.0, 0.06841252981499478750211},
    {"fisher_noncentral_hypergeometric(140, 80, 60, 0.5)", TER_CDF, 30.0, 0.763400466444783502445},
    {"fisher_noncentral_hypergeometric(15, 9, 12, 3)", TER_PDF, 6.0, 0.03377563329312424607961},
    {"fisher_noncentral_hypergeometric(15, 9, 12, 3)", TER_SF, 8.0, 0.2171290711700844390832},
    {"wallenius_noncentral_hypergeometric(140, 80, 60, 0.5)", TER_PDF, 0.0, 7.274719675172517685663e-29},
    {"wallenius_noncentral_hypergeometric(140, 80, 60, 0.5)", TER_CDF, 10.0, 8.409365727154742070237e-10},
    {"wallenius_noncentral_hypergeometric(140, 80, 60, 0.5)", TER_PDF, 25.0, 0.1189811982248423643151},
    {"wallenius_noncentral_hypergeometric(140, 80, 60, 0.5)", TER_CDF, 30.0, 0.9106989839164798163649},
    {"wallenius_noncentral_hypergeometric(15, 9, 12, 3)", TER_PDF, 6.0, 0.005643456609855463759182}, /* the integral's value too */
    {"wallenius_noncentral_hypergeometric(15, 9, 12, 3)", TER_SF, 8.0, 0.4906285653319269737866},
    {"wilcoxon_signed_rank(50)", TER_CDF, 400.0, 0.01061183581842417567032},
    {"wilcoxon_signed_rank(50)", TER_PDF, 400.0, 0.0002789024837248632593401},
    {"wilcoxon_rank_sum(60, 80)", TER_CDF, 1500.0, 0.00006199884945063788823377},
    {"wilcoxon_rank_sum(80, 60)", TER_PDF, 2400.0, 0.001674278414862983873715},
};

static void test_values_summed_in_fractions(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        const known_value *v = &values[i];
        ter_dist *dist = law(v->text);
        double value = ter_dist_eval(dist, v->operation, v->at);
        if (!(fabs(value - v->value) <= 0x1p-52 * fabs(v->value))) {
            fail_msg("%s: %s(%g) is %.17g, not %.17g", v->text, ter_operation_word(v->operation), v->at, value, v->value);
        }
        ter_dist_destroy(dist);
    }
}

/* Every sign of 14 ranks, and every choice of 6 of 13. */
static void test_rank_statistics_are_counted_one_by_one(void **state) {
    (void)state;
    enum { SIGNS = 14, FEW = 6, ALL = 13 };
    int ways[SIGNS * (SIGNS + 1) / 2 + 1] = {0}, pairs[FEW * (ALL - FEW) + 1] = {0}, choices = 0;
    for (int set = 0; set < 1 << SIGNS; set++) {
        int sum = 0, chosen = 0, above = 0;
        for (int rank = 0; rank < SIGNS; rank++) {
            sum += (set >> rank & 1) * (rank + 1);
        }
        ways[sum]++;
        for (int rank = 0; rank < ALL; rank++) { /* pairs of a chosen rank and one before it that is not */
            above += (set >> rank & 1) != 0 ? rank - chosen : 0;
            chosen += set >> rank & 1;
        }
        if (set < 1 << ALL && chosen == FEW) {
            pairs[above]++;
            choices++;
        }
    }
    ter_dist *signs = law("wilcoxon_signed_rank(14)"), *sums = law("wilcoxon_rank_sum(m=6, n=7)");
    for (int v = 0; v <= SIGNS * (SIGNS + 1) / 2; v++) {
        assert_true(ter_dist_pdf(signs, v) == ldexp(ways[v], -SIGNS));
    }
    for (int u = 0; u <= FEW * (ALL - FEW); u++) {
        ter_assert_relative(ter_dist_pdf(sums, u), (double)pairs[u] / choices, 0x1p-52);
    }
    assert_true(ter_dist_quantile(signs, 0.5) == 52.0 && ter_dist_cdf(sums, 42.0) == 1.0 && ter_dist_sf(signs, -1.0) == 1.0);
    ter_dist_destroy(signs);
    ter_dist_destroy(sums);
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
    expect_error("poisson_binomial([0.5, 1.5])", TER_BAD_ARGUMENT, "probability 2 = 1.5 is outside [0, 1]");
    expect_error("rademacher(-1)", TER_BAD_ARGUMENT, "probability 1 = -1");
    expect_error("wilcoxon_signed_rank(2.5)", TER_BAD_ARGUMENT, "n = 2.5 is not a whole number from 1 to 1000");
    expect_error("wilcoxon_rank_sum(1000, 11)", TER_BAD_ARGUMENT, "n = 11 is not a whole number from 1 to 10");
    expect_error("fisher_noncentral_hypergeometric(10, 11, 3, 1)", TER_BAD_ARGUMENT, "successes = 11");
    expect_error("fisher_noncentral_hypergeometric(10, 5, 3, 0)", TER_BAD_ARGUMENT, "odds = 0");
    expect_error("fisher_noncentral_hypergeometric(1000000, 500000, 300000, 2)", TER_BAD_ARGUMENT, "more than 100000 counts");
    expect_error("wallenius_noncentral_hypergeometric(10000, 5000, 3000, 2)", TER_BAD_ARGUMENT, "draws = 3000");
    expect_error("wallenius_noncentral_hypergeometric(10, 5, 3)", TER_BAD_SYNTAX, "needs \"odds\"");
}

static void test_texts_are_read_back(void **state) {
    (void)state;
    const char *const texts[] = {
        "poisson_binomial(probabilities=[0.25, 0.75])",
        "rademacher(probability=0.25)",
        "wilcoxon_rank_sum(m=7, n=9)",
        "wallenius_noncentral_hypergeometric(population=20, successes=9, draws=8, odds=2.5)",
        "affine(wilcoxon_signed_rank(n=20), location=1, scale=-1)",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        ter_dist *dist = law(texts[i]);
        char text[256];
        assert_int_equal(ter_dist_format(dist, text, sizeof text), strlen(texts[i]));
        assert_string_equal(text, texts[i]);
        ter_dist_destroy(dist);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_equal_trials_are_binomial),
        cmocka_unit_test(test_odds_of_one_are_hypergeometric),
        cmocka_unit_test(test_values_summed_in_fractions),
        cmocka_unit_test(test_rank_statistics_are_counted_one_by_one),
        cmocka_unit_test(test_errors),
        cmocka_unit_test(test_texts_are_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
