/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>

#include "cli/commands.h"
#include "cli/job_file.h"

static int print_json_diagnostics(ter__cli *cli, const ter_diagnostics *diagnostics, ter_status status, const ter_error *error) {
    ter_json *json = ter_json_create();
    ter_json_object(json, NULL, false);
    ter_json_integer(json, "tercile_check", 1);
    ter_json_boolean(json, "ok", status == TER_OK);
    ter_json_text(json, "error", status == TER_OK || ter_diagnostics_error_count(diagnostics) > 0 ? NULL : error->text);
    ter_json_array(json, "diagnostics", false);
    for (size_t i = 0; i < ter_diagnostics_count(diagnostics); i++) {
        const ter_diagnostic *diagnostic = ter_diagnostics_at(diagnostics, i);
        ter_json_object(json, NULL, true);
        ter_json_text(json, "severity", diagnostic->severity == TER_SEVERITY_ERROR ? "error" : "warning");
        ter_json_unsigned(json, "line", diagnostic->line);
        ter_json_unsigned(json, "column", diagnostic->column);
        ter_json_unsigned(json, "width", diagnostic->width);
        ter_json_text(json, "text", diagnostic->text);
        ter_json_text(json, "help", diagnostic->help);
        ter_json_end(json);
    }
    ter_json_end(json);
    ter_json_end(json);
    int code = ter__print_json(cli, json);
    return code != TER__EXIT_OK ? code : ter__exit_code(status);
}

int ter__cmd_check(ter__cli *cli) {
    ter_job *job = NULL;
    if (!cli->json) {
        int code = ter__open_job(cli, true, &job);
        if (code == TER__EXIT_OK) {
            ter__output_text(&cli->out, "ok\n");
        }
        ter_job_destroy(job);
        return code;
    }
    ter_error error = {TER_OK, ""};
    ter_diagnostics *diagnostics = ter_diagnostics_create();
    if (diagnostics == NULL) {
        ter_error_set(&error, TER_NO_MEMORY, "out of memory");
        return ter__fail(cli, &error);
    }
    ter_status status = ter_job_read(&job, cli->arguments[0], diagnostics, &error);
    if (status == TER_OK) {
        status = ter_job_load(job, diagnostics, &error);
    }
    int code = print_json_diagnostics(cli, diagnostics, status, &error);
    ter_job_destroy(job);
    ter_diagnostics_destroy(diagnostics);
    return code;
}
