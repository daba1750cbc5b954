/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The normal law: f(x) = exp(-z^2 / 2) / (sd sqrt(2 pi)), z = (x - mean) / sd.
 *
 * Rounding z costs z^2 ulp in the density and its square more, so z and z^2 are double-double; so is the log of the density, where
 * -z^2 / 2 and -log sd may cancel, and the density is its exponential, which is right where exp(-z^2 / 2) alone underflows and the
 * density does not. Tails come from erfcx (special/erf.h), inverses from log tails (special/normal_inverse.h).
 */
#include "dist/characteristic.h"
#include "dist/family.h"
#include "dist/variants.h"
#include "normal_fit.h"
#include "normal_law.h"
#include "standard.h"

/* prepared: the standardisation, then log(sd sqrt(2 pi)). */
enum { LOG_NORMALISER = TER__STANDARD_SIZE };

static void prepare(const double *p, double *prepared) {
    ter__standard_prepare(p[0], p[1], prepared);
    ter__dd root = ter__dd_make(0x1.d67f1c864beb5p-1, -0x1.65b5a1b7ff5dfp-55);
    ter__dd log_normaliser = ter__dd_add(ter__dd_log_d(p[1]), root);
    prepared[LOG_NORMALISER] = log_normaliser.hi;
    prepared[LOG_NORMALISER + 1] = log_normaliser.lo;
}

static ter__dd log_normaliser_of(const ter_dist *dist) {
    return ter__dd_make(dist->prepared[LOG_NORMALISER], dist->prepared[LOG_NORMALISER + 1]);
}

static void support(const double *p, double *lower, double *upper) {
    (void)p;
    *lower = -TER__INFINITY;
    *upper = TER__INFINITY;
}

static void pdf(const ter_dist *dist, size_t n, const double *x, double *out) {
    const ter__standard s = ter__standard_load(dist->prepared);
    const ter__dd c = log_normaliser_of(dist);
    for (size_t i = 0; i < n; i++)
        out[i] = ter__exp_dd(ter__normal_log_density(ter__standard_z(s, x[i]), c));
}

static void logpdf(const ter_dist *dist, size_t n, const double *x, double *out) {
    const ter__standard s = ter__standard_load(dist->prepared);
    const ter__dd c = log_normaliser_of(dist);
    for (size_t i = 0; i < n; i++)
        out[i] = ter__dd_value(ter__normal_log_density(ter__standard_z(s, x[i]), c));
}

static void cdf(const ter_dist *dist, size_t n, const double *x, double *out) {
    const ter__standard s = ter__standard_load(dist->prepared);
    for (size_t i = 0; i < n; i++)
        out[i] = ter__normal_below(ter__standard_z(s, x[i]));
}

static void sf(const ter_dist *dist, size_t n, const double *x, double *out) {
    const ter__standard s = ter__standard_load(dist->prepared);
    for (size_t i = 0; i < n; i++)
        out[i] = ter__normal_below(ter__dd_neg(ter__standard_z(s, x[i])));
}

static void logcdf(const ter_dist *dist, size_t n, const double *x, double *out) {
    const ter__standard s = ter__standard_load(dist->prepared);
    for (size_t i = 0; i < n; i++)
        out[i] = ter__dd_value(ter__normal_log_below(ter__standard_z(s, x[i])));
}

static void logsf(const ter_dist *dist, size_t n, const double *x, double *out) {
    const ter__standard s = ter__standard_load(dist->prepared);
    for (size_t i = 0; i < n; i++)
        out[i] = ter__dd_value(ter__normal_log_below(ter__dd_neg(ter__standard_z(s, x[i]))));
}

