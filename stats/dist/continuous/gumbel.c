/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The Gumbel law of maxima: F(x) = exp(-exp(-z)), z = (x - location) / scale. In the terms of extreme.h w = -z, carried in
 * double-double because its error is the relative error of s = exp(-z), and that times s the one of the cdf.
 */
#include "dist/characteristic.h"
#include "dist/variants.h"
#include "extreme.h"

/* prepared: the standardisation, then -log scale. */
enum { MINUS_LOG_SCALE = TER__STANDARD_SIZE };

static void prepare(const double *p, double *prepared) {
    ter__standard_prepare(p[0], p[1], prepared);
    ter__dd log_scale = ter__dd_log_d(p[1]);
    prepared[MINUS_LOG_SCALE] = -log_scale.hi;
    prepared[MINUS_LOG_SCALE + 1] = -log_scale.lo;
}

static void support(const double *p, double *lower, double *upper) {
    (void)p;
    *lower = -TER__INFINITY;
    *upper = TER__INFINITY;
}

/* w = -z; x may be infinite. */
static inline ter__dd w_at(ter__standard s, double x) {
    return isinf(x) ? ter__dd_make(-x, 0.0) : ter__dd_neg(ter__standard_whole_z(s, x));
}

static inline ter__dd log_density(const ter_dist *dist, ter__dd w) {
    if (isinf(w.hi))
        return ter__dd_make(-TER__INFINITY, 0.0);
    ter__dd minus_log_scale = {dist->prepared[MINUS_LOG_SCALE], dist->prepared[MINUS_LOG_SCALE + 1]};
    return ter__extreme_log_density(w, ter__dd_make(1.0, 0.0), minus_log_scale);
}

static void pdf(const ter_dist *dist, size_t n, const double *x, double *out) {
    const ter__standard s = ter__standard_load(dist->prepared);
    for (size_t i = 0; i < n; i++)
        out[i] = isnan(x[i]) ? x[i] : ter__exp_dd(log_density(dist, w_at(s, x[i])));
}

static void logpdf(const ter_dist *dist, size_t n, const double *x, double *out) {
    const ter__standard s = ter__standard_load(dist->prepared);
    for (size_t i = 0; i < n; i++)
        out[i] = isnan(x[i]) ? x[i] : ter__dd_value(log_density(dist, w_at(s, x[i])));
}

static void cdf(const ter_dist *dist, size_t n, const double *x, double *out) {
    const ter__standard s = ter__standard_load(dist->prepared);
    for (size_t i = 0; i < n; i++)
        out[i] = isnan(x[i]) ? x[i] : ter__extreme_tail(w_at(s, x[i]));
}

static void logcdf(const ter_dist *dist, size_t n, const double *x, double *out) {
    const ter__standard s = ter__standard_load(dist->prepared);
    for (size_t i = 0; i < n; i++)
        out[i] = isnan(x[i]) ? x[i] : ter__extreme_log_tail(w_at(s, x[i]));
}

static void sf(const ter_dist *dist, size_t n, const double *x, double *out) {
    const ter__standard s = ter__standard_load(dist->prepared);
    for (size_t i = 0; i < n; i++)
        out[i] = isnan(x[i]) ? x[i] : ter__extreme_rest(w_at(s, x[i]));
}

static void logsf(const ter_dist *dist, size_t n, const double *x, double *out) {
    const ter__standard s = ter__standard_load(dist->prepared);
    for (size_t i = 0; i < n; i++)
        out[i] = isnan(x[i]) ? x[i] : ter__extreme_log_rest(w_at(s, x[i]));
}

static void cumulative_hazard(const ter_dist *dist, size_t n, const double *x, double *out) {
    logsf(dist, n, x, out);
    for (size_t i = 0; i < n; i++)
        out[i] = 0.0 - out[i];
}

/* f / S = s / (exp(s) - 1) / scale: in logs -s - log((1 - exp(-s)) / s) - log scale, where w has cancelled. */
static void hazard(const ter_dist *dist, size_t n, const double *x, double *out) {
    const ter__standard s = ter__standard_load(dist->prepared);
    const ter__dd minus_log_scale = {dist->prepared[MINUS_LOG_SCALE], dist->prepared[MINUS_LOG_SCALE + 1]};
    for (size_t i = 0; i < n; i++) {
        ter__dd w = isnan(x[i]) ? ter__dd_make(x[i], 0.0) : w_at(s, x[i]);
        if (isnan(w.hi))
            out[i] = w.hi;
        else if (w.hi < -120.0)
            out[i] = ter__exp_dd(minus_log_scale);
        else if (w.hi > 4.5)
            out[i] = ter__exp_dd(log_density(dist, w)); /* the survival function is 1 */
        else
            out[i] = ter__exp_dd(ter__dd_sub(ter__dd_sub(minus_log_scale, ter__extreme_s(w)), ter__extreme_log_rest_by_s(w)));
    }
}

