/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tercile dist fit FAMILY --data FILE: estimates, standard errors and the certificate of a fit. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/grid.h"
#include "cli/law.h"
#include "cli/stat_data.h"
#include "tercile/fit.h"
#include "tercile/table.h"
#include "tercile/text.h"

typedef struct sample {
    size_t n, missing;
    double *x, *weights; /* weights is null when none were asked for */
} sample;

/* The column asked for, or the only one of numbers. */
static ter_status find_column(const ter_table *table, const char *name, size_t *column, ter_error *error) {
    size_t found = 0;
    if (name != NULL) {
        ter_status status = ter_table_find(table, name, column, error);
        ter_type type = status == TER_OK ? ter_table_column_type(table, *column) : TER_DOUBLE;
        return status != TER_OK || type == TER_DOUBLE || type == TER_INTEGER
                   ? status
                   : ter_error_set(error, TER_BAD_DATA, "column \"%s\" is no column of numbers", name);
    }
    for (size_t i = 0; i < ter_table_columns(table); i++) {
        ter_type type = ter_table_column_type(table, i);
        if (type == TER_DOUBLE || type == TER_INTEGER) {
            *column = i;
            found++;
        }
    }
    return found == 1 ? TER_OK : ter_error_set(error, TER_BAD_ARGUMENT, "%zu columns of numbers: name one with --column", found);
}

static ter_status take_sample(ter__cli *cli, const ter_table *table, sample *s, ter_error *error) {
    size_t column, weights = 0, rows = ter_table_rows(table);
    const char *weights_name = ter__given_text(cli, "weights");
    ter_status status = find_column(table, ter__given_text(cli, "column"), &column, error);
    if (status == TER_OK && weights_name != NULL) {
        status = find_column(table, weights_name, &weights, error);
    }
    if (status != TER_OK) {
        return status;
    }
    s->x = calloc(2 * rows + 1, sizeof *s->x);
    if (s->x == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "out of memory for %zu rows", rows);
    }
    s->weights = weights_name != NULL ? s->x + rows : NULL;
    for (size_t i = 0; i < rows; i++) {
        double x = ter_table_double(table, column, i), w = weights_name != NULL ? ter_table_double(table, weights, i) : 1.0;
        if (isnan(x) || isnan(w)) {
            s->missing++;
            continue;
        }
        s->x[s->n] = x;
        if (s->weights != NULL) {
            s->weights[s->n] = w;
        }
        s->n++;
    }
    return TER_OK;
}

/* --fix PARAMETER=NUMBER into fixed[k] and start[k]; the rest of start is filled by the caller. */
static int read_fixed(ter__cli *cli, const ter_family *family, bool *fixed, double *start, bool *any) {
    for (size_t i = 0; i < cli->given_count; i++) {
        if (strcmp(cli->given[i].option->name, "fix") != 0) {
            continue;
        }
        const char *text = cli->given[i].value;
        size_t length = strcspn(text, "="), index = 0, count = ter_family_parameter_count(family);
        while (index < count && (strlen(ter_family_parameter(family, index)->name) != length ||
                                 strncmp(ter_family_parameter(family, index)->name, text, length) != 0)) {
            index++;
        }
        if (index == count || text[length] != '=' ||
            ter_text_to_double(text + length + 1, strlen(text + length + 1), &start[index]) != TER_OK) {
            return ter__fail_usage(cli, NULL, "option \"--fix\": \"%s\" is no PARAMETER=NUMBER of %s", text,
                                   ter_family_name(family));
        }
        fixed[index] = *any = true;
    }
    return 0;
}

static void print_fit(ter__cli *cli, const ter_fit *fit, const sample *s) {
    static const ter__grid_column columns[] = {{"parameter", false, 0}, {"estimate", true, 0}, {"standard error", true, 0}};
    ter__output *out = &cli->out;
    ter__grid grid;
    ter__output_print(out, "%s, %zu values\n", ter_family_title(fit->family), s->n);
    if (s->missing > 0) {
        ter__output_print(out, "%zu missing, left out\n", s->missing);
    }
    ter__grid_open(&grid, columns, 3);
    for (size_t i = 0; i < fit->parameter_count; i++) {
        ter__grid_add(&grid, ter_family_parameter(fit->family, i)->name);
        ter__grid_print(&grid, "%.10g", fit->estimate[i]);
        if (isnan(fit->standard_error[i])) {
            ter__grid_add(&grid, "-");
        } else if (fit->standard_error[i] == 0.0) {
            ter__grid_add(&grid, "held");
        } else {
            ter__grid_print(&grid, "%.4g", fit->standard_error[i]);
        }
    }
    ter__grid_close(&grid, out);
    ter__output_print(out, "log likelihood %.10g, AIC %.10g, BIC %.10g\n", fit->log_likelihood, fit->aic, fit->bic);
    if (!isnan(fit->curvature)) {
        ter__output_print(out, "certificate: gradient %.2g standard errors, smallest curvature %.3g, %u iterations\n",
                          fit->gradient_scaled, fit->curvature, fit->iterations);
    }
}

