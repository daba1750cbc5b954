/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/commands.h"
#include "tercile/job.h"

int ter__cmd_schema(ter__cli *cli) {
    ter_error error = {TER_OK, ""};
    char *text = NULL;
    if (ter_stage_schema(cli->argument_count > 0 ? cli->arguments[0] : NULL, cli->json, &text, &error) != TER_OK) {
        return ter__fail(cli, &error);
    }
    ter__output_text(&cli->out, text);
    ter_bytes_free((uint8_t *)text);
    return TER__EXIT_OK;
}
