/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "noncentral.h"

#include <math.h>

#include "ball_block.h"
#include "tail.h"

/* The sums are used up to this value of sqrt(x y), about where their largest term is. */
#define PEAK_MAX 2000.0

static double size_of(ter__b b) {
    double re = fabs(arf_get_d(arb_midref(acb_realref(b->value)), ARF_RND_NEAR));
    double im = fabs(arf_get_d(arb_midref(acb_imagref(b->value)), ARF_RND_NEAR));
    return re > im ? re : im;
}

/* About sqrt(x y) without overflow. */
static double middle_of(ter__b x, ter__b y) {
    return sqrt(size_of(x)) * sqrt(size_of(y));
}

/*
 * Adds what a series leaves out after the term t: ratios of later terms are at most r < 1 in magnitude, and the slopes of their
 * logs grow by at most d a term. The rest is at most |t| r / (1 - r), its slope at most that of the sum of |t| r^n (D + n d).
 */
static void add_rest(ter__ball *sum, ter__b t, double r, const mag_t d) {
    if (!(r < 0.75)) {
        acb_indeterminate(sum->value);
        return;
    }
    mag_t rest, slope, factor;
    mag_init(rest);
    mag_init(slope);
    mag_init(factor);
    acb_get_mag(rest, t->value);
    acb_get_mag(slope, t->slope);
    mag_set_d(factor, r / (1.0 - r) * (1.0 + 1e-9));
    mag_mul(slope, slope, factor);
    mag_set_d(factor, r / ((1.0 - r) * (1.0 - r)) * (1.0 + 1e-9));
    mag_mul(factor, factor, d);
    mag_addmul(slope, rest, factor);
    mag_set_d(factor, r / (1.0 - r) * (1.0 + 1e-9));
    mag_mul(rest, rest, factor);
    acb_add_error_mag(sum->value, rest);
    acb_add_error_mag(sum->slope, slope);
    mag_clear(rest);
    mag_clear(slope);
    mag_clear(factor);
}

static bool negligible(ter__b t, ter__b sum, slong p) {
    mag_t a, b;
    mag_init(a);
    mag_init(b);
    acb_get_mag(a, t->value);
    acb_get_mag(b, sum->value);
    mag_mul_2exp_si(b, b, -p);
    bool small = mag_cmp(a, b) < 0;
    mag_clear(a);
    mag_clear(b);
    return small;
}

/* A bound of |slope of log b| from its value and slope, times 2. */
static void bound_log_slope(mag_t out, ter__b b) {
    mag_t bottom;
    mag_init(bottom);
    acb_get_mag(out, b->slope);
    if (!mag_is_zero(out)) {
        acb_get_mag_lower(bottom, b->value);
        mag_div(out, out, bottom);
        mag_mul_2exp_si(out, out, 1);
    }
    mag_clear(bottom);
}

/* log of the sum over j of z^j / (j! Gamma(a + j)), z = x y, from its largest term both ways. */
static ter__b series(ter__balls *w, ter__b a, ter__b z, double peak) {
    slong p = w->precision, start = (slong)peak;
    ter__ball *sum = ter__ball_fresh(w);
    ter__b one = ter__b_si(w, 1), t = one;
    acb_one(sum->value);
    double size = size_of(z), shape = size_of(a), ratio = 1.0;
    mag_t d;
    mag_init(d);
    slong j = start;
    for (; !(ratio < 0.5 && negligible(t, sum, p)) && j < start + 100 * p; j++) { /* t_(j+1) = t_j z / ((j + 1) (a + j)) */
        ter__b r = ter__b_div(w, z, ter__b_mul_si(w, ter__b_add_si(w, a, j), j + 1));
        t = ter__b_mul(w, t, r);
        ter__b next = ter__b_add(w, sum, t);
        acb_set(sum->value, next->value);
        acb_set(sum->slope, next->slope);
        ratio = 1.5 * size / (((double)j + 2.0) * (shape + (double)j + 1.0));
        bound_log_slope(d, r);
    }
    if (!ter__b_is_zero(z)) { /* else all terms above the second are 0 with their slopes */
        add_rest(sum, t, ratio, d);
    }
    t = one;
    for (j = start; j > 0 && !negligible(t, sum, p + 20); j--) { /* t_(j-1) = t_j j (a + j - 1) / z */
        ter__b r = ter__b_div(w, ter__b_mul_si(w, ter__b_add_si(w, a, j - 1), j), z);
        t = ter__b_mul(w, t, r);
        ter__b next = ter__b_add(w, sum, t);
        acb_set(sum->value, next->value);
        acb_set(sum->slope, next->slope);
        ratio = 1.1 * (double)j * (shape + (double)j) / size;
        bound_log_slope(d, r);
    }
    if (j > 0) { /* j more terms, their log slopes growing as those of z and of 1 / (a + i) */
        mag_add_ui(d, d, 4);
        add_rest(sum, t, ratio, d);
    }
    mag_clear(d);
    ter__b log_sum = ter__b_log(w, sum);
    if (start > 0) {
        log_sum = ter__b_add(w, log_sum, ter__b_mul_si(w, ter__b_log(w, z), start));
        log_sum = ter__b_sub(w, log_sum, ter__b_log_gamma(w, ter__b_si(w, start + 1)));
    }
    return ter__b_sub(w, log_sum, ter__b_log_gamma(w, ter__b_add_si(w, a, start)));
}

