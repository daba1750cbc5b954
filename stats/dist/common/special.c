/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The public functions of tercile/special.h: each a call through the table of the processor's best path. */
#include "tercile/special.h"

#include "path_choice.h"
#include "special/table.h"

#define ONE(name)                                                                                                                  \
    double ter_##name(double x) {                                                                                                  \
        return ter__path_best()->special->name(x);                                                                                 \
    }
#define TWO(name)                                                                                                                  \
    double ter_##name(double a, double b) {                                                                                        \
        return ter__path_best()->special->name(a, b);                                                                              \
    }
#define THREE(name)                                                                                                                \
    double ter_##name(double a, double b, double c) {                                                                              \
        return ter__path_best()->special->name(a, b, c);                                                                           \
    }
ONE(exp)
ONE(expm1)
ONE(log)
ONE(log1p)
ONE(log10)
TWO(pow)
#include "special/special.def"
