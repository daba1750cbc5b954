/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The operations of a distribution made of others, from its log density and log tails. Inverses are bisected on the doubles. */
#include "composed.h"
#include "dist/path/ordinal.h"
#include "listed.h"
#include "special/elementary.h"

static const ter__composition *kind_of(const ter_dist *dist) {
    return (const ter__composition *)dist->family;
}

static const ter__composed *made_of(const ter_dist *dist) {
    return (const ter__composed *)dist;
}

/* Whether only whole numbers have a mass. */
static bool is_of_counts(const ter_dist *dist) {
    return dist->family->discrete && kind_of(dist)->listing == NULL;
}

static ter__dd log_density_at(const ter_dist *dist, double x) {
    if (isnan(x)) {
        return ter__dd_make(x, 0.0);
    }
    if (!(x >= dist->lower && x <= dist->upper) || isinf(x) || (is_of_counts(dist) && x != floor(x))) {
        return ter__dd_make(-TER__INFINITY, 0.0);
    }
    return kind_of(dist)->log_density(made_of(dist), x);
}

static ter__dd log_tail_at(const ter_dist *dist, double x, bool upper) {
    if (isnan(x)) {
        return ter__dd_make(x, 0.0);
    }
    x = is_of_counts(dist) ? floor(x) : x;
    bool none = dist->family->discrete || kind_of(dist)->has_atoms ? x < dist->lower : x <= dist->lower, all = x >= dist->upper;
    if (none || all || isinf(x)) {
        return ter__dd_make((none || x == -TER__INFINITY) == upper ? 0.0 : -TER__INFINITY, 0.0);
    }
    ter__dd value = kind_of(dist)->log_tail(made_of(dist), x, upper);
    return value.hi > 0.0 ? ter__dd_make(0.0, 0.0) : value;
}

ter__dd ter__composed_log_density(const ter_dist *dist, double x) {
    return log_density_at(dist, x);
}

ter__dd ter__composed_log_tail(const ter_dist *dist, double x, bool upper) {
    return log_tail_at(dist, x, upper);
}

static double hazard_at(const ter_dist *dist, double x) {
    bool discrete = dist->family->discrete, atom = kind_of(dist)->has_atoms && (x == dist->lower || x == dist->upper);
    if (isnan(x) || x > dist->upper || (!discrete && !atom && x == dist->upper)) {
        return TER__NAN;
    }
    ter__dd density = log_density_at(dist, x), survival;
    if (discrete || atom) { /* P(X >= x) */
        survival = log_tail_at(dist, kind_of(dist)->listing != NULL || atom ? nextafter(x, -TER__INFINITY) : x - 1.0, true);
    } else {
        survival = log_tail_at(dist, x, true);
    }
    if (isinf(density.hi)) {
        return density.hi > 0.0 ? TER__INFINITY : 0.0;
    }
    double hazard = ter__exp_dd(ter__dd_sub(density, survival));
    return discrete && hazard > 1.0 ? 1.0 : hazard;
}

static double slope_at(const ter_dist *dist, double x) {
    bool inside = !dist->family->discrete && x > dist->lower && x < dist->upper && isfinite(x);
    return inside ? kind_of(dist)->slope(made_of(dist), x) : TER__NAN;
}

double ter__composed_interval(const ter_dist *dist, double a, double b) {
    bool upper = log_tail_at(dist, a, false).hi > -0.6931471805599453;
    ter__dd wide = log_tail_at(dist, upper ? a : b, upper), narrow = log_tail_at(dist, upper ? b : a, upper);
    if (isinf(wide.hi) || isinf(narrow.hi)) {
        return ter__exp_dd(wide);
    }
    ter__dd difference = ter__dd_sub(narrow, wide);
    return difference.hi < 0.0 ? ter__exp_dd(ter__dd_add(wide, ter__log_complement(difference))) : 0.0;
}

typedef struct search {
    const ter_dist *dist;
    bool upper;
    ter__dd target;
} search;

/* Whether x is at or right of the point sought. */
static bool reached(const search *s, double x) {
    ter__dd value = log_tail_at(s->dist, x, s->upper);
    ter__dd excess = isinf(value.hi) ? value : ter__dd_sub(value, s->target);
    /* The log of a count's probability comes by other ways than that of the same p: equal but for the last of some 100 bits. */
    double slack = s->dist->family->discrete && isfinite(value.hi) ? 0x1p-90 * fabs(s->target.hi) : 0.0;
    double sign = excess.hi + excess.lo + (s->upper ? -slack : slack);
    return s->upper ? sign <= 0.0 : sign >= 0.0;
}

static double solve_continuous(const search *s) {
    double low = fmax(s->dist->lower, -0x1.fffffffffffffp1023), high = fmin(s->dist->upper, 0x1.fffffffffffffp1023);
    if (reached(s, low)) {
        return s->dist->lower;
    }
    if (!reached(s, high)) {
        return s->dist->upper;
    }
    for (double middle = ter__ordinal_middle(low, high); middle > low; middle = ter__ordinal_middle(low, high)) {
        *(reached(s, middle) ? &high : &low) = middle;
    }
    return high;
}

/* From the first child's median outwards in doubling steps, then halves. */
static double solve_counts(const search *s) {
    const ter_dist *dist = s->dist;
    double start = floor(ter_dist_quantile(made_of(dist)->child[0], 0.5));
    double k = fmax(dist->lower, fmin(dist->upper, start)), low = k, high = k;
    for (double step = 1.0; reached(s, low) && low >= dist->lower; step *= 2.0) {
        high = low;
        low = fmax(low - step, dist->lower - 1.0);
    }
    for (double step = 1.0; !reached(s, high) && high < dist->upper; step *= 2.0) {
        low = high;
        high = fmin(high + step, dist->upper);
    }
    while (high - low > 1.0) {
        double middle = floor(low + 0.5 * (high - low));
        if (middle <= low || middle >= high) {
            break; /* counts beyond 2^53: neighbouring doubles */
        }
        *(reached(s, middle) ? &high : &low) = middle;
    }
    return high;
}

static double inverse_of(const ter_dist *dist, bool upper, ter__dd log_p, ter__dd log_q) {
    bool other = log_q.hi < log_p.hi; /* the smaller tail is followed */
    search s = {dist, other ? !upper : upper, other ? log_q : log_p};
    if (dist->family->discrete && kind_of(dist)->listing != NULL) {
        return ter__list_solve(made_of(dist)->list, s.upper, s.target);
    }
    return dist->family->discrete ? solve_counts(&s) : solve_continuous(&s);
}

#include "dist/path/log_kernels.h"

ter__kernel *const ter__composed_kernel[TER_OPERATION_COUNT] = TER__LOG_KERNELS;
