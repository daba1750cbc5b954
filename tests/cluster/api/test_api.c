/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api_support.h"

#include <sys/stat.h>

#include "api/job_json.h"

/* ---- the transport's side of a TLS client -------------------------------------------------------------------------------- */

struct ter__client_link {
    char bytes[65536];
    size_t length;
    bool ended;
    void *client;
};
size_t ter__client_link_write(ter__client_link *link, const uint8_t *bytes, size_t length) {
    if (link->length + length < sizeof link->bytes) {
        memcpy(link->bytes + link->length, bytes, length);
        link->length += length;
        link->bytes[link->length] = 0;
    }
    return 0;
}
void ter__client_link_on_drained(ter__client_link *link, void (*drained)(void *client)) {
    (void)link;
    (void)drained;
}
void ter__client_link_resume(ter__client_link *link) {
    (void)link;
}
void ter__client_link_end(ter__client_link *link) {
    link->ended = true;
}
const char *ter__role_word(ter__role role) {
    static const char *const words[] = {"none", "node", "admin", "user", "viewer"};
    return words[role];
}

static const char spec[] = "name: flood\n", input[] = "year,peak\n1999,3\n";

static void put(server *s, const char *bytes) {
    char hash[TER__HASH_TEXT_BYTES], path[128];
    hash_of(bytes, hash);
    (void)snprintf(path, sizeof path, "/v1/blobs/%s", hash);
    assert_in_range(call(s, "PUT", path, bytes), 200, 201);
}

static const char *submit_body(const char *id, const char *file) {
    static char text[2048];
    char hash[TER__HASH_TEXT_BYTES], second[TER__HASH_TEXT_BYTES];
    hash_of(file, hash);
    hash_of(input, second);
    (void)snprintf(text, sizeof text,
                   "{\"id\": \"%s\", \"spec\": {\"hash\": \"%s\", \"bytes\": %zu}, \"inputs\": [{\"name\": \"peaks\", \"hash\": "
                   "\"%s\", \"bytes\": %zu}]}",
                   id, hash, strlen(file), second, strlen(input));
    return text;
}

static void submit(server *s, const char *id) {
    put(s, spec);
    put(s, input);
    assert_int_equal(call(s, "POST", "/v1/jobs", submit_body(id, spec)), 201);
}

/* ---- tests --------------------------------------------------------------------------------------------------------------- */

static void test_every_page_answers(void **state) {
    server *s = *state;
    static const char *const pages[] = {"/", "/v1", "/v1/status", "/v1/jobs", "/v1/log", "/metrics"};
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
        assert_int_equal(call(s, "GET", pages[i], NULL), 200);
    }
    assert_true(says("# TYPE tercile_jobs gauge\ntercile_jobs{phase=\"waiting\"} 0\n"));
    assert_true(says("tercile_cpu_seconds_total 1.234\n"));
    assert_int_equal(call(s, "HEAD", "/v1/status", NULL), 200);
    struct stat what;
    assert_int_equal(stat(s->socket, &what), 0);
    assert_int_equal(what.st_mode & 0777, 0600);
}

static void test_wrong_paths_methods_and_queries_are_named(void **state) {
    server *s = *state;
    assert_int_equal(call(s, "GET", "/v2/jobs", NULL), 404);
    assert_int_equal(call(s, "POST", "/v1/status", "{}"), 405);
    assert_true(says("Allow: GET"));
    assert_int_equal(call(s, "PATCH", "/v1/jobs/a", NULL), 405);
    assert_true(says("GET, DELETE"));
    assert_int_equal(call(s, "GET", "/v1/jobs?last=many", NULL), 400);
    assert_int_equal(call(s, "GET", "/v1/jobs?phase=asleep", NULL), 400);
    assert_int_equal(call(s, "GET", "/v1/jobs/none", NULL), 404);
    assert_true(says("\"UNKNOWN_NAME\""));
    assert_int_equal(call(s, "GET", "/v1/jobs/Not%20An%20Id", NULL), 404);
    assert_int_equal(call(s, "GET", "/v1/blobs/12", NULL), 400);
}

