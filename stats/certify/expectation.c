/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "expectation.h"

#include <math.h>

#include <acb_calc.h>

#define PRECISION           96
#define GOAL                46
#define EVALUATIONS_MAX     2000
#define SUM_MAX             100000.0
#define WAVE_BITS           50
#define WAVE_CUT_BITS       54
#define WAVE_TOLERANCE_BITS 64

typedef struct expectation {
    const ter__law *law;
    const double *parameters;
    arb_srcptr centre;
    unsigned order;
    const double *wave; /* t, or null for a moment or the entropy */
    int cut_bits;
    /* x = end + side e^u when the support has an end, so that powers of the distance to it are smooth in u; side 0: x = u */
    int side;
    arb_ptr end;
} expectation;

/* density exp(i t x) */
static ter__b wave_at(ter__balls *w, double t, ter__b density, ter__b x) {
    acb_t at;
    acb_init(at);
    acb_set_d(at, t);
    acb_mul(at, at, x->value, PRECISION);
    acb_mul_onei(at, at);
    acb_exp(at, at, PRECISION);
    acb_mul(at, at, density->value, PRECISION);
    ter__b out = ter__b_variable(w, at);
    acb_clear(at);
    return out;
}

static ter__b integrand_at(ter__balls *w, const expectation *e, ter__b x) {
    ter__b p[TER_PARAMETERS_MAX];
    ter__parameter_balls(w, e->law, e->parameters, p);
    ter__b log_density = e->law->log_density(w, p, x), density = ter__b_exp(w, log_density);
    if (e->wave != NULL) {
        return wave_at(w, *e->wave, density, x);
    }
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
    const expectation *e = parameter;
    ter__balls w;
    ter__balls_open(&w, PRECISION, false);
    w.analytic = order != 0;
    ter__b u = ter__b_variable(&w, x);
    if (e->side == 0) {
        acb_set(out, integrand_at(&w, e, u)->value);
    } else {
        ter__b distance = ter__b_exp(&w, u);
        ter__b at = ter__b_add(&w, ter__b_arb(&w, e->end), e->side > 0 ? distance : ter__b_neg(&w, distance));
        acb_set(out, ter__b_mul(&w, integrand_at(&w, e, at), distance)->value);
    }
    ter__balls_close(&w);
    return 0;
}

/* Where the library itself has the quantile: only a place to begin, of which the oracle believes nothing. */
static double hint_of(const expectation *e, ter_operation operation, double log_p) {
    const ter_family *family;
    ter_dist *dist;
    double hint = nan("");
    if (ter_family_find(&family, e->law->name, NULL) == TER_OK &&
        ter_dist_create(&dist, family, e->law->parameter_count, e->parameters, NULL) == TER_OK) {
        hint = ter_dist_eval(dist, operation, log_p);
        ter_dist_destroy(dist);
    }
    return hint;
}

/* The point with exp(log_p) below, or above it, as a double. */
static bool quantile(double *x, const expectation *e, ter_operation operation, double log_p) {
    ter__question question = {e->law, e->parameters, operation, log_p, hint_of(e, operation, log_p)};
    arb_t at;
    slong bits;
    arb_init(at);
    bool found = ter__answer(at, &question, &bits) == TER_OK;
    *x = arf_get_d(arb_midref(at), ARF_RND_NEAR);
    arb_clear(at);
    return found && isfinite(*x);
}

/* The finite end of the support, the lower one first. */
static void find_end(expectation *e) {
    ter__balls w;
    ter__balls_open(&w, PRECISION, false);
    ter__b p[TER_PARAMETERS_MAX], lower = ter__b_infinity(&w, -1), upper = ter__b_infinity(&w, 1);
    ter__parameter_balls(&w, e->law, e->parameters, p);
    if (e->law->support) {
        e->law->support(&w, p, &lower, &upper);
    }
    e->side = arb_is_finite(TER__REAL(lower)) ? 1 : arb_is_finite(TER__REAL(upper)) ? -1 : 0;
    if (e->side != 0) {
        arb_set(e->end, TER__REAL(e->side > 0 ? lower : upper));
    }
    ter__balls_close(&w);
}

/* u for a quantile; false when the quantile is not apart from the end. */
static bool place(acb_t u, const expectation *e, double x) {
    acb_set_d(u, x);
    if (e->side == 0) {
        return true;
    }
    arb_ptr distance = acb_realref(u);
    arb_sub(distance, distance, e->end, PRECISION);
    arb_mul_si(distance, distance, e->side, PRECISION);
    bool apart = arb_is_positive(distance);
    arb_log(distance, distance, PRECISION);
    arf_set_d(arb_midref(distance), arf_get_d(arb_midref(distance), ARF_RND_NEAR));
    mag_zero(arb_radref(distance));
    return apart;
}

/* Whether what is beyond x, a quantile rounded to a double, is still as little: beside an end where the density is infinite it is
 * not. */
static bool leaves_little(const expectation *e, ter_operation operation, double x, double log_p) {
    ter__question question = {e->law, e->parameters, operation, x, log_p};
    arb_t left;
    slong bits;
    arb_init(left);
    bool little = ter__answer(left, &question, &bits) == TER_OK && arf_get_d(arb_midref(left), ARF_RND_NEAR) < 0.9 * log_p;
    arb_clear(left);
    return little;
}

/* Pieces between quantiles at log p = -c 2^-j from both sides: each holds one scale of the law. */
#define LADDER 7

