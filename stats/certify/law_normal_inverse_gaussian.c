/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Normal-inverse Gaussian: f(x) = a K_1(a r) exp(g + b z) / (pi r scale), z = (x - location) / scale, r = sqrt(1 + z^2),
 * g = sqrt(a^2 - b^2). Its tails by inversion of the characteristic function, rigorously integrated.
 */
#include <acb_calc.h>
#include <acb_hypgeom.h>

#include "ball_block.h"
#include "law.h"

/* log(K_1(y) e^y) and its slope -K_0 / K_1 - 1 / y + 1. */
static ter__b log_bessel(ter__balls *w, ter__b y) {
    if (w->analytic || !acb_is_real(y->value) || !arb_is_positive(TER__REAL(y)) || acb_rel_accuracy_bits(y->value) < 20) {
        return ter__b_nothing(w); /* Bessel functions of wide or complex balls take long: no moments by integration here */
    }
    ter__ball *out = ter__ball_fresh(w);
    acb_t order, one, zero;
    acb_init(order);
    acb_init(one);
    acb_init(zero);
    acb_set_si(order, 1);
    acb_hypgeom_bessel_k_scaled(one, order, y->value, w->precision);
    acb_log(out->value, one, w->precision);
    if (w->order && !acb_is_zero(y->slope)) {
        acb_zero(order);
        acb_hypgeom_bessel_k_scaled(zero, order, y->value, w->precision);
        acb_div(zero, zero, one, w->precision);
        acb_inv(one, y->value, w->precision);
        acb_add(zero, zero, one, w->precision);
        acb_sub_si(zero, zero, 1, w->precision);
        acb_mul(zero, zero, y->slope, w->precision);
        acb_neg(out->slope, zero);
    }
    acb_clear(order);
    acb_clear(one);
    acb_clear(zero);
    return out;
}

/* sqrt(1 + z^2). */
static ter__b radius(ter__balls *w, ter__b z) {
    return ter__b_sqrt(w, ter__b_add_si(w, ter__b_square(w, z), 1));
}

static ter__b root(ter__balls *w, const ter__b *p) {
    return ter__b_sqrt(w, ter__b_mul(w, ter__b_sub(w, p[0], p[1]), ter__b_add(w, p[0], p[1])));
}

static ter__b standard(ter__balls *w, const ter__b *p, ter__b x) {
    return ter__b_div(w, ter__b_sub(w, x, p[2]), p[3]);
}

static ter__b log_density(ter__balls *w, const ter__b *p, ter__b x) {
    ter__b z = standard(w, p, x), r = radius(w, z), y = ter__b_mul(w, p[0], r);
    ter__b logs = ter__b_add(w, log_bessel(w, y), ter__b_add(w, root(w, p), ter__b_sub(w, ter__b_mul(w, p[1], z), y)));
    ter__b factor = ter__b_sub(w, ter__b_log(w, ter__b_div(w, p[0], ter__b_mul(w, r, p[3]))), ter__b_log_pi(w));
    return ter__b_add(w, logs, factor);
}

/* Real balls of one precision: what the tail's integrand is made of. */
typedef struct arch {
    arb_t y, gap, lack, q;
    slong precision;
} arch;

/*
 * exp(-y c) (gap - q c) / (c^2 + 2 lack c + gap^2) d tau in log tau, c = cosh(tau) - 1, gap = p - q, lack = 1 - p q, p = z / r,
 * q = b / a: the characteristic function exp(g - sqrt(a^2 - s^2)) inverted along s = a sin(phi + i tau), tan(phi) = z.
 */
static int arch_integrand(acb_ptr out, const acb_t w, void *parameter, slong order, slong precision) {
    const arch *d = parameter;
    acb_t tau, c, over;
    (void)order;
    (void)precision;
    slong p = d->precision;
    acb_init(tau);
    acb_init(c);
    acb_init(over);
    acb_exp(tau, w, p);
    acb_mul_2exp_si(c, tau, -1);
    acb_sinh(c, c, p);
    acb_mul(c, c, c, p);
    acb_mul_2exp_si(c, c, 1);
    acb_mul_arb(over, c, d->lack, p);
    acb_mul_2exp_si(over, over, 1);
    acb_addmul(over, c, c, p);
    acb_set_arb(out, d->gap);
    acb_addmul(over, out, out, p);
    acb_div(tau, tau, over, p);
    acb_mul_arb(over, c, d->q, p);
    acb_sub(out, out, over, p);
    acb_mul(out, out, tau, p);
    acb_mul_arb(c, c, d->y, p);
    acb_neg(c, c);
    acb_exp(c, c, p);
    acb_mul(out, out, c, p);
    acb_clear(tau);
    acb_clear(c);
    acb_clear(over);
    return 0;
}

