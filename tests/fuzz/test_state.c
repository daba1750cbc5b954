/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever the bytes are, the decoder refuses them or gives a state that encodes to just these bytes. */
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "core/state.h"
#include "replay.h"

#define DIGEST ((size_t)32)

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    ter__state *state = ter__state_create();
    uint8_t *sealed = malloc(length + 1);
    FUZZ_CHECK(state != NULL && sealed != NULL);
    memcpy(sealed, bytes, length);
    if (length >= DIGEST) { /* with the right checksum: what lies behind it would hardly be reached by chance */
        FUZZ_CHECK(EVP_Digest(sealed, length - DIGEST, sealed + length - DIGEST, NULL, EVP_sha256(), NULL) == 1);
    }
    if (ter__state_decode(state, sealed, length, NULL) == TER_OK) {
        uint8_t *again = NULL;
        size_t again_length = 0;
        FUZZ_CHECK(ter__state_encode(state, &again, &again_length) == TER_OK);
        FUZZ_CHECK(again_length == length && memcmp(again, sealed, length) == 0);
        free(again);
    }
    ter__state_destroy(state);
    free(sealed);
    return 0;
}

FUZZ_MAIN("state")
