/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "node/hello.h"

#include <stdlib.h>
#include <string.h>

/*
 * Every field at its place, little-endian, texts filled with zeros. The first 8 bytes stay what they are in every later protocol,
 * so that a node can always say which one the other speaks.
 */
enum {
    AT_MAGIC = 0,
    AT_PROTOCOL = 4,
    AT_NODE = 8,
    AT_ZERO = 12,
    AT_INCARNATION = 16,
    AT_BATTERY = 24,
    AT_CLUSTER = AT_BATTERY + 32,
    AT_NAME = AT_CLUSTER + 64,
    AT_VERSION = AT_NAME + TER__NAME_BYTES,
    HELLO_BYTES = AT_VERSION + 32
};

static const uint8_t magic[4] = {'t', 'e', 'r', 'c'};

static void put(uint8_t *at, uint64_t value, int count) {
    for (int i = 0; i < count; i++) {
        at[i] = (uint8_t)(value >> 8 * i);
    }
}

static uint64_t get(const uint8_t *at, int count) {
    uint64_t value = 0;
    for (int i = 0; i < count; i++) {
        value |= (uint64_t)at[i] << 8 * i;
    }
    return value;
}

static void put_text(uint8_t *at, const char *text, size_t size) {
    size_t length = strnlen(text, size - 1);
    memcpy(at, text, length);
}

/* False: no end mark, nothing before it, control characters, or bytes behind it that are not zero. */
static bool get_text(char *text, const uint8_t *at, size_t size) {
    const uint8_t *end = memchr(at, 0, size);
    if (end == NULL || end == at) {
        return false;
    }
    for (const uint8_t *byte = at; byte < end; byte++) {
        if (*byte < 0x20 || *byte == 0x7f) {
            return false;
        }
    }
    for (const uint8_t *byte = end; byte < at + size; byte++) {
        if (*byte != 0) {
            return false;
        }
    }
    memcpy(text, at, size);
    return true;
}

ter_status ter__hello_encode(const ter__hello *hello, uint8_t **bytes, size_t *length) {
    uint8_t *made = calloc(1, HELLO_BYTES);
    if (made == NULL) {
        return TER_NO_MEMORY;
    }
    memcpy(made + AT_MAGIC, magic, sizeof magic);
    put(made + AT_PROTOCOL, hello->protocol, 4);
    put(made + AT_NODE, hello->node, 4);
    put(made + AT_INCARNATION, hello->incarnation, 8);
    memcpy(made + AT_BATTERY, hello->battery.bytes, sizeof hello->battery.bytes);
    put_text(made + AT_CLUSTER, hello->cluster, sizeof hello->cluster);
    put_text(made + AT_NAME, hello->name, sizeof hello->name);
    put_text(made + AT_VERSION, hello->version, sizeof hello->version);
    *bytes = made;
    *length = HELLO_BYTES;
    return TER_OK;
}

ter_status ter__hello_decode(ter__hello *hello, const uint8_t *bytes, size_t length) {
    ter__hello read = {0};
    if (length < AT_NODE || memcmp(bytes + AT_MAGIC, magic, sizeof magic) != 0) {
        return TER_BAD_DATA;
    }
    read.protocol = (uint32_t)get(bytes + AT_PROTOCOL, 4);
    if (read.protocol == TER__PROTOCOL) {
        if (length != HELLO_BYTES || get(bytes + AT_ZERO, 4) != 0) {
            return TER_BAD_DATA;
        }
        read.node = (uint32_t)get(bytes + AT_NODE, 4);
        read.incarnation = get(bytes + AT_INCARNATION, 8);
        memcpy(read.battery.bytes, bytes + AT_BATTERY, sizeof read.battery.bytes);
        if (read.node == 0 || !get_text(read.cluster, bytes + AT_CLUSTER, sizeof read.cluster) ||
            !get_text(read.name, bytes + AT_NAME, sizeof read.name) ||
            !get_text(read.version, bytes + AT_VERSION, sizeof read.version)) {
            return TER_BAD_DATA;
        }
    }
    *hello = read;
    return TER_OK;
}

ter_status ter__hello_check(const ter__hello *mine, const ter__hello *theirs, const char *certified_name, ter_error *error) {
    if (theirs->protocol != mine->protocol) {
        return ter_error_set(error, TER_BAD_STATE,
                             "%s speaks version %u of the nodes' protocol, %s version %u: install the same release on all nodes",
                             certified_name, theirs->protocol, mine->name, mine->protocol);
    }
    if (strcmp(theirs->cluster, mine->cluster) != 0) {
        return ter_error_set(error, TER_BAD_STATE, "%s is of cluster %s, %s of cluster %s: check the addresses in node.json",
                             theirs->name, theirs->cluster, mine->name, mine->cluster);
    }
    if (strcmp(theirs->name, certified_name) != 0) {
        return ter_error_set(error, TER_NO_PERMISSION, "it says that it is %s, and its certificate is for %s", theirs->name,
                             certified_name);
    }
    if (theirs->node == mine->node) {
        return ter_error_set(error, TER_BAD_STATE, "node %u runs twice: as %s and as %s (an address in node.json may be wrong)",
                             mine->node, mine->name, theirs->name);
    }
    if (memcmp(theirs->battery.bytes, mine->battery.bytes, sizeof mine->battery.bytes) != 0) {
        return ter_error_set(error, TER_BAD_STATE,
                             "the arithmetic of %s (tercile %s) gives other bits than that of %s (tercile %s): install the same "
                             "release with the same libraries on both",
                             theirs->name, theirs->version, mine->name, mine->version);
    }
    return TER_OK;
}
