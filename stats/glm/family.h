/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Families and links as functions of the mean. */
#ifndef TER__GLM_FAMILY_H
#define TER__GLM_FAMILY_H

#include "tercile/glm.h"

typedef struct ter__glm_family_row {
    const char *name;
    ter_glm_link canonical;
    double lower, upper; /* of the mean, open */
    bool closed_below;   /* y may be the lower end */
    bool closed_above;
    bool known_dispersion;
    double (*variance)(double mu, double size);
    double (*deviance)(double y, double mu, double size);                                      /* of one row of weight 1 */
    double (*log_density)(double y, double mu, double weight, double dispersion, double size); /* of a row of its weight */
} ter__glm_family_row;

typedef struct ter__glm_link_row {
    const char *name;
    double lower, upper; /* of the means it can give, open */
    double (*link)(double mu);
    double (*inverse)(double eta);
    double (*slope)(double eta); /* d mu / d eta */
} ter__glm_link_row;

const ter__glm_family_row *ter__glm_family(ter_glm_family family); /* null: no such family */
const ter__glm_link_row *ter__glm_link(ter_glm_link link);         /* null for the canonical one too */

#endif
