/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws and fits of every family: repeatable, in the support, of the law, of the words stated; a fit finds a maximum. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "contract.h"
#include "ter_assert.h"
#include "tercile/fit.h"

#ifdef TER__HAVE_CERTIFY
#include "certify/points.h"

#define LAWS         4
#define DRAWS        20000
#define LOOKS        2000 /* at the cdf of a law whose tails are integrals; of others at every draw */
#define OBSERVATIONS 1000
/* sqrt(n) D of Kolmogorov above this: 2 exp(-2 * 3.5^2) = 5e-11. The seed is fixed, so this is no lottery. */
#define KOLMOGOROV_MAX 3.5
#define SEED           20240607u

typedef struct law_case {
    const ter_family *family;
    ter_dist *dist;
    double parameters[TER_PARAMETERS_MAX];
    char text[256];
    uint32_t index;
} law_case;

static void for_laws(bool moderate, size_t laws, void (*check)(const law_case *law)) {
    for (size_t i = 0; i < ter_family_count(); i++) {
        law_case law = {.family = ter_family_at(i)};
        ter_stream stream = ter_stream_open(SEED, 500 + moderate, (uint32_t)i);
        for (size_t j = 0; ter_contract_runs(law.family) && j < laws; j++) {
            ter_error error;
            bool drawn = moderate ? ter__draw_moderate_parameters(law.family, &stream, law.parameters)
                                  : ter__draw_parameters(law.family, &stream, law.parameters);
            if (!drawn) {
                break;
            }
            law.index = (uint32_t)(i * 100 + j);
            ter__write_law(law.text, sizeof law.text, law.family, law.parameters);
            size_t n = ter_family_parameter_count(law.family);
            ter_assert_ok(ter_dist_create(&law.dist, law.family, n, law.parameters, &error), error);
            check(&law);
            ter_dist_destroy(law.dist);
        }
    }
    ter_contract_end();
}

static double *draws_of(const law_case *law, size_t n, ter_stream *stream) {
    double *x = malloc(n * sizeof *x);
    assert_non_null(x);
    *stream = ter_stream_open(SEED, 600, law->index);
    ter_dist_sample(law->dist, stream, n, x);
    return x;
}

static void check_draws(const law_case *law) {
    const size_t n = 1000;
    ter_stream first, second;
    double *a = draws_of(law, n, &first), *b = draws_of(law, n, &second), lower, upper;
    if (memcmp(a, b, n * sizeof *a) != 0 || first.position != second.position) {
        ter_contract_broken(law->family, "'%s': the same stream gives other draws", law->text);
    }
    unsigned words = ter_family_words_per_draw(law->family);
    if (words > 0 && first.position != words * n) {
        ter_contract_broken(law->family, "'%s': %llu words for %zu draws, %u each are stated", law->text,
                            (unsigned long long)first.position, n, words);
    }
    if (words == 0 && first.position < n / 2) {
        ter_contract_broken(law->family, "'%s': %llu words for %zu draws", law->text, (unsigned long long)first.position, n);
    }
    ter_dist_support(law->dist, &lower, &upper);
    for (size_t i = 0; i < n; i++) {
        if (!(a[i] >= lower && a[i] <= upper) || (ter_family_is_discrete(law->family) && a[i] != floor(a[i]))) {
            ter_contract_broken(law->family, "'%s': draw %zu is %a", law->text, i, a[i]);
            break;
        }
    }
    free(a);
    free(b);
}

static void test_draws_repeat_and_lie_in_the_support(void **state) {
    (void)state;
    for_laws(false, 20, check_draws);
}

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void check_kolmogorov(const law_case *law) {
    const size_t n = ter_contract_points(DRAWS);
    ter_stream stream;
    double *x = draws_of(law, n, &stream), distance = 0.0;
    bool discrete = ter_family_is_discrete(law->family), costly = ter__affordable(law->family, 100) < 100;
    qsort(x, n, sizeof *x, by_size);
    for (size_t i = 0, looked = 0; i < n;) {
        size_t next = i + 1;
        while (next < n && x[next] == x[i]) {
            next++;
        }
        if (costly && i > 0 && next < n && next < looked + n / LOOKS) { /* there the distance is at most 1 / LOOKS more */
            i = next;
            continue;
        }
        looked = i;
        double at = ter_dist_cdf(law->dist, x[i]), before = discrete ? ter_dist_cdf(law->dist, x[i] - 1.0) : at;
        distance = fmax(distance, fmax(fabs((double)next / (double)n - at), fabs((double)i / (double)n - before)));
        i = next;
    }
    if (!(sqrt((double)n) * distance <= KOLMOGOROV_MAX)) {
        ter_contract_broken(law->family, "'%s': %zu draws are %.4f from their cdf, sqrt(n) D = %.2f", law->text, n, distance,
                            sqrt((double)n) * distance);
    }
    free(x);
}

