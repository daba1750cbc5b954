/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The folded normal law, |location + scale Z|: f(x) = (phi(a) + phi(b)) / scale, a = (x - location) / scale,
 * b = (x + location) / scale, x >= 0, location >= 0.
 *
 * phi(b) / phi(a) = exp(-2 c y), y = x / scale, c = location / scale. P(X > x) = P(Z > a) + P(Z > b), a sum of positive terms;
 * P(X <= x) = P(-a < Z < b), whose width 2 y is exact. Beyond the location the first is formed, before it the second, the other is
 * its complement.
 */
#include "dist/common_parameters.h"
#include "dist/family.h"
#include "normal_score.h"
#include "standard.h"

/* prepared: x - location and x + location over the scale, log scale, c. */
enum { DIFFERENCE = 0, SUM = TER__STANDARD_SIZE, LOG_SCALE = 2 * TER__STANDARD_SIZE, CENTRE = LOG_SCALE + 2 };

static void prepare(const double *p, double *prepared) {
    ter__standard_prepare(p[0], p[1], prepared + DIFFERENCE);
    ter__standard_prepare(-p[0], p[1], prepared + SUM);
    ter__dd log_scale = ter__dd_log_d(p[1]);
    prepared[LOG_SCALE] = log_scale.hi;
    prepared[LOG_SCALE + 1] = log_scale.lo;
    ter__standard plain = ter__standard_load(prepared + SUM);
    ter__dd c = ter__standard_whole_z(plain, 0.0);
    prepared[CENTRE] = c.hi;
    prepared[CENTRE + 1] = c.lo;
}

static void support(const double *p, double *lower, double *upper) {
    (void)p;
    *lower = 0.0;
    *upper = TER__INFINITY;
}

static ter__dd pair(const ter_dist *dist, int index) {
    return ter__dd_make(dist->prepared[index], dist->prepared[index + 1]);
}

static ter__dd a_of(const ter_dist *dist, double x) {
    return ter__standard_whole_z(ter__standard_load(dist->prepared + DIFFERENCE), x);
}

static ter__dd b_of(const ter_dist *dist, double x) {
    return ter__standard_whole_z(ter__standard_load(dist->prepared + SUM), x);
}

/* x / scale: the location is 0 in it. */
static ter__dd y_of(const ter_dist *dist, double x) {
    ter__standard s = ter__standard_load(dist->prepared + DIFFERENCE);
    s.location = 0.0;
    return ter__standard_whole_z(s, x);
}

/* 2 c y. */
static ter__dd gap_of(const ter_dist *dist, double x) {
    return ter__dd_scale(ter__dd_mul_wide(pair(dist, CENTRE), y_of(dist, x)), 2.0);
}

static ter__dd log_density(const ter_dist *dist, double x) {
    ter__dd nearer = ter__normal_log_density(a_of(dist, x), ter__dd_add(pair(dist, LOG_SCALE), ter__log_sqrt_2pi()));
    return ter__dd_add_wide(nearer, ter__softplus(ter__dd_neg(gap_of(dist, x))));
}

/* log P(-a < Z < b): below y = 2^-60 it is 2 phi(c) y to all digits, and y itself may be below the doubles. */
static ter__dd log_below(const ter_dist *dist, double x, ter__dd a, ter__dd b) {
    ter__dd y = y_of(dist, x), c = pair(dist, CENTRE);
    if (y.hi * fmax(1.0, c.hi) < 0x1p-60) {
        ter__dd log_y = ter__dd_sub(ter__dd_log_d(x), pair(dist, LOG_SCALE));
        return ter__dd_add_wide(ter__dd_add(log_y, ter__log_2()), ter__score_log_density(c));
    }
    return ter__normal_log_part(ter__dd_neg(a), b, ter__dd_scale(y, 2.0));
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    ter__dd a = a_of(dist, x), b = b_of(dist, x);
    bool beyond = a.hi > 0.0 && b.hi > 1.0;
    ter__dd direct = beyond ? ter__log_sum(ter__score_log_tail(a, true), ter__score_log_tail(b, true)) : log_below(dist, x, a, b);
    return upper == beyond ? direct : ter__log_complement(direct);
}

/* Density over tail: (1 + e) / (M(a) + e M(b)) with Mills' ratio M and e = exp(-2 c y), once a > 0. */
static ter__dd log_hazard(const ter_dist *dist, double x) {
    ter__dd a = a_of(dist, x), b = b_of(dist, x), gap = ter__dd_neg(gap_of(dist, x));
    if (a.hi > 0x1p500) /* a / scale */
        return ter__dd_sub(ter__dd_log_d(x - dist->parameter[0]), ter__dd_scale(pair(dist, LOG_SCALE), 2.0));
    if (!(a.hi > 0.0))
        return ter__dd_sub(log_density(dist, x), log_tail(dist, x, true));
    ter__dd mills = ter__log_sum(ter__log_mills(a), ter__dd_add_wide(gap, ter__log_mills(b)));
    return ter__dd_sub(ter__dd_sub(ter__softplus(gap), mills), pair(dist, LOG_SCALE));
}

