/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever the bytes are, they are refused or are a message that encodes to just these bytes. */
#include <stdlib.h>
#include <string.h>

#include "core/message.h"
#include "replay.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    ter__message message;
    if (ter__message_decode(&message, bytes, length) != TER_OK) {
        return 0;
    }
    uint8_t *again = NULL;
    size_t again_length = 0;
    FUZZ_CHECK(ter__message_encode(&message, &again, &again_length) == TER_OK);
    FUZZ_CHECK(again_length == length && memcmp(again, bytes, length) == 0);
    free(again);
    ter__message_clear(&message);
    return 0;
}

FUZZ_MAIN("message")
