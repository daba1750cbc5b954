/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gradients of every family against derivatives carried through the oracle's laws; summaries against integrals and sums. */
#include <math.h>
#include <stdio.h>

#include "contract.h"
#include "ter_assert.h"

#ifdef TER__HAVE_CERTIFY
#include "certify/expectation.h"
#include "certify/points.h"
#include "tercile/measure.h"

#define LAWS           10
#define POINTS         10
#define MOMENT_LAWS    1
#define GRADIENT_BOUND 0x1p-44 /* relative to the largest term: header and descriptors state no bound for gradients */
#define SUMMARY_BOUND  0x1p-40

static void check_gradient(const ter_family *family, const ter_dist *dist, const double *parameters, double x) {
    const ter__law *law = ter__law_find(ter_family_name(family));
    size_t count = ter_family_parameter_count(family);
    double slope, by_parameter[TER_PARAMETERS_MAX];
    char text[256];
    ter__write_law(text, sizeof text, family, parameters);
    ter_dist_log_pdf_gradient(dist, 1, &x, &slope, by_parameter);
    double alone = ter_dist_eval(dist, TER_LOG_PDF_SLOPE, x);
    if (!(ter_ulp_distance(slope, alone) <= 2.0 * ter_family_accuracy(family, TER_LOG_PDF_SLOPE).ulp_max + 1.0)) {
        ter_contract_broken(family, "slope of '%s' at %a is %a alone and %a in the gradient", text, x, alone, slope);
    }
    arb_t truth;
    arb_init(truth);
    for (size_t j = 0; j < count; j++) {
        slong bits;
        bool integer = ter_family_parameter(family, j)->integer;
        ter_status status = integer ? TER_UNDEFINED : ter__answer_gradient(truth, law, parameters, j, x, &bits);
        double value = by_parameter[j], exact = arf_get_d(arb_midref(truth), ARF_RND_NEAR);
        if (status == TER_NOT_ACCURATE) {
            continue;
        }
        if (status == TER_UNDEFINED) {
            if (!isnan(value)) {
                ter_contract_broken(family, "gradient %zu of '%s' at %a is %a: NaN is promised %s", j, text, x, value,
                                    integer ? "for an integer parameter" : "outside the support");
            }
            continue;
        }
        /* Next to a finite end the distance to it is what counts, and it has lost digits: no bound is stated, so by as much. */
        double lower, upper;
        ter_dist_support(dist, &lower, &upper);
        double room = fmin(fabs(x - lower), fabs(upper - x)), near = isfinite(room) && room > 0.0 ? fabs(x) / room : 0.0;
        /* Terms of size |log density| and 1, over the parameter, cancel at the maximum: an error of their rounding is allowed. */
        double size = (fabs(ter_dist_logpdf(dist, x)) + 1.0) / fmax(fabs(parameters[j]), 0x1p-300);
        double allowed = (GRADIENT_BOUND + 0x1p-50 * near) * fabs(exact) + 0x1p-48 * size + 0x1p-1070;
        if (!(fabs(value - exact) <= allowed) && value != exact) {
            ter_contract_broken(family, "gradient %zu of '%s' at %a is %a, true %.17g: off by %.3g of it", j, text, x, value, exact,
                                fabs(value - exact) / fabs(exact));
        }
    }
    arb_clear(truth);
}

static void test_gradients_are_those_of_the_law(void **state) {
    (void)state;
    uint64_t seed = ter_test_seed();
    for (size_t i = 0; i < ter_family_count(); i++) {
        const ter_family *family = ter_family_at(i);
        ter_stream stream = ter_stream_open(seed, 400, (uint32_t)i);
        bool known = ter__law_find(ter_family_name(family)) != NULL && ter_contract_runs(family);
        for (size_t j = 0; known && j < ter__affordable(family, ter_contract_points(LAWS)); j++) {
            double parameters[TER_PARAMETERS_MAX] = {0};
            ter_dist *dist;
            ter_error error;
            if (!ter__draw_moderate_parameters(family, &stream, parameters)) {
                break;
            }
            ter_assert_ok(ter_dist_create(&dist, family, ter_family_parameter_count(family), parameters, &error), error);
            for (int k = 0; k < POINTS; k++) {
                double p = ter_stream_uniform(&stream);
                double x = ter_dist_quantile(dist, k % 3 == 0 ? p * 1e-6 : k % 3 == 1 ? 1.0 - p * 1e-6 : p);
                check_gradient(family, dist, parameters, x);
            }
            double lower, upper;
            ter_dist_support(dist, &lower, &upper);
            if (isfinite(lower)) {
                check_gradient(family, dist, parameters, nextafter(lower, -HUGE_VAL) - 1.0);
            }
            ter_dist_destroy(dist);
        }
    }
    ter_contract_end();
}

