/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Y = location + scale X, scale of either sign. The point x = (y - location) / scale is kept in double-double, so that nothing is
 * lost where location is large against what varies. Laws of counts may be moved by whole numbers and turned round.
 */
#include "composed.h"
#include "special/elementary.h"
#include "tercile/compose.h"
#include "tercile/text.h"

static double scale_of(const ter__composed *made) {
    return made->dist.parameter[1];
}

/* A quotient that overflows stays what it is. */
static ter__dd point_of(const ter__composed *made, double y) {
    ter__dd from = ter__two_sum(y, -made->dist.parameter[0]);
    double rough = from.hi / scale_of(made);
    return fabs(rough) < 0x1p1000 && fabs(rough) > 0x1p-900 ? ter__dd_div_d(from, scale_of(made)) : ter__dd_make(rough, 0.0);
}

static ter__dd log_scale(const ter__composed *made) {
    return ter__dd_log_d(fabs(scale_of(made)));
}

static ter__dd log_density(const ter__composed *made, double y) {
    ter__dd x = point_of(made, y);
    if (made->dist.family->discrete) {
        return ter__child_log_density(made->child[0], x.hi);
    }
    ter__dd value = ter__child_log_density_near(made->child[0], x);
    return isinf(value.hi) ? value : ter__dd_sub(value, log_scale(made));
}

static ter__dd log_tail(const ter__composed *made, double y, bool upper) {
    ter__dd x = point_of(made, y);
    bool turned = scale_of(made) < 0.0;
    if (made->dist.family->discrete) { /* P(-X <= y) = P(X >= -y) */
        return ter__child_log_tail(made->child[0], turned ? x.hi - 1.0 : x.hi, upper != turned);
    }
    return ter__child_log_tail_near(made->child[0], x, upper != turned);
}

static double slope(const ter__composed *made, double y) {
    return ter_dist_eval(made->child[0], TER_LOG_PDF_SLOPE, point_of(made, y).hi) / scale_of(made);
}

static void gradient(const ter_dist *dist, size_t n, const double *y, double *slope_out, double *by_parameter) {
    const ter__composed *made = (const ter__composed *)dist;
    for (size_t i = 0; i < n; i++) {
        double rise = ter_dist_eval(dist, TER_LOG_PDF_SLOPE, y[i]);
        if (slope_out != NULL) {
            slope_out[i] = rise;
        }
        if (by_parameter != NULL) {
            by_parameter[i] = 0.0 - rise;
            by_parameter[i + n] = -1.0 / scale_of(made) - rise * point_of(made, y[i]).hi;
        }
    }
}

static ter_status placed(const ter_dist *dist, ter_summary summary, double *value) {
    const ter__composed *made = (const ter__composed *)dist;
    ter_status status = ter_dist_summary(made->child[0], summary, value);
    *value = fma(scale_of(made), *value, dist->parameter[0]);
    return status;
}

static ter_status mean(const ter_dist *dist, double *value) {
    return placed(dist, TER_MEAN, value);
}

static ter_status mode(const ter_dist *dist, double *value) {
    return placed(dist, TER_MODE, value);
}

static ter_status central_moment(const ter_dist *dist, unsigned order, double *value) {
    const ter__composed *made = (const ter__composed *)dist;
    ter_status status = ter_dist_central_moment(made->child[0], order, value);
    for (unsigned i = 0; i < order; i++) {
        *value *= scale_of(made);
    }
    return status;
}

static ter_status variance(const ter_dist *dist, double *value) {
    const ter__composed *made = (const ter__composed *)dist;
    ter_status status = ter_dist_summary(made->child[0], TER_VARIANCE, value);
    *value *= scale_of(made) * scale_of(made);
    return status;
}

static ter_status skewness(const ter_dist *dist, double *value) {
    const ter__composed *made = (const ter__composed *)dist;
    ter_status status = ter_dist_summary(made->child[0], TER_SKEWNESS, value);
    *value = scale_of(made) < 0.0 ? 0.0 - *value : *value;
    return status;
}

static ter_status excess_kurtosis(const ter_dist *dist, double *value) {
    return ter_dist_summary(((const ter__composed *)dist)->child[0], TER_EXCESS_KURTOSIS, value);
}

