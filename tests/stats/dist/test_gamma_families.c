/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Gamma, chi-squared, log-Pearson III and Poisson: published values, points where peers fail, and the derivatives that fitting
 * uses, against differences of the likelihood itself.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dist/family.h"
#include "special/elementary.h"
#include "ter_assert.h"
#include "tercile/dist.h"
#include "tercile/fit.h"

static ter_dist *law(const char *text) {
    ter_dist *dist;
    ter_error error;
    ter_assert_ok(ter_dist_parse(&dist, text, &error), error);
    return dist;
}

static double at(const char *text, ter_operation operation, double x) {
    ter_dist *dist = law(text);
    double value = ter_dist_eval(dist, operation, x);
    ter_dist_destroy(dist);
    return value;
}

/* True values by mpmath with 60 digits and more. */
static void test_points_where_peers_fail(void **state) {
    (void)state;
    ter_assert_ulp(at("gamma(0.1)", TER_QUANTILE, 1e-6), 6.0730483624079263838e-61, 1.0);
    ter_assert_ulp(at("chi_squared(31115)", TER_QUANTILE, 0.999), 31891.590693395468381, 1.0);
    ter_assert_ulp(at("chi_squared(1e5)", TER_ISF, 1e-4), 101671.75506958256125, 1.0);
    ter_assert_ulp(at("gamma(1e6)", TER_ISF, 1e-4), 1003723.2942182129001, 1.0);
    ter_assert_ulp(at("gamma(1000)", TER_QUANTILE, 1e-30), 679.63065462643155002, 1.0);
    ter_assert_ulp(at("poisson(1000)", TER_LOG_CDF, 5.0), -970.2437078462409988, 1.0);
    assert_true(at("poisson(4.4e-11)", TER_CDF, 1754.0) == 1.0);
    assert_true(at("gamma(1e-3)", TER_QUANTILE, 0.01) == 0.0);
    assert_true(at("poisson(1e15)", TER_ISF, 0.5) >= 999999999999998.0 && at("poisson(1e15)", TER_ISF, 0.5) <= 1e15);
}

/* Log10 of the annual peaks of the Moose River at Victory, Vermont, 1947-2014 (USGS 01134500; Bulletin 17C, example 1). */
static const double moose[68] = {2080, 1670, 1480, 2940, 1560, 2380, 2720, 2860, 2620, 1710, 1370, 2180, 1160, 2780,
                                 1580, 2110, 2160, 2750, 1190, 1560, 1800, 1600, 2400, 3010, 1490, 2920, 4940, 2550,
                                 1250, 2670, 2020, 1460, 1620, 1460, 1570, 2890, 1840, 2950, 1380, 2350, 4180, 1700,
                                 2200, 3430, 2270, 2180, 1900, 2760, 4536, 2160, 1860, 2680, 1540, 2110, 2950, 2410,
                                 2230, 1980, 1610, 2640, 1930, 1940, 1810, 1900, 3140, 1370, 2180, 4250};

static void test_moose_river_by_moments_is_as_published(void **state) {
    (void)state;
    const ter_family *family;
    ter_error error;
    ter_assert_ok(ter_family_find(&family, "log_pearson3", &error), error);
    ter_fit_options options = TER_FIT_OPTIONS_DEFAULT;
    options.method = TER_FIT_MOMENTS;
    ter_fit fit;
    ter_assert_ok(ter_fit_run(&fit, family, 68, moose, &options, &error), error);
    assert_true(fabs(fit.estimate[0] - 3.3286) < 5e-5 && fabs(fit.estimate[1] - 0.1403) < 5e-5 &&
                fabs(fit.estimate[2] - 0.3966) < 5e-5);
    ter_dist *dist;
    ter_assert_ok(ter_fit_dist(&fit, &dist, &error), error);
    double flood = ter_dist_quantile(dist, 0.99);
    fprintf(stderr, "Moose River: %.4f %.4f %.4f, 1 %% flood %.3f\n", fit.estimate[0], fit.estimate[1], fit.estimate[2], flood);
    assert_true(fabs(flood - 4956.737) < 5e-4);
    ter_dist_destroy(dist);
}

