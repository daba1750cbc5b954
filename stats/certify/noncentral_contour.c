/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * On s = r exp(i t) the exponent y (s - r) + x (1 / s - 1 / r) - a i t is, with M = y r + x / r and D = y r - x / r,
 * M (cos t - 1) + i (D sin t - a t): its real part falls on (0, pi) whatever r. [0, U] is integrated (Johansson, ICMS 2018), the
 * rest of the circle is at most exp(M (cos U - 1)) times its length and the bound of k there, and the two sides of the negative
 * axis from -r to -inf at most 8 exp(-y r) (y r >= 4) times that of k.
 */
#include <acb_calc.h>
#include <math.h>

#include "noncentral.h"

#define EVALUATIONS_MAX 20000
#define GOAL_MAX_BITS   256

typedef struct contour {
    ter__contour_kind kind;
    arb_t r, major, minor, a, scale; /* M, D, a; t = scale v */
    slong precision;
} contour;

/* k(s) ds / (i s dt) ... as a function of e = exp(i t): the kinds in noncentral.h, times s. */
static void kernel_at(acb_t out, const acb_t e, const contour *c) {
    slong p = c->precision;
    acb_t s;
    acb_init(s);
    acb_mul_arb(s, e, c->r, p);
    if (c->kind == TER__CONTOUR_ONE) {
        acb_one(out);
    } else if (c->kind == TER__CONTOUR_S) {
        acb_set(out, s);
    } else if (c->kind == TER__CONTOUR_SQUARE) {
        acb_sqr(out, s, p);
    } else { /* s / (1 - s) for the upper, s / (s - 1) for the lower tail */
        acb_sub_si(out, s, 1, p);
        acb_div(out, s, out, p);
        if (c->kind == TER__CONTOUR_UPPER) {
            acb_neg(out, out);
        }
    }
    acb_clear(s);
}

/* The exponent's derivative -M sin t + i (D cos t - a) over a ball, for the mean value form. */
static void exponent_slope(acb_t out, const acb_t t, const contour *c) {
    slong p = c->precision;
    acb_t sine, cosine;
    acb_init(sine);
    acb_init(cosine);
    acb_sin_cos(sine, cosine, t, p);
    acb_mul_arb(sine, sine, c->major, p);
    acb_mul_arb(cosine, cosine, c->minor, p);
    acb_sub_arb(cosine, cosine, c->a, p);
    acb_mul_onei(cosine, cosine);
    acb_sub(out, cosine, sine, p);
    acb_clear(sine);
    acb_clear(cosine);
}

static void exponent_at(acb_t out, const acb_t t, const contour *c) {
    slong p = c->precision;
    acb_t half, work;
    acb_init(half);
    acb_init(work);
    acb_mul_2exp_si(half, t, -1);
    acb_sin(half, half, p);
    acb_sqr(half, half, p);
    acb_mul_arb(half, half, c->major, p);
    acb_mul_2exp_si(half, half, 1);
    acb_sin(work, t, p);
    acb_mul_arb(work, work, c->minor, p);
    acb_submul_arb(work, t, c->a, p);
    acb_mul_onei(work, work);
    acb_sub(out, work, half, p);
    acb_clear(half);
    acb_clear(work);
}

static int integrand(acb_ptr out, const acb_t v, void *parameter, slong order, slong precision) {
    const contour *c = parameter;
    slong p = c->precision;
    (void)precision;
    (void)order; /* entire but for the pole, where the quotient is not finite */
    acb_t t, middle, e;
    acb_init(t);
    acb_init(middle);
    acb_init(e);
    acb_mul_arb(t, v, c->scale, p);
    acb_get_mid(middle, t);
    exponent_at(out, middle, c);
    exponent_slope(e, t, c);
    acb_sub(middle, t, middle, p);
    acb_addmul(out, e, middle, p);
    acb_exp(out, out, p);
    acb_mul_onei(t, t);
    acb_exp(e, t, p);
    kernel_at(t, e, c);
    acb_mul(out, out, t, p);
    acb_clear(t);
    acb_clear(middle);
    acb_clear(e);
    return 0;
}

/* The radius: the saddle point, moved to the tail's side of the pole 1 by a width where it is nearer; an exact number. */
static void choose_radius(contour *c, arb_srcptr x, arb_srcptr y) {
    slong p = c->precision;
    arb_t width, work;
    arb_init(width);
    arb_init(work);
    arb_mul(work, x, y, p);
    arb_mul_2exp_si(work, work, 2);
    arb_addmul(work, c->a, c->a, p);
    arb_sqrt(work, work, p); /* w */
    arb_rsqrt(width, work, p);
    arb_add(work, work, c->a, p);
    arb_div(work, work, y, p);
    arb_mul_2exp_si(c->r, work, -1);
    if (c->kind == TER__CONTOUR_UPPER || c->kind == TER__CONTOUR_LOWER) {
        int side = c->kind == TER__CONTOUR_UPPER ? -1 : 1;
        arb_mul_si(work, width, side, p);
        arb_add_si(work, work, 1, p); /* 1 -+ width */
        arb_sub(width, c->r, work, p);
        if (side < 0 ? !arb_is_negative(width) : !arb_is_positive(width)) {
            arb_set(c->r, work);
        }
    }
    arb_get_mid_arb(c->r, c->r);
    arb_clear(width);
    arb_clear(work);
}

