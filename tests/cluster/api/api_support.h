/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A server on a loop of its own thread, over a real state and a real blob store; commands are applied at once. Test bodies run on
 * the main thread, as clients with blocking sockets, and reach the loop's thread by on_loop.
 */
#ifndef API_SUPPORT_H
#define API_SUPPORT_H

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>
#include <openssl/sha.h>

#include "node/uv_http.h"

typedef struct server {
    uv_loop_t loop;
    pthread_t thread;
    uv_async_t async;
    pthread_mutex_t lock;
    pthread_cond_t done;
    void (*job)(struct server *, void *);
    void *job_context;
    ter__http *http;
    ter__state *state;
    ter__blob_store *blobs;
    ter__node_config config;
    char folder[64], socket[96];
    uint64_t index;
    bool accepting, hold, closed;
    ter_status command_status, copy_status, fetch_status, check_status;
    const char *remote; /* bytes that another node has */
    struct ask *held;
    int loop_close;
} server;

typedef struct ask {
    uv_timer_t timer;
    server *server;
    uint8_t *bytes;
    size_t length;
    ter__command_done *done;
    void (*checked)(void *, ter_status, char *);
    void *asker;
    ter_status status;
    bool is_fetch;
    struct ask *next;
} ask;

static void ask_closed(uv_handle_t *handle) {
    ask *it = (ask *)handle;
    free(it->bytes);
    free(it);
}

static void ask_answer(uv_timer_t *timer) {
    ask *it = (ask *)timer;
    server *s = it->server;
    if (it->bytes != NULL && it->status == TER_OK) {
        ter__command command;
        s->index++;
        if (ter__state_apply(s->state, s->index, it->bytes, it->length, NULL) != TER_OK) {
            it->status = TER_INTERNAL;
        }
        ter__state_batch_end(s->state, s->index);
        if (ter__command_decode(&command, it->bytes, it->length, NULL) == TER_OK) {
            ter__http_changed(s->http, command.kind == TER__COMMAND_SUBMIT   ? command.as.submit.id
                                       : command.kind == TER__COMMAND_CANCEL ? command.as.cancel.job
                                                                             : NULL);
        }
        ter__command_clear(&command);
    }
    if (it->is_fetch && it->status == TER_OK) {
        ter__blob blob;
        it->status =
            s->remote != NULL && ter__blob_put(s->blobs, (const uint8_t *)s->remote, strlen(s->remote), &blob, NULL) == TER_OK
                ? TER_OK
                : TER_NOT_FOUND;
    }
    if (it->checked != NULL) {
        it->checked(it->asker, it->status, it->status != TER_OK ? strdup("flood.yaml:3:1: error: unknown key") : NULL);
    } else {
        it->done(it->asker, it->status);
    }
    uv_close((uv_handle_t *)&it->timer, ask_closed);
}

static ask *ask_new(server *s, ter_status status, ter__command_done *done, void *asker) {
    ask *it = calloc(1, sizeof *it);
    it->server = s;
    it->status = status;
    it->done = done;
    it->asker = asker;
    (void)uv_timer_init(&s->loop, &it->timer);
    if (s->hold) {
        it->next = s->held;
        s->held = it;
    } else {
        (void)uv_timer_start(&it->timer, ask_answer, 0, 0);
    }
    return it;
}

static void release_held(server *s, void *status) {
    while (s->held != NULL) {
        ask *it = s->held;
        s->held = it->next;
        it->status = *(ter_status *)status;
        (void)uv_timer_start(&it->timer, ask_answer, 0, 0);
    }
}

