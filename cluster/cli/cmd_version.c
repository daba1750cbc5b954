/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/commands.h"
#include "tercile/version.h"

int ter__cmd_version(ter__cli *cli) {
    if (!cli->json) {
        ter__output_print(&cli->out, "tercile %s\n", ter_version());
        return TER__EXIT_OK;
    }
    ter_json *json = ter_json_create();
    ter_json_object(json, NULL, false);
    ter_json_integer(json, "tercile_version", 1);
    ter_json_text(json, "version", ter_version());
    ter_json_end(json);
    return ter__print_json(cli, json);
}
