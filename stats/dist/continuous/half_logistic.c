/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The half-logistic law, |X| of a logistic X: P(X <= x) = tanh(r / 2), P(X > x) = 2 / (1 + e^r), r = x / scale, x >= 0. The
 * density at 0 is 1 / (2 scale), and log f is that of 1 - tanh^2 beside it.
 */
#include "dist/common_parameters.h"
#include "dist/common_slots.h"
#include "positive.h"

static void prepare(const double *p, double *prepared) {
    ter__positive_prepare(p[0], prepared);
}

static ter__dd v_of(const ter_dist *dist, double x) {
    return ter__positive_log_ratio(dist->prepared, x);
}

static ter__dd log_scale_of(const ter_dist *dist) {
    return ter__positive_log_scale(dist->prepared);
}

static ter__dd r_of(const ter_dist *dist, double x) {
    return x > 0.0 ? ter__positive_ratio(dist->prepared, x) : ter__dd_make(0.0, 0.0);
}

/* tanh(r / 2), r >= 0. */
static ter__dd half_tanh(ter__dd r) {
    if (r.hi > 200.0)
        return ter__dd_make(1.0, 0.0);
    ter__dd e = ter__dd_neg(ter__dd_expm1(ter__dd_neg(r)));
    return ter__dd_div(e, ter__dd_sub(ter__dd_make(2.0, 0.0), e));
}

static ter__dd log_density(const ter_dist *dist, double x) {
    ter__dd r = r_of(dist, x), log_two_scale = ter__dd_add(log_scale_of(dist), ter__log_two());
    if (isinf(r.hi))
        return ter__log_zero();
    if (r.hi < 1.0)
        return ter__dd_sub(ter__dd_log1p(ter__dd_neg(ter__dd_square(half_tanh(r)))), log_two_scale);
    ter__dd twice = ter__dd_scale(ter__dd_sub(ter__log_two(), ter__softplus(ter__dd_neg(r))), 2.0);
    return ter__dd_sub(ter__dd_sub(twice, r), log_two_scale);
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    ter__dd v = v_of(dist, x), r = r_of(dist, x), small;
    bool above = r.hi > 1.0986122886681098; /* the upper tail is the smaller */
    if (above)
        small = isinf(r.hi) ? ter__log_zero() : ter__dd_sub(ter__log_two(), ter__softplus(r));
    else
        small = v.hi < -110.0 ? ter__dd_sub(v, ter__log_two()) : ter__dd_log(half_tanh(r));
    return above == upper ? small : ter__log_rest(small);
}

/* (1 + tanh(r / 2)) / (2 scale) = 1 / (scale (1 + e^-r)). */
static ter__dd log_hazard(const ter_dist *dist, double x) {
    return ter__dd_neg(ter__dd_add(ter__softplus(ter__dd_neg(r_of(dist, x))), log_scale_of(dist)));
}

static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    double scale = dist->parameter[0];
    ter__dd r = r_of(dist, x), t = half_tanh(r);
    *slope = r.hi < 0x1p-300 ? -ter__exp_dd(ter__dd_sub(ter__dd_sub(v_of(dist, x), ter__log_two()), log_scale_of(dist)))
                             : -ter__dd_value(t) / scale;
    if (by_parameter != NULL)
        by_parameter[0] = ter__dd_value(ter__dd_add_d(ter__dd_mul(r, t), -1.0)) / scale;
}

static double inverse(const ter_dist *dist, ter__dd log_tail, bool upper) {
    if (!upper && log_tail.hi < -110.0)
        return ter__positive_undo(dist->prepared, ter__dd_add(log_tail, ter__log_two()));
    ter__dd r;
    if (upper) { /* e^r = 2 / p - 1 */
        ter__dd log_half = ter__dd_sub(log_tail, ter__log_two());
        r = ter__dd_sub(ter__log_rest(log_half), log_half);
    } else { /* 2 artanh p */
        ter__dd p = ter__dd_exp(log_tail);
        r = ter__dd_log1p(ter__dd_div(ter__dd_scale(p, 2.0), ter__dd_sub(ter__dd_make(1.0, 0.0), p)));
    }
    return ter__positive_undo_ratio(dist->prepared, r);
}

