/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * P(a < X <= b) without cancellation: the difference is taken in the tail that both ends lie in, or as the complement of the two
 * outer tails. Where even that difference is small against its terms, the density is integrated (or the mass summed) directly.
 */
#include <math.h>

#include "generic.h"

/* 20-point Gauss-Legendre rule on [-1, 1], positive half (Abramowitz and Stegun, table 25.4). */
static const double node[10] = {0.076526521133497333755, 0.227785851141645078080, 0.373706088715419560673, 0.510867001950827098004,
                                0.636053680726515025453, 0.746331906460150792614, 0.839116971822218823395, 0.912234428251325905868,
                                0.963971927277913791268, 0.993128599185094924786};
static const double weight[10] = {
    0.152753387130725850698, 0.149172986472603746788, 0.142096109318382051329, 0.131688638449176626898, 0.118194531961518417312,
    0.101930119817240435037, 0.083276741576704748725, 0.062672048334109063570, 0.040601429800386941331, 0.017614007139152118312};

/* Most masses that are summed one by one, and how far counts are told from their successors. */
#define SUM_MAX     64.0
#define WHOLE_BELOW 0x1p53

static double at(const ter_dist *dist, ter_operation operation, double argument) {
    double value;
    dist->kernel[operation](dist, 1, &argument, &value);
    return value;
}

static double integrate_density(const ter_dist *dist, double a, double b) {
    double half = 0.5 * (b - a), middle = a + half, sum = 0.0;
    for (int i = 0; i < 10; i++) {
        sum += weight[i] * (at(dist, TER_PDF, middle - half * node[i]) + at(dist, TER_PDF, middle + half * node[i]));
    }
    return half * sum;
}

/*
 * The integral or the difference, whichever is surer. The difference loses what cancels; the integral loses what its rule misses
 * (seen by halving the interval) and what the rounding of its nodes to doubles does to the density.
 */
static double better_of(const ter_dist *dist, double a, double b, double larger, double difference) {
    double middle = a + 0.5 * (b - a), whole = integrate_density(dist, a, b);
    double halves = integrate_density(dist, a, middle) + integrate_density(dist, middle, b);
    double missed = fabs(halves - whole) / halves;
    double node_error = fabs(at(dist, TER_LOG_PDF_SLOPE, middle)) * fmax(fabs(a), fabs(b)) * 0x1p-53;
    double cancelled = 0x1p-52 * larger / halves;
    return missed + node_error < cancelled ? halves : difference; /* a NaN chooses the difference */
}

static double sum_mass(const ter_dist *dist, double a, double b) {
    double sum = 0.0;
    for (double k = floor(a) + 1.0; k <= floor(b); k += 1.0) {
        sum += at(dist, TER_PDF, k);
    }
    return sum;
}

double ter__generic_interval(const ter_dist *dist, double a, double b) {
    /* The ends stay as they are: an end of the support is rounded to a double, and clipping to it would lose what lies between. */
    if (dist->family->discrete && floor(b) - floor(a) <= SUM_MAX && fabs(a) < WHOLE_BELOW && fabs(b) < WHOLE_BELOW) {
        return fmin(sum_mass(dist, a, b), 1.0);
    }
    double below = at(dist, TER_CDF, a), above = at(dist, TER_SF, b);
    double larger, smaller;
    if (above > 0.5) { /* both ends in the lower half */
        larger = at(dist, TER_CDF, b);
        smaller = below;
    } else if (below > 0.5) {
        larger = at(dist, TER_SF, a);
        smaller = above;
    } else {
        return (1.0 - below) - above;
    }
    if (!dist->family->discrete && smaller > 0.75 * larger && isfinite(a) && isfinite(b)) {
        return better_of(dist, a, b, larger, larger - smaller);
    }
    return larger - smaller;
}
