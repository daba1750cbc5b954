/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdbool.h>

#include "core/bridge_gsl.h"
#include "special/elementary.h"
#include "truncated_normal.h"

/* Panels on either side of the peak; each is twice as long as the one nearer to it. */
#define PANELS 8
/* The density is nothing against its peak once its log has fallen by this much. */
#define FALL     800.0
#define ACCURACY 1e-14 /* asked of each panel */
#define ENOUGH   1e-12 /* of all of them */

typedef struct cut_law {
    double rate, peak, centre;
    unsigned order;
} cut_law;

static double weighted(double t, void *context) {
    const cut_law *law = context;
    double power = 1.0, base = t - law->centre;
    for (unsigned k = law->order; k > 0; k >>= 1, base *= base)
        power *= k & 1u ? base : 1.0;
    double step = t - law->peak; /* exp(-rate t - t^2 / 2) over its value at the peak */
    return power * ter__exp(-step * (law->rate + law->peak + 0.5 * step));
}

/* A sum of integrals, and their errors: one whose integrand changes its sign may have no relative accuracy of its own. */
typedef struct tally {
    double sum, size, error; /* the size is of the terms without sign */
    ter_status status;
} tally;

/* Over `length` from the peak in the direction `sign`. */
static void add_side(cut_law *law, double sign, double length, tally *all) {
    double from = 0.0;
    for (int i = PANELS; i-- > 0 && length > 0.0;) {
        double to = ldexp(length, -i), a = law->peak + sign * from, b = law->peak + sign * to, part, error;
        ter_status status = ter__gsl_integrate(weighted, law, sign > 0.0 ? a : b, sign > 0.0 ? b : a, ACCURACY, &part, &error);
        if (status != TER_OK && status != TER_NOT_ACCURATE)
            all->status = status;
        all->sum += part;
        all->size += fabs(part);
        all->error += error;
        from = to;
    }
}

static ter_status integral(cut_law *law, double width, double *sum) {
    double slope = law->rate + law->peak; /* of the log density at the peak, 0 or outwards */
    double reach = FALL * 2.0 / (fabs(slope) + sqrt(slope * slope + 2.0 * FALL));
    tally all = {0.0, 0.0, 0.0, TER_OK};
    add_side(law, -1.0, fmin(law->peak, reach), &all);
    add_side(law, 1.0, fmin(width - law->peak, reach), &all);
    *sum = all.sum;
    bool good = all.status != TER_OK || all.error <= ENOUGH * all.size;
    return good ? all.status : TER_NOT_ACCURATE;
}

ter_status ter__truncated_normal_moment(double rate, double width, double centre, unsigned order, double *value) {
    double whole, moment;
    cut_law law = {rate, 0.0, centre, 0};
    if (isinf(rate)) { /* not cut at all: odd moments vanish, even ones are (order - 1)!! */
        *value = order % 2 == 1 ? 0.0 : 1.0;
        for (unsigned k = order; k > 1 && order % 2 == 0; k -= 2)
            *value *= (double)(k - 1);
        return TER_OK;
    }
    law.peak = fmax(0.0, fmin(width, -rate));
    ter_status status = integral(&law, width, &whole);
    law.order = order;
    ter_status second = integral(&law, width, &moment);
    *value = moment / whole;
    return status == TER_OK ? second : status;
}
