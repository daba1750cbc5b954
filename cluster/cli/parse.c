/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From words to options and arguments. Options may stand anywhere; "--" ends them; "-1.5", "-inf" and "-" are arguments. */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "tercile/text.h"

#define CANDIDATES_MAX 64

static bool is_option(const char *word) {
    double number;
    return word[0] == '-' && word[1] != '\0' && ter_text_to_double(word, strlen(word), &number) != TER_OK &&
           !(word[1] >= '0' && word[1] <= '9') && word[1] != '.';
}

static const ter__option *find_in(const ter__option *options, const char *name, size_t length, char letter) {
    for (; options != NULL && options->name != NULL; options++) {
        if (letter != 0 ? options->letter == letter
                        : strlen(options->name) == length && strncmp(options->name, name, length) == 0) {
            return options;
        }
    }
    return NULL;
}

static const ter__option *find_option(const ter__cli *cli, const char *name, size_t length, char letter) {
    const ter__option *option = find_in(ter__common_options, name, length, letter);
    return option == NULL && cli->command != NULL ? find_in(cli->command->options, name, length, letter) : option;
}

static int unknown_option(ter__cli *cli, const char *word) {
    const char *candidates[CANDIDATES_MAX];
    size_t count = 0;
    const ter__option *lists[] = {cli->command != NULL ? cli->command->options : NULL, ter__common_options};
    for (size_t i = 0; i < 2; i++) {
        for (const ter__option *option = lists[i]; option != NULL && option->name != NULL && count < CANDIDATES_MAX; option++) {
            candidates[count++] = option->name;
        }
    }
    char name[64];
    const char *bare = word + strspn(word, "-");
    snprintf(name, sizeof name, "%.*s", (int)strcspn(bare, "="), bare);
    const char *near = strlen(name) > 1 ? ter_text_suggest(name, candidates, count) : NULL;
    char help[80];
    snprintf(help, sizeof help, "--%s", near != NULL ? near : "");
    return ter__fail_usage(cli, near != NULL ? help : NULL, "unknown option \"%s\"%s%s%s", word,
                           cli->command != NULL ? " of tercile " : "", cli->command != NULL ? cli->command->name : "", "");
}

static int keep(ter__cli *cli, const ter__option *option, const char *value) {
    if (cli->given_count == TER__GIVEN_MAX) {
        return ter__fail_usage(cli, NULL, "more than %d options", TER__GIVEN_MAX);
    }
    cli->given[cli->given_count].option = option;
    cli->given[cli->given_count++].value = value;
    return 0;
}

/* Reads one option at words[*at] and its value, which may be the next word. */
static int read_option(ter__cli *cli, int count, char **words, int *at) {
    const char *word = words[*at];
    bool is_long = word[1] == '-';
    const char *name = is_long ? word + 2 : word + 1;
    size_t length = is_long ? strcspn(name, "=") : 1;
    const ter__option *option = find_option(cli, name, length, is_long ? 0 : name[0]);
    if (option == NULL) {
        return unknown_option(cli, word);
    }
    const char *value = name + length;
    if (option->value == NULL) {
        if (*value != '\0') {
            return ter__fail_usage(cli, NULL, "option \"--%s\" takes no value", option->name);
        }
        return keep(cli, option, NULL);
    }
    if (*value == '\0') {
        if (*at + 1 >= count || (is_option(words[*at + 1]) && words[*at + 1][1] != '\0')) {
            return ter__fail_usage(cli, NULL, "option \"--%s\" needs a value: %s", option->name, option->value);
        }
        value = words[++*at];
    } else if (is_long) {
        value++;
    }
    return keep(cli, option, value);
}

static int check_count(ter__cli *cli) {
    const ter__command *command = cli->command;
    if (command == NULL || ter__given(cli, "help")) {
        return 0;
    }
    if (cli->argument_count < command->arguments_min) {
        return ter__fail_usage(cli, NULL, "tercile %s: an argument is missing", command->name);
    }
    if (cli->argument_count > command->arguments_max) {
        return ter__fail_usage(cli, NULL, "tercile %s: \"%s\" is an argument too many", command->name,
                               cli->arguments[command->arguments_max]);
    }
    return 0;
}

int ter__cli_parse(ter__cli *cli, int count, char **words) {
    bool options_end = false;
    for (int i = 0; i < count; i++) {
        if (!options_end && strcmp(words[i], "--") == 0) {
            options_end = true;
        } else if (!options_end && is_option(words[i])) {
            int code = read_option(cli, count, words, &i);
            if (code != 0) {
                return code;
            }
        } else {
            cli->arguments[cli->argument_count++] = words[i];
        }
    }
    cli->json = ter__given(cli, "json");
    cli->quiet = ter__given(cli, "quiet");
    if (ter__given(cli, "no-color")) {
        cli->out.color = cli->err.color = false;
    }
    return check_count(cli);
}

bool ter__given(const ter__cli *cli, const char *option) {
    for (size_t i = 0; i < cli->given_count; i++) {
        if (strcmp(cli->given[i].option->name, option) == 0) {
            return true;
        }
    }
    return false;
}

const char *ter__given_text(const ter__cli *cli, const char *option) {
    const char *value = NULL;
    for (size_t i = 0; i < cli->given_count; i++) { /* the last one counts */
        if (strcmp(cli->given[i].option->name, option) == 0) {
            value = cli->given[i].value;
        }
    }
    return value;
}

int ter__given_number(ter__cli *cli, const char *option, uint64_t lower, uint64_t upper, uint64_t *value) {
    const char *text = ter__given_text(cli, option);
    if (text == NULL) {
        return 0;
    }
    uint64_t number = 0;
    bool valid = text[0] != '\0';
    for (const char *digit = text; valid && *digit != '\0'; digit++) {
        uint64_t next = (uint64_t)(*digit - '0');
        valid = *digit >= '0' && *digit <= '9' && number <= (UINT64_MAX - next) / 10;
        number = number * 10 + (valid ? next : 0);
    }
    if (!valid || number < lower || number > upper) {
        return ter__fail_usage(cli, NULL, "option \"--%s\": \"%s\" is no whole number from %llu to %llu", option, text,
                               (unsigned long long)lower, (unsigned long long)upper);
    }
    *value = number;
    return 0;
}

int ter__read_number(ter__cli *cli, const char *what, const char *text, double *value) {
    if (ter_text_to_double(text, strlen(text), value) == TER_OK) {
        return 0;
    }
    return ter__fail_usage(cli, NULL, "%s: \"%s\" is no number (decimal or hexadecimal, nan, inf, -inf)", what, text);
}
