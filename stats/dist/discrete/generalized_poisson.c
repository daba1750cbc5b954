/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The generalized Poisson law (Consul and Jain 1973): P(X = k) = theta m^(k - 1) exp(-m) / k! with m = theta + k lambda, which is
 * theta / m times a Poisson mass of mean m, in saddle-point form. Tails are sums away from the mean (ratio_sum.h).
 */
#include "ratio_sum.h"

#include "dist/variants.h"
#include "special/gamma_inc.h"

#define THETA_MAX  1000.0
#define LAMBDA_MAX 0.8
/* From here on successive masses have one ratio. */
#define GEOMETRIC_FROM 0x1p52
#define HALVINGS       200

typedef struct law {
    double theta, lambda;
} law;

static law law_of(const ter_dist *dist) {
    law l = {dist->parameter[0], dist->parameter[1]};
    return l;
}

static ter__dd mean_at(const law *l, double k) {
    return ter__dd_add_d(ter__two_product(k, l->lambda), l->theta);
}

static ter__dd log_mass(const void *context, double k) {
    const law *l = context;
    if (k == 0.0)
        return ter__dd_make(-l->theta, 0.0);
    ter__dd m = mean_at(l, k);
    ter__gamma_shape shape = ter__gamma_shape_of(ter__dd_make(k, 0.0));
    ter__dd poisson = ter__gamma_log_prefix(&shape, m);
    if (isinf(poisson.hi) || l->lambda == 0.0)
        return poisson;
    return ter__dd_add(poisson, ter__dd_log(ter__dd_div(ter__dd_make(l->theta, 0.0), m)));
}

/* (m + lambda) / (k + 1) (1 + lambda / m)^(k - 1) exp(-lambda) */
static ter__dd ratio(const void *context, double k) {
    const law *l = context;
    ter__dd m = mean_at(l, k), step = ter__dd_log1p(ter__dd_div(ter__dd_make(l->lambda, 0.0), m));
    ter__dd power = ter__dd_add_d(ter__dd_mul(step, ter__two_sum(k, -1.0)), -l->lambda);
    return ter__dd_mul(ter__dd_div(ter__dd_add_d(m, l->lambda), ter__two_sum(k, 1.0)), ter__dd_exp(power));
}

static double mean_of(const law *l) {
    return l->theta / (1.0 - l->lambda);
}

/* The masses from `first` on, upwards or down to 0, relative to the first. */
static ter__dd relative_sum(const law *l, double first, bool upper) {
    ter__ratio_law sums = {.context = l, .ratio = ratio, .log_mass = log_mass};
    ter__dd one = {1.0, 0.0};
    if (upper && first >= GEOMETRIC_FROM)
        return ter__dd_div(one, ter__dd_sub(one, ratio(l, first)));
    return ter__ratio_sum(&sums, first, upper ? TER__INFINITY : 0.0);
}

static ter__dd summed(const void *context, double k, bool upper) {
    const law *l = context;
    double first = upper ? k + 1.0 : k;
    ter__dd mass = log_mass(l, first);
    return isinf(mass.hi) ? mass : ter__dd_add(mass, ter__dd_log(relative_sum(l, first, upper)));
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    law l = law_of(dist);
    return ter__summed_tail(&l, summed, x, x >= mean_of(&l), upper);
}

static ter__dd log_density(const ter_dist *dist, double x) {
    law l = law_of(dist);
    return log_mass(&l, x);
}

/* From the mean on 1 over the relative sum of what is left; before, the tail is not small. */
static ter__dd log_hazard(const ter_dist *dist, double x) {
    law l = law_of(dist);
    if (x == 0.0)
        return log_mass(&l, x);
    if (x >= mean_of(&l))
        return ter__dd_neg(ter__dd_log(relative_sum(&l, x, true)));
    return ter__dd_sub(log_mass(&l, x), log_tail(dist, x - 1.0, true));
}

/* (m + theta (k - 1) - theta m) / (theta m) and k (k - 1 - m) / m */
static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    law l = law_of(dist);
    *slope = TER__NAN;
    if (by_parameter == NULL)
        return;
    ter__dd m = mean_at(&l, x), less = ter__two_sum(x, -1.0);
    ter__dd above = ter__dd_add(m, ter__dd_mul_d(ter__dd_sub(less, m), l.theta));
    by_parameter[0] = ter__dd_value(ter__dd_div(above, ter__dd_mul_d(m, l.theta)));
    by_parameter[1] = ter__dd_value(ter__dd_div(ter__dd_mul_d(ter__dd_sub(less, m), x), m));
}

/* Minus the log of a mass but for its smaller terms: m - k + k log(k / m), 0 at the mean. */
static double fall(const law *l, double k) {
    double m = l->theta + k * l->lambda;
    return k > 0.0 ? m - k + k * ter__log(k / m) : m;
}

static double start(const ter_dist *dist, double log_side, bool upper) {
    law l = law_of(dist);
    double low = upper ? mean_of(&l) : 0.0, high = mean_of(&l);
    for (int i = 0; upper && i < 1000 && fall(&l, high) < -log_side; i++)
        high = 2.0 * high + 1.0;
    for (int i = 0; i < HALVINGS && high - low > 0.5 && high - low > 0x1p-40 * high; i++) {
        double middle = low + 0.5 * (high - low);
        bool beyond = fall(&l, middle) > -log_side;
        *(beyond == upper ? &high : &low) = middle;
    }
    return floor(low);
}

