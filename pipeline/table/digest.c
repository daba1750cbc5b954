/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "digest.h"

#include <openssl/evp.h>
#include <stdlib.h>

struct ter__digest {
    EVP_MD_CTX *context;
};

static ter_status begin(ter__digest *digest) {
    return EVP_DigestInit_ex(digest->context, EVP_sha256(), NULL) == 1 ? TER_OK : TER_INTERNAL;
}

ter_status ter__digest_create(ter__digest **digest, ter_error *error) {
    ter__digest *made = malloc(sizeof *made);
    if (made == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "out of memory for a digest");
    }
    made->context = EVP_MD_CTX_new();
    if (made->context == NULL || begin(made) != TER_OK) {
        ter__digest_destroy(made);
        return ter_error_set(error, TER_INTERNAL, "libcrypto gives no SHA-256");
    }
    *digest = made;
    return TER_OK;
}

void ter__digest_destroy(ter__digest *digest) {
    if (digest != NULL) {
        EVP_MD_CTX_free(digest->context);
        free(digest);
    }
}

ter_status ter__digest_add(ter__digest *digest, const void *bytes, size_t length) {
    return length == 0 || EVP_DigestUpdate(digest->context, bytes, length) == 1 ? TER_OK : TER_INTERNAL;
}

ter_status ter__digest_finish(ter__digest *digest, uint8_t value[TER__DIGEST_BYTES]) {
    unsigned length = 0;
    if (EVP_DigestFinal_ex(digest->context, value, &length) != 1 || length != TER__DIGEST_BYTES) {
        return TER_INTERNAL;
    }
    return begin(digest);
}

ter_status ter__digest_of(const void *bytes, size_t length, uint8_t value[TER__DIGEST_BYTES]) {
    ter__digest *digest = NULL;
    ter_status status = ter__digest_create(&digest, NULL);
    if (status == TER_OK) {
        status = ter__digest_add(digest, bytes, length);
    }
    if (status == TER_OK) {
        status = ter__digest_finish(digest, value);
    }
    ter__digest_destroy(digest);
    return status;
}

void ter__digest_text(const uint8_t value[TER__DIGEST_BYTES], char text[TER__DIGEST_TEXT_BYTES]) {
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < TER__DIGEST_BYTES; i++) {
        text[2 * i] = digits[value[i] >> 4];
        text[2 * i + 1] = digits[value[i] & 15];
    }
    text[TER__DIGEST_TEXT_BYTES - 1] = '\0';
}

ter_status ter__digest_text_of(const void *bytes, size_t length, char text[TER__DIGEST_TEXT_BYTES]) {
    uint8_t value[TER__DIGEST_BYTES];
    ter_status status = ter__digest_of(bytes, length, value);
    if (status == TER_OK) {
        ter__digest_text(value, text);
    }
    return status;
}
