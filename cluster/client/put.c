/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blobs to the cluster: the digest is known before the first byte is sent, so that a repetition is harmless. */
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/client_internal.h"

#define PIECE_BYTES     ((size_t)1 << 16)
#define SILENCE_SECONDS 30
#define ANSWER_MAX      ((size_t)1 << 20)

static ter_status send_blob(ter__client *client, ter__exchange *exchange, const ter__blob *blob, ter_error *error) {
    char path[96] = "/v1/blobs/";
    size_t at = strlen(path);
    for (size_t i = 0; i < sizeof blob->hash.bytes; i++, at += 2) {
        snprintf(path + at, sizeof path - at, "%02x", blob->hash.bytes[i]);
    }
    exchange->method = "PUT";
    exchange->path = path;
    exchange->content_type = "application/octet-stream";
    exchange->silence_seconds = SILENCE_SECONDS;
    exchange->answer_max = ANSWER_MAX;
    ter_status status = ter__client_attempt(client, exchange, error);
    ter__exchange_clear(exchange);
    return status;
}

ter_status ter__client_put(ter__client *client, const void *bytes, size_t length, ter__blob *blob, ter_error *error) {
    if (EVP_Digest(bytes, length, blob->hash.bytes, NULL, EVP_sha256(), NULL) != 1) {
        return ter_error_set(error, TER_NO_MEMORY, "out of memory");
    }
    blob->length = length;
    ter__exchange exchange = {.body = length > 0 ? bytes : "", .body_length = length, .file = -1};
    return send_blob(client, &exchange, blob, error);
}

static ter_status digest_file(int descriptor, const char *file, ter__blob *blob, ter_error *error) {
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    uint8_t *piece = malloc(PIECE_BYTES);
    bool fine = context != NULL && piece != NULL && EVP_DigestInit_ex(context, EVP_sha256(), NULL) == 1;
    ssize_t got = 0;
    blob->length = 0;
    while (fine && (got = read(descriptor, piece, PIECE_BYTES)) > 0) {
        fine = EVP_DigestUpdate(context, piece, (size_t)got) == 1;
        blob->length += (uint64_t)got;
    }
    int failure = got < 0 ? errno : 0;
    fine = fine && EVP_DigestFinal_ex(context, blob->hash.bytes, NULL) == 1;
    EVP_MD_CTX_free(context);
    free(piece);
    if (failure != 0) {
        return ter_error_set(error, TER_INPUT_OUTPUT, "\"%.600s\" cannot be read: %s", file, strerror(failure));
    }
    return fine ? TER_OK : ter_error_set(error, TER_NO_MEMORY, "out of memory");
}

ter_status ter__client_put_file(ter__client *client, const char *file, ter__blob *blob, ter_error *error) {
    int descriptor = open(file, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return ter_error_set(error, errno == EACCES ? TER_NO_PERMISSION : TER_NOT_FOUND, "\"%.600s\" cannot be read: %s", file,
                             strerror(errno));
    }
    ter_status status = digest_file(descriptor, file, blob, error);
    if (status == TER_OK) {
        ter__exchange exchange = {.body_length = (size_t)blob->length, .file = descriptor};
        status = send_blob(client, &exchange, blob, error);
        if (status != TER_OK) {
            status = ter_error_prefix(error, status, "\"%.300s\": ", file);
        }
    }
    close(descriptor);
    return status;
}
