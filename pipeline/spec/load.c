/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens a job's inputs and checks what needs them: columns and memory. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "spec/job.h"
#include "spec/limits.h"
#include "stage/groups.h"
#include "stage/stage.h"
#include "table/digest.h"
#include "table/file.h"
#include "tercile/steps.h"

/* Columns of a table in memory cost this many bytes a value at most, offsets and validity included; texts count by their bytes in
 * the file. */
#define VALUE_BYTES 12.0

/* ---- inputs ------------------------------------------------------------------------------------------------------------- */

static char *resolve_path(const ter_job *job, const char *path) {
    size_t room = strlen(job->folder) + strlen(path) + 2;
    char *full = malloc(room);
    if (full != NULL) {
        bool as_is = path[0] == '/' || strcmp(job->folder, ".") == 0;
        (void)snprintf(full, room, "%s%s%s", as_is ? "" : job->folder, as_is ? "" : "/", path);
    }
    return full;
}

static ter_status fill_options(ter_csv_options *options, const ter__settings *settings, ter__arena *arena) {
    const ter__setting *types = ter__setting_of(settings, "types"), *missing = ter__setting_of(settings, "na");
    const char **names = ter__arena_take(arena, types->count, sizeof *names);
    ter_type *kinds = ter__arena_take(arena, types->count, sizeof *kinds);
    const char **words = ter__arena_take(arena, missing->count, sizeof *words);
    if (names == NULL || kinds == NULL || words == NULL) {
        return TER_NO_MEMORY;
    }
    for (size_t i = 0; i < types->count; i++) {
        names[i] = types->items[i].name;
        kinds[i] = (ter_type)types->items[i].choice;
    }
    for (size_t i = 0; i < missing->count; i++) {
        words[i] = missing->items[i].text;
    }
    *options = (ter_csv_options){.type_count = types->count,
                                 .type_names = names,
                                 .types = kinds,
                                 .missing_count = missing->count,
                                 .missing = words,
                                 .delimiter = ter__setting_text(settings, "delimiter")[0]};
    return TER_OK;
}

/* The input's bytes: those that were given, or its file's (*read, to be freed). */
static ter_status take_bytes(const ter_job *job, const ter__job_input *input, const char *path, const void **bytes, size_t *length,
                             uint8_t **read, ter_error *error) {
    size_t most = job->memory_bytes < 9e18 ? (size_t)job->memory_bytes : SIZE_MAX / 2;
    if (!input->given) {
        ter_status status = ter__file_read(path, most, read, length, error);
        *bytes = *read;
        return status;
    }
    *bytes = input->bytes;
    *length = input->length;
    return input->length <= most
               ? TER_OK
               : ter_error_set(error, TER_LIMIT, "\"%s\" has %zu bytes; at most %zu are read", path, input->length, most);
}

static ter_status parse_input(ter_job *job, ter__job_input *input, const char *path, ter_error *error) {
    uint8_t *read = NULL;
    const void *bytes = NULL;
    size_t length = 0;
    ter_csv_options options;
    ter_status status = take_bytes(job, input, path, &bytes, &length, &read, error);
    if (status != TER_OK) {
        return status;
    }
    status = ter__digest_text_of(bytes, length, input->digest);
    if (status == TER_OK) {
        status = fill_options(&options, input->settings, job->arena);
    }
    if (status == TER_OK) {
        status = ter_csv_parse(&input->table, bytes, length, path, &options, error);
    } else {
        status = ter_error_set(error, status, "%s: %s", path, ter_status_text(status));
    }
    ter_bytes_free(read);
    return status;
}

char *ter_job_input_path(const ter_job *job, size_t input) {
    return input < job->input_count ? resolve_path(job, ter__setting_text(job->inputs[input].settings, "path")) : NULL;
}

void ter_job_set_input(ter_job *job, size_t input, const void *bytes, size_t length) {
    if (input < job->input_count) {
        job->inputs[input].bytes = bytes;
        job->inputs[input].length = length;
        job->inputs[input].given = true;
    }
}

static ter_status load_input(ter_job *job, ter__job_input *input, ter_diagnostics *diagnostics) {
    const ter__setting *setting = ter__setting_of(input->settings, "path");
    char *path = resolve_path(job, ter__setting_text(input->settings, "path"));
    if (path == NULL) {
        return TER_NO_MEMORY;
    }
    ter_error error = {0};
    ter_status status = parse_input(job, input, path, &error);
    if (status == TER_LIMIT) {
        ter__diagnose(diagnostics, setting->place, "raise resources.memory, or make the file smaller", "input \"%s\": %s",
                      input->name, error.text);
    } else if (status != TER_OK && status != TER_NO_MEMORY) {
        ter__diagnose(diagnostics, setting->place, NULL, "input \"%s\": %s", input->name, error.text);
    }
    const ter__setting *types = ter__setting_of(input->settings, "types");
    for (size_t i = 0; status == TER_OK && i < types->count; i++) {
        ter__item item = {.place = types->items[i].name_place, .text = types->items[i].name};
        (void)ter__bind_column(input->table, &item, false, diagnostics);
    }
    free(path);
    return status == TER_NO_MEMORY ? status : TER_OK;
}

/* ---- memory ------------------------------------------------------------------------------------------------------------- */

