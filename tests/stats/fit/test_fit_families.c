/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every family of the library is fitted to draws of its own. What the fit says is checked against the densities alone. */
#include "contract.h"
#include "ter_assert.h"

#include <math.h>
#include <string.h>

#include "dist/family.h"
#include "tercile/fit.h"
#include "tercile/sum.h"

enum { COUNT = 300 };

/* Most laws are at home at 2.5; with it these are so near to a law with fewer parameters that samples may have no maximum short of
 * it. */
static double distance_from_end(const ter_family *family, const ter_parameter *parameter) {
    static const struct {
        const char *family, *parameter;
        double distance;
    } exceptions[] = {
        {"normal_inverse_gaussian", NULL, 1.0},       /* normal */
        {NULL, "delta", 1.0},                         /* normal */
        {"log_gamma", "shape", 1.0},                  /* normal */
        {"generalized_gamma", "shape", 0.75},         /* lognormal */
        {"generalized_logistic", "shape_a", 0.75},    /* normal */
        {"generalized_logistic", "shape_b", 0.75},    /* likewise */
        {"exponentially_modified_normal", NULL, 1.0}, /* normal */
        {"rice", "distance", 7.5},                    /* Rayleigh */
        {"folded_normal", "location", 7.5},           /* half-normal */
        {"von_mises", "concentration", 12.0},         /* values at the ends of the support, where the density jumps to 0 */
        {"generalized_normal", "shape", 4.5},         /* smooth enough at the location for differences across the values */
        {"skew_generalized_normal", "shape", 4.5},    /* likewise */
    };
    for (size_t i = 0; i < sizeof exceptions / sizeof *exceptions; i++) {
        if ((exceptions[i].family == NULL || strcmp(exceptions[i].family, family->name) == 0) &&
            (exceptions[i].parameter == NULL || strcmp(exceptions[i].parameter, parameter->name) == 0)) {
            return exceptions[i].distance;
        }
    }
    return 2.5;
}

/* Where on the whole line: a location, or what skews; the information of skew_normal is singular at shape 0. */
static double place_on_line(const ter_family *family, const ter_parameter *parameter, bool first) {
    bool singular = strcmp(family->name, "skew_normal") == 0 && strcmp(parameter->name, "shape") == 0;
    if (strcmp(family->name, "generalized_gamma") == 0) { /* a power of 0 is none */
        return 2.0;
    }
    return singular ? 4.0 : first && parameter->has_default ? 3.0 : 0.1;
}

/* A member well inside the family. */
static void typical(const ter_family *family, double *parameters, bool *fixed) {
    for (size_t j = 0; j < family->parameter_count; j++) {
        const ter_parameter *p = &family->parameters[j];
        fixed[j] = p->integer;
        if ((isinf(p->lower) && !p->lower_open) ||
            (isinf(p->upper) && !p->upper_open)) { /* an end that may be nowhere: it is known */
            fixed[j] = true;
            parameters[j] = !p->lower_open ? -3.0 : 8.0;
        } else if (p->integer) {
            parameters[j] = p->lower <= 20.0 ? 20.0 : p->lower;
        } else if (isfinite(p->lower) && isfinite(p->upper) && p->upper - p->lower <= 10.0) {
            const bool stable = strcmp(family->name, "stable") == 0 && strcmp(p->name, "alpha") == 0; /* not beside 1: a gap */
            parameters[j] = p->lower + (stable ? 0.7 : 0.4) * (p->upper - p->lower);
        } else if (isfinite(p->lower) && (isinf(p->upper) || strcmp(p->name, "shift") == 0)) {
            parameters[j] = p->lower + distance_from_end(family, p);
        } else {
            parameters[j] = place_on_line(family, p, j == 0);
        }
    }
    if (strncmp(family->name, "split_", 6) ==
        0) { /* second derivatives in the location jump at every value: no Hessian by differences */
        fixed[strcmp(family->parameters[0].name, "location") == 0 ? 0 : 1] = true;
    }
    if (strcmp(family->name, "noncentral_beta") == 0) { /* so few draws often have their maximum at 0, a beta law: it is held */
        fixed[2] = true;
    }
    if (family->check == NULL || family->check(parameters, NULL) == TER_OK) {
        return;
    }
    /* A family whose parameters must stand in order: the ends of an interval, with others between them. */
    for (int turn = 0; turn < 2; turn++) {
        for (size_t j = 0; j < family->parameter_count; j++) {
            if (isinf(family->parameters[j].upper)) {
                parameters[j] = j == 2 && turn == 0 ? 2.0 : 1.0 + 2.0 * (double)j;
            }
        }
        if (family->check(parameters, NULL) == TER_OK) {
            return;
        }
    }
}

/* The log likelihood by the density alone. */
static double log_likelihood(const ter_family *family, const double *parameters, const double *x) {
    ter_dist *dist = NULL;
    if (ter_dist_create(&dist, family, family->parameter_count, parameters, NULL) != TER_OK) {
        return NAN;
    }
    double logs[COUNT];
    ter_dist_eval_array(dist, TER_LOG_PDF, COUNT, x, logs);
    ter_dist_destroy(dist);
    return ter_sum_of(ter_vector_of(logs, COUNT));
}

static double moved(const ter_fit *fit, const double *x, size_t a, double by_a, size_t b, double by_b) {
    double at[TER_PARAMETERS_MAX];
    memcpy(at, fit->estimate, sizeof at);
    at[a] += by_a;
    at[b] += by_b;
    return log_likelihood(fit->family, at, x);
}