/* The least of c at which the integrand changes: gap^2 / (2 lack), |gap|, 1 / y and 1. */
static void least_scale(arb_t out, const arch *d) {
    arb_t other;
    arb_init(other);
    slong p = d->precision;
    arb_inv(out, d->y, p);
    arb_abs(other, d->gap);
    arb_min(out, out, other, p);
    arb_mul(other, d->gap, d->gap, p);
    arb_div(other, other, d->lack, p);
    arb_mul_2exp_si(other, other, -1);
    arb_min(out, out, other, p);
    arb_one(other);
    arb_min(out, out, other, p);
    arb_clear(other);
}

static void to_exact_log(acb_t out, const arb_t x, slong shift) {
    arb_log(acb_realref(out), x, 64);
    mag_zero(arb_radref(acb_realref(out)));
    acb_add_si(out, out, shift, 53);
    mag_zero(arb_radref(acb_realref(out)));
    arb_zero(acb_imagref(out));
}

/*
 * The integral over tau > 0. Below tau_0, where c is far less than its least scale, the integrand is at most 2 / |gap|; beyond
 * c_1 = goal / y it is at most (1 / |gap| + 1 / c_1) exp(-y c), and d tau = dc / sinh(tau) <= dc / sqrt(2 c_1).
 */
static void arch_integral(arb_t out, const arch *d) {
    slong goal = d->precision / 2 < 100 ? 100 : d->precision / 2;
    acb_t from, to, sum;
    arb_t scale, bound, other;
    mag_t tolerance, rest;
    acb_init(from);
    acb_init(to);
    acb_init(sum);
    arb_init(scale);
    arb_init(bound);
    arb_init(other);
    mag_init(tolerance);
    mag_init(rest);
    least_scale(scale, d);
    if (!arb_is_positive(scale)) {
        arb_indeterminate(out);
    } else {
        arb_sqrt(scale, scale, 64);
        to_exact_log(from, scale, -goal);
        arb_exp(bound, acb_realref(from), 64); /* tau_0 */
        arb_mul_2exp_si(bound, bound, 1);
        arb_abs(other, d->gap);
        arb_div(bound, bound, other, 64);
        arb_inv(scale, other, 64);
        arb_set_si(other, goal);
        arb_div(other, other, d->y, 64); /* c_1 at least, since tau_1 is rounded up */
        arb_add_si(acb_realref(sum), other, 1, 64);
        arb_acosh(acb_realref(sum), acb_realref(sum), 64);
        arb_mul_2exp_si(acb_realref(to), other, 1);
        arb_sqrt(acb_realref(to), acb_realref(to), 64); /* tau <= sqrt(2 c), of use where 1 + c is 1 */
        if (arb_is_positive(acb_realref(sum)) && arb_rel_accuracy_bits(acb_realref(sum)) > 30) {
            arb_set(acb_realref(to), acb_realref(sum));
        }
        arb_mul_si(acb_realref(to), acb_realref(to), 17, 64);
        arb_mul_2exp_si(acb_realref(to), acb_realref(to), -4);
        arb_set(acb_realref(sum), acb_realref(to));
        to_exact_log(to, acb_realref(sum), 0);
        /* (1 / |gap| + 1 / c_1) e^-goal / (y sqrt(2 c_1)) */
        arb_inv(acb_realref(sum), other, 64);
        arb_add(scale, scale, acb_realref(sum), 64);
        arb_mul_2exp_si(other, other, 1);
        arb_sqrt(other, other, 64);
        arb_mul(other, other, d->y, 64);
        arb_div(scale, scale, other, 64);
        arb_set_si(other, -goal);
        arb_exp(other, other, 64);
        arb_addmul(bound, scale, other, 64);
        arb_get_mag(rest, bound);
        acb_calc_integrate_opt_t options;
        acb_calc_integrate_opt_init(options);
        options->eval_limit = 20000;
        options->depth_limit = d->precision;
        mag_set(tolerance, rest);
        acb_calc_integrate(sum, arch_integrand, (void *)(uintptr_t)d, from, to, goal, tolerance, options, d->precision);
        arb_set(out, acb_realref(sum));
        arb_add_error_mag(out, rest);
    }
    acb_clear(from);
    acb_clear(to);
    acb_clear(sum);
    arb_clear(scale);
    arb_clear(bound);
    arb_clear(other);
    mag_clear(tolerance);
    mag_clear(rest);
}

