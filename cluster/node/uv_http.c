/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "node/uv_http.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "api/reply.h"
#include "api/stream.h"
#include "node/uv_http_internal.h"

/* ---- the daemon on the loop ---------------------------------------------------------------------------------------------- */

static void on_timer(uv_timer_t *timer);

/* Lets the daemon do what it can without waiting, and sets the timer for what it wants to do later. */
static void drive(ter__http *http) {
    MHD_UNSIGNED_LONG_LONG wait = 0;
    for (int turn = 0; turn < 16 && http->daemon != NULL; turn++) {
        http->kicked = false;
        (void)MHD_run(http->daemon);
        bool has_timeout = MHD_get_timeout(http->daemon, &wait) == MHD_YES;
        if (http->kicked || (has_timeout && wait == 0)) {
            continue;
        }
        if (has_timeout) {
            (void)uv_timer_start(&http->timer, on_timer, wait, 0);
        } else {
            (void)uv_timer_stop(&http->timer);
        }
        return;
    }
    if (http->daemon != NULL) { /* others' turn */
        (void)uv_timer_start(&http->timer, on_timer, 0, 0);
    }
}

static void on_timer(uv_timer_t *timer) {
    drive(timer->data);
}

static void on_epoll(uv_poll_t *poll, int status, int events) {
    (void)status;
    (void)events;
    drive(poll->data);
}

void ter__http_kick(ter__http *http) {
    http->kicked = true;
    if (http->daemon != NULL) {
        (void)uv_timer_start(&http->timer, on_timer, 0, 0);
    }
}

/* A connection comes or goes: who it is stays with it. */
static void on_connection(void *context, struct MHD_Connection *connection, void **socket_context,
                          enum MHD_ConnectionNotificationCode code) {
    ter__http *http = context;
    (void)connection;
    if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
        free(*socket_context);
        *socket_context = NULL;
    } else if (http->arriving != NULL) {
        ter__http_identity *identity = malloc(sizeof *identity);
        if (identity != NULL) { /* without one every request is refused */
            *identity = *http->arriving;
        }
        *socket_context = identity;
    }
}

bool ter__http_connect(ter__http *http, int descriptor, const char *name, ter__role role) {
    ter__http_identity identity = {.role = role};
    size_t length = strlen(name);
    memcpy(identity.name, name, length < sizeof identity.name ? length : sizeof identity.name - 1);
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    http->arriving = &identity;
    bool taken = MHD_add_connection(http->daemon, descriptor, (struct sockaddr *)&address, sizeof address) == MHD_YES;
    http->arriving = NULL;
    ter__http_kick(http);
    return taken;
}

static ter_status start_daemon(ter__http *http, ter_error *error) {
    unsigned flags = MHD_USE_EPOLL | MHD_USE_NO_LISTEN_SOCKET | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC;
    http->daemon = MHD_start_daemon(flags, 0, NULL, NULL, ter__http_access, http, MHD_OPTION_NOTIFY_CONNECTION, on_connection, http,
                                    MHD_OPTION_NOTIFY_COMPLETED, ter__http_completed, http, MHD_OPTION_CONNECTION_LIMIT,
                                    (unsigned)TER__HTTP_CONNECTIONS_MAX, MHD_OPTION_CONNECTION_TIMEOUT, TER__HTTP_IDLE_SECONDS,
                                    MHD_OPTION_END);
    const union MHD_DaemonInfo *info = http->daemon != NULL ? MHD_get_daemon_info(http->daemon, MHD_DAEMON_INFO_EPOLL_FD) : NULL;
    if (info == NULL || uv_poll_init(http->loop, &http->epoll, info->epoll_fd) != 0) {
        return ter_error_set(error, TER_INPUT_OUTPUT, "the HTTP server does not start: are there file descriptors left?");
    }
    http->epoll.data = http;
    http->has_epoll = true;
    http->handles++;
    (void)uv_poll_start(&http->epoll, UV_READABLE, on_epoll);
    return TER_OK;
}

/* ---- streams and the way to a close -------------------------------------------------------------------------------------- */

