/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The exponential law: f(x) = exp(-x / scale) / scale, x >= 0.
 *
 * At x / scale = 700 the quotient's rounding would cost 700 half ulp, so it is double-double before it is exponentiated.
 */
#include "dist/characteristic.h"
#include "dist/family.h"
#include "dist/variants.h"
#include "normal_fit.h"
#include "standard.h"

/* prepared: the standardisation at location 0, log scale, then scale as mantissa and exponent of two. */
enum { LOG_SCALE = TER__STANDARD_SIZE, MANTISSA = LOG_SCALE + 2, EXPONENT };

static void prepare(const double *p, double *prepared) {
    int exponent;
    ter__standard_prepare(0.0, p[0], prepared);
    ter__dd log_scale = ter__dd_log_d(p[0]);
    prepared[LOG_SCALE] = log_scale.hi;
    prepared[LOG_SCALE + 1] = log_scale.lo;
    prepared[MANTISSA] = frexp(p[0], &exponent);
    prepared[EXPONENT] = exponent;
}

static void support(const double *p, double *lower, double *upper) {
    (void)p;
    *lower = 0.0;
    *upper = TER__INFINITY;
}

static ter__dd log_scale_of(const ter_dist *dist) {
    return ter__dd_make(dist->prepared[LOG_SCALE], dist->prepared[LOG_SCALE + 1]);
}

/* max(x, 0) / scale: plain where double-double would overflow, or underflow and be rounded twice. */
TER__INLINE ter__dd z_of(ter__standard s, double x) {
    double point = ter__blend(x < 0.0, 0.0, x);
    double hi = point * s.pre * s.shift;
    int near = hi < 0x1p800 && hi > 0x1p-900;
    ter__dd z = ter__dd_mul(ter__dd_make(hi, 0.0), s.inverse);
    return ter__dd_make(ter__blend(near, z.hi, point / s.scale), ter__blend(near, z.lo, 0.0));
}

TER__INLINE ter__dd log_density(ter__standard s, ter__dd log_scale, double x) {
    ter__dd z = z_of(s, x);
    ter__dd r = ter__dd_neg(ter__dd_add(z, log_scale));
    int far = z.hi > 0x1p800;
    r = ter__dd_make(ter__blend(far, -z.hi, r.hi), ter__blend(far, 0.0, r.lo));
    return ter__dd_make(ter__blend(x < 0.0, -TER__INFINITY, r.hi + 0.0), ter__blend(x < 0.0, 0.0, r.lo));
}

static void pdf(const ter_dist *dist, size_t n, const double *x, double *out) {
    const ter__standard s = ter__standard_load(dist->prepared);
    const ter__dd c = log_scale_of(dist);
    for (size_t i = 0; i < n; i++)
        out[i] = ter__exp_dd(log_density(s, c, x[i]));
}

static void logpdf(const ter_dist *dist, size_t n, const double *x, double *out) {
    const ter__standard s = ter__standard_load(dist->prepared);
    const ter__dd c = log_scale_of(dist);
    for (size_t i = 0; i < n; i++)
        out[i] = ter__dd_value(log_density(s, c, x[i]));
}

static void cdf(const ter_dist *dist, size_t n, const double *x, double *out) {
    const ter__standard s = ter__standard_load(dist->prepared);
    for (size_t i = 0; i < n; i++)
        out[i] = 0.0 - ter__dd_value(ter__dd_expm1(ter__dd_neg(z_of(s, x[i]))));
}

static void sf(const ter_dist *dist, size_t n, const double *x, double *out) {
    const ter__standard s = ter__standard_load(dist->prepared);
    for (size_t i = 0; i < n; i++)
        out[i] = ter__exp_dd(ter__dd_neg(z_of(s, x[i])));
}

static double logcdf_at(ter__standard s, ter__dd log_scale, double x) {
    ter__dd z = ter__dd_neg(z_of(s, x));
    if (x <= 0.0)
        return -TER__INFINITY;
    if (z.hi > -0x1p-500) /* log z, also where z underflows */
        return ter__dd_value(ter__dd_sub(ter__dd_log_d(x), log_scale));
    if (z.hi < -600.0)
        return 0.0 - ter__exp_dd(z);
    return ter__dd_value(ter__dd_log1mexp(z));
}

