/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The Skellam law: the difference of two independent Poisson counts, mass exp(-m1 - m2) (m1 / m2)^(k / 2) I_|k|(2 sqrt(m1 m2)).
 * With Y(a, x) the noncentral gamma variable of shape a and mean Poisson shift x (Johnson 1959)
 *     P(X >= k) = P(Y(k, m2) <= m1) for k > 0, P(X = k) is the density of Y(k + 1, m2) at m1 for k >= 0,
 * and likewise below 0 with m1 and m2 exchanged: bounded work for all means (special/noncentral_gamma.h).
 */
#include "counts.h"

#include "dist/discrete/count_characteristic.h"
#include "dist/variants.h"
#include "special/gamma_inc.h"
#include "special/noncentral_gamma.h"

#define LOG_HALF -0.6931471805599453
/* Above this a log mass is the complement of both tails. */
#define NEARLY_CERTAIN -0.5
/* Logs below this leave too few digits of a hazard. */
#define DEEP       -1e8
#define NEGLIGIBLE 0x1p-108
/* So far out nothing but k log(m1 e / k) reaches the digits of a log. */
#define FAR 1e25

typedef struct law {
    double first, second;
} law;

static law law_of(const ter_dist *dist) {
    law l = {dist->parameter[0], dist->parameter[1]};
    return l;
}

static void support(const double *p, double *lower, double *upper) {
    (void)p;
    *lower = -TER__INFINITY;
    *upper = TER__INFINITY;
}

/* The noncentral gamma law beside k > 0 of the law, or of its mirror image. */
static ter__noncentral_gamma point(double shape, double shift, double at) {
    ter__noncentral_gamma p = {.a = shape, .x = {shift, 0.0}, .y = {at, 0.0}, .log_y = ter__dd_log_d(at)};
    return p;
}

/* log mass and log tail at k >= FAR, where the tail is below the doubles. */
static ter__dd log_far(double first, double k) {
    return ter__times_log(ter__dd_add_d(ter__dd_sub(ter__dd_log_d(first), ter__dd_log_d(k)), 1.0), ter__dd_make(k, 0.0));
}

/* log P(first - second >= k), k >= 1, or of its complement: a shape of k + 1 is k beyond 2^53. */
static ter__dd log_beyond(double first, double second, double k, bool complement) {
    if (k >= FAR)
        return complement ? ter__dd_make(0.0, 0.0) : log_far(first, k);
    ter__noncentral_gamma p = point(k, second, first);
    return ter__noncentral_gamma_log_tail(&p, complement);
}

static ter__dd log_mass(const law *l, double k) {
    bool mirror = k < 0.0;
    if (fabs(k) >= FAR)
        return log_far(mirror ? l->second : l->first, fabs(k));
    ter__noncentral_gamma p = point(fabs(k) + 1.0, mirror ? l->first : l->second, mirror ? l->second : l->first);
    ter__dd log_mass = ter__noncentral_gamma_log_density(&p);
    if (k != 0.0 || log_mass.hi < NEARLY_CERTAIN)
        return log_mass;
    return ter__log_rest(ter__log_sum(log_beyond(l->first, l->second, 1.0, false), log_beyond(l->second, l->first, 1.0, false)));
}

static ter__dd log_density(const ter_dist *dist, double x) {
    law l = law_of(dist);
    return log_mass(&l, x);
}

/* P(X > x) is P(X >= x + 1) for x >= 0; P(X <= x) is P(-X >= -x) below. */
static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    law l = law_of(dist);
    bool right = x >= 0.0;
    double first = right ? l.first : l.second, second = right ? l.second : l.first, k = right ? x + 1.0 : -x;
    ter__dd side = log_beyond(first, second, k, false);
    if (side.hi > LOG_HALF) {
        ter__dd other = log_beyond(first, second, k, true);
        return right == upper ? ter__log_rest(other) : other;
    }
    return right == upper ? side : ter__log_rest(side);
}

/* mass(k + 1) / mass(k) = m1 / (k + 1 + m1 m2 / (k + 2 + ...)), k >= 0 (DLMF 10.33.1): from far out of the fraction. */
static ter__dd step_ratio(const law *l, double k) {
    ter__dd product = ter__two_product(l->first, l->second), below = ter__two_sum(k, 64.0);
    for (double j = 63.0; j > 0.0; j -= 1.0)
        below = ter__dd_add(ter__two_sum(k, j), ter__dd_div(product, below));
    return ter__dd_div(ter__dd_make(l->first, 0.0), below);
}

