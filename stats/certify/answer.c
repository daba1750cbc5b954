/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions answered at rising precision until the ball is tight. */
#include <math.h>

#include "evaluate.h"
#include "tercile/certify.h"

/* Magnitudes below the first round to 0 and above the second to infinity, whatever else is known of them. */
#define VANISHING_BITS (-1080)
#define BOUNDLESS_BITS 1026

bool ter__is_tight(const arb_t x, slong goal) {
    if (arb_is_exact(x)) {
        return !arf_is_nan(arb_midref(x));
    }
    if (!arb_is_finite(x)) {
        return false;
    }
    mag_t bound;
    mag_init(bound);
    arb_get_mag(bound, x);
    bool tight = mag_cmp_2exp_si(bound, VANISHING_BITS) < 0;
    arb_get_mag_lower(bound, x);
    tight = tight || mag_cmp_2exp_si(bound, BOUNDLESS_BITS) > 0;
    mag_clear(bound);
    return tight || arb_rel_accuracy_bits(x) >= goal;
}

/* Calls `compute` at rising precision. */
typedef ter_status compute_at(arb_t out, ter__balls *w, const void *what);

static ter_status escalate(arb_t out, compute_at *compute, const void *what, slong *bits) {
    for (slong precision = TER_CERTIFY_PRECISION_MIN_BITS; precision <= TER_CERTIFY_PRECISION_MAX_BITS; precision *= 2) {
        ter__balls w;
        ter__balls_open(&w, precision, false);
        ter_status status = compute(out, &w, what);
        ter__balls_close(&w);
        *bits = precision;
        if (status != TER_OK || ter__is_tight(out, TER_CERTIFY_GOAL_BITS)) {
            return status;
        }
    }
    return TER_NOT_ACCURATE;
}

static ter_status compute_point(arb_t out, ter__balls *w, const void *what) {
    return ter__evaluate_point(out, w, what);
}

ter_status ter__answer(arb_t out, const ter__question *question, slong *bits) {
    if (ter_operation_argument(question->operation) != TER_ARGUMENT_POINT) {
        return ter__evaluate_inverse(out, question, bits);
    }
    return escalate(out, compute_point, question, bits);
}

typedef struct between {
    const ter__law *law;
    const double *parameters;
    double a, b;
} between;

static ter__b end_ball(ter__balls *w, double x) {
    return isinf(x) ? ter__b_infinity(w, x > 0.0 ? 1 : -1) : ter__b_d(w, x);
}

/* The difference of the lower tails, or of the upper ones when a is already above the median. */
static ter_status compute_between(arb_t out, ter__balls *w, const void *what) {
    const between *q = what;
    ter__b p[TER_PARAMETERS_MAX];
    ter__parameter_balls(w, q->law, q->parameters, p);
    ter__log_tails at_a = ter__log_tails_at(w, q->law, p, end_ball(w, q->a));
    ter__log_tails at_b = ter__log_tails_at(w, q->law, p, end_ball(w, q->b));
    bool above = arb_lt(TER__REAL(at_a.upper), TER__REAL(at_a.lower));
    ter__b from = ter__b_exp(w, above ? at_a.upper : at_a.lower), to = ter__b_exp(w, above ? at_b.upper : at_b.lower);
    arb_set(out, TER__REAL(above ? ter__b_sub(w, from, to) : ter__b_sub(w, to, from)));
    return TER_OK;
}

ter_status ter__answer_interval(arb_t out, const ter__law *law, const double *parameters, double a, double b, slong *bits) {
    if (isnan(a) || isnan(b)) {
        return TER_UNDEFINED;
    }
    if (b <= a) {
        arb_zero(out);
        return TER_OK;
    }
    between question = {law, parameters, a, b};
    return escalate(out, compute_between, &question, bits);
}

typedef struct direction {
    const ter__law *law;
    const double *parameters;
    size_t index;
    double x;
} direction;

static ter_status compute_gradient(arb_t out, ter__balls *w, const void *what) {
    const direction *q = what;
    ter__b p[TER_PARAMETERS_MAX];
    acb_t varied;
    acb_init(varied);
    w->order = true;
    ter__parameter_balls(w, q->law, q->parameters, p);
    acb_set_d(varied, q->parameters[q->index]);
    p[q->index] = ter__b_variable(w, varied);
    acb_clear(varied);
    arb_set(out, acb_realref(q->law->log_density(w, p, ter__b_d(w, q->x))->slope));
    return TER_OK;
}

/* Whether x has a positive density and, unless the law is one of counts, is no end of the support: TER_UNDEFINED otherwise. */
static ter_status check_inside(const ter__law *law, const double *parameters, double x) {
    static const ter_operation finite[] = {TER_LOG_PDF, TER_LOG_CDF, TER_LOG_SF};
    ter_status status = TER_OK;
    arb_t value;
    slong bits;
    arb_init(value);
    for (int i = 0; i < (law->discrete ? 1 : 3) && status == TER_OK; i++) {
        ter__question question = {law, parameters, finite[i], x, nan("")};
        status = ter__answer(value, &question, &bits);
        if (status == TER_OK && !arb_is_finite(value)) {
            status = TER_UNDEFINED;
        }
    }
    arb_clear(value);
    return status;
}

ter_status ter__answer_gradient(arb_t out, const ter__law *law, const double *parameters, size_t index, double x, slong *bits) {
    if (!isfinite(x)) {
        return TER_UNDEFINED;
    }
    direction question = {law, parameters, index, x};
    ter_status status = check_inside(law, parameters, x);
    return status == TER_OK ? escalate(out, compute_gradient, &question, bits) : status;
}
