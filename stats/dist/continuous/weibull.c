/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The Weibull law: S(x) = exp(-s), s = (x / scale)^shape, x >= 0. In the terms of extreme.h w = log s = shape log(x / scale), with
 * the log of the quotient in double-double: its error times shape is the relative error of s.
 */
#include "dist/variants.h"
#include "extreme.h"
#include "special/gamma.h"

/* prepared: the scale as mantissa and exponent, log(shape / scale). */
enum { MANTISSA, EXPONENT, LOG_RATIO };

static void prepare(const double *p, double *prepared) {
    int exponent;
    prepared[MANTISSA] = frexp(p[1], &exponent);
    prepared[EXPONENT] = exponent;
    ter__dd log_ratio = ter__dd_sub(ter__dd_log_d(p[0]), ter__dd_log_d(p[1]));
    prepared[LOG_RATIO] = log_ratio.hi;
    prepared[LOG_RATIO + 1] = log_ratio.lo;
}

static void support(const double *p, double *lower, double *upper) {
    (void)p;
    *lower = 0.0;
    *upper = TER__INFINITY;
}

static ter__dd log_ratio_of(const ter_dist *dist) {
    return ter__dd_make(dist->prepared[LOG_RATIO], dist->prepared[LOG_RATIO + 1]);
}

/* log(x / scale) for 0 < x < infinity: of the mantissas' quotient, brought near 1 when x is near the scale. */
static ter__dd log_quotient(const ter_dist *dist, double x) {
    int exponent;
    double m = frexp(x, &exponent), k = exponent - dist->prepared[EXPONENT];
    ter__dd ratio = ter__dd_ratio(m, dist->prepared[MANTISSA]);
    if (k == 1.0 && ratio.hi < 0.75) {
        ratio = ter__dd_scale(ratio, 2.0);
        k = 0.0;
    } else if (k == -1.0 && ratio.hi > 1.5) {
        ratio = ter__dd_scale(ratio, 0.5);
        k = 0.0;
    }
    ter__dd log_2 = ter__dd_mul_d(ter__dd_make(0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56), k);
    return ter__dd_add(ter__dd_log(ratio), log_2);
}

/* w for x >= 0; -infinity for x <= 0. */
static ter__dd w_at(const ter_dist *dist, double x) {
    if (!(x > 0.0))
        return ter__dd_make(isnan(x) ? x : -TER__INFINITY, 0.0);
    if (isinf(x))
        return ter__dd_make(x, 0.0);
    ter__dd w = ter__dd_mul_d(log_quotient(dist, x), dist->parameter[0]);
    return isfinite(w.hi) ? w : ter__dd_make(copysign(TER__INFINITY, log_quotient(dist, x).hi), 0.0);
}

/* log(shape / scale) + (shape - 1) log(x / scale), the log of the hazard; at 0 by the sign of shape - 1. */
static ter__dd log_hazard(const ter_dist *dist, double x) {
    double shape = dist->parameter[0];
    if (x == 0.0 || isinf(x)) {
        double towards = (shape - 1.0) * (x == 0.0 ? -1.0 : 1.0);
        return towards == 0.0 ? log_ratio_of(dist) : ter__dd_make(copysign(TER__INFINITY, towards), 0.0);
    }
    return ter__dd_add(ter__dd_mul(ter__two_sum(shape, -1.0), log_quotient(dist, x)), log_ratio_of(dist));
}

static ter__dd log_density(const ter_dist *dist, double x) {
    if (isnan(x))
        return ter__dd_make(x, 0.0);
    if (x < 0.0 || isinf(x))
        return ter__dd_make(-TER__INFINITY, 0.0);
    ter__dd w = w_at(dist, x), rate = log_hazard(dist, x);
    if (w.hi > 600.0)
        return ter__dd_make(0.0 - ter__exp_dd(w), 0.0);
    return isinf(rate.hi) ? rate : ter__dd_sub(rate, ter__extreme_s(w));
}

static void pdf(const ter_dist *dist, size_t n, const double *x, double *out) {
    for (size_t i = 0; i < n; i++)
        out[i] = ter__exp_dd(log_density(dist, x[i]));
}

static void logpdf(const ter_dist *dist, size_t n, const double *x, double *out) {
    for (size_t i = 0; i < n; i++)
        out[i] = ter__dd_value(log_density(dist, x[i]));
}

static void cdf(const ter_dist *dist, size_t n, const double *x, double *out) {
    for (size_t i = 0; i < n; i++)
        out[i] = isnan(x[i]) ? x[i] : ter__extreme_rest(w_at(dist, x[i]));
}

