/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Views: borrowed windows on the caller's doubles. A view owns nothing and is passed by value; it is valid as long as the memory
 * behind it. Element i of a vector is data[i * stride]; element (i, j) of a matrix is data[i + j * leading] (column-major, as in
 * LAPACK and R), with leading >= rows.
 */
#ifndef TERCILE_VIEW_H
#define TERCILE_VIEW_H

#include <stddef.h>

#include "status.h"

TER_BEGIN_DECLS

typedef struct ter_vector {
    const double *data; /* may be null when length is 0 */
    size_t length;
    size_t stride; /* in elements, at least 1 */
} ter_vector;

typedef struct ter_matrix {
    double *data;
    size_t rows;
    size_t columns;
    size_t leading; /* distance of neighbouring columns in elements, at least max(rows, 1) */
} ter_matrix;

/* A view of n neighbouring doubles. */
static inline ter_vector ter_vector_of(const double *data, size_t length) {
    ter_vector view = {data, length, 1};
    return view;
}

static inline double ter_vector_get(ter_vector view, size_t i) {
    return view.data[i * view.stride];
}

/* A view of a packed column-major array of rows x columns doubles. */
static inline ter_matrix ter_matrix_of(double *data, size_t rows, size_t columns) {
    ter_matrix view = {data, rows, columns, rows > 0 ? rows : 1};
    return view;
}

static inline double *ter_matrix_at(ter_matrix view, size_t i, size_t j) {
    return view.data + i + j * view.leading;
}

/* TER_BAD_SHAPE with a text naming `what` when the view breaks the rules above (null data, stride 0, leading < rows, overflow). */
TER_MUST_USE TER_EXPORT ter_status ter_vector_check(ter_vector view, const char *what, ter_error *error);
TER_MUST_USE TER_EXPORT ter_status ter_matrix_check(ter_matrix view, const char *what, ter_error *error);

TER_END_DECLS
#endif
