/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Kolmogorov's limit law of sqrt(n) D_n, by the two forms that Jacobi's theta function has:
 *   P(X > x) = 2 sum_{k>=1} (-1)^(k-1) exp(-2 k^2 x^2),  P(X <= x) = sqrt(2 pi) / x sum_{m odd} exp(-m^2 q),  q = pi^2 / (8 x^2).
 * Each is used for its own tail, with its first term taken out in front, so that logs exist on either side to the ends of the
 * doubles; they change places next to the median, where some four terms do.
 */
#include "dist/family.h"
#include "special/elementary.h"
#include "special/gamma.h"

#define MEDIAN 0.8275735551899077

static void support(const double *p, double *lower, double *upper) {
    (void)p;
    *lower = 0.0;
    *upper = TER__INFINITY;
}

typedef enum weight { ONE, SQUARE, FOURTH } weight; /* 1, n^2, n^4 */

/* sum over n of sign^k n^w exp(-(n^2 - 1) s), n = 1, 2, 3 ... with alternating signs or 1, 3, 5 ... without; s > 1.3. */
static ter__dd theta(double s_hi, double s_lo, bool odd, weight w) {
    ter__dd sum = ter__dd_make(1.0, 0.0);
    double sign = 1.0;
    for (double n = odd ? 3.0 : 2.0; (n * n - 1.0) * s_hi < 90.0; n += odd ? 2.0 : 1.0) {
        ter__dd term = ter__dd_exp(ter__dd_mul_d(ter__dd_make(s_hi, s_lo), 1.0 - n * n));
        sign = odd ? 1.0 : -sign;
        sum = ter__dd_add(sum, ter__dd_mul_d(term, sign * (w == ONE ? 1.0 : w == SQUARE ? n * n : n * n * n * n)));
    }
    return sum;
}

static ter__dd theta_of(ter__dd s, bool odd, weight w) {
    return theta(s.hi, s.lo, odd, w);
}

/* 2 x^2; {inf, 0} where it overflows. */
static ter__dd twice_square(double x) {
    ter__dd square = ter__two_product(x, x);
    return square.hi < 0x1p1023 ? ter__dd_scale(square, 2.0) : ter__dd_make(TER__INFINITY, 0.0);
}

/* pi^2 / (8 x^2); {inf, 0} where it overflows. */
static ter__dd over_square(double x) {
    static const ter__dd eighth = {0x1.3bd3cc9be45dep+0, 0x1.692b71366cc04p-54};
    if (isinf(eighth.hi / x / x))
        return ter__dd_make(TER__INFINITY, 0.0);
    return ter__dd_div_d(ter__dd_div_d(eighth, x), x);
}

static const ter__dd log_root_two_pi = TER__HALF_LOG_TWO_PI;
static const ter__dd log_2 = {0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56};
static const ter__dd log_8 = {0x1.0a2b23f3bab73p+1, 0x1.a06bb56359018p-53};

/* Of f below the median, x^2 exp(q) / sqrt(2 pi): the sum of (2 m^2 q - 1) exp(-(m^2 - 1) q). */
static ter__dd low_factor(ter__dd q) {
    ter__dd squares = ter__dd_mul(ter__dd_scale(q, 2.0), theta_of(q, true, SQUARE));
    return ter__dd_sub(squares, theta_of(q, true, ONE));
}

static ter__dd log_density(const ter_dist *dist, double x) {
    (void)dist;
    if (x < MEDIAN) {
        ter__dd q = over_square(x);
        if (isinf(q.hi))
            return ter__dd_neg(q);
        ter__dd factor = q.hi < 0x1p900 ? ter__dd_log(low_factor(q)) : ter__dd_log(q); /* next to q, nothing */
        ter__dd logs = ter__dd_sub(ter__dd_add(log_root_two_pi, factor), ter__dd_scale(ter__dd_log_d(x), 2.0));
        return ter__dd_sub(logs, q);
    }
    ter__dd s = twice_square(x);
    if (isinf(s.hi))
        return ter__dd_neg(s);
    ter__dd logs = ter__dd_add(ter__dd_add(log_8, ter__dd_log_d(x)), ter__dd_log(theta_of(s, false, SQUARE)));
    return ter__dd_sub(logs, s);
}

