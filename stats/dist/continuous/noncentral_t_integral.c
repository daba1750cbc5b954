/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * With s = s0 (1 + e) = s0 exp(v) about the peak s0 the integrands in v are, but for their value at s0, exp of
 *   power (v - e) + linear e - square e^2 / 2,
 * times, for tails, Mills' ratio at z = q + a e, a = t s0, q = a - noncentrality. s is proportional to log(1 + exp(y)), the unit of
 * y such that the integrand falls over 1 to the right: it falls like a Gaussian or an exponential on both sides of a strip about
 * the line of y, and the trapezoidal rule converges exponentially (L. N. Trefethen, J. A. C. Weideman, SIAM Review 56 (2014)). The
 * step is halved until the sums over the even and the odd points agree to half of the digits wanted.
 */
#include "noncentral_t_integral.h"

#include <stdbool.h>

#include "log_terms.h"
#include "special/erf.h"
#include "special/gamma.h"

/* Above this many units from 0 the peak sees only the straight part of log(1 + exp(y)). */
#define NARROW 200.0
/* Reference of a tail's integrand: the normal density at q from this q on, else 1. */
#define FAR_TAIL 1.0
/* Below this power the left flank exp(power v) is stretched to a double exponential one. */
#define FLAT_FLANK 2.0
/* An edge is one when the law of S changes over so many units of z, and the integrand has fallen no further than this. */
#define EDGE_SHARP 4.0
#define EDGE_LEAST 0x1p-90
#define FIRST_STEP 0.5
#define AGREEMENT  0x1p-40
#define NEGLIGIBLE 0x1p-80
#define HALVINGS   6
#define NODES_MAX  4000

typedef struct integrand {
    double peak;   /* s0 */
    ter__dd power; /* of s in the integrand over v */
    ter__dd a, q;
    ter__dd linear, square;                   /* with the normal density in */
    ter__dd plain_linear, plain_square, lift; /* tails: without it; lift is q^2 / 2 from FAR_TAIL on */
    bool tail, far;
    double edge; /* not 0: points about an edge, see edge_node() */
    /* s = s0 softplus(y) / softplus(y0), or of the straight part; y = y0 + x + stretch (1 - exp(-stretch x)), stretch 0, 1 or -1 */
    double y0, stretch;
    ter__dd softplus0, log_softplus0;
} integrand;

/* log(1 + e) - e. */
static ter__dd log1p_minus(ter__dd e) {
    if (fabs(e.hi) > 0x1p-6)
        return ter__dd_sub(ter__dd_log1p(e), e);
    double tail = 0.0;
    for (int k = 19; k >= 11; k--)
        tail = 1.0 / k - e.hi * tail;
    ter__dd sum = ter__dd_make(tail, 0.0);
    for (int k = 10; k >= 2; k--)
        sum = ter__dd_sub(ter__dd_ratio(1.0, (double)k), ter__dd_mul(e, sum));
    return ter__dd_neg(ter__dd_mul(ter__dd_square(e), sum));
}

ter__dd ter__noncentral_t_log_constant(double df) {
    const ter__dd half_log_two_pi = TER__HALF_LOG_TWO_PI;
    ter__dd log_half = ter__dd_log_d(0.5 * df);
    ter__dd sum = ter__dd_sub(ter__dd_add(ter__log_two(), ter__dd_scale(log_half, 0.5)), half_log_two_pi);
    return ter__dd_sub(sum, ter__dd_stirling_error(0.5 * df));
}

/* log s - (s^2 - 1) / 2. */
static ter__dd log_kernel(double s) {
    if (s > 0.5 && s < 2.0) {
        ter__dd e = ter__dd_make(s - 1.0, 0.0);
        return ter__dd_sub(log1p_minus(e), ter__dd_scale(ter__dd_square(e), 0.5));
    }
    ter__dd square = s < 0x1p-400 ? ter__dd_make(0.0, 0.0) : ter__two_product(s, s);
    return ter__dd_sub(ter__dd_log_d(s), ter__dd_scale(ter__dd_add_d(square, -1.0), 0.5));
}

/* (1 - s)(1 + s) and s^2. */
static ter__dd one_minus_square(double s) {
    return ter__dd_mul(ter__two_sum(1.0, -s), ter__two_sum(1.0, s));
}

static ter__dd square_of(double s) {
    return s < 0x1p-400 ? ter__dd_make(0.0, 0.0) : ter__two_product(s, s);
}

