/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The relaxed Bernoulli law, or binary concrete law (C. J. Maddison, A. Mnih, Y. W. Teh, ICLR 2017): z = temperature log(x / (1 -
 * x))
 * - logit is logistic. f(x) = temperature exp(-z) / (x (1 - x) (1 + exp(-z))^2), 0 < x < 1.
 *
 * Next to x = 1/2 the logit is log(1 + (2 x - 1) / (1 - x)), whose argument has its own digits.
 */
#include "dist/common_parameters.h"
#include "dist/common_slots.h"
#include "log_terms.h"

enum { TEMPERATURE, LOGIT };

static void support(const double *p, double *lower, double *upper) {
    (void)p;
    *lower = 0.0;
    *upper = 1.0;
}

static ter__dd log_above(double x) {
    return ter__dd_log1p(ter__dd_make(-x, 0.0));
}

static ter__dd logit_of(double x) {
    if (x > 0.25 && x < 0.75)
        return ter__dd_log1p(ter__dd_div(ter__two_sum(2.0 * x, -1.0), ter__two_sum(1.0, -x)));
    return ter__dd_sub(ter__dd_log_d(x), log_above(x));
}

static ter__dd z_of(const ter_dist *dist, double x) {
    return ter__dd_add_d(ter__dd_mul_d(logit_of(x), dist->parameter[TEMPERATURE]), -dist->parameter[LOGIT]);
}

/*
 * w = z - log(x / (1 - x)), by which the law differs from the uniform one: f(x) = temperature e^w / (1 + x (e^w - 1))^2. Where it
 * is small all terms of the log density and its slope may be.
 */
#define NEARLY_UNIFORM 0.75

static ter__dd excess_of(const ter_dist *dist, double x) {
    ter__dd less = ter__two_sum(dist->parameter[TEMPERATURE], -1.0);
    return ter__dd_add_d(ter__dd_mul(logit_of(x), less), -dist->parameter[LOGIT]);
}

/* log(temperature / (x (1 - x))). */
static ter__dd log_rate(const ter_dist *dist, double x) {
    return ter__dd_sub(ter__dd_log_d(dist->parameter[TEMPERATURE]), ter__dd_add(ter__dd_log_d(x), log_above(x)));
}

/* At the ends exp(-+logit) temperature times the distance's power temperature - 1. */
static ter__dd log_density(const ter_dist *dist, double x) {
    double t = dist->parameter[TEMPERATURE], logit = dist->parameter[LOGIT];
    if (x == 0.0 || x == 1.0)
        return t == 1.0 ? ter__dd_make(x == 0.0 ? -logit : logit, 0.0)
                        : ter__dd_make(t < 1.0 ? TER__INFINITY : -TER__INFINITY, 0.0);
    ter__dd w = excess_of(dist, x);
    if (fabs(w.hi) < NEARLY_UNIFORM) {
        ter__dd bent = ter__dd_log1p(ter__dd_mul_d(ter__dd_expm1(w), x));
        return ter__dd_sub(ter__dd_add(ter__dd_log1p(ter__two_sum(t, -1.0)), w), ter__dd_scale(bent, 2.0));
    }
    ter__dd z = z_of(dist, x), fall = z.hi > 0.0 ? ter__dd_neg(z) : z;
    ter__dd bell = ter__dd_sub(fall, ter__dd_scale(ter__softplus(fall), 2.0));
    return ter__dd_add(bell, log_rate(dist, x));
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    ter__dd z = z_of(dist, x);
    return ter__dd_neg(ter__softplus(upper ? z : ter__dd_neg(z)));
}

static ter__dd log_hazard(const ter_dist *dist, double x) {
    return ter__dd_sub(log_rate(dist, x), ter__softplus(ter__dd_neg(z_of(dist, x))));
}

/* 1 / (1 + exp(-u)), u = (z + logit) / temperature. */
static double value_at(const ter_dist *dist, ter__dd z) {
    ter__dd u = ter__dd_div_d(ter__dd_add_d(z, dist->parameter[LOGIT]), dist->parameter[TEMPERATURE]);
    if (!(fabs(u.hi) < 0x1p900))
        return u.hi > 0.0 ? 1.0 : 0.0;
    return ter__exp_dd(ter__dd_neg(ter__softplus(ter__dd_neg(u))));
}

