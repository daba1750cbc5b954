/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tercile validate nist: the digits reached on NIST's reference datasets, beside those that doubles allow. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/nist_nonlinear.h"
#include "tercile/text.h"

/* What counts as lost. `most`: digits certified; `slack`: digits below the ceiling that are no loss yet; least digits on decimal
 * columns; least digits of a parameter, whatever the ceiling (0: none). */
typedef struct family {
    const char *name;
    double most, slack, decimal_least, parameter_least;
} family;

static const family families[] = {
    {"univariate", 15.0, 0.3, 14.0, 0.0},
    {"anova", 15.0, 0.3, 14.0, 0.0},
    {"linear", 15.0, 0.3, 14.0, 0.0},
    {"nonlinear", 11.0, 1.0, 10.0, 10.0},
};
enum { FAMILY_COUNT = sizeof families / sizeof families[0] };

typedef struct row {
    const ter__nist_value *value;
    double digits, ceiling, decimal_digits;
    size_t count; /* of values: one for each start */
    double values[TER__NIST_STARTS], decimal_values[TER__NIST_STARTS];
    bool proved[TER__NIST_STARTS]; /* a minimum; sets that need no search always */
    bool lost;
} row;

typedef struct report {
    row *rows;
    size_t count, lost, sets;
    size_t runs, converged; /* of nonlinear sets */
} report;

static const family *family_of(const ter__nist_set *set) {
    for (size_t i = 0; i < FAMILY_COUNT; i++) {
        if (strcmp(set->family, families[i].name) == 0) {
            return &families[i];
        }
    }
    return NULL;
}

/* What a certified value allows by being rounded to its last printed digit. */
static double digits_printed(const ter__nist_value *value, double most) {
    const char *mantissa_end = value->text + strcspn(value->text, "eE"), *point = strchr(value->text, '.');
    const long exponent = *mantissa_end != '\0' ? strtol(mantissa_end + 1, NULL, 10) : 0;
    const double decimals = point != NULL ? (double)(mantissa_end - point - 1) : 0.0;
    const double half_unit = 0.5 * pow(10.0, (double)exponent - decimals);
    return ter__nist_digits(value->certified + half_unit, value->certified, most);
}

/* Counts are exact; for other quantities without a ceiling of their own stands the least of their set's. */
static double ceiling_of(const ter__nist_catalog *c, const ter__nist_value *value, double most) {
    if (!isnan(value->attainable)) {
        return value->attainable;
    }
    if (strcmp(value->quantity, "n") == 0 || strncmp(value->quantity, "df_", 3) == 0) {
        return most;
    }
    double least = value->certified != 0.0 && isfinite(value->certified) ? digits_printed(value, most) : most;
    for (size_t i = 0; i < c->value_count; i++) {
        const ter__nist_value *other = &c->values[i];
        if (strcmp(other->set, value->set) == 0 && other->attainable < least) {
            least = other->attainable;
        }
    }
    return least;
}

/* The answers of every way to compute a set: `columns` on doubles, then on decimals, from each start in turn. */
typedef struct ways {
    size_t count; /* of each */
    ter__nist_answers plain[TER__NIST_STARTS], decimal[TER__NIST_STARTS];
    bool proved[TER__NIST_STARTS];
} ways;

static ter_status compute_nonlinear(ways *w, report *r, const ter__nist_catalog *c, const ter__nist_set *set,
                                    const ter__nist_columns *columns, ter_error *error) {
    ter_status status = TER_OK;
    w->count = TER__NIST_STARTS;
    for (unsigned start = 0; status == TER_OK && start < TER__NIST_STARTS; start++) {
        bool converged = false, exact = false;
        status = ter__nist_nonlinear(&w->plain[start], c, set, columns, 0, start + 1, &converged, error);
        status = status == TER_OK ? ter__nist_nonlinear(&w->decimal[start], c, set, columns, 1, start + 1, &exact, error) : status;
        w->proved[start] = converged && exact;
        r->runs++;
        r->converged += w->proved[start];
    }
    return status;
}

