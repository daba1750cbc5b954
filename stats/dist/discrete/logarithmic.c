/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The logarithmic law: P(X = k) = p^k / (k L), L = -log(1 - p), k = 1, 2, ... A tail is a sum over p^n / n: term by term where p is
 * not near 1, else the integral E1(c log(1 / p)) from half a count before, c = first - 1/2, with corrections (ratio_sum.h). The
 * lower tail is never below 1 / L, so that it is the upper one's complement.
 */
#include "dist/characteristic.h"
#include "dist/variants.h"
#include "ratio_sum.h"

/* Slower sums than this are integrals; from FAR on. */
#define SLOW 0.05
#define FAR  64.0
/* Below this 1 / L is a series beside 1 / p. */
#define SMALL      0.1
#define NEGLIGIBLE 0x1p-108

typedef struct law {
    double p;
    ter__dd log_p, log_scale; /* log L */
} law;

static law law_of(const ter_dist *dist) {
    const double *v = dist->prepared;
    law l = {dist->parameter[0], {v[0], v[1]}, {v[2], v[3]}};
    return l;
}

/* Sum over k > 0 of p^k / (k + 1), which is L / p - 1. */
static ter__dd excess(double p) {
    ter__dd sum = {0.0, 0.0}, power = {1.0, 0.0};
    for (double k = 1.0; power.hi > NEGLIGIBLE * sum.hi; k += 1.0) {
        power = ter__dd_mul_d(power, p);
        if (power.hi < 1e-290)
            return k == 1.0 ? ter__dd_make(0.5 * power.hi, 0.0) : sum;
        sum = ter__dd_add(sum, ter__dd_div_d(power, k + 1.0));
    }
    return sum;
}

/* -log(1 - p) / p */
static ter__dd scale_by_p(double p) {
    if (p < SMALL)
        return ter__dd_add_d(excess(p), 1.0);
    return ter__dd_div_d(ter__dd_neg(ter__dd_log1p(ter__dd_make(-p, 0.0))), p);
}

static void prepare(const double *p, double *prepared) {
    ter__dd log_p = ter__dd_log_d(p[0]), log_scale = ter__dd_add(ter__dd_log(scale_by_p(p[0])), log_p);
    double out[] = {log_p.hi, log_p.lo, log_scale.hi, log_scale.lo};
    for (int i = 0; i < 4; i++)
        prepared[i] = out[i];
}

static void support(const double *p, double *lower, double *upper) {
    (void)p;
    *lower = 1.0;
    *upper = TER__INFINITY;
}

static ter__dd log_mass(const law *l, ter__dd k) {
    if (k.hi == 1.0)
        return ter__dd_neg(l->p < SMALL ? ter__dd_log1p(excess(l->p)) : ter__dd_log(scale_by_p(l->p)));
    ter__dd power = ter__times_log(l->log_p, k);
    return isinf(power.hi) ? power : ter__dd_sub(ter__dd_sub(power, ter__dd_log(k)), l->log_scale);
}

/* p k / (k + 1) */
static ter__dd ratio(const void *context, double k) {
    const law *l = context;
    return ter__dd_mul_d(ter__dd_div(ter__dd_make(k, 0.0), ter__two_sum(k, 1.0)), l->p);
}

/* exp(x) E1(x): DLMF 6.6.2 and the continued fraction 6.9.1, from its far end. */
static ter__dd scaled_integral(ter__dd x) {
    const ter__dd euler = {0x1.2788cfc6fb619p-1, -0x1.6cb90701fbfabp-58};
    if (x.hi < 1.0) {
        ter__dd sum = ter__dd_neg(ter__dd_add(euler, ter__dd_log(x))), power = ter__dd_make(-1.0, 0.0);
        for (double k = 1.0; fabs(power.hi) > NEGLIGIBLE && k < 40.0; k += 1.0) {
            power = ter__dd_neg(ter__dd_div_d(ter__dd_mul(power, x), k));
            sum = ter__dd_add(sum, ter__dd_div_d(power, k));
        }
        return ter__dd_mul(ter__dd_exp(x), sum);
    }
    double terms = floor(10.0 + 400.0 / x.hi);
    ter__dd below = x;
    for (double k = terms; k > 0.0; k -= 1.0) /* x + k / (1 + k / ...) */
        below = ter__dd_add(x, ter__dd_div(ter__dd_make(k, 0.0), ter__dd_add_d(ter__dd_div(ter__dd_make(k, 0.0), below), 1.0)));
    return ter__dd_div(ter__dd_make(1.0, 0.0), below);
}

