/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Von Mises' law on the line [location - pi, location + pi]: f(x) = exp(kappa cos d) / (2 pi I0(kappa)), d = x - location.
 *
 * d is taken in double-double, and kappa (cos d - 1) = -2 kappa sin^2(d / 2): near the mode of a concentrated law nothing cancels.
 * The tails are integrals from d outwards (special/quadrature.h), relative to the density at d, and are normed by the same
 * integral from 0: no Bessel function, no wrapping, no branch at a large kappa. Next to the median the integral from 0 to d is
 * solved for, so that quantiles there have their own digits.
 */
#include "von_mises.h"

#include "dist/common_parameters.h"
#include "dist/family.h"
#include "special/bessel.h"
#include "special/elementary.h"
#include "special/trig.h"

enum { HALF = 0, LOG_WHOLE = 2 }; /* the integral over [0, pi] of exp(-kappa (1 - cos t)), and the log of twice that */

static ter_status check(const double *p, ter_error *error) {
    if (fabs(p[0]) > 1e15)
        return ter_error_set(error, TER_BAD_ARGUMENT, "von_mises: location %g; from -1e15 to 1e15 is allowed", p[0]);
    return TER_OK;
}

static void prepare(const double *p, double *prepared) {
    static const ter__dd pi = TER__PI;
    ter__dd half = ter__von_mises_inner(p[1], pi), log_whole = ter__dd_log(ter__dd_scale(half, 2.0));
    prepared[HALF] = half.hi;
    prepared[HALF + 1] = half.lo;
    prepared[LOG_WHOLE] = log_whole.hi;
    prepared[LOG_WHOLE + 1] = log_whole.lo;
}

static ter__dd prepared_at(const ter_dist *dist, int index) {
    return ter__dd_make(dist->prepared[index], dist->prepared[index + 1]);
}

static void support(const double *p, double *lower, double *upper) {
    static const ter__dd pi = TER__PI;
    *lower = ter__dd_value(ter__dd_add_d(ter__dd_neg(pi), p[0]));
    *upper = ter__dd_value(ter__dd_add_d(pi, p[0]));
}

static ter__dd from_location(const ter_dist *dist, double x) {
    return ter__two_sum(x, -dist->parameter[0]);
}

static ter__dd log_density(const ter_dist *dist, double x) {
    ter__dd fall = ter__von_mises_exponent(dist->parameter[1], from_location(dist, x));
    return ter__dd_neg(ter__dd_add(fall, prepared_at(dist, LOG_WHOLE)));
}

static double log_density_at_end(const ter_dist *dist, bool upper) {
    return ter__dd_value(log_density(dist, upper ? dist->upper : dist->lower));
}

/* The log of the part of the circle beyond |d|, of one side. */
static ter__dd log_outer(const ter_dist *dist, ter__dd d) {
    static const ter__dd pi = TER__PI;
    double kappa = dist->parameter[1];
    ter__dd theta = d.hi < 0.0 ? ter__dd_neg(d) : d, rest = ter__dd_sub(pi, theta);
    if (!(rest.hi > 0.0))
        return ter__dd_make(-TER__INFINITY, 0.0);
    ter__dd log_integral = ter__dd_log(ter__von_mises_outer(kappa, theta, rest));
    return ter__dd_sub(ter__dd_sub(log_integral, ter__von_mises_exponent(kappa, theta)), prepared_at(dist, LOG_WHOLE));
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    ter__dd d = from_location(dist, x), outer = log_outer(dist, d);
    if ((d.hi > 0.0) == upper)
        return outer;
    return outer.hi < -640.0 ? ter__dd_make(-ter__exp_dd(outer), 0.0) : ter__dd_log1mexp(outer);
}

static double inverse(const ter_dist *dist, ter__dd log_tail, bool upper) {
    static const ter__dd log_2 = {0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56};
    double kappa = dist->parameter[1];
    ter__dd half = prepared_at(dist, HALF), theta, rest;
    if (log_tail.hi > -1.3) { /* a half less the tail, of the whole circle: of the half circle twice that */
        ter__dd part = ter__dd_neg(ter__dd_expm1(ter__dd_add(log_tail, log_2)));
        if (!(part.hi > 0.0))
            return dist->parameter[0];
        theta = ter__von_mises_solve_inner(kappa, ter__dd_mul(part, half));
    } else {
        theta = ter__von_mises_solve_outer(kappa, half, ter__dd_add(log_tail, prepared_at(dist, LOG_WHOLE)), &rest);
    }
    return ter__dd_value(ter__dd_add_d(upper ? theta : ter__dd_neg(theta), dist->parameter[0]));
}