static ter_status compute(ways *w, report *r, const ter__nist_catalog *c, const ter__nist_set *set, ter_error *error) {
    ter__nist_columns columns;
    ter_status status = ter__nist_read(&columns, c, set, error);
    if (status != TER_OK) {
        return status;
    }
    if (strcmp(set->family, "nonlinear") == 0) {
        status = compute_nonlinear(w, r, c, set, &columns, error);
    } else {
        w->count = 1;
        w->proved[0] = true;
        status = ter__nist_compute(&w->plain[0], set, &columns, 0, error);
        status = status == TER_OK ? ter__nist_compute(&w->decimal[0], set, &columns, 1, error) : status;
    }
    ter__nist_columns_free(&columns);
    return status == TER_OK ? TER_OK : ter_error_prefix(error, status, "%s: ", set->name);
}

static double least_digits(const ter__nist_answers *answers, size_t count, const ter__nist_value *value, double most) {
    double least = most;
    for (size_t i = 0; i < count; i++) {
        const double digits = ter__nist_digits(ter__nist_answer(&answers[i], value->quantity), value->certified, most);
        least = digits < least ? digits : least;
    }
    return least;
}

static void keep_values(row *one, const ways *w) {
    one->count = w->count;
    for (size_t i = 0; i < w->count; i++) {
        one->values[i] = ter__nist_answer(&w->plain[i], one->value->quantity);
        one->decimal_values[i] = ter__nist_answer(&w->decimal[i], one->value->quantity);
        one->proved[i] = w->proved[i];
    }
}

static bool is_parameter(const char *quantity) {
    return quantity[0] == 'b' && quantity[1] >= '0' && quantity[1] <= '9';
}

static ter_status measure_set(report *r, const ter__nist_catalog *c, const ter__nist_set *set, ter_error *error) {
    const family *f = family_of(set);
    ways w = {0};
    ter_status status = compute(&w, r, c, set, error);
    for (size_t i = 0; status == TER_OK && i < c->value_count; i++) {
        const ter__nist_value *value = &c->values[i];
        if (strcmp(value->set, set->name) != 0 || strncmp(value->quantity, "start", strlen("start")) == 0) {
            continue;
        }
        row *one = &r->rows[r->count++];
        one->value = value;
        keep_values(one, &w);
        one->digits = least_digits(w.plain, w.count, value, f->most);
        one->decimal_digits = least_digits(w.decimal, w.count, value, f->most);
        one->ceiling = ceiling_of(c, value, f->most);
        one->lost = one->digits < one->ceiling - f->slack || one->decimal_digits < f->decimal_least ||
                    (is_parameter(value->quantity) && one->digits < f->parameter_least);
        r->lost += one->lost;
    }
    r->sets++;
    return status;
}

static void print_rows(ter__cli *cli, const row *rows, size_t count) {
    ter__output *out = &cli->out;
    ter__output_style(out, TER__BOLD);
    ter__output_cell(out, "dataset", 10, false);
    ter__output_cell(out, "quantity", 22, false);
    ter__output_cell(out, "certified", 24, true);
    ter__output_cell(out, "digits", 9, true);
    ter__output_cell(out, "ceiling", 9, true);
    ter__output_cell(out, "decimal", 9, true);
    ter__output_text(out, "\n");
    ter__output_style(out, TER__PLAIN);
    for (size_t i = 0; i < count; i++) {
        const double digits[] = {rows[i].digits, rows[i].ceiling, rows[i].decimal_digits};
        ter__output_cell(out, rows[i].value->set, 10, false);
        ter__output_cell(out, rows[i].value->quantity, 22, false);
        ter__output_cell(out, rows[i].value->text, 24, true);
        for (size_t k = 0; k < 3; k++) {
            char text[32];
            snprintf(text, sizeof text, "%.1f", digits[k]);
            ter__output_cell(out, text, 9, true);
        }
        ter__output_text(out, rows[i].lost ? "  LOST\n" : "\n");
    }
}

static void values_json(ter_json *json, const char *key, const double *values, size_t count) {
    ter_json_array(json, key, true);
    for (size_t i = 0; i < count; i++) {
        ter_json_double(json, NULL, values[i]);
    }
    ter_json_end(json);
}

