/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The lognormal law: log X is normal. f(x) = exp(-z^2 / 2) / (x sdlog sqrt(2 pi)), z = (log x - meanlog) / sdlog, x > 0.
 *
 * As the normal law, with log x in double-double: near x = exp(meanlog) it cancels against meanlog, and in the tails its rounding
 * would be multiplied by z / sdlog.
 */
#include "dist/family.h"
#include "dist/variants.h"
#include "lognormal_summary.h"
#include "normal_fit.h"
#include "normal_law.h"
#include "special/log_precise.h"
#include "standard.h"

/* prepared: the standardisation, then log(sdlog sqrt(2 pi)). */
enum { LOG_NORMALISER = TER__STANDARD_SIZE };

static void prepare(const double *p, double *prepared) {
    ter__standard_prepare(p[0], p[1], prepared);
    ter__dd root = ter__dd_make(0x1.d67f1c864beb5p-1, -0x1.65b5a1b7ff5dfp-55);
    ter__dd log_normaliser = ter__dd_add(ter__dd_log_d(p[1]), root);
    prepared[LOG_NORMALISER] = log_normaliser.hi;
    prepared[LOG_NORMALISER + 1] = log_normaliser.lo;
}

static void support(const double *p, double *lower, double *upper) {
    (void)p;
    *lower = 0.0;
    *upper = TER__INFINITY;
}

/* z at x, given log x; far to the left for x <= 0, far to the right at infinity. */
TER__INLINE ter__dd standardise(ter__standard s, double x, ter__dd log_x) {
    ter__dd z = ter__standard_scaled(s, ter__dd_add_d(ter__dd_scale(log_x, s.pre), -s.location));
    int outside = !(x > 0.0 && x < TER__INFINITY);
    double end = ter__blend(x <= 0.0, -TER__STANDARD_MAX, ter__blend(x == TER__INFINITY, TER__STANDARD_MAX, TER__NAN));
    return ter__dd_make(ter__blend(outside, end, z.hi), ter__blend(outside, 0.0, z.lo));
}

TER__INLINE ter__dd z_of(ter__standard s, double x) {
    return standardise(s, x, ter__dd_log_d(x));
}

TER__INLINE ter__dd log_density(ter__standard s, ter__dd log_normaliser, double x) {
    ter__dd log_x = ter__dd_log_d(x);
    return ter__normal_log_density(standardise(s, x, log_x), ter__dd_add(log_normaliser, log_x));
}

static ter__dd log_normaliser_of(const ter_dist *dist) {
    return ter__dd_make(dist->prepared[LOG_NORMALISER], dist->prepared[LOG_NORMALISER + 1]);
}

static void pdf(const ter_dist *dist, size_t n, const double *x, double *out) {
    const ter__standard s = ter__standard_load(dist->prepared);
    const ter__dd c = log_normaliser_of(dist);
    for (size_t i = 0; i < n; i++)
        out[i] = ter__exp_dd(log_density(s, c, x[i]));
}

static void logpdf(const ter_dist *dist, size_t n, const double *x, double *out) {
    const ter__standard s = ter__standard_load(dist->prepared);
    const ter__dd c = log_normaliser_of(dist);
    for (size_t i = 0; i < n; i++)
        out[i] = ter__dd_value(log_density(s, c, x[i]));
}

static void cdf(const ter_dist *dist, size_t n, const double *x, double *out) {
    const ter__standard s = ter__standard_load(dist->prepared);
    for (size_t i = 0; i < n; i++)
        out[i] = ter__normal_below(z_of(s, x[i]));
}

static void sf(const ter_dist *dist, size_t n, const double *x, double *out) {
    const ter__standard s = ter__standard_load(dist->prepared);
    for (size_t i = 0; i < n; i++)
        out[i] = ter__normal_below(ter__dd_neg(z_of(s, x[i])));
}

static void logcdf(const ter_dist *dist, size_t n, const double *x, double *out) {
    const ter__standard s = ter__standard_load(dist->prepared);
    for (size_t i = 0; i < n; i++)
        out[i] = ter__dd_value(ter__normal_log_below(z_of(s, x[i])));
}

static void logsf(const ter_dist *dist, size_t n, const double *x, double *out) {
    const ter__standard s = ter__standard_load(dist->prepared);
    for (size_t i = 0; i < n; i++)
        out[i] = ter__dd_value(ter__normal_log_below(ter__dd_neg(z_of(s, x[i]))));
}

