/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * min(max(X, lower), upper): what lies outside is reported as the end itself, which so holds probability (a Tobit model's law is
 * that of a normal X). Of a continuous law the "density" at such an end is its probability, as likelihoods of censored data need
 * it; summaries are of the mixed law: the truncated law's between the ends, and the ends.
 */
#include "composed.h"
#include "special/elementary.h"
#include "tercile/compose.h"
#include "tercile/text.h"

static ter__dd log_at_lower(const ter__composed *made) {
    return ter__child_log_tail(made->child[0], made->dist.lower, false);
}

/* log P(X >= upper). */
static ter__dd log_at_upper(const ter__composed *made) {
    const ter_dist *child = made->child[0];
    return ter__child_log_tail(child, child->family->discrete ? made->dist.upper - 1.0 : made->dist.upper, true);
}

static ter__dd log_density(const ter__composed *made, double x) {
    const ter_dist *child = made->child[0];
    if (x == made->dist.lower && x > child->lower) {
        return log_at_lower(made);
    }
    if (x == made->dist.upper && x < child->upper) {
        return log_at_upper(made);
    }
    return ter__child_log_density(child, x);
}

static ter__dd log_tail(const ter__composed *made, double x, bool upper) {
    return ter__child_log_tail(made->child[0], x, upper);
}

static double slope(const ter__composed *made, double x) {
    return ter_dist_eval(made->child[0], TER_LOG_PDF_SLOPE, x);
}

static double interval(const ter_dist *dist, double a, double b) {
    const ter__composed *made = (const ter__composed *)dist;
    return ter_dist_interval(made->child[0], a < dist->lower ? -TER__INFINITY : a, b >= dist->upper ? TER__INFINITY : b);
}

static void gradient(const ter_dist *dist, size_t n, const double *x, double *slope_out, double *by_parameter) {
    for (size_t i = 0; i < n; i++) {
        if (slope_out != NULL) {
            slope_out[i] = ter_dist_eval(dist, TER_LOG_PDF_SLOPE, x[i]);
        }
        if (by_parameter != NULL) { /* ends are where the data were cut, not fitted */
            by_parameter[i] = by_parameter[i + n] = TER__NAN;
        }
    }
}

/* The probabilities of the three parts; those of ends that are not reached are 0. */
typedef struct parts {
    double at_lower, inside, at_upper;
    double least, most; /* what lies strictly between */
} parts;

static parts parts_of(const ter__composed *made) {
    const ter_dist *child = made->child[0], *dist = &made->dist;
    bool low = dist->lower > child->lower, high = dist->upper < child->upper;
    double step = child->family->discrete ? 1.0 : 0.0;
    parts p = {low ? ter__exp_dd(log_at_lower(made)) : 0.0, 0.0, high ? ter__exp_dd(log_at_upper(made)) : 0.0,
               low ? dist->lower + step : dist->lower, high ? dist->upper - step : dist->upper};
    p.inside = ter_dist_interval(child, low ? dist->lower : -TER__INFINITY, high ? p.most : TER__INFINITY);
    return p;
}

static double power_of(double x, unsigned order) {
    double power = 1.0;
    for (; order > 0; order--) {
        power *= x;
    }
    return power;
}

/* A number that belongs to the part between the ends, from the truncated law. */
static ter_status between(const ter__composed *made, const parts *p, ter_status (*ask)(const ter_dist *, unsigned, double *),
                          unsigned order, double *value) {
    ter_dist *inner = NULL;
    *value = 0.0;
    if (!(p->inside > 0.0) || ter_dist_truncated(&inner, made->child[0], p->least, p->most, NULL) != TER_OK) {
        return TER_OK;
    }
    ter_status status = ask(inner, order, value);
    ter__uncompose((ter__composed *)inner); /* the child stays */
    return status;
}

static ter_status raw_moment(const ter_dist *dist, unsigned order, double *value) {
    const ter__composed *made = (const ter__composed *)dist;
    parts p = parts_of(made);
    ter_status status = between(made, &p, ter_dist_raw_moment, order, value);
    *value *= p.inside > 0.0 ? p.inside : 1.0;
    *value += p.at_lower > 0.0 ? p.at_lower * power_of(dist->lower, order) : 0.0;
    *value += p.at_upper > 0.0 ? p.at_upper * power_of(dist->upper, order) : 0.0;
    return status;
}

static ter_status mean(const ter_dist *dist, double *value) {
    return raw_moment(dist, 1, value);
}

/* About the mean: the parts' own central moments, moved (binomial theorem); nothing large is subtracted. */
static ter_status central_moment(const ter_dist *dist, unsigned order, double *value) {
    const ter__composed *made = (const ter__composed *)dist;
    parts p = parts_of(made);
    double centre, inner_mean, choose = 1.0, sum = 0.0, part;
    *value = TER__NAN;
    ter_status status = mean(dist, &centre);
    if (status != TER_OK) {
        return TER_UNDEFINED;
    }
    status = between(made, &p, ter_dist_raw_moment, 1, &inner_mean);
    for (unsigned j = 0; status == TER_OK && p.inside > 0.0 && j <= order; j++) {
        status = between(made, &p, ter_dist_central_moment, j, &part);
        sum += p.inside * choose * power_of(inner_mean - centre, order - j) * part;
        choose = choose * (order - j) / (j + 1.0);
    }
    sum += p.at_lower > 0.0 ? p.at_lower * power_of(dist->lower - centre, order) : 0.0;
    sum += p.at_upper > 0.0 ? p.at_upper * power_of(dist->upper - centre, order) : 0.0;
    *value = order == 1 ? 0.0 : sum;
    return status;
}