static int print_rows_json(ter__cli *cli, const report *r) {
    const row *rows = r->rows;
    ter_json *json = ter_json_create();
    ter_json_object(json, NULL, false);
    ter_json_integer(json, "tercile_validate_nist", 1);
    ter_json_unsigned(json, "lost", r->lost);
    ter_json_unsigned(json, "nonlinear_runs", r->runs);
    ter_json_unsigned(json, "nonlinear_converged", r->converged);
    ter_json_array(json, "rows", false);
    for (size_t i = 0; i < r->count; i++) {
        ter_json_object(json, NULL, true);
        ter_json_text(json, "dataset", rows[i].value->set);
        ter_json_text(json, "quantity", rows[i].value->quantity);
        ter_json_text(json, "certified", rows[i].value->text);
        ter_json_double(json, "digits", rows[i].digits);
        ter_json_double(json, "ceiling", rows[i].ceiling);
        ter_json_double(json, "decimal_digits", rows[i].decimal_digits);
        ter_json_boolean(json, "lost", rows[i].lost);
        values_json(json, "values", rows[i].values, rows[i].count);
        values_json(json, "decimal_values", rows[i].decimal_values, rows[i].count);
        ter_json_array(json, "proved", true);
        for (size_t k = 0; k < rows[i].count; k++) {
            ter_json_boolean(json, NULL, rows[i].proved[k]);
        }
        ter_json_end(json);
        ter_json_end(json);
    }
    ter_json_end(json);
    ter_json_end(json);
    return ter__print_json(cli, json);
}

static int check_family(ter__cli *cli, const char *name) {
    const char *names[FAMILY_COUNT];
    for (size_t i = 0; i < FAMILY_COUNT; i++) {
        names[i] = families[i].name;
        if (name == NULL || strcmp(name, names[i]) == 0) {
            return 0;
        }
    }
    const char *near = ter_text_suggest(name, names, FAMILY_COUNT);
    return ter__fail_usage(cli, NULL, "no family \"%s\" of datasets: univariate, anova, linear, nonlinear%s%s%s", name,
                           near != NULL ? "; did you mean \"" : "", near != NULL ? near : "", near != NULL ? "\"?" : "");
}

static bool is_wanted(const ter__nist_set *set, const char *name) {
    return family_of(set) != NULL && (name == NULL || strcmp(set->family, name) == 0);
}

int ter__cmd_validate_nist(ter__cli *cli) {
    const char *name = ter__given_text(cli, "family");
    int code = check_family(cli, name);
    if (code != 0) {
        return code;
    }
    ter_error error = {TER_OK, ""};
    ter__nist_catalog *catalog = NULL;
    ter_status status = ter__nist_open(&catalog, ter__given_text(cli, "data"), &error);
    if (status != TER_OK) {
        return ter__fail(cli, &error);
    }
    report r = {.rows = calloc(TER__NIST_VALUES_MAX, sizeof *r.rows)};
    if (r.rows == NULL) {
        status = ter_error_set(&error, TER_NO_MEMORY, "no memory for the table");
    }
    for (size_t i = 0; status == TER_OK && i < catalog->set_count; i++) {
        if (is_wanted(&catalog->sets[i], name)) {
            status = measure_set(&r, catalog, &catalog->sets[i], &error);
        }
    }
    if (status != TER_OK) {
        code = ter__fail(cli, &error);
    } else {
        if (cli->json) {
            code = print_rows_json(cli, &r);
        } else {
            print_rows(cli, r.rows, r.count);
        }
        if (r.runs > 0) {
            ter__note(cli, "nonlinear: %zu of %zu runs from the two starts end in a proved minimum", r.converged, r.runs);
        }
        ter__note(cli, "%zu datasets, %zu certified values: %zu with digits lost", r.sets, r.count, r.lost);
        code = code == TER__EXIT_OK && (r.lost > 0 || r.converged < r.runs) ? TER__EXIT_DIFFERENT : code;
    }
    free(r.rows);
    free(catalog);
    return code;
}
