/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The generalised extreme value law of maxima: F(x) = exp(-s), s = (1 + shape z)^(-1 / shape), z = (x - location) / scale; exp(-z)
 * for shape 0. gev_law.h gives log s in double-double, extreme.h what follows from it.
 */
#include "dist/path/generic.h"
#include "dist/variants.h"
#include "gev_law.h"

static void support(const double *p, double *lower, double *upper) {
    double prepared[TER__GEV_SIZE];
    ter__gev_prepare(p, prepared);
    *lower = p[2] > 0.0 ? prepared[TER__GEV_BOUND] : -TER__INFINITY;
    *upper = p[2] < 0.0 ? prepared[TER__GEV_BOUND] : TER__INFINITY;
}

static ter__dd log_density(const ter__gev *law, ter__gev_point point) {
    ter__dd power = ter__two_sum(1.0, law->shape);
    if (point.place == TER__GEV_AT_UPPER && law->shape <= -1.0) /* the limit of s^(1 + shape) / scale as s -> 0 */
        return power.hi < 0.0 ? ter__dd_make(TER__INFINITY, 0.0) : ter__dd_neg(law->log_scale);
    if (point.place == TER__GEV_NOWHERE)
        return point.w;
    if (point.place != TER__GEV_INSIDE)
        return ter__dd_make(-TER__INFINITY, 0.0);
    if (isinf(point.w.hi))
        return ter__dd_make(power.hi < 0.0 && point.w.hi < 0.0 ? TER__INFINITY : -TER__INFINITY, 0.0);
    return ter__extreme_log_density(point.w, power, ter__dd_neg(law->log_scale));
}

static void pdf(const ter_dist *dist, size_t n, const double *x, double *out) {
    const ter__gev law = ter__gev_load(dist);
    for (size_t i = 0; i < n; i++)
        out[i] = ter__exp_dd(log_density(&law, ter__gev_at(&law, x[i])));
}

static void logpdf(const ter_dist *dist, size_t n, const double *x, double *out) {
    const ter__gev law = ter__gev_load(dist);
    for (size_t i = 0; i < n; i++)
        out[i] = ter__dd_value(log_density(&law, ter__gev_at(&law, x[i])));
}

static void cdf(const ter_dist *dist, size_t n, const double *x, double *out) {
    const ter__gev law = ter__gev_load(dist);
    for (size_t i = 0; i < n; i++)
        out[i] = isnan(x[i]) ? x[i] : ter__extreme_tail(ter__gev_at(&law, x[i]).w);
}

static void logcdf(const ter_dist *dist, size_t n, const double *x, double *out) {
    const ter__gev law = ter__gev_load(dist);
    for (size_t i = 0; i < n; i++)
        out[i] = isnan(x[i]) ? x[i] : ter__extreme_log_tail(ter__gev_at(&law, x[i]).w);
}

static void sf(const ter_dist *dist, size_t n, const double *x, double *out) {
    const ter__gev law = ter__gev_load(dist);
    for (size_t i = 0; i < n; i++)
        out[i] = isnan(x[i]) ? x[i] : ter__extreme_rest(ter__gev_at(&law, x[i]).w);
}

static void logsf(const ter_dist *dist, size_t n, const double *x, double *out) {
    const ter__gev law = ter__gev_load(dist);
    for (size_t i = 0; i < n; i++)
        out[i] = isnan(x[i]) ? x[i] : ter__extreme_log_rest(ter__gev_at(&law, x[i]).w);
}

static void cumulative_hazard(const ter_dist *dist, size_t n, const double *x, double *out) {
    logsf(dist, n, x, out);
    for (size_t i = 0; i < n; i++)
        out[i] = 0.0 - out[i];
}

