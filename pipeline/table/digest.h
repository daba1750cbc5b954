/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SHA-256 (FIPS 180-4) through libcrypto, whole or in pieces. */
#ifndef TER__DIGEST_H
#define TER__DIGEST_H

#include <stddef.h>
#include <stdint.h>

#include "tercile/status.h"

#define TER__DIGEST_BYTES      32
#define TER__DIGEST_TEXT_BYTES 65 /* hexadecimal, the end mark included */

typedef struct ter__digest ter__digest;

/* Begins a digest; destroy it. TER_NO_MEMORY, TER_INTERNAL when libcrypto refuses. */
TER_MUST_USE ter_status ter__digest_create(ter__digest **digest, ter_error *error);
void ter__digest_destroy(ter__digest *digest); /* null is allowed */
TER_MUST_USE ter_status ter__digest_add(ter__digest *digest, const void *bytes, size_t length);
/* The digest of all that was added; it begins anew. */
TER_MUST_USE ter_status ter__digest_finish(ter__digest *digest, uint8_t value[TER__DIGEST_BYTES]);

TER_MUST_USE ter_status ter__digest_of(const void *bytes, size_t length, uint8_t value[TER__DIGEST_BYTES]);
void ter__digest_text(const uint8_t value[TER__DIGEST_BYTES], char text[TER__DIGEST_TEXT_BYTES]);
/* Both in one: the hexadecimal digest of bytes[length]. */
TER_MUST_USE ter_status ter__digest_text_of(const void *bytes, size_t length, char text[TER__DIGEST_TEXT_BYTES]);

#endif
