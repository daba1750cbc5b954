/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uniform_law.h"

#include "normal_fit.h"

void ter__uniform_prepare(double lower, double upper, double *prepared) {
    double pre = fmax(fabs(lower), fabs(upper)) > 0x1p1000 ? 0.25 : 1.0;
    ter__dd width = ter__two_sum(upper * pre, -lower * pre);
    int exponent;
    frexp(width.hi, &exponent);
    double shift = ldexp(1.0, exponent < -1000 ? 1000 : -exponent);
    ter__dd inverse = ter__dd_div(ter__dd_make(1.0, 0.0), ter__dd_scale(width, shift));
    ter__dd log_prepared = ter__dd_log(width);
    ter__dd log_pre = ter__dd_log_d(pre);
    ter__dd log_width = pre < 1.0 ? ter__dd_sub(log_prepared, log_pre) : log_prepared;
    const double values[] = {pre,        shift,        width.hi,     width.lo,        inverse.hi,
                             inverse.lo, log_width.hi, log_width.lo, log_prepared.hi, log_prepared.lo};
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
        prepared[i] = values[i];
}

double ter__uniform_density(ter__uniform u) {
    return ter__dd_value(u.inverse) * (u.shift * u.pre);
}

double ter__uniform_inverse(ter__uniform u, ter__dd d) {
    int exponent;
    frexp(d.hi, &exponent);
    exponent = exponent < -1000 ? -1000 : exponent;
    ter__dd q = ter__dd_div(ter__dd_make(1.0, 0.0), ter__dd_scale(d, ldexp(1.0, -exponent)));
    return ter__dd_value(q) * u.pre * ldexp(1.0, -exponent);
}

static double held(ter__uniform u, double x) {
    return x < u.lower ? u.lower : x > u.upper ? u.upper : x;
}

double ter__uniform_place(ter__uniform u, double end, double signed_share) {
    /* The five terms of end + share (width.hi + width.lo), summed so that cancellation to anything above 2^-100 leaves all bits. */
    ter__dd large = ter__two_product(signed_share, u.width.hi), small = ter__two_product(signed_share, u.width.lo);
    ter__dd first = ter__two_sum(end * u.pre, large.hi);
    ter__dd second = ter__two_sum(large.lo, small.hi);
    ter__dd third = ter__two_sum(first.lo, second.hi);
    ter__dd sum = ter__two_sum(first.hi, third.hi);
    return held(u, (sum.hi + (sum.lo + (third.lo + (second.lo + small.lo)))) / u.pre);
}

double ter__uniform_place_log(ter__uniform u, double end, double other_end, double sign, double log_share) {
    if (log_share == 0.0)
        return other_end;
    ter__dd l = ter__dd_make(log_share, 0.0);
    double from = end;
    ter__dd part;
    if (log_share < -600.0) { /* the share alone may underflow */
        int exponent;
        double m = frexp(u.width.hi, &exponent);
        part = ter__dd_make(sign * ter__exp_dd_times(l, ter__dd_make(m, 0.0), exponent), 0.0);
    } else if (log_share < -0.6931471805599453) {
        part = ter__dd_scale(ter__dd_mul(ter__dd_exp(l), u.width), sign);
    } else {
        from = other_end;
        part = ter__dd_scale(ter__dd_mul(ter__dd_expm1(l), u.width), sign);
    }
    return held(u, ter__dd_value(ter__dd_add_d(part, from * u.pre)) / u.pre);
}

ter_status ter__uniform_fit_moments(size_t n, const double *x, const double *columns, const double *weights, double *parameters,
                                    ter_error *error) {
    (void)columns;
    double mean, sd;
    if (!ter__normal_fit_moments(n, x, weights, &mean, &sd) || !(sd > 0.0))
        return ter_error_set(error, TER_UNDEFINED, "uniform: the values have no spread");
    parameters[0] = mean - sd * 0x1.bb67ae8584caap+0; /* sqrt(3) */
    parameters[1] = mean + sd * 0x1.bb67ae8584caap+0;
    return TER_OK;
}

