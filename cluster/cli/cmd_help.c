/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "tercile/text.h"

#define NAMES_MAX 64

int ter__cmd_help(ter__cli *cli) {
    if (cli->argument_count == 0) {
        ter__help_all(&cli->out);
        return TER__EXIT_OK;
    }
    char name[128];
    snprintf(name, sizeof name, "%s%s%s", cli->arguments[0], cli->argument_count > 1 ? " " : "",
             cli->argument_count > 1 ? cli->arguments[1] : "");
    const char *candidates[NAMES_MAX];
    size_t count = 0;
    for (size_t i = 0; i < ter__command_count() && count < NAMES_MAX; i++) {
        const ter__command *command = ter__command_at(i);
        size_t group = ter__command_group_length(command);
        if (strcmp(command->name, name) == 0) {
            ter__help_command(&cli->out, command);
            return TER__EXIT_OK;
        }
        if (group > 0 && strlen(name) == group && strncmp(command->name, name, group) == 0) {
            ter__help_group(&cli->out, name);
            return TER__EXIT_OK;
        }
        candidates[count++] = command->name;
    }
    return ter__fail_usage(cli, ter_text_suggest(name, candidates, count), "unknown command \"%s\"", name);
}
