/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The hypergeometric law: successes among n objects drawn without replacement from N, of which K are successes. The mass is
 * Loader's product of binomial masses b(k; K, p) b(n - k; N - K, p) / b(n; N, p) with p near n / N, in saddle-point form through
 * the beta function, C(n, k) = 1 / ((n + 1) B(k + 1, n - k + 1)): nothing cancels, whatever the population. Tails are sums away
 * from the mode (ratio_sum.h), as integrals where they are long.
 */
#include "ratio_sum.h"

#include "dist/variants.h"
#include "special/beta_inc.h"
#include "special/log_pair.h"

/* Above this a log mass is the complement of all others. */
#define NEARLY_CERTAIN -0.1

typedef struct law {
    double population, successes, draws, lower, upper;
    ter__dd x, y; /* p and 1 - p */
    ter__dd log_scale;
} law;

static law law_of(const ter_dist *dist) {
    const double *p = dist->parameter, *v = dist->prepared;
    law l = {p[0], p[1], p[2], dist->lower, dist->upper, {v[0], v[1]}, {v[2], v[3]}, {v[4], v[5]}};
    return l;
}

static void prepare(const double *p, double *prepared) {
    ter__dd one_more = ter__two_sum(p[0], 2.0), drawn = ter__two_sum(p[2], 1.0), left = ter__two_sum(p[0] - p[2], 1.0);
    ter__dd x = ter__dd_div(drawn, one_more), y = ter__dd_div(left, one_more);
    ter__beta_shape whole = ter__beta_shape_make_dd(drawn, left);
    ter__dd factor = ter__dd_mul(ter__two_sum(p[1], 1.0), ter__two_sum(p[0] - p[1], 1.0));
    factor = ter__dd_mul(ter__dd_div(factor, ter__two_sum(p[0], 1.0)), ter__dd_mul(x, y));
    ter__dd log_scale = ter__dd_neg(ter__dd_add(ter__beta_log_power(&whole, x, y), ter__dd_log(factor)));
    double out[] = {x.hi, x.lo, y.hi, y.lo, log_scale.hi, log_scale.lo};
    for (int i = 0; i < 6; i++)
        prepared[i] = out[i];
}

static ter_status check(const double *p, ter_error *error) {
    for (int i = 1; i < 3; i++)
        if (p[i] > p[0])
            return ter_error_set(error, TER_BAD_ARGUMENT, "hypergeometric: %s = %.17g must be at most population = %.17g",
                                 i == 1 ? "successes" : "draws", p[i], p[0]);
    return TER_OK;
}

static void support(const double *p, double *lower, double *upper) {
    double least = p[2] - (p[0] - p[1]);
    *lower = least > 0.0 ? least : 0.0;
    *upper = p[1] < p[2] ? p[1] : p[2];
}

static ter__dd log_mass_between(const void *context, ter__dd k) {
    const law *l = context;
    ter__dd failures = ter__dd_sub(ter__dd_make(l->draws, 0.0), k), rest = ter__dd_sub(ter__dd_make(l->successes, 0.0), k);
    ter__dd other = ter__dd_sub(ter__dd_make(l->population - l->successes, 0.0), failures);
    ter__beta_shape in = ter__beta_shape_make_dd(ter__dd_add_d(k, 1.0), ter__dd_add_d(rest, 1.0));
    ter__beta_shape out = ter__beta_shape_make_dd(ter__dd_add_d(failures, 1.0), ter__dd_add_d(other, 1.0));
    ter__dd powers = ter__dd_add(ter__beta_log_power(&in, l->x, l->y), ter__beta_log_power(&out, l->x, l->y));
    return ter__dd_add(powers, l->log_scale);
}

/* (K - k) (n - k) / ((k + 1) (N - K - n + k + 1)) */
static ter__dd ratio(const void *context, double k) {
    const law *l = context;
    ter__dd above = ter__two_product(l->successes - k, l->draws - k);
    return ter__dd_div(above, ter__two_product(k + 1.0, l->population - l->successes - l->draws + k + 1.0));
}

static ter__dd plain_log_mass(const void *context, double k) {
    return log_mass_between(context, ter__dd_make(k, 0.0));
}

static ter__ratio_law sums_of(const law *l) {
    ter__ratio_law sums = {l, ratio, plain_log_mass, log_mass_between};
    return sums;
}

static ter__dd log_mass(const law *l, double k) {
    ter__dd direct = plain_log_mass(l, k), odds = {0.0, 0.0};
    if (direct.hi < NEARLY_CERTAIN)
        return direct;
    ter__ratio_law sums = sums_of(l);
    if (k < l->upper)
        odds = ter__dd_mul(ratio(l, k), ter__ratio_sum(&sums, k + 1.0, l->upper));
    if (k > l->lower)
        odds = ter__dd_add(odds, ter__dd_div(ter__ratio_sum(&sums, k - 1.0, l->lower), ratio(l, k - 1.0)));
    return ter__dd_neg(ter__dd_log1p(odds));
}

