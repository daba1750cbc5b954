/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The generalised logistic law of type IV: z = (x - location) / scale is the log of the odds of a beta(a, b) variable,
 * f(x) = s(z)^a s(-z)^b / (scale B(a, b)), s(z) = 1 / (1 + exp(-z)). Its tails are exponentials of rates a and b.
 */
#include <string.h>

#include "beta_summary.h"
#include "dist/characteristic.h"
#include "dist/common_parameters.h"
#include "dist/common_slots.h"
#include "dist/variants.h"
#include "log_terms.h"
#include "normal_fit.h"
#include "special/gamma.h"
#include "standard.h"

enum { SHAPE_A, SHAPE_B, LOCATION, SCALE };

enum { LOG_SCALE = TER__STANDARD_SIZE, VARIABLE = LOG_SCALE + 2 };

_Static_assert(VARIABLE * sizeof(double) + sizeof(ter__beta_variable) <= TER__PREPARED_MAX * sizeof(double), "the law fits in");

static void prepare(const double *p, double *prepared) {
    ter__dd log_scale = ter__dd_log_d(p[SCALE]);
    ter__beta_variable v =
        ter__beta_variable_make(ter__dd_make(p[SHAPE_A], 0.0), ter__dd_make(p[SHAPE_B], 0.0), ter__dd_neg(log_scale));
    ter__standard_prepare(p[LOCATION], p[SCALE], prepared);
    prepared[LOG_SCALE] = log_scale.hi;
    prepared[LOG_SCALE + 1] = log_scale.lo;
    memcpy(prepared + VARIABLE, &v, sizeof v);
}

static ter__beta_variable variable_of(const ter_dist *dist) {
    ter__beta_variable v;
    memcpy(&v, dist->prepared + VARIABLE, sizeof v);
    return v;
}

static ter__dd z_of(const ter_dist *dist, double x) {
    return ter__standard_whole_z(ter__standard_load(dist->prepared), x);
}

/* -1 or 1 where the tail at z is 0 beyond doubt and its log below all doubles, else 0. */
static int far_side(const ter_dist *dist, ter__dd z) {
    double rate = dist->parameter[z.hi < 0.0 ? SHAPE_A : SHAPE_B];
    return fabs(z.hi) * rate < 0x1p1020 && fabs(z.hi) < 0x1p1020 ? 0 : z.hi < 0.0 ? -1 : 1;
}

static ter__dd log_density(const ter_dist *dist, double x) {
    ter__beta_variable v = variable_of(dist);
    ter__dd z = z_of(dist, x);
    if (far_side(dist, z) != 0)
        return ter__log_zero();
    ter__beta_place at = ter__beta_place_of_log_odds(z);
    return ter__beta_variable_log_density(&v, &at, 0.0, 0.0);
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    ter__beta_variable v = variable_of(dist);
    ter__dd z = z_of(dist, x);
    int far = far_side(dist, z);
    if (far != 0)
        return (far > 0) == upper ? ter__log_zero() : ter__dd_make(0.0, 0.0);
    ter__beta_place at = ter__beta_place_of_log_odds(z);
    return ter__beta_variable_log_tail(&v, &at, upper);
}

/* Far above the location it is b / scale. */
static ter__dd log_hazard(const ter_dist *dist, double x) {
    ter__dd z = z_of(dist, x);
    if (z.hi > 0.0 && ter__exp(-z.hi) * (dist->parameter[SHAPE_A] + dist->parameter[SHAPE_B]) < 0x1p-110)
        return ter__dd_sub(ter__dd_log_d(dist->parameter[SHAPE_B]),
                           ter__dd_make(dist->prepared[LOG_SCALE], dist->prepared[LOG_SCALE + 1]));
    ter__dd log_f = log_density(dist, x);
    return isinf(log_f.hi) ? log_f : ter__dd_sub(log_f, log_tail(dist, x, true));
}

