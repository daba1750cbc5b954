/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The one door to GSL: nothing else in the project includes a gsl_ header. Only functions that return a status are used, and their
 * statuses become ours.
 *
 * GSL's error handler prints and aborts unless it is switched off, and it is one variable of the whole process: to save and restore
 * it around a call would race with every other thread. So the first call through this door switches it off, once, and it stays off;
 * a host program that wants a handler of its own sets it after that (gsl_set_error_handler), and then sees the errors of our calls
 * too. tercile/stats.h says so to the users.
 */
#ifndef TER__BRIDGE_GSL_H
#define TER__BRIDGE_GSL_H

#include "tercile/status.h"

/*
 * The integral of f over [a, b], either end may be infinite, to the relative error asked for (1.2e-14 at best):
 * TER_NOT_ACCURATE when it was not reached (*value and *error_estimate are then the best there are), TER_UNDEFINED when f gave a
 * NaN or the result is one, TER_NO_MEMORY. b < a changes the sign. f is not called at the ends in general, so that it may be
 * infinite there. An integral that is 0 by cancellation ends as TER_NOT_ACCURATE: judge *error_estimate, which is absolute.
 * Adaptive Gauss-Kronrod with extrapolation (QUADPACK's qags and qagi), then doubly adaptive Clenshaw-Curtis when that fails.
 */
TER_MUST_USE ter_status ter__gsl_integrate(double (*f)(double x, void *context), void *context, double a, double b,
                                           double relative_error, double *value, double *error_estimate);

#endif
