/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The body of a core in core_world.h: blobs are names only, "computing" is a function of the task, rows are kept in memory.
 */
#ifndef TEST_CORE_BODY_H
#define TEST_CORE_BODY_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/command.h"
#include "core/core.h"
#include "sim/sim_internal.h"
#include "ter_assert.h"

#define NODES      3
#define BLOB_BYTES 24
#define BLOBS_ROOM 16384 /* a power of two */

typedef struct stored_row {
    char kind, key[TER__JOB_ID_BYTES + 32];
    uint8_t *value;
    size_t length;
} stored_row;

typedef struct world world;

typedef struct world_node {
    world *world;
    uint32_t id;
    ter__core *core;
    ter__sim_disk disk;
    uint64_t incarnation;
    ter__hash blobs[BLOBS_ROOM];
    stored_row *rows;
    size_t row_count, row_room;
    uint64_t rows_applied;
    ter__hash writing[64];
    uint64_t writing_token[64];
    unsigned computed, changes;
} world_node;

typedef enum later_kind { LATER_COMPUTED, LATER_READ, LATER_WRITTEN } later_kind;

typedef struct later {
    later_kind kind;
    uint32_t node;
    uint64_t incarnation, token, offset;
    ter__ms at;
    ter__task task;
    ter__hash hash;
    size_t length;
    bool cancelled;
} later;

struct world {
    ter__sim *sim;
    ter__sim_result result;
    world_node node[NODES];
    bool cut[NODES][NODES];
    later *laters;
    size_t later_count, later_room;
    uint32_t stages, units, threads;
    unsigned compute_ms;
};

static ter__ms world_now(const world *w) {
    return w->sim->now_ms;
}

/* ---- blobs: names, and bytes that follow from them ----------------------------------------------------------------------------
 */

static ter__hash hash_of(const char *text) {
    ter__hash hash = {{0}};
    uint64_t state = UINT64_C(0xcbf29ce484222325);
    for (const char *at = text; *at != '\0'; at++) {
        state = (state ^ (uint8_t)*at) * UINT64_C(0x100000001b3);
    }
    for (size_t i = 0; i < sizeof hash.bytes; i++) {
        state = state * UINT64_C(6364136223846793005) + 1442695040888963407u;
        hash.bytes[i] = (uint8_t)(state >> 56);
    }
    hash.bytes[0] |= 1;
    return hash;
}

static ter__hash *blob_place(world_node *node, const ter__hash *hash) {
    size_t at = ((size_t)hash->bytes[1] | (size_t)hash->bytes[2] << 8) & (BLOBS_ROOM - 1);
    while (!ter__hash_is_zero(&node->blobs[at]) && !ter__hash_equal(&node->blobs[at], hash)) {
        at = (at + 1) & (BLOBS_ROOM - 1);
    }
    return &node->blobs[at];
}

static void *grown(void *items, size_t count, size_t *room, size_t size) {
    if (count < *room) {
        return items;
    }
    *room = *room > 0 ? 2 * *room : 64;
    items = realloc(items, *room * size);
    assert_non_null(items);
    return items;
}

static void push_later(world_node *node, later l) {
    world *w = node->world;
    l.node = node->id;
    l.incarnation = node->incarnation;
    w->laters = grown(w->laters, w->later_count, &w->later_room, sizeof *w->laters);
    w->laters[w->later_count++] = l;
}

/* ---- the body ------------------------------------------------------------------------------------------------------------------
 */

static void deliver(world *w, uint32_t from, uint32_t to, ter__channel channel, uint8_t *bytes, size_t length) {
    ter__sim_push(w->sim,
                  (ter__sim_event){w->sim->now_ms, 0, TER__SIM_DELIVER, to - 1, from - 1, (uint64_t)channel, bytes, length});
}

static bool body_send(void *context, uint32_t to, ter__channel channel, uint8_t *bytes, size_t length) {
    world_node *node = context;
    world *w = node->world;
    assert_true(to != node->id && to >= 1 && to <= NODES);
    if (w->node[to - 1].core == NULL || w->cut[node->id - 1][to - 1]) {
        free(bytes);
        return false;
    }
    deliver(w, node->id, to, channel, bytes, length);
    return true;
}

static void body_compute(void *context, uint64_t token, const ter__task *task) {
    world_node *node = context;
    push_later(
        node,
        (later){.kind = LATER_COMPUTED, .token = token, .task = *task, .at = world_now(node->world) + node->world->compute_ms});
}

static void body_cancel(void *context, uint64_t token) {
    world_node *node = context;
    for (size_t i = 0; i < node->world->later_count; i++) {
        later *l = &node->world->laters[i];
        if (l->kind == LATER_COMPUTED && l->node == node->id && l->token == token) {
            l->cancelled = true;
        }
    }
}

static bool body_blob_has(void *context, const ter__hash *hash) {
    return !ter__hash_is_zero(blob_place(context, hash));
}

static void body_blob_read(void *context, uint64_t token, const ter__hash *hash, uint64_t offset, size_t length) {
    push_later(context, (later){.kind = LATER_READ, .token = token, .hash = *hash, .offset = offset, .length = length});
}

