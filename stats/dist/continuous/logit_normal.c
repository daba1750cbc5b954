/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The logit-normal law: log(X / (1 - X)) is normal. f(x) = phi(z) / (sdlogit x (1 - x)), z = (log(x / (1 - x)) - meanlogit) /
 * sdlogit.
 */
#include "dist/common_parameters.h"
#include "dist/family.h"
#include "dist/variants.h"
#include "normal_score.h"
#include "standard.h"

enum { LOG_SD = TER__STANDARD_SIZE };

static void prepare(const double *p, double *prepared) {
    ter__standard_prepare(p[0], p[1], prepared);
    ter__dd log_sd = ter__dd_log_d(p[1]);
    prepared[LOG_SD] = log_sd.hi;
    prepared[LOG_SD + 1] = log_sd.lo;
}

static void support(const double *p, double *lower, double *upper) {
    (void)p;
    *lower = 0.0;
    *upper = 1.0;
}

static ter__dd log_rest(double x) {
    return ter__dd_log1p(ter__dd_make(-x, 0.0));
}

static ter__dd z_of(const ter_dist *dist, double x) {
    ter__standard s = ter__standard_load(dist->prepared);
    ter__dd logit = ter__dd_sub(ter__dd_log_d(x), log_rest(x));
    return ter__standard_scaled(s, ter__dd_add_d(ter__dd_scale(logit, s.pre), -s.location));
}

/* log dz/dx = -log sdlogit - log x - log(1 - x). */
static ter__dd log_rate(const ter_dist *dist, double x) {
    ter__dd log_sd = ter__dd_make(dist->prepared[LOG_SD], dist->prepared[LOG_SD + 1]);
    return ter__dd_neg(ter__dd_add(log_sd, ter__dd_add(ter__dd_log_d(x), log_rest(x))));
}

static ter__dd log_density(const ter_dist *dist, double x) {
    return ter__dd_add_wide(ter__score_log_density(z_of(dist, x)), log_rate(dist, x));
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    return ter__score_log_tail(z_of(dist, x), upper);
}

static ter__dd log_hazard(const ter_dist *dist, double x) {
    return ter__dd_add_wide(ter__score_log_hazard(z_of(dist, x)), log_rate(dist, x));
}

/* 1 / (1 + exp(-u)), u = meanlogit + sdlogit z. */
static double inverse(const ter_dist *dist, ter__dd log_tail, bool upper) {
    ter__dd u = ter__dd_mul_wide(ter__score_inverse(log_tail, upper), ter__dd_make(dist->parameter[1], 0.0));
    u = ter__dd_add_wide(u, ter__dd_make(dist->parameter[0], 0.0));
    return ter__exp_dd(ter__dd_neg(ter__softplus(ter__dd_neg(u))));
}

/* d log f / dx = (2 x - 1 - z / sdlogit) / (x (1 - x)). */
static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    double sd = dist->parameter[1];
    ter__dd z = z_of(dist, x), rate = ter__dd_div_d(z, sd);
    ter__dd top = ter__dd_sub(ter__two_sum(2.0 * x, -1.0), rate);
    *slope = ter__dd_value(ter__dd_div(top, ter__two_sum(1.0, -x))) / x;
    if (by_parameter != NULL) {
        by_parameter[0] = rate.hi;
        by_parameter[1] = ter__dd_value(ter__dd_add_d(ter__dd_square(z), -1.0)) / sd;
    }
}

static ter_status median(const ter_dist *dist, double *value) {
    ter__dd u = ter__dd_make(-dist->parameter[0], 0.0);
    *value = ter__exp_dd(ter__dd_neg(ter__softplus(u)));
    return TER_OK;
}

/*
 * At logit u the slope is 0 when u = meanlogit + sdlogit^2 tanh(u / 2). Of two modes the higher has the sign of meanlogit; on that
 * side the difference is convex, so Newton's method from beyond comes down to it.
 */
