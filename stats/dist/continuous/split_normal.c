/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The split or two-piece normal law (G. T. Fechner, 1897): halves of two normal densities that meet at the mode,
 * f(x) = 2 phi(z) / (below + above), z = (x - mode) / below on the left of it and (x - mode) / above on the right.
 */
#include "dist/common_parameters.h"
#include "dist/common_slots.h"
#include "dist/variants.h"
#include "normal_fit.h"
#include "normal_score.h"
#include "split_moments.h"
#include "standard.h"
#include "summary_moments.h"

enum { LOCATION, BELOW, ABOVE };

/* prepared: the standard scores of both sides, log(2 / (below + above)), and with it log scales: twice each side's weight. */
enum { RIGHT = TER__STANDARD_SIZE, LOG_PEAK = 2 * TER__STANDARD_SIZE, LOG_LEFT = LOG_PEAK + 2, LOG_RIGHT = LOG_LEFT + 2 };

static void keep(double *prepared, int place, ter__dd value) {
    prepared[place] = value.hi;
    prepared[place + 1] = value.lo;
}

static ter__dd kept(const ter_dist *dist, int place) {
    return ter__dd_make(dist->prepared[place], dist->prepared[place + 1]);
}

static void prepare(const double *p, double *prepared) {
    ter__standard_prepare(p[LOCATION], p[BELOW], prepared);
    ter__standard_prepare(p[LOCATION], p[ABOVE], prepared + RIGHT);
    ter__dd log_peak = ter__dd_neg(ter__dd_log(ter__two_sum(0.5 * p[BELOW], 0.5 * p[ABOVE])));
    keep(prepared, LOG_PEAK, log_peak);
    keep(prepared, LOG_LEFT, ter__dd_add(log_peak, ter__dd_log_d(p[BELOW])));
    keep(prepared, LOG_RIGHT, ter__dd_add(log_peak, ter__dd_log_d(p[ABOVE])));
}

static ter__standard side_of(const ter_dist *dist, bool right) {
    return ter__standard_load(dist->prepared + (right ? RIGHT : 0));
}

static bool is_right(const ter_dist *dist, double x) {
    return x > dist->parameter[LOCATION];
}

static ter__dd z_of(const ter_dist *dist, double x) {
    return ter__standard_whole_z(side_of(dist, is_right(dist, x)), x);
}

static ter__dd log_density(const ter_dist *dist, double x) {
    return ter__dd_add_wide(ter__score_log_density(z_of(dist, x)), kept(dist, LOG_PEAK));
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    bool right = is_right(dist, x);
    ter__dd own = ter__dd_add_wide(ter__score_log_tail(z_of(dist, x), right), kept(dist, right ? LOG_RIGHT : LOG_LEFT));
    return right == upper ? own : ter__log_rest(own);
}

/* On the right that of the normal law. */
static ter__dd log_hazard(const ter_dist *dist, double x) {
    if (is_right(dist, x))
        return ter__dd_add_wide(ter__score_log_hazard(z_of(dist, x)), ter__dd_neg(ter__dd_log_d(dist->parameter[ABOVE])));
    ter__dd log_f = log_density(dist, x);
    return isinf(log_f.hi) ? log_f : ter__dd_sub(log_f, log_tail(dist, x, true));
}

/* The tail may reach over the mode: then the other side's is the rest. */
static double inverse(const ter_dist *dist, ter__dd log_tail, bool upper) {
    ter__dd least = ter__dd_neg(ter__log_2()), own = ter__dd_sub(log_tail, kept(dist, upper ? LOG_RIGHT : LOG_LEFT));
    bool right = upper;
    if (own.hi > least.hi || (own.hi == least.hi && own.lo > least.lo)) {
        right = !upper;
        own = ter__dd_sub(ter__log_rest(log_tail), kept(dist, right ? LOG_RIGHT : LOG_LEFT));
        if (own.hi > least.hi || (own.hi == least.hi && own.lo > least.lo))
            return dist->parameter[LOCATION];
    }
    return ter__standard_undo(side_of(dist, right), ter__score_inverse(own, right));
}

