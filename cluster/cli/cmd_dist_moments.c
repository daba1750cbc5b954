/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tercile dist moments 'LAW': raw and central moments, and whether they exist. */
#include <math.h>
#include <stdio.h>

#include "cli/commands.h"
#include "cli/grid.h"
#include "cli/law.h"

typedef ter_status moment_of(const ter_dist *dist, unsigned order, double *value);

/* A number, "infinite", "-infinite" or "does not exist". */
static void moment_text(const ter_dist *dist, moment_of *moment, unsigned order, char *text, size_t size) {
    double value;
    ter_status status = moment(dist, order, &value);
    if (status == TER_OK) {
        snprintf(text, size, "%.17g", value);
    } else {
        snprintf(text, size, "%s",
                 status == TER_INFINITE    ? (value > 0.0 ? "infinite" : "-infinite")
                 : status == TER_UNDEFINED ? "does not exist"
                                           : ter_status_text(status));
    }
}

static void moment_json(ter_json *json, const ter_dist *dist, const char *key, moment_of *moment, unsigned order) {
    double value = (double)NAN;
    ter_status status = moment(dist, order, &value);
    ter_json_double(json, key, status == TER_OK || status == TER_INFINITE ? value : (double)NAN);
}

static int print_json(ter__cli *cli, const ter_dist *dist, unsigned most) {
    ter_json *json = ter_json_create();
    ter__begin_law_json(json, "tercile_dist_moments", dist);
    ter_json_array(json, "moments", false);
    for (unsigned order = 1; order <= most; order++) {
        ter_json_object(json, NULL, true);
        ter_json_unsigned(json, "order", order);
        moment_json(json, dist, "raw", ter_dist_raw_moment, order);
        moment_json(json, dist, "central", ter_dist_central_moment, order);
        ter_json_end(json);
    }
    ter_json_end(json);
    ter_json_end(json);
    return ter__print_json(cli, json);
}

int ter__cmd_dist_moments(ter__cli *cli) {
    static const ter__grid_column columns[] = {{"order", true, 0}, {"raw", true, 0}, {"central", true, 0}};
    uint64_t most = 4;
    ter_dist *dist = NULL;
    int code = ter__given_number(cli, "order", 1, TER_MOMENT_ORDER_MAX, &most);
    code = code != 0 ? code : ter__read_law(cli, &dist);
    if (code != 0) {
        return code;
    }
    if (cli->json) {
        code = print_json(cli, dist, (unsigned)most);
    } else {
        ter__grid grid;
        ter__grid_open(&grid, columns, sizeof columns / sizeof columns[0]);
        for (unsigned order = 1; order <= most; order++) {
            char text[64];
            ter__grid_print(&grid, "%u", order);
            moment_text(dist, ter_dist_raw_moment, order, text, sizeof text);
            ter__grid_add(&grid, text);
            moment_text(dist, ter_dist_central_moment, order, text, sizeof text);
            ter__grid_add(&grid, text);
        }
        ter__grid_close(&grid, &cli->out);
    }
    ter_dist_destroy(dist);
    return code;
}
