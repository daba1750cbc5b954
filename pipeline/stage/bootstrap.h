/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What bootstrap.c (tasks) and bootstrap_results.c (tables) share. */
#ifndef TER__STAGE_BOOTSTRAP_H
#define TER__STAGE_BOOTSTRAP_H

#include "stage/fit.h"
#include "stage/statistic.h"

/* Refits of one task. A function of nothing: it names the streams' partitions, so changing it changes results. */
#define TER__BOOTSTRAP_PIECE ((size_t)250)

/* Items of a part. A unit is a group, or group * laws + law when all laws are asked for. */
enum {
    TER__BOOTSTRAP_REPLICATE, /* value; NaN when the refit failed */
    TER__BOOTSTRAP_JACKKNIFE  /* the same, in order of the observation left out */
};

typedef struct ter__bootstrap {
    ter__samples samples;
    ter__statistic statistic;
    const ter__setting *families;
    size_t fit_stage, laws_a_group; /* 1 when only the chosen law is asked for */
    size_t units, replicate_pieces; /* of each unit */
    bool jackknife;
    size_t *begin; /* units + 1: the unit's first task */
    /* The first row in the fit stage's parameters of group * laws + law; null before that stage has finished (in a plan). */
    size_t *parameter_rows;
} ter__bootstrap;

/* The law of a unit: its family, or null when none was fitted, with its estimates in the family's order. */
TER_MUST_USE ter_status ter__bootstrap_law(const ter__bootstrap *state, const ter__context *context, size_t unit,
                                           const ter_family **family, double *estimates);
static inline size_t ter__bootstrap_group(const ter__bootstrap *state, size_t unit) {
    return unit / state->laws_a_group;
}

TER_MUST_USE ter_status ter__bootstrap_finish(const void *state, const ter__context *context, const ter_table *merged,
                                              const ter__stop *stop, ter__outcome *outcome, ter_error *error);

#endif
