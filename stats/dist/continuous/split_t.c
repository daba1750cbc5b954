/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The split or two-piece t law (C. Fernandez, M. F. J. Steel, J. Amer. Statist. Ass. 93, 1998): halves of two densities of
 * Student's t that meet at the mode, f(x) = 2 t(z) / (below + above), z = (x - location) / below or, above the location, / above.
 * z^2 / df is the odds of a beta(1/2, df / 2) variable, so that each side has its tail from that.
 */
#include <string.h>

#include "beta_summary.h"
#include "dist/common_parameters.h"
#include "dist/common_slots.h"
#include "dist/variants.h"
#include "log_terms.h"
#include "normal_fit.h"
#include "special/gamma.h"
#include "split_moments.h"
#include "standard.h"
#include "student_t.h"

enum { DF, LOCATION, BELOW, ABOVE };

/* prepared: the standard scores of both sides, the log of the peak, the logs of both sides' weights, log df, the beta variable. */
enum {
    RIGHT = TER__STANDARD_SIZE,
    LOG_PEAK = 2 * TER__STANDARD_SIZE,
    LOG_LEFT = LOG_PEAK + 2,
    LOG_RIGHT = LOG_LEFT + 2,
    LOG_DF = LOG_RIGHT + 2,
    VARIABLE = LOG_DF + 2
};

_Static_assert(VARIABLE * sizeof(double) + sizeof(ter__beta_variable) <= TER__PREPARED_MAX * sizeof(double), "the law fits in");

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
    ter__dd log_half = ter__dd_log(ter__two_sum(0.5 * p[BELOW], 0.5 * p[ABOVE])), log_sum = ter__dd_add(log_half, ter__log_two());
    keep(prepared, LOG_PEAK, ter__dd_sub(ter__student_t_log_constant(p[DF]), log_half));
    keep(prepared, LOG_LEFT, ter__dd_sub(ter__dd_log_d(p[BELOW]), log_sum));
    keep(prepared, LOG_RIGHT, ter__dd_sub(ter__dd_log_d(p[ABOVE]), log_sum));
    keep(prepared, LOG_DF, ter__dd_log_d(p[DF]));
    ter__beta_variable v = ter__beta_variable_make(ter__dd_make(0.5, 0.0), ter__dd_make(0.5 * p[DF], 0.0), ter__dd_make(0.0, 0.0));
    memcpy(prepared + VARIABLE, &v, sizeof v);
}

