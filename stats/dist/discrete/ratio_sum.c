/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ratio_sum.h"

#include "dist/path/count_sum.h"
#include "special/gamma.h"

#define TERMS_MAX  20000
#define NEGLIGIBLE 0x1p-108
/* Above this log of a tail a complement would lose digits. */
#define NEARLY_ALL -0.01

typedef struct relative {
    const ter__ratio_law *law;
    ter__dd log_first;
} relative;

static double relative_term(const void *context, double k) {
    const relative *r = context;
    return ter__exp_dd(ter__dd_sub(r->law->log_mass(r->law->context, k), r->log_first));
}

ter__dd ter__ratio_sum(const ter__ratio_law *law, double first, double end) {
    const ter__dd one = {1.0, 0.0};
    ter__dd sum = one, term = one;
    double k = first, step = end >= first ? 1.0 : -1.0;
    if (ter__smooth_sum(law, first, end, &sum))
        return sum;
    for (long terms = 0; k != end; terms++) {
        ter__dd ratio = step > 0.0 ? law->ratio(law->context, k) : ter__dd_div(one, law->ratio(law->context, k - 1.0));
        term = ter__dd_mul(term, ratio);
        sum = ter__dd_add(sum, term);
        k += step;
        /* what is left is at most term / (1 - ratio) where the ratio does not grow, and a power law never gets there */
        if (term.hi <= NEGLIGIBLE * sum.hi * (1.0 - ratio.hi) || k + step == k)
            break;
        if (terms >= TERMS_MAX && k != end) {
            relative r = {law, law->log_mass(law->context, k + step)};
            double rest = 0.0;
            (void)ter__counts_side_sum(k + step, end, relative_term, &r, &rest);
            ter__dd next = ter__dd_exp(ter__dd_sub(r.log_first, law->log_mass(law->context, first)));
            return ter__dd_add(sum, ter__dd_mul_d(next, rest));
        }
    }
    return sum;
}

ter__dd ter__summed_tail(const void *context, ter__dd (*log_side)(const void *context, double x, bool upper), double x,
                         bool begin_upper, bool upper) {
    bool summed_upper = begin_upper;
    ter__dd side = log_side(context, x, summed_upper);
    if (!(side.hi <= NEARLY_ALL)) {
        summed_upper = !summed_upper;
        side = log_side(context, x, summed_upper);
    }
    return summed_upper == upper ? side : ter__log_rest(side);
}

/*
 * The logs put together before they can cancel: digamma(x) = log x - 1 / (2 x) + s(x) with the slope s of Stirling's remainder,
 * for x >= 1.
 */
double ter__digamma_step(double x, double k) {
    if (k == 0.0)
        return 0.0;
    double extra = x < 1.0 ? 1.0 / x : 0.0, low = x < 1.0 ? x + 1.0 : x, gap = x < 1.0 ? k - 1.0 : k, high = low + gap;
    if (gap == 0.0)
        return extra;
    double rest = 0.5 * gap / high / low + (ter__stirling_error_slope(high) - ter__stirling_error_slope(low));
    return extra + (ter__log1p(gap / low) + rest);
}
