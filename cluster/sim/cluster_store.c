/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a host keeps on its disk beside the log: rows of the state, and blobs. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "cluster_sim.h"

static bool make_room(void **items, size_t count, size_t *room, size_t size) {
    assert(count <= *room);
    if (count < *room) {
        return true;
    }
    size_t more = *room > 0 ? 2 * *room : 64;
    void *grown = realloc(*items, more * size);
    if (grown == NULL) {
        return false;
    }
    *items = grown;
    *room = more;
    return true;
}

static ter__row *find_row(const ter__sim_rows *rows, const ter__row *like) {
    assert(like != NULL);
    for (size_t i = 0; i < rows->count; i++) {
        if (rows->items[i].kind == like->kind && strcmp(rows->items[i].key, like->key) == 0) {
            return &rows->items[i];
        }
    }
    return NULL;
}

static void store_row(ter__sim_rows *rows, ter__row *row) {
    ter__row *place = find_row(rows, row);
    if (place != NULL) {
        free(place->value);
        if (row->value != NULL) {
            *place = *row;
        } else {
            *place = rows->items[--rows->count];
        }
    } else if (row->value != NULL) {
        bool room = make_room((void **)&rows->items, rows->count, &rows->room, sizeof *rows->items);
        assert(room);
        (void)room;
        rows->items[rows->count++] = *row;
    }
    row->value = NULL;
}

void ter__sim_change_free(ter__sim_change *change) {
    assert(change != NULL);
    for (size_t i = 0; i < change->count; i++) {
        free(change->rows[i].value);
    }
    free(change->rows);
    free(change);
}

void ter__sim_rows_store(ter__sim_rows *rows, ter__sim_change *change) {
    assert(change->applied >= rows->applied);
    if (change->replaced) {
        while (rows->count > 0) {
            free(rows->items[--rows->count].value);
        }
    }
    for (size_t i = 0; i < change->count; i++) {
        store_row(rows, &change->rows[i]);
    }
    rows->applied = change->applied;
    ter__sim_change_free(change);
}

void ter__sim_rows_free(ter__sim_rows *rows) {
    assert(rows->count <= rows->room);
    while (rows->count > 0) {
        free(rows->items[--rows->count].value);
    }
    free(rows->items);
}

ter_status ter__sim_rows_load(const ter__sim_rows *rows, ter__state *state, ter_error *error) {
    assert(state != NULL);
    for (size_t i = 0; i < rows->count; i++) {
        ter_status status = ter__state_load_row(state, &rows->items[i], error);
        if (status != TER_OK) {
            return status;
        }
    }
    return ter__state_load_end(state, rows->applied, error);
}

static ter__sim_bytes *find_blob(const ter__sim_blobs *blobs, const ter__hash *hash) {
    assert(hash != NULL);
    for (size_t i = 0; i < blobs->count; i++) {
        if (ter__hash_equal(&blobs->items[i].blob.hash, hash)) {
            return &blobs->items[i];
        }
    }
    return NULL;
}

const ter__sim_bytes *ter__sim_blobs_find(const ter__sim_blobs *blobs, const ter__hash *hash) {
    const ter__sim_bytes *found = find_blob(blobs, hash);
    assert(found == NULL || found->bytes != NULL);
    return found != NULL && !found->damaged ? found : NULL;
}

bool ter__sim_blobs_had(const ter__sim_blobs *blobs, const ter__hash *hash) {
    assert(blobs != NULL);
    return find_blob(blobs, hash) != NULL;
}

bool ter__sim_blobs_keep(ter__sim_blobs *blobs, ter__sim_bytes *bytes) {
    assert(bytes->bytes != NULL && !bytes->damaged);
    ter__sim_bytes *kept = find_blob(blobs, &bytes->blob.hash);
    if (kept != NULL) {
        kept->damaged = false;
        free(bytes->bytes);
    } else if (make_room((void **)&blobs->items, blobs->count, &blobs->room, sizeof *blobs->items)) {
        blobs->items[blobs->count++] = *bytes;
    } else {
        free(bytes->bytes);
        return false;
    }
    memset(bytes, 0, sizeof *bytes);
    return true;
}

void ter__sim_blobs_free(ter__sim_blobs *blobs) {
    assert(blobs->count <= blobs->room);
    while (blobs->count > 0) {
        free(blobs->items[--blobs->count].bytes);
    }
    free(blobs->items);
}
