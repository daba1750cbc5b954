/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ratios of successive terms, with n = a + b, x = odds / (1 + odds), are monotone, which bounds what a sum leaves out:
 *   - density: half x (n + j) / ((j + 1) (a + j)) falls with j.
 *   - lower tail, I_j = I_x(a + j, b): I_(j+1) / I_j <= x (n + j) / (a + j), since t <= x in the integral, and <= 1. With steps
 *     s_j = I_j - I_(j+1), s_(j+1) / s_j = x (n + j) / (a + j + 1): for b >= 1 this falls, so that s and its tail sums I are
 *     log-concave; for b < 1 it rises and I_j / I_(j-1), a mean of those ratios, is at least x (n + j - 1) / (a + j).
 *   - upper tail, Q_j = 1 - I_j: Q_(j+1) / Q_j >= x (n + j) / (a + j), since t >= x, and >= 1. That is more than s_(j+1) / s_j, so
 *     Q_(j+1) / Q_j = 1 + s_j / Q_j falls with j.
 */
#include "noncentral_beta.h"

#include <math.h>

#include "ball_block.h"
#include "tail.h"

#define GUARD 30
/* No law has more, but for balls that are far too wide. */
#define Z_MAX 1e9
/* More than the rounding of any bound in doubles here. */
#define OVER (1.0 + 1e-9)

static double magnitude(const acb_t value) {
    double re = arf_get_d(arb_midref(acb_realref(value)), ARF_RND_NEAR);
    double im = arf_get_d(arb_midref(acb_imagref(value)), ARF_RND_NEAR);
    return hypot(re, im);
}

static double size_of(ter__b b) {
    return magnitude(b->value);
}

/* About the positive root of (j + 1) (a + j) = z (n + j), or 0. */
static double peak_of(double a, double n, double z) {
    double p = a + 1.0 - z, q = z * n - a;
    if (!(q > 0.0)) {
        return p < 0.0 ? -p : 0.0;
    }
    double root = sqrt(p * p + 4.0 * q);
    return p > 0.0 ? 2.0 * q / (root + p) : 0.5 * (root - p);
}

/* |value| at most, or at least. */
static double bound_of(const acb_t value, bool above) {
    mag_t bound;
    mag_init(bound);
    (above ? acb_get_mag : acb_get_mag_lower)(bound, value);
    double out = mag_get_d(bound);
    mag_clear(bound);
    return out;
}

/* |t| < 2^-bits, the largest of the terms being about 1. */
static bool is_small(const acb_t t, slong bits) {
    mag_t size;
    mag_init(size);
    acb_get_mag(size, t);
    bool small = mag_cmp_2exp_si(size, -bits) < 0;
    mag_clear(size);
    return small;
}

/* Adds an error of |t| times a double to a sum. */
static void widen(acb_t sum, const acb_t t, double factor) {
    mag_t size, f;
    mag_init(size);
    mag_init(f);
    acb_get_mag(size, t);
    mag_set_d(f, factor * OVER);
    mag_mul(size, size, f);
    acb_add_error_mag(sum, size);
    mag_clear(size);
    mag_clear(f);
}

/* The density's sums over its terms t, over the one at `start`: of t, of t (n + j) / (a + j), and of t times the differences of
 * digamma(n + j) and of digamma(a + j) to those at the start. */
typedef struct sums {
    acb_t plain, growth, by_n, by_a;
    acb_t t, top, bottom, along_n, along_a, work; /* t, n + j, a + j, the differences */
} sums;

enum { SUMS_PARTS = 10 };

static void sums_each(sums *s, void (*what)(acb_t)) {
    acb_ptr parts[SUMS_PARTS] = {s->plain, s->growth, s->by_n, s->by_a, s->t, s->top, s->bottom, s->along_n, s->along_a, s->work};
    for (int i = 0; i < SUMS_PARTS; i++) {
        what(parts[i]);
    }
}

