/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tercile dist characteristic 'LAW' T...: E[exp(i T X)], a line of two numbers for each T. */
#include "cli/commands.h"
#include "cli/law.h"
#include "tercile/text.h"

static int print_values(ter__cli *cli, const ter_dist *dist, ter_json *json) {
    int code = TER__EXIT_OK;
    for (size_t i = 1; i < cli->argument_count && code == TER__EXIT_OK; i++) {
        double t, real, imaginary;
        code = ter__read_number(cli, "T", cli->arguments[i], &t);
        if (code != TER__EXIT_OK) {
            break;
        }
        ter_status status = ter_dist_characteristic(dist, t, &real, &imaginary);
        if (status != TER_OK) {
            const char *what = status == TER_BAD_ARGUMENT ? "T must be finite"
                                                          : "no closed form for this law, or T times its values is above 2^50";
            ter_error error;
            ter_error_set(&error, status, "characteristic function of %s at %s: %s", cli->arguments[0], cli->arguments[i], what);
            code = ter__fail(cli, &error);
        } else if (json != NULL) {
            ter_json_object(json, NULL, true);
            ter_json_double(json, "argument", t);
            ter_json_double(json, "real", real);
            ter_json_double(json, "imaginary", imaginary);
            ter_json_end(json);
        } else {
            ter__print_double(&cli->out, real, ter__given(cli, "hex"));
            ter__output_text(&cli->out, " ");
            ter__print_double(&cli->out, imaginary, ter__given(cli, "hex"));
            ter__output_text(&cli->out, "\n");
        }
    }
    return code;
}

int ter__cmd_dist_characteristic(ter__cli *cli) {
    ter_dist *dist = NULL;
    int code = ter__read_law(cli, &dist);
    if (code != 0) {
        return code;
    }
    ter_json *json = cli->json ? ter_json_create() : NULL;
    ter__begin_law_json(json, "tercile_dist_characteristic", dist);
    ter_json_array(json, "values", false);
    code = print_values(cli, dist, json);
    ter_json_end(json);
    ter_json_end(json);
    ter_dist_destroy(dist);
    if (code == TER__EXIT_OK && json != NULL) {
        return ter__print_json(cli, json);
    }
    ter_json_destroy(json);
    return code;
}
