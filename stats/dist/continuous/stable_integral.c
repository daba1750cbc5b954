/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The integrand is analytic in w = log(u / v) for |Im w| < pi; panels of 32 Gauss-Legendre nodes in w, each so short that log g
 * changes little where the integrand feels it. Where the panels go is decided in plain doubles. Panels whose integrand is 1 to all
 * digits are differences of u.
 */
#include "stable_integral.h"

#include "special/quadrature_nodes.h"
#include "special/trig.h"

#define STEP       2.0
#define KNOTS_MAX  96
#define FALLEN     46.0 /* exp of minus this is nothing */
#define SMALL      6.0  /* exp of minus this: doubles are good enough */
#define G_FLAT     (-50.0)
#define LOG_G_FAR  3.95
#define LOG_G_MAX  690.0
#define LAPLACE    0x1p35
#define PANELS_MAX 400

/* sin(pi q), 0 <= q <= 1/2. */
static double sin_pi(double q) {
    double x = 3.141592653589793 * q, w = x * x, sum = 0x1.71b8ef6dcf572p-66; /* 1/21! */
    sum = fma(w, sum, -0x1.2f49b46814157p-57);
    sum = fma(w, sum, 0x1.952c77030ad4ap-49);
    sum = fma(w, sum, -0x1.ae7f3e733b81fp-41);
    sum = fma(w, sum, 0x1.6124613a86d09p-33);
    sum = fma(w, sum, -0x1.ae64567f544e4p-26);
    sum = fma(w, sum, 0x1.71de3a556c734p-19);
    sum = fma(w, sum, -0x1.a01a01a01a01ap-13);
    sum = fma(w, sum, 0x1.1111111111111p-7);
    sum = fma(w, sum, -0x1.5555555555555p-3);
    return fma(x * w, sum, x);
}

/* The place in doubles: u, v, and the log of what is integrated. */
typedef struct spot {
    double w, u, v, log_g;
} spot;

static double log_g_of_one(const ter__stable_side *s, double u, double v) {
    double near = u < v ? u : v, sine = sin_pi(near), cosine = sin_pi(0.5 - near), beta = s->beta;
    double b = u < v ? 0.5 * (1.0 - beta) + beta * u : 0.5 * (1.0 + beta) - beta * v;
    double turn = 3.141592653589793 * b / beta * cosine / sine;
    return s->base.hi + ter__log(2.0 * b / sine) + (u < v ? -turn : turn);
}

double ter__stable_log_g(const ter__stable_side *s, double u, double v) {
    double alpha = s->alpha;
    if (alpha == 1.0)
        return log_g_of_one(s, u, v);
    double au = alpha * u, sum = au + v;
    double a = sin_pi(v > 0.5 ? s->other.hi + u : v), b = sin_pi(au > 0.5 ? s->rest.hi + alpha * v : au);
    double less = alpha < 1.0 ? s->other.hi + (1.0 - alpha) * u : s->rest.hi + (alpha - 1.0) * v;
    double c = sin_pi(sum > 0.5 ? less : sum);
    return (s->base.hi + ter__log(a / b)) * s->inverse.hi + ter__log(c / b);
}

static spot spot_at(const ter__stable_side *s, double w) {
    double t = ter__exp(-fabs(w)), near = s->mass.hi * t / (1.0 + t), far = s->mass.hi / (1.0 + t);
    spot at = {w, w < 0.0 ? near : far, w < 0.0 ? far : near, 0.0};
    at.log_g = ter__stable_log_g(s, at.u, at.v);
    return at;
}

/* Log of the integrand in w, give or take log 2; `fall` is added. */
static double height(const spot *at, ter__stable_kind kind, double fall) {
    double near = ter__log(at->u < at->v ? at->u : at->v), g = ter__exp(fmin(at->log_g, LOG_G_MAX));
    if (kind == TER__STABLE_REST)
        return near + fmin(at->log_g, 0.0);
    return near + (kind == TER__STABLE_DENSITY ? at->log_g : 0.0) - (g - fall);
}

typedef struct work {
    const ter__stable_side *side;
    ter__stable_kind kind;
    double fall, top; /* what is taken out of g, and the greatest height */
    double small;     /* from this below the top doubles do, whose errors 1 / (alpha - 1) or 1 / beta multiply */
    double most;      /* log g from where exp(-g) is nothing */
    ter__dd sum, turn;
    int count;
    spot knot[KNOTS_MAX];
} work;

/* u and v in double-double, and the derivative of u in w. */
typedef struct place {
    ter__dd u, v, rate;
} place;

