/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/job_file.h"

void ter__print_diagnostics(ter__cli *cli, const ter_diagnostics *diagnostics) {
    if (ter_diagnostics_count(diagnostics) == 0 || (cli->quiet && ter_diagnostics_error_count(diagnostics) == 0)) {
        return;
    }
    char *text = ter_diagnostics_format(diagnostics);
    if (text != NULL) {
        ter__output_flush(&cli->out);
        ter__output_text(&cli->err, text);
        ter__output_flush(&cli->err);
        ter_bytes_free((uint8_t *)text);
    }
}

int ter__fail_job(ter__cli *cli, const ter_diagnostics *diagnostics, const ter_error *error) {
    ter__print_diagnostics(cli, diagnostics);
    if (ter_diagnostics_error_count(diagnostics) == 0) {
        return ter__fail(cli, error);
    }
    size_t count = ter_diagnostics_error_count(diagnostics);
    ter__output_print(&cli->err, "error: %s: %zu mistake%s\n", cli->arguments[0], count, count == 1 ? "" : "s");
    ter__output_flush(&cli->err);
    return ter__exit_code(error->status != TER_OK ? error->status : TER_BAD_SPEC);
}

int ter__open_job(ter__cli *cli, bool load, ter_job **job) {
    ter_error error = {TER_OK, ""};
    ter_diagnostics *diagnostics = ter_diagnostics_create();
    if (diagnostics == NULL) {
        ter_error_set(&error, TER_NO_MEMORY, "out of memory");
        return ter__fail(cli, &error);
    }
    ter_status status = ter_job_read(job, cli->arguments[0], diagnostics, &error);
    if (status == TER_OK && load) {
        status = ter_job_load(*job, diagnostics, &error);
        if (status != TER_OK) {
            ter_job_destroy(*job);
            *job = NULL;
        }
    }
    int code = TER__EXIT_OK;
    if (status != TER_OK) {
        error.status = status;
        code = ter__fail_job(cli, diagnostics, &error);
    } else {
        ter__print_diagnostics(cli, diagnostics);
    }
    ter_diagnostics_destroy(diagnostics);
    return code;
}
