/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What files a result has, their digest, and their folder. */
#include "exec/result_files.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/report.h"
#include "table/file.h"

#define REPORT_FILE "report.html"

/* ---- the list ----------------------------------------------------------------------------------------------------------- */

ter__result_files *ter__result_files_create(bool owned) {
    ter__result_files *made = malloc(sizeof *made);
    if (made != NULL) {
        made->owned = owned;
        made->count = 0;
    }
    return made;
}

void ter__result_files_destroy(ter__result_files *files) {
    for (size_t i = 0; files != NULL && files->owned && i < files->count; i++) {
        free((void *)(uintptr_t)files->items[i].name);
        ter_bytes_free((uint8_t *)(uintptr_t)files->items[i].bytes);
    }
    free(files);
}

ter_status ter__result_files_add(ter__result_files *files, const char *name, uint8_t *bytes, size_t length, ter_error *error) {
    ter_status status = TER_OK;
    const char *kept = name;
    if (files->count == TER__RESULT_FILES_MAX) {
        status = ter_error_set(error, TER_LIMIT, "a result has at most %zu files", (size_t)TER__RESULT_FILES_MAX);
    } else if (files->owned) {
        kept = strdup(name);
        status = kept != NULL ? TER_OK : ter_error_set(error, TER_NO_MEMORY, "out of memory");
    }
    if (status == TER_OK) {
        files->items[files->count++] = (ter__result_file){kept, bytes, length};
    } else if (files->owned) {
        ter_bytes_free(bytes);
    }
    return status;
}

static int compare_names(const void *a, const void *b) {
    return strcmp(((const ter__result_file *)a)->name, ((const ter__result_file *)b)->name);
}

ter_status ter__result_files_seal(ter__result_files *files, ter_error *error) {
    bool marked = false;
    qsort(files->items, files->count, sizeof *files->items, compare_names);
    for (size_t i = 0; i < files->count; i++) {
        marked = marked || strcmp(files->items[i].name, TER__RESULT_MARKER) == 0;
        if (i > 0 && strcmp(files->items[i - 1].name, files->items[i].name) == 0) {
            return ter_error_set(error, TER_BAD_DATA, "a result has the file \"%s\" twice", files->items[i].name);
        }
    }
    return marked ? TER_OK : ter_error_set(error, TER_BAD_DATA, "a result without \"%s\"", TER__RESULT_MARKER);
}

/* ---- names -------------------------------------------------------------------------------------------------------------- */

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

/* Ids have no points, so a table's file is ID.TABLE.csv. */
bool ter__result_file_belongs(const char *name) {
    if (name[0] == '.' || strchr(name, '/') != NULL || strlen(name) >= TER__RESULT_FILE_NAME_MAX) {
        return false;
    }
    const char *point = strchr(name, '.'), *end = point != NULL ? strchr(point + 1, '.') : NULL;
    if (end == NULL) {
        return strcmp(name, TER__RESULT_MARKER) == 0 || strcmp(name, REPORT_FILE) == 0;
    }
    return strcmp(end, ".csv") == 0 && is_table(point + 1, (size_t)(end - point - 1));
}

/* ---- the files of a run ------------------------------------------------------------------------------------------------- */

static ter_status add_csv(ter__result_files *files, const char *stage, const char *table_name, const ter_table *table,
                          ter_error *error) {
    char name[TER__RESULT_FILE_NAME_MAX];
    uint8_t *bytes;
    size_t length;
    (void)snprintf(name, sizeof name, "%s.%s.csv", stage, table_name);
    ter_status status = ter_csv_write(table, &bytes, &length, error);
    return status == TER_OK ? ter__result_files_add(files, name, bytes, length, error) : status;
}

static ter_status add_tables(ter__result_files *files, const ter_run *run, ter_error *error) {
    ter_status status = TER_OK;
    for (size_t stage = 0; status == TER_OK && stage < run->job->stage_count; stage++) {
        const ter__job_stage *s = &run->job->stages[stage];
        for (size_t i = 0; status == TER_OK && i < ter_run_table_count(run, stage); i++) {
            if (s->kind->tables[i].columns != NULL) { /* rows are data, not results */
                status = add_csv(files, s->id, ter_run_table_name(run, stage, i), ter_run_table(run, stage, i), error);
            }
        }
    }
    return status == TER_OK ? add_csv(files, "run", "warnings", ter_run_warnings(run), error) : status;
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

static ter_status add_all(ter__result_files *files, const ter_run *run, ter_error *error) {
    char *text;
    size_t page = asking(run, "html");
    ter_status status = ter_run_json(run, &text, error);
    if (status == TER_OK) {
        status = ter__result_files_add(files, TER__RESULT_MARKER, (uint8_t *)text, strlen(text), error);
    }
    if (status == TER_OK && asking(run, "csv") != SIZE_MAX) {
        status = add_tables(files, run, error);
    }
    if (status == TER_OK && page != SIZE_MAX) {
        status = ter__report_html(run, page, &text, error);
        if (status == TER_OK) {
            status = ter__result_files_add(files, REPORT_FILE, (uint8_t *)text, strlen(text), error);
        }
    }
    return status == TER_OK ? ter__result_files_seal(files, error) : status;
}

ter_status ter__result_files_of(ter__result_files **files, const ter_run *run, ter_error *error) {
    if (!run->complete) {
        return ter_error_set(error, TER_BAD_STATE, "the run did not end: there is no result to write");
    }
    if (!run->job->loaded) { /* the digests of the inputs are part of the result */
        return ter_error_set(error, TER_BAD_STATE, "the job is not loaded: call ter_job_load first");
    }
    ter__result_files *made = ter__result_files_create(true);
    if (made == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "out of memory");
    }
    ter_status status = add_all(made, run, error);
    if (status != TER_OK) {
        ter__result_files_destroy(made);
        return status;
    }
    *files = made;
    return TER_OK;
}

/* ---- digest and folder -------------------------------------------------------------------------------------------------- */

ter_status ter__result_files_digest(const ter__result_files *files, char text[TER__DIGEST_TEXT_BYTES], ter_error *error) {
    ter__digest *digest = NULL;
    uint8_t value[TER__DIGEST_BYTES];
    ter_status status = ter__digest_create(&digest, error);
    if (status != TER_OK) {
        return status;
    }
    for (size_t i = 0; status == TER_OK && i < files->count; i++) {
        const ter__result_file *file = &files->items[i];
        char size[32];
        int digits = snprintf(size, sizeof size, "%zu:", file->length);
        status = ter__digest_add(digest, file->name, strlen(file->name) + 1);
        status = status == TER_OK ? ter__digest_add(digest, size, (size_t)digits) : status;
        status = status == TER_OK ? ter__digest_add(digest, file->bytes, file->length) : status;
    }
    status = status == TER_OK ? ter__digest_finish(digest, value) : status;
    ter__digest_destroy(digest);
    if (status != TER_OK) {
        return ter_error_set(error, status, "cannot digest the result");
    }
    ter__digest_text(value, text);
    return TER_OK;
}

ter_status ter__result_files_write(const ter__result_files *files, const char *path, ter_error *error) {
    ter__folder *folder;
    ter_status status = ter__folder_begin(&folder, path, TER__RESULT_MARKER, ter__result_file_belongs, error);
    if (status != TER_OK) {
        return status;
    }
    for (size_t i = 0; status == TER_OK && i < files->count; i++) {
        status = ter__folder_add(folder, files->items[i].name, files->items[i].bytes, files->items[i].length, error);
    }
    if (status == TER_OK) {
        return ter__folder_commit(folder, error);
    }
    ter__folder_abort(folder);
    return status;
}
