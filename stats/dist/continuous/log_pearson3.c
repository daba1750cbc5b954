/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The log-Pearson III family, in the parametrisation of flood frequency analysis (U.S. Geological Survey, Bulletin 17C, 2019). */
#include "log_pearson3.h"
#include "special/elementary.h"

static const ter__dd inverse_ln_10 = {0x1.bcb7b1526e50ep-2, 0x1.95355baaafad3p-57};
static const ter__dd log_ln_10 = {0x1.ab064cf84927bp-1, -0x1.38a55fd0ffee1p-55};

static const ter_parameter parameters[] = {
    {.name = "mean",
     .symbol = "mu",
     .description = "mean of log10 x",
     .lower = -TER__INFINITY,
     .upper = TER__INFINITY,
     .lower_open = true,
     .upper_open = true},
    {.name = "sd",
     .symbol = "sigma",
     .description = "standard deviation of log10 x",
     .lower = 0.0,
     .upper = TER__INFINITY,
     .lower_open = true,
     .upper_open = true},
    {.name = "skew",
     .symbol = "gamma",
     .description = "skew coefficient of log10 x; 0 is the lognormal law",
     .lower = -1000.0,
     .upper = 1000.0,
     .has_default = true,
     .default_value = 0.0},
};

static const ter_alias aliases[] = {{"lp3", "Bulletin 17C"}};

/* w of 0 < x < inf, and log x. */
static ter__lp3_point point_of(const ter__lp3 *law, double x, ter__dd *log_x) {
    *log_x = ter__dd_log_d(x);
    ter__dd y = ter__dd_mul(*log_x, inverse_ln_10);
    ter__dd w = ter__dd_add_d(y, -law->mean);
    double quotient = w.hi / law->sd;
    return ter__lp3_point_of(law, fabs(quotient) < 1e200 ? ter__dd_div_d(w, law->sd) : ter__dd_make(quotient, 0.0));
}

/* Log density at 0, a limit: with negative skew the power law there may win over 1 / x. */
static double log_density_at_zero(const ter__lp3 *law) {
    double reach = -0.5 * law->sd * law->skew * 0x1.26bb1bbb55516p+1;
    return reach > 1.0 || (reach == 1.0 && law->skew > -2.0) ? TER__INFINITY : -TER__INFINITY;
}

static ter__dd log_density(const ter__lp3 *law, double x) {
    ter__dd log_x;
    ter__lp3_point point = point_of(law, x, &log_x);
    if (point.outside != 0) {
        return ter__dd_make(-TER__INFINITY, 0.0);
    }
    ter__dd by_x = ter__dd_add(ter__dd_add(log_x, law->log_sd), log_ln_10);
    return ter__dd_sub(ter__lp3_log_density(law, &point), by_x);
}

static double logpdf_one(const ter__lp3 *law, double x) {
    if (!(x > 0.0) || isinf(x)) {
        return isnan(x) ? x : x == 0.0 ? log_density_at_zero(law) : -TER__INFINITY;
    }
    return log_density(law, x).hi;
}

static double pdf_one(const ter__lp3 *law, double x) {
    return x > 0.0 && x < TER__INFINITY ? ter__exp_dd(log_density(law, x)) : ter__exp(logpdf_one(law, x));
}

static double tail_one(const ter__lp3 *law, double x, bool upper, bool logarithm) {
    double none = logarithm ? -TER__INFINITY : 0.0, all = logarithm ? 0.0 : 1.0;
    if (!(x > 0.0) || isinf(x)) {
        return isnan(x) ? x : upper == (x > 0.0) ? none : all;
    }
    ter__dd log_x;
    ter__lp3_point point = point_of(law, x, &log_x);
    if (point.outside != 0) {
        return upper == (point.outside > 0) ? none : all;
    }
    return ter__gamma_tail_value(ter__lp3_tail(law, &point), upper, logarithm);
}

static double hazard_one(const ter__lp3 *law, double x) {
    if (!(x > 0.0) || isinf(x)) {
        double far = law->skew <= -TER__LP3_FLAT ? TER__NAN : 0.0; /* 0 / 0 beyond a bound; else it falls as 1 / x */
        return isnan(x) ? x : x > 0.0 ? far : x == 0.0 ? ter__exp(log_density_at_zero(law)) : 0.0;
    }
    ter__dd log_x;
    ter__lp3_point point = point_of(law, x, &log_x);
    if (point.outside != 0) {
        return point.outside < 0 ? 0.0 : TER__NAN; /* 0 / 0 */
    }
    ter__dd survival = ter__gamma_tail_log(ter__lp3_tail(law, &point), true);
    return ter__exp_dd(ter__dd_sub(log_density(law, x), survival));
}