/* exp(x), 0 where nothing is left of it. */
static ter__dd exp_small(ter__dd x) {
    return x.hi > -600.0 ? ter__dd_exp(x) : ter__dd_make(0.0, 0.0);
}

/* P(Z > z) for z < 0. */
static ter__dd most(ter__dd z) {
    if (z.hi < -15.0)
        return ter__dd_make(1.0, 0.0);
    ter__dd rest = ter__dd_mul(ter__dd_exp(ter__minus_half_square(z)), ter__erfcx_dd(ter__over_sqrt2(ter__dd_neg(z))));
    return ter__dd_add_d(ter__dd_scale(rest, -0.5), 1.0);
}

/* The integrand over v, over its scale. */
static ter__dd value_at(const integrand *f, ter__dd e, ter__dd v_minus_e) {
    ter__dd bend = ter__dd_mul(v_minus_e, f->power), half_square = ter__dd_scale(ter__dd_square(e), 0.5), level;
    ter__dd whole = ter__dd_sub(ter__dd_mul(f->linear, e), ter__dd_mul(f->square, half_square));
    if (!f->tail)
        return exp_small(ter__dd_add(bend, whole));
    ter__dd z = f->a.hi * e.hi < -0x1p500 ? ter__dd_make(-0x1p500, 0.0) : ter__dd_add(f->q, ter__dd_mul(f->a, e));
    bool above = z.hi >= 0.0;
    if (!(f->far && above)) {
        whole = ter__dd_sub(ter__dd_mul(f->plain_linear, e), ter__dd_mul(f->plain_square, half_square));
        whole = ter__dd_add(whole, f->lift);
    }
    if (!f->far && above)
        whole = z.hi < 0x1p20 ? ter__dd_add(whole, ter__minus_half_square(z)) : ter__dd_make(-TER__INFINITY, 0.0);
    level = ter__dd_add(bend, whole);
    if (!(level.hi > -600.0))
        return ter__dd_make(0.0, 0.0);
    ter__dd share = above ? ter__dd_scale(ter__erfcx_dd(ter__over_sqrt2(z)), 0.5) : most(z);
    return ter__dd_mul(ter__dd_exp(level), share);
}

/* Sums over points of the integrand over x, and of it times e, e^2 and v - e. */
typedef struct sums {
    ter__dd all, first, second, bend;
} sums;

typedef struct node {
    ter__dd e, v_minus_e, weight; /* weight = dv / dx */
} node;

/*
 * P(Z > z) is an edge, 1 on one side of z = 0 and 0 on the other, where the law of S changes over far more than a unit of z. The
 * points are then about the edge, s0, in such units, and spread exponentially into the side of 1. Here down, in log s.
 */
static node edge_node(double edge, double x) {
    ter__dd spread = ter__dd_expm1(ter__dd_make(-x, 0.0)), v = ter__dd_div_d(ter__dd_add_d(ter__dd_neg(spread), x), edge);
    node n = {ter__dd_make(-1.0, 0.0), v, ter__dd_div_d(ter__dd_add_d(spread, 2.0), edge)};
    n.e = v.hi > -600.0 ? ter__dd_expm1(v) : n.e;
    n.v_minus_e = n.e.hi > -0.5 ? log1p_minus(n.e) : ter__dd_sub(v, n.e);
    return n;
}

static node node_at(const integrand *f, double x) {
    if (f->edge > 0.0)
        return edge_node(f->edge, x);
    ter__dd step = ter__dd_make(x, 0.0), unit = ter__dd_make(1.0, 0.0), rate = unit, v;
    if (f->stretch != 0.0) { /* up or down */
        ter__dd spread = ter__dd_scale(ter__dd_expm1(ter__dd_make(-x * f->stretch, 0.0)), f->stretch);
        step = ter__dd_sub(step, spread);
        rate = ter__dd_add_d(ter__dd_scale(spread, f->stretch), 2.0);
    }
    if (f->y0 > NARROW) {
        node n = {.e = ter__dd_div_d(step, f->y0)};
        n.v_minus_e = log1p_minus(n.e);
        n.weight = ter__dd_div(ter__dd_div_d(rate, f->y0), ter__dd_add_d(n.e, 1.0));
        return n;
    }
    ter__dd y = ter__dd_add_d(step, f->y0);
    node n;
    if (y.hi < -40.0) { /* log(1 + u) = u (1 - u / 2), u = exp(y) below 2^-57 */
        ter__dd half = ter__dd_scale(exp_small(y), 0.5);
        v = ter__dd_sub(ter__dd_sub(y, half), f->log_softplus0);
        n.e = ter__dd_add_d(exp_small(v), -1.0);
        n.weight = ter__dd_sub(unit, half);
    } else {
        ter__dd small = y.hi > 80.0 ? ter__dd_make(0.0, 0.0) : ter__dd_exp(y.hi > 0.0 ? ter__dd_neg(y) : y);
        ter__dd softplus = ter__dd_log1p(small);
        softplus = y.hi > 0.0 ? ter__dd_add(y, softplus) : softplus;
        ter__dd logistic = ter__dd_div(y.hi > 0.0 ? unit : small, ter__dd_add_d(small, 1.0));
        v = ter__dd_sub(ter__dd_log(softplus), f->log_softplus0);
        n.e = ter__dd_add_d(ter__dd_div(softplus, f->softplus0), -1.0);
        n.weight = ter__dd_div(logistic, softplus);
    }
    n.weight = ter__dd_mul(n.weight, rate);
    n.v_minus_e = ter__dd_sub(v, n.e);
    return n;
}

