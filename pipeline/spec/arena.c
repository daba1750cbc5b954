/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "spec/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_BYTES ((size_t)16384)
#define ALIGNMENT   _Alignof(max_align_t)

struct block {
    struct block *next;
    size_t used, size;
    max_align_t bytes[];
};

struct ter__arena {
    struct block *blocks;
};

ter__arena *ter__arena_create(void) {
    return calloc(1, sizeof(ter__arena));
}

void ter__arena_destroy(ter__arena *arena) {
    if (arena == NULL) {
        return;
    }
    while (arena->blocks != NULL) {
        struct block *next = arena->blocks->next;
        free(arena->blocks);
        arena->blocks = next;
    }
    free(arena);
}

void *ter__arena_take(ter__arena *arena, size_t count, size_t size) {
    if (size != 0 && count > (SIZE_MAX / 2 - sizeof(struct block) - ALIGNMENT) / size) {
        return NULL;
    }
    size_t bytes = (count * size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    struct block *block = arena->blocks;
    if (block == NULL || block->size - block->used < bytes) {
        size_t wanted = bytes > BLOCK_BYTES ? bytes : BLOCK_BYTES;
        block = calloc(1, sizeof(struct block) + wanted);
        if (block == NULL) {
            return NULL;
        }
        block->size = wanted;
        block->next = arena->blocks;
        arena->blocks = block;
    }
    void *piece = (char *)block->bytes + block->used;
    block->used += bytes;
    return piece;
}

char *ter__arena_text(ter__arena *arena, const char *text, size_t length) {
    char *copy = length < SIZE_MAX ? ter__arena_take(arena, length + 1, 1) : NULL;
    if (copy != NULL && length > 0) {
        memcpy(copy, text, length);
    }
    return copy;
}