static ter__beta_variable variable_of(const ter_dist *dist) {
    ter__beta_variable v;
    memcpy(&v, dist->prepared + VARIABLE, sizeof v);
    return v;
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

/* |z|, which overflows only where the log below counts. */
static ter__dd size_of(const ter_dist *dist, double x) {
    ter__dd z = z_of(dist, x);
    return z.hi < 0.0 ? ter__dd_neg(z) : z;
}

static ter__dd log_size(const ter_dist *dist, double x) {
    ter__dd size = size_of(dist, x);
    if (size.hi > 0x1p-900 && size.hi < 0x1p900)
        return ter__dd_log(size);
    double lift = fabs(x) > 0x1p1000 || fabs(dist->parameter[LOCATION]) > 0x1p1000 ? 0.5 : 0x1p20;
    ter__dd way = ter__two_sum(lift * x, -lift * dist->parameter[LOCATION]);
    ter__dd log_way = ter__dd_sub(ter__dd_log(way.hi < 0.0 ? ter__dd_neg(way) : way), ter__dd_log_d(lift));
    return ter__dd_sub(log_way, ter__dd_log_d(dist->parameter[is_right(dist, x) ? ABOVE : BELOW]));
}

/* x is not the location. */
static ter__beta_place place_of(const ter_dist *dist, double x) {
    return ter__beta_place_of_log_odds(ter__dd_sub(ter__dd_scale(log_size(dist, x), 2.0), kept(dist, LOG_DF)));
}

static ter__dd log_density(const ter_dist *dist, double x) {
    if (x == dist->parameter[LOCATION])
        return kept(dist, LOG_PEAK);
    ter__beta_place at = place_of(dist, x);
    ter__dd half = ter__dd_scale(ter__two_sum(dist->parameter[DF], 1.0), 0.5);
    return ter__dd_add(ter__dd_mul(at.log_y, half), kept(dist, LOG_PEAK));
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    bool right = is_right(dist, x);
    ter__dd own = kept(dist, right ? LOG_RIGHT : LOG_LEFT);
    if (x != dist->parameter[LOCATION]) {
        ter__beta_variable v = variable_of(dist);
        ter__beta_place at = place_of(dist, x);
        own = ter__dd_add(ter__beta_variable_log_tail(&v, &at, true), own);
    }
    return right == upper ? own : ter__log_rest(own);
}

/* location -+ scale |z| with log P(|T| > |z|) = own. */
static double at_tail(const ter_dist *dist, ter__dd own, bool right) {
    const double *p = dist->parameter;
    ter__beta_variable v = variable_of(dist);
    bool small = own.hi < -0.6931471805599453;
    ter__beta_root root = ter__beta_variable_inverse(&v, small ? own : ter__log_rest(own), small);
    ter__dd log_odds = ter__dd_sub(root.log_x, root.log_y);
    ter__dd log_z = ter__dd_scale(ter__dd_add(log_odds, kept(dist, LOG_DF)), 0.5);
    double scale = p[right ? ABOVE : BELOW], sign = right ? 1.0 : -1.0;
    if (isinf(root.log_x.hi) || isinf(log_z.hi))
        return log_z.hi > 0.0 ? sign * TER__INFINITY : p[LOCATION];
    if (fabs(log_z.hi) < 600.0)
        return ter__standard_undo(side_of(dist, right), ter__dd_scale(ter__dd_exp(log_z), sign));
    return p[LOCATION] + sign * ter__exp_dd(ter__dd_add(log_z, ter__dd_log_d(scale)));
}

/* The tail may reach over the mode: then the other side's is the rest. */
static double inverse(const ter_dist *dist, ter__dd log_tail, bool upper) {
    ter__dd own = ter__dd_sub(log_tail, kept(dist, upper ? LOG_RIGHT : LOG_LEFT));
    if (own.hi < 0.0)
        return at_tail(dist, own, upper);
    own = ter__dd_sub(ter__log_rest(log_tail), kept(dist, upper ? LOG_LEFT : LOG_RIGHT));
    return own.hi < 0.0 ? at_tail(dist, own, !upper) : dist->parameter[LOCATION];
}

/* -(df + 1) z / (df + z^2) / scale. */
static double slope_at(const ter_dist *dist, double x) {
    const double *p = dist->parameter;
    ter__dd z = z_of(dist, x), rise = ter__two_sum(p[DF], 1.0);
    double size = fabs(z.hi);
    if (size < 1e-60 * fmin(p[DF], 1.0)) {
        double plain = ter__standard_z_over_scale(side_of(dist, is_right(dist, x)), x);
        return 0.0 - ter__dd_value(ter__dd_mul_d(ter__dd_div_d(rise, p[DF]), plain));
    }
    if (size > 0x1p300) {
        ter__dd half = ter__two_sum(0.5 * x, -0.5 * p[LOCATION]);
        return -0.5 * ter__dd_value(ter__dd_div(rise, half));
    }
    ter__dd share = ter__dd_div(ter__dd_mul(rise, z), ter__dd_add_d(ter__dd_square(z), p[DF]));
    return -ter__dd_value(share) / p[is_right(dist, x) ? ABOVE : BELOW];
}

/* With s = z^2 / (df + z^2): by the scale of x's own side (df + 1) s / scale, and by both -1 / (below + above). */
static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    const double *p = dist->parameter;
    *slope = slope_at(dist, x);
    if (by_parameter == NULL)
        return;
    bool right = is_right(dist, x);
    ter__beta_place at = {{0.0, 0.0}, {1.0, 0.0}, {0.0, 0.0}, {0.0, 0.0}};
    if (x != p[LOCATION])
        at = place_of(dist, x);
    ter__dd share = ter__dd_div(ter__dd_make(1.0, 0.0), ter__two_sum(p[BELOW], p[ABOVE]));
    ter__dd part = ter__dd_mul(at.x, ter__two_sum(p[DF], 1.0));
    ter__dd own = ter__dd_sub(ter__dd_div_d(part, p[right ? ABOVE : BELOW]), share);
    ter__dd by_df = ter__dd_add_d(ter__dd_add(at.log_y, ter__dd_div_d(part, p[DF])), ter__student_t_digamma_gap(p[DF]));
    by_parameter[DF] = 0.5 * ter__dd_value(by_df);
    by_parameter[LOCATION] = 0.0 - *slope;
    by_parameter[BELOW] = right ? -share.hi : ter__dd_value(own);
    by_parameter[ABOVE] = right ? ter__dd_value(own) : -share.hi;
}

/* ---- moments ------------------------------------------------------------------------------------------------------------- */

