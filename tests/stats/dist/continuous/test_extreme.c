/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The extreme value families where the contract suite does not look: summaries, derivatives, fits, the passage through shape 0. */
#include <math.h>
#include <stdio.h>

#include "dist/family.h"
#include "ter_assert.h"
#include "tercile/fit.h"

static const ter_family *family_of(const char *name) {
    const ter_family *family = NULL;
    assert_int_equal(ter_family_find(&family, name, NULL), TER_OK);
    return family;
}

static ter_dist *law(const char *text) {
    ter_dist *dist = NULL;
    ter_error error = {TER_OK, ""};
    ter_assert_ok(ter_dist_parse(&dist, text, &error), error);
    return dist;
}

/* Annual peaks of the Moose River at Victory, Vermont, 1947 to 2014, cubic feet per second (USGS 01134500). */
static const double moose[] = {
    2080, 1670, 1480, 2940, 1560, 2380, 2720, 2860, 2620, 1710, 1370, 2180, 1160, 2780, 1580, 2110, 2160,
    2750, 1190, 1560, 1800, 1600, 2400, 3010, 1490, 2920, 4940, 2550, 1250, 2670, 2020, 1460, 1620, 1460,
    1570, 2890, 1840, 2950, 1380, 2350, 4180, 1700, 2200, 3430, 2270, 2180, 1900, 2760, 4536, 2160, 1860,
    2680, 1540, 2110, 2950, 2410, 2230, 1980, 1610, 2640, 1930, 1940, 1810, 1900, 3140, 1370, 2180, 4250,
};
enum { MOOSE_COUNT = sizeof moose / sizeof moose[0] };

static void test_gev_fit_of_the_moose_river_agrees_with_r_and_scipy(void **state) {
    (void)state;
    ter_fit fit;
    ter_error error = {TER_OK, ""};
    ter_assert_ok(ter_fit_run(&fit, family_of("gev"), MOOSE_COUNT, moose, NULL, &error), error);
    /* R evd and scipy agree to about 7 digits. */
    ter_assert_relative(fit.estimate[0], 1870.70810754, 2e-7);
    ter_assert_relative(fit.estimate[1], 536.12005658, 2e-7);
    ter_assert_relative(fit.estimate[2], 0.118427109366, 2e-6);
    ter_assert_relative(-2.0 * fit.log_likelihood, 1078.7199488, 1e-9);
    double level, level_error;
    ter_assert_ok(ter_fit_quantile(&fit, 0.99, &level, &level_error, &error), error);
    ter_assert_relative(level, 5149.31463616, 1e-6);
}

/* The likelihood equations hold at the estimate, in the family's own derivatives and by differences of the likelihood itself. */
static void test_derivatives_of_likelihoods_are_its_differences(void **state) {
    (void)state;
    const struct {
        const char *name;
        double at[3];
    } cases[] = {{"gumbel", {1900.0, 600.0, 0.0}}, {"gev", {1900.0, 600.0, 0.2}}, {"gev", {1900.0, 600.0, -0.09}},
                 {"gev", {1900.0, 600.0, 1e-9}},   {"gev", {1900.0, 600.0, 0.0}}, {"gev", {1900.0, 600.0, 0.02}},
                 {"weibull", {2.5, 2500.0, 0.0}}};
    for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++) {
        const ter_family *family = family_of(cases[c].name);
        const ter__fitter *fitter = family->fitter;
        const size_t k = family->parameter_count;
        double columns[MOOSE_COUNT * 4] = {0.0}, weights[MOOSE_COUNT], value, gradient[3], hessian[9];
        if (fitter->transform != NULL) {
            fitter->transform(MOOSE_COUNT, moose, columns);
        }
        for (size_t i = 0; i < MOOSE_COUNT; i++) {
            weights[i] = (double)(i % 3);
        }
        assert_true(fitter->likelihood(MOOSE_COUNT, moose, columns, weights, cases[c].at, &value, gradient, hessian));
        for (size_t j = 0; j < k; j++) {
            double step = 1e-4 * (j == 2 ? 1.0 : cases[c].at[j]), up, down, up_gradient[3], down_gradient[3], unused[9];
            double above[3] = {cases[c].at[0], cases[c].at[1], cases[c].at[2]}, below[3] = {above[0], above[1], above[2]};
            above[j] += step;
            below[j] -= step;
            assert_true(fitter->likelihood(MOOSE_COUNT, moose, columns, weights, above, &up, up_gradient, unused));
            assert_true(fitter->likelihood(MOOSE_COUNT, moose, columns, weights, below, &down, down_gradient, unused));
            double own = fabs(gradient[j] * step) + 1e-4;
            assert_true(fabs((up - down) / 2.0 - gradient[j] * step) < 1e-4 * own);
            for (size_t i = 0; i < k; i++) {
                double change = (up_gradient[i] - down_gradient[i]) / 2.0, stated = hessian[i + j * k] * step;
                if (!(fabs(change - stated) < 1e-4 * fabs(stated) + 1e-9 * fabs(gradient[i]) + 1e-12)) {
                    fail_msg("%s case %zu: hessian (%zu, %zu) * step is %g, differences give %g", cases[c].name, c, i, j, stated,
                             change);
                }
            }
        }
    }
}