/* Adds the points from x on, in steps of either sign, until they are nothing beside the sum. */
static void add_side(const integrand *f, sums *s, double x, double step, bool with_means) {
    double before = 0.0;
    for (int i = 0; i < NODES_MAX; i++, x += step) {
        node n = node_at(f, x);
        ter__dd term = ter__dd_mul(value_at(f, n.e, n.v_minus_e), n.weight);
        s->all = ter__dd_add(s->all, term);
        if (with_means) {
            ter__dd first = ter__dd_mul(term, n.e);
            s->first = ter__dd_add(s->first, first);
            s->second = ter__dd_add(s->second, ter__dd_mul(first, n.e));
            s->bend = ter__dd_add(s->bend, ter__dd_mul(term, n.v_minus_e));
        }
        if (term.hi < NEGLIGIBLE * s->all.hi && term.hi <= before)
            return;
        before = term.hi;
    }
}

static sums sums_from(const integrand *f, double offset, double step, bool with_means) {
    sums s = {{0.0, 0.0}, {0.0, 0.0}, {0.0, 0.0}, {0.0, 0.0}};
    add_side(f, &s, offset, step, with_means);
    add_side(f, &s, offset - step, -step, with_means);
    return s;
}

static sums together(const sums *a, const sums *b) {
    sums s = {ter__dd_add(a->all, b->all), ter__dd_add(a->first, b->first), ter__dd_add(a->second, b->second),
              ter__dd_add(a->bend, b->bend)};
    return s;
}

/* The integral over v in `all`, and the means of the others. */
static sums integrate(const integrand *f, bool with_means) {
    double step = FIRST_STEP;
    sums even = sums_from(f, 0.0, step, with_means);
    for (int i = 0;; i++) {
        sums odd = sums_from(f, 0.5 * step, step, with_means);
        double apart = fabs(ter__dd_sub(odd.all, even.all).hi);
        even = together(&even, &odd);
        step *= 0.5;
        if (apart <= AGREEMENT * even.all.hi || i == HALVINGS)
            break;
    }
    sums s = {ter__dd_scale(even.all, step), ter__dd_div(even.first, even.all), ter__dd_div(even.second, even.all),
              ter__dd_div(even.bend, even.all)};
    return s;
}

/* How much the log of the integrand over v falls from the peak to e. */
static double fall_to(const integrand *f, double at_peak, double e) {
    ter__dd at = ter__dd_make(e, 0.0);
    double value = value_at(f, at, log1p_minus(at)).hi;
    return value > 0.0 ? ter__log(at_peak / value) : TER__INFINITY;
}

static void set_units(integrand *f, double units) {
    f->y0 = units > 40.0 ? units : ter__log(ter__expm1(units));
    f->y0 = f->y0 > -600.0 ? f->y0 : -600.0;
    if (f->y0 > NARROW)
        return;
    ter__dd y = ter__dd_make(f->y0, 0.0), small = ter__dd_exp(f->y0 > 0.0 ? ter__dd_neg(y) : y);
    f->softplus0 = f->y0 > 0.0 ? ter__dd_add(y, ter__dd_log1p(small)) : ter__dd_log1p(small);
    f->log_softplus0 = ter__dd_log(f->softplus0);
}

