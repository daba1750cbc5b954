/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The uniform law: f(x) = 1 / (upper - lower) on [lower, upper].
 *
 * Simple as it is, it overflows (upper - lower of two huge numbers) and cancels (x - lower): all differences are exact, of quarters
 * where an end is huge, and quotients are double-double.
 */
#include "dist/characteristic.h"
#include "dist/family.h"
#include "dist/variants.h"
#include "uniform_law.h"

static void prepare(const double *p, double *prepared) {
    ter__uniform_prepare(p[0], p[1], prepared);
}

static ter_status check(const double *p, ter_error *error) {
    if (p[0] < p[1])
        return TER_OK;
    return ter_error_set(error, TER_BAD_ARGUMENT, "uniform: lower = %.17g must be below upper = %.17g", p[0], p[1]);
}

static void support(const double *p, double *lower, double *upper) {
    *lower = p[0];
    *upper = p[1];
}

static int inside(const ter_dist *dist, double x) {
    return x >= dist->parameter[0] && x <= dist->parameter[1];
}

static void pdf(const ter_dist *dist, size_t n, const double *x, double *out) {
    const ter__uniform u = ter__uniform_load(dist);
    double density = ter__uniform_density(u), lower = u.lower, upper = u.upper;
    for (size_t i = 0; i < n; i++) {
        double outside = x[i] != x[i] ? x[i] : 0.0;
        out[i] = x[i] >= lower && x[i] <= upper ? density : outside;
    }
}

static void logpdf(const ter_dist *dist, size_t n, const double *x, double *out) {
    const ter__uniform u = ter__uniform_load(dist);
    double density = 0.0 - ter__dd_value(u.log_width), lower = u.lower, upper = u.upper;
    for (size_t i = 0; i < n; i++) {
        double outside = x[i] != x[i] ? x[i] : -TER__INFINITY;
        out[i] = x[i] >= lower && x[i] <= upper ? density : outside;
    }
}

static void cdf(const ter_dist *dist, size_t n, const double *x, double *out) {
    const ter__uniform u = ter__uniform_load(dist);
    for (size_t i = 0; i < n; i++)
        out[i] = ter__uniform_share(u, ter__uniform_above_lower(u, x[i]), x[i] <= u.lower, x[i] >= u.upper);
}

static void sf(const ter_dist *dist, size_t n, const double *x, double *out) {
    const ter__uniform u = ter__uniform_load(dist);
    for (size_t i = 0; i < n; i++)
        out[i] = ter__uniform_share(u, ter__uniform_below_upper(u, x[i]), x[i] >= u.upper, x[i] <= u.lower);
}

/* log(own / width), by the other part where own is more than half. */
static double log_share(ter__uniform u, ter__dd own, ter__dd other) {
    if (own.hi != own.hi)
        return own.hi;
    if (own.hi <= 0.0)
        return -TER__INFINITY;
    if (other.hi <= 0.0)
        return 0.0;
    if (own.hi < other.hi)
        return ter__dd_value(ter__dd_sub(ter__dd_log(own), u.log_width_prepared));
    return ter__dd_value(ter__dd_log1p(ter__dd_neg(ter__uniform_quotient(u, other))));
}

static void logcdf(const ter_dist *dist, size_t n, const double *x, double *out) {
    const ter__uniform u = ter__uniform_load(dist);
    for (size_t i = 0; i < n; i++)
        out[i] = log_share(u, ter__uniform_above_lower(u, x[i]), ter__uniform_below_upper(u, x[i]));
}

static void logsf(const ter_dist *dist, size_t n, const double *x, double *out) {
    const ter__uniform u = ter__uniform_load(dist);
    for (size_t i = 0; i < n; i++)
        out[i] = log_share(u, ter__uniform_below_upper(u, x[i]), ter__uniform_above_lower(u, x[i]));
}

static void quantile(const ter_dist *dist, size_t n, const double *p, double *out) {
    const ter__uniform u = ter__uniform_load(dist);
    for (size_t i = 0; i < n; i++)
        out[i] = p[i] >= 0.0 && p[i] <= 1.0 ? ter__uniform_place(u, u.lower, p[i]) : TER__NAN;
}

static void isf(const ter_dist *dist, size_t n, const double *q, double *out) {
    const ter__uniform u = ter__uniform_load(dist);
    for (size_t i = 0; i < n; i++)
        out[i] = q[i] >= 0.0 && q[i] <= 1.0 ? ter__uniform_place(u, u.upper, -q[i]) : TER__NAN;
}

static void quantile_log(const ter_dist *dist, size_t n, const double *log_p, double *out) {
    const ter__uniform u = ter__uniform_load(dist);
    for (size_t i = 0; i < n; i++)
        out[i] = log_p[i] <= 0.0 ? ter__uniform_place_log(u, u.lower, u.upper, 1.0, log_p[i]) : TER__NAN;
}

