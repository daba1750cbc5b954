/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "replay.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ter_assert.h"

enum { CHANGED_COPIES = 3000, CHANGES_MAX = 8, BYTES_MAX = 1 << 16 };

void ter_fuzz_failed(const char *property, const char *file, int line) {
    (void)fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, property);
    abort();
}

/* SplitMix64 (Steele, Lea, Flood 2014). */
static uint64_t draw(uint64_t *state) {
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

/* One change in place: a bit, a byte, a run removed, doubled or cut off. */
static size_t change(uint8_t *bytes, size_t length, uint64_t *state) {
    static const uint8_t telling[] = {0, 1, 0x7f, 0x80, 0xff, '"', ',', '\n', '\r', '(', '-', '0', '9', 'e', '`', ' '};
    size_t at = length > 0 ? (size_t)(draw(state) % length) : 0;
    size_t run = length > 0 ? (size_t)(draw(state) % (length - at) % 16) : 0;
    if (length == 0) {
        return 0;
    }
    switch (draw(state) % 5) {
    case 0:
        bytes[at] = (uint8_t)(bytes[at] ^ 1u << draw(state) % 8);
        return length;
    case 1:
        bytes[at] = telling[draw(state) % sizeof telling];
        return length;
    case 2:
        memmove(bytes + at, bytes + at + run, length - at - run);
        return length - run;
    case 3:
        if (length + run > BYTES_MAX) {
            return length;
        }
        memmove(bytes + at + run, bytes + at, length - at);
        return length + run;
    default:
        return at;
    }
}

static void run_changed(const uint8_t *bytes, size_t length, uint64_t *state) {
    uint8_t *copy = malloc(BYTES_MAX);
    if (copy == NULL) {
        ter_fuzz_failed("memory for a copy", __FILE__, __LINE__);
    }
    for (int i = 0; i < CHANGED_COPIES; i++) {
        size_t now = length;
        memcpy(copy, bytes, length);
        for (uint64_t changes = 1 + draw(state) % CHANGES_MAX; changes > 0; changes--) {
            now = change(copy, now, state);
        }
        /* An allocation of just this size, so that sanitizers and valgrind see any step beyond it. */
        uint8_t *exact = malloc(now > 0 ? now : 1);
        if (exact == NULL) {
            ter_fuzz_failed("memory for a copy", __FILE__, __LINE__);
        }
        memcpy(exact, copy, now);
        (void)LLVMFuzzerTestOneInput(exact, now);
        free(exact);
    }
    free(copy);
}

int ter_fuzz_replay(const char *name) {
    char folder[512], path[1024];
    static uint8_t bytes[BYTES_MAX];
    uint64_t state = ter_test_seed();
    size_t files = 0;
    (void)snprintf(folder, sizeof folder, TER_SOURCE_DIR "/tests/fuzz/corpus/%s", name);
    DIR *listing = opendir(folder);
    const struct dirent *entry;
    while (listing != NULL && (entry = readdir(listing)) != NULL) {
        (void)snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        FILE *file = entry->d_name[0] != '.' ? fopen(path, "rb") : NULL;
        if (file != NULL) {
            size_t length = fread(bytes, 1, sizeof bytes, file);
            (void)fclose(file);
            (void)LLVMFuzzerTestOneInput(bytes, length);
            run_changed(bytes, length, &state);
            files++;
        }
    }
    if (listing != NULL) {
        (void)closedir(listing);
    }
    (void)printf("%s: %zu files and %zu changed copies\n", name, files, files * CHANGED_COPIES);
    return files > 0 ? 0 : 1;
}
