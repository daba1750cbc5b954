/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From argv to a command, and from its result to an exit code. */
#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "tercile/text.h"

#define NAMES_MAX 64

static bool is_group(const char *word) {
    for (size_t i = 0; i < ter__command_count(); i++) {
        const ter__command *command = ter__command_at(i);
        size_t length = ter__command_group_length(command);
        if (length > 0 && strlen(word) == length && strncmp(command->name, word, length) == 0) {
            return true;
        }
    }
    return false;
}

/* The command of one word, or of two when `second` is not null. */
static const ter__command *find_command(const char *first, const char *second) {
    char name[128];
    snprintf(name, sizeof name, "%s%s%s", first, second != NULL ? " " : "", second != NULL ? second : "");
    for (size_t i = 0; i < ter__command_count(); i++) {
        if (strcmp(ter__command_at(i)->name, name) == 0) {
            return ter__command_at(i);
        }
    }
    return NULL;
}

/* Candidates: first words of all commands, or second words of a group. */
static const char *nearest(const char *word, const char *group) {
    static const char *const groups[] = {"dist"};
    const char *candidates[NAMES_MAX];
    size_t count = 0;
    for (size_t i = 0; i < ter__command_count() && count < NAMES_MAX - 1; i++) {
        const ter__command *command = ter__command_at(i);
        size_t length = ter__command_group_length(command);
        if (group == NULL && length == 0) {
            candidates[count++] = command->name;
        } else if (group != NULL && length == strlen(group) && strncmp(command->name, group, length) == 0) {
            candidates[count++] = command->name + length + 1;
        }
    }
    if (group == NULL) {
        candidates[count++] = groups[0];
    }
    return ter_text_suggest(word, candidates, count);
}

static int run_group(ter__cli *cli, const char *group, int count, char **words) {
    bool wants_help = count > 0 && (strcmp(words[0], "--help") == 0 || strcmp(words[0], "-h") == 0);
    if (wants_help) {
        ter__help_group(&cli->out, group);
        return TER__EXIT_OK;
    }
    if (count == 0) {
        ter__help_group(&cli->err, group);
        ter__output_flush(&cli->err);
        return TER__EXIT_USAGE;
    }
    return ter__fail_usage(cli, nearest(words[0], group), "unknown command \"%s %s\"", group, words[0]);
}

static int run_command(ter__cli *cli, int count, char **words) {
    int code = ter__cli_parse(cli, count, words);
    if (code != 0) {
        return code;
    }
    if (ter__given(cli, "help")) {
        ter__help_command(&cli->out, cli->command);
        return TER__EXIT_OK;
    }
    return cli->command->run(cli);
}

static bool is_word(const char *word, const char *long_form, const char *short_form) {
    return strcmp(word, long_form) == 0 || strcmp(word, short_form) == 0;
}

static int run_words(ter__cli *cli, int count, char **words) {
    /* Switches may stand before the command: they are moved behind it. */
    int first = 0;
    while (first < count && words[first][0] == '-') {
        first++;
    }
    if (first == count) {
        if (count > 0 && is_word(words[0], "--version", "-V")) {
            return ter__cmd_version(cli);
        }
        if (count > 0 && !is_word(words[0], "--help", "-h")) {
            int code = ter__cli_parse(cli, count, words);
            if (code != 0) {
                return code;
            }
        }
        bool asked = count > 0 && is_word(words[0], "--help", "-h");
        ter__help_all(asked ? &cli->out : &cli->err);
        ter__output_flush(&cli->err);
        return asked ? TER__EXIT_OK : TER__EXIT_USAGE;
    }
    int second = first + 1;
    bool group = is_group(words[first]);
    cli->command = find_command(words[first], group && second < count ? words[second] : NULL);
    if (cli->command == NULL) {
        return group ? run_group(cli, words[first], count - second, words + second)
                     : ter__fail_usage(cli, nearest(words[first], NULL), "unknown command \"%s\"", words[first]);
    }
    int used = group ? second + 1 : second;
    memmove(words + used - first, words, (size_t)first * sizeof *words);
    return run_command(cli, count - (used - first), words + used - first);
}

/* A full disk or a closed pipe behind standard output is a failure even when the command itself went well. */
static int finish(ter__cli *cli, int code) {
    ter__output_flush(&cli->out);
    int failure = cli->out.failure;
    if (failure == EPIPE) {
        code = code == TER__EXIT_OK ? TER__EXIT_CLOSED_PIPE : code;
    } else if (failure != 0) {
        ter__output_print(&cli->err, "error: writing to standard output: %s\n", strerror(failure));
        code = code == TER__EXIT_OK ? TER__EXIT_FAILED : code;
    }
    ter__output_flush(&cli->err);
    return code;
}

int ter__cli_main(int argc, char **argv) {
    setlocale(LC_CTYPE, "");
    signal(SIGPIPE, SIG_IGN); /* a reader that leaves early is told apart by EPIPE; a job that runs is not killed by it */
    ter__cli *cli = calloc(1, sizeof *cli);
    int count = argc > 0 ? argc - 1 : 0;
    char **words = calloc((size_t)count + 1, sizeof *words);
    const char **arguments = calloc((size_t)count + 1, sizeof *arguments);
    int code = TER__EXIT_FAILED;
    if (cli != NULL && words != NULL && arguments != NULL) {
        memcpy(words, argv + 1, (size_t)count * sizeof *words);
        cli->arguments = arguments;
        ter__output_open(&cli->out, STDOUT_FILENO, false);
        ter__output_open(&cli->err, STDERR_FILENO, false);
        code = finish(cli, run_words(cli, count, words));
    } else {
        fputs("error: out of memory\n", stderr);
    }
    free(arguments);
    free(words);
    free(cli);
    return code;
}