static void sums_begin(sums *s, ter__b a, ter__b n, slong start, slong p) {
    acb_one(s->t);
    acb_zero(s->along_n);
    acb_zero(s->along_a);
    acb_add_si(s->top, n->value, start, p);
    acb_add_si(s->bottom, a->value, start, p);
}

static void add_term(sums *s, bool order, slong p) {
    acb_add(s->plain, s->plain, s->t, p);
    if (order) {
        acb_mul(s->work, s->t, s->top, p);
        acb_div(s->work, s->work, s->bottom, p);
        acb_add(s->growth, s->growth, s->work, p);
        acb_addmul(s->by_n, s->t, s->along_n, p);
        acb_addmul(s->by_a, s->t, s->along_a, p);
    }
}

/* Differences of digamma from j to the next. */
static void move_along(sums *s, bool down, slong p) {
    acb_inv(s->work, s->top, p);
    (down ? acb_sub : acb_add)(s->along_n, s->along_n, s->work, p);
    acb_inv(s->work, s->bottom, p);
    (down ? acb_sub : acb_add)(s->along_a, s->along_a, s->work, p);
}

/* Later terms are at most |t| r^k; growth is at most g; the differences grow by at most step_n, step_a a term. */
static void add_rest(sums *s, double r, double g, double step_n, double step_a, bool order) {
    if (!(r < 1.0 - 1e-7)) {
        acb_indeterminate(s->plain);
        acb_indeterminate(s->growth);
        return;
    }
    double first = r / (1.0 - r), second = first / (1.0 - r);
    widen(s->plain, s->t, first);
    if (order) {
        widen(s->growth, s->t, first * g);
        widen(s->by_n, s->t, first * magnitude(s->along_n) + second * step_n);
        widen(s->by_a, s->t, first * magnitude(s->along_a) + second * step_a);
    }
}

static void sum_up(sums *s, const acb_t z, double size, slong start, bool order, slong p) {
    for (slong j = start;; j++) {
        double n = arf_get_d(arb_midref(acb_realref(s->top)), ARF_RND_UP);
        double a = arf_get_d(arb_midref(acb_realref(s->bottom)), ARF_RND_DOWN), ratio = OVER * size * n / (((double)j + 1.0) * a);
        add_term(s, order, p);
        if (acb_is_zero(z)) {
            return;
        }
        if (ratio < 1.0 - 1e-6 && is_small(s->t, p)) {
            add_rest(s, ratio, OVER * n / a, OVER / n, OVER / a, order);
            return;
        }
        if (order) {
            move_along(s, false, p);
        }
        acb_mul(s->work, z, s->top, p);
        acb_mul(s->t, s->t, s->work, p);
        acb_mul_si(s->work, s->bottom, j + 1, p);
        acb_div(s->t, s->t, s->work, p);
        acb_add_si(s->top, s->top, 1, p);
        acb_add_si(s->bottom, s->bottom, 1, p);
    }
}

static void sum_down(sums *s, const acb_t z, double size, slong start, double a, double n, bool order, slong p) {
    for (slong j = start; j > 0; j--) {
        double ratio = OVER * (double)j / size * ((a + (double)j - 1.0) / (n + (double)j - 1.0));
        if (ratio < 1.0 - 1e-6 && is_small(s->t, p)) {
            add_rest(s, ratio, OVER * n / a, OVER / n, OVER / a, order);
            return;
        }
        acb_sub_si(s->top, s->top, 1, p);
        acb_sub_si(s->bottom, s->bottom, 1, p);
        if (order) {
            move_along(s, true, p);
        }
        acb_mul_si(s->work, s->bottom, j, p);
        acb_mul(s->t, s->t, s->work, p);
        acb_mul(s->work, z, s->top, p);
        acb_div(s->t, s->t, s->work, p);
        add_term(s, order, p);
    }
}

