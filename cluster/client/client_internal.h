/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Inside the client: places where nodes answer, and one request to one of them. client.c opens; exchange.c does one exchange;
 * attempts.c goes from place to place; call.c, put.c and follow.c are what client.h offers.
 */
#ifndef TER__CLIENT_INTERNAL_H
#define TER__CLIENT_INTERNAL_H

#include <curl/curl.h>

#include "client/client.h"

#define TER__CLIENT_PATH_BYTES 4352
#define TER__PLACES_MAX        (2 * TER__NODES_MAX)
#define TER__TROUBLE_BYTES     256

/* Where a node answers: a UNIX socket or an address. */
typedef struct ter__place {
    char name[TER__ADDRESS_BYTES];    /* for messages: the address, or the socket's path when only that is known */
    char address[TER__ADDRESS_BYTES]; /* "" for a socket */
    char socket[128];                 /* "" for an address */
    char trouble[TER__TROUBLE_BYTES]; /* why it did not answer last; "" when it did, or was not asked */
} ter__place;

struct ter__client {
    CURL *easy;
    CURLM *multi;
    char authority[TER__CLIENT_PATH_BYTES], identity[TER__CLIENT_PATH_BYTES]; /* "" when only a socket is asked */
    size_t place_count, good;                                                 /* good: the one that answered last */
    ter__place places[TER__PLACES_MAX];
    bool has_answered;
    unsigned patience_ms;
    const volatile bool *interrupted;
};

/* One exchange. Made by the callers; a repetition begins with `rewind`. */
typedef struct ter__exchange {
    const char *method, *path;
    const char *body; /* JSON or bytes to send; null for none or with `file` */
    size_t body_length;
    int file; /* descriptor whose bytes are sent from its beginning; -1 for none */
    const char *content_type;
    unsigned silence_seconds; /* so long without a byte is a broken connection */
    size_t answer_max;
    /* Gets the pieces of an answer below 300 instead of keeping them; false ends the exchange. May be null. */
    bool (*piece)(void *context, const char *bytes, size_t length);
    /* Asked about ten times a second while the exchange lasts; false ends it. May be null. */
    bool (*tick)(void *context);
    void *context;
    /* the answer */
    long code;
    char *bytes; /* ended; owned */
    size_t length, room;
    size_t sent;
    bool ended; /* `piece` or `tick` ended it */
    bool too_long;
    bool final;   /* asking again would end the same way: the certificates do not fit */
    bool refused; /* nobody listens there */
} ter__exchange;

/*
 * TER_OK when the node answered, whatever it said, or `ended`; TER_CANCELLED: interrupted; TER_NO_MEMORY; TER_INPUT_OUTPUT: no
 * (whole) answer, with the reason in place->trouble.
 */
TER_MUST_USE ter_status ter__client_exchange(ter__client *client, ter__place *place, ter__exchange *exchange, ter_error *error);
void ter__exchange_clear(ter__exchange *exchange);

/*
 * Asks one place after the other, from the good one on, until one has an answer that is not "not now" (503), again and again until
 * the patience is over. An error of HTTP is turned into a status with the server's text.
 */
TER_MUST_USE ter_status ter__client_attempt(ter__client *client, ter__exchange *exchange, ter_error *error);
/* TER_TIMEOUT, or TER_NO_PERMISSION when certificates are why, with all places and their troubles. */
ter_status ter__client_nobody(const ter__client *client, bool certificates, ter_error *error);
/* What an answer of HTTP above 299 means. */
ter_status ter__client_refusal(const ter__exchange *exchange, ter_error *error);

/* TER_NO_PERMISSION: the certificate at `path` is none, has expired, or was not signed by `authority_path`. */
TER_MUST_USE ter_status ter__client_check_identity(const char *authority_path, const char *path, ter_error *error);

bool ter__client_interrupted(const ter__client *client);
ter_status ter__client_cancelled(ter_error *error);
/* Milliseconds of the monotonic clock. Waiting ends early when interrupted. */
ter__ms ter__client_now(void);
void ter__client_wait(const ter__client *client, unsigned ms);

#endif
