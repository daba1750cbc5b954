/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Inverses, proved by signs: x encloses the quantile when F(x - d) < p < F(x + d). Newton's iteration on the log of the smaller
 * tail finds x; when it does not, bisection over the ordered doubles does. Nothing rests on how x was found.
 */
#include <float.h>
#include <math.h>
#include <string.h>

#include "evaluate.h"
#include "tercile/certify.h"

#define NEWTON_STEPS_MAX    60
#define SIGN_PRECISION_MAX  4096
#define BEYOND_DOUBLES_BITS 1030 /* 2^1030 and its inverse times 2^-52 lie beyond all doubles and their roundings */
#define BEYOND_SEARCH_BITS  ((slong)1 << 60)

typedef struct search {
    const ter__question *question;
    slong precision; /* the highest used so far */
    int steps;
    bool tie; /* the last sign was 0 because both sides are equal, exactly */
} search;

/* log of the lower and of the upper probability asked for. */
static ter__log_tails targets(ter__balls *w, const ter__question *q) {
    ter__b argument = ter__b_d(w, q->argument), this, other;
    if (q->operation == TER_QUANTILE || q->operation == TER_ISF) {
        this = ter__b_log(w, argument);
        other = ter__b_log1p(w, ter__b_neg(w, argument));
    } else {
        this = argument;
        other = ter__b_log1mexp(w, argument);
    }
    bool lower = q->operation == TER_QUANTILE || q->operation == TER_QUANTILE_LOG;
    ter__log_tails tails = {lower ? this : other, lower ? other : this};
    return tails;
}

/* The sign of F(k) - p for an exact cdf, when the law has one there. */
static bool exact_sign(const ter__question *q, const arb_t x, int *sign) {
    if (!q->law->exact_cdf || !(q->operation == TER_QUANTILE || q->operation == TER_ISF)) {
        return false;
    }
    arb_t value, p;
    arb_init(value);
    arb_init(p);
    bool known = q->law->exact_cdf(value, q->parameters, x);
    if (known) {
        arb_set_d(p, q->argument);
        if (q->operation == TER_ISF) {
            arb_sub_si(p, p, 1, ARF_PREC_EXACT);
            arb_neg(p, p);
        }
        *sign = arf_cmp(arb_midref(value), arb_midref(p));
    }
    arb_clear(value);
    arb_clear(p);
    return known;
}

/* The sign of F(x) - p for exact x; 0 when no precision tells (or they are equal). */
static int sign_at(search *s, const arb_t x) {
    const ter__question *q = s->question;
    int sign = 0;
    s->tie = false;
    for (slong precision = TER_CERTIFY_PRECISION_MIN_BITS; precision <= SIGN_PRECISION_MAX && sign == 0; precision *= 2) {
        ter__balls w;
        ter__b p[TER_PARAMETERS_MAX];
        ter__balls_open(&w, precision, false);
        ter__parameter_balls(&w, q->law, q->parameters, p);
        ter__log_tails at = ter__log_tails_at(&w, q->law, p, ter__b_arb(&w, x)), goal = targets(&w, q);
        s->steps++;
        s->precision = precision > s->precision ? precision : s->precision;
        if (arb_gt(TER__REAL(at.lower), TER__REAL(goal.lower)) || arb_lt(TER__REAL(at.upper), TER__REAL(goal.upper))) {
            sign = 1;
        } else if (arb_lt(TER__REAL(at.lower), TER__REAL(goal.lower)) || arb_gt(TER__REAL(at.upper), TER__REAL(goal.upper))) {
            sign = -1;
        }
        ter__balls_close(&w);
        if (sign == 0 && exact_sign(q, x, &sign)) {
            s->tie = sign == 0;
            break;
        }
    }
    return sign;
}

/* Encloses the quantile in x +- d when the signs say so. */
static bool verify(arb_t out, search *s, const arf_t x, const arf_t d) {
    arb_t end;
    arb_init(end);
    arf_sub(arb_midref(end), x, d, ARF_PREC_EXACT, ARF_RND_DOWN);
    bool holds = sign_at(s, end) < 0;
    if (holds) {
        arf_add(arb_midref(end), x, d, ARF_PREC_EXACT, ARF_RND_DOWN);
        holds = sign_at(s, end) > 0;
    }
    if (holds) {
        arb_set_arf(out, x);
        arb_add_error_arf(out, d);
    }
    arb_clear(end);
    return holds;
}

