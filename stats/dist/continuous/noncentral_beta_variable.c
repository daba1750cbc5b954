/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "noncentral_beta_variable.h"

#include <string.h>

#include "dist/discrete/poisson.h"
#include "special/elementary.h"
#include "special/gamma.h"
#include "special/log_pair.h"

/* Terms below this part of the sum are left out. */
#define NEGLIGIBLE 0x1p-92
/* Below this x no term but the first counts. */
#define TINY 1e-250
/* Sums whose largest term is one of so few, and not beyond the exponential of this, begin with the first: it is prepared. */
#define FEW      60.0
#define LOG_SAFE 400.0
/* Of a tail nearer to 1 than this the other one is taken directly. */
#define ALMOST_ALL (-0x1p-7)

_Static_assert(sizeof(ter__noncentral_beta) <= TER__PREPARED_MAX * sizeof(double), "a noncentral beta law is prepared");

static const ter__dd one = {1.0, 0.0};

ter__noncentral_beta ter__noncentral_beta_make(double a, double b, double noncentrality, double power, ter__dd jacobian) {
    ter__noncentral_beta law = {a, b, 0.5 * noncentrality, ter__two_sum(a, b), .power = power};
    law.central = ter__beta_variable_make(ter__dd_make(a, 0.0), ter__dd_make(b, 0.0), jacobian);
    law.mean_log_x = ter__beta_variable_mean_log_x(&law.central);
    law.mean_log_y = ter__beta_variable_mean_log_y(&law.central);
    return law;
}

void ter__noncentral_beta_keep(const ter__noncentral_beta *law, double *prepared) {
    memcpy(prepared, law, sizeof *law);
}

ter__noncentral_beta ter__noncentral_beta_of(const ter_dist *dist) {
    ter__noncentral_beta law;
    memcpy(&law, dist->prepared, sizeof law);
    return law;
}

ter__dd ter__noncentral_beta_log_weight(double half, double j) {
    static const ter__dd half_log_two_pi = TER__HALF_LOG_TWO_PI;
    if (j == 0.0)
        return ter__dd_make(-half, 0.0);
    ter__dd saddle = ter__dd_add(ter__dd_mul_d(ter__dd_log(ter__dd_ratio(half, j)), j), ter__two_sum(j, -half));
    ter__dd norm = ter__dd_add(half_log_two_pi, ter__dd_scale(ter__dd_log_d(j), 0.5));
    return ter__dd_sub(saddle, ter__dd_add(norm, ter__dd_stirling_error(j)));
}

static ter__beta_shape shape_at(const ter__noncentral_beta *law, double j) {
    return ter__beta_shape_make_dd(ter__two_sum(law->a, j), ter__dd_make(law->b, 0.0));
}

/* Without the logs of gamma functions that take most of the time: for what uses the shape alone. */
static ter__beta_variable central(const ter__noncentral_beta *law, double j) {
    ter__beta_variable v = {shape_at(law, j), {0.0, 0.0}, {0.0, 0.0}};
    return v;
}

/* The larger root of j^2 + p j = q, or 0 where there is none above it. */
static double root(double p, double q) {
    if (!(q > 0.0))
        return p < 0.0 ? fmax(0.0, 0.5 * (sqrt(fmax(0.0, p * p + 4.0 * q)) - p)) : 0.0;
    double size = sqrt(p * p + 4.0 * q);
    return p > 0.0 ? 2.0 * q / (size + p) : 0.5 * (size - p);
}

/* Sums over j of the density's terms t_j, over the largest of them, or over the first where they overflow nothing. */
typedef struct sums {
    double from;           /* its j */
    ter__dd plain, growth; /* of t, and of t x (n + j) / (a + j) */
    ter__dd harmonic;      /* of t (digamma(n + j) - digamma(n + from)) */
    ter__dd difference;    /* of t times the same less that of a */
} sums;

/* x (n + j) / (a + j) */
static ter__dd growth_at(const ter__noncentral_beta *law, ter__dd x, double j) {
    return ter__dd_div(ter__dd_mul(ter__dd_add_d(law->n, j), x), ter__two_sum(law->a, j));
}

