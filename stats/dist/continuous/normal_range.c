/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The integrands fall as exp(-u^2) and faster, and are analytic: the trapezoidal rule converges exponentially (L. N. Trefethen,
 * J. A. C. Weideman, SIAM Review 56 (2014)). Off the line, at u + i v, |g| is at most exp(v^2 / 2) g, which gives the step for
 * small w, where the integrand is as narrow as 1 / sqrt(k); the steps for larger w are by trial against finer ones. Terms are
 * computed in blocks, by loops without branches.
 */
#include "normal_range.h"

#include <stdbool.h>

#include "special/erf.h"
#include "special/normal_inverse.h"

#define BLOCK      8
#define BLOCKS_MAX 100
/* Below this half width g is its Taylor polynomial; above, its difference loses some 20 bits of 94. */
#define NARROW 0x1p-20
/* Above this half width g is 1 wherever exp(-u^2) is anything. */
#define WIDE 20.0
/* Q of more than this is nothing beside 1; exp(-t^2 / 2) is not wanted beyond. */
#define FAR 13.0

typedef struct range {
    int k;
    double step, nothing; /* a term below this share of the largest ends the sum */
    ter__dd r, lowest;    /* w / 2; g(0) or, where it is narrow, g(0) / (2 r phi(0)) */
} range;

/* Of nodes that follow one another. */
typedef struct block {
    double hi[BLOCK], lo[BLOCK];
} block;

static const ter__dd log_root_two_pi = {0x1.d67f1c864beb5p-1, -0x1.65b5a1b7ff5dfp-55};
static const ter__dd log_2 = {0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56};

TER__INLINE ter__dd at(const block *from, int i) {
    return ter__dd_make(from->hi[i], from->lo[i]);
}

TER__INLINE void put(block *to, int i, ter__dd value) {
    to->hi[i] = value.hi;
    to->lo[i] = value.lo;
}

static void multiply(block *to, const block *by) {
    for (int i = 0; i < BLOCK; i++)
        put(to, i, ter__dd_mul(at(to, i), at(by, i)));
}

/* to *= x^n */
static void multiply_power(block *to, const block *x, int n) {
    block square = *x;
    for (; n > 0; n >>= 1) {
        if (n & 1)
            multiply(to, &square);
        if (n > 1)
            multiply(&square, &square);
    }
}

/* to *= 1 + q + ... + q^(n-1): of m terms and q^m, m the leading bits of n. */
static void multiply_geometric(block *to, const block *q, int n) {
    block sum, power = *q;
    int bit = 1;
    while (2 * bit <= n)
        bit *= 2;
    for (int i = 0; i < BLOCK; i++)
        put(&sum, i, ter__dd_make(1.0, 0.0));
    for (bit /= 2; bit > 0; bit /= 2) {
        for (int i = 0; i < BLOCK; i++) {
            ter__dd p = at(&power, i), s = at(&sum, i);
            put(&sum, i, ter__dd_add_quick(s, ter__dd_mul(s, p)));
            put(&power, i, ter__dd_square(p));
        }
        for (int i = 0; i < BLOCK && (n & bit) != 0; i++) {
            ter__dd p = at(&power, i);
            put(&sum, i, ter__dd_add_quick(at(&sum, i), p));
            put(&power, i, ter__dd_mul(p, at(q, i)));
        }
    }
    multiply(to, &sum);
}

TER__INLINE ter__dd size_of(ter__dd t) {
    double sign = ter__blend(t.hi < 0.0, -1.0, 1.0);
    return ter__dd_make(sign * t.hi, sign * t.lo);
}

/* Q(t) / exp(-t^2 / 2), t >= 0. */
TER__INLINE ter__dd mills(ter__dd t) {
    return ter__dd_scale(ter__erfcx_dd(ter__over_sqrt2(t)), 0.5);
}

/* Q(t) from Q(|t|). */
TER__INLINE ter__dd tail_of(ter__dd t, ter__dd tail) {
    double sign = ter__blend(t.hi < 0.0, -1.0, 1.0);
    return ter__dd_add_d(ter__dd_make(sign * tail.hi, sign * tail.lo), 0.5 - 0.5 * sign);
}

/* g(u) / (2 r phi(u)) for small r. */
TER__INLINE ter__dd narrow_share(double u, double r) {
    double s = u * u, q = r * r;
    return ter__dd_add_d(ter__dd_make(q * ((s - 1.0) / 6.0 + q * ((s - 6.0) * s + 3.0) / 120.0), 0.0), 1.0);
}

/* (phi(a) + phi(b)) / (2 phi(u)) for small r. */
TER__INLINE ter__dd narrow_ends(double u, double r) {
    double s = u * u, q = r * r;
    return ter__dd_add_d(ter__dd_make(q * ((s - 1.0) / 2.0 + q * ((s - 6.0) * s + 3.0) / 24.0), 0.0), 1.0);
}