/* In logs shape w - s - log((1 - exp(-s)) / s) - log scale; towards an infinite upper end 1 / scale at shape 0, else 0. */
static double hazard_at(const ter__gev *law, double x) {
    ter__gev_point point = ter__gev_at(law, x);
    ter__dd w = point.w;
    if (point.place == TER__GEV_BELOW)
        return 0.0;
    if (point.place == TER__GEV_AT_UPPER && law->shape >= 0.0)
        return law->shape == 0.0 ? ter__exp_dd(ter__dd_neg(law->log_scale)) : 0.0;
    if (point.place != TER__GEV_INSIDE)
        return TER__NAN; /* nothing survives to here */
    if (w.hi > 4.5)
        return ter__exp_dd(log_density(law, point));                                  /* the survival function is 1 */
    if (isinf(w.hi) && law->shape != 0.0 && point.t.hi > 0.0 && isfinite(point.t.hi)) /* s has left the doubles before the end */
        return ter__exp_dd(ter__dd_neg(ter__dd_add(ter__dd_log(point.t), law->log_scale)));
    ter__dd log_t_minus = law->shape == 0.0 ? ter__dd_make(0.0, 0.0) : ter__dd_mul_d(w, law->shape);
    if (isinf(w.hi))
        return law->shape > 0.0 ? 0.0 : law->shape < 0.0 ? TER__INFINITY : ter__exp_dd(ter__dd_neg(law->log_scale));
    ter__dd log_hazard = ter__dd_sub(log_t_minus, law->log_scale);
    if (w.hi > -120.0)
        log_hazard = ter__dd_sub(ter__dd_sub(log_hazard, ter__extreme_s(w)), ter__extreme_log_rest_by_s(w));
    return ter__exp_dd(log_hazard);
}

static void hazard(const ter_dist *dist, size_t n, const double *x, double *out) {
    const ter__gev law = ter__gev_load(dist);
    for (size_t i = 0; i < n; i++)
        out[i] = hazard_at(&law, x[i]);
}

/* scale times the slope of the log density: (s - 1 - shape) / t, with s - 1 = expm1(w). */
static ter__dd scaled_slope(const ter__gev *law, ter__gev_point point) {
    if (point.w.hi > 640.0) /* s / t = s^(1 + shape) */
        return ter__dd_make(ter__exp_dd(ter__dd_mul(point.w, ter__two_sum(1.0, law->shape))), 0.0);
    /* Far from s = 1 the difference of s and 1 + shape, which is exact, near it that of s - 1 and shape. */
    ter__dd top = point.w.hi < -1.0 ? ter__dd_sub(ter__extreme_s(point.w), ter__two_sum(1.0, law->shape))
                                    : ter__dd_add_d(ter__dd_expm1(point.w), -law->shape);
    return isfinite(point.t.hi) ? ter__dd_div(top, point.t) : ter__dd_make(top.hi / point.t.hi, 0.0);
}

static double slope_at(const ter__gev *law, double x) {
    ter__gev_point point = ter__gev_at(law, x);
    if (point.place != TER__GEV_INSIDE)
        return isinf(x) && point.place == TER__GEV_AT_UPPER && law->shape >= 0.0
                   ? (law->shape == 0.0 ? -1.0 / law->standard.scale : 0.0)
               : isinf(x) && x < 0.0 && law->shape <= 0.0 ? TER__INFINITY
                                                          : TER__NAN;
    if (point.w.hi == TER__INFINITY)
        return point.w.hi;
    if (law->shape == 0.0 && fabs(point.w.hi) < TER__NEAR_MIDDLE)
        return 0.0 - ter__standard_z_over_scale(law->standard, x);
    if (point.w.hi > 640.0)
        return ter__exp_dd(ter__dd_sub(ter__dd_mul(point.w, ter__two_sum(1.0, law->shape)), law->log_scale));
    if (!isfinite(point.t.hi)) /* t scale is shape (x - location) there */
        return ((ter__exp_dd(point.w) - 1.0) - law->shape) / law->shape / (x - law->standard.location / law->standard.pre);
    return ter__dd_value(scaled_slope(law, point)) / law->standard.scale;
}

