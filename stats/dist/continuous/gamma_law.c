/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kernels of the gamma law; see gamma_law.h. The argument x / scale is kept in double-double: a density multiplies its error by x.
 */
#include "gamma_law.h"

#include <string.h>

#include "dist/characteristic.h"
#include "special/elementary.h"
#include "special/gamma.h"

/* Shapes whose log density is summed as it is written. */
#define PLAIN_FROM 0.5
#define PLAIN_TO   2.5

_Static_assert(sizeof(ter__gamma_law) <= TER__PREPARED_MAX * sizeof(double), "a gamma law fits into the prepared values");

void ter__gamma_law_prepare(double shape, double scale, double *prepared) {
    ter__gamma_law law = {ter__gamma_shape_of(ter__dd_make(shape, 0.0)), ter__dd_log_d(scale), scale, ter__dd_lgamma(shape)};
    memcpy(prepared, &law, sizeof law);
}

ter__gamma_law ter__gamma_law_of(const ter_dist *dist) {
    ter__gamma_law law;
    memcpy(&law, dist->prepared, sizeof law);
    return law;
}

/* x / scale for 0 < x < inf, as a double-double or, where that would lose bits, by its log. */
typedef struct standardised {
    bool tiny;
    ter__dd x; /* or its log */
} standardised;

static standardised standardise(const ter__gamma_law *law, double x) {
    if (law->scale == 1.0) {
        standardised same = {x < TER__GAMMA_TINY, x < TER__GAMMA_TINY ? ter__dd_log_d(x) : ter__dd_make(x, 0.0)};
        return same;
    }
    double quotient = x / law->scale;
    if (quotient < TER__GAMMA_TINY) {
        standardised tiny = {true, ter__dd_sub(ter__dd_log_d(x), law->log_scale)};
        return tiny;
    }
    /* numerator and denominator brought to middling size first: the remainder must not underflow */
    int exponent;
    double scale = frexp(law->scale, &exponent), top = ldexp(x, -exponent);
    standardised plain = {false, isinf(quotient) || isinf(top) ? ter__dd_make(quotient, 0.0) : ter__dd_ratio(top, scale)};
    return plain;
}

/*
 * (a - 1) log t - t - log Gamma(a) - log scale as it stands, for shapes at and beside 1: there the log density goes to 0 with t
 * (scale 1), and the saddle-point form would cancel a log x against another. log Gamma keeps its digits beside its zero.
 */
static ter__dd log_density_plain(const ter__gamma_law *law, standardised at) {
    ter__dd t = at.tiny ? ter__dd_make(ter__exp_dd(at.x), 0.0) : at.x;
    ter__dd sum = ter__dd_add(law->log_scale, t);
    if (law->shape.a.hi != 1.0) {
        ter__dd power = ter__dd_mul(ter__two_sum(law->shape.a.hi, -1.0), at.tiny ? at.x : ter__dd_log(at.x));
        sum = ter__dd_add(sum, ter__dd_sub(law->log_gamma, power));
    }
    return ter__dd_neg(sum);
}

/* log density, 0 < x < inf; hi = -inf where it is below -1e300. */
static ter__dd log_density(const ter__gamma_law *law, double x) {
    standardised at = standardise(law, x);
    if (isinf(at.x.hi) && !at.tiny) {
        return ter__dd_make(-TER__INFINITY, 0.0);
    }
    if (law->shape.a.hi >= PLAIN_FROM && law->shape.a.hi <= PLAIN_TO) {
        return log_density_plain(law, at);
    }
    ter__dd prefix = at.tiny ? ter__gamma_log_prefix_tiny(&law->shape, at.x) : ter__gamma_log_prefix(&law->shape, at.x);
    if (isinf(prefix.hi)) {
        return prefix;
    }
    return ter__dd_add(prefix, ter__dd_sub(law->shape.log_a, ter__dd_log_d(x)));
}

/* The log density at 0, a limit. */
static double log_density_at_zero(const ter__gamma_law *law) {
    double a = law->shape.a.hi;
    return a < 1.0 ? TER__INFINITY : a > 1.0 ? -TER__INFINITY : -law->log_scale.hi;
}

static double pdf_one(const ter__gamma_law *law, double x) {
    if (!(x > 0.0) || isinf(x)) {
        return isnan(x) ? x : x == 0.0 ? ter__exp(log_density_at_zero(law)) : 0.0;
    }
    double ratio = law->shape.a.hi / x;
    standardised at = standardise(law, x);
    if (at.tiny || isinf(at.x.hi) || !(ratio > 1e-250 && ratio < 1e250)) {
        return ter__exp_dd(log_density(law, x));
    }
    return ter__exp_dd_times(ter__gamma_log_prefix(&law->shape, at.x), ter__dd_ratio(law->shape.a.hi, x), 0);
}

static double logpdf_one(const ter__gamma_law *law, double x) {
    if (!(x > 0.0) || isinf(x)) {
        return isnan(x) ? x : x == 0.0 ? log_density_at_zero(law) : -TER__INFINITY;
    }
    return log_density(law, x).hi;
}

static double tail_one(const ter__gamma_law *law, double x, bool upper, bool logarithm) {
    if (!(x > 0.0) || isinf(x)) {
        bool one = upper != (x > 0.0);
        return isnan(x) ? x : one ? (logarithm ? 0.0 : 1.0) : (logarithm ? -TER__INFINITY : 0.0);
    }
    standardised at = standardise(law, x);
    if (at.tiny) {
        return ter__gamma_tail_value(ter__gamma_tail_tiny(&law->shape, at.x), upper, logarithm);
    }
    return isinf(at.x.hi) ? tail_one(law, at.x.hi, upper, logarithm)
                          : ter__gamma_tail_value(ter__gamma_tail_at(&law->shape, at.x), upper, logarithm);
}