static void test_draws_are_of_the_law(void **state) {
    (void)state;
    for_laws(true, LAWS, check_kolmogorov);
}

static double log_likelihood(const ter_family *family, const double *parameters, size_t n, const double *x) {
    ter_dist *dist;
    if (ter_dist_create(&dist, family, ter_family_parameter_count(family), parameters, NULL) != TER_OK) {
        return -HUGE_VAL;
    }
    double sum = 0.0;
    for (size_t i = 0; i < n; i++) {
        sum += ter_dist_logpdf(dist, x[i]);
    }
    ter_dist_destroy(dist);
    return sum;
}

/* A third of a standard error to either side of the estimate, in each parameter, the likelihood is not higher. */
static void check_maximum(const law_case *law, const ter_fit *fit, const bool *fixed, size_t n, const double *x) {
    double at = log_likelihood(law->family, fit->estimate, n, x), slack = 1e-9 * (fabs(at) + 1.0);
    if (!(fabs(at - fit->log_likelihood) <= slack)) {
        ter_contract_broken(law->family, "fit to draws of '%s': log likelihood %.17g, by logpdf %.17g", law->text,
                            fit->log_likelihood, at);
    }
    if (!(at >= log_likelihood(law->family, law->parameters, n, x) - slack)) {
        ter_contract_broken(law->family, "fit to draws of '%s': the law they come from is likelier", law->text);
    }
    for (size_t j = 0; j < fit->parameter_count; j++) {
        for (int side = -1; side <= 1 && !fixed[j]; side += 2) {
            double moved[TER_PARAMETERS_MAX];
            memcpy(moved, fit->estimate, sizeof moved);
            moved[j] += side * 0.3 * fit->standard_error[j];
            if (log_likelihood(law->family, moved, n, x) > at + slack) {
                ter_contract_broken(law->family, "fit to draws of '%s': likelier at %s = %.17g than at %.17g", law->text,
                                    ter_family_parameter(law->family, j)->name, moved[j], fit->estimate[j]);
            }
        }
    }
}

static void check_fit(const law_case *law) {
    ter_stream stream;
    double *x = draws_of(law, OBSERVATIONS, &stream);
    bool fixed[TER_PARAMETERS_MAX] = {false}, all = true;
    for (size_t j = 0; j < ter_family_parameter_count(law->family); j++) {
        fixed[j] = ter_family_parameter(law->family, j)->integer;
        all = all && fixed[j];
    }
    ter_fit_options options = TER_FIT_OPTIONS_DEFAULT;
    options.fixed = fixed;
    options.start = law->parameters;
    ter_fit fit;
    ter_error error = {0};
    ter_status status = ter_fit_run(&fit, law->family, OBSERVATIONS, x, &options, &error);
    if (status == TER_OK) {
        check_maximum(law, &fit, fixed, OBSERVATIONS, x);
    } else if (status != TER_NO_CONVERGENCE && status != TER_BAD_DATA && status != TER_UNDEFINED) {
        ter_contract_broken(law->family, "fit to draws of '%s': %s: %s", law->text, ter_status_name(status), error.text);
    } else {
        printf("%s: fit to draws of '%s': %s: %s\n", ter_family_name(law->family), law->text, ter_status_name(status), error.text);
    }
    free(x);
}

static void test_fits_to_draws_are_maxima(void **state) {
    (void)state;
    for_laws(true, LAWS, check_fit);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_draws_repeat_and_lie_in_the_support),
        cmocka_unit_test(test_draws_are_of_the_law),
        cmocka_unit_test(test_fits_to_draws_are_maxima),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
#else
int main(void) {
    puts("skipped: built without FLINT/Arb");
    return 77;
}
#endif
