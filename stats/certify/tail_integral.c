/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One-sided integrals of log-concave functions. In the variable u = |log(t / x)| (gamma) and |log odds| (beta) both kernels are
 * log-concave for every a, b > 0, and analytic: adaptive Gauss-Legendre quadrature with Arb's error bounds (Johansson, "Numerical
 * integration in arbitrary-precision ball arithmetic", ICMS 2018) does [0, U], and concavity bounds the rest:
 * psi(u) <= psi(U) + psi'(U) (u - U) gives at most exp(psi(U)) / -psi'(U).
 */
#include "tail.h"

#include <acb_calc.h>

#define EVALUATIONS_MAX 20000 /* of one integral */
#define DOUBLINGS_MAX   4096  /* of its upper end */
#define GOAL_MAX_BITS   256   /* of its accuracy: precision beyond twice that is against cancellation */

typedef struct scaled_kernel {
    const ter__concave *kernel;
    arb_t scale;  /* exact: u = scale * v */
    arb_t sum;    /* a + b */
    arb_t share;  /* q = y / (1 + y) */
    arb_t slope;  /* psi'(0) */
    arb_t spread; /* -psi''(0): x, or (a + b) q (1 - q) */
    slong precision;
} scaled_kernel;

/* e^{su} - 1 */
static void growth_of(acb_t out, const acb_t u, const scaled_kernel *k) {
    acb_mul_si(out, u, k->kernel->sign, k->precision);
    if (acb_is_real(out)) {
        arb_expm1(acb_realref(out), acb_realref(out), k->precision);
    } else {
        acb_expm1(out, out, k->precision);
    }
}

/* psi(u) at a point, as it is written: its terms cancel, so a wide u would give far too wide a psi. */
static void exponent_at(acb_t out, const acb_t u, const scaled_kernel *k) {
    slong p = k->precision;
    acb_t growth, linear;
    acb_init(growth);
    acb_init(linear);
    growth_of(growth, u, k);
    acb_mul_si(linear, u, k->kernel->sign, p);
    acb_mul_arb(linear, linear, k->kernel->a, p);
    if (k->kernel->beta) {
        acb_mul_arb(growth, growth, k->share, p);
        acb_log1p(growth, growth, p);
        acb_mul_arb(growth, growth, k->sum, p);
    } else {
        acb_mul_arb(growth, growth, k->kernel->x, p);
    }
    acb_sub(out, linear, growth, p);
    acb_clear(growth);
    acb_clear(linear);
}

/* psi'(u) = psi'(0) - s spread (e^{su} - 1) [/ (1 + q (e^{su} - 1))]: nothing cancels. False when u touches the branch cut. */
static bool slope_over(acb_t out, const acb_t u, const scaled_kernel *k) {
    slong p = k->precision;
    bool analytic = true;
    acb_t growth, divisor;
    acb_init(growth);
    acb_init(divisor);
    growth_of(growth, u, k);
    if (k->kernel->beta) {
        acb_mul_arb(divisor, growth, k->share, p);
        acb_add_si(divisor, divisor, 1, p);
        analytic = !(arb_contains_zero(acb_imagref(divisor)) && arb_contains_nonpositive(acb_realref(divisor)));
        acb_div(growth, growth, divisor, p);
    }
    acb_mul_arb(growth, growth, k->spread, p);
    acb_mul_si(growth, growth, -k->kernel->sign, p);
    acb_add_arb(out, growth, k->slope, p);
    acb_clear(growth);
    acb_clear(divisor);
    return analytic;
}

/* psi over a ball in the mean value form psi(m) + psi'(U) (U - m), m its middle. */
static void exponent_over(acb_t out, const acb_t u, const scaled_kernel *k) {
    acb_t middle, slope;
    acb_init(middle);
    acb_init(slope);
    acb_get_mid(middle, u);
    if (slope_over(slope, u, k)) {
        exponent_at(out, middle, k);
        acb_sub(middle, u, middle, k->precision);
        acb_addmul(out, slope, middle, k->precision);
    } else {
        acb_indeterminate(out);
    }
    acb_clear(middle);
    acb_clear(slope);
}

static int integrand(acb_ptr out, const acb_t v, void *parameter, slong order, slong precision) {
    const scaled_kernel *k = parameter;
    (void)precision; /* the kernel may need more than the integrator asks for */
    acb_t u;
    acb_init(u);
    acb_mul_arb(u, v, k->scale, k->precision);
    if (order != 0 || acb_rel_accuracy_bits(u) < k->precision / 2) {
        exponent_over(out, u, k);
    } else {
        exponent_at(out, u, k);
    }
    acb_exp(out, out, k->precision);
    acb_clear(u);
    return 0;
}

