/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "special/beta_inc_quadrature.h"

#include "special/elementary.h"

/* The integrand is followed down to exp(-38) = 3e-17 of its start; in the sharp form to exp(-54) = 4e-24. */
#define TER__BETA_REACH       38.0
#define TER__BETA_REACH_SHARP 54.0
/* Up to here g(w) is summed as a power series (radius of convergence pi at least), beyond in closed form. */
#define TER__BETA_SERIES_END  0.75
#define TER__BETA_DEGREE_MAX  30
#define TER__BETA_REACH_STEPS 24

/*
 * phi(w) = lambda w + n g(w) with g(w) = log(x exp(-w) + y) + x w >= 0: all terms positive, so that phi keeps its relative
 * precision however large n is. For x > 1/2 the log is taken from its other side, g(w) = log(x + y exp(w)) - y w.
 */
static double curve(double x, double y, double w) {
    if (x > 0.5)
        return ter__log1p(y * ter__expm1(w)) - y * w;
    return ter__log1p(x * ter__expm1(-w)) + x * w;
}

/* Some w with phi(w) near `depth`: Newton on the convex phi, from a start that the quadratic and the far slope give. */
static double reach(double a, double n, double x, double y, double lambda, double curvature, double depth) {
    double w = 2.0 * depth / (lambda + sqrt(lambda * lambda + 2.0 * depth * curvature));
    if (w < 0.02)
        return w; /* the cubic term changes it by less than a hundredth */
    double far = (depth - n * ter__log(y)) / a;
    w = far < w ? far : w;
    for (int i = 0; i < TER__BETA_REACH_STEPS; i++) {
        double excess = lambda * w + n * curve(x, y, w) - depth;
        if (fabs(excess) < 0.5)
            break;
        double spread = x > 0.5 ? ter__expm1(w) / (x + y * ter__exp(w)) : -ter__expm1(-w) / (x * ter__exp(-w) + y);
        double slope = lambda + curvature * spread;
        w -= excess / slope;
    }
    return w;
}

/*
 * Coefficients of n g(w) / w^2. With t(w) = x exp(-w) / (x exp(-w) + y), t' = -t (1 - t) and g' = x - t; the recurrence is that
 * of the differential equation, scaled by x y.
 */
static int coefficients(double curvature, double x, double y, double end, double *c) {
    /* Terms fall like (end / pi)^k: until they are below 1e-17 of the first. */
    int degree = 4 + (int)(-39.0 / (ter__log(end) - 1.1447298858494002));
    double t[TER__BETA_DEGREE_MAX + 2]; /* t_k / (x y), k >= 1 */
    double xy = x * y, skew = y - x;
    degree = degree > TER__BETA_DEGREE_MAX ? TER__BETA_DEGREE_MAX : degree;
    t[1] = -1.0;
    for (int k = 1; k <= degree; k++) {
        double sum = 0.0;
        for (int j = 1; j < k; j++)
            sum += t[j] * t[k - j];
        c[k - 1] = -t[k] / (k + 1) * curvature;
        t[k + 1] = -(t[k] * skew - xy * sum) / (k + 1);
    }
    return degree;
}

double ter__beta_quadrature(double a, double b, ter__dd x, ter__dd y, double lambda) {
    ter__dd n = ter__two_sum(a, b);
    /* The order keeps the products in range for n up to 1e300 with y near its inverse. */
    double curvature = x.hi > 0.5 ? ter__dd_mul(ter__dd_mul(n, y), x).hi : ter__dd_mul(ter__dd_mul(n, x), y).hi;
    double end = reach(a, n.hi, x.hi, y.hi, lambda, curvature, TER__BETA_REACH);
    double w[TER__BETA_NODES], f[TER__BETA_NODES], c[TER__BETA_DEGREE_MAX];
    int degree = coefficients(curvature, x.hi, y.hi, end < TER__BETA_SERIES_END ? end : TER__BETA_SERIES_END, c);
    int near = 0;
    for (int i = 0; i < TER__BETA_NODES; i++) {
        w[i] = end * ter__beta_node[i];
        near += w[i] <= TER__BETA_SERIES_END;
    }
    for (int i = 0; i < TER__BETA_NODES; i++)
        f[i] = c[degree - 1];
    for (int k = degree - 2; k >= 0; k--)
        for (int i = 0; i < TER__BETA_NODES; i++)
            f[i] = fma(f[i], w[i], c[k]);
    for (int i = 0; i < TER__BETA_NODES; i++)
        f[i] = fma(f[i] * w[i], w[i], lambda * w[i]);
    for (int i = near; i < TER__BETA_NODES; i++)
        f[i] = fma(n.hi, curve(x.hi, y.hi, w[i]), lambda * w[i]);
    for (int i = 0; i < TER__BETA_NODES; i++)
        f[i] = ter__beta_weight[i] * ter__exp(-f[i]);
    /* Pairwise: one rounding order for every vector width. */
    for (int half = TER__BETA_NODES / 2; half > 0; half /= 2)
        for (int i = 0; i < half; i++)
            f[i] += f[i + half];
    return end * f[0];
}

ter__dd ter__beta_quadrature_sharp(ter__dd a, ter__dd b, ter__dd x, ter__dd y, double lambda) {
    ter__dd n = ter__dd_add(a, b), sum = {0.0, 0.0};
    double curvature = x.hi > 0.5 ? ter__dd_mul(ter__dd_mul(n, y), x).hi : ter__dd_mul(ter__dd_mul(n, x), y).hi;
    double end = reach(a.hi, n.hi, x.hi, y.hi, lambda, curvature, TER__BETA_REACH_SHARP);
    for (int i = 0; i < TER__BETA_NODES_SHARP; i++) {
        ter__dd w = ter__dd_mul_d(ter__beta_node_sharp[i], end), phi;
        /* What cancels here is of the size n y w or n x w, below 1e9: some 1e-21 is left of the 32 digits. */
        if (x.hi > 0.5)
            phi = ter__dd_sub(ter__dd_mul(n, ter__dd_log1p(ter__dd_mul(y, ter__dd_expm1(w)))), ter__dd_mul(w, b));
        else
            phi = ter__dd_add(ter__dd_mul(n, ter__dd_log1p(ter__dd_mul(x, ter__dd_expm1(ter__dd_neg(w))))), ter__dd_mul(w, a));
        sum = ter__dd_add(sum, ter__dd_mul(ter__beta_weight_sharp[i], ter__dd_exp(ter__dd_neg(phi))));
    }
    return ter__dd_mul_d(sum, end);
}
