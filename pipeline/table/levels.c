/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "levels.h"

#include <stdlib.h>
#include <string.h>

/* FNV-1a (Fowler, Noll, Vo), then a mix of the high half into the low one, which picks the slot. */
static uint64_t text_hash(const char *text, size_t length) {
    uint64_t hash = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < length; i++) {
        hash = (hash ^ (unsigned char)text[i]) * UINT64_C(1099511628211);
    }
    return hash ^ hash >> 32;
}

void ter__levels_clear(ter__levels *levels) {
    free(levels->texts.offsets);
    free(levels->texts.bytes);
    free(levels->slots);
    memset(levels, 0, sizeof *levels);
}

ter_status ter__texts_append(ter__texts *texts, size_t *offsets_capacity, size_t *bytes_capacity, size_t count, const char *text,
                             size_t length) {
    void *offsets = texts->offsets;
    ter_status status = ter__array_reserve(&offsets, offsets_capacity, count + 2, sizeof *texts->offsets);
    texts->offsets = offsets;
    if (status != TER_OK) {
        return status;
    }
    if (count == 0) {
        texts->offsets[0] = 0;
    }
    size_t used = (size_t)texts->offsets[count];
    if (length > TER_TEXT_BYTES_MAX - used) {
        return TER_LIMIT;
    }
    if (length > 0) {
        void *bytes = texts->bytes;
        status = ter__array_reserve(&bytes, bytes_capacity, used + length, 1);
        texts->bytes = bytes;
        if (status != TER_OK) {
            return status;
        }
        memcpy(texts->bytes + used, text, length);
    }
    texts->offsets[count + 1] = (int32_t)(used + length);
    return TER_OK;
}

/* The slot of a text: where it is, or where it would go. */
static size_t find_slot(const ter__levels *levels, const char *text, size_t length) {
    size_t mask = levels->slot_count - 1;
    size_t slot = (size_t)text_hash(text, length) & mask;
    while (levels->slots[slot] != 0) {
        size_t other_length;
        const char *other = ter__texts_get(&levels->texts, levels->slots[slot] - 1, &other_length);
        if (other_length == length && memcmp(other, text, length) == 0) {
            break;
        }
        slot = (slot + 1) & mask;
    }
    return slot;
}

static ter_status grow_slots(ter__levels *levels) {
    size_t wanted = levels->slot_count > 0 ? 2 * levels->slot_count : 16;
    uint32_t *slots = calloc(wanted, sizeof *slots);
    if (slots == NULL) {
        return TER_NO_MEMORY;
    }
    free(levels->slots);
    levels->slots = slots;
    levels->slot_count = wanted;
    for (size_t code = 0; code < levels->count; code++) {
        size_t length;
        const char *text = ter__texts_get(&levels->texts, code, &length);
        slots[find_slot(levels, text, length)] = (uint32_t)code + 1;
    }
    return TER_OK;
}

ter_status ter__levels_code(ter__levels *levels, const char *text, size_t length, int32_t *code) {
    if (2 * (levels->count + 1) > levels->slot_count) {
        ter_status status = grow_slots(levels);
        if (status != TER_OK) {
            return status;
        }
    }
    size_t slot = find_slot(levels, text, length);
    if (levels->slots[slot] == 0) {
        if (levels->count >= TER_LEVELS_MAX) {
            return TER_LIMIT;
        }
        ter_status status =
            ter__texts_append(&levels->texts, &levels->offsets_capacity, &levels->bytes_capacity, levels->count, text, length);
        if (status != TER_OK) {
            return status;
        }
        levels->slots[slot] = (uint32_t)++levels->count;
    }
    *code = (int32_t)(levels->slots[slot] - 1);
    return TER_OK;
}

ter_status ter__levels_give(ter__levels *levels, ter__column *column) {
    if (levels->texts.offsets == NULL) {
        levels->texts.offsets = calloc(1, sizeof *levels->texts.offsets);
        if (levels->texts.offsets == NULL) {
            return TER_NO_MEMORY;
        }
    }
    column->texts = levels->texts;
    column->level_count = levels->count;
    free(levels->slots);
    memset(levels, 0, sizeof *levels);
    return TER_OK;
}
