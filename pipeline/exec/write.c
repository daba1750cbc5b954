/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A run's files: the result folder, complete or not at all, and the run record beside it. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exec/run.h"
#include "report/report.h"
#include "table/digest.h"
#include "table/file.h"

/* The file that marks a folder as a result of ours, and that every result has. */
#define MARKER      "results.json"
#define REPORT_FILE "report.html"

/* Adds files to the folder and to the digest: name, a zero byte, length, bytes. */
typedef struct writer {
    ter__folder *folder;
    ter__digest *digest;
} writer;

/* Whether some kind of stage gives a table of that name. */
static bool is_table(const char *name, size_t length) {
    char table[64];
    if (length >= sizeof table) {
        return false;
    }
    memcpy(table, name, length);
    table[length] = '\0';
    for (size_t i = 0; ter__stage_at(i) != NULL; i++) {
        if (ter__stage_table_number(ter__stage_at(i), table) != SIZE_MAX) {
            return true;
        }
    }
    return strcmp(table, "warnings") == 0;
}

/* What a result may hold; ids have no points, so a table's file is ID.TABLE.csv. A CSV file of another name is somebody's own. */
static bool belongs(const char *name) {
    const char *point = strchr(name, '.'), *end = point != NULL ? strchr(point + 1, '.') : NULL;
    if (end == NULL) {
        return strcmp(name, MARKER) == 0 || strcmp(name, REPORT_FILE) == 0;
    }
    return strcmp(end, ".csv") == 0 && is_table(point + 1, (size_t)(end - point - 1));
}

static ter_status add_file(const writer *w, const char *name, const void *bytes, size_t length, ter_error *error) {
    char size[32];
    int digits = snprintf(size, sizeof size, "%zu:", length);
    ter_status status = ter__digest_add(w->digest, name, strlen(name) + 1);
    if (status == TER_OK) {
        status = ter__digest_add(w->digest, size, (size_t)digits);
    }
    if (status == TER_OK) {
        status = ter__digest_add(w->digest, bytes, length);
    }
    if (status != TER_OK) {
        return ter_error_set(error, status, "cannot digest \"%s\"", name);
    }
    return ter__folder_add(w->folder, name, bytes, length, error);
}

static ter_status add_csv(const writer *w, const char *stage, const char *table_name, const ter_table *table, ter_error *error) {
    char name[160];
    uint8_t *bytes;
    size_t length;
    (void)snprintf(name, sizeof name, "%s.%s.csv", stage, table_name);
    ter_status status = ter_csv_write(table, &bytes, &length, error);
    if (status == TER_OK) {
        status = add_file(w, name, bytes, length, error);
        ter_bytes_free(bytes);
    }
    return status;
}

static ter_status add_tables(const writer *w, const ter_run *run, ter_error *error) {
    ter_status status = TER_OK;
    for (size_t stage = 0; status == TER_OK && stage < run->job->stage_count; stage++) {
        for (size_t i = 0; status == TER_OK && i < ter_run_table_count(run, stage); i++) {
            if (run->job->stages[stage].kind->tables[i].columns != NULL) { /* rows are data, not results */
                status =
                    add_csv(w, run->job->stages[stage].id, ter_run_table_name(run, stage, i), ter_run_table(run, stage, i), error);
            }
        }
    }
    return status == TER_OK ? add_csv(w, "run", "warnings", ter_run_warnings(run), error) : status;
}

/* The first report stage that asks for a format; SIZE_MAX when none does. */
static size_t asking(const ter_run *run, const char *format) {
    for (size_t stage = 0; stage < run->job->stage_count; stage++) {
        const ter__job_stage *s = &run->job->stages[stage];
        if (strcmp(s->kind->name, "report") == 0 && ter__setting_has_choice(s->settings, "formats", format)) {
            return stage;
        }
    }
    return SIZE_MAX;
}

static ter_status add_all(const writer *w, const ter_run *run, ter_error *error) {
    char *text;
    size_t page = asking(run, "html");
    ter_status status = ter_run_json(run, &text, error);
    if (status == TER_OK) {
        status = add_file(w, MARKER, text, strlen(text), error);
        ter_bytes_free((uint8_t *)text);
    }
    if (status == TER_OK && asking(run, "csv") != SIZE_MAX) {
        status = add_tables(w, run, error);
    }
    if (status == TER_OK && page != SIZE_MAX) {
        status = ter__report_html(run, page, &text, error);
        if (status == TER_OK) {
            status = add_file(w, REPORT_FILE, text, strlen(text), error);
            ter_bytes_free((uint8_t *)text);
        }
    }
    return status;
}

static ter_status write_record(const ter_run *run, const char *folder, ter_error *error) {
    size_t length = strlen(folder);
    while (length > 1 && folder[length - 1] == '/') {
        length--;
    }
    size_t room = length + sizeof ".run.json";
    char *path = malloc(room), *text;
    if (path == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "out of memory");
    }
    (void)snprintf(path, room, "%.*s.run.json", (int)length, folder);
    ter_status status = ter_run_record(run, &text, error);
    if (status == TER_OK) {
        status = ter__file_write(path, text, strlen(text), error);
        ter_bytes_free((uint8_t *)text);
    }
    free(path);
    return status;
}

ter_status ter_run_write(const ter_run *run, const char *folder, char *digest, ter_error *error) {
    writer w = {NULL, NULL};
    uint8_t value[TER__DIGEST_BYTES];
    if (!run->complete) {
        return ter_error_set(error, TER_BAD_STATE, "the run did not end: there is no result to write");
    }
    ter_status status = ter__digest_create(&w.digest, error);
    if (status == TER_OK) {
        status = ter__folder_begin(&w.folder, folder, MARKER, belongs, error);
    }
    if (status == TER_OK) {
        status = add_all(&w, run, error);
        if (status == TER_OK && ter__digest_finish(w.digest, value) != TER_OK) {
            status = ter_error_set(error, TER_INTERNAL, "cannot digest the result");
        }
        if (status == TER_OK) {
            status = ter__folder_commit(w.folder, error);
        } else {
            ter__folder_abort(w.folder);
        }
    }
    ter__digest_destroy(w.digest);
    if (status == TER_OK && digest != NULL) {
        ter__digest_text(value, digest);
    }
    return status == TER_OK ? write_record(run, folder, error) : status;
}

ter_status ter_run_json(const ter_run *run, char **text, ter_error *error) {
    return ter__report_json(run, text, error);
}
