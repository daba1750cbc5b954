/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Hard points: laws and arguments drawn where implementations fail. Parameters are log-uniform over the range that a family's
 * accuracy is promised for, every fourth one of the values where formulas switch, or next to one. Arguments lie in both tails down
 * to 1e-300, about the middle, at and next to the ends of the support.
 */
#ifndef TER__POINTS_H
#define TER__POINTS_H

#include "tercile/dist.h"
#include "tercile/random.h"

/* Parameters of a law of the family; false when the generator does not know it. */
bool ter__draw_parameters(const ter_family *family, ter_stream *stream, double *parameters);
/* The same within what is common in practice: for integration and samples. */
bool ter__draw_moderate_parameters(const ter_family *family, ter_stream *stream, double *parameters);

/* An argument for the operation. The law is used to find points in its tails: only the place depends on it. */
double ter__draw_argument(const ter_dist *dist, ter_operation operation, ter_stream *stream);

/*
 * Whether the family promises nothing there: the slope at an end of the support, which is one-sided, and the hazard, as the true
 * end may lie on either side of the double that stands for it; all operations next to an end, for some families.
 */
bool ter__is_exempt(const ter_dist *dist, ter_operation operation, double argument);

/* A test's usual number of points or laws over what one of the family costs (law.h); at least 1. */
size_t ter__affordable(const ter_family *family, size_t usual);

/* log-uniform on [low, high], low > 0. */
double ter__draw_log_uniform(ter_stream *stream, double low, double high);

/* "gamma(0x1p+1, 0x1.8p+1)": parsed back to the same bits. As snprintf. */
size_t ter__write_law(char *text, size_t size, const ter_family *family, const double *parameters);

#endif
