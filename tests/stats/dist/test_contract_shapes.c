/* SPDX-License-Identifier: GPL-3.0-or-later */
/* L-moments and probability intervals of every family: another integral, properties. */
#include <math.h>

#include "contract.h"
#include "ter_assert.h"

#ifdef TER__HAVE_CERTIFY
#include "certify/evaluate.h"
#include "certify/points.h"

#define LAWS 1

typedef void check_law(const ter_dist *dist, const char *text);

/* Hard parameters, but where one quantile may cost tens of milliseconds, of which these checks take thousands. */
static bool draw(const ter_family *family, ter_stream *stream, double *parameters) {
    return ter__affordable(family, 100) > 1 ? ter__draw_parameters(family, stream, parameters)
                                            : ter__draw_moderate_parameters(family, stream, parameters);
}

static void for_laws(unsigned stage, check_law *check) {
    for (size_t i = 0; i < ter_family_count(); i++) {
        const ter_family *family = ter_family_at(i);
        ter_stream stream = ter_stream_open(ter_test_seed(), stage, (uint32_t)i);
        for (size_t j = 0; ter_contract_runs(family) && j < ter_contract_points(LAWS); j++) {
            ter_dist *dist;
            ter_error error;
            double parameters[TER_PARAMETERS_MAX];
            char text[256];
            if (!draw(family, &stream, parameters)) {
                break;
            }
            ter__write_law(text, sizeof text, family, parameters);
            ter_assert_ok(ter_dist_create(&dist, family, ter_family_parameter_count(family), parameters, &error), error);
            check(dist, text);
            ter_dist_destroy(dist);
        }
    }
    ter_contract_end();
}

/* lambda_2 as half the mean difference of two: integral of 2 (2p - 1) Q(p) / 2, by the double exponential rule in p. */
static double half_difference(const ter_dist *dist, int fineness) {
    double sum = 0.0, step = 1.0 / fineness, median = ter_dist_quantile(dist, 0.5);
    for (int i = -25 * fineness / 4; i <= 25 * fineness / 4; i++) {
        double u = i * step, g = 3.14159265358979323846 * sinh(u); /* p = 1 / (1 + exp(-g)) */
        double small = exp(-fabs(g)) / (1.0 + exp(-fabs(g))), weight = 3.14159265358979323846 * cosh(u) * small * (1.0 - small);
        double x = g < 0.0 ? ter_dist_quantile(dist, small) : ter_dist_isf(dist, small);
        double deviation = small > 1e-300 ? x - median : 0.0;
        sum += weight * (g < 0.0 ? 2.0 * small - 1.0 : 1.0 - 2.0 * small) * deviation * step;
    }
    return sum;
}