static void inverse(const ter_dist *dist, ter__normal_side side, size_t n, const double *argument, double *out) {
    for (size_t i = 0; i < n; i++) {
        ter__dd z = ter__normal_inverse(side, argument[i]);
        out[i] = ter__lognormal_exp(dist->parameter[0], dist->parameter[1], z);
    }
}

static void quantile(const ter_dist *dist, size_t n, const double *p, double *out) {
    inverse(dist, TER__NORMAL_P, n, p, out);
}

static void isf(const ter_dist *dist, size_t n, const double *q, double *out) {
    inverse(dist, TER__NORMAL_Q, n, q, out);
}

static void quantile_log(const ter_dist *dist, size_t n, const double *log_p, double *out) {
    inverse(dist, TER__NORMAL_LOG_P, n, log_p, out);
}

static void isf_log(const ter_dist *dist, size_t n, const double *log_q, double *out) {
    inverse(dist, TER__NORMAL_LOG_Q, n, log_q, out);
}

/* z / sdlog, and -(1 + z / sdlog) / x; plain where double-double would overflow. */
static ter__dd over_scale(ter__standard s, ter__dd z) {
    ter__dd q = ter__dd_mul(z, s.inverse);
    return fabs(z.hi) < 0x1p400 && s.shift < 0x1p400 ? ter__dd_scale(q, s.shift * s.pre) : ter__dd_make(z.hi / s.scale, 0.0);
}

/* 1 + z / sdlog near the mode, where it is 0: (log x - meanlog + sdlog^2) / sdlog^2 with the first sum exact to 2^-115. */
static ter__dd numerator_near_mode(const ter_dist *dist, double x) {
    ter__dd square = ter__two_product(dist->parameter[1], dist->parameter[1]);
    const double terms[] = {-dist->parameter[0], square.hi, square.lo};
    return ter__dd_div(ter__log_plus(x, 3, terms), square);
}

static double slope_at(const ter_dist *dist, ter__standard s, double x) {
    if (!(x > 0.0))
        return TER__NAN;
    ter__dd numerator = over_scale(s, z_of(s, x));
    if (fabs(numerator.hi) < 0x1p500)
        numerator = ter__dd_add_d(numerator, 1.0);
    if (fabs(numerator.hi) < 0x1p-16 && s.scale > 1e-140 && fabs(dist->parameter[0]) < 4096.0)
        numerator = numerator_near_mode(dist, x);
    double plain = numerator.hi / x;
    int safe = fabs(plain) < 0x1p900 && x > 0x1p-900 && fabs(numerator.hi) < 0x1p500;
    return -(safe ? ter__dd_value(ter__dd_div_d(numerator, x)) : plain);
}

static void slope(const ter_dist *dist, size_t n, const double *x, double *out) {
    const ter__standard s = ter__standard_load(dist->prepared);
    for (size_t i = 0; i < n; i++)
        out[i] = slope_at(dist, s, x[i]);
}

static double hazard_at(ter__standard s, ter__dd log_normaliser, double x) {
    if (x == TER__INFINITY)
        return 0.0;
    ter__dd z = z_of(s, x);
    if (z.hi > 1024.0) { /* the logs would cancel; the quotient is known */
        ter__dd rate = z.hi < 0x1p400 ? ter__normal_hazard(z) : z;
        return over_scale(s, rate).hi / x;
    }
    ter__dd density = log_density(s, log_normaliser, x);
    return ter__exp_dd(z.hi < -40.0 ? density : ter__dd_sub(density, ter__normal_log_below(ter__dd_neg(z))));
}

static void hazard(const ter_dist *dist, size_t n, const double *x, double *out) {
    const ter__standard s = ter__standard_load(dist->prepared);
    for (size_t i = 0; i < n; i++)
        out[i] = hazard_at(s, log_normaliser_of(dist), x[i]);
}

static void cumulative_hazard(const ter_dist *dist, size_t n, const double *x, double *out) {
    logsf(dist, n, x, out);
    for (size_t i = 0; i < n; i++)
        out[i] = 0.0 - out[i];
}

static double interval(const ter_dist *dist, double a, double b) {
    const ter__standard s = ter__standard_load(dist->prepared);
    if (!(a < b) || b <= 0.0)
        return isnan(a) || isnan(b) ? TER__NAN : 0.0;
    ter__dd width = ter__dd_make(TER__STANDARD_MAX, 0.0);
    if (a > 0.0 && b < 2.0 * a) { /* log b - log a = log(1 + (b - a) / a) */
        ter__dd log_ratio = ter__dd_log1p(ter__dd_ratio(b - a, a));
        width = ter__standard_scaled(s, ter__dd_scale(log_ratio, s.pre));
    } else if (a > 0.0 && b < TER__INFINITY) {
        ter__dd log_ratio = ter__dd_sub(ter__dd_log_d(b), ter__dd_log_d(a));
        width = ter__standard_scaled(s, ter__dd_scale(log_ratio, s.pre));
    }
    return ter__normal_interval(z_of(s, a), z_of(s, b), width);
}