/* log of the term at `start`: z^j / j! Gamma(n + j) Gamma(a) / (Gamma(n) Gamma(a + j)), without its slope in z. */
static ter__b log_term(ter__balls *w, ter__b a, ter__b n, ter__b z, slong j) {
    if (j == 0) {
        return ter__b_si(w, 0);
    }
    bool order = w->order;
    w->order = false;
    ter__b power = ter__b_sub(w, ter__b_mul_si(w, ter__b_log(w, z), j), ter__b_log_gamma(w, ter__b_si(w, j + 1)));
    w->order = order;
    ter__b in_n = ter__b_sub(w, ter__b_log_gamma(w, ter__b_add_si(w, n, j)), ter__b_log_gamma(w, n));
    ter__b in_a = ter__b_sub(w, ter__b_log_gamma(w, ter__b_add_si(w, a, j)), ter__b_log_gamma(w, a));
    return ter__b_add(w, power, ter__b_sub(w, in_n, in_a));
}

ter__b ter__noncentral_beta_factor(ter__balls *w, ter__b a, ter__b b, ter__b half, ter__b odds) {
    slong p = w->precision + GUARD;
    ter__b n = ter__b_add(w, a, b), share = ter__b_div(w, odds, ter__b_add_si(w, odds, 1)), z = ter__b_mul(w, half, share);
    double shape = size_of(a), whole = size_of(n), most = bound_of(z->value, true), least = bound_of(z->value, false);
    if (!(most < Z_MAX)) {
        return ter__b_nothing(w);
    }
    slong start = (slong)peak_of(shape, whole, size_of(z));
    sums s;
    sums_each(&s, acb_init);
    sums_begin(&s, a, n, start, p);
    sum_up(&s, z->value, most, start, w->order, p);
    sums_begin(&s, a, n, start, p);
    sum_down(&s, z->value, least, start, shape, whole, w->order, p);
    ter__ball *log_sum = ter__ball_fresh(w);
    acb_log(log_sum->value, s.plain, p);
    if (w->order) {
        acb_mul(log_sum->slope, s.growth, z->slope, p);
        acb_addmul(log_sum->slope, s.by_n, n->slope, p);
        acb_submul(log_sum->slope, s.by_a, a->slope, p);
        acb_div(log_sum->slope, log_sum->slope, s.plain, p);
    }
    sums_each(&s, acb_clear);
    ter__b out = ter__b_add(w, log_term(w, a, n, z, start), log_sum);
    return ter__b_sub(w, out, half);
}

/* A mixture's state, over its beginning: u weight times tail, s weight times step. */
typedef struct mixture {
    arb_t u, s, last, sum, work;
    slong j, precision;
} mixture;

static void mixture_begin(mixture *m, ter__b step, slong j, slong precision) {
    arb_init(m->u);
    arb_init(m->s);
    arb_init(m->last);
    arb_init(m->sum);
    arb_init(m->work);
    arb_one(m->u);
    arb_one(m->sum);
    arb_set(m->s, TER__REAL(step));
    m->j = j;
    m->precision = precision;
}

static void mixture_clear(mixture *m) {
    arb_clear(m->u);
    arb_clear(m->s);
    arb_clear(m->last);
    arb_clear(m->sum);
    arb_clear(m->work);
}

/* Adds u r / (1 - r) times `more` as an error. */
static void mixture_rest(mixture *m, const arb_t u, const arb_t r, double more) {
    arb_t rest;
    arb_init(rest);
    arb_sub_si(rest, r, 1, m->precision);
    arb_neg(rest, rest);
    if (arb_is_positive(rest)) {
        arb_div(rest, r, rest, m->precision);
        arb_mul(rest, rest, u, m->precision);
        arb_set_d(m->work, more);
        arb_mul(rest, rest, m->work, m->precision);
        arb_add_error(m->sum, rest);
    } else {
        arb_indeterminate(m->sum);
    }
    arb_clear(rest);
}

static void mixture_rest_d(mixture *m, double r, double more) {
    arb_t ratio;
    arb_init(ratio);
    arb_set_d(ratio, r);
    mixture_rest(m, m->u, ratio, more);
    arb_clear(ratio);
}

/* The parameters as doubles, for bounds. */
typedef struct shapes {
    double a, b, n, half, x;
} shapes;

