/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Three nodes' transfers over a fake network, whose messages are structs in lists, and fake blob stores. For test_transfer.c. */
#ifndef TEST_TRANSFER_WORLD_H
#define TEST_TRANSFER_WORLD_H

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/transfer.h"
#include "ter_assert.h"
#include "tercile/random.h"

#define NODES     3
#define BLOBS_MAX 64
#define STEP_MS   10

typedef struct flight {
    uint32_t from, to;
    ter__message message;
    uint8_t *bytes;
    struct flight *next;
} flight;

typedef struct stored {
    ter__hash hash;
    uint8_t *bytes;
    size_t length;
} stored;

typedef struct reading {
    uint64_t token;
    ter__hash hash;
    uint64_t offset;
    size_t length;
} reading;

typedef struct writing {
    uint64_t token;
    ter__blob blob;
    uint8_t *bytes;
    size_t length;
    bool ended;
} writing;

typedef struct node {
    ter__transfer *transfer;
    ter__body body;
    stored blobs[BLOBS_MAX];
    size_t blob_count;
    reading readings[BLOBS_MAX];
    size_t reading_count;
    writing writings[BLOBS_MAX];
    size_t writing_count;
    bool full, mute, lies;     /* its sends are refused; nothing it sends arrives; what it reads is wrong */
    uint64_t sent[NODES + 1];  /* bytes in pieces, to each */
    uint64_t asked[NODES + 1]; /* bytes wanted, of each */
} node;

typedef struct world {
    node nodes[NODES + 1]; /* 1 ... */
    flight *flights;
    bool connected[NODES + 1][NODES + 1];
    ter__ms now;
    uint64_t next_token;
    ter_stream chance;
    bool shuffle; /* reads end in any order */
    double doubled;
    unsigned most_fetched;
} world;

static world *w; /* of the test that runs */

typedef struct told {
    int times, successes;
    uint32_t holder;
} told;

static void tell(void *context, bool success, uint32_t holder) {
    told *t = context;
    t->times++;
    t->successes += success;
    t->holder = holder;
}

/* ---- blobs: their "digest" is a sum that a wrong byte changes ------------------------------------------------------------------
 */

static ter__hash digest_of(const uint8_t *bytes, size_t length) {
    ter__hash hash = {{0}};
    uint64_t a = 1469598103934665603u, b = length + 1;
    for (size_t i = 0; i < length; i++) {
        a = (a ^ bytes[i]) * 1099511628211u;
        b += a >> 7;
    }
    memcpy(hash.bytes, &a, 8);
    memcpy(hash.bytes + 8, &b, 8);
    return hash;
}

static const stored *find_blob(const node *n, const ter__hash *hash) {
    for (size_t i = 0; i < n->blob_count; i++) {
        if (memcmp(&n->blobs[i].hash, hash, sizeof *hash) == 0) {
            return &n->blobs[i];
        }
    }
    return NULL;
}

static void keep_blob(node *n, const ter__hash *hash, uint8_t *bytes, size_t length) {
    assert_true(n->blob_count < BLOBS_MAX);
    n->blobs[n->blob_count++] = (stored){*hash, bytes, length};
}

static ter__blob make_blob(uint32_t number, size_t length, uint8_t seed) {
    uint8_t *bytes = malloc(length + 1);
    for (size_t i = 0; i < length; i++) {
        bytes[i] = (uint8_t)(seed + i * 7 + i / 251);
    }
    ter__blob blob = {digest_of(bytes, length), length};
    if (number == 0 || find_blob(&w->nodes[number], &blob.hash) != NULL) {
        free(bytes);
    } else {
        keep_blob(&w->nodes[number], &blob.hash, bytes, length);
    }
    return blob;
}

/* ---- the fake body ------------------------------------------------------------------------------------------------------ */

static uint64_t port_token(void *context) {
    (void)context;
    return ++w->next_token;
}

static bool body_has(void *context, const ter__hash *hash) {
    return find_blob(context, hash) != NULL;
}

static void body_read(void *context, uint64_t token, const ter__hash *hash, uint64_t offset, size_t length) {
    node *n = context;
    assert_true(n->reading_count < 4 * NODES);
    n->readings[n->reading_count++] = (reading){token, *hash, offset, length};
}