static void test_a_job_is_submitted_once_and_cancelled(void **state) {
    server *s = *state;
    submit(s, "flood-1");
    assert_true(says("\"phase\": \"waiting\""));
    assert_true(says("\"exit_code\": null"));
    assert_true(says("2023-11-14T22:13:20.123Z"));
    assert_int_equal(call(s, "POST", "/v1/jobs", submit_body("flood-1", spec)), 200);
    put(s, "other: yes\n");
    assert_int_equal(call(s, "POST", "/v1/jobs", submit_body("flood-1", "other: yes\n")), 409);
    assert_int_equal(call(s, "GET", "/v1/jobs?phase=waiting&last=1", NULL), 200);
    assert_true(says("\"flood-1\""));
    assert_int_equal(call(s, "GET", "/v1/jobs?phase=done", NULL), 200);
    assert_false(says("\"flood-1\""));
    assert_int_equal(call(s, "GET", "/v1/jobs/flood-1/pack", NULL), 409);
    assert_int_equal(call(s, "DELETE", "/v1/jobs/flood-1", NULL), 200);
    assert_true(says("\"exit_code\": 4"));
    assert_int_equal(call(s, "DELETE", "/v1/jobs/flood-1", NULL), 200);
    assert_int_equal(call(s, "DELETE", "/v1/jobs/flood-2", NULL), 404);
}

static void test_a_submission_says_which_field_is_wrong(void **state) {
    server *s = *state;
    static const char *const bodies[][2] = {
        {"", "no JSON"},
        {"[]", "body: must be an object"},
        {"{}", "id: is missing"},
        {"{\"id\": \"A\"}", "id: must be lower-case"},
        {"{\"id\": \"a\"}", "spec: is missing"},
        {"{\"id\": \"a\", \"sped\": 1}", "sped: no such field"},
        {"{\"id\": \"a\", \"spec\": {\"hash\": \"12\", \"bytes\": 1}}", "spec.hash: must be 64"},
        {"{\"id\": \"a\", \"name\": 4}", "name: must be a text"},
    };
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
        assert_int_equal(call(s, "POST", "/v1/jobs", bodies[i][0]), 400);
        assert_true(says(bodies[i][1]));
    }
    int descriptor = dial(s);
    static const char huge[] = "POST /v1/jobs HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n";
    say(descriptor, huge, sizeof huge - 1);
    (void)hear(descriptor);
    assert_int_equal(last.code, 413);
}

static void set_check(server *s, void *status) {
    s->check_status = *(ter_status *)status;
}
static void set_command(server *s, void *status) {
    s->command_status = *(ter_status *)status;
}
static void set_copy(server *s, void *status) {
    s->copy_status = *(ter_status *)status;
}
static void set_accepting(server *s, void *value) {
    s->accepting = *(bool *)value;
}
static void set_remote(server *s, void *text) {
    s->remote = text;
}
static void set_hold(server *s, void *value) {
    s->hold = *(bool *)value;
}

static void test_what_the_cluster_refuses_has_its_code(void **state) {
    server *s = *state;
    ter_status status = TER_BAD_SPEC, ok = TER_OK, timeout = TER_TIMEOUT;
    assert_int_equal(call(s, "POST", "/v1/jobs", submit_body("a", spec)), 404);
    assert_true(says("spec: no node"));
    put(s, spec);
    put(s, input);
    on_loop(s, set_check, &status);
    assert_int_equal(call(s, "POST", "/v1/jobs", submit_body("a", spec)), 422);
    assert_true(says("flood.yaml:3:1"));
    on_loop(s, set_check, &ok);
    on_loop(s, set_command, &timeout);
    assert_int_equal(call(s, "POST", "/v1/jobs", submit_body("a", spec)), 503);
    assert_true(says("nothing was lost"));
    assert_int_equal(call(s, "GET", "/v1/jobs/a", NULL), 503);
    on_loop(s, set_command, &ok);
    on_loop(s, set_copy, &timeout);
    assert_int_equal(call(s, "POST", "/v1/jobs", submit_body("a", spec)), 503);
    on_loop(s, set_copy, &ok);
    bool no = false;
    on_loop(s, set_accepting, &no);
    assert_int_equal(call(s, "POST", "/v1/jobs", submit_body("a", spec)), 503);
    assert_true(says("is stopping"));
    assert_int_equal(call(s, "GET", "/v1/jobs", NULL), 200);
    assert_false(says("\"id\""));
}

static void test_blobs_come_back_whole_and_from_other_nodes(void **state) {
    server *s = *state;
    char hash[TER__HASH_TEXT_BYTES], path[160];
    hash_of(input, hash);
    (void)snprintf(path, sizeof path, "/v1/blobs/%s", hash);
    assert_int_equal(call(s, "PUT", path, "something else"), 400);
    assert_true(says("nothing was stored"));
    assert_int_equal(call(s, "GET", path, NULL), 404);
    assert_int_equal(call(s, "PUT", path, input), 201);
    assert_int_equal(call(s, "PUT", path, input), 200);
    assert_int_equal(call(s, "PUT", path, "short"), 400);
    assert_int_equal(call(s, "GET", path, NULL), 200);
    assert_true(says(input));
    assert_int_equal(call(s, "HEAD", path, NULL), 200);
    static char far[] = "bytes of another node";
    hash_of(far, hash);
    (void)snprintf(path, sizeof path, "/v1/blobs/%s?bytes=%zu", hash, strlen(far));
    on_loop(s, set_remote, far);
    assert_int_equal(call(s, "GET", path, NULL), 200);
    assert_true(says(far));
}

