/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "power_law.h"

#include "ratio_sum.h"

#define FAR        64.0
#define SMOOTH     10.0  /* times the exponent: from there on masses are smooth */
#define SHORT      128.0 /* such sums are added up */
#define NEGLIGIBLE 0x1p-108
#define LOG_HALF   -0.6931471805599453
/* From this exponent on the counts above 1 hardly have mass, and moments are taken about 1. */
#define STEEP     50.0
#define STEEP_END 60.0

typedef struct law {
    ter__dd exponent;
    double last;
    ter__dd log_whole; /* log of the sum of n^-exponent */
    double slope;      /* its derivative in the exponent */
} law;

static law law_of(const ter_dist *dist) {
    law l = {{dist->parameter[0], 0.0}, dist->upper, {dist->prepared[0], dist->prepared[1]}, dist->prepared[2]};
    return l;
}

/* (1 + 1 / k)^-s */
static ter__dd ratio(const void *context, double k) {
    const ter__dd *s = context;
    return ter__dd_exp(ter__dd_neg(ter__dd_mul(ter__dd_log1p(ter__dd_ratio(1.0, k)), *s)));
}

/* log of the integral of (x / n)^-s from n - 1/2 to last + 1/2. */
static ter__dd log_integral(ter__dd s, ter__dd n, double last) {
    ter__dd index = ter__dd_sub(ter__dd_make(1.0, 0.0), s), half = ter__dd_div(ter__dd_make(-0.5, 0.0), n);
    ter__dd base = ter__dd_add(ter__dd_log(n), ter__dd_mul(index, ter__dd_log1p(half)));
    if (last == TER__INFINITY)
        return ter__dd_sub(base, ter__dd_log(ter__dd_neg(index)));
    ter__dd from = ter__dd_add_d(n, -0.5), length = ter__dd_sub(ter__two_sum(last, 0.5), from);
    ter__dd range = ter__dd_log1p(ter__dd_div(length, from)), power = ter__dd_mul(index, range);
    if (index.hi == 0.0)
        return ter__dd_add(base, ter__dd_log(range));
    ter__dd change = power.hi < -640.0 ? ter__dd_make(-1.0, 0.0) : ter__dd_expm1(power);
    return ter__dd_add(base, ter__dd_log(ter__dd_div(change, index)));
}

/* The sum from n to last by (n)^-s, for n far out: its log. */
static ter__dd log_far_sum(ter__dd s, ter__dd n, double last) {
    ter__ratio_law sums = {.context = &s, .ratio = ratio};
    ter__dd log_part = log_integral(s, n, last), less = ter__sum_less_integral(&sums, n.hi, 1.0);
    if (last < TER__INFINITY) {
        double end = last + 1.0;
        ter__dd power = ter__dd_neg(ter__dd_mul(s, ter__dd_log(ter__dd_div(ter__two_sum(last, 1.0), n))));
        if (power.hi > -640.0)
            less = ter__dd_sub(less, ter__dd_mul(ter__dd_exp(power), ter__sum_less_integral(&sums, end, 1.0)));
    }
    if (log_part.hi > 600.0)
        return log_part;
    return ter__dd_add(log_part, ter__dd_log1p(ter__dd_mul(less, ter__dd_exp(ter__dd_neg(log_part)))));
}

ter__dd ter__power_log_sum(ter__dd s, ter__dd first, double last) {
    double from = fmax(FAR, SMOOTH * fabs(s.hi));
    ter__dd sum = {0.0, 0.0}, term = {1.0, 0.0}, n = first;
    while (n.hi <= last && (n.hi < from || last - n.hi < SHORT)) {
        sum = ter__dd_add(sum, term);
        /* what is left is at most n term / (s - 1) */
        if (n.hi == last || (s.hi > 2.0 && term.hi * n.hi <= NEGLIGIBLE * sum.hi))
            return ter__dd_log(sum);
        n = ter__dd_add_d(n, 1.0);
        ter__dd power = ter__dd_neg(ter__dd_mul(s, ter__dd_log(ter__dd_div(n, first))));
        term = power.hi < -640.0 ? ter__dd_make(0.0, 0.0) : ter__dd_exp(power);
    }
    ter__dd rest = log_far_sum(s, n, last);
    return sum.hi == 0.0 ? rest : ter__dd_log(ter__dd_add(sum, ter__dd_mul(term, ter__dd_exp(rest))));
}