static void body_begin(void *context, uint64_t token, const ter__blob *blob) {
    node *n = context;
    assert_true(n->writing_count < BLOBS_MAX);
    n->writings[n->writing_count++] = (writing){token, *blob, malloc(blob->length + 1), 0, false};
}

static writing *writing_of(node *n, uint64_t token) {
    for (size_t i = 0; i < n->writing_count; i++) {
        if (n->writings[i].token == token) {
            return &n->writings[i];
        }
    }
    fail_msg("no writing %" PRIu64, token);
    return NULL;
}

static void drop_writing(node *n, writing *place) {
    free(place->bytes);
    *place = n->writings[--n->writing_count];
}

static void body_piece(void *context, uint64_t token, const uint8_t *bytes, size_t length) {
    writing *place = writing_of(context, token);
    assert_true(!place->ended && length <= TER__PIECE_BYTES_MAX && place->length + length <= place->blob.length);
    memcpy(place->bytes + place->length, bytes, length);
    place->length += length;
}

static void body_end(void *context, uint64_t token) {
    writing_of(context, token)->ended = true;
}

static void body_abort(void *context, uint64_t token) {
    writing *place = writing_of(context, token);
    assert_false(place->ended);
    drop_writing(context, place);
}

static bool port_send(void *context, uint32_t to, const ter__message *message) {
    node *n = context;
    uint32_t from = (uint32_t)(n - w->nodes);
    assert_true(to >= 1 && to <= NODES && to != from);
    if (!w->connected[from][to] || n->full) {
        return false;
    }
    flight *f = calloc(1, sizeof *f);
    *f = (flight){from, to, *message, NULL, NULL};
    if (message->kind == TER__MESSAGE_PIECE) {
        f->bytes = malloc(message->as.piece.length);
        memcpy(f->bytes, message->as.piece.bytes, message->as.piece.length);
        f->message.as.piece.bytes = f->bytes;
        n->sent[to] += message->as.piece.length;
    } else if (message->kind == TER__MESSAGE_WANT) {
        n->asked[to] += message->as.want.length;
    }
    flight **end = &w->flights;
    while (*end != NULL) {
        end = &(*end)->next;
    }
    *end = f;
    return true;
}

/* ---- the course of things ----------------------------------------------------------------------------------------------- */

static void free_flight(flight *f) {
    free(f->bytes);
    free(f);
}

static void deliver(flight *f) {
    bool twice = f->message.kind != TER__MESSAGE_WANT && ter_stream_uniform(&w->chance) < w->doubled;
    if (w->connected[f->from][f->to] && !w->nodes[f->from].mute) {
        for (int i = 0; i < (twice ? 2 : 1); i++) {
            ter__transfer_receive(w->nodes[f->to].transfer, f->from, &f->message, w->now);
        }
    }
    free_flight(f);
}

static void end_readings(node *n) {
    for (size_t left = n->reading_count; left > 0; left--) {
        size_t i = w->shuffle ? ter_stream_below(&w->chance, n->reading_count) : 0;
        reading r = n->readings[i];
        memmove(n->readings + i, n->readings + i + 1, (n->reading_count - i - 1) * sizeof r);
        n->reading_count--;
        const stored *blob = find_blob(n, &r.hash);
        uint8_t *copy = blob == NULL ? NULL : malloc(r.length);
        if (copy != NULL) {
            assert_true(r.offset + r.length <= blob->length);
            memcpy(copy, blob->bytes + r.offset, r.length);
            copy[0] = (uint8_t)(copy[0] + n->lies);
        }
        assert_true(ter__transfer_blob_read(n->transfer, r.token, copy, r.length));
        free(copy);
    }
}

static void end_writings(node *n) {
    for (size_t i = 0; i < n->writing_count;) {
        writing ended = n->writings[i];
        if (!ended.ended) {
            i++;
            continue;
        }
        n->writings[i] = n->writings[--n->writing_count];
        ter__hash hash = digest_of(ended.bytes, ended.length);
        bool right = ended.length == ended.blob.length && memcmp(&hash, &ended.blob.hash, sizeof hash) == 0;
        if (right) {
            keep_blob(n, &hash, ended.bytes, ended.length);
        } else {
            free(ended.bytes);
        }
        assert_true(ter__transfer_blob_written(n->transfer, ended.token, right, w->now));
    }
}

