/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "node/blob_internal.h"

static size_t home_of(const ter__blob_set *set, const ter__hash *hash) {
    uint64_t word;
    memcpy(&word, hash->bytes, sizeof word);
    return (size_t)word & (set->room - 1);
}

/* The slot of a hash, or the free one where it belongs. There is always a free one. */
static size_t slot_of(const ter__blob_set *set, const ter__hash *hash) {
    size_t at = home_of(set, hash);
    while (set->used[at] && !ter__hash_equal(&set->slots[at].hash, hash)) {
        at = (at + 1) & (set->room - 1);
    }
    return at;
}

static bool grow(ter__blob_set *set) {
    ter__blob_set larger = {.room = set->room > 0 ? 2 * set->room : 1024, .count = set->count, .bytes = set->bytes};
    larger.slots = calloc(larger.room, sizeof *larger.slots);
    larger.used = calloc(larger.room, sizeof *larger.used);
    if (larger.slots == NULL || larger.used == NULL) {
        free(larger.slots);
        free(larger.used);
        return false;
    }
    for (size_t i = 0; i < set->room; i++) {
        if (set->used[i]) {
            size_t at = slot_of(&larger, &set->slots[i].hash);
            larger.slots[at] = set->slots[i];
            larger.used[at] = true;
        }
    }
    free(set->slots);
    free(set->used);
    *set = larger;
    return true;
}

bool ter__blob_set_add(ter__blob_set *set, const ter__hash *hash, uint64_t length) {
    if (2 * (set->count + 1) > set->room && !grow(set)) {
        return false;
    }
    size_t at = slot_of(set, hash);
    if (set->used[at]) {
        set->bytes -= set->slots[at].length;
    } else {
        set->count++;
    }
    set->used[at] = true;
    set->slots[at] = (ter__blob){*hash, length};
    set->bytes += length;
    return true;
}

bool ter__blob_set_find(const ter__blob_set *set, const ter__hash *hash, uint64_t *length) {
    size_t at = set->room > 0 ? slot_of(set, hash) : 0;
    if (set->room == 0 || !set->used[at]) {
        return false;
    }
    if (length != NULL) {
        *length = set->slots[at].length;
    }
    return true;
}

/* Closes the gap by moving back what was pushed past it (Knuth, The Art of Computer Programming 3, 6.4, algorithm R). */
void ter__blob_set_remove(ter__blob_set *set, const ter__hash *hash) {
    if (!ter__blob_set_find(set, hash, NULL)) {
        return;
    }
    size_t mask = set->room - 1, gap = slot_of(set, hash);
    set->count--;
    set->bytes -= set->slots[gap].length;
    for (size_t at = (gap + 1) & mask; set->used[at]; at = (at + 1) & mask) {
        size_t home = home_of(set, &set->slots[at].hash);
        if (((at - home) & mask) >= ((at - gap) & mask)) {
            set->slots[gap] = set->slots[at];
            gap = at;
        }
    }
    set->used[gap] = false;
}

ter__hash *ter__blob_set_list(const ter__blob_set *set, size_t *count) {
    ter__hash *all = malloc((set->count + 1) * sizeof *all);
    *count = 0;
    for (size_t i = 0; all != NULL && i < set->room; i++) {
        if (set->used[i]) {
            all[(*count)++] = set->slots[i].hash;
        }
    }
    return all;
}

void ter__blob_set_clear(ter__blob_set *set) {
    free(set->slots);
    free(set->used);
    memset(set, 0, sizeof *set);
}
