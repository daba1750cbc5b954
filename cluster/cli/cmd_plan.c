/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/commands.h"
#include "cli/job_file.h"

int ter__cmd_plan(ter__cli *cli) {
    ter_job *job = NULL;
    int code = ter__open_job(cli, true, &job);
    if (code != TER__EXIT_OK) {
        return code;
    }
    ter_error error = {TER_OK, ""};
    ter_diagnostics *diagnostics = ter_diagnostics_create();
    char *text = NULL;
    ter_status status = diagnostics == NULL ? ter_error_set(&error, TER_NO_MEMORY, "out of memory")
                                            : ter_job_plan(job, cli->json, &text, diagnostics, &error);
    if (status == TER_OK) {
        ter__print_diagnostics(cli, diagnostics);
        ter__output_text(&cli->out, text);
        ter_bytes_free((uint8_t *)text);
    } else {
        code = diagnostics != NULL ? ter__fail_job(cli, diagnostics, &error) : ter__fail(cli, &error);
    }
    ter_diagnostics_destroy(diagnostics);
    ter_job_destroy(job);
    return code;
}
