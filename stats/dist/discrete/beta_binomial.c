/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The beta-binomial law: the binomial law whose probability is beta distributed, mass C(n, k) B(k + a, n - k + b) / B(a, b). A
 * tail is its nearest mass times a sum of positive terms in double-double (ratio_sum.h), away from the mode, where it is short;
 * what is left is its complement.
 */
#include "ratio_sum.h"

#include "dist/variants.h"
#include "special/beta_inc.h"
#include "special/log_pair.h"

/* So short a side is summed itself, wherever the mode is. */
#define SHORT 64.0

typedef struct law {
    double n, a, b;
    ter__dd log_beta; /* log B(a, b) + log(n + 1) */
} law;

static law law_of(const ter_dist *dist) {
    const double *p = dist->parameter;
    law l = {p[0], p[1], p[2], {dist->prepared[0], dist->prepared[1]}};
    return l;
}

static void prepare(const double *p, double *prepared) {
    ter__beta_shape shape = ter__beta_shape_make(p[1], p[2]);
    ter__dd log_beta = ter__dd_add(ter__beta_log_function(&shape), ter__dd_log_d(p[0] + 1.0));
    prepared[0] = log_beta.hi;
    prepared[1] = log_beta.lo;
}

static void support(const double *p, double *lower, double *upper) {
    *lower = 0.0;
    *upper = p[0];
}

/* C(n, k) = 1 / ((n + 1) B(k + 1, n - k + 1)). */
static ter__dd log_mass(const void *context, double k) {
    const law *l = context;
    if (l->n == 0.0)
        return ter__dd_make(0.0, 0.0);
    ter__beta_shape ways = ter__beta_shape_make(k + 1.0, l->n - k + 1.0);
    ter__beta_shape mixed = ter__beta_shape_make_dd(ter__two_sum(k, l->a), ter__two_sum(l->n - k, l->b));
    ter__dd logs = ter__dd_sub(ter__beta_log_function(&mixed), ter__beta_log_function(&ways));
    return ter__dd_sub(logs, l->log_beta);
}

/* (n - k) (k + a) / ((k + 1) (n - k - 1 + b)) */
static ter__dd ratio(const void *context, double k) {
    const law *l = context;
    ter__dd above = ter__dd_mul_d(ter__two_sum(k, l->a), l->n - k);
    return ter__dd_div(above, ter__dd_mul_d(ter__two_sum(l->n - k - 1.0, l->b), k + 1.0));
}

/* Masses rise from k to k + 1 while k (2 - a - b) + n (a - 1) + 1 - b > 0. */
static double mode_of(const law *l) {
    double bend = l->a + l->b - 2.0, level = l->n * (l->a - 1.0) + (1.0 - l->b), k;
    if (bend > 0.0)
        k = floor(level / bend) + 1.0;
    else if (bend == 0.0)
        k = level > 0.0 ? l->n : 0.0;
    else
        k = log_mass(l, l->n).hi > log_mass(l, 0.0).hi ? l->n : 0.0;
    return k < 0.0 ? 0.0 : k > l->n ? l->n : k;
}

static ter__dd summed(const void *context, double k, bool upper) {
    const law *l = context;
    ter__ratio_law of = {.context = l, .ratio = ratio, .log_mass = log_mass};
    double first = upper ? k + 1.0 : k;
    ter__dd sum = ter__ratio_sum(&of, first, upper ? l->n : 0.0);
    return ter__dd_add(log_mass(l, first), ter__dd_log(sum));
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    law l = law_of(dist);
    bool arched = l.a + l.b > 2.0, direct = arched ? x >= mode_of(&l) : x >= 0.5 * l.n;
    direct = x + 1.0 <= SHORT ? false : l.n - x <= SHORT ? true : direct;
    return ter__summed_tail(&l, summed, x, direct, upper);
}

static ter__dd log_density(const ter_dist *dist, double x) {
    law l = law_of(dist);
    return log_mass(&l, x);
}

/* From the mode on 1 over the relative sum of what is left; before, the tail is not small. */
static ter__dd log_hazard(const ter_dist *dist, double x) {
    law l = law_of(dist);
    if (x == 0.0)
        return log_mass(&l, x);
    ter__ratio_law of = {.context = &l, .ratio = ratio, .log_mass = log_mass};
    if (l.n - x <= SHORT || (l.a + l.b > 2.0 && x >= mode_of(&l))) {
        ter__dd sum = ter__ratio_sum(&of, x, l.n);
        if (isfinite(sum.hi))
            return ter__dd_neg(ter__dd_log(sum));
    }
    return ter__dd_sub(log_mass(&l, x), log_tail(dist, x - 1.0, true));
}