static void step(void) {
    w->now += STEP_MS;
    flight *due = w->flights;
    w->flights = NULL;
    while (due != NULL) {
        flight *f = due;
        due = f->next;
        deliver(f);
    }
    for (uint32_t i = 1; i <= NODES; i++) {
        end_readings(&w->nodes[i]);
        end_writings(&w->nodes[i]);
        ter__transfer_tick(w->nodes[i].transfer, w->now);
        unsigned open = 0;
        for (size_t k = 0; k < w->nodes[i].writing_count; k++) {
            open += !w->nodes[i].writings[k].ended;
        }
        w->most_fetched = open > w->most_fetched ? open : w->most_fetched;
    }
}

static void steps(unsigned ms) {
    for (unsigned i = 0; i < ms / STEP_MS; i++) {
        step();
    }
}

static void connect(uint32_t a, uint32_t b) {
    if (!w->connected[a][b]) {
        w->connected[a][b] = w->connected[b][a] = true;
        ter__transfer_connected(w->nodes[a].transfer, b, w->now);
        ter__transfer_connected(w->nodes[b].transfer, a, w->now);
    }
}

/* What is under way is lost. */
static void disconnect(uint32_t a, uint32_t b) {
    for (flight **place = &w->flights; *place != NULL;) {
        flight *f = *place;
        if ((f->from == a && f->to == b) || (f->from == b && f->to == a)) {
            *place = f->next;
            free_flight(f);
        } else {
            place = &f->next;
        }
    }
    if (w->connected[a][b]) {
        w->connected[a][b] = w->connected[b][a] = false;
        ter__transfer_disconnected(w->nodes[a].transfer, b, w->now);
        ter__transfer_disconnected(w->nodes[b].transfer, a, w->now);
    }
}

static int open_world(void **state) {
    (void)state;
    w = calloc(1, sizeof *w);
    w->now = 1000;
    w->chance = ter_stream_open(1, 0, 0);
    for (uint32_t i = 1; i <= NODES; i++) {
        node *n = &w->nodes[i];
        n->body = (ter__body){.context = n,
                              .blob_has = body_has,
                              .blob_read = body_read,
                              .blob_begin = body_begin,
                              .blob_piece = body_piece,
                              .blob_end = body_end,
                              .blob_abort = body_abort};
        ter__core_config config = {.id = i, .member_count = NODES};
        for (uint32_t k = 0; k < NODES; k++) {
            config.members[k] = (ter__member){k + 1, "x:1"};
        }
        ter__transfer_port port = {n, port_send, &n->body, port_token};
        n->transfer = ter__transfer_create(&port, &config);
        assert_non_null(n->transfer);
    }
    connect(1, 2);
    connect(2, 3);
    connect(1, 3);
    return 0;
}

static int close_world(void **state) {
    (void)state;
    for (uint32_t i = 1; i <= NODES; i++) {
        node *n = &w->nodes[i];
        ter__transfer_destroy(n->transfer);
        for (size_t k = 0; k < n->blob_count; k++) {
            free(n->blobs[k].bytes);
        }
        while (n->writing_count > 0) {
            drop_writing(n, &n->writings[0]);
        }
    }
    while (w->flights != NULL) {
        flight *f = w->flights;
        w->flights = f->next;
        free_flight(f);
    }
    free(w);
    return 0;
}

static void fetch(uint32_t number, const ter__blob *blob, uint64_t holders, unsigned within_ms, told *t) {
    assert_true(ter__transfer_fetch(w->nodes[number].transfer, blob, holders, w->now, w->now + within_ms, tell, t));
}

static void copy(uint32_t number, const ter__blob *blob, unsigned within_ms, told *t) {
    assert_true(ter__transfer_copy(w->nodes[number].transfer, blob, w->now, w->now + within_ms, tell, t));
}

static void assert_brought(uint32_t number, const ter__blob *blob, const told *t) {
    assert_int_equal(t->times, 1);
    assert_int_equal(t->successes, 1);
    assert_non_null(find_blob(&w->nodes[number], &blob->hash));
    assert_int_equal(ter__transfer_fetching(w->nodes[number].transfer), 0);
}

#endif