static void logcdf(const ter_dist *dist, size_t n, const double *x, double *out) {
    const ter__standard s = ter__standard_load(dist->prepared);
    for (size_t i = 0; i < n; i++)
        out[i] = logcdf_at(s, log_scale_of(dist), x[i]);
}

static void logsf(const ter_dist *dist, size_t n, const double *x, double *out) {
    const ter__standard s = ter__standard_load(dist->prepared);
    for (size_t i = 0; i < n; i++)
        out[i] = 0.0 - ter__dd_value(z_of(s, x[i]));
}

static void cumulative_hazard(const ter_dist *dist, size_t n, const double *x, double *out) {
    const ter__standard s = ter__standard_load(dist->prepared);
    for (size_t i = 0; i < n; i++)
        out[i] = ter__dd_value(z_of(s, x[i]));
}

/* scale v for v >= 0, rounded once; infinite where it overflows. */
static double times_scale(const ter_dist *dist, ter__dd v) {
    double scale = dist->parameter[0], plain = scale * v.hi;
    return plain < TER__INFINITY ? ter__dd_value(ter__dd_mul_d(v, scale)) : plain;
}

static void quantile(const ter_dist *dist, size_t n, const double *p, double *out) {
    for (size_t i = 0; i < n; i++) {
        double q = p[i], v = TER__NAN;
        if (q >= 0.0 && q < 1.0)
            v = times_scale(dist, ter__dd_neg(ter__dd_log1p(ter__dd_make(-q, 0.0)))) + 0.0;
        out[i] = q == 1.0 ? TER__INFINITY : v;
    }
}

static void isf(const ter_dist *dist, size_t n, const double *q, double *out) {
    for (size_t i = 0; i < n; i++) {
        double p = q[i], v = TER__NAN;
        if (p > 0.0 && p <= 1.0)
            v = times_scale(dist, ter__dd_neg(ter__dd_log_d(p))) + 0.0;
        out[i] = p == 0.0 ? TER__INFINITY : v;
    }
}

static void quantile_log(const ter_dist *dist, size_t n, const double *log_p, double *out) {
    for (size_t i = 0; i < n; i++) {
        ter__dd l = ter__dd_make(log_p[i], 0.0);
        if (!(l.hi <= 0.0))
            out[i] = TER__NAN;
        else if (l.hi == 0.0)
            out[i] = TER__INFINITY;
        else if (l.hi < -600.0) /* -log(1 - p) = p */
            out[i] = ter__exp_dd_times(l, ter__dd_make(dist->prepared[MANTISSA], 0.0), (int)dist->prepared[EXPONENT]);
        else
            out[i] = times_scale(dist, ter__dd_neg(ter__dd_log1mexp(l)));
    }
}

static void isf_log(const ter_dist *dist, size_t n, const double *log_q, double *out) {
    for (size_t i = 0; i < n; i++)
        out[i] = log_q[i] <= 0.0 ? dist->parameter[0] * (0.0 - log_q[i]) : TER__NAN;
}

static void hazard(const ter_dist *dist, size_t n, const double *x, double *out) {
    for (size_t i = 0; i < n; i++)
        out[i] = x[i] >= 0.0 ? 1.0 / dist->parameter[0] : x[i] < 0.0 ? 0.0 : TER__NAN;
}

static void slope(const ter_dist *dist, size_t n, const double *x, double *out) {
    for (size_t i = 0; i < n; i++)
        out[i] = x[i] >= 0.0 ? -1.0 / dist->parameter[0] : TER__NAN;
}

static double interval(const ter_dist *dist, double a, double b) {
    const ter__standard s = ter__standard_load(dist->prepared);
    if (!(a < b) || b <= 0.0)
        return isnan(a) || isnan(b) ? TER__NAN : 0.0;
    ter__standard from_a = s;
    double start = fmax(a, 0.0);
    from_a.location = start * s.pre;
    ter__dd width = b == TER__INFINITY ? ter__dd_make(800.0, 0.0) : ter__standard_z(from_a, b);
    ter__dd lost = ter__dd_neg(ter__dd_expm1(ter__dd_neg(width)));
    return lost.hi > 0x1p-1000 ? ter__exp_dd_times(ter__dd_neg(z_of(s, start)), lost, 0)
                               : lost.hi * ter__exp_dd(ter__dd_neg(z_of(s, start)));
}

