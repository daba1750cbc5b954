/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Law i with probability w_i. Densities and tails are sums of positive terms, each kept as a log, relative to the largest. A log
 * tail near 0 comes from the other side.
 */
#include "composed.h"
#include "special/elementary.h"
#include "tercile/compose.h"
#include "tercile/text.h"

typedef ter__dd log_term(const ter_dist *child, double x, bool upper);

static ter__dd log_density_term(const ter_dist *child, double x, bool upper) {
    (void)upper;
    return ter__child_log_density(child, x);
}

/* log sum_i w_i exp(term_i). */
static ter__dd log_sum(const ter__composed *made, log_term *term, double x, bool upper) {
    ter__dd largest = ter__dd_make(-TER__INFINITY, 0.0); /* whole: the low part of a huge log is itself huge */
    for (size_t i = 0; i < made->count; i++) {
        ter__dd value = term(made->child[i], x, upper);
        largest = value.hi > largest.hi || (value.hi == largest.hi && value.lo > largest.lo) ? value : largest;
    }
    if (isinf(largest.hi)) {
        return largest;
    }
    ter__dd sum = ter__dd_make(0.0, 0.0);
    for (size_t i = 0; i < made->count; i++) {
        ter__dd shifted = term(made->child[i], x, upper);
        if (isinf(shifted.hi)) {
            continue;
        }
        shifted = ter__dd_sub(shifted, largest);
        if (shifted.hi > -640.0) {
            sum = ter__dd_add(sum, ter__dd_mul_d(ter__dd_exp(shifted), made->weight[i]));
        }
    }
    return ter__dd_add(ter__dd_log(sum), largest);
}

static ter__dd log_density(const ter__composed *made, double x) {
    return log_sum(made, log_density_term, x, false);
}

static ter__dd log_tail(const ter__composed *made, double x, bool upper) {
    ter__dd own = log_sum(made, ter__child_log_tail, x, upper);
    return own.hi < -0.6931471805599453 ? own : ter__log_complement(log_sum(made, ter__child_log_tail, x, !upper));
}

static double slope(const ter__composed *made, double x) {
    ter__dd whole = log_density(made, x);
    double sum = 0.0;
    for (size_t i = 0; i < made->count; i++) {
        ter__dd part = ter__child_log_density(made->child[i], x);
        double share = isinf(part.hi) ? 0.0 : made->weight[i] * ter__exp_dd(ter__dd_sub(part, whole));
        sum += share > 0.0 ? share * ter_dist_eval(made->child[i], TER_LOG_PDF_SLOPE, x) : 0.0;
    }
    return sum;
}

static double interval(const ter_dist *dist, double a, double b) {
    const ter__composed *made = (const ter__composed *)dist;
    double sum = 0.0;
    for (size_t i = 0; i < made->count; i++) {
        sum += made->weight[i] * ter_dist_interval(made->child[i], a, b);
    }
    return sum > 1.0 ? 1.0 : sum;
}

static void gradient(const ter_dist *dist, size_t n, const double *x, double *slope_out, double *by_parameter) {
    (void)by_parameter; /* there are none */
    for (size_t i = 0; slope_out != NULL && i < n; i++) {
        slope_out[i] = ter_dist_eval(dist, TER_LOG_PDF_SLOPE, x[i]);
    }
}

/* sum_i w_i E[X_i^order]; infinities of both signs, or one that does not exist, leave nothing. */
static ter_status raw_moment(const ter_dist *dist, unsigned order, double *value) {
    const ter__composed *made = (const ter__composed *)dist;
    double sum = 0.0;
    ter_status result = TER_OK;
    for (size_t i = 0; i < made->count; i++) {
        double part;
        ter_status status = ter_dist_raw_moment(made->child[i], order, &part);
        if (status != TER_OK && status != TER_INFINITE && status != TER_UNDEFINED) {
            *value = TER__NAN;
            return status;
        }
        result = status == TER_UNDEFINED || result == TER_UNDEFINED ? TER_UNDEFINED : status == TER_INFINITE ? status : result;
        sum += made->weight[i] * part;
    }
    *value = result == TER_UNDEFINED ? TER__NAN : sum;
    return result == TER_INFINITE && isnan(sum) ? TER_UNDEFINED : result;
}

static double power_of(double x, unsigned order) {
    double power = 1.0;
    for (; order > 0; order--) {
        power *= x;
    }
    return power;
}

/* sum_i w_i sum_j C(order, j) (mean_i - mean)^(order - j) E[(X_i - mean_i)^j]. */
static ter_status central_moment(const ter_dist *dist, unsigned order, double *value) {
    const ter__composed *made = (const ter__composed *)dist;
    double mean, sum = 0.0;
    *value = TER__NAN;
    if (raw_moment(dist, 1, &mean) != TER_OK) {
        return TER_UNDEFINED;
    }
    if (order == 1) {
        *value = 0.0;
        return TER_OK;
    }
    for (size_t i = 0; i < made->count; i++) {
        double own, choose = 1.0;
        ter_status status = ter_dist_raw_moment(made->child[i], 1, &own);
        for (unsigned j = 0; status == TER_OK && j <= order; j++) {
            double part;
            status = ter_dist_central_moment(made->child[i], j, &part);
            sum += status == TER_OK ? made->weight[i] * choose * power_of(own - mean, order - j) * part : 0.0;
            choose = choose * (order - j) / (j + 1.0);
            if (status != TER_OK) {
                return raw_moment(dist, order, value); /* which is infinite or does not exist, and says which */
            }
        }
        if (status != TER_OK) {
            return status;
        }
    }
    *value = sum;
    return TER_OK;
}

