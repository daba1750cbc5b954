/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The hyperbolic secant law: f(x) = 1 / (pi scale cosh z), z = (x - location) / scale. The smaller tail is (2 / pi)
 * atan(e^-|z|); back, |z| = -log tan(pi p / 2), or log((1 + t) / (1 - t)) with t = tan(pi (1/2 - p) / 2) next to the median.
 */
#include "dist/characteristic.h"
#include "dist/common_parameters.h"
#include "dist/common_slots.h"
#include "dist/variants.h"
#include "log_terms.h"
#include "special/trig.h"
#include "standard.h"

enum { LOG_SCALE = TER__STANDARD_SIZE };

static void prepare(const double *p, double *prepared) {
    ter__standard_prepare(p[0], p[1], prepared);
    ter__dd log_scale = ter__dd_log_d(p[1]);
    prepared[LOG_SCALE] = log_scale.hi;
    prepared[LOG_SCALE + 1] = log_scale.lo;
}

static ter__dd log_scale_of(const ter_dist *dist) {
    return ter__dd_make(dist->prepared[LOG_SCALE], dist->prepared[LOG_SCALE + 1]);
}

/* log(pi / 2). */
static ter__dd log_half_pi(void) {
    const ter__dd log_pi = TER__LOG_PI;
    return ter__dd_sub(log_pi, ter__log_two());
}

static ter__dd z_of(const ter_dist *dist, double x) {
    return ter__standard_whole_z(ter__standard_load(dist->prepared), x);
}

/* -|z|. */
static ter__dd fall_of(ter__dd z) {
    return z.hi > 0.0 ? ter__dd_neg(z) : z;
}

static ter__dd log_density(const ter_dist *dist, double x) {
    ter__dd fall = fall_of(z_of(dist, x));
    if (isinf(fall.hi))
        return fall;
    ter__dd rest = ter__dd_add(ter__softplus(ter__times(fall, 2.0)), ter__dd_add(log_half_pi(), log_scale_of(dist)));
    return ter__dd_sub(fall, rest);
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    ter__dd z = z_of(dist, x), fall = fall_of(z);
    ter__dd log_angle = fall.hi < -60.0 ? fall : ter__dd_log(ter__dd_atan(ter__dd_exp(fall)));
    ter__dd small = isinf(fall.hi) ? fall : ter__dd_sub(log_angle, log_half_pi());
    return (z.hi > 0.0) == upper ? small : ter__log_rest(small);
}

/* Far above the location it is 1 / scale. */
static ter__dd log_hazard(const ter_dist *dist, double x) {
    if (z_of(dist, x).hi > 60.0)
        return ter__dd_neg(log_scale_of(dist));
    ter__dd log_f = log_density(dist, x);
    return isinf(log_f.hi) ? log_f : ter__dd_sub(log_f, log_tail(dist, x, true));
}

/* d log f / dz = -tanh z. */
static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    ter__dd z = z_of(dist, x), fall = fall_of(z);
    ter__dd e = ter__dd_expm1(ter__dd_scale(fall.hi < -300.0 ? ter__dd_make(-300.0, 0.0) : fall, 2.0));
    ter__dd tanh_size = ter__dd_div(ter__dd_neg(e), ter__dd_add_d(e, 2.0));
    double sign = z.hi > 0.0 ? -1.0 : 1.0, scale = dist->parameter[1];
    *slope = fabs(z.hi) < 0x1p-300 ? 0.0 - ter__standard_z_over_scale(ter__standard_load(dist->prepared), x)
                                   : sign * ter__dd_value(tanh_size) / scale;
    if (by_parameter != NULL) {
        by_parameter[0] = -*slope;
        by_parameter[1] = -ter__dd_value(ter__dd_add_d(ter__dd_mul(fall, tanh_size), 1.0)) / scale;
    }
}

static double inverse(const ter_dist *dist, ter__dd log_tail, bool upper) {
    ter__dd excess = ter__dd_add(log_tail, ter__log_two()), size;
    if (log_tail.hi < -60.0) {
        size = ter__dd_neg(ter__dd_add(log_tail, log_half_pi()));
    } else if (excess.hi > -0.6931471805599453) {
        ter__dd t = ter__dd_tan_pi(ter__dd_scale(ter__dd_expm1(excess), -0.25));
        size = ter__dd_log1p(ter__dd_div(ter__dd_scale(t, 2.0), ter__dd_sub(ter__dd_make(1.0, 0.0), t)));
    } else {
        size = ter__dd_neg(ter__dd_log(ter__dd_tan_pi(ter__dd_scale(ter__dd_exp(log_tail), 0.5))));
    }
    return ter__standard_undo(ter__standard_load(dist->prepared), upper ? size : ter__dd_neg(size));
}

/* (pi scale / 2)^2. */
static ter_status variance(const ter_dist *dist, double *value) {
    double s = dist->parameter[1];
    *value = ter__dd_value(ter__dd_mul_d(ter__dd_make(0x1.3bd3cc9be45dep+1, 0x1.692b71366cc04p-53), s)) * s;
    return TER_OK;
}

