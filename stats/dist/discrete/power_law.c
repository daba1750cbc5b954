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
    double last, shift;
    ter__dd log_whole; /* log of the sum of ((n + shift) / (1 + shift))^-exponent */
    double slope;      /* its derivative in the exponent */
} law;

static law law_of(const ter_dist *dist) {
    const double *v = dist->prepared;
    law l = {{v[4], 0.0}, dist->upper, v[3], {v[0], v[1]}, v[2]};
    return l;
}

/* Powers of n + shift. */
typedef struct powers {
    ter__dd exponent;
    double shift;
} powers;

/* (1 + 1 / (k + shift))^-s */
static ter__dd ratio(const void *context, double k) {
    const powers *p = context;
    ter__dd step = ter__dd_div(ter__dd_make(1.0, 0.0), ter__two_sum(k, p->shift));
    return ter__dd_exp(ter__dd_neg(ter__dd_mul(ter__dd_log1p(step), p->exponent)));
}

/* log of the integral of (x / a)^-s from a - 1/2 to end + 1/2. */
static ter__dd log_integral(ter__dd s, ter__dd a, ter__dd end) {
    ter__dd index = ter__dd_sub(ter__dd_make(1.0, 0.0), s), half = ter__dd_div(ter__dd_make(-0.5, 0.0), a);
    ter__dd base = ter__dd_add(ter__dd_log(a), ter__dd_mul(index, ter__dd_log1p(half)));
    if (end.hi == TER__INFINITY)
        return ter__dd_sub(base, ter__dd_log(ter__dd_neg(index)));
    ter__dd from = ter__dd_add_d(a, -0.5), length = ter__dd_sub(ter__dd_add_d(end, 0.5), from);
    ter__dd range = ter__dd_log1p(ter__dd_div(length, from)), power = ter__dd_mul(index, range);
    if (index.hi == 0.0)
        return ter__dd_add(base, ter__dd_log(range));
    ter__dd change = power.hi < -640.0 ? ter__dd_make(-1.0, 0.0) : ter__dd_expm1(power);
    return ter__dd_add(base, ter__dd_log(ter__dd_div(change, index)));
}

/* The sum from n to last by (n + shift)^-s, for n + shift far out: its log. */
static ter__dd log_far_sum(const powers *p, ter__dd n, double last) {
    ter__ratio_law sums = {.context = p, .ratio = ratio};
    bool ends = last < TER__INFINITY;
    ter__dd a = ter__dd_add_d(n, p->shift), end = ends ? ter__two_sum(last, p->shift) : ter__dd_make(TER__INFINITY, 0.0);
    ter__dd log_part = log_integral(p->exponent, a, end), less = ter__sum_less_integral(&sums, n.hi, 1.0);
    if (ends) {
        ter__dd power = ter__dd_neg(ter__dd_mul(p->exponent, ter__dd_log(ter__dd_div(ter__dd_add_d(end, 1.0), a))));
        if (power.hi > -640.0)
            less = ter__dd_sub(less, ter__dd_mul(ter__dd_exp(power), ter__sum_less_integral(&sums, last + 1.0, 1.0)));
    }
    if (log_part.hi > 600.0)
        return log_part;
    return ter__dd_add(log_part, ter__dd_log1p(ter__dd_mul(less, ter__dd_exp(ter__dd_neg(log_part)))));
}

ter__dd ter__power_log_sum_shifted(ter__dd s, double shift, ter__dd first, double last) {
    powers p = {s, shift};
    double from = fmax(FAR, SMOOTH * fabs(s.hi)) - shift;
    ter__dd sum = {0.0, 0.0}, term = {1.0, 0.0}, n = first, base = ter__dd_add_d(first, shift);
    while (n.hi <= last && (n.hi < from || last - n.hi < SHORT)) {
        sum = ter__dd_add(sum, term);
        n = ter__dd_add_d(n, 1.0);
        ter__dd at = ter__dd_add_d(n, shift);
        /* what is left is at most (n + shift) term / (s - 1) */
        if (n.hi > last || (s.hi > 2.0 && term.hi * at.hi <= NEGLIGIBLE * sum.hi))
            return ter__dd_log(sum);
        ter__dd power = ter__dd_neg(ter__dd_mul(s, ter__dd_log(ter__dd_div(at, base))));
        term = power.hi < -640.0 ? ter__dd_make(0.0, 0.0) : ter__dd_exp(power);
    }
    ter__dd rest = log_far_sum(&p, n, last);
    return sum.hi == 0.0 ? rest : ter__dd_log(ter__dd_add(sum, ter__dd_mul(term, ter__dd_exp(rest))));
}

ter__dd ter__power_log_sum(ter__dd s, ter__dd first, double last) {
    return ter__power_log_sum_shifted(s, 0.0, first, last);
}

/* log((k + shift) / (1 + shift)) */
static ter__dd log_from_first(double shift, ter__dd k) {
    if (shift == 0.0)
        return ter__dd_log(k);
    return ter__dd_log1p(ter__dd_div(ter__dd_add_d(k, -1.0), ter__two_sum(1.0, shift)));
}