static ter_status variance(const ter_dist *dist, double *value) {
    return central_moment(dist, 2, value);
}

static ter_status entropy_between(const ter_dist *inner, unsigned order, double *value) {
    (void)order;
    return ter_dist_summary(inner, TER_ENTROPY, value);
}

static ter_status entropy(const ter_dist *dist, double *value) {
    const ter__composed *made = (const ter__composed *)dist;
    parts p = parts_of(made);
    ter_status status = between(made, &p, entropy_between, 0, value);
    *value = p.inside > 0.0 ? p.inside * (*value - ter__log(p.inside)) : 0.0;
    *value -= p.at_lower > 0.0 ? p.at_lower * ter__log(p.at_lower) : 0.0;
    *value -= p.at_upper > 0.0 ? p.at_upper * ter__log(p.at_upper) : 0.0;
    return status;
}

/* Of a continuous law the end with the larger probability; counts: also the law's own mode when it is between. */
static ter_status mode(const ter_dist *dist, double *value) {
    const ter__composed *made = (const ter__composed *)dist;
    parts p = parts_of(made);
    ter_status status = ter_dist_summary(made->child[0], TER_MODE, value);
    bool between_ends = status == TER_OK && *value > dist->lower && *value < dist->upper;
    double own = between_ends && dist->family->discrete ? ter_dist_pdf(dist, *value) : 0.0, best = fmax(p.at_lower, p.at_upper);
    if (best > 0.0 && best >= own) {
        *value = p.at_lower >= p.at_upper ? dist->lower : dist->upper;
        return TER_OK;
    }
    return status;
}

static const ter_parameter parameters[] = {
    {.name = "lower",
     .symbol = "a",
     .description = "least value reported",
     .lower = -TER__INFINITY,
     .upper = TER__INFINITY,
     .has_default = true,
     .default_value = -TER__INFINITY},
    {.name = "upper",
     .symbol = "b",
     .description = "largest value reported",
     .lower = -TER__INFINITY,
     .upper = TER__INFINITY,
     .has_default = true,
     .default_value = TER__INFINITY},
};

ter_status ter_dist_censored(ter_dist **dist, ter_dist *law, double lower, double upper, ter_error *error) {
    ter__composed *made = NULL;
    bool counts = law->family->discrete;
    const char *wrong = !(lower < upper)                              ? "lower must be below upper"
                        : !(lower < law->upper && upper > law->lower) ? "no value of the law is between"
                        : counts && (lower != floor(lower) || upper != floor(upper))
                            ? "the ends of a law of counts are whole numbers"
                            : NULL;
    if (wrong != NULL) {
        char a[TER_DOUBLE_TEXT_BYTES], b[TER_DOUBLE_TEXT_BYTES];
        ter_text_from_double(lower, a);
        ter_text_from_double(upper, b);
        return ter_error_set(error, TER_BAD_ARGUMENT, "censored: lower = %s, upper = %s: %s", a, b, wrong);
    }
    ter_status status = ter__compose(&made, &ter__censored, &ter__censored_counts, 1, &law, error);
    if (status != TER_OK) {
        return status;
    }
    made->dist.parameter[0] = lower;
    made->dist.parameter[1] = upper;
    made->dist.lower = fmax(lower, law->lower);
    made->dist.upper = fmin(upper, law->upper);
    *dist = &made->dist;
    return TER_OK;
}

static ter_status make(ter_dist **dist, ter_dist *law, const double *given, ter_error *error) {
    return ter_dist_censored(dist, law, given[0], given[1], error);
}

#define COMPOSITION(counts)                                                                                                        \
    {                                                                                                                              \
        {.name = "censored",                                                                                                       \
         .title = "Censored",                                                                                                      \
         .formula = "f(x) between the ends, P(X <= lower) and P(X >= upper) at them",                                              \
         .conventions = "Values beyond an end are moved to it; the density there is a probability.",                               \
         .discrete = counts,                                                                                                       \
         .parameter_count = 2,                                                                                                     \
         .parameters = parameters,                                                                                                 \
         .interval = interval,                                                                                                     \
         .gradient = gradient,                                                                                                     \
         .summary = {[TER_MEAN] = mean, [TER_VARIANCE] = variance, [TER_MODE] = mode, [TER_ENTROPY] = entropy},                    \
         .raw_moment = raw_moment,                                                                                                 \
         .central_moment = central_moment,                                                                                         \
         .accuracy_range = "as exact as the law's own intervals and logs",                                                         \
         .accuracy = TER__STATED_ACCURACY(64.0, 4500.0)},                                                                          \
            log_density, log_tail, slope, TER__ONE_LAW, make, true, NULL                                                           \
    }

const ter__composition ter__censored = COMPOSITION(false);
const ter__composition ter__censored_counts = COMPOSITION(true);
