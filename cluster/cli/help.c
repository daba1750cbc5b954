/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"

#define NAME_COLUMNS 30

static void heading(ter__output *output, const char *text) {
    ter__output_style(output, TER__BOLD);
    ter__output_print(output, "%s\n", text);
    ter__output_style(output, TER__PLAIN);
}

static void line(ter__output *output, const char *left, const char *right) {
    ter__output_text(output, "  ");
    ter__output_style(output, TER__CYAN);
    ter__output_cell(output, left, NAME_COLUMNS, false);
    ter__output_style(output, TER__PLAIN);
    if (ter__text_columns(left) >= NAME_COLUMNS) {
        ter__output_print(output, "\n%*s", NAME_COLUMNS + 2, "");
    }
    ter__output_print(output, " %s\n", right);
}

static void command_line(ter__output *output, const ter__command *command) {
    char left[128];
    snprintf(left, sizeof left, "%s %s", command->name, command->arguments);
    line(output, left, command->summary);
}

static void option_lines(ter__output *output, const ter__option *option) {
    for (; option != NULL && option->name != NULL; option++) {
        char left[96], letter[8] = "    ";
        if (option->letter != 0) {
            snprintf(letter, sizeof letter, "-%c, ", option->letter);
        }
        snprintf(left, sizeof left, "%s--%s%s%s", letter, option->name, option->value != NULL ? " " : "",
                 option->value != NULL ? option->value : "");
        line(output, left, option->help);
    }
}

void ter__help_all(ter__output *output) {
    ter__output_text(output, "Tercile: statistics with the same bytes everywhere\n\n");
    heading(output, "usage: tercile COMMAND [ARGUMENTS] [OPTIONS]");
    ter__output_text(output, "\n");
    heading(output, "commands");
    for (size_t i = 0; i < ter__command_count(); i++) {
        const ter__command *command = ter__command_at(i);
        command_line(output, command);
    }
    ter__output_text(output, "\n");
    heading(output, "options of every command");
    option_lines(output, ter__common_options);
    ter__output_text(output, "\nexit codes: 0 ok, 1 failed, 2 usage, job file or input, 3 no node answers, 4 cancelled,\n"
                             "            5 timed out, 6 check failed or results differ, 69 an optional part is missing,\n"
                             "            130 Ctrl-C, 141 the reader of the output went away\n"
                             "more: tercile help COMMAND\n");
}

void ter__help_group(ter__output *output, const char *group) {
    char title[128];
    snprintf(title, sizeof title, "usage: tercile %s COMMAND [ARGUMENTS] [OPTIONS]", group);
    heading(output, title);
    ter__output_text(output, "\n");
    for (size_t i = 0; i < ter__command_count(); i++) {
        const ter__command *command = ter__command_at(i);
        size_t length = ter__command_group_length(command);
        if (length == strlen(group) && strncmp(command->name, group, length) == 0) {
            command_line(output, command);
        }
    }
}

void ter__help_command(ter__output *output, const ter__command *command) {
    char title[256];
    snprintf(title, sizeof title, "usage: tercile %s %s%s[OPTIONS]", command->name, command->arguments,
             command->arguments[0] != '\0' ? " " : "");
    heading(output, title);
    ter__output_print(output, "\n%s\n", command->summary);
    if (command->details != NULL) {
        ter__output_print(output, "\n%s\n", command->details);
    }
    ter__output_text(output, "\n");
    heading(output, "options");
    option_lines(output, command->options);
    option_lines(output, ter__common_options);
}
