/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Raft's messages as bytes: little-endian, versioned, checked.
 *
 *   byte 0      format version (RAFT_MESSAGE_VERSION)
 *   byte 1      type (RAFT_IO_*)
 *   bytes 2-3   zero
 *   then        the fields of the message in the order of raft.h, each 8 bytes; lists are a count and their items;
 *               a byte string is its length (8 bytes) and its bytes
 *
 * The frame around it carries length and checksum (the transport's matter). Sizes beyond the bounds below are refused on both
 * sides.
 */
#ifndef TER__RAFT_MESSAGE_H
#define TER__RAFT_MESSAGE_H

#include <raft.h>
#include <stddef.h>
#include <stdint.h>

#include "tercile/status.h"

#define TER__RAFT_MESSAGE_VERSION   1
#define TER__RAFT_MESSAGE_BYTES_MAX ((size_t)64 << 20)
#define TER__RAFT_ENTRIES_MAX       ((size_t)65536)
#define TER__RAFT_SERVERS_MAX       ((size_t)64)
#define TER__RAFT_ADDRESS_BYTES_MAX ((size_t)255)

/* The message as bytes, given: free(). TER_LIMIT, TER_NO_MEMORY, TER_BAD_ARGUMENT for an unknown type. */
TER_MUST_USE ter_status ter__raft_message_encode(const struct raft_message *message, uint8_t **bytes, size_t *length);

/*
 * Fills *message from bytes[length]; server_id and server_address are left to the caller. What it points to is raft_malloc'd and
 * goes to libraft with the message; ter__raft_message_release frees it when it does not. TER_BAD_DATA for anything that
 * ter__raft_message_encode could not have written; nothing is allocated then.
 */
TER_MUST_USE ter_status ter__raft_message_decode(struct raft_message *message, const uint8_t *bytes, size_t length);
void ter__raft_message_release(struct raft_message *message);

#endif
