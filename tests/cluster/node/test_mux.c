/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The multiplexer against itself: order, urgency, credit, and every kind of garbage. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "node/crc32c.h"
#include "node/mux.h"

typedef struct heard {
    size_t count[TER__CHANNEL_COUNT], bytes[TER__CHANNEL_COUNT], frames;
    uint32_t next[TER__CHANNEL_COUNT];
    bool wrong;
    ter__frame last_frame;
} heard;

static uint8_t pattern(size_t i, uint32_t number) {
    return (uint8_t)(i * 31 + number * 7 + (i >> 8));
}

/* A message: its number, then a pattern of it. */
static uint8_t *make(uint32_t number, size_t length) {
    uint8_t *bytes = malloc(length);
    assert_non_null(bytes);
    for (size_t i = 0; i < length; i++) {
        bytes[i] = pattern(i, number);
    }
    memcpy(bytes, &number, length < 4 ? length : 4);
    return bytes;
}

static void hear_message(void *context, ter__channel channel, const uint8_t *bytes, size_t length) {
    heard *h = context;
    h->count[channel]++;
    h->bytes[channel] += length;
    if (length >= 4) {
        uint32_t number;
        memcpy(&number, bytes, 4);
        h->wrong = h->wrong || number != h->next[channel];
        for (size_t i = 4; i < length; i++) {
            h->wrong = h->wrong || bytes[i] != pattern(i, number);
        }
    }
    h->next[channel]++;
}

static void hear_frame(void *context, ter__frame kind, const uint8_t *payload, size_t length) {
    heard *h = context;
    (void)payload;
    (void)length;
    h->frames++;
    h->last_frame = kind;
}

/* Everything that may go from one to the other, `step` bytes at a time. */
static size_t carry(ter__mux *from, ter__mux *to, heard *h, size_t step) {
    static uint8_t out[70000];
    const ter__mux_events events = {h, hear_message, hear_frame};
    size_t length = ter__mux_output(from, out, sizeof out), total = length;
    for (size_t at = 0; at < length; at += step) {
        assert_int_equal(ter__mux_input(to, out + at, length - at < step ? length - at : step, &events, NULL), TER_OK);
    }
    return total;
}

static void test_crc32c_gives_the_published_values_by_both_ways(void **state) {
    (void)state;
    /* RFC 3720, B.4, and the check value of the catalogue. */
    uint8_t zeros[32] = {0}, ones[32], up[32];
    for (int i = 0; i < 32; i++) {
        ones[i] = 0xff;
        up[i] = (uint8_t)i;
    }
    assert_int_equal(ter__crc32c(0, (const uint8_t *)"123456789", 9), 0xe3069283);
    assert_int_equal(ter__crc32c_by_table(0, (const uint8_t *)"123456789", 9), 0xe3069283);
    assert_int_equal(ter__crc32c(0, zeros, 32), 0x8a9136aa);
    assert_int_equal(ter__crc32c_by_table(0, zeros, 32), 0x8a9136aa);
    assert_int_equal(ter__crc32c(0, ones, 32), 0x62a8ab43);
    assert_int_equal(ter__crc32c_by_table(0, up, 32), 0x46dd794e);
    uint8_t *bytes = make(3, 1000);
    for (size_t i = 0; i < 1000; i++) {
        assert_int_equal(ter__crc32c(7, bytes + i, 1000 - i), ter__crc32c_by_table(7, bytes + i, 1000 - i));
        assert_int_equal(ter__crc32c(ter__crc32c(0, bytes, i), bytes + i, 1000 - i), ter__crc32c(0, bytes, 1000));
    }
    free(bytes);
}

static void test_messages_arrive_whole_and_in_order_however_the_stream_is_cut(void **state) {
    (void)state;
    static const size_t steps[] = {1, 7, 13, 4096, 70000};
    for (size_t s = 0; s < sizeof steps / sizeof steps[0]; s++) {
        ter__mux *a = ter__mux_create(), *b = ter__mux_create();
        heard h = {0}, back = {0};
        for (uint32_t i = 0; i < 40; i++) {
            for (int c = 0; c < TER__CHANNEL_COUNT; c++) {
                assert_true(ter__mux_send(a, (ter__channel)c, make(i, 1 + i * i * 97), 1 + i * i * 97));
            }
        }
        assert_true(ter__mux_send(a, TER__CHANNEL_CONTROL, NULL, 0));
        while (carry(a, b, &h, steps[s]) + carry(b, a, &back, 70000) > 0) {
        }
        assert_false(h.wrong);
        assert_int_equal(h.count[TER__CHANNEL_CONSENSUS], 40);
        assert_int_equal(h.count[TER__CHANNEL_CONTROL], 41);
        assert_int_equal(h.count[TER__CHANNEL_BULK], 40);
        assert_int_equal(ter__mux_waiting(a), 0);
        assert_false(ter__mux_wants_output(a));
        ter__mux_destroy(a);
        ter__mux_destroy(b);
    }
}

