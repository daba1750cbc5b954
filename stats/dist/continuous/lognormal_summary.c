/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moments of the lognormal law: exponentials of sums taken in double-double, with no difference of like terms anywhere. */
#include "lognormal_summary.h"

#include "special/elementary.h"

/* Exponents beyond this are settled by their size alone. */
#define FAR 1400.0

double ter__lognormal_exp(double meanlog, double sdlog, ter__dd z) {
    double plain = meanlog + sdlog * z.hi;
    if (!(fabs(plain) < FAR && fabs(meanlog) < 0x1p900))
        return ter__exp(plain);
    return ter__exp_dd(ter__dd_add_d(ter__dd_mul_d(z, sdlog), meanlog));
}

/* factor exp(a meanlog + b sdlog^2), factor in (0, 2^60). */
static double scaled(const ter_dist *dist, double a, double b, ter__dd factor) {
    double meanlog = dist->parameter[0], sdlog = dist->parameter[1];
    double plain = a * meanlog + b * sdlog * sdlog;
    if (!(fabs(plain) < FAR && fabs(a * meanlog) < 0x1p900 && fabs(b) * sdlog * sdlog < 0x1p900))
        return ter__exp(plain) * factor.hi;
    ter__dd square = ter__dd_mul_d(ter__two_product(sdlog, sdlog), b);
    return ter__exp_dd_times(ter__dd_add(ter__two_product(a, meanlog), square), factor, 0);
}

static ter__dd one(void) {
    return ter__dd_make(1.0, 0.0);
}

/* sdlog^2, cut where exp(-sdlog^2) is 0 anyway. */
static ter__dd square_of(const ter_dist *dist) {
    double sdlog = fmin(dist->parameter[1], 25.0);
    return ter__two_product(sdlog, sdlog);
}

/* 1 - exp(-sdlog^2) as a factor; below 1e-140 squares underflow, and the callers say what to do. */
static ter__dd loss(const ter_dist *dist) {
    return ter__dd_neg(ter__dd_expm1(ter__dd_neg(square_of(dist))));
}

ter_status ter__lognormal_mean(const ter_dist *dist, double *value) {
    *value = scaled(dist, 1.0, 0.5, one());
    return TER_OK;
}

/* exp(2 meanlog + sdlog^2) expm1(sdlog^2). */
ter_status ter__lognormal_variance(const ter_dist *dist, double *value) {
    if (dist->parameter[1] < 1e-140) {
        double sd = scaled(dist, 1.0, 0.0, one()) * dist->parameter[1];
        *value = sd * sd;
    } else {
        *value = scaled(dist, 2.0, 2.0, loss(dist));
    }
    return TER_OK;
}

/* (w + 2) sqrt(w - 1), w = exp(sdlog^2): w^(3/2) (1 + 2 / w) sqrt(1 - 1 / w). */
ter_status ter__lognormal_skewness(const ter_dist *dist, double *value) {
    if (dist->parameter[1] < 1e-140) {
        *value = 3.0 * dist->parameter[1];
    } else {
        ter__dd u = ter__dd_exp(ter__dd_neg(square_of(dist)));
        ter__dd factor = ter__dd_mul(ter__dd_add_d(ter__dd_scale(u, 2.0), 1.0), ter__dd_sqrt(loss(dist)));
        *value = scaled(dist, 0.0, 1.5, factor);
    }
    return TER_OK;
}

/* w^4 + 2 w^3 + 3 w^2 - 6 = e (16 + 15 e + 6 e^2 + e^3) with e = w - 1. */
ter_status ter__lognormal_excess_kurtosis(const ter_dist *dist, double *value) {
    double sdlog = dist->parameter[1];
    if (sdlog < 1.0) {
        ter__dd e = ter__dd_expm1(square_of(dist));
        ter__dd h = ter__dd_add_d(e, 6.0);
        h = ter__dd_add_d(ter__dd_mul(e, h), 15.0);
        h = ter__dd_add_d(ter__dd_mul(e, h), 16.0);
        *value = sdlog < 1e-140 ? 16.0 * sdlog * sdlog : ter__dd_value(ter__dd_mul(e, h));
    } else {
        ter__dd u = ter__dd_exp(ter__dd_neg(square_of(dist)));
        ter__dd h = ter__dd_add_d(ter__dd_mul_d(ter__dd_mul(u, u), -6.0), 3.0);
        h = ter__dd_add_d(ter__dd_mul(u, h), 2.0);
        h = ter__dd_add_d(ter__dd_mul(u, h), 1.0);
        *value = scaled(dist, 0.0, 4.0, h);
    }
    return TER_OK;
}