/* g + b z - y = -(g z - b)^2 / (y + g + b z). */
static ter__b exponent(ter__balls *w, ter__b g, ter__b b, ter__b z, ter__b y) {
    ter__b along = ter__b_add(w, g, ter__b_mul(w, b, z));
    if (!arb_is_positive(TER__REAL(along))) {
        return ter__b_sub(w, along, y);
    }
    ter__b apart = ter__b_square(w, ter__b_sub(w, ter__b_mul(w, g, z), b));
    return ter__b_neg(w, ter__b_div(w, apart, ter__b_add(w, y, along)));
}

static ter__b log_tail(ter__balls *w, const ter__b *p, ter__b x, bool *upper) {
    ter__b z = standard(w, p, x), g = root(w, p), r = radius(w, z), y = ter__b_mul(w, p[0], r), bz = ter__b_mul(w, p[1], z);
    if (ter__b_is_zero(z) && ter__b_is_zero(p[1])) {
        *upper = true;
        return ter__b_log(w, ter__b_half(w, ter__b_si(w, 1)));
    }
    ter__b gap = ter__b_sub(w, ter__b_div(w, z, r), ter__b_div(w, p[1], p[0]));
    ter__b lack = ter__b_sub(w, ter__b_si(w, 1), ter__b_div(w, bz, y));
    if (arb_is_positive(TER__REAL(bz))) { /* the same without cancellation */
        ter__b gz = ter__b_mul(w, g, z), sum = ter__b_add(w, ter__b_mul(w, p[0], z), ter__b_mul(w, p[1], r));
        gap = ter__b_mul(w, ter__b_sub(w, gz, p[1]), ter__b_add(w, gz, p[1]));
        gap = ter__b_div(w, gap, ter__b_mul(w, y, sum));
        lack = ter__b_add(w, ter__b_square(w, p[0]), ter__b_square(w, gz));
        lack = ter__b_div(w, lack, ter__b_mul(w, y, ter__b_add(w, y, bz)));
    }
    *upper = arf_sgn(arb_midref(TER__REAL(gap))) > 0;
    arch d = {.precision = w->precision};
    arb_t value;
    arb_init(value);
    arb_init(d.y);
    arb_init(d.gap);
    arb_init(d.lack);
    arb_init(d.q);
    arb_set(d.y, TER__REAL(y));
    arb_set(d.gap, TER__REAL(gap));
    arb_set(d.lack, TER__REAL(lack));
    arb_set(d.q, TER__REAL(ter__b_div(w, p[1], p[0])));
    arch_integral(value, &d);
    if (!*upper) {
        arb_neg(value, value);
    }
    ter__b out = ter__b_log(w, ter__b_div(w, ter__b_arb(w, value), ter__b_mul(w, ter__b_pi(w), r)));
    arb_clear(value);
    arb_clear(d.y);
    arb_clear(d.gap);
    arb_clear(d.lack);
    arb_clear(d.q);
    return ter__b_add(w, out, exponent(w, g, p[1], z, y));
}

/* The second number drawn is b / a. */
static void adjust(double *parameters) {
    parameters[1] = parameters[0] * (parameters[1] > -1.0 && parameters[1] < 1.0 ? parameters[1] : 0.5);
}

const ter__law ter__law_normal_inverse_gaussian = {
    .name = "normal_inverse_gaussian",
    .parameter_count = 4,
    .parameter_names = {"a", "b", "location", "scale"},
    .log_density = log_density,
    .log_tail = log_tail,
    .location = 3,
    .cost = 200,
    .adjust = adjust,
    .hard = {{TER__POSITIVE, 1e-3, 1e8, 2, {1.0, 2.0}},
             {TER__SIGNED, 1e-4, 0.9999999999, 4, {0.0, 0.5, 0.999, -0.999999}},
             TER__HARD_LOCATION,
             TER__HARD_SCALE},
    .moderate = {{TER__POSITIVE, 0.5, 10.0, 1, {1.0}},
                 {TER__SIGNED, 0.1, 0.9, 2, {0.0, 0.5}},
                 TER__MODERATE_LOCATION,
                 TER__MODERATE_SCALE},
};