static void logcdf(const ter_dist *dist, size_t n, const double *x, double *out) {
    for (size_t i = 0; i < n; i++)
        out[i] = isnan(x[i]) ? x[i] : ter__extreme_log_rest(w_at(dist, x[i]));
}

static void sf(const ter_dist *dist, size_t n, const double *x, double *out) {
    for (size_t i = 0; i < n; i++)
        out[i] = isnan(x[i]) ? x[i] : ter__extreme_tail(w_at(dist, x[i]));
}

static void logsf(const ter_dist *dist, size_t n, const double *x, double *out) {
    for (size_t i = 0; i < n; i++)
        out[i] = isnan(x[i]) ? x[i] : ter__extreme_log_tail(w_at(dist, x[i]));
}

static void cumulative_hazard(const ter_dist *dist, size_t n, const double *x, double *out) {
    for (size_t i = 0; i < n; i++)
        out[i] = isnan(x[i]) ? x[i] : ter__exp_dd(w_at(dist, x[i]));
}

static void hazard(const ter_dist *dist, size_t n, const double *x, double *out) {
    for (size_t i = 0; i < n; i++)
        out[i] = isnan(x[i]) ? x[i] : x[i] < 0.0 ? 0.0 : ter__exp_dd(log_hazard(dist, x[i]));
}

/* (shape - 1 - shape s) / x = -(1 + shape (s - 1)) / x. */
static double slope_at(const ter_dist *dist, double x) {
    double shape = dist->parameter[0];
    if (!(x > 0.0 && x < TER__INFINITY))
        return TER__NAN;
    ter__dd w = w_at(dist, x);
    if (w.hi > 600.0) { /* -shape s / x, as one exponential */
        ter__dd log_slope = ter__dd_add(ter__dd_sub(w, ter__dd_log_d(x)), ter__dd_log_d(shape));
        return -ter__exp_dd(log_slope);
    }
    if (shape == 1.0)
        return -1.0 / dist->parameter[1];
    /* Far from s = 1 by shape - 1, which is exact, near it by s - 1. */
    ter__dd top = w.hi < -1.0 ? ter__dd_sub(ter__two_sum(shape, -1.0), ter__dd_mul_d(ter__extreme_s(w), shape))
                              : ter__dd_neg(ter__dd_add_d(ter__dd_mul_d(ter__dd_expm1(w), shape), 1.0));
    return ter__dd_value(top) / x;
}

static void slope(const ter_dist *dist, size_t n, const double *x, double *out) {
    for (size_t i = 0; i < n; i++)
        out[i] = slope_at(dist, x[i]);
}

/* By shape: 1 / shape + r (1 - s), r = log(x / scale); by scale: (s - 1) shape / scale. */
static void gradient(const ter_dist *dist, size_t n, const double *x, double *by_x, double *by_parameter) {
    double shape = dist->parameter[0], scale = dist->parameter[1];
    for (size_t i = 0; i < n; i++) {
        double at = x[i];
        if (by_x != NULL)
            by_x[i] = slope_at(dist, at);
        if (by_parameter != NULL) {
            bool inside = at > 0.0 && at < TER__INFINITY;
            ter__dd w = inside ? w_at(dist, at) : ter__dd_make(TER__NAN, 0.0);
            double excess = fabs(w.hi) < 640.0 ? ter__dd_value(ter__dd_expm1(w)) : ter__exp_dd(w) - 1.0;
            by_parameter[i] = inside ? (1.0 - w.hi * excess) / shape : TER__NAN;
            by_parameter[n + i] = inside ? excess * shape / scale : TER__NAN;
        }
    }
}

static void inverse(const ter_dist *dist, ter__extreme_side side, size_t n, const double *argument, double *out) {
    const ter__dd mantissa = {dist->prepared[MANTISSA], 0.0};
    const int exponent = (int)dist->prepared[EXPONENT];
    for (size_t i = 0; i < n; i++) {
        ter__dd w = ter__extreme_inverse(side, argument[i]);
        ter__dd r = ter__dd_div_d(w, dist->parameter[0]);
        if (isnan(w.hi))
            out[i] = w.hi;
        else if (!(fabs(w.hi / dist->parameter[0]) < 1500.0))
            out[i] = w.hi > 0.0 ? TER__INFINITY : 0.0;
        else
            out[i] = ter__exp_dd_times(r, mantissa, exponent);
    }
}

static void quantile(const ter_dist *dist, size_t n, const double *p, double *out) {
    inverse(dist, TER__EXTREME_REST, n, p, out);
}

static void isf(const ter_dist *dist, size_t n, const double *q, double *out) {
    inverse(dist, TER__EXTREME_TAIL, n, q, out);
}