/* The change of Newton's iteration on the log of the smaller tail, at a given precision. False when it is not known well. */
static bool newton_at(arf_t change, const arf_t x, search *s, slong precision) {
    const ter__question *q = s->question;
    ter__balls w;
    ter__b p[TER_PARAMETERS_MAX];
    ter__balls_open(&w, precision, false);
    ter__parameter_balls(&w, q->law, q->parameters, p);
    arb_t at;
    arb_init(at);
    arb_set_arf(at, x);
    ter__b point = ter__b_arb(&w, at);
    ter__log_tails tails = ter__log_tails_at(&w, q->law, p, point), goal = targets(&w, q);
    s->steps++;
    bool lower = arf_cmp(arb_midref(TER__REAL(goal.lower)), arb_midref(TER__REAL(goal.upper))) < 0;
    ter__b tail = lower ? tails.lower : tails.upper, target = lower ? goal.lower : goal.upper;
    bool good = arb_is_finite(TER__REAL(tail));
    if (good) {
        ter__b inverse_slope = ter__b_exp(&w, ter__b_sub(&w, tail, q->law->log_density(&w, p, point)));
        ter__b step = ter__b_mul(&w, ter__b_sub(&w, target, tail), inverse_slope);
        arf_set(change, arb_midref(TER__REAL(step)));
        if (!lower) {
            arf_neg(change, change);
        }
        arf_set_mag(arb_midref(at), arb_radref(TER__REAL(step)));
        arf_mul_2exp_si(arb_midref(at), arb_midref(at), TER_CERTIFY_GOAL_BITS);
        good = arb_is_finite(TER__REAL(step)) && (arf_cmpabs(arb_midref(at), x) < 0 || arf_cmpabs(arb_midref(at), change) < 0);
    }
    arb_clear(at);
    ter__balls_close(&w);
    return good;
}

/* One step of Newton's iteration. False when it leaves what is finite. */
static bool newton(arf_t x, arf_t step, search *s) {
    for (slong precision = TER_CERTIFY_PRECISION_MIN_BITS; precision <= SIGN_PRECISION_MAX; precision *= 2) {
        if (newton_at(step, x, s, precision)) {
            arf_add(x, x, step, TER_CERTIFY_PRECISION_MIN_BITS, ARF_RND_NEAR);
            return true;
        }
    }
    return false;
}

/* Newton from x; verified enclosure in out, or false. */
static bool polish(arb_t out, search *s, const arf_t start) {
    arf_t x, step, d;
    arf_init(x);
    arf_init(step);
    arf_init(d);
    arf_set(x, start);
    bool found = false;
    for (int i = 0; i < NEWTON_STEPS_MAX && !found && s->steps < TER_CERTIFY_STEPS_MAX; i++) {
        if (!newton(x, step, s)) {
            break;
        }
        arf_mul_2exp_si(d, step, 36);
        if (arf_cmpabs(d, x) <= 0) {
            arf_abs(d, x);
            arf_mul_2exp_si(d, d, -TER_CERTIFY_GOAL_BITS - 2);
            found = verify(out, s, x, d);
            if (arf_is_zero(step)) {
                break;
            }
        }
    }
    arf_clear(x);
    arf_clear(step);
    arf_clear(d);
    return found;
}

/* Doubles in order as integers, and back. */
static int64_t rank_of(double x) {
    int64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits < 0 ? INT64_MIN - bits : bits;
}

