/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Other ways to write a law: each variant of every family is found, parsed, and is the law that its conversion says. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "contract.h"
#include "dist/family.h"
#include "ter_assert.h"
#include "tercile/text.h"

#ifdef TER__HAVE_CERTIFY
#include "certify/points.h"
#else
#define ter__affordable(family, usual) (usual)
#endif

#define TRIES 400
#define FEW   20 /* of laws whose quantiles cost most */

/* A number inside a parameter's interval, small and plain; the default for those that are fixed. */
static double number_inside(const ter_parameter *parameter, ter_stream *stream) {
    if (parameter->lower == parameter->upper) {
        return parameter->lower;
    }
    double low = fmax(parameter->lower, -5.0), high = fmin(parameter->upper, fmax(low, 0.0) + 9.0);
    double value = low + (high - low) * (0.01 + 0.98 * ter_stream_uniform(stream));
    return parameter->integer ? ceil(value) : value;
}

static void check_same(const ter_dist *a, const ter_dist *b, const char *text) {
    for (size_t i = 0; i < ter_family_parameter_count(ter_dist_family(a)); i++) {
        if (!(ter_dist_parameter(a, i) == ter_dist_parameter(b, i))) {
            fail_msg("%s: parameter %zu is %a, not %a", text, i, ter_dist_parameter(a, i), ter_dist_parameter(b, i));
        }
    }
    assert_ptr_equal(ter_dist_family(a), ter_dist_family(b));
    for (double p = 0.125; p < 1.0; p += 0.25) {
        ter_assert_bits(ter_dist_quantile(a, p), ter_dist_quantile(b, p));
    }
}

static void write_law(char *text, size_t size, const char *name, const ter_variant *variant, const double *given) {
    size_t used = (size_t)snprintf(text, size, "%s(", name);
    for (size_t i = 0; i < variant->parameter_count; i++) {
        char number[TER_DOUBLE_TEXT_BYTES];
        ter_text_from_double(given[i], number);
        used += (size_t)snprintf(text + used, size - used, "%s%s=%s", i > 0 ? ", " : "", variant->parameters[i].name, number);
    }
    snprintf(text + used, size - used, ")");
}

/* True when the numbers make a law (a uniform law's lower end may lie above the upper). */
static bool check_variant(const ter_family *family, const ter_variant *variant, const char *name, ter_stream *stream) {
    double given[TER_PARAMETERS_MAX] = {0}, converted[TER_PARAMETERS_MAX] = {0};
    char text[512];
    ter_error error;
    ter_dist *own = NULL, *parsed = NULL, *created = NULL;
    for (size_t i = 0; i < variant->parameter_count; i++) {
        given[i] = number_inside(&variant->parameters[i], stream);
    }
    memcpy(converted, given, sizeof given);
    if (variant->convert != NULL) {
        variant->convert(given, converted);
    }
    write_law(text, sizeof text, name, variant, given);
    ter_status status = ter_dist_create(&own, family, family->parameter_count, converted, &error);
    assert_int_equal(ter_dist_parse(&parsed, text, &error), status);
    assert_int_equal(ter_dist_create_variant(&created, family, variant, variant->parameter_count, given, &error), status);
    if (status == TER_OK) {
        check_same(parsed, own, text);
        check_same(created, own, text);
    }
    ter_dist_destroy(own);
    ter_dist_destroy(parsed);
    ter_dist_destroy(created);
    return status == TER_OK;
}

static void test_every_variant_is_the_law_its_conversion_says(void **state) {
    (void)state;
    for (size_t i = 0; i < ter_family_count(); i++) {
        const ter_family *family = ter_family_at(i);
        ter_stream stream = ter_stream_open(ter_test_seed(), 700, (uint32_t)i);
        for (size_t j = 0; ter_contract_runs(family) && j < ter_family_variant_count(family); j++) {
            const ter_variant *variant = ter_family_variant(family, j), *found;
            const ter_family *its_family;
            ter_error error;
            char name[128];
            const char *origin = ter_variant_origin(variant);
            snprintf(name, sizeof name, "%s%s%s", origin == NULL ? "" : origin, origin == NULL ? "" : ".",
                     ter_variant_name(variant));
            ter_assert_ok(ter_variant_find(&its_family, &found, name, &error), error);
            assert_ptr_equal(its_family, family); /* names are unique */
            assert_ptr_equal(found, variant);
            const size_t afforded = ter__affordable(family, TRIES), tries = afforded > FEW ? afforded : FEW;
            int good = 0;
            for (size_t k = 0; k < tries; k++) {
                good += check_variant(family, variant, name, &stream);
            }
            if (good == 0) {
                fail_msg("%s: no law out of %zu tries", name, tries);
            }
            if (origin == NULL) { /* its name must not be that of a family */
                assert_int_equal(ter_family_find(&its_family, name, NULL), TER_UNKNOWN_NAME);
            }
        }
        assert_null(ter_family_variant(family, ter_family_variant_count(family)));
    }
}

