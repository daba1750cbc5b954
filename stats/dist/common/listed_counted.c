/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Laws whose masses are counted by adding independent terms one after the other: successes of unlike trials (Poisson-binomial) and
 * the rank statistics of Wilcoxon. Only positive numbers are added and multiplied.
 */
#include <stdint.h>
#include <stdlib.h>

#include "listed_wide.h"
#include "special/elementary.h"
#include "tercile/listed.h"
#include "tercile/text.h"

#define TRIALS_MAX 4096
#define RANKS_MAX  1000.0
#define PAIRS_MAX  10000.0

static ter_status no_memory(const char *law, size_t n, ter_error *error) {
    return ter_error_set(error, TER_NO_MEMORY, "%s: no memory for %zu masses", law, n);
}

ter_status ter_dist_poisson_binomial(ter_dist **dist, size_t n, const double *probabilities, ter_error *error) {
    const char *law = "poisson_binomial";
    ter__given given = {n, (double *)(uintptr_t)probabilities};
    if (n == 0 || n > TRIALS_MAX) {
        return ter_error_set(error, TER_BAD_SHAPE, "%s: 1 to %d probabilities are needed, not %zu", law, TRIALS_MAX, n);
    }
    ter_status status = ter__list_check(law, "probability", n, probabilities, 0.0, 1.0, error);
    if (status != TER_OK) {
        return status;
    }
    ter__wide *mass = calloc(n + 1, sizeof *mass);
    if (mass == NULL) {
        return no_memory(law, n + 1, error);
    }
    size_t certain = 0, last = 0; /* trials that always succeed; trials that may */
    mass[0] = ter__wide_make(ter__dd_make(1.0, 0.0));
    for (size_t i = 0; i < n; i++) {
        double p = probabilities[i];
        ter__dd success = ter__dd_make(p, 0.0), failure = ter__two_sum(1.0, -p);
        if (p == 0.0 || p == 1.0) {
            certain += p == 1.0;
            continue;
        }
        last++;
        for (size_t k = last; k > 0; k--) {
            mass[k] = ter__wide_add(ter__wide_mul(mass[k], failure), ter__wide_mul(mass[k - 1], success));
        }
        mass[0] = ter__wide_mul(mass[0], failure);
    }
    status = ter__counted(dist, &ter__poisson_binomial, (double)certain, last + 1, mass, 1, &given, error);
    free(mass);
    return status;
}

/* A rank is in the sum or is not: numbers of sets of ranks with each sum, to half way; the other half is the mirror image. */
ter_status ter_dist_wilcoxon_signed_rank(ter_dist **dist, double n, ter_error *error) {
    const char *law = "wilcoxon_signed_rank";
    ter__given given = {1, &n};
    ter_status status = ter__counted_check(law, "n", n, 1.0, RANKS_MAX, error);
    if (status != TER_OK) {
        return status;
    }
    size_t ranks = (size_t)n, last = ranks * (ranks + 1) / 2, half = last / 2;
    ter__dd *ways = calloc(half + 1, sizeof *ways);
    ter__wide *mass = calloc(last + 1, sizeof *mass);
    if (ways == NULL || mass == NULL) {
        free(ways);
        free(mass);
        return no_memory(law, last + 1, error);
    }
    ways[0] = ter__dd_make(1.0, 0.0);
    for (size_t rank = 1; rank <= ranks; rank++) {
        size_t end = rank * (rank + 1) / 2 < half ? rank * (rank + 1) / 2 : half;
        for (size_t sum = end; sum >= rank; sum--) {
            ways[sum] = ter__dd_add(ways[sum], ways[sum - rank]);
        }
    }
    for (size_t sum = 0; sum <= half; sum++) {
        mass[sum] = mass[last - sum] = ter__wide_make(ways[sum]);
    }
    status = ter__counted(dist, &ter__wilcoxon_signed_rank, 0.0, last + 1, mass, 1, &given, error);
    free(ways);
    free(mass);
    return status;
}

/*
 * Partitions of u into at most `few` parts of at most `many` (Mann and Whitney 1947): ways[j][u] with exactly j parts, to half way,
 * letting in parts of 1, 2, ... `many` one after the other.
 */