static void isf_log(const ter_dist *dist, size_t n, const double *log_q, double *out) {
    const ter__uniform u = ter__uniform_load(dist);
    for (size_t i = 0; i < n; i++)
        out[i] = log_q[i] <= 0.0 ? ter__uniform_place_log(u, u.upper, u.lower, -1.0, log_q[i]) : TER__NAN;
}

static void hazard(const ter_dist *dist, size_t n, const double *x, double *out) {
    const ter__uniform u = ter__uniform_load(dist);
    for (size_t i = 0; i < n; i++) {
        ter__dd left = ter__uniform_below_upper(u, x[i]);
        if (x[i] < u.lower)
            out[i] = 0.0;
        else
            out[i] = left.hi > 0.0 ? ter__uniform_inverse(u, left) : TER__NAN; /* a quotient by 0 */
    }
}

static void cumulative_hazard(const ter_dist *dist, size_t n, const double *x, double *out) {
    logsf(dist, n, x, out);
    for (size_t i = 0; i < n; i++)
        out[i] = 0.0 - out[i];
}

static void slope(const ter_dist *dist, size_t n, const double *x, double *out) {
    for (size_t i = 0; i < n; i++)
        out[i] = inside(dist, x[i]) ? 0.0 : TER__NAN;
}

static double interval(const ter_dist *dist, double a, double b) {
    const ter__uniform u = ter__uniform_load(dist);
    if (!(a < b))
        return isnan(a) || isnan(b) ? TER__NAN : 0.0;
    double from = fmax(a, u.lower), to = fmin(b, u.upper);
    if (!(from < to))
        return 0.0;
    return ter__uniform_share(u, ter__two_sum(to * u.pre, -from * u.pre), 0, from == u.lower && to == u.upper);
}

static void gradient(const ter_dist *dist, size_t n, const double *x, double *by_x, double *by_parameter) {
    const ter__uniform u = ter__uniform_load(dist);
    if (by_x != NULL)
        slope(dist, n, x, by_x);
    for (size_t i = 0; by_parameter != NULL && i < n; i++) {
        double density = inside(dist, x[i]) ? ter__uniform_density(u) : TER__NAN;
        by_parameter[i] = density;
        by_parameter[n + i] = -density;
    }
}

/* The least interval that holds the data: the likelihood is greatest there, at its edge, not at a point of slope 0. */
static ter_status fit(size_t n, const double *x, const double *columns, const double *weights, double *parameters,
                      ter_error *error) {
    (void)columns;
    double lower = TER__INFINITY, upper = -TER__INFINITY;
    for (size_t i = 0; i < n; i++) {
        lower = weights[i] > 0.0 && x[i] < lower ? x[i] : lower;
        upper = weights[i] > 0.0 && x[i] > upper ? x[i] : upper;
    }
    if (!(lower < upper))
        return ter_error_set(error, TER_BAD_DATA, "uniform: all values are equal, so the likelihood grows without bound");
    parameters[0] = lower;
    parameters[1] = upper;
    return TER_OK;
}

static bool likelihood(size_t n, const double *x, const double *columns, const double *weights, const double *parameters,
                       double *value, double *by_parameter, double *hessian) {
    (void)columns;
    double lower = parameters[0], upper = parameters[1], width = upper - lower, total = 0.0;
    for (size_t i = 0; i < n; i++) {
        if (weights[i] > 0.0 && !(x[i] >= lower && x[i] <= upper))
            return false;
        total += weights[i];
    }
    if (!(width > 0.0 && width < TER__INFINITY))
        return false;
    *value = -total * ter__log(width);
    if (by_parameter != NULL) {
        by_parameter[0] = total / width;
        by_parameter[1] = -total / width;
    }
    if (hessian != NULL) {
        hessian[0] = hessian[3] = total / width / width;
        hessian[1] = hessian[2] = -total / width / width;
    }
    return true;
}

static const ter__fitter fitter = {.closed_form = fit, .start = fit, .moments = ter__uniform_fit_moments, .likelihood = likelihood};

/* exp(i t middle) sin(h) / h, h = t (upper - lower) / 2 */
static ter_status characteristic(const ter_dist *dist, double t, double *real, double *imaginary) {
    ter__dd middle = ter__two_sum(0.5 * dist->parameter[1], 0.5 * dist->parameter[0]);
    ter__dd half = ter__dd_mul_d(ter__two_sum(0.5 * dist->parameter[1], -0.5 * dist->parameter[0]), t);
    ter__complex log = {ter__dd_make(0.0, 0.0), ter__dd_mul_d(middle, t)};
    ter_status status = ter__characteristic_of_log(log, real, imaginary);
    double wave = fabs(half.hi) < TER__ANGLE_MAX ? ter__dd_value(ter__dd_sinc(half)) : TER__NAN;
    *real *= wave;
    *imaginary *= wave;
    return isnan(wave) ? TER_NOT_ACCURATE : status;
}