/* The input that a stage's rows come from in the end; null when there is none or it could not be read. */
static const ter_table *root_rows(const ter_job *job, size_t stage) {
    for (;;) {
        const ter__setting *from = ter__setting_of(job->stages[stage].settings, "from");
        if (from->count == 0) {
            return NULL;
        }
        if (from->items[0].is_input) {
            return job->inputs[from->items[0].reference].table;
        }
        stage = from->items[0].reference; /* an earlier one: the walk ends */
    }
}

/* The stage on the way to the input that groups the rows. */
static const char *grouping_column(const ter_job *job, size_t stage) {
    for (;;) {
        const ter__settings *settings = job->stages[stage].settings;
        const char *by = ter__setting_text(settings, "by");
        const ter__setting *from = ter__setting_of(settings, "from");
        if (by != NULL || from->count == 0 || from->items[0].is_input) {
            return by;
        }
        stage = from->items[0].reference;
    }
}

static ter_status stage_bytes(const ter_job *job, size_t stage, double *bytes) {
    const ter_table *root = root_rows(job, stage);
    const ter__stage *kind = job->stages[stage].kind;
    *bytes = 0.0;
    if (root == NULL || kind->memory == NULL) {
        return TER_OK;
    }
    double rows = (double)ter_table_rows(root), groups = 1.0;
    const char *by = grouping_column(job, stage);
    if (by != NULL) {
        ter__groups made;
        size_t column;
        groups = rows; /* a derived column: no more than a group a row */
        if (ter_table_find(root, by, &column, NULL) == TER_OK) {
            ter_status status = ter__groups_make(&made, root, by, NULL);
            if (status != TER_OK) {
                return status;
            }
            groups = (double)made.count;
            ter__groups_clear(&made);
        }
    }
    ter__context context = {job, stage, job->stages[stage].settings, NULL};
    *bytes = kind->memory(&context, rows, groups);
    return TER_OK;
}

static ter_status check_memory(const ter_job *job, ter_diagnostics *diagnostics) {
    double sum = 0.0, most = 0.0;
    size_t heaviest = SIZE_MAX;
    for (size_t i = 0; i < job->input_count; i++) {
        const ter_table *table = job->inputs[i].table;
        sum += VALUE_BYTES * (double)ter_table_rows(table) * (double)ter_table_columns(table);
    }
    for (size_t i = 0; i < job->stage_count; i++) {
        double bytes;
        ter_status status = stage_bytes(job, i, &bytes);
        if (status != TER_OK) {
            return status;
        }
        sum += bytes;
        if (bytes > most) {
            most = bytes;
            heaviest = i;
        }
    }
    if (sum > job->memory_bytes) {
        char needed[TER__SIZE_TEXT_BYTES], limit[TER__SIZE_TEXT_BYTES], help[160] = "raise it, or read less";
        ter__size_format(sum, needed);
        ter__size_format(job->memory_bytes, limit);
        if (heaviest != SIZE_MAX) {
            char share[TER__SIZE_TEXT_BYTES];
            ter__size_format(most, share);
            (void)snprintf(help, sizeof help, "stage \"%s\" alone needs %s: raise resources.memory, or make the stage smaller",
                           job->stages[heaviest].id, share);
        }
        bool written = job->memory_place.line > 0; /* else the stage is the place to change */
        ter__place place = written || heaviest == SIZE_MAX ? job->memory_place : job->stages[heaviest].place;
        ter__diagnose(diagnostics, place, help, "the job needs about %s, the limit (resources.memory) is %s", needed, limit);
    }
    return TER_OK;
}

/* ---- all ---------------------------------------------------------------------------------------------------------------- */

static ter_status load(ter_job *job, ter_diagnostics *diagnostics) {
    ter_status status = ter__diagnostics_source(diagnostics, job->file, job->text, job->text_length);
    for (size_t i = 0; status == TER_OK && i < job->input_count; i++) {
        if (job->inputs[i].table == NULL) {
            status = load_input(job, &job->inputs[i], diagnostics);
        }
    }
    for (size_t i = 0; status == TER_OK && i < job->stage_count; i++) {
        if (job->stages[i].kind->bind != NULL && job->stages[i].rows == NULL) {
            status = job->stages[i].kind->bind(job, i, diagnostics);
        }
    }
    if (status == TER_OK && ter_diagnostics_error_count(diagnostics) == 0) {
        status = check_memory(job, diagnostics);
    }
    return status;
}

ter_status ter_job_load(ter_job *job, ter_diagnostics *diagnostics, ter_error *error) {
    if (job->loaded) {
        return TER_OK;
    }
    ter_diagnostics *own = diagnostics == NULL ? ter_diagnostics_create() : NULL;
    ter_diagnostics *used = diagnostics == NULL ? own : diagnostics;
    if (used == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "out of memory");
    }
    ter_status status = load(job, used);
    status = status == TER_OK ? ter__diagnostics_status(used, error)
                              : ter_error_set(error, status, "%s: %s", job->file, ter_status_text(status));
    job->loaded = status == TER_OK;
    for (size_t i = 0; i < job->input_count; i++) {
        ter_job_set_input(job, i, NULL, 0); /* borrowed until now */
        job->inputs[i].given = false;
    }
    ter_diagnostics_destroy(own);
    return status;
}
