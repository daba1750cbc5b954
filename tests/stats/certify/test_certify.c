/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The oracle against numbers made another way: mpmath 1.2 at 60 to 120 digits, printed to 32, for exactly these doubles. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "ter_assert.h"

#ifdef TER__HAVE_CERTIFY
#include "certify/evaluate.h"
#include "tercile/measure.h"

typedef struct row {
    const char *law;
    ter_operation operation;
    double parameters[3];
    double x;
    const char *value;
} row;

static const row rows[] = {
    {"normal", TER_CDF, {0x0.0p+0, 0x1.0000000000000p+0}, -0x1.8000000000000p+1, "1.349898031630094526651814767595e-3"},
    {"normal", TER_LOG_SF, {0x0.0p+0, 0x1.0000000000000p+0}, -0x1.8000000000000p+1, "-1.3508099647481937988411104905174e-3"},
    {"normal", TER_LOG_PDF, {0x0.0p+0, 0x1.0000000000000p+0}, -0x1.8000000000000p+1, "-5.4189385332046727417803297364056"},
    {"normal", TER_CDF, {0x0.0p+0, 0x1.0000000000000p+0}, -0x1.2c00000000000p+5, "4.6053530095819548438279690976109e-308"},
    {"normal", TER_LOG_SF, {0x0.0p+0, 0x1.0000000000000p+0}, -0x1.2c00000000000p+5, "-4.6053530095819548438279690976109e-308"},
    {"normal", TER_LOG_PDF, {0x0.0p+0, 0x1.0000000000000p+0}, -0x1.2c00000000000p+5, "-7.0404393853320467274178032973641e+2"},
    {"normal", TER_CDF, {0x1.4000000000000p+0, 0x1.3333333333333p-2}, 0x1.599999999999ap+1, "9.9999932867154419090785162316738e-1"},
    {"normal",
     TER_LOG_SF,
     {0x1.4000000000000p+0, 0x1.3333333333333p-2},
     0x1.599999999999ap+1,
     "-1.421400731779076983126771909024e+1"},
    {"normal",
     TER_LOG_PDF,
     {0x1.4000000000000p+0, 0x1.3333333333333p-2},
     0x1.599999999999ap+1,
     "-1.1395521284434295994148727388725e+1"},
    {"gamma", TER_CDF, {0x1.0000000000000p+1, 0x1.8000000000000p+1}, 0x1.8000000000000p+0, "9.0204010431049864594300697513229e-2"},
    {"gamma", TER_SF, {0x1.0000000000000p+1, 0x1.8000000000000p+1}, 0x1.8000000000000p+0, "9.0979598956895013540569930248677e-1"},
    {"gamma",
     TER_LOG_PDF,
     {0x1.0000000000000p+1, 0x1.8000000000000p+1},
     0x1.8000000000000p+0,
     "-2.2917594692280550008124773583807"},
    {"gamma", TER_CDF, {0x1.47ae147ae147bp-7, 0x1.0000000000000p+0}, 0x1.79ca10c924223p-67, "6.3455792054899673971777401539102e-1"},
    {"gamma", TER_SF, {0x1.47ae147ae147bp-7, 0x1.0000000000000p+0}, 0x1.79ca10c924223p-67, "3.6544207945100326028222598460898e-1"},
    {"gamma",
     TER_LOG_PDF,
     {0x1.47ae147ae147bp-7, 0x1.0000000000000p+0},
     0x1.79ca10c924223p-67,
     "4.0991704963240082886677549905325e+1"},
    {"gamma", TER_CDF, {0x1.c200000000000p+9, 0x1.0000000000000p+0}, 0x1.f400000000000p+9, "9.9937740221572495274016138515242e-1"},
    {"gamma", TER_SF, {0x1.c200000000000p+9, 0x1.0000000000000p+0}, 0x1.f400000000000p+9, "6.2259778427504725983861484758246e-4"},
    {"gamma",
     TER_LOG_PDF,
     {0x1.c200000000000p+9, 0x1.0000000000000p+0},
     0x1.f400000000000p+9,
     "-9.6011249310697655128499337750308"},
    {"gamma", TER_CDF, {0x1.0000000000000p-1, 0x1.0000000000000p+1}, 0x1.e000000000000p+5, "9.9999999999999051426242892615161e-1"},
    {"gamma", TER_SF, {0x1.0000000000000p-1, 0x1.0000000000000p+1}, 0x1.e000000000000p+5, "9.4857375710738483884804289486028e-15"},
    {"gamma",
     TER_LOG_PDF,
     {0x1.0000000000000p-1, 0x1.0000000000000p+1},
     0x1.e000000000000p+5,
     "-3.2966110814315723084195564142938e+1"},
    {"gamma",
     TER_CDF,
     {0x1.86a0000000000p+16, 0x1.0000000000000p+0},
     0x1.8704000000000p+16,
     "6.2444513070440549541636859232628e-1"},
    {"gamma", TER_SF, {0x1.86a0000000000p+16, 0x1.0000000000000p+0}, 0x1.8704000000000p+16, "3.7555486929559450458363140767372e-1"},
    {"gamma",
     TER_LOG_PDF,
     {0x1.86a0000000000p+16, 0x1.0000000000000p+0},
     0x1.8704000000000p+16,
     "-6.7263682910028871346077812741708"},
    {"poisson", TER_CDF, {0x1.2000000000000p+2}, 0x1.8000000000000p+1, "3.4229595583459106891241032521605e-1"},
    {"poisson", TER_SF, {0x1.2000000000000p+2}, 0x1.8000000000000p+1, "6.5770404416540893108758967478395e-1"},
    {"poisson", TER_CDF, {0x1.4100000000000p+6}, 0x1.e000000000000p+6, "9.9998645919615695918712526815258e-1"},
    {"poisson", TER_SF, {0x1.4100000000000p+6}, 0x1.e000000000000p+6, "1.3540803843040812874731847423303e-5"},
    {"poisson", TER_CDF, {0x1.19799812dea11p-40}, 0x0.0p+0, "9.9999999999900000000000050002011e-1"},
    {"poisson", TER_SF, {0x1.19799812dea11p-40}, 0x0.0p+0, "9.999999999994999798866477959424e-13"},
    {"binomial",
     TER_CDF,
     {0x1.4000000000000p+3, 0x1.3333333333333p-2},
     0x1.8000000000000p+1,
     "6.4961071840000002962385137195156e-1"},
    {"binomial",
     TER_SF,
     {0x1.4000000000000p+3, 0x1.3333333333333p-2},
     0x1.8000000000000p+1,
     "3.5038928159999997037614862804844e-1"},
    {"binomial",
     TER_CDF,
     {0x1.9000000000000p+8, 0x1.47ae147ae147bp-7},
     0x1.4000000000000p+4,
     "9.999999986484685696137725707185e-1"},
    {"binomial",
     TER_SF,
     {0x1.9000000000000p+8, 0x1.47ae147ae147bp-7},
     0x1.4000000000000p+4,
     "1.3515314303862274292815009311104e-9"},
    {"binomial",
     TER_CDF,
     {0x1.9000000000000p+5, 0x1.ff7ced916872bp-1},
     0x1.8800000000000p+5,
     "4.879437180296869230084853750126e-2"},
    {"binomial",
     TER_SF,
     {0x1.9000000000000p+5, 0x1.ff7ced916872bp-1},
     0x1.8800000000000p+5,
     "9.5120562819703130769915146249874e-1"},
    {"student_t",
     TER_SF,
     {0x1.8000000000000p+1, 0x0.0p+0, 0x1.0000000000000p+0},
     0x1.8000000000000p+0,
     "1.152919326224115261409085585621e-1"},
    {"student_t",
     TER_LOG_PDF,
     {0x1.8000000000000p+1, 0x0.0p+0, 0x1.0000000000000p+0},
     0x1.8000000000000p+0,
     "-2.1201204254943550829655948494098"},
    {"student_t",
     TER_SF,
     {0x1.999999999999ap-4, 0x0.0p+0, 0x1.0000000000000p+0},
     0x1.86a0000000000p+16,
     "1.3198724418620106492795206316851e-1"},
    {"student_t",
     TER_LOG_PDF,
     {0x1.999999999999ap-4, 0x0.0p+0, 0x1.0000000000000p+0},
     0x1.86a0000000000p+16,
     "-1.5840560553987758474115280136146e+1"},
    {"student_t",
     TER_SF,
     {0x1.4000000000000p+1, 0x0.0p+0, 0x1.0000000000000p+0},
     -0x1.4000000000000p+5,
     "9.9992902182854753308543559444342e-1"},
    {"student_t",
     TER_LOG_PDF,
     {0x1.4000000000000p+1, 0x0.0p+0, 0x1.0000000000000p+0},
     -0x1.4000000000000p+5,
     "-1.2326941143071622583865870954498e+1"},
    {"student_t",
     TER_SF,
     {0x1.f400000000000p+8, 0x0.0p+0, 0x1.0000000000000p+0},
     0x1.8000000000000p+3,
     "1.2432256392309225198959887487166e-29"},
    {"student_t",
     TER_LOG_PDF,
     {0x1.f400000000000p+8, 0x0.0p+0, 0x1.0000000000000p+0},
     0x1.8000000000000p+3,
     "-6.4318640767252889971939375954007e+1"},
};