/* How digamma(n + j) and its difference from digamma(a + j) change from j to j + 1. */
static void harmonic_steps(const ter__noncentral_beta *law, double j, double *harmonic, double *difference) {
    *harmonic = 1.0 / (law->n.hi + j);
    *difference = -law->b / ((law->n.hi + j) * (law->a + j));
}

static void add_slopes(sums *s, ter__dd t, ter__dd growth, double harmonic, double difference) {
    s->growth = ter__dd_add(s->growth, ter__dd_mul(t, growth));
    s->harmonic = ter__dd_add(s->harmonic, ter__dd_mul_d(t, harmonic));
    s->difference = ter__dd_add(s->difference, ter__dd_mul_d(t, difference));
}

static sums density_sums(const ter__noncentral_beta *law, ter__dd x, bool slopes) {
    double z = law->half * x.hi, harmonic = 0.0, difference = 0.0, by_n, by_difference;
    sums s = {.from = floor(root(law->a + 1.0 - z, z * law->n.hi - law->a)), .plain = one};
    if (s.from > 0.0 && s.from <= FEW && s.from * ter__log(z * law->n.hi / law->a) < LOG_SAFE)
        s.from = 0.0;
    ter__dd t = one, growth = growth_at(law, x, s.from);
    s.growth = growth;
    for (double j = s.from; t.hi > NEGLIGIBLE * s.plain.hi; j++) {
        t = ter__dd_div_d(ter__dd_mul(t, ter__dd_mul_d(growth, law->half)), j + 1.0);
        growth = growth_at(law, x, j + 1.0);
        s.plain = ter__dd_add(s.plain, t);
        if (slopes) {
            harmonic_steps(law, j, &by_n, &by_difference);
            add_slopes(&s, t, growth, harmonic += by_n, difference += by_difference);
        }
    }
    t = one;
    harmonic = difference = 0.0;
    for (double j = s.from - 1.0; j >= 0.0 && t.hi > NEGLIGIBLE * s.plain.hi; j--) {
        growth = growth_at(law, x, j);
        t = ter__dd_div(ter__dd_mul_d(t, j + 1.0), ter__dd_mul_d(growth, law->half));
        s.plain = ter__dd_add(s.plain, t);
        if (slopes) {
            harmonic_steps(law, j, &by_n, &by_difference);
            add_slopes(&s, t, growth, harmonic -= by_n, difference -= by_difference);
        }
    }
    return s;
}

ter__dd ter__noncentral_beta_log_density(const ter__noncentral_beta *law, const ter__beta_place *at) {
    sums s = density_sums(law, at->x, false);
    ter__beta_variable v = law->central;
    if (s.from > 0.0)
        v = ter__beta_variable_make(ter__two_sum(law->a, s.from), ter__dd_make(law->b, 0.0), law->central.jacobian);
    ter__dd log_first =
        ter__dd_add(ter__beta_variable_log_density(&v, at, 1.0, law->power), ter__noncentral_beta_log_weight(law->half, s.from));
    return ter__dd_add(log_first, ter__dd_log(s.plain));
}

/* As ter__beta_variable_by_a and by_b, with their digamma functions prepared. */
static void central_slopes(const ter__noncentral_beta *law, const ter__beta_place *at, double *by_a, double *by_b) {
    ter__dd log_mean_x = ter__dd_log(ter__dd_div(ter__dd_make(law->a, 0.0), law->n));
    ter__dd log_mean_y = ter__dd_log(ter__dd_div(ter__dd_make(law->b, 0.0), law->n));
    *by_a = ter__dd_value(ter__dd_add_d(ter__dd_sub(at->log_x, log_mean_x), -law->mean_log_x));
    *by_b = ter__dd_value(ter__dd_add_d(ter__dd_sub(at->log_y, log_mean_y), -law->mean_log_y));
}

