/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The size of the negative binomial law by maximum likelihood, at given means (Lawless, 1987, Canadian Journal of Statistics 15,
 * 209-225, whose 1 / a is the size here). Terms of a row nearly cancel for large sizes and are formed in double-double.
 */
#include "glm/size.h"

#include <math.h>

#include "glm/iteration.h"
#include "special/elementary.h"
#include "tercile/special.h"

#define COUNT_MAX    4096.0 /* counts up to here: the differences of digamma functions as sums */
#define STEPS_MAX    200
#define STEP_ENOUGH  0x1p-44
#define LARGEST_SIZE 0x1p40 /* of the largest mean: beyond, the law is Poisson's to all digits of a likelihood */

typedef struct slopes {
    ter__dd score, information;
} slopes;

/* digamma(y + size) - digamma(size), and trigamma(size) - trigamma(y + size). */
static slopes differences(double y, double size) {
    slopes d = {{0.0, 0.0}, {0.0, 0.0}};
    if (y != floor(y) || y > COUNT_MAX) {
        d.score.hi = ter_digamma(y + size) - ter_digamma(size);
        d.information.hi = ter_trigamma(size) - ter_trigamma(y + size);
        return d;
    }
    for (double k = 0.0; k < y; k += 1.0) {
        const ter__dd part = ter__dd_div(ter__dd_make(1.0, 0.0), ter__two_sum(size, k));
        d.score = ter__dd_add(d.score, part);
        d.information = ter__dd_add(d.information, ter__dd_square(part));
    }
    return d;
}

/* The derivative of the log likelihood in the size, and minus the second. */
static slopes slopes_at(const ter_glm_problem *p, const double *mu, double size) {
    slopes sum = {{0.0, 0.0}, {0.0, 0.0}};
    for (size_t i = 0; i < p->rows; i++) {
        const double weight = ter__glm_weight(p, i);
        if (weight == 0.0) {
            continue;
        }
        const slopes d = differences(p->y[i], size);
        const ter__dd whole = ter__two_sum(mu[i], size), rest = ter__two_sum(mu[i], -p->y[i]), ratio = ter__dd_ratio(mu[i], size);
        const ter__dd off = ter__dd_div(rest, whole);
        const ter__dd score = ter__dd_add(ter__dd_sub(d.score, ter__dd_log1p(ratio)), off);
        const ter__dd bend = ter__dd_div(ter__dd_sub(off, ratio), whole);
        sum.score = ter__dd_add(sum.score, ter__dd_mul_d(score, weight));
        sum.information = ter__dd_add(sum.information, ter__dd_mul_d(ter__dd_add(d.information, bend), weight));
    }
    return sum;
}

/* The size whose variance is the one seen, or the largest mean where there is none. */
static double start(const ter_glm_problem *p, const double *mu, double *largest) {
    double squares = 0.0, excess = 0.0;
    *largest = 0.0;
    for (size_t i = 0; i < p->rows; i++) {
        const double weight = ter__glm_weight(p, i), rest = p->y[i] - mu[i];
        if (weight > 0.0) {
            squares += weight * mu[i] * mu[i];
            excess += weight * (rest * rest - mu[i]);
            *largest = fmax(*largest, mu[i]);
        }
    }
    const double size = squares / excess;
    return size > 0.0 && isfinite(size) ? size : *largest;
}

ter_status ter__glm_size(double *size, double *error_of_size, const ter_glm_problem *p, const double *mu, ter_error *error) {
    double largest, low = 0.0, high = TER__INFINITY, at = start(p, mu, &largest);
    for (int step = 0; step < STEPS_MAX; step++) {
        const slopes s = slopes_at(p, mu, at);
        const double score = ter__dd_value(s.score), information = ter__dd_value(s.information);
        *(score > 0.0 ? &low : &high) = at;
        if (low > LARGEST_SIZE * largest) {
            return ter_error_set(error, TER_NO_CONVERGENCE,
                                 "the counts vary no more than a Poisson law allows: no finite size has the largest likelihood; "
                                 "use the poisson family, or give a size");
        }
        double next = at + score / information;
        if (!(information > 0.0 && ((next > low && next < high) || next == at))) {
            next = isinf(high) ? 4.0 * low : low == 0.0 ? 0.25 * high : sqrt(low) * sqrt(high);
        }
        const bool enough = fabs(next - at) <= STEP_ENOUGH * at;
        at = next;
        if (enough) {
            *size = at;
            *error_of_size = 1.0 / sqrt(ter__dd_value(slopes_at(p, mu, at).information));
            return TER_OK;
        }
    }
    return ter_error_set(error, TER_NO_CONVERGENCE, "the size of the negative binomial law does not settle: %g after %d steps", at,
                         STEPS_MAX);
}