/* density / survival, by their logs in double-double; 1 / scale far out. */
static double hazard_one(const ter__gamma_law *law, double x) {
    if (!(x > 0.0)) {
        return isnan(x) ? x : x == 0.0 ? ter__exp(log_density_at_zero(law)) : 0.0;
    }
    standardised at = isinf(x) ? (standardised){false, {x, 0.0}} : standardise(law, x);
    if (isinf(at.x.hi) && !at.tiny) {
        return 1.0 / law->scale;
    }
    ter__gamma_tail tail = at.tiny ? ter__gamma_tail_tiny(&law->shape, at.x) : ter__gamma_tail_at(&law->shape, at.x);
    if (at.x.hi > 1e20 && at.x.hi > 1e20 * law->shape.a.hi) {
        return 1.0 / law->scale;
    }
    if (tail.upper && at.x.hi > 2.0) { /* density and tail have their exponentials in common */
        ter__dd ratio = ter__dd_div(ter__dd_div(law->shape.a, at.x), tail.factor);
        ratio = tail.core ? ter__dd_mul(ratio, ter__dd_exp(ter__dd_neg(law->shape.log_norm))) : ratio;
        return ter__dd_value(ratio) / law->scale;
    }
    ter__dd density = log_density(law, x), survival = ter__gamma_tail_log(tail, true);
    if (isinf(density.hi)) {
        return isinf(survival.hi) ? 1.0 / law->scale : 0.0;
    }
    return ter__exp_dd(ter__dd_sub(density, survival));
}

ter__gamma_gradient ter__gamma_law_gradient(const ter__gamma_law *law, double x) {
    double a = law->shape.a.hi;
    standardised at = standardise(law, x);
    ter__dd log_ratio = ter__dd_sub(at.tiny ? at.x : ter__dd_log(at.x), law->shape.log_a);
    ter__gamma_gradient g;
    g.x = ter__dd_value(ter__dd_sub(ter__dd_div_d(ter__two_sum(a, -1.0), x), ter__dd_ratio(1.0, law->scale)));
    /* digamma(a) = log a - 1 / (2 a) + slope; for small a the terms are large and opposite */
    g.shape = a < 1.0 ? ter__dd_value(ter__dd_add_d(ter__dd_add(log_ratio, law->shape.log_a), -ter__digamma(a)))
                      : ter__dd_value(ter__dd_add_d(log_ratio, 0.5 / a - ter__stirling_error_slope(a)));
    ter__dd standard = at.tiny ? ter__dd_make(0.0, 0.0) : at.x;
    g.scale = ter__dd_value(ter__dd_sub(standard, law->shape.a)) / law->scale;
    return g;
}

static double slope_one(const ter__gamma_law *law, double x) {
    double a = law->shape.a.hi;
    if (!(x > 0.0) || isinf(x)) {
        return x == 0.0 ? (a == 1.0 ? -1.0 / law->scale : (a - 1.0) * TER__INFINITY) : x > 0.0 ? -1.0 / law->scale : TER__NAN;
    }
    double rough = (a - 1.0) / x;
    if (!(fabs(rough) < 1e300) || 1.0 / law->scale > 1e300) {
        return rough - 1.0 / law->scale;
    }
    return ter__dd_value(ter__dd_sub(ter__dd_div_d(ter__two_sum(a, -1.0), x), ter__dd_ratio(1.0, law->scale)));
}

#define KERNEL(name, expression)                                                                                                   \
    void ter__gamma_law_##name(const ter_dist *dist, size_t n, const double *argument, double *out) {                              \
        ter__gamma_law law = ter__gamma_law_of(dist);                                                                              \
        for (size_t i = 0; i < n; i++) {                                                                                           \
            double x = argument[i];                                                                                                \
            out[i] = (expression);                                                                                                 \
        }                                                                                                                          \
    }

KERNEL(pdf, pdf_one(&law, x))
KERNEL(logpdf, logpdf_one(&law, x))
KERNEL(cdf, tail_one(&law, x, false, false))
KERNEL(logcdf, tail_one(&law, x, false, true))
KERNEL(sf, tail_one(&law, x, true, false))
KERNEL(logsf, tail_one(&law, x, true, true))
KERNEL(quantile, ter__gamma_inverse_scaled(&law.shape, x, false, false, law.scale))
KERNEL(isf, ter__gamma_inverse_scaled(&law.shape, x, true, false, law.scale))
KERNEL(quantile_log, ter__gamma_inverse_scaled(&law.shape, x, false, true, law.scale))
KERNEL(isf_log, ter__gamma_inverse_scaled(&law.shape, x, true, true, law.scale))
KERNEL(hazard, hazard_one(&law, x))
KERNEL(cumhazard, 0.0 - tail_one(&law, x, true, true))
KERNEL(slope, slope_one(&law, x))

ter_status ter__gamma_law_characteristic(const ter_dist *dist, double t, double *real, double *imaginary) {
    ter__gamma_law law = ter__gamma_law_of(dist);
    ter__dd power = ter__dd_make(-law.shape.a.hi, -law.shape.a.lo);
    return ter__characteristic_of_log(ter__complex_times(ter__log_one_minus(t, law.scale), power), real, imaginary);
}
