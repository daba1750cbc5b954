/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A blob as the body of an answer: read in ranges, digested on the way. Its last bytes are given only when all before them and they
 * are right; a damaged blob breaks the answer and is put aside, so that the next request brings it from another node.
 */
#ifndef TER__BLOB_BODY_H
#define TER__BLOB_BODY_H

#include "api/request.h"

typedef struct ter__blob_body ter__blob_body;

ter__blob_body *ter__blob_body_open(ter__api *api, const ter__blob *blob); /* null when out of memory */
/* Bytes from `offset` on, which is where the last read has ended; *got 0 at the end. TER_BAD_DATA: damaged. */
TER_MUST_USE ter_status ter__blob_body_read(ter__blob_body *body, uint64_t offset, char *bytes, size_t room, size_t *got);
void ter__blob_body_close(ter__blob_body *body);

#endif
