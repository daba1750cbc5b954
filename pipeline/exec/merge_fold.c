/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exec/merge_fold.h"

/* Both are taken. */
static ter_status merge(const ter__fold *fold, ter_table *left, ter_table *right, ter_table **merged, ter_error *error) {
    ter_status status = ter__stage_merge(fold->stage, left, right, merged, error);
    ter_table_destroy(left);
    ter_table_destroy(right);
    return status;
}

ter_status ter__fold_add(ter__fold *fold, ter_table *part, ter_error *error) {
    size_t level = 0;
    for (size_t bits = fold->count; bits & 1u; bits >>= 1) {
        ter_table *left = fold->waiting[level];
        fold->waiting[level++] = NULL;
        ter_status status = merge(fold, left, part, &part, error);
        if (status != TER_OK) {
            return status;
        }
    }
    fold->waiting[level] = part;
    fold->count++;
    return TER_OK;
}

ter_status ter__fold_end(ter__fold *fold, ter_table **root, ter_error *error) {
    ter_table *last = NULL; /* without a right neighbour: moves up as it is until it meets a left one */
    for (size_t level = 0; level < sizeof fold->waiting / sizeof *fold->waiting; level++) {
        ter_table *left = fold->waiting[level];
        fold->waiting[level] = NULL;
        if (left != NULL && last != NULL) {
            ter_status status = merge(fold, left, last, &last, error);
            if (status != TER_OK) {
                return status;
            }
        } else if (left != NULL) {
            last = left;
        }
    }
    fold->count = 0;
    *root = last;
    return TER_OK;
}

void ter__fold_clear(ter__fold *fold) {
    for (size_t level = 0; level < sizeof fold->waiting / sizeof *fold->waiting; level++) {
        ter_table_destroy(fold->waiting[level]);
        fold->waiting[level] = NULL;
    }
    fold->count = 0;
}
