/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests from the daemon to the API and answers back. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/blob_body.h"
#include "api/reply.h"
#include "api/routes.h"
#include "api/stream.h"
#include "node/uv_http_internal.h"

/* ---- bodies of answers --------------------------------------------------------------------------------------------------- */

static ssize_t blob_piece(void *context, uint64_t offset, char *bytes, size_t room) {
    size_t got = 0;
    switch (ter__blob_body_read(context, offset, bytes, room, &got)) {
    case TER_OK:
        return got > 0 ? (ssize_t)got : MHD_CONTENT_READER_END_OF_STREAM;
    default: /* the connection breaks: the reader sees that the answer is not whole */
        return MHD_CONTENT_READER_END_WITH_ERROR;
    }
}

static void blob_end(void *context) {
    ter__blob_body_close(context);
}

static ssize_t stream_piece(void *context, uint64_t offset, char *bytes, size_t room) {
    ter__http_stream *stream = context;
    (void)offset;
    bool ended = false;
    size_t length = ter__stream_read(stream->stream, uv_now(stream->http->loop), bytes, room, &ended);
    if (length > 0) {
        return (ssize_t)length;
    }
    if (ended) {
        return MHD_CONTENT_READER_END_OF_STREAM;
    }
    stream->suspended = true;
    MHD_suspend_connection(stream->connection);
    return 0;
}

static void stream_end(void *context) {
    ter__http_stream *stream = context;
    *stream->link = stream->next;
    if (stream->next != NULL) {
        stream->next->link = stream->link;
    }
    ter__stream_destroy(stream->stream);
    free(stream);
}

void ter__http_wake_streams(ter__http *http, bool all) {
    uint64_t now = uv_now(http->loop);
    for (ter__http_stream *stream = http->streams; stream != NULL; stream = stream->next) {
        if (stream->suspended && (all || ter__stream_due(stream->stream, now))) {
            stream->suspended = false;
            MHD_resume_connection(stream->connection);
            ter__http_kick(http);
        }
    }
}

static struct MHD_Response *stream_response(ter__exchange_in *exchange, ter__reply *reply) {
    ter__http *http = exchange->http;
    ter__http_stream *stream = calloc(1, sizeof *stream);
    if (stream == NULL) {
        return NULL;
    }
    *stream = (ter__http_stream){.http = http, .connection = exchange->connection, .stream = reply->stream};
    stream->link = &http->streams;
    stream->next = http->streams;
    if (stream->next != NULL) {
        stream->next->link = &stream->next;
    }
    http->streams = stream;
    reply->stream = NULL;
    struct MHD_Response *response = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 4096, stream_piece, stream, stream_end);
    if (response == NULL) {
        stream_end(stream);
    }
    ter__http_tick_start(http);
    return response;
}

static struct MHD_Response *response_of(ter__exchange_in *exchange) {
    ter__reply *reply = &exchange->request->reply;
    if (reply->kind == TER__REPLY_STREAM) {
        return stream_response(exchange, reply);
    }
    if (reply->kind == TER__REPLY_BLOB) {
        ter__blob_body *body = ter__blob_body_open(&exchange->http->api, &reply->blob);
        if (body == NULL) {
            return NULL;
        }
        struct MHD_Response *response =
            MHD_create_response_from_callback(reply->blob.length, TER__HTTP_PIECE_BYTES, blob_piece, body, blob_end);
        if (response == NULL) {
            ter__blob_body_close(body);
        }
        return response;
    }
    struct MHD_Response *response = MHD_create_response_from_buffer(reply->length, reply->text, MHD_RESPMEM_MUST_FREE);
    if (response != NULL) {
        reply->text = NULL;
    }
    return response;
}

static enum MHD_Result queue(ter__exchange_in *exchange) {
    const ter__reply *reply = &exchange->request->reply;
    struct MHD_Response *response = response_of(exchange);
    if (response == NULL) {
        return MHD_NO; /* no memory: the connection is closed */
    }
    (void)MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, reply->type);
    (void)MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
    if (reply->allow != NULL) {
        (void)MHD_add_response_header(response, MHD_HTTP_HEADER_ALLOW, reply->allow);
    }
    if (exchange->http->api.closing) {
        (void)MHD_add_response_header(response, MHD_HTTP_HEADER_CONNECTION, "close");
    }
    enum MHD_Result result = MHD_queue_response(exchange->connection, reply->code, response);
    MHD_destroy_response(response);
    return result;
}

/* ---- requests ------------------------------------------------------------------------------------------------------------ */

static const char *query(void *carrier, const char *name) {
    const ter__exchange_in *exchange = carrier;
    return MHD_lookup_connection_value(exchange->connection, MHD_GET_ARGUMENT_KIND, name);
}