static ter_status mean(const ter_dist *dist, double *value) {
    law l = law_of(dist);
    *value = mean_of(&l);
    return TER_OK;
}

static ter_status variance(const ter_dist *dist, double *value) {
    law l = law_of(dist);
    double rest = 1.0 - l.lambda;
    *value = l.theta / (rest * rest * rest);
    return TER_OK;
}

static ter_status skewness(const ter_dist *dist, double *value) {
    law l = law_of(dist);
    *value = (1.0 + 2.0 * l.lambda) / sqrt(l.theta * (1.0 - l.lambda));
    return TER_OK;
}

static ter_status excess_kurtosis(const ter_dist *dist, double *value) {
    law l = law_of(dist);
    *value = (1.0 + l.lambda * (8.0 + 6.0 * l.lambda)) / (l.theta * (1.0 - l.lambda));
    return TER_OK;
}

/* One peak (Consul and Famoye 1986): the last count to which masses rise. */
static ter_status mode(const ter_dist *dist, double *value) {
    law l = law_of(dist);
    double low = 0.0, high = floor(mean_of(&l)) + 1.0;
    while (high - low > 0.5) {
        double middle = floor(low + 0.5 * (high - low));
        if (ter__dd_value(ratio(&l, middle)) > 1.0)
            low = middle + 1.0;
        else
            high = middle;
    }
    *value = low;
    return TER_OK;
}

/* Mean and variance, inside the parameter space. */
static ter_status by_moments(size_t n, const double *x, const double *columns, const double *weights, double *p, ter_error *error) {
    double whole = 0.0, mean_x = 0.0, spread = 0.0;
    (void)columns;
    for (size_t i = 0; i < n; i++) {
        double weight = weights != NULL ? weights[i] : 1.0;
        if (weight > 0.0 && !(x[i] >= 0.0 && x[i] == floor(x[i])))
            return ter_error_set(error, TER_BAD_DATA, "generalized_poisson: value %zu is %g, no count from 0 on", i, x[i]);
        whole += weight;
        mean_x += weight > 0.0 ? weight / whole * (x[i] - mean_x) : 0.0;
    }
    for (size_t i = 0; i < n; i++)
        spread += (weights != NULL ? weights[i] : 1.0) / whole * (x[i] - mean_x) * (x[i] - mean_x);
    if (!(mean_x > 0.0))
        return ter_error_set(error, TER_UNDEFINED, "generalized_poisson: all values are 0");
    double lambda = spread > mean_x ? 1.0 - sqrt(mean_x / spread) : 0.0;
    p[1] = fmin(fmax(lambda, 0.01), LAMBDA_MAX - 0.01);
    p[0] = fmin(mean_x * (1.0 - p[1]), THETA_MAX);
    return TER_OK;
}

static const ter__fitter fitter = {.start = by_moments};

static const ter_parameter parameters[] = {
    {.name = "theta",
     .symbol = "theta",
     .description = "rate of the first counts",
     .lower = 0.0,
     .upper = THETA_MAX,
     .lower_open = true},
    {.name = "lambda", .symbol = "lambda", .description = "what each count adds to the rate", .lower = 0.0, .upper = LAMBDA_MAX},
};

static const ter__variant variants[] = {TER__VARIANT("VGAM", "genpois0", parameters, NULL)};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .log_hazard = log_hazard,
    .gradient = gradient,
    .start = start,
};

static const ter__edge edges[] = {
    {{2, 0.5}, TER_LOG_PDF, 0.0, -2.0},
    {{2, 0.5}, TER_LOG_CDF, 0.0, -2.0},
    {{2, 0.5}, TER_PDF, 0.5, 0.0},
    {{2, 0.5}, TER_CDF, -1.0, 0.0},
    {{2, 0.5}, TER_SF, -1.0, 1.0},
    {{2, 0.5}, TER_QUANTILE, 0.0, 0.0},
    {{2, 0.5}, TER_QUANTILE, 1.0, TER__INFINITY},
    {{2, 0}, TER_LOG_PDF, 0.0, -2.0},
    {{2, 0.5}, TER_CDF, TER__NAN, TER__NAN},
};

const ter_family ter__family_generalized_poisson = {
    .name = "generalized_poisson",
    .title = "Generalized Poisson",
    .formula = "theta (theta + k lambda)^(k - 1) exp(-theta - k lambda) / k!, k = 0, 1, 2, ...",
    .conventions =
        "As VGAM's dgenpois0(x, theta, lambda), for lambda from 0 (Poisson) to 0.8: a negative lambda cuts the support off "
        "and is no law without another constant.",
    .discrete = true,
    .parameter_count = 2,
    .parameters = parameters,
    .support = ter__counts_support,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
    .statement = &statement,
    .summary =
        {
            [TER_MEAN] = mean,
            [TER_VARIANCE] = variance,
            [TER_SKEWNESS] = skewness,
            [TER_EXCESS_KURTOSIS] = excess_kurtosis,
            [TER_MODE] = mode,
        },
    .words_per_draw = 1,
    .fitter = &fitter,
    .accuracy_range =
        "theta from 1e-6 to 1,000 where lambda is at most 1/2, else to 100; lambda from 1e-6 to 0.8, and 0; all counts; "
        "both tails and their logs",
    .accuracy = TER__COUNTS_ACCURACY(1.0, 2.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
