/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Characteristic functions of every family that has one: integrals of the oracle, known values, properties. */
#include "contract.h"
#include "ter_assert.h"

#include <math.h>
#include <string.h>

#include "certify/expectation.h"
#include "certify/points.h"
#include "tercile/dist.h"

enum { LAWS = 3 };

/* What is promised is 2^-50 of the modulus, which is at most 1; the oracle leaves two tails of 2^-48.5 away. */
#define BOUND (0x1p-50 + 0x1p-47)

static double off(const arb_t exact, double value) {
    return fabs(value - arf_get_d(arb_midref(exact), ARF_RND_NEAR));
}

/* Returns whether the oracle had an answer. */
static bool check_against_integral(const ter_family *family, const ter_dist *dist, const double *parameters, double t) {
    double re, im;
    char text[256];
    acb_t exact;
    ter__write_law(text, sizeof text, family, parameters);
    ter_status status = ter_dist_characteristic(dist, t, &re, &im);
    acb_init(exact);
    bool known = ter__expectation_of_wave(exact, ter__law_find(ter_family_name(family)), parameters, t) == TER_OK;
    if (status != TER_OK || (known && !(off(acb_realref(exact), re) <= BOUND && off(acb_imagref(exact), im) <= BOUND))) {
        ter_contract_broken(family, "'%s': characteristic(%a) is %.17g + %.17g i, true %.17g + %.17g i, status %s", text, t, re, im,
                            arf_get_d(arb_midref(acb_realref(exact)), ARF_RND_NEAR),
                            arf_get_d(arb_midref(acb_imagref(exact)), ARF_RND_NEAR), ter_status_name(status));
    }
    acb_clear(exact);
    return known;
}

static void check_properties(const ter_family *family, const ter_dist *dist, const double *parameters, double t) {
    double re, im, re_minus = NAN, im_minus = NAN;
    char text[256];
    ter__write_law(text, sizeof text, family, parameters);
    ter_status status = ter_dist_characteristic(dist, t, &re, &im);
    if (status == TER_NOT_ACCURATE && isnan(re) && isnan(im) && fabs(t) > 0x1p12) { /* an angle without digits, and said so */
        return;
    }
    if (status != TER_OK || ter_dist_characteristic(dist, -t, &re_minus, &im_minus) != TER_OK ||
        !(hypot(re, im) <= 1.0 + 0x1p-51) || re_minus != re || im_minus != -im) {
        ter_contract_broken(family, "'%s': characteristic(%a) is %a + %a i, of its negative %a + %a i", text, t, re, im, re_minus,
                            im_minus);
    }
    if (ter_dist_characteristic(dist, 0.0, &re, &im) != TER_OK || re != 1.0 || im != 0.0 ||
        ter_dist_characteristic(dist, NAN, &re, &im) != TER_BAD_ARGUMENT ||
        ter_dist_characteristic(dist, INFINITY, &re, &im) != TER_BAD_ARGUMENT) {
        ter_contract_broken(family, "'%s': characteristic(0) is %a + %a i, or one that is not finite is taken", text, re, im);
    }
}

static unsigned check_law(const ter_family *family, ter_stream *stream) {
    double parameters[TER_PARAMETERS_MAX] = {0};
    unsigned known = 0;
    ter_dist *dist;
    ter_error error;
    if (!ter__draw_moderate_parameters(family, stream, parameters)) {
        return 0;
    }
    ter_assert_ok(ter_dist_create(&dist, family, ter_family_parameter_count(family), parameters, &error), error);
    double spread = ter_dist_isf(dist, 0.2) - ter_dist_quantile(dist, 0.2);
    double unit = ter_family_is_discrete(family) ? fmax(spread, 1.0) : spread;
    for (int k = 0; k < 4; k++) {
        double t = ldexp(ter_stream_uniform(stream) - 0.5, 3 * k - 3) / unit;
        known += check_against_integral(family, dist, parameters, t);
        check_properties(family, dist, parameters, t);
        check_properties(family, dist, parameters, ldexp(t, 20));
        check_properties(family, dist, parameters, ldexp(t, -60));
    }
    ter_dist_destroy(dist);
    return known;
}

