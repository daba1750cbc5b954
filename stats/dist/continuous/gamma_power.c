/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Powers of a gamma variable: see gamma_score.h. */
#include <string.h>

#include "gamma_law.h"
#include "gamma_score.h"
#include "special/elementary.h"
#include "special/gamma.h"

_Static_assert(sizeof(ter__gamma_power) <= TER__PREPARED_MAX * sizeof(double), "a power of a gamma fits into the prepared values");

void ter__gamma_power_prepare(ter__dd shape, double power, ter__dd shift, double *prepared) {
    ter__gamma_power law;
    memset(&law, 0, sizeof law);
    law.shape = ter__gamma_shape_of(shape);
    law.shift = shift;
    law.power = power;
    law.log_power = ter__dd_log_d(fabs(power));
    ter__dd product = ter__dd_mul_d(shape, power);
    law.plain = product.hi == 1.0 && product.lo == 0.0 ? 1.0 : 0.0;
    if (law.plain != 0.0) { /* G^a |power| / x = exp(a shift) |power| */
        ter__dd norm = ter__dd_lgamma(shape.hi);
        if (shape.lo != 0.0)
            norm = ter__dd_add_d(norm, shape.lo * ter__digamma(shape.hi));
        law.log_plain = ter__dd_sub(ter__dd_add(ter__dd_mul(shape, shift), law.log_power), norm);
    }
    memcpy(prepared, &law, sizeof law);
}

ter__gamma_power ter__gamma_power_of(const ter_dist *dist) {
    ter__gamma_power law;
    memcpy(&law, dist->prepared, sizeof law);
    return law;
}

ter__dd ter__gamma_power_score(const ter__gamma_power *law, double x) {
    return ter__dd_add(ter__dd_mul_d(ter__dd_log_d(x), law->power), law->shift);
}

/* log |dw/dx| = log |power| - log x. */
static ter__dd log_rate_at(const ter__gamma_power *law, double x) {
    return ter__dd_sub(law->log_power, ter__dd_log_d(x));
}

/* At 0 the density goes as x^(shape power - 1). */
static ter__dd log_density_at_0(const ter__gamma_power *law) {
    ter__dd order = ter__dd_mul_d(law->shape.a, law->power);
    if (law->power < 0.0)
        return ter__dd_make(-TER__INFINITY, 0.0);
    if (law->plain != 0.0)
        return law->log_plain;
    bool infinite = order.hi < 1.0 || (order.hi == 1.0 && order.lo < 0.0);
    return ter__dd_make(infinite ? TER__INFINITY : -TER__INFINITY, 0.0);
}

ter__dd ter__gamma_power_log_density(const ter_dist *dist, double x) {
    ter__gamma_power law = ter__gamma_power_of(dist);
    if (x == 0.0)
        return log_density_at_0(&law);
    ter__dd w = ter__gamma_power_score(&law, x);
    if (law.plain != 0.0 && w.hi < 600.0)
        return ter__dd_sub(law.log_plain, ter__gamma_score_value(w));
    return ter__gamma_score_log_density(&law.shape, w, log_rate_at(&law, x));
}

ter__dd ter__gamma_power_log_tail(const ter_dist *dist, double x, bool upper) {
    ter__gamma_power law = ter__gamma_power_of(dist);
    return ter__gamma_score_log_tail(&law.shape, ter__gamma_power_score(&law, x), upper == (law.power > 0.0));
}

ter__dd ter__gamma_power_log_hazard(const ter_dist *dist, double x) {
    ter__gamma_power law = ter__gamma_power_of(dist);
    return ter__gamma_score_log_hazard(&law.shape, ter__gamma_power_score(&law, x), log_rate_at(&law, x), law.power > 0.0);
}

ter__gamma_power_gradient ter__gamma_power_gradient_at(const ter__gamma_power *law, double x) {
    ter__gamma_power_gradient g;
    ter__dd w = ter__gamma_power_score(law, x), value = ter__gamma_score_value(w);
    if (w.hi > 600.0) { /* G alone decides, and may overflow */
        g.score = w.hi;
        g.by_shape = w.hi;
        g.by_score = -value.hi;
        ter__dd log_slope = ter__dd_add(w, ter__dd_sub(law->log_power, ter__dd_log_d(x)));
        g.slope = law->power > 0.0 ? 0.0 - ter__exp_dd(log_slope) : ter__exp_dd(log_slope);
        return g;
    }
    ter__dd rest = ter__dd_sub(law->shape.a, value);
    /* a power - 1 is exact, and G may be far below it */
    ter__dd slope = ter__dd_add_d(ter__dd_mul_d(law->shape.a, law->power), -1.0);
    double size = fabs(slope.hi) + fabs(value.hi * law->power);
    slope = ter__dd_sub(slope, ter__dd_mul_d(value, law->power));
    g.score = w.hi;
    g.by_score = ter__dd_value(rest);
    g.by_shape = ter__dd_value(ter__dd_add_d(w, -ter__digamma(law->shape.a.hi)));
    double rough = slope.hi / x;
    if (law->plain == 0.0 && fabs(slope.hi) < 0x1p-88 * size) /* what the exponential leaves of an exact 0 */
        rough = 0.0;
    if (law->plain != 0.0) { /* -power G / x, where G may underflow */
        rough = 0.0 - copysign(ter__exp_dd(ter__dd_add(w, ter__dd_sub(law->log_power, ter__dd_log_d(x)))), law->power);
        slope = ter__dd_make(rough, 0.0);
    }
    bool plain = law->plain == 0.0 && fabs(rough) > 0x1p-900 && fabs(rough) < 0x1p900 && x > 0x1p-900 && x < 0x1p900;
    g.slope = plain ? ter__dd_value(ter__dd_div_d(slope, x)) : rough;
    return g;
}