/* The density and its slope in y and x, as ratios of contour integrals: f'/f in y is <s> - 1, in x it is <1 / s> - 1. */
static ter__b contour_density(ter__balls *w, ter__b a, ter__b x, ter__b y) {
    slong p = w->precision;
    ter__b log_peak;
    bool order = w->order;
    w->order = false;
    ter__b first = ter__noncentral_contour(w, a, x, y, TER__CONTOUR_S, &log_peak);
    ter__b value = ter__b_add(w, log_peak, ter__b_log(w, first));
    ter__ball *out = ter__ball_fresh(w);
    acb_set(out->value, value->value);
    if (order) {
        ter__b up = ter__b_div(w, ter__noncentral_contour(w, a, x, y, TER__CONTOUR_SQUARE, &log_peak), first);
        ter__b down = ter__b_div(w, ter__noncentral_contour(w, a, x, y, TER__CONTOUR_ONE, &log_peak), first);
        up = ter__b_add_si(w, up, -1);
        down = ter__b_add_si(w, down, -1);
        acb_mul(out->slope, up->value, y->slope, p);
        acb_addmul(out->slope, down->value, x->slope, p);
        if (!acb_is_zero(a->slope)) {
            acb_indeterminate(out->slope);
        }
    }
    w->order = order;
    return out;
}

ter__b ter__noncentral_density(ter__balls *w, ter__b a, ter__b x, ter__b y) {
    double middle = middle_of(x, y), shape = size_of(a);
    if (middle > PEAK_MAX) {
        return acb_is_real(y->value) ? contour_density(w, a, x, y) : ter__b_nothing(w);
    }
    double peak = 0.5 * (sqrt(shape * shape + 4.0 * middle * middle) - shape); /* j (a + j) = z */
    peak = shape > 100.0 * middle ? middle * middle / shape : peak;
    ter__b rest = ter__b_sub(w, ter__b_times_log(w, ter__b_add_si(w, a, -1), y), ter__b_add(w, x, y));
    return ter__b_add(w, rest, series(w, a, ter__b_mul(w, x, y), floor(peak)));
}

/* log(y^c e^-y / Gamma(c + 1)) */
static ter__b log_step(ter__balls *w, ter__b c, ter__b y) {
    ter__b out = ter__b_sub(w, ter__b_mul(w, c, ter__b_log(w, y)), y);
    return ter__b_sub(w, out, ter__b_log_gamma(w, ter__b_add_si(w, c, 1)));
}

/* log of x^j e^-x / j! */
static ter__b log_weight(ter__balls *w, ter__b x, slong j) {
    return j == 0 ? ter__b_neg(w, x) : log_step(w, ter__b_si(w, j), x);
}

/* State of the mixture: weight of j, central tail for shape a + j, and the step between neighbouring tails, all over those at the
 * start. */
typedef struct mixture {
    arb_t weight, tail, step, sum, term, work;
} mixture;

static void mixture_init(mixture *m) {
    arb_init(m->weight);
    arb_init(m->tail);
    arb_init(m->step);
    arb_init(m->sum);
    arb_init(m->term);
    arb_init(m->work);
    arb_one(m->weight);
    arb_one(m->tail);
    arb_one(m->sum);
    arb_one(m->term);
}

static void mixture_clear(mixture *m) {
    arb_clear(m->weight);
    arb_clear(m->tail);
    arb_clear(m->step);
    arb_clear(m->sum);
    arb_clear(m->term);
    arb_clear(m->work);
}

/*
 * The incomplete gamma functions P(a, y) and Q(a, y) are log-concave in a, and so are the Poisson weights in j: ratios of
 * neighbouring terms fall, and the last ratio r bounds the rest by term * r / (1 - r). `before` is the last term but one.
 */
