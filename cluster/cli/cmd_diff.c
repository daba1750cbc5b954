/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether two results are the same bytes: jobs of the cluster, or folders. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/fetch_pack.h"
#include "tercile/steps.h"

#define LINE_BYTES 120

typedef struct side {
    const char *name;
    uint8_t *bytes;
    size_t length;
    char digest[65];
    bool of_cluster; /* how bytes are freed */
} side;

static void release(side *s) {
    if (s->of_cluster) {
        free(s->bytes);
    } else {
        ter_bytes_free(s->bytes);
    }
}

/* A folder when it is one with a result, or can be nothing else. */
static bool is_folder(const char *name) {
    char path[4352];
    int length = snprintf(path, sizeof path, "%s/results.json", name);
    return !ter__job_id_valid(name) || (length > 0 && (size_t)length < sizeof path && access(path, F_OK) == 0);
}

static int read_side(ter__cli *cli, ter__client **client, const char *name, side *s) {
    ter_error error = {TER_OK, ""};
    s->name = name;
    if (is_folder(name)) {
        return ter_pack_read(name, &s->bytes, &s->length, s->digest, &error) == TER_OK ? 0 : ter__fail(cli, &error);
    }
    json_t *job = NULL;
    int code = *client == NULL ? ter__remote_open(cli, client) : 0;
    code = code != 0 ? code : ter__remote_job(cli, *client, name, &job);
    code = code != 0 ? code : ter__fetch_pack(cli, *client, job, &s->bytes, &s->length);
    s->of_cluster = true;
    snprintf(s->digest, sizeof s->digest, "%s", ter__remote_text_at(job, "digest"));
    json_decref(job);
    return code;
}

/* The line at `at`, cut, without what a terminal would take for a command. */
static void line_text(char text[LINE_BYTES], const uint8_t *file, size_t length, size_t at) {
    size_t count = 0;
    for (; at < length && file[at] != '\n' && count < LINE_BYTES - 4; at++) {
        text[count++] = file[at] >= ' ' && file[at] < 127 ? (char)file[at] : '?';
    }
    snprintf(text + count, 4, "%s", at < length && file[at] != '\n' ? "..." : "");
}

static void add_difference(json_t *list, const char *name, const uint8_t *a, size_t a_length, const uint8_t *b, size_t b_length) {
    size_t at = 0, begin = 0, line = 1;
    while (at < a_length && at < b_length && a[at] == b[at]) {
        if (a[at++] == '\n') {
            begin = at;
            line++;
        }
    }
    char left[LINE_BYTES], right[LINE_BYTES];
    /* A long line is shown from shortly before the place where it differs. */
    begin = at - begin > 60 ? at - 40 : begin;
    line_text(left, a, a_length, begin);
    line_text(right, b, b_length, begin);
    json_array_append_new(list, json_pack("{s:s, s:I, s:s, s:s}", "file", name, "line", (json_int_t)line, "a", left, "b", right));
}

static json_t *differences(const side *a, const side *b) {
    json_t *list = json_array();
    const char *name;
    const uint8_t *file, *other;
    size_t length, other_length;
    for (size_t i = 0; ter_pack_file(a->bytes, a->length, i, &name, &file, &length); i++) {
        if (!ter__pack_find(b->bytes, b->length, name, &other, &other_length)) {
            json_array_append_new(list, json_pack("{s:s, s:s}", "file", name, "only_in", "a"));
        } else if (length != other_length || memcmp(file, other, length) != 0) {
            add_difference(list, name, file, length, other, other_length);
        }
    }
    for (size_t i = 0; ter_pack_file(b->bytes, b->length, i, &name, &file, &length); i++) {
        if (!ter__pack_find(a->bytes, a->length, name, &other, &other_length)) {
            json_array_append_new(list, json_pack("{s:s, s:s}", "file", name, "only_in", "b"));
        }
    }
    return list;
}

static void print_differences(ter__cli *cli, const side *a, const side *b, const json_t *list) {
    size_t index;
    json_t *entry;
    ter__output *out = &cli->out;
    ter__output_print(out, "%zu file%s differ%s\n", json_array_size(list), json_array_size(list) == 1 ? "" : "s",
                      json_array_size(list) == 1 ? "s" : "");
    json_array_foreach((json_t *)list, index, entry) {
        const char *only = ter__remote_text_at(entry, "only_in");
        if (only[0] != '\0') {
            ter__output_print(out, "%s: only in %s\n", ter__remote_text_at(entry, "file"), only[0] == 'a' ? a->name : b->name);
            continue;
        }
        ter__output_print(out, "%s:%llu:\n", ter__remote_text_at(entry, "file"),
                          (unsigned long long)ter__remote_number_at(entry, "line"));
        ter__output_style(out, TER__RED);
        ter__output_print(out, "  %s: %s\n", a->name, ter__remote_text_at(entry, "a"));
        ter__output_style(out, TER__GREEN);
        ter__output_print(out, "  %s: %s\n", b->name, ter__remote_text_at(entry, "b"));
        ter__output_style(out, TER__PLAIN);
    }
}

static int compare(ter__cli *cli, const side *a, const side *b) {
    json_t *list = differences(a, b);
    bool same = json_array_size(list) == 0;
    int code = same ? TER__EXIT_OK : TER__EXIT_DIFFERENT;
    if (cli->json) {
        json_t *value = json_pack("{s:b, s:{s:s, s:s}, s:{s:s, s:s}, s:O}", "same", same ? 1 : 0, "a", "name", a->name, "digest",
                                  a->digest, "b", "name", b->name, "digest", b->digest, "differences", list);
        int printed = ter__print_versioned(cli, "tercile_diff", value, false);
        code = printed != TER__EXIT_OK ? printed : code;
        json_decref(value);
    } else if (!same) {
        print_differences(cli, a, b, list);
    } else if (strcmp(a->digest, b->digest) == 0) {
        ter__output_print(&cli->out, "same bytes %s\n", a->digest);
    } else {
        ter_error error = {TER_OK, ""};
        ter_error_set(&error, TER_INTERNAL, "the files are the same, their digests are not: %s, %s", a->digest, b->digest);
        code = ter__fail(cli, &error);
    }
    json_decref(list);
    return code;
}

int ter__cmd_diff(ter__cli *cli) {
    ter__client *client = NULL;
    side a = {.name = NULL}, b = {.name = NULL};
    int code = read_side(cli, &client, cli->arguments[0], &a);
    code = code != 0 ? code : read_side(cli, &client, cli->arguments[1], &b);
    code = code != 0 ? code : compare(cli, &a, &b);
    release(&a);
    release(&b);
    ter__client_close(client);
    return code;
}
