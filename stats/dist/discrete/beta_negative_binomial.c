/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The beta-negative-binomial law (generalised Waring): the negative binomial law whose probability is beta distributed, mass
 * Gamma(r + k) / (k! Gamma(r)) B(a + r, b + k) / B(a, b), symmetric in r and b, with a tail like k^-a.
 *
 * Sums over a power's tail do not end. Thomae's transformation of the 3F2(1) that P(X >= K) is (Bailey, Generalized
 * Hypergeometric Series, 3.2(1)) gives, with {x, y} = {r, b} in either order,
 *     P(X >= K) = B(a, y + K) / (a B(a, r) B(a, b)) 3F2(1 - x, a + y, a; a + 1, a + y + K; 1),
 * whose terms fall quickly once K is beyond (a + y) x. Up to such a K masses are added up one by one.
 */
#include "ratio_sum.h"

#include "dist/variants.h"
#include "special/beta_inc.h"
#include "special/gamma.h"
#include "special/log_pair.h"

#define SHORT      64.0
#define SERIES_MAX 4000
#define VAST       0x1p500
#define NEGLIGIBLE 0x1p-108

typedef struct law {
    double r, a, b;
    ter__dd log_ab, log_ar; /* log B(a, b), log B(a, r) */
} law;

static law law_of(const ter_dist *dist) {
    const double *p = dist->parameter, *v = dist->prepared;
    law l = {p[0], p[1], p[2], {v[0], v[1]}, {v[2], v[3]}};
    return l;
}

static ter__dd log_beta(ter__dd a, ter__dd b) {
    ter__beta_shape shape = ter__beta_shape_make_dd(a, b);
    return ter__beta_log_function(&shape);
}

static void prepare(const double *p, double *prepared) {
    ter__dd a = ter__dd_make(p[1], 0.0), ab = log_beta(a, ter__dd_make(p[2], 0.0)), ar = log_beta(a, ter__dd_make(p[0], 0.0));
    prepared[0] = ab.hi;
    prepared[1] = ab.lo;
    prepared[2] = ar.hi;
    prepared[3] = ar.lo;
}

static void support(const double *p, double *lower, double *upper) {
    ter__counts_support(p, lower, upper);
}

/* Whether the parameters are nothing beside k: then P(X >= k) = Gamma(a) k^-a / (a B(a, r) B(a, b)), a / k of it at k itself. */
static bool is_vast(const law *l, double k) {
    return k > VAST && fmax(l->a, fmax(l->b, l->r)) < VAST * 0x1p-200;
}

static ter__dd log_vast_tail(const law *l, double k) {
    ter__dd rest = ter__dd_sub(ter__dd_sub(ter__dd_lgamma(l->a), l->log_ar), ter__dd_add(l->log_ab, ter__dd_log_d(l->a)));
    return ter__dd_sub(rest, ter__dd_mul_d(ter__dd_log_d(k), l->a));
}

/* Gamma(r + k) / (k! Gamma(r)) = 1 / (k B(r, k)). */
static ter__dd log_mass(const void *context, double k) {
    const law *l = context;
    if (is_vast(l, k))
        return ter__dd_add(log_vast_tail(l, k), ter__dd_sub(ter__dd_log_d(l->a), ter__dd_log_d(k)));
    ter__dd mixed = ter__dd_sub(log_beta(ter__two_sum(l->a, l->r), ter__two_sum(l->b, k)), l->log_ab);
    if (k == 0.0)
        return mixed;
    ter__dd ways = ter__dd_add(log_beta(ter__dd_make(l->r, 0.0), ter__dd_make(k, 0.0)), ter__dd_log_d(k));
    return ter__dd_sub(mixed, ways);
}

static ter__dd whole_of(const law *l) {
    return ter__dd_add_d(ter__two_sum(l->a, l->b), l->r);
}

/* (k + r) (k + b) / ((k + 1) (k + a + b + r)) */
static ter__dd ratio(const void *context, double k) {
    const law *l = context;
    ter__dd above = ter__dd_mul(ter__two_sum(k, l->r), ter__two_sum(k, l->b));
    return ter__dd_div(above, ter__dd_mul_d(ter__dd_add_d(whole_of(l), k), k + 1.0));
}

/* Masses rise from k to k + 1 while k (a + 1) < r b - a - b - r. */
static double mode_of(const law *l) {
    double k = floor((l->r * l->b - l->a - l->b - l->r) / (l->a + 1.0)) + 1.0;
    return k > 0.0 ? k : 0.0;
}

