/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/stat_table.h"

#include <math.h>
#include <string.h>

#include "cli/grid.h"
#include "tercile/special.h"
#include "tercile/text.h"

int ter__stat_level(ter__cli *cli, double *level) {
    const char *given = ter__given_text(cli, "level");
    *level = 0.95;
    if (given != NULL && (ter_text_to_double(given, strlen(given), level) != TER_OK || !(*level > 0.0 && *level < 1.0))) {
        return ter__fail_usage(cli, NULL, "option \"--level\": \"%s\" is no number between 0 and 1", given);
    }
    return 0;
}

double ter__stat_p_value(double statistic, double df) {
    if (isnan(statistic)) {
        return statistic;
    }
    if (isinf(df)) {
        return ter_erfc(fabs(statistic) * 0x1.6a09e667f3bcdp-1);
    }
    return isinf(statistic) ? 0.0 : ter_beta_i(0.5 * df, 0.5, df / (df + statistic * statistic));
}

static double statistic_of(const ter__stat_coefficients *c, size_t k) {
    return c->errors[k] > 0.0 ? c->estimates[k] / c->errors[k] : (double)NAN;
}

static void add_number(ter__grid *grid, double value) {
    char text[32];
    ter__format_number(text, sizeof text, value, 4);
    ter__grid_add(grid, text);
}

void ter__stat_print_coefficients(ter__cli *cli, const ter__stat_coefficients *c) {
    ter__grid_column columns[] = {
        {"", false, 0}, {"estimate", true, 0}, {"standard error", true, 0}, {isinf(c->df) ? "z" : "t", true, 0},
        {"p", true, 0}, {"", false, 1},        {"lower", true, 0},          {"upper", true, 0}};
    ter__grid grid;
    ter__grid_open(&grid, columns, c->lower != NULL ? 8 : 6);
    for (size_t k = 0; k < c->count; k++) {
        const double statistic = statistic_of(c, k), p = ter__stat_p_value(statistic, c->df);
        char text[32];
        ter__grid_add(&grid, c->names[k]);
        if (isnan(c->estimates[k])) {
            ter__grid_add(&grid, "dropped");
        } else {
            ter__grid_print(&grid, "%.10g", c->estimates[k]);
        }
        add_number(&grid, c->errors[k]);
        add_number(&grid, statistic);
        ter__stat_format_p(text, sizeof text, p);
        ter__grid_add(&grid, text);
        ter__grid_add(&grid, ter__stat_stars(p));
        if (c->lower != NULL) {
            ter__grid_print(&grid, isnan(c->lower[k]) ? "-" : "%.7g", c->lower[k]);
            ter__grid_print(&grid, isnan(c->upper[k]) ? "-" : "%.7g", c->upper[k]);
        }
    }
    ter__grid_close(&grid, &cli->out);
    if (c->lower != NULL) {
        ter__output_print(&cli->out, "lower, upper: limits at level %g\n", c->level);
    }
}

void ter__stat_json_coefficients(ter_json *json, const ter__stat_coefficients *c) {
    ter_json_array(json, "coefficients", false);
    for (size_t k = 0; k < c->count; k++) {
        ter_json_object(json, NULL, true);
        ter_json_text(json, "name", c->names[k]);
        ter_json_double(json, "estimate", c->estimates[k]);
        ter_json_double(json, "standard_error", c->errors[k]);
        ter_json_double(json, "statistic", statistic_of(c, k));
        ter_json_double(json, "p", ter__stat_p_value(statistic_of(c, k), c->df));
        if (c->lower != NULL) {
            ter_json_double(json, "lower", c->lower[k]);
            ter_json_double(json, "upper", c->upper[k]);
        }
        ter_json_end(json);
    }
    ter_json_end(json);
}
