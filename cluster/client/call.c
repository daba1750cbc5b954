/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls that get JSON or bytes. */
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "client/client_internal.h"

/* The node has ten seconds for a command (api.h), and checks a submitted job before that. */
#define SILENCE_SECONDS      15
#define LONG_SILENCE_SECONDS 60
#define JSON_BYTES_MAX       ((size_t)64 << 20)
#define GET_BYTES_MAX        ((size_t)4 << 30)

ter_status ter__client_call(ter__client *client, const char *method, const char *path, json_t *body, json_t **answer,
                            ter_error *error) {
    char *text = body != NULL ? json_dumps(body, JSON_COMPACT) : NULL;
    if (body != NULL && text == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "out of memory");
    }
    ter__exchange exchange = {.method = method,
                              .path = path,
                              .body = text,
                              .body_length = text != NULL ? strlen(text) : 0,
                              .file = -1,
                              .content_type = text != NULL ? "application/json" : NULL,
                              .silence_seconds = text != NULL ? LONG_SILENCE_SECONDS : SILENCE_SECONDS,
                              .answer_max = JSON_BYTES_MAX};
    ter_status status = ter__client_attempt(client, &exchange, error);
    if (status == TER_OK) {
        json_error_t where;
        json_t *value = exchange.length > 0 ? json_loadb(exchange.bytes, exchange.length, 0, &where) : json_object();
        if (value == NULL) {
            status = ter_error_set(error, TER_INPUT_OUTPUT, "%s answers %s %s with something that is not JSON: %s",
                                   ter__client_node(client), method, path, where.text);
        } else if (answer != NULL) {
            *answer = value;
        } else {
            json_decref(value);
        }
    }
    ter__exchange_clear(&exchange);
    free(text);
    return status;
}

ter_status ter__client_get(ter__client *client, const char *path, const ter__hash *expected, uint8_t **bytes, size_t *length,
                           ter_error *error) {
    ter_status status = TER_OK;
    for (size_t i = 0; i < client->place_count; i++) {
        ter__exchange exchange = {
            .method = "GET", .path = path, .file = -1, .silence_seconds = SILENCE_SECONDS, .answer_max = GET_BYTES_MAX};
        status = ter__client_attempt(client, &exchange, error);
        ter__hash found;
        bool right = status == TER_OK && exchange.length > 0;
        if (right && expected != NULL) {
            right = EVP_Digest(exchange.bytes, exchange.length, found.bytes, NULL, EVP_sha256(), NULL) == 1 &&
                    memcmp(found.bytes, expected->bytes, sizeof found.bytes) == 0;
        }
        if (right) {
            *bytes = (uint8_t *)exchange.bytes;
            *length = exchange.length;
            return TER_OK;
        }
        ter__exchange_clear(&exchange);
        if (status != TER_OK) {
            return status;
        }
        /* Damaged on the way or there: another node has other bytes. */
        status =
            ter_error_set(error, TER_INPUT_OUTPUT, "%s: what %s sends is not what its digest says", path, ter__client_node(client));
        client->good = (client->good + 1) % client->place_count;
    }
    return status;
}
