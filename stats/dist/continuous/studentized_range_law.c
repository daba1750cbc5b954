/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * All integrands are positive and have one peak; about it they are like exp(p t - c exp(2 t)), for which the trapezoidal rule
 * converges exponentially. Where the left side falls slowly, t = u - exp(-u) makes it fall as fast as the right one. The step is
 * halved until that changes 10 digits or fewer: the next 10 are right then. Nodes far from the peak need fewer digits.
 */
#include "studentized_range_law.h"

#include "special/elementary.h"
#include "special/gamma.h"

#define HALVINGS_MAX 4
#define MARCH_MAX    120
#define NODES_MAX    (2 * MARCH_MAX * 16 + 2)
/* What a halving may change in the sum, and in those of means. */
#define SETTLED       0x1p-32
#define MEANS_SETTLED 0x1p-50
#define MEANS_BITS    94.0
#define ROUGH_BITS    30.0
/* Slower than this the left side is stretched. */
#define SLOW 10.0

typedef struct mixture {
    const ter__range_blend *of;
    bool stretched, with_means;
    double bits;
    double centre;    /* t at u = 0 is about this */
    ter__dd exponent; /* at the peak: taken out */
} mixture;

typedef struct sums {
    ter__dd whole, excess, distance, square;
} sums;

/* s^2 - 1 */
static ter__dd excess_at(ter__dd t) {
    return t.hi < -50.0 ? ter__dd_make(-1.0, 0.0) : ter__dd_expm1(ter__dd_scale(t, 2.0));
}

static ter__dd exponent_at(const ter__range_blend *of, ter__dd t, double bits) {
    if (!(t.hi < 300.0))
        return ter__dd_make(-TER__INFINITY, 0.0);
    ter__dd fall = ter__dd_mul_d(excess_at(t), -of->half);
    ter__dd explicit = ter__dd_add(ter__dd_mul_d(t, of->power), fall);
    return ter__dd_add(explicit, ter__normal_range_log(of->part, of->k, ter__dd_add(of->log_x, t), bits));
}

/* Adds the node u to the sums and returns its share of them; `share` is about that or more. */
static double add_node(const mixture *m, double u, double share, sums *to) {
    ter__dd t = ter__two_sum(m->centre, u), rate = ter__dd_make(1.0, 0.0);
    if (m->stretched) {
        ter__dd back = ter__dd_exp(ter__dd_make(-u, 0.0));
        t = ter__dd_sub(t, back);
        rate = ter__dd_add_d(back, 1.0);
    }
    double bits = m->bits + 2.0 + 1.4426950408889634 * ter__log(fmax(share, 0x1p-100));
    ter__dd height = ter__dd_sub(exponent_at(m->of, t, fmin(fmax(bits, 8.0), m->bits)), m->exponent);
    if (!(height.hi > -600.0))
        return 0.0;
    ter__dd value = ter__dd_mul(ter__dd_exp(height), rate);
    to->whole = ter__dd_add(to->whole, value);
    if (m->with_means) {
        ter__dd excess = excess_at(t), distance = ter__dd_sub(excess, ter__dd_scale(t, 2.0));
        to->excess = ter__dd_add(to->excess, ter__dd_mul(excess, value));
        to->distance = ter__dd_add(to->distance, ter__dd_mul(distance, value));
        to->square = ter__dd_add(to->square, ter__dd_mul(ter__dd_square(distance), value));
    }
    return value.hi / to->whole.hi;
}

/* Outwards from the centre, shares[j * direction], until nothing comes; the last j. */
static int march(const mixture *m, double step, int direction, double *shares, sums *to) {
    double nothing = ter__exp(-0.6931471805599453 * (m->bits + 4.0));
    for (int j = direction > 0 ? 0 : 1;; j++) {
        double before = j == 0 ? 1.0 : shares[(j - 1) * direction];
        double share = shares[j * direction] = add_node(m, direction * j * step, 4.0 * before, to);
        if ((share < nothing && share <= before) || j >= MARCH_MAX)
            return j;
    }
}

static double slope_at(const ter__range_blend *of, double t, double apart) {
    ter__dd up = exponent_at(of, ter__dd_make(t + apart, 0.0), 12.0), down = exponent_at(of, ter__dd_make(t - apart, 0.0), 12.0);
    return 0.5 * ter__dd_value(ter__dd_sub(up, down)) / apart;
}