static ter_status mean(const ter_dist *dist, double *value) {
    return raw_moment(dist, 1, value);
}

static ter_status variance(const ter_dist *dist, double *value) {
    return central_moment(dist, 2, value);
}

/*
 * With one peak in each law all peaks of the mixture lie between those of the laws: the best of a grid between each neighbouring
 * two, refined by golden section.
 */
static ter_status mode(const ter_dist *dist, double *value) {
    const ter__composed *made = (const ter__composed *)dist;
    double low = TER__INFINITY, high = -TER__INFINITY, best = -TER__INFINITY, at = TER__NAN, step = 0.0;
    for (size_t i = 0; i < made->count; i++) {
        double peak;
        ter_status status = ter_dist_summary(made->child[i], TER_MODE, &peak);
        if (status != TER_OK) {
            *value = TER__NAN;
            return status;
        }
        low = fmin(low, peak);
        high = fmax(high, peak);
    }
    for (size_t i = 0; i < made->count; i++) {
        double peak, spread = ter_dist_quantile(made->child[i], 0.75) - ter_dist_quantile(made->child[i], 0.25);
        ter_status status = ter_dist_summary(made->child[i], TER_MODE, &peak);
        for (int j = -256; status == TER_OK && j <= 256; j++) {
            double x = fmax(low, fmin(high, peak + j * spread / 64.0));
            x = dist->family->discrete ? floor(x) : x;
            double height = ter_dist_logpdf(dist, x);
            step = height > best ? spread / 64.0 : step;
            at = height > best ? x : at;
            best = height > best ? height : best;
        }
    }
    double a = fmax(low, at - step), b = fmin(high, at + step);
    for (int i = 0; i < 100 && !dist->family->discrete && best < TER__INFINITY && b > a; i++) {
        double left = b - 0.6180339887498949 * (b - a), right = a + 0.6180339887498949 * (b - a);
        bool keep_left = ter_dist_logpdf(dist, left) >= ter_dist_logpdf(dist, right);
        *(keep_left ? &b : &a) = keep_left ? right : left;
    }
    double refined = a + 0.5 * (b - a);
    *value = !dist->family->discrete && ter_dist_logpdf(dist, refined) > best ? refined : at;
    return TER_OK;
}

#define FAMILY(counts)                                                                                                             \
    {                                                                                                                              \
        .name = "mixture", .title = "Mixture", .formula = "sum of weight_i f_i(x)",                                                \
        .conventions = "Weights are probabilities, not counts.", .discrete = counts, .interval = interval, .gradient = gradient,   \
        .summary = {[TER_MEAN] = mean, [TER_VARIANCE] = variance, [TER_MODE] = mode}, .raw_moment = raw_moment,                    \
        .central_moment = central_moment, .characteristic = ter__mixture_characteristic,                                           \
        .accuracy_range = "as exact as the laws' own logs", .accuracy = TER__STATED_ACCURACY(64.0, 4500.0)                         \
    }

const ter__composition ter__mixture = {FAMILY(false), log_density, log_tail, slope, TER__WEIGHTED_LAWS, NULL, false, NULL};
const ter__composition ter__mixture_counts = {FAMILY(true), log_density, log_tail, slope, TER__WEIGHTED_LAWS, NULL, false, NULL};

ter_status ter_dist_mixture(ter_dist **dist, size_t n, const double *weights, ter_dist *const *laws, ter_error *error) {
    ter__composed *made = NULL;
    ter__dd sum = ter__dd_make(0.0, 0.0);
    char text[TER_DOUBLE_TEXT_BYTES];
    for (size_t i = 0; i < n; i++) {
        if (!(weights[i] > 0.0 && weights[i] <= 1.0)) {
            ter_text_from_double(weights[i], text);
            return ter_error_set(error, TER_BAD_ARGUMENT, "mixture: weight %zu = %s is outside (0, 1]", i + 1, text);
        }
        sum = ter__dd_add_d(sum, weights[i]);
    }
    double whole = ter__dd_value(sum);
    if (n > 0 && !(fabs(whole - 1.0) <= 0x1p-52 * (double)n)) {
        ter_text_from_double(whole, text);
        return ter_error_set(error, TER_BAD_ARGUMENT, "mixture: the weights sum to %s, not 1", text);
    }
    ter_status status = ter__compose(&made, &ter__mixture, &ter__mixture_counts, n, laws, error);
    if (status != TER_OK) {
        return status;
    }
    for (size_t i = 0; i < n; i++) {
        made->weight[i] = ter__dd_value(ter__dd_div(ter__dd_make(weights[i], 0.0), sum));
        made->dist.lower = fmin(made->dist.lower, laws[i]->lower);
        made->dist.upper = fmax(made->dist.upper, laws[i]->upper);
    }
    *dist = &made->dist;
    return TER_OK;
}
