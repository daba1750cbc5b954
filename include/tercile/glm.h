/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Generalised linear models (McCullagh and Nelder, 1989): g(E y) = X b + offset, Var y = phi V(mu) / weight.
 *
 * Fitted by iteratively reweighted least squares, each step least squares in double-double (tercile/linear_model.h), halved while
 * the deviance rises; from 65,536 rows on begun at the model of every sixteenth. The last step decides: at the maximum it is 0 but
 * for rounding, and the result says how large it was. Where no finite maximum exists (a binomial response that a combination of
 * columns separates, counts that are 0 wherever a column is not) the fitted values run to the edge of their range while the step
 * stays: that is TER_NO_CONVERGENCE with the reason, never a result.
 */
#ifndef TERCILE_GLM_H
#define TERCILE_GLM_H

#include <stdbool.h>
#include <stddef.h>

#include "status.h"

TER_BEGIN_DECLS

typedef enum ter_glm_family {
    TER_GLM_GAUSSIAN,         /* V = 1; link identity */
    TER_GLM_BINOMIAL,         /* V = mu (1 - mu); y a share in [0, 1] of `weights` trials; link logit */
    TER_GLM_POISSON,          /* V = mu; y >= 0; link log */
    TER_GLM_GAMMA,            /* V = mu^2; y > 0; link inverse */
    TER_GLM_INVERSE_GAUSSIAN, /* V = mu^3; y > 0; link inverse_squared */
    TER_GLM_NEGATIVE_BINOMIAL /* V = mu + mu^2 / size; y >= 0; link log */
} ter_glm_family;

typedef enum ter_glm_link {
    TER_GLM_CANONICAL, /* the one named with the family */
    TER_GLM_IDENTITY,
    TER_GLM_LOG,
    TER_GLM_LOGIT,
    TER_GLM_PROBIT,
    TER_GLM_CLOGLOG, /* log(-log(1 - mu)) */
    TER_GLM_INVERSE,
    TER_GLM_INVERSE_SQUARED,
    TER_GLM_SQRT
} ter_glm_link;

/* By the names above in small letters ("negative_binomial"); TER_UNKNOWN_NAME with a proposal. */
TER_MUST_USE TER_EXPORT ter_status ter_glm_family_find(ter_glm_family *family, const char *name, ter_error *error);
TER_MUST_USE TER_EXPORT ter_status ter_glm_link_find(ter_glm_link *link, const char *name, ter_error *error);
TER_EXPORT const char *ter_glm_family_name(ter_glm_family family);
TER_EXPORT const char *ter_glm_link_name(ter_glm_link link);

typedef struct ter_glm_problem {
    ter_glm_family family;
    ter_glm_link link;
    double size; /* of the negative binomial law, > 0; NaN: estimated too, by maximum likelihood */
    size_t rows, columns;
    const double *x, *x_low; /* [columns][rows]; x_low may be null */
    const double *y;         /* [rows] */
    const double *weights;   /* [rows], null: 1 each; finite, >= 0; a row of weight 0 does not count */
    const double *offset;    /* [rows], null: 0 */
    bool has_constant;       /* the null model has a constant; otherwise it has the offset alone */
    unsigned iterations_max; /* 0: 100 */
} ter_glm_problem;

typedef struct ter_glm_fit {
    size_t rows, columns, rank, residual_df, null_df;
    double *coefficients;    /* [columns]; NaN for one that was dropped */
    double *standard_errors; /* [columns] */
    double *fitted;          /* [rows given]: mu */
    double *predictor;       /* [rows given]: eta, with the offset */
    bool *dropped;           /* [columns] */
    double deviance, null_deviance;
    double dispersion;     /* 1 for binomial, Poisson and negative binomial, else Pearson's chi-squared / residual_df */
    double pearson;        /* Pearson's chi-squared */
    double log_likelihood; /* gaussian, gamma, inverse Gaussian: at the dispersion deviance / rows, as R has it */
    double aic;            /* counts an estimated size as a parameter */
    /* Of the negative binomial law, else NaN. The error, 1 / sqrt(observed information), is NaN where the size was given. Standard
     * errors of coefficients are those at this size, with which they are uncorrelated. */
    double size, size_error;
    double step; /* the last step, relative to the predictor: what is left to the maximum */
    unsigned iterations;
    char reason[200]; /* the rank decision in a sentence */
    ter_glm_family family;
    ter_glm_link link;               /* the one used */
    struct ter__linear_basis *basis; /* of the last step: what predictions need */
    double tolerance;                /* of its rank rule */
} ter_glm_fit;

/*
 * The fit, given: ter_glm_fit_destroy. TER_BAD_ARGUMENT: a link whose range does not fit the family, a bad size; TER_BAD_DATA: a
 * response outside its range (with the row), a bad weight or offset; TER_NO_CONVERGENCE: separation, no valid step, or a size
 * to be estimated from counts that vary no more than a Poisson law allows; what ter_linear_fit_create returns. Accuracy of
 * coefficients: some 2^-50 times the condition of the weighted columns.
 */
TER_MUST_USE TER_EXPORT ter_status ter_glm_fit_create(ter_glm_fit **fit, const ter_glm_problem *problem, ter_error *error);
TER_EXPORT void ter_glm_fit_destroy(ter_glm_fit *fit); /* null is allowed */

/*
 * Wald limits estimate - z error and estimate + z error of each coefficient: z is the normal quantile at (1 + level) / 2 where the
 * dispersion is known (1), Student's with residual_df where it is estimated. Right for many rows only. NaN where the error is.
 * TER_BAD_ARGUMENT: level is not between 0 and 1.
 */
TER_MUST_USE TER_EXPORT ter_status ter_glm_confidence(const ter_glm_fit *fit, double level, double *lower, double *upper,
                                                      ter_error *error);

typedef struct ter_glm_rows {
    size_t rows;
    const double *x, *x_low; /* [columns][rows], the columns of the fit; x_low may be null */
    const double *offset;    /* [rows], null: 0 */
} ter_glm_rows;

typedef struct ter_glm_prediction {
    double predictor, predictor_error; /* x'b + offset; sqrt(dispersion x' (X'WX)^-1 x) */
    double predictor_lower, predictor_upper;
    double mean, mean_error;       /* the link's inverse; |d mean / d predictor| predictor_error (the delta method) */
    double mean_lower, mean_upper; /* the means of the predictor's limits, in their order: NaN where the link has none */
    bool estimable;
} ter_glm_prediction;

/* Predictions for new rows, with Wald limits as above. Which rows have one: as ter_linear_predict says. TER_BAD_ARGUMENT: level;
 * TER_NO_MEMORY. */
TER_MUST_USE TER_EXPORT ter_status ter_glm_predict(ter_glm_prediction *predictions, const ter_glm_fit *fit,
                                                   const ter_glm_rows *rows, double level, ter_error *error);

TER_END_DECLS
#endif