static int print_fit_json(ter__cli *cli, const ter_fit *fit, const sample *s) {
    ter_json *json = ter_json_create();
    ter_json_object(json, NULL, false);
    ter_json_integer(json, "tercile_dist_fit", 1);
    ter_json_text(json, "family", ter_family_name(fit->family));
    ter_json_unsigned(json, "values", s->n);
    ter_json_unsigned(json, "missing", s->missing);
    ter_json_array(json, "parameters", false);
    for (size_t i = 0; i < fit->parameter_count; i++) {
        ter_json_object(json, NULL, true);
        ter_json_text(json, "name", ter_family_parameter(fit->family, i)->name);
        ter_json_double(json, "estimate", fit->estimate[i]);
        ter_json_double(json, "standard_error", fit->standard_error[i]);
        ter_json_end(json);
    }
    ter_json_end(json);
    ter_json_array(json, "covariance", true);
    for (size_t i = 0; i < fit->parameter_count * fit->parameter_count; i++) {
        ter_json_double(json, NULL, fit->covariance[i]);
    }
    ter_json_end(json);
    ter_json_double(json, "log_likelihood", fit->log_likelihood);
    ter_json_double(json, "aic", fit->aic);
    ter_json_double(json, "bic", fit->bic);
    ter_json_unsigned(json, "iterations", fit->iterations);
    ter_json_double(json, "gradient_scaled", fit->gradient_scaled);
    ter_json_double(json, "curvature", fit->curvature);
    ter_json_end(json);
    return ter__print_json(cli, json);
}

static int fit_sample(ter__cli *cli, const ter_family *family, const sample *s) {
    ter_fit_options options = TER_FIT_OPTIONS_DEFAULT;
    ter_error error = {TER_OK, ""};
    ter_fit fit;
    bool fixed[TER_PARAMETERS_MAX] = {false}, any = false;
    double start[TER_PARAMETERS_MAX];
    for (size_t i = 0; i < TER_PARAMETERS_MAX; i++) {
        start[i] = (double)NAN; /* no start but where a parameter is held: the family's own guess is taken */
    }
    static const char *const methods[] = {"likelihood", "moments", "lmoments"};
    const char *method = ter__given_text(cli, "method");
    size_t chosen = 0;
    while (method != NULL && chosen < 3 && strcmp(method, methods[chosen]) != 0) {
        chosen++;
    }
    if (chosen == 3) {
        return ter__fail_usage(cli, NULL, "option \"--method\": \"%s\" is none of likelihood, moments, lmoments", method);
    }
    options.method = (ter_fit_method)chosen;
    options.weights = s->weights;
    int code = read_fixed(cli, family, fixed, start, &any);
    if (code != 0) {
        return code;
    }
    if (any) {
        options.fixed = fixed;
        options.start = start;
    }
    if (ter_fit_run(&fit, family, s->n, s->x, &options, &error) != TER_OK) {
        return ter__fail(cli, &error);
    }
    if (cli->json) {
        return print_fit_json(cli, &fit, s);
    }
    print_fit(cli, &fit, s);
    return TER__EXIT_OK;
}

int ter__cmd_dist_fit(ter__cli *cli) {
    const char *path = ter__given_text(cli, "data");
    const ter_family *family = NULL;
    ter_table *table = NULL;
    ter_error error = {TER_OK, ""};
    sample s = {0, 0, NULL, NULL};
    if (path == NULL) {
        return ter__fail_usage(cli, NULL, "tercile dist fit: --data FILE is missing");
    }
    ter_status status = ter_family_find(&family, cli->arguments[0], &error);
    if (status == TER_OK) {
        status = ter__read_table(&table, path, &error);
    }
    if (status == TER_OK) {
        status = take_sample(cli, table, &s, &error);
    }
    ter_table_destroy(table);
    int code = status == TER_OK ? fit_sample(cli, family, &s) : ter__fail(cli, &error);
    free(s.x);
    return code;
}
