/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Generic summaries of continuous laws by integrals over probability on a log scale: with X at log tail -t,
 *   E[g(X)] = integral from log 2 to infinity of exp(-t) [ g(quantile_log(-t)) + g(isf_log(-t)) ] dt,
 * whose integrand decays like exp(-t (1 - k / a)) for g = x^k and a tail of index a: whether a moment exists can be read off the
 * slope of log |x| in t. Laws of counts are summed (count_sum.h).
 */
#include <math.h>
#include <string.h>

#include "core/bridge_gsl.h"
#include "count_sum.h"
#include "generic.h"
#include "special/elementary.h"

#define LOG_2 0.6931471805599453
/* Relative error asked of the integrals. */
#define ACCURACY 1e-11
/* A moment whose order is the tail's index does not exist; the index is known to some 13 digits. */
#define AT_THE_EDGE (1.0 - 1e-10)

static double at(const ter_dist *dist, ter_operation operation, double argument) {
    double value;
    dist->kernel[operation](dist, 1, &argument, &value);
    return value;
}

typedef enum quantity { POWER, ENTROPY } quantity;

typedef struct integrand {
    const ter_dist *dist;
    quantity what;
    unsigned order;
    double centre;
    bool upper;
    int exponent; /* powers are of (x - centre) 2^-exponent, which is of the size of 1 */
} integrand;

static double power_of(double x, unsigned order) {
    double power = 1.0;
    for (; order > 0; order >>= 1, x *= x) {
        if (order & 1u) {
            power *= x;
        }
    }
    return power;
}

static double value_at(const integrand *f, double x) {
    return f->what == ENTROPY ? -at(f->dist, TER_LOG_PDF, x) : power_of(ldexp(x - f->centre, -f->exponent), f->order);
}

static double over_log_tail(double t, void *context) {
    const integrand *f = context;
    double x = at(f->dist, f->upper ? TER_ISF_LOG : TER_QUANTILE_LOG, -t);
    double value = value_at(f, x), weight = ter__exp(-t);
    /* where the weight is 0 the power may be infinite: the moment exists, so their product is nothing there */
    return value == 0.0 || weight == 0.0 ? 0.0 : value * weight;
}

/* 1 / (tail index) on one side: the slope of log |x| in t far out; 0 for tails lighter than any power. */
static double tail_exponent(const ter_dist *dist, bool upper) {
    ter_operation inverse = upper ? TER_ISF_LOG : TER_QUANTILE_LOG;
    double end = upper ? dist->upper : dist->lower;
    if (isfinite(end)) {
        return 0.0;
    }
    double far = fabs(at(dist, inverse, -600.0)), near = fabs(at(dist, inverse, -300.0));
    if (!isfinite(far)) {
        return INFINITY;
    }
    double slope = (ter__log(far) - ter__log(near)) / 300.0;
    double farther = fabs(at(dist, inverse, -1200.0));
    double next = isfinite(farther) ? (ter__log(farther) - ter__log(far)) / 600.0 : slope;
    return next < 0.75 * slope ? 0.0 : next; /* a power law keeps its slope; lighter tails lose it */
}

static ter_status one_side(integrand *f, bool upper, double *value) {
    double error_estimate;
    f->upper = upper;
    return ter__gsl_integrate(over_log_tail, f, LOG_2, INFINITY, ACCURACY, value, &error_estimate);
}

/* Of the binary exponent that quartiles have as distances from a centre. */
static int exponent_of(const ter_dist *dist, double centre) {
    double low = fabs(at(dist, TER_QUANTILE, 0.25) - centre), high = fabs(at(dist, TER_ISF, 0.25) - centre);
    int exponent = 0;
    (void)frexp(low > high ? low : high, &exponent);
    return isfinite(low) && isfinite(high) ? exponent : 0;
}