/* exp(M (cos U - 1)) + 8 exp(-y r), times the bound of the kernel off [0, U], pi when all is said. */
static void bound_rest(arb_t rest, const contour *c, arb_srcptr y, const arb_t end) {
    slong p = c->precision;
    arb_t work;
    arb_init(work);
    arb_cos(rest, end, p);
    arb_sub_si(rest, rest, 1, p);
    arb_mul(rest, rest, c->major, p);
    arb_exp(rest, rest, p);
    arb_mul(work, y, c->r, p);
    arb_neg(work, work);
    arb_exp(work, work, p);
    arb_mul_2exp_si(work, work, 3);
    arb_add(rest, rest, work, p);
    if (c->kind >= TER__CONTOUR_LOWER) { /* |1 - s| >= max(r, 1) sin U there, so |k| <= min(r, 1) / sin U */
        arb_sin(work, end, p);
        arb_div(rest, rest, work, p);
        arb_one(work);
        arb_min(work, work, c->r, p);
        arb_mul(rest, rest, work, p);
    } else {
        arb_pow_ui(work, c->r, c->kind == TER__CONTOUR_SQUARE ? 2 : c->kind == TER__CONTOUR_S ? 1 : 0, p);
        arb_mul(rest, rest, work, p);
    }
    arb_mul_2exp_si(rest, rest, 1);
    arb_clear(work);
}

/* [0, U] with t = scale v, in units of about 1 / sqrt(M); the result over pi. */
static void integrate(arb_t result, contour *c, arb_srcptr y, slong goal) {
    slong p = c->precision;
    acb_t from, to, integral;
    arb_t end, rest;
    mag_t tolerance;
    acb_init(from);
    acb_init(to);
    acb_init(integral);
    arb_init(end);
    arb_init(rest);
    mag_init(tolerance);
    arb_rsqrt(c->scale, c->major, p);
    arb_get_mid_arb(c->scale, c->scale);
    arb_set_d(acb_realref(to), sqrt(1.5 * (double)goal + 20.0));
    arb_mul(end, acb_realref(to), c->scale, p);
    bound_rest(rest, c, y, end);
    arb_set_d(result, 1.5);
    arb_sub(result, end, result, p);
    if (arb_is_negative(result)) {
        acb_calc_integrate_opt_t options;
        acb_calc_integrate_opt_init(options);
        options->eval_limit = EVALUATIONS_MAX;
        options->depth_limit = p;
        arb_abs(end, c->r);
        if (c->kind == TER__CONTOUR_ONE) {
            arb_one(end);
        } else if (c->kind == TER__CONTOUR_SQUARE) {
            arb_sqr(end, end, p);
        } else if (c->kind != TER__CONTOUR_S) {
            arb_one(result);
            arb_min(end, end, result, p);
        }
        arb_get_mag_lower(tolerance, end);
        mag_mul_2exp_si(tolerance, tolerance, -goal);
        acb_calc_integrate(integral, integrand, c, from, to, goal, tolerance, options, p);
        arb_mul(result, acb_realref(integral), c->scale, p);
        arb_add_error(result, rest);
        arb_const_pi(end, p);
        arb_div(result, result, end, p);
    } else {
        arb_indeterminate(result);
    }
    acb_clear(from);
    acb_clear(to);
    acb_clear(integral);
    arb_clear(end);
    arb_clear(rest);
    mag_clear(tolerance);
}

ter__b ter__noncentral_contour(ter__balls *w, ter__b a, ter__b x, ter__b y, ter__contour_kind kind, ter__b *log_peak) {
    slong p = w->precision, goal = p / 2 < 96 ? 96 : p / 2 > GOAL_MAX_BITS ? GOAL_MAX_BITS : p / 2;
    contour c = {.kind = kind, .precision = p};
    arb_t work, result;
    arb_init(c.r);
    arb_init(c.major);
    arb_init(c.minor);
    arb_init(c.a);
    arb_init(c.scale);
    arb_init(work);
    arb_init(result);
    arb_set(c.a, TER__REAL(a));
    choose_radius(&c, TER__REAL(x), TER__REAL(y));
    ter__b r = ter__b_arb(w, c.r), up = ter__b_mul(w, y, r), down = ter__b_div(w, x, r);
    arb_add(c.major, TER__REAL(up), TER__REAL(down), p);
    arb_sub(c.minor, TER__REAL(up), TER__REAL(down), p);
    ter__b peak = ter__b_sub(w, ter__b_add(w, ter__b_sub(w, up, y), ter__b_sub(w, down, x)), ter__b_mul(w, a, ter__b_log(w, r)));
    *log_peak = peak;
    integrate(result, &c, TER__REAL(y), goal);
    ter__b out = ter__b_arb(w, result);
    arb_clear(c.r);
    arb_clear(c.major);
    arb_clear(c.minor);
    arb_clear(c.a);
    arb_clear(c.scale);
    arb_clear(work);
    arb_clear(result);
    return out;
}
