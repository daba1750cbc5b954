/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Characteristic functions of laws made of others, from theirs, and of laws given by lists. */
#include "dist/characteristic.h"
#include "listed.h"

/* exp(i t location) times that of the law at t scale; t scale is rounded, which turns what is far from 0 by 2^-53 of its angle. */
ter_status ter__affine_characteristic(const ter_dist *dist, double t, double *real, double *imaginary) {
    const ter__composed *made = (const ter__composed *)dist;
    double re, im, cosine, sine;
    ter__complex log = {ter__dd_make(0.0, 0.0), ter__two_product(t, dist->parameter[0])};
    ter_status status = ter_dist_characteristic(made->child[0], t * dist->parameter[1], &re, &im);
    *real = *imaginary = TER__NAN;
    status = status == TER_OK ? ter__characteristic_of_log(log, &cosine, &sine) : TER_NOT_ACCURATE;
    if (status == TER_OK) {
        *real = cosine * re - sine * im;
        *imaginary = cosine * im + sine * re;
    }
    return status;
}

ter_status ter__mixture_characteristic(const ter_dist *dist, double t, double *real, double *imaginary) {
    const ter__composed *made = (const ter__composed *)dist;
    *real = *imaginary = 0.0;
    for (size_t i = 0; i < made->count; i++) {
        double re, im;
        ter_status status = ter_dist_characteristic(made->child[i], t, &re, &im);
        if (status != TER_OK) {
            *real = *imaginary = TER__NAN;
            return status;
        }
        *real = fma(made->weight[i], re, *real);
        *imaginary = fma(made->weight[i], im, *imaginary);
    }
    return TER_OK;
}

/* mass exp(i t x) added; false where the angle has no digits left. */
static bool add_wave(ter__complex *sum, ter__dd mass, ter__dd x, double t) {
    static const ter__dd inverse_pi = TER__INVERSE_PI;
    ter__dd angle = ter__dd_mul_d(x, t);
    if (mass.hi == 0.0) {
        return true;
    }
    *sum = ter__complex_add(*sum, ter__complex_times(ter__complex_turned(ter__dd_mul(angle, inverse_pi)), mass));
    return fabs(angle.hi) < TER__ANGLE_MAX;
}

static ter_status finish(ter__complex sum, bool good, double *real, double *imaginary) {
    return ter__characteristic_of(good ? sum : ter__complex_real(TER__NAN), real, imaginary);
}

ter_status ter__listed_characteristic(const ter_dist *dist, double t, double *real, double *imaginary) {
    const ter__list *list = ((const ter__composed *)dist)->list;
    ter__complex sum = ter__complex_real(0.0);
    bool good = true;
    for (size_t i = 0; i < list->n; i++) {
        good = add_wave(&sum, ter__exp_whole(list->log_mass[i]), ter__dd_make(list->point[i], 0.0), t) && good;
    }
    return finish(sum, good, real, imaginary);
}

/* Of each bin that of the uniform law: a wave at its middle by sin(h) / h, h = t width / 2. */
ter_status ter__histogram_characteristic(const ter_dist *dist, double t, double *real, double *imaginary) {
    const ter__list *list = ((const ter__composed *)dist)->list;
    ter__complex sum = ter__complex_real(0.0);
    bool good = true;
    for (size_t i = 0; i < list->n; i++) {
        ter__dd middle = ter__two_sum(0.5 * list->point[i + 1], 0.5 * list->point[i]);
        ter__dd half = ter__dd_mul_d(ter__two_sum(0.5 * list->point[i + 1], -0.5 * list->point[i]), t);
        good = good && fabs(half.hi) < TER__ANGLE_MAX;
        good = good && add_wave(&sum, ter__dd_mul(ter__exp_whole(list->log_mass[i]), ter__dd_sinc(half)), middle, t);
    }
    return finish(sum, good, real, imaginary);
}
