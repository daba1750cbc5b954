/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The skew generalised normal law (skew exponential power; C. Fernandez and M. Steel, J. Am. Stat. Assoc. 93, 1998; D. Zhu and V.
 * Zinde-Walsh, J. Econometrics 148, 2009): two halves of generalised normal laws that meet at the location in height,
 * f(x) = shape / (2 scale Gamma(1 / shape)) exp(-|z|^shape), z = (x - location) / (2 share scale), where the share of a side is its
 * probability, skew below the location and 1 - skew above. |z|^shape is a gamma variable G with shape 1 / shape on either side.
 */
#include "skew_generalized_normal.h"

#include "dist/common_parameters.h"
#include "dist/variants.h"
#include "exponential_power.h"
#include "special/elementary.h"

enum { LOCATION, SCALE, SHAPE, SKEW };

/* Of a side: log(2^halves share), small or 0 where the share is about a power of 2, and the halves; first below, then above. */
enum { REST, HALVES = 2, SIDE_SIZE = 3, SIDES = TER__POWER_SIZE };

static void prepare_side(double *side, ter__dd share) {
    int exponent;
    if (frexp(share.hi, &exponent) < 0.70710678118654752)
        exponent--;
    ter__dd lifted = ter__dd_make(ldexp(share.hi, -exponent), ldexp(share.lo, -exponent));
    ter__prepare_pair(side, REST, ter__dd_log1p(ter__dd_add_d(lifted, -1.0)));
    side[HALVES] = -(double)exponent;
}

static void prepare(const double *p, double *prepared) {
    ter__power_prepare(p, prepared);
    prepare_side(prepared + SIDES, ter__dd_make(p[SKEW], 0.0));
    prepare_side(prepared + SIDES + SIDE_SIZE, ter__two_sum(1.0, -p[SKEW]));
}

/* log(2^halves share) with so many halves less. */
static ter__dd log_share_but(const ter_dist *dist, bool above, double less) {
    const double *side = dist->prepared + SIDES + (above ? SIDE_SIZE : 0);
    return ter__dd_add(ter__prepared_pair(side, REST), ter__dd_mul_d(ter__log_two(), less - side[HALVES]));
}

static ter__dd log_share(const ter_dist *dist, bool above) {
    return log_share_but(dist, above, 0.0);
}

/* log(2 share), of 1 where the law is symmetric. */
static ter__dd log_width(const ter_dist *dist, bool above) {
    return log_share_but(dist, above, 1.0);
}

/* log G for the log of |x - location| / scale. */
static ter__dd score_of(const ter_dist *dist, ter__dd log_size, bool above) {
    return isinf(log_size.hi) ? log_size : ter__dd_mul_d(ter__dd_sub(log_size, log_width(dist, above)), dist->parameter[SHAPE]);
}

static ter__dd score(const ter_dist *dist, double x) {
    return score_of(dist, ter__power_log_size(dist, x), x > dist->parameter[LOCATION]);
}

static ter__dd log_density(const ter_dist *dist, double x) {
    ter__dd g = ter__exp_whole(score(dist, x));
    return g.hi > 0x1p200 ? ter__dd_make(-g.hi, 0.0) : ter__dd_sub(ter__prepared_pair(dist->prepared, TER__POWER_LOG_PEAK), g);
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    bool above = x > dist->parameter[LOCATION];
    ter__dd w = score(dist, x), share = log_share(dist, above);
    ter__dd beyond = ter__gamma_score_log_tail(ter__power_shape(dist), w, true);
    beyond = isinf(beyond.hi) ? beyond : ter__dd_add(share, beyond);
    if (above == upper || beyond.hi < -0.69)
        return above == upper ? beyond : ter__log_rest(beyond);
    /* the other share and what lies between */
    ter__dd between = ter__gamma_score_log_tail(ter__power_shape(dist), w, false), other = log_share(dist, !above);
    if (isinf(between.hi))
        return other;
    between = ter__dd_add(share, between);
    ter__dd most = between.hi > other.hi ? between : other, least = between.hi > other.hi ? other : between;
    return ter__dd_add(most, ter__softplus(ter__dd_sub(least, most)));
}

/* Above the location that of G: the share has left. */
static ter__dd log_hazard(const ter_dist *dist, double x) {
    if (x > dist->parameter[LOCATION]) {
        ter__dd log_size = ter__power_log_size(dist, x), w = score_of(dist, log_size, true);
        return ter__gamma_score_log_hazard(ter__power_shape(dist), w, ter__power_log_rate(dist, log_size), true);
    }
    ter__dd density = log_density(dist, x);
    return isinf(density.hi) ? density : ter__dd_sub(density, log_tail(dist, x, true));
}