static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    law l = law_of(dist);
    *slope = TER__NAN;
    if (by_parameter == NULL)
        return;
    double both = ter__digamma_step(l.a + l.b, l.n);
    by_parameter[0] = TER__NAN;
    by_parameter[1] = ter__digamma_step(l.a, x) - both;
    by_parameter[2] = ter__digamma_step(l.b, l.n - x) - both;
}

/* n times the quantile of the beta law with the mean and variance of X / n. */
static double start(const ter_dist *dist, double log_side, bool upper) {
    law l = law_of(dist);
    double whole = l.a + l.b, mean = l.a / whole, total = (l.n - 1.0) * (whole / (whole + l.n));
    if (l.n < SHORT)
        return floor(l.n * mean);
    ter__dd this_one, other;
    ter__log_pair_of_log(log_side, &this_one, &other);
    total = total > 0.01 ? total : 0.01;
    ter__beta_shape shape = ter__beta_shape_make(total * mean, total * (l.b / whole));
    ter__beta_root root = ter__beta_inverse(&shape, upper ? other : this_one, upper ? this_one : other);
    double k = floor(l.n * root.x.hi);
    return k < 0.0 ? 0.0 : k > l.n ? l.n : k;
}

static ter_status mean(const ter_dist *dist, double *value) {
    law l = law_of(dist);
    *value = l.n * (l.a / (l.a + l.b));
    return TER_OK;
}

static ter_status variance(const ter_dist *dist, double *value) {
    law l = law_of(dist);
    double whole = l.a + l.b;
    *value = l.n * (l.a / whole) * (l.b / whole) * ((whole + l.n) / (whole + 1.0));
    return TER_OK;
}

static ter_status skewness(const ter_dist *dist, double *value) {
    law l = law_of(dist);
    double whole = l.a + l.b, spread;
    (void)variance(dist, &spread);
    /* (a + b + 2 n) (b - a) / (a + b + 2) sqrt((1 + a + b) / (n a b (n + a + b))), by the standard deviation */
    double factor = (whole + 2.0 * l.n) / (whole + 2.0) * ((l.b - l.a) / whole);
    *value = spread > 0.0 ? factor / sqrt(spread) : TER__NAN;
    return spread > 0.0 ? TER_OK : TER_UNDEFINED;
}

static ter_status mode(const ter_dist *dist, double *value) {
    law l = law_of(dist);
    *value = mode_of(&l);
    return TER_OK;
}

/* E[X (X - 1) .. (X - j + 1)] = n (n - 1) .. (n - j + 1) a (a + 1) .. / ((a + b) (a + b + 1) ..). */
static ter_status raw_moment(const ter_dist *dist, unsigned order, double *value) {
    law l = law_of(dist);
    double factorial[TER_MOMENT_ORDER_MAX + 1] = {1.0};
    for (unsigned j = 1; j <= order; j++) {
        double i = j - 1, left = l.n > i ? l.n - i : 0.0;
        factorial[j] = factorial[j - 1] * left * ((l.a + i) / (l.a + l.b + i));
    }
    *value = ter__raw_from_factorial(order, factorial);
    return TER_OK;
}

static const ter_parameter parameters[] = {
    TER__COUNT_PARAMETER("trials", "n", "number of trials", 0.0),
    TER__POSITIVE_PARAMETER("alpha", "alpha", "first shape of the beta law of the probability"),
    TER__POSITIVE_PARAMETER("beta", "beta", "second shape of the beta law of the probability"),
};

static const ter_parameter scipy_parameters[] = {
    TER__COUNT_PARAMETER("n", "n", "trials", 0.0),
    TER__POSITIVE_PARAMETER("a", "a", "first shape"),
    TER__POSITIVE_PARAMETER("b", "b", "second shape"),
    TER__SCIPY_NO_LOC,
};

static const ter_parameter r_parameters[] = {
    TER__COUNT_PARAMETER("size", "n", "trials", 0.0),
    TER__POSITIVE_PARAMETER("alpha", "alpha", "first shape"),
    TER__POSITIVE_PARAMETER("beta", "beta", "second shape"),
};

static const ter_parameter mean_parameters[] = {
    TER__COUNT_PARAMETER("trials", "n", "number of trials", 0.0),
    TER__PROBABILITY_PARAMETER(true, true, "mean probability, alpha / (alpha + beta)"),
    TER__POSITIVE_PARAMETER("concentration", "s", "alpha + beta"),
};