/* log P(X >= K) by Thomae's series. */
static ter__dd log_far(const law *l, ter__dd first) {
    if (is_vast(l, first.hi))
        return log_vast_tail(l, first.hi);
    double x = l->r < l->b ? l->r : l->b, y = l->r < l->b ? l->b : l->r;
    ter__dd ay = ter__two_sum(l->a, y), sum = ter__dd_make(1.0, 0.0), term = sum;
    ter__dd below = ter__dd_add(ay, first), less = ter__two_sum(1.0, -x), next = ter__two_sum(l->a, 1.0);
    for (double j = 0.0; j < SERIES_MAX && fabs(term.hi) > NEGLIGIBLE * fabs(sum.hi); j += 1.0) {
        ter__dd up = ter__dd_mul(ter__dd_add_d(less, j), ter__dd_mul(ter__dd_add_d(ay, j), ter__two_sum(l->a, j)));
        ter__dd down = ter__dd_mul_d(ter__dd_mul(ter__dd_add_d(next, j), ter__dd_add_d(below, j)), j + 1.0);
        term = ter__dd_mul(term, ter__dd_div(up, down));
        sum = ter__dd_add(sum, term);
    }
    ter__dd scale = ter__dd_sub(log_beta(ter__dd_make(l->a, 0.0), ter__dd_add_d(first, y)), ter__dd_add(l->log_ab, l->log_ar));
    return ter__dd_add(ter__dd_sub(scale, ter__dd_log_d(l->a)), ter__dd_log(sum));
}

/* From here on the series is short and does not cancel. */
static double far_from(const law *l) {
    double x = l->r < l->b ? l->r : l->b, y = l->r < l->b ? l->b : l->r, over = x > 1.0 ? x - 1.0 : 0.0;
    return ceil(40.0 + (l->a + y) * (1.0 + 4.0 * over));
}

static ter__dd summed(const void *context, double k, bool upper) {
    const law *l = context;
    ter__ratio_law of = {.context = l, .ratio = ratio, .log_mass = log_mass};
    double first = k + 1.0, far = far_from(l);
    if (!upper)
        return ter__dd_add(log_mass(l, k), ter__dd_log(ter__ratio_sum(&of, k, 0.0)));
    if (first >= far)
        return log_far(l, ter__two_sum(k, 1.0));
    ter__dd near_part = ter__dd_add(log_mass(l, first), ter__dd_log(ter__ratio_sum(&of, first, far - 1.0)));
    return ter__log_sum(near_part, log_far(l, ter__dd_make(far, 0.0)));
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    law l = law_of(dist);
    bool direct = x + 1.0 > SHORT && x >= mode_of(&l);
    return ter__summed_tail(&l, summed, x, direct, upper);
}

static ter__dd log_density(const ter_dist *dist, double x) {
    law l = law_of(dist);
    return log_mass(&l, x);
}

/* Far out P(X >= x) at x itself: beyond 2^53 there is no x - 1. */
static ter__dd log_hazard(const ter_dist *dist, double x) {
    law l = law_of(dist);
    if (x == 0.0)
        return log_mass(&l, x);
    bool far = x >= far_from(&l) && x >= mode_of(&l);
    ter__dd from_here = far ? log_far(&l, ter__dd_make(x, 0.0)) : log_tail(dist, x - 1.0, true);
    return ter__dd_sub(log_mass(&l, x), from_here);
}

static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    law l = law_of(dist);
    *slope = TER__NAN;
    if (by_parameter == NULL)
        return;
    double both = ter__digamma_step(l.a + l.b, l.r + x);
    by_parameter[0] = ter__digamma_step(l.r, x) - ter__digamma_step(l.a + l.r, l.b + x);
    by_parameter[1] = ter__digamma_step(l.a, l.r) - both;
    by_parameter[2] = ter__digamma_step(l.b, x) - both;
}

/* Far out from P(X >= k) = Gamma(a) k^-a / (a B(a, r) B(a, b)); else the mean at the quantile of the law's probability. */
static double start(const ter_dist *dist, double log_side, bool upper) {
    law l = law_of(dist);
    double far = (ter__log_gamma(l.a) - ter__log(l.a) - l.log_ab.hi - l.log_ar.hi - log_side) / l.a;
    if (upper && far > ter__log(4.0 * (1.0 + l.a + l.r + l.b + l.r * l.b)))
        return far < 709.0 ? floor(ter__exp(far)) : 0x1.fffffffffffffp1023;
    ter__dd this_one, other;
    ter__log_pair_of_log(log_side, &this_one, &other);
    ter__beta_shape shape = ter__beta_shape_make(l.a, l.b);
    ter__beta_root root = ter__beta_inverse(&shape, upper ? this_one : other, upper ? other : this_one);
    double k = l.r * (root.y.hi / root.x.hi);
    return k < 1e15 ? floor(k) : 1e15;
}