/* Laws whose tails are too heavy for the integral, or whose density it does not know off the line; they have known values below. */
static bool has_no_integral(const ter_family *family) {
    const char *without[] = {"cauchy",     "levy",        "landau", "normal_inverse_gaussian", "exponentially_modified_normal",
                             "triangular", "trapezoidal", "stable"};
    for (size_t i = 0; i < sizeof without / sizeof *without; i++) {
        if (strcmp(without[i], ter_family_name(family)) == 0) {
            return true;
        }
    }
    return false;
}

static void test_characteristic_functions_are_the_integrals_of_waves(void **state) {
    (void)state;
    uint64_t seed = ter_test_seed();
    size_t count = 0, integrated = 0;
    for (size_t i = 0; i < ter_family_count(); i++) {
        const ter_family *family = ter_family_at(i);
        ter_stream stream = ter_stream_open(seed, 711, (uint32_t)i);
        double parameters[TER_PARAMETERS_MAX] = {0}, re, im;
        ter_stream first = ter_stream_open(seed, 712, (uint32_t)i);
        ter_dist *dist;
        if (!ter_contract_runs(family) || !ter__draw_moderate_parameters(family, &first, parameters)) {
            continue;
        }
        ter_assert_ok(ter_dist_create(&dist, family, ter_family_parameter_count(family), parameters, NULL), (ter_error){0});
        ter_status status = ter_dist_characteristic(dist, 0.5, &re, &im);
        ter_dist_destroy(dist);
        if (status != TER_OK) { /* no closed form: said, with no number */
            if (!(status == TER_NOT_ACCURATE && isnan(re) && isnan(im))) {
                ter_contract_broken(family, "no characteristic function, yet %a + %a i, status %s", re, im,
                                    ter_status_name(status));
            }
            continue;
        }
        unsigned known = 0;
        for (int j = 0; j < LAWS || (known == 0 && j < 6 * LAWS && !has_no_integral(family));
             j++) { /* some laws are beyond the oracle's integrals */
            known += check_law(family, &stream);
        }
        count++;
        integrated += known > 0;
        if (known == 0 && !has_no_integral(family)) {
            ter_contract_broken(family, "the oracle knew %u of %d characteristic functions", known, 24 * LAWS);
        }
    }
    print_message("%zu families have a characteristic function, %zu of them checked by integrals\n", count, integrated);
    ter_contract_end();
}

static void assert_value(const char *law, double t, double re, double im) {
    ter_dist *dist;
    ter_error error;
    double real, imaginary;
    ter_assert_ok(ter_dist_parse(&dist, law, &error), error);
    assert_int_equal(ter_dist_characteristic(dist, t, &real, &imaginary), TER_OK);
    if (!(fabs(real - re) <= 0x1p-50 && fabs(imaginary - im) <= 0x1p-50)) {
        fail_msg("%s at %g: %.17g + %.17g i, not %.17g + %.17g i", law, t, real, imaginary, re, im);
    }
    ter_dist_destroy(dist);
}

