/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Writing and reading the cluster's binary forms: little-endian, lengths before texts. A writer remembers that it ran out of
 * memory, a reader that it ran over the end or met a length beyond its bound; both are asked once, at the end.
 */
#ifndef TER__BYTES_H
#define TER__BYTES_H

#include "core/types.h"

typedef struct ter__writer {
    uint8_t *bytes; /* given to who takes it: free */
    size_t length, room;
    bool failed;
} ter__writer;

void ter__put8(ter__writer *writer, uint8_t value);
void ter__put32(ter__writer *writer, uint32_t value);
void ter__put64(ter__writer *writer, uint64_t value);
void ter__put_double(ter__writer *writer, double value);
void ter__put_bytes(ter__writer *writer, const void *bytes, size_t length); /* as they are */
void ter__put_text(ter__writer *writer, const char *text);                  /* 32 bits of length, bytes; null is length 2^32 - 1 */
void ter__put_hash(ter__writer *writer, const ter__hash *hash);
void ter__put_blob(ter__writer *writer, const ter__blob *blob);
void ter__put_task(ter__writer *writer, const ter__task *task);
void ter__put_result(ter__writer *writer, const ter__result *result);
/* TER_OK and the bytes, or TER_NO_MEMORY and nothing is left. */
TER_MUST_USE ter_status ter__writer_finish(ter__writer *writer, uint8_t **bytes, size_t *length);

typedef struct ter__reader {
    const uint8_t *bytes;
    size_t length, at;
    bool failed; /* what is read after a failure is zero or empty */
} ter__reader;

uint8_t ter__get8(ter__reader *reader);
uint32_t ter__get32(ter__reader *reader);
uint64_t ter__get64(ter__reader *reader);
double ter__get_double(ter__reader *reader);
bool ter__get_bool(ter__reader *reader);                           /* of 8 bits: 0 or 1, else a failure */
ter_status ter__get_status(ter__reader *reader);                   /* of 32 bits: a status that is known, else a failure */
const uint8_t *ter__get_bytes(ter__reader *reader, size_t length); /* a view; null after a failure */
/* A text of at most size - 1 bytes, without zero bytes, into text[size]. */
void ter__get_text(ter__reader *reader, char *text, size_t size);
/* A text of at most `most` bytes, or null as it was put; given: free. */
char *ter__get_text_given(ter__reader *reader, size_t most);
void ter__get_hash(ter__reader *reader, ter__hash *hash);
void ter__get_blob(ter__reader *reader, ter__blob *blob);
void ter__get_task(ter__reader *reader, ter__task *task);
void ter__get_result(ter__reader *reader, ter__result *result); /* clear it also after a failure */
/* Whether all was read and nothing failed. */
bool ter__reader_at_end(const ter__reader *reader);

#endif
