/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Half t: |T| times a scale, T of Student's law. (X / scale)^2 / df is the odds of a beta(1/2, df / 2) variable. */
#include "beta_summary.h"
#include "dist/common_parameters.h"
#include "dist/common_slots.h"
#include "odds_law.h"
#include "special/gamma.h"

static void prepare(const double *p, double *prepared) {
    ter__dd root = ter__dd_sqrt(ter__dd_make(p[0], 0.0));
    ter__odds_law law = ter__odds_law_make(ter__dd_make(0.5, 0.0), ter__dd_make(0.5 * p[0], 0.0), ter__dd_mul_d(root, p[1]), 2.0);
    ter__odds_law_keep(&law, prepared);
}

static void support(const double *p, double *lower, double *upper) {
    (void)p;
    *lower = 0.0;
    *upper = TER__INFINITY;
}

/*
 * -(df + 1) z / (scale df (1 + z^2 / df)), z = x / scale, of mantissas alone: the powers of two join last, so that neither z nor
 * the quotient by the scale passes below the doubles on the way.
 */
static double slope_at(double df, double scale, double x) {
    int x_power, scale_power, df_power;
    double x_part = frexp(x, &x_power), scale_part = frexp(scale, &scale_power), df_part = frexp(df, &df_power);
    int z_power = x_power - scale_power, ratio_power = 2 * z_power - df_power; /* of z^2 / df, but for a factor of some units */
    ter__dd rise = ter__two_sum(df, 1.0), z_part = ter__dd_ratio(x_part, scale_part);
    if (ratio_power > 130) /* 1 is nothing beside z^2 / df */
        return ldexp(-ter__dd_value(ter__dd_div_d(rise, x_part)), -x_power);
    ter__dd out = ter__dd_div_d(ter__dd_mul(ter__dd_div_d(rise, df), z_part), scale_part);
    if (ratio_power > -130) {
        ter__dd ratio = ter__dd_scale(ter__dd_div_d(ter__dd_square(z_part), df_part), ldexp(1.0, ratio_power));
        out = ter__dd_div(out, ter__dd_add_d(ratio, 1.0));
    }
    return ldexp(-ter__dd_value(out), z_power - scale_power);
}

static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    ter__odds_law law = ter__odds_law_of(dist);
    ter__odds_gradient g = ter__odds_gradient_at(&law, x, by_parameter != NULL);
    *slope = slope_at(dist->parameter[0], dist->parameter[1], x);
    if (by_parameter != NULL) {
        by_parameter[0] = 0.5 * g.b + 0.5 * g.log_scale / dist->parameter[0];
        by_parameter[1] = g.log_scale / dist->parameter[1];
    }
}

/* log of E (X / scale)^order: df^(order/2) Gamma((order + 1)/2) Gamma((df - order)/2) / (Gamma(1/2) Gamma(df/2)), order < df. */
static ter__dd log_moment(const ter_dist *dist, unsigned order) {
    double df = dist->parameter[0];
    ter__dd rest = ter__two_sum(0.5 * df, -0.5 * order);
    ter__dd fall = ter__dd_sub(ter__dd_lgamma(rest.hi), ter__dd_lgamma(0.5 * df));
    fall = ter__dd_add_d(fall, rest.lo == 0.0 ? 0.0 : rest.lo * ter__digamma(rest.hi));
    ter__dd rise = ter__dd_sub(ter__dd_lgamma(0.5 * (order + 1.0)), ter__dd_lgamma(0.5));
    return ter__dd_add(ter__dd_add(fall, rise), ter__dd_mul_d(ter__dd_log_d(df), 0.5 * order));
}

static ter_status raw_moment(const ter_dist *dist, unsigned order, double *value) {
    *value = 1.0;
    if (order == 0)
        return TER_OK;
    if (order >= dist->parameter[0])
        return ter__summary_infinite(dist, value);
    ter__dd log_scale = ter__dd_mul_d(ter__dd_log_d(dist->parameter[1]), order);
    *value = ter__exp_dd(ter__dd_add(log_moment(dist, order), log_scale));
    return TER_OK;
}

static ter_status mean(const ter_dist *dist, double *value) {
    return raw_moment(dist, 1, value);
}

/* df / (df - 2) less the square of the mean, which is never near it. */
static ter_status variance(const ter_dist *dist, double *value) {
    double df = dist->parameter[0], scale = dist->parameter[1];
    if (df <= 1.0)
        return ter__summary_undefined(dist, value);
    if (df <= 2.0)
        return ter__summary_infinite(dist, value);
    ter__dd square = ter__dd_exp(ter__dd_scale(log_moment(dist, 1), 2.0));
    ter__dd second = ter__dd_div(ter__dd_make(df, 0.0), ter__two_sum(df, -2.0));
    *value = ter__dd_value(ter__dd_sub(second, square)) * scale * scale;
    return TER_OK;
}