/* The unit of y: over one unit to the right the log falls by about 1. `guess` is one over the root of the curvature in v. */
static void choose_unit(integrand *f, double guess) {
    ter__dd zero = ter__dd_make(0.0, 0.0);
    double at_peak = value_at(f, zero, zero).hi, width = guess;
    for (int i = 0; i < 200 && fall_to(f, at_peak, width) > 2.0; i++)
        width *= 0.5;
    for (int i = 0; i < 200 && fall_to(f, at_peak, width) < 0.5; i++)
        width *= 2.0;
    f->stretch = f->power.hi < FLAT_FLANK && 1.0 / width <= NARROW ? 1.0 : 0.0;
    set_units(f, 1.0 / width);
}

/* sqrt(v + t^2). */
static double hypotenuse(double df, double t) {
    return fabs(t) > 0x1p500 ? fabs(t) : sqrt(df + t * t);
}

static void place(integrand *f, const ter__noncentral_t *law, double t, double peak) {
    f->peak = peak;
    f->a = ter__two_product(t, peak);
    f->q = ter__dd_add_d(f->a, -law->noncentrality);
}

/* power - v s0^2 - a q, and v s0^2 + a^2. */
static void coefficients(integrand *f, double df, ter__dd rest) {
    f->linear = ter__dd_sub(rest, ter__dd_mul(f->a, f->q));
    f->square = ter__dd_add(ter__dd_mul_d(square_of(f->peak), df), ter__dd_square(f->a));
}

/* (v + t^2) s^2 - t noncentrality s = v + 1 at the peak. */
static double density_peak(const ter__noncentral_t *law, double t) {
    double whole = hypotenuse(law->df, t), b = t / whole * law->noncentrality, root = sqrt(b * b + 4.0 * (law->df + 1.0));
    return (b > 0.0 ? 0.5 * (b + root) : 2.0 * ((law->df + 1.0) / (root - b))) / whole;
}

ter__noncentral_t_density ter__noncentral_t_density_at(const ter__noncentral_t *law, double t, int with_means) {
    const ter__dd half_log_two_pi = TER__HALF_LOG_TWO_PI;
    integrand f = {.power = ter__two_sum(law->df, 1.0)};
    place(&f, law, t, density_peak(law, t));
    ter__dd one_less = one_minus_square(f.peak), rest = ter__dd_add_d(ter__dd_mul_d(one_less, law->df), 1.0);
    coefficients(&f, law->df, rest);
    choose_unit(&f, 1.0 / sqrt(f.power.hi + f.square.hi));
    sums s = integrate(&f, with_means != 0);
    ter__noncentral_t_density out;
    ter__dd kernel = log_kernel(f.peak), log_peak = ter__dd_log_d(f.peak);
    ter__dd sum = ter__dd_add(ter__dd_mul_d(kernel, law->df), ter__minus_half_square(f.q));
    ter__dd small = ter__dd_add(ter__dd_sub(law->log_constant, half_log_two_pi), ter__dd_add(log_peak, ter__dd_log(s.all)));
    out.log_density = ter__dd_add(sum, small);
    if (!with_means)
        return out;
    /* s z = s0 (1 + e)(q + a e) */
    ter__dd mean = ter__dd_add(f.q, ter__dd_mul(ter__dd_add(f.a, f.q), s.first));
    mean = ter__dd_add(mean, ter__dd_mul(f.a, s.second));
    out.slope = ter__dd_mul_d(mean, -f.peak);
    out.by_noncentrality = ter__dd_add(f.q, ter__dd_mul(f.a, s.first));
    ter__dd more = ter__dd_sub(ter__dd_mul(one_less, s.first), ter__dd_scale(ter__dd_mul(square_of(f.peak), s.second), 0.5));
    out.mean_log_kernel = ter__dd_add(ter__dd_add(kernel, s.bend), more);
    return out;
}

/* phi(z) / P(Z > z), in double. */
static double hazard(double z) {
    double size = fabs(z), over = 0.70710678118654752 * size;
    if (size > 0x1p500)
        return z > 0.0 ? z : 0.0;
    double scaled = ter__erfcx_dd(ter__dd_make(over, 0.0)).hi, density = ter__exp(-0.5 * z * z);
    double tail = z >= 0.0 ? 0.5 * scaled : 1.0 - 0.5 * scaled * density;
    return 0.3989422804014327 * (z >= 0.0 ? 1.0 : density) / tail;
}