/* E[X (X - 1) .. (X - j + 1)] = r (r + 1) .. b (b + 1) .. / ((a - 1) (a - 2) .. (a - j)) for a > j. */
static bool factorial_moments(const law *l, unsigned order, ter__dd *factorial) {
    factorial[0] = ter__dd_make(1.0, 0.0);
    if (!(l->a > order))
        return false;
    for (unsigned j = 1; j <= order; j++) {
        double i = j - 1;
        ter__dd up = ter__dd_mul(ter__two_sum(l->r, i), ter__two_sum(l->b, i));
        factorial[j] = ter__dd_mul(factorial[j - 1], ter__dd_div(up, ter__two_sum(l->a, -(double)j)));
    }
    return true;
}

/* Row r of Stirling's numbers of the second kind turns factorial moments into raw ones. */
static void raw_moments(unsigned order, const ter__dd *factorial, ter__dd *raw) {
    double row[TER_MOMENT_ORDER_MAX + 1] = {1.0};
    raw[0] = factorial[0];
    for (unsigned n = 1; n <= order; n++) {
        raw[n] = ter__dd_make(0.0, 0.0);
        for (unsigned j = n; j >= 1; j--) {
            row[j] = j * row[j] + row[j - 1];
            raw[n] = ter__dd_add(raw[n], ter__dd_mul_d(factorial[j], row[j]));
        }
        row[0] = 0.0;
    }
}

static ter_status raw_moment(const ter_dist *dist, unsigned order, double *value) {
    law l = law_of(dist);
    ter__dd factorial[TER_MOMENT_ORDER_MAX + 1], raw[TER_MOMENT_ORDER_MAX + 1];
    *value = TER__INFINITY;
    if (order > 0 && !factorial_moments(&l, order, factorial))
        return TER_INFINITE;
    factorial[0] = ter__dd_make(1.0, 0.0);
    raw_moments(order, factorial, raw);
    *value = ter__dd_value(raw[order]);
    return TER_OK;
}

static ter_status central_moment(const ter_dist *dist, unsigned order, double *value) {
    law l = law_of(dist);
    ter__dd factorial[TER_MOMENT_ORDER_MAX + 1], raw[TER_MOMENT_ORDER_MAX + 1], sum = {0.0, 0.0}, power = {1.0, 0.0};
    double ways = 1.0;
    *value = order == 0 ? 1.0 : TER__INFINITY;
    if (order == 0 || !factorial_moments(&l, order, factorial))
        return order == 0 ? TER_OK : l.a > 1.0 ? TER_INFINITE : TER_UNDEFINED;
    raw_moments(order, factorial, raw);
    for (unsigned j = order;; j--) { /* C(n, j) (-mean)^(n - j) E X^j */
        sum = ter__dd_add(sum, ter__dd_mul_d(ter__dd_mul(power, raw[j]), ways));
        if (j == 0)
            break;
        ways = ways * j / (order - j + 1);
        power = ter__dd_mul(power, ter__dd_neg(raw[1]));
    }
    *value = order == 1 ? 0.0 : ter__dd_value(sum);
    return TER_OK;
}

static ter_status mean(const ter_dist *dist, double *value) {
    return raw_moment(dist, 1, value);
}

/* r b (a + r - 1) (a + b - 1) / ((a - 2) (a - 1)^2) */
static ter_status variance(const ter_dist *dist, double *value) {
    law l = law_of(dist);
    double less = l.a - 1.0;
    bool finite = l.a > 2.0;
    *value = finite ? l.r * (l.b / less) * ((less + l.r) / less) * ((less + l.b) / (l.a - 2.0)) : TER__INFINITY;
    return finite ? TER_OK : l.a > 1.0 ? TER_INFINITE : TER_UNDEFINED;
}

static ter_status mode(const ter_dist *dist, double *value) {
    law l = law_of(dist);
    *value = mode_of(&l);
    return TER_OK;
}

/* The likelihood is the same with size and beta exchanged: no isolated maximum where they are near. */
static ter_status no_maximum(size_t n, const double *x, const double *columns, const double *weights, double *p, ter_error *error) {
    (void)n;
    (void)x;
    (void)columns;
    (void)weights;
    (void)p;
    return ter_error_set(
        error, TER_UNDEFINED,
        "beta_negative_binomial: size and beta can be exchanged, and the likelihood does not tell them apart: hold "
        "one of them fixed");
}