/* What of the kernel does not depend on u. */
static void prepare(scaled_kernel *k) {
    slong p = k->precision;
    const ter__concave *kernel = k->kernel;
    if (kernel->beta) {
        arb_t one_plus;
        arb_init(one_plus);
        arb_add_si(one_plus, kernel->x, 1, p);
        arb_add(k->sum, kernel->a, kernel->b, p);
        arb_div(k->share, kernel->x, one_plus, p);
        arb_mul(k->slope, kernel->b, kernel->x, p); /* a - (a + b) q = (a - b y) / (1 + y) */
        arb_sub(k->slope, kernel->a, k->slope, p);
        arb_div(k->slope, k->slope, one_plus, p);
        arb_div(k->spread, k->share, one_plus, p);
        arb_mul(k->spread, k->spread, k->sum, p);
        arb_clear(one_plus);
    } else {
        arb_sub(k->slope, kernel->a, kernel->x, p);
        arb_set(k->spread, kernel->x);
    }
    arb_mul_si(k->slope, k->slope, kernel->sign, p);
}

/*
 * A power of two near min(1 / |psi'(0)|, 1 / sqrt|psi''(0)|), and at most 1 where the curvature grows with u: the length over
 * which the integrand falls.
 */
static void choose_scale(scaled_kernel *k) {
    arb_t steepest;
    arb_init(steepest);
    arb_sqrt(k->scale, k->spread, k->precision);
    arb_abs(steepest, k->slope);
    arb_max(steepest, steepest, k->scale, k->precision);
    fmpz_t exponent_of_two;
    fmpz_init(exponent_of_two);
    arf_abs_bound_lt_2exp_fmpz(exponent_of_two, arb_midref(steepest));
    arb_sub_si(steepest, k->kernel->x, 1, k->precision);
    bool grows = k->kernel->beta ? arb_is_positive(steepest) : k->kernel->sign > 0;
    if (grows && fmpz_sgn(exponent_of_two) < 0) {
        fmpz_zero(exponent_of_two);
    }
    fmpz_neg(exponent_of_two, exponent_of_two);
    arb_one(k->scale);
    arb_mul_2exp_fmpz(k->scale, k->scale, exponent_of_two);
    fmpz_clear(exponent_of_two);
    arb_clear(steepest);
}

/* Finds V with the rest of the integral below 2^-goal scales, and that bound, in scales. False when there is none within reach. */
static bool choose_end(arb_t end, arb_t rest, const scaled_kernel *k, slong goal) {
    slong p = k->precision;
    arb_t margin;
    acb_t u, psi, slope;
    arb_init(margin);
    acb_init(u);
    acb_init(psi);
    acb_init(slope);
    arb_set_si(end, 8);
    bool found = false, hopeless = false;
    for (int i = 0; i < DOUBLINGS_MAX && !found && !hopeless; i++) {
        arb_mul(acb_realref(u), end, k->scale, p);
        slope_over(slope, u, k);
        exponent_at(psi, u, k);
        /* psi known to less than this: no use to integrate at this precision */
        hopeless = mag_cmp_2exp_si(arb_radref(acb_realref(psi)), -goal / 2) > 0 && i == 0;
        if (arb_is_negative(acb_realref(slope))) {
            arb_exp(rest, acb_realref(psi), p);
            arb_mul(margin, acb_realref(slope), k->scale, p);
            arb_neg(margin, margin);
            arb_div(rest, rest, margin, p);
            arb_mul_2exp_si(margin, rest, goal);
            arb_sub_si(margin, margin, 1, p);
            found = arb_is_negative(margin);
        }
        if (!found) {
            arb_mul_2exp_si(end, end, i < 6 ? 1 : i / 4);
        }
    }
    arb_clear(margin);
    acb_clear(u);
    acb_clear(psi);
    acb_clear(slope);
    return found;
}

ter__b ter__tail_integral(ter__balls *w, const ter__concave *kernel) {
    slong p = w->precision;
    slong goal = p / 2 < 96 ? 96 : p / 2 > GOAL_MAX_BITS ? GOAL_MAX_BITS : p / 2;
    scaled_kernel k = {.kernel = kernel, .precision = p};
    arb_t rest, result;
    acb_t from, to, integral;
    mag_t tolerance;
    arb_init(k.scale);
    arb_init(k.sum);
    arb_init(k.share);
    arb_init(k.slope);
    arb_init(k.spread);
    arb_init(rest);
    arb_init(result);
    acb_init(from);
    acb_init(to);
    acb_init(integral);
    mag_init(tolerance);
    prepare(&k);
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
    arb_clear(k.slope);
    arb_clear(k.spread);
    arb_clear(rest);
    arb_clear(result);
    acb_clear(from);
    acb_clear(to);
    acb_clear(integral);
    mag_clear(tolerance);
    return out;
}