/* sin d without loss next to pi. */
static ter__dd sine_of(ter__dd d) {
    static const ter__dd pi = TER__PI;
    ter__dd theta = d.hi < 0.0 ? ter__dd_neg(d) : d;
    ter__dd sine = ter__dd_sin(theta.hi < 1.6 ? theta : ter__dd_sub(pi, theta));
    return d.hi < 0.0 ? ter__dd_neg(sine) : sine;
}

static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    ter__dd d = from_location(dist, x), complement;
    *slope = -ter__dd_value(ter__dd_mul_d(sine_of(d), dist->parameter[1]));
    if (fabs(d.hi) < 0x1p-900) /* whose lower half is below the doubles */
        *slope = -d.hi * dist->parameter[1];
    if (by_parameter == NULL)
        return;
    (void)ter__dd_bessel_i_ratio(dist->parameter[1], &complement);
    by_parameter[0] = -*slope;
    by_parameter[1] = ter__dd_value(ter__dd_sub(complement, ter__von_mises_exponent(1.0, d)));
}

static ter_status location(const ter_dist *dist, double *value) {
    *value = dist->parameter[0];
    return TER_OK;
}

static ter_status skewness(const ter_dist *dist, double *value) {
    (void)dist;
    *value = 0.0;
    return TER_OK;
}

static ter__dd even_moment(const ter_dist *dist, unsigned order) {
    return ter__dd_div(ter__von_mises_moment(dist->parameter[1], order), prepared_at(dist, HALF));
}

static ter_status central_moment(const ter_dist *dist, unsigned order, double *value) {
    *value = order % 2 == 1 ? 0.0 : order == 0 ? 1.0 : ter__dd_value(even_moment(dist, order));
    return TER_OK;
}

static ter_status raw_moment(const ter_dist *dist, unsigned order, double *value) {
    double at = dist->parameter[0], binomial = 1.0;
    ter__dd sum = ter__dd_make(0.0, 0.0), moment[TER_MOMENT_ORDER_MAX + 1];
    for (unsigned k = 0; k <= order; k++)
        moment[k] = k % 2 == 1 ? ter__dd_make(0.0, 0.0) : k == 0 ? ter__dd_make(1.0, 0.0) : even_moment(dist, k);
    /* Horner's scheme of sum C(order, k) moment[order - k] location^k */
    for (unsigned k = 0; k <= order; k++) {
        sum = ter__dd_add(ter__dd_mul_d(sum, at), ter__dd_mul_d(moment[k], binomial));
        binomial = binomial * (order - k) / (k + 1.0);
    }
    *value = ter__dd_value(sum);
    return TER_OK;
}

static ter_status variance(const ter_dist *dist, double *value) {
    return central_moment(dist, 2, value);
}

static ter_status excess_kurtosis(const ter_dist *dist, double *value) {
    ter__dd second = even_moment(dist, 2);
    *value = ter__dd_value(ter__dd_add_d(ter__dd_div(even_moment(dist, 4), ter__dd_square(second)), -3.0));
    return TER_OK;
}

/* log(2 pi I0) - kappa I1 / I0, both less kappa. */
static ter_status entropy(const ter_dist *dist, double *value) {
    ter__dd complement;
    (void)ter__dd_bessel_i_ratio(dist->parameter[1], &complement);
    *value = ter__dd_value(ter__dd_add(prepared_at(dist, LOG_WHOLE), ter__dd_mul_d(complement, dist->parameter[1])));
    return TER_OK;
}

/*
 * Rejection: from the circle when it is near uniform, else from the normal law of deviation pi / (2 sqrt(kappa)), whose exponent
 * -2 kappa (t / pi)^2 is nowhere below -2 kappa sin^2(t / 2) (Jordan's inequality). At least 0.46 of the proposals are taken.
 */
