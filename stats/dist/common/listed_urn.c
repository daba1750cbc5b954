/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Draws from an urn whose successes are drawn with other odds than the rest. Fisher's law: weights C(K, k) C(N - K, n - k) odds^k,
 * by their ratios. Wallenius' law: the draws one after the other, a success with odds (K - x) against N - K - (t - x)
 * after t draws with x successes. A sign drawn (Rademacher) is the smallest of all.
 */
#include <stdlib.h>

#include "listed_wide.h"
#include "special/elementary.h"
#include "tercile/listed.h"
#include "tercile/text.h"

#define POPULATION_MAX 0x1p52
#define COUNTS_MAX     100000.0
#define DRAWS_MAX      2000.0

typedef struct urn {
    double population, successes, draws, odds, first, last;
} urn;

static ter_status check(const char *law, urn *u, ter_error *error) {
    ter_status status = ter__counted_check(law, "population", u->population, 0.0, POPULATION_MAX, error);
    status = status == TER_OK ? ter__counted_check(law, "successes", u->successes, 0.0, u->population, error) : status;
    status = status == TER_OK ? ter__counted_check(law, "draws", u->draws, 0.0, u->population, error) : status;
    if (status == TER_OK && !(u->odds >= 1e-100 && u->odds <= 1e100)) {
        char text[TER_DOUBLE_TEXT_BYTES];
        ter_text_from_double(u->odds, text);
        status = ter_error_set(error, TER_BAD_ARGUMENT, "%s: odds = %s are not from 1e-100 to 1e100", law, text);
    }
    u->first = fmax(0.0, u->draws - (u->population - u->successes));
    u->last = fmin(u->successes, u->draws);
    return status;
}

static ter_status finish(ter_dist **dist, const ter__composition *kind, const urn *u, const ter__wide *mass, ter_error *error) {
    double number[4] = {u->population, u->successes, u->draws, u->odds};
    ter__given given[4] = {{1, &number[0]}, {1, &number[1]}, {1, &number[2]}, {1, &number[3]}};
    return ter__counted(dist, kind, u->first, (size_t)(u->last - u->first) + 1, mass, 4, given, error);
}

/* (K - k) (n - k) odds / ((k + 1) (N - K - n + k + 1)) */
static ter__dd ratio(const urn *u, double k) {
    ter__dd above = ter__dd_mul_d(ter__two_product(u->successes - k, u->draws - k), u->odds);
    return ter__dd_div(above, ter__two_product(k + 1.0, u->population - u->successes - u->draws + k + 1.0));
}

ter_status ter_dist_fisher_noncentral_hypergeometric(ter_dist **dist, double population, double successes, double draws,
                                                     double odds, ter_error *error) {
    const char *law = "fisher_noncentral_hypergeometric";
    urn u = {population, successes, draws, odds, 0.0, 0.0};
    ter_status status = check(law, &u, error);
    if (status != TER_OK) {
        return status;
    }
    if (u.last - u.first >= COUNTS_MAX) {
        return ter_error_set(error, TER_BAD_ARGUMENT, "%s: more than %.0f counts are possible", law, COUNTS_MAX);
    }
    size_t n = (size_t)(u.last - u.first) + 1;
    ter__wide *mass = calloc(n, sizeof *mass);
    if (mass == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "%s: no memory for %zu masses", law, n);
    }
    mass[0] = ter__wide_make(ter__dd_make(1.0, 0.0));
    for (size_t i = 1; i < n; i++) {
        mass[i] = ter__wide_mul(mass[i - 1], ratio(&u, u.first + (double)(i - 1)));
    }
    status = finish(dist, &ter__fisher_noncentral_hypergeometric, &u, mass, error);
    free(mass);
    return status;
}

/* One more draw after t: mass[x] of x successes, x from 0 on. */
static void draw(const urn *u, double t, ter__wide *mass) {
    double most = fmin(t + 1.0, u->successes);
    ter__wide none = {{0.0, 0.0}, 0};
    for (double x = most; x >= 0.0; x -= 1.0) {
        size_t i = (size_t)x;
        ter__wide stays = none, comes = none;
        double left = u->population - u->successes - (t - x);
        if (mass[i].part.hi > 0.0 && left > 0.0) {
            ter__dd weight = ter__two_product(u->odds, u->successes - x);
            stays = ter__wide_mul(mass[i], ter__dd_div(ter__dd_make(left, 0.0), ter__dd_add_d(weight, left)));
        }
        if (x > 0.0 && mass[i - 1].part.hi > 0.0) {
            ter__dd weight = ter__two_product(u->odds, u->successes - (x - 1.0));
            comes = ter__wide_mul(mass[i - 1], ter__dd_div(weight, ter__dd_add_d(weight, left - 1.0)));
        }
        mass[i] = ter__wide_add(stays, comes);
    }
}

