/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers. A request is answered once; what comes after is dropped (and freed). */
#ifndef TER__REPLY_H
#define TER__REPLY_H

#include "api/request.h"
#include "tercile/export.h"
#include "tercile/json.h"

/* The writer is finished and destroyed. */
void ter__reply_json(ter__request *request, unsigned code, ter_json *json);
/* Text is taken (free()); type is static. */
void ter__reply_text(ter__request *request, unsigned code, const char *type, char *text, size_t length);
/* {"error": {"status", "text"}} */
void ter__reply_error(ter__request *request, unsigned code, ter_status status, const char *format, ...) TER_PRINTF(4, 5);
/* An error by its status: the code of HTTP that goes with it, and `text` or words of its own (null). */
void ter__reply_status(ter__request *request, ter_status status, const char *text);
/* 422: what a check has found (ter__request_check). */
void ter__reply_invalid(ter__request *request, ter_status status);
/* 405: `allow` is static. */
void ter__reply_not_allowed(ter__request *request, const char *allow);
/* The bytes of a blob that is here. */
void ter__reply_blob(ter__request *request, const ter__blob *blob);
/* Taken. */
void ter__reply_stream(ter__request *request, ter__stream *stream);
void ter__reply_clear(ter__reply *reply);

#endif
