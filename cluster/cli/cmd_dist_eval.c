/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tercile dist eval --batch FILE: many evaluations in one process, for scripts and for comparisons with other systems. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/law.h"
#include "tercile/text.h"

#define LINE_BYTES_MAX 65536
#define ERRORS_SHOWN   20
#define LAW_BYTES_MAX  4096

/* Laws are kept by their text: files often repeat a few of them. Direct mapped, so that the memory is bounded. */
#define CACHE_SLOTS 64

typedef struct slot {
    char *text;
    ter_dist *dist;
} slot;

typedef struct batch {
    ter__cli *cli;
    const char *name;
    size_t line, errors;
    slot cache[CACHE_SLOTS];
} batch;

static void complain(batch *b, const char *format, const char *text) {
    b->errors++;
    ter__output *err = &b->cli->err;
    if (b->errors <= ERRORS_SHOWN) {
        ter__output_print(err, "%s:%zu: error: ", b->name, b->line);
        ter__output_print(err, "%s%s\n", format, text);
    } else if (b->errors == ERRORS_SHOWN + 1) {
        ter__output_text(err, "further errors are not shown\n");
    }
}

static size_t slot_of(const char *text) {
    size_t hash = 5381;
    for (const unsigned char *byte = (const unsigned char *)text; *byte != '\0'; byte++) {
        hash = hash * 33 + *byte;
    }
    return hash % CACHE_SLOTS;
}

static const ter_dist *find_law(batch *b, const char *text) {
    slot *kept = &b->cache[slot_of(text)];
    if (kept->text != NULL && strcmp(kept->text, text) == 0) {
        return kept->dist;
    }
    ter_error error = {TER_OK, ""};
    ter_dist *dist = NULL;
    if (strlen(text) > LAW_BYTES_MAX) {
        complain(b, "the law is longer than 4096 bytes", "");
        return NULL;
    }
    if (ter_dist_parse(&dist, text, &error) != TER_OK) {
        complain(b, error.text, "");
        return NULL;
    }
    char *copy = strdup(text);
    if (copy == NULL) {
        ter_dist_destroy(dist);
        complain(b, "out of memory", "");
        return NULL;
    }
    free(kept->text);
    ter_dist_destroy(kept->dist);
    kept->text = copy;
    kept->dist = dist;
    return dist;
}

static bool find_summary(const char *word, ter_summary *summary) {
    for (int i = 0; i < TER_SUMMARY_COUNT; i++) {
        if (strcmp(ter_summary_word((ter_summary)i), word) == 0) {
            *summary = (ter_summary)i;
            return true;
        }
    }
    return false;
}

static bool evaluate_summary(batch *b, ter_summary summary, const char *law, double *value) {
    const ter_dist *dist = find_law(b, law);
    if (dist == NULL) {
        return false;
    }
    ter_status status = ter_dist_summary(dist, summary, value);
    if (status != TER_OK && status != TER_INFINITE && status != TER_UNDEFINED) {
        complain(b, ter_status_text(status), "");
        return false;
    }
    *value = status == TER_UNDEFINED ? (double)NAN : *value;
    return true;
}

/* Splits the line in place at its tabs and evaluates it. */
static bool evaluate(batch *b, char *line, double *value) {
    char *law = strchr(line, '\t');
    ter_summary summary;
    if (law == NULL) {
        complain(b, "expected OPERATION<TAB>LAW<TAB>X", "");
        return false;
    }
    *law++ = '\0';
    char *x = strchr(law, '\t');
    if (x == NULL || find_summary(line, &summary)) {
        if (x != NULL || !find_summary(line, &summary)) {
            complain(b, x != NULL ? "a summary takes no X: " : "X is missing: expected OPERATION<TAB>LAW<TAB>X",
                     x != NULL ? line : "");
            return false;
        }
        return evaluate_summary(b, summary, law, value);
    }
    *x++ = '\0';
    ter_operation operation;
    ter_error error = {TER_OK, ""};
    double point;
    if (ter_operation_find(&operation, line, &error) != TER_OK) {
        complain(b, error.text, "");
        return false;
    }
    if (ter_text_to_double(x, strlen(x), &point) != TER_OK) {
        complain(b, "no number: ", x);
        return false;
    }
    const ter_dist *dist = find_law(b, law);
    if (dist == NULL) {
        return false;
    }
    *value = ter_dist_eval(dist, operation, point);
    return true;
}

static void read_lines(batch *b, FILE *file, char *line) {
    while (b->cli->out.failure == 0 && fgets(line, LINE_BYTES_MAX, file) != NULL) {
        b->line++;
        size_t length = strlen(line);
        bool whole = length > 0 && (line[length - 1] == '\n' || feof(file) != 0);
        while (length > 0 && (line[length - 1] == '\n' || line[length - 1] == '\r')) {
            line[--length] = '\0';
        }
        if (whole && (length == 0 || line[0] == '#')) {
            continue;
        }
        double value;
        bool valid = whole;
        if (!whole) {
            int byte = 0;
            while (byte != '\n' && byte != EOF) {
                byte = fgetc(file);
            }
            complain(b, "the line is too long, or holds a zero byte", "");
        } else {
            valid = evaluate(b, line, &value);
        }
        if (valid) {
            ter__print_double(&b->cli->out, value, true);
            ter__output_text(&b->cli->out, "\n");
        } else {
            ter__output_text(&b->cli->out, "error\n");
        }
    }
}

static int fail_file(ter__cli *cli, const char *name, int reason) {
    ter_error error = {TER_OK, ""};
    ter_status status = reason == ENOENT ? TER_NOT_FOUND : reason == EACCES ? TER_NO_PERMISSION : TER_INPUT_OUTPUT;
    ter_error_set(&error, status, "%s: %s", name, strerror(reason));
    ter__fail(cli, &error);
    return TER__EXIT_USAGE;
}

static int run(ter__cli *cli, batch *b, FILE *file) {
    char *line = malloc(LINE_BYTES_MAX);
    if (line == NULL) {
        ter_error error = {TER_NO_MEMORY, "out of memory for a line"};
        return ter__fail(cli, &error);
    }
    errno = 0;
    read_lines(b, file, line);
    int reason = ferror(file) != 0 ? errno : 0;
    free(line);
    for (size_t i = 0; i < CACHE_SLOTS; i++) {
        free(b->cache[i].text);
        ter_dist_destroy(b->cache[i].dist);
    }
    if (reason != 0) {
        return fail_file(cli, b->name, reason);
    }
    if (b->errors > 0) {
        ter__output_print(&cli->err, "error: %zu of the lines of %s could not be evaluated\n", b->errors, b->name);
        return TER__EXIT_USAGE;
    }
    return TER__EXIT_OK;
}

int ter__cmd_dist_eval(ter__cli *cli) {
    const char *name = ter__given_text(cli, "batch");
    if (name == NULL) {
        return ter__fail_usage(cli, NULL, "tercile dist eval: --batch FILE is missing");
    }
    batch *b = calloc(1, sizeof *b);
    if (b == NULL) {
        ter_error error = {TER_NO_MEMORY, "out of memory"};
        return ter__fail(cli, &error);
    }
    b->cli = cli;
    bool standard_input = strcmp(name, "-") == 0;
    b->name = standard_input ? "standard input" : name;
    FILE *file = standard_input ? stdin : fopen(name, "r");
    int code = file == NULL ? fail_file(cli, name, errno) : run(cli, b, file);
    if (file != NULL && !standard_input) {
        fclose(file);
    }
    free(b);
    return code;
}
