/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A few bytes that the next process shall find after a kill -9 of this one: written over and over, never synced (a process that
 * dies leaves what the system has taken), with a checksum.
 */
#ifndef TER__NOTE_H
#define TER__NOTE_H

#include <stddef.h>
#include <stdint.h>

#include "tercile/status.h"

#define TER__NOTE_BYTES_MAX ((size_t)65536)

typedef struct ter__note {
    int descriptor; /* -1: closed */
    uint8_t *left;  /* what the process before has left; null: nothing, or it is damaged */
    size_t left_length;
} ter__note;

TER_MUST_USE ter_status ter__note_open(ter__note *note, const char *path, ter_error *error);
void ter__note_write(const ter__note *note, const uint8_t *bytes, size_t length);
void ter__note_close(ter__note *note);

#endif
