/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every operation of every family against rigorous enclosures on fresh hard points: within the bounds its descriptor states. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "contract.h"
#include "ter_assert.h"

#ifdef TER__HAVE_CERTIFY
#include "certify/law.h"
#include "hard_cases.h"
#include "tercile/measure.h"

#define POINTS 100

static void judge(const ter_family *family, ter_operation operation, const ter_measure *m) {
    ter_accuracy bound = ter_family_accuracy(family, operation);
    char text[512];
    double n = (double)m->points;
    if (m->failures > 0) {
        (void)ter_measure_write(text, sizeof text, family, operation, &m->first_failure);
        ter_contract_broken(family, "%zu of %zu points fail, the first: %s", m->failures, m->points, text);
    }
    if (!(m->max <= bound.ulp_max)) {
        (void)ter_measure_write(text, sizeof text, family, operation, &m->worst);
        ter_contract_broken(family, "beyond ulp_max = %g: %s", bound.ulp_max, text);
    }
    /* One in a hundred may lie beyond ulp_p99: more than four standard deviations above that is no chance. */
    if ((double)m->beyond_p99 > 1.0 + 0.01 * n + 4.0 * sqrt(0.01 * n)) {
        (void)ter_measure_write(text, sizeof text, family, operation, &m->worst);
        ter_contract_broken(family, "%zu of %zu points beyond ulp_p99 = %g; the worst: %s", m->beyond_p99, m->points, bound.ulp_p99,
                            text);
    }
    if (m->unresolved * 50 > m->points + m->unresolved && m->unresolved > 1) {
        (void)ter_measure_write(text, sizeof text, family, operation, &m->first_open);
        ter_contract_broken(family, "the oracle left %zu of %zu points open, the first: %s", m->unresolved,
                            m->points + m->unresolved, text);
    }
}

static void test_every_operation_is_as_exact_as_its_descriptor_says(void **state) {
    (void)state;
    uint64_t seed = ter_test_seed();
    printf("%-13s %-13s %6s %9s %9s %9s   stated p99, max\n", "family", "operation", "points", "p50", "p99", "max");
    for (size_t i = 0; i < ter_family_count(); i++) {
        const ter_family *family = ter_family_at(i);
        for (int j = 0; j < TER_OPERATION_COUNT && ter_contract_runs(family); j++) {
            ter_operation operation = (ter_operation)j;
            ter_measure m;
            ter_error error;
            size_t points = ter_contract_points(POINTS) / ter_measure_cost(family);
            ter_status status = ter_measure_run(&m, family, operation, points > 0 ? points : 1, seed + i, NULL, NULL, &error);
            if (status != TER_OK) {
                ter_contract_broken(family, "%s", error.text);
                break;
            }
            ter_accuracy bound = ter_family_accuracy(family, operation);
            printf("%-13s %-13s %6zu %9.3g %9.3g %9.3g   %g, %g\n", ter_family_name(family), ter_operation_word(operation),
                   m.points, m.p50, m.p99, m.max, bound.ulp_p99, bound.ulp_max);
            fflush(stdout);
            judge(family, operation, &m);
        }
    }
    ter_contract_end();
}

/* A family that the oracle does not know, or takes for another, cannot be held to anything. */
static void test_every_family_has_an_oracle_with_its_parameters(void **state) {
    (void)state;
    for (size_t i = 0; i < ter_family_count(); i++) {
        const ter_family *family = ter_family_at(i);
        const ter__law *law = ter__law_find(ter_family_name(family));
        if (!law) {
            ter_contract_broken(family, "no oracle: state the law in stats/certify/law_%s.c", ter_family_name(family));
            continue;
        }
        bool same = law->parameter_count == ter_family_parameter_count(family) && law->discrete == ter_family_is_discrete(family);
        for (size_t j = 0; same && j < law->parameter_count; j++) {
            same = strcmp(law->parameter_names[j], ter_family_parameter(family, j)->name) == 0;
            if (!same) {
                ter_contract_broken(family, "parameter %zu is \"%s\", the oracle takes it for \"%s\"", j,
                                    ter_family_parameter(family, j)->name, law->parameter_names[j]);
            }
        }
        if (!same) {
            ter_contract_broken(family, "the oracle's law has other parameters or another kind");
        }
    }
    ter_contract_end();
}

/* Cases that were once wrong somewhere stay right: the files of validation/hard. */
static void check_hard_case(const ter_hard_case *hard) {
    ter_measured point;
    ter_error error;
    ter_accuracy bound = ter_family_accuracy(hard->family, hard->operation);
    char text[512];
    if (!ter_contract_runs(hard->family)) {
        return;
    }
    if (ter_measure_point(&point, hard->family, hard->operation, hard->parameters, hard->argument, &error) != TER_OK) {
        ter_contract_broken(hard->family, "%s:%zu: %s", hard->file, hard->line, error.text);
    } else if (!(point.ulp <= bound.ulp_max)) {
        (void)ter_measure_write(text, sizeof text, hard->family, hard->operation, &point);
        ter_contract_broken(hard->family, "%s:%zu (%s): %s", hard->file, hard->line, hard->reason, text);
    }
}

static void test_hard_cases_stay_right(void **state) {
    (void)state;
    size_t count = ter_hard_cases_each(TER_SOURCE_DIR "/validation/hard", check_hard_case);
    printf("%zu hard cases\n", count);
    ter_contract_end();
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_family_has_an_oracle_with_its_parameters),
        cmocka_unit_test(test_hard_cases_stay_right),
        cmocka_unit_test(test_every_operation_is_as_exact_as_its_descriptor_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
#else
int main(void) {
    puts("skipped: built without FLINT/Arb");
    return 77;
}
#endif