static void check_l_moments(const ter_dist *dist, const char *text) {
    const ter_family *family = ter_dist_family(dist);
    double l[5] = {0}, mean = NAN;
    ter_status status[5], mean_status = ter_dist_summary(dist, TER_MEAN, &mean);
    for (unsigned order = 1; order <= 4; order++) {
        status[order] = ter_dist_l_moment(dist, order, &l[order]);
    }
    if (status[1] != mean_status || !(l[1] == mean || (isnan(mean) && isnan(l[1])))) {
        ter_contract_broken(family, "'%s': the first L-moment is %a, the mean %a", text, l[1], mean);
    }
    if (mean_status == TER_OK && status[2] == TER_OK && status[3] == TER_OK && status[4] == TER_OK && l[2] > 1e-290 &&
        l[2] < 1e290) {
        /* Hosking: |tau_3| < 1, (5 tau_3^2 - 1) / 4 <= tau_4 < 1 */
        double skew = l[3] / l[2], kurtosis = l[4] / l[2];
        if (!(fabs(skew) <= 1.0 + 1e-9 && kurtosis <= 1.0 + 1e-9 && kurtosis >= 0.25 * (5.0 * skew * skew - 1.0) - 1e-9)) {
            ter_contract_broken(family, "'%s': L-skewness %a with L-kurtosis %a is impossible", text, skew, kurtosis);
        }
        double variance, far = ter_dist_isf(dist, 1e-290);
        bool light = ter_dist_summary(dist, TER_VARIANCE, &variance) == TER_OK && isfinite(far) && variance > 0.0;
        double spread = sqrt(light ? variance : 1.0);
        bool resolved = spread > 1e-3 * fabs(mean);
        if (light && resolved && !ter_family_is_discrete(family) && l[2] > 1e-2 * spread) {
            /* Corners and leaps within the law are what this rule is coarse at: where halving its step moves it, it is no judge. */
            const int fineness = ter__affordable(family, 100) < 100 ? 32 : 256; /* quantiles by integrals cost a millisecond */
            double other = half_difference(dist, fineness), coarser = half_difference(dist, fineness / 2);
            bool judge = fabs(other - coarser) <= 1e-9 * other;
            if (judge && !(fabs(other - l[2]) <= 1e-8 * l[2])) {
                ter_contract_broken(family, "'%s': lambda_2 is %a, by another integral %a", text, l[2], other);
            }
        }
    }
    if (ter_dist_l_moment(dist, 0, &mean) != TER_BAD_ARGUMENT || ter_dist_l_moment(dist, 5, &mean) != TER_BAD_ARGUMENT) {
        ter_contract_broken(family, "an L-moment of order 0 or 5");
    }
}

static void test_l_moments_are_possible_and_agree_with_another_integral(void **state) {
    (void)state;
    for_laws(710, check_l_moments);
}

static void check_intervals(const ter_dist *dist, const char *text) {
    const ter_family *family = ter_dist_family(dist);
    bool discrete = ter_family_is_discrete(family);
    const double wanted[] = {0.1, 0.5, 0.95, 0.999};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        double p = wanted[i], low, high, from = NAN, to = NAN;
        ter_status status = ter_dist_equal_tailed(dist, p, &low, &high);
        if (status != TER_OK || !(low <= high) || low != ter_dist_quantile(dist, 0.5 * (1.0 - p))) {
            ter_contract_broken(family, "'%s': equal_tailed(%g) is %a to %a", text, p, low, high);
        }
        status = ter_dist_shortest(dist, p, &from, &to);
        if (status != TER_OK || !(from <= to)) {
            ter_contract_broken(family, "'%s': shortest(%g) is %a to %a", text, p, from, to);
            continue;
        }
        /* The ends are doubles: where neighbours are far apart in probability the interval is as near as they allow. */
        double wide = nextafter(to, HUGE_VAL) - nextafter(from, -HUGE_VAL);
        double mass = discrete ? ter_dist_interval(dist, from - 1.0, to)
                               : ter_dist_interval(dist, nextafter(from, -HUGE_VAL), nextafter(to, HUGE_VAL));
        if (!(mass >= p * (1.0 - 1e-9)) && !(discrete && from >= 0x1p53)) {
            ter_contract_broken(family, "'%s': shortest(%g), %a to %a, holds %.17g", text, p, from, to, mass);
        }
        double slack = 1e-6 * (high - low) + 4.0 * (wide - (to - from));
        if (from < to && !(to - from <= high - low + slack) && !isinf(high - low)) {
            ter_contract_broken(family, "'%s': shortest(%g), %a to %a, is longer than equal tails, %a to %a", text, p, from, to,
                                low, high);
        }
    }
    double low, high;
    if (ter_dist_shortest(dist, -0.1, &low, &high) != TER_BAD_ARGUMENT || ter_dist_equal_tailed(dist, NAN, &low, &high) == TER_OK) {
        ter_contract_broken(family, "an interval of probability -0.1 or NaN");
    }
}

static void test_intervals_hold_their_probability_and_the_shortest_is_short(void **state) {
    (void)state;
    for_laws(712, check_intervals);
}
#endif

static ter_dist *law(const char *text) {
    ter_dist *dist = NULL;
    ter_error error;
    ter_assert_ok(ter_dist_parse(&dist, text, &error), error);
    return dist;
}

