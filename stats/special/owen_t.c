/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * With k = a h and B(h, a) = 2 (T(h, inf) - T(h, a)):
 *   k > 2           B = g exp(-(h^2 + k^2) / 2) J / (pi a k^2), g = a^2 / (1 + a^2),
 *                   J = integral over u > 0 of exp(-u - u^2 / (2 k^2)) / (1 + g (2 q + q^2)), q = u / k^2;
 *   k <= 2, a <= 1  B = P(Z > h) - 2 T(h, a), which loses five bits at most;
 *   k <= 2, a > 1   B = 2 T(k, 1 / a) - P(Z > k) P(|Z| < h) (Owen 1956, 2.3), which loses three.
 * T(h, a) itself is its defining integral for a <= 1, and (P(Z > h) - B) / 2 beyond, where B is at most half of P(Z > h).
 */
#include "owen_t.h"

#include <stddef.h>

#include "erf.h"
#include "quadrature.h"

#define K_MIDDLE  2.0
#define K_FAR     12.0
#define FAR_TERMS 60

static ter__dd one(void) {
    return ter__dd_make(1.0, 0.0);
}

static ter__dd inverse_pi(void) {
    return ter__dd_make(0x1.45f306dc9c883p-2, -0x1.6b01ec5417056p-56);
}

static ter__dd log_sqrt_2pi(void) {
    return ter__dd_make(0x1.d67f1c864beb5p-1, -0x1.65b5a1b7ff5dfp-55);
}

static ter__dd half_square(ter__dd z) {
    return ter__dd_neg(ter__minus_half_square(z));
}

/* P(Z > z) exp(z^2 / 2), z >= 0. */
static ter__dd scaled_tail(ter__dd z) {
    return ter__dd_scale(ter__erfcx_dd(ter__over_sqrt2(z)), 0.5);
}

typedef struct far_kernel {
    ter__dd inverse_k, share; /* g */
} far_kernel;

static ter__dd far_exponent(const void *context, ter__dd u) {
    const far_kernel *kernel = context;
    ter__dd v = ter__dd_mul(u, kernel->inverse_k);
    return ter__dd_neg(ter__dd_add(u, ter__dd_scale(ter__dd_square(v), 0.5)));
}

static ter__dd far_factor(const void *context, ter__dd u) {
    const far_kernel *kernel = context;
    ter__dd q = ter__dd_mul(ter__dd_mul(u, kernel->inverse_k), kernel->inverse_k);
    ter__dd more = ter__dd_mul(ter__dd_mul(ter__dd_add_d(q, 2.0), q), kernel->share);
    return ter__dd_div(one(), ter__dd_add_d(more, 1.0));
}

/* g, right for all a > 0. */
static ter__dd share_of(double a) {
    if (a > 1.0) {
        ter__dd inverse = ter__dd_ratio(1.0, a);
        return ter__dd_div(one(), ter__dd_add_d(ter__dd_square(inverse), 1.0));
    }
    ter__dd square = ter__two_product(a, a);
    return ter__dd_div(square, ter__dd_add_d(square, 1.0));
}

/*
 * J for k >= K_FAR. With w = q + q^2 / 2 it is the integral over w > 0 of k^2 exp(-k^2 w) (1 + 2 w)^(-1/2) / (1 + 2 g w), whose
 * factor after the exponential is completely monotone: the asymptotic series of n! c_n / k^(2 n), c_n the coefficients of its
 * powers, encloses it between any two sums. Its smallest term is some exp(-k^2 / 2).
 */
static ter__dd far_series(ter__dd k, ter__dd share) {
    ter__dd inverse = ter__dd_div(one(), k), step = ter__dd_neg(ter__dd_square(inverse));
    ter__dd by_share = ter__dd_mul(ter__dd_scale(step, 2.0), share), root = one(), term = one(), sum = one();
    for (int n = 1; n <= FAR_TERMS && fabs(term.hi) > 0x1p-95; n++) {
        root = ter__dd_mul(root, ter__dd_mul_d(step, 2.0 * n - 1.0)); /* of (1 + 2 w)^(-1/2) alone */
        term = ter__dd_add(root, ter__dd_mul(term, ter__dd_mul_d(by_share, (double)n)));
        sum = ter__dd_add(sum, term);
    }
    return sum;
}

static ter__dd far_integral(ter__dd k, ter__dd share) {
    if (k.hi > 0x1p60) /* 1 - (1 + 2 g) / k^2 + ... */
        return one();
    if (k.hi > K_FAR)
        return far_series(k, share);
    far_kernel kernel = {ter__dd_div(one(), k), share};
    ter__fall fall = {&kernel, far_exponent, far_factor, {TER__INFINITY, 0.0}, 20.0, k.hi * k.hi};
    return ter__fall_integral(&fall);
}