/* About the peak, to a part of its width: Newton's steps with the curvature of exp(p t - c exp(2 t)). */
static double find_peak(const ter__range_blend *of, double power) {
    double middle = ter__normal_range_middle(of->k), curvature = 2.0 * power, width = 1.0 / sqrt(curvature);
    /* at small x all falls as exp(-half s^2), at large x as exp(-w^2 / 4), but not before the middle of W */
    double t = 0.5 * ter__log(0.5 * power / fmax(of->half, 0.25 * power));
    double far = ter__log(fmax(sqrt(2.0 * power), middle)) - of->log_x.hi;
    t = t < far ? t : far;
    for (int i = 0; i < 12; i++) {
        double step = slope_at(of, t, 0.25 * width) / curvature;
        step = step > 1.0 ? 1.0 : step < -1.0 ? -1.0 : step;
        t += step;
        if (fabs(step) < width)
            break;
    }
    return t;
}

/* Halves the step, in sums and shares, first to last; the new shares are between the old ones. */
static void halve(const mixture *m, double step, int first, int last, double *shares, sums *all) {
    for (int j = last; j >= first; j--)
        shares[2 * (j - first)] = shares[j - first];
    for (int j = first; j < last; j++) {
        double *between = &shares[2 * (j - first) + 1];
        *between = add_node(m, (j + 0.5) * step, 4.0 * fmax(between[-1], between[1]), all);
    }
}

static ter__range_mixture mix(const ter__range_blend *of, bool with_means, double bits) {
    double power = of->power + (of->part == TER__RANGE_UPPER ? 0.0 : of->k - 1.0), peak = find_peak(of, power);
    mixture m = {.of = of, .with_means = with_means, .bits = bits, .stretched = power < SLOW};
    m.exponent = exponent_at(of, ter__dd_make(peak, 0.0), 12.0);
    double step = m.stretched ? bits > ROUGH_BITS ? 0.1875 : 0.125 : fmin(0.85 / sqrt(2.0 * power), 0.125), shares[NODES_MAX];
    step = floor(step * 65536.0) / 65536.0;
    m.centre = floor((m.stretched ? peak + 0.0671432904097838 : peak) * 65536.0) / 65536.0;
    sums all = {{0.0, 0.0}, {0.0, 0.0}, {0.0, 0.0}, {0.0, 0.0}};
    int last = march(&m, step, 1, shares + MARCH_MAX, &all), first = -march(&m, step, -1, shares + MARCH_MAX, &all);
    for (int i = first; i <= last; i++)
        shares[i - first] = shares[i + MARCH_MAX];
    for (int i = 0; i < HALVINGS_MAX && bits > ROUGH_BITS; i++, last *= 2, first *= 2) {
        ter__dd before = all.whole;
        halve(&m, step, first, last, shares, &all);
        step *= 0.5;
        if (fabs(ter__dd_value(ter__dd_sub(all.whole, ter__dd_scale(before, 2.0)))) <
            (with_means ? MEANS_SETTLED : SETTLED) * all.whole.hi)
            break;
    }
    ter__range_mixture out = {.log_value = ter__dd_add(m.exponent, ter__dd_log(ter__dd_mul_d(all.whole, step)))};
    if (with_means) {
        out.mean_excess = ter__dd_div(all.excess, all.whole);
        out.mean_distance = ter__dd_div(all.distance, all.whole);
        out.mean_square = ter__dd_div(all.square, all.whole);
    }
    return out;
}

ter__range_mixture ter__range_mix(const ter__range_blend *blend, bool with_means) {
    /* slopes are differences of means, and 0 at the mode: there every digit counts */
    return mix(blend, with_means, with_means ? MEANS_BITS : TER__RANGE_BITS_MAX);
}

double ter__range_mix_roughly(const ter__range_blend *blend) {
    return mix(blend, false, ROUGH_BITS).log_value.hi;
}

ter__dd ter__studentized_range_log_factor(double df) {
    const ter__dd log_root_two_pi = TER__HALF_LOG_TWO_PI;
    /* log Gamma(a) = (a - 1/2) log a - a + log sqrt(2 pi) + error: a log a - a has gone */
    ter__dd rest = ter__dd_add(log_root_two_pi, ter__dd_stirling_error(0.5 * df));
    return ter__dd_sub(ter__dd_scale(ter__dd_log_d(2.0 * df), 0.5), rest);
}
