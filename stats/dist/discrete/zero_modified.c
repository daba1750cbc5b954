/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bases of the laws with another probability of 0, and what truncation and inflation share. */
#include "zero_modified.h"

#include <string.h>

#include "binomial.h"
#include "negative_binomial_law.h"
#include "poisson.h"
#include "special/beta_inc.h"

extern const ter_family ter__family_poisson, ter__family_binomial, ter__family_negative_binomial;

static ter__dd poisson_mass(const ter_dist *base, double k) {
    ter__poisson law = ter__poisson_of(base);
    return ter__poisson_log_mass(&law, k);
}

static ter__dd poisson_side(const ter_dist *base, double k, bool upper, bool sharp) {
    ter__gamma_shape shape = ter__gamma_shape_of(ter__two_sum(k, 1.0));
    ter__dd mean = ter__dd_make(base->parameter[0], 0.0);
    return ter__gamma_tail_log(sharp ? ter__gamma_tail_precise(&shape, mean) : ter__gamma_tail_at(&shape, mean), !upper);
}

static ter__dd binomial_mass(const ter_dist *base, double k) {
    ter__binomial law = ter__binomial_make(base->parameter[0], base->parameter[1]);
    return ter__binomial_log_mass(&law, k);
}

static ter__dd binomial_side(const ter_dist *base, double k, bool upper, bool sharp) {
    double p = base->parameter[1];
    ter__beta_shape shape = ter__beta_shape_make(k + 1.0, base->parameter[0] - k);
    ter__dd x = ter__dd_make(p, 0.0), y = ter__two_sum(1.0, -p);
    ter__beta_tail tail = sharp ? ter__beta_tail_sharp(&shape, x, y) : ter__beta_tail_at(&shape, x, y);
    return ter__beta_log_side(&tail, !upper);
}

static ter__dd negative_binomial_side(const ter_dist *base, double k, bool upper, bool sharp) {
    ter__negative_binomial law = ter__negative_binomial_of(base);
    return ter__negative_binomial_log_side(&law, k, upper, sharp);
}

static ter__complex poisson_characteristic(const ter_dist *base, double t) {
    return ter__poisson_log_characteristic(base->parameter[0], t);
}

static ter__complex binomial_characteristic(const ter_dist *base, double t) {
    double p = base->parameter[1];
    return ter__binomial_log_characteristic(base->parameter[0], ter__dd_make(p, 0.0), ter__two_sum(1.0, -p), t);
}

static ter__complex negative_binomial_characteristic(const ter_dist *base, double t) {
    ter__negative_binomial law = ter__negative_binomial_of(base);
    return ter__negative_binomial_log_characteristic(law.size, law.p, law.q, t);
}

const ter__zero_base ter__zero_base_poisson = {&ter__family_poisson, poisson_mass, poisson_side, poisson_characteristic};
const ter__zero_base ter__zero_base_binomial = {&ter__family_binomial, binomial_mass, binomial_side, binomial_characteristic};
const ter__zero_base ter__zero_base_negative_binomial = {&ter__family_negative_binomial, ter__negative_binomial_log_density,
                                                         negative_binomial_side, negative_binomial_characteristic};

const ter__zero_base *ter__zero_base_of(const ter_dist *dist) {
    return ((const ter__zero_law *)dist->family->statement)->base;
}

/* Without prepared values of its own and without kernels. */
static ter_dist bare(const ter__zero_base *base, const double *parameters) {
    ter_dist law;
    memset(&law, 0, sizeof law);
    law.family = base->family;
    memcpy(law.parameter, parameters, base->family->parameter_count * sizeof(double));
    base->family->support(law.parameter, &law.lower, &law.upper);
    return law;
}

ter_dist ter__zero_base_made(const ter__zero_base *base, const double *parameters) {
    ter_dist law = bare(base, parameters);
    base->family->prepare(parameters, law.prepared);
    return law;
}

ter_dist ter__zero_base_dist(const ter_dist *dist, size_t skip) {
    ter_dist law = bare(ter__zero_base_of(dist), dist->parameter + skip);
    memcpy(law.prepared, dist->prepared + TER__ZERO_PREPARED, (TER__PREPARED_MAX - TER__ZERO_PREPARED) * sizeof(double));
    law.path = dist->path;
    dist->path->fill(&law);
    return law;
}

ter__dd ter__zero_base_mass(const ter__zero_base *base, const ter_dist *law, double k) {
    if (k < law->lower || k > law->upper)
        return ter__dd_make(-TER__INFINITY, 0.0);
    return law->lower == law->upper ? ter__dd_make(0.0, 0.0) : base->log_mass(law, k);
}

ter__dd ter__zero_base_side(const ter__zero_base *base, const ter_dist *law, double k, bool upper, bool sharp) {
    bool below = k < law->lower, above = k >= law->upper;
    if (below || above)
        return ter__dd_make(below == upper ? 0.0 : -TER__INFINITY, 0.0);
    return base->log_side(law, k, upper, sharp);
}

void ter__zero_base_gradient(const ter_dist *base, double x, double *by_parameter) {
    if (base->family->gradient != NULL)
        base->family->gradient(base, 1, &x, NULL, by_parameter);
    else
        base->path->stated_gradient(base, 1, &x, NULL, by_parameter);
}

double ter__zero_base_quantile(const ter_dist *base, double log_tail, bool upper) {
    double k;
    base->kernel[upper ? TER_ISF_LOG : TER_QUANTILE_LOG](base, 1, &log_tail, &k);
    return k;
}

ter__dd ter__zero_log_product(ter__dd x, ter__dd y) {
    if (x.hi == -TER__INFINITY || y.hi == -TER__INFINITY)
        return ter__dd_make(-TER__INFINITY, 0.0);
    return ter__dd_add(x, y);
}
