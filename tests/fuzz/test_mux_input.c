/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whatever comes over a connection of nodes: the multiplexer refuses it, or delivers what was in it, the same however the stream
 * was cut; and a hello that is taken reads the same after it is written again. The first byte says how the stream is cut.
 */
#include <stdlib.h>
#include <string.h>

#include "node/crc32c.h"
#include "node/hello.h"
#include "node/mux.h"
#include "replay.h"

typedef struct heard {
    uint32_t digest;
    size_t bytes;
} heard;

static void note(heard *h, unsigned kind, const uint8_t *bytes, size_t length) {
    const uint8_t head[2] = {(uint8_t)kind, (uint8_t)length};
    h->digest = ter__crc32c(ter__crc32c(h->digest, head, sizeof head), bytes, length);
    h->bytes += length;
}

static void hear_message(void *context, ter__channel channel, const uint8_t *bytes, size_t length) {
    note(context, channel, bytes, length);
}

static void check_hello(const uint8_t *bytes, size_t length) {
    ter__hello hello;
    uint8_t *again = NULL;
    size_t again_length = 0;
    if (ter__hello_decode(&hello, bytes, length) == TER_OK && hello.protocol == TER__PROTOCOL) {
        FUZZ_CHECK(ter__hello_encode(&hello, &again, &again_length) == TER_OK);
        FUZZ_CHECK(again_length == length && memcmp(again, bytes, length) == 0);
        FUZZ_CHECK(ter__hello_check(&hello, &hello, hello.name, NULL) != TER_OK); /* the same node twice */
        free(again);
    }
}

static void hear_frame(void *context, ter__frame kind, const uint8_t *payload, size_t length) {
    note(context, 16u + kind, payload, length);
    if (kind == TER__FRAME_HELLO) {
        check_hello(payload, length);
    }
}

/* Gives each frame its right checksum: what lies behind it would hardly be reached by chance. */
static void seal(uint8_t *bytes, size_t length) {
    for (size_t at = 0; at + 12 <= length;) {
        size_t size = (size_t)bytes[at] | (size_t)bytes[at + 1] << 8 | (size_t)bytes[at + 2] << 16 | (size_t)bytes[at + 3] << 24;
        if (size > length - at - 12) {
            return;
        }
        memset(bytes + at + 8, 0, 4);
        uint32_t sum = ter__crc32c(0, bytes + at, 12 + size);
        for (int i = 0; i < 4; i++) {
            bytes[at + 8 + (size_t)i] = (uint8_t)(sum >> 8 * i);
        }
        at += 12 + size;
    }
}

static ter_status feed(const uint8_t *bytes, size_t length, size_t step, heard *h) {
    const ter__mux_events events = {h, hear_message, hear_frame};
    ter__mux *mux = ter__mux_create();
    FUZZ_CHECK(mux != NULL);
    ter_status status = TER_OK;
    for (size_t at = 0; at < length && status == TER_OK; at += step) {
        status = ter__mux_input(mux, bytes + at, length - at < step ? length - at : step, &events, NULL);
    }
    ter__mux_destroy(mux);
    return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    if (length < 1) {
        return 0;
    }
    size_t step = (size_t)bytes[0] + 1;
    uint8_t *sealed = malloc(length);
    FUZZ_CHECK(sealed != NULL);
    memcpy(sealed, bytes + 1, length - 1);
    seal(sealed, length - 1);
    heard whole = {0}, cut = {0};
    ter_status status = feed(sealed, length - 1, length, &whole);
    FUZZ_CHECK(status == TER_OK || status == TER_BAD_DATA);
    FUZZ_CHECK(feed(sealed, length - 1, step, &cut) == status);
    FUZZ_CHECK(whole.digest == cut.digest && whole.bytes == cut.bytes && whole.bytes <= length);
    check_hello(bytes + 1, length - 1);
    free(sealed);
    return 0;
}

FUZZ_MAIN("mux_input")