static void test_a_stream_ends_with_the_ended_job(void **state) {
    server *s = *state;
    submit(s, "flood-1");
    int descriptor = dial(s), all = dial(s);
    char text[256];
    size_t length = request_text(text, sizeof text, "GET", "/v1/jobs/flood-1/events?from=1", NULL);
    say(descriptor, text, length);
    length = request_text(text, sizeof text, "GET", "/v1/events", NULL);
    say(all, text, length);
    nanosleep(&(struct timespec){.tv_nsec = 150000000}, NULL);
    int other = dial(s); /* asked beside the others: `last` is the streams' */
    length = request_text(text, sizeof text, "DELETE", "/v1/jobs/flood-1", NULL);
    say(other, text, length);
    (void)hear(other);
    assert_int_equal(last.code, 200);
    (void)hear(descriptor);
    assert_int_equal(last.code, 200);
    assert_true(says("event: line\ndata: {\"number\": "));
    assert_true(says("event: job\ndata: {\"id\": \"flood-1\""));
    assert_true(says("\"exit_code\": 4}\n\n"));
    nanosleep(&(struct timespec){.tv_nsec = 250000000}, NULL);
    ssize_t got = recv(all, last.text, sizeof last.text - 1, 0);
    assert_true(got > 0);
    last.text[got] = 0;
    assert_true(says("event: status\n"));
    assert_true(says("\"exit_code\": 4}"));
    (void)close(all);
}

static void test_two_hundred_requests_at_once_are_all_answered(void **state) {
    server *s = *state;
    int descriptors[200];
    submit(s, "flood-1");
    char text[256];
    size_t length = request_text(text, sizeof text, "GET", "/v1/jobs/flood-1", NULL);
    for (size_t i = 0; i < 200; i++) {
        descriptors[i] = dial(s);
        say(descriptors[i], text, length);
    }
    for (size_t i = 0; i < 200; i++) {
        (void)hear(descriptors[i]);
        assert_int_equal(last.code, 200);
    }
}

static void test_clients_that_go_away_leave_nothing(void **state) {
    server *s = *state;
    submit(s, "flood-1");
    bool yes = true, no = false;
    on_loop(s, set_hold, &yes);
    char text[512], hash[TER__HASH_TEXT_BYTES];
    hash_of("never whole", hash);
    static const char *const requests[] = {
        "GET /v1/jobs/none HTTP/1.1\r\nHost: x\r\n\r\n", "GET /v1/events HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /v1/jobs/flood-1/events HTTP/1.1\r\nHost: x\r\n\r\n", "DELETE /v1/jobs/flood-1 HTTP/1.1\r\nHost: x\r\n\r\n",
        "POST /v1/jobs HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"};
    for (size_t i = 0; i < sizeof requests / sizeof requests[0]; i++) {
        int descriptor = dial(s);
        say(descriptor, requests[i], strlen(requests[i]));
        nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
        (void)close(descriptor);
    }
    int descriptor = dial(s);
    int length = snprintf(text, sizeof text, "PUT /v1/blobs/%s HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\nnever", hash);
    say(descriptor, text, (size_t)length);
    nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
    (void)close(descriptor);
    ter_status ok = TER_OK;
    on_loop(s, release_held, &ok);
    on_loop(s, set_hold, &no);
    assert_int_equal(call(s, "GET", "/v1/jobs/flood-1", NULL), 200);
    assert_true(says("cancelled"));
}

static void test_a_close_answers_what_waits(void **state) {
    server *s = *state;
    bool yes = true;
    on_loop(s, set_hold, &yes);
    char text[256];
    size_t length = request_text(text, sizeof text, "GET", "/v1/jobs/none", NULL);
    int descriptor = dial(s);
    say(descriptor, text, length);
    int stream = dial(s);
    length = request_text(text, sizeof text, "GET", "/v1/events", NULL);
    say(stream, text, length);
    nanosleep(&(struct timespec){.tv_nsec = 50000000}, NULL);
    on_loop(s, close_http, NULL);
    (void)hear(descriptor);
    assert_int_equal(last.code, 503);
    (void)hear(stream);
    assert_int_equal(last.code, 200);
    pthread_join(s->thread, NULL);
    assert_int_equal(s->loop_close, 0);
    ter__blob_store_close(s->blobs);
    ter__state_destroy(s->state);
    (void)snprintf(text, sizeof text, "rm -rf %s", s->folder);
    assert_int_equal(system(text), 0);
    free(s);
}