/* E[((X - centre) 2^-exponent)^order]: whether it exists, then its two halves. */
static ter_status scaled_moment(const ter_dist *dist, unsigned order, double centre, int exponent, double *value) {
    bool heavy_below = order * tail_exponent(dist, false) >= AT_THE_EDGE,
         heavy_above = order * tail_exponent(dist, true) >= AT_THE_EDGE;
    if (order > 0 && (heavy_below || heavy_above)) {
        if (heavy_below && heavy_above && order % 2 == 1) {
            *value = NAN;
            return TER_UNDEFINED;
        }
        *value = heavy_below && order % 2 == 1 ? -INFINITY : INFINITY;
        return TER_INFINITE;
    }
    integrand f = {dist, POWER, order, centre, false, exponent};
    double below, above;
    ter_status status = one_side(&f, false, &below);
    if (status == TER_OK) {
        status = one_side(&f, true, &above);
    }
    if (status == TER_OK) {
        *value = below + above;
    }
    return status;
}

static ter_status continuous_moment(const ter_dist *dist, unsigned order, double centre, double *value) {
    int exponent = exponent_of(dist, centre);
    ter_status status = scaled_moment(dist, order, centre, exponent, value);
    if (status == TER_OK) {
        *value = ldexp(*value, exponent * (int)order);
    }
    return status;
}

static double count_term(const void *context, double k) {
    const integrand *f = context;
    double mass = at(f->dist, TER_PDF, k);
    return mass > 0.0 ? mass * value_at(f, k) : 0.0;
}

static ter_status count_sum(const ter_dist *dist, quantity what, unsigned order, double centre, double *value) {
    integrand f = {dist, what, order, centre, false, 0};
    return ter__counts_sum(dist, at(dist, TER_QUANTILE, 0.5), count_term, &f, value);
}

ter_status ter__generic_raw_moment(const ter_dist *dist, unsigned order, double *value) {
    return dist->family->discrete ? count_sum(dist, POWER, order, 0.0, value) : continuous_moment(dist, order, 0.0, value);
}

ter_status ter__generic_central_moment(const ter_dist *dist, unsigned order, double *value) {
    double mean;
    ter_status status = ter_dist_summary(dist, TER_MEAN, &mean);
    if (status != TER_OK) {
        *value = NAN;
        return TER_UNDEFINED;
    }
    if (order == 1) {
        *value = 0.0;
        return TER_OK;
    }
    return dist->family->discrete ? count_sum(dist, POWER, order, mean, value) : continuous_moment(dist, order, mean, value);
}

ter_status ter__generic_mean(const ter_dist *dist, double *value) {
    return ter_dist_raw_moment(dist, 1, value);
}

ter_status ter__generic_variance(const ter_dist *dist, double *value) {
    return ter_dist_central_moment(dist, 2, value);
}

/* A standardised moment: TER_UNDEFINED unless the variance is finite and positive. */
static ter_status standardised(const ter_dist *dist, unsigned order, double shift, double *value) {
    double variance, moment;
    if (ter_dist_summary(dist, TER_VARIANCE, &variance) != TER_OK || !(variance > 0.0)) {
        *value = NAN;
        return TER_UNDEFINED;
    }
    int exponent = 0;
    ter_status status;
    if (dist->family->central_moment == NULL &&
        !dist->family->discrete) { /* in its own unit: the power may be beyond the doubles */
        double mean;
        status = ter_dist_summary(dist, TER_MEAN, &mean);
        (void)frexp(sqrt(variance), &exponent);
        status = status == TER_OK ? scaled_moment(dist, order, mean, exponent, &moment) : status;
        variance = ldexp(variance, -2 * exponent);
    } else {
        status = ter_dist_central_moment(dist, order, &moment);
    }
    if (status == TER_OK) {
        *value = moment / (order == 3 ? variance * sqrt(variance) : variance * variance) - shift;
    } else if (status == TER_INFINITE || status == TER_UNDEFINED) {
        *value = moment;
    }
    return status;
}

ter_status ter__generic_skewness(const ter_dist *dist, double *value) {
    return standardised(dist, 3, 0.0, value);
}

ter_status ter__generic_excess_kurtosis(const ter_dist *dist, double *value) {
    return standardised(dist, 4, 3.0, value);
}

ter_status ter__generic_median(const ter_dist *dist, double *value) {
    *value = at(dist, TER_QUANTILE, 0.5);
    return TER_OK;
}

/* Width of the middle half beside the median below which arguments that are doubles do not resolve the density. */
#define TOO_NARROW 0x1p-26

