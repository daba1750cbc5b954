/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The inverse Gaussian law: f(x) = sqrt(shape / (2 pi x^3)) exp(-a^2 / 2), a = sqrt(shape / x) (x / mean - 1), x > 0.
 *
 * With b = sqrt(shape / x) (x / mean + 1), exp(2 shape / mean) P(Z > b), which overflows as it is written, is phi(a) M(b) with
 * Mills' ratio M: P(X <= x) = phi(a) (M(-a) + M(b)) and P(X > x) = phi(a) (M(a) - M(b)) (mills.h). a and b are m -+ h, h =
 * sqrt(shape / x), m = sqrt(shape x) / mean.
 */
#include "dist/characteristic.h"
#include "dist/common_parameters.h"
#include "dist/family.h"
#include "mills.h"

enum { MEAN, SHAPE };

/* prepared: sqrt(shape), log(shape / 2 pi) / 2. */
enum { ROOT = 0, LOG_NORMALISER = 2 };

typedef struct place {
    ter__dd m, h, a, b;
} place;

/* sqrt(x) of any positive double. */
static ter__dd root_of(double x) {
    return x < 0x1p-900 ? ter__dd_scale(ter__dd_sqrt(ter__dd_make(x * 0x1p600, 0.0)), 0x1p-300)
                        : ter__dd_sqrt(ter__dd_make(x, 0.0));
}

static void prepare(const double *p, double *prepared) {
    ter__dd root = root_of(p[SHAPE]);
    prepared[ROOT] = root.hi;
    prepared[ROOT + 1] = root.lo;
    ter__dd normaliser = ter__dd_sub(ter__dd_scale(ter__dd_log_d(p[SHAPE]), 0.5), ter__log_sqrt_2pi());
    prepared[LOG_NORMALISER] = normaliser.hi;
    prepared[LOG_NORMALISER + 1] = normaliser.lo;
}

static void support(const double *p, double *lower, double *upper) {
    (void)p;
    *lower = 0.0;
    *upper = TER__INFINITY;
}

static place place_of(const ter_dist *dist, double x) {
    double mean = dist->parameter[MEAN];
    ter__dd root = ter__dd_make(dist->prepared[ROOT], dist->prepared[ROOT + 1]), root_x = root_of(x);
    place at = {.h = ter__dd_div(root, root_x), .m = ter__dd_div_d(ter__dd_mul(root, root_x), mean)};
    bool near_by = x > 0.5 * mean && x < 2.0 * mean;
    at.a = near_by ? ter__dd_mul(at.h, ter__dd_ratio(x - mean, mean)) : ter__dd_sub(at.m, at.h);
    at.b = ter__dd_add(at.m, at.h);
    return at;
}

static ter__dd log_density(const ter_dist *dist, double x) {
    ter__dd normaliser = ter__dd_make(dist->prepared[LOG_NORMALISER], dist->prepared[LOG_NORMALISER + 1]);
    ter__dd rest = ter__dd_sub(normaliser, ter__dd_mul_d(ter__dd_log_d(x), 1.5));
    return ter__normal_log_density(place_of(dist, x).a, ter__dd_neg(rest));
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    place at = place_of(dist, x);
    bool above = at.a.hi > -1.0;
    if (!upper && at.a.hi < 0.0)
        above = false;
    ter__dd direct = above ? ter__log_mills_difference(at.m, at.h, at.a, at.b)
                           : ter__log_sum(ter__log_mills(ter__dd_neg(at.a)), ter__log_mills(at.b));
    direct = ter__dd_add_wide(ter__score_log_density(at.a), direct);
    return upper == above ? direct : ter__log_complement(direct);
}

/* phi(a) drops out once the upper tail is the direct one. */
static ter__dd log_hazard(const ter_dist *dist, double x) {
    place at = place_of(dist, x);
    if (!(at.a.hi > -1.0))
        return ter__dd_add_wide(log_density(dist, x), ter__dd_neg(log_tail(dist, x, true)));
    ter__dd normaliser = ter__dd_make(dist->prepared[LOG_NORMALISER], dist->prepared[LOG_NORMALISER + 1]);
    ter__dd rest = ter__dd_sub(ter__dd_add(normaliser, ter__log_sqrt_2pi()), ter__dd_mul_d(ter__dd_log_d(x), 1.5));
    return ter__dd_sub(rest, ter__log_mills_difference(at.m, at.h, at.a, at.b));
}

/* Where a alone would be the score: sqrt(x) = mean (t + sqrt(t^2 + 4 / mean)) / 2, t = z / sqrt(shape). */
static double start(const ter_dist *dist, double log_tail, bool upper) {
    double z = ter__score_inverse(ter__dd_make(fmin(log_tail, -1.0), 0.0), upper).hi;
    double mean = dist->parameter[MEAN], t = z / dist->prepared[ROOT], wide = sqrt(t * t + 4.0 / mean);
    double root = t > 0.0 ? 0.5 * mean * (t + wide) : 2.0 / (wide - t);
    return root * root;
}

