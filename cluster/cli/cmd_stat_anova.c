/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tercile stat anova: analysis of variance of a linear model, types I to III. */
#include <math.h>

#include "cli/commands.h"
#include "cli/grid.h"
#include "cli/stat_data.h"
#include "tercile/anova.h"

static void print_anova(ter__cli *cli, const ter_anova *a, unsigned type) {
    static const ter__grid_column columns[] = {
        {"", false, 0}, {"df", true, 0}, {"sum of squares", true, 0}, {"mean square", true, 0}, {"F", true, 0},
        {"p", true, 0}, {"", false, 1}};
    static const char *const roman[] = {"", "I", "II", "III"};
    ter__grid grid;
    ter__output_print(&cli->out, "analysis of variance, type %s, %zu rows", roman[type], a->rows);
    ter__output_print(&cli->out, a->left_out > 0 ? ", %zu left out with missing values\n" : "\n", a->left_out);
    ter__grid_open(&grid, columns, 7);
    for (size_t t = 0; t < a->terms; t++) {
        const ter_anova_term *row = &a->term[t];
        char text[32];
        ter__grid_add(&grid, row->name);
        ter__grid_print(&grid, "%zu", row->df);
        ter__grid_print(&grid, "%.10g", row->sum_squares);
        ter__grid_print(&grid, "%.10g", row->mean_square);
        ter__format_number(text, sizeof text, row->f, 6);
        ter__grid_add(&grid, text);
        ter__stat_format_p(text, sizeof text, row->p);
        ter__grid_add(&grid, text);
        ter__grid_add(&grid, ter__stat_stars(row->p));
    }
    ter__grid_add(&grid, "residuals");
    ter__grid_print(&grid, "%zu", a->residual_df);
    ter__grid_print(&grid, "%.10g", a->residual_sum_squares);
    ter__grid_print(&grid, "%.10g", a->residual_mean_square);
    for (int k = 0; k < 3; k++) {
        ter__grid_add(&grid, "");
    }
    ter__grid_close(&grid, &cli->out);
}

static int print_anova_json(ter__cli *cli, const ter_anova *a, unsigned type) {
    ter_json *json = ter_json_create();
    ter_json_object(json, NULL, false);
    ter_json_integer(json, "tercile_stat_anova", 1);
    ter_json_unsigned(json, "type", type);
    ter_json_unsigned(json, "rows", a->rows);
    ter_json_unsigned(json, "left_out", a->left_out);
    ter_json_array(json, "terms", false);
    for (size_t t = 0; t < a->terms; t++) {
        const ter_anova_term *row = &a->term[t];
        ter_json_object(json, NULL, true);
        ter_json_text(json, "name", row->name);
        ter_json_unsigned(json, "df", row->df);
        ter_json_double(json, "sum_squares", row->sum_squares);
        ter_json_double(json, "mean_square", row->mean_square);
        ter_json_double(json, "f", row->f);
        ter_json_double(json, "p", row->p);
        ter_json_end(json);
    }
    ter_json_end(json);
    ter_json_unsigned(json, "residual_df", a->residual_df);
    ter_json_double(json, "residual_sum_squares", a->residual_sum_squares);
    ter_json_double(json, "residual_mean_square", a->residual_mean_square);
    ter_json_double(json, "r_squared", a->r_squared);
    ter_json_end(json);
    return ter__print_json(cli, json);
}

int ter__cmd_stat_anova(ter__cli *cli) {
    ter__stat_data data;
    const double *weights = NULL;
    uint64_t type = 1;
    ter_error error = {TER_OK, ""};
    int code = ter__given_number(cli, "type", 1, 3, &type);
    code = code == 0 ? ter__stat_open(&data, cli, cli->arguments[0]) : code;
    if (code != 0) {
        return code;
    }
    ter_anova *anova = NULL;
    code = ter__stat_weights(&data, cli, &weights);
    if (code == 0 && ter_anova_create(&anova, cli->arguments[0], &data.frame, (ter_anova_type)type, weights, &error) != TER_OK) {
        code = ter__fail(cli, &error);
    } else if (code == 0 && cli->json) {
        code = print_anova_json(cli, anova, (unsigned)type);
    } else if (code == 0) {
        print_anova(cli, anova, (unsigned)type);
    }
    ter_anova_destroy(anova);
    ter__stat_close(&data);
    return code;
}