/* -z / scale; by the scale of x's own side z^2 / scale, and by both -1 / (below + above). */
static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    const double *p = dist->parameter;
    bool right = is_right(dist, x);
    *slope = 0.0 - ter__standard_z_over_scale(side_of(dist, right), x);
    if (by_parameter != NULL) {
        ter__dd z = z_of(dist, x), share = ter__dd_div(ter__dd_make(1.0, 0.0), ter__two_sum(p[BELOW], p[ABOVE]));
        ter__dd own = ter__dd_sub(ter__dd_div_d(ter__dd_square(z), p[right ? ABOVE : BELOW]), share);
        by_parameter[LOCATION] = 0.0 - *slope;
        by_parameter[BELOW] = right ? -share.hi : ter__dd_value(own);
        by_parameter[ABOVE] = right ? ter__dd_value(own) : -share.hi;
    }
}

/* ---- summaries, of the difference d = above - below ------------------------------------------------------------------------ */

#define SQRT_2_OVER_PI 0.79788456080286541

static ter_status mean(const ter_dist *dist, double *value) {
    const double *p = dist->parameter;
    *value = fma(SQRT_2_OVER_PI, p[ABOVE] - p[BELOW], p[LOCATION]);
    return TER_OK;
}

/* (1 - 2 / pi) d^2 + below above. */
static ter_status variance(const ter_dist *dist, double *value) {
    const double *p = dist->parameter;
    double d = p[ABOVE] - p[BELOW];
    *value = 0.36338022763241866 * d * d + p[BELOW] * p[ABOVE];
    return TER_OK;
}

/* sqrt(2 / pi) d ((4 / pi - 1) d^2 + below above) over the variance's power 3/2, in units of the larger scale. */
static ter_status skewness(const ter_dist *dist, double *value) {
    const double *p = dist->parameter;
    double unit = fmax(p[ABOVE], p[BELOW]), d = (p[ABOVE] - p[BELOW]) / unit, product = fmin(p[ABOVE], p[BELOW]) / unit;
    double v = 0.36338022763241866 * d * d + product;
    *value = SQRT_2_OVER_PI * d * (0.27323954473516268 * d * d + product) / (v * sqrt(v));
    return TER_OK;
}

/* E|Z|^k = (k - 1) E|Z|^(k - 2), and sqrt(2 / pi) for k = 1. */
static ter__dd moment_about_mode(const ter_dist *dist, double unit, unsigned k) {
    ter__dd moment = ter__split_weight(dist->parameter[BELOW], dist->parameter[ABOVE], unit, k);
    if (k % 2 == 1)
        moment = ter__dd_mul(moment, ter__dd_scale(ter__dd_exp(ter__dd_neg(ter__log_sqrt_2pi())), 2.0));
    for (unsigned i = k; i >= 2; i -= 2)
        moment = ter__dd_mul_d(moment, i - 1.0);
    return moment;
}

static ter_status moment(const ter_dist *dist, unsigned order, bool central, double *value) {
    const double *p = dist->parameter, unit = fmax(p[ABOVE], p[BELOW]);
    const ter__dd from = central ? moment_about_mode(dist, unit, 1) : ter__dd_ratio(-p[LOCATION], unit);
    *value = central && order == 1 ? 0.0
                                   : ter__dd_value(ter__split_moment_about(dist, moment_about_mode, unit, order, from)) *
                                         ter__split_whole_power(unit, order);
    return TER_OK;
}

static ter_status raw_moment(const ter_dist *dist, unsigned order, double *value) {
    return moment(dist, order, false, value);
}

static ter_status central_moment(const ter_dist *dist, unsigned order, double *value) {
    return moment(dist, order, true, value);
}

static ter_status excess_kurtosis(const ter_dist *dist, double *value) {
    const double unit = fmax(dist->parameter[ABOVE], dist->parameter[BELOW]);
    const ter__dd from = moment_about_mode(dist, unit, 1);
    const ter__dd fourth = ter__split_moment_about(dist, moment_about_mode, unit, 4, from);
    const ter__dd square = ter__dd_square(ter__split_moment_about(dist, moment_about_mode, unit, 2, from));
    *value = ter__dd_value(ter__dd_add_d(ter__dd_div(fourth, square), -3.0));
    return TER_OK;
}

/* log(sqrt(2 pi) (below + above) / 2) + 1 / 2. */
static ter_status entropy(const ter_dist *dist, double *value) {
    *value = ter__dd_value(ter__dd_add_d(ter__dd_sub(ter__log_sqrt_2pi(), kept(dist, LOG_PEAK)), 0.5));
    return TER_OK;
}

