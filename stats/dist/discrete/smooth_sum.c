/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A sum over the counts j = 0, 1, .. beyond a point as an integral from half a count before it. With the central difference d at
 * that point the sum is -1/d, the integral -1/D, and D = 2 asinh(d / 2), so that
 *     sum = integral + 1/d ((d / 2) / asinh(d / 2) - 1) = integral + d / 24 - 17 d^3 / 5760 + ...
 * (Euler and Maclaurin's formula in Gauss's differences): masses at neighbouring counts take the place of derivatives.
 */
#include "ratio_sum.h"

#include "special/quadrature.h"

#define TERMS     10 /* differences of odd order up to 19 */
#define SHORT     700.0
#define STEEP_MAX 0.1
/* The fall of a log mass after which nothing is left of a sum. */
#define NOTHING 75.0

static const ter__dd coefficient[TERMS] = {
    {0x1.5555555555555p-5, 0x1.5555555555555p-59},   {-0x1.82d82d82d82d8p-9, -0x1.6c16c16c16c17p-64},
    {0x1.8dae303858daep-12, 0x1.81c2c6d7181c3p-67},  {-0x1.f721ef46c6e99p-15, -0x1.9af8f984378d7p-69},
    {0x1.6294003899dcbp-17, 0x1.5a5ae7b508548p-71},  {-0x1.0b152eaedb916p-19, 0x1.6b2a0a7253d47p-73},
    {0x1.a4f5880112b49p-22, -0x1.9c69a675663b4p-76}, {-0x1.56c81f9d8c0dap-24, 0x1.a2a5dfe4f5b7ap-79},
    {0x1.1e21e5a6bdcbdp-26, -0x1.4ef6788ab3f6cp-80}, {-0x1.e71275b2a9508p-29, 0x1.7377526cf81a1p-84},
};

typedef struct beyond {
    const ter__ratio_law *law;
    ter__dd from, log_from;
    double step;
} beyond;

static ter__dd fall(const void *context, ter__dd s) {
    const beyond *b = context;
    ter__dd at = ter__dd_add(b->from, b->step > 0.0 ? s : ter__dd_neg(s));
    return ter__dd_sub(b->law->log_mass_between(b->law->context, at), b->log_from);
}

/* mass(k + step) / mass(k) */
static ter__dd next_ratio(const ter__ratio_law *law, double k, double step) {
    return step > 0.0 ? law->ratio(law->context, k) : ter__dd_div(ter__dd_make(1.0, 0.0), law->ratio(law->context, k - 1.0));
}

/* The differences at half a count before `first`, relative to the mass there, by their coefficients. */
ter__dd ter__sum_less_integral(const ter__ratio_law *law, double first, double step) {
    ter__dd d[2 * TERMS], sum = {0.0, 0.0};
    d[TERMS] = ter__dd_make(1.0, 0.0);
    for (int i = TERMS; i + 1 < 2 * TERMS; i++)
        d[i + 1] = ter__dd_mul(d[i], next_ratio(law, first + step * (i - TERMS), step));
    for (int i = TERMS; i > 0; i--)
        d[i - 1] = ter__dd_div(d[i], next_ratio(law, first + step * (i - 1 - TERMS), step));
    for (int order = 1; order < 2 * TERMS; order++) {
        int left = 2 * TERMS - order;
        for (int i = 0; i < left; i++)
            d[i] = ter__dd_sub(d[i + 1], d[i]);
        if (order % 2 == 1)
            sum = ter__dd_add(sum, ter__dd_mul(coefficient[order / 2], d[left / 2]));
    }
    return sum;
}

bool ter__smooth_sum(const ter__ratio_law *law, double first, double end, ter__dd *sum) {
    double step = end >= first ? 1.0 : -1.0;
    if (law->log_mass_between == NULL || fabs(end - first) < 2.0 * SHORT)
        return false;
    ter__dd one_ratio = next_ratio(law, first, step), other_ratio = next_ratio(law, first + step, step);
    double steep = -ter__log(one_ratio.hi), bend = ter__dd_value(ter__dd_sub(one_ratio, other_ratio));
    if (!(steep > -STEEP_MAX && steep < STEEP_MAX && bend > 0.0))
        return false;
    double length = 2.0 * NOTHING / (steep + sqrt(steep * steep + 2.0 * NOTHING * bend));
    if (steep < 0.0 || !(length > SHORT))
        return false;
    ter__dd from = ter__two_sum(first, -0.5 * step);
    beyond b = {law, from, law->log_mass_between(law->context, from), step};
    ter__dd reach = ter__dd_sub(ter__dd_make(end, 0.0), from);
    ter__fall part = {&b, fall, NULL, step > 0.0 ? reach : ter__dd_neg(reach), 0.4 * length, length};
    ter__dd scale = ter__dd_exp(ter__dd_sub(b.log_from, law->log_mass(law->context, first)));
    *sum = ter__dd_add(ter__dd_mul(scale, ter__fall_integral(&part)), ter__sum_less_integral(law, first, step));
    return true;
}