static void count_partitions(size_t few, size_t many, size_t half, ter__dd *ways) {
    size_t row = half + 1;
    ways[0] = ter__dd_make(1.0, 0.0);
    for (size_t part = 1; part <= many; part++) {
        for (size_t j = 1; j <= few; j++) {
            ter__dd *here = ways + j * row, *fewer = ways + (j - 1) * row;
            size_t end = j * part < half ? j * part : half;
            for (size_t u = part; u <= end; u++) {
                here[u] = ter__dd_add(here[u], fewer[u - part]);
            }
        }
    }
}

ter_status ter_dist_wilcoxon_rank_sum(ter_dist **dist, double m, double n, ter_error *error) {
    const char *law = "wilcoxon_rank_sum";
    ter__given given[2] = {{1, &m}, {1, &n}};
    ter_status status = ter__counted_check(law, "m", m, 1.0, PAIRS_MAX, error);
    if (status == TER_OK) {
        status = ter__counted_check(law, "n", n, 1.0, floor(PAIRS_MAX / m), error);
    }
    if (status != TER_OK) {
        return status;
    }
    size_t few = (size_t)fmin(m, n), many = (size_t)fmax(m, n), last = few * many, half = last / 2;
    ter__dd *ways = calloc((few + 1) * (half + 1), sizeof *ways);
    ter__wide *mass = calloc(last + 1, sizeof *mass);
    if (ways == NULL || mass == NULL) {
        free(ways);
        free(mass);
        return no_memory(law, last + 1, error);
    }
    count_partitions(few, many, half, ways);
    for (size_t u = 0; u <= half; u++) {
        ter__dd all = ter__dd_make(0.0, 0.0);
        for (size_t j = 0; j <= few; j++) {
            all = ter__dd_add(all, ways[j * (half + 1) + u]);
        }
        mass[u] = mass[last - u] = ter__wide_make(all);
    }
    status = ter__counted(dist, &ter__wilcoxon_rank_sum, 0.0, last + 1, mass, 2, given, error);
    free(ways);
    free(mass);
    return status;
}

static ter_status make_poisson_binomial(ter_dist **dist, const ter__given *given, ter_error *error) {
    return ter_dist_poisson_binomial(dist, given[0].n, given[0].value, error);
}

static ter_status make_signed_rank(ter_dist **dist, const ter__given *given, ter_error *error) {
    return ter_dist_wilcoxon_signed_rank(dist, given[0].value[0], error);
}

static ter_status make_rank_sum(ter_dist **dist, const ter__given *given, ter_error *error) {
    return ter_dist_wilcoxon_rank_sum(dist, given[0].value[0], given[1].value[0], error);
}

static const ter__list_argument trial_arguments[] = {{"probabilities", false, false}};
static const ter__list_argument signed_arguments[] = {{"n", true, false}};
static const ter__list_argument sum_arguments[] = {{"m", true, false}, {"n", true, false}};

static const ter__listing trial_listing = {1, trial_arguments, make_poisson_binomial};
static const ter__listing signed_listing = {1, signed_arguments, make_signed_rank};
static const ter__listing sum_listing = {2, sum_arguments, make_rank_sum};

const ter__composition ter__poisson_binomial =
    TER__COUNTED(poisson_binomial, "Poisson-binomial", "the sum of Bernoulli variables with probabilities p_1, p_2, ...",
                 "As scipy's poisson_binom(p), Distributions.jl's PoissonBinomial(p). At most 4096 trials.", trial_listing);
const ter__composition ter__wilcoxon_signed_rank =
    TER__COUNTED(wilcoxon_signed_rank, "Wilcoxon signed-rank statistic", "P(V = v) = sets of ranks 1 ... n with the sum v / 2^n",
                 "As R's dsignrank(x, n): no ties, no zeros. n to 1000.", signed_listing);
const ter__composition ter__wilcoxon_rank_sum = TER__COUNTED(
    wilcoxon_rank_sum, "Wilcoxon rank-sum (Mann-Whitney U)",
    "P(U = u) = partitions of u into at most m parts of at most n / C(m + n, m)",
    "As R's dwilcox(x, m, n), which counts pairs from 0 to m n; the sum of ranks itself is more by m (m + 1) / 2. m n to 10,000.",
    sum_listing);
