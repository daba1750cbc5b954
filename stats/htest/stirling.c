/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "htest/stirling.h"

#include <stddef.h>

/* n = 1 .. 15, by mpmath in 40 digits, rounded. */
static const double small[] = {
    0x1.4c071bcda0a5bp-4, 0x1.52a9b923ea649p-5, 0x1.c579a268d80b3p-6, 0x1.54a2662fd78a9p-6, 0x1.10b4e513fcbedp-6,
    0x1.c6b167bebdf36p-7, 0x1.85d4d612e4a86p-7, 0x1.552805e7b3076p-7, 0x1.2f4871b12ab64p-7, 0x1.10f9d4c0743a7p-7,
    0x1.f0593088014f8p-8, 0x1.c7018733aa9c6p-8, 0x1.a40514700f36cp-8, 0x1.86076c002d4a7p-8, 0x1.6c08f6f194a10p-8,
};

double ter__stirling(double n) {
    if (n < 16.0) {
        return small[(size_t)n - 1];
    }
    /* Stirling's series with Bernoulli numbers to n^-13: the next term is below 1e-18 at 16. */
    double r = 1.0 / (n * n);
    double sum = 1.0 / 156.0;
    sum = -691.0 / 360360.0 + r * sum;
    sum = 1.0 / 1188.0 + r * sum;
    sum = -1.0 / 1680.0 + r * sum;
    sum = 1.0 / 1260.0 + r * sum;
    sum = -1.0 / 360.0 + r * sum;
    sum = 1.0 / 12.0 + r * sum;
    return sum / n;
}