static ter_status fit_start(size_t n, const double *x, const double *columns, const double *weights, double *parameters,
                            ter_error *error) {
    (void)columns;
    double mean_x, sd;
    if (!ter__normal_fit_moments(n, x, weights, &mean_x, &sd) || !(sd > 0.0))
        return ter_error_set(error, TER_BAD_DATA, "split_normal: the values have no spread, so the likelihood grows without bound");
    parameters[LOCATION] = mean_x;
    parameters[BELOW] = parameters[ABOVE] = sd;
    return TER_OK;
}

static const ter__fitter fitter = {.start = fit_start};

static const ter_parameter parameters[] = {
    TER__LOCATION_PARAMETER("location: the mode"),
    TER__POSITIVE_PARAMETER("below", "s1", "standard deviation of the normal law whose half lies below the mode"),
    TER__POSITIVE_PARAMETER("above", "s2", "standard deviation of the one above"),
};

static const ter_parameter skew_parameters[] = {
    TER__LOCATION_PARAMETER("location: the mode"),
    TER__SCALE_PARAMETER("scale"),
    TER__POSITIVE_PARAMETER("skewness", "gamma", "square root of above / below"),
};

static const ter_parameter gamlss_parameters[] = {
    TER__REAL_PARAMETER("mu", "mu", "location"),
    TER__POSITIVE_PARAMETER("sigma", "sigma", "scale"),
    TER__POSITIVE_PARAMETER("nu", "nu", "square root of above / below"),
};

/* C. Fernandez, M. F. J. Steel (1998). */
static void from_skew(const double *given, double *own) {
    own[LOCATION] = given[0];
    own[BELOW] = given[1] / given[2];
    own[ABOVE] = given[1] * given[2];
}

static const ter__variant variants[] = {
    TER__VARIANT("TFP", "TwoPieceNormal", skew_parameters, from_skew),
    TER__VARIANT("gamlss", "SN2", gamlss_parameters, from_skew),
};

static const ter_alias aliases[] = {{"two_piece_normal", NULL}, {"splitn", "R dng"}};

static const ter__edge edges[] = {
    {{0.0, 1.0, 3.0}, TER_CDF, 0.0, 0.25},
    {{2.0, 1.0, 1.0}, TER_CDF, 2.0, 0.5},
    {{2.0, 1.0, 1.0}, TER_QUANTILE, 0.5, 2.0},
    {{0.0, 1.0, 3.0}, TER_LOG_PDF_SLOPE, 0.0, 0.0},
    {{0.0, 1.0, 3.0}, TER_CDF, TER__INFINITY, 1.0},
    {{0.0, 1.0, 3.0}, TER_LOG_CDF, -TER__INFINITY, -TER__INFINITY},
    {{0.0, 1.0, 3.0}, TER_QUANTILE, 0.0, -TER__INFINITY},
    {{0.0, 1.0, 3.0}, TER_QUANTILE, 1.0, TER__INFINITY},
    {{0.0, 1.0, 3.0}, TER_ISF, 1.5, TER__NAN},
    {{0.0, 1.0, 3.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .log_hazard = log_hazard,
    .gradient = gradient,
    .inverse = inverse,
};

const ter_family ter__family_split_normal = {
    .name = "split_normal",
    .title = "Split (two-piece) normal",
    .formula = "2 exp(-z^2 / 2) / (sqrt(2 pi) (below + above)), z = (x - location) / below or, above the location, / above",
    .conventions = "R: dng::dsplitn; the Bank of England's fan charts and GUM's asymmetric uncertainties. TFP: TwoPieceNormal(loc, "
                   "scale, skewness) and gamlss: SN2(mu, sigma, nu) have below = scale / skewness, above = scale skewness.",
    .parameter_count = sizeof parameters / sizeof parameters[0],
    .parameters = parameters,
    .alias_count = sizeof aliases / sizeof aliases[0],
    .aliases = aliases,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
    .prepare = prepare,
    .support = ter__support_line,
    .statement = &statement,
    .summary =
        {
            [TER_MEAN] = mean,
            [TER_VARIANCE] = variance,
            [TER_SKEWNESS] = skewness,
            [TER_EXCESS_KURTOSIS] = excess_kurtosis,
            [TER_MODE] = ter__summary_first,
            [TER_ENTROPY] = entropy,
        },
    .raw_moment = raw_moment,
    .central_moment = central_moment,
    .words_per_draw = 1,
    .fitter = &fitter,
    .accuracy_range = "scales from 1e-100 to 1e100 whose quotient is at most 1e6, all locations and arguments",
    .accuracy = TER__STATED_ACCURACY(1.25, 4.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