static ter_status mode(const ter_dist *dist, double *value) {
    double mean = fabs(dist->parameter[0]), square = dist->parameter[1] * dist->parameter[1], u = mean + square;
    for (int i = 0; i < 200 && u > 0.0; i++) {
        double e = ter__exp(-u), t = (1.0 - e) / (1.0 + e);
        double next = u - (u - mean - square * t) / (1.0 - 0.5 * square * (1.0 - t) * (1.0 + t));
        if (!(next < u))
            break;
        u = fmax(next, 0.0);
    }
    *value = 1.0 / (1.0 + ter__exp(dist->parameter[0] < 0.0 ? u : -u));
    return TER_OK;
}

static const ter_parameter parameters[] = {
    {.name = "meanlogit",
     .symbol = "mu",
     .description = "mean of log(x / (1 - x))",
     .lower = -TER__INFINITY,
     .upper = TER__INFINITY,
     .lower_open = true,
     .upper_open = true,
     .has_default = true,
     .default_value = 0.0},
    {.name = "sdlogit",
     .symbol = "sigma",
     .description = "standard deviation of log(x / (1 - x))",
     .lower = 0.0,
     .upper = TER__INFINITY,
     .lower_open = true,
     .upper_open = true,
     .has_default = true,
     .default_value = 1.0},
};

static const ter_alias aliases[] = {{"LogitNormal", "Distributions.jl, TFP"}, {"logitnorm", "R logitnorm"}};

static const ter_parameter johnson_parameters[] = {
    TER__REAL_PARAMETER("gamma", "gamma", "score at 1/2; positive skews to the right"),
    TER__POSITIVE_PARAMETER("delta", "delta", "scores per unit of logit"),
};

static const ter_parameter scipy_parameters[] = {
    TER__REAL_PARAMETER("a", "a", "gamma"),
    TER__POSITIVE_PARAMETER("b", "b", "delta"),
    TER__SCIPY_NO_LOC,
    TER__SCIPY_NO_SCALE,
};

/* gamma + delta logit is the score. */
static void from_johnson(const double *given, double *own) {
    own[0] = 0.0 - given[0] / given[1];
    own[1] = 1.0 / given[1];
}

static const ter__variant variants[] = {
    TER__VARIANT(NULL, "johnson_sb", johnson_parameters, from_johnson),
    TER__VARIANT("scipy", "johnsonsb", scipy_parameters, from_johnson),
};

static const ter__edge edges[] = {
    {{0.0, 1.0}, TER_CDF, 0.5, 0.5}, {{0.0, 1.0}, TER_QUANTILE, 0.5, 0.5}, {{0.0, 1.0}, TER_CDF, 0.0, 0.0},
    {{0.0, 1.0}, TER_CDF, 1.0, 1.0}, {{0.0, 1.0}, TER_PDF, 0.0, 0.0},      {{0.0, 1.0}, TER_PDF, 1.0, 0.0},
    {{0.0, 1.0}, TER_SF, 2.0, 0.0},  {{0.0, 1.0}, TER_QUANTILE, 1.0, 1.0}, {{0.0, 1.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .log_hazard = log_hazard,
    .gradient = gradient,
    .inverse = inverse,
};

const ter_family ter__family_logit_normal = {
    .name = "logit_normal",
    .title = "Logit-normal",
    .formula = "exp(-z^2 / 2) / (x (1 - x) sdlogit sqrt(2 pi)), z = (log(x / (1 - x)) - meanlogit) / sdlogit, 0 < x < 1",
    .conventions = "Parameters are those of the natural logit of x. R: logitnorm::dlogitnorm(x, mu, sigma); gamlss.dist's LOGITNO "
                   "takes mu as the median 1 / (1 + exp(-meanlogit)). Johnson's S_B on [0, 1] is the same law: johnson_sb(gamma, "
                   "delta), R: SuppDists::dJohnson of type SB, Mathematica: JohnsonDistribution[\"SB\", gamma, delta, 0, 1]; on "
                   "another interval affine(johnson_sb(gamma, delta), location, scale).",
    .parameter_count = 2,
    .parameters = parameters,
    .alias_count = sizeof aliases / sizeof aliases[0],
    .aliases = aliases,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
    .prepare = prepare,
    .support = support,
    .statement = &statement,
    .summary = {[TER_MEDIAN] = median, [TER_MODE] = mode},
    .words_per_draw = 1,
    .accuracy_range = "|meanlogit| up to 1e6, any sdlogit, all x",
    .accuracy = TER__STATED_ACCURACY(1.0, 2.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
