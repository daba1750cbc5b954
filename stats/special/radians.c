/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The circular functions of radians, rounded once from double-double. */
#include "radians.h"
#include "elementary.h"
#include "table.h"

/* Below, x is its own sine and tangent to far more than a double, and products would leave the normal range. */
#define TINY 0x1p-200

double ter__sin(double x) {
    if (!isfinite(x))
        return TER__NAN;
    return fabs(x) < TINY ? x : ter__dd_value(ter__sin_cos_radians(ter__dd_make(x, 0.0)).sin);
}

double ter__cos(double x) {
    if (!isfinite(x))
        return TER__NAN;
    return fabs(x) < TINY ? 1.0 : ter__dd_value(ter__sin_cos_radians(ter__dd_make(x, 0.0)).cos);
}

double ter__tan(double x) {
    if (!isfinite(x))
        return TER__NAN;
    if (fabs(x) < TINY)
        return x;
    ter__sin_cos both = ter__sin_cos_radians(ter__dd_make(x, 0.0));
    return ter__dd_value(ter__dd_div(both.sin, both.cos));
}

double ter__atan(double x) {
    if (isnan(x) || fabs(x) < TINY)
        return x;
    return ter__dd_value(ter__dd_atan(ter__dd_make(x, 0.0)));
}

double ter__tanh(double x) {
    if (isnan(x) || fabs(x) < TINY)
        return x;
    if (fabs(x) > 20.0)
        return copysign(1.0, x); /* within 2^-57 */
    ter__dd above = ter__dd_expm1(ter__dd_make(2.0 * fabs(x), 0.0));
    return copysign(ter__dd_value(ter__dd_div(above, ter__dd_add_d(above, 2.0))), x);
}