static void slope(const ter_dist *dist, size_t n, const double *x, double *out) {
    const ter__gev law = ter__gev_load(dist);
    for (size_t i = 0; i < n; i++)
        out[i] = slope_at(&law, x[i]);
}

/* -y + (s - 1 - shape) dy/dshape, y = -w. */
static double by_shape(const ter__gev *law, ter__gev_point point) {
    double excess = fabs(point.w.hi) < 640.0 ? ter__dd_value(ter__dd_add_d(ter__dd_expm1(point.w), -law->shape))
                                             : ter__exp_dd(point.w) - 1.0 - law->shape;
    return fma(excess, ter__gev_y_by_shape(law, point), point.w.hi);
}

static void gradient(const ter_dist *dist, size_t n, const double *x, double *by_x, double *by_parameter) {
    const ter__gev law = ter__gev_load(dist);
    for (size_t i = 0; i < n; i++) {
        double at = x[i];
        ter__gev_point point = ter__gev_at(&law, at);
        bool inside = point.place == TER__GEV_INSIDE && isfinite(point.t.hi) && isfinite(point.z.hi);
        if (by_x != NULL)
            by_x[i] = slope_at(&law, at);
        if (by_parameter != NULL) {
            ter__dd by_z = inside ? scaled_slope(&law, point) : ter__dd_make(TER__NAN, 0.0);
            by_parameter[i] = -ter__dd_value(by_z) / law.standard.scale;
            by_parameter[n + i] = -ter__dd_value(ter__dd_add_d(ter__dd_mul(by_z, point.z), 1.0)) / law.standard.scale;
            by_parameter[2 * n + i] = inside ? by_shape(&law, point) : TER__NAN;
        }
    }
}

