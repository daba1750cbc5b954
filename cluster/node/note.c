/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "node/note.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "node/crc32c.h"
#include "node/save.h"

/* 4 bytes length, 4 bytes checksum, then the bytes. */
#define HEAD_BYTES 8

static uint32_t get32(const uint8_t *at) {
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static void put32(uint8_t *at, uint32_t value) {
    for (int i = 0; i < 4; i++) {
        at[i] = (uint8_t)(value >> (8 * i));
    }
}

ter_status ter__note_open(ter__note *note, const char *path, ter_error *error) {
    *note = (ter__note){.descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600)};
    if (note->descriptor < 0) {
        return ter__errno_failed(errno, "write", path, error);
    }
    uint8_t *found = malloc(HEAD_BYTES + TER__NOTE_BYTES_MAX);
    ssize_t length = found != NULL ? pread(note->descriptor, found, HEAD_BYTES + TER__NOTE_BYTES_MAX, 0) : 0;
    if (length >= HEAD_BYTES && get32(found) <= (size_t)length - HEAD_BYTES &&
        ter__crc32c(0, found + HEAD_BYTES, get32(found)) == get32(found + 4)) {
        note->left_length = get32(found);
        memmove(found, found + HEAD_BYTES, note->left_length);
        note->left = found;
    } else {
        free(found);
    }
    return TER_OK;
}

void ter__note_write(const ter__note *note, const uint8_t *bytes, size_t length) {
    uint8_t *whole = length <= TER__NOTE_BYTES_MAX ? malloc(HEAD_BYTES + length) : NULL;
    if (whole != NULL) {
        put32(whole, (uint32_t)length);
        put32(whole + 4, ter__crc32c(0, bytes, length));
        memcpy(whole + HEAD_BYTES, bytes, length);
        ssize_t ignored = pwrite(note->descriptor, whole, HEAD_BYTES + length, 0);
        (void)ignored; /* a full disk: a death is not counted */
        free(whole);
    }
}

void ter__note_close(ter__note *note) {
    free(note->left);
    if (note->descriptor >= 0) {
        (void)close(note->descriptor);
    }
    *note = (ter__note){.descriptor = -1};
}
