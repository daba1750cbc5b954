/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One-sided integrals of log-concave functions. In the variable u = |log(t / x)| (gamma) and |log odds| (beta) both kernels are
 * log-concave for every a, b > 0, and analytic: adaptive Gauss-Legendre quadrature with Arb's error bounds (Johansson, "Numerical
 * integration in arbitrary-precision ball arithmetic", ICMS 2018) does [0, U], and concavity bounds the rest:
 * psi(u) <= psi(U) + psi'(U) (u - U) gives at most exp(psi(U)) / -psi'(U).
 */
#include "tail.h"

#include <acb_calc.h>

#define EVALUATIONS_MAX 200000 /* of one integral */
#define DOUBLINGS_MAX   4096   /* of its upper end */

typedef struct scaled_kernel {
    const ter__concave *kernel;
    arb_t scale; /* exact: u = scale * v */
    arb_t sum;   /* a + b */
    arb_t share; /* y / (1 + y) */
    slong precision;
} scaled_kernel;

/* psi(u) for complex u; `analytic` makes the branch cut of the beta kind a NaN ball. */
static void exponent(acb_t out, const acb_t u, const scaled_kernel *k, bool analytic) {
    slong p = k->precision;
    acb_t su, growth;
    acb_init(su);
    acb_init(growth);
    acb_mul_si(su, u, k->kernel->sign, p);
    if (acb_is_real(su)) {
        arb_expm1(acb_realref(growth), acb_realref(su), p);
    } else {
        acb_expm1(growth, su, p);
    }
    acb_mul_arb(out, su, k->kernel->a, p);
    if (!k->kernel->beta) {
        acb_mul_arb(growth, growth, k->kernel->x, p);
        acb_sub(out, out, growth, p);
    } else {
        acb_mul_arb(growth, growth, k->share, p);
        acb_add_si(su, growth, 1, p);
        if (analytic && arb_contains_zero(acb_imagref(su)) && arb_contains_nonpositive(acb_realref(su))) {
            acb_indeterminate(out);
        } else {
            acb_log1p(growth, growth, p);
            acb_mul_arb(growth, growth, k->sum, p);
            acb_sub(out, out, growth, p);
        }
    }
    acb_clear(su);
    acb_clear(growth);
}

static int integrand(acb_ptr out, const acb_t v, void *parameter, slong order, slong precision) {
    const scaled_kernel *k = parameter;
    (void)precision; /* the kernel may need more than the integrator asks for */
    acb_t u;
    acb_init(u);
    acb_mul_arb(u, v, k->scale, k->precision);
    exponent(out, u, k, order != 0);
    acb_exp(out, out, k->precision);
    acb_clear(u);
    return 0;
}

/* -psi'(u) for real u >= 0. */
static void steepness(arb_t out, const arb_t u, const scaled_kernel *k) {
    slong p = k->precision;
    arb_t t, d;
    arb_init(t);
    arb_init(d);
    arb_mul_si(t, u, k->kernel->sign, p);
    arb_exp(t, t, p);
    arb_mul(t, t, k->kernel->x, p); /* x e^{su} */
    if (k->kernel->beta) {          /* (a + b) y e^{su} / (1 + y e^{su}) - a = (b y e^{su} - a) / (1 + y e^{su}) */
        arb_add_si(d, t, 1, p);
        arb_mul(t, t, k->kernel->b, p);
        arb_sub(t, t, k->kernel->a, p);
        arb_div(out, t, d, p);
    } else {
        arb_sub(out, t, k->kernel->a, p);
    }
    arb_mul_si(out, out, k->kernel->sign, p);
    arb_clear(t);
    arb_clear(d);
}