/* 2 g J / (a k^2), in logs: k and 1 / a may be beyond what their squares allow. */
static ter__dd log_far(double a, ter__dd k) {
    ter__dd log_k = ter__dd_log(k), share = share_of(a), log_j = ter__dd_log(ter__dd_scale(far_integral(k, share), 2.0));
    /* g / a = 1 / (a + 1 / a) */
    ter__dd log_sum = a > 1.0 ? ter__dd_add(ter__dd_log_d(a), ter__dd_neg(ter__dd_log(share)))
                              : ter__dd_sub(ter__dd_log1p(ter__two_product(a, a)), ter__dd_log_d(a));
    return ter__dd_sub(ter__dd_sub(log_j, log_sum), ter__dd_scale(log_k, 2.0));
}

static ter__dd near_exponent(const void *context, ter__dd y) {
    const ter__dd *kernel = context;
    return ter__minus_half_square(ter__dd_mul(y, kernel[0]));
}

static ter__dd near_factor(const void *context, ter__dd y) {
    const ter__dd *kernel = context;
    return ter__dd_div(one(), ter__dd_add_d(ter__dd_square(ter__dd_mul(y, kernel[1])), 1.0));
}

/* 2 T(h, a) exp(h^2 / 2), a <= 1, k = a h: (a / pi) times the integral over 0 < y < 1 of exp(-k^2 y^2 / 2) / (1 + a^2 y^2). */
static ter__dd twice_scaled(ter__dd a, ter__dd k) {
    ter__dd kernel[2] = {k, a};
    double reach = k.hi > 1.0 ? 7.0 / k.hi : 1.0;
    ter__fall fall = {kernel, near_exponent, near_factor, {1.0, 0.0}, reach, 1.0};
    return ter__dd_mul(ter__dd_mul(ter__fall_integral(&fall), a), inverse_pi());
}

/* P(|Z| < h), 0 <= h <= 2. */
static ter__dd within(ter__dd h) {
    ter__dd t = ter__over_sqrt2(h);
    if (t.hi <= 0.5)
        return ter__erf_small_dd(t);
    ter__dd above = ter__dd_mul(ter__dd_exp(ter__minus_half_square(h)), ter__erfcx_dd(t));
    return ter__dd_add_d(ter__dd_neg(above), 1.0);
}

ter__dd ter__owen_log_beyond(ter__dd h, double a, ter__dd k) {
    if (k.hi > K_MIDDLE)
        return log_far(a, k);
    ter__dd logs = ter__dd_add(ter__dd_scale(log_sqrt_2pi(), 2.0), half_square(k)); /* -log phi(h) phi(k) less h^2 / 2 */
    if (a <= 1.0) {
        ter__dd rest = scaled_tail(h);
        if (a > 0.0)
            rest = ter__dd_sub(rest, twice_scaled(ter__dd_make(a, 0.0), k));
        return ter__dd_add(ter__dd_log(rest), logs);
    }
    /* exp(-k^2 / 2) is common to both terms */
    ter__dd first = twice_scaled(ter__dd_ratio(1.0, a), h), second = ter__dd_mul(scaled_tail(k), within(h));
    ter__dd log_rest = ter__dd_log(ter__dd_sub(first, second));
    return ter__dd_add(ter__dd_add(log_rest, ter__dd_scale(log_sqrt_2pi(), 2.0)), half_square(h));
}

/* a finite, h any size: exp(-h^2 / 2) times a factor of moderate size. */
static double owen_t_finite(double h, double a) {
    if (h > 0x1p30) /* below exp(-2^59) */
        return 0.0;
    ter__dd size = ter__dd_make(h, 0.0), k = ter__two_product(a, h), twice;
    if (a <= 1.0) {
        twice = twice_scaled(ter__dd_make(a, 0.0), k);
    } else {
        twice = scaled_tail(size);
        if (k.hi < 0x1p30) {
            ter__dd log_phi = ter__dd_neg(ter__dd_add(half_square(k), ter__dd_scale(log_sqrt_2pi(), 2.0)));
            ter__dd log_beyond = ter__dd_add(ter__owen_log_beyond(size, a, k), log_phi);
            if (log_beyond.hi > -600.0)
                twice = ter__dd_sub(twice, ter__dd_exp(log_beyond));
        }
    }
    return twice.hi > 0.0 ? ter__exp_dd_times(ter__minus_half_square(size), twice, -1) : 0.0;
}

double ter__owen_t(double h, double a) {
    if (isnan(h) || isnan(a))
        return TER__NAN;
    double size = fabs(h), slope = fabs(a), sign = copysign(1.0, a);
    if (isinf(size) || slope == 0.0)
        return sign * 0.0;
    if (isinf(slope))
        return sign * 0.5 * ter__normal_tail(ter__dd_make(size, 0.0));
    return sign * owen_t_finite(size, slope);
}