/* As the generalised normal law's; by skew shape G / skew below the location, -shape G / (1 - skew) above. */
static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    const double *p = dist->parameter, shape = p[SHAPE];
    ter__dd log_size = ter__power_log_size(dist, x), w = score_of(dist, log_size, x > p[LOCATION]);
    *slope = ter__power_slope(dist, x, log_size, w);
    if (by_parameter != NULL) {
        double g = ter__exp_dd(w), log_z = w.hi / shape;
        by_parameter[LOCATION] = 0.0 - *slope;
        by_parameter[SCALE] = fma(shape, g, -1.0) / p[SCALE];
        by_parameter[SHAPE] = (g == 0.0 ? 0.0 : -g * log_z) + dist->prepared[TER__POWER_BEND];
        by_parameter[SKEW] = x > p[LOCATION] ? 0.0 - shape * g / (1.0 - p[SKEW]) : shape * g / p[SKEW];
    }
}

/* With q = p / share, of the side where p is a tail: within it Q(G) = q for q <= 1, beyond it P(G) = (q - 1) share / other share.
 */
static double inverse(const ter_dist *dist, ter__dd log_tail, bool upper) {
    const double *side = dist->prepared + SIDES + (upper ? SIDE_SIZE : 0);
    ter__dd halved = ter__dd_add(log_tail, ter__dd_mul_d(ter__log_two(), side[HALVES]));
    ter__dd log_q = ter__dd_sub(halved, ter__prepared_pair(side, REST)), log_part;
    if (log_q.hi == 0.0)
        return dist->parameter[LOCATION];
    bool inside = log_q.hi < 0.0, far = log_q.hi < -0.69, above = inside == upper;
    if (inside) {
        log_part = far ? log_q : ter__log_rest(log_q);
    } else { /* log(q - 1) = log q + log(1 - 1 / q) */
        ter__dd shares = ter__dd_sub(log_share(dist, upper), log_share(dist, !upper));
        log_part = ter__dd_add(ter__dd_add(log_q, ter__log_rest(ter__dd_neg(log_q))), shares);
    }
    ter__dd w = ter__gamma_score_inverse(ter__power_shape(dist), log_part, far);
    ter__dd log_z = ter__dd_div_d(w, dist->parameter[SHAPE]);
    return ter__power_point(dist, ter__dd_add(log_z, log_width(dist, above)), above);
}

static const ter_parameter parameters[] = {
    TER__LOCATION_PARAMETER("location: the mode"),
    TER__SCALE_PARAMETER("scale: the mean of those of the two sides"),
    TER__POSITIVE_PARAMETER("shape", "p", "shape: 1 asymmetric Laplace, 2 two-piece normal, to infinity uniform"),
    {.name = "skew",
     .symbol = "alpha",
     .description = "P(X <= location): 1/2 symmetric, less skewed to the right",
     .lower = 0.0,
     .upper = 1.0,
     .lower_open = true,
     .upper_open = true},
};

