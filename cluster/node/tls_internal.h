/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tls.c (a connection) and tls_context.c (files and what they allow) share. */
#ifndef TER__TLS_INTERNAL_H
#define TER__TLS_INTERNAL_H

#include <openssl/ssl.h>

#include "node/tls.h"

#define TER__TLS_RECORD_BYTES 16384
/* A buffer longer than this is freed when it is empty. */
#define TER__TLS_KEPT_BYTES ((size_t)1 << 16)

typedef struct ter__tls_bytes {
    uint8_t *data;
    size_t at, length, room; /* data[at..length) waits */
} ter__tls_bytes;

SSL_CTX *ter__tls_context_ssl(ter__tls_context *context);
/* CN and OU of a subject. False: there is not one CN, or it is no text of less than TER__NAME_BYTES. */
bool ter__tls_subject(X509 *certificate, char name[TER__NAME_BYTES], ter__role *role);
/* A result of X.509 verification in words. */
const char *ter__tls_verify_words(long result);

#endif
