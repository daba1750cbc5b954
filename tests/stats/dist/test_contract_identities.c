/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What holds between operations of every family: sums, logs, order, round trips, hazards, probabilities of intervals. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "contract.h"
#include "ter_assert.h"
#include "tercile/measure.h"

#ifdef TER__HAVE_CERTIFY
#include "certify/evaluate.h"
#include "certify/points.h"
#include "certify/ulp_error.h"

#define LAWS      12
#define GRID      200
#define INTERVALS 40
#define NARROW    12

typedef struct law_case {
    const ter_family *family;
    const ter_dist *dist;
    double parameters[TER_PARAMETERS_MAX];
    char text[256];
    ter_stream *stream;
} law_case;

static void for_laws(unsigned stage, void (*check)(const law_case *law)) {
    uint64_t seed = ter_test_seed();
    for (size_t i = 0; i < ter_family_count(); i++) {
        law_case law = {.family = ter_family_at(i)};
        ter_stream stream = ter_stream_open(seed, stage, (uint32_t)i);
        law.stream = &stream;
        for (size_t j = 0; ter_contract_runs(law.family) && j < ter__affordable(law.family, ter_contract_points(LAWS)); j++) {
            ter_dist *dist;
            ter_error error;
            if (!ter__draw_parameters(law.family, &stream, law.parameters)) {
                break;
            }
            ter__write_law(law.text, sizeof law.text, law.family, law.parameters);
            ter_assert_ok(ter_dist_create(&dist, law.family, ter_family_parameter_count(law.family), law.parameters, &error),
                          error);
            law.dist = dist;
            check(&law);
            ter_dist_destroy(dist);
        }
    }
    ter_contract_end();
}

/* Bound in ulp for a relation between two operations: what both may be off, and one rounding. */
static double both(const ter_family *family, ter_operation a, ter_operation b) {
    return ter_family_accuracy(family, a).ulp_max + ter_family_accuracy(family, b).ulp_max + 1.0;
}

static void expect_near(const law_case *law, double x, double a, double b, double ulp, const char *what) {
    if (!(ter_ulp_distance(a, b) <= ulp)) {
        ter_contract_broken(law->family, "'%s' at %a: %s: %a and %a, %.3g ulp apart", law->text, x, what, a, b,
                            ter_ulp_distance(a, b));
    }
}

static void check_sums_and_logs(const law_case *law) {
    const ter_family *f = law->family;
    for (int i = 0; i < GRID; i++) {
        double x = ter__draw_argument(law->dist, TER_CDF, law->stream);
        double cdf = ter_dist_cdf(law->dist, x), sf = ter_dist_sf(law->dist, x);
        expect_near(law, x, cdf + sf, 1.0, both(f, TER_CDF, TER_SF), "cdf + sf is not 1");
        /* Near 1 a log keeps what the plain value cannot: compare where the value is below 1/2, in the log's own error. */
        double log_cdf = ter_dist_logcdf(law->dist, x), log_sf = ter_dist_logsf(law->dist, x);
        expect_near(law, x, ter_dist_cumhazard(law->dist, x), -log_sf, both(f, TER_CUMULATIVE_HAZARD, TER_LOG_SF),
                    "cumhazard is not -logsf");
        if (!(log_cdf <= 0.0 && log_sf <= 0.0)) {
            ter_contract_broken(f, "'%s' at %a: logcdf %a, logsf %a: not both <= 0", law->text, x, log_cdf, log_sf);
        }
        if (cdf >= 0x1p-1022 && cdf <= 0.5) {
            expect_near(law, x, log_cdf, log(cdf), both(f, TER_LOG_CDF, TER_CDF) + 2.0, "logcdf is not log of cdf");
        }
        if (sf >= 0x1p-1022 && sf <= 0.5) {
            expect_near(law, x, log_sf, log(sf), both(f, TER_LOG_SF, TER_SF) + 2.0, "logsf is not log of sf");
        }
        double pdf = ter_dist_pdf(law->dist, x);
        if (!ter_family_is_discrete(f) && pdf >= 0x1p-1022 && sf >= 0x1p-1022 && !isinf(pdf)) {
            double hazard = ter_dist_hazard(law->dist, x);
            if (pdf / sf >= 0x1p-1022 && !isinf(pdf / sf)) {
                expect_near(law, x, hazard, pdf / sf, both(f, TER_PDF, TER_SF) + ter_family_accuracy(f, TER_HAZARD).ulp_max,
                            "hazard is not pdf / sf");
            }
        }
    }
}