/* Sum over n >= first of p^n / n relative to its first term. */
static ter__dd relative_sum(const law *l, ter__dd first) {
    const ter__dd one = {1.0, 0.0};
    ter__dd sum = {0.0, 0.0}, power = one, speed = ter__dd_neg(l->log_p), n = first;
    bool slow = speed.hi < SLOW;
    for (; slow ? n.hi < FAR : power.hi > NEGLIGIBLE; n = ter__dd_add_d(n, 1.0)) {
        sum = ter__dd_add(sum, n.hi == first.hi && n.lo == first.lo ? power : ter__dd_mul(power, ter__dd_div(first, n)));
        power = ter__dd_mul_d(power, l->p);
    }
    if (!slow)
        return sum;
    ter__ratio_law sums = {.context = l, .ratio = ratio};
    ter__dd x = ter__dd_mul(speed, ter__dd_add_d(n, -0.5));
    ter__dd part = ter__dd_mul(ter__dd_mul(scaled_integral(x), n), ter__dd_exp(ter__dd_scale(speed, 0.5)));
    part = ter__dd_add(part, ter__sum_less_integral(&sums, n.hi, 1.0));
    return ter__dd_add(sum, ter__dd_mul(ter__dd_mul(power, ter__dd_div(first, n)), part));
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    law l = law_of(dist);
    if (x == 1.0 && !upper)
        return log_mass(&l, ter__dd_make(1.0, 0.0));
    ter__dd first = ter__two_sum(x, 1.0), mass = log_mass(&l, first);
    ter__dd above = isinf(mass.hi) ? mass : ter__dd_add(mass, ter__dd_log(relative_sum(&l, first)));
    return upper ? above : ter__log_rest(above);
}

static ter__dd log_density(const ter_dist *dist, double x) {
    law l = law_of(dist);
    return log_mass(&l, ter__dd_make(x, 0.0));
}

static ter__dd log_hazard(const ter_dist *dist, double x) {
    law l = law_of(dist);
    if (x == 1.0)
        return log_mass(&l, ter__dd_make(1.0, 0.0));
    return ter__dd_neg(ter__dd_log(relative_sum(&l, ter__dd_make(x, 0.0))));
}

/* k / p - 1 / ((1 - p) L) */
static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    double p = dist->parameter[0];
    *slope = TER__NAN;
    if (by_parameter == NULL)
        return;
    ter__dd share = ter__dd_mul(scale_by_p(p), ter__two_sum(1.0, -p));
    ter__dd less = ter__dd_sub(ter__dd_make(x, 0.0), ter__dd_div(ter__dd_make(1.0, 0.0), share));
    by_parameter[0] = p < 1e-20 && x == 1.0 ? -0.5 : ter__dd_value(ter__dd_div_d(less, p));
}

/* From E1(x) = tail L, x = k log(1 / p), by its leading terms on either side. */
static double start(const ter_dist *dist, double log_side, bool upper) {
    law l = law_of(dist);
    double log_upper = upper ? log_side : ter__log1p(0.0 - ter__exp(log_side));
    double log_integral = log_upper + l.log_scale.hi, x;
    if (log_integral > -1.0) {
        x = ter__exp(-0.5772156649015329 - ter__exp(log_integral));
    } else {
        x = -log_integral;
        for (int i = 0; i < 3; i++)
            x = -log_integral - ter__log(1.0 + x);
        x = x > 0.1 ? x : 0.1;
    }
    double k = x / -l.log_p.hi;
    return k > 1.0 ? floor(k) : 1.0;
}

static ter_status mean(const ter_dist *dist, double *value) {
    double p = dist->parameter[0];
    *value = ter__dd_value(ter__dd_div(ter__dd_make(1.0, 0.0), ter__dd_mul(scale_by_p(p), ter__two_sum(1.0, -p))));
    return TER_OK;
}

/* p (L - p) / ((1 - p) L)^2 */
static ter_status variance(const ter_dist *dist, double *value) {
    double p = dist->parameter[0];
    ter__dd scale = scale_by_p(p), left = ter__two_sum(1.0, -p);
    ter__dd more = p < SMALL ? excess(p) : ter__dd_add_d(scale, -1.0), below = ter__dd_mul(scale, left);
    *value = ter__dd_value(ter__dd_div(more, ter__dd_mul(below, below)));
    return TER_OK;
}

static ter_status mode(const ter_dist *dist, double *value) {
    (void)dist;
    *value = 1.0;
    return TER_OK;
}

