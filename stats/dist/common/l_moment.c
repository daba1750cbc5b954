/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * L-moments (Hosking, J. R. Statist. Soc. B 52, 1990) of laws without a closed form for them.
 *
 * Continuous: with m the median and P the shifted Legendre polynomial of degree order - 1, whose integral is 0,
 *   lambda = integral over 0 < p < 1/2 of P(p) [ (quantile(p) - m) + (-1)^(order - 1) (isf(p) - m) ] dp,
 * on a log scale of p, so that far tails keep their digits. Counts: by parts, a sum of u v w over counts with u = P(X <= k),
 * v = P(X > k) and w = 1, u - v, 1 - 5 u v for orders 2, 3, 4, which nothing cancels in.
 */
#include <math.h>

#include "core/bridge_gsl.h"
#include "dist/family.h"
#include "special/elementary.h"

#define LOG_2    0.6931471805599453
#define ACCURACY 1e-11
#define LAST     700.0
/* Most terms of a sum over counts. */
#define TERMS_MAX 200000.0

typedef struct integrand {
    const ter_dist *dist;
    unsigned order;
    double median;
    double second; /* this many times lambda_2 is added: a sum away from 0, to which a relative accuracy can be asked */
} integrand;

/* Shifted Legendre polynomials, by powers of p: on p < 1/2 and near 0, where the weight is, nothing cancels. */
static double legendre(unsigned order, double p) {
    switch (order) {
    case 2:
        return 2.0 * p - 1.0;
    case 3:
        return (6.0 * p - 6.0) * p + 1.0;
    default:
        return ((20.0 * p - 30.0) * p + 12.0) * p - 1.0;
    }
}

static double over_log_tail(double t, void *context) {
    const integrand *f = context;
    double p = ter__exp(-t);
    if (p == 0.0) {
        return 0.0;
    }
    double below = ter_dist_quantile_log(f->dist, -t) - f->median, above = ter_dist_isf_log(f->dist, -t) - f->median;
    double value = p * legendre(f->order, p) * (f->order % 2 == 0 ? below - above : below + above);
    return f->second == 0.0 ? value : value + f->second * p * legendre(2, p) * (below - above);
}

/* What is left of the integral beyond the last log probability that has a double, for a tail so heavy that it still counts there.
 */
static double left_out(integrand *f) {
    double near = fabs(over_log_tail(LAST - 50.0, f)), last = fabs(over_log_tail(LAST, f));
    double rate = ter__log(near / last) / 50.0;
    return last == 0.0 ? 0.0 : rate > 0.0 ? last / rate : TER__INFINITY;
}

/*
 * Over all log probabilities, in pieces about the median: a law that leaps from one end to the other there has all it has to say
 * within a thousandth of them, which a rule for the whole would step over.
 */
static ter_status integrate(integrand *f, double *value) {
    static const double cut[] = {0.0, 1e-6, 1e-3, 0.1}, accuracy[] = {1e-5, 1e-8, ACCURACY, ACCURACY}; /* of the whole, less */
    const size_t pieces = sizeof cut / sizeof cut[0];
    double unsure = 0.0; /* what pieces that missed their own aim may be off by: enough when it is little of the whole */
    *value = 0.0;
    for (size_t i = 0; i < pieces; i++) {
        double piece, error_estimate, to = i + 1 < pieces ? LOG_2 + cut[i + 1] : TER__INFINITY;
        ter_status status = ter__gsl_integrate(over_log_tail, f, LOG_2 + cut[i], to, accuracy[i], &piece, &error_estimate);
        bool missed = status == TER_NOT_ACCURATE && isfinite(piece);
        if (status != TER_OK && !missed) {
            return status;
        }
        unsure += missed ? error_estimate : 0.0;
        *value += piece;
    }
    return unsure <= 5.0 * ACCURACY * fabs(*value) ? TER_OK : TER_NOT_ACCURATE;
}

static double weight_of(unsigned order, double u, double v) {
    return order == 2 ? 1.0 : order == 3 ? u - v : 1.0 - 5.0 * u * v;
}

static ter_status over_counts(const ter_dist *dist, unsigned order, double *value) {
    if (!(ter_dist_isf(dist, 1e-9) - ter_dist_quantile(dist, 1e-9) < TERMS_MAX)) {
        *value = TER__NAN;
        return TER_NOT_ACCURATE;
    }
    double start = ter_dist_quantile(dist, 0.5), sum = 0.0, low = 0.0, lower, upper;
    ter_dist_support(dist, &lower, &upper);
    for (int direction = -1; direction <= 1; direction += 2) {
        double k = direction < 0 ? start - 1.0 : start, terms = 0.0;
        for (int quiet = 0; k >= lower && k < upper && quiet < 16; k += direction) {
            double u = ter_dist_cdf(dist, k), v = ter_dist_sf(dist, k);
            ter__dd s = ter__two_sum(sum, u * v * weight_of(order, u, v));
            quiet = s.hi == sum ? quiet + 1 : 0;
            sum = s.hi;
            low += s.lo;
            if (++terms > TERMS_MAX) {
                *value = TER__NAN;
                return TER_NOT_ACCURATE;
            }
        }
    }
    *value = sum + low;
    return TER_OK;
}

/* The mean is infinite, or does not exist as both tails are too heavy: u v w grows without bound where it does, with the sign of w.
 */
static ter_status without_mean(unsigned order, ter_status status, double mean, double *value) {
    if (order == 3 && status == TER_UNDEFINED) {
        *value = TER__NAN;
        return TER_UNDEFINED;
    }
    *value = order == 3 && mean < 0.0 ? -TER__INFINITY : TER__INFINITY;
    return TER_INFINITE;
}

ter_status ter_dist_l_moment(const ter_dist *dist, unsigned order, double *value) {
    if (order < 1 || order > 4) {
        return TER_BAD_ARGUMENT;
    }
    if (dist->family->l_moment != NULL) {
        return dist->family->l_moment(dist, order, value);
    }
    double mean = TER__NAN;
    ter_status status = ter_dist_summary(dist, TER_MEAN, &mean);
    if (order == 1) {
        *value = mean;
        return status;
    }
    if (status != TER_OK) {
        return status == TER_INFINITE || status == TER_UNDEFINED ? without_mean(order, status, mean, value) : status;
    }
    if (dist->family->discrete) {
        return over_counts(dist, order, value);
    }
    integrand f = {dist, 2, ter_dist_quantile(dist, 0.5), 0.0};
    double second, sum = 0.0;
    status = integrate(&f, &second);
    if (status == TER_OK && !(left_out(&f) <= 10.0 * ACCURACY * fabs(second))) {
        status = TER_NOT_ACCURATE; /* the mean exists, but barely */
    }
    f.order = order;
    f.second = 2.0;
    if (status == TER_OK && order > 2) {
        status = integrate(&f, &sum);
    }
    *value = status != TER_OK ? TER__NAN : order == 2 ? second : sum - 2.0 * second;
    return status;
}
