/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sums over counts in work that does not grow with their width: from the median outwards in blocks, short ones term by term, long
 * ones by a rule of 16 counts that is exact for polynomials below degree 16, the discrete counterpart of Gauss's: counts next to
 * Legendre's nodes, with weights that annul the discrete Chebyshev polynomials (DLMF 18.19, as sums over 0 .. N - 1) of degree 1
 * to 15. A block whose halves do not agree with it is halved.
 */
#include "count_sum.h"

#include <math.h>

#define NODES           16
#define SHORT           64.0 /* the longest block that is summed term by term */
#define EVALUATIONS_MAX 60000
#define DEPTH_MAX       60
#define AGREEMENT       1e-13
#define NOTHING         0x1p-64
#define COUNTS_MAX      1e300
#define QUIET_BLOCKS    3

/* The positive ones of Legendre's nodes of order 16: they need not be exact. */
static const double node[NODES / 2] = {0.0950125, 0.2816036, 0.4580168, 0.6178762, 0.7554044, 0.8656312, 0.9445750, 0.9894009};

typedef struct sum {
    ter__counts_term *term;
    const void *context;
    long evaluations;
    double size; /* of the sum so far */
    bool failed; /* a block that would not become smooth */
} sum;

/* Places within 0 .. count - 1, each near a node. */
static void places_of(double count, double *place) {
    for (int i = 0; i < NODES; i++) {
        double at = i < NODES / 2 ? -node[NODES / 2 - 1 - i] : node[i - NODES / 2];
        place[i] = floor(0.5 * (1.0 + at) * count);
    }
}

/* Row j of the equations: the j-th polynomial at the places, scaled by count^-j. */
static void fill_rows(double count, const double *place, double row[NODES][NODES + 1]) {
    for (int i = 0; i < NODES; i++) {
        double x = (2.0 * place[i] - count + 1.0) / count, before = 0.0, now = 1.0;
        for (int j = 0; j < NODES; j++) {
            row[j][i] = now;
            double share = j / count, next = ((2 * j + 1) * x * now - j * (1.0 - share * share) * before) / (j + 1);
            before = now;
            now = next;
        }
    }
    for (int j = 0; j < NODES; j++)
        row[j][NODES] = j == 0 ? count : 0.0;
}

/* Gauss's elimination with the largest pivot of each column. */
static void solve(double row[NODES][NODES + 1], double *weight) {
    for (int c = 0; c < NODES; c++) {
        int best = c;
        for (int r = c + 1; r < NODES; r++)
            best = fabs(row[r][c]) > fabs(row[best][c]) ? r : best;
        for (int k = 0; k <= NODES; k++) {
            double swap = row[c][k];
            row[c][k] = row[best][k];
            row[best][k] = swap;
        }
        for (int r = c + 1; r < NODES; r++) {
            double share = row[r][c] / row[c][c];
            for (int k = c; k <= NODES; k++)
                row[r][k] -= share * row[c][k];
        }
    }
    for (int c = NODES - 1; c >= 0; c--) {
        weight[c] = row[c][NODES];
        for (int k = c + 1; k < NODES; k++)
            weight[c] -= row[c][k] * weight[k];
        weight[c] /= row[c][c];
    }
}

static double block(sum *s, double first, double count) {
    ter__dd total = {0.0, 0.0};
    if (count <= SHORT) {
        for (double k = 0.0; k < count; k += 1.0)
            total = ter__dd_add_d(total, s->term(s->context, first + k));
        s->evaluations += (long)count;
        return ter__dd_value(total);
    }
    double place[NODES], row[NODES][NODES + 1], weight[NODES];
    places_of(count, place);
    fill_rows(count, place, row);
    solve(row, weight);
    for (int i = 0; i < NODES; i++)
        total = ter__dd_add(total, ter__two_product(weight[i], s->term(s->context, first + place[i])));
    s->evaluations += NODES;
    return ter__dd_value(total);
}

/* The block by its halves, halved again while they disagree with `whole`. */
static double refined(sum *s, double first, double count, double whole, int depth, bool *smooth) {
    if (count <= SHORT)
        return whole;
    double half = floor(0.5 * count), low = block(s, first, half), high = block(s, first + half, count - half);
    double size = fabs(low) + fabs(high);
    if (fabs(low + high - whole) <= AGREEMENT * 0.1 * size + 0x1p-56 * s->size)
        return low + high;
    s->failed = s->failed || depth == 0 || s->evaluations > EVALUATIONS_MAX;
    if (s->failed)
        return low + high;
    *smooth = false;
    bool ignored = false;
    return refined(s, first, half, low, depth - 1, &ignored) + refined(s, first + half, count - half, high, depth - 1, &ignored);
}

/* Adds the blocks on one side of `start`; false when the work does not end. */
static bool add_side(sum *s, double start, double end, bool up, ter__dd *total) {
    double at = start, length = SHORT;
    for (int quiet = 0; quiet < QUIET_BLOCKS && (up ? at <= end : at >= end);) {
        double left = fabs(end - at) + 1.0, count = length < left ? length : left, first = up ? at : at - count + 1.0;
        bool smooth = true;
        double value = refined(s, first, count, block(s, first, count), DEPTH_MAX, &smooth);
        /* beyond 2^53 counts cannot be told apart in a short block, and what is left there may be most of the sum */
        if (!isfinite(value) || s->failed || s->evaluations > EVALUATIONS_MAX || fabs(at) > COUNTS_MAX)
            return false;
        *total = ter__dd_add_d(*total, value);
        s->size = fmax(s->size, fabs(total->hi));
        quiet = fabs(value) <= NOTHING * s->size ? quiet + 1 : 0;
        at = up ? at + count : at - count;
        length = smooth ? 2.0 * length : fmax(SHORT, 0.5 * length);
    }
    return true;
}

bool ter__counts_side_sum(double first, double end, ter__counts_term *term, const void *context, double *value) {
    sum s = {term, context, 0, 0.0, false};
    ter__dd total = {0.0, 0.0};
    bool done = add_side(&s, first, end, end > first, &total);
    *value = ter__dd_value(total);
    return done;
}

ter_status ter__counts_sum(const ter_dist *dist, double start, ter__counts_term *term, const void *context, double *value) {
    sum s = {term, context, 0, 0.0, false};
    ter__dd above = {0.0, 0.0}, below = {0.0, 0.0};
    bool done = add_side(&s, start, dist->upper, true, &above);
    s.size = 0.0; /* about a centre a side begins with next to nothing: it is measured by itself */
    done = done && add_side(&s, start - 1.0, dist->lower, false, &below);
    *value = done ? ter__dd_value(ter__dd_add(above, below)) : TER__NAN;
    return done ? TER_OK : TER_NOT_ACCURATE;
}