static void expect_summary(const char *text, ter_summary summary, ter_status status, double expected, double ulp) {
    ter_dist *dist = law(text);
    double value = 0.0;
    ter_status got = ter_dist_summary(dist, summary, &value);
    if (got != status || !(ter_ulp_distance(value, expected) <= ulp)) {
        fail_msg("%s %s: status %d, %.17g instead of %.17g", text, ter_summary_word(summary), (int)got, value, expected);
    }
    ter_dist_destroy(dist);
}

typedef struct summary_row {
    const char *law;
    ter_summary summary;
    ter_status status;
    double expected, ulp;
} summary_row;

static void expect_summaries(const summary_row *rows, size_t count) {
    for (size_t i = 0; i < count; i++) {
        expect_summary(rows[i].law, rows[i].summary, rows[i].status, rows[i].expected, rows[i].ulp);
    }
}

static const summary_row gev_rows[] = {
    {"gev(shape=0.0)", TER_MEAN, TER_OK, 0.5772156649015328606065120900824024310422, 8.0},
    {"gev(shape=0.0)", TER_VARIANCE, TER_OK, 1.644934066848226436472415166646025189219, 8.0},
    {"gev(shape=0.0)", TER_SKEWNESS, TER_OK, 1.139547099404648657492793019389846112088, 8.0},
    {"gev(shape=0.0)", TER_EXCESS_KURTOSIS, TER_OK, 2.4, 8.0},
    {"gev(shape=1e-12)", TER_MEAN, TER_OK, 0.5772156649025219166018409700969806768132, 8.0},
    {"gev(shape=1e-12)", TER_VARIANCE, TER_OK, 1.644934066852529513700976036518543730582, 8.0},
    {"gev(shape=1e-12)", TER_SKEWNESS, TER_OK, 1.139547099410615269905472390300595465804, 8.0},
    {"gev(shape=1e-12)", TER_EXCESS_KURTOSIS, TER_OK, 2.400000000028917688340952240175754611781, 8.0},
    {"gev(shape=-1e-08)", TER_MEAN, TER_OK, 0.5772156550109729980746929555531593340717, 8.0},
    {"gev(shape=-1e-08)", TER_VARIANCE, TER_OK, 1.64493402381745532281478925789560481401, 8.0},
    {"gev(shape=-1e-08)", TER_SKEWNESS, TER_OK, 1.139547039738525758800509004136958685594, 8.0},
    {"gev(shape=-1e-08)", TER_EXCESS_KURTOSIS, TER_OK, 2.399999710823131853606380811801437541366, 8.0},
    {"gev(shape=2e-06)", TER_MEAN, TER_OK, 0.57721764301715344070969731902673722148, 8.0},
    {"gev(shape=2e-06)", TER_VARIANCE, TER_OK, 1.644942673049557103736417162238625920645, 8.0},
    {"gev(shape=2e-06)", TER_SKEWNESS, TER_OK, 1.139559032678593428106516107509068501578, 8.0},
    {"gev(shape=2e-06)", TER_EXCESS_KURTOSIS, TER_OK, 2.400057835987151062901685422884960603134, 8.0},
    {"gev(shape=0.001)", TER_MEAN, TER_OK, 0.5782056293586479901182420289175677539539, 8.0},
    {"gev(shape=0.001)", TER_VARIANCE, TER_OK, 1.649248889005168958133059035022053007973, 8.0},
    {"gev(shape=0.001)", TER_SKEWNESS, TER_OK, 1.145526027934636173819568460098196236613, 8.0},
    {"gev(shape=0.001)", TER_EXCESS_KURTOSIS, TER_OK, 2.429070973712183116041896605650988966211, 8.0},
    {"gev(shape=-0.029)", TER_MEAN, TER_OK, 0.5492729623252342785161123299318836775346, 8.0},
    {"gev(shape=-0.029)", TER_VARIANCE, TER_OK, 1.52939133386090392051985439290451559347, 8.0},
    {"gev(shape=-0.029)", TER_SKEWNESS, TER_OK, 0.9760282362709867844422732219694393560814, 8.0},
    {"gev(shape=-0.029)", TER_EXCESS_KURTOSIS, TER_OK, 1.675296714176605975356749768365078126442, 8.0},
    {"gev(shape=0.031)", TER_MEAN, TER_OK, 0.6087786710486276790715077896733215719903, 8.0},
    {"gev(shape=0.031)", TER_VARIANCE, TER_OK, 1.790438135444235145095754530551559468323, 8.0},
    {"gev(shape=0.031)", TER_SKEWNESS, TER_OK, 1.337500036761717714154299668107189495493, 8.0},
    {"gev(shape=0.031)", TER_EXCESS_KURTOSIS, TER_OK, 3.466022475810556557860650876000717726427, 8.0},
    {"gev(shape=0.2)", TER_MEAN, TER_OK, 0.8211485686265168849650170585715401884467, 8.0},
    {"gev(shape=0.2)", TER_VARIANCE, TER_OK, 3.344035562297881571609966914266414027507, 8.0},
    {"gev(shape=0.2)", TER_SKEWNESS, TER_OK, 3.535071604621394887878195503476186178003, 8.0},
    {"gev(shape=0.2)", TER_EXCESS_KURTOSIS, TER_OK, 45.09151212581577318204971476397941468765, 8.0},
    {"gev(shape=-0.4)", TER_MEAN, TER_OK, 0.2818404562423117643190329700974592778419, 8.0},
    {"gev(shape=-0.4)", TER_VARIANCE, TER_OK, 0.9009168070632012804774049231205636169288, 8.0},
    {"gev(shape=-0.4)", TER_SKEWNESS, TER_OK, -0.3586318423501270667467260688420161311677, 8.0},
    {"gev(shape=-0.4)", TER_EXCESS_KURTOSIS, TER_OK, -0.1432169080582248764138438692998128422411, 8.0},
    {"gev(shape=-3.0)", TER_MEAN, TER_OK, -1.666666666666666666666666666666666666667, 8.0},
    {"gev(shape=-3.0)", TER_VARIANCE, TER_OK, 76.0, 8.0},
    {"gev(shape=-3.0)", TER_SKEWNESS, TER_OK, -19.58485896516058864744704924603960276765, 8.0},
    {"gev(shape=-3.0)", TER_EXCESS_KURTOSIS, TER_OK, 1002.531855955678670360110803324099722992, 8.0},
    {"gev(shape=1e-09)", TER_MODE, TER_OK, -0.0000000009999999995000000621149247290815982632181, 4.0},
    {"gev(shape=0.3)", TER_MODE, TER_OK, -0.2523046633514039164732944090500608750564, 4.0},
    {"gev(shape=-0.7)", TER_MODE, TER_OK, 0.8135548282143796348786263425797889291277, 4.0},
};