/* a s(-z) - b s(z) = ((a - b) - (a + b) tanh(z / 2)) / 2. */
static ter__dd rise_at(const ter_dist *dist, ter__dd z) {
    const double *p = dist->parameter;
    ter__dd fall = z.hi > 0.0 ? ter__dd_neg(z) : z;
    ter__dd e = ter__dd_expm1(fall.hi < -600.0 ? ter__dd_make(-600.0, 0.0) : fall);
    ter__dd low = ter__dd_add_d(e, 2.0), size = ter__exp_whole(fall); /* 1 + exp(-|z|) and exp(-|z|) */
    if (fabs(z.hi) < 0.5) {
        ter__dd lean = ter__dd_scale(ter__two_sum(p[SHAPE_A], -p[SHAPE_B]), 0.5);
        ter__dd turn = ter__dd_scale(ter__dd_div(ter__dd_mul(e, ter__two_sum(p[SHAPE_A], p[SHAPE_B])), low), 0.5);
        return z.hi > 0.0 ? ter__dd_add(lean, turn) : ter__dd_sub(lean, turn);
    }
    double near = p[z.hi > 0.0 ? SHAPE_B : SHAPE_A], other = p[z.hi > 0.0 ? SHAPE_A : SHAPE_B];
    ter__dd top = ter__dd_sub(ter__dd_make(near, 0.0), ter__dd_mul_d(size, other)), rise = ter__dd_div(top, low);
    return z.hi > 0.0 ? ter__dd_neg(rise) : rise;
}

static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    const double *p = dist->parameter;
    ter__dd z = z_of(dist, x), rise = rise_at(dist, z);
    *slope = ter__dd_value(rise) / p[SCALE];
    if (p[SHAPE_A] == p[SHAPE_B] && fabs(z.hi) < TER__NEAR_MIDDLE)
        *slope = 0.0 - 0.5 * p[SHAPE_A] * ter__standard_z_over_scale(ter__standard_load(dist->prepared), x);
    if (by_parameter != NULL) {
        ter__beta_variable v = variable_of(dist);
        ter__beta_place at = ter__beta_place_of_log_odds(z);
        by_parameter[SHAPE_A] = ter__beta_variable_by_a(&v, &at);
        by_parameter[SHAPE_B] = ter__beta_variable_by_b(&v, &at);
        by_parameter[LOCATION] = 0.0 - *slope;
        by_parameter[SCALE] = -ter__dd_value(ter__dd_add_d(ter__dd_mul(rise, z), 1.0)) / p[SCALE];
    }
}

static double inverse(const ter_dist *dist, ter__dd log_tail, bool upper) {
    ter__beta_variable v = variable_of(dist);
    ter__beta_root root = ter__beta_variable_inverse(&v, log_tail, upper);
    return ter__standard_undo(ter__standard_load(dist->prepared), ter__dd_sub(root.log_x, root.log_y));
}

/* location + scale (digamma(a) - digamma(b)). */
static ter_status mean(const ter_dist *dist, double *value) {
    const double *p = dist->parameter;
    *value = fma(p[SCALE], ter__digamma(p[SHAPE_A]) - ter__digamma(p[SHAPE_B]), p[LOCATION]);
    return TER_OK;
}

static ter_status variance(const ter_dist *dist, double *value) {
    const double *p = dist->parameter;
    *value = p[SCALE] * p[SCALE] * (ter__trigamma(p[SHAPE_A]) + ter__trigamma(p[SHAPE_B]));
    return TER_OK;
}

static ter_status mode(const ter_dist *dist, double *value) {
    const double *p = dist->parameter;
    ter__dd log_ratio = ter__dd_sub(ter__dd_log_d(p[SHAPE_A]), ter__dd_log_d(p[SHAPE_B]));
    *value = ter__standard_undo(ter__standard_load(dist->prepared), log_ratio);
    return TER_OK;
}

/* Of the beta variable B less E[log(B (1 - B))], and log scale. */
static ter_status entropy(const ter_dist *dist, double *value) {
    ter__beta_variable v = variable_of(dist);
    double n = v.shape.n.hi, a = dist->parameter[SHAPE_A], b = dist->parameter[SHAPE_B];
    ter__dd means = ter__dd_add(ter__dd_log(ter__dd_ratio(a, n)), ter__dd_log(ter__dd_ratio(b, n)));
    double rest = ter__beta_variable_mean_log_x(&v) + ter__beta_variable_mean_log_y(&v);
    *value = ter__beta_entropy(&v) - ter__dd_value(means) - rest + dist->prepared[LOG_SCALE];
    return TER_OK;
}