/* (s - 1) / scale. */
static void slope(const ter_dist *dist, size_t n, const double *x, double *out) {
    const ter__standard s = ter__standard_load(dist->prepared);
    for (size_t i = 0; i < n; i++) {
        ter__dd w = isnan(x[i]) ? ter__dd_make(x[i], 0.0) : w_at(s, x[i]);
        if (isnan(w.hi))
            out[i] = w.hi;
        else if (w.hi < -640.0)
            out[i] = -1.0 / s.scale;
        else if (fabs(w.hi) < TER__NEAR_MIDDLE)
            out[i] = 0.0 - ter__standard_z_over_scale(s, x[i]);
        else
            out[i] = (w.hi > 640.0 ? ter__exp_dd(w) : ter__dd_value(ter__dd_expm1(w))) / s.scale;
    }
}

static void gradient(const ter_dist *dist, size_t n, const double *x, double *by_x, double *by_parameter) {
    const ter__standard s = ter__standard_load(dist->prepared);
    for (size_t i = 0; i < n; i++) {
        double point = x[i], by_point;
        ter__dd w = isnan(point) ? ter__dd_make(point, 0.0) : w_at(s, point);
        slope(dist, 1, &point, &by_point);
        if (by_x != NULL)
            by_x[i] = by_point;
        if (by_parameter != NULL) {
            by_parameter[i] = -by_point;
            /* (z (1 - s) - 1) / scale = (w (s - 1) - 1) / scale */
            bool plain = fabs(w.hi) < 640.0;
            double product = plain ? ter__dd_value(ter__dd_add_d(ter__dd_mul(w, ter__dd_expm1(w)), -1.0)) : 0.0;
            by_parameter[n + i] = plain ? product / s.scale : w.hi * by_point;
        }
    }
}

static void inverse(const ter_dist *dist, ter__extreme_side side, size_t n, const double *argument, double *out) {
    const ter__standard s = ter__standard_load(dist->prepared);
    for (size_t i = 0; i < n; i++) {
        ter__dd w = ter__extreme_inverse(side, argument[i]);
        out[i] = isfinite(w.hi) ? ter__standard_undo(s, ter__dd_neg(w)) : -w.hi;
    }
}

static void quantile(const ter_dist *dist, size_t n, const double *p, double *out) {
    inverse(dist, TER__EXTREME_TAIL, n, p, out);
}

static void isf(const ter_dist *dist, size_t n, const double *q, double *out) {
    inverse(dist, TER__EXTREME_REST, n, q, out);
}

static void quantile_log(const ter_dist *dist, size_t n, const double *log_p, double *out) {
    inverse(dist, TER__EXTREME_LOG_TAIL, n, log_p, out);
}

static void isf_log(const ter_dist *dist, size_t n, const double *log_q, double *out) {
    inverse(dist, TER__EXTREME_LOG_REST, n, log_q, out);
}

/* ---- summaries ---------------------------------------------------------------------------------------------------------- */

static const ter__dd euler_gamma = {0x1.2788cfc6fb619p-1, -0x1.6cb90701fbfabp-58};
static const ter__dd zeta_2 = {0x1.a51a6625307d3p+0, 0x1.1873d8912200cp-55}; /* pi^2 / 6 */

static ter_status mean(const ter_dist *dist, double *value) {
    *value = ter__standard_undo(ter__standard_load(dist->prepared), euler_gamma);
    return TER_OK;
}

static ter_status variance(const ter_dist *dist, double *value) {
    double scale = dist->parameter[1];
    *value = ter__dd_value(ter__dd_mul_d(zeta_2, scale)) * scale;
    return TER_OK;
}

static ter_status skewness(const ter_dist *dist, double *value) {
    (void)dist;
    *value = 1.1395470994046486575; /* 12 sqrt(6) zeta(3) / pi^3 */
    return TER_OK;
}

static ter_status excess_kurtosis(const ter_dist *dist, double *value) {
    (void)dist;
    *value = 2.4;
    return TER_OK;
}

static ter_status mode(const ter_dist *dist, double *value) {
    *value = dist->parameter[0];
    return TER_OK;
}

static ter_status entropy(const ter_dist *dist, double *value) {
    ter__dd minus_log_scale = {dist->prepared[MINUS_LOG_SCALE], dist->prepared[MINUS_LOG_SCALE + 1]};
    *value = ter__dd_value(ter__dd_sub(ter__dd_add_d(euler_gamma, 1.0), minus_log_scale));
    return TER_OK;
}