/* Whether the law is its standard member moved and stretched: quantiles tell (the location of a folded normal law, or of a logit
 * normal one, is another law's). */
static bool is_moved(const ter_dist *dist, const ter_dist *standard, double location, double scale) {
    bool moved = true;
    for (double p = 0.25; p < 1.0; p += 0.25) {
        const double from = at(standard, TER_QUANTILE, p), to = at(dist, TER_QUANTILE, p);
        moved = moved && fabs(to - (location + scale * from)) <= 0x1p-40 * (fabs(location) + scale * (1.0 + fabs(from)));
    }
    return moved;
}

/* The law at location 0 and scale 1, where the family has parameters of these names that mean it; *scale is the one it had. */
static bool standard_member(const ter_dist *dist, ter_dist *standard, double *scale) {
    const ter_family *family = dist->family;
    size_t location_at = family->parameter_count, scale_at = location_at;
    for (size_t j = 0; j < family->parameter_count; j++) {
        location_at = strcmp(family->parameters[j].name, "location") == 0 ? j : location_at;
        scale_at = strcmp(family->parameters[j].name, "scale") == 0 ? j : scale_at;
    }
    if (location_at == family->parameter_count || scale_at == family->parameter_count ||
        (dist->parameter[location_at] == 0.0 && dist->parameter[scale_at] == 1.0)) {
        return false;
    }
    *standard = *dist;
    *scale = dist->parameter[scale_at];
    standard->parameter[location_at] = 0.0;
    standard->parameter[scale_at] = 1.0;
    dist->family->support(standard->parameter, &standard->lower, &standard->upper);
    if (family->prepare != NULL) {
        family->prepare(standard->parameter, standard->prepared);
    }
    return is_moved(dist, standard, dist->parameter[location_at], *scale);
}

ter_status ter__generic_entropy(const ter_dist *dist, double *value) {
    if (dist->family->discrete) {
        return count_sum(dist, ENTROPY, 0, 0.0, value);
    }
    ter_dist standard;
    double scale;
    if (standard_member(dist, &standard, &scale)) {
        ter_status status = ter__generic_entropy(&standard, value);
        *value = status == TER_OK ? *value + ter__log(scale) : *value;
        return status;
    }
    const double width = at(dist, TER_ISF, 0.25) - at(dist, TER_QUANTILE, 0.25);
    if (width < TOO_NARROW * fabs(at(dist, TER_QUANTILE, 0.5))) {
        *value = NAN;
        return TER_NOT_ACCURATE;
    }
    integrand f = {dist, ENTROPY, 0, 0.0, false, 0};
    double below, above;
    ter_status status = one_side(&f, false, &below);
    if (status == TER_OK) {
        status = one_side(&f, true, &above);
    }
    if (status == TER_OK) {
        *value = below + above;
    }
    return status;
}

/*
 * The highest point of a density with one peak, by golden section between far quantiles: half the digits of a double, as the
 * density is flat there. Families know better; an end of the support wins when the density grows towards it.
 */
ter_status ter__generic_mode(const ter_dist *dist, double *value) {
    const double ratio = 0.6180339887498949;
    double low = at(dist, TER_QUANTILE, 1e-9), high = at(dist, TER_ISF, 1e-9);
    if (dist->family->discrete) {
        while (high - low > 1.0) { /* the first descent: masses of one peak rise before it and fall after */
            double middle = floor(0.5 * (low + high));
            *(at(dist, TER_LOG_PDF, middle + 1.0) > at(dist, TER_LOG_PDF, middle) ? &low : &high) = middle;
        }
        *value = at(dist, TER_LOG_PDF, high) > at(dist, TER_LOG_PDF, low) ? high : low;
        return TER_OK;
    }
    for (int i = 0; i < 200 && high - low > 0.0; i++) {
        double a = high - ratio * (high - low), b = low + ratio * (high - low);
        *(at(dist, TER_LOG_PDF, a) >= at(dist, TER_LOG_PDF, b) ? &high : &low) =
            at(dist, TER_LOG_PDF, a) >= at(dist, TER_LOG_PDF, b) ? b : a;
    }
    *value = low + 0.5 * (high - low);
    return TER_OK;
}