static ter_status standardised(const ter_dist *dist, unsigned order, double *value) {
    double df = dist->parameter[0];
    if (df <= 2.0)
        return ter__summary_undefined(dist, value);
    if (df <= order)
        return ter__summary_infinite(dist, value);
    ter__dd m = ter__dd_exp(log_moment(dist, 1)), m2 = ter__dd_exp(log_moment(dist, 2)), m3 = ter__dd_exp(log_moment(dist, 3));
    ter__dd square = ter__dd_square(m), spread = ter__dd_sub(m2, square);
    if (order == 3) { /* m3 - 3 m m2 + 2 m^3 */
        ter__dd third = ter__dd_sub(m3, ter__dd_mul(m, ter__dd_sub(ter__dd_mul_d(m2, 3.0), ter__dd_scale(square, 2.0))));
        *value = ter__dd_value(ter__dd_div(third, ter__dd_mul(spread, ter__dd_sqrt(spread))));
        return TER_OK;
    }
    ter__dd m4 = ter__dd_exp(log_moment(dist, 4)); /* m4 - 4 m m3 + 6 m^2 m2 - 3 m^4 */
    ter__dd inner = ter__dd_mul_d(ter__dd_sub(ter__dd_scale(m2, 2.0), square), 3.0);
    ter__dd fourth = ter__dd_add(ter__dd_sub(m4, ter__dd_mul(ter__dd_scale(m, 4.0), m3)), ter__dd_mul(square, inner));
    *value = ter__dd_value(ter__dd_add_d(ter__dd_div(fourth, ter__dd_square(spread)), -3.0));
    return TER_OK;
}

static ter_status skewness(const ter_dist *dist, double *value) {
    return standardised(dist, 3, value);
}

static ter_status excess_kurtosis(const ter_dist *dist, double *value) {
    return standardised(dist, 4, value);
}

static ter_status entropy(const ter_dist *dist, double *value) {
    ter__odds_law law = ter__odds_law_of(dist);
    *value = ter__odds_entropy(&law);
    return TER_OK;
}

static const ter_parameter parameters[] = {
    TER__POSITIVE_PARAMETER("df", "nu", "degrees of freedom"),
    TER__SCALE_PARAMETER("scale, that of the t law"),
};

static const ter__edge edges[] = {
    {{1.0, 1.0}, TER_PDF, 0.0, 0x1.45f306dc9c883p-1}, /* 2 / pi */
    {{1.0, 3.0}, TER_CDF, 3.0, 0.5},
    {{3.0, 1.0}, TER_CDF, 0.0, 0.0},
    {{3.0, 1.0}, TER_CDF, -1.0, 0.0},
    {{3.0, 1.0}, TER_CDF, TER__INFINITY, 1.0},
    {{3.0, 1.0}, TER_QUANTILE, 0.0, 0.0},
    {{3.0, 1.0}, TER_QUANTILE, 1.0, TER__INFINITY},
    {{3.0, 1.0}, TER_QUANTILE, 1.5, TER__NAN},
    {{3.0, 1.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = ter__odds_stated_log_density,
    .log_tail = ter__odds_stated_log_tail,
    .gradient = gradient,
    .inverse = ter__odds_stated_inverse,
    .density_at_lower = true,
    .tail_error = 0x1p-48,
};

const ter_family ter__family_half_t = {
    .name = "half_t",
    .title = "Half t",
    .formula = "2 (1 + (x/scale)^2 / df)^(-(df + 1)/2) / (scale sqrt(df) B(1/2, df/2)), x >= 0",
    .conventions = "TFP: HalfStudentT(df, 0, scale). extraDistr: dht(x, nu=df, sigma=scale). df = 1 is half_cauchy.",
    .parameter_count = 2,
    .parameters = parameters,
    .prepare = prepare,
    .support = support,
    .statement = &statement,
    .summary =
        {
            [TER_MEAN] = mean,
            [TER_VARIANCE] = variance,
            [TER_SKEWNESS] = skewness,
            [TER_EXCESS_KURTOSIS] = excess_kurtosis,
            [TER_MODE] = ter__summary_zero,
            [TER_ENTROPY] = entropy,
        },
    .raw_moment = raw_moment,
    .central_moment = ter__central_moment_of_summaries,
    .words_per_draw = 1,
    .accuracy_range = "degrees of freedom from 0.1 to 1e10, scale and x of any size; both tails and their logs",
    .accuracy = TER__BETA_ACCURACY,
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