/* u is far below the sum, in which it is not negligible before it falls. */
static bool is_negligible(const mixture *m) {
    if (m->j % 8 != 0 || !arb_lt(m->u, m->last)) {
        return false;
    }
    mag_t u, sum;
    mag_init(u);
    mag_init(sum);
    arb_get_mag(u, m->u);
    arb_get_mag_lower(sum, m->sum);
    mag_mul_2exp_si(sum, sum, -m->precision);
    bool below = mag_cmp(u, sum) < 0;
    mag_clear(u);
    mag_clear(sum);
    return below;
}

static double lower_ratio(const shapes *h, double j) {
    return OVER * h->half / (j + 1.0) * fmin(1.0, OVER * h->x * (h->n + j) / (h->a + j));
}

/* The central tail at shape a + j and step_j over it. */
static ter__b central_tail(ter__balls *w, ter__b a, ter__b b, ter__b odds, slong j, bool upper, ter__b *step) {
    bool side;
    ter__b shape = ter__b_add_si(w, a, j), n = ter__b_add(w, shape, b), tail = ter__tail_beta(w, shape, b, odds, &side);
    tail = side == upper ? tail : ter__b_log1mexp(w, tail);
    ter__b power = ter__b_sub(w, ter__b_mul(w, shape, ter__b_log(w, odds)), ter__b_mul(w, n, ter__b_log1p(w, odds)));
    ter__b norm = ter__b_sub(w, ter__b_log_gamma(w, n), ter__b_log_gamma(w, b));
    norm = ter__b_sub(w, norm, ter__b_log_gamma(w, ter__b_add_si(w, shape, 1)));
    *step = ter__b_exp(w, ter__b_sub(w, ter__b_add(w, power, norm), tail));
    return tail;
}

/* log of half^j e^-half / j! */
static ter__b log_weight(ter__balls *w, ter__b half, slong j) {
    ter__b out = ter__b_sub(w, ter__b_mul_si(w, ter__b_log(w, half), j), half);
    return ter__b_sub(w, out, ter__b_log_gamma(w, ter__b_si(w, j + 1)));
}

static ter__b whole(ter__balls *w, mixture *m, ter__b tail, ter__b weight) {
    return ter__b_add(w, ter__b_add(w, tail, weight), ter__b_log(w, ter__b_arb(w, m->sum)));
}

/* True when what is left below j = m->j is taken as an error: for b >= 1 the last ratio bounds the next ones. */
static bool lower_ends(mixture *m, const shapes *h) {
    double j = (double)m->j, ratio = OVER * j / h->half * (h->a + j) / (h->x * (h->n + j - 1.0)) * OVER;
    if (!is_negligible(m) || m->j < 2 || (h->b < 1.0 && !(ratio < 1.0 - 1e-6))) {
        return false;
    }
    if (h->b < 1.0) { /* the bound of ratios falls with j down to 2, and is larger at 1 */
        mixture_rest_d(m, ratio, OVER * fmax(1.0, (h->a + 1.0) / h->n));
        return true;
    }
    arb_div(m->last, m->u, m->last, m->precision);
    mixture_rest(m, m->u, m->last, 1.0);
    return true;
}

