/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The one door to GSL: nothing else in the project includes a gsl_ header. Its handler, which prints and aborts, is off; only
 * functions that return a status are used, and their statuses become ours.
 */
#ifndef TER__BRIDGE_GSL_H
#define TER__BRIDGE_GSL_H

#include "tercile/status.h"

/*
 * The integral of f over [a, b], either end may be infinite, to the relative error asked for: TER_NOT_ACCURATE when it was not
 * reached (*value and *error_estimate are then the best there are), TER_UNDEFINED for a NaN.
 */
TER_MUST_USE ter_status ter__gsl_integrate(double (*f)(double x, void *context), void *context, double a, double b, double relative_error,
                                           double *value, double *error_estimate);

#endif