static place place_of(const ter__stable_side *s, ter__dd w) {
    bool low = w.hi < 0.0;
    ter__dd t = ter__dd_exp(low ? w : ter__dd_neg(w)), far = ter__dd_div(s->mass, ter__dd_add_d(t, 1.0));
    ter__dd near = ter__dd_mul(far, t);
    place p = {low ? near : far, low ? far : near, ter__dd_div(ter__dd_mul(near, far), s->mass)};
    return p;
}

static ter__dd precise_log_g_of_one(const ter__stable_side *s, place p) {
    static const ter__dd pi = TER__PI;
    bool low = p.u.hi < p.v.hi;
    double beta = s->beta;
    ter__sin_cos at = ter__sin_cos_pi(low ? p.u : p.v);
    ter__dd half = ter__dd_scale(ter__two_sum(1.0, low ? -beta : beta), 0.5);
    ter__dd b = ter__dd_add(half, ter__dd_mul_d(low ? p.u : ter__dd_neg(p.v), beta));
    ter__dd over = ter__dd_div(b, at.sin), turn = ter__dd_div_d(ter__dd_mul(ter__dd_mul(pi, over), at.cos), beta);
    ter__dd sum = ter__dd_add(s->base, low ? ter__dd_neg(turn) : turn);
    return ter__dd_add(sum, ter__dd_log(ter__dd_scale(over, 2.0)));
}

static ter__dd precise_log_g(const ter__stable_side *s, place p) {
    double alpha = s->alpha;
    if (alpha == 1.0)
        return precise_log_g_of_one(s, p);
    ter__dd au = ter__dd_mul_d(p.u, alpha), sum = ter__dd_add(au, p.v), less_one = ter__two_sum(alpha, -1.0);
    ter__dd a = ter__dd_sin_pi(p.v.hi > 0.5 ? ter__dd_add(s->other, p.u) : p.v);
    ter__dd b = ter__dd_sin_pi(au.hi > 0.5 ? ter__dd_add(s->rest, ter__dd_mul_d(p.v, alpha)) : au);
    if (sum.hi > 0.5)
        sum = alpha < 1.0 ? ter__dd_sub(s->other, ter__dd_mul(p.u, less_one)) : ter__dd_add(s->rest, ter__dd_mul(p.v, less_one));
    ter__dd c = ter__dd_sin_pi(sum), first = ter__dd_add(s->base, ter__dd_log(ter__dd_div(a, b)));
    return ter__dd_add(ter__dd_mul(first, s->inverse), ter__dd_log(ter__dd_div(c, b)));
}

static void add_node(work *k, ter__dd w, ter__dd weight) {
    place p = place_of(k->side, w);
    ter__dd log_g = precise_log_g(k->side, p), rate = ter__dd_mul(p.rate, weight), value;
    if (k->kind == TER__STABLE_REST && log_g.hi < -60.0) {
        k->sum = ter__dd_add(k->sum, ter__dd_mul(rate, ter__exp_whole(log_g)));
        return;
    }
    ter__dd g = ter__exp_whole(log_g.hi > LOG_G_MAX ? ter__dd_make(LOG_G_MAX, 0.0) : log_g);
    ter__dd left = ter__dd_add_d(g, -k->fall);
    if (k->kind == TER__STABLE_REST)
        value = g.hi > 600.0 ? ter__dd_make(1.0, 0.0) : ter__dd_neg(ter__dd_expm1(ter__dd_neg(g)));
    else
        value = left.hi > 600.0 ? ter__dd_make(0.0, 0.0) : ter__dd_exp(ter__dd_neg(left));
    if (k->kind == TER__STABLE_DENSITY) {
        value = ter__dd_mul(value, g);
        k->turn = ter__dd_add(k->turn, ter__dd_mul(ter__dd_mul(value, rate), ter__dd_add_d(ter__dd_neg(g), 1.0)));
    }
    k->sum = ter__dd_add(k->sum, ter__dd_mul(value, rate));
}

