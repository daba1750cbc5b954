/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --certify: the true value with proved digits, and how far this program's own value is from it. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cli/law.h"

#ifdef TER__HAVE_CERTIFY
#include "tercile/measure.h"

static void print_one(ter__cli *cli, ter_json *json, const ter_measured *point) {
    const ter_enclosure *truth = &point->truth;
    if (json != NULL) {
        ter_json_object(json, NULL, true);
        ter_json_double(json, "argument", point->argument);
        ter_json_boolean(json, "exists", !point->undefined);
        ter_json_text(json, "decimal", point->undefined ? NULL : truth->decimal);
        ter_json_double(json, "nearest", point->undefined ? (double)NAN : truth->nearest);
        ter_json_double(json, "lower", point->undefined ? (double)NAN : truth->lower);
        ter_json_double(json, "upper", point->undefined ? (double)NAN : truth->upper);
        ter_json_unsigned(json, "precision_bits", truth->precision_bits);
        ter_json_double(json, "value", point->value);
        ter_json_double(json, "ulp", point->ulp);
        ter_json_end(json);
        return;
    }
    if (point->undefined) {
        ter__output_text(&cli->out, "does not exist\n");
        return;
    }
    ter__output_print(&cli->out, "%s", truth->decimal);
    if (!cli->quiet) {
        const bool digits = strncmp(truth->decimal, "above", 5) != 0 && strncmp(truth->decimal, "below", 5) != 0;
        ter__output_print(&cli->out, "  (%sproved at %u bits; tercile's ", digits ? "within one unit of the last digit; " : "",
                          truth->precision_bits);
        ter__print_double(&cli->out, point->value, ter__given(cli, "hex"));
        ter__output_print(&cli->out, " is %.3g ulp away)", point->ulp);
    }
    ter__output_text(&cli->out, "\n");
}

static void parameters_of(const ter_dist *dist, double *parameters) {
    for (size_t i = 0; i < ter_family_parameter_count(ter_dist_family(dist)); i++) {
        parameters[i] = ter_dist_parameter(dist, i);
    }
}

int ter__certify_operation(ter__cli *cli, const ter_dist *dist, ter_operation operation) {
    const ter_family *family = ter_dist_family(dist);
    double parameters[TER_PARAMETERS_MAX];
    ter_error error = {TER_OK, ""};
    int code = TER__EXIT_OK;
    parameters_of(dist, parameters);
    ter_json *json = cli->json ? ter_json_create() : NULL;
    ter__begin_law_json(json, "tercile_dist_certify", dist);
    ter_json_text(json, "operation", ter_operation_word(operation));
    ter_json_array(json, "values", false);
    for (size_t i = 1; i < cli->argument_count && code == TER__EXIT_OK; i++) {
        ter_measured point;
        double x;
        code = ter__read_argument(cli, operation, cli->arguments[i], &x);
        if (code == TER__EXIT_OK && ter_measure_point(&point, family, operation, parameters, x, &error) != TER_OK) {
            code = ter__fail(cli, &error);
        } else if (code == TER__EXIT_OK) {
            print_one(cli, json, &point);
        }
    }
    ter_json_end(json);
    ter_json_end(json);
    if (code == TER__EXIT_OK && json != NULL) {
        return ter__print_json(cli, json);
    }
    ter_json_destroy(json);
    return code;
}

int ter__certify_interval(ter__cli *cli, const ter_dist *dist, double lower, double upper) {
    double parameters[TER_PARAMETERS_MAX];
    ter_error error = {TER_OK, ""};
    ter_measured point;
    parameters_of(dist, parameters);
    if (ter_measure_interval(&point, ter_dist_family(dist), parameters, lower, upper, &error) != TER_OK) {
        return ter__fail(cli, &error);
    }
    ter_json *json = cli->json ? ter_json_create() : NULL;
    ter__begin_law_json(json, "tercile_dist_certify", dist);
    ter_json_text(json, "operation", "interval");
    ter_json_double(json, "upper_end", upper);
    ter_json_array(json, "values", false);
    print_one(cli, json, &point);
    ter_json_end(json);
    ter_json_end(json);
    return json != NULL ? ter__print_json(cli, json) : TER__EXIT_OK;
}
#else
static int no_oracle(ter__cli *cli) {
    ter_error error = {TER_NO_BACKEND, "this program was built without the oracle: install FLINT/Arb's headers and build again"};
    return ter__fail(cli, &error);
}

int ter__certify_operation(ter__cli *cli, const ter_dist *dist, ter_operation operation) {
    (void)dist;
    (void)operation;
    return no_oracle(cli);
}

int ter__certify_interval(ter__cli *cli, const ter_dist *dist, double lower, double upper) {
    (void)dist;
    (void)lower;
    (void)upper;
    return no_oracle(cli);
}
#endif