/* exp(i t location) Gamma(a + i t scale) Gamma(b - i t scale) / (Gamma(a) Gamma(b)). */
static ter_status characteristic(const ter_dist *dist, double t, double *real, double *imaginary) {
    const double *p = dist->parameter;
    ter__dd s = ter__characteristic_near(t, p[SCALE]);
    ter__complex above = ter__complex_log_gamma(ter__complex_make(ter__dd_make(p[SHAPE_A], 0.0), s));
    ter__complex below = ter__complex_log_gamma(ter__complex_make(ter__dd_make(p[SHAPE_B], 0.0), ter__dd_neg(s)));
    ter__complex log = ter__complex_add(above, below);
    log.re = ter__dd_sub(log.re, ter__dd_add(ter__dd_lgamma(p[SHAPE_A]), ter__dd_lgamma(p[SHAPE_B])));
    log.im = ter__dd_add(log.im, ter__two_product(t, p[LOCATION]));
    return ter__characteristic_of_log(log, real, imaginary);
}

/* ---- fit ----------------------------------------------------------------------------------------------------------------- */

/* As a logistic law. */
static ter_status fit_start(size_t n, const double *x, const double *columns, const double *weights, double *p, ter_error *error) {
    (void)columns;
    double mean, sd;
    if (!ter__normal_fit_moments(n, x, weights, &mean, &sd) || !(sd > 0.0))
        return ter_error_set(error, TER_BAD_DATA, "generalized_logistic: the values have no spread");
    p[SHAPE_A] = p[SHAPE_B] = 1.0;
    p[LOCATION] = mean;
    p[SCALE] = sd * 0.55132889542179204;
    return TER_OK;
}

/* Sums over the data: up = s(-z), down = s(z), rise = d log f / dz, bend = d^2 log f / dz^2. */
typedef struct sums {
    double total, log_down, log_up, rise, rise_z, up, up_z, down, down_z, bend, bend_z, bend_z_z;
} sums;

static sums sums_of(size_t n, const double *x, const double *weights, const double *p) {
    sums t = {.total = 0.0};
    for (size_t i = 0; i < n; i++) {
        double weight = weights[i], z = (x[i] - p[LOCATION]) / p[SCALE], e = ter__exp(-fabs(z)), soft = ter__log1p(e);
        if (!(weight > 0.0))
            continue;
        double large = 1.0 / (1.0 + e), small = e / (1.0 + e), up = z > 0.0 ? small : large, down = z > 0.0 ? large : small;
        double rise = p[SHAPE_A] * up - p[SHAPE_B] * down, bend = -(p[SHAPE_A] + p[SHAPE_B]) * up * down;
        t.total += weight;
        t.log_down -= weight * (soft + fmax(-z, 0.0));
        t.log_up -= weight * (soft + fmax(z, 0.0));
        t.rise += weight * rise;
        t.rise_z += weight * rise * z;
        t.up += weight * up;
        t.up_z += weight * up * z;
        t.down += weight * down;
        t.down_z += weight * down * z;
        t.bend += weight * bend;
        t.bend_z += weight * bend * z;
        t.bend_z_z += weight * bend * z * z;
    }
    return t;
}

static bool likelihood(size_t n, const double *x, const double *columns, const double *weights, const double *p, double *value,
                       double *by, double *h) {
    (void)columns;
    double a = p[SHAPE_A], b = p[SHAPE_B], s = p[SCALE], both = a + b;
    if (!(a > 0.0 && b > 0.0 && both < TER__INFINITY && isfinite(p[LOCATION]) && s > 0.0 && s < TER__INFINITY))
        return false;
    sums t = sums_of(n, x, weights, p);
    double log_beta = ter__dd_lgamma(a).hi + ter__dd_lgamma(b).hi - ter__dd_lgamma(both).hi;
    *value = a * t.log_down + b * t.log_up - t.total * (log_beta + ter__log(s));
    if (by != NULL) {
        by[SHAPE_A] = t.log_down - t.total * (ter__digamma(a) - ter__digamma(both));
        by[SHAPE_B] = t.log_up - t.total * (ter__digamma(b) - ter__digamma(both));
        by[LOCATION] = -t.rise / s;
        by[SCALE] = -(t.total + t.rise_z) / s;
    }
    if (h != NULL) {
        double shared = t.total * ter__trigamma(both);
        h[0] = shared - t.total * ter__trigamma(a);
        h[1] = h[4] = shared;
        h[5] = shared - t.total * ter__trigamma(b);
        h[2] = h[8] = -t.up / s;
        h[3] = h[12] = -t.up_z / s;
        h[6] = h[9] = t.down / s;
        h[7] = h[13] = t.down_z / s;
        h[10] = t.bend / (s * s);
        h[11] = h[14] = (t.rise + t.bend_z) / (s * s);
        h[15] = (t.total + 2.0 * t.rise_z + t.bend_z_z) / (s * s);
    }
    return isfinite(*value);
}