ter__noncentral_beta_slopes ter__noncentral_beta_slopes_at(const ter__noncentral_beta *law, const ter__beta_place *at, bool all) {
    sums s = density_sums(law, at->x, true);
    ter__dd growth = ter__dd_div(s.growth, s.plain); /* E J / half */
    ter__noncentral_beta_slopes out = {.mean = ter__dd_mul_d(growth, law->half), .by_half = ter__dd_add_d(growth, -1.0)};
    if (all) {
        if (s.from == 0.0) {
            central_slopes(law, at, &out.by_a, &out.by_b);
        } else {
            ter__beta_variable v = central(law, s.from);
            out.by_a = ter__beta_variable_by_a(&v, at);
            out.by_b = ter__beta_variable_by_b(&v, at);
        }
        out.by_a += ter__dd_div(s.difference, s.plain).hi;
        out.by_b += ter__dd_div(s.harmonic, s.plain).hi;
    }
    return out;
}

/* A central tail with shape a + j: its log, and step_j over it. */
typedef struct beginning {
    ter__dd log_tail, step;
} beginning;

static beginning beginning_at(const ter__noncentral_beta *law, const ter__beta_place *at, double j, bool upper) {
    ter__beta_variable v = central(law, j);
    ter__dd shape = ter__two_sum(law->a, j);
    beginning out;
    if (at->x.hi < TINY || at->y.hi == 0.0) { /* step: of the upper tail y^b / (b B(a + j, b)) */
        out.log_tail = ter__beta_variable_log_tail(&v, at, upper);
        out.step = ter__dd_div(ter__dd_make(law->b, 0.0), shape);
        return out;
    }
    ter__beta_tail tail = ter__beta_tail_sharp(&v.shape, at->x, at->y);
    out.log_tail = ter__beta_log_side(&tail, upper);
    if (tail.upper == upper)
        out.step = ter__dd_div(one, ter__dd_mul(tail.factor, shape));
    else
        out.step = ter__dd_div(ter__exp_whole(ter__dd_sub(tail.log_power, out.log_tail)), shape);
    return out;
}

/* At least what a term of the lower tail's sum is multiplied by from j to j + 1. */
static double lower_ratio(const ter__noncentral_beta *law, double x, double j) {
    double central_ratio = x * fmax(1.0, (law->n.hi + j) / (law->a + 1.0 + j));
    return law->half / (j + 1.0) * fmin(1.0, central_ratio);
}

static ter__dd log_lower(const ter__noncentral_beta *law, const ter__beta_place *at) {
    ter__dd x = at->x, u = one, sum = one, per_half = ter__dd_ratio(1.0, law->half > 0.0 ? law->half : 1.0);
    double z = law->half * x.hi, size = 1.0;
    double from = law->b >= 1.0 ? root(law->a + 2.0 - z, z * law->n.hi - law->a - 1.0) : z;
    double top = ceil(fmin(law->half, from));
    for (double ratio; (ratio = lower_ratio(law, x.hi, top)) * size >= NEGLIGIBLE && x.hi >= TINY; top++)
        size *= ratio;
    top = x.hi >= TINY ? top : 0.0;
    beginning begin = beginning_at(law, at, top, false);
    ter__dd s = begin.step;
    for (double j = top - 1.0; j >= 0.0; j--) {
        ter__dd weight = ter__dd_mul_d(per_half, j + 1.0), last = u;
        ter__dd step = ter__dd_div(ter__two_sum(law->a, j + 1.0), ter__dd_mul(ter__dd_add_d(law->n, j), x));
        s = ter__dd_mul(s, ter__dd_mul(weight, step));
        u = ter__dd_add_quick(ter__dd_mul(weight, u), s);
        sum = ter__dd_add_quick(sum, u);
        if (u.hi < last.hi && u.hi < NEGLIGIBLE * sum.hi)
            break;
    }
    ter__dd log_scale = ter__dd_add(begin.log_tail, ter__noncentral_beta_log_weight(law->half, top));
    return ter__dd_add(log_scale, ter__dd_log(sum));
}

