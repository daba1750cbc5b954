/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Point operations: where x stands to the support, then density and tails put together so that nothing cancels. */
#include "evaluate.h"

#include <math.h>

#include "tercile/certify.h"

typedef enum standing { BELOW, AT_LOWER, INSIDE, AT_UPPER, ABOVE, UNSURE } standing;

void ter__parameter_balls(ter__balls *w, const ter__law *law, const double *parameters, ter__b *p) {
    for (unsigned i = 0; i < law->parameter_count; i++) {
        p[i] = ter__b_d(w, parameters[i]);
    }
}

static standing stand(ter__balls *w, const ter__law *law, const ter__b *p, ter__b x) {
    ter__b lower = ter__b_infinity(w, -1), upper = ter__b_infinity(w, 1);
    if (law->support) {
        law->support(w, p, &lower, &upper);
    }
    arb_srcptr at = TER__REAL(x), low = TER__REAL(lower), high = TER__REAL(upper);
    if (arb_lt(at, low)) {
        return BELOW;
    }
    if (arb_gt(at, high)) {
        return ABOVE;
    }
    bool exact_low = arb_is_exact(low) && arb_equal(at, low), exact_high = arb_is_exact(high) && arb_equal(at, high);
    if (exact_low || exact_high) {
        if (!arb_is_finite(at)) {
            return exact_low ? BELOW : ABOVE;
        }
        return exact_high ? AT_UPPER : AT_LOWER;
    }
    return arb_gt(at, low) && arb_lt(at, high) ? INSIDE : UNSURE;
}

static ter__b whole_part(ter__balls *w, ter__b x) {
    arb_t floor;
    arb_init(floor);
    arb_floor(floor, TER__REAL(x), w->precision);
    ter__b out = arb_is_finite(TER__REAL(x)) ? ter__b_arb(w, floor) : x;
    arb_clear(floor);
    return out;
}

ter__log_tails ter__log_tails_at(ter__balls *w, const ter__law *law, const ter__b *p, ter__b x) {
    ter__log_tails tails = {ter__b_nothing(w), ter__b_nothing(w)};
    if (law->discrete) {
        x = whole_part(w, x);
    }
    standing where = stand(w, law, p, x);
    if (where == INSIDE || (where == AT_LOWER && law->discrete)) { /* a discrete law has mass at its lower end */
        bool upper;
        ter__b direct = law->log_tail(w, p, x, &upper);
        tails.lower = upper ? ter__b_log1mexp(w, direct) : direct;
        tails.upper = upper ? direct : ter__b_log1mexp(w, direct);
    } else if (where == BELOW || where == AT_LOWER) {
        tails.lower = ter__b_infinity(w, -1);
        tails.upper = ter__b_si(w, 0);
    } else if (where != UNSURE) {
        tails.lower = ter__b_si(w, 0);
        tails.upper = ter__b_infinity(w, -1);
    }
    return tails;
}

static bool has_no_density(const ter__law *law, standing where, ter__b x) {
    return where == BELOW || where == ABOVE || (law->discrete && !arb_is_int(TER__REAL(x)));
}

/* The slope of the log density in x; *exists is false where there is none. */
static ter__b slope(ter__balls *w, const ter__law *law, const double *parameters, double argument, bool *exists) {
    ter__balls inner;
    ter__balls_open(&inner, w->precision, true);
    ter__b p[TER_PARAMETERS_MAX];
    ter__parameter_balls(&inner, law, parameters, p);
    acb_t x;
    acb_init(x);
    acb_set_d(x, argument);
    ter__b at = ter__b_variable(&inner, x);
    standing where = stand(&inner, law, p, at);
    bool corner = (law->corner > 0 && argument == parameters[law->corner - 1]) ||
                  (law->other_corner > 0 && argument == parameters[law->other_corner - 1]);
    corner = corner && (law->is_smooth == NULL || !law->is_smooth(parameters));
    *exists = !law->discrete && !corner && (where == INSIDE || where == UNSURE);
    ter__b out =
        where == INSIDE && *exists ? ter__b_arb(w, acb_realref(law->log_density(&inner, p, at)->slope)) : ter__b_nothing(w);
    acb_clear(x);
    ter__balls_close(&inner);
    return out;
}

static ter__b hazard(ter__balls *w, const ter__law *law, ter__b log_density, ter__b log_upper) {
    if (law->discrete) { /* mass / (mass + P(X > x)) */
        ter__b ratio = ter__b_exp(w, ter__b_sub(w, log_upper, log_density));
        return ter__b_div(w, ter__b_si(w, 1), ter__b_add_si(w, ratio, 1));
    }
    return ter__b_exp(w, ter__b_sub(w, log_density, log_upper));
}

ter_status ter__evaluate_point(arb_t out, ter__balls *w, const ter__question *q) {
    const ter__law *law = q->law;
    if (isnan(q->argument)) {
        return TER_UNDEFINED;
    }
    ter__b p[TER_PARAMETERS_MAX], answer;
    ter__parameter_balls(w, law, q->parameters, p);
    ter__b x = isinf(q->argument) ? ter__b_infinity(w, q->argument > 0.0 ? 1 : -1) : ter__b_d(w, q->argument);
    standing where = stand(w, law, p, x);
    if (where == UNSURE) {
        arb_indeterminate(out);
        return TER_OK;
    }
    bool exists = true;
    bool needs_density = q->operation == TER_PDF || q->operation == TER_LOG_PDF || q->operation == TER_HAZARD;
    bool needs_tails = !(q->operation == TER_PDF || q->operation == TER_LOG_PDF || q->operation == TER_LOG_PDF_SLOPE);
    bool nowhere = has_no_density(law, where, x);
    ter__b log_density = nowhere || !needs_density ? ter__b_infinity(w, -1) : law->log_density(w, p, x);
    ter__log_tails tails = {NULL, NULL};
    if (needs_tails) {
        tails = ter__log_tails_at(w, law, p, x);
    }
    switch (q->operation) {
    case TER_PDF:
        answer = ter__b_exp(w, log_density);
        break;
    case TER_LOG_PDF:
        answer = log_density;
        break;
    case TER_CDF:
        answer = ter__b_exp(w, tails.lower);
        break;
    case TER_LOG_CDF:
        answer = tails.lower;
        break;
    case TER_SF:
        answer = ter__b_exp(w, tails.upper);
        break;
    case TER_LOG_SF:
        answer = tails.upper;
        break;
    case TER_HAZARD:
        exists = where != ABOVE && !(where == AT_UPPER && !law->discrete);
        if (law->log_hazard && where == INSIDE) {
            answer = ter__b_exp(w, law->log_hazard(w, p, x));
        } else {
            answer = nowhere ? ter__b_si(w, 0) : hazard(w, law, log_density, tails.upper);
        }
        break;
    case TER_CUMULATIVE_HAZARD:
        answer = ter__b_neg(w, tails.upper);
        break;
    case TER_LOG_PDF_SLOPE:
        answer = slope(w, law, q->parameters, q->argument, &exists);
        break;
    default:
        return TER_BAD_ARGUMENT;
    }
    arb_set(out, TER__REAL(answer));
    return exists ? TER_OK : TER_UNDEFINED;
}
