/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A buffered stream on a file descriptor that notices failed writes: a full disk or a closed pipe at standard output must not end
 * in exit code 0, and stdio tells of it too late and without the reason.
 */
#ifndef TER__CLI_OUTPUT_H
#define TER__CLI_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "tercile/export.h"

#define TER__OUTPUT_BYTES 65536

typedef struct ter__output {
    int descriptor;
    int failure; /* errno of the first write that failed, 0 when none; what comes after it is dropped */
    bool terminal, color, unicode;
    bool moves;       /* a terminal whose cursor can be moved (TERM is not "dumb") */
    unsigned columns; /* width of the terminal, 0 when there is none */
    size_t length;
    char bytes[TER__OUTPUT_BYTES];
} ter__output;

/*
 * Looks at the descriptor: terminal or not, its width, and whether it takes colour (a terminal, unless `no_color`, NO_COLOR or
 * TERM=dumb) and Unicode (the locale's encoding is UTF-8).
 */
void ter__output_open(ter__output *output, int descriptor, bool no_color);
void ter__output_bytes(ter__output *output, const char *bytes, size_t length);
void ter__output_text(ter__output *output, const char *text);
void ter__output_print(ter__output *output, const char *format, ...) TER_PRINTF(2, 3);
void ter__output_repeat(ter__output *output, const char *text, size_t times);
/* Text padded with blanks to `width` columns, on the right, or on the left when `right_aligned`. */
void ter__output_cell(ter__output *output, const char *text, size_t width, bool right_aligned);
/* Starts and ends a style; nothing without colour. */
typedef enum ter__style { TER__PLAIN, TER__BOLD, TER__FAINT, TER__RED, TER__GREEN, TER__YELLOW, TER__BLUE, TER__CYAN } ter__style;
void ter__output_style(ter__output *output, ter__style style);
/* False when a write failed, now or before. */
bool ter__output_flush(ter__output *output);

/* Columns a text takes on a terminal: one for each UTF-8 character, two for the wide ones of East Asia. */
size_t ter__text_columns(const char *text);

#endif
