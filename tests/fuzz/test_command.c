/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever the bytes are, the decoder refuses them or gives a command that encodes to just these bytes and that a state takes. */
#include <stdlib.h>
#include <string.h>

#include "core/command.h"
#include "replay.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    ter__command command;
    if (ter__command_decode(&command, bytes, length, NULL) != TER_OK) {
        return 0;
    }
    uint8_t *again = NULL;
    size_t again_length = 0;
    FUZZ_CHECK(ter__command_encode(&command, &again, &again_length) == TER_OK);
    FUZZ_CHECK(again_length == length && memcmp(again, bytes, length) == 0);
    ter__state *state = ter__state_create();
    FUZZ_CHECK(state != NULL && ter__state_apply(state, 1, bytes, length, NULL) == TER_OK);
    ter__state_destroy(state);
    ter__command_clear(&command);
    free(again);
    return 0;
}

FUZZ_MAIN("command")