/* E[(X - location)^k] / unit^k, k < df: (above^(k + 1) +- below^(k + 1)) / (below + above) times E|T|^k. */
static ter__dd moment_about_mode(const ter_dist *dist, double unit, unsigned k) {
    double df = dist->parameter[DF];
    ter__dd rest = ter__two_sum(0.5 * df, -0.5 * k),
            weight = ter__split_weight(dist->parameter[BELOW], dist->parameter[ABOVE], unit, k);
    ter__dd fall = ter__dd_sub(ter__dd_lgamma(rest.hi), ter__dd_lgamma(0.5 * df));
    fall = ter__dd_add_d(fall, rest.lo == 0.0 ? 0.0 : rest.lo * ter__digamma(rest.hi));
    ter__dd rise = ter__dd_sub(ter__dd_lgamma(0.5 * (k + 1.0)), ter__dd_lgamma(0.5));
    ter__dd log_size_of_power = ter__dd_add(ter__dd_add(fall, rise), ter__dd_mul_d(kept(dist, LOG_DF), 0.5 * k));
    return ter__dd_mul(weight, ter__exp_whole(log_size_of_power));
}

static double unit_of(const ter_dist *dist) {
    return fmax(dist->parameter[BELOW], dist->parameter[ABOVE]);
}

/* Both tails are of index df: odd moments from there on are infinity less infinity. */
static ter_status missing(const ter_dist *dist, unsigned order, double *value) {
    return order % 2 == 0 ? ter__summary_infinite(dist, value) : ter__summary_undefined(dist, value);
}

static ter_status raw_moment(const ter_dist *dist, unsigned order, double *value) {
    double unit = unit_of(dist);
    *value = 1.0;
    if (order == 0)
        return TER_OK;
    if (order >= dist->parameter[DF])
        return missing(dist, order, value);
    *value = ter__dd_value(
                 ter__split_moment_about(dist, moment_about_mode, unit, order, ter__dd_ratio(-dist->parameter[LOCATION], unit))) *
             ter__split_whole_power(unit, order);
    return TER_OK;
}

static ter_status central_moment(const ter_dist *dist, unsigned order, double *value) {
    double unit = unit_of(dist), df = dist->parameter[DF];
    *value = order == 0 ? 1.0 : 0.0;
    if (order == 0)
        return TER_OK;
    if (df <= 1.0)
        return ter__summary_undefined(dist, value);
    if (order == 1)
        return TER_OK;
    if (order >= df)
        return missing(dist, order, value);
    ter__dd mean_way = moment_about_mode(dist, unit, 1);
    *value = ter__dd_value(ter__split_moment_about(dist, moment_about_mode, unit, order, mean_way)) *
             ter__split_whole_power(unit, order);
    return TER_OK;
}

static ter_status mean(const ter_dist *dist, double *value) {
    double unit = unit_of(dist);
    if (dist->parameter[DF] <= 1.0)
        return ter__summary_undefined(dist, value);
    ter__dd way = ter__dd_mul_d(moment_about_mode(dist, unit, 1), unit);
    *value = ter__dd_value(ter__dd_add_d(way, dist->parameter[LOCATION]));
    return TER_OK;
}

static ter_status mode(const ter_dist *dist, double *value) {
    *value = dist->parameter[LOCATION];
    return TER_OK;
}

static ter_status variance(const ter_dist *dist, double *value) {
    return central_moment(dist, 2, value);
}

static ter_status standardised(const ter_dist *dist, unsigned order, double *value) {
    double unit = unit_of(dist), df = dist->parameter[DF];
    if (df <= 2.0)
        return ter__summary_undefined(dist, value);
    if (df <= order)
        return missing(dist, order, value);
    ter__dd way = moment_about_mode(dist, unit, 1), spread = ter__split_moment_about(dist, moment_about_mode, unit, 2, way);
    ter__dd low = order == 3 ? ter__dd_mul(spread, ter__dd_sqrt(spread)) : ter__dd_square(spread);
    ter__dd ratio = ter__dd_div(ter__split_moment_about(dist, moment_about_mode, unit, order, way), low);
    *value = ter__dd_value(order == 4 ? ter__dd_add_d(ratio, -3.0) : ratio);
    return TER_OK;
}

static ter_status skewness(const ter_dist *dist, double *value) {
    return standardised(dist, 3, value);
}

static ter_status excess_kurtosis(const ter_dist *dist, double *value) {
    return standardised(dist, 4, value);
}

/* ---- fit ----------------------------------------------------------------------------------------------------------------- */