static void inverse(const ter_dist *dist, ter__normal_side side, size_t n, const double *argument, double *out) {
    const ter__standard s = ter__standard_load(dist->prepared);
    for (size_t i = 0; i < n; i++)
        out[i] = ter__standard_undo(s, ter__normal_inverse(side, argument[i]));
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

static void slope(const ter_dist *dist, size_t n, const double *x, double *out) {
    const ter__standard s = ter__standard_load(dist->prepared);
    for (size_t i = 0; i < n; i++)
        out[i] = -ter__standard_z_over_scale(s, x[i]);
}

static void hazard(const ter_dist *dist, size_t n, const double *x, double *out) {
    const ter__standard s = ter__standard_load(dist->prepared);
    for (size_t i = 0; i < n; i++) {
        ter__dd z = ter__standard_z(s, x[i]);
        if (z.hi > 0x1p40) {
            out[i] = ter__standard_z_over_scale(s, x[i]); /* z + 1 / z - ... */
        } else if (z.hi > 0.0) {
            out[i] = ter__dd_value(ter__dd_mul(ter__normal_hazard(z), s.inverse)) * (s.pre * s.shift);
        } else {
            ter__dd log_density = ter__normal_log_density(z, log_normaliser_of(dist));
            ter__dd log_survival = ter__normal_log_below(ter__dd_neg(z));
            out[i] = ter__exp_dd(z.hi < -40.0 ? log_density : ter__dd_sub(log_density, log_survival));
        }
    }
}

static void cumulative_hazard(const ter_dist *dist, size_t n, const double *x, double *out) {
    logsf(dist, n, x, out);
    for (size_t i = 0; i < n; i++)
        out[i] = 0.0 - out[i];
}

static double interval(const ter_dist *dist, double a, double b) {
    const ter__standard s = ter__standard_load(dist->prepared);
    if (!(a < b))
        return isnan(a) || isnan(b) ? TER__NAN : 0.0;
    ter__standard from_a = s;
    from_a.location = a * s.pre;
    ter__dd width = isinf(a) ? ter__dd_make(TER__STANDARD_MAX, 0.0) : ter__standard_z(from_a, b);
    return ter__normal_interval(ter__standard_z(s, a), ter__standard_z(s, b), width);
}

static void gradient(const ter_dist *dist, size_t n, const double *x, double *by_x, double *by_parameter) {
    const ter__standard s = ter__standard_load(dist->prepared);
    for (size_t i = 0; i < n; i++) {
        double point = x[i], q = ter__standard_z_over_scale(s, point);
        ter__dd z = ter__standard_z(s, point);
        if (by_x != NULL)
            by_x[i] = -q;
        if (by_parameter != NULL) {
            by_parameter[i] = q;
            /* (z^2 - 1) / sd; where z^2 overflows the quotient may not. */
            double square = ter__dd_value(ter__dd_add_d(ter__dd_mul(z, z), -1.0));
            by_parameter[n + i] = fabs(z.hi) < 0x1p500 ? square / s.scale : z.hi * q;
        }
    }
}

static ter_status mean(const ter_dist *dist, double *value) {
    *value = dist->parameter[0];
    return TER_OK;
}

static ter_status variance(const ter_dist *dist, double *value) {
    *value = dist->parameter[1] * dist->parameter[1];
    return TER_OK;
}

static ter_status zero(const ter_dist *dist, double *value) {
    (void)dist;
    *value = 0.0;
    return TER_OK;
}

static ter_status entropy(const ter_dist *dist, double *value) {
    *value = ter__dd_value(ter__dd_add_d(log_normaliser_of(dist), 0.5));
    return TER_OK;
}

/* m_k = mean m_{k-1} + (k - 1) sd^2 m_{k-2}: no term ever has the other sign. Scaled by a power of two against overflow. */
static ter_status raw_moment(const ter_dist *dist, unsigned order, double *value) {
    int exponent;
    frexp(fmax(fabs(dist->parameter[0]), dist->parameter[1]), &exponent);
    double m = ldexp(dist->parameter[0], -exponent), sd = ldexp(dist->parameter[1], -exponent);
    ter__dd before = ter__dd_make(0.0, 0.0), moment = ter__dd_make(1.0, 0.0);
    for (unsigned k = 1; k <= order; k++) {
        ter__dd spread = ter__dd_mul(ter__dd_mul_d(ter__two_product(sd, sd), (double)(k - 1)), before);
        ter__dd next = ter__dd_add(ter__dd_mul_d(moment, m), spread);
        before = moment;
        moment = next;
    }
    *value = ldexp(ter__dd_value(moment), exponent * (int)order);
    return TER_OK;
}

static ter_status central_moment(const ter_dist *dist, unsigned order, double *value) {
    int exponent;
    double sd = frexp(dist->parameter[1], &exponent);
    ter__dd moment = ter__dd_make(order % 2 == 0 ? 1.0 : 0.0, 0.0);
    for (unsigned k = 2; k <= order && order % 2 == 0; k += 2)
        moment = ter__dd_mul(moment, ter__dd_mul_d(ter__two_product(sd, sd), (double)(k - 1)));
    *value = ldexp(ter__dd_value(moment), exponent * (int)order);
    return TER_OK;
}

static ter_status fit(size_t n, const double *x, const double *columns, const double *weights, double *parameters,
                      ter_error *error) {
    (void)columns;
    if (!ter__normal_fit_moments(n, x, weights, &parameters[0], &parameters[1]) || !(parameters[1] > 0.0))
        return ter_error_set(error, TER_BAD_DATA, "normal: all values are equal, so the likelihood grows without bound as sd -> 0");
    return TER_OK;
}

static bool likelihood(size_t n, const double *x, const double *columns, const double *weights, const double *parameters,
                       double *value, double *by_parameter, double *hessian) {
    (void)columns;
    return ter__normal_fit_likelihood(n, x, weights, parameters, value, by_parameter, hessian);
}

static const ter__fitter fitter = {.closed_form = fit, .start = fit, .moments = fit, .likelihood = likelihood};

/* exp(i t mean - t^2 sd^2 / 2) */
static ter_status characteristic(const ter_dist *dist, double t, double *real, double *imaginary) {
    ter__dd s = ter__characteristic_near(t, dist->parameter[1]);
    ter__complex log = {ter__dd_scale(ter__dd_square(s), -0.5), ter__two_product(t, dist->parameter[0])};
    return ter__characteristic_of_log(log, real, imaginary);
}

static const ter_parameter parameters[] = {
    {.name = "mean",
     .symbol = "mu",
     .description = "mean",
     .lower = -TER__INFINITY,
     .upper = TER__INFINITY,
     .lower_open = true,
     .upper_open = true,
     .has_default = true,
     .default_value = 0.0},
    {.name = "sd",
     .symbol = "sigma",
     .description = "standard deviation",
     .lower = 0.0,
     .upper = TER__INFINITY,
     .lower_open = true,
     .upper_open = true,
     .has_default = true,
     .default_value = 1.0},
};

static const ter_alias aliases[] = {{"norm", "scipy, R"}, {"gaussian", "GSL"}};

static const ter__edge edges[] = {
    {{0.0, 1.0}, TER_CDF, 0.0, 0.5},
    {{0.0, 1.0}, TER_CDF, -TER__INFINITY, 0.0},
    {{0.0, 1.0}, TER_CDF, TER__INFINITY, 1.0},
    {{0.0, 1.0}, TER_SF, TER__INFINITY, 0.0},
    {{0.0, 1.0}, TER_PDF, TER__INFINITY, 0.0},
    {{0.0, 1.0}, TER_LOG_PDF, -TER__INFINITY, -TER__INFINITY},
    {{0.0, 1.0}, TER_LOG_CDF, -TER__INFINITY, -TER__INFINITY},
    {{0.0, 1.0}, TER_LOG_CDF, TER__INFINITY, 0.0},
    {{0.0, 1.0}, TER_HAZARD, TER__INFINITY, TER__INFINITY},
    {{0.0, 1.0}, TER_HAZARD, -TER__INFINITY, 0.0},
    {{0.0, 1.0}, TER_CUMULATIVE_HAZARD, -TER__INFINITY, 0.0},
    {{2.0, 3.0}, TER_QUANTILE, 0.5, 2.0},
    {{0.0, 1.0}, TER_QUANTILE, 0.0, -TER__INFINITY},
    {{0.0, 1.0}, TER_QUANTILE, 1.0, TER__INFINITY},
    {{0.0, 1.0}, TER_QUANTILE, 1.5, TER__NAN},
    {{0.0, 1.0}, TER_ISF, 0.0, TER__INFINITY},
    {{0.0, 1.0}, TER_QUANTILE_LOG, 0.0, TER__INFINITY},
    {{0.0, 1.0}, TER_QUANTILE_LOG, -TER__INFINITY, -TER__INFINITY},
    {{0.0, 1.0}, TER_ISF_LOG, 0.5, TER__NAN},
    {{0.0, 1.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter_parameter scipy_parameters[] = {TER__SCIPY_LOC, TER__SCIPY_SCALE};
static const ter_parameter variance_parameters[] = {
    TER__REAL_PARAMETER("mean", "mu", "mean"),
    TER__POSITIVE_PARAMETER("variance", "sigma^2", "square of the standard deviation"),
};
static const ter_parameter precision_parameters[] = {
    TER__REAL_PARAMETER("mean", "mu", "mean"),
    TER__POSITIVE_PARAMETER("precision", "tau", "1 / variance"),
};

static void from_variance(const double *given, double *out) {
    out[0] = given[0];
    out[1] = sqrt(given[1]);
}

static void from_precision(const double *given, double *out) {
    out[0] = given[0];
    out[1] = 1.0 / sqrt(given[1]);
}

static const ter__variant variants[] = {
    TER__VARIANT("scipy", "norm", scipy_parameters, NULL),
    TER__VARIANT(NULL, "normal_variance", variance_parameters, from_variance),
    TER__VARIANT(NULL, "normal_precision", precision_parameters, from_precision),
};

const ter_family ter__family_normal = {
    .name = "normal",
    .title = "Normal",
    .formula = "exp(-((x - mean) / sd)^2 / 2) / (sd sqrt(2 pi))",
    .conventions = "The second parameter is the standard deviation, not the variance or the precision. scipy: norm(loc=mean, "
                   "scale=sd). R: dnorm(x, mean, sd). Texts that write N(mu, sigma^2) give the variance.",
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
    .summary =
        {
            [TER_MEAN] = mean,
            [TER_VARIANCE] = variance,
            [TER_SKEWNESS] = zero,
            [TER_EXCESS_KURTOSIS] = zero,
            [TER_MODE] = mean,
            [TER_MEDIAN] = mean,
            [TER_ENTROPY] = entropy,
        },
    .raw_moment = raw_moment,
    .central_moment = central_moment,
    .characteristic = characteristic,
    .words_per_draw = 1,
    .fitter = &fitter,
    .accuracy_range = "all parameters and arguments; both tails and their logs to the ends of the double range",
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
            [TER_HAZARD] = {1.0, 1.5},
            [TER_CUMULATIVE_HAZARD] = {0.51, 1.0},
            [TER_LOG_PDF_SLOPE] = {1.0, 2.5},
        },
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
