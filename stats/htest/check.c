/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "htest/check.h"

#include <math.h>

ter_status ter__check_sorted(size_t n, const double *sorted, const char *test, ter_error *error) {
    if (n == 0) {
        return ter_error_set(error, TER_BAD_DATA, "%s: there are no data", test);
    }
    for (size_t i = 0; i < n; i++) {
        if (isnan(sorted[i])) {
            return ter_error_set(error, TER_BAD_DATA, "%s: the value at index %zu is NaN", test, i);
        }
        if (i > 0 && sorted[i] < sorted[i - 1]) {
            return ter_error_set(error, TER_BAD_DATA, "%s: the values are not in ascending order at index %zu; sort them first",
                                 test, i);
        }
    }
    return TER_OK;
}