static void gradient(const ter_dist *dist, size_t n, const double *x, double *by_x, double *by_parameter) {
    const ter__standard s = ter__standard_load(dist->prepared);
    for (size_t i = 0; i < n; i++) {
        double point = x[i];
        ter__dd z = z_of(s, point), q = over_scale(s, z);
        int inside = point > 0.0 && point < TER__INFINITY;
        if (by_x != NULL)
            by_x[i] = slope_at(dist, s, point);
        if (by_parameter != NULL) {
            ter__dd square = ter__dd_add_d(ter__dd_mul(z, z), -1.0);
            by_parameter[i] = inside ? ter__dd_value(q) : TER__NAN;
            by_parameter[n + i] = fabs(z.hi) < 0x1p400 ? ter__dd_value(square) / s.scale : z.hi * q.hi;
            by_parameter[n + i] = inside ? by_parameter[n + i] : TER__NAN;
        }
    }
}

static void transform(size_t n, const double *x, double *columns) {
    for (size_t i = 0; i < n; i++)
        columns[i] = ter__log(x[i]);
}

static ter_status check_data(size_t n, const double *x, const double *weights, ter_error *error) {
    for (size_t i = 0; i < n; i++) {
        if (weights[i] > 0.0 && !(x[i] > 0.0))
            return ter_error_set(error, TER_BAD_DATA, "lognormal: value %zu is %.17g, and only positive numbers are possible", i,
                                 x[i]);
    }
    return TER_OK;
}

static ter_status fit(size_t n, const double *x, const double *columns, const double *weights, double *parameters,
                      ter_error *error) {
    ter_status status = check_data(n, x, weights, error);
    if (status != TER_OK)
        return status;
    if (!ter__normal_fit_moments(n, columns, weights, &parameters[0], &parameters[1]) || !(parameters[1] > 0.0))
        return ter_error_set(error, TER_BAD_DATA,
                             "lognormal: all values are equal, so the likelihood grows without bound as sdlog -> 0");
    return TER_OK;
}

/* exp(meanlog + sdlog^2 / 2) = mean, expm1(sdlog^2) = (sd / mean)^2. */
static ter_status fit_moments(size_t n, const double *x, const double *columns, const double *weights, double *parameters,
                              ter_error *error) {
    (void)columns;
    double mean, sd;
    ter_status status = check_data(n, x, weights, error);
    if (status != TER_OK)
        return status;
    if (!ter__normal_fit_moments(n, x, weights, &mean, &sd) || !(sd > 0.0 && mean > 0.0))
        return ter_error_set(error, TER_UNDEFINED, "lognormal: the values have no spread");
    double square = ter__log1p(sd / mean * (sd / mean));
    parameters[0] = ter__log(mean) - 0.5 * square;
    parameters[1] = sqrt(square);
    return TER_OK;
}

static bool likelihood(size_t n, const double *x, const double *columns, const double *weights, const double *parameters,
                       double *value, double *by_parameter, double *hessian) {
    double logs = 0.0;
    for (size_t i = 0; i < n; i++) {
        if (weights[i] > 0.0 && !(x[i] > 0.0))
            return false;
        logs += weights[i] * columns[i];
    }
    bool possible = ter__normal_fit_likelihood(n, columns, weights, parameters, value, by_parameter, hessian);
    *value -= logs;
    return possible;
}

static const ter__fitter fitter = {
    .columns = 1, .transform = transform, .closed_form = fit, .start = fit, .moments = fit_moments, .likelihood = likelihood};

static const ter_parameter parameters[] = {
    {.name = "meanlog",
     .symbol = "mu",
     .description = "mean of log x",
     .lower = -TER__INFINITY,
     .upper = TER__INFINITY,
     .lower_open = true,
     .upper_open = true,
     .has_default = true,
     .default_value = 0.0},
    {.name = "sdlog",
     .symbol = "sigma",
     .description = "standard deviation of log x",
     .lower = 0.0,
     .upper = TER__INFINITY,
     .lower_open = true,
     .upper_open = true,
     .has_default = true,
     .default_value = 1.0},
};

static const ter_alias aliases[] = {{"lnorm", "R"}};

