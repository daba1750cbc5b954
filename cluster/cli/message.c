/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdarg.h>
#include <stdio.h>

#include "cli/cli.h"
#include "tercile/table.h"
#include "tercile/text.h"

static void begin_error(ter__cli *cli) {
    /* What was printed before the failure stands before it when both streams go to one place. */
    ter__output_flush(&cli->out);
    ter__output_style(&cli->err, TER__RED);
    ter__output_text(&cli->err, "error: ");
    ter__output_style(&cli->err, TER__PLAIN);
}

int ter__fail(ter__cli *cli, const ter_error *error) {
    begin_error(cli);
    ter__output_print(&cli->err, "%s\n", error->text[0] != '\0' ? error->text : ter_status_text(error->status));
    ter__output_flush(&cli->err);
    return ter__exit_code(error->status);
}

int ter__fail_usage(ter__cli *cli, const char *help, const char *format, ...) {
    char text[TER_ERROR_TEXT_BYTES];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    begin_error(cli);
    ter__output_print(&cli->err, "%s\n", text);
    if (help != NULL) {
        ter__output_print(&cli->err, "help: did you mean \"%s\"?\n", help);
    } else if (cli->command != NULL) {
        ter__output_print(&cli->err, "usage: tercile %s %s\nhelp: tercile %s --help\n", cli->command->name, cli->command->arguments,
                          cli->command->name);
    } else {
        ter__output_text(&cli->err, "help: tercile --help\n");
    }
    ter__output_flush(&cli->err);
    return TER__EXIT_USAGE;
}

void ter__note(ter__cli *cli, const char *format, ...) {
    if (cli->quiet) {
        return;
    }
    char text[2048];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    ter__output_text(&cli->err, text);
    ter__output_text(&cli->err, "\n");
    ter__output_flush(&cli->err);
}

int ter__print_json(ter__cli *cli, ter_json *json) {
    ter_error error = {TER_OK, ""};
    char *text = NULL;
    int code = TER__EXIT_OK;
    if (ter_json_finish(json, &text, &error) != TER_OK) {
        code = ter__fail(cli, &error);
    } else {
        ter__output_text(&cli->out, text);
        ter_bytes_free((uint8_t *)text);
    }
    ter_json_destroy(json);
    return code;
}

void ter__print_double(ter__output *output, double value, bool hexadecimal) {
    char text[TER_DOUBLE_TEXT_BYTES];
    size_t length = hexadecimal ? ter_text_from_double_hex(value, text) : ter_text_from_double(value, text);
    ter__output_bytes(output, text, length);
}