static const ter__fitter fitter = {.closed_form = no_maximum};

static const ter_parameter parameters[] = {
    TER__POSITIVE_PARAMETER("size", "r", "number of successes waited for; any positive number"),
    TER__POSITIVE_PARAMETER("alpha", "alpha", "first shape of the beta law of the probability, and the index of the tail"),
    TER__POSITIVE_PARAMETER("beta", "beta", "second shape of the beta law of the probability"),
};

static const ter_parameter scipy_parameters[] = {
    TER__POSITIVE_PARAMETER("n", "n", "successes waited for"),
    TER__POSITIVE_PARAMETER("a", "a", "first shape"),
    TER__POSITIVE_PARAMETER("b", "b", "second shape"),
    TER__SCIPY_NO_LOC,
};

static const ter_parameter r_parameters[] = {
    TER__POSITIVE_PARAMETER("size", "r", "successes waited for"),
    TER__POSITIVE_PARAMETER("alpha", "alpha", "first shape"),
    TER__POSITIVE_PARAMETER("beta", "beta", "second shape"),
};

static void first_three(const double *given, double *p) {
    for (int i = 0; i < 3; i++)
        p[i] = given[i];
}

/* VGAM's betageom counts the failures before the first success. */
static const ter_parameter geometric_parameters[] = {
    TER__POSITIVE_PARAMETER("shape1", "a", "first shape"),
    TER__POSITIVE_PARAMETER("shape2", "b", "second shape"),
};

static void of_geometric(const double *given, double *p) {
    p[0] = 1.0;
    p[1] = given[0];
    p[2] = given[1];
}

static const ter__variant variants[] = {
    TER__VARIANT("VGAM", "betageom", geometric_parameters, of_geometric),
    TER__VARIANT(NULL, "beta_geometric", geometric_parameters, of_geometric),
    TER__VARIANT("scipy", "betanbinom", scipy_parameters, first_three),
    TER__VARIANT("extraDistr", "bnbinom", r_parameters, NULL),
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .log_hazard = log_hazard,
    .gradient = gradient,
    .start = start,
};

static const ter__edge edges[] = {
    {{2.0, 1e30, 0.5}, TER_CDF, 40.0, 1.0}, /* masses that fall by 1e30 a count */
    {{1, 1, 1}, TER_PDF, 0.0, 0.5},
    {{1, 1, 1}, TER_CDF, 2.0, 0.75},
    {{1, 1, 1}, TER_SF, 0.0, 0.5},
    {{1, 1, 1}, TER_PDF, 0.5, 0.0},
    {{1, 1, 1}, TER_SF, 1022.0, 0x1p-10},
    {{1, 1, 1}, TER_QUANTILE, 0.0, 0.0},
    {{1, 1, 1}, TER_QUANTILE, 1.0, TER__INFINITY},
    {{1, 1, 1}, TER_CDF, -1.0, 0.0},
    {{1, 1, 1}, TER_CDF, TER__NAN, TER__NAN},
};

const ter_family ter__family_beta_negative_binomial = {
    .name = "beta_negative_binomial",
    .title = "Beta-negative-binomial",
    .formula = "Gamma(r + k) / (k! Gamma(r)) B(alpha + r, beta + k) / B(alpha, beta), k = 0, 1, 2, ...",
    .conventions =
        "The failures before the r-th success, as scipy's betanbinom(n, a, b), Stan's beta_neg_binomial(r, alpha, beta), "
        "extraDistr's dbnbinom(x, size, alpha, beta). size = 1 is the beta-geometric law, beta = 1 too the Yule law from 0.",
    .discrete = true,
    .parameter_count = 3,
    .parameters = parameters,
    .prepare = prepare,
    .support = support,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
    .statement = &statement,
    .summary = {[TER_MEAN] = mean, [TER_VARIANCE] = variance, [TER_MODE] = mode},
    .raw_moment = raw_moment,
    .central_moment = central_moment,
    .words_per_draw = 1,
    .fitter = &fitter,
    .accuracy_range = "size and beta from 1e-3 to 40, alpha from 0.05 to 40; all counts; both tails and their logs. Where (alpha + "
                      "beta) size is beyond 5,000 a tail may be right to some 1e-13 only and take milliseconds",
    .accuracy = TER__COUNTS_ACCURACY(1.0, 2.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