/* ---- clients over TLS: their plain bytes ----------------------------------------------------------------------------------- */

typedef struct remote {
    ter__client_link link;
    const char *name, *text;
    ter__role role;
} remote;

static void remote_open(server *s, void *context) {
    remote *it = context;
    it->link.client = ter__http_client(s->http, &it->link, it->name, it->role);
    (void)ter__http_client_bytes(it->link.client, (const uint8_t *)it->text, strlen(it->text));
}
static void remote_closed(server *s, void *context) {
    remote *it = context;
    (void)s;
    if (it->link.ended && it->link.client != NULL) {
        ter__http_client_closed(it->link.client);
        it->link.client = NULL;
    }
}
static void remote_gone(server *s, void *context) {
    remote *it = context;
    (void)s;
    ter__http_client_closed(it->link.client);
}

static int remote_call(server *s, ter__role role, const char *name, const char *method, const char *path, const char *body) {
    static remote it;
    static char text[4096];
    memset(&it, 0, sizeof it);
    (void)request_text(text, sizeof text, method, path, body);
    it.name = name;
    it.role = role;
    it.text = text;
    on_loop(s, remote_open, &it);
    for (int i = 0; i < 2000 && it.link.client != NULL; i++) {
        nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
        on_loop(s, remote_closed, &it);
    }
    assert_null(it.link.client);
    return atoi(it.link.bytes + 9);
}

static void test_roles_of_certificates_are_kept(void **state) {
    server *s = *state;
    put(s, spec);
    put(s, input);
    assert_int_equal(remote_call(s, TER__ROLE_VIEWER, "eve", "GET", "/v1/jobs", NULL), 200);
    assert_int_equal(remote_call(s, TER__ROLE_VIEWER, "eve", "POST", "/v1/jobs", submit_body("a", spec)), 403);
    assert_int_equal(remote_call(s, TER__ROLE_VIEWER, "eve", "DELETE", "/v1/jobs/a", NULL), 403);
    assert_int_equal(remote_call(s, TER__ROLE_NONE, "x", "GET", "/v1/jobs", NULL), 403);
    assert_int_equal(remote_call(s, TER__ROLE_USER, "ann", "POST", "/v1/jobs", submit_body("a", spec)), 201);
    assert_int_equal(remote_call(s, TER__ROLE_USER, "bob", "DELETE", "/v1/jobs/a", NULL), 403);
    assert_int_equal(remote_call(s, TER__ROLE_USER, "ann", "DELETE", "/v1/jobs/a", NULL), 200);
    static remote watcher = {.name = "eve", .role = TER__ROLE_VIEWER, .text = "GET /v1/events HTTP/1.1\r\nHost: x\r\n\r\n"};
    on_loop(s, remote_open, &watcher);
    on_loop(s, remote_gone, &watcher);
}

static void test_exit_codes_follow_the_end_of_a_job(void **state) {
    (void)state;
    static const struct {
        ter__phase phase;
        ter_status status;
        int code;
    } ends[] = {{TER__PHASE_DONE, TER_OK, 0},
                {TER__PHASE_DONE, TER_CHECK_FAILED, 6},
                {TER__PHASE_CANCELLED, TER_CANCELLED, 4},
                {TER__PHASE_FAILED, TER_TIMEOUT, 5},
                {TER__PHASE_FAILED, TER_BAD_DATA, 1}};
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        ter__job job = {.phase = ends[i].phase, .status = ends[i].status};
        assert_int_equal(ter__job_exit_code(&job), ends[i].code);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_every_page_answers, start, stop),
        cmocka_unit_test_setup_teardown(test_wrong_paths_methods_and_queries_are_named, start, stop),
        cmocka_unit_test_setup_teardown(test_a_job_is_submitted_once_and_cancelled, start, stop),
        cmocka_unit_test_setup_teardown(test_a_submission_says_which_field_is_wrong, start, stop),
        cmocka_unit_test_setup_teardown(test_what_the_cluster_refuses_has_its_code, start, stop),
        cmocka_unit_test_setup_teardown(test_blobs_come_back_whole_and_from_other_nodes, start, stop),
        cmocka_unit_test_setup_teardown(test_a_stream_ends_with_the_ended_job, start, stop),
        cmocka_unit_test_setup_teardown(test_two_hundred_requests_at_once_are_all_answered, start, stop),
        cmocka_unit_test_setup_teardown(test_clients_that_go_away_leave_nothing, start, stop),
        cmocka_unit_test_setup(test_a_close_answers_what_waits, start),
        cmocka_unit_test_setup_teardown(test_roles_of_certificates_are_kept, start, stop),
        cmocka_unit_test(test_exit_codes_follow_the_end_of_a_job),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
