/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tercile validate nist: the digits reached on NIST's reference datasets, beside those that doubles allow. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/nist_compute.h"
#include "tercile/text.h"

#define DIGITS_MAX       15.0
#define CEILING_SLACK    0.3  /* digits below the ceiling that are not yet a loss */
#define DECIMAL_AT_LEAST 14.0 /* certified values have 15 digits, the last one rounded */

static const char *const families[] = {"univariate", "anova", "linear"};

typedef struct row {
    const ter__nist_value *value;
    double digits, ceiling, decimal_digits;
    bool lost;
} row;

/* What a certified value allows by being rounded to its last printed digit. */
static double digits_printed(const ter__nist_value *value) {
    const char *mantissa_end = value->text + strcspn(value->text, "eE"), *point = strchr(value->text, '.');
    const long exponent = *mantissa_end != '\0' ? strtol(mantissa_end + 1, NULL, 10) : 0;
    const double decimals = point != NULL ? (double)(mantissa_end - point - 1) : 0.0;
    const double half_unit = 0.5 * pow(10.0, (double)exponent - decimals);
    return ter__nist_digits(value->certified + half_unit, value->certified, DIGITS_MAX);
}

/* Counts are exact; for other quantities without a ceiling of their own stands the least of their set's. */
static double ceiling_of(const ter__nist_catalog *c, const ter__nist_value *value) {
    if (!isnan(value->attainable)) {
        return value->attainable;
    }
    if (strcmp(value->quantity, "n") == 0 || strncmp(value->quantity, "df_", 3) == 0) {
        return DIGITS_MAX;
    }
    double least = value->certified != 0.0 && isfinite(value->certified) ? digits_printed(value) : DIGITS_MAX;
    for (size_t i = 0; i < c->value_count; i++) {
        const ter__nist_value *other = &c->values[i];
        if (strcmp(other->set, value->set) == 0 && other->attainable < least) {
            least = other->attainable;
        }
    }
    return least;
}

static ter_status measure_set(row *rows, size_t *count, const ter__nist_catalog *c, const ter__nist_set *set, ter_error *error) {
    ter__nist_columns columns;
    ter__nist_answers plain, decimal;
    ter_status status = ter__nist_read(&columns, c, set, error);
    if (status != TER_OK) {
        return status;
    }
    status = ter__nist_compute(&plain, set, &columns, 0, error);
    status = status == TER_OK ? ter__nist_compute(&decimal, set, &columns, 1, error) : status;
    ter__nist_columns_free(&columns);
    if (status != TER_OK) {
        return ter_error_prefix(error, status, "%s: ", set->name);
    }
    for (size_t i = 0; i < c->value_count; i++) {
        const ter__nist_value *value = &c->values[i];
        if (strcmp(value->set, set->name) != 0) {
            continue;
        }
        row *r = &rows[(*count)++];
        r->value = value;
        r->digits = ter__nist_digits(ter__nist_answer(&plain, value->quantity), value->certified, DIGITS_MAX);
        r->decimal_digits = ter__nist_digits(ter__nist_answer(&decimal, value->quantity), value->certified, DIGITS_MAX);
        r->ceiling = ceiling_of(c, value);
        r->lost = r->digits < r->ceiling - CEILING_SLACK || r->decimal_digits < DECIMAL_AT_LEAST;
    }
    return TER_OK;
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

static int print_rows_json(ter__cli *cli, const row *rows, size_t count, size_t lost) {
    ter_json *json = ter_json_create();
    ter_json_object(json, NULL, false);
    ter_json_integer(json, "tercile_validate_nist", 1);
    ter_json_unsigned(json, "lost", lost);
    ter_json_array(json, "rows", false);
    for (size_t i = 0; i < count; i++) {
        ter_json_object(json, NULL, true);
        ter_json_text(json, "dataset", rows[i].value->set);
        ter_json_text(json, "quantity", rows[i].value->quantity);
        ter_json_text(json, "certified", rows[i].value->text);
        ter_json_double(json, "digits", rows[i].digits);
        ter_json_double(json, "ceiling", rows[i].ceiling);
        ter_json_double(json, "decimal_digits", rows[i].decimal_digits);
        ter_json_boolean(json, "lost", rows[i].lost);
        ter_json_end(json);
    }
    ter_json_end(json);
    ter_json_end(json);
    return ter__print_json(cli, json);
}

static int check_family(ter__cli *cli, const char *family) {
    for (size_t i = 0; family != NULL && i < sizeof families / sizeof families[0]; i++) {
        if (strcmp(family, families[i]) == 0) {
            return 0;
        }
    }
    if (family == NULL) {
        return 0;
    }
    const char *near = ter_text_suggest(family, families, sizeof families / sizeof families[0]);
    return ter__fail_usage(cli, NULL, "no family \"%s\" of datasets: univariate, anova, linear%s%s%s", family,
                           near != NULL ? "; did you mean \"" : "", near != NULL ? near : "", near != NULL ? "\"?" : "");
}

static bool is_wanted(const ter__nist_set *set, const char *family) {
    bool known = false;
    for (size_t i = 0; i < sizeof families / sizeof families[0]; i++) {
        known |= strcmp(set->family, families[i]) == 0;
    }
    return known && (family == NULL || strcmp(set->family, family) == 0);
}

int ter__cmd_validate_nist(ter__cli *cli) {
    const char *family = ter__given_text(cli, "family");
    int code = check_family(cli, family);
    if (code != 0) {
        return code;
    }
    ter_error error = {TER_OK, ""};
    ter__nist_catalog *catalog = NULL;
    ter_status status = ter__nist_open(&catalog, ter__given_text(cli, "data"), &error);
    if (status != TER_OK) {
        return ter__fail(cli, &error);
    }
    size_t count = 0, lost = 0, sets = 0;
    row *rows = calloc(TER__NIST_VALUES_MAX, sizeof *rows);
    if (rows == NULL) {
        status = ter_error_set(&error, TER_NO_MEMORY, "no memory for the table");
    }
    for (size_t i = 0; status == TER_OK && i < catalog->set_count; i++) {
        if (is_wanted(&catalog->sets[i], family)) {
            status = measure_set(rows, &count, catalog, &catalog->sets[i], &error);
            sets++;
        }
    }
    if (status != TER_OK) {
        code = ter__fail(cli, &error);
    } else {
        for (size_t i = 0; i < count; i++) {
            lost += rows[i].lost;
        }
        if (cli->json) {
            code = print_rows_json(cli, rows, count, lost);
        } else {
            print_rows(cli, rows, count);
        }
        ter__note(cli, "%zu datasets, %zu certified values: %zu with digits lost", sets, count, lost);
        code = code == TER__EXIT_OK && lost > 0 ? TER__EXIT_DIFFERENT : code;
    }
    free(rows);
    free(catalog);
    return code;
}
