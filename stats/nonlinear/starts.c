/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nonlinear/starts.h"

#include <stdbool.h>

#include "tercile/special.h"

/* Fractional part of index times the powers of a generalised golden ratio: the additive recurrence R_d, which spreads evenly in
 * many dimensions. The ratio is the root above 1 of x^(d+1) = x + 1. */
static double spread(unsigned index, size_t dimensions, size_t which) {
    double ratio = 2.0;
    for (int i = 0; i < 60; i++) {
        ratio = ter_pow(1.0 + ratio, 1.0 / (double)(dimensions + 1));
    }
    const double step = ter_pow(1.0 / ratio, (double)(which + 1)), value = 0.5 + step * (double)(index + 1);
    return value - floor(value);
}

void ter__nonlinear_other_start(unsigned index, size_t parameters, const double *given, ter__dd *start) {
    const double range = 1.0 + (double)(index < 57 ? index : 57) / 3.0;
    for (size_t k = 0; k < parameters; k++) {
        const double place = 2.0 * spread(index, parameters, k) - 1.0, base = given[k] == 0.0 ? 1.0 : given[k];
        const double factor = ter_exp(0x1.62e42fefa39efp-1 * range * place);
        const bool turned = index % 3 == 2 && spread(index + 7, parameters, k) < 0.5;
        start[k] = ter__dd_make(turned ? -base * factor : base * factor, 0.0);
    }
}
