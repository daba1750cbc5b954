/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Same bits: one number or an array, in place or not, on every processor path, for every operation of every family. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "contract.h"
#include "ter_assert.h"

#ifdef TER__HAVE_CERTIFY
#include "certify/points.h"

#define LAWS      12
#define POINTS    203 /* no multiple of a vector's length: the last ones are a remainder */
#define FEW       23  /* of laws whose values are integrals; likewise */
#define PATHS_MAX 8
#define SPECIAL   9

/* Of the family at hand. */
static size_t points = POINTS;

static void draw_arguments(const ter_dist *dist, ter_operation operation, ter_stream *stream, double *argument) {
    static const double special[SPECIAL] = {0.0, -0.0, 1.0, -1.0, HUGE_VAL, -HUGE_VAL, (double)NAN, 0x1p-1074, -0x1p-1074};
    for (size_t i = 0; i < points; i++) {
        argument[i] = i < SPECIAL ? special[i] : ter__draw_argument(dist, operation, stream);
    }
}

static void compare(const ter_dist *dist, ter_operation operation, const char *law, const double *argument, const double *a,
                    const double *b, const char *what) {
    for (size_t i = 0; i < points; i++) {
        if (!ter_contract_same(a[i], b[i])) {
            ter_contract_broken(ter_dist_family(dist), "tercile dist %s '%s' %a (element %zu): %a, but %a %s",
                                ter_operation_word(operation), law, argument[i], i, a[i], b[i], what);
            return;
        }
    }
}

static void check_operation(ter_dist *const *dist, size_t paths, ter_operation operation, const char *law, ter_stream *stream) {
    double argument[POINTS], out[POINTS], other[POINTS];
    draw_arguments(dist[0], operation, stream, argument);
    ter_dist_eval_array(dist[0], operation, points, argument, out);
    for (size_t k = 0; k < paths; k++) {
        char what[64];
        ter_dist_eval_array(dist[k], operation, points, argument, other);
        (void)snprintf(what, sizeof what, "on path %s", ter_dist_path_name(k));
        compare(dist[0], operation, law, argument, out, other, what);
        for (size_t i = 0; i < points; i++) {
            other[i] = ter_dist_eval(dist[k], operation, argument[i]);
        }
        (void)snprintf(what, sizeof what, "one by one on path %s", ter_dist_path_name(k));
        compare(dist[0], operation, law, argument, out, other, what);
        memcpy(other, argument, sizeof other);
        ter_dist_eval_array(dist[k], operation, points, other, other);
        (void)snprintf(what, sizeof what, "in place on path %s", ter_dist_path_name(k));
        compare(dist[0], operation, law, argument, out, other, what);
    }
}

static void check_gradient(ter_dist *const *dist, size_t paths, const char *law, ter_stream *stream) {
    double x[POINTS], slope[2][POINTS], by_parameter[2][POINTS * TER_PARAMETERS_MAX];
    size_t count = ter_family_parameter_count(ter_dist_family(dist[0]));
    draw_arguments(dist[0], TER_LOG_PDF, stream, x);
    for (size_t k = 0; k < paths; k++) {
        size_t slot = k > 0;
        ter_dist_log_pdf_gradient(dist[k], points, x, slope[slot], by_parameter[slot]);
        if (k > 0) {
            char what[64];
            (void)snprintf(what, sizeof what, "on path %s: slope of the gradient", ter_dist_path_name(k));
            compare(dist[0], TER_LOG_PDF, law, x, slope[0], slope[1], what);
            for (size_t j = 0; j < count; j++) {
                (void)snprintf(what, sizeof what, "on path %s: gradient %zu", ter_dist_path_name(k), j);
                compare(dist[0], TER_LOG_PDF, law, x, by_parameter[0] + j * points, by_parameter[1] + j * points, what);
            }
        }
    }
}

static void check_rest(ter_dist *const *dist, size_t paths, const char *law) {
    const ter_family *family = ter_dist_family(dist[0]);
    double draws[2][POINTS], values[2];
    for (size_t k = 0; k < paths; k++) {
        size_t slot = k > 0;
        ter_stream stream = ter_stream_open(5, 6, 7);
        ter_dist_sample(dist[k], &stream, points, draws[slot]);
        compare(dist[0], TER_QUANTILE, law, draws[0], draws[0], draws[slot], "for another path's draw");
    }
    for (int j = 0; j < TER_SUMMARY_COUNT; j++) {
        ter_status first = TER_OK;
        for (size_t k = 0; k < paths; k++) {
            ter_status status = ter_dist_summary(dist[k], (ter_summary)j, &values[k > 0]);
            if (k == 0) {
                first = status;
                values[1] = values[0];
            }
            if (status != first || !ter_contract_same(values[0], values[1])) {
                ter_contract_broken(family, "%s of '%s': %a, but %a on path %s", ter_summary_word((ter_summary)j), law, values[0],
                                    values[1], ter_dist_path_name(k));
            }
        }
    }
}

static void test_bits_do_not_depend_on_path_or_length(void **state) {
    (void)state;
    uint64_t seed = ter_test_seed();
    size_t paths = ter_dist_path_count() < PATHS_MAX ? ter_dist_path_count() : PATHS_MAX;
    for (size_t i = 0; i < ter_family_count(); i++) {
        const ter_family *family = ter_family_at(i);
        ter_stream stream = ter_stream_open(seed, 200, (uint32_t)i);
        points = ter__affordable(family, 100) > 2 ? POINTS : FEW;
        for (size_t law_index = 0; ter_contract_runs(family) && law_index < ter__affordable(family, ter_contract_points(LAWS));
             law_index++) {
            double parameters[TER_PARAMETERS_MAX] = {0};
            char law[256];
            ter_dist *dist[PATHS_MAX] = {0};
            ter_error error;
            if (!ter__draw_parameters(family, &stream, parameters)) {
                ter_contract_broken(family, "no ranges for hard points: stats/certify/ranges.c");
                break;
            }
            ter__write_law(law, sizeof law, family, parameters);
            for (size_t k = 0; k < paths; k++) {
                size_t n = ter_family_parameter_count(family);
                ter_assert_ok(ter_dist_create_on_path(&dist[k], k, family, n, parameters, &error), error);
            }
            for (int j = 0; j < TER_OPERATION_COUNT; j++) {
                check_operation(dist, paths, (ter_operation)j, law, &stream);
            }
            check_gradient(dist, paths, law, &stream);
            check_rest(dist, paths, law);
            for (size_t k = 0; k < paths; k++) {
                ter_dist_destroy(dist[k]);
            }
        }
    }
    printf("%zu paths\n", paths);
    ter_contract_end();
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_bits_do_not_depend_on_path_or_length)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
#else
int main(void) {
    puts("skipped: built without FLINT/Arb");
    return 77;
}
#endif