static const ter_parameter parameters[] = {
    {.name = "lower",
     .symbol = "a",
     .description = "lower end",
     .lower = -TER__INFINITY,
     .upper = TER__INFINITY,
     .lower_open = true,
     .upper_open = true,
     .has_default = true,
     .default_value = 0.0},
    {.name = "upper",
     .symbol = "b",
     .description = "upper end, above the lower one",
     .lower = -TER__INFINITY,
     .upper = TER__INFINITY,
     .lower_open = true,
     .upper_open = true,
     .has_default = true,
     .default_value = 1.0},
};

static const ter_alias aliases[] = {{"unif", "R"}};

static const ter__edge edges[] = {
    {{0.0, 1.0}, TER_PDF, 0.0, 1.0},
    {{0.0, 2.0}, TER_PDF, 2.0, 0.5},
    {{0.0, 1.0}, TER_PDF, 1.5, 0.0},
    {{0.0, 1.0}, TER_LOG_PDF, 0.5, 0.0},
    {{0.0, 1.0}, TER_LOG_PDF, -0.5, -TER__INFINITY},
    {{0.0, 1.0}, TER_CDF, 0.0, 0.0},
    {{0.0, 1.0}, TER_CDF, 1.0, 1.0},
    {{-1.0, 3.0}, TER_CDF, 0.0, 0.25},
    {{0.0, 1.0}, TER_CDF, TER__INFINITY, 1.0},
    {{0.0, 1.0}, TER_SF, -TER__INFINITY, 1.0},
    {{0.0, 1.0}, TER_SF, 1.0, 0.0},
    {{0.0, 1.0}, TER_LOG_CDF, 0.0, -TER__INFINITY},
    {{0.0, 1.0}, TER_LOG_CDF, 1.0, 0.0},
    {{0.0, 1.0}, TER_LOG_SF, 1.0, -TER__INFINITY},
    {{-1.0, 3.0}, TER_QUANTILE, 0.0, -1.0},
    {{-1.0, 3.0}, TER_QUANTILE, 0.25, 0.0},
    {{-1.0, 3.0}, TER_QUANTILE, 1.0, 3.0},
    {{-1.0, 3.0}, TER_ISF, 0.0, 3.0},
    {{-1.0, 3.0}, TER_ISF, 1.0, -1.0},
    {{-1.0, 3.0}, TER_QUANTILE, -0.5, TER__NAN},
    {{-1.0, 3.0}, TER_QUANTILE_LOG, 0.0, 3.0},
    {{-1.0, 3.0}, TER_QUANTILE_LOG, -TER__INFINITY, -1.0},
    {{-1.0, 3.0}, TER_ISF_LOG, -TER__INFINITY, 3.0},
    {{0.0, 1.0}, TER_HAZARD, 0.5, 2.0},
    {{0.0, 1.0}, TER_LOG_PDF_SLOPE, 0.5, 0.0},
    {{0.0, 1.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter_parameter scipy_parameters[] = {TER__SCIPY_LOC, TER__SCIPY_SCALE};
static const ter_parameter r_parameters[] = {
    {.name = "min",
     .symbol = "a",
     .description = "lower end",
     .lower = -TER__INFINITY,
     .upper = TER__INFINITY,
     .lower_open = true,
     .upper_open = true,
     .has_default = true,
     .default_value = 0.0},
    {.name = "max",
     .symbol = "b",
     .description = "upper end",
     .lower = -TER__INFINITY,
     .upper = TER__INFINITY,
     .lower_open = true,
     .upper_open = true,
     .has_default = true,
     .default_value = 1.0},
};

static void from_scipy(const double *given, double *out) {
    out[0] = given[0];
    out[1] = given[0] + given[1];
}

static const ter__variant variants[] = {
    TER__VARIANT("scipy", "uniform", scipy_parameters, from_scipy),
    TER__VARIANT("R", "unif", r_parameters, NULL),
};

const ter_family ter__family_uniform = {
    .name = "uniform",
    .title = "Uniform",
    .formula = "1 / (upper - lower), lower <= x <= upper",
    .conventions =
        "The parameters are the ends. R: dunif(x, min=lower, max=upper). scipy: uniform(loc=lower, scale=upper - lower).",
    .parameter_count = 2,
    .parameters = parameters,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
    .alias_count = sizeof aliases / sizeof aliases[0],
    .aliases = aliases,
    .check = check,
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
    .interval = interval,
    .gradient = gradient,
    .summary = TER__UNIFORM_SUMMARIES,
    .raw_moment = ter__uniform_raw_moment,
    .central_moment = ter__uniform_central_moment,
    .characteristic = characteristic,
    .words_per_draw = 1,
    .fitter = &fitter,
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
            [TER_LOG_PDF_SLOPE] = {0.51, 1.0},
        },
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