/* exp(i t location) Gamma(1 - i t scale) */
static ter_status characteristic(const ter_dist *dist, double t, double *real, double *imaginary) {
    const double *p = dist->parameter;
    return ter__log_gamma_characteristic(p[0], -p[1], 1.0, t, real, imaginary);
}

static const ter_parameter parameters[] = {
    {.name = "location",
     .symbol = "mu",
     .description = "mode",
     .lower = -TER__INFINITY,
     .upper = TER__INFINITY,
     .lower_open = true,
     .upper_open = true,
     .has_default = true,
     .default_value = 0.0},
    {.name = "scale",
     .symbol = "sigma",
     .description = "scale",
     .lower = 0.0,
     .upper = TER__INFINITY,
     .lower_open = true,
     .upper_open = true,
     .has_default = true,
     .default_value = 1.0},
};

static const ter_alias aliases[] = {{"gumbel_r", "scipy"}};

static const ter__edge edges[] = {
    {{0.0, 1.0}, TER_CDF, -TER__INFINITY, 0.0},
    {{0.0, 1.0}, TER_CDF, TER__INFINITY, 1.0},
    {{0.0, 1.0}, TER_CDF, 0.0, 0.36787944117144233},
    {{0.0, 1.0}, TER_SF, 0.0, 0.63212055882855767},
    {{0.0, 1.0}, TER_SF, TER__INFINITY, 0.0},
    {{0.0, 1.0}, TER_LOG_CDF, 0.0, -1.0},
    {{0.0, 1.0}, TER_LOG_CDF, TER__INFINITY, 0.0},
    {{0.0, 1.0}, TER_LOG_CDF, -TER__INFINITY, -TER__INFINITY},
    {{0.0, 1.0}, TER_LOG_SF, 1e300, -1e300},
    {{0.0, 1.0}, TER_LOG_SF, -TER__INFINITY, 0.0},
    {{0.0, 1.0}, TER_LOG_SF, TER__INFINITY, -TER__INFINITY},
    {{0.0, 1.0}, TER_PDF, TER__INFINITY, 0.0},
    {{0.0, 1.0}, TER_PDF, -TER__INFINITY, 0.0},
    {{0.0, 1.0}, TER_LOG_PDF, -TER__INFINITY, -TER__INFINITY},
    {{0.0, 1.0}, TER_LOG_PDF, 0.0, -1.0},
    {{0.0, 2.0}, TER_HAZARD, TER__INFINITY, 0.5},
    {{0.0, 2.0}, TER_HAZARD, -TER__INFINITY, 0.0},
    {{0.0, 1.0}, TER_CUMULATIVE_HAZARD, -TER__INFINITY, 0.0},
    {{3.0, 2.0}, TER_LOG_PDF_SLOPE, 3.0, 0.0},
    {{0.0, 1.0}, TER_QUANTILE, 0.0, -TER__INFINITY},
    {{0.0, 1.0}, TER_QUANTILE, 1.0, TER__INFINITY},
    {{0.0, 1.0}, TER_QUANTILE, -0.5, TER__NAN},
    {{0.0, 1.0}, TER_ISF, 0.0, TER__INFINITY},
    {{0.0, 1.0}, TER_QUANTILE_LOG, -1.0, 0.0},
    {{0.0, 1.0}, TER_ISF_LOG, -1e300, 1e300},
    {{0.0, 1.0}, TER_ISF_LOG, 0.5, TER__NAN},
    {{0.0, 1.0}, TER_CDF, TER__NAN, TER__NAN},
};

extern const ter__fitter ter__gumbel_fitter; /* gumbel_fit.c */

static const ter_parameter scipy_parameters[] = {TER__SCIPY_LOC, TER__SCIPY_SCALE};

static const ter__variant variants[] = {
    TER__VARIANT("scipy", "gumbel_r", scipy_parameters, NULL),
};

const ter_family ter__family_gumbel = {
    .name = "gumbel",
    .title = "Gumbel",
    .formula = "exp(-z - exp(-z)) / scale, z = (x - location) / scale",
    .conventions =
        "The law of maxima (extreme value type I), skewed to the right. scipy: gumbel_r(loc, scale); its gumbel_l is the law "
        "of minima, that of -X. R evd: dgumbel(x, loc, scale). GSL: gumbel1(a = 1 / scale, b = exp(location / scale)).",
    .parameter_count = 2,
    .parameters = parameters,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
    .alias_count = sizeof aliases / sizeof aliases[0],
    .aliases = aliases,
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
    .characteristic = characteristic,
    .words_per_draw = 1,
    .fitter = &ter__gumbel_fitter,
    .accuracy_range = "all parameters and arguments; both tails and their logs to the ends of the double range",
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
            [TER_LOG_PDF_SLOPE] = {1.0, 1.5},
        },
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