static void gradient(const ter_dist *dist, size_t n, const double *x, double *by_x, double *by_parameter) {
    const ter__standard s = ter__standard_load(dist->prepared);
    if (by_x != NULL)
        slope(dist, n, x, by_x);
    for (size_t i = 0; by_parameter != NULL && i < n; i++) {
        ter__dd z = z_of(s, x[i]);
        double excess = z.hi < 0x1p800 ? ter__dd_value(ter__dd_add_d(z, -1.0)) : z.hi;
        by_parameter[i] = x[i] >= 0.0 ? excess / s.scale : TER__NAN;
    }
}

static ter_status mean(const ter_dist *dist, double *value) {
    *value = dist->parameter[0];
    return TER_OK;
}

static ter_status variance(const ter_dist *dist, double *value) {
    *value = dist->parameter[0] * dist->parameter[0];
    return TER_OK;
}

static ter_status skewness(const ter_dist *dist, double *value) {
    (void)dist;
    *value = 2.0;
    return TER_OK;
}

static ter_status excess_kurtosis(const ter_dist *dist, double *value) {
    (void)dist;
    *value = 6.0;
    return TER_OK;
}

static ter_status mode(const ter_dist *dist, double *value) {
    (void)dist;
    *value = 0.0;
    return TER_OK;
}

static ter_status median(const ter_dist *dist, double *value) {
    *value = times_scale(dist, ter__dd_make(0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56));
    return TER_OK;
}

static ter_status entropy(const ter_dist *dist, double *value) {
    *value = ter__dd_value(ter__dd_add_d(log_scale_of(dist), 1.0));
    return TER_OK;
}

/* c scale^order. */
static double power_of_scale(const ter_dist *dist, unsigned order, ter__dd c) {
    for (unsigned k = 0; k < order; k++)
        c = ter__dd_mul_d(c, dist->prepared[MANTISSA]);
    return ldexp(ter__dd_value(c), (int)dist->prepared[EXPONENT] * (int)order);
}

/* k! scale^k. */
static ter_status raw_moment(const ter_dist *dist, unsigned order, double *value) {
    ter__dd factorial = ter__dd_make(1.0, 0.0);
    for (unsigned k = 2; k <= order; k++)
        factorial = ter__dd_mul_d(factorial, (double)k);
    *value = power_of_scale(dist, order, factorial);
    return TER_OK;
}

/* !k scale^k, with !k = k !(k-1) + (-1)^k the number of derangements. */
static ter_status central_moment(const ter_dist *dist, unsigned order, double *value) {
    ter__dd derangements = ter__dd_make(1.0, 0.0);
    for (unsigned k = 1; k <= order; k++)
        derangements = ter__dd_add_d(ter__dd_mul_d(derangements, (double)k), k % 2 == 0 ? 1.0 : -1.0);
    *value = power_of_scale(dist, order, derangements);
    return TER_OK;
}

static ter_status fit(size_t n, const double *x, const double *columns, const double *weights, double *parameters,
                      ter_error *error) {
    (void)columns;
    double sd;
    for (size_t i = 0; i < n; i++) {
        if (weights[i] > 0.0 && !(x[i] >= 0.0))
            return ter_error_set(error, TER_BAD_DATA, "exponential: value %zu is %.17g, and negative numbers are impossible", i,
                                 x[i]);
    }
    if (!ter__normal_fit_moments(n, x, weights, &parameters[0], &sd) || !(parameters[0] > 0.0))
        return ter_error_set(error, TER_BAD_DATA,
                             "exponential: all values are 0, so the likelihood grows without bound as scale -> 0");
    return TER_OK;
}

static bool likelihood(size_t n, const double *x, const double *columns, const double *weights, const double *parameters,
                       double *value, double *by_parameter, double *hessian) {
    (void)columns;
    double scale = parameters[0], total = 0.0, sum = 0.0;
    if (!(scale > 0.0 && scale < TER__INFINITY))
        return false;
    for (size_t i = 0; i < n; i++) {
        if (weights[i] > 0.0 && !(x[i] >= 0.0))
            return false;
        total += weights[i];
        sum += weights[i] * (x[i] / scale);
    }
    *value = -sum - total * ter__log(scale);
    if (by_parameter != NULL)
        by_parameter[0] = (sum - total) / scale;
    if (hessian != NULL)
        hessian[0] = (total - 2.0 * sum) / scale / scale;
    return *value > -TER__INFINITY;
}