static void ask(arb_t out, const row *r) {
    ter__question question = {ter__law_find(r->law), r->parameters, r->operation, r->x, nan("")};
    slong bits;
    assert_non_null(question.law);
    ter_status status = ter__answer(out, &question, &bits);
    if (status != TER_OK || !ter__is_tight(out, TER_CERTIFY_GOAL_BITS)) {
        fail_msg("%s %s at %a: %s", r->law, ter_operation_word(r->operation), r->x, ter_status_name(status));
    }
}

/* Equal to the printed digits: both balls, the printed one 1e-31 wide, overlap. */
static void test_values_agree_with_mpmath(void **state) {
    (void)state;
    arb_t ball, printed, slack;
    arb_init(ball);
    arb_init(printed);
    arb_init(slack);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        ask(ball, &rows[i]);
        arb_set_str(printed, rows[i].value, 256);
        arb_mul_2exp_si(slack, printed, -102);
        arb_add_error(printed, slack);
        if (!arb_overlaps(ball, printed)) {
            fail_msg("row %zu, %s: not %s", i, rows[i].law, rows[i].value);
        }
    }
    arb_clear(ball);
    arb_clear(printed);
    arb_clear(slack);
}

/* Inverses known in closed form, ties of discrete laws among them. */
static void test_inverses_are_the_known_ones(void **state) {
    (void)state;
    static const row inverses[] = {
        {"normal", TER_QUANTILE, {0, 1, 0}, 0x1p-1, "0"},
        {"exponential", TER_ISF, {2, 0, 0}, 0x1p-3, "4.1588830833596718565033927287490594"},
        {"uniform", TER_QUANTILE, {-3, 7, 0}, 0x1p-2, "-0.5"},
        {"gamma", TER_ISF_LOG, {1, 2, 0}, -0x1p30, "2147483648"},
        {"weibull", TER_ISF_LOG, {2, 3, 0}, -9.0, "9"},
        {"gumbel", TER_QUANTILE_LOG, {0, 1, 0}, -1.0, "0"},
        {"gev", TER_QUANTILE_LOG, {1, 2, 0.5}, -0.25, "5"},
        {"binomial", TER_QUANTILE, {10, 0.5, 0}, 0.171875, "3"},
        {"binomial", TER_ISF, {10, 0.5, 0}, 0.171875, "6"},
        {"poisson", TER_QUANTILE, {4.5, 0, 0}, 0.34229595583459105, "3"},
        {"poisson", TER_QUANTILE, {4.5, 0, 0}, 0.3422959558345912, "4"},
    };
    arb_t ball, printed;
    arb_init(ball);
    arb_init(printed);
    for (size_t i = 0; i < sizeof inverses / sizeof inverses[0]; i++) {
        ask(ball, &inverses[i]);
        arb_set_str(printed, inverses[i].value, 256);
        arb_sub(ball, ball, printed, 256);
        if (arf_cmpabs_2exp_si(arb_midref(ball), -38) > 0) {
            fail_msg("row %zu, %s: not %s", i, inverses[i].law, inverses[i].value);
        }
    }
    arb_clear(ball);
    arb_clear(printed);
}

