/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Entropies by integrals: how they move with location and scale, where those are what their names say and where they are not. */
#include <math.h>

#include "ter_assert.h"
#include "tercile/dist.h"

static double entropy_of(const char *text) {
    ter_dist *dist = NULL;
    ter_error error = {TER_OK, ""};
    double value = 0.0;
    ter_assert_ok(ter_dist_parse(&dist, text, &error), error);
    assert_int_equal(ter_dist_summary(dist, TER_ENTROPY, &value), TER_OK);
    ter_dist_destroy(dist);
    return value;
}

static void test_entropy_far_from_0_is_that_of_the_standard_member_and_the_log_of_the_scale(void **state) {
    (void)state;
    const double standard = entropy_of("johnson_su(0.5, 1, 0, 1)");
    ter_assert_relative(entropy_of("johnson_su(0.5, 1, 3, 1e-100)"), standard - 100.0 * log(10.0), 1e-13);
    ter_assert_relative(entropy_of("johnson_su(0.5, 1, 1e10, 2)"), standard + log(2.0), 1e-13);
    ter_assert_relative(entropy_of("normal_inverse_gaussian(2, 0.5, 1e12, 1)"), entropy_of("normal_inverse_gaussian(2, 0.5, 0, 1)"),
                        1e-12);
}

/* The entropy of |X| is that of |X / scale| and log scale, and no smaller for a location: 2.4727234626513646 is proved by certify.
 */
static void test_the_location_of_a_folded_or_truncated_law_is_no_shift(void **state) {
    (void)state;
    ter_assert_relative(entropy_of("folded_normal(0x1.000000044b83p+0, 0x1.698baa2c193e5p+2)"), 2.4727234626513646, 1e-12);
    ter_assert_relative(entropy_of("folded_normal(3, 2)"), entropy_of("folded_normal(1.5, 1)") + log(2.0), 1e-12);
    ter_assert_relative(entropy_of("truncated_normal(6, 2, 4, 10)"), entropy_of("truncated_normal(3, 1, 2, 5)") + log(2.0), 1e-12);
    ter_assert_relative(entropy_of("truncated_normal(1e-3, 100, 0, 1)") + 1.0, 1.0, 1e-6); /* all but uniform: entropy 0 */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_entropy_far_from_0_is_that_of_the_standard_member_and_the_log_of_the_scale),
        cmocka_unit_test(test_the_location_of_a_folded_or_truncated_law_is_no_shift),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
