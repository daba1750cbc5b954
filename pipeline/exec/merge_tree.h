/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tree along which parts are merged: neighbours pairwise by number, a last one without a neighbour moves up as it is. Level 0
 * holds the n parts, level l holds ceil(n / 2^l) nodes. Its shape is a function of n alone. All nodes are numbered in one row,
 * level by level.
 */
#ifndef TER__MERGE_TREE_H
#define TER__MERGE_TREE_H

#include <stdbool.h>
#include <stddef.h>

typedef struct ter__tree_node {
    size_t level_begin, level_count; /* the level's first node and width */
    size_t index;                    /* within the level */
} ter__tree_node;

/* Nodes in all, the root included; n at least 1. Below 2 n + 64. */
static inline size_t ter__tree_size(size_t n) {
    size_t size = n;
    while (n > 1) {
        n = n / 2 + n % 2;
        size += n;
    }
    return size;
}

static inline ter__tree_node ter__tree_leaf(size_t n, size_t task) {
    ter__tree_node node = {0, n, task};
    return node;
}

static inline size_t ter__tree_number(ter__tree_node node) {
    return node.level_begin + node.index;
}

static inline bool ter__tree_is_root(ter__tree_node node) {
    return node.level_count == 1;
}

/* Whether the node has a neighbour, and its number. */
static inline bool ter__tree_sibling(ter__tree_node node, size_t *number) {
    size_t sibling = node.index ^ 1u;
    *number = node.level_begin + sibling;
    return sibling < node.level_count;
}

static inline ter__tree_node ter__tree_parent(ter__tree_node node) {
    ter__tree_node parent = {node.level_begin + node.level_count, node.level_count / 2 + node.level_count % 2, node.index / 2};
    return parent;
}

#endif