static const ter__state *serve_state(void *context) {
    return ((server *)context)->state;
}
static void serve_look(void *context, ter__core_view *view) {
    (void)context;
    memset(view, 0, sizeof *view);
    view->id = view->leader = 1;
    view->leads = true;
    view->term = 3;
}
static void serve_metrics(void *context, ter__api_metrics *metrics) {
    (void)context;
    *metrics = (ter__api_metrics){.bytes_in = 17, .cpu_ms = 1234};
}
static bool serve_accepting(void *context) {
    return ((server *)context)->accepting;
}
static ter__ms serve_at(void *context) {
    (void)context;
    return 1700000000123u;
}
static void serve_command(void *context, const uint8_t *command, size_t length, unsigned timeout_ms, ter__command_done *done,
                          void *asker) {
    (void)timeout_ms;
    ask *it = ask_new(context, ((server *)context)->command_status, done, asker);
    it->bytes = malloc(length);
    memcpy(it->bytes, command, length);
    it->length = length;
}
static void serve_copy(void *context, const ter__blob *blob, unsigned timeout_ms, ter__command_done *done, void *asker) {
    (void)blob;
    (void)timeout_ms;
    (void)ask_new(context, ((server *)context)->copy_status, done, asker);
}
static void serve_fetch(void *context, const ter__blob *blob, unsigned timeout_ms, ter__command_done *done, void *asker) {
    (void)blob;
    (void)timeout_ms;
    ask_new(context, ((server *)context)->fetch_status, done, asker)->is_fetch = true;
}
static void serve_check(void *context, const ter__submit *submit, void (*done)(void *, ter_status, char *), void *asker) {
    (void)submit;
    ask_new(context, ((server *)context)->check_status, NULL, asker)->checked = done;
}

typedef struct pooled {
    uv_work_t work;
    void (*run)(void *);
    void (*done)(void *);
    void *asker;
} pooled;
static void pooled_run(uv_work_t *work) {
    pooled *it = (pooled *)work;
    it->run(it->asker);
}
static void pooled_done(uv_work_t *work, int status) {
    pooled *it = (pooled *)work;
    (void)status;
    it->done(it->asker);
    free(it);
}
static bool serve_in_pool(void *context, void (*run)(void *), void (*done)(void *), void *asker) {
    pooled *it = calloc(1, sizeof *it);
    *it = (pooled){.run = run, .done = done, .asker = asker};
    return uv_queue_work(&((server *)context)->loop, &it->work, pooled_run, pooled_done) == 0;
}

static void on_async(uv_async_t *async) {
    server *s = async->data;
    pthread_mutex_lock(&s->lock);
    if (s->job != NULL) {
        s->job(s, s->job_context);
        s->job = NULL;
        pthread_cond_signal(&s->done);
    }
    pthread_mutex_unlock(&s->lock);
}

/* Runs a function on the loop's thread and waits for it. */
static void on_loop(server *s, void (*job)(server *, void *), void *context) {
    pthread_mutex_lock(&s->lock);
    s->job = job;
    s->job_context = context;
    (void)uv_async_send(&s->async);
    while (s->job != NULL) {
        pthread_cond_wait(&s->done, &s->lock);
    }
    pthread_mutex_unlock(&s->lock);
}

static void *run_loop(void *context) {
    server *s = context;
    (void)uv_run(&s->loop, UV_RUN_DEFAULT);
    s->loop_close = uv_loop_close(&s->loop);
    return NULL;
}

static void http_closed(void *context) {
    server *s = context;
    s->closed = true;
    uv_close((uv_handle_t *)&s->async, NULL);
    ter_status status = TER_CANCELLED;
    release_held(s, &status); /* as a core that is closed after the server */
}
static void close_http(server *s, void *context) {
    (void)context;
    ter__http_close(s->http, http_closed, s);
}