/* At least what a term of the upper tail's sum is multiplied by from j to j - 1. */
static double upper_ratio(const ter__noncentral_beta *law, double x, double j) {
    return j / law->half * fmin(1.0, (law->a + j - 1.0) / (x * (law->n.hi + j - 1.0)));
}

static ter__dd log_upper(const ter__noncentral_beta *law, const ter__beta_place *at) {
    ter__dd x = at->x, u = one, sum = one;
    double z = law->half * x.hi, size = 1.0;
    double bottom = floor(fmax(law->half, root(law->a - 1.0 - z, z * (law->n.hi - 1.0))));
    for (double ratio; bottom > 0.0 && (ratio = upper_ratio(law, x.hi, bottom)) * size >= NEGLIGIBLE; bottom--)
        size *= ratio;
    beginning begin = beginning_at(law, at, bottom, true);
    ter__dd s = begin.step;
    for (double j = bottom;; j++) {
        ter__dd weight = ter__dd_ratio(law->half, j + 1.0), last = u;
        u = ter__dd_mul(weight, ter__dd_add_quick(u, s));
        s = ter__dd_mul(s, weight);
        s = ter__dd_div(ter__dd_mul(s, ter__dd_mul(ter__dd_add_d(law->n, j), x)), ter__two_sum(law->a, j + 1.0));
        sum = ter__dd_add_quick(sum, u);
        if (!(u.hi >= last.hi || u.hi >= NEGLIGIBLE * sum.hi))
            break;
    }
    ter__dd log_scale = ter__dd_add(begin.log_tail, ter__noncentral_beta_log_weight(law->half, bottom));
    return ter__dd_add(log_scale, ter__dd_log(sum));
}

ter__dd ter__noncentral_beta_log_tail(const ter__noncentral_beta *law, const ter__beta_place *at, bool upper) {
    bool above = at->x.hi >= TINY && at->x.hi * law->b > at->y.hi * (law->a + law->half);
    ter__dd direct = above ? log_upper(law, at) : log_lower(law, at);
    if (direct.hi > ALMOST_ALL && at->x.hi >= TINY && at->y.hi > 0.0) {
        above = !above;
        direct = above ? log_upper(law, at) : log_lower(law, at);
    }
    if (direct.hi > 0.0)
        direct = ter__dd_make(0.0, 0.0);
    return above == upper ? direct : ter__log_rest(direct);
}

/*
 * A central beta variable whose odds, scaled, have nearly these first moments (Patnaik, Biometrika 36 (1949)); for the smallest of
 * lower tails their leading power.
 */
double ter__noncentral_beta_start(const ter__noncentral_beta *law, double log_tail, bool upper) {
    double whole = law->a + law->half, twice = whole + law->half;
    ter__beta_shape near = ter__beta_shape_make(whole / twice * whole, law->b), exact = ter__beta_shape_make(law->a, law->b);
    if (!upper) {
        double log_x = (log_tail + law->half + ter__log(law->a) + ter__beta_log_function(&exact).hi) / law->a;
        double x = log_x < 0.0 ? ter__exp(log_x) : 1.0;
        if (x * (1.0 + law->half) * (1.0 + law->n.hi / law->a) < 0.1)
            return x;
    }
    ter__dd log_this = ter__dd_make(log_tail, 0.0), log_other = ter__log_rest(log_this);
    ter__beta_root at = ter__beta_inverse(&near, upper ? log_other : log_this, upper ? log_this : log_other);
    return at.x.hi / at.y.hi * (twice / whole);
}

ter__beta_root ter__noncentral_beta_draw(const ter__noncentral_beta *law, ter_stream *stream) {
    double first = ter_stream_uniform(stream), second = ter_stream_uniform(stream), j = 0.0;
    if (law->half > 0.0) {
        ter__poisson added = {law->half, ter__log(law->half)};
        j = ter__poisson_inverse(&added, first, false, false);
    }
    ter__beta_shape shape = shape_at(law, j);
    ter__dd log_p, log_q;
    ter__log_pair(second, &log_p, &log_q);
    return ter__beta_inverse(&shape, log_p, log_q);
}