/* ((d log f / dw) / (sd ln 10) - 1) / x with d log f / dw = -(w + skew / 2) / (1 + t). */
static double slope_one(const ter__lp3 *law, double x) {
    ter__dd log_x;
    if (!(x > 0.0) || isinf(x)) {
        return TER__NAN;
    }
    ter__lp3_point point = point_of(law, x, &log_x);
    if (point.outside != 0) {
        return TER__NAN;
    }
    ter__dd tilt = ter__dd_div(ter__dd_add_d(point.w, 0.5 * law->skew), ter__dd_add_d(point.t, 1.0));
    ter__dd in_y = ter__dd_mul(ter__dd_div_d(tilt, law->sd), inverse_ln_10);
    ter__dd top = ter__dd_add_d(in_y, 1.0);
    double rough = top.hi / x;
    return fabs(rough) < 1e300 ? -ter__dd_value(ter__dd_div_d(top, x)) : -rough;
}

static double inverse_one(const ter__lp3 *law, double p, bool upper, bool logarithm, double lower_end, double upper_end) {
    double zero = logarithm ? -TER__INFINITY : 0.0, one = logarithm ? 0.0 : 1.0;
    if (!(p >= zero && p <= one)) {
        return TER__NAN;
    }
    if (p == zero || p == one) {
        return (p == one) != upper ? upper_end : lower_end;
    }
    return ter__lp3_power(law, ter__lp3_inverse(law, p, upper, logarithm));
}

#define KERNEL(name, expression)                                                                                                   \
    static void name(const ter_dist *dist, size_t n, const double *argument, double *out) {                                        \
        ter__lp3 law = ter__lp3_of(dist);                                                                                          \
        for (size_t i = 0; i < n; i++) {                                                                                           \
            double x = argument[i];                                                                                                \
            out[i] = (expression);                                                                                                 \
        }                                                                                                                          \
    }

KERNEL(pdf, pdf_one(&law, x))
KERNEL(logpdf, logpdf_one(&law, x))
KERNEL(cdf, tail_one(&law, x, false, false))
KERNEL(logcdf, tail_one(&law, x, false, true))
KERNEL(sf, tail_one(&law, x, true, false))
KERNEL(logsf, tail_one(&law, x, true, true))
KERNEL(quantile, inverse_one(&law, x, false, false, dist->lower, dist->upper))
KERNEL(isf, inverse_one(&law, x, true, false, dist->lower, dist->upper))
KERNEL(quantile_log, inverse_one(&law, x, false, true, dist->lower, dist->upper))
KERNEL(isf_log, inverse_one(&law, x, true, true, dist->lower, dist->upper))
KERNEL(hazard, hazard_one(&law, x))
KERNEL(cumhazard, 0.0 - tail_one(&law, x, true, true))
KERNEL(slope, slope_one(&law, x))

static void gradient(const ter_dist *dist, size_t n, const double *x, double *slopes, double *by_parameter) {
    ter__lp3 law = ter__lp3_of(dist);
    ter__lp3_skew skew = ter__lp3_skew_of(law.skew);
    for (size_t i = 0; i < n; i++) {
        double point = x[i], by_mean = TER__NAN, by_sd = TER__NAN, by_skew = TER__NAN;
        double slope_here = slope_one(&law, point);
        if (!isnan(slope_here)) {
            ter__dd log_x;
            double w = point_of(&law, point, &log_x).w.hi;
            ter__lp3_terms terms = ter__lp3_terms_of(&skew, w);
            by_mean = -terms.by_w / law.sd;
            by_sd = -(1.0 + terms.by_w * w) / law.sd;
            by_skew = terms.by_skew;
        }
        if (slopes != NULL) {
            slopes[i] = slope_here;
        }
        if (by_parameter != NULL) {
            by_parameter[i] = by_mean;
            by_parameter[i + n] = by_sd;
            by_parameter[i + 2 * n] = by_skew;
        }
    }
}

