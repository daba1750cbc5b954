/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fitting stable laws: integrals in plain doubles. Slopes in x come with them; those in alpha and beta are differences, of the
 * fourth order for the gradient, of the second for the Hessian.
 */
#include "stable_fit.h"
#include "dist/family.h"
#include "stable_law.h"

enum { ALPHA, BETA, SCALE, LOCATION };

#define STEP 0x1p-10

/* log f and its slope in z, of unit scale. */
typedef struct height {
    double log, slope;
} height;

static ter__stable law_at(double alpha, double beta) {
    ter__stable law = ter__stable_make(alpha, beta);
    law.rough = true;
    return law;
}

static height height_at(const ter__stable *law, double z) {
    ter__stable_point at = ter__stable_point_at(law, ter__dd_make(z, 0.0), ter__dd_log_d(fabs(z) + 1e-300));
    ter__stable_height h = ter__stable_density(law, &at);
    double centre = law->alpha == 1.0 ? 0.0 : law->centre.hi;
    height out = {ter__stable_log(h.value).hi, h.value.turn.hi / (h.whole ? 1.0 : z - centre)};
    return out;
}

/* Half steps down and up: laws at -2, -1, 1, 2 steps of one shape, and at both ends of a diagonal. */
typedef struct laws {
    ter__stable here, by_alpha[4], by_beta[4], both[2];
    double alpha_step, beta_step;
} laws;

static laws laws_of(const double *p) {
    static const double steps[] = {-2.0, -1.0, 1.0, 2.0};
    laws l = {.here = law_at(p[ALPHA], p[BETA])};
    l.alpha_step = fmin(STEP, 0.25 * (2.0 - p[ALPHA]));
    l.beta_step = fmin(STEP, 0.25 * (1.0 - fabs(p[BETA])));
    for (int i = 0; i < 4; i++) {
        l.by_alpha[i] = law_at(p[ALPHA] + steps[i] * l.alpha_step, p[BETA]);
        l.by_beta[i] = law_at(p[ALPHA], p[BETA] + steps[i] * l.beta_step);
    }
    for (int i = 0; i < 2; i++)
        l.both[i] = law_at(p[ALPHA] + steps[1 + i] * l.alpha_step, p[BETA] + steps[1 + i] * l.beta_step);
    return l;
}

static double first_difference(const double *at, double step) {
    return (8.0 * (at[2] - at[1]) - (at[3] - at[0])) / (12.0 * step);
}

static double second_difference(const double *at, double here, double step) {
    return (16.0 * ((at[1] - here) + (at[2] - here)) - ((at[0] - here) + (at[3] - here))) / (12.0 * step * step);
}

/* Adds one observation's derivatives: g in alpha, beta, z; h those of the second order, row by row. */
static void derivatives(const laws *l, double z, height here, double *g, double h[3][3]) {
    double log[2][4], slope[2][4], step = fmin(STEP, STEP * fmax(fabs(z), 0.1));
    for (int i = 0; i < 4; i++) {
        height a = height_at(&l->by_alpha[i], z), b = height_at(&l->by_beta[i], z);
        log[0][i] = a.log;
        log[1][i] = b.log;
        slope[0][i] = a.slope;
        slope[1][i] = b.slope;
    }
    double sizes[] = {l->alpha_step, l->beta_step};
    for (int k = 0; k < 2; k++) {
        g[k] = first_difference(log[k], sizes[k]);
        h[k][k] = second_difference(log[k], here.log, sizes[k]);
        h[k][2] = h[2][k] = first_difference(slope[k], sizes[k]);
    }
    double down = height_at(&l->both[0], z).log, up = height_at(&l->both[1], z).log, sum = (down - here.log) + (up - here.log);
    for (int k = 0; k < 2; k++)
        sum -= (log[k][1] - here.log) + (log[k][2] - here.log);
    h[0][1] = h[1][0] = sum / (2.0 * sizes[0] * sizes[1]);
    g[2] = here.slope;
    h[2][2] = (height_at(&l->here, z + step).slope - height_at(&l->here, z - step).slope) / (2.0 * step);
}

/* z = (x - location) / scale: from (alpha, beta, z) to the parameters. */
static void add_observation(const laws *l, double z, height here, double scale, double weight, double *gradient, double *hessian) {
    double g[3], h[3][3];
    derivatives(l, z, here, g, h);
    const double along[4] = {0.0, 0.0, -z / scale, -1.0 / scale}; /* of z */
    const int index[4] = {0, 1, 2, 2};
    for (int a = 0; a < 4; a++) {
        gradient[a] += weight * (a < 2 ? g[a] : g[2] * along[a] - (a == SCALE ? 1.0 / scale : 0.0));
        for (int b = 0; b < 4; b++) {
            double value = h[index[a]][index[b]] * (a < 2 ? 1.0 : along[a]) * (b < 2 ? 1.0 : along[b]);
            if (a >= 2 && b >= 2) /* the derivatives of `along` */
                value += g[2] * (a == SCALE && b == SCALE ? 2.0 * z : a != b ? 1.0 : 0.0) / scale / scale;
            value += a == SCALE && b == SCALE ? 1.0 / scale / scale : 0.0;
            hessian[a + 4 * b] += weight * value;
        }
    }
}

