/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever the bytes are, the decoder refuses them or gives a table that encodes to just these bytes. */
#include <stdlib.h>
#include <string.h>

#include "replay.h"
#include "table/digest.h"
#include "tercile/table.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    ter_table *table = NULL;
    if (length < TER__DIGEST_BYTES) {
        FUZZ_CHECK(ter_table_decode(&table, bytes, length, NULL) == TER_BAD_DATA);
        return 0;
    }
    /* With the right checksum: what lies behind it would hardly be reached by chance. */
    uint8_t *sealed = malloc(length);
    FUZZ_CHECK(sealed != NULL);
    memcpy(sealed, bytes, length);
    FUZZ_CHECK(ter__digest_of(sealed, length - TER__DIGEST_BYTES, sealed + length - TER__DIGEST_BYTES) == TER_OK);
    ter_error error;
    if (ter_table_decode(&table, sealed, length, &error) == TER_OK) {
        uint8_t *again = NULL;
        size_t again_length = 0;
        FUZZ_CHECK(ter_table_encode(table, &again, &again_length, NULL) == TER_OK);
        FUZZ_CHECK(again_length == length && memcmp(again, sealed, length) == 0);
        ter_bytes_free(again);
        ter_table_destroy(table);
    }
    free(sealed);
    return 0;
}

FUZZ_MAIN("decode")
