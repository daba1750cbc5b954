/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * JSON writes characters above U+FFFF as two escapes (RFC 8259, section 7), as \ud83d\ude00; YAML has one, \U0001f600, and libyaml
 * refuses the pair. So in a file that begins as JSON does, each pair is rewritten before it is read. A caret behind one in the same
 * line stands two characters too far to the left.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "spec/value.h"

static bool is_json(const char *text, size_t length) {
    for (size_t i = 0; i < length; i++) {
        if (strchr(" \t\r\n", text[i]) == NULL) {
            return text[i] == '{' || text[i] == '[';
        }
    }
    return false;
}

/* The four hexadecimal digits of "\uXXXX" at text; 0 when it is none. */
static unsigned escape_at(const char *text, size_t left) {
    unsigned value = 0;
    if (left < 6 || text[0] != '\\' || text[1] != 'u') {
        return 0;
    }
    for (size_t i = 2; i < 6; i++) {
        const char *hex = "0123456789abcdef0123456789ABCDEF", *digit = text[i] != '\0' ? strchr(hex, text[i]) : NULL;
        if (digit == NULL) {
            return 0;
        }
        value = 16 * value + (unsigned)((digit - hex) % 16);
    }
    return value;
}

char *ter__join_surrogates(const char *text, size_t length, size_t *joined) {
    char *out = malloc(length + 1);
    size_t used = 0;
    if (out == NULL) {
        return NULL;
    }
    bool json = is_json(text, length);
    for (size_t i = 0; i < length;) {
        unsigned high = json ? escape_at(text + i, length - i) : 0, low = 0;
        if (high >= 0xD800 && high < 0xDC00) {
            low = escape_at(text + i + 6, length - i - 6);
        }
        if (low >= 0xDC00 && low < 0xE000) {
            char escape[16]; /* ten characters in place of twelve */
            (void)snprintf(escape, sizeof escape, "\\U%08x", 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00));
            memcpy(out + used, escape, 10);
            used += 10;
            i += 12;
        } else if (text[i] == '\\' && i + 1 < length) { /* another escape, a doubled backslash among them, goes as a whole */
            out[used++] = text[i++];
            out[used++] = text[i++];
        } else {
            out[used++] = text[i++];
        }
    }
    out[used] = '\0';
    *joined = used;
    return out;
}