ter_status ter__lognormal_mode(const ter_dist *dist, double *value) {
    *value = scaled(dist, 1.0, -1.0, one());
    return TER_OK;
}

ter_status ter__lognormal_median(const ter_dist *dist, double *value) {
    *value = ter__exp(dist->parameter[0]);
    return TER_OK;
}

/* meanlog + log(sdlog sqrt(2 pi e)). */
ter_status ter__lognormal_entropy(const ter_dist *dist, double *value) {
    ter__dd root = ter__dd_make(0x1.6b3f8e4325f5ap+0, 0x1.4d252f240051p-54); /* log sqrt(2 pi e) */
    *value = ter__dd_value(ter__dd_add_d(ter__dd_add(ter__dd_log_d(dist->parameter[1]), root), dist->parameter[0]));
    return TER_OK;
}

ter_status ter__lognormal_raw_moment(const ter_dist *dist, unsigned order, double *value) {
    double k = order;
    *value = scaled(dist, k, 0.5 * k * k, one());
    return TER_OK;
}

/*
 * E[(X - mean)^k] = mean^k E[(Y - 1)^k], E Y = 1. Since E[Y g(Y)] = E[g(w Y)], w = exp(sdlog^2), the moments m_k of Y - 1 follow
 *   m_k = (w^(k-1) - 1) m_{k-1} + sum_{i=0}^{k-2} C(k-1, i) w^i (w - 1)^(k-1-i) m_i,
 * all terms positive. Here as v_k = m_k w^(-k(k-1)/2) s^-k with s a power of two near sdlog, so that nothing overflows:
 *   v_k = (1 - w^-(k-1)) / s v_{k-1} + sum C(k-1, i) (n / s^2) (n / s)^(k-2-i) w^-((k-1)(k-2)/2 - i(i-1)/2) v_i, n = 1 - 1 / w.
 */
ter_status ter__lognormal_central_moment(const ter_dist *dist, unsigned order, double *value) {
    double v[TER_MOMENT_ORDER_MAX + 1] = {1.0, 0.0}, sdlog = dist->parameter[1];
    int exponent;
    frexp(fmin(sdlog, 1.0), &exponent);
    double s = ldexp(1.0, exponent), relative = sdlog / s, square = sdlog * sdlog;
    /* n / s^2 where sdlog^2 may underflow: there n = sdlog^2. */
    double over_square = square < 1e-200 ? relative * relative : -ter__expm1(-square) / s / s;
    for (unsigned k = 2; k <= order; k++) {
        double sum = square < 1e-200 ? (k - 1) * relative * sdlog : -ter__expm1(-(double)(k - 1) * square) / s;
        sum *= v[k - 1];
        double binomial = k - 1, power = over_square; /* C(k-1, i) (n/s^2) (n/s)^(k-2-i), from i = k - 2 down */
        for (unsigned i = k - 1; i-- > 0;) {
            double drop = 0.5 * ((double)(k - 1) * (k - 2) - (double)i * (i > 0 ? i - 1 : 0));
            sum += v[i] > 0.0 ? binomial * power * ter__exp(-drop * square) * v[i] : 0.0;
            binomial = binomial * i / (double)(k - i);
            power *= over_square * s;
        }
        v[k] = sum;
    }
    double k = order;
    ter__dd shift = ter__dd_mul_d(ter__dd_make(0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56), k * exponent);
    double plain = k * dist->parameter[0] + 0.5 * k * k * square + shift.hi;
    if (v[order] == 0.0) {
        *value = 0.0;
    } else if (!(fabs(plain) < FAR)) {
        *value = ter__exp(plain);
    } else {
        ter__dd power = ter__dd_add(ter__dd_add(ter__two_product(k, dist->parameter[0]), shift),
                                    ter__dd_mul_d(ter__two_product(sdlog, sdlog), 0.5 * k * k));
        *value = ter__exp_dd_times(power, ter__dd_make(v[order], 0.0), 0);
    }
    return TER_OK;
}
