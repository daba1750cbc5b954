/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A cluster as the command line sees it: HTTP over libcurl, to whichever node answers. Tries the members one after the other; what
 * is safe to repeat is repeated at the next when a connection breaks, until `patience_ms` is over.
 */
#ifndef TER__CLIENT_H
#define TER__CLIENT_H

#include <jansson.h>

#include "core/types.h"
#include "node/config.h"

typedef struct ter__client ter__client;

typedef struct ter__client_options {
    const char *cluster;  /* the cluster's folder (node/config.h) */
    const char *address;  /* "host:port" or "unix:PATH": this node only; null: all members, the UNIX sockets of local ones first */
    const char *identity; /* path of certificate and key without their ends; null: as cluster.json says */
    unsigned patience_ms; /* (10000) */
    const volatile bool *interrupted; /* becomes true: calls end with TER_CANCELLED; may be null */
} ter__client_options;

/* TER_NOT_FOUND: no cluster there (says what to do); TER_NO_PERMISSION, TER_BAD_DATA as the files have it. */
TER_MUST_USE ter_status ter__client_open(ter__client **client, const ter__client_options *options, ter_error *error);
void ter__client_close(ter__client *client);

/*
 * One request; *answer is given (json_decref) for every status of HTTP below 300. TER_NO_BACKEND is never used here:
 *   TER_TIMEOUT        no node answered in time, or none could take it (503): exit code 3
 *   TER_UNKNOWN_NAME   404     TER_BAD_STATE 409     TER_BAD_SPEC 422     TER_NO_PERMISSION 403     TER_DISK_FULL 507     TER_LIMIT
 * 413    TER_CANCELLED *interrupted    TER_BAD_ARGUMENT 400; all with the server's text.
 */
TER_MUST_USE ter_status ter__client_call(ter__client *client, const char *method, const char *path, json_t *body, json_t **answer,
                                         ter_error *error);
/* Bytes of a path, given: free. With `expected` verified against it, when it is not null. */
TER_MUST_USE ter_status ter__client_get(ter__client *client, const char *path, const ter__hash *expected, uint8_t **bytes,
                                        size_t *length, ter_error *error);
/* Sends a file, or bytes, as a blob (what the cluster has already is not stored again); *blob says what it is. */
TER_MUST_USE ter_status ter__client_put_file(ter__client *client, const char *file, ter__blob *blob, ter_error *error);
TER_MUST_USE ter_status ter__client_put(ter__client *client, const void *bytes, size_t length, ter__blob *blob, ter_error *error);
/*
 * Follows a stream of server-sent events: `each` gets event and data and returns false to end it, which is the only way it ends
 * well. It is called with null and null about ten times a second besides, for clocks and progress bars. A stream that breaks or
 * that its node ends is taken up at the next node, `path` made anew by `again` (null: the same path).
 */
TER_MUST_USE ter_status ter__client_follow(ter__client *client, const char *path,
                                           bool (*each)(void *context, const char *event, json_t *data),
                                           void (*again)(void *context, char *path, size_t size), void *context, ter_error *error);
/* The address of the node that answered last, for messages; "" before. */
const char *ter__client_node(const ter__client *client);

#endif