/* Deep in the upper tail as 1 over the sum of masses from x on, relative to the first. */
static ter__dd log_hazard(const ter_dist *dist, double x) {
    law l = law_of(dist);
    ter__dd mass = log_mass(&l, x);
    if (!(x > 0.0) || mass.hi > DEEP)
        return ter__dd_sub(mass, log_tail(dist, x - 1.0, true));
    ter__dd sum = {1.0, 0.0}, term = sum;
    for (double k = x; term.hi > NEGLIGIBLE; k += 1.0) {
        term = ter__dd_mul(term, step_ratio(&l, k));
        sum = ter__dd_add(sum, term);
    }
    return ter__dd_neg(ter__dd_log(sum));
}

/* -1 + P(X = k -+ 1) / P(X = k) */
static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    law l = law_of(dist);
    *slope = TER__NAN;
    if (by_parameter == NULL)
        return;
    ter__dd here = log_mass(&l, x);
    for (int i = 0; i < 2; i++) {
        double next = ter__expm1(ter__dd_value(ter__dd_sub(log_mass(&l, i == 0 ? x - 1.0 : x + 1.0), here)));
        by_parameter[i] = next;
    }
}

static double start(const ter_dist *dist, double log_side, bool upper) {
    law l = law_of(dist);
    double z = ter__normal_start(log_side), spread = sqrt(l.first + l.second);
    double third = (l.first - l.second) / (l.first + l.second), side = upper ? z : -z;
    return floor(l.first - l.second + spread * side + third * (z * z - 1.0) / 6.0);
}

static ter_status mean(const ter_dist *dist, double *value) {
    law l = law_of(dist);
    *value = l.first - l.second;
    return TER_OK;
}

static ter_status variance(const ter_dist *dist, double *value) {
    law l = law_of(dist);
    *value = l.first + l.second;
    return TER_OK;
}

static ter_status skewness(const ter_dist *dist, double *value) {
    law l = law_of(dist);
    double whole = l.first + l.second;
    *value = (l.first - l.second) / whole / sqrt(whole);
    return TER_OK;
}

static ter_status excess_kurtosis(const ter_dist *dist, double *value) {
    law l = law_of(dist);
    *value = 1.0 / (l.first + l.second);
    return TER_OK;
}

/* Beside the mean: the law is log-concave. */
static ter_status mode(const ter_dist *dist, double *value) {
    law l = law_of(dist);
    double k = floor(l.first - l.second + 0.5);
    for (double step = -1.0; step <= 1.0; step += 2.0)
        for (int i = 0; i < 4 && log_mass(&l, k + step).hi > log_mass(&l, k).hi; i++)
            k += step;
    *value = k;
    return TER_OK;
}

/* m_n = sum over k < n of C(n - 1, k) kappa_(n - k) m_k: the cumulants are m1 - m2 and m1 + m2 in turn. */
static double from_cumulants(ter__dd kappa_1, ter__dd odd, ter__dd even, unsigned order) {
    ter__dd m[TER_MOMENT_ORDER_MAX + 1] = {{1.0, 0.0}};
    for (unsigned n = 1; n <= order; n++) {
        double ways = 1.0;
        m[n] = ter__dd_make(0.0, 0.0);
        for (unsigned k = 0; k < n; k++) {
            ter__dd kappa = n - k == 1 ? kappa_1 : (n - k) % 2 == 1 ? odd : even;
            m[n] = ter__dd_add(m[n], ter__dd_mul_d(ter__dd_mul(kappa, m[k]), ways));
            ways = ways * (n - 1 - k) / (k + 1);
        }
    }
    return ter__dd_value(m[order]);
}

static ter_status raw_moment(const ter_dist *dist, unsigned order, double *value) {
    law l = law_of(dist);
    ter__dd odd = ter__two_sum(l.first, -l.second);
    *value = from_cumulants(odd, odd, ter__two_sum(l.first, l.second), order);
    return TER_OK;
}