static const ter__edge edges[] = {
    {{0.0, 1.0, 1.0, 0.5}, TER_PDF, 0.0, 0.5},
    {{0.0, 1.0, 1.0, 0.25}, TER_PDF, 0.0, 0.5},
    {{0.0, 1.0, 2.0, 0.25}, TER_CDF, 0.0, 0.25},
    {{0.0, 1.0, 2.0, 0.25}, TER_SF, 0.0, 0.75},
    {{3.0, 1.0, 0.7, 0.25}, TER_QUANTILE, 0.25, 3.0},
    {{3.0, 1.0, 0.7, 0.5}, TER_QUANTILE, 0.5, 3.0},
    {{0.0, 1.0, 1.0, 0.25}, TER_LOG_PDF_SLOPE, -1.0, 2.0},
    {{0.0, 1.0, 4.0, 0.3}, TER_LOG_PDF_SLOPE, 0.0, 0.0},
    {{0.0, 1.0, 1.0, 0.3}, TER_LOG_PDF_SLOPE, 0.0, TER__NAN},
    {{0.0, 1.0, 4.0, 0.3}, TER_CDF, TER__INFINITY, 1.0},
    {{0.0, 1.0, 1.0, 0.3}, TER_ISF, 1.5, TER__NAN},
    {{0.0, 1.0, 1.0, 0.3}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .log_hazard = log_hazard,
    .gradient = gradient,
    .inverse = inverse,
    .tail_error = 0x1p-52,
};

/* exp(-|z|^p / p) */
static void from_distributions(const double *given, double *p) {
    p[LOCATION] = given[0];
    p[SCALE] = given[1] * ter__pow(given[2], 1.0 / given[2]);
    p[SHAPE] = given[2];
    p[SKEW] = given[3];
}

/* The location is the mean and the scale the standard deviation; 1 - lambda and 1 + lambda are twice the shares. */
static void from_mathnet(const double *given, double *p) {
    double lambda = given[2], u = 1.0 / given[3], log_one = ter__log_gamma(u);
    double first = 2.0 * lambda * ter__exp(ter__log_gamma(2.0 * u) - log_one);
    double second = (1.0 + 3.0 * lambda * lambda) * ter__exp(ter__log_gamma(3.0 * u) - log_one);
    p[SCALE] = given[1] / sqrt(second - first * first);
    p[LOCATION] = given[0] - first * p[SCALE];
    p[SHAPE] = given[3];
    p[SKEW] = 0.5 * (1.0 - lambda);
}

/* exp(-|nu z|^tau / 2) below, exp(-|z / nu|^tau / 2) above. */
static void from_gamlss(const double *given, double *p) {
    double nu = given[2], tau = given[3];
    p[LOCATION] = given[0];
    p[SCALE] = given[1] * ter__pow(2.0, 1.0 / tau) * 0.5 * (nu + 1.0 / nu);
    p[SHAPE] = tau;
    p[SKEW] = 1.0 / (1.0 + nu * nu);
}

static const ter_parameter distributions_parameters[] = {
    TER__REAL_PARAMETER("mu", "mu", "location"),
    TER__POSITIVE_PARAMETER("sigma", "sigma", "scale: scale / p^(1/p)"),
    TER__POSITIVE_PARAMETER("p", "p", "shape"),
    {.name = "alpha",
     .symbol = "alpha",
     .description = "skew, P(X <= mu)",
     .lower = 0.0,
     .upper = 1.0,
     .lower_open = true,
     .upper_open = true,
     .has_default = true,
     .default_value = 0.5},
};

static const ter_parameter mathnet_parameters[] = {
    TER__REAL_PARAMETER("location", "mu", "mean"),
    TER__POSITIVE_PARAMETER("scale", "sigma", "standard deviation"),
    {.name = "skew",
     .symbol = "lambda",
     .description = "1 - 2 skew",
     .lower = -1.0,
     .upper = 1.0,
     .lower_open = true,
     .upper_open = true},
    TER__POSITIVE_PARAMETER("p", "p", "shape"),
};

static const ter_parameter gamlss_parameters[] = {
    TER__REAL_PARAMETER("mu", "mu", "location"),
    TER__POSITIVE_PARAMETER("sigma", "sigma", "scale"),
    TER__POSITIVE_PARAMETER("nu", "nu", "square root of the odds of P(X > mu)"),
    TER__POSITIVE_PARAMETER("tau", "tau", "shape"),
};

static const ter__variant variants[] = {
    TER__VARIANT("Distributions", "SkewedExponentialPower", distributions_parameters, from_distributions),
    TER__VARIANT("mathnet", "SkewedGeneralizedError", mathnet_parameters, from_mathnet),
    TER__VARIANT("gamlss", "SEP3", gamlss_parameters, from_gamlss),
};

const ter_family ter__family_skew_generalized_normal = {
    .name = "skew_generalized_normal",
    .title = "Skew generalised normal (skew exponential power)",
    .formula = "shape / (2 scale Gamma(1 / shape)) exp(-|z|^shape), z = (x - location) / (2 scale skew) below the location, over "
               "2 scale (1 - skew) above",
    .conventions =
        "Distributions.jl: SkewedExponentialPower(mu, sigma, p, alpha) has sigma = scale / p^(1/p), alpha = skew. Math.NET: "
        "SkewedGeneralizedError(location, scale, skew, p) has the mean for location, the sd for scale and 1 - 2 skew for skew. R: "
        "gamlss.dist's SEP3(mu, sigma, nu, tau) has exponents of half a power, nu^2 = (1 - skew) / skew; SEP1, SEP2 and SEP4 are "
        "other laws. With skew 1/2 it is generalized_normal(location, scale, shape).",
    .parameter_count = sizeof parameters / sizeof parameters[0],
    .parameters = parameters,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
    .prepare = prepare,
    .support = ter__support_line,
    .statement = &statement,
    .summary =
        {
            [TER_MEAN] = ter__skew_generalized_normal_mean,
            [TER_VARIANCE] = ter__skew_generalized_normal_variance,
            [TER_SKEWNESS] = ter__skew_generalized_normal_skewness,
            [TER_EXCESS_KURTOSIS] = ter__skew_generalized_normal_excess_kurtosis,
            [TER_MODE] = ter__summary_first,
            [TER_ENTROPY] = ter__power_entropy,
        },
    .raw_moment = ter__skew_generalized_normal_raw_moment,
    .central_moment = ter__skew_generalized_normal_central_moment,
    .words_per_draw = 1,
    .fitter = &ter__skew_generalized_normal_fitter,
    .accuracy_range =
        "locations up to 1e10, scales 1e-100 to 1e100, shapes 0.01 to 1e3, skew from 1e-12 to 1 - 1e-12, all arguments; "
        "both tails and their logs",
    .accuracy = TER__STATED_ACCURACY(1.0, 3.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