static void test_likelihood_fits_of_the_moose_river_are_certified(void **state) {
    (void)state;
    const char *const names[] = {"gamma", "log_pearson3", "poisson"};
    for (size_t i = 0; i < 3; i++) {
        const ter_family *family;
        ter_error error;
        ter_assert_ok(ter_family_find(&family, names[i], &error), error);
        ter_fit fit;
        ter_assert_ok(ter_fit_run(&fit, family, 68, moose, NULL, &error), error);
        fprintf(stderr, "%s: %.10g %.10g %.10g, log likelihood %.8f, %u steps\n", names[i], fit.estimate[0], fit.estimate[1],
                fit.estimate[2], fit.log_likelihood, fit.iterations);
        assert_true(fit.curvature > 0.0 && fit.gradient_scaled < 1e-6);
    }
}

/* value(p + h e_j) - value(p - h e_j) over 2 h, extrapolated once. */
static double difference(const ter__fitter *fitter, size_t n, const double *x, const double *columns, const double *weights,
                         const double *p, size_t k, size_t j, int of_gradient) {
    double result[2];
    for (int level = 0; level < 2; level++) {
        double h = (level == 0 ? 2e-4 : 1e-4) * fmax(1e-2, fabs(p[j])), moved[2], side[3], gradient[3];
        for (int s = 0; s < 2; s++) {
            double q[3];
            memcpy(q, p, k * sizeof *q);
            q[j] += s ? h : -h;
            assert_true(fitter->likelihood(n, x, columns, weights, q, &side[s], gradient, NULL));
            moved[s] = of_gradient < 0 ? side[s] : gradient[of_gradient];
        }
        result[level] = (moved[1] - moved[0]) / (2.0 * h);
    }
    return (4.0 * result[1] - result[0]) / 3.0;
}

static void check_derivatives(const char *name, size_t n, const double *x, const double *p) {
    const ter_family *family;
    ter_error error;
    ter_assert_ok(ter_family_find(&family, name, &error), error);
    const ter__fitter *fitter = family->fitter;
    size_t k = family->parameter_count;
    double columns[80], weights[80], value, gradient[3], hessian[9];
    fitter->transform(n, x, columns);
    for (size_t i = 0; i < n; i++) {
        weights[i] = (double)(i % 3);
    }
    assert_true(fitter->likelihood(n, x, columns, weights, p, &value, gradient, hessian));
    for (size_t j = 0; j < k; j++) {
        double wanted = difference(fitter, n, x, columns, weights, p, k, j, -1), size = fabs(gradient[j]) + 1e-3 * fabs(value);
        if (!(fabs(wanted - gradient[j]) <= 1e-6 * size)) {
            fprintf(stderr, "%s at %g %g %g: gradient %zu is %.12g, differences give %.12g\n", name, p[0], p[1], k > 2 ? p[2] : 0.0,
                    j, gradient[j], wanted);
        }
        assert_true(fabs(wanted - gradient[j]) <= 1e-6 * size);
        for (size_t i = 0; i < k; i++) {
            wanted = difference(fitter, n, x, columns, weights, p, k, j, (int)i);
            double bound = 1e-6 * (fabs(hessian[i + j * k]) + fabs(hessian[i * (k + 1)]));
            if (!(fabs(wanted - hessian[i + j * k]) <= bound)) {
                fprintf(stderr, "%s at %g %g %g: Hessian %zu %zu is %.12g, differences give %.12g\n", name, p[0], p[1],
                        k > 2 ? p[2] : 0.0, i, j, hessian[i + j * k], wanted);
            }
            assert_true(fabs(wanted - hessian[i + j * k]) <= bound);
        }
    }
}