/* g(u) / g(0), and phi(a) + phi(b) over 2 phi(0). */
static void shares(const range *w, double u, double step, block *share, block *ends) {
    bool narrow = w->r.hi < NARROW;
    ter__dd r = narrow ? ter__dd_make(0.0, 0.0) : w->r;
    for (int i = 0; i < BLOCK; i++) {
        double v = u + i * step;
        ter__dd a = ter__dd_add_d(ter__dd_neg(r), v), b = ter__dd_add_d(r, v), size = size_of(a);
        ter__dd at_a = ter__dd_exp(ter__minus_half_square(a)), at_b = ter__dd_exp(ter__minus_half_square(b));
        ter__dd tail_a = tail_of(a, ter__dd_mul(mills(size), at_a)), tail_b = ter__dd_mul(mills(b), at_b);
        put(share, i, ter__dd_sub(tail_a, tail_b));
        put(ends, i, ter__dd_scale(ter__dd_add(at_a, at_b), 0.5));
    }
    for (int i = 0; i < BLOCK && narrow; i++) {
        ter__dd bell = at(ends, i);
        put(share, i, ter__dd_mul(bell, narrow_share(u + i * step, w->r.hi)));
        put(ends, i, ter__dd_mul(bell, narrow_ends(u + i * step, w->r.hi)));
    }
    for (int i = 0; i < BLOCK; i++)
        put(share, i, ter__dd_div(at(share, i), w->lowest));
}

static void falls(double u, double step, block *to) {
    for (int i = 0; i < BLOCK; i++) {
        double v = u + i * step;
        put(to, i, ter__dd_exp(ter__two_product(v, -v)));
    }
}

static void density_terms(const range *w, double u, double step, block *out) {
    block share, ends;
    shares(w, u, step, &share, &ends);
    falls(u, step, out);
    multiply_power(out, &share, w->k - 2);
}

static void lower_terms(const range *w, double u, double step, block *out) {
    block share;
    shares(w, u, step, &share, out);
    multiply_power(out, &share, w->k - 1);
}

/* phi(a) Q(b) = exp(-r^2 - u^2) (Q(b) / exp(-b^2 / 2)) / sqrt(2 pi); all but the factors of w. */
static void upper_terms(const range *w, double u, double step, block *out) {
    block tail, q, over;
    falls(u, step, out);
    for (int i = 0; i < BLOCK; i++) {
        double v = u + i * step;
        ter__dd a = ter__dd_add_d(ter__dd_neg(w->r), v), b = ter__dd_add_d(w->r, v);
        ter__dd near_a = ter__dd_make(ter__blend(fabs(a.hi) < FAR, a.hi, FAR * ter__blend(a.hi < 0.0, -1.0, 1.0)),
                                      ter__blend(fabs(a.hi) < FAR, a.lo, 0.0));
        ter__dd near_b = ter__dd_make(ter__blend(b.hi < FAR, b.hi, FAR), ter__blend(b.hi < FAR, b.lo, 0.0));
        ter__dd at_a = ter__dd_exp(ter__minus_half_square(near_a)), at_b = ter__dd_exp(ter__minus_half_square(near_b));
        ter__dd tail_a = tail_of(a, ter__dd_mul(mills(size_of(near_a)), at_a)), mills_b = mills(size_of(b));
        ter__dd tail_b = tail_of(b, ter__dd_mul(mills_b, at_b)), lifted = ter__dd_div(tail_b, at_b);
        put(&tail, i, tail_a);
        put(&q, i, ter__dd_add_d(ter__dd_neg(ter__dd_div(tail_b, tail_a)), 1.0));
        put(&over, i, ter__dd_make(ter__blend(b.hi < 0.0, lifted.hi, mills_b.hi), ter__blend(b.hi < 0.0, lifted.lo, mills_b.lo)));
    }
    multiply(out, &over);
    multiply_power(out, &tail, w->k - 2);
    multiply_geometric(out, &q, w->k - 1);
}

typedef void terms(const range *w, double u, double step, block *out);

/* The sum outwards from the node after u. */
static ter__dd sum_from(const range *w, terms *of, double u, double step, double *most) {
    ter__dd sum = ter__dd_make(0.0, 0.0);
    block part;
    for (int j = 0; j < BLOCKS_MAX; j++) {
        of(w, u + (j * BLOCK + 1) * step, step, &part);
        for (int i = 0; i < BLOCK; i++) {
            sum = ter__dd_add_quick(sum, at(&part, i));
            *most = fmax(*most, part.hi[i]);
        }
        if (part.hi[BLOCK - 1] <= w->nothing * *most && part.hi[BLOCK - 1] <= part.hi[BLOCK - 2])
            break;
    }
    return sum;
}