static void sample(const ter_dist *dist, ter_stream *stream, size_t n, double *out) {
    const double pi = 3.141592653589793, kappa = dist->parameter[1], deviation = 0.5 * pi / sqrt(kappa);
    for (size_t i = 0; i < n; i++) {
        double t, accept;
        do {
            double first = ter_stream_uniform(stream), bound = 0.0;
            if (kappa < 1.0) {
                t = pi * (2.0 * first - 1.0);
            } else { /* Box and Muller's pair, one of it */
                double radius = sqrt(-2.0 * ter__log(first)), turn = ter_stream_uniform(stream), quarter = 4.0 * turn;
                double whole = floor(quarter), sine = ter__dd_sin(ter__dd_make(0.5 * pi * (quarter - whole), 0.0)).hi;
                t = deviation * radius * (whole >= 2.0 ? -sine : sine);
                bound = 2.0 * kappa * (t / pi) * (t / pi);
            }
            accept = fabs(t) < pi ? bound - ter__von_mises_exponent(kappa, ter__dd_make(t, 0.0)).hi : -TER__INFINITY;
        } while (!(ter__log(ter_stream_uniform(stream)) < accept));
        double x = dist->parameter[0] + t;
        out[i] = x < dist->lower ? dist->lower : x > dist->upper ? dist->upper : x;
    }
}

static const ter_parameter parameters[] = {
    TER__LOCATION_PARAMETER("mean direction, mode and median, in radians; at most 1e15 in size"),
    {.name = "concentration",
     .symbol = "kappa",
     .description = "0: uniform; large: normal of variance 1 / kappa",
     .lower = 0.0,
     .upper = TER__INFINITY,
     .upper_open = true},
};

static const ter__edge edges[] = {
    {{0.0, 0.0}, TER_PDF, 0.0, 0x1.45f306dc9c883p-3},
    {{0.0, 0.0}, TER_CDF, 0.0, 0.5},
    {{0.0, 0.0}, TER_CDF, 0x1.921fb54442d18p+0, 0.75},
    {{0.0, 2.0}, TER_CDF, 0.0, 0.5},
    {{0.0, 2.0}, TER_QUANTILE, 0.5, 0.0},
    {{1.0, 1e15}, TER_QUANTILE, 0.5, 1.0},
    {{0.0, 2.0}, TER_CDF, 4.0, 1.0},
    {{0.0, 2.0}, TER_PDF, -4.0, 0.0},
    {{0.0, 2.0}, TER_QUANTILE, 0.0, -0x1.921fb54442d18p+1},
    {{0.0, 2.0}, TER_ISF, 1.5, TER__NAN},
    {{0.0, 2.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .gradient = gradient,
    .inverse = inverse,
    .log_density_at_end = log_density_at_end,
};

extern const ter__fitter ter__von_mises_fitter;

const ter_family ter__family_von_mises = {
    .name = "von_mises",
    .title = "von Mises",
    .formula = "exp(kappa cos(x - mu)) / (2 pi I0(kappa)), mu - pi <= x <= mu + pi",
    .conventions = "On the line, not wrapped: scipy vonmises_line(kappa, loc, scale=1), whose vonmises is the same law wrapped. R "
                   "circular::dvonmises(x, mu, kappa). The mean resultant length is ter_bessel_i_ratio(kappa).",
    .parameter_count = 2,
    .parameters = parameters,
    .check = check,
    .prepare = prepare,
    .support = support,
    .statement = &statement,
    .summary = {[TER_MEAN] = location,
                [TER_VARIANCE] = variance,
                [TER_SKEWNESS] = skewness,
                [TER_EXCESS_KURTOSIS] = excess_kurtosis,
                [TER_MODE] = location,
                [TER_MEDIAN] = location,
                [TER_ENTROPY] = entropy},
    .raw_moment = raw_moment,
    .central_moment = central_moment,
    .sample = sample,
    .fitter = &ter__von_mises_fitter,
    .accuracy_range = "|location| <= 1e10, concentration 0 and 1e-3 to 1e15; x not within 2^-50 |x| of the ends; quantiles in the "
                      "unit of the location where that is larger",
    .accuracy = TER__STATED_ACCURACY(1.0, 2.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