static ter_status mean(const ter_dist *dist, double *value) {
    *value = ter__positive_undo_ratio(dist->prepared, ter__dd_scale(ter__log_two(), 2.0));
    return TER_OK;
}

/* (pi^2 / 3 - log(4)^2) scale^2. */
static ter_status variance(const ter_dist *dist, double *value) {
    *value = 1.3680560780236472 * dist->parameter[0] * dist->parameter[0];
    return TER_OK;
}

static ter_status skewness(const ter_dist *dist, double *value) {
    (void)dist;
    *value = 1.5403288034048802;
    return TER_OK;
}

static ter_status excess_kurtosis(const ter_dist *dist, double *value) {
    (void)dist;
    *value = 3.5837356644567148;
    return TER_OK;
}

/* scale log 3. */
static ter_status median(const ter_dist *dist, double *value) {
    *value = ter__positive_undo_ratio(dist->prepared, ter__dd_log_d(3.0));
    return TER_OK;
}

/* 2 - log 2 + log scale. */
static ter_status entropy(const ter_dist *dist, double *value) {
    *value = ter__dd_value(ter__dd_add_d(ter__dd_sub(log_scale_of(dist), ter__log_two()), 2.0));
    return TER_OK;
}

/* 2 n! eta(n) scale^n, eta(n) = 1 - 2^-n + 3^-n - ... (Dirichlet): log 2, pi^2 / 12, then summed in pairs. */
static ter_status raw_moment(const ter_dist *dist, unsigned order, double *value) {
    static const double eta[] = {
        0.5, 0.69314718055994531, 0.82246703342411322, 0.90154267736969572, 0.94703282949724592, 0.97211977044690931};
    double sum = 0.0, product = 2.0;
    for (int k = 400; k >= 1 && order > 5; k--)
        sum += (k % 2 == 1 ? 1.0 : -1.0) * ter__pow(k, -(double)order);
    for (unsigned i = 1; i <= order; i++)
        product *= i * dist->parameter[0];
    *value = order == 0 ? 1.0 : product * (order > 5 ? sum : eta[order]);
    return TER_OK;
}

static const ter_parameter parameters[] = {
    TER__SCALE_PARAMETER("scale: that of the logistic law"),
};

static const ter__edge edges[] = {
    {{1.0}, TER_PDF, 0.0, 0.5},      {{1.0}, TER_PDF, -1.0, 0.0},
    {{1.0}, TER_CDF, 0.0, 0.0},      {{1.0}, TER_CDF, TER__INFINITY, 1.0},
    {{2.0}, TER_HAZARD, 1e300, 0.5}, {{2.0}, TER_HAZARD, 0.0, 0.25},
    {{1.0}, TER_QUANTILE, 0.0, 0.0}, {{1.0}, TER_QUANTILE, 1.0, TER__INFINITY},
    {{1.0}, TER_ISF, 1.5, TER__NAN}, {{1.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .log_hazard = log_hazard,
    .gradient = gradient,
    .inverse = inverse,
    .density_at_lower = true,
};

const ter_family ter__family_half_logistic = {
    .name = "half_logistic",
    .title = "Half-logistic",
    .formula = "2 e^-r / (scale (1 + e^-r)^2), r = x / scale, x >= 0",
    .conventions = "scipy: halflogistic(loc = 0, scale).",
    .parameter_count = sizeof parameters / sizeof parameters[0],
    .parameters = parameters,
    .prepare = prepare,
    .support = ter__support_positive,
    .statement = &statement,
    .summary =
        {
            [TER_MEAN] = mean,
            [TER_VARIANCE] = variance,
            [TER_SKEWNESS] = skewness,
            [TER_EXCESS_KURTOSIS] = excess_kurtosis,
            [TER_MODE] = ter__summary_zero,
            [TER_MEDIAN] = median,
            [TER_ENTROPY] = entropy,
        },
    .raw_moment = raw_moment,
    .words_per_draw = 1,
    .accuracy_range = "all scales and arguments; both tails and their logs to the ends of the double range",
    .accuracy = TER__STATED_ACCURACY(1.0, 2.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
