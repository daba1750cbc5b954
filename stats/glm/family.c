/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "glm/family.h"

#include <math.h>
#include <string.h>

#include "tercile/special.h"
#include "tercile/text.h"

#define INFINITE ((double)INFINITY)
#define LOG_2_PI 0x1.d67f1c864beb5p+0

/* y log(y / mu), 0 at y = 0; y = 1, the response of most binomial models, costs a logarithm only. */
static double log_ratio(double y, double mu) {
    return y == 1.0 ? -ter_log(mu) : y > 0.0 ? y * ter_log1p((y - mu) / mu) : 0.0;
}

/* ---- variances and deviances -------------------------------------------------------------------------------------------- */

static double gaussian_variance(double mu, double size) {
    (void)mu;
    (void)size;
    return 1.0;
}

static double gaussian_deviance(double y, double mu, double size) {
    (void)size;
    return (y - mu) * (y - mu);
}

static double gaussian_log_density(double y, double mu, double weight, double dispersion, double size) {
    (void)size;
    return -0.5 * (weight * (y - mu) * (y - mu) / dispersion + LOG_2_PI + ter_log(dispersion / weight));
}

static double binomial_variance(double mu, double size) {
    (void)size;
    return mu * (1.0 - mu);
}

static double binomial_deviance(double y, double mu, double size) {
    (void)size;
    return 2.0 * (log_ratio(y, mu) + log_ratio(1.0 - y, 1.0 - mu));
}

static double binomial_log_density(double y, double mu, double weight, double dispersion, double size) {
    const double hits = weight * y, misses = weight * (1.0 - y);
    (void)dispersion;
    (void)size;
    const bool one_way = hits == 0.0 || misses == 0.0;
    const double ways = one_way ? 0.0 : ter_log_gamma(weight + 1.0) - ter_log_gamma(hits + 1.0) - ter_log_gamma(misses + 1.0);
    return ways + (hits > 0.0 ? hits * ter_log(mu) : 0.0) + (misses > 0.0 ? misses * ter_log1p(-mu) : 0.0);
}

static double poisson_variance(double mu, double size) {
    (void)size;
    return mu;
}

static double poisson_deviance(double y, double mu, double size) {
    (void)size;
    return 2.0 * (log_ratio(y, mu) - (y - mu));
}

static double poisson_log_density(double y, double mu, double weight, double dispersion, double size) {
    (void)dispersion;
    (void)size;
    return weight * ((y > 0.0 ? y * ter_log(mu) : 0.0) - mu - ter_log_gamma(y + 1.0));
}

static double gamma_variance(double mu, double size) {
    (void)size;
    return mu * mu;
}

static double gamma_deviance(double y, double mu, double size) {
    (void)size;
    return 2.0 * ((y - mu) / mu - ter_log1p((y - mu) / mu));
}

static double gamma_log_density(double y, double mu, double weight, double dispersion, double size) {
    const double shape = 1.0 / dispersion;
    (void)size;
    return weight * (shape * ter_log(shape * y / mu) - shape * y / mu - ter_log(y) - ter_log_gamma(shape));
}

static double inverse_gaussian_variance(double mu, double size) {
    (void)size;
    return mu * mu * mu;
}

static double inverse_gaussian_deviance(double y, double mu, double size) {
    (void)size;
    return (y - mu) * (y - mu) / (mu * mu * y);
}

static double inverse_gaussian_log_density(double y, double mu, double weight, double dispersion, double size) {
    return -0.5 * weight *
           (inverse_gaussian_deviance(y, mu, size) / dispersion + LOG_2_PI + ter_log(dispersion) + 3.0 * ter_log(y));
}

static double negative_binomial_variance(double mu, double size) {
    return mu + mu * mu / size;
}

static double negative_binomial_deviance(double y, double mu, double size) {
    return 2.0 * (log_ratio(y, mu) - (y + size) * ter_log1p((y - mu) / (mu + size)));
}

static double negative_binomial_log_density(double y, double mu, double weight, double dispersion, double size) {
    (void)dispersion;
    const double ways = ter_log_gamma(y + size) - ter_log_gamma(size) - ter_log_gamma(y + 1.0);
    return weight * (ways - size * ter_log1p(mu / size) + (y > 0.0 ? y * ter_log(mu / (mu + size)) : 0.0));
}

static const ter__glm_family_row families[] = {
    {"gaussian", TER_GLM_IDENTITY, -INFINITE, INFINITE, false, false, false, gaussian_variance, gaussian_deviance,
     gaussian_log_density},
    {"binomial", TER_GLM_LOGIT, 0.0, 1.0, true, true, true, binomial_variance, binomial_deviance, binomial_log_density},
    {"poisson", TER_GLM_LOG, 0.0, INFINITE, true, false, true, poisson_variance, poisson_deviance, poisson_log_density},
    {"gamma", TER_GLM_INVERSE, 0.0, INFINITE, false, false, false, gamma_variance, gamma_deviance, gamma_log_density},
    {"inverse_gaussian", TER_GLM_INVERSE_SQUARED, 0.0, INFINITE, false, false, false, inverse_gaussian_variance,
     inverse_gaussian_deviance, inverse_gaussian_log_density},
    {"negative_binomial", TER_GLM_LOG, 0.0, INFINITE, true, false, true, negative_binomial_variance, negative_binomial_deviance,
     negative_binomial_log_density},
};
enum { FAMILY_COUNT = sizeof families / sizeof families[0] };