static void test_summaries_of_gev_agree_with_forty_digits(void **state) {
    (void)state;
    expect_summaries(gev_rows, sizeof gev_rows / sizeof gev_rows[0]);
}

static const summary_row weibull_rows[] = {
    {"weibull(shape=0.5)", TER_MEAN, TER_OK, 2.0, 8.0},
    {"weibull(shape=0.5)", TER_VARIANCE, TER_OK, 20.0, 8.0},
    {"weibull(shape=0.5)", TER_SKEWNESS, TER_OK, 6.618761213399377501371154059444577656904, 8.0},
    {"weibull(shape=0.5)", TER_EXCESS_KURTOSIS, TER_OK, 84.72, 8.0},
    {"weibull(shape=1.0)", TER_MEAN, TER_OK, 1.0, 8.0},
    {"weibull(shape=1.0)", TER_VARIANCE, TER_OK, 1.0, 8.0},
    {"weibull(shape=1.0)", TER_SKEWNESS, TER_OK, 2.0, 8.0},
    {"weibull(shape=1.0)", TER_EXCESS_KURTOSIS, TER_OK, 6.0, 8.0},
    {"weibull(shape=2.5)", TER_MEAN, TER_OK, 0.8872638175030752892236216087630717803082, 8.0},
    {"weibull(shape=2.5)", TER_VARIANCE, TER_OK, 0.1441466891301122069461130536777289896708, 8.0},
    {"weibull(shape=2.5)", TER_SKEWNESS, TER_OK, 0.3586318423501270047528956203278805445136, 8.0},
    {"weibull(shape=2.5)", TER_EXCESS_KURTOSIS, TER_OK, -0.1432169080582249371965345396058297437761, 8.0},
    {"weibull(shape=40.0)", TER_MEAN, TER_OK, 0.9861739631482537365276940896616817859499, 8.0},
    {"weibull(shape=40.0)", TER_VARIANCE, TER_OK, 0.0009651799712423244182389986852573282979681, 8.0},
    {"weibull(shape=40.0)", TER_SKEWNESS, TER_OK, -0.9975292204947281408234852169900038560242, 8.0},
    {"weibull(shape=40.0)", TER_EXCESS_KURTOSIS, TER_OK, 1.7630465013179125845917652520245101675, 8.0},
    {"weibull(shape=100000.0)", TER_MEAN, TER_OK, 0.9999942279422556767349322922021799752791, 8.0},
    {"weibull(shape=100000.0)", TER_VARIANCE, TER_OK, 0.000000000164489103724774833183568880123741928822, 8.0},
    {"weibull(shape=100000.0)", TER_SKEWNESS, TER_OK, -1.139487434508464429271611407767238849819, 8.0},
    {"weibull(shape=100000.0)", TER_EXCESS_KURTOSIS, TER_OK, 2.39971083837752888475471923665022992415, 8.0},
    {"weibull(2.5, 3)", TER_MODE, TER_OK, 2.445579328817768235554553845767812852085, 4.0},
    {"weibull(2.5, 3)", TER_ENTROPY, TER_OK, 1.528650955734874342575625279203956091823, 4.0},
    {"gev(1, 2, 0.3)", TER_ENTROPY, TER_OK, 2.443527544931938021797316625085293499569, 4.0},
    {"gumbel(1, 2)", TER_ENTROPY, TER_OK, 2.270362845461478170023744211540578999118, 4.0},
    {"gumbel(1, 2)", TER_MEAN, TER_OK, 2.154431329803065721213024180164804862084, 1.0},
    {"gumbel(1, 2)", TER_VARIANCE, TER_OK, 6.579736267392905745889660666584100756876, 2.0},
};

