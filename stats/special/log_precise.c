/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "log_precise.h"

#include "elementary.h"
#include "log_precise_table.h"

enum { PARTS = 10, TERMS_MAX = 4 };

/* log(1 + r) - r, |r| < 0.006: below 2^-17, its error below 2^-119. */
static ter__dd log1p_rest(ter__dd r) {
    double p = ter__log_rest_series[15];
    for (int n = 14; n >= 10; n--)
        p = fma(r.hi, p, ter__log_rest_series[n]);
    ter__dd h = ter__dd_make(ter__log_rest_series[9], fma(r.hi, p, ter__log_rest_series[16 + 9]));
    h = ter__fast_two_sum(h.hi, h.lo);
    for (int n = 8; n >= 0; n--)
        h = ter__dd_add_ordered(ter__dd_make(ter__log_rest_series[n], ter__log_rest_series[16 + n]), ter__dd_mul(r, h));
    return ter__dd_mul(ter__dd_square(r), h);
}

/* Four passes of error-free additions (Ogita, Rump, Oishi, SIAM J. Sci. Comput. 26 (2005), algorithm SumK), then the sum. */
static ter__dd distil(size_t n, double *parts) {
    for (int pass = 0; pass < 4; pass++) {
        for (size_t i = 1; i < n; i++) {
            ter__dd s = ter__two_sum(parts[i], parts[i - 1]);
            parts[i] = s.hi;
            parts[i - 1] = s.lo;
        }
    }
    double low = 0.0;
    for (size_t i = 0; i + 1 < n; i++)
        low += parts[i];
    return ter__two_sum(parts[n - 1], low);
}

ter__dd ter__log_plus(double x, size_t n, const double *terms) {
    int tiny = x < 0x1p-1000;
    ter__log_reduced g = ter__log_reduce(tiny ? x * 0x1p100 : x, 0.0, 0.0);
    double k = g.k - (tiny ? 100.0 : 0.0);
    /* The table's third part belongs to the same entry: i is found again from -log c. */
    size_t i = 0;
    while (ter__log_table_hi[i] != g.log_c.hi)
        i++;
    ter__dd rest = log1p_rest(g.r);
    /* log 2 in three parts; k times either of the first two (40 bits) is exact. */
    double parts[PARTS + TERMS_MAX] = {k * 0x1.62e42fefa2p-1,
                                       k * 0x1.9ef35793c6p-41,
                                       k * 0x1.673007e5ed5e8p-81,
                                       g.log_c.hi,
                                       g.log_c.lo,
                                       ter__log_table_third[i],
                                       g.r.hi,
                                       g.r.lo,
                                       rest.hi,
                                       rest.lo};
    for (size_t j = 0; j < n; j++)
        parts[PARTS + j] = terms[j];
    return distil(PARTS + n, parts);
}