static ter_status entropy(const ter_dist *dist, double *value) {
    const ter__composed *made = (const ter__composed *)dist;
    ter_status status = ter_dist_summary(made->child[0], TER_ENTROPY, value);
    *value += dist->family->discrete ? 0.0 : ter__log(fabs(scale_of(made)));
    return status;
}

static ter_status l_moment(const ter_dist *dist, unsigned order, double *value) {
    const ter__composed *made = (const ter__composed *)dist;
    ter_status status = ter_dist_l_moment(made->child[0], order, value);
    *value *= order == 3 ? scale_of(made) : order == 1 ? 1.0 : fabs(scale_of(made));
    *value = order == 1 ? fma(scale_of(made), *value, dist->parameter[0]) : *value;
    return status;
}

static const ter_parameter parameters[] = {
    {.name = "location",
     .symbol = "a",
     .description = "what is added",
     .lower = -TER__INFINITY,
     .upper = TER__INFINITY,
     .lower_open = true,
     .upper_open = true,
     .has_default = true,
     .default_value = 0.0},
    {.name = "scale",
     .symbol = "b",
     .description = "what the law is multiplied by before, not 0",
     .lower = -TER__INFINITY,
     .upper = TER__INFINITY,
     .lower_open = true,
     .upper_open = true,
     .has_default = true,
     .default_value = 1.0},
};

static ter_status say(double location, double scale, const char *what, ter_error *error) {
    char a[TER_DOUBLE_TEXT_BYTES], b[TER_DOUBLE_TEXT_BYTES];
    ter_text_from_double(location, a);
    ter_text_from_double(scale, b);
    return ter_error_set(error, TER_BAD_ARGUMENT, "affine: location = %s, scale = %s: %s", a, b, what);
}

ter_status ter_dist_affine(ter_dist **dist, ter_dist *law, double location, double scale, ter_error *error) {
    ter__composed *made = NULL;
    if (!isfinite(location) || !isfinite(scale) || scale == 0.0) {
        return say(location, scale, "both must be finite, and scale not 0", error);
    }
    if (law->family->discrete && (fabs(scale) != 1.0 || location != trunc(location) || fabs(location) > 0x1p53)) {
        return say(location, scale, "a law of counts is moved by whole numbers up to 2^53, with a scale of 1 or -1", error);
    }
    ter_status status = ter__compose(&made, &ter__affine, &ter__affine_counts, 1, &law, error);
    if (status != TER_OK) {
        return status;
    }
    double first = fma(scale, law->lower, location), last = fma(scale, law->upper, location);
    made->dist.parameter[0] = location;
    made->dist.parameter[1] = scale;
    made->dist.lower = fmin(first, last);
    made->dist.upper = fmax(first, last);
    *dist = &made->dist;
    return TER_OK;
}

static ter_status make(ter_dist **dist, ter_dist *law, const double *given, ter_error *error) {
    return ter_dist_affine(dist, law, given[0], given[1], error);
}

#define COMPOSITION(counts)                                                                                                        \
    {                                                                                                                              \
        {.name = "affine",                                                                                                         \
         .title = "Affine function of a law",                                                                                      \
         .formula = "f((y - location) / scale) / |scale|",                                                                         \
         .conventions = "Y = location + scale X; a negative scale turns the law round.",                                           \
         .discrete = counts,                                                                                                       \
         .parameter_count = 2,                                                                                                     \
         .parameters = parameters,                                                                                                 \
         .interval = ter__composed_interval,                                                                                       \
         .gradient = gradient,                                                                                                     \
         .summary = {[TER_MEAN] = mean,                                                                                            \
                     [TER_VARIANCE] = variance,                                                                                    \
                     [TER_SKEWNESS] = skewness,                                                                                    \
                     [TER_EXCESS_KURTOSIS] = excess_kurtosis,                                                                      \
                     [TER_MODE] = mode,                                                                                            \
                     [TER_ENTROPY] = entropy},                                                                                     \
         .central_moment = central_moment,                                                                                         \
         .l_moment = l_moment,                                                                                                     \
         .characteristic = ter__affine_characteristic,                                                                             \
         .accuracy_range = "as exact as the law's own logs",                                                                       \
         .accuracy = TER__STATED_ACCURACY(64.0, 4500.0)},                                                                          \
            log_density, log_tail, slope, TER__ONE_LAW, make, false, NULL                                                          \
    }

const ter__composition ter__affine = COMPOSITION(false);
const ter__composition ter__affine_counts = COMPOSITION(true);
