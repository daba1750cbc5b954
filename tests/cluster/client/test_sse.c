/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Server-sent events, fed whole and byte by byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "client/sse.h"

typedef struct record {
    char text[4096]; /* "event=data|" */
    size_t count, stop_after;
} record;

static bool on_event(void *context, const char *event, const char *data, size_t length) {
    record *r = context;
    size_t used = strlen(r->text);
    assert_int_equal(strlen(data), length);
    if (used + strlen(event) + length + 3 < sizeof r->text) {
        snprintf(r->text + used, sizeof r->text - used, "%s=%s|", event, data);
    }
    return ++r->count != r->stop_after;
}

/* Feeds in pieces of every length from 1 on: the events are the same. */
static void expect_events(const char *stream, const char *events) {
    size_t length = strlen(stream);
    for (size_t piece = 1; piece <= length; piece++) {
        record r = {.count = 0};
        ter__sse sse;
        ter__sse_open(&sse, on_event, &r);
        for (size_t at = 0; at < length; at += piece) {
            size_t part = length - at < piece ? length - at : piece;
            assert_int_equal(ter__sse_feed(&sse, stream + at, part), TER_OK);
        }
        ter__sse_close(&sse);
        assert_string_equal(r.text, events);
    }
}

static void test_events_come_out_however_the_stream_is_cut(void **state) {
    (void)state;
    expect_events("event: job\ndata: {\"id\": \"a\"}\n\ndata: second\n\n", "job={\"id\": \"a\"}|message=second|");
    expect_events("event: line\r\ndata: one\r\ndata: two\r\n\r\n", "line=one\ntwo|");
    expect_events("data: a\r\rdata: b\n\r\ndata:c\r\n\n", "message=a|message=b|message=c|");
}

static void test_comments_and_names_that_say_nothing_are_skipped(void **state) {
    (void)state;
    expect_events(": still here\n\nid: 7\nretry: 100\ndata: x\nunknown: y\nword\n\n:\n\n", "message=x|");
    expect_events("event: empty\n\ndata: after\n\n", "message=after|");
    expect_events("data\n\ndata:\n\ndata:  two blanks\n\n", "message=|message=|message= two blanks|");
}

static void test_an_event_that_is_not_complete_is_dropped(void **state) {
    (void)state;
    expect_events("data: whole\n\nevent: job\ndata: half", "message=whole|");
    expect_events("data: whole\n\ndata: half\n", "message=whole|");
}

static void test_a_long_name_of_an_event_is_cut(void **state) {
    (void)state;
    record r = {.count = 0};
    ter__sse sse;
    ter__sse_open(&sse, on_event, &r);
    assert_int_equal(ter__sse_feed(&sse, "event: ", 7), TER_OK);
    for (int i = 0; i < 1000; i++) {
        assert_int_equal(ter__sse_feed(&sse, "e", 1), TER_OK);
    }
    assert_int_equal(ter__sse_feed(&sse, "\ndata: x\n\n", 10), TER_OK);
    ter__sse_close(&sse);
    assert_int_equal(r.count, 1);
    assert_int_equal(strcspn(r.text, "="), TER__SSE_NAME_BYTES - 1);
}

static void test_a_line_without_end_reaches_its_limit(void **state) {
    (void)state;
    record r = {.count = 0};
    ter__sse sse;
    char piece[65536];
    memset(piece, 'x', sizeof piece);
    ter__sse_open(&sse, on_event, &r);
    ter_status status = TER_OK;
    size_t fed = 0;
    while (status == TER_OK && fed <= 2 * TER__SSE_BYTES_MAX) {
        status = ter__sse_feed(&sse, piece, sizeof piece);
        fed += sizeof piece;
    }
    assert_int_equal(status, TER_LIMIT);
    assert_true(fed <= TER__SSE_BYTES_MAX + sizeof piece);
    ter__sse_close(&sse);
}

static void test_data_of_many_lines_reaches_its_limit(void **state) {
    (void)state;
    record r = {.count = 0};
    ter__sse sse;
    char line[1024] = "data: ";
    memset(line + 6, 'x', sizeof line - 7);
    line[sizeof line - 1] = '\n';
    ter__sse_open(&sse, on_event, &r);
    ter_status status = TER_OK;
    for (size_t fed = 0; status == TER_OK && fed <= 2 * TER__SSE_BYTES_MAX; fed += sizeof line) {
        status = ter__sse_feed(&sse, line, sizeof line);
    }
    assert_int_equal(status, TER_LIMIT);
    ter__sse_close(&sse);
}

static void test_who_has_enough_gets_no_more(void **state) {
    (void)state;
    record r = {.count = 0, .stop_after = 2};
    ter__sse sse;
    ter__sse_open(&sse, on_event, &r);
    assert_int_equal(ter__sse_feed(&sse, "data: 1\n\ndata: 2\n\ndata: 3\n\n", 27), TER_CANCELLED);
    assert_int_equal(ter__sse_feed(&sse, "data: 4\n\n", 9), TER_CANCELLED);
    assert_string_equal(r.text, "message=1|message=2|");
    ter__sse_close(&sse);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_events_come_out_however_the_stream_is_cut),
        cmocka_unit_test(test_comments_and_names_that_say_nothing_are_skipped),
        cmocka_unit_test(test_an_event_that_is_not_complete_is_dropped),
        cmocka_unit_test(test_a_long_name_of_an_event_is_cut),
        cmocka_unit_test(test_a_line_without_end_reaches_its_limit),
        cmocka_unit_test(test_data_of_many_lines_reaches_its_limit),
        cmocka_unit_test(test_who_has_enough_gets_no_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