/* (scale / x)^shape = p: x = 2^4000, and far beyond. */
static void test_quantiles_beyond_the_largest_double_are_tight(void **state) {
    (void)state;
    static const row inverses[] = {{"pareto", TER_ISF, {1, 0.25, 0}, 0x1p-1000, ""},
                                   {"pareto", TER_ISF, {4, 0x1p-20, 0}, 0x1p-1000, ""}};
    static const slong exponents[] = {4000, 1048576002};
    arb_t ball;
    arb_init(ball);
    for (size_t i = 0; i < sizeof inverses / sizeof inverses[0]; i++) {
        ask(ball, &inverses[i]);
        arb_mul_2exp_si(ball, ball, -exponents[i]);
        assert_true(arb_contains_si(ball, 1));
    }
    arb_clear(ball);
}

/* Somebody else's values where the quantile is no double: infinity is right, numbers and the other infinity are not. */
static void test_infinity_is_right_beyond_the_largest_double(void **state) {
    (void)state;
    const ter_family *cauchy = NULL;
    ter_measured point;
    assert_int_equal(ter_family_find(&cauchy, "cauchy", NULL), TER_OK);
    assert_int_equal(ter_measure_point(&point, cauchy, TER_ISF, (double[]){0, 1}, 0x1p-1060, NULL), TER_OK);
    assert_true(point.truth.nearest == HUGE_VAL && point.value == HUGE_VAL);
    assert_true(strncmp(point.truth.decimal, "3.932", 5) == 0 && strstr(point.truth.decimal, "e+318") != NULL);
    assert_true(ter_measure_error(cauchy, TER_ISF, &point, HUGE_VAL) == 0.0);
    assert_true(ter_measure_error(cauchy, TER_ISF, &point, 1e300) > 1e15);
    assert_true(ter_measure_error(cauchy, TER_ISF, &point, -HUGE_VAL) > 1e15);
}