static ter__b lower_mixture(ter__balls *w, ter__b a, ter__b b, ter__b half, ter__b odds, const shapes *h) {
    slong p = w->precision + GUARD;
    double top = floor(fmin(h->half, peak_of(h->a, h->n, h->half * h->x))), size = 1.0, ratio;
    for (; (ratio = lower_ratio(h, top)) > 1.0 - 1e-6 || ratio * size > ldexp(1.0, (int)-p); top++) {
        size *= ratio;
    }
    mixture m;
    ter__b step, tail = central_tail(w, a, b, odds, (slong)top, false, &step);
    ter__b share = ter__b_div(w, odds, ter__b_add_si(w, odds, 1)), n = ter__b_add(w, a, b);
    mixture_begin(&m, step, (slong)top, p);
    mixture_rest_d(&m, ratio, 1.0);
    while (m.j > 0 && !lower_ends(&m, h)) {
        slong j = --m.j;
        arb_set(m.last, m.u);
        arb_add_si(m.work, TER__REAL(a), j + 1, p);
        arb_mul(m.s, m.s, m.work, p);
        arb_add_si(m.work, TER__REAL(n), j, p);
        arb_mul(m.work, m.work, TER__REAL(share), p);
        arb_div(m.s, m.s, m.work, p);
        arb_set_si(m.work, j + 1);
        arb_div(m.work, m.work, TER__REAL(half), p);
        arb_mul(m.s, m.s, m.work, p);
        arb_mul(m.u, m.u, m.work, p);
        arb_add(m.u, m.u, m.s, p);
        arb_add(m.sum, m.sum, m.u, p);
    }
    ter__b out = whole(w, &m, tail, log_weight(w, half, (slong)top));
    mixture_clear(&m);
    return out;
}

static double upper_ratio(const shapes *h, double j) {
    return OVER * j / h->half * fmin(1.0, OVER * (h->a + j - 1.0) / (h->x * (h->n + j - 1.0)));
}

static ter__b upper_mixture(ter__balls *w, ter__b a, ter__b b, ter__b half, ter__b odds, const shapes *h) {
    slong p = w->precision + GUARD;
    double bottom = floor(fmax(h->half, peak_of(h->a, h->n, h->half * h->x))), size = 1.0, ratio = 0.0;
    for (; bottom > 0.0 && ((ratio = upper_ratio(h, bottom)) > 1.0 - 1e-6 || ratio * size > ldexp(1.0, (int)-p)); bottom--) {
        size *= ratio;
    }
    mixture m;
    ter__b step, tail = central_tail(w, a, b, odds, (slong)bottom, true, &step);
    ter__b share = ter__b_div(w, odds, ter__b_add_si(w, odds, 1)), n = ter__b_add(w, a, b);
    mixture_begin(&m, step, (slong)bottom, p);
    if (bottom > 0.0) {
        mixture_rest_d(&m, ratio, 1.0);
    }
    while (!is_negligible(&m)) {
        slong j = m.j++;
        arb_set(m.last, m.u);
        arb_div_si(m.work, TER__REAL(half), j + 1, p);
        arb_add(m.u, m.u, m.s, p);
        arb_mul(m.u, m.u, m.work, p);
        arb_mul(m.s, m.s, m.work, p);
        arb_add_si(m.work, TER__REAL(n), j, p);
        arb_mul(m.s, m.s, m.work, p);
        arb_mul(m.s, m.s, TER__REAL(share), p);
        arb_add_si(m.work, TER__REAL(a), j + 1, p);
        arb_div(m.s, m.s, m.work, p);
        arb_add(m.sum, m.sum, m.u, p);
        if (!arb_is_finite(m.sum)) {
            break;
        }
    }
    arb_div(m.last, m.u, m.last, p);
    mixture_rest(&m, m.u, m.last, 1.0);
    ter__b out = whole(w, &m, tail, log_weight(w, half, (slong)bottom));
    mixture_clear(&m);
    return out;
}

ter__b ter__noncentral_beta_tail(ter__balls *w, ter__b a, ter__b b, ter__b half, ter__b odds, bool *upper) {
    if (ter__b_is_zero(half)) {
        return ter__tail_beta(w, a, b, odds, upper);
    }
    shapes h = {size_of(a), size_of(b), size_of(ter__b_add(w, a, b)), size_of(half),
                size_of(ter__b_div(w, odds, ter__b_add_si(w, odds, 1)))};
    *upper = size_of(odds) * h.b > h.a + h.half;
    if (!arb_is_finite(TER__REAL(odds)) || !arb_is_positive(TER__REAL(odds))) {
        return ter__b_nothing(w);
    }
    return *upper ? upper_mixture(w, a, b, half, odds, &h) : lower_mixture(w, a, b, half, odds, &h);
}
