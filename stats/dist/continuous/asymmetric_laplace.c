/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The asymmetric Laplace law: log f = -kappa z above the location and z / kappa below, less log(scale (kappa + 1 / kappa)), z =
 * (x - location) / scale. Above it P(X > x) = exp(-kappa z) / (1 + kappa^2), below P(X <= x) = exp(z / kappa) / (1 + kappa^-2).
 */
#include <stdlib.h>

#include "dist/characteristic.h"
#include "dist/common_parameters.h"
#include "dist/common_slots.h"
#include "dist/variants.h"
#include "log_terms.h"
#include "standard.h"

/* prepared: log scale, log kappa, log P(X > location), log P(X <= location). */
enum { LOG_SCALE = TER__STANDARD_SIZE, LOG_KAPPA = LOG_SCALE + 2, ABOVE = LOG_KAPPA + 2, BELOW = ABOVE + 2 };

static void put(double *prepared, int at, ter__dd value) {
    prepared[at] = value.hi;
    prepared[at + 1] = value.lo;
}

static ter__dd get(const ter_dist *dist, int at) {
    return ter__dd_make(dist->prepared[at], dist->prepared[at + 1]);
}

static void prepare(const double *p, double *prepared) {
    ter__dd log_kappa = ter__dd_log_d(p[2]), twice = ter__dd_scale(log_kappa, 2.0);
    ter__standard_prepare(p[0], p[1], prepared);
    put(prepared, LOG_SCALE, ter__dd_log_d(p[1]));
    put(prepared, LOG_KAPPA, log_kappa);
    put(prepared, ABOVE, ter__dd_neg(ter__softplus(twice)));
    put(prepared, BELOW, ter__dd_neg(ter__softplus(ter__dd_neg(twice))));
}

static ter__dd z_of(const ter_dist *dist, double x) {
    return ter__standard_whole_z(ter__standard_load(dist->prepared), x);
}

/* -kappa z or z / kappa, never positive; {-inf, 0} where it overflows, which z alone may do before. */
static ter__dd fall_at(const ter_dist *dist, double x) {
    double kappa = dist->parameter[2], from = x - dist->parameter[0];
    ter__dd z = z_of(dist, x);
    if (isinf(z.hi) && isfinite(from))
        return ter__dd_make((z.hi > 0.0 ? -(from * kappa) : from / kappa) / dist->parameter[1], 0.0);
    if (z.hi >= 0.0)
        return ter__times(z, -kappa);
    ter__dd q = ter__dd_div_d(z, kappa);
    return isfinite(q.hi) ? q : ter__log_zero();
}

/* log(kappa + 1 / kappa) = log kappa + log(1 + kappa^-2). */
static ter__dd log_peak(const ter_dist *dist) {
    return ter__dd_sub(get(dist, BELOW), ter__dd_add(get(dist, LOG_KAPPA), get(dist, LOG_SCALE)));
}

static ter__dd log_density(const ter_dist *dist, double x) {
    ter__dd fall = fall_at(dist, x);
    return isinf(fall.hi) ? fall : ter__dd_add(fall, log_peak(dist));
}

static ter__dd log_tail(const ter_dist *dist, double x, bool upper) {
    ter__dd z = z_of(dist, x), fall = fall_at(dist, x);
    bool above = z.hi >= 0.0;
    ter__dd direct = isinf(fall.hi) ? fall : ter__dd_add(fall, get(dist, above ? ABOVE : BELOW));
    return above == upper ? direct : ter__log_rest(direct);
}

/* kappa / scale above the location. */
static ter__dd log_hazard(const ter_dist *dist, double x) {
    if (x >= dist->parameter[0])
        return ter__dd_sub(get(dist, LOG_KAPPA), get(dist, LOG_SCALE));
    ter__dd log_f = log_density(dist, x);
    return isinf(log_f.hi) ? log_f : ter__dd_sub(log_f, log_tail(dist, x, true));
}

/* No slope at the location, where the density has its corner. */
static void gradient(const ter_dist *dist, double x, double *slope, double *by_parameter) {
    double location = dist->parameter[0], scale = dist->parameter[1], kappa = dist->parameter[2];
    *slope = x == location ? TER__NAN : x > location ? -kappa / scale : 1.0 / kappa / scale;
    if (by_parameter != NULL) {
        ter__dd z = z_of(dist, x);
        double balance = (kappa * kappa - 1.0) / (kappa * kappa + 1.0) / kappa;
        by_parameter[0] = -*slope;
        by_parameter[1] = -ter__dd_value(ter__dd_add_d(fall_at(dist, x), 1.0)) / scale;
        by_parameter[2] = z.hi > 0.0 ? -z.hi - balance : -z.hi / kappa / kappa - balance;
    }
}