static void test_tails_of_extreme_parameters_are_tight(void **state) {
    (void)state;
    static const row far[] = {
        {"gamma", TER_SF, {1e15, 1, 0}, 1e15, ""},           {"gamma", TER_CDF, {1e15, 1, 0}, 1e15 - 1e8, ""},
        {"gamma", TER_SF, {1e-300, 1, 0}, 1e-200, ""},       {"poisson", TER_LOG_SF, {1e15, 0, 0}, 2e15, ""},
        {"student_t", TER_SF, {1e300, 0, 1}, 30, ""},        {"student_t", TER_LOG_CDF, {0.001, 0, 1}, -1e300, ""},
        {"binomial", TER_CDF, {1e15, 0.5, 0}, 4.999e14, ""}, {"log_pearson3", TER_CDF, {3, 0.1, 1e-300}, 1500, ""},
        {"normal", TER_LOG_SF, {0, 1e-200, 0}, 1e100, ""},   {"gev", TER_PDF, {0, 1, 1e-300}, 3, ""},
    };
    arb_t ball;
    arb_init(ball);
    for (size_t i = 0; i < sizeof far / sizeof far[0]; i++) {
        ask(ball, &far[i]);
    }
    arb_clear(ball);
}

/* The slopes carried through the laws against central differences of the values themselves, at steps of 2^-300. */
static void check_gradient(const char *name, const double *parameters, double at) {
    const ter__law *law = ter__law_find(name);
    arb_t slope;
    arb_init(slope);
    for (unsigned j = 0; j < law->parameter_count; j++) {
        slong bits;
        assert_int_equal(ter__answer_gradient(slope, law, parameters, j, at, &bits), TER_OK);
        ter__balls w;
        ter__balls_open(&w, 1024, false);
        ter__b low[TER_PARAMETERS_MAX], high[TER_PARAMETERS_MAX], step = ter__b_d(&w, 0x1p-300), x = ter__b_d(&w, at);
        ter__parameter_balls(&w, law, parameters, low);
        ter__parameter_balls(&w, law, parameters, high);
        low[j] = ter__b_sub(&w, low[j], step);
        high[j] = ter__b_add(&w, high[j], step);
        ter__b difference = ter__b_sub(&w, law->log_density(&w, high, x), law->log_density(&w, low, x));
        arb_mul_2exp_si(slope, slope, -299);
        arb_sub(slope, slope, TER__REAL(difference), 1024);
        if (arf_cmpabs_2exp_si(arb_midref(slope), -360) > 0) {
            fail_msg("%s: gradient in parameter %u is not the derivative", name, j);
        }
        ter__balls_close(&w);
    }
    arb_clear(slope);
}

