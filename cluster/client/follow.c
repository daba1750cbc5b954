/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Streams of events, taken up again wherever a node answers. */
#include <stdio.h>

#include "client/client_internal.h"
#include "client/sse.h"

/* The node sends at least a comment every ten seconds. */
#define SILENCE_SECONDS 25
#define PAUSE_MS        150
#define ANSWER_MAX      ((size_t)1 << 20)
#define PATH_BYTES      512

typedef struct following {
    ter__client *client;
    ter__sse sse;
    bool (*each)(void *context, const char *event, json_t *data);
    void *context;
    ter_status status; /* of the stream: bytes that are no events of ours */
    bool ended;
    ter__ms heard; /* when the last event came */
} following;

static bool on_event(void *context, const char *event, const char *data, size_t length) {
    following *f = context;
    json_t *value = json_loadb(data, length, JSON_DECODE_ANY, NULL);
    if (value == NULL) {
        f->status = TER_BAD_DATA;
        return false;
    }
    f->heard = ter__client_now();
    f->ended = !f->each(f->context, event, value);
    json_decref(value);
    return !f->ended;
}

static bool on_piece(void *context, const char *bytes, size_t length) {
    following *f = context;
    ter_status status = ter__sse_feed(&f->sse, bytes, length);
    if (status != TER_OK && status != TER_CANCELLED) {
        f->status = status;
    }
    return status == TER_OK;
}

static bool on_tick(void *context) {
    following *f = context;
    f->ended = f->ended || !f->each(f->context, NULL, NULL);
    return !f->ended;
}

static ter_status follow_once(following *f, const char *path, ter_error *error) {
    ter__exchange exchange = {.method = "GET",
                              .path = path,
                              .file = -1,
                              .silence_seconds = SILENCE_SECONDS,
                              .answer_max = ANSWER_MAX,
                              .piece = on_piece,
                              .tick = on_tick,
                              .context = f};
    f->status = TER_OK;
    ter__sse_open(&f->sse, on_event, f);
    ter_status status = ter__client_attempt(f->client, &exchange, error);
    ter__sse_close(&f->sse);
    ter__exchange_clear(&exchange);
    if (status == TER_OK && f->status != TER_OK) {
        status = ter_error_set(error, f->status, "%s sends no events that can be read", ter__client_node(f->client));
    }
    return status;
}

ter_status ter__client_follow(ter__client *client, const char *path, bool (*each)(void *context, const char *event, json_t *data),
                              void (*again)(void *context, char *path, size_t size), void *context, ter_error *error) {
    following f = {.client = client, .each = each, .context = context, .heard = ter__client_now()};
    char next[PATH_BYTES];
    snprintf(next, sizeof next, "%s", path);
    for (;;) {
        ter__ms heard = f.heard;
        ter_status status = follow_once(&f, next, error);
        if (status != TER_OK || f.ended) {
            return f.ended ? TER_OK : status;
        }
        /* The node ended the stream or went away: somebody else goes on. */
        if (f.heard == heard && ter__client_now() - heard > client->patience_ms) {
            return ter_error_set(error, TER_TIMEOUT, "%s ends the stream without a word", ter__client_node(client));
        }
        if (again != NULL) {
            again(context, next, sizeof next);
        }
        client->good = (client->good + 1) % client->place_count;
        ter__client_wait(client, PAUSE_MS);
        if (ter__client_interrupted(client)) {
            return ter__client_cancelled(error);
        }
    }
}