/* log of the sum from 1 on, with the digits of what is beyond 1. */
static ter__dd log_whole(ter__dd s, double shift, double last) {
    const ter__dd two = {2.0, 0.0};
    if (last < 2.0)
        return ter__dd_make(0.0, 0.0);
    ter__dd first = ter__dd_mul(s, log_from_first(shift, two));
    ter__dd rest = ter__dd_sub(ter__power_log_sum_shifted(s, shift, two, last), first);
    if (rest.hi < -640.0)
        return ter__dd_make(ter__exp_dd(rest), 0.0);
    return ter__dd_log1pexp(rest);
}

void ter__power_prepare_shifted(double exponent, double shift, double last, double *prepared) {
    double room = last < TER__INFINITY ? 1.0 : exponent - 1.0, step = 0x1p-28 * (room < 0.5 ? room : 0.5);
    ter__dd whole = log_whole(ter__dd_make(exponent, 0.0), shift, last);
    ter__dd above = log_whole(ter__two_sum(exponent, step), shift, last);
    ter__dd below = log_whole(ter__two_sum(exponent, -step), shift, last);
    prepared[0] = whole.hi;
    prepared[1] = whole.lo;
    prepared[2] = ter__dd_value(ter__dd_sub(above, below)) / (2.0 * step);
    prepared[3] = shift;
    prepared[4] = exponent;
}

void ter__power_prepare(double exponent, double last, double *prepared) {
    ter__power_prepare_shifted(exponent, 0.0, last, prepared);
}

/* E[(1 + shift) / (X + shift)] */
ter__dd ter__power_mean_inverse(double exponent, double shift, double last) {
    ter__dd above = log_whole(ter__two_sum(exponent, 1.0), shift, last),
            whole = log_whole(ter__dd_make(exponent, 0.0), shift, last);
    return ter__dd_exp(ter__dd_sub(above, whole));
}

static ter__dd log_mass(const law *l, ter__dd k) {
    if (k.hi == 1.0)
        return ter__dd_neg(l->log_whole);
    ter__dd power = ter__times_log(ter__dd_neg(log_from_first(l->shift, k)), l->exponent);
    return isinf(power.hi) ? power : ter__dd_sub(power, l->log_whole);
}

static ter__dd log_sum(const law *l, ter__dd first, double last) {
    return ter__power_log_sum_shifted(l->exponent, l->shift, first, last);
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    law l = law_of(dist);
    const ter__dd one = {1.0, 0.0};
    ter__dd first = ter__two_sum(x, 1.0), above = log_mass(&l, first);
    if (!isinf(above.hi))
        above = ter__dd_add(above, log_sum(&l, first, l.last));
    if (above.hi < LOG_HALF)
        return upper ? above : ter__log_rest(above);
    ter__dd below = ter__dd_sub(log_sum(&l, one, x), l.log_whole);
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
    return ter__dd_neg(log_sum(&l, ter__dd_make(x, 0.0), l.last));
}

/* The tail's integral inverted. */
static double start(const ter_dist *dist, double log_side, bool upper) {
    law l = law_of(dist);
    double index = 1.0 - l.exponent.hi, log_k;
    double log_upper = upper ? log_side : ter__log1p(0.0 - ter__exp(log_side));
    if (l.last == TER__INFINITY) {
        log_k = (log_upper + l.log_whole.hi + ter__log(-index)) / index;
    } else {
        double log_end = ter__log((l.last + 0.5 + l.shift) / (1.0 + l.shift)), share = 1.0 - ter__exp(log_upper);
        double power = index * log_end, beyond = power > 700.0 ? TER__INFINITY : ter__expm1(power);
        if (fabs(power) < 1e-8)
            log_k = share * log_end;
        else if (beyond == TER__INFINITY)
            log_k = log_end + ter__log(share > 0.0 ? share : 1e-300) / index;
        else /* k^index = 1 + share (end^index - 1) */
            log_k = ter__log(fmax(1.0 + beyond - ter__exp(log_upper) * beyond, 1e-300)) / index;
    }
    double k = log_k < 700.0 ? ter__exp(log_k) * (1.0 + l.shift) - l.shift : 0x1p1022;
    return k > 1.0 ? fmin(floor(k), l.last) : 1.0;
}

double ter__power_exponent_slope(const ter_dist *dist, double x) {
    law l = law_of(dist);
    return -log_from_first(l.shift, ter__dd_make(x, 0.0)).hi - l.slope;
}

static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    *slope = TER__NAN;
    if (by_parameter == NULL)
        return;
    by_parameter[0] = ter__power_exponent_slope(dist, x);
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

/* Without a shift. */
static ter__dd raw_moment_of(const law *l, unsigned order) {
    ter__dd lower = ter__dd_add_d(l->exponent, -(double)order);
    return ter__dd_exp(ter__dd_sub(log_whole(lower, 0.0, l->last), l->log_whole));
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