static double mode_of(const law *l) {
    ter__dd k = ter__dd_div(ter__two_product(l->draws + 1.0, l->successes + 1.0), ter__two_sum(l->population, 2.0));
    double whole = floor(k.hi);
    whole = whole == k.hi && k.lo < 0.0 ? whole - 1.0 : whole;
    return whole < l->lower ? l->lower : whole > l->upper ? l->upper : whole;
}

static ter__dd summed(const void *context, double k, bool upper) {
    const law *l = context;
    ter__ratio_law sums = sums_of(l);
    double first = upper ? k + 1.0 : k;
    ter__dd sum = ter__ratio_sum(&sums, first, upper ? l->upper : l->lower);
    return ter__dd_add(log_mass(l, first), ter__dd_log(sum));
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    law l = law_of(dist);
    return ter__summed_tail(&l, summed, x, x >= mode_of(&l), upper);
}

static ter__dd log_density(const ter_dist *dist, double x) {
    law l = law_of(dist);
    return log_mass(&l, x);
}

/* From the mode on 1 over the relative sum of what is left; before, the tail is not small. */
static ter__dd log_hazard(const ter_dist *dist, double x) {
    law l = law_of(dist);
    if (x == l.lower)
        return log_mass(&l, x);
    ter__ratio_law sums = sums_of(&l);
    if (x >= mode_of(&l))
        return ter__dd_neg(ter__dd_log(ter__ratio_sum(&sums, x, l.upper)));
    return ter__dd_sub(log_mass(&l, x), log_tail(dist, x - 1.0, true));
}

static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    (void)dist;
    (void)x;
    *slope = TER__NAN;
    for (int i = 0; i < 3 && by_parameter != NULL; i++)
        by_parameter[i] = TER__NAN;
}

/* min(n, K) times a beta variable of the same mean and variance. */
static double start(const ter_dist *dist, double log_side, bool upper) {
    law l = law_of(dist);
    double small = fmin(l.successes, l.draws), mean = fmax(l.successes, l.draws) / l.population;
    double total = small * ((l.population - 1.0) / (l.population - small)) - 1.0;
    ter__dd this_one, other;
    if (l.upper - l.lower < 4.0 || !(mean < 1.0))
        return l.lower;
    ter__log_pair_of_log(log_side, &this_one, &other);
    ter__beta_shape shape = ter__beta_shape_make(fmax(total, 0.01) * mean, fmax(total, 0.01) * (1.0 - mean));
    ter__beta_root root = ter__beta_inverse(&shape, upper ? other : this_one, upper ? this_one : other);
    double k = floor(small * root.x.hi);
    return k < l.lower ? l.lower : k > l.upper ? l.upper : k;
}

static ter_status mean(const ter_dist *dist, double *value) {
    law l = law_of(dist);
    *value = l.population > 0.0 ? l.draws * (l.successes / l.population) : 0.0;
    return TER_OK;
}

static ter_status variance(const ter_dist *dist, double *value) {
    law l = law_of(dist);
    double n = l.population;
    *value = 0.0;
    if (l.upper > l.lower)
        *value = l.draws * (l.successes / n) * ((n - l.successes) / n) * ((n - l.draws) / (n - 1.0));
    return TER_OK;
}

static ter_status skewness(const ter_dist *dist, double *value) {
    law l = law_of(dist);
    double spread, n = l.population;
    (void)variance(dist, &spread);
    *value = TER__NAN;
    if (!(spread > 0.0))
        return TER_UNDEFINED;
    *value = n == 2.0 ? 0.0 : (n - 2.0 * l.successes) / n * ((n - 2.0 * l.draws) / (n - 2.0)) / sqrt(spread);
    return TER_OK;
}

static ter_status mode(const ter_dist *dist, double *value) {
    law l = law_of(dist);
    *value = mode_of(&l);
    return TER_OK;
}

/* E[X (X - 1) .. (X - j + 1)] = n (n - 1) .. K (K - 1) .. / (N (N - 1) ..), j factors each. */
static ter_status raw_moment(const ter_dist *dist, unsigned order, double *value) {
    law l = law_of(dist);
    double factorial[TER_MOMENT_ORDER_MAX + 1] = {1.0};
    for (unsigned j = 1; j <= order; j++) {
        double i = j - 1;
        bool some = l.draws > i && l.successes > i;
        factorial[j] = some ? factorial[j - 1] * (l.draws - i) * ((l.successes - i) / (l.population - i)) : 0.0;
    }
    *value = ter__raw_from_factorial(order, factorial);
    return TER_OK;
}