static double value(const char *text, ter_operation operation, double x) {
    ter_dist *dist = NULL;
    ter_error error;
    ter_assert_ok(ter_dist_parse(&dist, text, &error), error);
    double result = ter_dist_eval(dist, operation, x);
    ter_dist_destroy(dist);
    return result;
}

/* Values from the peers' own definitions, by mpmath with 40 digits. */
static void test_the_peers_conventions_hold(void **state) {
    (void)state;
    ter_assert_ulp(value("scipy.genextreme(0.1)", TER_CDF, 1.0), 0.7056199928873901576, 4.0);
    ter_assert_ulp(value("scipy.genextreme(c=-0.1, loc=1, scale=2)", TER_SF, 3.0), 0.3199189450295009786, 4.0);
    ter_assert_ulp(value("R.exp(rate=2)", TER_SF, 1.0), 0.1353352832366127, 2.0);
    ter_assert_ulp(value("R.exp", TER_SF, 1.0), 0.36787944117144233, 2.0);
    ter_assert_ulp(value("R.gamma(2, 4)", TER_SF, 1.0), 0.0915781944436709015, 4.0);
    ter_assert_ulp(value("scipy.gamma(2, 0, 4)", TER_SF, 1.0), 0.97350097883925608, 4.0);
    ter_assert_ulp(value("scipy.expon(0, 2)", TER_SF, 1.0), 0.60653065971263342, 2.0);
    ter_assert_ulp(value("scipy.uniform(2, 3)", TER_CDF, 3.0), 1.0 / 3.0, 2.0);
    ter_assert_ulp(value("scipy.weibull_min(2, scale=3)", TER_SF, 3.0), 0.36787944117144233, 2.0);
    ter_assert_ulp(value("scipy.lognorm(0.5, 0, 2)", TER_CDF, 2.0), 0.5, 2.0);
    ter_assert_ulp(value("normal_variance(1, 4)", TER_SF, 3.0), 0.15865525393145705, 2.0);
    ter_assert_ulp(value("normal_precision(1, 0.25)", TER_SF, 3.0), 0.15865525393145705, 2.0);
    ter_assert_ulp(value("R.norm(1, 2)", TER_SF, 3.0), 0.15865525393145705, 2.0); /* an alias with its origin */
}

static void expect_error(const char *text, ter_status status, const char *part) {
    ter_dist *dist = NULL;
    ter_error error = {TER_OK, ""};
    assert_int_equal(ter_dist_parse(&dist, text, &error), status);
    if (strstr(error.text, part) == NULL) {
        fail_msg("\"%s\" gave \"%s\", which does not say \"%s\"", text, error.text, part);
    }
}

static void test_errors_say_where_and_what_instead(void **state) {
    (void)state;
    expect_error("genextreme(0.1)", TER_UNKNOWN_NAME,
                 "column 1: unknown distribution \"genextreme\": did you mean \"scipy.genextreme\"?");
    expect_error(" scipy.genxtreme(0.1)", TER_UNKNOWN_NAME, "column 2: unknown distribution \"scipy.genxtreme\": did you mean");
    expect_error("numpy.weibull_min(1)", TER_UNKNOWN_NAME, "did you mean \"scipy.weibull_min\"?");
    expect_error("scipy.expon(2)", TER_BAD_ARGUMENT, "column 13: scipy.expon: loc = 2 is outside [0, 0]");
    expect_error("R.exp(rate=0)", TER_BAD_ARGUMENT, "column 12: R.exp: rate = 0 is outside (0, inf)");
    expect_error("R.exp(scale=1)", TER_UNKNOWN_NAME, "column 7: R.exp has no parameter \"scale\"");
    expect_error("scipy.genextreme()", TER_BAD_SYNTAX, "scipy.genextreme needs the parameter \"c\"");
    expect_error("R.", TER_BAD_SYNTAX, "column 3: a name");
    expect_error("scipy.t(1, 2, 3, 4)", TER_BAD_SHAPE, "column 18: scipy.t takes 3 parameters");
    expect_error("scipy.uniform(1e16, 1)", TER_BAD_ARGUMENT, "scipy.uniform: uniform: ");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_variant_is_the_law_its_conversion_says),
        cmocka_unit_test(test_the_peers_conventions_hold),
        cmocka_unit_test(test_errors_say_where_and_what_instead),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