/* Neville's scheme over halved steps. */
static double limit_of(double *level, int count) {
    double factor = 4.0;
    for (int k = 1; k < count; k++, factor *= 4.0) {
        for (int i = 0; i + k < count; i++) {
            level[i] = level[i + 1] + (level[i + 1] - level[i]) / (factor - 1.0);
        }
    }
    return level[0];
}

/*
 * The covariance times the Hessian of the likelihood, differenced here, is minus one; the gradient is 0. Steps of a few hundredths
 * of a standard error: truncation 1e-8, noise of some 1e-12 in the likelihood over their square, 1e-8.
 */
static void assert_maximum(const ter_fit *fit, const double *x) {
    enum { LEVELS = 4 };
    const size_t k = fit->parameter_count;
    double hessian[TER_PARAMETERS_MAX][TER_PARAMETERS_MAX] = {{0.0}};
    const double step = 0.1 * sqrt(fit->curvature); /* of what is left of a standard error when the other parameters are held */
    double top = log_likelihood(fit->family, fit->estimate, x);
    ter_assert_relative(fit->log_likelihood, top, 1e-13);
    for (size_t a = 0; a < k; a++) {
        for (size_t b = 0; b <= a && fit->standard_error[a] > 0.0; b++) {
            double level[LEVELS], slope[LEVELS], h = step * fit->standard_error[a], g = step * fit->standard_error[b];
            for (int i = 0; i < LEVELS && g > 0.0; i++, h *= 0.5, g *= 0.5) {
                double up = moved(fit, x, a, h, a, 0.0), down = moved(fit, x, a, -h, a, 0.0);
                slope[i] = (up - down) / (2.0 * h);
                level[i] = a == b ? ((up - top) + (down - top)) / (h * h)
                                  : (moved(fit, x, a, h, b, g) + moved(fit, x, a, -h, b, -g) - moved(fit, x, a, h, b, -g) -
                                     moved(fit, x, a, -h, b, g)) /
                                        (4.0 * h * g);
            }
            if (g > 0.0) {
                hessian[a][b] = hessian[b][a] = limit_of(level, LEVELS);
                assert_true(fabs(limit_of(slope, LEVELS)) * fit->standard_error[a] < 1e-7);
            }
        }
    }
    for (size_t a = 0; a < k; a++) {
        for (size_t b = 0; b < k; b++) {
            double sum = 0.0;
            for (size_t c = 0; c < k; c++) {
                sum -= fit->covariance[a + c * k] * hessian[c][b];
            }
            double scale = fit->standard_error[b] > 0.0 ? fit->standard_error[a] / fit->standard_error[b] : 1.0;
            bool one = a == b && fit->standard_error[a] > 0.0;
            assert_true(fabs(sum - (one ? 1.0 : 0.0)) < 1e-5 * fmax(scale, 1e-300) / fit->curvature);
        }
    }
}

/* False, with a message, when the fit to draws of the family is not what it should be. */
static bool fits_its_own_draws(const ter_family *family, uint32_t number) {
    double parameters[TER_PARAMETERS_MAX] = {0.0}, x[COUNT];
    bool fixed[TER_PARAMETERS_MAX] = {false}, any = false;
    ter_dist *dist = NULL;
    ter_error error;
    typical(family, parameters, fixed);
    if (ter_dist_create(&dist, family, family->parameter_count, parameters, &error) != TER_OK) {
        fail_msg("%s: %s", family->name, error.text);
    }
    ter_stream stream = ter_stream_open(ter_test_seed(), 77, number);
    ter_dist_sample(dist, &stream, COUNT, x);
    ter_dist_destroy(dist);
    for (size_t j = 0; j < family->parameter_count; j++) {
        any |= fixed[j];
    }
    ter_fit_options options = TER_FIT_OPTIONS_DEFAULT;
    options.fixed = any ? fixed : NULL;
    options.start = any ? parameters : NULL;
    ter_fit fit;
    ter_status status = ter_fit_run(&fit, family, COUNT, x, &options, &error);
    if (status == TER_UNDEFINED) { /* the family says why its likelihood has no maximum */
        print_message("%s\n", error.text);
        return true;
    }
    if (status != TER_OK) {
        ter_contract_broken(family, "%s", error.text);
        return false;
    }
    bool edges = false;
    for (size_t j = 0; j < family->parameter_count; j++) {
        edges |= isnan(fit.standard_error[j]);
        if (fit.standard_error[j] > 0.0 && fabs(fit.estimate[j] - parameters[j]) > 6.0 * fit.standard_error[j]) {
            ter_contract_broken(family, "%s is %g +- %g, far from %g", family->parameters[j].name, fit.estimate[j],
                                fit.standard_error[j], parameters[j]);
        }
    }
    print_message("%s: %u steps, gradient %.1e, curvature %.2e\n", family->name, fit.iterations, fit.gradient_scaled,
                  fit.curvature);
    if (!edges) {
        assert_maximum(&fit, x);
    }
    return true;
}

static void test_every_family_is_fitted_to_its_own_draws(void **state) {
    (void)state;
    for (size_t f = 0; f < ter_family_count(); f++) {
        const ter_family *family = ter_family_at(f);
        if (ter_contract_runs(family) && family->parameter_count > 0) {
            (void)fits_its_own_draws(family, (uint32_t)f);
        }
    }
    ter_contract_end();
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_family_is_fitted_to_its_own_draws),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