static void on_handle_closed(uv_handle_t *handle) {
    ter__http_handle_closed(handle->data);
}

void ter__http_handle_closed(ter__http *http) {
    if (--http->handles > 0 || !http->ending) {
        return;
    }
    void (*closed)(void *) = http->closed;
    void *context = http->closed_context;
    free(http);
    if (closed != NULL) {
        closed(context);
    }
}

static void stop_daemon(ter__http *http) {
    if (http->has_epoll) { /* before its descriptor goes */
        uv_close((uv_handle_t *)&http->epoll, on_handle_closed);
        http->has_epoll = false;
    }
    if (http->daemon != NULL) {
        struct MHD_Daemon *daemon = http->daemon;
        http->daemon = NULL;
        MHD_stop_daemon(daemon);
    }
}

static void end(ter__http *http) {
    stop_daemon(http);
    http->ending = true;
    uv_close((uv_handle_t *)&http->timer, on_handle_closed);
    uv_close((uv_handle_t *)&http->tick, on_handle_closed);
}

static void close_further(ter__http *http) {
    uint64_t now = uv_now(http->loop);
    if (http->daemon != NULL) {
        if (http->api.open > 0 && now < http->close_at) {
            ter__http_wake_streams(http, true);
            drive(http);
            return;
        }
        stop_daemon(http);
        http->close_at = now + TER__HTTP_CLOSE_MS;
    }
    if (http->clients != NULL && now >= http->close_at) {
        ter__http_clients_cut(http);
    }
    if (http->clients == NULL && http->api.pooled == 0 && !http->ending) {
        end(http);
    }
}

static void on_tick(uv_timer_t *timer) {
    ter__http *http = timer->data;
    if (http->api.closing) {
        close_further(http);
        return;
    }
    if (http->listener_paused) {
        ter__http_listen_again(http);
    }
    ter__http_wake_streams(http, false);
    if (http->streams == NULL && !http->listener_paused) {
        (void)uv_timer_stop(&http->tick);
    }
}

void ter__http_tick_start(ter__http *http) {
    if (!uv_is_active((const uv_handle_t *)&http->tick)) {
        (void)uv_timer_start(&http->tick, on_tick, TER__HTTP_TICK_MS, TER__HTTP_TICK_MS);
    }
}

void ter__http_close(ter__http *http, void (*closed)(void *context), void *context) {
    http->closed = closed;
    http->closed_context = context;
    http->api.closing = true;
    http->close_at = uv_now(http->loop) + TER__HTTP_CLOSE_MS;
    ter__http_listen_end(http);
    for (ter__exchange_in *exchange = http->exchanges; exchange != NULL; exchange = exchange->next) {
        if (exchange->suspended) {
            ter__reply_status(exchange->request, TER_CANCELLED, NULL);
        }
    }
    ter__http_wake_streams(http, true);
    (void)uv_timer_start(&http->tick, on_tick, 0, 10);
}

ter_status ter__http_open(ter__http **given, uv_loop_t *loop, const ter__api_services *services, const char *socket_path,
                          ter_error *error) {
    ter__http *http = calloc(1, sizeof *http);
    if (http == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "no memory for the HTTP server");
    }
    http->loop = loop;
    http->listen_descriptor = -1;
    http->api.services = *services;
    http->api.opened_at = services->at(services->context);
    (void)uv_timer_init(loop, &http->timer);
    (void)uv_timer_init(loop, &http->tick);
    http->timer.data = http->tick.data = http;
    http->handles = 2;
    ter_status status = start_daemon(http, error);
    if (status == TER_OK && socket_path != NULL) {
        status = ter__http_listen(http, socket_path, error);
    }
    if (status != TER_OK) { /* freed by the loop */
        http->api.closing = true;
        end(http);
        return status;
    }
    *given = http;
    return TER_OK;
}

void ter__http_changed(ter__http *http, const char *job) {
    for (ter__http_stream *stream = http->streams; stream != NULL; stream = stream->next) {
        ter__stream_changed(stream->stream, job);
    }
    ter__http_wake_streams(http, false);
}