static void test_known_values(void **state) {
    (void)state;
    assert_value("cauchy(0.5, 2)", 1.25, 0.066567906548618485677, 0.048027708844164773741);
    assert_value("cauchy(0.5, 2)", -1.25, 0.066567906548618485677, -0.048027708844164773741);
    assert_value("levy(0.5, 2)", 1.25, -0.1220974576533224737, 0.16559417398507751536);
    assert_value("landau(0.5, 2)", 1.25, -0.0018675956225306456606, -0.019614160459154774064);
    assert_value("stable(1.5, 0.5, 2, 0.5)", 0.75, 0.15589393253828798026, 0.032648075334839844182);
    assert_value("stable(0.75, -0.5, 2, 0.5)", -1.25, 0.04411308442878771169, -0.12964541638077953504);
    assert_value("stable(1, 0.5, 2, 0.5)", 1.25, 0.081640109940505832978, -0.0085346029777364437855);
    assert_value("gumbel(0.5, 2)", 1.25, 0.077824015933163274218, 0.0064269067814878929496);
    assert_value("gumbel(0, 2)", 20.0, 3.7971346597543698976e-28, -8.1681573318560671142e-27);
    assert_value("log_gamma(0, 2, 0.125)", 0.75, 0.0019072694116640276075, -0.02710912521072425909);
    assert_value("log_gamma(0, 1, 1e6)", 1024.0, -0.52210874384795627832, -0.27899597760205685046);
    assert_value("poisson(1e12)", 1e-06, 0.56816885051000258524, -0.21228188448762024908);
    assert_value("binomial(1e9, 0.5)", 0.0001, -0.0051219195857617962632, -0.28645901011863906512);
    assert_value("raised_cosine(0, 1)", 3.141592653589793, 0.50000000000000002924, 0.0);
    assert_value("uniform(-1, 1)", 1e-200, 1.0, 0.0);
    assert_value("discrete_uniform(1, 6)", 100000.0, -0.0022276553477582007967, -0.017707218763850250627);
    assert_value("zero_truncated_poisson(1e-9)", 1.0, 0.54030230538991514618, 0.84147098484180972753);
    assert_value("chi_squared(1)", 1e+200, 5.0e-101, 5.0e-101);
    assert_value("normal_inverse_gaussian(2, 1, 0, 1)", 3.0, 0.10658549440624915399, 0.11928134645134562646);
    assert_value("triangular(0, 1, 4)", 2.0, -0.18829530468249816759, 0.11032631086163937516);
    assert_value("truncated_exponential(1, 1e-8)", 100000000.0, 0.84147098519751851751, 0.45969769341866197178);
    assert_value("trapezoidal(-1, 0, 2, 6)", 3.0, 0.050986565214864615462, 0.0063953813630383896256);
    assert_value("trapezoidal(-1, 0, 2, 6)", -0.125, 0.95442803171380510306, -0.22920580541190941402);
    assert_value("trapezoidal(0, 0, 2, 3)", 20.0, 0.00028547491876289444831, 0.021049923781581565493);
    assert_value("triangular(0, 0, 1)", 0.0001, 0.99999999916666666694, 0.000033333333316666668268);
    assert_value("triangular(-3, 1, 1)", 40.0, 0.0091982020816028892426, 0.0084402979850823092326);
    assert_value("exponentially_modified_normal(0.5, 2, 0.75)", 1.25, -0.0019096942909334439244, 0.022524556226199371953);
}

/* Two laws that are the same, one of them made of others. */
static void assert_same(const char *law, const char *other, double t) {
    ter_dist *a, *b;
    ter_error error;
    double re, im, other_re, other_im;
    ter_assert_ok(ter_dist_parse(&a, law, &error), error);
    ter_assert_ok(ter_dist_parse(&b, other, &error), error);
    assert_int_equal(ter_dist_characteristic(a, t, &re, &im), TER_OK);
    assert_int_equal(ter_dist_characteristic(b, t, &other_re, &other_im), TER_OK);
    if (!(fabs(re - other_re) <= 0x1p-49 && fabs(im - other_im) <= 0x1p-49)) {
        fail_msg("%s at %g: %.17g + %.17g i, but %s: %.17g + %.17g i", law, t, re, im, other, other_re, other_im);
    }
    ter_dist_destroy(a);
    ter_dist_destroy(b);
}

static void test_laws_made_of_others_have_that_of_the_same_family(void **state) {
    (void)state;
    for (double t = -3.25; t < 4.0; t += 1.5) {
        assert_same("affine(gumbel(0, 1), 2, -3)", "gumbel_min(2, 3)", t);
        assert_same("affine(poisson(4), 0, 1)", "poisson(4)", t);
        assert_same("mixture(0.25*normal(1, 2), 0.75*normal(1, 2))", "normal(1, 2)", t);
        assert_same("categorical([0.25, 0.25, 0.25, 0.25])", "discrete_uniform(0, 3)", t);
        assert_same("finite([0, 1], [0.25, 0.75])", "bernoulli(0.75)", t);
        assert_same("histogram([0, 1, 3], [1, 2])", "uniform(0, 3)", t);
    }
    ter_dist *dist;
    ter_error error;
    double re, im;
    ter_assert_ok(ter_dist_parse(&dist, "mixture(0.5*normal(0, 1), 0.5*lognormal(0, 1))", &error), error);
    assert_int_equal(ter_dist_characteristic(dist, 1.0, &re, &im), TER_NOT_ACCURATE);
    assert_true(isnan(re) && isnan(im));
    ter_dist_destroy(dist);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_characteristic_functions_are_the_integrals_of_waves),
        cmocka_unit_test(test_known_values),
        cmocka_unit_test(test_laws_made_of_others_have_that_of_the_same_family),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