static const ter__fitter fitter = {.start = fit_start, .likelihood = likelihood};

static const ter_parameter parameters[] = {
    TER__POSITIVE_PARAMETER("shape_a", "a", "rate of the lower tail's exponential"),
    TER__POSITIVE_PARAMETER("shape_b", "b", "rate of the upper tail's exponential"),
    TER__LOCATION_PARAMETER("location: the mode where the shapes are equal"),
    TER__SCALE_PARAMETER("scale"),
};

static const ter_alias aliases[] = {{"logit_beta", NULL}, {"SigmoidBeta", "TFP"}};

static const ter_parameter gamlss_parameters[] = {
    TER__REAL_PARAMETER("mu", "mu", "location"),
    TER__POSITIVE_PARAMETER("sigma", "sigma", "scale"),
    TER__POSITIVE_PARAMETER("nu", "nu", "shape_a"),
    TER__POSITIVE_PARAMETER("tau", "tau", "shape_b"),
};

static void from_gamlss(const double *given, double *own) {
    own[LOCATION] = given[0];
    own[SCALE] = given[1];
    own[SHAPE_A] = given[2];
    own[SHAPE_B] = given[3];
}

static const ter_parameter scipy_parameters[] = {
    TER__POSITIVE_PARAMETER("c", "c", "shape of type I"),
    TER__SCIPY_LOC,
    TER__SCIPY_SCALE,
};

/* Type I: (1 + exp(-z))^-c. */
static void from_scipy(const double *given, double *own) {
    own[SHAPE_A] = given[0];
    own[SHAPE_B] = 1.0;
    own[LOCATION] = given[1];
    own[SCALE] = given[2];
}

static const ter__variant variants[] = {
    TER__VARIANT("gamlss", "EGB2", gamlss_parameters, from_gamlss),
    TER__VARIANT("scipy", "genlogistic", scipy_parameters, from_scipy),
};

static const ter__edge edges[] = {
    {{1.0, 1.0, 0.0, 1.0}, TER_PDF, 0.0, 0.25},          {{2.0, 2.0, 3.0, 1.0}, TER_CDF, 3.0, 0.5},
    {{2.0, 2.0, 3.0, 1.0}, TER_QUANTILE, 0.5, 3.0},      {{2.0, 2.0, 3.0, 1.0}, TER_LOG_PDF_SLOPE, 3.0, 0.0},
    {{1.0, 1.0, 0.0, 1.0}, TER_CDF, TER__INFINITY, 1.0}, {{1.0, 1.0, 0.0, 1.0}, TER_QUANTILE, 0.0, -TER__INFINITY},
    {{1.0, 3.0, 0.0, 2.0}, TER_HAZARD, 1e300, 1.5},      {{1.0, 1.0, 0.0, 1.0}, TER_ISF, 1.5, TER__NAN},
    {{1.0, 1.0, 0.0, 1.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .log_hazard = log_hazard,
    .gradient = gradient,
    .inverse = inverse,
    .tail_error = 0x1p-48,
};

const ter_family ter__family_generalized_logistic = {
    .name = "generalized_logistic",
    .title = "Generalised logistic (type IV, logit-beta)",
    .formula = "s(z)^a s(-z)^b / (scale B(a, b)), s(z) = 1 / (1 + exp(-z)), z = (x - location) / scale",
    .conventions =
        "TFP: SigmoidBeta(concentration1=a, concentration0=b). gamlss: EGB2(mu, sigma, nu=a, tau=b). scipy: genlogistic(c, "
        "loc, scale) is type I, b = 1. Type III has a = b. Not Hosking's generalised logistic law, which is a "
        "log-logistic one.",
    .parameter_count = sizeof parameters / sizeof parameters[0],
    .parameters = parameters,
    .alias_count = sizeof aliases / sizeof aliases[0],
    .aliases = aliases,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
    .prepare = prepare,
    .support = ter__support_line,
    .statement = &statement,
    .summary = {[TER_MEAN] = mean, [TER_VARIANCE] = variance, [TER_MODE] = mode, [TER_ENTROPY] = entropy},
    .characteristic = characteristic,
    .words_per_draw = 1,
    .fitter = &fitter,
    .accuracy_range =
        "shapes from 1e-3 to 1e8, locations up to 1e10, scales from 1e-100 to 1e100, all arguments; both tails and their logs",
    .accuracy = TER__BETA_ACCURACY,
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