static double inverse(const ter_dist *dist, ter__dd log_tail, bool upper) {
    ter__dd z = ter__dd_sub(log_tail, ter__log_rest(log_tail));
    return value_at(dist, upper ? ter__dd_neg(z) : z);
}

/* tanh(z / 2). */
static ter__dd tanh_half(ter__dd z) {
    ter__dd fall = z.hi > 0.0 ? ter__dd_neg(z) : z;
    ter__dd e = ter__dd_expm1(fall.hi < -600.0 ? ter__dd_make(-600.0, 0.0) : fall);
    ter__dd size = ter__dd_div(e, ter__dd_add_d(e, 2.0));
    return z.hi > 0.0 ? ter__dd_neg(size) : size;
}

/* temperature - 1 + 2 (d - temperature s(w)), s(w) = 1 / (1 + exp(-w)): what drives the density away from an end at distance d. */
static ter__dd away(double t, ter__dd d, ter__dd w) {
    ter__dd share = ter__exp_whole(ter__dd_neg(ter__softplus(ter__dd_neg(w))));
    return ter__dd_add(ter__two_sum(t, -1.0), ter__dd_scale(ter__dd_sub(d, ter__dd_mul_d(share, t)), 2.0));
}

/* With temperature 1, 2 (k - 1) / (x + (1 - x) k), k = exp(logit). */
static double slope_of_ratio(double logit, double x) {
    ter__dd k = ter__dd_exp(ter__dd_make(-fabs(logit), 0.0)), less = ter__dd_expm1(ter__dd_make(-fabs(logit), 0.0));
    ter__dd near = ter__dd_make(x, 0.0), other = ter__two_sum(1.0, -x);
    ter__dd low = logit > 0.0 ? ter__dd_add(ter__dd_mul(near, k), other) : ter__dd_add(near, ter__dd_mul(other, k));
    double size = ter__dd_value(ter__dd_scale(ter__dd_div(less, low), 2.0));
    return logit > 0.0 ? 0.0 - size : size;
}

/*
 * d log f / dx = (2 x - 1 - temperature tanh(z / 2)) / (x (1 - x)): about the middle as it stands, next to an end with the ones
 * taken out.
 */
static double slope_at(const ter_dist *dist, double x, ter__dd z) {
    double t = dist->parameter[TEMPERATURE];
    ter__dd other = ter__two_sum(1.0, -x), w = excess_of(dist, x), top;
    if (fabs(w.hi) < NEARLY_UNIFORM) { /* -((t - 1) (2 x - 1) / (x (1 - x)) + 2 t (e^w - 1) / (1 + x (e^w - 1))) */
        ter__dd rise = ter__dd_expm1(w), bent = ter__dd_div(rise, ter__dd_add_d(ter__dd_mul_d(rise, x), 1.0));
        ter__dd near = ter__dd_mul_d(ter__dd_mul_d(ter__dd_mul(bent, other), x), 2.0 * t);
        top = ter__dd_neg(ter__dd_add(ter__dd_mul(ter__two_sum(t, -1.0), ter__two_sum(2.0 * x, -1.0)), near));
        if (t == 1.0)
            return -2.0 * ter__dd_value(bent);
        return ter__dd_value(ter__dd_div(top, other)) / x;
    }
    if (t == 1.0)
        return slope_of_ratio(dist->parameter[LOGIT], x);
    if (x < 0.25)
        top = away(t, ter__dd_make(x, 0.0), z);
    else if (x > 0.75)
        top = ter__dd_neg(away(t, other, ter__dd_neg(z)));
    else
        top = ter__dd_sub(ter__two_sum(2.0 * x, -1.0), ter__dd_mul_d(tanh_half(z), t));
    return ter__dd_value(ter__dd_div(top, other)) / x;
}