static void add_mixture_rest(mixture *m, const arb_t before, slong p) {
    arb_t ratio;
    arb_init(ratio);
    arb_div(ratio, m->term, before, p);
    arb_mul(m->term, m->term, ratio, p);
    arb_neg(ratio, ratio);
    arb_add_si(ratio, ratio, 1, p);
    arb_div(m->term, m->term, ratio, p);
    if (arb_is_positive(ratio)) {
        arb_add_error(m->sum, m->term);
    } else {
        arb_indeterminate(m->sum);
    }
    arb_clear(ratio);
}

/* From the largest j down to 0: P(a + j - 1, y) = P(a + j, y) + step. The first ratio bounds what lies above. */
static ter__b lower_mixture(ter__balls *w, ter__b a, ter__b x, ter__b y, slong top) {
    slong p = w->precision;
    bool other;
    ter__b shape = ter__b_add_si(w, a, top), start = ter__tail_gamma(w, shape, y, &other);
    start = other ? ter__b_log1mexp(w, start) : start;
    ter__b step = ter__b_exp(w, ter__b_sub(w, log_step(w, ter__b_add_si(w, shape, -1), y), start));
    mixture m;
    arb_t above;
    arb_init(above);
    mixture_init(&m);
    arb_set(m.step, TER__REAL(step));
    for (slong j = top; j > 0; j--) {
        arb_mul_si(m.weight, m.weight, j, p);
        arb_div(m.weight, m.weight, TER__REAL(x), p);
        arb_add(m.tail, m.tail, m.step, p);
        arb_add_si(m.work, TER__REAL(a), j - 1, p);
        arb_mul(m.step, m.step, m.work, p);
        arb_div(m.step, m.step, TER__REAL(y), p);
        arb_mul(m.term, m.weight, m.tail, p);
        arb_add(m.sum, m.sum, m.term, p);
        if (j == top) {
            arb_set(above, m.term);
        }
    }
    arb_one(m.term);
    add_mixture_rest(&m, above, p);
    ter__b out = ter__b_add(w, ter__b_add(w, start, log_weight(w, x, top)), ter__b_log(w, ter__b_arb(w, m.sum)));
    arb_clear(above);
    mixture_clear(&m);
    return out;
}

/* From 0 up: Q(a + j + 1, y) = Q(a + j, y) + step. */
static ter__b upper_mixture(ter__balls *w, ter__b a, ter__b x, ter__b y, slong top) {
    slong p = w->precision;
    bool direct;
    ter__b start = ter__tail_gamma(w, a, y, &direct);
    start = direct ? start : ter__b_log1mexp(w, start);
    ter__b step = ter__b_exp(w, ter__b_sub(w, log_step(w, a, y), start));
    mixture m;
    arb_t before;
    arb_init(before);
    mixture_init(&m);
    arb_set(m.step, TER__REAL(step));
    for (slong j = 0; j < top; j++) {
        arb_set(before, m.term);
        arb_mul(m.weight, m.weight, TER__REAL(x), p);
        arb_div_si(m.weight, m.weight, j + 1, p);
        arb_add(m.tail, m.tail, m.step, p);
        arb_add_si(m.work, TER__REAL(a), j + 1, p);
        arb_mul(m.step, m.step, TER__REAL(y), p);
        arb_div(m.step, m.step, m.work, p);
        arb_mul(m.term, m.weight, m.tail, p);
        arb_add(m.sum, m.sum, m.term, p);
    }
    add_mixture_rest(&m, before, p);
    ter__b out = ter__b_sub(w, ter__b_add(w, start, ter__b_log(w, ter__b_arb(w, m.sum))), x);
    arb_clear(before);
    mixture_clear(&m);
    return out;
}

ter__b ter__noncentral_tail(ter__balls *w, ter__b a, ter__b x, ter__b y, bool *upper) {
    if (ter__b_is_zero(x)) {
        return ter__tail_gamma(w, a, y, upper);
    }
    *upper = !arb_le(TER__REAL(y), TER__REAL(ter__b_add(w, a, x)));
    double middle = middle_of(x, y);
    if (middle > PEAK_MAX) {
        ter__b log_peak;
        ter__b integral = ter__noncentral_contour(w, a, x, y, *upper ? TER__CONTOUR_UPPER : TER__CONTOUR_LOWER, &log_peak);
        return ter__b_add(w, log_peak, ter__b_log(w, integral));
    }
    slong top = 2 * (slong)middle + w->precision + 60;
    return *upper ? upper_mixture(w, a, x, y, top) : lower_mixture(w, a, x, y, top);
}