static ter_status fit_start(size_t n, const double *x, const double *columns, const double *weights, double *parameters,
                            ter_error *error) {
    (void)columns;
    double mean_x, sd;
    if (!ter__normal_fit_moments(n, x, weights, &mean_x, &sd) || !(sd > 0.0))
        return ter_error_set(error, TER_BAD_DATA, "split_t: the values have no spread, so the likelihood grows without bound");
    parameters[DF] = 5.0;
    parameters[LOCATION] = mean_x;
    parameters[BELOW] = parameters[ABOVE] = 0.75 * sd;
    return TER_OK;
}

static const ter__fitter fitter = {.start = fit_start};

static const ter_parameter parameters[] = {
    TER__POSITIVE_PARAMETER("df", "nu", "degrees of freedom"),
    TER__LOCATION_PARAMETER("location: the mode"),
    TER__POSITIVE_PARAMETER("below", "s1", "scale of the t law whose half lies below the mode"),
    TER__POSITIVE_PARAMETER("above", "s2", "scale of the one above"),
};

static const ter_parameter skew_parameters[] = {
    TER__POSITIVE_PARAMETER("df", "nu", "degrees of freedom"),
    TER__LOCATION_PARAMETER("location: the mode"),
    TER__SCALE_PARAMETER("scale"),
    TER__POSITIVE_PARAMETER("skewness", "gamma", "square root of above / below"),
};

static const ter_parameter gamlss_parameters[] = {
    TER__REAL_PARAMETER("mu", "mu", "location"),
    TER__POSITIVE_PARAMETER("sigma", "sigma", "scale"),
    TER__POSITIVE_PARAMETER("nu", "nu", "square root of above / below"),
    TER__POSITIVE_PARAMETER("tau", "tau", "degrees of freedom"),
};

static void from_skew(const double *given, double *own) {
    own[DF] = given[0];
    own[LOCATION] = given[1];
    own[BELOW] = given[2] / given[3];
    own[ABOVE] = given[2] * given[3];
}

static void from_gamlss(const double *given, double *own) {
    own[DF] = given[3];
    own[LOCATION] = given[0];
    own[BELOW] = given[1] / given[2];
    own[ABOVE] = given[1] * given[2];
}

static const ter__variant variants[] = {
    TER__VARIANT("TFP", "TwoPieceStudentT", skew_parameters, from_skew),
    TER__VARIANT("gamlss", "ST3", gamlss_parameters, from_gamlss),
};

static const ter_alias aliases[] = {{"two_piece_t", NULL}};

static const ter__edge edges[] = {
    {{3.0, 0.0, 1.0, 3.0}, TER_CDF, 0.0, 0.25},
    {{3.0, 2.0, 1.0, 1.0}, TER_CDF, 2.0, 0.5},
    {{3.0, 2.0, 1.0, 1.0}, TER_QUANTILE, 0.5, 2.0},
    {{3.0, 0.0, 1.0, 3.0}, TER_LOG_PDF_SLOPE, 0.0, 0.0},
    {{3.0, 0.0, 1.0, 3.0}, TER_CDF, TER__INFINITY, 1.0},
    {{3.0, 0.0, 1.0, 3.0}, TER_QUANTILE, 0.0, -TER__INFINITY},
    {{3.0, 0.0, 1.0, 3.0}, TER_QUANTILE, 1.0, TER__INFINITY},
    {{3.0, 0.0, 1.0, 3.0}, TER_ISF, 1.5, TER__NAN},
    {{3.0, 0.0, 1.0, 3.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .gradient = gradient,
    .inverse = inverse,
    .tail_error = 0x1p-48,
};

const ter_family ter__family_split_t = {
    .name = "split_t",
    .title = "Split (two-piece) t",
    .formula = "2 t(z; df) / (below + above), z = (x - location) / below or, above the location, / above",
    .conventions =
        "TFP: TwoPieceStudentT(df, loc, scale, skewness) and gamlss: ST3(mu, sigma, nu, tau) have below = scale / skewness, "
        "above = scale skewness; skewness is gamlss's nu, df its tau.",
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
            [TER_MODE] = mode,
        },
    .raw_moment = raw_moment,
    .central_moment = central_moment,
    .words_per_draw = 1,
    .fitter = &fitter,
    .accuracy_range = "degrees of freedom from 0.1 to 1e10, scales from 1e-100 to 1e100 whose quotient is at most 1e6, all "
                      "locations and arguments",
    .accuracy = TER__BETA_ACCURACY,
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