/* -(3 + a b) / (2 x); in the mean a m / mean; in the shape (1 - a^2) / (2 shape). */
static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    place at = place_of(dist, x);
    ter__dd product = ter__dd_mul_wide(at.a, at.b);
    double top = -0.5 * ter__dd_value(isinf(product.hi) ? product : ter__dd_add_d(product, 3.0));
    *slope = isinf(top) ? -0.5 * at.a.hi * (at.b.hi / x) : top / x; /* far out: a b alone may overflow */
    if (by_parameter == NULL)
        return;
    by_parameter[MEAN] = at.a.hi * (at.m.hi / dist->parameter[MEAN]);
    by_parameter[SHAPE] = -0.5 * ter__dd_value(ter__dd_add_d(ter__dd_mul_wide(at.a, at.a), -1.0)) / dist->parameter[SHAPE];
}

static ter_status mean(const ter_dist *dist, double *value) {
    *value = dist->parameter[MEAN];
    return TER_OK;
}

static ter_status checked(double *value) {
    return isinf(*value) ? TER_INFINITE : TER_OK;
}

static ter_status variance(const ter_dist *dist, double *value) {
    double m = dist->parameter[MEAN];
    *value = m / dist->parameter[SHAPE] * m * m;
    return checked(value);
}

static ter_status skewness(const ter_dist *dist, double *value) {
    *value = 3.0 * sqrt(dist->parameter[MEAN] / dist->parameter[SHAPE]);
    return checked(value);
}

static ter_status excess_kurtosis(const ter_dist *dist, double *value) {
    *value = 15.0 * (dist->parameter[MEAN] / dist->parameter[SHAPE]);
    return checked(value);
}

/* mean (sqrt(1 + k^2) - k), k = 3 mean / (2 shape). */
static ter_status mode(const ter_dist *dist, double *value) {
    double k = 1.5 * (dist->parameter[MEAN] / dist->parameter[SHAPE]);
    *value = k < 1e150 ? dist->parameter[MEAN] / (sqrt(1.0 + k * k) + k) : dist->parameter[SHAPE] / 3.0;
    return TER_OK;
}

/* The mean of the data, and 1 / shape the mean of 1 / x - 1 / mean. */
static ter_status fit(size_t n, const double *x, const double *columns, const double *weights, double *parameters,
                      ter_error *error) {
    (void)columns;
    double total = 0.0, sum = 0.0, excess = 0.0;
    for (size_t i = 0; i < n; i++) {
        if (weights[i] > 0.0 && !(x[i] > 0.0))
            return ter_error_set(error, TER_BAD_DATA,
                                 "inverse_gaussian: value %zu is %.17g, and only positive numbers are possible", i, x[i]);
        total += weights[i];
        sum += weights[i] * x[i];
    }
    double centre = sum / total;
    for (size_t i = 0; i < n; i++) {
        double d = x[i] - centre;
        excess += weights[i] > 0.0 ? weights[i] * (d / centre) * (d / centre) / x[i] : 0.0;
    }
    if (!(excess > 0.0))
        return ter_error_set(error, TER_BAD_DATA, "inverse_gaussian: all values are equal, so the likelihood grows without bound");
    parameters[MEAN] = centre;
    parameters[SHAPE] = total / excess;
    return TER_OK;
}

static bool likelihood(size_t n, const double *x, const double *columns, const double *weights, const double *parameters,
                       double *value, double *by_parameter, double *hessian) {
    (void)columns;
    double m = parameters[MEAN], shape = parameters[SHAPE], total = 0.0, logs = 0.0, excess = 0.0, first = 0.0, sum = 0.0;
    if (!(m > 0.0 && shape > 0.0 && m < TER__INFINITY && shape < TER__INFINITY))
        return false;
    for (size_t i = 0; i < n; i++) {
        if (weights[i] > 0.0 && !(x[i] > 0.0))
            return false;
        if (!(weights[i] > 0.0))
            continue;
        double d = x[i] - m;
        total += weights[i];
        logs += weights[i] * ter__log(x[i]);
        excess += weights[i] * (d / m) * (d / m) / x[i];
        first += weights[i] * (d / m);
        sum += weights[i] * (x[i] / m);
    }
    *value = total * (0.5 * ter__log(shape) - 0x1.d67f1c864beb5p-1) - 1.5 * logs - 0.5 * shape * excess;
    if (by_parameter != NULL) {
        by_parameter[MEAN] = shape * first / m / m;
        by_parameter[SHAPE] = 0.5 * (total / shape - excess);
    }
    if (hessian != NULL) {
        hessian[0] = -shape * (2.0 * first + sum) / m / m / m;
        hessian[1] = hessian[2] = first / m / m;
        hessian[3] = -0.5 * total / shape / shape;
    }
    return *value > -TER__INFINITY;
}