static ter_status central_moment(const ter_dist *dist, unsigned order, double *value) {
    law l = law_of(dist);
    ter__dd none = {0.0, 0.0};
    *value = from_cumulants(none, ter__two_sum(l.first, -l.second), ter__two_sum(l.first, l.second), order);
    return TER_OK;
}

static ter_status characteristic(const ter_dist *dist, double t, double *real, double *imaginary) {
    law l = law_of(dist);
    ter__complex first = ter__poisson_log_characteristic(l.first, t), second = ter__poisson_log_characteristic(l.second, -t);
    ter__complex log = ter__complex_make(ter__dd_add(first.re, second.re), ter__dd_add(first.im, second.im));
    return ter__characteristic_of_log(log, real, imaginary);
}

/* Mean and variance are the means' difference and sum. */
static ter_status by_moments(size_t n, const double *x, const double *columns, const double *weights, double *p, ter_error *error) {
    double whole = 0.0, mean_x = 0.0, spread = 0.0;
    (void)columns;
    (void)error;
    for (size_t i = 0; i < n; i++) {
        double weight = weights != NULL ? weights[i] : 1.0;
        whole += weight;
        mean_x += weight > 0.0 ? weight / whole * (x[i] - mean_x) : 0.0;
    }
    for (size_t i = 0; i < n; i++)
        spread += (weights != NULL ? weights[i] : 1.0) / whole * (x[i] - mean_x) * (x[i] - mean_x);
    double least = 0.01 * (1.0 + fabs(mean_x));
    p[0] = fmax(0.5 * (spread + mean_x), least);
    p[1] = fmax(0.5 * (spread - mean_x), least);
    return TER_OK;
}

static const ter__fitter fitter = {.start = by_moments};

static const ter_parameter parameters[] = {
    TER__POSITIVE_PARAMETER("mean1", "m1", "mean of the first Poisson count"),
    TER__POSITIVE_PARAMETER("mean2", "m2", "mean of the second, which is subtracted"),
};

static const ter_parameter scipy_parameters[] = {
    TER__POSITIVE_PARAMETER("mu1", "mu1", "first mean"),
    TER__POSITIVE_PARAMETER("mu2", "mu2", "second mean"),
    TER__SCIPY_NO_LOC,
};

static void of_scipy(const double *given, double *p) {
    p[0] = given[0];
    p[1] = given[1];
}

static const ter__variant variants[] = {TER__VARIANT("scipy", "skellam", scipy_parameters, of_scipy)};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .log_hazard = log_hazard,
    .gradient = gradient,
    .start = start,
};

static const ter__edge edges[] = {
    {{1, 2}, TER_PDF, 0.5, 0.0},           {{1, 2}, TER_QUANTILE, 0.0, -TER__INFINITY}, {{1, 2}, TER_QUANTILE, 1.0, TER__INFINITY},
    {{1, 2}, TER_CDF, TER__INFINITY, 1.0}, {{1, 2}, TER_CDF, -TER__INFINITY, 0.0},      {{2, 2}, TER_QUANTILE, 0.5, 0.0},
    {{1, 2}, TER_CDF, TER__NAN, TER__NAN},
};

const ter_family ter__family_skellam = {
    .name = "skellam",
    .title = "Skellam",
    .formula = "exp(-m1 - m2) (m1 / m2)^(k / 2) I_|k|(2 sqrt(m1 m2)), k = ..., -1, 0, 1, ...",
    .conventions = "As scipy's skellam(mu1, mu2), extraDistr's dskellam(x, mu1, mu2): the first count less the second.",
    .discrete = true,
    .parameter_count = 2,
    .parameters = parameters,
    .support = support,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
    .statement = &statement,
    .summary =
        {
            [TER_MEAN] = mean,
            [TER_VARIANCE] = variance,
            [TER_SKEWNESS] = skewness,
            [TER_EXCESS_KURTOSIS] = excess_kurtosis,
            [TER_MODE] = mode,
        },
    .raw_moment = raw_moment,
    .central_moment = central_moment,
    .characteristic = characteristic,
    .words_per_draw = 1,
    .fitter = &fitter,
    .accuracy_range = "both means from 1e-6 to 1e6; all counts; both tails and their logs",
    .accuracy = TER__COUNTS_ACCURACY(1.0, 2.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