/* The root of v - v s^2 - t s hazard(t s - noncentrality), which falls; and the curvature there in log s. */
static double tail_peak(const ter__noncentral_t *law, double t, double *curvature) {
    double df = law->df, shift = law->noncentrality, low, high, level = 1.0 + fabs(shift);
    if (t >= 0.0) { /* max(z, 0) < hazard(z) < 1 + max(z, 0) */
        double whole = hypotenuse(df, t), b = t / whole * level, root = sqrt(shift * shift + 4.0 * df);
        low = 2.0 * df / (b + sqrt(b * b + 4.0 * df)) / whole;
        high = fmin(1.0, (shift > 0.0 ? 0.5 * (shift + root) : 2.0 * df / (root - shift)) / t);
    } else { /* and 0 but for exp(-800) below -40 */
        double b = fabs(t) / df * level;
        low = 1.0;
        high = fmax(1.0, fmin(b + 1.0, (fmax(-shift, 0.0) + 40.0) / fabs(t)));
    }
    double s = sqrt(low) * sqrt(high), fine = 1e-4 / sqrt(1.0 + df);
    for (int i = 0; i < 200; i++) {
        double z = t * s - shift, h = hazard(z), ts = t * s;
        double pull = ts == 0.0 || h == 0.0 ? 0.0 : ts * h, value = df * (1.0 - s) * (1.0 + s) - pull;
        *(value > 0.0 ? &low : &high) = s;
        double fall = 2.0 * df * s * s + pull + (pull == 0.0 ? 0.0 : ts * pull * (h - z));
        *curvature = fall > 0.0 ? fall : 2.0 * df * s * s;
        double step = fall > 0.0 ? value / fall : TER__NAN;
        if (fabs(step) < fine || !(high > low * (1.0 + 1e-15)))
            break;
        double next = fabs(step) < 0.1 ? s + s * step : s * ter__exp(step);
        s = next > low && next < high ? next : sqrt(low) * sqrt(high);
    }
    return s;
}

/* At s0, for a tail. */
static void place_tail(integrand *f, const ter__noncentral_t *law, double t, double peak) {
    place(f, law, t, peak);
    f->far = f->q.hi > FAR_TAIL;
    f->plain_linear = ter__dd_mul_d(one_minus_square(peak), law->df);
    f->plain_square = ter__dd_mul_d(square_of(peak), law->df);
    f->lift = ter__dd_make(0.0, 0.0);
    f->linear = f->plain_linear;
    f->square = f->plain_square;
    if (f->far) {
        f->lift = ter__dd_neg(ter__minus_half_square(f->q));
        coefficients(f, law->df, f->plain_linear);
    }
}

/* Moves s0 to the edge z = 0 where there is one: sharp, and not so far from the peak that nothing is left of the integrand. */
static bool seek_edge(integrand *f, const ter__noncentral_t *law, double t) {
    double s = law->noncentrality / t, size = fabs(law->noncentrality);
    if (!(s > 0.0 && s < 0x1p400))
        return false;
    double steep = law->df * fabs(1.0 - s) * (1.0 + s), curved = sqrt(2.0 * law->df) * s;
    double e = (s - f->peak) / f->peak;
    if (!(size > EDGE_SHARP * fmax(steep, curved)) || !(e < 0x1p400))
        return false;
    ter__dd zero = ter__dd_make(0.0, 0.0);
    ter__dd to_edge = ter__dd_make(e, 0.0), v_minus_e = ter__dd_make(e > -0.5 ? 0.0 : ter__log(s / f->peak) - e, 0.0);
    if (e > -0.5)
        v_minus_e = log1p_minus(to_edge);
    if (!(value_at(f, to_edge, v_minus_e).hi > EDGE_LEAST * value_at(f, zero, zero).hi))
        return false;
    place_tail(f, law, t, s);
    f->edge = t > 0.0 ? size : 0.0;
    f->stretch = -1.0;
    f->y0 = 0.0;
    if (t < 0.0)
        set_units(f, size);
    return true;
}

ter__dd ter__noncentral_t_log_upper(const ter__noncentral_t *law, double t) {
    integrand f = {.power = {law->df, 0.0}, .tail = true};
    double curvature;
    place_tail(&f, law, t, tail_peak(law, t, &curvature));
    if (!seek_edge(&f, law, t))
        choose_unit(&f, 1.0 / sqrt(curvature));
    sums s = integrate(&f, false);
    ter__dd sum = ter__dd_sub(ter__dd_mul_d(log_kernel(f.peak), law->df), f.lift);
    return ter__dd_add(sum, ter__dd_add(law->log_constant, ter__dd_log(s.all)));
}