/* Sorted in, where it is between the first and the last. */
static int insert(double *cut, int count, double x) {
    if (!(x > cut[0] && x < cut[count - 1])) {
        return count;
    }
    int i = count;
    for (; cut[i - 1] > x; i--) {
        cut[i] = cut[i - 1];
    }
    cut[i] = x;
    return count + 1;
}

static bool add_pieces(acb_t out, expectation *e) {
    const ter__law *law = e->law;
    double cut[2 * LADDER + 2], last = -e->cut_bits * 0.6931471805599453;
    int rungs = LADDER - (e->cut_bits < TER__EXPECTATION_CUT_BITS), count = 2 * rungs; /* the last on its side of the median */
    for (int i = 0; i < rungs; i++) {
        double log_p = ldexp(last, -i);
        if (!quantile(&cut[i], e, TER_QUANTILE_LOG, log_p) || !quantile(&cut[count - 1 - i], e, TER_ISF_LOG, log_p)) {
            return false;
        }
    }
    count = law->corner > 0 ? insert(cut, count, e->parameters[law->corner - 1]) : count;
    count = law->other_corner > 0 ? insert(cut, count, e->parameters[law->other_corner - 1]) : count;
    find_end(e);
    /* place() rounds the ends of the pieces to doubles of the distance from the support's end, or of x */
    double base = e->side == 0 ? 0.0 : arf_get_d(arb_midref(e->end), ARF_RND_NEAR), bottom = cut[0], top = cut[count - 1];
    if (!leaves_little(e, TER_LOG_CDF, bottom + 0x1p-50 * fabs(bottom - base), last) ||
        !leaves_little(e, TER_LOG_SF, top - 0x1p-50 * fabs(top - base), last)) {
        return false;
    }
    acb_t piece, from, to;
    mag_t tolerance;
    acb_calc_integrate_opt_t options;
    acb_init(piece);
    acb_init(from);
    acb_init(to);
    mag_init(tolerance);
    acb_calc_integrate_opt_init(options);
    options->eval_limit = e->wave != NULL ? 5 * EVALUATIONS_MAX : EVALUATIONS_MAX;
    mag_set_ui_2exp_si(tolerance, 1, e->wave != NULL ? -WAVE_TOLERANCE_BITS : -TER__EXPECTATION_CUT_BITS);
    slong goal = e->wave != NULL ? WAVE_TOLERANCE_BITS : GOAL;
    bool good = true;
    for (int i = 0; i + 1 < count && good; i++) {
        good = !(cut[i] < cut[i + 1]) || (place(from, e, cut[i]) && place(to, e, cut[i + 1]));
        if (good && cut[i] < cut[i + 1]) {
            acb_calc_integrate(piece, integrand, e, from, to, goal, tolerance, options, PRECISION);
            if (e->side < 0) {
                acb_neg(piece, piece); /* u falls where x rises */
            }
            acb_add(out, out, piece, PRECISION);
        }
    }
    acb_clear(piece);
    acb_clear(from);
    acb_clear(to);
    mag_clear(tolerance);
    return good;
}

static bool add_masses(acb_t out, const expectation *e) {
    double low, high, last = -e->cut_bits * 0.6931471805599453;
    if (!quantile(&low, e, TER_QUANTILE_LOG, last) || !quantile(&high, e, TER_ISF_LOG, last) || high - low > SUM_MAX) {
        return false;
    }
    for (double k = low; k <= high; k += 1.0) {
        ter__balls w;
        ter__balls_open(&w, PRECISION, false);
        acb_add(out, out, integrand_at(&w, e, ter__b_d(&w, k))->value, PRECISION);
        ter__balls_close(&w);
    }
    return true;
}

/* Whether the density is stated off the real line at all; without that no integral of it closes. */
static bool serves_integrals(const expectation *e) {
    double x = hint_of(e, TER_QUANTILE, 0.3);
    bool serves = true;
    if (isfinite(x)) {
        ter__balls w;
        ter__balls_open(&w, PRECISION, false);
        w.analytic = true;
        serves = acb_is_finite(integrand_at(&w, e, ter__b_d(&w, x))->value);
        ter__balls_close(&w);
    }
    return serves;
}

static bool add_all(acb_t out, expectation *e) {
    arb_t end;
    arb_init(end);
    e->end = end;
    acb_zero(out);
    bool good = e->law->discrete ? add_masses(out, e) : serves_integrals(e) && add_pieces(out, e);
    arb_clear(end);
    return good;
}

ter_status ter__expectation(arb_t out, const ter__law *law, const double *parameters, const arb_t centre, unsigned order) {
    acb_t sum;
    acb_init(sum);
    expectation e = {law, parameters, centre, order, NULL, TER__EXPECTATION_CUT_BITS, 0, NULL};
    bool good = add_all(sum, &e);
    arb_set(out, acb_realref(sum));
    acb_clear(sum);
    return good && ter__is_tight(out, 40) ? TER_OK : TER_NOT_ACCURATE;
}

ter_status ter__expectation_of_wave(acb_t out, const ter__law *law, const double *parameters, double t) {
    arb_t zero;
    arb_init(zero);
    expectation e = {law, parameters, zero, 0, &t, WAVE_CUT_BITS, 0, NULL};
    bool good = add_all(out, &e);
    arb_clear(zero);
    mag_t radius;
    mag_init(radius);
    mag_hypot(radius, arb_radref(acb_realref(out)), arb_radref(acb_imagref(out)));
    good = good && mag_cmp_2exp_si(radius, -WAVE_BITS) < 0;
    mag_clear(radius);
    return good ? TER_OK : TER_NOT_ACCURATE;
}