static void ready(ter__request *request) {
    ter__exchange_in *exchange = request->carrier;
    if (exchange->suspended) {
        exchange->suspended = false;
        MHD_resume_connection(exchange->connection);
        ter__http_kick(exchange->http);
    }
}

static uint64_t announced(struct MHD_Connection *connection) {
    const char *text = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_CONTENT_LENGTH);
    return text != NULL ? strtoull(text, NULL, 10) : UINT64_MAX;
}

static ter__exchange_in *exchange_create(ter__http *http, struct MHD_Connection *connection) {
    ter__exchange_in *exchange = calloc(1, sizeof *exchange);
    ter__request *request = ter__request_create(&http->api);
    if (exchange == NULL || request == NULL) {
        free(exchange);
        ter__request_release(request);
        return NULL;
    }
    *exchange = (ter__exchange_in){.http = http, .connection = connection, .request = request};
    exchange->link = &http->exchanges;
    exchange->next = http->exchanges;
    if (exchange->next != NULL) {
        exchange->next->link = &exchange->next;
    }
    http->exchanges = exchange;
    http->api.open++;
    http->api.requests++;
    request->carrier = exchange;
    request->query = query;
    request->ready = ready;
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    const ter__http_identity *identity = info != NULL ? info->socket_context : NULL;
    request->role = identity != NULL ? identity->role : TER__ROLE_NONE;
    (void)snprintf(request->who, sizeof request->who, "%s", identity != NULL ? identity->name : "nobody");
    return exchange;
}

/* The headers are there. */
static enum MHD_Result begin(ter__exchange_in *exchange, const char *method, const char *url) {
    ter__request *request = exchange->request;
    ter__http *http = exchange->http;
    const char *expect = MHD_lookup_connection_value(exchange->connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_EXPECT);
    const char *coding = MHD_lookup_connection_value(exchange->connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_TRANSFER_ENCODING);
    request->length = announced(exchange->connection);
    bool has_body = coding != NULL || (request->length != UINT64_MAX && request->length > 0);
    if (http->api.closing) {
        ter__reply_status(request, TER_CANCELLED, NULL);
    } else if (http->api.open > TER__API_REQUESTS_MAX) {
        http->api.refused++;
        ter__reply_status(request, TER_LIMIT, NULL);
    } else {
        ter__route_find(request, method, url);
    }
    if (!request->answered && request->route->body == TER__BODY_JSON && request->length != UINT64_MAX &&
        request->length > TER__API_BODY_BYTES_MAX) {
        ter__reply_error(request, 413, TER_LIMIT, "the body is longer than %zu bytes", TER__API_BODY_BYTES_MAX);
    }
    if (!request->answered && request->route->begin != NULL) {
        request->route->begin(request);
    }
    /* A body that is not wanted: not read when it was only proposed, or is long. */
    bool cut = has_body && (expect != NULL || (request->length != UINT64_MAX && request->length > TER__HTTP_DROPPED_BYTES_MAX));
    if (request->answered && cut) {
        return queue(exchange);
    }
    return MHD_YES;
}

enum MHD_Result ter__http_access(void *context, struct MHD_Connection *connection, const char *url, const char *method,
                                 const char *version, const char *bytes, size_t *length, void **state) {
    (void)version;
    ter__exchange_in *exchange = *state;
    if (exchange == NULL) {
        exchange = exchange_create(context, connection);
        *state = exchange;
        return exchange != NULL ? begin(exchange, method, url) : MHD_NO;
    }
    ter__request *request = exchange->request;
    if (*length > 0) {
        if (!request->answered && request->route->body == TER__BODY_JSON) {
            (void)ter__request_body(request, bytes, *length);
        } else if (!request->answered && request->route->piece != NULL) {
            request->route->piece(request, bytes, *length);
        }
        *length = 0;
        return MHD_YES;
    }
    if (!exchange->started && !request->answered) {
        exchange->started = true;
        request->route->run(request);
    }
    if (request->answered) {
        return queue(exchange);
    }
    exchange->suspended = true;
    MHD_suspend_connection(connection);
    return MHD_YES;
}

void ter__http_completed(void *context, struct MHD_Connection *connection, void **state, enum MHD_RequestTerminationCode code) {
    (void)context;
    (void)connection;
    (void)code;
    ter__exchange_in *exchange = *state;
    if (exchange == NULL) {
        return;
    }
    *state = NULL;
    *exchange->link = exchange->next;
    if (exchange->next != NULL) {
        exchange->next->link = exchange->link;
    }
    exchange->http->api.open--;
    ter__request_abandon(exchange->request);
    ter__request_release(exchange->request);
    free(exchange);
}