typedef struct true_summaries {
    arb_t value[TER_SUMMARY_COUNT];
    bool known[TER_SUMMARY_COUNT];
} true_summaries;

/* Mean, variance, skewness, excess kurtosis and entropy from integrals; what the oracle does not get is not known. */
static void find_summaries(true_summaries *t, const ter__law *law, const double *parameters) {
    arb_t zero, scale;
    arb_init(zero);
    arb_init(scale);
    for (int i = 0; i < TER_SUMMARY_COUNT; i++) {
        arb_init(t->value[i]);
        t->known[i] = false;
    }
    arb_ptr mean = t->value[TER_MEAN], variance = t->value[TER_VARIANCE];
    t->known[TER_ENTROPY] = ter__expectation(t->value[TER_ENTROPY], law, parameters, zero, TER__ENTROPY_ORDER) == TER_OK;
    t->known[TER_MEAN] = ter__expectation(mean, law, parameters, zero, 1) == TER_OK;
    t->known[TER_VARIANCE] = t->known[TER_MEAN] && ter__expectation(variance, law, parameters, mean, 2) == TER_OK;
    for (unsigned order = 3; order <= 4 && t->known[TER_VARIANCE]; order++) {
        ter_summary summary = order == 3 ? TER_SKEWNESS : TER_EXCESS_KURTOSIS;
        ter_status status = ter__expectation(t->value[summary], law, parameters, mean, order);
        (void)status; /* a third moment of 0 is never tight: its width is allowed for */
        arb_sqrt(scale, variance, 128);
        arb_pow_ui(scale, scale, order, 128);
        arb_div(t->value[summary], t->value[summary], scale, 128);
        arb_sub_si(t->value[summary], t->value[summary], order == 4 ? 3 : 0, 128);
        t->known[summary] = arb_is_finite(t->value[summary]);
    }
    arb_clear(zero);
    arb_clear(scale);
}

/* Heavy tails: what the cut leaves away may be all of a moment. Only laws whose tails fall fast are integrated. */
static bool is_light(const ter_dist *dist) {
    double far = ter_dist_eval(dist, TER_ISF_LOG, -200.0), near = ter_dist_eval(dist, TER_ISF_LOG, -2.0);
    double other = ter_dist_eval(dist, TER_QUANTILE_LOG, -200.0), centre = ter_dist_quantile(dist, 0.5);
    return fabs(far - centre) < 1e4 * fabs(near - centre) && fabs(other - centre) < 1e4 * fabs(near - centre);
}

static void check_summary(const ter_family *family, const ter_dist *dist, const double *parameters, ter_summary summary,
                          const true_summaries *t) {
    char text[256];
    ter__write_law(text, sizeof text, family, parameters);
    double value = 0.0;
    ter_status status = ter_dist_summary(dist, summary, &value);
    const char *word = ter_summary_word(summary);
    if ((status == TER_OK && !isfinite(value)) || (status == TER_INFINITE && !isinf(value)) ||
        (status == TER_UNDEFINED && !isnan(value)) || (status != TER_OK && status != TER_INFINITE && status != TER_UNDEFINED)) {
        ter_contract_broken(family, "%s of '%s' is %a with status %s", word, text, value, ter_status_name(status));
        return;
    }
    if (t && status != TER_OK) {
        ter_contract_broken(family, "%s of '%s' has status %s", word, text, ter_status_name(status));
    } else if (t && t->known[summary]) {
        double exact = arf_get_d(arb_midref(t->value[summary]), ARF_RND_NEAR), width = mag_get_d(arb_radref(t->value[summary]));
        /* a mean or entropy near 0 has the law's own scale */
        double unit = summary == TER_MEAN ? fabs(ter_dist_isf(dist, 0.1) - ter_dist_quantile(dist, 0.5)) : 1.0;
        double allowed = SUMMARY_BOUND * fmax(fabs(exact), unit * 0x1p-6) + width;
        if (!(fabs(value - exact) <= allowed)) {
            ter_contract_broken(family, "%s of '%s' is %.17g, true %.17g", word, text, value, exact);
        }
    }
}

/* No neighbour has a higher density than the mode; the median is the quantile of 1/2. */
static void check_mode_and_median(const ter_family *family, const ter_dist *dist, const double *parameters) {
    char text[256];
    double mode, median;
    ter__write_law(text, sizeof text, family, parameters);
    if (ter_dist_summary(dist, TER_MEDIAN, &median) != TER_OK ||
        !(ter_ulp_distance(median, ter_dist_quantile(dist, 0.5)) <= 2.0 * ter_family_accuracy(family, TER_QUANTILE).ulp_max)) {
        ter_contract_broken(family, "median of '%s' is %a, quantile(1/2) is %a", text, median, ter_dist_quantile(dist, 0.5));
    }
    if (ter_dist_summary(dist, TER_MODE, &mode) != TER_OK) {
        ter_contract_broken(family, "no mode of '%s'", text);
        return;
    }
    double top = ter_dist_logpdf(dist, mode), slack = 0x1p-45 * (1.0 + fabs(top));
    double low = ter_dist_quantile(dist, 0.01), high = ter_dist_quantile(dist, 0.99);
    for (int i = 0; i <= 200; i++) {
        double x = low + (high - low) * i / 200.0;
        x = ter_family_is_discrete(family) ? floor(x) : x;
        if (ter_dist_logpdf(dist, x) > top + slack) {
            ter_contract_broken(family, "mode of '%s' is %a, but the density is higher at %a", text, mode, x);
            return;
        }
    }
}