/* A power of two near min(1 / |psi'(0)|, 1 / sqrt|psi''(0)|). */
static void choose_scale(scaled_kernel *k) {
    slong p = k->precision;
    arb_t slope, bend;
    arb_init(slope);
    arb_init(bend);
    arb_zero(k->scale);
    steepness(slope, k->scale, k);
    if (k->kernel->beta) {
        arb_add_si(bend, k->kernel->x, 1, p);
        arb_div(bend, k->share, bend, p);
        arb_mul(bend, bend, k->sum, p);
    } else {
        arb_set(bend, k->kernel->x);
    }
    arb_sqrt(bend, bend, p);
    arb_abs(slope, slope);
    arb_max(slope, slope, bend, p);
    fmpz_t exponent_of_two;
    fmpz_init(exponent_of_two);
    arf_abs_bound_lt_2exp_fmpz(exponent_of_two, arb_midref(slope));
    fmpz_neg(exponent_of_two, exponent_of_two);
    arb_one(k->scale);
    arb_mul_2exp_fmpz(k->scale, k->scale, exponent_of_two);
    fmpz_clear(exponent_of_two);
    arb_clear(slope);
    arb_clear(bend);
}

/* Finds V with the rest of the integral below 2^-goal scales, and that bound, in scales. False when there is none within reach. */
static bool choose_end(arb_t end, arb_t rest, const scaled_kernel *k, slong goal) {
    slong p = k->precision;
    arb_t slope;
    acb_t u, psi;
    arb_init(slope);
    acb_init(u);
    acb_init(psi);
    arb_set_si(end, 8);
    bool found = false;
    for (int i = 0; i < DOUBLINGS_MAX && !found; i++) {
        arb_mul(acb_realref(u), end, k->scale, p);
        steepness(slope, acb_realref(u), k);
        if (arb_is_positive(slope)) {
            exponent(psi, u, k, false);
            arb_exp(rest, acb_realref(psi), p);
            arb_mul(slope, slope, k->scale, p);
            arb_div(rest, rest, slope, p);
            arb_mul_2exp_si(slope, rest, goal);
            arb_sub_si(slope, slope, 1, p);
            found = arb_is_negative(slope);
        }
        if (!found) {
            arb_mul_2exp_si(end, end, i < 6 ? 1 : i / 4);
        }
    }
    arb_clear(slope);
    acb_clear(u);
    acb_clear(psi);
    return found;
}

ter__b ter__tail_integral(ter__balls *w, const ter__concave *kernel) {
    slong p = w->precision;
    slong goal = p / 2 > 96 ? p / 2 : 96;
    scaled_kernel k = {.kernel = kernel, .precision = p};
    arb_t rest, result;
    acb_t from, to, integral;
    mag_t tolerance;
    arb_init(k.scale);
    arb_init(k.sum);
    arb_init(k.share);
    arb_init(rest);
    arb_init(result);
    acb_init(from);
    acb_init(to);
    acb_init(integral);
    mag_init(tolerance);
    if (kernel->beta) {
        arb_add(k.sum, kernel->a, kernel->b, p);
        arb_add_si(k.share, kernel->x, 1, p);
        arb_div(k.share, kernel->x, k.share, p);
    }
    choose_scale(&k);
    arb_indeterminate(result);
    if (choose_end(acb_realref(to), rest, &k, goal)) {
        acb_calc_integrate_opt_t options;
        acb_calc_integrate_opt_init(options);
        options->eval_limit = EVALUATIONS_MAX;
        options->depth_limit = p;
        mag_set_ui_2exp_si(tolerance, 1, -goal);
        acb_calc_integrate(integral, integrand, &k, from, to, goal, tolerance, options, p);
        arb_set(result, acb_realref(integral));
        arb_mul_2exp_si(rest, rest, -1); /* [0, rest] is rest / 2 give or take rest / 2 */
        arb_add(result, result, rest, p);
        arb_add_error(result, rest);
        arb_mul(result, result, k.scale, p);
    }
    ter__b out = ter__b_log(w, ter__b_arb(w, result));
    arb_clear(k.scale);
    arb_clear(k.sum);
    arb_clear(k.share);
    arb_clear(rest);
    arb_clear(result);
    acb_clear(from);
    acb_clear(to);
    acb_clear(integral);
    mag_clear(tolerance);
    return out;
}