static void test_a_snapshot_of_the_longest_length_goes_through(void **state) {
    (void)state;
    ter__mux *a = ter__mux_create(), *b = ter__mux_create();
    heard h = {0}, back = {0};
    uint8_t *bytes = calloc(1, TER__MESSAGE_BYTES_MAX);
    assert_non_null(bytes);
    assert_true(ter__mux_send(a, TER__CHANNEL_CONSENSUS, bytes, TER__MESSAGE_BYTES_MAX));
    assert_false(ter__mux_send(a, TER__CHANNEL_CONSENSUS, malloc(1), TER__MESSAGE_BYTES_MAX + 1));
    assert_true(ter__mux_send(a, TER__CHANNEL_CONTROL, make(0, 3 << 20), 3 << 20));
    while (carry(a, b, &h, 70000) + carry(b, a, &back, 70000) > 0) {
    }
    assert_int_equal(h.bytes[TER__CHANNEL_CONSENSUS], TER__MESSAGE_BYTES_MAX);
    assert_int_equal(h.bytes[TER__CHANNEL_CONTROL], 3 << 20);
    ter__mux_destroy(a);
    ter__mux_destroy(b);
}

static void test_what_is_urgent_overtakes_what_is_long(void **state) {
    (void)state;
    ter__mux *a = ter__mux_create(), *b = ter__mux_create();
    heard h = {0}, back = {0};
    assert_true(ter__mux_send(a, TER__CHANNEL_BULK, make(0, 10 << 20), 10 << 20));
    carry(a, b, &h, 70000);
    assert_true(ter__mux_send(a, TER__CHANNEL_CONTROL, make(0, 200), 200));
    assert_true(ter__mux_send(a, TER__CHANNEL_CONSENSUS, make(0, 100), 100));
    assert_int_equal(ter__mux_send_frame(a, TER__FRAME_PING, NULL, 0), TER_OK);
    uint8_t out[4096];
    const ter__mux_events events = {&h, hear_message, hear_frame};
    size_t length = ter__mux_output(a, out, 12 + 12 + 100 + 12 + 200);
    assert_int_equal(length, 12 + 12 + 100 + 12 + 200);
    assert_int_equal(out[5], TER__FRAME_PING);
    assert_int_equal(ter__mux_input(b, out, length, &events, NULL), TER_OK);
    assert_int_equal(h.count[TER__CHANNEL_CONSENSUS], 1);
    assert_int_equal(h.count[TER__CHANNEL_CONTROL], 1);
    assert_int_equal(h.count[TER__CHANNEL_BULK], 0);
    while (carry(a, b, &h, 70000) + carry(b, a, &back, 70000) > 0) {
    }
    assert_int_equal(h.count[TER__CHANNEL_BULK], 1);
    assert_false(h.wrong);
    ter__mux_destroy(a);
    ter__mux_destroy(b);
}

static void test_credit_bounds_what_is_under_way_and_queues_what_waits(void **state) {
    (void)state;
    ter__mux *a = ter__mux_create();
    static uint8_t out[70000];
    size_t sent = 0, got = 0;
    while (ter__mux_send(a, TER__CHANNEL_BULK, make(0, 100000), 100000)) {
        sent += 100000;
    }
    assert_true(sent <= ter__mux_bounds[TER__CHANNEL_BULK].waiting_bytes_max);
    assert_true(ter__mux_waiting(a) <= ter__mux_bounds[TER__CHANNEL_BULK].waiting_bytes_max);
    for (size_t length; (length = ter__mux_output(a, out, sizeof out)) > 0;) {
        got += length;
    }
    assert_true(got <= ter__mux_bounds[TER__CHANNEL_BULK].credit_bytes);
    assert_true(got > ter__mux_bounds[TER__CHANNEL_BULK].credit_bytes - 2048);
    assert_false(ter__mux_wants_output(a));
    /* Another channel is not held up. */
    assert_true(ter__mux_send(a, TER__CHANNEL_CONTROL, make(0, 100), 100));
    assert_int_equal(ter__mux_output(a, out, sizeof out), 112);
    for (size_t i = 0; i < TER__FRAMES_MAX; i++) {
        assert_int_equal(ter__mux_send_frame(a, TER__FRAME_PONG, NULL, 0), TER_OK);
    }
    assert_int_equal(ter__mux_send_frame(a, TER__FRAME_PONG, NULL, 0), TER_LIMIT);
    ter__mux_destroy(a);
}