static void test_summaries_of_weibull_and_the_rest_agree_with_forty_digits(void **state) {
    (void)state;
    expect_summaries(weibull_rows, sizeof weibull_rows / sizeof weibull_rows[0]);
}

static void test_summaries_say_what_does_not_exist(void **state) {
    (void)state;
    expect_summary("gev(shape=1)", TER_MEAN, TER_INFINITE, INFINITY, 0.0);
    expect_summary("gev(shape=1.5)", TER_VARIANCE, TER_UNDEFINED, NAN, 0.0);
    expect_summary("gev(shape=0.5)", TER_VARIANCE, TER_INFINITE, INFINITY, 0.0);
    expect_summary("gev(shape=0.5)", TER_SKEWNESS, TER_UNDEFINED, NAN, 0.0);
    expect_summary("gev(shape=0.4)", TER_SKEWNESS, TER_INFINITE, INFINITY, 0.0);
    expect_summary("gev(shape=0.25)", TER_EXCESS_KURTOSIS, TER_INFINITE, INFINITY, 0.0);
    expect_summary("gev(shape=-2)", TER_MODE, TER_OK, 0.5, 0.0);
    expect_summary("weibull(0.5)", TER_MODE, TER_OK, 0.0, 0.0);
}

/* Neighbouring shapes give neighbouring values: no jump where the formulas change. */
static void test_gev_passes_smoothly_through_shape_zero(void **state) {
    (void)state;
    const ter_family *family = family_of("gev"), *gumbel = family_of("gumbel");
    ter_dist *limit = NULL;
    assert_int_equal(ter_dist_create(&limit, gumbel, 0, NULL, NULL), TER_OK);
    for (double size = 1e-300; size < 1e-14; size *= 1e10) {
        for (int sign = -1; sign <= 1; sign += 2) {
            const double parameters[3] = {0.0, 1.0, sign * size};
            ter_dist *dist = NULL;
            assert_int_equal(ter_dist_create(&dist, family, 3, parameters, NULL), TER_OK);
            for (double x = -3.0; x < 30.0; x += 0.37) {
                /* d log f / d shape is z^2 / 2 at most, times s below the mode. */
                double bound = 1.0 + size * (x * x + 3.0) * (1.0 + exp(-x)) * 0x1p53;
                ter_assert_ulp(ter_dist_pdf(dist, x), ter_dist_pdf(limit, x), bound);
                ter_assert_ulp(ter_dist_sf(dist, x), ter_dist_sf(limit, x), bound);
            }
            ter_assert_ulp(ter_dist_isf(dist, 1e-10), ter_dist_isf(limit, 1e-10), 1.0 + size * 30.0 * 0x1p53);
            ter_dist_destroy(dist);
        }
    }
    ter_dist_destroy(limit);
}