/* About where the nearer of the two halves alone would have that tail. */
static double start(const ter_dist *dist, double log_tail, bool upper) {
    double location = dist->parameter[0], scale = dist->parameter[1];
    double z = ter__score_inverse(ter__dd_make(fmin(log_tail, -1.4), 0.0), true).hi;
    double x = upper ? location + scale * z : location - scale * z;
    return x > 0.0 ? x : scale * ter__exp(fmax(log_tail, -700.0));
}

/* tanh(g / 2), g >= 0. */
static ter__dd tanh_half(ter__dd g) {
    ter__dd e = ter__dd_expm1(g.hi > 600.0 ? ter__dd_make(600.0, 0.0) : g);
    return ter__dd_div(e, ter__dd_add_d(e, 2.0));
}

/* c tanh(u) - y, u = c y small: y (c^2 - 1 - c^2 (u^2 / 3 - 2 u^4 / 15 + ...)), where c = 1 leaves the second term alone. */
static ter__dd slope_near_end(ter__dd c, ter__dd y) {
    ter__dd u = ter__dd_mul(c, y), square = ter__dd_square(u), c2 = ter__dd_square(c);
    double v = square.hi, tail = v * v * (-2.0 / 15.0 + v * (17.0 / 315.0 + v * (-62.0 / 2835.0 + v * (1382.0 / 155925.0))));
    ter__dd bend = ter__dd_add_d(ter__dd_div_d(square, 3.0), tail);
    ter__dd first = ter__dd_mul(ter__dd_add_d(c, -1.0), ter__dd_add_d(c, 1.0));
    return ter__dd_mul(y, ter__dd_sub(first, ter__dd_mul(c2, bend)));
}

/* d log f / dy = c tanh(c y) - y, that is -a - 2 c w with w = 1 / (1 + exp(2 c y)) where the tangent is near 1. */
static ter__dd slope_of(const ter_dist *dist, double x, ter__dd *weight) {
    ter__dd c = pair(dist, CENTRE), y = y_of(dist, x), gap = gap_of(dist, x);
    *weight = gap.hi > 600.0 ? ter__dd_make(0.0, 0.0) : ter__dd_exp(ter__dd_neg(ter__softplus(gap)));
    if (gap.hi < 0.05)
        return slope_near_end(c, y);
    if (gap.hi < 1.0)
        return ter__dd_sub(ter__dd_mul(c, tanh_half(gap)), y);
    ter__dd rest = ter__dd_scale(ter__dd_mul_wide(c, *weight), 2.0);
    return ter__dd_neg(ter__dd_add_wide(a_of(dist, x), rest));
}

/* In the location: y tanh(c y) - c; in the scale: a^2 (1 - w) + b^2 w - 1 = c^2 + y^2 - 2 c y tanh(c y) - 1. */
static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    ter__dd weight, along = slope_of(dist, x, &weight), a = a_of(dist, x), b = b_of(dist, x);
    double scale = dist->parameter[1], c = dist->prepared[CENTRE];
    *slope = ter__dd_value(along) / scale;
    if (!(y_of(dist, x).hi < 0x1p1000) && c < 0x1p900)
        *slope = -TER__INFINITY;
    if (x < 0x1p-800 && c < 0x1p300) { /* (c^2 - 1) y in numbers that do not underflow */
        double bend = ter__dd_value(ter__dd_add_d(ter__dd_square(pair(dist, CENTRE)), -1.0));
        *slope = x * 0x1p200 * bend / scale / scale * 0x1p-200;
    }
    if (by_parameter == NULL)
        return;
    ter__dd toward = ter__dd_sub(a, ter__dd_scale(ter__dd_mul_wide(y_of(dist, x), weight), 2.0));
    by_parameter[0] = ter__dd_value(toward) / scale;
    ter__dd square = ter__dd_mul_wide(a, a), excess = ter__dd_mul_wide(ter__dd_sub(ter__dd_mul_wide(b, b), square), weight);
    by_parameter[1] = ter__dd_value(ter__dd_add_d(ter__dd_add(square, excess), -1.0)) / scale;
}

