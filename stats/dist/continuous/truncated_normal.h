/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moments of a normal law cut at an end, by integrals of positive terms about any centre. */
#ifndef TER__TRUNCATED_NORMAL_H
#define TER__TRUNCATED_NORMAL_H

#include "tercile/status.h"

/*
 * E[(T - centre)^order] for T in (0, width) with a density in proportion to exp(-rate t - t^2 / 2). rate may be -inf when width is
 * infinite: then T - centre is taken for a standard normal variable.
 */
ter_status ter__truncated_normal_moment(double rate, double width, double centre, unsigned order, double *value);

#endif