ter_status ter__uniform_mean(const ter_dist *dist, double *value) {
    double lower = dist->parameter[0], upper = dist->parameter[1], sum = lower + upper;
    *value = fabs(sum) < TER__INFINITY ? 0.5 * sum : 0.5 * lower + 0.5 * upper;
    return TER_OK;
}

/* The width as w 2^exponent with 1/2 <= w < 1. */
static ter__dd normalised_width(const ter_dist *dist, int *exponent) {
    ter__uniform u = ter__uniform_load(dist);
    frexp(u.width.hi, exponent);
    double half = ldexp(1.0, -*exponent / 2);
    ter__dd w = ter__dd_scale(ter__dd_scale(u.width, half), ldexp(1.0, -*exponent - (-*exponent / 2)));
    *exponent += u.pre < 1.0 ? 2 : 0;
    return w;
}

ter_status ter__uniform_variance(const ter_dist *dist, double *value) {
    return ter__uniform_central_moment(dist, 2, value);
}

ter_status ter__uniform_skewness(const ter_dist *dist, double *value) {
    (void)dist;
    *value = 0.0;
    return TER_OK;
}

ter_status ter__uniform_excess_kurtosis(const ter_dist *dist, double *value) {
    (void)dist;
    *value = -1.2;
    return TER_OK;
}

ter_status ter__uniform_entropy(const ter_dist *dist, double *value) {
    *value = ter__dd_value(ter__uniform_load(dist).log_width);
    return TER_OK;
}

/*
 * (upper^(k+1) - lower^(k+1)) / ((k + 1) (upper - lower)) without the difference: sum_i lower^i upper^(k-i) / (k + 1) where the
 * ends have one sign or k is even and they are taken by pairs; for odd k, (lower + upper) sum_i lower^2i upper^(k-1-2i).
 * For even k and ends of two signs, the two powers add.
 */
ter_status ter__uniform_raw_moment(const ter_dist *dist, unsigned order, double *value) {
    int exponent;
    frexp(fmax(fabs(dist->parameter[0]), fabs(dist->parameter[1])), &exponent);
    double a = ldexp(dist->parameter[0], -exponent), b = ldexp(dist->parameter[1], -exponent), k1 = order + 1.0;
    ter__dd sum = ter__dd_make(0.0, 0.0), a_power = ter__dd_make(1.0, 0.0), b_power = a_power;
    if (order % 2 == 1) { /* Horner in b^2 over powers of a^2 */
        ter__dd a2 = ter__two_product(a, a), b2 = ter__two_product(b, b);
        for (unsigned i = 0; i <= order / 2; i++) {
            sum = ter__dd_add(ter__dd_mul(sum, b2), a_power);
            a_power = ter__dd_mul(a_power, a2);
        }
        sum = ter__dd_mul(sum, ter__two_sum(a, b));
    } else if (a < 0.0 && b > 0.0) {
        for (unsigned i = 0; i <= order; i++) {
            a_power = ter__dd_mul_d(a_power, -a);
            b_power = ter__dd_mul_d(b_power, b);
        }
        sum = ter__dd_div(ter__dd_add(a_power, b_power), ter__two_sum(b, -a));
    } else {
        for (unsigned i = 0; i <= order; i++) {
            sum = ter__dd_add(ter__dd_mul_d(sum, b), a_power);
            a_power = ter__dd_mul_d(a_power, a);
        }
    }
    *value = ldexp(ter__dd_value(ter__dd_div_d(sum, k1)), exponent * (int)order);
    return TER_OK;
}

/* (width / 2)^k / (k + 1) for even k. */
ter_status ter__uniform_central_moment(const ter_dist *dist, unsigned order, double *value) {
    int exponent;
    ter__dd width = normalised_width(dist, &exponent), power = ter__dd_make(order % 2 == 0 ? 1.0 : 0.0, 0.0);
    for (unsigned k = 0; k < order; k++)
        power = ter__dd_mul(power, width);
    *value = ldexp(ter__dd_value(ter__dd_div_d(power, order + 1.0)), (exponent - 1) * (int)order);
    return TER_OK;
}
