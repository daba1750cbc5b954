/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The command line: one table of commands (commands.c), from which come dispatch, --help, completion and "did you mean". A command
 * is a function in a file of its own; it writes data to cli->out, everything else to cli->err, and returns an exit code.
 */
#ifndef TER__CLI_CLI_H
#define TER__CLI_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cli/output.h"
#include "tercile/json.h"
#include "tercile/status.h"

typedef struct ter__cli ter__cli;

typedef struct ter__option {
    const char *name;  /* "threads": --threads */
    char letter;       /* short form, 0 when there is none */
    const char *value; /* "N": what it takes; null for a switch */
    const char *help;
} ter__option;

/* What a shell completes as the arguments of a command. */
typedef enum ter__completes {
    TER__COMPLETES_NOTHING,
    TER__COMPLETES_FILES,
    TER__COMPLETES_FAMILIES,
    TER__COMPLETES_STAGES,
    TER__COMPLETES_SHELLS,
    TER__COMPLETES_COMMANDS
} ter__completes;

typedef struct ter__command {
    const char *name;      /* "dist cdf": one word or two */
    const char *arguments; /* "'LAW' X..." */
    const char *summary;   /* one line */
    const char *details;   /* more for --help of the command; null when there is nothing to add */
    size_t arguments_min, arguments_max;
    const ter__option *options; /* ended by one without a name; null when it has none of its own */
    ter__completes completes;
    int (*run)(ter__cli *cli);
} ter__command;

#define TER__ARGUMENTS_MAX 100000
#define TER__GIVEN_MAX     64

struct ter__cli {
    ter__output out, err;
    bool json, quiet;
    const ter__command *command;
    size_t argument_count;
    const char **arguments;
    size_t given_count;
    struct {
        const ter__option *option;
        const char *value;
    } given[TER__GIVEN_MAX];
};

/* The whole program but for the start of BLAS: parses, runs, flushes. Returns the exit code. */
int ter__cli_main(int argc, char **argv);

/* ---- the table ---------------------------------------------------------------------------------------------------------- */

size_t ter__command_count(void);
const ter__command *ter__command_at(size_t index); /* null past the end */
/* Options that every command has, ended by one without a name. */
extern const ter__option ter__common_options[];
/* The group of a command ("dist") is its first word when it has two; its length, or 0. */
size_t ter__command_group_length(const ter__command *command);

/* Reads the options and arguments after the command's words. Reports what is wrong and gives an exit code, 0 when all is well. */
int ter__cli_parse(ter__cli *cli, int argc, char **argv);

/* ---- options and arguments ---------------------------------------------------------------------------------------------- */

bool ter__given(const ter__cli *cli, const char *option);
const char *ter__given_text(const ter__cli *cli, const char *option); /* null when it was not given */
/* A whole number in lower .. upper; *value is left as it was when the option was not given. An exit code, 0 when all is well. */
int ter__given_number(ter__cli *cli, const char *option, uint64_t lower, uint64_t upper, uint64_t *value);
/* A number as ter_text_to_double reads it; `what` names it in the message. An exit code, 0 when all is well. */
int ter__read_number(ter__cli *cli, const char *what, const char *text, double *value);

/* ---- messages and exit codes -------------------------------------------------------------------------------------------- */

/* experience.md has the list; it is the same for all commands. */
enum {
    TER__EXIT_OK = 0,
    TER__EXIT_FAILED = 1,
    TER__EXIT_USAGE = 2,
    TER__EXIT_UNREACHABLE = 3,
    TER__EXIT_CANCELLED = 4,
    TER__EXIT_TIMEOUT = 5,
    TER__EXIT_DIFFERENT = 6,
    TER__EXIT_NO_BACKEND = 69,
    TER__EXIT_INTERRUPTED = 130,
    TER__EXIT_CLOSED_PIPE = 141
};

int ter__exit_code(ter_status status);

/* "error: ..." on standard error; also under -q. Returns the exit code of the status. */
int ter__fail(ter__cli *cli, const ter_error *error);
/* The same for a mistake in the command line, with a pointer to --help. Returns TER__EXIT_USAGE. */
int ter__fail_usage(ter__cli *cli, const char *help, const char *format, ...) TER_PRINTF(3, 4);
/* A line for people on standard error; nothing under -q. */
void ter__note(ter__cli *cli, const char *format, ...) TER_PRINTF(2, 3);

/* Writes the finished JSON to standard output and destroys the writer; an exit code. */
int ter__print_json(ter__cli *cli, ter_json *json);
/* A double as text for people who compute with it: shortest exact, or hexadecimal. */
void ter__print_double(ter__output *output, double value, bool hexadecimal);

/* ---- help --------------------------------------------------------------------------------------------------------------- */

void ter__help_all(ter__output *output);
void ter__help_group(ter__output *output, const char *group);
void ter__help_command(ter__output *output, const ter__command *command);

#endif