/* E|Z + c| - c = 2 (phi(c) - c P(Z > c)) = 2 phi(c) (1 - c M(c)). */
static ter__dd loss(const ter_dist *dist) {
    ter__dd c = pair(dist, CENTRE);
    if (c.hi > 60.0)
        return ter__dd_make(0.0, 0.0);
    ter__dd rest = ter__dd_add_d(ter__dd_neg(ter__dd_mul(c, ter__dd_exp(ter__log_mills(c)))), 1.0);
    return ter__dd_scale(ter__dd_mul(ter__dd_exp(ter__score_log_density(c)), rest), 2.0);
}

static ter_status mean(const ter_dist *dist, double *value) {
    ter__dd above = ter__dd_mul_d(loss(dist), dist->parameter[1]);
    *value = ter__dd_value(ter__dd_add_d(above, dist->parameter[0]));
    return TER_OK;
}

/* 1 - l (2 c + l) with l = E|Z + c| - c, of scale^2. */
static ter_status variance(const ter_dist *dist, double *value) {
    ter__dd l = loss(dist), c = pair(dist, CENTRE), part = ter__dd_make(1.0, 0.0);
    if (l.hi > 0.0)
        part = ter__dd_add_d(ter__dd_neg(ter__dd_mul(l, ter__dd_add(ter__dd_scale(c, 2.0), l))), 1.0);
    *value = ter__dd_value(part) * dist->parameter[1] * dist->parameter[1];
    return isinf(*value) ? TER_INFINITE : TER_OK;
}

/* 0 up to location = scale; beyond, the root of y = c tanh(c y) nearest below c, by Newton's method from there. */
static ter_status mode(const ter_dist *dist, double *value) {
    double c = dist->prepared[CENTRE], y = c;
    if (c <= 1.0 || c > 30.0) {
        *value = c <= 1.0 ? 0.0 : dist->parameter[0];
        return TER_OK;
    }
    for (int i = 0; i < 200; i++) {
        double t = tanh_half(ter__dd_make(2.0 * c * y, 0.0)).hi;
        double next = y - (y - c * t) / (1.0 - c * c * (1.0 - t) * (1.0 + t));
        if (!(next < y && next > 0.0))
            break;
        y = next;
    }
    *value = y * dist->parameter[1];
    return TER_OK;
}

static const ter_parameter parameters[] = {
    {.name = "location",
     .symbol = "mu",
     .description = "mean of the normal law before folding",
     .lower = 0.0,
     .upper = TER__INFINITY,
     .upper_open = true,
     .has_default = true,
     .default_value = 0.0},
    TER__SCALE_PARAMETER("sd of the normal law before folding"),
};

static void from_scipy(const double *given, double *own) {
    own[0] = given[0] * given[1];
    own[1] = given[1];
}

static const ter_parameter scipy_parameters[] = {
    {.name = "c", .symbol = "c", .description = "location / scale", .lower = 0.0, .upper = TER__INFINITY, .upper_open = true},
    TER__SCALE_PARAMETER("scale"),
};

static const ter__variant variants[] = {{"scipy", "foldnorm", 2, scipy_parameters, from_scipy}};

static const ter__edge edges[] = {
    {{0.0, 1.0}, TER_CDF, 0.0, 0.0},           {{0.0, 1.0}, TER_PDF, 0.0, 0x1.9884533d43651p-1},
    {{1.0, 1.0}, TER_PDF, -1.0, 0.0},          {{1.0, 1.0}, TER_CDF, TER__INFINITY, 1.0},
    {{1.0, 1.0}, TER_QUANTILE, 0.0, 0.0},      {{1.0, 1.0}, TER_QUANTILE, 1.0, TER__INFINITY},
    {{1.0, 1.0}, TER_LOG_SF, 0.0, 0.0},        {{1e300, 1e-300}, TER_QUANTILE, 0.5, 1e300},
    {{1.0, 1.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .log_hazard = log_hazard,
    .gradient = gradient,
    .start = start,
    .density_at_lower = true,
    .tail_error = 0x1p-64,
};

const ter_family ter__family_folded_normal = {
    .name = "folded_normal",
    .title = "Folded normal",
    .formula = "(exp(-((x - location) / scale)^2 / 2) + exp(-((x + location) / scale)^2 / 2)) / (scale sqrt(2 pi)), x >= 0",
    .conventions =
        "location and scale are mean and sd of the normal law before folding; a negative location is the same law as its "
        "magnitude. scipy: foldnorm(c=location / scale, loc=0, scale). R: VGAM::dfoldnorm(x, mean, sd).",
    .parameter_count = 2,
    .parameters = parameters,
    .prepare = prepare,
    .support = support,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
    .statement = &statement,
    .summary = {[TER_MEAN] = mean, [TER_VARIANCE] = variance, [TER_MODE] = mode},
    .words_per_draw = 1,
    .accuracy_range = "all locations >= 0, scales and arguments; both tails and their logs to the ends of the double range",
    .accuracy = TER__STATED_ACCURACY(1.0, 2.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