static double inverse(const ter_dist *dist, ter__dd log_tail, bool upper) {
    double kappa = dist->parameter[2];
    ter__dd direct = log_tail, z;
    bool above = upper, inside = log_tail.hi <= dist->prepared[upper ? ABOVE : BELOW];
    if (!inside) { /* beyond the location, in the larger side */
        direct = ter__log_rest(log_tail);
        above = !upper;
    }
    ter__dd fall = ter__dd_sub(direct, get(dist, above ? ABOVE : BELOW));
    z = above ? ter__dd_div_d(ter__dd_neg(fall), kappa) : ter__times(fall, kappa);
    return ter__standard_undo(ter__standard_load(dist->prepared), z);
}

/* E[(X - location)^n] = n! scale^n ((1 / kappa)^(n + 1) + (-1)^n kappa^(n + 1)) / (kappa + 1 / kappa), about `shift` from there. */
static double moment_about(const ter_dist *dist, unsigned order, double shift) {
    double scale = dist->parameter[1], kappa = dist->parameter[2], weight = kappa + 1.0 / kappa;
    double right = 1.0 / kappa, left = kappa, binomial = 1.0, sum = 0.0;
    for (unsigned k = 0; k <= order; k++) {
        double power = 1.0;
        for (unsigned i = k; i < order; i++)
            power *= shift;
        sum += binomial * power * (right + left) / weight;
        binomial = binomial * (order - k) / (k + 1.0);
        right *= (k + 1.0) * scale / kappa;
        left *= -(k + 1.0) * scale * kappa;
    }
    return sum;
}

static ter_status raw_moment(const ter_dist *dist, unsigned order, double *value) {
    *value = moment_about(dist, order, dist->parameter[0]);
    return TER_OK;
}

static ter_status central_moment(const ter_dist *dist, unsigned order, double *value) {
    double scale = dist->parameter[1], kappa = dist->parameter[2];
    *value = order == 1 ? 0.0 : moment_about(dist, order, (kappa - 1.0 / kappa) * scale);
    return TER_OK;
}

static ter_status mean(const ter_dist *dist, double *value) {
    double kappa = dist->parameter[2];
    *value = dist->parameter[0] + dist->parameter[1] * ((1.0 - kappa) * (1.0 + kappa) / kappa);
    return TER_OK;
}

static ter_status variance(const ter_dist *dist, double *value) {
    double scale = dist->parameter[1], kappa = dist->parameter[2];
    *value = scale * scale * (kappa * kappa + 1.0 / kappa / kappa);
    return TER_OK;
}

/* Of kappa and 1 / kappa the one below 1, so that its powers stay inside the doubles. */
static ter_status skewness(const ter_dist *dist, double *value) {
    double k = dist->parameter[2], small = k < 1.0 ? k : 1.0 / k, square = small * small, fourth = 1.0 + square * square;
    *value = copysign(2.0 * (1.0 - square) * (1.0 + square + square * square) / (fourth * sqrt(fourth)), 1.0 - k);
    return TER_OK;
}

static ter_status excess_kurtosis(const ter_dist *dist, double *value) {
    double k = dist->parameter[2], small = k < 1.0 ? k : 1.0 / k, fourth = small * small * small * small;
    *value = 6.0 * (1.0 + fourth * fourth) / ((1.0 + fourth) * (1.0 + fourth));
    return TER_OK;
}

static ter_status entropy(const ter_dist *dist, double *value) {
    *value = ter__dd_value(ter__dd_add_d(ter__dd_neg(log_peak(dist)), 1.0));
    return TER_OK;
}

/* ---- fit -------------------------------------------------------------------------------------------------------------------- */

typedef struct weighted {
    double x, weight;
} weighted;

static int by_value(const void *a, const void *b) {
    double x = ((const weighted *)a)->x, y = ((const weighted *)b)->x;
    return (x > y) - (x < y);
}

/*
 * With A and B the mean distances above and below the location, the best asymmetry is (B / A)^(1/4) and the likelihood falls with
 * sqrt(A) + sqrt(B), which is concave in the location between two values: the best one is a value of the sample, and every one is
 * tried.
 */
static void best_location(size_t n, const weighted *sorted, double *parameters) {
    double total = 0.0, above = 0.0, below = 0.0, passed = 0.0, best = TER__INFINITY;
    for (size_t i = 0; i < n; i++) {
        total += sorted[i].weight;
        above += sorted[i].weight * (sorted[i].x - sorted[0].x);
    }
    for (size_t i = 0; i < n; i++) {
        if (i > 0) {
            double step = sorted[i].x - sorted[i - 1].x;
            above -= (total - passed) * step;
            below += passed * step;
        }
        passed += sorted[i].weight;
        double a = sqrt(fmax(above, 0.0) / total), b = sqrt(below / total);
        if (a > 0.0 && b > 0.0 && a + b < best) {
            best = a + b;
            parameters[0] = sorted[i].x;
            parameters[1] = (a + b) * sqrt(a * b);
            parameters[2] = sqrt(b / a);
        }
    }
}