static void inverse(const ter_dist *dist, ter__extreme_side side, size_t n, const double *argument, double *out) {
    const ter__gev law = ter__gev_load(dist);
    for (size_t i = 0; i < n; i++)
        out[i] = ter__gev_undo(&law, ter__extreme_inverse(side, argument[i]));
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

static ter_status infinite(double *value) {
    *value = TER__INFINITY;
    return TER_INFINITE;
}

static ter_status undefined(double *value) {
    *value = TER__NAN;
    return TER_UNDEFINED;
}

static ter_status mean(const ter_dist *dist, double *value) {
    double shape = dist->parameter[2];
    if (shape >= 1.0)
        return infinite(value);
    *value = ter__standard_undo(ter__standard_load(dist->prepared), ter__dd_make(ter__extreme_mean(shape), 0.0));
    return TER_OK;
}

static ter_status variance(const ter_dist *dist, double *value) {
    double shape = dist->parameter[2], scale = dist->parameter[1];
    if (shape >= 1.0)
        return undefined(value);
    if (shape >= 0.5)
        return infinite(value);
    *value = ter__extreme_variance(shape) * scale * scale;
    return TER_OK;
}

static ter_status skewness(const ter_dist *dist, double *value) {
    double shape = dist->parameter[2];
    if (shape >= 0.5)
        return undefined(value);
    if (3.0 * shape >= 1.0)
        return infinite(value);
    *value = ter__extreme_skewness(shape);
    return TER_OK;
}

static ter_status excess_kurtosis(const ter_dist *dist, double *value) {
    double shape = dist->parameter[2];
    if (shape >= 0.5)
        return undefined(value);
    if (shape >= 0.25)
        return infinite(value);
    *value = ter__extreme_excess_kurtosis(shape);
    return TER_OK;
}

/* From variance, skewness and kurtosis up to the fourth, by integrals beyond. */
static ter_status central_moment(const ter_dist *dist, unsigned order, double *value) {
    double shape = dist->parameter[2], scale = dist->parameter[1];
    if (order == 0) {
        *value = 1.0;
        return TER_OK;
    }
    if (shape >= 1.0)
        return undefined(value);
    if (order > 1 && order * shape >= 1.0)
        return infinite(value);
    if (order > 4)
        return ter__generic_central_moment(dist, order, value);
    double spread = ter__extreme_variance(shape);
    *value = order == 1   ? 0.0
             : order == 2 ? spread * scale * scale
             : order == 3 ? ter__extreme_skewness(shape) * spread * sqrt(spread) * scale * scale * scale
                          : (ter__extreme_excess_kurtosis(shape) + 3.0) * (spread * scale * scale) * (spread * scale * scale);
    return TER_OK;
}

static ter_status raw_moment(const ter_dist *dist, unsigned order, double *value) {
    double m = 1.0, c[5] = {1.0, 0.0, 0.0, 0.0, 0.0};
    if (order > 0 && order * dist->parameter[2] >= 1.0)
        return infinite(value);
    if (order > 4)
        return ter__generic_raw_moment(dist, order, value);
    if (order > 0) {
        ter_status status = mean(dist, &m);
        for (unsigned i = 2; i <= order && status == TER_OK; i++)
            status = central_moment(dist, i, &c[i]);
        if (status != TER_OK)
            return status;
    }
    *value = order < 2    ? m
             : order == 2 ? fma(m, m, c[2])
             : order == 3 ? c[3] + m * (3.0 * c[2] + m * m)
                          : c[4] + m * (4.0 * c[3] + m * (6.0 * c[2] + m * m));
    return TER_OK;
}

/* Where s = 1 + shape; the upper end when the density grows towards it. */
static ter_status mode(const ter_dist *dist, double *value) {
    const ter__gev law = ter__gev_load(dist);
    double shape = law.shape;
    ter__dd w = shape > -1.0 ? ter__dd_log1p(ter__dd_make(shape, 0.0)) : ter__dd_make(-TER__INFINITY, 0.0);
    *value = shape == 0.0 ? dist->parameter[0] : ter__gev_undo(&law, w);
    return TER_OK;
}

static ter_status entropy(const ter_dist *dist, double *value) {
    const ter__dd euler_gamma = {0x1.2788cfc6fb619p-1, -0x1.6cb90701fbfabp-58};
    const ter__gev law = ter__gev_load(dist);
    ter__dd spread = ter__dd_add_d(ter__dd_mul(euler_gamma, ter__two_sum(1.0, law.shape)), 1.0);
    *value = ter__dd_value(ter__dd_add(spread, law.log_scale));
    return TER_OK;
}

static const ter_parameter parameters[] = {
    {.name = "location",
     .symbol = "mu",
     .description = "location",
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
    {.name = "shape",
     .symbol = "xi",
     .description = "shape; positive for a heavy upper tail, negative for a bounded one",
     .lower = -TER__INFINITY,
     .upper = TER__INFINITY,
     .lower_open = true,
     .upper_open = true,
     .has_default = true,
     .default_value = 0.0},
};

static const ter__edge edges[] = {
    {{0.0, 1.0, 0.0}, TER_LOG_CDF, 0.0, -1.0},
    {{0.0, 1.0, 0.0}, TER_LOG_SF, 1e300, -1e300},
    {{0.0, 1.0, 1e-320}, TER_LOG_SF, 1e10, -1e10},
    {{0.0, 1.0, 1.0}, TER_LOG_CDF, 0.0, -1.0},
    {{0.0, 1.0, 1.0}, TER_LOG_CDF, 1.0, -0.5},
    {{0.0, 1.0, 1.0}, TER_CDF, -1.0, 0.0},
    {{0.0, 1.0, 1.0}, TER_PDF, -1.0, 0.0},
    {{0.0, 1.0, 1.0}, TER_PDF, -2.0, 0.0},
    {{0.0, 1.0, 1.0}, TER_SF, -2.0, 1.0},
    {{0.0, 1.0, 1.0}, TER_QUANTILE, 0.0, -1.0},
    {{0.0, 1.0, 1.0}, TER_QUANTILE, 1.0, TER__INFINITY},
    {{0.0, 1.0, -1.0}, TER_CDF, 1.0, 1.0},
    {{0.0, 1.0, -1.0}, TER_CDF, 2.0, 1.0},
    {{0.0, 2.0, -1.0}, TER_PDF, 2.0, 0.5},
    {{0.0, 1.0, -2.0}, TER_PDF, 0.5, TER__INFINITY},
    {{0.0, 1.0, -0.5}, TER_PDF, 2.0, 0.0},
    {{0.0, 1.0, -0.5}, TER_SF, 2.0, 0.0},
    {{0.0, 1.0, -0.5}, TER_LOG_CDF, -2.0, -4.0},
    {{0.0, 1.0, -0.5}, TER_QUANTILE, 1.0, 2.0},
    {{0.0, 1.0, -0.5}, TER_QUANTILE, 0.0, -TER__INFINITY},
    {{0.0, 1.0, -0.5}, TER_ISF_LOG, 0.25, TER__NAN},
    {{0.0, 1.0, 0.5}, TER_HAZARD, TER__INFINITY, 0.0},
    {{0.0, 4.0, 0.0}, TER_HAZARD, TER__INFINITY, 0.25},
    {{0.0, 1.0, 0.2}, TER_CDF, TER__NAN, TER__NAN},
};

extern const ter__fitter ter__gev_fitter; /* gev_fit.c */

static const ter_parameter scipy_parameters[] = {
    TER__REAL_PARAMETER("c", "c", "shape with the other sign: c < 0 is the heavy tail"),
    TER__SCIPY_LOC,
    TER__SCIPY_SCALE,
};

static void from_scipy(const double *given, double *out) {
    out[0] = given[1];
    out[1] = given[2];
    out[2] = 0.0 - given[0];
}

static const ter__variant variants[] = {
    TER__VARIANT("scipy", "genextreme", scipy_parameters, from_scipy),
};

const ter_family ter__family_gev = {
    .name = "gev",
    .title = "Generalised extreme value",
    .formula =
        "s^(1 + shape) exp(-s) / scale, s = (1 + shape z)^(-1 / shape), z = (x - location) / scale; s = exp(-z) if shape = 0",
    .conventions =
        "The law of maxima. shape > 0 is the heavy (Frechet) tail, as in Coles (2001) and R (evd, ismev, extRemes). scipy: "
        "genextreme(c = -shape, loc, scale), the opposite sign, as in Hosking and in hydrology (kappa = -shape). shape 0 is "
        "the Gumbel law, which the general formulas meet without a jump.",
    .parameter_count = 3,
    .parameters = parameters,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
    .prepare = ter__gev_prepare,
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
    .central_moment = central_moment,
    .words_per_draw = 1,
    .fitter = &ter__gev_fitter,
    .accuracy_range =
        "all parameters with |shape| up to 5, all arguments; both tails and their logs to the ends of the double range. "
        "The slope is right to 2^-95 / scale where it changes its sign, at the mode, and to the stated ulp elsewhere.",
    .accuracy =
        {
            [TER_PDF] = {0.51, 1.0},
            [TER_LOG_PDF] = {0.51, 1.0},
            [TER_CDF] = {0.51, 1.0},
            [TER_LOG_CDF] = {0.51, 1.0},
            [TER_SF] = {0.51, 1.0},
            [TER_LOG_SF] = {0.51, 1.0},
            [TER_QUANTILE] = {0.51, 1.5},
            [TER_ISF] = {0.51, 1.5},
            [TER_QUANTILE_LOG] = {0.51, 1.5},
            [TER_ISF_LOG] = {0.51, 1.5},
            [TER_HAZARD] = {0.51, 1.0},
            [TER_CUMULATIVE_HAZARD] = {0.51, 1.0},
            [TER_LOG_PDF_SLOPE] = {1.5, TER__INFINITY},
        },
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