static void test_moments_method_gives_back_the_moments(void **state) {
    (void)state;
    const char *const names[] = {"gumbel", "gev", "weibull"};
    for (size_t c = 0; c < 3; c++) {
        ter_fit fit;
        ter_error error = {TER_OK, ""};
        ter_fit_options options = TER_FIT_OPTIONS_DEFAULT;
        options.method = TER_FIT_MOMENTS;
        ter_assert_ok(ter_fit_run(&fit, family_of(names[c]), MOOSE_COUNT, moose, &options, &error), error);
        ter_dist *dist = NULL;
        ter_assert_ok(ter_fit_dist(&fit, &dist, &error), error);
        double mean = 0.0, variance = 0.0, third = 0.0, value;
        for (size_t i = 0; i < MOOSE_COUNT; i++) {
            mean += moose[i] / MOOSE_COUNT;
        }
        for (size_t i = 0; i < MOOSE_COUNT; i++) {
            variance += (moose[i] - mean) * (moose[i] - mean) / MOOSE_COUNT;
            third += pow(moose[i] - mean, 3.0) / MOOSE_COUNT;
        }
        assert_int_equal(ter_dist_summary(dist, TER_MEAN, &value), TER_OK);
        ter_assert_relative(value, mean, 1e-12);
        assert_int_equal(ter_dist_summary(dist, TER_VARIANCE, &value), TER_OK);
        ter_assert_relative(value, variance, 1e-11);
        if (c == 1) {
            assert_int_equal(ter_dist_summary(dist, TER_SKEWNESS, &value), TER_OK);
            ter_assert_relative(value, third / pow(variance, 1.5), 1e-11);
        }
        ter_dist_destroy(dist);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gev_fit_of_the_moose_river_agrees_with_r_and_scipy),
        cmocka_unit_test(test_derivatives_of_likelihoods_are_its_differences),
        cmocka_unit_test(test_summaries_of_gev_agree_with_forty_digits),
        cmocka_unit_test(test_summaries_of_weibull_and_the_rest_agree_with_forty_digits),
        cmocka_unit_test(test_summaries_say_what_does_not_exist),
        cmocka_unit_test(test_gev_passes_smoothly_through_shape_zero),
        cmocka_unit_test(test_moments_method_gives_back_the_moments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
