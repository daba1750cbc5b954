/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reweighted least squares: where it stands, and its steps to the maximum. */
#ifndef TER__GLM_ITERATION_H
#define TER__GLM_ITERATION_H

#include "glm/family.h"
#include "special/dd.h"

/* Of the rank rule, times rows. */
#define TER__GLM_TOLERANCE 0x1p-52

typedef struct ter__glm_iteration {
    const ter_glm_problem *p;
    const ter__glm_family_row *family;
    const ter__glm_link_row *link;
    double *eta, *mu, *next_eta, *next_mu; /* [rows] */
    double *working, *weights;             /* [rows] */
    double deviance;
    double step;
    /* The model of the last step. */
    ter__dd *b;       /* [columns]; 0 where dropped */
    double *unscaled; /* [columns]: roots of the diagonal of (X'WX)^-1 */
    bool *dropped;    /* [columns] */
    size_t rank;
    char reason[200];
    struct ter__linear_basis *basis;
} ter__glm_iteration;

static inline double ter__glm_weight(const ter_glm_problem *p, size_t i) {
    return p->weights == NULL ? 1.0 : p->weights[i];
}

static inline double ter__glm_offset(const ter_glm_problem *p, size_t i) {
    return p->offset == NULL ? 0.0 : p->offset[i];
}

static inline bool ter__glm_in_range(const ter__glm_iteration *t, double mu) {
    return mu > t->family->lower && mu < t->family->upper && isfinite(mu);
}

/* From the responses to the maximum; TER_NO_CONVERGENCE when there is none. The arrays are there. */
TER_MUST_USE ter_status ter__glm_iterate(ter__glm_iteration *t, unsigned *iterations, ter_error *error);

#endif