/* A panel in plain doubles. */
static void add_rough_panel(work *k, const spot *from, const spot *to) {
    double middle = 0.5 * (from->w + to->w), half = 0.5 * (to->w - from->w), sum = 0.0, turn = 0.0;
    for (int i = 0; i < TER__LEGENDRE_NODES; i++) {
        int j = i < TER__LEGENDRE_NODES / 2 ? i : i - TER__LEGENDRE_NODES / 2;
        double step = half * ter__legendre_node[j].hi;
        spot at = spot_at(k->side, i == j ? middle - step : middle + step);
        double g = ter__exp(fmin(at.log_g, LOG_G_MAX)), rate = ter__legendre_weight[j].hi * at.u * (at.v / k->side->mass.hi);
        double value = rate * (k->kind == TER__STABLE_REST ? -ter__expm1(-g) : ter__exp(k->fall - g));
        if (k->kind == TER__STABLE_DENSITY) {
            value *= g;
            turn += value * (1.0 - g);
        }
        sum += value;
    }
    k->sum = ter__dd_add_d(k->sum, sum * half);
    k->turn = ter__dd_add_d(k->turn, turn * half);
}

static void add_panel(work *k, const spot *from, const spot *to) {
    ter__dd middle = ter__dd_scale(ter__two_sum(from->w, to->w), 0.5), half = ter__dd_scale(ter__two_sum(to->w, -from->w), 0.5);
    for (int i = 0; i < TER__LEGENDRE_NODES; i++) {
        int j = i < TER__LEGENDRE_NODES / 2 ? i : i - TER__LEGENDRE_NODES / 2;
        ter__dd step = ter__dd_mul(half, ter__legendre_node[j]);
        ter__dd w = i == j ? ter__dd_sub(middle, step) : ter__dd_add(middle, step);
        add_node(k, w, ter__dd_mul(half, ter__legendre_weight[j]));
    }
}

/* The integrand is 1: u at one end less u at the other, by v where that is the smaller. */
static void add_flat(work *k, const spot *from, const spot *to) {
    place a = place_of(k->side, ter__dd_make(from->w, 0.0)), b = place_of(k->side, ter__dd_make(to->w, 0.0));
    ter__dd part = to->w <= 0.0 ? ter__dd_sub(b.u, a.u) : ter__dd_sub(a.v, b.v);
    if (from->w < 0.0 && to->w > 0.0)
        part = ter__dd_sub(ter__dd_sub(k->side->mass, a.u), b.v);
    k->sum = ter__dd_add(k->sum, part);
}

static bool is_flat(const work *k, double low, double high) {
    return k->kind == TER__STABLE_INNER ? high < G_FLAT && k->fall == 0.0 : k->kind == TER__STABLE_REST && low > LOG_G_FAR;
}

/* 1 when the panel is short enough, else what to shorten it by. */
static double shortening(const work *k, double low, double high, double length) {
    double change = high - low, limit = high > -4.0 ? 4.0 : 24.0;
    double g_low = ter__exp(fmin(low, LOG_G_MAX)), g_high = ter__exp(fmin(high, LOG_G_MAX));
    if (is_flat(k, low, high) || high < -59.0 || (k->kind != TER__STABLE_REST && g_low - k->fall > FALLEN + 14.0))
        return 1.0;
    if (change > limit)
        return fmax(0.9 * limit / change, 1e-3);
    if (g_high - g_low > 0.05 && length > 3.0) /* exp(-g) beside a least value of g that is not 0 */
        return 3.0 / length;
    bool falls = k->kind != TER__STABLE_REST || low < 3.0;
    return falls && g_high - g_low > 36.0 && g_low - k->fall < FALLEN ? 0.6 : 1.0;
}

/* The share of the way from where g says nothing to where it begins to. */
static double crossing(const work *k, double from, double to) {
    double begin = from < -60.0 ? -58.0 : from > k->most + 2.0 ? k->most + 1.0 : from;
    return 0.97 * (begin - from) / (to - from);
}

static void add_range(work *k, spot from, double to) {
    double length = 6.0;
    for (int i = 0; i < PANELS_MAX && from.w < to;) {
        double longest = from.w > 5.0 || from.w + length < -5.0 ? 10.0 : 6.0;
        length = fmin(length, longest);
        double w = from.w + length < to - 0.01 * length ? from.w + length : to;
        spot end = spot_at(k->side, w);
        double low = fmin(from.log_g, end.log_g), high = fmax(from.log_g, end.log_g), share = shortening(k, low, high, w - from.w);
        if (share < 1.0) {
            length = (w - from.w) * fmin(fmax(share, crossing(k, from.log_g, end.log_g)), 0.9);
            continue;
        }
        double most = fmax(height(&from, k->kind, k->fall), height(&end, k->kind, k->fall)) - k->top;
        if (is_flat(k, low, high))
            add_flat(k, &from, &end);
        else if (most > -FALLEN)
            (most > -k->small && !k->side->rough ? add_panel : add_rough_panel)(k, &from, &end);
        length = (w - from.w) * 2.0;
        from = end;
        i++;
    }
}