static void quantile_log(const ter_dist *dist, size_t n, const double *log_p, double *out) {
    inverse(dist, TER__EXTREME_LOG_REST, n, log_p, out);
}

static void isf_log(const ter_dist *dist, size_t n, const double *log_q, double *out) {
    inverse(dist, TER__EXTREME_LOG_TAIL, n, log_q, out);
}

/* ---- summaries: X / scale = E^(1 / shape), so the moments are those of extreme.h at -1 / shape ----------------------------- */

/* scale^order Gamma(1 + order / shape). */
static ter_status raw_moment(const ter_dist *dist, unsigned order, double *value) {
    ter__dd ratio = ter__dd_ratio((double)order, dist->parameter[0]);
    ter__dd at = ter__dd_add_d(ratio, 1.0);
    /* Beside 1 the rounding of 1 + order / shape is made good by the slope there. */
    ter__dd log_moment = ter__dd_add(ter__dd_lgamma(at.hi), ter__two_product(ter__digamma(at.hi), at.lo));
    ter__dd log_scale = ter__dd_mul_d(ter__dd_log_d(dist->parameter[1]), (double)order);
    *value = order == 0 ? 1.0 : ter__exp_dd(ter__dd_add(log_moment, log_scale));
    return TER_OK;
}

static ter_status mean(const ter_dist *dist, double *value) {
    return raw_moment(dist, 1, value);
}

static ter_status variance(const ter_dist *dist, double *value) {
    double shape = dist->parameter[0], spread = dist->parameter[1] / shape;
    *value = ter__extreme_variance(-1.0 / shape) * spread * spread;
    return TER_OK;
}

static ter_status skewness(const ter_dist *dist, double *value) {
    *value = -ter__extreme_skewness(-1.0 / dist->parameter[0]);
    return TER_OK;
}

static ter_status excess_kurtosis(const ter_dist *dist, double *value) {
    *value = ter__extreme_excess_kurtosis(-1.0 / dist->parameter[0]);
    return TER_OK;
}

static ter_status mode(const ter_dist *dist, double *value) {
    double shape = dist->parameter[0];
    *value = 0.0;
    if (shape > 1.0) {
        ter__dd log_s = ter__dd_log1p(ter__dd_neg(ter__dd_ratio(1.0, shape)));
        *value = ter__exp_dd_times(ter__dd_div_d(log_s, shape), ter__dd_make(dist->prepared[MANTISSA], 0.0),
                                   (int)dist->prepared[EXPONENT]);
    }
    return TER_OK;
}

static ter_status entropy(const ter_dist *dist, double *value) {
    const ter__dd euler_gamma = {0x1.2788cfc6fb619p-1, -0x1.6cb90701fbfabp-58};
    ter__dd share = ter__dd_add_d(ter__dd_neg(ter__dd_ratio(1.0, dist->parameter[0])), 1.0);
    *value = ter__dd_value(ter__dd_sub(ter__dd_add_d(ter__dd_mul(euler_gamma, share), 1.0), log_ratio_of(dist)));
    return TER_OK;
}

static const ter_parameter parameters[] = {
    {.name = "shape",
     .symbol = "k",
     .description = "shape; below 1 a falling hazard, above 1 a rising one",
     .lower = 0.0,
     .upper = TER__INFINITY,
     .lower_open = true,
     .upper_open = true},
    {.name = "scale",
     .symbol = "lambda",
     .description = "scale: the quantile at 1 - 1 / e",
     .lower = 0.0,
     .upper = TER__INFINITY,
     .lower_open = true,
     .upper_open = true,
     .has_default = true,
     .default_value = 1.0},
};