static void test_tails_logs_and_hazards_agree(void **state) {
    (void)state;
    for_laws(300, check_sums_and_logs);
}

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Steps between two values; of inverses that are location + scale z in the last place of the location, as their bounds count. */
static double steps_between(const law_case *law, ter_operation operation, double a, double b) {
    const ter__law *ranges = ter__law_find(ter_family_name(law->family));
    double steps = ter_ulp_distance(a, b);
    if (ranges == NULL || ranges->location == 0 || ter_operation_argument(operation) == TER_ARGUMENT_POINT) {
        return steps;
    }
    double size = fabs(law->parameters[ranges->location - 1]);
    return isinf(size) || isinf(a - b) ? steps : fmin(steps, fabs(a - b) / (nextafter(size, HUGE_VAL) - size));
}

/* Along a sorted grid with neighbours in it, no step back by more than twice the error allowed. */
static void check_order_of(const law_case *law, ter_operation operation, double direction) {
    double x[2 * GRID], last = 0.0;
    for (int i = 0; i < GRID; i++) {
        x[2 * i] = ter__draw_argument(law->dist, operation, law->stream);
        x[2 * i + 1] = nextafter(x[2 * i], HUGE_VAL);
    }
    qsort(x, 2 * GRID, sizeof *x, by_size);
    bool started = false;
    double bound = 2.0 * ter_family_accuracy(law->family, operation).ulp_max;
    for (int i = 0; i < 2 * GRID; i++) {
        double value = ter_dist_eval(law->dist, operation, x[i]);
        if (isnan(value)) {
            continue;
        }
        if (started && direction * (value - last) < 0.0 && !(steps_between(law, operation, value, last) <= bound)) {
            ter_contract_broken(law->family, "%s of '%s' runs back from %a to %a before %a", ter_operation_word(operation),
                                law->text, last, value, x[i]);
            return;
        }
        last = value;
        started = true;
    }
}

static void check_order(const law_case *law) {
    check_order_of(law, TER_CDF, 1.0);
    check_order_of(law, TER_LOG_CDF, 1.0);
    check_order_of(law, TER_SF, -1.0);
    check_order_of(law, TER_LOG_SF, -1.0);
    check_order_of(law, TER_QUANTILE, 1.0);
    check_order_of(law, TER_ISF, -1.0);
    check_order_of(law, TER_QUANTILE_LOG, 1.0);
    check_order_of(law, TER_ISF_LOG, -1.0);
}

static void test_cdf_and_quantile_keep_order(void **state) {
    (void)state;
    for_laws(301, check_order);
}

/* Discrete laws: the quantile of a value of the cdf is that point, by the law or by the cdf as computed. */
static void check_discrete_trip(const law_case *law, double k) {
    double p = ter_dist_cdf(law->dist, k), back = ter_dist_quantile(law->dist, p);
    double before = ter_dist_cdf(law->dist, k - 1.0);
    if (p > 0.0 && p < 1.0 && before < p * (1.0 - 1e-9)) {
        ter_measured point;
        ter_error error;
        if (ter_measure_point(&point, law->family, TER_QUANTILE, law->parameters, p, &error) == TER_OK && point.ulp != 0.0 &&
            back != k) {
            ter_contract_broken(law->family, "'%s': quantile of cdf(%g) = %a is %g, true %s", law->text, k, p, back,
                                point.truth.decimal);
        }
    }
}

static void check_round_trip(const law_case *law) {
    for (int i = 0; i < GRID / 10; i++) {
        double x = ter__draw_argument(law->dist, TER_CDF, law->stream);
        if (ter_family_is_discrete(law->family)) {
            check_discrete_trip(law, floor(x));
            continue;
        }
        bool low = ter_dist_cdf(law->dist, x) <= 0.5;
        ter_operation tail = low ? TER_LOG_CDF : TER_LOG_SF, inverse = low ? TER_QUANTILE_LOG : TER_ISF_LOG;
        double log_p = ter_dist_eval(law->dist, tail, x), back = ter_dist_eval(law->dist, inverse, log_p);
        if (!(log_p < 0.0) || isinf(log_p)) {
            continue;
        }
        /* back inverts log_p, which is within its bound of the tail at x: the tail at `back` must be as near to log_p, in the
         * units of log_p or by what one ulp of x moves it. */
        double again = ter_dist_eval(law->dist, tail, back);
        double shifted = ter_dist_eval(law->dist, tail, nextafter(back, HUGE_VAL));
        double unit = fabs(shifted - again), bound = ter_family_accuracy(law->family, tail).ulp_max * 2.0 + 1.0;
        double off = fabs(again - log_p);
        double steps = ter_family_accuracy(law->family, inverse).ulp_max + 1.0;
        if (ter_ulp_distance(back, x) <= steps) { /* also next to an end, where the tail runs to 0 within an ulp */
            continue;
        }
        if (!(ter_ulp_distance(again, log_p) <= bound || off <= steps * unit + bound * (nextafter(-log_p, HUGE_VAL) + log_p))) {
            ter_contract_broken(law->family, "%s of '%s' at %a is %a, back to %a, where it is %a", ter_operation_word(tail),
                                law->text, x, log_p, back, again);
        }
    }
}

