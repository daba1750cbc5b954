/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tercile/view.h"

#include <stdint.h>

/* Elements whose byte offsets fit a ptrdiff_t: what a pointer may reach. */
static const size_t elements_max = PTRDIFF_MAX / sizeof(double);

ter_status ter_vector_check(ter_vector view, const char *what, ter_error *error) {
    if (view.length == 0) {
        return TER_OK;
    }
    if (view.data == NULL) {
        return ter_error_set(error, TER_BAD_SHAPE, "%s: data is null but length is %zu", what, view.length);
    }
    if (view.stride == 0) {
        return ter_error_set(error, TER_BAD_SHAPE, "%s: stride is 0; neighbouring elements have stride 1", what);
    }
    if (view.length - 1 > (elements_max - 1) / view.stride) {
        return ter_error_set(error, TER_BAD_SHAPE, "%s: length %zu times stride %zu is more than memory can hold", what,
                             view.length, view.stride);
    }
    return TER_OK;
}

ter_status ter_matrix_check(ter_matrix view, const char *what, ter_error *error) {
    if (view.leading < view.rows || view.leading == 0) {
        return ter_error_set(error, TER_BAD_SHAPE, "%s: leading dimension %zu is less than max(rows, 1) with %zu rows", what,
                             view.leading, view.rows);
    }
    if (view.rows == 0 || view.columns == 0) {
        return TER_OK;
    }
    if (view.data == NULL) {
        return ter_error_set(error, TER_BAD_SHAPE, "%s: data is null but the shape is %zu x %zu", what, view.rows, view.columns);
    }
    if (view.columns > elements_max / view.leading) {
        return ter_error_set(error, TER_BAD_SHAPE, "%s: %zu columns of leading dimension %zu are more than memory can hold", what,
                             view.columns, view.leading);
    }
    return TER_OK;
}