static double of_rank(int64_t rank) {
    int64_t bits = rank < 0 ? INT64_MIN - rank : rank;
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static int sign_at_double(search *s, double x) {
    arb_t at;
    arb_init(at);
    arb_set_d(at, x);
    int sign = sign_at(s, at);
    arb_clear(at);
    return sign;
}

/* Halves [low, high] in ball arithmetic until it is tight: F(low) < p <= F(high). */
static bool halve(arb_t out, search *s, double from, double to) {
    arf_t low, high, d;
    arb_t middle;
    arf_init(low);
    arf_init(high);
    arf_init(d);
    arb_init(middle);
    arf_set_d(low, from);
    arf_set_d(high, to);
    bool tight = false;
    while (!tight && s->steps < TER_CERTIFY_STEPS_MAX) {
        arf_add(arb_midref(middle), low, high, ARF_PREC_EXACT, ARF_RND_DOWN);
        arf_mul_2exp_si(arb_midref(middle), arb_midref(middle), -1);
        int sign = sign_at(s, middle);
        if (sign == 0) { /* a tie, or as good as one: the quantile is there, give or take the goal */
            arf_abs(d, arb_midref(middle));
            arf_mul_2exp_si(d, d, -TER_CERTIFY_GOAL_BITS - 2);
            tight = verify(out, s, arb_midref(middle), d);
            break;
        }
        arf_swap(sign < 0 ? low : high, arb_midref(middle));
        arb_set_interval_arf(out, low, high, ARF_PREC_EXACT);
        tight = ter__is_tight(out, TER_CERTIFY_GOAL_BITS);
    }
    arf_clear(low);
    arf_clear(high);
    arf_clear(d);
    arb_clear(middle);
    return tight;
}

/* Whether the quantile is farther out than 2^exponent on the side. */
static bool is_farther(search *s, int side, slong exponent) {
    arb_t at;
    arb_init(at);
    arb_set_si(at, side);
    arb_mul_2exp_si(at, at, exponent);
    bool farther = sign_at(s, at) == -side;
    arb_clear(at);
    return farther;
}

/*
 * The quantile lies beyond all doubles on the side: the power of two below it is found, and Newton's iteration starts there. Where
 * that fails, the octave is the answer.
 */
static bool enclose_beyond(arb_t out, search *s, int side) {
    slong near = BEYOND_DOUBLES_BITS, far = 2 * near;
    if (!is_farther(s, side, near)) {
        return false;
    }
    while (far < BEYOND_SEARCH_BITS && is_farther(s, side, far)) {
        near = far;
        far *= 2;
    }
    if (far >= BEYOND_SEARCH_BITS) {
        return false;
    }
    while (far - near > 1) {
        const slong middle = near + (far - near) / 2;
        *(is_farther(s, side, middle) ? &near : &far) = middle;
    }
    arf_t start;
    arf_init(start);
    arf_set_si_2exp_si(start, side, near);
    if (!polish(out, s, start)) {
        arf_set_si_2exp_si(start, 3 * side, near - 1);
        arb_set_arf(out, start);
        arf_set_si_2exp_si(start, 1, near - 1);
        arb_add_error_arf(out, start);
    }
    arf_clear(start);
    return true;
}

static ter_status search_doubles(arb_t out, search *s) {
    double low = -DBL_MAX, high = DBL_MAX;
    if (sign_at_double(s, low) > 0) {
        return enclose_beyond(out, s, -1) ? TER_OK : TER_NOT_ACCURATE;
    }
    if (sign_at_double(s, high) < 0) {
        return enclose_beyond(out, s, 1) ? TER_OK : TER_NOT_ACCURATE;
    }
    arf_t x, d;
    arf_init(x);
    arf_init(d);
    arf_set_ui_2exp_si(d, 1, -BEYOND_DOUBLES_BITS - 52);
    bool found = verify(out, s, x, d); /* 0, or beyond the smallest doubles */
    while (!found && rank_of(low) + 1 < rank_of(high) && s->steps < TER_CERTIFY_STEPS_MAX) {
        double middle = of_rank(rank_of(low) / 2 + rank_of(high) / 2 + (rank_of(low) % 2 + rank_of(high) % 2) / 2);
        int sign = sign_at_double(s, middle);
        if (sign == 0) {
            arf_set_d(x, middle);
            arf_abs(d, x);
            arf_mul_2exp_si(d, d, -TER_CERTIFY_GOAL_BITS - 2);
            found = verify(out, s, x, d);
            break;
        }
        *(sign < 0 ? &low : &high) = middle;
    }
    if (!found) {
        arf_set_d(x, high);
        found = polish(out, s, x) || halve(out, s, low, high);
    }
    arf_clear(x);
    arf_clear(d);
    return found ? TER_OK : TER_NOT_ACCURATE;
}

/* The last integer with F = 0, where the support has a finite lower end. */
static bool before_support(double *last, const ter__question *q) {
    ter__balls w;
    ter__b p[TER_PARAMETERS_MAX], lower, upper;
    ter__balls_open(&w, TER_CERTIFY_PRECISION_MIN_BITS, false);
    lower = upper = ter__b_infinity(&w, -1);
    ter__parameter_balls(&w, q->law, q->parameters, p);
    if (q->law->support) {
        q->law->support(&w, p, &lower, &upper);
    }
    bool finite = arb_is_finite(TER__REAL(lower));
    *last = finite ? arf_get_d(arb_midref(TER__REAL(lower)), ARF_RND_FLOOR) - 1.0 : -0x1p53;
    ter__balls_close(&w);
    return finite;
}

/*
 * Counts beyond 2^53 are not all doubles: the quantile is the smallest that is one, F(x) >= p > F of the double before. Gallops
 * from the hint in the order of doubles, then halves; *beyond says that it lies among these.
 */
static ter_status search_large_counts(arb_t out, search *s, bool *beyond) {
    double most = DBL_MAX, hint = s->question->hint;
    int64_t low = rank_of(0x1p53) - 1, high = rank_of(most) + 1, at = rank_of(isfinite(hint) ? hint : most), stride = 1;
    bool has_low = false, has_high = false;
    while (s->steps < TER_CERTIFY_STEPS_MAX && high - low > 1) {
        int sign = sign_at_double(s, of_rank(at));
        if (sign == 0) {
            return TER_NOT_ACCURATE;
        }
        *(sign < 0 ? &low : &high) = at;
        *(sign < 0 ? &has_low : &has_high) = true;
        at = has_low && has_high ? low + (high - low) / 2 : sign < 0 ? low + stride : high - stride;
        at = at <= low ? low + 1 : at >= high ? high - 1 : at;
        stride *= 8;
    }
    *beyond = has_low;
    if (has_low && !has_high && high - low == 1) {
        return enclose_beyond(out, s, 1) ? TER_OK : TER_NOT_ACCURATE;
    }
    arb_set_d(out, of_rank(high));
    return high - low == 1 ? TER_OK : TER_NOT_ACCURATE;
}

/* The smallest integer k with F(k) >= p: F(k) >= p > F(k - 1). Gallops from the hint, then halves. */
static ter_status search_integers(arb_t out, search *s) {
    double hint = s->question->hint, low, high = 0.0, stride = 1.0;
    bool has_low = before_support(&low, s->question), has_high = false;
    double at = hint >= low && hint < 0x1p53 ? floor(hint) : has_low ? low + 1.0 : 0.0;
    bool beyond = false;
    if (hint >= 0x1p53) {
        ter_status status = search_large_counts(out, s, &beyond);
        if (beyond || status != TER_OK) {
            return status;
        }
        at = 0x1p53 - 1.0;
    }
    while (s->steps < TER_CERTIFY_STEPS_MAX && fabs(at) < 0x1p53 && !(has_low && has_high && high - low <= 1.0)) {
        int sign = sign_at_double(s, at);
        if (sign == 0 && !s->tie) {
            return TER_NOT_ACCURATE;
        }
        *(sign < 0 ? &low : &high) = at;
        *(sign < 0 ? &has_low : &has_high) = true;
        if (!has_high) {
            at += stride;
        } else if (!has_low || (sign >= 0 && high - stride > low)) {
            at = high - stride;
        } else {
            at = floor(low + (high - low) / 2.0);
        }
        stride *= 2.0;
    }
    arb_set_d(out, high);
    return has_low && has_high && high - low <= 1.0 ? TER_OK : TER_NOT_ACCURATE;
}

/* Probabilities outside [0, 1], and 0 and 1 themselves: the ends of the support. */
static bool settle_ends(arb_t out, const ter__question *q, ter_status *status) {
    bool plain = q->operation == TER_QUANTILE || q->operation == TER_ISF;
    double none = plain ? 0.0 : -HUGE_VAL, all = plain ? 1.0 : 0.0;
    *status = TER_UNDEFINED;
    if (!(q->argument >= none && q->argument <= all)) {
        return true;
    }
    if (q->argument != none && q->argument != all) {
        return false;
    }
    bool lower = (q->argument == none) == (q->operation == TER_QUANTILE || q->operation == TER_QUANTILE_LOG);
    *status = TER_NOT_ACCURATE;
    for (slong precision = TER_CERTIFY_PRECISION_MIN_BITS; precision <= TER_CERTIFY_PRECISION_MAX_BITS && *status != TER_OK;
         precision *= 2) {
        ter__balls w;
        ter__balls_open(&w, precision, false);
        ter__b p[TER_PARAMETERS_MAX], low = ter__b_infinity(&w, -1), high = ter__b_infinity(&w, 1);
        ter__parameter_balls(&w, q->law, q->parameters, p);
        if (q->law->support) {
            q->law->support(&w, p, &low, &high);
        }
        arb_set(out, TER__REAL(lower ? low : high));
        *status = ter__is_tight(out, TER_CERTIFY_GOAL_BITS) ? TER_OK : TER_NOT_ACCURATE;
        ter__balls_close(&w);
    }
    return true;
}

ter_status ter__evaluate_inverse(arb_t out, const ter__question *q, slong *bits) {
    ter_status status;
    *bits = TER_CERTIFY_PRECISION_MIN_BITS;
    if (settle_ends(out, q, &status)) {
        return status;
    }
    search s = {q, TER_CERTIFY_PRECISION_MIN_BITS, 0, false};
    if (q->law->discrete) {
        status = search_integers(out, &s);
    } else {
        arf_t x;
        arf_init(x);
        arf_set_d(x, q->hint);
        bool found = isfinite(q->hint) && q->hint != 0.0 && polish(out, &s, x);
        arf_clear(x);
        status = found ? TER_OK : search_doubles(out, &s);
    }
    *bits = s.precision;
    return status;
}