static size_t frame(uint8_t *out, uint32_t length, uint8_t channel, uint8_t kind) {
    memset(out, 0, 12 + (length < 65536 ? length : 0));
    out[0] = (uint8_t)length;
    out[1] = (uint8_t)(length >> 8);
    out[2] = (uint8_t)(length >> 16);
    out[4] = channel;
    out[5] = kind;
    uint32_t sum = ter__crc32c(0, out, 12 + (length < 65536 ? length : 0));
    memcpy(out + 8, &sum, 4);
    return 12 + length;
}

static void refuses(const uint8_t *bytes, size_t length, const char *word) {
    heard h = {0};
    const ter__mux_events events = {&h, hear_message, hear_frame};
    for (size_t step = 1; step <= length; step += length - 1) {
        ter__mux *mux = ter__mux_create();
        ter_error error = {0};
        ter_status status = TER_OK;
        for (size_t at = 0; at < length && status == TER_OK; at += step) {
            status = ter__mux_input(mux, bytes + at, step, &events, &error);
        }
        assert_int_equal(status, TER_BAD_DATA);
        assert_non_null(strstr(error.text, word));
        ter__mux_destroy(mux);
    }
}

static void test_garbage_is_refused_in_words(void **state) {
    (void)state;
    static uint8_t out[70000];
    refuses((const uint8_t *)"GET / HTTP/1.1\r\n\r\n", 18, "bytes");
    (void)frame(out, 65537, 0, TER__FRAME_LAST);
    refuses(out, 12, "more than");
    refuses(out, frame(out, 3, 3, TER__FRAME_LAST), "channel");
    refuses(out, frame(out, 3, 1, TER__FRAME_PING), "channel");
    refuses(out, frame(out, 3, 0, 7), "kind");
    refuses(out, frame(out, 3, 0, TER__FRAME_CREDIT), "kind");
    size_t length = frame(out, 3, 0, TER__FRAME_LAST);
    out[13] ^= 1;
    refuses(out, length, "checksum");
    length = frame(out, 4, 2, TER__FRAME_CREDIT);
    out[12] = 1; /* credit for one byte that was never used */
    memset(out + 8, 0, 4);
    uint32_t sum = ter__crc32c(0, out, length);
    memcpy(out + 8, &sum, 4);
    refuses(out, length, "credit");
}

static void test_sending_beyond_the_credit_is_refused(void **state) {
    (void)state;
    static uint8_t out[70000];
    heard h = {0};
    const ter__mux_events events = {&h, hear_message, hear_frame};
    ter__mux *mux = ter__mux_create();
    ter_error error = {0};
    size_t length = frame(out, 60000, TER__CHANNEL_BULK, TER__FRAME_PIECE), sent = 0;
    ter_status status = TER_OK;
    while (status == TER_OK && sent < 16 << 20) {
        status = ter__mux_input(mux, out, length, &events, &error);
        sent += length;
    }
    assert_int_equal(status, TER_BAD_DATA);
    assert_non_null(strstr(error.text, "credit"));
    assert_true(sent <= ter__mux_bounds[TER__CHANNEL_BULK].credit_bytes + length);
    ter__mux_destroy(mux);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_crc32c_gives_the_published_values_by_both_ways),
        cmocka_unit_test(test_messages_arrive_whole_and_in_order_however_the_stream_is_cut),
        cmocka_unit_test(test_a_snapshot_of_the_longest_length_goes_through),
        cmocka_unit_test(test_what_is_urgent_overtakes_what_is_long),
        cmocka_unit_test(test_credit_bounds_what_is_under_way_and_queues_what_waits),
        cmocka_unit_test(test_garbage_is_refused_in_words),
        cmocka_unit_test(test_sending_beyond_the_credit_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
