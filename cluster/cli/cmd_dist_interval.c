/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/commands.h"
#include "cli/law.h"

int ter__cmd_dist_interval(ter__cli *cli) {
    ter_dist *dist = NULL;
    double lower, upper;
    int code = ter__read_number(cli, "A", cli->arguments[1], &lower);
    code = code != 0 ? code : ter__read_number(cli, "B", cli->arguments[2], &upper);
    code = code != 0 ? code : ter__read_law(cli, &dist);
    if (code != 0) {
        return code;
    }
    if (ter__given(cli, "certify")) {
        code = ter__certify_interval(cli, dist, lower, upper);
        ter_dist_destroy(dist);
        return code;
    }
    double value = ter_dist_interval(dist, lower, upper);
    if (cli->json) {
        ter_json *json = ter_json_create();
        ter__begin_law_json(json, "tercile_dist_interval", dist);
        ter_json_double(json, "lower", lower);
        ter_json_double(json, "upper", upper);
        ter_json_double(json, "value", value);
        ter_json_end(json);
        code = ter__print_json(cli, json);
    } else {
        ter__print_double(&cli->out, value, ter__given(cli, "hex"));
        ter__output_text(&cli->out, "\n");
    }
    ter_dist_destroy(dist);
    return code;
}