/* The sum over all nodes, one of which is u; an even integrand from 0. */
static ter__dd sum_all(const range *w, terms *of, double u, bool even) {
    block first;
    double most = 0.0;
    if (even) {
        of(w, 0.0, w->step, &first);
        ter__dd half = ter__dd_make(0.5 * first.hi[0], 0.5 * first.lo[0]);
        for (int i = 1; i < BLOCK; i++)
            half = ter__dd_add_quick(half, at(&first, i));
        for (int i = 0; i < BLOCK; i++)
            most = fmax(most, first.hi[i]);
        if (!(first.hi[BLOCK - 1] <= w->nothing * most))
            half = ter__dd_add_quick(half, sum_from(w, of, (BLOCK - 1) * w->step, w->step, &most));
        return ter__dd_mul_d(ter__dd_scale(half, 2.0), w->step);
    }
    ter__dd right = sum_from(w, of, u - w->step, w->step, &most), left = sum_from(w, of, u, -w->step, &most);
    return ter__dd_mul_d(ter__dd_add_quick(right, left), w->step);
}

double ter__normal_range_middle(int k) {
    return 2.0 * ter__normal_quantile((k - 0.375) / (k + 0.25)).hi;
}

/*
 * For narrow ranges the bound by exp(k v^2 / 2), which is sharp; the rest by trial: a few hundredths below what was enough for k =
 * 3 to 100. Of twelve bits, so that the nodes are exactly equidistant.
 */
static double step_of(int k, double w, double bits) {
    double narrow = 23.8 * k, broad = 3.9 * ter__pow(k, 0.66), share = ter__exp(-0.125 * w * w);
    double step = w > 18.0 ? 0.4375 : 1.0 / sqrt(broad + (narrow > broad ? share * (narrow - broad) : 0.0));
    return floor(step * sqrt(68.0 / (bits + 2.0)) * 4096.0) / 4096.0;
}

/* log g(0): of 2 r phi(0) P, or of 1 - 2 Q(r). */
static ter__dd log_lowest(const range *w, ter__dd log_w) {
    ter__dd log_rest = ter__dd_log(w->lowest);
    return w->r.hi < NARROW ? ter__dd_add(ter__dd_sub(log_w, log_root_two_pi), log_rest) : log_rest;
}

static ter__dd log_density_part(range *w, ter__dd log_w) {
    ter__dd factor = ter__dd_sub(ter__dd_add(ter__dd_log_d(w->k * (w->k - 1.0)), log_w), ter__dd_scale(log_root_two_pi, 2.0));
    factor = ter__dd_sub(factor, ter__dd_square(w->r));
    if (w->k == 2 || w->r.hi > WIDE) /* sqrt(pi) */
        return ter__dd_add(factor, ter__dd_sub(log_root_two_pi, ter__dd_scale(log_2, 0.5)));
    ter__dd lifted = ter__dd_mul_d(log_lowest(w, log_w), w->k - 2.0);
    return ter__dd_add(ter__dd_add(factor, lifted), ter__dd_log(sum_all(w, density_terms, 0.0, true)));
}

static ter__dd log_lower_part(range *w, ter__dd log_w) {
    ter__dd lifted = ter__dd_mul_d(log_lowest(w, log_w), w->k - 1.0);
    ter__dd factor = ter__dd_sub(ter__dd_log_d(w->k), log_root_two_pi);
    return ter__dd_add(ter__dd_add(factor, lifted), ter__dd_log(sum_all(w, lower_terms, 0.0, true)));
}

static ter__dd log_upper_part(range *w) {
    ter__dd factor = ter__dd_sub(ter__dd_sub(ter__dd_log_d(w->k), log_root_two_pi), ter__dd_square(w->r));
    return ter__dd_add(factor, ter__dd_log(sum_all(w, upper_terms, 0.0, false)));
}

ter__dd ter__normal_range_log(ter__range_part part, int k, ter__dd log_w, double bits) {
    if (log_w.hi > 300.0)
        return part == TER__RANGE_LOWER ? ter__dd_make(0.0, 0.0) : ter__dd_make(-TER__INFINITY, 0.0);
    range w = {.k = k, .r = ter__dd_scale(ter__exp_whole(log_w), 0.5), .nothing = ter__exp(-0.6931471805599453 * (bits + 6.0))};
    w.step = step_of(k, 2.0 * w.r.hi, bits);
    w.lowest = ter__dd_make(1.0, 0.0);
    if (w.r.hi < NARROW)
        w.lowest = narrow_share(0.0, w.r.hi);
    else if (w.r.hi < WIDE)
        w.lowest = ter__dd_add_d(ter__dd_scale(ter__dd_mul(mills(w.r), ter__dd_exp(ter__minus_half_square(w.r))), -2.0), 1.0);
    if (part == TER__RANGE_DENSITY)
        return log_density_part(&w, log_w);
    bool low = 2.0 * w.r.hi < ter__normal_range_middle(k);
    ter__dd direct = low ? log_lower_part(&w, log_w) : log_upper_part(&w);
    return low == (part == TER__RANGE_LOWER) ? direct : ter__log_rest(direct);
}