/* log of the sum from 1 on, with the digits of what is beyond 1. */
static ter__dd log_whole(ter__dd s, double last) {
    const ter__dd two = {2.0, 0.0};
    if (last < 2.0)
        return ter__dd_make(0.0, 0.0);
    ter__dd rest = ter__dd_sub(ter__power_log_sum(s, two, last), ter__dd_mul(s, ter__dd_log_d(2.0)));
    if (rest.hi < -640.0)
        return ter__dd_make(ter__exp_dd(rest), 0.0);
    return ter__dd_log1pexp(rest);
}

void ter__power_prepare(double exponent, double last, double *prepared) {
    double room = last < TER__INFINITY ? 1.0 : exponent - 1.0, step = 0x1p-28 * (room < 0.5 ? room : 0.5);
    ter__dd whole = log_whole(ter__dd_make(exponent, 0.0), last);
    ter__dd above = log_whole(ter__two_sum(exponent, step), last), below = log_whole(ter__two_sum(exponent, -step), last);
    prepared[0] = whole.hi;
    prepared[1] = whole.lo;
    prepared[2] = ter__dd_value(ter__dd_sub(above, below)) / (2.0 * step);
}

static ter__dd log_mass(const law *l, ter__dd k) {
    if (k.hi == 1.0)
        return ter__dd_neg(l->log_whole);
    ter__dd power = ter__times_log(ter__dd_neg(ter__dd_log(k)), l->exponent);
    return isinf(power.hi) ? power : ter__dd_sub(power, l->log_whole);
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    law l = law_of(dist);
    const ter__dd one = {1.0, 0.0};
    ter__dd first = ter__two_sum(x, 1.0), above = log_mass(&l, first);
    if (!isinf(above.hi))
        above = ter__dd_add(above, ter__power_log_sum(l.exponent, first, l.last));
    if (above.hi < LOG_HALF)
        return upper ? above : ter__log_rest(above);
    ter__dd below = ter__dd_sub(ter__power_log_sum(l.exponent, one, x), l.log_whole);
    return upper ? ter__log_rest(below) : below;
}

static ter__dd log_density(const ter_dist *dist, double x) {
    law l = law_of(dist);
    return log_mass(&l, ter__dd_make(x, 0.0));
}

static ter__dd log_hazard(const ter_dist *dist, double x) {
    law l = law_of(dist);
    if (x == 1.0)
        return log_mass(&l, ter__dd_make(1.0, 0.0));
    return ter__dd_neg(ter__power_log_sum(l.exponent, ter__dd_make(x, 0.0), l.last));
}

/* The tail's integral inverted. */
static double start(const ter_dist *dist, double log_side, bool upper) {
    law l = law_of(dist);
    double index = 1.0 - l.exponent.hi, log_k;
    double log_upper = upper ? log_side : ter__log1p(0.0 - ter__exp(log_side));
    if (l.last == TER__INFINITY) {
        log_k = (log_upper + l.log_whole.hi + ter__log(-index)) / index;
    } else {
        double log_end = ter__log(l.last + 0.5), share = 1.0 - ter__exp(log_upper);
        double power = index * log_end, beyond = power > 700.0 ? TER__INFINITY : ter__expm1(power);
        if (fabs(power) < 1e-8)
            log_k = share * log_end;
        else if (beyond == TER__INFINITY)
            log_k = log_end + ter__log(share > 0.0 ? share : 1e-300) / index;
        else /* k^index = 1 + share (end^index - 1) */
            log_k = ter__log(fmax(1.0 + beyond - ter__exp(log_upper) * beyond, 1e-300)) / index;
    }
    double k = log_k < 709.0 ? ter__exp(log_k) : 0x1p1022;
    return k > 1.0 ? fmin(floor(k), l.last) : 1.0;
}

static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    *slope = TER__NAN;
    if (by_parameter == NULL)
        return;
    by_parameter[0] = -ter__log(x) - law_of(dist).slope;
    if (dist->family->parameter_count > 1)
        by_parameter[1] = TER__NAN;
}

