/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "report/report.h"
#include "tercile/json.h"
#include "tercile/version.h"

static void put_cell(ter_json *json, const ter_table *table, size_t column, size_t row) {
    size_t length = 0;
    if (ter_table_is_missing(table, column, row)) {
        ter_json_null(json, NULL);
        return;
    }
    switch (ter_table_column_type(table, column)) {
    case TER_DOUBLE:
        ter_json_double(json, NULL, ter_table_double(table, column, row));
        break;
    case TER_INTEGER:
        ter_json_integer(json, NULL, ter_table_integer(table, column, row));
        break;
    default: {
        const char *text = ter_table_text(table, column, row, &length);
        ter_json_text_of(json, NULL, text, length);
    }
    }
}

static void put_table(ter_json *json, const char *name, const ter_table *table, bool with_rows) {
    ter_json_object(json, name, false);
    ter_json_array(json, "columns", false);
    for (size_t column = 0; column < ter_table_columns(table); column++) {
        ter_json_object(json, NULL, true);
        ter_json_text(json, "name", ter_table_column_name(table, column));
        ter_json_text(json, "type", ter_type_word(ter_table_column_type(table, column)));
        ter_json_end(json);
    }
    ter_json_end(json);
    ter_json_unsigned(json, "row_count", ter_table_rows(table));
    if (!with_rows) {
        ter_json_null(json, "rows");
        ter_json_end(json);
        return;
    }
    ter_json_array(json, "rows", false);
    for (size_t row = 0; row < ter_table_rows(table); row++) {
        ter_json_array(json, NULL, true);
        for (size_t column = 0; column < ter_table_columns(table); column++) {
            put_cell(json, table, column, row);
        }
        ter_json_end(json);
    }
    ter_json_end(json);
    ter_json_end(json);
}

static void put_inputs(ter_json *json, const ter_job *job) {
    ter_json_array(json, "inputs", false);
    for (size_t i = 0; i < ter_job_input_count(job); i++) {
        const ter_table *table = ter_job_input_table(job, i);
        ter_json_object(json, NULL, true);
        ter_json_text(json, "name", ter_job_input_name(job, i));
        ter_json_text(json, "sha256", ter_job_input_digest(job, i));
        if (table != NULL) {
            ter_json_unsigned(json, "rows", ter_table_rows(table));
        }
        ter_json_end(json);
    }
    ter_json_end(json);
}

static void put_stage(ter_json *json, const ter_run *run, size_t stage) {
    const ter_job *job = ter_run_job(run);
    const char *kind = ter_job_stage_kind(job, stage);
    ter_json_object(json, NULL, false);
    ter_json_text(json, "id", ter_job_stage_id(job, stage));
    ter_json_text(json, "kind", kind);
    ter_json_boolean(json, "finished", ter_run_stage_finished(run, stage));
    ter_json_object(json, "tables", false);
    for (size_t i = 0; ter_run_stage_finished(run, stage) && i < ter_run_table_count(run, stage); i++) {
        const char *name = ter_run_table_name(run, stage, i);
        bool is_data = strcmp(kind, "clean") == 0 && strcmp(name, "rows") == 0;
        put_table(json, name, ter_run_table(run, stage, i), !is_data);
    }
    ter_json_end(json);
    ter_json_end(json);
}

ter_status ter__report_json(const ter_run *run, char **text, ter_error *error) {
    const ter_job *job = ter_run_job(run);
    ter_json *json = ter_json_create();
    ter_json_object(json, NULL, false);
    ter_json_integer(json, "tercile_results", TER__RESULTS_VERSION);
    ter_json_text(json, "version", ter_version());
    ter_json_text(json, "job", ter_job_name(job));
    ter_json_text(json, "digest", ter_job_digest(job));
    ter_json_copy(json, "spec", ter_job_canonical(job));
    ter_json_unsigned(json, "seed", ter_job_seed(job));
    put_inputs(json, job);
    ter_json_array(json, "stages", false);
    for (size_t stage = 0; stage < ter_job_stage_count(job); stage++) {
        put_stage(json, run, stage);
    }
    ter_json_end(json);
    if (ter_run_warnings(run) != NULL) {
        put_table(json, "warnings", ter_run_warnings(run), true);
    }
    ter_json_end(json);
    ter_status status = ter_json_finish(json, text, error);
    ter_json_destroy(json);
    return status;
}
