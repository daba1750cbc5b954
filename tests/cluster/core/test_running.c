/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/running.h"

typedef struct seen {
    unsigned count;
    ter__command last;
} seen;

static void see(void *context, const ter__command *command) {
    seen *s = context;
    s->count++;
    s->last = *command;
}

static void test_what_was_computed_is_said_to_be_lost_by_a_death(void **state) {
    (void)state;
    const ter__lease leases[2] = {{{"first", TER__TASK_UNIT, 2, 7}, 9, true, false},
                                  {{"second", TER__TASK_FINISH, 1, 0}, 11, true, false}};
    uint8_t *bytes = NULL;
    size_t length = 0;
    seen s = {0};
    assert_int_equal(ter__running_encode(leases, 2, &bytes, &length), TER_OK);
    ter__running_lost(bytes, length, 3, 1000, see, &s);
    assert_int_equal(s.count, 2);
    assert_int_equal(s.last.kind, TER__COMMAND_LOST);
    assert_true(s.last.as.lost.died);
    assert_int_equal(s.last.as.lost.node, 3);
    assert_int_equal(s.last.as.lost.attempt, 11);
    assert_true(ter__task_equal(&s.last.as.lost.task, &leases[1].task));
    for (size_t cut = 0; cut < length; cut++) { /* what is cut off says nothing that was not there */
        seen partly = {0};
        ter__running_lost(bytes, cut, 3, 1000, see, &partly);
        assert_true(partly.count < 2);
    }
    bytes[0] ^= 0xFF; /* another version */
    seen none = {0};
    ter__running_lost(bytes, length, 3, 1000, see, &none);
    assert_int_equal(none.count, 0);
    free(bytes);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_what_was_computed_is_said_to_be_lost_by_a_death)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
