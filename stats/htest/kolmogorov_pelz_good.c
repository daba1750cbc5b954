/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "htest/kolmogorov.h"
#include "htest/stirling.h"
#include "special/elementary.h"

#define TERMS_MAX 60

/*
 * P(sqrt(n) D_n < z) = K0 + K1 n^-1/2 + K2 n^-1 + K3 n^-3/2 + O(n^-2). All sums are over halves k + 1/2 (twice, for both signs) and
 * whole k of exp(-pi^2 k^2 / (2 z^2)).
 */
double ter__kolmogorov_pelz_good(size_t n, double d) {
    const double root = sqrt((double)n), z = root * d, z2 = z * z, z4 = z2 * z2, z6 = z4 * z2;
    const double pi2 = TER__PI * TER__PI, half_root = sqrt(0.5 * TER__PI);
    double k0 = 0.0, k1 = 0.0, k2 = 0.0, k3 = 0.0, k2_whole = 0.0, k3_whole = 0.0;
    for (int k = 0; k < TERMS_MAX; k++) {
        double half = pi2 * (k + 0.5) * (k + 0.5), whole = pi2 * k * k;
        double a = 2.0 * ter__exp(-half / (2.0 * z2)), b = 2.0 * ter__exp(-whole / (2.0 * z2));
        k0 += a;
        k1 += a * (half - z2);
        k2 += a * (6.0 * z6 + 2.0 * z4 + half * (2.0 * z4 - 5.0 * z2) + half * half * (1.0 - 2.0 * z2));
        k3 += a * (half * half * half * (5.0 - 30.0 * z2) + half * half * (212.0 * z4 - 60.0 * z2) +
                   half * (135.0 * z4 - 96.0 * z6) - (30.0 * z6 + 90.0 * z6 * z2));
        k2_whole += b * whole;
        k3_whole += b * whole * (3.0 * z2 - whole);
        if (k > 0 && a < 1e-20 && b < 1e-20) {
            break;
        }
    }
    k0 *= half_root / z;
    k1 *= half_root / (6.0 * z4);
    k2 = half_root * (k2 / (72.0 * z6 * z) - k2_whole / (36.0 * z2 * z));
    k3 = half_root * (k3 / (6480.0 * z6 * z4) + k3_whole / (216.0 * z6));
    return k0 + (k1 + (k2 + k3 / root) / root) / root;
}