static void test_inverses_lead_back(void **state) {
    (void)state;
    for_laws(302, check_round_trip);
}

/* Ends as far apart as a fraction 2^-1 to 2^-45 of the distance to a quartile, about any quantile and about the median. */
static void narrow_ends(const law_case *law, int i, double *a, double *b) {
    double p = i % 2 == 0 ? 0.5 : ter_stream_uniform(law->stream);
    double middle = ter_dist_quantile(law->dist, p), width = ter_dist_isf(law->dist, 0.25) - ter_dist_quantile(law->dist, 0.25);
    double part = ldexp(width, -1 - (int)(45.0 * ter_stream_uniform(law->stream)));
    *a = middle - part * ter_stream_uniform(law->stream);
    *b = middle + part * ter_stream_uniform(law->stream);
}

/*
 * Their digits stay, though nearly all of both tails cancels: but for the square of what the density changes from a double to the
 * next, since the density at doubles is all that there is to go by.
 */
static void check_narrow_intervals(const law_case *law) {
    const ter__law *oracle = ter__law_find(ter_family_name(law->family));
    arb_t truth;
    arb_init(truth);
    for (int i = 0; oracle && !ter_family_is_discrete(law->family) && i < NARROW; i++) {
        double a, b;
        slong bits;
        narrow_ends(law, i, &a, &b);
        if (!(a < b) || ter__answer_interval(truth, oracle, law->parameters, a, b, &bits) != TER_OK) {
            continue;
        }
        double change = 0.0, slope[3], step = fmax(fabs(a), fabs(b)) * 0x1p-53;
        for (int k = 0; k <= 2; k++) {
            slope[k] = ter_dist_eval(law->dist, TER_LOG_PDF_SLOPE, a + 0.5 * k * (b - a)) * step;
            change = isfinite(slope[k]) ? fmax(change, fabs(slope[k])) : change; /* none at a corner */
        }
        double bent = fabs(slope[2] - slope[0]) * step / (b - a);
        change = fmax(change * change, isfinite(bent) ? bent : 0.0);
        double ulp = ter__ulp_error(ter_dist_interval(law->dist, a, b), truth);
        double bound = 2.0 * both(law->family, TER_CDF, TER_PDF) + 16.0 * change * 0x1p53;
        if (!(ulp <= bound)) {
            ter_contract_broken(law->family, "interval (%a, %a] of '%s': %.3g ulp, allowed %.3g", a, b, law->text, ulp, bound);
        }
    }
    arb_clear(truth);
}

static void test_narrow_intervals_keep_their_digits(void **state) {
    (void)state;
    for_laws(304, check_narrow_intervals);
}

/* Within twice the bound of the tails that it is formed from, of its own size where the ends are apart. */
static void check_intervals(const law_case *law) {
    const ter__law *oracle = ter__law_find(ter_family_name(law->family));
    arb_t truth;
    arb_init(truth);
    for (int i = 0; oracle && i < INTERVALS; i++) {
        double a = ter__draw_argument(law->dist, TER_CDF, law->stream);
        double b = i % 8 == 0 ? a : ter__draw_argument(law->dist, TER_CDF, law->stream);
        if (a > b && i % 8 != 1) {
            double swap = a;
            a = b;
            b = swap;
        }
        if (ter__is_exempt(law->dist, TER_CDF, a) || ter__is_exempt(law->dist, TER_CDF, b)) {
            continue;
        }
        slong bits;
        double value = ter_dist_interval(law->dist, a, b);
        if (ter__answer_interval(truth, oracle, law->parameters, a, b, &bits) != TER_OK) {
            continue;
        }
        /* The condition of the difference: the smaller of the tails that it can be formed from, over it. */
        double low = ter_dist_cdf(law->dist, b), high = ter_dist_sf(law->dist, a);
        double from = low < high ? low : high, exact = arf_get_d(arb_midref(truth), ARF_RND_NEAR);
        double condition = exact > 0.0 ? from / exact : 1.0;
        double bound = both(law->family, TER_CDF, TER_SF) * (2.0 + 2.0 * condition);
        double ulp = ter__ulp_error(value, truth);
        if (!(ulp <= bound)) {
            ter_contract_broken(law->family, "interval (%a, %a] of '%s' is %a, true %.17g: %.3g ulp, allowed %.3g", a, b, law->text,
                                value, exact, ulp, bound);
        }
    }
    arb_clear(truth);
}

static void test_intervals_do_not_cancel(void **state) {
    (void)state;
    for_laws(303, check_intervals);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tails_logs_and_hazards_agree),
        cmocka_unit_test(test_cdf_and_quantile_keep_order),
        cmocka_unit_test(test_inverses_lead_back),
        cmocka_unit_test(test_intervals_do_not_cancel),
        cmocka_unit_test(test_narrow_intervals_keep_their_digits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
#else
int main(void) {
    puts("skipped: built without FLINT/Arb");
    return 77;
}
#endif