static void test_summaries_are_those_of_the_law(void **state) {
    (void)state;
    uint64_t seed = ter_test_seed();
    for (size_t i = 0; i < ter_family_count(); i++) {
        const ter_family *family = ter_family_at(i);
        ter_stream stream = ter_stream_open(seed, 401, (uint32_t)i);
        bool known = ter__law_find(ter_family_name(family)) != NULL && ter_contract_runs(family);
        for (size_t j = 0; known && j < ter_contract_points(MOMENT_LAWS); j++) {
            double parameters[TER_PARAMETERS_MAX] = {0};
            ter_dist *dist;
            ter_error error;
            if (!ter__draw_moderate_parameters(family, &stream, parameters)) {
                break;
            }
            ter_assert_ok(ter_dist_create(&dist, family, ter_family_parameter_count(family), parameters, &error), error);
            true_summaries t;
            bool light = is_light(dist);
            if (light) {
                find_summaries(&t, ter__law_find(ter_family_name(family)), parameters);
            }
            for (int k = 0; k < TER_SUMMARY_COUNT; k++) {
                check_summary(family, dist, parameters, (ter_summary)k, light ? &t : NULL);
            }
            for (int k = 0; k < TER_SUMMARY_COUNT && light; k++) {
                arb_clear(t.value[k]);
            }
            check_mode_and_median(family, dist, parameters);
            ter_dist_destroy(dist);
        }
    }
    ter_contract_end();
}

/* The first moments by order agree with the summaries. */
static void test_moments_agree_with_summaries(void **state) {
    (void)state;
    uint64_t seed = ter_test_seed();
    for (size_t i = 0; i < ter_family_count(); i++) {
        const ter_family *family = ter_family_at(i);
        ter_stream stream = ter_stream_open(seed, 402, (uint32_t)i);
        double parameters[TER_PARAMETERS_MAX] = {0}, mean, variance, raw, central;
        char text[256];
        ter_dist *dist;
        ter_error error;
        if (!ter_contract_runs(family) || !ter__draw_moderate_parameters(family, &stream, parameters)) {
            continue;
        }
        ter__write_law(text, sizeof text, family, parameters);
        ter_assert_ok(ter_dist_create(&dist, family, ter_family_parameter_count(family), parameters, &error), error);
        ter_status mean_status = ter_dist_summary(dist, TER_MEAN, &mean), raw_status = ter_dist_raw_moment(dist, 1, &raw);
        ter_status variance_status = ter_dist_summary(dist, TER_VARIANCE, &variance);
        ter_status central_status = ter_dist_central_moment(dist, 2, &central);
        if (mean_status != raw_status || (mean_status == TER_OK && !(fabs(mean - raw) <= SUMMARY_BOUND * (fabs(mean) + 1.0)))) {
            ter_contract_broken(family, "'%s': mean %.17g (%s), first moment %.17g (%s)", text, mean, ter_status_name(mean_status),
                                raw, ter_status_name(raw_status));
        }
        if (variance_status != central_status ||
            (variance_status == TER_OK && !(fabs(variance - central) <= SUMMARY_BOUND * variance))) {
            ter_contract_broken(family, "'%s': variance %.17g (%s), second central moment %.17g (%s)", text, variance,
                                ter_status_name(variance_status), central, ter_status_name(central_status));
        }
        if (ter_dist_raw_moment(dist, 0, &raw) != TER_OK || raw != 1.0) {
            ter_contract_broken(family, "'%s': moment of order 0 is %a", text, raw);
        }
        if (ter_dist_raw_moment(dist, TER_MOMENT_ORDER_MAX + 1, &raw) != TER_BAD_ARGUMENT) {
            ter_contract_broken(family, "takes a moment of order %d", TER_MOMENT_ORDER_MAX + 1);
        }
        ter_dist_destroy(dist);
    }
    ter_contract_end();
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gradients_are_those_of_the_law),
        cmocka_unit_test(test_summaries_are_those_of_the_law),
        cmocka_unit_test(test_moments_agree_with_summaries),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
#else
int main(void) {
    puts("skipped: built without FLINT/Arb");
    return 77;
}
#endif