static void expect_l(const char *text, double l2, double l3, double l4) {
    ter_dist *dist = law(text);
    const double expected[] = {l2, l3, l4};
    for (unsigned order = 2; order <= 4; order++) {
        double value = NAN;
        assert_int_equal(ter_dist_l_moment(dist, order, &value), TER_OK);
        if (!(fabs(value - expected[order - 2]) <= 1e-10 * l2)) {
            fail_msg("%s: lambda_%u is %.15g, not %.15g", text, order, value, expected[order - 2]);
        }
    }
    ter_dist_destroy(dist);
}

/* Hosking (1990), table 1. */
static void test_known_l_moments(void **state) {
    (void)state;
    expect_l("normal(5, 2)", 1.1283791670955126, 0.0, 0.13834122617800281);
    expect_l("exponential(3)", 1.5, 0.5, 0.25);
    expect_l("uniform(-1, 5)", 1.0, 0.0, 0.0);
    expect_l("logistic(1, 2)", 2.0, 0.0, 1.0 / 3.0);
    expect_l("gumbel(0, 1)", 0.6931471805599453, 0.11778303565638346, 0.10423200227802804);
    expect_l("binomial(1, 0.5)", 0.25, 0.0, -0.0625);
    /* Half of E|X - Y| = 2^(1 / alpha) E|X|, E|X| = 2 Gamma(1 - 1 / alpha) / pi (Zolotarev, 1986). */
    double half = NAN;
    ter_dist *stable = law("stable(1.5, 0, 1, 0)");
    assert_int_equal(ter_dist_l_moment(stable, 2, &half), TER_OK);
    ter_assert_relative(half, 1.3536286581565485, 1e-12);
    ter_dist_destroy(stable);
    ter_dist *cauchy = law("t(1)");
    double value;
    assert_int_equal(ter_dist_l_moment(cauchy, 1, &value), TER_UNDEFINED);
    assert_int_equal(ter_dist_l_moment(cauchy, 2, &value), TER_INFINITE);
    assert_int_equal(ter_dist_l_moment(cauchy, 3, &value), TER_UNDEFINED);
    ter_dist_destroy(cauchy);
}

static void test_known_shortest_intervals(void **state) {
    (void)state;
    double low, high;
    ter_dist *dist = law("exponential(2)");
    assert_int_equal(ter_dist_shortest(dist, 0.9, &low, &high), TER_OK);
    ter_assert_bits(low, 0.0);
    ter_assert_ulp(high, 4.6051701859880914, 4.0);
    ter_dist_destroy(dist);
    dist = law("normal");
    assert_int_equal(ter_dist_shortest(dist, 0.95, &low, &high), TER_OK);
    ter_assert_relative(low, -1.9599639845400543, 1e-9);
    ter_assert_relative(high, 1.9599639845400543, 1e-9);
    ter_dist_destroy(dist);
    dist = law("binomial(10, 0.5)"); /* 252, 210, 120 of 1024: four to six is 0.656, three to seven 0.891 */
    assert_int_equal(ter_dist_shortest(dist, 0.6, &low, &high), TER_OK);
    assert_true(low == 4.0 && high == 6.0);
    assert_int_equal(ter_dist_shortest(dist, 0.7, &low, &high), TER_OK);
    assert_true((low == 3.0 && high == 6.0) || (low == 4.0 && high == 7.0));
    assert_int_equal(ter_dist_shortest(dist, 0.0, &low, &high), TER_OK);
    assert_true(low == 5.0 && high == 5.0);
    ter_dist_destroy(dist);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#ifdef TER__HAVE_CERTIFY
        cmocka_unit_test(test_l_moments_are_possible_and_agree_with_another_integral),
        cmocka_unit_test(test_intervals_hold_their_probability_and_the_shortest_is_short),
#endif
        cmocka_unit_test(test_known_l_moments),
        cmocka_unit_test(test_known_shortest_intervals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