static int start(void **state) {
    server *s = calloc(1, sizeof *s);
    (void)snprintf(s->folder, sizeof s->folder, "/tmp/tercile-api-XXXXXX");
    assert_non_null(mkdtemp(s->folder));
    (void)snprintf(s->socket, sizeof s->socket, "%s/node.sock", s->folder);
    s->config = (ter__node_config){.cluster = "test", .name = "node1", .id = 1, .member_count = 1};
    s->config.members[0] = (ter__config_member){.id = 1, .name = "node1", .address = "127.0.0.1:1"};
    s->accepting = true;
    s->state = ter__state_create();
    assert_int_equal(ter__blob_store_open(&s->blobs, s->folder, NULL), TER_OK);
    assert_int_equal(uv_loop_init(&s->loop), 0);
    assert_int_equal(uv_async_init(&s->loop, &s->async, on_async), 0);
    s->async.data = s;
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->done, NULL);
    ter__api_services services = {s,        &s->config,    s->blobs,   serve_state, serve_look,  serve_metrics, serve_accepting,
                                  serve_at, serve_command, serve_copy, serve_fetch, serve_check, serve_in_pool};
    ter_error error = {.text = ""};
    if (ter__http_open(&s->http, &s->loop, &services, s->socket, &error) != TER_OK) {
        fail_msg("%s", error.text);
    }
    assert_int_equal(pthread_create(&s->thread, NULL, run_loop, s), 0);
    *state = s;
    return 0;
}

static int stop(void **state) {
    server *s = *state;
    on_loop(s, close_http, NULL);
    pthread_join(s->thread, NULL);
    assert_true(s->closed);
    assert_int_equal(s->loop_close, 0);
    assert_int_not_equal(access(s->socket, F_OK), 0);
    ter__blob_store_close(s->blobs);
    ter__state_destroy(s->state);
    char command[128];
    (void)snprintf(command, sizeof command, "rm -rf %s", s->folder);
    assert_int_equal(system(command), 0);
    pthread_mutex_destroy(&s->lock);
    pthread_cond_destroy(&s->done);
    free(s);
    return 0;
}

/* ---- a client with blocking sockets ----------------------------------------------------------------------------------------- */

typedef struct answer {
    int code;
    char text[200000];
} answer;
static answer last;

static int dial(const server *s) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    memcpy(address.sun_path, s->socket, strlen(s->socket) + 1);
    int descriptor = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(connect(descriptor, (struct sockaddr *)&address, sizeof address), 0);
    struct timeval limit = {.tv_sec = 20};
    assert_int_equal(setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit), 0);
    return descriptor;
}

static void say(int descriptor, const char *bytes, size_t length) {
    while (length > 0) {
        ssize_t sent = send(descriptor, bytes, length, MSG_NOSIGNAL);
        if (sent <= 0) {
            return;
        }
        bytes += sent;
        length -= (size_t)sent;
    }
}

/* Reads to the end and closes. */
static const char *hear(int descriptor) {
    size_t length = 0;
    ssize_t got;
    while ((got = recv(descriptor, last.text + length, sizeof last.text - 1 - length, 0)) > 0) {
        length += (size_t)got;
    }
    last.text[length] = 0;
    last.code = length > 12 ? atoi(last.text + 9) : 0;
    (void)close(descriptor);
    char *body = strstr(last.text, "\r\n\r\n");
    return body != NULL ? body + 4 : "";
}

static size_t request_text(char *text, size_t size, const char *method, const char *path, const char *body) {
    return (size_t)snprintf(text, size, "%s %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %zu\r\n\r\n%s", method,
                            path, body != NULL ? strlen(body) : 0, body != NULL ? body : "");
}

/* One request; the code of the answer, whose text is in `last`. */
static int call(const server *s, const char *method, const char *path, const char *body) {
    static char text[100000];
    int descriptor = dial(s);
    size_t length = request_text(text, sizeof text, method, path, body);
    say(descriptor, text, length);
    (void)hear(descriptor);
    return last.code;
}

static bool says(const char *text) {
    return strstr(last.text, text) != NULL;
}

static void hash_of(const char *bytes, char text[TER__HASH_TEXT_BYTES]) {
    ter__hash hash;
    (void)SHA256((const unsigned char *)bytes, strlen(bytes), hash.bytes);
    ter__hash_text(&hash, text);
}

#endif
