/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "raw_moments.h"

#include "dist/path/generic.h"
#include "special/elementary.h"
#include "special/gamma.h"

/* A central moment below this part, squared, of the raw one has lost too many of its 2^-95 digits. */
#define LOST 0x1p-28

/* At an x near 1 or 2 the rounding to a double matters: made good by the slope there. */
ter__dd ter__dd_lgamma_at(ter__dd x) {
    double correction = ter__digamma(x.hi) * x.lo;
    return ter__dd_add_d(ter__dd_lgamma(x.hi), correction);
}

ter_status ter__raw_moment_from(const ter_dist *dist, ter__log_raw_moment *law, unsigned order, double *value) {
    ter__dd log_moment;
    *value = 1.0;
    if (order == 0)
        return TER_OK;
    bool finite = law(dist, order, &log_moment);
    *value = finite ? ter__exp_dd(log_moment) : TER__INFINITY;
    return finite ? TER_OK : TER_INFINITE;
}

/* m_k = E[X^k] / E[X]^k, k = 0 to order; false where one is infinite. */
static bool relative_moments(const ter_dist *dist, ter__log_raw_moment *law, unsigned order, ter__dd *m) {
    ter__dd log_mean, log_moment;
    m[0] = m[1] = ter__dd_make(1.0, 0.0);
    bool finite = law(dist, 1, &log_mean);
    for (unsigned k = 2; k <= order && finite; k++) {
        finite = law(dist, k, &log_moment);
        ter__dd log_ratio = finite ? ter__dd_sub(log_moment, ter__dd_mul_d(log_mean, k)) : log_mean;
        m[k] = ter__dd_make(TER__INFINITY, 0.0);
        if (finite && log_ratio.hi < 600.0)
            m[k] = ter__dd_exp(log_ratio);
    }
    return finite;
}

/* E[(X / mean - 1)^order]. */
static ter__dd central(const ter__dd *m, unsigned order) {
    static const double binomial[5][5] = {{1}, {1, 1}, {1, 2, 1}, {1, 3, 3, 1}, {1, 4, 6, 4, 1}};
    ter__dd sum = ter__dd_make(0.0, 0.0);
    for (unsigned k = 0; k <= order; k++)
        sum = ter__dd_add(sum, ter__dd_mul_d(m[k], ((order - k) % 2 == 1 ? -1.0 : 1.0) * binomial[order][k]));
    return sum;
}

ter_status ter__summary_from_raw(const ter_dist *dist, ter__log_raw_moment *law, ter_summary which, double *value) {
    if (which == TER_MEAN)
        return ter__raw_moment_from(dist, law, 1, value);
    ter__dd m[5], log_mean;
    unsigned order = which == TER_VARIANCE ? 2 : which == TER_SKEWNESS ? 3 : 4;
    if (!relative_moments(dist, law, order - 1, m)) { /* the mean, or what the moment is measured by, is infinite */
        bool has_variance = order > 2 && relative_moments(dist, law, 2, m);
        *value = has_variance ? TER__INFINITY : TER__NAN;
        return has_variance ? TER_INFINITE : TER_UNDEFINED;
    }
    if (!relative_moments(dist, law, order, m)) {
        *value = TER__INFINITY;
        return TER_INFINITE;
    }
    ter__dd second = central(m, 2), moment = central(m, order);
    /* a third moment may be 0, where the second is far above what is lost */
    bool may_vanish = order == 3 && second.hi * sqrt(second.hi) > LOST;
    if (!(m[order].hi < TER__INFINITY) || !(may_vanish || fabs(moment.hi) > LOST * LOST)) {
        *value = TER__NAN;
        return TER_NOT_ACCURATE;
    }
    (void)law(dist, 1, &log_mean);
    ter__dd log_second = ter__dd_log(second);
    if (which == TER_VARIANCE)
        *value = ter__exp_dd(ter__dd_add(log_second, ter__dd_scale(log_mean, 2.0)));
    else if (which == TER_SKEWNESS)
        *value = ter__dd_value(ter__dd_mul(moment, ter__dd_exp(ter__dd_mul_d(log_second, -1.5))));
    else
        *value = ter__dd_value(ter__dd_add_d(ter__dd_div(moment, ter__dd_square(second)), -3.0));
    return TER_OK;
}

ter_status ter__central_moment_by_variance(const ter_dist *dist, unsigned order, double *value) {
    if (order == 2)
        return ter_dist_summary(dist, TER_VARIANCE, value);
    if (order == 0) {
        *value = 1.0;
        return TER_OK;
    }
    return ter__generic_central_moment(dist, order, value);
}
