/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tercile stat nls: nonlinear least squares. */
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/grid.h"
#include "cli/stat_table.h"
#include "tercile/nonlinear_model.h"
#include "tercile/text.h"

typedef struct starts {
    size_t count;
    char names[TER_NONLINEAR_PARAMETERS_MAX][64];
    const char *views[TER_NONLINEAR_PARAMETERS_MAX];
    double values[TER_NONLINEAR_PARAMETERS_MAX];
} starts;

/* --start NAME=NUMBER, as often as there are parameters. */
static int read_starts(ter__cli *cli, starts *s) {
    s->count = 0;
    for (size_t i = 0; i < cli->given_count; i++) {
        if (strcmp(cli->given[i].option->name, "start") != 0) {
            continue;
        }
        const char *text = cli->given[i].value;
        const size_t length = strcspn(text, "=");
        if (s->count == TER_NONLINEAR_PARAMETERS_MAX) {
            return ter__fail_usage(cli, NULL, "more than %d parameters", TER_NONLINEAR_PARAMETERS_MAX);
        }
        if (text[length] != '=' || length == 0 || length >= sizeof s->names[0] ||
            ter_text_to_double(text + length + 1, strlen(text + length + 1), &s->values[s->count]) != TER_OK) {
            return ter__fail_usage(cli, NULL, "option \"--start\": \"%s\" is no NAME=NUMBER", text);
        }
        memcpy(s->names[s->count], text, length);
        s->names[s->count][length] = '\0';
        s->views[s->count] = s->names[s->count];
        s->count++;
    }
    return s->count > 0 ? 0
                        : ter__fail_usage(cli, NULL, "tercile stat nls: --start NAME=NUMBER is missing, one for each parameter");
}

/* The columns of numbers that the formula may name, in the rows that miss none of those it does name. */
typedef struct chosen {
    size_t columns, rows, left_out;
    const char **names;
    double **values;     /* [columns][rows of the data], and the lower halves of decimals behind them */
    const double **lows; /* [columns]; null: none */
    double *weights;
} chosen;

static void chosen_free(chosen *c) {
    for (size_t j = 0; c->values != NULL && j < c->columns; j++) {
        free(c->values[j]);
    }
    free(c->values);
    free((void *)c->lows);
    free(c->names);
    free(c->weights);
}

