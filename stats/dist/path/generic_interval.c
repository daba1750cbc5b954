/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * P(a < X <= b) without cancellation: the difference is taken in the tail that both ends lie in, or as the complement of the two
 * outer tails. Where even that difference is small against its terms, the density is integrated (or the mass summed) directly.
 */
#include <math.h>

#include "generic.h"
#include "special/dd.h"

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
/* How often panels of the integral are halved. */
#define HALVINGS_MAX 4

static double at(const ter_dist *dist, ter_operation operation, double argument) {
    double value;
    dist->kernel[operation](dist, 1, &argument, &value);
    return value;
}

/* What the integral runs over: origin + reach u^power, u in [0, 1]. */
typedef struct path {
    const ter_dist *dist;
    double origin, reach;
    bool graded;      /* power 4: towards a corner or a cusp of the density at the origin; else 1 */
    bool along_slope; /* the density changes much from a double to the next */
    double curvature; /* of the log density */
    double beside;    /* its slope at the double next to the origin */
} path;

static path path_from(const ter_dist *dist, double origin, double end, bool graded) {
    const double reach = end - origin, left = origin + 0.25 * reach, right = end - 0.25 * reach;
    const double slope = at(dist, TER_LOG_PDF_SLOPE, left), other = at(dist, TER_LOG_PDF_SLOPE, right);
    const double curvature = left != right ? (other - slope) / (right - left) : 0.0;
    const double step = fmax(fabs(origin), fabs(end)) * 0x1p-53, change = fmax(fabs(slope), fabs(other)) * step;
    path p = {dist,
              origin,
              reach,
              graded,
              change > 0x1p-56,
              isfinite(curvature) ? curvature : 0.0,
              at(dist, TER_LOG_PDF_SLOPE, nextafter(origin, end))};
    return p;
}

/* The density at t, which lies between two doubles: from the double next to it along the slope, if it has one there. */
static double density_between(const path *p, ter__dd t) {
    const double density = at(p->dist, TER_PDF, t.hi);
    if (!p->along_slope || t.lo == 0.0)
        return density;
    const double slope = p->graded && t.hi == p->origin ? p->beside : at(p->dist, TER_LOG_PDF_SLOPE, t.hi), change = t.lo * slope;
    return isfinite(change) ? density * (1.0 + change + 0.5 * (change * change + p->curvature * t.lo * t.lo)) : density;
}

static double integrate_panel(const path *p, double from, double to) {
    const double half = 0.5 * (to - from), middle = 0.5 * (from + to);
    double sum = 0.0;
    for (int i = 0; i < 20; i++) {
        const double u = i < 10 ? middle - half * node[i] : middle + half * node[i - 10], cube = u * u * u;
        const ter__dd t = ter__two_sum(p->origin, p->reach * (p->graded ? cube * u : u));
        sum += weight[i % 10] * density_between(p, t) * (p->graded ? 4.0 * cube : 1.0);
    }
    return fabs(p->reach) * half * sum;
}

/* From both halves, halved on where the rule misses something; *missed grows by what it still misses. */
static double integrate_halves(const path *p, double from, double to, double whole, int depth, double *missed) {
    const double middle = 0.5 * (from + to);
    double left = integrate_panel(p, from, middle), right = integrate_panel(p, middle, to);
    const double off = fabs(left + right - whole);
    if (off <= 0x1p-52 * (left + right) || depth == 0 || isnan(off)) {
        *missed += off;
        return left + right;
    }
    left = integrate_halves(p, from, middle, left, depth - 1, missed);
    right = integrate_halves(p, middle, to, right, depth - 1, missed);
    return left + right;
}

static double integrate(const ter_dist *dist, double origin, double end, bool graded, double *missed) {
    const path p = path_from(dist, origin, end, graded);
    return integrate_halves(&p, 0.0, 1.0, integrate_panel(&p, 0.0, 1.0), HALVINGS_MAX, missed);
}

/*
 * The difference loses what cancels; the integral loses what its rule misses (seen by halving) and what the density changes between
 * a node and the double next to it, but for the first orders, which the slopes say.
 */
double ter__generic_surer_interval(const ter_dist *dist, double a, double b, double difference, double cancelled) {
    double mode, missed = 0.0, integral;
    if (dist->family->summary[TER_MODE] != NULL && dist->family->summary[TER_MODE](dist, &mode) == TER_OK && mode >= a &&
        mode <= b) {
        integral = mode > a ? integrate(dist, mode, a, true, &missed) : 0.0;
        integral += mode < b ? integrate(dist, mode, b, true, &missed) : 0.0;
    } else {
        integral = integrate(dist, a, b, false, &missed);
    }
    const double slope = fmax(fabs(at(dist, TER_LOG_PDF_SLOPE, a)), fabs(at(dist, TER_LOG_PDF_SLOPE, b)));
    const double change = isfinite(slope) ? slope * fmax(fabs(a), fabs(b)) * 0x1p-53 : 0.0;
    return missed / integral + change * change < cancelled ? integral : difference; /* a NaN chooses the difference */
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
        larger = 1.0 - below;
        smaller = above;
    }
    if (!dist->family->discrete && smaller > 0.75 * larger && isfinite(a) && isfinite(b)) {
        return ter__generic_surer_interval(dist, a, b, larger - smaller, 0x1p-52 * larger / (larger - smaller));
    }
    return larger - smaller;
}
