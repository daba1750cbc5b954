/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blobs that come and go: files are touched in uv's pool only. */
#include <stdlib.h>
#include <string.h>

#include "node/uv_node_internal.h"

/* ---- blobs: reading ----------------------------------------------------------------------------------------------------- */

static bool body_blob_has(void *context, const ter__hash *hash) {
    return ter__blob_has(((ter__node *)context)->blobs, hash, NULL);
}

typedef struct reading {
    uv_work_t work;
    ter__node *node;
    uint64_t token, offset;
    ter__hash hash;
    size_t length, got;
    bool good;
    uint8_t bytes[];
} reading;

static void read_in_pool(uv_work_t *work) {
    reading *r = work->data;
    r->good = ter__blob_range(r->node->blobs, &r->hash, r->offset, r->length, r->bytes, &r->got, NULL) == TER_OK;
}

static void read_done(uv_work_t *work, int status) {
    reading *r = work->data;
    if (r->node->core != NULL) {
        bool good = r->good && status == 0;
        ter__core_blob_read(r->node->core, r->token, good ? r->bytes : NULL, good ? r->got : 0);
    }
    free(r);
}

static void read_nothing(ter__node *node, ter__later *later) {
    ter__core_blob_read(node->core, later->token, NULL, 0);
}

static void body_blob_read(void *context, uint64_t token, const ter__hash *hash, uint64_t offset, size_t length) {
    ter__node *node = context;
    reading *r = calloc(1, sizeof *r + length);
    if (r != NULL) {
        *r = (reading){.node = node, .token = token, .offset = offset, .hash = *hash, .length = length};
        r->work.data = r;
    }
    if (r == NULL || uv_queue_work(&node->loop, &r->work, read_in_pool, read_done) != 0) {
        free(r);
        ter__node_answer_later(node, read_nothing, token, false);
    }
}

/* ---- blobs: writing ----------------------------------------------------------------------------------------------------- */

typedef struct piece {
    struct piece *next;
    size_t length;
    uint8_t bytes[];
} piece;

struct ter__incoming {
    uv_work_t work;
    ter__node *node;
    ter__incoming *next;
    uint64_t token;
    ter__blob blob;
    ter__blob_writer *writer;
    piece *waiting, **waiting_end;   /* on the loop */
    piece *taken;                    /* by the work in the pool */
    bool ended, aborted, busy, lost; /* on the loop; lost: no memory for a piece */
    bool closing;                    /* the work in the pool is the last one */
    bool failed, stored;             /* by the work in the pool; on the loop while it is not busy */
};

static void free_pieces(piece *list) {
    while (list != NULL) {
        piece *next = list->next;
        free(list);
        list = next;
    }
}

static ter__incoming *find_incoming(ter__node *node, uint64_t token) {
    ter__incoming *found = node->incoming;
    while (found != NULL && found->token != token) {
        found = found->next;
    }
    return found;
}

static void free_incoming(ter__incoming *in) {
    ter__incoming **place = &in->node->incoming;
    while (*place != in) {
        place = &(*place)->next;
    }
    *place = in->next;
    free_pieces(in->waiting);
    free_pieces(in->taken);
    if (in->writer != NULL) {
        ter__blob_writer_abort(in->writer);
    }
    free(in);
}

static void write_in_pool(uv_work_t *work) {
    ter__incoming *in = work->data;
    if (in->writer == NULL && !in->failed) {
        in->failed = ter__blob_writer_open(&in->writer, in->node->blobs, NULL) != TER_OK;
    }
    for (const piece *p = in->taken; p != NULL && !in->failed; p = p->next) {
        in->failed = ter__blob_writer_add(in->writer, p->bytes, p->length, NULL) != TER_OK;
    }
    if (in->closing && !in->failed) {
        ter__blob found;
        in->stored = ter__blob_writer_close(in->writer, &in->blob, &found, NULL) == TER_OK;
        in->writer = NULL;
    }
}

static void write_more(ter__incoming *in);

static void write_done(uv_work_t *work, int status) {
    ter__incoming *in = work->data;
    in->busy = false;
    in->failed = in->failed || status != 0;
    free_pieces(in->taken);
    in->taken = NULL;
    if (in->aborted) {
        free_incoming(in);
        return;
    }
    if (in->closing) {
        uint64_t token = in->token;
        ter__node *node = in->node;
        bool stored = in->stored;
        free_incoming(in);
        if (node->core != NULL) {
            ter__core_blob_written(node->core, token, stored);
        }
        return;
    }
    write_more(in);
}

/* Gives the pool what has come meanwhile. */
static void write_more(ter__incoming *in) {
    if (in->busy || (in->waiting == NULL && !in->ended)) {
        return;
    }
    in->taken = in->waiting;
    in->waiting = NULL;
    in->waiting_end = &in->waiting;
    in->closing = in->ended;
    in->failed = in->failed || in->lost;
    in->busy = uv_queue_work(&in->node->loop, &in->work, write_in_pool, write_done) == 0;
    in->lost = in->lost || !in->busy;
}

static void written_nothing(ter__node *node, ter__later *later) {
    ter__core_blob_written(node->core, later->token, false);
}

static void body_blob_begin(void *context, uint64_t token, const ter__blob *blob) {
    ter__node *node = context;
    ter__incoming *in = calloc(1, sizeof *in);
    if (in == NULL) {
        return; /* the end finds nothing and says so */
    }
    *in = (ter__incoming){.node = node, .next = node->incoming, .token = token, .blob = *blob};
    in->waiting_end = &in->waiting;
    in->work.data = in;
    node->incoming = in;
}

static void body_blob_piece(void *context, uint64_t token, const uint8_t *bytes, size_t length) {
    ter__incoming *in = find_incoming(context, token);
    piece *p = in != NULL ? malloc(sizeof *p + length) : NULL;
    if (p == NULL) {
        if (in != NULL) {
            in->lost = true;
        }
        return;
    }
    p->next = NULL;
    p->length = length;
    memcpy(p->bytes, bytes, length);
    *in->waiting_end = p;
    in->waiting_end = &p->next;
    write_more(in);
}

static void body_blob_end(void *context, uint64_t token) {
    ter__incoming *in = find_incoming(context, token);
    if (in == NULL) {
        ter__node_answer_later(context, written_nothing, token, false);
        return;
    }
    in->ended = true;
    write_more(in);
    if (!in->busy) { /* the pool refuses: there is no memory */
        free_incoming(in);
        ter__node_answer_later(context, written_nothing, token, false);
    }
}

static void body_blob_abort(void *context, uint64_t token) {
    ter__incoming *in = find_incoming(context, token);
    if (in != NULL) {
        in->aborted = true;
        if (!in->busy) {
            free_incoming(in);
        }
    }
}

void ter__node_drop_incoming(ter__node *node) {
    ter__incoming *in = node->incoming;
    while (in != NULL) {
        ter__incoming *next = in->next;
        in->aborted = true;
        if (!in->busy) {
            free_incoming(in);
        }
        in = next;
    }
}

void ter__node_body_blobs(ter__body *body) {
    body->blob_has = body_blob_has;
    body->blob_read = body_blob_read;
    body->blob_begin = body_blob_begin;
    body->blob_piece = body_blob_piece;
    body->blob_end = body_blob_end;
    body->blob_abort = body_blob_abort;
}
