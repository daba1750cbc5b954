/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Adaptive Gauss-Legendre quadrature with Arb's error bounds (Johansson, ICMS 2018) over [0, V] and a bound on the rest. Over wide
 * balls psi is taken in mean value form psi(m) + psi'(U) (U - m): its terms cancel, and as written a wide ball of it says nothing.
 */
#include "tail_quadrature.h"

#include <acb_calc.h>

#define EVALUATIONS_MAX 20000
#define DOUBLINGS_MAX   4000
#define GOAL_MAX_BITS   256

typedef struct scaled {
    const ter__falling *falling;
    arb_t scale;   /* exact power of two: u = scale v */
    arb_t at_zero; /* psi(0) */
    slong precision;
} scaled;

/* psi(u) - psi(0), and its slope when wanted. */
static void exponent_at(acb_t out, acb_ptr slope, const scaled *s, const acb_t u, bool analytic) {
    ter__balls w;
    ter__balls_open(&w, s->precision, slope != NULL);
    w.analytic = analytic;
    ter__b psi = s->falling->exponent(&w, s->falling->context, ter__b_variable(&w, u));
    acb_sub_arb(out, psi->value, s->at_zero, s->precision);
    if (slope) {
        acb_set(slope, psi->slope);
    }
    ter__balls_close(&w);
}

static int integrand(acb_ptr out, const acb_t v, void *parameter, slong order, slong precision) {
    const scaled *s = parameter;
    (void)precision;
    acb_t u, middle, slope;
    acb_init(u);
    acb_init(middle);
    acb_init(slope);
    acb_mul_arb(u, v, s->scale, s->precision);
    if (order != 0 || acb_rel_accuracy_bits(u) < s->precision / 2) {
        exponent_at(out, slope, s, u, order != 0);
        acb_get_mid(middle, u);
        acb_sub(u, u, middle, s->precision);
        if (acb_is_finite(out) && acb_is_finite(slope)) {
            exponent_at(out, NULL, s, middle, false);
            acb_addmul(out, slope, u, s->precision);
        } else {
            acb_indeterminate(out);
        }
    } else {
        exponent_at(out, NULL, s, u, false);
    }
    acb_exp(out, out, s->precision);
    acb_clear(u);
    acb_clear(middle);
    acb_clear(slope);
    return 0;
}

static bool is_below(const acb_t x, slong bound) {
    arb_t margin;
    arb_init(margin);
    arb_sub_si(margin, acb_realref(x), bound, 64);
    bool below = arb_is_negative(margin);
    arb_clear(margin);
    return below;
}

/* A power of two over which psi falls by more than 1/2 and not by more than 16. */
static void choose_scale(scaled *s) {
    acb_t u, psi;
    acb_init(u);
    acb_init(psi);
    arb_one(s->scale);
    if (s->falling->end) {
        fmpz_t power;
        fmpz_init(power);
        arf_abs_bound_le_2exp_fmpz(power, arb_midref(s->falling->end));
        arb_mul_2exp_fmpz(s->scale, s->scale, power);
        arb_mul_2exp_si(s->scale, s->scale, -2);
        fmpz_clear(power);
    }
    for (int i = 0, sign = 0; i < DOUBLINGS_MAX; i++) {
        acb_set_arb(u, s->scale);
        exponent_at(psi, NULL, s, u, false);
        bool wide = !acb_is_finite(psi) || is_below(psi, -16);
        bool narrow = !wide && !s->falling->end && !is_below(psi, -1);
        if ((!wide && !narrow) || (sign != 0 && (sign > 0) != narrow)) {
            break;
        }
        sign = narrow ? 1 : -1;
        arb_mul_2exp_si(s->scale, s->scale, sign);
    }
    acb_clear(u);
    acb_clear(psi);
}