ter_status ter_dist_wallenius_noncentral_hypergeometric(ter_dist **dist, double population, double successes, double draws,
                                                        double odds, ter_error *error) {
    const char *law = "wallenius_noncentral_hypergeometric";
    urn u = {population, successes, draws, odds, 0.0, 0.0};
    ter_status status = check(law, &u, error);
    status = status == TER_OK ? ter__counted_check(law, "draws", draws, 0.0, DRAWS_MAX, error) : status;
    if (status != TER_OK) {
        return status;
    }
    size_t n = (size_t)u.last + 1;
    ter__wide *mass = calloc(n, sizeof *mass);
    if (mass == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "%s: no memory for %zu masses", law, n);
    }
    mass[0] = ter__wide_make(ter__dd_make(1.0, 0.0));
    for (double t = 0.0; t < draws; t += 1.0) {
        draw(&u, t, mass);
    }
    status = finish(dist, &ter__wallenius_noncentral_hypergeometric, &u, mass + (size_t)u.first, error);
    free(mass);
    return status;
}

/* -1, 0 and 1, of which 0 has no mass. */
ter_status ter_dist_rademacher(ter_dist **dist, double probability, ter_error *error) {
    ter__given given = {1, &probability};
    ter_status status = ter__list_check("rademacher", "probability", 1, &probability, 0.0, 1.0, error);
    if (status != TER_OK) {
        return status;
    }
    ter__wide mass[3] = {
        ter__wide_make(ter__two_sum(1.0, -probability)), {{0.0, 0.0}, 0}, ter__wide_make(ter__dd_make(probability, 0.0))};
    size_t first = probability < 1.0 ? 0 : 2, last = probability > 0.0 ? 2 : 0;
    return ter__counted(dist, &ter__rademacher, (double)first - 1.0, last - first + 1, mass + first, 1, &given, error);
}

static ter_status make_rademacher(ter_dist **dist, const ter__given *given, ter_error *error) {
    return ter_dist_rademacher(dist, given[0].value[0], error);
}

static ter_status make_fisher(ter_dist **dist, const ter__given *given, ter_error *error) {
    return ter_dist_fisher_noncentral_hypergeometric(dist, given[0].value[0], given[1].value[0], given[2].value[0],
                                                     given[3].value[0], error);
}

static ter_status make_wallenius(ter_dist **dist, const ter__given *given, ter_error *error) {
    return ter_dist_wallenius_noncentral_hypergeometric(dist, given[0].value[0], given[1].value[0], given[2].value[0],
                                                        given[3].value[0], error);
}

static const ter__list_argument sign_arguments[] = {{"probability", true, false}};
static const ter__list_argument urn_arguments[] = {
    {"population", true, false}, {"successes", true, false}, {"draws", true, false}, {"odds", true, false}};

static const ter__listing sign_listing = {1, sign_arguments, make_rademacher};
static const ter__listing fisher_listing = {4, urn_arguments, make_fisher};
static const ter__listing wallenius_listing = {4, urn_arguments, make_wallenius};

const ter__composition ter__rademacher =
    TER__COUNTED(rademacher, "Rademacher", "P(X = 1) = p, P(X = -1) = 1 - p",
                 "As extraDistr's rsign and kthohr's radem(p): a fair sign has p = 0.5.", sign_listing);
const ter__composition ter__fisher_noncentral_hypergeometric = TER__COUNTED(
    fisher_noncentral_hypergeometric, "Noncentral hypergeometric (Fisher)", "C(K, k) C(N - K, n - k) odds^k / sum of these",
    "As scipy's nchypergeom_fisher(M, n, N, odds): population, successes, draws, odds. Distributions.jl gives successes, failures, "
    "draws, odds. At most 100,000 counts.",
    fisher_listing);
const ter__composition ter__wallenius_noncentral_hypergeometric = TER__COUNTED(
    wallenius_noncentral_hypergeometric, "Noncentral hypergeometric (Wallenius)",
    "draws one after the other, a success with odds (K - x) against N - K - (t - x) after t draws with x successes",
    "As scipy's nchypergeom_wallenius(M, n, N, odds): population, successes, draws, odds. Distributions.jl gives successes, "
    "failures, draws, odds. At most 2,000 draws.",
    wallenius_listing);