static ter_status no_maximum(size_t n, const double *x, const double *columns, const double *weights, double *p, ter_error *error) {
    (void)n;
    (void)x;
    (void)columns;
    (void)weights;
    (void)p;
    return ter_error_set(error, TER_UNDEFINED,
                         "hypergeometric: population, successes and draws are whole numbers of a known design and are not "
                         "estimated together; for an unknown share of a large population fit binomial");
}

static const ter__fitter fitter = {.closed_form = no_maximum};

static const ter_parameter parameters[] = {
    TER__COUNT_PARAMETER("population", "N", "number of objects", 0.0),
    TER__COUNT_PARAMETER("successes", "K", "successes among them, at most population", 0.0),
    TER__COUNT_PARAMETER("draws", "n", "objects drawn without replacement, at most population", 0.0),
};

static const ter_parameter scipy_parameters[] = {
    TER__COUNT_PARAMETER("M", "M", "objects", 0.0),
    TER__COUNT_PARAMETER("n", "n", "successes among them", 0.0),
    TER__COUNT_PARAMETER("N", "N", "objects drawn", 0.0),
    TER__SCIPY_NO_LOC,
};

static const ter_parameter r_parameters[] = {
    TER__COUNT_PARAMETER("m", "m", "white balls", 0.0),
    TER__COUNT_PARAMETER("n", "n", "black balls", 0.0),
    TER__COUNT_PARAMETER("k", "k", "balls drawn", 0.0),
};

static const ter_parameter boost_parameters[] = {
    TER__COUNT_PARAMETER("r", "r", "successes", 0.0),
    TER__COUNT_PARAMETER("n", "n", "objects drawn", 0.0),
    TER__COUNT_PARAMETER("N", "N", "objects", 0.0),
};

static void of_scipy(const double *given, double *p) {
    for (int i = 0; i < 3; i++)
        p[i] = given[i];
}

static void of_urn(const double *given, double *p) {
    p[0] = given[0] + given[1];
    p[1] = given[0];
    p[2] = given[2];
}

static void of_boost(const double *given, double *p) {
    p[0] = given[2];
    p[1] = given[0];
    p[2] = given[1];
}

static const ter__variant variants[] = {
    TER__VARIANT("scipy", "hypergeom", scipy_parameters, of_scipy),
    TER__VARIANT("R", "hyper", r_parameters, of_urn),
    TER__VARIANT("boost", "hypergeometric", boost_parameters, of_boost),
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .log_hazard = log_hazard,
    .gradient = gradient,
    .start = start,
};

static const ter__edge edges[] = {
    {{4, 1, 1}, TER_PDF, 0.0, 0.75},      {{4, 1, 1}, TER_PDF, 1.0, 0.25}, {{4, 1, 1}, TER_CDF, 0.0, 0.75},
    {{4, 1, 1}, TER_SF, 0.0, 0.25},       {{4, 1, 1}, TER_CDF, 1.0, 1.0},  {{4, 1, 1}, TER_PDF, 0.5, 0.0},
    {{4, 1, 1}, TER_QUANTILE, 0.75, 0.0}, {{4, 1, 1}, TER_ISF, 0.25, 0.0}, {{4, 1, 1}, TER_QUANTILE, 1.0, 1.0},
    {{5, 5, 3}, TER_PDF, 3.0, 1.0},       {{5, 5, 3}, TER_CDF, 2.0, 0.0},  {{0, 0, 0}, TER_PDF, 0.0, 1.0},
    {{4, 1, 1}, TER_CDF, -1.0, 0.0},      {{4, 1, 1}, TER_SF, 1.0, 0.0},   {{4, 1, 1}, TER_CDF, TER__NAN, TER__NAN},
};

const ter_family ter__family_hypergeometric = {
    .name = "hypergeometric",
    .title = "Hypergeometric",
    .formula = "C(K, k) C(N - K, n - k) / C(N, n), k = max(0, n + K - N) ... min(n, K)",
    .conventions = "As scipy's hypergeom(M, n, N): population, successes, draws. R's dhyper(x, m, n, k) gives successes, failures, "
                   "draws; Boost's hypergeometric(r, n, N) successes, draws, population.",
    .discrete = true,
    .parameter_count = 3,
    .parameters = parameters,
    .check = check,
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
    .fitter = &fitter,
    .accuracy_range =
        "population to 1e15, all successes and draws, all counts; both tails and their logs (certified up to a standard "
        "deviation of 1,000; beyond, the same sums, checked at single points)",
    .accuracy = TER__COUNTS_ACCURACY(1.0, 2.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
