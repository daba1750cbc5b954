/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TER__STIRLING_H
#define TER__STIRLING_H

#define TER__PI 3.14159265358979323846

/* log n! - log(sqrt(2 pi n) (n / e)^n) for a whole n >= 1; absolute error below 1e-16. */
double ter__stirling(double n);

#endif