static ter_status fit(size_t n, const double *x, const double *columns, const double *weights, double *fitted, ter_error *error) {
    (void)columns;
    size_t used = 0;
    weighted *sorted = malloc((n + 1) * sizeof *sorted);
    if (sorted == NULL)
        return ter_error_set(error, TER_NO_MEMORY, "asymmetric_laplace: no memory for %zu values", n);
    for (size_t i = 0; i < n; i++)
        if (weights[i] > 0.0)
            sorted[used++] = (weighted){x[i], weights[i]};
    qsort(sorted, used, sizeof *sorted, by_value);
    fitted[1] = 0.0;
    best_location(used, sorted, fitted);
    free(sorted);
    if (!(fitted[1] > 0.0))
        return ter_error_set(error, TER_BAD_DATA, "asymmetric_laplace: three different values are needed");
    return TER_OK;
}

static const ter__fitter fitter = {.closed_form = fit, .start = fit};

/* exp(i t location) / ((1 - i t scale / kappa) (1 + i t scale kappa)) */
static ter_status characteristic(const ter_dist *dist, double t, double *real, double *imaginary) {
    const double *p = dist->parameter;
    ter__complex above = ter__log_one_minus(t, p[1] / p[2]), below = ter__complex_conjugate(ter__log_one_minus(t, p[1] * p[2]));
    ter__complex both = ter__complex_add(above, below);
    ter__complex log = {ter__dd_neg(both.re), ter__dd_sub(ter__two_product(t, p[0]), both.im)};
    return ter__characteristic_of_log(log, real, imaginary);
}

static const ter_parameter parameters[] = {
    TER__LOCATION_PARAMETER("location: the mode"),
    TER__SCALE_PARAMETER("scale"),
    TER__POSITIVE_PARAMETER("asymmetry", "kappa",
                            "asymmetry: above the location the rate is kappa / scale, below 1 / (kappa scale)"),
};

static const ter__edge edges[] = {
    {{0.0, 1.0, 1.0}, TER_PDF, 0.0, 0.5},
    {{0.0, 1.0, 1.0}, TER_CDF, 0.0, 0.5},
    {{3.0, 1.0, 1.0}, TER_QUANTILE, 0.5, 3.0},
    {{0.0, 1.0, 2.0}, TER_HAZARD, 5.0, 2.0},
    {{0.0, 1.0, 2.0}, TER_LOG_PDF_SLOPE, 1.0, -2.0},
    {{0.0, 1.0, 2.0}, TER_LOG_PDF_SLOPE, -1.0, 0.5},
    {{0.0, 1.0, 2.0}, TER_LOG_PDF_SLOPE, 0.0, TER__NAN},
    {{0.0, 1.0, 2.0}, TER_QUANTILE, 1.0, TER__INFINITY},
    {{0.0, 1.0, 1.0}, TER_ISF, 1.5, TER__NAN},
    {{0.0, 1.0, 1.0}, TER_CDF, TER__NAN, TER__NAN},
};

static const ter__statement statement = {
    .log_density = log_density,
    .log_tail = log_tail,
    .log_hazard = log_hazard,
    .gradient = gradient,
    .inverse = inverse,
};

static void from_scipy(const double *given, double *p) {
    p[0] = given[1];
    p[1] = given[2];
    p[2] = given[0];
}

static const ter_parameter scipy_parameters[] = {
    TER__POSITIVE_PARAMETER("kappa", "kappa", "asymmetry"),
    TER__SCIPY_LOC,
    TER__SCIPY_SCALE,
};

static const ter__variant variants[] = {
    TER__VARIANT("scipy", "laplace_asymmetric", scipy_parameters, from_scipy),
};

const ter_family ter__family_asymmetric_laplace = {
    .name = "asymmetric_laplace",
    .title = "Asymmetric Laplace",
    .formula = "exp(-z kappa^(+-1)) / (scale (kappa + 1 / kappa)), + above the location, - below and with -z",
    .conventions = "scipy: laplace_asymmetric(kappa, loc, scale). R: LaplacesDemon::dalaplace(x, location, scale, kappa) has scale "
                   "/ sqrt(2). Stan: skew_double_exponential(mu, sigma, tau).",
    .parameter_count = sizeof parameters / sizeof parameters[0],
    .parameters = parameters,
    .variant_count = sizeof variants / sizeof variants[0],
    .variants = variants,
    .prepare = prepare,
    .support = ter__support_line,
    .statement = &statement,
    .summary =
        {
            [TER_MEAN] = mean,
            [TER_VARIANCE] = variance,
            [TER_SKEWNESS] = skewness,
            [TER_EXCESS_KURTOSIS] = excess_kurtosis,
            [TER_MODE] = ter__summary_first,
            [TER_ENTROPY] = entropy,
        },
    .raw_moment = raw_moment,
    .central_moment = central_moment,
    .characteristic = characteristic,
    .words_per_draw = 1,
    .fitter = &fitter,
    .accuracy_range =
        "locations up to 1e10, scales 1e-100 to 1e100, asymmetries 1e-3 to 1e3, all arguments; where a quantile cancels against "
        "the location, in units of the latter. The slope is NaN at the location, where the density has a corner.",
    .accuracy = TER__STATED_ACCURACY(1.0, 2.0),
    .edge_count = sizeof edges / sizeof edges[0],
    .edges = edges,
};