/* E[X (X - 1) .. (X - j + 1)] = (j - 1)! (p / (1 - p))^j / L. */
static ter_status raw_moment(const ter_dist *dist, unsigned order, double *value) {
    double p = dist->parameter[0], odds = p / (1.0 - p), factorial[TER_MOMENT_ORDER_MAX + 1] = {1.0};
    if (order > 0)
        (void)mean(dist, &factorial[1]);
    for (unsigned j = 2; j <= order; j++)
        factorial[j] = factorial[j - 1] * (j - 1) * odds;
    *value = ter__raw_from_factorial(order, factorial);
    return TER_OK;
}

/* log(1 - p exp(i t)) / log(1 - p): |1 - p exp(i t)|^2 = 1 - p (2 cos t - p). */
static ter_status characteristic(const ter_dist *dist, double t, double *real, double *imaginary) {
    ter__dd p = ter__dd_make(dist->parameter[0], 0.0), left = ter__two_sum(1.0, -p.hi), turns = ter__turns(t);
    ter__sin_cos at = ter__sin_cos_pi(turns), half = ter__half_turn(t);
    ter__dd wave = ter__dd_scale(ter__dd_mul(p, ter__dd_square(half.sin)), 2.0), re = ter__dd_add(left, wave), log;
    ter__dd im = ter__dd_neg(ter__dd_mul(p, at.sin)), size = ter__dd_add(ter__dd_square(re), ter__dd_square(im));
    if (size.hi < 0.5)
        log = ter__dd_log(size);
    else
        log = ter__dd_log1p(ter__dd_neg(ter__dd_mul(p, ter__dd_sub(ter__dd_scale(at.cos, 2.0), p))));
    ter__dd scale = ter__dd_div(ter__dd_make(-1.0, 0.0), ter__dd_mul(scale_by_p(p.hi), p));
    ter__complex value = {ter__dd_scale(log, 0.5), ter__dd_angle(im, re)};
    return ter__characteristic_of(ter__complex_times(value, scale), real, imaginary);
}

static const ter_parameter parameters[] = {
    TER__PROBABILITY_PARAMETER(true, true, "shape: masses fall like p^k / k"),
};

static const ter_parameter scipy_parameters[] = {
    TER__PROBABILITY_PARAMETER(true, true, "shape"),
    TER__SCIPY_NO_LOC,
};

static void of_scipy(const double *given, double *p) {
    p[0] = given[0];
}

static const ter_alias aliases[] = {{"log_series", "the field"}};

static const ter_parameter r_parameters[] = {TER__PROBABILITY_PARAMETER(true, true, "shape")};

static const ter__variant variants[] = {
    TER__VARIANT("scipy", "logser", scipy_parameters, of_scipy),
    TER__VARIANT("extraDistr", "lgser", r_parameters, NULL),
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .log_hazard = log_hazard,
    .gradient = gradient,
    .start = start,
};

static const ter__edge edges[] = {
    {{0.5}, TER_PDF, 0.0, 0.0},    {{0.5}, TER_PDF, 1.5, 0.0},           {{0.5}, TER_CDF, 0.0, 0.0},
    {{0.5}, TER_SF, 0.5, 1.0},     {{0.5}, TER_QUANTILE, 0.0, 1.0},      {{0.5}, TER_QUANTILE, 1.0, TER__INFINITY},
    {{1e-300}, TER_PDF, 1.0, 1.0}, {{0.5}, TER_CDF, TER__NAN, TER__NAN},
};

const ter_family ter__family_logarithmic = {
    .name = "logarithmic",
    .title = "Logarithmic (log-series)",
    .formula = "-p^k / (k log(1 - p)), k = 1, 2, ...",
    .conventions = "Counts from 1, as scipy's logser(p), GSL's logarithmic, extraDistr's dlgser(x, theta).",
    .discrete = true,
    .parameter_count = 1,
    .parameters = parameters,
    .alias_count = sizeof aliases / sizeof aliases[0],
    .aliases = aliases,
    .prepare = prepare,
    .support = support,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
    .statement = &statement,
    .summary = {[TER_MEAN] = mean, [TER_VARIANCE] = variance, [TER_MODE] = mode},
    .raw_moment = raw_moment,
    .characteristic = characteristic,
    .words_per_draw = 1,
    .accuracy_range = "probability from 1e-300 to 1 - 2^-53, all counts; both tails and their logs",
    .accuracy = TER__COUNTS_ACCURACY(1.0, 2.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
