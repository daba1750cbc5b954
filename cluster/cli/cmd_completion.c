/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Completion scripts, written from the command table. */
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "tercile/dist.h"
#include "tercile/job.h"
#include "tercile/text.h"

static void put_families(ter__output *out) {
    for (size_t i = 0; i < ter_family_count(); i++) {
        ter__output_print(out, "%s%s", i > 0 ? " " : "", ter_family_name(ter_family_at(i)));
    }
}

static void put_stages(ter__output *out) {
    for (size_t i = 0; ter_stage_kind(i) != NULL; i++) {
        ter__output_print(out, "%s%s", i > 0 ? " " : "", ter_stage_kind(i));
    }
}

/* First words of all commands, each once; or the second words of a group. */
static void put_words(ter__output *out, const char *group) {
    const char *before = "";
    for (size_t i = 0; i < ter__command_count(); i++) {
        const ter__command *command = ter__command_at(i);
        size_t length = ter__command_group_length(command);
        if (group != NULL) {
            if (length == strlen(group) && strncmp(command->name, group, length) == 0) {
                ter__output_print(out, "%s%s", before, command->name + length + 1);
                before = " ";
            }
            continue;
        }
        const ter__command *previous = i > 0 ? ter__command_at(i - 1) : NULL;
        size_t word = length > 0 ? length : strlen(command->name);
        if (previous == NULL || length == 0 || ter__command_group_length(previous) != length) {
            ter__output_print(out, "%s%.*s", before, (int)word, command->name);
            before = " ";
        }
    }
}

static void put_arguments(ter__output *out, const ter__command *command) {
    switch (command->completes) {
    case TER__COMPLETES_FAMILIES:
        put_families(out);
        break;
    case TER__COMPLETES_STAGES:
        put_stages(out);
        break;
    case TER__COMPLETES_SHELLS:
        ter__output_text(out, "bash zsh fish");
        break;
    case TER__COMPLETES_COMMANDS:
        put_words(out, NULL);
        break;
    case TER__COMPLETES_FILES:
    case TER__COMPLETES_NOTHING:
        break;
    }
}

static void put_options(ter__output *out, const ter__command *command) {
    const ter__option *lists[] = {command->options, ter__common_options};
    for (size_t i = 0; i < 2; i++) {
        for (const ter__option *option = lists[i]; option != NULL && option->name != NULL; option++) {
            ter__output_print(out, " --%s", option->name);
        }
    }
}

/* The same function serves bash, and zsh through its bashcompinit. */
static void write_bash(ter__output *out) {
    ter__output_text(out, "_tercile() {\n"
                          "    local word=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]} words='' files=''\n"
                          "    COMPREPLY=()\n"
                          "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
                          "        COMPREPLY=($(compgen -W \"");
    put_words(out, NULL);
    ter__output_text(out, "\" -- \"$word\"))\n        return\n    fi\n"
                          "    if [ \"$command\" = dist ]; then\n"
                          "        if [ \"$COMP_CWORD\" -eq 2 ]; then\n"
                          "            COMPREPLY=($(compgen -W \"");
    put_words(out, "dist");
    ter__output_text(out, "\" -- \"$word\"))\n            return\n        fi\n"
                          "        command=\"dist ${COMP_WORDS[2]}\"\n    fi\n"
                          "    case $command in\n");
    for (size_t i = 0; i < ter__command_count(); i++) {
        const ter__command *command = ter__command_at(i);
        ter__output_print(out, "    '%s') words=\"", command->name);
        put_arguments(out, command);
        put_options(out, command);
        ter__output_print(out, "\"%s ;;\n", command->completes == TER__COMPLETES_FILES ? " files=1" : "");
    }
    ter__output_text(out, "    esac\n"
                          "    COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
                          "    if [ -n \"$files\" ] && [ \"${word#-}\" = \"$word\" ]; then\n"
                          "        COMPREPLY=($(compgen -f -- \"$word\"))\n"
                          "    elif [[ \" --batch --out --cluster --identity \" == *\" ${COMP_WORDS[COMP_CWORD-1]} \"* ]]; then\n"
                          "        COMPREPLY=($(compgen -f -- \"$word\"))\n"
                          "    fi\n"
                          "}\n"
                          "complete -o filenames -F _tercile tercile\n");
}

static void write_quoted(ter__output *out, const char *text) {
    for (; *text != '\0'; text++) {
        if (*text == '\'' || *text == '\\') {
            ter__output_text(out, "\\");
        }
        ter__output_bytes(out, text, 1);
    }
}

static void write_fish_options(ter__output *out, const ter__option *option, const char *condition) {
    for (; option != NULL && option->name != NULL; option++) {
        ter__output_print(out, "complete -c tercile%s -l %s", condition, option->name);
        if (option->letter != 0) {
            ter__output_print(out, " -s %c", option->letter);
        }
        ter__output_print(out, "%s -d '", option->value == NULL ? "" : " -r");
        write_quoted(out, option->help);
        ter__output_text(out, "'\n");
    }
}

static void write_fish(ter__output *out) {
    ter__output_text(out, "complete -c tercile -f\n");
    write_fish_options(out, ter__common_options, "");
    for (size_t i = 0; i < ter__command_count(); i++) {
        const ter__command *command = ter__command_at(i);
        size_t length = ter__command_group_length(command);
        char condition[256];
        if (length == 0) {
            ter__output_print(out, "complete -c tercile -n __fish_use_subcommand -a %s -d '", command->name);
            snprintf(condition, sizeof condition, " -n '__fish_seen_subcommand_from %s'", command->name);
        } else {
            ter__output_print(out, "complete -c tercile -n '__fish_seen_subcommand_from %.*s' -a %s -d '", (int)length,
                              command->name, command->name + length + 1);
            snprintf(condition, sizeof condition, " -n '__fish_seen_subcommand_from %.*s; and __fish_seen_subcommand_from %s'",
                     (int)length, command->name, command->name + length + 1);
        }
        write_quoted(out, command->summary);
        ter__output_text(out, "'\n");
        write_fish_options(out, command->options, condition);
        if (command->completes == TER__COMPLETES_FILES) {
            ter__output_print(out, "complete -c tercile%s -F\n", condition);
        } else if (command->completes != TER__COMPLETES_NOTHING && length == 0) {
            ter__output_print(out, "complete -c tercile%s -a '", condition);
            put_arguments(out, command);
            ter__output_text(out, "'\n");
        } else if (command->completes == TER__COMPLETES_FAMILIES) {
            ter__output_print(out, "complete -c tercile%s -a '", condition);
            put_arguments(out, command);
            ter__output_text(out, "'\n");
        }
    }
    ter__output_text(out, "complete -c tercile -n __fish_use_subcommand -a dist -d 'distributions'\n");
}

int ter__cmd_completion(ter__cli *cli) {
    static const char *const shells[] = {"bash", "zsh", "fish"};
    const char *shell = cli->arguments[0];
    if (strcmp(shell, "bash") == 0) {
        write_bash(&cli->out);
    } else if (strcmp(shell, "zsh") == 0) {
        ter__output_text(&cli->out, "autoload -U +X bashcompinit && bashcompinit\n");
        write_bash(&cli->out);
    } else if (strcmp(shell, "fish") == 0) {
        write_fish(&cli->out);
    } else {
        return ter__fail_usage(cli, ter_text_suggest(shell, shells, 3), "unknown shell \"%s\" (bash, zsh or fish)", shell);
    }
    return TER__EXIT_OK;
}