/* log of E[X^k] = log Gamma(a + k / power) - log Gamma(a) - k shift / power; false where it is infinite. */
static bool log_moment(const ter__gamma_power *law, double k, ter__dd *log_value) {
    ter__dd step = ter__dd_ratio(k, law->power), at = ter__dd_add(law->shape.a, step);
    if (!(at.hi > 0.0))
        return false;
    ter__dd top = ter__dd_add_d(ter__dd_lgamma(at.hi), at.lo * ter__digamma(at.hi));
    ter__dd bottom = ter__dd_lgamma(law->shape.a.hi);
    if (law->shape.a.lo != 0.0)
        bottom = ter__dd_add_d(bottom, law->shape.a.lo * ter__digamma(law->shape.a.hi));
    *log_value = ter__dd_sub(ter__dd_sub(top, bottom), ter__dd_mul(step, law->shift));
    return true;
}

ter_status ter__gamma_power_raw_moment(const ter_dist *dist, unsigned order, double *value) {
    ter__gamma_power law = ter__gamma_power_of(dist);
    ter__dd log_value;
    if (!log_moment(&law, (double)order, &log_value)) {
        *value = TER__INFINITY;
        return TER_INFINITE;
    }
    *value = ter__exp_dd(log_value);
    return TER_OK;
}

/* E[(X / mean - 1)^order] in double-double: the cancellation takes some order * log2(mean / sd) of its 100 bits. */
static bool relative_central(const ter__gamma_power *law, unsigned order, ter__dd *value) {
    ter__dd log_mean, sum = {0.0, 0.0}, binomial = {1.0, 0.0};
    if (!log_moment(law, 1.0, &log_mean))
        return false;
    for (unsigned k = 0; k <= order; k++) {
        ter__dd log_term;
        if (!log_moment(law, (double)k, &log_term))
            return false;
        ter__dd term = ter__dd_expm1(ter__dd_sub(log_term, ter__dd_mul_d(log_mean, (double)k)));
        term = ter__dd_mul(binomial, term); /* the ones sum to 0 */
        sum = ter__dd_add(sum, (order - k) % 2 == 0 ? term : ter__dd_neg(term));
        binomial = ter__dd_div_d(ter__dd_mul_d(binomial, (double)(order - k)), (double)(k + 1));
    }
    *value = sum;
    return true;
}

ter_status ter__gamma_power_central_moment(const ter_dist *dist, unsigned order, double *value) {
    ter__gamma_power law = ter__gamma_power_of(dist);
    ter__dd relative, log_mean;
    if (!log_moment(&law, 1.0, &log_mean)) {
        *value = order == 0 ? 1.0 : TER__NAN;
        return order == 0 ? TER_OK : TER_UNDEFINED;
    }
    if (order < 2) {
        *value = order == 0 ? 1.0 : 0.0;
        return TER_OK;
    }
    if (!relative_central(&law, order, &relative)) {
        *value = TER__INFINITY;
        return TER_INFINITE;
    }
    ter__dd log_power = ter__dd_mul_d(log_mean, (double)order);
    ter__dd size = ter__dd_log(relative.hi > 0.0 ? relative : ter__dd_neg(relative));
    *value = relative.hi == 0.0 ? 0.0 : copysign(ter__exp_dd(ter__dd_add(size, log_power)), relative.hi);
    return TER_OK;
}

ter_status ter__gamma_power_mean(const ter_dist *dist, double *value) {
    return ter__gamma_power_raw_moment(dist, 1, value);
}

ter_status ter__gamma_power_variance(const ter_dist *dist, double *value) {
    return ter__gamma_power_central_moment(dist, 2, value);
}

static ter_status standardised(const ter_dist *dist, unsigned order, double shift, double *value) {
    ter__gamma_power law = ter__gamma_power_of(dist);
    ter__dd square, moment;
    *value = TER__NAN;
    if (!relative_central(&law, 2, &square))
        return TER_UNDEFINED;
    if (!relative_central(&law, order, &moment)) {
        *value = TER__INFINITY;
        return TER_INFINITE;
    }
    ter__dd scale = order == 3 ? ter__dd_mul(square, ter__dd_sqrt(square)) : ter__dd_square(square);
    *value = ter__dd_value(ter__dd_add_d(ter__dd_div(moment, scale), -shift));
    return TER_OK;
}

ter_status ter__gamma_power_skewness(const ter_dist *dist, double *value) {
    return standardised(dist, 3, 0.0, value);
}

ter_status ter__gamma_power_excess_kurtosis(const ter_dist *dist, double *value) {
    return standardised(dist, 4, 3.0, value);
}

/* G = a - 1 / power there, where that is positive. */
ter_status ter__gamma_power_mode(const ter_dist *dist, double *value) {
    ter__gamma_power law = ter__gamma_power_of(dist);
    ter__dd top = ter__dd_sub(law.shape.a, ter__dd_ratio(1.0, law.power));
    *value = 0.0;
    if (top.hi > 0.0)
        *value = ter__exp_dd(ter__dd_div_d(ter__dd_sub(ter__dd_log(top), law.shift), law.power));
    return TER_OK;
}

/* Of G, less E[log |dG/dx|] = digamma(a) + log |power| - E[log X], E[log X] = (digamma(a) - shift) / power. */
ter_status ter__gamma_power_entropy(const ter_dist *dist, double *value) {
    ter__gamma_power law = ter__gamma_power_of(dist);
    double digamma = ter__digamma(law.shape.a.hi);
    double mean_log = ter__dd_value(ter__dd_div_d(ter__dd_sub(ter__dd_make(digamma, 0.0), law.shift), law.power));
    *value = ter__gamma_entropy(&law.shape) - digamma - law.log_power.hi + mean_log;
    return TER_OK;
}