static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    double t = dist->parameter[TEMPERATURE];
    ter__dd z = z_of(dist, x);
    *slope = slope_at(dist, x, z);
    if (by_parameter != NULL) {
        ter__dd turn = tanh_half(z);
        by_parameter[TEMPERATURE] = ter__dd_value(ter__dd_sub(ter__dd_ratio(1.0, t), ter__dd_mul(turn, logit_of(x))));
        by_parameter[LOGIT] = ter__dd_value(turn);
    }
}

static ter_status median(const ter_dist *dist, double *value) {
    *value = value_at(dist, ter__dd_make(0.0, 0.0));
    return TER_OK;
}

/*
 * Of the logit U = (logit + L) / temperature, 2 - log temperature, less E[log(exp(U / 2) + exp(-U / 2))] twice: by the trapezoidal
 * rule in L, exponentially exact for a function that is analytic within pi and pi temperature of the line.
 */
static ter_status entropy(const ter_dist *dist, double *value) {
    double t = dist->parameter[TEMPERATURE], step = 0.45 * fmin(t, 1.0), sum = 0.0, weights = 0.0;
    int last = (int)fmin(ceil(45.0 / step), 1e6);
    for (int i = -last; i <= last; i++) {
        double e = ter__exp(-fabs(i * step)), size = fabs((dist->parameter[LOGIT] + i * step) / t);
        double weight = e / ((1.0 + e) * (1.0 + e));
        sum += weight * (size + 2.0 * ter__log1p(ter__exp(-size)));
        weights += weight;
    }
    *value = 2.0 - ter__log(t) - sum / weights;
    return TER_OK;
}

static const ter_parameter parameters[] = {
    TER__POSITIVE_PARAMETER("temperature", "T", "the nearer to 0, the nearer to a Bernoulli law"),
    {.name = "logit",
     .symbol = "l",
     .description = "log of the odds of values above 1/2",
     .lower = -TER__INFINITY,
     .upper = TER__INFINITY,
     .lower_open = true,
     .upper_open = true,
     .has_default = true,
     .default_value = 0.0},
};

static const ter_alias aliases[] = {{"RelaxedBernoulli", "TFP, NumPyro"}, {"binary_concrete", NULL}};

static const ter__edge edges[] = {
    {{1.0, 0.0}, TER_PDF, 0.25, 1.0},          {{1.0, 0.0}, TER_PDF, 0.0, 1.0},           {{2.0, 0.0}, TER_PDF, 1.0, 0.0},
    {{0.5, 0.0}, TER_PDF, 1.0, TER__INFINITY}, {{0.5, 0.0}, TER_CDF, 0.5, 0.5},           {{0.5, 0.0}, TER_QUANTILE, 0.5, 0.5},
    {{0.5, 0.0}, TER_CDF, 0.0, 0.0},           {{0.5, 0.0}, TER_CDF, 1.0, 1.0},           {{0.5, 0.0}, TER_SF, 2.0, 0.0},
    {{0.5, 0.0}, TER_QUANTILE, 1.0, 1.0},      {{0.5, 0.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .log_hazard = log_hazard,
    .gradient = gradient,
    .inverse = inverse,
    .density_at_lower = true,
    .density_at_upper = true,
};

const ter_family ter__family_relaxed_bernoulli = {
    .name = "relaxed_bernoulli",
    .title = "Relaxed Bernoulli (binary concrete)",
    .formula = "T exp(-z) / (x (1 - x) (1 + exp(-z))^2), z = T log(x / (1 - x)) - logit, T = temperature, 0 < x < 1",
    .conventions = "TFP and NumPyro: RelaxedBernoulli(temperature, logits=logit); their probs is 1 / (1 + exp(-logit)).",
    .parameter_count = sizeof parameters / sizeof parameters[0],
    .parameters = parameters,
    .alias_count = sizeof aliases / sizeof aliases[0],
    .aliases = aliases,
    .support = support,
    .statement = &statement,
    .summary = {[TER_MEDIAN] = median, [TER_ENTROPY] = entropy},
    .words_per_draw = 1,
    .accuracy_range = "temperatures from 1e-3 to 1e3, |logit| up to 700, all x",
    .accuracy = TER__STATED_ACCURACY(1.0, 2.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
