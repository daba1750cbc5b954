/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "expectation.h"

#include <math.h>

#include <acb_calc.h>

#define PRECISION       128
#define GOAL            56
#define EVALUATIONS_MAX 2000
#define SUM_MAX         100000.0

typedef struct expectation {
    const ter__law *law;
    const double *parameters;
    arb_srcptr centre;
    unsigned order;
} expectation;

static ter__b integrand_at(ter__balls *w, const expectation *e, ter__b x) {
    ter__b p[TER_PARAMETERS_MAX];
    ter__parameter_balls(w, e->law, e->parameters, p);
    ter__b log_density = e->law->log_density(w, p, x), density = ter__b_exp(w, log_density);
    if (e->order == TER__ENTROPY_ORDER) {
        return ter__b_neg(w, ter__b_mul(w, density, log_density));
    }
    ter__b distance = ter__b_sub(w, x, ter__b_arb(w, e->centre)), out = density;
    for (unsigned i = 0; i < e->order; i++) {
        out = ter__b_mul(w, out, distance);
    }
    return out;
}

static int integrand(acb_ptr out, const acb_t x, void *parameter, slong order, slong precision) {
    (void)precision;
    ter__balls w;
    ter__balls_open(&w, PRECISION, false);
    w.analytic = order != 0;
    acb_set(out, integrand_at(&w, parameter, ter__b_variable(&w, x))->value);
    ter__balls_close(&w);
    return 0;
}

/* The point with exp(log_p) below, or above it, as a double. */
static bool quantile(double *x, const expectation *e, ter_operation operation, double log_p) {
    ter__question question = {e->law, e->parameters, operation, log_p, nan("")};
    arb_t at;
    slong bits;
    arb_init(at);
    bool found = ter__answer(at, &question, &bits) == TER_OK;
    *x = arf_get_d(arb_midref(at), ARF_RND_NEAR);
    arb_clear(at);
    return found && isfinite(*x);
}

/* Pieces between quantiles at log p = -c 2^j from both sides: each holds one scale of the law. */
#define LADDER 7

static bool add_pieces(arb_t out, const expectation *e) {
    double cut[2 * LADDER], last = -TER__EXPECTATION_CUT_BITS * 0.6931471805599453;
    for (int i = 0; i < LADDER; i++) {
        double log_p = ldexp(last, -i);
        if (!quantile(&cut[i], e, TER_QUANTILE_LOG, log_p) || !quantile(&cut[2 * LADDER - 1 - i], e, TER_ISF_LOG, log_p)) {
            return false;
        }
    }
    acb_t piece, from, to;
    mag_t tolerance;
    acb_calc_integrate_opt_t options;
    acb_init(piece);
    acb_init(from);
    acb_init(to);
    mag_init(tolerance);
    acb_calc_integrate_opt_init(options);
    options->eval_limit = EVALUATIONS_MAX;
    mag_set_ui_2exp_si(tolerance, 1, -TER__EXPECTATION_CUT_BITS);
    for (int i = 0; i + 1 < 2 * LADDER; i++) {
        if (cut[i] < cut[i + 1]) {
            acb_set_d(from, cut[i]);
            acb_set_d(to, cut[i + 1]);
            acb_calc_integrate(piece, integrand, (void *)e, from, to, GOAL, tolerance, options, PRECISION);
            arb_add(out, out, acb_realref(piece), PRECISION);
        }
    }
    acb_clear(piece);
    acb_clear(from);
    acb_clear(to);
    mag_clear(tolerance);
    return true;
}

static bool add_masses(arb_t out, const expectation *e) {
    double low, high, last = -TER__EXPECTATION_CUT_BITS * 0.6931471805599453;
    if (!quantile(&low, e, TER_QUANTILE_LOG, last) || !quantile(&high, e, TER_ISF_LOG, last) || high - low > SUM_MAX) {
        return false;
    }
    for (double k = low; k <= high; k += 1.0) {
        ter__balls w;
        ter__balls_open(&w, PRECISION, false);
        arb_add(out, out, TER__REAL(integrand_at(&w, e, ter__b_d(&w, k))), PRECISION);
        ter__balls_close(&w);
    }
    return true;
}

ter_status ter__expectation(arb_t out, const ter__law *law, const double *parameters, const arb_t centre, unsigned order) {
    expectation e = {law, parameters, centre, order};
    arb_zero(out);
    if (!(law->discrete ? add_masses(out, &e) : add_pieces(out, &e))) {
        return TER_NOT_ACCURATE;
    }
    return ter__is_tight(out, 40) ? TER_OK : TER_NOT_ACCURATE;
}