static const ter__fitter fitter = {.closed_form = fit, .start = fit, .moments = NULL, .likelihood = likelihood};

/*
 * exp((shape / mean) (1 - sqrt(1 - i w))), w = 2 mean^2 t / shape. sqrt(1 - i w) = c - i w / (2 c) with 2 c^2 = r + 1 and r =
 * sqrt(1 + w^2), and 1 - c = -w^2 / (2 (1 + r) (1 + c)).
 */
static ter_status characteristic(const ter_dist *dist, double t, double *real, double *imaginary) {
    static const ter__dd one = {1.0, 0.0};
    double mean = dist->parameter[MEAN], shape = dist->parameter[SHAPE];
    ter__dd ratio = ter__dd_ratio(shape, mean);
    ter__dd w = ter__dd_div(ter__dd_scale(ter__two_product(t, mean), 2.0), ratio), square = ter__dd_square(w), c, fall;
    if (fabs(w.hi) > 0x1p200) {
        c = ter__dd_sqrt(ter__dd_scale(w.hi < 0.0 ? ter__dd_neg(w) : w, 0.5));
        fall = c;
    } else {
        ter__dd r = ter__dd_sqrt(ter__dd_add(one, square));
        c = ter__dd_sqrt(ter__dd_scale(ter__dd_add(one, r), 0.5));
        fall = ter__dd_div(ter__dd_scale(square, 0.5), ter__dd_mul(ter__dd_add(one, r), ter__dd_add(one, c)));
    }
    ter__complex log = {ter__dd_neg(ter__dd_mul(ratio, fall)), ter__dd_mul(ratio, ter__dd_div(ter__dd_scale(w, 0.5), c))};
    return ter__characteristic_of_log(log, real, imaginary);
}

static const ter_parameter parameters[] = {
    TER__POSITIVE_PARAMETER("mean", "mu", "mean"),
    TER__POSITIVE_PARAMETER("shape", "lambda", "shape: mean^3 / variance"),
};

static void from_scipy(const double *given, double *own) {
    own[MEAN] = given[0] * given[1];
    own[SHAPE] = given[1];
}

static const ter_parameter scipy_parameters[] = {
    TER__POSITIVE_PARAMETER("mu", "mu", "mean / scale"),
    TER__SCALE_PARAMETER("the shape lambda"),
};

static const ter__variant variants[] = {{"scipy", "invgauss", 2, scipy_parameters, from_scipy}};

static const ter_alias aliases[] = {{"wald", "NumPy"}, {"InverseGaussian", "Distributions.jl, TFP"}};

static const ter__edge edges[] = {
    {{1.0, 1.0}, TER_CDF, 0.0, 0.0},
    {{1.0, 1.0}, TER_PDF, 0.0, 0.0},
    {{1.0, 1.0}, TER_PDF, -1.0, 0.0},
    {{1.0, 1.0}, TER_CDF, TER__INFINITY, 1.0},
    {{1.0, 1.0}, TER_QUANTILE, 0.0, 0.0},
    {{1.0, 1.0}, TER_QUANTILE, 1.0, TER__INFINITY},
    {{1.65, 590.0}, TER_CDF, 2.0, 0x1.fff029d48d7e2p-1},
    {{1.0, 1.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .log_hazard = log_hazard,
    .gradient = gradient,
    .start = start,
    .tail_error = 0x1p-58,
};

const ter_family ter__family_inverse_gaussian = {
    .name = "inverse_gaussian",
    .title = "Inverse Gaussian",
    .formula = "sqrt(shape / (2 pi x^3)) exp(-shape (x - mean)^2 / (2 mean^2 x)), x > 0",
    .conventions = "scipy: invgauss(mu=mean / shape, loc=0, scale=shape). R: statmod::dinvgauss(x, mean, shape). NumPy: "
                   "wald(mean, scale=shape).",
    .parameter_count = 2,
    .parameters = parameters,
    .alias_count = sizeof aliases / sizeof aliases[0],
    .aliases = aliases,
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
            [TER_EXCESS_KURTOSIS] = excess_kurtosis,
            [TER_MODE] = mode,
        },
    .characteristic = characteristic,
    .words_per_draw = 1,
    .fitter = &fitter,
    .accuracy_range = "mean and shape from 1e-100 to 1e100 and within 1e50 of each other, all arguments",
    .accuracy = TER__STATED_ACCURACY(1.25, 2.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