/* Between two knots of which one has log g below 0 and the other above: somewhere near 0. */
static spot near_one(const ter__stable_side *s, spot low, spot high) {
    for (int i = 0; i < 60; i++) {
        double share = -low.log_g / (high.log_g - low.log_g);
        share = i % 3 == 2 || !(share > 0.02 && share < 0.98) ? 0.5 : share;
        spot at = spot_at(s, low.w + share * (high.w - low.w));
        if (fabs(at.log_g) < 1.0 || i == 59)
            return at;
        *((at.log_g < 0.0) == (low.log_g < 0.0) ? &low : &high) = at;
    }
    return low;
}

static void set_knots(work *k) {
    for (double w = -82.0; w <= 82.0; w += STEP) {
        spot at = spot_at(k->side, w);
        if (k->count > 0 && (k->knot[k->count - 1].log_g < 0.0) != (at.log_g < 0.0)) {
            spot before = k->knot[k->count - 1];
            k->knot[k->count++] = near_one(k->side, before, at);
        }
        k->knot[k->count++] = at;
    }
}

/* How much of g is common to all that counts: its value where the integrand is greatest. */
static void set_top(work *k) {
    double least = TER__INFINITY;
    k->top = -TER__INFINITY;
    for (int i = 0; i < k->count; i++) {
        double at = height(&k->knot[i], k->kind, 0.0);
        if (at > k->top) {
            k->top = at;
            least = ter__exp(fmin(k->knot[i].log_g, LOG_G_MAX));
        }
    }
    if (k->kind != TER__STABLE_REST && least > 8.0)
        k->fall = least;
    k->top += k->fall;
    k->most = ter__log(k->fall + FALLEN + 14.0);
    double steep = k->side->alpha == 1.0 ? 1.0 / k->side->beta + fabs(k->side->base.hi)
                                         : fabs(k->side->inverse.hi) * (1.0 + fabs(k->side->base.hi));
    k->small = SMALL + ter__log(1.0 + steep);
}

/*
 * Beside a least value so large that exp(-g) lives where g = least (1 + (pi u)^2 alpha / 2): with x = g - least a gamma variable of
 * shape 1 / 2.
 */
static ter__stable_value laplace(const ter__stable_side *s, ter__stable_kind kind) {
    static const ter__dd pi = TER__PI;
    ter__dd least = ter__exp_whole(s->log_least), mean = ter__dd_add_d(least, 0.5);
    if (s->log_least.hi > 640.0 || isinf(least.hi)) {
        least = ter__dd_make(ter__exp(s->log_least.hi), 0.0);
        mean = least;
    }
    /* half of sqrt(pi / (least pi^2 alpha / 2)) */
    ter__dd log = ter__dd_sub(ter__dd_neg(s->log_least), ter__dd_log(ter__dd_mul_d(ter__dd_scale(pi, 2.0), s->alpha)));
    ter__stable_value out = {ter__dd_scale(log, 0.5), least, ter__dd_neg(least)};
    if (kind == TER__STABLE_DENSITY) {
        ter__dd log_mean = isinf(mean.hi) ? s->log_least : ter__dd_log(mean);
        out.log = ter__dd_add(out.log, log_mean);
        out.turn = ter__dd_sub(ter__dd_make(0.5, 0.0), least);
    }
    return out;
}

ter__stable_value ter__stable_integral(const ter__stable_side *side, ter__stable_kind kind) {
    work k = {.side = side, .kind = kind};
    if (side->light && kind != TER__STABLE_REST && side->log_least.hi > 24.26)
        return laplace(side, kind);
    set_knots(&k);
    set_top(&k);
    int first = k.count, last = -1;
    for (int i = 0; i < k.count; i++) {
        if (height(&k.knot[i], kind, k.fall) > k.top - FALLEN) {
            first = i < first ? i : first;
            last = i;
        }
    }
    first = first > 0 ? first - 1 : 0;
    last = last < k.count - 1 ? last + 1 : last;
    add_range(&k, k.knot[first], k.knot[last].w);
    ter__stable_value out = {ter__dd_log(k.sum), ter__dd_make(k.fall, 0.0), {0.0, 0.0}};
    if (kind == TER__STABLE_DENSITY)
        out.turn = ter__dd_div(k.turn, k.sum);
    return out;
}

bool ter__stable_is_steep(const ter__stable_side *side) {
    return spot_at(side, 0.0).log_g > 0.0;
}