static const ter__edge edges[] = {
    {{2.0, 1.0}, TER_PDF, 0.0, 0.0},
    {{1.0, 2.0}, TER_PDF, 0.0, 0.5},
    {{0.5, 1.0}, TER_PDF, 0.0, TER__INFINITY},
    {{0.5, 1.0}, TER_LOG_PDF, 0.0, TER__INFINITY},
    {{2.0, 1.0}, TER_PDF, -1.0, 0.0},
    {{2.0, 1.0}, TER_LOG_PDF, -1.0, -TER__INFINITY},
    {{2.0, 1.0}, TER_PDF, TER__INFINITY, 0.0},
    {{2.0, 1.0}, TER_CDF, 0.0, 0.0},
    {{2.0, 1.0}, TER_CDF, -1.0, 0.0},
    {{2.0, 1.0}, TER_CDF, TER__INFINITY, 1.0},
    {{2.0, 1.0}, TER_SF, 0.0, 1.0},
    {{2.0, 1.0}, TER_SF, TER__INFINITY, 0.0},
    {{3.0, 2.0}, TER_LOG_SF, 2.0, -1.0},
    {{3.0, 2.0}, TER_LOG_SF, 4.0, -8.0},
    {{3.0, 2.0}, TER_LOG_SF, -1.0, 0.0},
    {{2.0, 1.0}, TER_HAZARD, 1.0, 2.0},
    {{2.0, 1.0}, TER_HAZARD, 0.0, 0.0},
    {{0.5, 1.0}, TER_HAZARD, 0.0, TER__INFINITY},
    {{1.0, 4.0}, TER_HAZARD, 3.0, 0.25},
    {{2.0, 3.0}, TER_CUMULATIVE_HAZARD, 6.0, 4.0},
    {{2.0, 3.0}, TER_QUANTILE, 0.0, 0.0},
    {{2.0, 3.0}, TER_QUANTILE, 1.0, TER__INFINITY},
    {{2.0, 3.0}, TER_ISF_LOG, -1.0, 3.0},
    {{2.0, 3.0}, TER_ISF_LOG, -4.0, 6.0},
    {{2.0, 3.0}, TER_QUANTILE, 1.5, TER__NAN},
    {{2.0, 3.0}, TER_CDF, TER__NAN, TER__NAN},
};

extern const ter__fitter ter__weibull_fitter; /* weibull_fit.c */

static const ter_parameter scipy_parameters[] = {
    TER__POSITIVE_PARAMETER("c", "c", "shape"),
    TER__SCIPY_NO_LOC,
    TER__SCIPY_SCALE,
};
static const ter_parameter r_parameters[] = {TER__POSITIVE_PARAMETER("shape", "k", "shape"), TER__SCIPY_SCALE};

static void from_scipy(const double *given, double *out) {
    out[0] = given[0];
    out[1] = given[2];
}

static const ter__variant variants[] = {
    TER__VARIANT("scipy", "weibull_min", scipy_parameters, from_scipy),
    TER__VARIANT("R", "weibull", r_parameters, NULL),
};

const ter_family ter__family_weibull = {
    .name = "weibull",
    .title = "Weibull",
    .formula = "(shape / scale) (x / scale)^(shape - 1) exp(-(x / scale)^shape), x >= 0",
    .conventions =
        "R: dweibull(x, shape, scale), the same. scipy: weibull_min(c = shape, loc = 0, scale). GSL: weibull(a = scale, b = "
        "shape), the other order. Texts that write exp(-lambda x^k) have lambda = scale^-shape.",
    .parameter_count = 2,
    .parameters = parameters,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
    .prepare = prepare,
    .support = support,
    .kernel =
        {
            [TER_PDF] = pdf,
            [TER_LOG_PDF] = logpdf,
            [TER_CDF] = cdf,
            [TER_LOG_CDF] = logcdf,
            [TER_SF] = sf,
            [TER_LOG_SF] = logsf,
            [TER_QUANTILE] = quantile,
            [TER_ISF] = isf,
            [TER_QUANTILE_LOG] = quantile_log,
            [TER_ISF_LOG] = isf_log,
            [TER_HAZARD] = hazard,
            [TER_CUMULATIVE_HAZARD] = cumulative_hazard,
            [TER_LOG_PDF_SLOPE] = slope,
        },
    .gradient = gradient,
    .summary =
        {
            [TER_MEAN] = mean,
            [TER_VARIANCE] = variance,
            [TER_SKEWNESS] = skewness,
            [TER_EXCESS_KURTOSIS] = excess_kurtosis,
            [TER_MODE] = mode,
            [TER_ENTROPY] = entropy,
        },
    .raw_moment = raw_moment,
    .words_per_draw = 1,
    .fitter = &ter__weibull_fitter,
    .accuracy_range = "all parameters and arguments; both tails and their logs to the ends of the double range. The slope is "
                      "right to 2^-95 / x where it changes its sign, at the mode, and to the stated ulp elsewhere.",
    .accuracy =
        {
            [TER_PDF] = {0.51, 1.0},
            [TER_LOG_PDF] = {0.51, 1.0},
            [TER_CDF] = {0.51, 1.0},
            [TER_LOG_CDF] = {0.51, 1.0},
            [TER_SF] = {0.51, 1.0},
            [TER_LOG_SF] = {0.51, 1.0},
            [TER_QUANTILE] = {0.51, 1.0},
            [TER_ISF] = {0.51, 1.0},
            [TER_QUANTILE_LOG] = {0.51, 1.0},
            [TER_ISF_LOG] = {0.51, 1.0},
            [TER_HAZARD] = {0.51, 1.0},
            [TER_CUMULATIVE_HAZARD] = {0.51, 1.0},
            [TER_LOG_PDF_SLOPE] = {1.5, TER__INFINITY},
        },
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
