/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/output.h"

#include <errno.h>
#include <langinfo.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define COLUMNS_WITHOUT_A_SIZE 80

static unsigned terminal_columns(int descriptor) {
    struct winsize size;
    if (ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
        return size.ws_col;
    }
    return COLUMNS_WITHOUT_A_SIZE;
}

static bool is_set(const char *name) {
    const char *value = getenv(name);
    return value != NULL && value[0] != '\0';
}

void ter__output_open(ter__output *output, int descriptor, bool no_color) {
    const char *term = getenv("TERM");
    bool dumb = term == NULL || strcmp(term, "dumb") == 0;
    output->descriptor = descriptor;
    output->failure = 0;
    output->length = 0;
    output->terminal = isatty(descriptor) == 1;
    output->moves = output->terminal && !dumb;
    output->color = output->terminal && !dumb && !no_color && !is_set("NO_COLOR");
    output->unicode = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
    output->columns = output->terminal ? terminal_columns(descriptor) : 0;
}

bool ter__output_flush(ter__output *output) {
    size_t written = 0;
    while (output->failure == 0 && written < output->length) {
        ssize_t count = write(output->descriptor, output->bytes + written, output->length - written);
        if (count >= 0) {
            written += (size_t)count;
        } else if (errno != EINTR) {
            output->failure = errno;
        }
    }
    output->length = 0;
    return output->failure == 0;
}

void ter__output_bytes(ter__output *output, const char *bytes, size_t length) {
    while (length > 0) {
        size_t part = TER__OUTPUT_BYTES - output->length;
        part = part < length ? part : length;
        memcpy(output->bytes + output->length, bytes, part);
        output->length += part;
        bytes += part;
        length -= part;
        if (output->length == TER__OUTPUT_BYTES) {
            ter__output_flush(output);
        }
    }
}

void ter__output_text(ter__output *output, const char *text) {
    ter__output_bytes(output, text, strlen(text));
}

void ter__output_print(ter__output *output, const char *format, ...) {
    char line[2048];
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(line, sizeof line, format, arguments);
    if (length >= 0 && (size_t)length < sizeof line) {
        ter__output_bytes(output, line, (size_t)length);
    } else if (length >= 0) {
        char *text = malloc((size_t)length + 1);
        if (text != NULL) {
            vsnprintf(text, (size_t)length + 1, format, again);
            ter__output_bytes(output, text, (size_t)length);
            free(text);
        } else {
            output->failure = ENOMEM;
        }
    }
    va_end(again);
    va_end(arguments);
}

void ter__output_repeat(ter__output *output, const char *text, size_t times) {
    for (size_t i = 0; i < times; i++) {
        ter__output_text(output, text);
    }
}

void ter__output_cell(ter__output *output, const char *text, size_t width, bool right_aligned) {
    size_t columns = ter__text_columns(text);
    size_t blanks = width > columns ? width - columns : 0;
    ter__output_repeat(output, " ", right_aligned ? blanks : 0);
    ter__output_text(output, text);
    ter__output_repeat(output, " ", right_aligned ? 0 : blanks);
}

void ter__output_style(ter__output *output, ter__style style) {
    static const char *const codes[] = {"\033[0m",  "\033[1m",  "\033[2m",  "\033[31m",
                                        "\033[32m", "\033[33m", "\033[34m", "\033[36m"};
    if (output->color) {
        ter__output_text(output, codes[style]);
    }
}

/* The blocks of wide characters: Hangul Jamo, CJK and Kana, Hangul, compatibility forms, full-width forms, planes 2 and 3. */
static bool is_wide(unsigned long code) {
    return (code >= 0x1100 && code <= 0x115F) || (code >= 0x2E80 && code <= 0xA4CF) || (code >= 0xAC00 && code <= 0xD7A3) ||
           (code >= 0xF900 && code <= 0xFAFF) || (code >= 0xFE30 && code <= 0xFE6F) || (code >= 0xFF00 && code <= 0xFF60) ||
           (code >= 0x1F300 && code <= 0x1FAFF) || (code >= 0x20000 && code <= 0x3FFFD);
}

size_t ter__text_columns(const char *text) {
    size_t columns = 0;
    for (const unsigned char *byte = (const unsigned char *)text; *byte != '\0';) {
        unsigned long code = *byte;
        unsigned more = *byte >= 0xF0 ? 3 : *byte >= 0xE0 ? 2 : *byte >= 0xC0 ? 1 : 0;
        code &= more == 3 ? 0x07u : more == 2 ? 0x0Fu : more == 1 ? 0x1Fu : 0xFFu;
        for (byte++; more > 0 && (*byte & 0xC0u) == 0x80u; more--, byte++) {
            code = (code << 6) | (*byte & 0x3Fu);
        }
        bool combining = (code >= 0x300 && code <= 0x36F) || code == 0x200B || code == 0x200D;
        columns += combining ? 0 : is_wide(code) ? 2 : 1;
    }
    return columns;
}
