/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "node/battery.h"
#include "tercile/linalg.h"

static void test_the_same_machine_gives_the_same_digest(void **state) {
    (void)state;
    ter__hash one, two;
    ter_error error = {TER_OK, ""};
    ter_blas_use_one_thread();
    assert_int_equal(ter__battery(&one, &error), TER_OK);
    assert_int_equal(ter__battery(&two, &error), TER_OK);
    assert_memory_equal(one.bytes, two.bytes, sizeof one.bytes);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_the_same_machine_gives_the_same_digest)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
