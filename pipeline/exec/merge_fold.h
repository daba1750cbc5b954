/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Merges parts that come in order along the tree of merge_tree.h, keeping one part a level: what the tree merges, in the same
 * order, whoever holds which branch. A branch of 2^k parts that begins at a multiple of 2^k is folded by itself to the node above
 * it, and folding these nodes gives the root: the shape above level k is that of a tree over its nodes.
 */
#ifndef TER__MERGE_FOLD_H
#define TER__MERGE_FOLD_H

#include "plan/execute.h"

typedef struct ter__fold {
    const ter__opened *stage;
    size_t count;
    ter_table *waiting[8 * sizeof(size_t)]; /* by level: a left neighbour; there is one where `count` has a bit */
} ter__fold;

/* A zeroed one with its stage begins. The part is taken, also on failure; after one only ter__fold_clear is allowed. */
TER_MUST_USE ter_status ter__fold_add(ter__fold *fold, ter_table *part, ter_error *error);
/* The root, given; null when there were no parts. */
TER_MUST_USE ter_status ter__fold_end(ter__fold *fold, ter_table **root, ter_error *error);
void ter__fold_clear(ter__fold *fold);

#endif