const ter__statement ter__power_statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .log_hazard = log_hazard,
    .gradient = gradient,
    .start = start,
};

static bool has_moment(const law *l, unsigned order) {
    return l->last < TER__INFINITY || l->exponent.hi - 1.0 > order;
}

static ter__dd raw_moment_of(const law *l, unsigned order) {
    ter__dd lower = ter__dd_add_d(l->exponent, -(double)order);
    return ter__dd_exp(ter__dd_sub(log_whole(lower, l->last), l->log_whole));
}

ter_status ter__power_raw_moment(const ter_dist *dist, unsigned order, double *value) {
    law l = law_of(dist);
    *value = order == 0 ? 1.0 : TER__INFINITY;
    if (order == 0)
        return TER_OK;
    if (!has_moment(&l, order))
        return TER_INFINITE;
    *value = ter__dd_value(raw_moment_of(&l, order));
    return TER_OK;
}

static double whole_power(double x, unsigned order) {
    double power = 1.0;
    for (unsigned i = 0; i < order; i++)
        power *= x;
    return power;
}

/* For steep laws: the few counts that have mass, about 1. */
static double steep_moment(const law *l, unsigned order) {
    double end = fmin(l->last, STEEP_END), beyond = 0.0, sum = 0.0;
    for (double k = end; k >= 2.0; k -= 1.0)
        beyond += (k - 1.0) * ter__exp_dd(log_mass(l, ter__dd_make(k, 0.0)));
    for (double k = end; k >= 1.0; k -= 1.0)
        sum += whole_power(k - 1.0 - beyond, order) * ter__exp_dd(log_mass(l, ter__dd_make(k, 0.0)));
    return sum;
}

ter_status ter__power_central_moment(const ter_dist *dist, unsigned order, double *value) {
    law l = law_of(dist);
    *value = order == 0 ? 1.0 : 0.0;
    if (order == 0 || l.last == 1.0)
        return TER_OK;
    if (!has_moment(&l, order)) {
        bool mean = has_moment(&l, 1) && order > 1;
        *value = mean ? TER__INFINITY : TER__NAN;
        return mean ? TER_INFINITE : TER_UNDEFINED;
    }
    if (order == 1)
        return TER_OK;
    if (l.exponent.hi > STEEP) {
        *value = steep_moment(&l, order);
        return TER_OK;
    }
    ter__dd less = ter__dd_neg(raw_moment_of(&l, 1)), power = {1.0, 0.0}, sum = {0.0, 0.0};
    double ways = 1.0;
    for (unsigned j = order;; j--) { /* C(order, j) (-mean)^(order - j) E X^j */
        ter__dd raw = j > 0 ? raw_moment_of(&l, j) : ter__dd_make(1.0, 0.0);
        sum = ter__dd_add(sum, ter__dd_mul_d(ter__dd_mul(power, raw), ways));
        if (j == 0)
            break;
        ways = ways * j / (order - j + 1);
        power = ter__dd_mul(power, less);
    }
    *value = ter__dd_value(sum);
    return TER_OK;
}

/* Order 3 the skewness, 4 the excess kurtosis. */
static ter_status shape_of(const ter_dist *dist, unsigned order, double *value) {
    law l = law_of(dist);
    double spread = 0.0, moment;
    *value = TER__NAN;
    if (!has_moment(&l, 2) || ter__power_central_moment(dist, 2, &spread) != TER_OK || !(spread > 0.0))
        return TER_UNDEFINED;
    ter_status status = ter__power_central_moment(dist, order, &moment);
    *value = order == 3 ? moment / spread / sqrt(spread) : moment / spread / spread - 3.0;
    return status;
}

ter_status ter__power_mean(const ter_dist *dist, double *value) {
    return ter__power_raw_moment(dist, 1, value);
}

ter_status ter__power_variance(const ter_dist *dist, double *value) {
    return ter__power_central_moment(dist, 2, value);
}

ter_status ter__power_skewness(const ter_dist *dist, double *value) {
    return shape_of(dist, 3, value);
}

ter_status ter__power_excess_kurtosis(const ter_dist *dist, double *value) {
    return shape_of(dist, 4, value);
}

ter_status ter__power_mode(const ter_dist *dist, double *value) {
    (void)dist;
    *value = 1.0;
    return TER_OK;
}
