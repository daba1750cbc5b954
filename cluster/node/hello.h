/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first thing two nodes say to each other, and whether they go together. Pure. Who accepts the other's hello sends a ping, who
 * does not a refusal with the reason; a connection stands when both have accepted. */
#ifndef TER__HELLO_H
#define TER__HELLO_H

#include "core/types.h"

#define TER__PROTOCOL 1

typedef struct ter__hello {
    uint32_t protocol, node;
    char cluster[64], name[TER__NAME_BYTES], version[32];
    uint64_t incarnation;
    ter__hash battery; /* node/battery.h: digest of what this machine's arithmetic gives */
} ter__hello;

/* Bytes given: free. */
TER_MUST_USE ter_status ter__hello_encode(const ter__hello *hello, uint8_t **bytes, size_t *length);
/* TER_BAD_DATA: no hello. Of a hello of another protocol only `protocol` is known; the rest is zero. */
TER_MUST_USE ter_status ter__hello_decode(ter__hello *hello, const uint8_t *bytes, size_t length);
/*
 * Whether a node that says `theirs` under a certificate for `certified_name` may join one that says `mine`: TER_OK, or the reason
 * in words: another protocol, another cluster, the same node twice, a name that the certificate does not have, arithmetic whose
 * bits differ.
 */
TER_MUST_USE ter_status ter__hello_check(const ter__hello *mine, const ter__hello *theirs, const char *certified_name,
                                         ter_error *error);

#endif
