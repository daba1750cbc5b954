/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/blob_body.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

struct ter__blob_body {
    ter__api *api;
    ter__blob blob;
    uint64_t read;
    EVP_MD_CTX *digest;
};

ter__blob_body *ter__blob_body_open(ter__api *api, const ter__blob *blob) {
    ter__blob_body *body = calloc(1, sizeof *body);
    if (body == NULL) {
        return NULL;
    }
    *body = (ter__blob_body){.api = api, .blob = *blob, .digest = EVP_MD_CTX_new()};
    if (body->digest == NULL || EVP_DigestInit_ex(body->digest, EVP_sha256(), NULL) != 1) {
        ter__blob_body_close(body);
        return NULL;
    }
    return body;
}

void ter__blob_body_close(ter__blob_body *body) {
    if (body != NULL) {
        EVP_MD_CTX_free(body->digest);
        free(body);
    }
}

/* ---- putting aside ------------------------------------------------------------------------------------------------------- */

typedef struct damage {
    ter__api *api;
    ter__hash hash;
} damage;

/* A whole read finds the damage and puts the blob aside. */
static void read_whole(void *context) {
    const damage *it = context;
    uint8_t *bytes = NULL;
    size_t length = 0;
    if (ter__blob_get(it->api->services.blobs, &it->hash, &bytes, &length, NULL) == TER_OK) {
        free(bytes);
    }
}

static void was_read(void *context) {
    damage *it = context;
    it->api->pooled--;
    free(it);
}

static void put_aside(ter__blob_body *body) {
    damage *it = malloc(sizeof *it);
    if (it == NULL) {
        return;
    }
    *it = (damage){.api = body->api, .hash = body->blob.hash};
    body->api->pooled++;
    if (!body->api->services.in_pool(body->api->services.context, read_whole, was_read, it)) {
        was_read(it);
    }
}

ter_status ter__blob_body_read(ter__blob_body *body, uint64_t offset, char *bytes, size_t room, size_t *got) {
    *got = 0;
    if (offset != body->read) {
        return TER_INTERNAL;
    }
    uint64_t left = body->blob.length - offset;
    size_t wanted = left < room ? (size_t)left : room;
    if (wanted == 0) {
        return TER_OK;
    }
    ter_status status = ter__blob_range(body->api->services.blobs, &body->blob.hash, offset, wanted, (uint8_t *)bytes, got, NULL);
    bool whole = status == TER_OK && *got == wanted && EVP_DigestUpdate(body->digest, bytes, wanted) == 1;
    if (whole && wanted == left) {
        uint8_t found[EVP_MAX_MD_SIZE];
        whole = EVP_DigestFinal_ex(body->digest, found, NULL) == 1 && memcmp(found, body->blob.hash.bytes, 32) == 0;
    }
    if (!whole) {
        *got = 0;
        put_aside(body);
        return TER_BAD_DATA;
    }
    body->read += wanted;
    return TER_OK;
}