static void test_derivatives_of_the_likelihood_are_those_of_its_value(void **state) {
    (void)state;
    const double skews[] = {0.0, 1e-9, -1e-4, 0.02, 0.3966, -0.3, 0.49, 0.51, 0.7, -0.6};
    for (size_t i = 0; i < sizeof skews / sizeof *skews; i++) {
        double p[3] = {3.33, 0.16, skews[i]};
        check_derivatives("log_pearson3", 68, moose, p);
    }
    check_derivatives("gamma", 68, moose, (const double[3]){9.0, 250.0});
    check_derivatives("poisson", 68, moose, (const double[3]){2200.0});
    double small[68];
    for (size_t i = 0; i < 68; i++) {
        small[i] = moose[i] / 700.0;
    }
    check_derivatives("chi_squared", 68, small, (const double[3]){3.4});
}

/* The likelihood is the sum of log densities, and its gradient that of ter_dist_log_pdf_gradient. */
static void test_likelihood_is_the_sum_of_log_densities(void **state) {
    (void)state;
    const char *const texts[] = {"log_pearson3(3.33, 0.16, 0.3)",
                                 "log_pearson3(3.33, 0.16, 0)",
                                 "log_pearson3(3.33, 0.16, -0.7)",
                                 "gamma(9, 250)",
                                 "poisson(2200)",
                                 "chi_squared(2100)"};
    for (size_t t = 0; t < sizeof texts / sizeof *texts; t++) {
        ter_dist *dist = law(texts[t]);
        const ter_family *family = ter_dist_family(dist);
        size_t k = family->parameter_count;
        double columns[80], p[3], value, gradient[3], by[68 * 3], slope[68], sum = 0.0, sums[3] = {0};
        for (size_t j = 0; j < k; j++) {
            p[j] = ter_dist_parameter(dist, j);
        }
        family->fitter->transform(68, moose, columns);
        assert_true(family->fitter->likelihood(68, moose, columns, NULL, p, &value, gradient, NULL));
        ter_dist_log_pdf_gradient(dist, 68, moose, slope, by);
        for (size_t i = 0; i < 68; i++) {
            sum += ter_dist_logpdf(dist, moose[i]);
            for (size_t j = 0; j < k; j++) {
                sums[j] += by[i + 68 * j];
            }
        }
        ter_assert_relative(value, sum, 1e-12);
        for (size_t j = 0; j < k; j++) {
            assert_true(fabs(gradient[j] - sums[j]) <= 1e-9 * (fabs(sums[j]) + fabs(value)));
        }
        ter_dist_destroy(dist);
    }
}

static void test_log_pearson3_goes_smoothly_through_the_lognormal_law(void **state) {
    (void)state;
    const double points[] = {1e-6, 800.0, 2000.0, 4956.7, 1e5, 1e12};
    ter_dist *zero = law("log_pearson3(3.3, 0.2, 0)"), *up = law("log_pearson3(3.3, 0.2, 1e-13)"),
             *down = law("log_pearson3(3.3, 0.2, -1e-13)"), *least = law("log_pearson3(3.3, 0.2, 1e-200)");
    for (size_t i = 0; i < 6; i++) {
        for (int operation = TER_PDF; operation <= TER_LOG_SF; operation++) {
            double middle = ter_dist_eval(zero, operation, points[i]);
            double both = 0.5 * (ter_dist_eval(up, operation, points[i]) + ter_dist_eval(down, operation, points[i]));
            ter_assert_relative(both, middle, 4e-16 + 1e-20);
            ter_assert_bits(ter_dist_eval(least, operation, points[i]), middle);
        }
    }
    ter_assert_ulp(ter_dist_quantile(zero, 0.99), 5824.646524231729495, 2.0);
    ter_dist_destroy(zero);
    ter_dist_destroy(up);
    ter_dist_destroy(down);
    ter_dist_destroy(least);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_points_where_peers_fail),
        cmocka_unit_test(test_moose_river_by_moments_is_as_published),
        cmocka_unit_test(test_likelihood_fits_of_the_moose_river_are_certified),
        cmocka_unit_test(test_derivatives_of_the_likelihood_are_those_of_its_value),
        cmocka_unit_test(test_likelihood_is_the_sum_of_log_densities),
        cmocka_unit_test(test_log_pearson3_goes_smoothly_through_the_lognormal_law),
    };
    return cmocka_run_group_tests_name("gamma_families", tests, NULL, NULL);
}