/* ---- links -------------------------------------------------------------------------------------------------------------- */

static double identity(double x) {
    return x;
}

static double one(double eta) {
    (void)eta;
    return 1.0;
}

static double logit(double mu) {
    return mu < 0.5 ? ter_log(mu) - ter_log1p(-mu) : -(ter_log1p(-mu) - ter_log(mu));
}

static double logistic(double eta) {
    const double small = ter_exp(-fabs(eta));
    return (eta < 0.0 ? small : 1.0) / (1.0 + small);
}

static double logistic_slope(double eta) {
    const double small = ter_exp(-fabs(eta));
    return small / ((1.0 + small) * (1.0 + small));
}

static double probit(double mu) {
    return -0x1.6a09e667f3bcdp+0 * ter_erfc_inverse(2.0 * mu);
}

static double normal_cdf(double eta) {
    return 0.5 * ter_erfc(-0x1.6a09e667f3bcdp-1 * eta);
}

static double normal_density(double eta) {
    return ter_exp(-0.5 * (eta * eta + LOG_2_PI));
}

static double cloglog(double mu) {
    return ter_log(-ter_log1p(-mu));
}

static double cloglog_inverse(double eta) {
    return -ter_expm1(-ter_exp(eta));
}

static double cloglog_slope(double eta) {
    return ter_exp(eta - ter_exp(eta));
}

static double reciprocal(double x) {
    return 1.0 / x;
}

static double reciprocal_slope(double eta) {
    return -1.0 / (eta * eta);
}

static double inverse_square(double mu) {
    return 1.0 / (mu * mu);
}

static double inverse_root(double eta) {
    return 1.0 / sqrt(eta);
}

static double inverse_root_slope(double eta) {
    return -0.5 / (eta * sqrt(eta));
}

static double root(double mu) {
    return sqrt(mu);
}

static double square(double eta) {
    return eta >= 0.0 ? eta * eta : (double)NAN; /* the other branch is not the link's */
}

static double twice(double eta) {
    return 2.0 * eta;
}

static const ter__glm_link_row links[] = {
    {"canonical", 0.0, 0.0, NULL, NULL, NULL},
    {"identity", -INFINITE, INFINITE, identity, identity, one},
    {"log", 0.0, INFINITE, ter_log, ter_exp, ter_exp},
    {"logit", 0.0, 1.0, logit, logistic, logistic_slope},
    {"probit", 0.0, 1.0, probit, normal_cdf, normal_density},
    {"cloglog", 0.0, 1.0, cloglog, cloglog_inverse, cloglog_slope},
    {"inverse", -INFINITE, INFINITE, reciprocal, reciprocal, reciprocal_slope},
    {"inverse_squared", 0.0, INFINITE, inverse_square, inverse_root, inverse_root_slope},
    {"sqrt", 0.0, INFINITE, root, square, twice},
};
enum { LINK_COUNT = sizeof links / sizeof links[0] };

const ter__glm_family_row *ter__glm_family(ter_glm_family family) {
    return (unsigned)family < FAMILY_COUNT ? &families[family] : NULL;
}

const ter__glm_link_row *ter__glm_link(ter_glm_link link) {
    return link != TER_GLM_CANONICAL && (unsigned)link < LINK_COUNT ? &links[link] : NULL;
}

const char *ter_glm_family_name(ter_glm_family family) {
    return (unsigned)family < FAMILY_COUNT ? families[family].name : "unknown";
}

const char *ter_glm_link_name(ter_glm_link link) {
    return (unsigned)link < LINK_COUNT ? links[link].name : "unknown";
}

static ter_status unknown(const char *what, const char *name, const char *const *names, size_t count, ter_error *error) {
    const char *near = ter_text_suggest(name, names, count);
    return ter_error_set(error, TER_UNKNOWN_NAME, "no %s \"%s\"%s%s%s", what, name, near != NULL ? "; did you mean \"" : "",
                         near != NULL ? near : "", near != NULL ? "\"?" : "");
}

ter_status ter_glm_family_find(ter_glm_family *family, const char *name, ter_error *error) {
    const char *names[FAMILY_COUNT];
    for (size_t i = 0; i < FAMILY_COUNT; i++) {
        names[i] = families[i].name;
        if (strcmp(name, names[i]) == 0) {
            *family = (ter_glm_family)i;
            return TER_OK;
        }
    }
    return unknown("family", name, names, FAMILY_COUNT, error);
}

ter_status ter_glm_link_find(ter_glm_link *link, const char *name, ter_error *error) {
    const char *names[LINK_COUNT];
    for (size_t i = 0; i < LINK_COUNT; i++) {
        names[i] = links[i].name;
        if (strcmp(name, names[i]) == 0) {
            *link = (ter_glm_link)i;
            return TER_OK;
        }
    }
    return unknown("link", name, names, LINK_COUNT, error);
}