static ter__dd log_lower(double x) {
    ter__dd q = over_square(x);
    if (isinf(q.hi))
        return ter__dd_neg(q);
    ter__dd logs = ter__dd_sub(ter__dd_add(log_root_two_pi, ter__dd_log(theta_of(q, true, ONE))), ter__dd_log_d(x));
    return ter__dd_sub(logs, q);
}

static ter__dd log_upper(double x) {
    ter__dd s = twice_square(x);
    if (isinf(s.hi))
        return ter__dd_neg(s);
    return ter__dd_sub(ter__dd_add(log_2, ter__dd_log(theta_of(s, false, ONE))), s);
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    (void)dist;
    bool above = !(x < MEDIAN);
    ter__dd direct = above ? log_upper(x) : log_lower(x);
    if (above == upper)
        return direct;
    return direct.hi < -640.0 ? ter__dd_make(-ter__exp_dd(direct), 0.0) : ter__dd_log1mexp(direct);
}

static ter__dd log_hazard(const ter_dist *dist, double x) {
    if (x < MEDIAN) {
        ter__dd density = log_density(dist, x);
        return isinf(density.hi) ? density : ter__dd_sub(density, log_tail(dist, x, true));
    }
    ter__dd s = twice_square(x), ratio = ter__dd_make(1.0, 0.0);
    if (s.hi < 90.0)
        ratio = ter__dd_div(theta_of(s, false, SQUARE), theta_of(s, false, ONE));
    return ter__dd_add(ter__dd_add(ter__dd_scale(log_2, 2.0), ter__dd_log_d(x)), ter__dd_log(ratio));
}

/* Below: (2 q - 2 - 2 q F' / F) / x with the factor F above and F' in q. Above: 1 / x - 4 x G / F, G of weights n^4, F of n^2. */
static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    (void)dist;
    (void)by_parameter;
    if (x < MEDIAN) {
        ter__dd q = over_square(x), twice = ter__dd_scale(q, 2.0);
        if (!(q.hi < 0x1p900)) {
            *slope = 2.0 * q.hi / x;
            return;
        }
        ter__dd one = theta_of(q, true, ONE), square = theta_of(q, true, SQUARE), fourth = theta_of(q, true, FOURTH);
        ter__dd factor = ter__dd_sub(ter__dd_mul(twice, square), one);
        /* d/dq of (2 m^2 q - 1) e^(-(m^2 - 1) q): 2 m^2 + (m^2 - 1) - 2 q (m^4 - m^2), summed */
        ter__dd change = ter__dd_sub(ter__dd_mul_d(square, 3.0), one);
        change = ter__dd_sub(change, ter__dd_mul(twice, ter__dd_sub(fourth, square)));
        ter__dd sum = ter__dd_sub(ter__dd_add_d(twice, -2.0), ter__dd_mul(twice, ter__dd_div(change, factor)));
        *slope = ter__dd_value(ter__dd_div_d(sum, x));
        return;
    }
    ter__dd s = twice_square(x), ratio = ter__dd_make(1.0, 0.0);
    if (s.hi < 90.0)
        ratio = ter__dd_div(theta_of(s, false, FOURTH), theta_of(s, false, SQUARE));
    ter__dd fall = x < 0x1p900 ? ter__dd_mul_d(ratio, 4.0 * x) : ter__dd_make(4.0 * x, 0.0);
    *slope = isinf(fall.hi) ? -TER__INFINITY : ter__dd_value(ter__dd_sub(ter__dd_ratio(1.0, x), fall));
}

/* By the first terms alone. */
static double start(const ter_dist *dist, double log_tail, bool upper) {
    (void)dist;
    if (upper)
        return sqrt(fmax(0.5 * (log_2.hi - log_tail), 0.5));
    double x = 0.7; /* q + log x = log sqrt(2 pi) - log tail, a few rounds */
    for (int i = 0; i < 4; i++)
        x = sqrt(1.2337005501361697 / fmax(log_root_two_pi.hi - ter__log(x) - log_tail, 1.0));
    return x;
}