static ter_status excess_kurtosis(const ter_dist *dist, double *value) {
    (void)dist;
    *value = 2.0;
    return TER_OK;
}

/* log(2 pi scale). */
static ter_status entropy(const ter_dist *dist, double *value) {
    ter__dd log_two_pi = ter__dd_add(log_half_pi(), ter__dd_scale(ter__log_two(), 2.0));
    *value = ter__dd_value(ter__dd_add(log_two_pi, log_scale_of(dist)));
    return TER_OK;
}

/* For even orders (4 / pi) n! beta(n + 1) scale^n, with Dirichlet's beta(s) = 1 - 3^-s + 5^-s - ... */
static ter_status central_moment(const ter_dist *dist, unsigned order, double *value) {
    static const double beta[] = {0.78539816339744831, 0.96894614625936938, 0.99615782807708807};
    double sum = 0.0, product = 1.2732395447351627;
    for (int k = 200; k >= 0 && order >= 6; k--)
        sum += (k % 2 == 0 ? 1.0 : -1.0) * ter__pow(2.0 * k + 1.0, -(order + 1.0));
    for (unsigned i = 1; i <= order; i++)
        product *= i * dist->parameter[1];
    *value = order % 2 == 1 ? 0.0 : order == 0 ? 1.0 : product * (order >= 6 ? sum : beta[order / 2]);
    return TER_OK;
}

static ter_status raw_moment(const ter_dist *dist, unsigned order, double *value) {
    return ter__raw_moment_about(dist, central_moment, dist->parameter[0], order, value);
}

/* exp(i t location) / cosh(a), a = pi t scale / 2 */
static ter_status characteristic(const ter_dist *dist, double t, double *real, double *imaginary) {
    static const ter__dd half_pi = TER__HALF_PI;
    ter__dd a = ter__dd_mul(ter__characteristic_near(fabs(t), dist->parameter[1]), half_pi);
    ter__dd log_cosh = ter__dd_sub(ter__dd_add(a, ter__dd_log1pexp(ter__dd_scale(a, -2.0))), ter__log_two());
    ter__complex log = {ter__dd_neg(log_cosh), ter__two_product(t, dist->parameter[0])};
    return ter__characteristic_of_log(log, real, imaginary);
}

static const ter_parameter parameters[] = {
    TER__LOCATION_PARAMETER("mean, median and mode"),
    TER__SCALE_PARAMETER("scale: the sd is pi / 2 of it"),
};

static const ter__edge edges[] = {
    {{0.0, 1.0}, TER_CDF, 0.0, 0.5},
    {{3.0, 2.0}, TER_QUANTILE, 0.5, 3.0},
    {{3.0, 2.0}, TER_LOG_PDF_SLOPE, 3.0, 0.0},
    {{0.0, 2.0}, TER_HAZARD, 1e300, 0.5},
    {{0.0, 1.0}, TER_PDF, TER__INFINITY, 0.0},
    {{0.0, 1.0}, TER_QUANTILE, 0.0, -TER__INFINITY},
    {{0.0, 1.0}, TER_QUANTILE, 1.0, TER__INFINITY},
    {{0.0, 1.0}, TER_ISF, 1.5, TER__NAN},
    {{0.0, 1.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .log_hazard = log_hazard,
    .gradient = gradient,
    .inverse = inverse,
};

static const ter_parameter scipy_parameters[] = {TER__SCIPY_LOC, TER__SCIPY_SCALE};

static const ter__variant variants[] = {
    TER__VARIANT("scipy", "hypsecant", scipy_parameters, NULL),
};

const ter_family ter__family_hyperbolic_secant = {
    .name = "hyperbolic_secant",
    .title = "Hyperbolic secant",
    .formula = "1 / (pi scale cosh z), z = (x - location) / scale",
    .conventions = "scipy: hypsecant(loc, scale), the same. Texts that take the variance for the unit have scale = 2 sd / pi. "
                   "NumPyro: SoftLaplace(location, scale).",
    .parameter_count = sizeof parameters / sizeof parameters[0],
    .parameters = parameters,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
    .prepare = prepare,
    .support = ter__support_line,
    .statement = &statement,
    .summary =
        {
            [TER_MEAN] = ter__summary_first,
            [TER_VARIANCE] = variance,
            [TER_SKEWNESS] = ter__summary_zero,
            [TER_EXCESS_KURTOSIS] = excess_kurtosis,
            [TER_MODE] = ter__summary_first,
            [TER_MEDIAN] = ter__summary_first,
            [TER_ENTROPY] = entropy,
        },
    .raw_moment = raw_moment,
    .central_moment = central_moment,
    .characteristic = characteristic,
    .words_per_draw = 1,
    .accuracy_range = "all locations, scales and arguments; both tails and their logs to the ends of the double range",
    .accuracy = TER__STATED_ACCURACY(1.0, 2.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