static bool likelihood(size_t n, const double *x, const double *columns, const double *weights, const double *parameters,
                       double *value, double *gradient, double *hessian) {
    (void)columns;
    const double *p = parameters;
    double scale = p[SCALE], sum = 0.0, g[4] = {0.0}, h[16] = {0.0}, gap = fabs(p[ALPHA] - 1.0);
    bool inside = p[ALPHA] >= TER__STABLE_ALPHA_MIN && p[ALPHA] <= 2.0 && fabs(p[BETA]) <= 1.0 && scale > 0.0;
    bool wanted = gradient != NULL || hessian != NULL;
    if (!inside || !(scale < TER__INFINITY) || (gap > 0.0 && gap < TER__STABLE_BAND) || !(fabs(p[LOCATION]) < TER__INFINITY) ||
        (gap == 0.0 && p[BETA] != 0.0 && fabs(p[BETA]) < TER__STABLE_SKEW_MIN))
        return false;
    if (wanted && (p[ALPHA] == 2.0 || fabs(p[BETA]) == 1.0))
        return false;
    ter__stable here = ter__stable_make(p[ALPHA], p[BETA]); /* with all digits */
    laws l;
    if (wanted)
        l = laws_of(p);
    double log_scale = ter__log(scale);
    for (size_t i = 0; i < n; i++) {
        double weight = weights[i], z = (x[i] - p[LOCATION]) / scale;
        if (weight == 0.0)
            continue;
        height at = height_at(&here, z);
        sum += weight * (at.log - log_scale);
        if (wanted)
            add_observation(&l, z, height_at(&l.here, z), scale, weight, g, h);
    }
    *value = sum;
    for (int a = 0; a < 4 && gradient != NULL; a++)
        gradient[a] = g[a];
    for (int a = 0; a < 16 && hessian != NULL; a++)
        hessian[a] = h[a];
    return sum > -TER__INFINITY;
}

/* The p-quantile of weighted values by halving on the value: near enough for a start. */
static double quantile_of(size_t n, const double *x, const double *weights, double p) {
    double low = TER__INFINITY, high = -TER__INFINITY, total = 0.0;
    for (size_t i = 0; i < n; i++) {
        if (weights[i] > 0.0) {
            low = fmin(low, x[i]);
            high = fmax(high, x[i]);
            total += weights[i];
        }
    }
    for (int round = 0; round < 200 && high - low > 0x1p-40 * fmax(fabs(low), fabs(high)); round++) {
        double middle = 0.5 * low + 0.5 * high, below = 0.0;
        for (size_t i = 0; i < n; i++)
            below += x[i] <= middle ? weights[i] : 0.0;
        *(below < p * total ? &low : &high) = middle;
    }
    return high;
}

/* J. H. McCulloch, Commun. Statist. Simul. Comput. 15 (1986), roughly: the index from how far the tails reach, then the skewness.
 */
static ter_status start(size_t n, const double *x, const double *columns, const double *weights, double *parameters,
                        ter_error *error) {
    (void)columns;
    static const double reach[] = {25.0, 12.3, 7.2, 5.2, 4.2, 3.5, 3.1, 2.75}, index[] = {0.5, 0.7, 0.9, 1.1, 1.25, 1.45, 1.6, 1.8};
    double q5 = quantile_of(n, x, weights, 0.05), q25 = quantile_of(n, x, weights, 0.25), q50 = quantile_of(n, x, weights, 0.5);
    double q75 = quantile_of(n, x, weights, 0.75), q95 = quantile_of(n, x, weights, 0.95);
    if (!(q25 < q75))
        return ter_error_set(error, TER_BAD_DATA, "stable: the quartiles are one value");
    double far = (q95 - q5) / (q75 - q25), lean = (q95 + q5 - 2.0 * q50) / (q95 - q5);
    size_t i = 0;
    while (i + 1 < sizeof reach / sizeof reach[0] && far < reach[i])
        i++;
    parameters[ALPHA] = index[i];
    parameters[BETA] = fmax(-0.7, fmin(0.7, lean));
    parameters[SCALE] = 0.5 * (q75 - q25);
    parameters[LOCATION] = q50;
    return TER_OK;
}

const ter__fitter ter__stable_fitter = {.start = start, .likelihood = likelihood};