static const ter__edge edges[] = {
    {{0.0, 1.0}, TER_PDF, 0.0, 0.0},
    {{0.0, 1.0}, TER_PDF, -1.0, 0.0},
    {{0.0, 1.0}, TER_PDF, TER__INFINITY, 0.0},
    {{0.0, 1.0}, TER_LOG_PDF, 0.0, -TER__INFINITY},
    {{0.0, 1.0}, TER_LOG_PDF, -1.0, -TER__INFINITY},
    {{0.0, 1.0}, TER_CDF, 0.0, 0.0},
    {{0.0, 1.0}, TER_CDF, 1.0, 0.5},
    {{0.0, 1.0}, TER_CDF, TER__INFINITY, 1.0},
    {{0.0, 1.0}, TER_SF, -1.0, 1.0},
    {{0.0, 1.0}, TER_LOG_CDF, 0.0, -TER__INFINITY},
    {{0.0, 1.0}, TER_LOG_SF, 0.0, 0.0},
    {{0.0, 1.0}, TER_LOG_SF, TER__INFINITY, -TER__INFINITY},
    {{0.0, 1.0}, TER_QUANTILE, 0.0, 0.0},
    {{0.0, 1.0}, TER_QUANTILE, 0.5, 1.0},
    {{0.0, 1.0}, TER_QUANTILE, 1.0, TER__INFINITY},
    {{0.0, 1.0}, TER_ISF, -0.5, TER__NAN},
    {{0.0, 1.0}, TER_HAZARD, 0.0, 0.0},
    {{0.0, 1.0}, TER_HAZARD, TER__INFINITY, 0.0},
    {{0.0, 1.0}, TER_PDF, TER__NAN, TER__NAN},
};

static const ter_parameter scipy_parameters[] = {
    TER__POSITIVE_PARAMETER("s", "s", "sdlog"),
    TER__SCIPY_NO_LOC,
    TER__SCIPY_SCALE,
};
static const ter_parameter moment_parameters[] = {
    TER__POSITIVE_PARAMETER("mean", "m", "mean of x itself"),
    TER__POSITIVE_PARAMETER("sd", "s", "standard deviation of x itself"),
};

/* scale = exp(meanlog). */
static void from_scipy(const double *given, double *out) {
    out[0] = ter__log(given[2]);
    out[1] = given[0];
}

/* sdlog^2 = log(1 + (sd / mean)^2), meanlog = log mean - sdlog^2 / 2. */
static void from_moments(const double *given, double *out) {
    double ratio = given[1] / given[0];
    double square = ratio < 0x1p500 ? ter__log1p(ratio * ratio) : 2.0 * ter__log(ratio);
    out[0] = ter__log(given[0]) - 0.5 * square;
    out[1] = ratio < 0x1p-500 ? ratio : sqrt(square);
}

static const ter__variant variants[] = {
    TER__VARIANT("scipy", "lognorm", scipy_parameters, from_scipy),
    TER__VARIANT(NULL, "lognormal_mean_sd", moment_parameters, from_moments),
};

const ter_family ter__family_lognormal = {
    .name = "lognormal",
    .title = "Lognormal",
    .formula = "exp(-((log x - meanlog) / sdlog)^2 / 2) / (x sdlog sqrt(2 pi)), x > 0",
    .conventions = "Parameters are those of log x, natural logarithm. R: dlnorm(x, meanlog, sdlog). scipy: lognorm(s=sdlog, "
                   "loc=0, scale=exp(meanlog)), so its name is no alias here.",
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
    .interval = interval,
    .gradient = gradient,
    .summary = TER__LOGNORMAL_SUMMARIES,
    .raw_moment = ter__lognormal_raw_moment,
    .central_moment = ter__lognormal_central_moment,
    .words_per_draw = 1,
    .fitter = &fitter,
    .accuracy_range = "|meanlog| up to 1e6, any sdlog, all x; both tails and their logs to the ends of the double range",
    .accuracy =
        {
            [TER_PDF] = {0.51, 1.0},
            [TER_LOG_PDF] = {0.51, 1.0},
            [TER_CDF] = {0.75, 1.0},
            [TER_LOG_CDF] = {0.51, 1.0},
            [TER_SF] = {0.75, 1.0},
            [TER_LOG_SF] = {0.51, 1.0},
            [TER_QUANTILE] = {0.51, 1.0},
            [TER_ISF] = {0.51, 1.0},
            [TER_QUANTILE_LOG] = {0.51, 1.0},
            [TER_ISF_LOG] = {0.51, 1.0},
            [TER_HAZARD] = {1.0, 2.0},
            [TER_CUMULATIVE_HAZARD] = {0.51, 1.0},
            [TER_LOG_PDF_SLOPE] = {1.0, 2.5},
        },
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
