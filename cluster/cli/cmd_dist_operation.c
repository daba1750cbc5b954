/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tercile dist pdf|cdf|quantile|... 'LAW' X...: one command for each word of TER_OPERATION_LIST. */
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/law.h"

static int read_points(ter__cli *cli, ter_operation operation, size_t count, double *points) {
    int code = 0;
    for (size_t i = 0; i < count && code == 0; i++) {
        code = ter__read_argument(cli, operation, cli->arguments[i + 1], &points[i]);
    }
    return code;
}

static int print(ter__cli *cli, const ter_dist *dist, ter_operation operation, size_t count, const double *points,
                 const double *values) {
    if (!cli->json) {
        for (size_t i = 0; i < count; i++) {
            ter__print_double(&cli->out, values[i], ter__given(cli, "hex"));
            ter__output_text(&cli->out, "\n");
        }
        return TER__EXIT_OK;
    }
    ter_json *json = ter_json_create();
    ter__begin_law_json(json, "tercile_dist", dist);
    ter_json_text(json, "operation", ter_operation_word(operation));
    ter_json_array(json, "values", false);
    for (size_t i = 0; i < count; i++) {
        ter_json_object(json, NULL, true);
        ter_json_double(json, "argument", points[i]);
        ter_json_double(json, "value", values[i]);
        ter_json_end(json);
    }
    ter_json_end(json);
    ter_json_end(json);
    return ter__print_json(cli, json);
}

int ter__cmd_dist_operation(ter__cli *cli) {
    ter_operation operation;
    ter_error error = {TER_OK, ""};
    if (ter_operation_find(&operation, strchr(cli->command->name, ' ') + 1, &error) != TER_OK) {
        return ter__fail(cli, &error);
    }
    ter_dist *dist = NULL;
    int code = ter__read_law(cli, &dist);
    if (code != 0) {
        return code;
    }
    if (ter__given(cli, "certify")) {
        code = ter__certify_operation(cli, dist, operation);
        ter_dist_destroy(dist);
        return code;
    }
    size_t count = cli->argument_count - 1;
    double *points = calloc(2 * count, sizeof *points);
    if (points == NULL) {
        ter_error_set(&error, TER_NO_MEMORY, "out of memory for %zu numbers", count);
        code = ter__fail(cli, &error);
    } else {
        code = read_points(cli, operation, count, points);
    }
    if (code == 0) {
        ter_dist_eval_array(dist, operation, count, points, points + count);
        code = print(cli, dist, operation, count, points, points + count);
    }
    free(points);
    ter_dist_destroy(dist);
    return code;
}