static void first_three(const double *given, double *p) {
    for (int i = 0; i < 3; i++)
        p[i] = given[i];
}

static void of_mean(const double *given, double *p) {
    p[0] = given[0];
    p[1] = given[1] * given[2];
    p[2] = (1.0 - given[1]) * given[2];
}

/*
 * Negative hypergeometric: of M objects n are successes; the successes drawn without replacement before the r-th failure are
 * beta-binomial with n trials, alpha = r and beta = M - n - r + 1 (Johnson, Kemp and Kotz, section 6.2.2).
 */
static const ter_parameter urn_parameters[] = {
    TER__COUNT_PARAMETER("M", "M", "objects", 1.0),
    TER__COUNT_PARAMETER("n", "n", "successes among them", 0.0),
    TER__COUNT_PARAMETER("r", "r", "failures waited for, at most M - n", 1.0),
    TER__SCIPY_NO_LOC,
};

static const ter_parameter own_urn_parameters[] = {
    TER__COUNT_PARAMETER("population", "M", "objects", 1.0),
    TER__COUNT_PARAMETER("successes", "n", "successes among them", 0.0),
    TER__COUNT_PARAMETER("failures", "r", "failures waited for, at most population - successes", 1.0),
};

static void of_urn(const double *given, double *p) {
    p[0] = given[1];
    p[1] = given[2];
    p[2] = given[0] - given[1] - given[2] + 1.0;
}

static const ter__variant variants[] = {
    TER__VARIANT("scipy", "nhypergeom", urn_parameters, of_urn),
    TER__VARIANT(NULL, "negative_hypergeometric", own_urn_parameters, of_urn),
    TER__VARIANT("scipy", "betabinom", scipy_parameters, first_three),
    TER__VARIANT("extraDistr", "bbinom", r_parameters, NULL),
    TER__VARIANT(NULL, "beta_binomial_mean", mean_parameters, of_mean),
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .log_hazard = log_hazard,
    .gradient = gradient,
    .start = start,
};

static const ter__edge edges[] = {
    {{63.0, 18.25, 3e7}, TER_CDF, 58.0, 1.0}, /* masses that fall by 1e6 a count */
    {{0, 2, 3}, TER_PDF, 0.0, 1.0},           {{3, 1, 1}, TER_PDF, 2.0, 0.25}, {{3, 1, 1}, TER_CDF, 1.0, 0.5},
    {{3, 1, 1}, TER_SF, 2.0, 0.25},           {{3, 1, 1}, TER_CDF, 3.0, 1.0},  {{3, 1, 1}, TER_PDF, 1.5, 0.0},
    {{3, 1, 1}, TER_QUANTILE, 0.5, 1.0},      {{3, 1, 1}, TER_ISF, 0.25, 2.0}, {{3, 1, 1}, TER_QUANTILE, 1.0, 3.0},
    {{1, 1, 3}, TER_PDF, 0.0, 0.75},          {{3, 1, 1}, TER_CDF, -1.0, 0.0}, {{3, 1, 1}, TER_CDF, TER__NAN, TER__NAN},
};

const ter_family ter__family_beta_binomial = {
    .name = "beta_binomial",
    .title = "Beta-binomial",
    .formula = "C(n, k) B(k + alpha, n - k + beta) / B(alpha, beta), k = 0 ... n",
    .conventions =
        "As scipy's betabinom(n, a, b), Stan's beta_binomial(N, alpha, beta), extraDistr's dbbinom(x, size, alpha, beta). By "
        "mean and alpha + beta: beta_binomial_mean(trials, probability, concentration). scipy's nhypergeom(M, n, r) is "
        "negative_hypergeometric(population, successes, failures).",
    .discrete = true,
    .parameter_count = 3,
    .parameters = parameters,
    .prepare = prepare,
    .support = support,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
    .statement = &statement,
    .summary =
        {
            [TER_MEAN] = mean,
            [TER_VARIANCE] = variance,
            [TER_SKEWNESS] = skewness,
            [TER_MODE] = mode,
        },
    .raw_moment = raw_moment,
    .words_per_draw = 1,
    .accuracy_range = "trials to 20,000, alpha and beta from 1e-3 to 1e8; all counts; both tails and their logs. Above that a "
                      "tail of a wide law is right to some 1e-13 and takes milliseconds",
    .accuracy = TER__COUNTS_ACCURACY(1.0, 2.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
