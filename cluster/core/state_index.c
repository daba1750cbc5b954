/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Jobs by their id and counts of blobs by their hash: open addressing with linear probing, at most half full. What is removed is
 * closed up behind (Knuth, The Art of Computer Programming 3, 6.4, algorithm R), so that nothing is left of it. */
#include <stdlib.h>
#include <string.h>

#include "core/state_inner.h"

/* ---- jobs --------------------------------------------------------------------------------------------------------------- */

/* FNV-1a, 64 bits. */
static uint64_t hash_of_id(const char *id) {
    uint64_t hash = 0xcbf29ce484222325U;
    for (; *id != '\0'; id++) {
        hash = (hash ^ (uint8_t)*id) * 0x100000001b3U;
    }
    return hash ^ hash >> 32;
}

static size_t id_place(const ter__state *state, const char *id) {
    size_t mask = state->by_id_room - 1;
    size_t at = (size_t)hash_of_id(id) & mask;
    while (state->by_id[at] != NULL && strcmp(state->by_id[at]->job.id, id) != 0) {
        at = (at + 1) & mask;
    }
    return at;
}

ter__job_slot *ter__slot(const ter__state *state, const char *id) {
    return state->by_id_room == 0 ? NULL : state->by_id[id_place(state, id)];
}

void ter__slot_index(ter__state *state, ter__job_slot *slot) {
    if (state->job_count * 2 >= state->by_id_room) {
        size_t room = state->by_id_room == 0 ? 64 : state->by_id_room * 2;
        ter__job_slot **old = state->by_id;
        size_t old_room = state->by_id_room;
        ter__job_slot **wider = calloc(room, sizeof(ter__job_slot *));
        if (wider == NULL) {
            state->failed = true;
            return;
        }
        state->by_id = wider;
        state->by_id_room = room;
        for (size_t i = 0; i < old_room; i++) {
            if (old[i] != NULL) {
                state->by_id[id_place(state, old[i]->job.id)] = old[i];
            }
        }
        free(old);
    }
    state->by_id[id_place(state, slot->job.id)] = slot;
}

void ter__slot_unindex(ter__state *state, const ter__job_slot *slot) {
    size_t mask = state->by_id_room - 1;
    size_t gap = id_place(state, slot->job.id);
    if (state->by_id[gap] != slot) {
        return;
    }
    for (size_t at = (gap + 1) & mask; state->by_id[at] != NULL; at = (at + 1) & mask) {
        size_t home = (size_t)hash_of_id(state->by_id[at]->job.id) & mask;
        if (((at - home) & mask) >= ((at - gap) & mask)) {
            state->by_id[gap] = state->by_id[at];
            gap = at;
        }
    }
    state->by_id[gap] = NULL;
}

/* ---- blobs -------------------------------------------------------------------------------------------------------------- */

/* Digests are even already, but nothing says that a hash in a command is one. */
static uint64_t hash_of_hash(const ter__hash *hash) {
    uint64_t words[4];
    memcpy(words, hash->bytes, sizeof words);
    uint64_t mixed = 0;
    for (size_t i = 0; i < 4; i++) {
        mixed = (mixed ^ words[i]) * 0x9e3779b97f4a7c15U;
        mixed ^= mixed >> 29;
    }
    return mixed;
}

static size_t name_place(const ter__state *state, const ter__hash *hash) {
    size_t mask = state->name_room - 1;
    size_t at = (size_t)hash_of_hash(hash) & mask;
    while (state->names[at].count != 0 && !ter__hash_equal(&state->names[at].hash, hash)) {
        at = (at + 1) & mask;
    }
    return at;
}

bool ter__state_names(const ter__state *state, const ter__hash *blob) {
    return state->name_room != 0 && state->names[name_place(state, blob)].count != 0;
}

static bool widen_names(ter__state *state) {
    size_t room = state->name_room == 0 ? 64 : state->name_room * 2;
    ter__name_count *old = state->names;
    size_t old_room = state->name_room;
    ter__name_count *wider = calloc(room, sizeof *wider);
    if (wider == NULL) {
        state->failed = true;
        return false;
    }
    state->names = wider;
    state->name_room = room;
    for (size_t i = 0; i < old_room; i++) {
        if (old[i].count != 0) {
            state->names[name_place(state, &old[i].hash)] = old[i];
        }
    }
    free(old);
    return true;
}

void ter__name_blob(ter__state *state, const ter__blob *blob) {
    if (ter__hash_is_zero(&blob->hash) || (state->name_count * 2 >= state->name_room && !widen_names(state))) {
        return;
    }
    ter__name_count *name = &state->names[name_place(state, &blob->hash)];
    if (name->count == 0) {
        name->hash = blob->hash;
        state->name_count++;
    }
    name->count++;
}

void ter__unname_blob(ter__state *state, const ter__blob *blob) {
    if (ter__hash_is_zero(&blob->hash) || state->name_room == 0) {
        return;
    }
    size_t mask = state->name_room - 1;
    size_t gap = name_place(state, &blob->hash);
    if (state->names[gap].count == 0 || --state->names[gap].count > 0) {
        return;
    }
    state->name_count--;
    for (size_t at = (gap + 1) & mask; state->names[at].count != 0; at = (at + 1) & mask) {
        size_t home = (size_t)hash_of_hash(&state->names[at].hash) & mask;
        if (((at - home) & mask) >= ((at - gap) & mask)) {
            state->names[gap] = state->names[at];
            gap = at;
        }
    }
    state->names[gap].count = 0;
}