/* Whether the formula has the column's name as a word, in backquotes or not. */
static bool is_named(const char *formula, const char *name) {
    const size_t length = strlen(name);
    static const char word[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.";
    for (const char *at = strstr(formula, name); at != NULL; at = strstr(at + 1, name)) {
        const bool begins = at == formula || strchr(word, at[-1]) == NULL,
                   ends = at[length] == '\0' || strchr(word, at[length]) == NULL;
        if (begins && ends) {
            return true;
        }
    }
    return false;
}

static ter_status choose(chosen *c, const ter__stat_data *data, const char *formula, const double *weights, ter_error *error) {
    const ter_frame *frame = &data->frame;
    *c = (chosen){.columns = 0};
    c->names = calloc(frame->column_count + 1, sizeof *c->names);
    c->values = calloc(frame->column_count + 1, sizeof *c->values);
    c->lows = calloc(frame->column_count + 1, sizeof *c->lows);
    c->weights = weights == NULL ? NULL : calloc(frame->rows + 1, sizeof *c->weights);
    bool made = c->names != NULL && c->values != NULL && c->lows != NULL && (weights == NULL || c->weights != NULL);
    const double *sources[TER_TABLE_COLUMNS_MAX], *low_sources[TER_TABLE_COLUMNS_MAX];
    for (size_t j = 0; made && j < frame->column_count; j++) {
        if (frame->columns[j].values != NULL && is_named(formula, frame->columns[j].name)) {
            c->names[c->columns] = frame->columns[j].name;
            sources[c->columns] = frame->columns[j].values;
            low_sources[c->columns] = frame->columns[j].low;
            c->values[c->columns] = calloc(2 * frame->rows + 1, sizeof **c->values);
            made = c->values[c->columns] != NULL;
            c->lows[c->columns] = made && frame->columns[j].low != NULL ? c->values[c->columns] + frame->rows : NULL;
            c->columns++;
        }
    }
    if (!made) {
        return ter_error_set(error, TER_NO_MEMORY, "out of memory for %zu rows", frame->rows);
    }
    for (size_t i = 0; i < frame->rows; i++) {
        bool missing = weights != NULL && isnan(weights[i]);
        for (size_t j = 0; j < c->columns; j++) {
            missing = missing || isnan(sources[j][i]);
        }
        for (size_t j = 0; !missing && j < c->columns; j++) {
            c->values[j][c->rows] = sources[j][i];
            c->values[j][frame->rows + c->rows] = low_sources[j] != NULL ? low_sources[j][i] : 0.0;
        }
        if (!missing && weights != NULL) {
            c->weights[c->rows] = weights[i];
        }
        c->rows += !missing;
    }
    c->left_out = frame->rows - c->rows;
    return TER_OK;
}

/* What --profile asks for; level 0: it was not given. */
typedef struct profile {
    double level;
    ter_nonlinear_interval intervals[TER_NONLINEAR_PARAMETERS_MAX];
} profile;

static void print_limit(ter__grid *grid, double limit, ter_nonlinear_limit kind) {
    if (kind == TER_NONLINEAR_LIMIT_FOUND || kind == TER_NONLINEAR_LIMIT_NONE) {
        ter__grid_print(grid, "%.10g", limit);
    } else {
        ter__grid_add(grid, "-");
    }
}

static void explain_limit(ter__output *out, const char *name, const char *side, ter_nonlinear_limit kind, double edge) {
    switch (kind) {
    case TER_NONLINEAR_LIMIT_NONE:
        ter__output_print(out, "%s has no %s limit: the sum of squares stays below the bound up to %.6g\n", name, side, edge);
        break;
    case TER_NONLINEAR_LIMIT_EDGE:
        ter__output_print(out, "%s has no %s limit: the model has no finite value beyond %.10g\n", name, side, edge);
        break;
    case TER_NONLINEAR_LIMIT_UNKNOWN:
        ter__output_print(out, "%s: no %s limit was found: the other parameters could not be fitted beyond %.6g\n", name, side,
                          edge);
        break;
    default:
        break;
    }
}

static void print_profile(ter__cli *cli, const profile *q, const starts *s) {
    static const ter__grid_column columns[] = {{"", false, 0}, {"lower", true, 0}, {"upper", true, 0}};
    ter__grid grid;
    ter__output_print(&cli->out, "\nprofile intervals at level %g\n", q->level);
    ter__grid_open(&grid, columns, 3);
    for (size_t k = 0; k < s->count; k++) {
        ter__grid_add(&grid, s->names[k]);
        print_limit(&grid, q->intervals[k].lower, q->intervals[k].lower_limit);
        print_limit(&grid, q->intervals[k].upper, q->intervals[k].upper_limit);
    }
    ter__grid_close(&grid, &cli->out);
    for (size_t k = 0; k < s->count; k++) {
        explain_limit(&cli->out, s->names[k], "lower", q->intervals[k].lower_limit, q->intervals[k].lower_edge);
        explain_limit(&cli->out, s->names[k], "upper", q->intervals[k].upper_limit, q->intervals[k].upper_edge);
    }
}

static void json_profile(ter_json *json, const profile *q, const starts *s) {
    ter_json_double(json, "level", q->level);
    ter_json_array(json, "profile", false);
    for (size_t k = 0; k < s->count; k++) {
        const ter_nonlinear_interval *i = &q->intervals[k];
        ter_json_object(json, NULL, true);
        ter_json_text(json, "name", s->names[k]);
        ter_json_double(json, "lower", i->lower);
        ter_json_text(json, "lower_limit", ter_nonlinear_limit_name(i->lower_limit));
        ter_json_double(json, "upper", i->upper);
        ter_json_text(json, "upper_limit", ter_nonlinear_limit_name(i->upper_limit));
        ter_json_end(json);
    }
    ter_json_end(json);
}

static ter__stat_coefficients coefficients_of(const ter_nonlinear_fit *fit, const starts *s) {
    const ter__stat_coefficients c = {.count = s->count,
                                      .names = s->views,
                                      .estimates = fit->estimates,
                                      .errors = fit->standard_errors,
                                      .df = (double)fit->residual_df};
    return c;
}

static void print_fit(ter__cli *cli, const ter_nonlinear_fit *fit, const starts *s, const chosen *c, const profile *q) {
    const ter__stat_coefficients coefficients = coefficients_of(fit, s);
    ter__output *out = &cli->out;
    ter__output_print(out, "%s, %zu rows", cli->arguments[0], fit->rows);
    ter__output_print(out, c->left_out > 0 ? ", %zu left out with missing values\n" : "\n", c->left_out);
    ter__stat_print_coefficients(cli, &coefficients);
    ter__output_print(out, "residual deviation %.10g on %zu degrees of freedom, sum of squares %.10g\n", fit->residual_deviation,
                      fit->residual_df, fit->residual_sum_squares);
    ter__output_print(out, "%s; condition %.3g\n", fit->reason, fit->condition);
    ter__output_print(out, "%u iterations, %u evaluations, %u other starts\n", fit->iterations, fit->evaluations, fit->restarts);
    if (q->level > 0.0) {
        print_profile(cli, q, s);
    }
}

static int print_fit_json(ter__cli *cli, const ter_nonlinear_fit *fit, const starts *s, const chosen *c, const profile *q) {
    const ter__stat_coefficients coefficients = coefficients_of(fit, s);
    ter_json *json = ter_json_create();
    ter_json_object(json, NULL, false);
    ter_json_integer(json, "tercile_stat_nls", 1);
    ter_json_text(json, "formula", cli->arguments[0]);
    ter_json_unsigned(json, "rows", fit->rows);
    ter_json_unsigned(json, "left_out", c->left_out);
    ter__stat_json_coefficients(json, &coefficients);
    ter_json_unsigned(json, "residual_df", fit->residual_df);
    ter_json_double(json, "residual_sum_squares", fit->residual_sum_squares);
    ter_json_double(json, "residual_deviation", fit->residual_deviation);
    ter_json_text(json, "verdict", ter_nonlinear_verdict_name(fit->verdict));
    ter_json_text(json, "reason", fit->reason);
    ter_json_double(json, "gradient", fit->gradient);
    ter_json_double(json, "step", fit->step);
    ter_json_double(json, "curvature", fit->curvature);
    ter_json_double(json, "condition", fit->condition);
    ter_json_unsigned(json, "iterations", fit->iterations);
    ter_json_unsigned(json, "evaluations", fit->evaluations);
    ter_json_unsigned(json, "restarts", fit->restarts);
    if (q->level > 0.0) {
        json_profile(json, q, s);
    }
    ter_json_end(json);
    return ter__print_json(cli, json);
}

static int fit_chosen(ter__cli *cli, const starts *s, const chosen *c, unsigned restarts, double level) {
    ter_error error = {TER_OK, ""};
    const ter_nonlinear_problem problem = {.formula = cli->arguments[0],
                                           .rows = c->rows,
                                           .columns = c->columns,
                                           .column_names = c->names,
                                           .values = (const double *const *)c->values,
                                           .values_low = c->lows,
                                           .weights = c->weights,
                                           .parameters = s->count,
                                           .names = s->views,
                                           .starts = s->values,
                                           .restarts_max = restarts == 0 ? UINT_MAX : restarts};
    ter_nonlinear_fit *fit = NULL;
    profile q = {.level = 0.0};
    ter_status status = ter_nonlinear_fit_create(&fit, &problem, &error);
    if (status == TER_OK && level > 0.0) {
        status = ter_nonlinear_profile(q.intervals, fit, &problem, level, &error);
        q.level = status == TER_OK ? level : 0.0;
    }
    int code = 0;
    if (fit != NULL && cli->json) {
        code = print_fit_json(cli, fit, s, c, &q);
    } else if (fit != NULL && status == TER_OK) {
        print_fit(cli, fit, s, c, &q);
    }
    ter_nonlinear_fit_destroy(fit);
    return status == TER_OK ? code : ter__fail(cli, &error);
}

int ter__cmd_stat_nls(ter__cli *cli) {
    ter__stat_data data;
    starts s;
    uint64_t restarts = 60;
    const double *weights = NULL;
    ter_error error = {TER_OK, ""};
    double level = 0.0;
    int code = read_starts(cli, &s);
    if (code == 0 && ter__given(cli, "profile")) {
        code = ter__stat_level(cli, &level);
    } else if (code == 0 && ter__given(cli, "level")) {
        code = ter__fail_usage(cli, NULL, "option \"--level\" is for --profile");
    }
    code = code == 0 ? ter__given_number(cli, "restarts", 0, 100000, &restarts) : code;
    code = code == 0 ? ter__stat_open(&data, cli, NULL) : code;
    if (code != 0) {
        return code;
    }
    chosen c = {.columns = 0};
    code = ter__stat_weights(&data, cli, &weights);
    if (code == 0 && choose(&c, &data, cli->arguments[0], weights, &error) != TER_OK) {
        code = ter__fail(cli, &error);
    }
    code = code == 0 ? fit_chosen(cli, &s, &c, (unsigned)restarts, level) : code;
    chosen_free(&c);
    ter__stat_close(&data);
    return code;
}