static void test_gradients_are_derivatives(void **state) {
    (void)state;
    check_gradient("normal", (double[]){1, 2}, 2.5);
    check_gradient("lognormal", (double[]){0.5, 0.75}, 2);
    check_gradient("exponential", (double[]){3}, 2);
    check_gradient("gamma", (double[]){2.5, 3}, 4);
    check_gradient("chi_squared", (double[]){5}, 4);
    check_gradient("weibull", (double[]){1.5, 2}, 3);
    check_gradient("gumbel", (double[]){1, 2}, 0);
    check_gradient("gev", (double[]){1, 2, 0.25}, 3);
    check_gradient("log_pearson3", (double[]){3, 0.25, -0.5}, 900);
    check_gradient("student_t", (double[]){4, 1, 2}, -3);
}

/* At the switches the slope is written by hand: against the law next to it. */
static void test_gradients_at_shape_zero_are_limits(void **state) {
    (void)state;
    static const struct {
        const char *law;
        double at_zero[3], near[3], x;
    } pairs[] = {
        {"gev", {0, 1, 0}, {0, 1, 0x1p-200}, 1.75},
        {"log_pearson3", {3, 0.25, 0}, {3, 0.25, 0x1p-200}, 1700},
    };
    arb_t a, b;
    arb_init(a);
    arb_init(b);
    for (size_t i = 0; i < 2; i++) {
        slong bits;
        const ter__law *law = ter__law_find(pairs[i].law);
        for (size_t j = 0; j < 3; j++) {
            assert_int_equal(ter__answer_gradient(a, law, pairs[i].at_zero, j, pairs[i].x, &bits), TER_OK);
            assert_int_equal(ter__answer_gradient(b, law, pairs[i].near, j, pairs[i].x, &bits), TER_OK);
            arb_sub(a, a, b, 256);
            assert_true(arf_cmpabs_2exp_si(arb_midref(a), -60) < 0);
        }
    }
    arb_clear(a);
    arb_clear(b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values_agree_with_mpmath),
        cmocka_unit_test(test_inverses_are_the_known_ones),
        cmocka_unit_test(test_quantiles_beyond_the_largest_double_are_tight),
        cmocka_unit_test(test_infinity_is_right_beyond_the_largest_double),
        cmocka_unit_test(test_tails_of_extreme_parameters_are_tight),
        cmocka_unit_test(test_gradients_are_derivatives),
        cmocka_unit_test(test_gradients_at_shape_zero_are_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
#else
int main(void) {
    puts("skipped: built without FLINT/Arb");
    return 77;
}
#endif
