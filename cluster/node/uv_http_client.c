/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A TLS client's plain bytes, carried between the transport and the daemon through a pair of sockets: the daemon has one end, the
 * loop the other. Neither way holds more than one buffer's worth: the loop stops to read where the other side does not take.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "node/uv_http_internal.h"

struct ter__http_client_end {
    ter__http *http;        /* not to be touched once the pipe is closed */
    ter__client_link *link; /* null: gone */
    uv_pipe_t pipe;
    bool pipe_closing, pipe_closed, full;
    struct ter__http_client_end *next, **place;
};

typedef struct piece {
    uv_write_t request;
    ter__http_client_end *client;
    char bytes[];
} piece;

static void free_when_done(ter__http_client_end *client) {
    if (client->pipe_closed && client->link == NULL) {
        free(client);
    }
}

static void on_pipe_closed(uv_handle_t *handle) {
    ter__http_client_end *client = handle->data;
    ter__http *http = client->http;
    *client->place = client->next;
    if (client->next != NULL) {
        client->next->place = client->place;
    }
    client->pipe_closed = true;
    client->http = NULL;
    free_when_done(client);
    ter__http_handle_closed(http);
}

static void close_pipe(ter__http_client_end *client) {
    if (!client->pipe_closing) {
        client->pipe_closing = true;
        uv_close((uv_handle_t *)&client->pipe, on_pipe_closed);
    }
}

/* The daemon has closed its end, or the server cuts it: what was written still goes out. */
static void end_client(ter__http_client_end *client) {
    close_pipe(client);
    if (client->link != NULL) {
        ter__client_link_end(client->link); /* ter__http_client_closed follows */
    }
}

void ter__http_clients_cut(ter__http *http) {
    for (ter__http_client_end *client = http->clients, *next = NULL; client != NULL; client = next) {
        next = client->next;
        if (!client->pipe_closing) {
            end_client(client);
        }
    }
}

static void on_room(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer) {
    const ter__http_client_end *client = handle->data;
    (void)suggested;
    *buffer = uv_buf_init(client->http->buffer, sizeof client->http->buffer);
}

static void on_read(uv_stream_t *stream, ssize_t length, const uv_buf_t *buffer) {
    ter__http_client_end *client = stream->data;
    if (length < 0) {
        end_client(client);
    } else if (length > 0 && client->link != NULL) {
        size_t waiting = ter__client_link_write(client->link, (const uint8_t *)buffer->base, (size_t)length);
        if (waiting > TER__CLIENT_HIGH_WATER) {
            (void)uv_read_stop(stream);
        }
    }
}

static void on_drained(void *context) {
    ter__http_client_end *client = context;
    if (!client->pipe_closing) { /* already reading is no harm */
        (void)uv_read_start((uv_stream_t *)&client->pipe, on_room, on_read);
    }
}

void *ter__http_client(ter__http *http, ter__client_link *link, const char *name, ter__role role) {
    int ends[2];
    if (http->api.closing || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) != 0) {
        return NULL;
    }
    ter__http_client_end *client = calloc(1, sizeof *client);
    if (client == NULL || uv_pipe_init(http->loop, &client->pipe, 0) != 0) {
        free(client);
        (void)close(ends[0]);
        (void)close(ends[1]);
        return NULL;
    }
    client->http = http;
    client->pipe.data = client;
    client->place = &http->clients;
    client->next = http->clients;
    if (client->next != NULL) {
        client->next->place = &client->next;
    }
    http->clients = client;
    http->handles++;
    bool opened = uv_pipe_open(&client->pipe, ends[1]) == 0;
    if (!opened) {
        (void)close(ends[1]);
    }
    if (!ter__http_connect(http, ends[0], name, role) || !opened) { /* the daemon has too many; it closed its end */
        close_pipe(client);
        return NULL;
    }
    client->link = link;
    ter__client_link_on_drained(link, on_drained);
    (void)uv_read_start((uv_stream_t *)&client->pipe, on_room, on_read);
    return client;
}

static void on_written(uv_write_t *request, int status) {
    piece *it = (piece *)request;
    ter__http_client_end *client = it->client;
    (void)status;
    free(it);
    if (client->full && !client->pipe_closing && client->link != NULL && client->pipe.write_queue_size == 0) {
        client->full = false;
        ter__client_link_resume(client->link);
    }
}

bool ter__http_client_bytes(void *context, const uint8_t *bytes, size_t length) {
    ter__http_client_end *client = context;
    if (client->pipe_closing) {
        return true; /* nobody reads it any more */
    }
    uv_stream_t *stream = (uv_stream_t *)&client->pipe;
    if (client->pipe.write_queue_size == 0) {
        uv_buf_t buffer = uv_buf_init((char *)(uintptr_t)bytes, (unsigned)length);
        int written = uv_try_write(stream, &buffer, 1);
        if (written > 0) {
            bytes += written;
            length -= (size_t)written;
        } else if (written < 0 && written != UV_EAGAIN) {
            return true; /* the daemon has closed it: the end is read */
        }
        if (length == 0) {
            return true;
        }
    }
    piece *it = malloc(sizeof *it + length);
    if (it == NULL) {
        end_client(client);
        return true;
    }
    it->client = client;
    memcpy(it->bytes, bytes, length);
    uv_buf_t buffer = uv_buf_init(it->bytes, (unsigned)length);
    if (uv_write(&it->request, stream, &buffer, 1, on_written) != 0) {
        free(it);
        return true;
    }
    client->full = true;
    return false;
}

void ter__http_client_closed(void *context) {
    ter__http_client_end *client = context;
    client->link = NULL;
    if (!client->pipe_closed) {
        close_pipe(client);
    }
    free_when_done(client);
}
