/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One end of a TLS 1.3 connection as a filter of bytes (OpenSSL on memory BIOs): no socket, no loop. Both ends show a certificate
 * of the cluster's own authority; the subject's CN is a name, its OU a role.
 */
#ifndef TER__TLS_H
#define TER__TLS_H

#include "core/types.h"

/* X(NAME, word): what a certificate allows. */
#define TER__ROLE_LIST(X)                                                                                                          \
    X(NONE, "none")                                                                                                                \
    X(NODE, "node")     /* a node of the cluster */                                                                                \
    X(ADMIN, "admin")   /* everything a client may do */                                                                           \
    X(USER, "user")     /* submit, cancel own jobs, look */                                                                        \
    X(VIEWER, "viewer") /* look */

typedef enum ter__role {
#define TER__ROLE_ENUM(name, word) TER__ROLE_##name,
    TER__ROLE_LIST(TER__ROLE_ENUM)
#undef TER__ROLE_ENUM
} ter__role;
const char *ter__role_word(ter__role role);
ter__role ter__role_find(const char *word); /* NONE when there is none */

typedef struct ter__tls_context ter__tls_context;
/* Files in PEM. Says which file is missing (TER_NOT_FOUND, TER_NO_PERMISSION), or damaged, expired, not signed by this authority,
 * or does not fit its key (TER_BAD_DATA). */
TER_MUST_USE ter_status ter__tls_context_create(ter__tls_context **context, const char *authority, const char *certificate,
                                                const char *key, ter_error *error);
void ter__tls_context_destroy(ter__tls_context *context);

/* ALPN: what a connection is for. */
#define TER__ALPN_PEER   "tercile-peer/1"
#define TER__ALPN_CLIENT "http/1.1"

typedef struct ter__tls ter__tls;
/* `server`: accepts either ALPN; a client asks for `alpn`. Null when out of memory. */
ter__tls *ter__tls_create(ter__tls_context *context, bool server, const char *alpn);
void ter__tls_destroy(ter__tls *tls);

/* Bytes from the network. TER_NO_PERMISSION: a certificate was refused, here or there (the text says why, in words for people:
 * expired, of another authority, none); TER_BAD_DATA: no TLS. The connection is to be closed then, after what ter__tls_output still
 * gives. */
TER_MUST_USE ter_status ter__tls_input(ter__tls *tls, const uint8_t *bytes, size_t length, ter_error *error);
/* Bytes for the network: at most `room`, 0 when there are none. */
size_t ter__tls_output(ter__tls *tls, uint8_t *bytes, size_t room);
size_t ter__tls_output_waiting(const ter__tls *tls); /* how many wait for ter__tls_output or for the handshake */
/* Plain bytes: what the other end wrote, and what this end writes: all of it is taken, before the handshake is done too (it is kept
 * and sent then; TER_LIMIT beyond TER__TLS_EARLY_BYTES_MAX). What was read before a failure can still be read. */
#define TER__TLS_EARLY_BYTES_MAX ((size_t)1 << 20)
size_t ter__tls_read(ter__tls *tls, uint8_t *bytes, size_t room);
TER_MUST_USE ter_status ter__tls_write(ter__tls *tls, const uint8_t *bytes, size_t length);
/* Starts the end of the connection (close_notify). */
void ter__tls_shutdown(ter__tls *tls);
bool ter__tls_ended(const ter__tls *tls); /* the other end has ended it */

/* Whether what ter__tls_input failed with is the other end's refusal of this end's certificate. TLS 1.3: a client may be ready, and
 * learn of it only then. */
bool ter__tls_refused_by_other(const ter__tls *tls);

bool ter__tls_ready(const ter__tls *tls);       /* the handshake is done and the other's certificate is good */
const char *ter__tls_alpn(const ter__tls *tls); /* one of the two, or "" when the other end asked for none */
/* The other's CN and role; "" and NONE before it is ready. */
const char *ter__tls_peer_name(const ter__tls *tls);
ter__role ter__tls_peer_role(const ter__tls *tls);

#endif