static const ter__edge edges[] = {
    {{3.0, 0.2, 0.0}, TER_PDF, 0.0, 0.0},
    {{3.0, 0.2, 0.5}, TER_PDF, -1.0, 0.0},
    {{3.0, 0.2, 0.5}, TER_CDF, 1.0, 0.0}, /* below the lower bound 10^2.2 */
    {{3.0, 0.2, 0.5}, TER_LOG_CDF, 1.0, -TER__INFINITY},
    {{3.0, 0.2, -0.5}, TER_SF, 1e5, 0.0}, /* above the upper bound 10^3.8 */
    {{3.0, 0.2, -0.5}, TER_LOG_SF, 1e5, -TER__INFINITY},
    {{3.0, 0.2, 0.0}, TER_CDF, 1000.0, 0.5},
    {{3.0, 0.2, 0.0}, TER_QUANTILE, 0.0, 0.0},
    {{3.0, 0.2, 0.0}, TER_QUANTILE, 1.0, TER__INFINITY},
    {{1.0, 0.25, 0.5}, TER_QUANTILE, 0.0, 1.0},
    {{1.0, 0.5, -0.5}, TER_QUANTILE, 1.0, 1000.0},
    {{1.0, 0.5, -0.5}, TER_ISF, 0.0, 1000.0},
    {{3.0, 0.2, 0.0}, TER_QUANTILE, -0.5, TER__NAN},
    {{3.0, 0.2, 0.3}, TER_CDF, TER__NAN, TER__NAN},
    {{3.0, 0.2, 0.3}, TER_SF, TER__INFINITY, 0.0},
};

const ter_family ter__family_log_pearson3 = {
    .name = "log_pearson3",
    .title = "Log-Pearson III",
    .formula =
        "log10(x) is Pearson III: with w = (log10(x) - mean) / sd, a = 4 / skew^2 and g = a + 2 w / skew, g (or, for skew < 0, "
        "its mirror image) is gamma with shape a; skew 0: log10(x) is normal",
    .conventions = "Parameters are the mean, standard deviation and skew coefficient of log10(x), as in U.S. Geological Survey "
                   "Bulletin 17C; not of natural logs. scipy: 10 ** pearson3(skew, loc=mean, scale=sd).",
    .parameter_count = 3,
    .parameters = parameters,
    .alias_count = sizeof aliases / sizeof aliases[0],
    .aliases = aliases,
    .prepare = ter__lp3_prepare,
    .support = ter__lp3_support,
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
            [TER_CUMULATIVE_HAZARD] = cumhazard,
            [TER_LOG_PDF_SLOPE] = slope,
        },
    .gradient = gradient,
    .summary =
        {
            [TER_MEAN] = ter__lp3_mean,
            [TER_VARIANCE] = ter__lp3_variance,
            [TER_SKEWNESS] = ter__lp3_skewness,
            [TER_EXCESS_KURTOSIS] = ter__lp3_excess_kurtosis,
            [TER_MODE] = ter__lp3_mode,
            [TER_MEDIAN] = ter__lp3_median,
            [TER_ENTROPY] = ter__lp3_entropy,
        },
    .raw_moment = ter__lp3_raw_moment,
    .words_per_draw = 1,
    .fitter = &ter__lp3_fitter,
    .accuracy_range = "mean from -10 to 10, sd from 0.01 to 10, skew from -10 to 10; both tails and their logs. Within some 1e-12 "
                      "(relative) of a finite end of the support log10(x) is needed to more than the 100 bits it is formed with, "
                      "hence the bounds here; elsewhere errors are those of the gamma law, below 4 ulp",
    .accuracy =
        {
            [TER_PDF] = {128, 8192},
            [TER_LOG_PDF] = {2, 64},
            [TER_CDF] = {128, 8192},
            [TER_LOG_CDF] = {128, 8192},
            [TER_SF] = {128, 8192},
            [TER_LOG_SF] = {128, 8192},
            [TER_QUANTILE] = {1, 4},
            [TER_ISF] = {1, 4},
            [TER_QUANTILE_LOG] = {1, 4},
            [TER_ISF_LOG] = {1, 4},
            [TER_HAZARD] = {128, 8192},
            [TER_CUMULATIVE_HAZARD] = {128, 8192},
            [TER_LOG_PDF_SLOPE] = {128, 8192},
        },
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
