/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The chi-squared law: gamma with shape df / 2 and scale 2. */
#include "dist/variants.h"
#include "gamma_fit.h"
#include "gamma_law.h"
#include "special/elementary.h"
#include "special/gamma.h"

#define NEWTON_STEPS_MAX 40

static const ter_parameter parameters[] = {
    {.name = "df",
     .symbol = "nu",
     .description = "degrees of freedom",
     .lower = 0.0,
     .upper = TER__INFINITY,
     .lower_open = true,
     .upper_open = true},
};

static const ter_alias aliases[] = {{"chi2", "scipy"}, {"chisq", "R"}};

static void prepare(const double *p, double *prepared) {
    ter__gamma_law_prepare(0.5 * p[0], 2.0, prepared);
}

static void support(const double *p, double *lower, double *upper) {
    (void)p;
    *lower = 0.0;
    *upper = TER__INFINITY;
}

static void gradient(const ter_dist *dist, size_t n, const double *x, double *slope, double *by_parameter) {
    ter__gamma_law law = ter__gamma_law_of(dist);
    for (size_t i = 0; i < n; i++) {
        ter__gamma_gradient g = {TER__NAN, TER__NAN, TER__NAN};
        double point = x[i];
        if (point > 0.0 && point < TER__INFINITY) {
            g = ter__gamma_law_gradient(&law, point);
        }
        if (slope != NULL) {
            slope[i] = g.x;
        }
        if (by_parameter != NULL) {
            by_parameter[i] = 0.5 * g.shape;
        }
    }
}

static void transform(size_t n, const double *x, double *columns) {
    for (size_t i = 0; i < n; i++) {
        columns[i] = ter__log(0.5 * x[i]);
    }
}

static double total_weight(size_t n, const double *weights) {
    double total = 0.0;
    for (size_t i = 0; i < n; i++) {
        total += weights == NULL ? 1.0 : weights[i];
    }
    return total;
}

/* digamma(df / 2) = mean of log(x / 2), by Newton's iteration from Minka's start; digamma is concave, so it ends from there. */
static ter_status closed_form(size_t n, const double *x, const double *columns, const double *weights, double *parameter,
                              ter_error *error) {
    (void)x;
    double mean_log = ter__weighted_sum(n, columns, weights) / total_weight(n, weights);
    if (!isfinite(mean_log)) {
        return ter_error_set(error, TER_BAD_DATA, "chi_squared: a value is 0 or negative; maximum likelihood needs values above 0");
    }
    double k = mean_log >= -2.22 ? ter__exp(mean_log) + 0.5 : -1.0 / (mean_log + 0.5772156649015329);
    for (int i = 0; i < NEWTON_STEPS_MAX; i++) {
        double next = k - (ter__digamma(k) - mean_log) / ter__trigamma(k);
        next = next > 0.0 ? next : 0.5 * k;
        double change = fabs(next - k);
        k = next;
        if (change <= 1e-9 * k) {
            break;
        }
    }
    *parameter = 2.0 * k;
    return TER_OK;
}

static ter_status moments(size_t n, const double *x, const double *columns, const double *weights, double *parameter,
                          ter_error *error) {
    (void)columns;
    ter__weighted w = ter__weighted_of(n, x, weights);
    if (!(w.mean > 0.0)) {
        return ter_error_set(error, TER_UNDEFINED, "chi_squared: no law has mean %g", w.mean);
    }
    *parameter = w.mean;
    return TER_OK;
}

static bool likelihood(size_t n, const double *x, const double *columns, const double *weights, const double *parameter,
                       double *value, double *slope, double *curvature) {
    double k = 0.5 * parameter[0];
    if (!(k > 0.0 && isfinite(k))) {
        return false;
    }
    double total = total_weight(n, weights), logs = ter__weighted_sum(n, columns, weights), sum = ter__weighted_sum(n, x, weights);
    if (!isfinite(logs)) {
        return false;
    }
    *value = (k - 1.0) * logs - 0.5 * sum - total * (ter__log_gamma(k) + 0x1.62e42fefa39efp-1);
    if (slope != NULL) {
        *slope = 0.5 * (logs - total * ter__digamma(k));
    }
    if (curvature != NULL) {
        *curvature = -0.25 * total * ter__trigamma(k);
    }
    return isfinite(*value);
}

static const ter__fitter fitter = {
    .columns = 1,
    .transform = transform,
    .closed_form = closed_form,
    .start = closed_form,
    .moments = moments,
    .likelihood = likelihood,
};

static const ter__edge edges[] = {
    {{4.0}, TER_PDF, 0.0, 0.0},
    {{2.0}, TER_PDF, 0.0, 0.5},
    {{1.0}, TER_PDF, 0.0, TER__INFINITY},
    {{4.0}, TER_CDF, -1.0, 0.0},
    {{4.0}, TER_CDF, TER__INFINITY, 1.0},
    {{4.0}, TER_SF, 0.0, 1.0},
    {{4.0}, TER_QUANTILE, 0.0, 0.0},
    {{4.0}, TER_QUANTILE, 1.0, TER__INFINITY},
    {{4.0}, TER_ISF, 0.0, TER__INFINITY},
    {{4.0}, TER_QUANTILE_LOG, 0.5, TER__NAN},
    {{4.0}, TER_HAZARD, TER__INFINITY, 0.5},
    {{4.0}, TER_LOG_PDF, TER__NAN, TER__NAN},
};

static const ter_parameter scipy_parameters[] = {
    TER__POSITIVE_PARAMETER("df", "nu", "degrees of freedom"),
    TER__SCIPY_NO_LOC,
    TER__SCIPY_NO_SCALE,
};
static const ter_parameter r_parameters[] = {TER__POSITIVE_PARAMETER("df", "nu", "degrees of freedom")};

static void first_alone(const double *given, double *out) {
    out[0] = given[0];
}

static const ter__variant variants[] = {
    TER__VARIANT("scipy", "chi2", scipy_parameters, first_alone),
    TER__VARIANT("R", "chisq", r_parameters, NULL),
};

const ter_family ter__family_chi_squared = {
    .name = "chi_squared",
    .title = "Chi-squared",
    .formula = "x^(df / 2 - 1) exp(-x / 2) / (2^(df / 2) Gamma(df / 2)), x >= 0",
    .conventions = "The gamma law with shape df / 2 and scale 2; df may be any positive number. scipy: chi2(df). R: dchisq(x, df).",
    .parameter_count = 1,
    .parameters = parameters,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
    .alias_count = sizeof aliases / sizeof aliases[0],
    .aliases = aliases,
    .prepare = prepare,
    .support = support,
    .kernel = TER__GAMMA_LAW_KERNELS,
    .gradient = gradient,
    .summary = TER__GAMMA_LAW_SUMMARIES,
    .raw_moment = ter__gamma_law_raw_moment,
    .central_moment = ter__gamma_law_central_moment,
    .characteristic = ter__gamma_law_characteristic,
    .words_per_draw = 1,
    .fitter = &fitter,
    .accuracy_range = "df from 2e-3 to 2e10, x of any size; both tails and their logs",
    .accuracy = TER__GAMMA_LAW_ACCURACY,
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