/* E X^r = r Gamma(r / 2) 2^(-r/2) eta(r), eta the alternating zeta function (H. Cohen, F. Rodriguez Villegas, D. Zagier, 2000). */
static ter_status raw_moment(const ter_dist *dist, unsigned order, double *value) {
    const int terms = 24;
    (void)dist;
    if (order == 0) {
        *value = 1.0;
        return TER_OK;
    }
    double d = ter__pow(3.0 + sqrt(8.0), (double)terms), b = -1.0, r = order, sum = 0.0;
    d = 0.5 * (d + 1.0 / d);
    double c = -d;
    for (int k = 0; k < terms; k++) {
        c = b - c;
        sum += c * ter__pow(k + 1.0, -r);
        b *= (double)(k + terms) * (k - terms) / ((k + 0.5) * (k + 1.0));
    }
    *value = r * ter__exp(ter__log_gamma(0.5 * r)) * ter__pow(2.0, -0.5 * r) * sum / d;
    return TER_OK;
}

#define CONSTANT(name, number)                                                                                                     \
    static ter_status name(const ter_dist *dist, double *value) {                                                                  \
        (void)dist;                                                                                                                \
        *value = number;                                                                                                           \
        return TER_OK;                                                                                                             \
    }

CONSTANT(mean, 0x1.bcca54a7e5982p-1)            /* sqrt(pi / 2) log 2 */
CONSTANT(variance, 0x1.15995ae91e776p-4)        /* pi^2 / 12 - pi / 2 log^2 2 */
CONSTANT(skewness, 0x1.b889c64f4fb37p-1)        /* from E X^3 = 9 sqrt(2 pi) zeta(3) / 16 */
CONSTANT(excess_kurtosis, 0x1.c3638fb56afe7p-1) /* from E X^4 = 7 pi^4 / 720 */
CONSTANT(mode, 0x1.788f3fe784b80p-1)
CONSTANT(median, 0x1.a7b7b89526742p-1)
CONSTANT(entropy, 0x1.d2c91577e7b23p-11)

static const ter_alias aliases[] = {{"kstwobign", "scipy"}};

static const ter__edge edges[] = {
    {{0.0}, TER_CDF, 0.0, 0.0},
    {{0.0}, TER_PDF, 0.0, 0.0},
    {{0.0}, TER_SF, 0x1p-3, 1.0},
    {{0.0}, TER_CDF, TER__INFINITY, 1.0},
    {{0.0}, TER_QUANTILE, 0.5, 0x1.a7b7b89526742p-1},
    {{0.0}, TER_QUANTILE, 0.0, 0.0},
    {{0.0}, TER_ISF, 0.0, TER__INFINITY},
    {{0.0}, TER_ISF, 1.5, TER__NAN},
    {{0.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .log_hazard = log_hazard,
    .gradient = gradient,
    .start = start,
};

const ter_family ter__family_kolmogorov = {
    .name = "kolmogorov",
    .title = "Kolmogorov's limit",
    .formula = "8 x sum_{k>=1} (-1)^(k-1) k^2 exp(-2 k^2 x^2), x >= 0",
    .conventions = "The limit of sqrt(n) D_n for the two-sided Kolmogorov-Smirnov statistic. scipy: kstwobign.",
    .parameter_count = 0,
    .alias_count = sizeof aliases / sizeof aliases[0],
    .aliases = aliases,
    .support = support,
    .statement = &statement,
    .summary = {[TER_MEAN] = mean,
                [TER_VARIANCE] = variance,
                [TER_SKEWNESS] = skewness,
                [TER_EXCESS_KURTOSIS] = excess_kurtosis,
                [TER_MODE] = mode,
                [TER_MEDIAN] = median,
                [TER_ENTROPY] = entropy},
    .raw_moment = raw_moment,
    .accuracy_range = "all doubles",
    .accuracy = TER__STATED_ACCURACY(1.0, 2.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
