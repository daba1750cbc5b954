/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The UNIX socket: who may open it is an admin, by its mode; who it is, the kernel says. */
#define _GNU_SOURCE /* struct ucred, accept4 */
#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "node/uv_http_internal.h"

#define BACKLOG     4096 /* a connect to a full queue fails at once on this kind of socket; the system may lower it */
#define ACCEPTS_MAX 64   /* in one turn of the loop */

static void peer_name(int descriptor, char name[TER__NAME_BYTES]) {
    struct ucred peer;
    socklen_t length = sizeof peer;
    (void)snprintf(name, TER__NAME_BYTES, "local");
    if (getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0) {
        return;
    }
    struct passwd entry, *found = NULL;
    char text[4096];
    if (getpwuid_r(peer.uid, &entry, text, sizeof text, &found) == 0 && found != NULL && strlen(found->pw_name) < TER__NAME_BYTES) {
        (void)snprintf(name, TER__NAME_BYTES, "%s", found->pw_name);
    } else {
        (void)snprintf(name, TER__NAME_BYTES, "uid %lu", (unsigned long)peer.uid);
    }
}

static void on_connection(uv_poll_t *poll, int status, int events) {
    ter__http *http = poll->data;
    (void)status;
    (void)events;
    for (int i = 0; i < ACCEPTS_MAX; i++) {
        int descriptor = accept4(http->listen_descriptor, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (descriptor < 0) {
            if (errno == EMFILE || errno == ENFILE || errno == ENOMEM ||
                errno == ENOBUFS) { /* later: clients wait in the backlog */
                (void)uv_poll_stop(&http->listener);
                http->listener_paused = true;
                ter__http_tick_start(http);
            }
            return;
        }
        char name[TER__NAME_BYTES];
        peer_name(descriptor, name);
        (void)ter__http_connect(http, descriptor, name, TER__ROLE_ADMIN);
    }
}

void ter__http_listen_again(ter__http *http) {
    http->listener_paused = false;
    (void)uv_poll_start(&http->listener, UV_READABLE, on_connection);
}

/* Binds; a socket that nobody listens on any more is replaced. */
static ter_status bind_path(int descriptor, const struct sockaddr_un *address, ter_error *error) {
    for (int attempt = 0; attempt < 2; attempt++) {
        if (bind(descriptor, (const struct sockaddr *)address, sizeof *address) == 0) {
            return TER_OK;
        }
        int failure = errno;
        if (failure != EADDRINUSE || attempt > 0) {
            ter_status status = failure == EACCES || failure == EPERM ? TER_NO_PERMISSION
                                : failure == ENOENT                   ? TER_NOT_FOUND
                                : failure == EADDRINUSE               ? TER_BAD_STATE
                                                                      : TER_INPUT_OUTPUT;
            return ter_error_set(error, status, "socket %s: %s", address->sun_path, strerror(failure));
        }
        int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        int answered = probe >= 0 ? connect(probe, (const struct sockaddr *)address, sizeof *address) : -1;
        failure = errno;
        if (probe >= 0) {
            (void)close(probe);
        }
        struct stat what;
        bool left_over = probe >= 0 && answered != 0 && failure == ECONNREFUSED && lstat(address->sun_path, &what) == 0 &&
                         S_ISSOCK(what.st_mode);
        if (!left_over || unlink(address->sun_path) != 0) {
            return ter_error_set(error, TER_BAD_STATE, "socket %s: is in use: another process serves it, or it is no socket",
                                 address->sun_path);
        }
    }
    return TER_OK;
}

ter_status ter__http_listen(ter__http *http, const char *path, ter_error *error) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) {
        return ter_error_set(error, TER_BAD_ARGUMENT, "socket %s: a path of at most %zu bytes is possible", path,
                             sizeof address.sun_path - 1);
    }
    memcpy(address.sun_path, path, strlen(path) + 1);
    int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor < 0) {
        return ter_error_set(error, TER_INPUT_OUTPUT, "socket %s: %s", path, strerror(errno));
    }
    /* The mode before the name is there (Linux takes it from the socket), and nobody can connect before listen. */
    (void)fchmod(descriptor, S_IRUSR | S_IWUSR);
    ter_status status = bind_path(descriptor, &address, error);
    if (status == TER_OK && (chmod(path, S_IRUSR | S_IWUSR) != 0 || listen(descriptor, BACKLOG) != 0 ||
                             uv_poll_init(http->loop, &http->listener, descriptor) != 0)) {
        status = ter_error_set(error, TER_INPUT_OUTPUT, "socket %s: %s", path, strerror(errno));
        (void)unlink(path);
    }
    if (status != TER_OK) {
        (void)close(descriptor);
        return status;
    }
    memcpy(http->socket_path, address.sun_path, sizeof http->socket_path);
    http->listen_descriptor = descriptor;
    http->listener.data = http;
    http->has_listener = true;
    http->handles++;
    ter__http_listen_again(http);
    return TER_OK;
}

static void on_listener_closed(uv_handle_t *handle) {
    ter__http_handle_closed(handle->data);
}

void ter__http_listen_end(ter__http *http) {
    if (http->has_listener) {
        http->has_listener = false;
        http->listener_paused = false;
        uv_close((uv_handle_t *)&http->listener, on_listener_closed);
        (void)close(http->listen_descriptor);
        (void)unlink(http->socket_path);
    }
}