static const ter__fitter fitter = {.closed_form = fit, .start = fit, .moments = fit, .likelihood = likelihood};

/* 1 / (1 - i t scale) */
static ter_status characteristic(const ter_dist *dist, double t, double *real, double *imaginary) {
    ter__complex log = ter__log_one_minus(t, dist->parameter[0]);
    return ter__characteristic_of_log(ter__complex_make(ter__dd_neg(log.re), ter__dd_neg(log.im)), real, imaginary);
}

static const ter_parameter parameters[] = {
    {.name = "scale",
     .symbol = "theta",
     .description = "scale, the mean, 1 / rate",
     .lower = 0.0,
     .upper = TER__INFINITY,
     .lower_open = true,
     .upper_open = true,
     .has_default = true,
     .default_value = 1.0},
};

static const ter__edge edges[] = {
    {{2.0}, TER_PDF, 0.0, 0.5},
    {{2.0}, TER_PDF, -1.0, 0.0},
    {{2.0}, TER_PDF, TER__INFINITY, 0.0},
    {{1.0}, TER_LOG_PDF, 0.0, 0.0},
    {{1.0}, TER_LOG_PDF, -1.0, -TER__INFINITY},
    {{1.0}, TER_LOG_PDF, TER__INFINITY, -TER__INFINITY},
    {{1.0}, TER_CDF, 0.0, 0.0},
    {{1.0}, TER_CDF, TER__INFINITY, 1.0},
    {{1.0}, TER_SF, -1.0, 1.0},
    {{1.0}, TER_LOG_CDF, 0.0, -TER__INFINITY},
    {{1.0}, TER_LOG_CDF, TER__INFINITY, 0.0},
    {{4.0}, TER_LOG_SF, 2.0, -0.5},
    {{1.0}, TER_LOG_SF, TER__INFINITY, -TER__INFINITY},
    {{1.0}, TER_QUANTILE, 0.0, 0.0},
    {{1.0}, TER_QUANTILE, 1.0, TER__INFINITY},
    {{1.0}, TER_QUANTILE, 1.5, TER__NAN},
    {{1.0}, TER_ISF, 1.0, 0.0},
    {{1.0}, TER_ISF, 0.0, TER__INFINITY},
    {{1.0}, TER_QUANTILE_LOG, 0.0, TER__INFINITY},
    {{1.0}, TER_QUANTILE_LOG, -TER__INFINITY, 0.0},
    {{2.0}, TER_ISF_LOG, -3.0, 6.0},
    {{4.0}, TER_HAZARD, 0.0, 0.25},
    {{4.0}, TER_HAZARD, -1.0, 0.0},
    {{1.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter_parameter scipy_parameters[] = {TER__SCIPY_NO_LOC, TER__SCIPY_SCALE};
static const ter_parameter rate_parameters[] = {TER__RATE_PARAMETER};

static void from_scipy(const double *given, double *out) {
    out[0] = given[1];
}

static void from_rate(const double *given, double *out) {
    out[0] = 1.0 / given[0];
}

static const ter__variant variants[] = {
    TER__VARIANT("scipy", "expon", scipy_parameters, from_scipy),
    TER__VARIANT("R", "exp", rate_parameters, from_rate),
    TER__VARIANT(NULL, "exponential_rate", rate_parameters, from_rate),
};

const ter_family ter__family_exponential = {
    .name = "exponential",
    .title = "Exponential",
    .formula = "exp(-x / scale) / scale, x >= 0",
    .conventions = "The parameter is the scale, the mean. scipy: expon(scale=scale), whose first positional argument is loc. R: "
                   "dexp(x, rate=1 / scale), so its name is no alias here.",
    .parameter_count = 1,
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
    .interval = interval,
    .gradient = gradient,
    .summary =
        {
            [TER_MEAN] = mean,
            [TER_VARIANCE] = variance,
            [TER_SKEWNESS] = skewness,
            [TER_EXCESS_KURTOSIS] = excess_kurtosis,
            [TER_MODE] = mode,
            [TER_MEDIAN] = median,
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