/* V, in scales, and a bound on the rest, in scales. */
static bool choose_end(arb_t cut, arb_t rest, const scaled *s, slong goal) {
    slong p = s->precision;
    acb_t u, psi, slope;
    arb_t length, margin;
    acb_init(u);
    acb_init(psi);
    acb_init(slope);
    arb_init(length);
    arb_init(margin);
    bool found = false, finite = s->falling->end != NULL;
    if (finite) {
        arb_div(length, s->falling->end, s->scale, p);
    }
    arb_set_si(cut, 8);
    for (int i = 0; i < DOUBLINGS_MAX && !found; i++) {
        if (finite && !arb_lt(cut, length)) {
            arb_set(cut, length);
            arb_zero(rest);
            found = true;
            break;
        }
        acb_set_arb(u, cut);
        acb_mul_arb(u, u, s->scale, p);
        exponent_at(psi, slope, s, u, false);
        arb_exp(rest, acb_realref(psi), p);
        if (finite) {
            arb_sub(margin, length, cut, p);
            arb_mul(rest, rest, margin, p);
        } else {
            arb_mul(margin, acb_realref(slope), s->scale, p);
            arb_neg(margin, margin);
            if (!arb_is_positive(margin)) {
                arb_indeterminate(margin);
            }
            arb_div(rest, rest, margin, p);
        }
        arb_mul_2exp_si(margin, rest, goal);
        arb_sub_si(margin, margin, 1, p);
        found = arb_is_negative(margin);
        if (!found) {
            arb_mul_2exp_si(cut, cut, i < 6 ? 1 : i / 4);
        }
    }
    acb_clear(u);
    acb_clear(psi);
    acb_clear(slope);
    arb_clear(length);
    arb_clear(margin);
    return found;
}

static void integrate(arb_t result, scaled *s, slong goal) {
    acb_t from, to, integral;
    arb_t rest;
    mag_t tolerance;
    acb_init(from);
    acb_init(to);
    acb_init(integral);
    arb_init(rest);
    mag_init(tolerance);
    arb_indeterminate(result);
    if (choose_end(acb_realref(to), rest, s, goal)) {
        acb_calc_integrate_opt_t options;
        acb_calc_integrate_opt_init(options);
        options->eval_limit = EVALUATIONS_MAX;
        options->depth_limit = s->precision;
        mag_set_ui_2exp_si(tolerance, 1, -goal);
        acb_calc_integrate(integral, integrand, s, from, to, goal, tolerance, options, s->precision);
        arb_set(result, acb_realref(integral));
        arb_mul_2exp_si(rest, rest, -1); /* [0, rest] is rest / 2 give or take rest / 2 */
        arb_add(result, result, rest, s->precision);
        arb_add_error(result, rest);
        arb_mul(result, result, s->scale, s->precision);
    }
    acb_clear(from);
    acb_clear(to);
    acb_clear(integral);
    arb_clear(rest);
    mag_clear(tolerance);
}

ter__b ter__tail_quadrature(ter__balls *w, const ter__falling *falling) {
    slong p = w->precision, goal = p / 2 < 96 ? 96 : p / 2 > GOAL_MAX_BITS ? GOAL_MAX_BITS : p / 2;
    scaled s = {.falling = falling, .precision = p};
    arb_t result;
    acb_t zero, psi;
    arb_init(s.scale);
    arb_init(s.at_zero);
    arb_init(result);
    acb_init(zero);
    acb_init(psi);
    exponent_at(psi, NULL, &s, zero, false);
    arb_set(s.at_zero, acb_realref(psi));
    if (arb_is_finite(s.at_zero)) {
        choose_scale(&s);
        integrate(result, &s, goal);
    } else {
        arb_indeterminate(result);
    }
    ter__b out = ter__b_add(w, ter__b_log(w, ter__b_arb(w, result)), ter__b_arb(w, s.at_zero));
    arb_clear(s.scale);
    arb_clear(s.at_zero);
    arb_clear(result);
    acb_clear(zero);
    acb_clear(psi);
    return out;
}
