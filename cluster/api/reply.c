/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/reply.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/stream.h"

static const char json_type[] = "application/json; charset=utf-8";

void ter__reply_clear(ter__reply *reply) {
    free(reply->text);
    ter__stream_destroy(reply->stream);
    reply->text = NULL;
    reply->stream = NULL;
}

static void answer(ter__request *request, ter__reply reply) {
    if (request->answered) {
        ter__reply_clear(&reply);
        return;
    }
    reply.allow = request->reply.allow;
    request->reply = reply;
    request->answered = true;
    if (request->ready != NULL) {
        request->ready(request);
    }
}

void ter__reply_text(ter__request *request, unsigned code, const char *type, char *text, size_t length) {
    answer(request, (ter__reply){.kind = TER__REPLY_TEXT, .code = code, .type = type, .text = text, .length = length});
}

void ter__reply_json(ter__request *request, unsigned code, ter_json *json) {
    char *text = NULL;
    ter_status status = json != NULL ? ter_json_finish(json, &text, NULL) : TER_NO_MEMORY;
    ter_json_destroy(json);
    if (status == TER_OK) {
        ter__reply_text(request, code, json_type, text, strlen(text));
    } else if (code != 500) {
        ter__reply_status(request, status, NULL);
    } else { /* no memory even for the error: an answer without a body */
        ter__reply_text(request, 500, json_type, NULL, 0);
    }
}

static void error_text(ter__request *request, unsigned code, ter_status status, const char *text) {
    ter_json *json = ter_json_create();
    ter_json_object(json, NULL, true);
    ter_json_object(json, "error", true);
    ter_json_text(json, "status", ter_status_name(status));
    ter_json_text(json, "text", text);
    ter_json_end(json);
    ter_json_end(json);
    ter__reply_json(request, code, json);
}

void ter__reply_error(ter__request *request, unsigned code, ter_status status, const char *format, ...) {
    ter_error error;
    va_list arguments;
    va_start(arguments, format);
    (void)ter_error_set_list(&error, status, format, arguments);
    va_end(arguments);
    error_text(request, code, status, error.text);
}

static unsigned code_of(ter_status status) {
    switch (status) {
    case TER_BAD_ARGUMENT:
    case TER_BAD_SHAPE:
    case TER_BAD_SYNTAX:
        return 400;
    case TER_NO_PERMISSION:
        return 403;
    case TER_UNKNOWN_NAME:
    case TER_NOT_FOUND:
        return 404;
    case TER_BAD_STATE:
        return 409;
    case TER_BAD_SPEC:
    case TER_BAD_DATA:
        return 422;
    case TER_TIMEOUT:
    case TER_CANCELLED:
    case TER_LIMIT:
        return 503;
    case TER_DISK_FULL:
        return 507;
    default:
        return 500;
    }
}

void ter__reply_status(ter__request *request, ter_status status, const char *text) {
    if (text == NULL) {
        text = status == TER_TIMEOUT     ? "no majority of nodes answers: nothing was lost; try again: the id makes it safe"
               : status == TER_CANCELLED ? "this node is stopping: ask another one"
               : status == TER_LIMIT     ? "too much is under way: try again in a moment"
                                         : ter_status_text(status);
    }
    error_text(request, code_of(status), status, text);
}

void ter__reply_invalid(ter__request *request, ter_status status) {
    error_text(request, 422, status, request->findings != NULL ? request->findings : ter_status_text(status));
}

void ter__reply_not_allowed(ter__request *request, const char *allow) {
    if (!request->answered) {
        request->reply.allow = allow;
        ter__reply_error(request, 405, TER_BAD_ARGUMENT, "this path takes %s only", allow);
    }
}

void ter__reply_blob(ter__request *request, const ter__blob *blob) {
    answer(request, (ter__reply){.kind = TER__REPLY_BLOB, .code = 200, .type = "application/octet-stream", .blob = *blob});
}

void ter__reply_stream(ter__request *request, ter__stream *stream) {
    answer(request, (ter__reply){.kind = TER__REPLY_STREAM, .code = 200, .type = "text/event-stream", .stream = stream});
}