static void body_blob_begin(void *context, uint64_t token, const ter__blob *blob) {
    world_node *node = context;
    size_t at = 0;
    while (node->writing_token[at] != 0) {
        at++;
        assert_true(at < 64);
    }
    node->writing_token[at] = token;
    node->writing[at] = blob->hash;
}

static void body_blob_piece(void *context, uint64_t token, const uint8_t *bytes, size_t length) {
    (void)context;
    (void)token;
    (void)bytes;
    assert_int_equal(length, BLOB_BYTES);
}

static size_t writing_at(const world_node *node, uint64_t token) {
    size_t at = 0;
    while (node->writing_token[at] != token) {
        at++;
        assert_true(at < 64);
    }
    return at;
}

static void body_blob_end(void *context, uint64_t token) {
    world_node *node = context;
    size_t at = writing_at(node, token);
    node->writing_token[at] = 0;
    *blob_place(node, &node->writing[at]) = node->writing[at];
    push_later(node, (later){.kind = LATER_WRITTEN, .token = token});
}

static void body_blob_abort(void *context, uint64_t token) {
    world_node *node = context;
    node->writing_token[writing_at(node, token)] = 0;
}

static void store_row(world_node *node, ter__row *row) {
    size_t at = 0;
    while (at < node->row_count && (node->rows[at].kind != row->kind || strcmp(node->rows[at].key, row->key) != 0)) {
        at++;
    }
    if (at == node->row_count) {
        node->rows = grown(node->rows, node->row_count, &node->row_room, sizeof *node->rows);
        node->rows[node->row_count++] = (stored_row){.kind = row->kind};
        memcpy(node->rows[at].key, row->key, sizeof row->key);
    }
    free(node->rows[at].value);
    node->rows[at].value = row->value;
    node->rows[at].length = row->length;
    if (row->value == NULL) {
        node->rows[at] = node->rows[--node->row_count];
    }
}

static void drop_rows(world_node *node) {
    for (size_t i = 0; i < node->row_count; i++) {
        free(node->rows[i].value);
    }
    node->row_count = 0;
}

static void body_rows(void *context, uint64_t applied, bool replaced, ter__row *rows, size_t count) {
    world_node *node = context;
    assert_true(applied > node->rows_applied);
    node->rows_applied = applied;
    if (replaced) {
        drop_rows(node);
    }
    for (size_t i = 0; i < count; i++) {
        store_row(node, &rows[i]);
    }
    free(rows);
}

static void body_changed(void *context, const char *job) {
    (void)job;
    ((world_node *)context)->changes++;
}

static void body_log(void *context, const char *text) {
    const world_node *node = context;
    if (getenv("TER_TEST_TRACE") != NULL) {
        (void)printf("%6llu node %u: %s\n", (unsigned long long)world_now(node->world), (unsigned)node->id, text);
    }
}

/* ---- computing ------------------------------------------------------------------------------------------------------------------
 */

static ter__blob blob_named(world_node *node, const char *text) {
    ter__blob blob = {hash_of(text), BLOB_BYTES};
    *blob_place(node, &blob.hash) = blob.hash;
    return blob;
}

static void compute(world_node *node, const ter__task *task, ter__result *result) {
    const world *w = node->world;
    char text[160];
    (void)snprintf(text, sizeof text, "%s/%d/%u/%u", task->job, (int)task->kind, (unsigned)task->stage, (unsigned)task->unit);
    *result = (ter__result){.status = TER_OK};
    node->computed++;
    if (task->kind == TER__TASK_BEGIN) {
        result->stages = w->stages;
        result->units = w->units;
        result->plan = hash_of(text);
        return;
    }
    result->part = blob_named(node, text);
    if (task->kind == TER__TASK_FINISH && task->stage + 1 < w->stages) {
        result->units = w->units;
    } else if (task->kind == TER__TASK_FINISH) {
        (void)snprintf(text, sizeof text, "pack of %s", task->job);
        result->pack = blob_named(node, text);
        result->digest = result->pack.hash;
    }
}

static void run_later(world *w, const later *l) {
    world_node *node = &w->node[l->node - 1];
    static const uint8_t bytes[BLOB_BYTES] = {1};
    if (node->core == NULL || node->incarnation != l->incarnation) {
        return;
    }
    ter__result result = {.status = TER_CANCELLED};
    switch (l->kind) {
    case LATER_COMPUTED:
        if (!l->cancelled) {
            compute(node, &l->task, &result);
        }
        ter__core_computed(node->core, l->token, &result);
        break;
    case LATER_READ:
        assert_true(l->offset == 0 && l->length == BLOB_BYTES);
        ter__core_blob_read(node->core, l->token, body_blob_has(node, &l->hash) ? bytes : NULL, BLOB_BYTES);
        break;
    case LATER_WRITTEN:
        ter__core_blob_written(node->core, l->token, true);
        break;
    }
}

static void run_laters(world *w) {
    bool any = true;
    while (any) {
        any = false;
        for (size_t i = 0; i < w->later_count;) {
            if (w->laters[i].at > w->sim->now_ms) {
                i++;
                continue;
            }
            later l = w->laters[i];
            memmove(&w->laters[i], &w->laters[i + 1], (--w->later_count - i) * sizeof l);
            run_later(w, &l);
            any = true;
        }
    }
}

#endif
