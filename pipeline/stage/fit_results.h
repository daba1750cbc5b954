/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The items of a part of the fit stage, and the tables made of them. A unit is group * laws + law. */
#ifndef TER__FIT_RESULTS_H
#define TER__FIT_RESULTS_H

#include "stage/fit.h"

enum {
    TER__FIT_ITEM_LAW,       /* the first of a unit. index: iterations; value: log likelihood; text: why there is no fit */
    TER__FIT_ITEM_CRITERIA,  /* value: AIC; error: BIC */
    TER__FIT_ITEM_PARAMETER, /* index: which; value, error */
    TER__FIT_ITEM_QUANTILE,  /* index: which; value, error */
    TER__FIT_ITEM_KS,        /* value: statistic; error: p */
    TER__FIT_ITEM_AD,
    TER__FIT_ITEM_NOTE /* text: something to warn about */
};

/* As the `check` of stage.h. */
TER_MUST_USE ter_status ter__fit_check(const void *state, const ter__context *context, const ter_table *part, size_t begin,
                                       size_t end, ter_error *error);
TER_MUST_USE ter_status ter__fit_finish(const void *state, const ter__context *context, const ter_table *merged,
                                        const ter__stop *stop, ter__outcome *outcome, ter_error *error);

#endif
